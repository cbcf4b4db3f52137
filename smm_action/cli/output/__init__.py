"""Findings, previews, plans and deliveries as text a person or a program reads: pure functions, one file a format."""

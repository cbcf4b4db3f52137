"""Bring the posts of other tools in as files: published, failed or draft, and never due."""

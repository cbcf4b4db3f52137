"""A loopback server that speaks the platforms' APIs, keeps what it accepts and fails on demand.

``server.running`` starts it; nothing here is imported by a real publish.
"""

"""Threads' own numbers."""

from smm_action.sandbox.containers import Site

POST = "post"
"""Posts, replies and reposts alike."""
SITE = Site(platform="threads", collection=POST, user="2784", object=19)

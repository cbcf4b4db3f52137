"""Pages and files of LinkedIn accounts."""

from __future__ import annotations

from smm_action.sandbox import timeline
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.linkedin.message import message
from smm_action.sandbox.linkedin.posts import post_of


def post_page(call: Call) -> Reply:
    """Show one post with its comments."""
    record = post_of(call, call.path["urn"])
    if record is None:
        raise timeline.nothing()
    return timeline.alone(call, message(call, record))


def file(call: Call) -> Reply:
    """Answer the bytes of a file."""
    blob = call.store.blob("linkedin", call.path["urn"])
    if blob is None:
        raise timeline.nothing()
    return timeline.file(blob.data, blob.mime)

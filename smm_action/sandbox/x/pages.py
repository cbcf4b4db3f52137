"""Pages and files of accounts on X."""

from __future__ import annotations

from smm_action.sandbox import timeline
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.x.message import message


def post_page(call: Call) -> Reply:
    """Show one post with its replies."""
    record = call.store.find("x", "post", call.path["key"])
    if record is None:
        raise timeline.nothing()
    return timeline.alone(call, message(call, record))


def file(call: Call) -> Reply:
    """Answer the bytes of a file."""
    blob = call.store.blob("x", call.path["id"])
    if blob is None:
        raise timeline.nothing()
    return timeline.file(blob.data, blob.mime)

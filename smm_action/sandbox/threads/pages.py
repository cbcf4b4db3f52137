"""Pages and files for people."""

from __future__ import annotations

from smm_action.sandbox import timeline
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.threads.message import message
from smm_action.sandbox.threads.site import POST, SITE


def post_page(call: Call) -> Reply:
    """Show one post with its replies."""
    record = call.store.find(SITE.platform, POST, call.path["key"])
    if record is None:
        raise timeline.nothing()
    return timeline.alone(call, message(call, record))


def file(call: Call) -> Reply:
    """Answer the bytes of a file."""
    blob = SITE.blob(call, call.path["name"])
    if blob is None:
        raise timeline.nothing()
    return timeline.file(blob.data, blob.mime)

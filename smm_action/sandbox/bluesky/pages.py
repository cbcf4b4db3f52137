"""Pages and files of Bluesky accounts."""

from __future__ import annotations

from smm_action.sandbox import timeline
from smm_action.sandbox.bluesky.message import message
from smm_action.sandbox.bluesky.views import at
from smm_action.sandbox.call import Call, Reply


def post_page(call: Call) -> Reply:
    """Show one post with its replies."""
    record = at(call, f"at://{call.path['who']}/app.bsky.feed.post/{call.path['key']}")
    if record is None:
        raise timeline.nothing()
    return timeline.alone(call, message(call, record))


def file(call: Call) -> Reply:
    """Answer the bytes of a blob."""
    blob = call.store.blob("bluesky", call.path["cid"])
    if blob is None:
        raise timeline.nothing()
    return timeline.file(blob.data, blob.mime)

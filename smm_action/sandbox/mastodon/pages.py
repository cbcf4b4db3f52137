"""Pages and files of Mastodon accounts."""

from __future__ import annotations

from smm_action.sandbox import timeline
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.mastodon.message import message

AVATAR = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


def status_page(call: Call) -> Reply:
    """Show one status with its replies."""
    record = call.store.find("mastodon", "status", call.path["key"])
    if record is None:
        raise timeline.nothing()
    return timeline.alone(call, message(call, record))


def file(call: Call) -> Reply:
    """Answer the bytes of a file."""
    blob = call.store.blob("mastodon", call.path["name"].partition(".")[0])
    if blob is None:
        raise timeline.nothing()
    return timeline.file(blob.data, blob.mime)


def avatar(call: Call) -> Reply:
    """Answer the picture of accounts that have none."""
    del call
    return timeline.file(AVATAR, "image/svg+xml")

"""Posts that a record refers to: at-uri and cid, and the root of the thread they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smm_action.model.delivery import Receipt, Rejected
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.bluesky.calls import read_object

POSTS = "app.bsky.feed.post"
_WEB = re.compile(r"https://[^/]+/profile/(?P<who>[^/]+)/post/(?P<rkey>[A-Za-z0-9._:~-]{1,512})/?")
_AT = re.compile(rf"at://(?P<who>[^/]+)/{re.escape(POSTS)}/(?P<rkey>[A-Za-z0-9._:~-]{{1,512}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """One version of a record."""

    uri: str
    cid: str

    def strong(self) -> dict[str, str]:
        """Return it as ``com.atproto.repo.strongRef``."""
        return {"uri": self.uri, "cid": self.cid}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A post and the first post of its thread (itself, when it is no reply)."""

    post: Ref
    root: Ref


def resolve(session: Session, url: str) -> Thread | Refusal:
    """Return the post at a bsky.app URL or an at-uri, as its author's server has it now."""
    found: dict[str, Thread] = session.memory.setdefault("resolved", {})
    if url not in found:
        thread = _resolve(session, url)
        if not isinstance(thread, Thread):
            return thread
        found[url] = thread
    return found[url]


def of_receipts(earlier: Sequence[Receipt]) -> tuple[Ref, Ref] | Rejected:
    """Return root and parent for the part after ``earlier``."""
    if not earlier or not earlier[-1].extra.get("cid") or not earlier[0].extra.get("cid"):
        return Rejected(reason="the part before this one has no receipt", code="no-parent")
    first, last = earlier[0], earlier[-1]
    root = Ref(uri=first.extra.get("root_uri", first.id), cid=first.extra.get("root_cid", first.extra["cid"]))
    return root, Ref(uri=last.id, cid=last.extra["cid"])


def reply_extra(root: Ref) -> Mapping[str, str]:
    """Return what the first part's receipt keeps, so that the parts after it know the thread's root."""
    return {"root_uri": root.uri, "root_cid": root.cid}


def _resolve(session: Session, url: str) -> Thread | Refusal:
    match = _WEB.fullmatch(url.partition("?")[0].partition("#")[0]) or _AT.fullmatch(url)
    if match is None:
        return Rejected(reason="that is not the address of a Bluesky post", code="target")
    did = _did(session, match["who"])
    if not isinstance(did, str):
        return did
    answer = _post(session, did, match["rkey"])
    return _thread(answer) if isinstance(answer, dict) else answer


def _did(session: Session, who: str) -> str | Refusal:
    if who.startswith("did:"):
        return who
    answer = read_object(session, "com.atproto.identity.resolveHandle", params={"handle": who})
    if not isinstance(answer, dict):
        return answer
    did = answer.get("did")
    return did if isinstance(did, str) else Rejected(reason="nobody has that handle", code="target")


def _post(session: Session, did: str, rkey: str) -> dict[str, Any] | Refusal:
    """Read the record; another server's through the AppView, because each server only holds its own accounts."""
    own = read_object(session, "com.atproto.repo.getRecord", params={"repo": did, "collection": POSTS, "rkey": rkey})
    if isinstance(own, dict) or did == session.identity.get("did"):
        return own
    uri = f"at://{did}/{POSTS}/{rkey}"
    answer = read_object(session, "app.bsky.feed.getPosts", params={"uris": uri})
    if not isinstance(answer, dict):
        return answer
    posts = answer.get("posts")
    view = posts[0] if isinstance(posts, list) and posts and isinstance(posts[0], dict) else None
    if view is None:
        return Rejected(reason="the post that is replied to, quoted or reposted is not there", code="target")
    return {"uri": view.get("uri"), "cid": view.get("cid"), "value": view.get("record")}


def _thread(answer: Mapping[str, Any]) -> Thread | Rejected:
    post = _ref(answer)
    if post is None:
        return Rejected(reason="the server does not say which post that is", code="target")
    value = answer.get("value")
    reply = value.get("reply") if isinstance(value, dict) else None
    root = _ref(reply.get("root")) if isinstance(reply, dict) else None
    return Thread(post=post, root=root or post)


def _ref(held: Any) -> Ref | None:
    if not isinstance(held, dict):
        return None
    uri, cid = held.get("uri"), held.get("cid")
    return Ref(uri=uri, cid=cid) if isinstance(uri, str) and isinstance(cid, str) else None

"""How simulated people act on Bluesky."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smm_action.sandbox.answers import instant
from smm_action.sandbox.bluesky import cid
from smm_action.sandbox.bluesky.api import did_of
from smm_action.sandbox.bluesky.repo import next_tid, uri
from smm_action.sandbox.store import Record, Relation, Resident, Store

COLLECTION_OF: Mapping[Relation, str] = {
    "like": "app.bsky.feed.like",
    "repost": "app.bsky.feed.repost",
    "reply": "app.bsky.feed.post",
    "follow": "app.bsky.graph.follow",
}


class Audience:
    """People with repositories there."""

    def settle(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the account of ``name``."""
        return store.settle(Resident(platform="bluesky", name=name, handle=f"{name}.test", did=did_of(name), at=now))

    def target(self, post: Record, author: Resident) -> str:
        """Return the post's at-uri."""
        return uri(post, author.did)

    def whom(self, author: Resident) -> str:
        """Return the account's DID."""
        return author.did

    def act(
        self, store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation, answer: str
    ) -> Record:
        """Return a like, a repost, a reply or a follow."""
        strong = {"uri": aim, "cid": post.cid}
        value: dict[str, Any] = {"subject": aim if relation == "follow" else strong}
        if relation == "reply":
            root = post.value.get("reply", {}).get("root", strong)
            value = {"text": answer, "reply": {"root": root, "parent": strong}}
        collection = COLLECTION_OF[relation]
        value |= {"$type": collection, "createdAt": instant(now)}
        return Record(
            platform=post.platform,
            account=person.name,
            collection=collection,
            key=next_tid(store, now),
            value=value,
            at=now,
            cid=cid.of_record(value),
        )

"""How simulated people act on Mastodon."""

from __future__ import annotations

from datetime import datetime

from smm_action.model.post import EMPTY
from smm_action.sandbox.mastodon.entities import username
from smm_action.sandbox.store import Record, Relation, Resident, Store


class Audience:
    """People with accounts there."""

    def settle(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the account of ``name``."""
        return store.settle(Resident(platform="mastodon", name=name, handle=username(name), at=now))

    def target(self, post: Record, author: Resident) -> str:
        """Return the status's id."""
        del author
        return post.key

    def whom(self, author: Resident) -> str:
        """Return the account's name."""
        return author.name

    def act(
        self, store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation, answer: str
    ) -> Record:
        """Return a favourite, a boost, a reply or a follow."""
        collection, key, value = "status", aim, EMPTY
        match relation:
            case "repost":
                value = {"text": "", "reblog_of": aim, "visibility": "public"}
            case "reply":
                value = {"text": answer, "in_reply_to_id": aim, "quoted_status_id": None}
            case _:
                collection = "follow" if relation == "follow" else "favourite"
        if collection == "status":
            key = str(store.number("mastodon", int(now.timestamp() * 1000) << 16))
        return Record(platform=post.platform, account=person.name, collection=collection, key=key, value=value, at=now)

"""How simulated people act on X."""

from __future__ import annotations

from datetime import datetime

from smm_action.model.post import EMPTY
from smm_action.sandbox.store import Record, Relation, Resident, Store


class Audience:
    """People with accounts there."""

    def settle(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the account of ``name``."""
        return store.settle(Resident(platform="x", name=name, handle=name.replace("-", "_")[:15], at=now))

    def target(self, post: Record, author: Resident) -> str:
        """Return the post's id."""
        del author
        return post.key

    def whom(self, author: Resident) -> str:
        """Return the account's name."""
        return author.name

    def act(
        self, store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation, answer: str
    ) -> Record:
        """Return a like, a repost, a reply or a follow."""
        collection, key, value = "post", aim, EMPTY
        match relation:
            case "repost":
                value = {"text": "", "repost_of": aim}
            case "reply":
                value = {"text": answer, "reply_to": aim}
            case _:
                collection = "follow" if relation == "follow" else "like"
        if collection == "post":
            key = str(store.number("x", (int(now.timestamp() * 1000) - 1_288_834_974_657) << 22))
        return Record(platform=post.platform, account=person.name, collection=collection, key=key, value=value, at=now)

"""How simulated people act on LinkedIn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from smm_action.sandbox.linkedin.members import person as urn_of_person
from smm_action.sandbox.linkedin.posts import urn_of
from smm_action.sandbox.store import Record, Relation, Resident, Store


class Audience:
    """Members."""

    def settle(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the member ``name``."""
        return store.settle(Resident(platform="linkedin", name=name, handle=name, did=urn_of_person(name), at=now))

    def target(self, post: Record, author: Resident) -> str:
        """Return the post's URN."""
        del author
        return urn_of(post)

    def whom(self, author: Resident) -> str:
        """Return the member's URN."""
        return author.did

    def act(
        self, store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation, answer: str
    ) -> Record:
        """Return a reaction, a reshare, a comment or a follow."""
        key = str(store.number("linkedin", int(now.timestamp() * 1000) << 22))
        collection: str = "post" if relation in {"repost", "reply"} else relation
        value: dict[str, Any] = {"author": person.did}
        if relation == "repost":
            value |= {"text": "", "parent": aim, "body": {"author": person.did, "commentary": ""}}
        if relation == "reply":
            value |= {"text": answer, "object": aim}
        return Record(platform=post.platform, account=person.name, collection=collection, key=key, value=value, at=now)

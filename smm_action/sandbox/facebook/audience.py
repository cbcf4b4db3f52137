"""How simulated people act on a Page."""

from __future__ import annotations

from datetime import datetime

from smm_action.model.post import EMPTY
from smm_action.sandbox.facebook.answers import OBJECT, page_number
from smm_action.sandbox.facebook.entities import POST
from smm_action.sandbox.store import Record, Relation, Resident, Store


class Audience:
    """People with accounts there."""

    def settle(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the account of ``name``."""
        return store.settle(Resident(platform="facebook", name=name, handle=name, did=page_number(name), at=now))

    def target(self, post: Record, author: Resident) -> str:
        """Return the post's number."""
        del author
        return post.key

    def whom(self, author: Resident) -> str:
        """Return the Page's number."""
        return author.did

    def act(
        self, store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation, answer: str
    ) -> Record:
        """Return a reaction, a share, a comment or a follow."""
        collection, key, value = relation.replace("like", "reaction").replace("repost", "share"), aim, EMPTY
        if relation == "reply":
            number = store.number("facebook", OBJECT * 10**15 + int(now.timestamp() * 1000))
            collection, key, value = POST, f"{aim.partition('_')[2]}_{number}", {"text": answer, "on": aim}
        return Record(platform=post.platform, account=person.name, collection=collection, key=key, value=value, at=now)

"""Containers of Instagram and Threads: made of media at a public address, asked, and published once.

A container is a record of its own collection, which nobody sees. Media at this server's own media host are copied when
the container is made; an address elsewhere is believed unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from smm_action.core.clock import format_instant, parse_instant
from smm_action.media.probe import probe
from smm_action.model.media import MediaFacts
from smm_action.model.post import EMPTY
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.graph.answers import invalid, missing, nobody
from smm_action.sandbox.hosting import FOLDER, fetched
from smm_action.sandbox.message import Picture
from smm_action.sandbox.store import Blob, Record, Relation, Resident, Store

CONTAINER = "container"
SLOW = timedelta(seconds=2)
"""How long a film is in processing; pictures and texts are ready at once."""
TTL = timedelta(hours=24)
"""https://developers.facebook.com/docs/threads/troubleshooting (EXPIRED), read 2026-11-24."""
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "video/mp4": "mp4", "video/quicktime": "mov"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What tells one platform from the other."""

    platform: str
    collection: str
    """Of what is published."""
    user: str
    """How the numbers of accounts begin."""
    object: int
    """How the numbers of everything else begin."""

    def user_number(self, account: str) -> str:
        """Return the number of an account, the same in every run."""
        return f"{self.user}{int(hashlib.sha256(account.encode()).hexdigest()[:12], 16) % 10**12:012}"

    def settled(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the account called ``name``, created on first sight."""
        handle = "".join(letter for letter in name if letter.isalnum())
        number = self.user_number(name)
        return store.settle(Resident(platform=self.platform, name=name, handle=handle, did=number, at=now))

    def me(self, call: Call) -> Resident:
        """Return the account of the token.

        Raises:
            Refusal: 401 with code 190.
        """
        if not call.account or call.effects.expired:
            raise nobody()
        return self.settled(call.store, call.account, call.now)

    def own(self, call: Call) -> Resident:
        """Return the account that the path names, which has to be the token's.

        Raises:
            Refusal: 401; 400 with code 100/33, it is another's.
        """
        mine = self.me(call)
        if call.path["id"] not in {mine.did, "me"}:
            raise missing(call.path["id"])
        return mine

    def number(self, store: Store, now: datetime) -> str:
        """Return the number of something new, greater than those before it."""
        return str(store.number(self.platform, self.object * 10**15 + int(now.timestamp() * 1000)))

    def record(self, call: Call, number: str) -> Record:
        """Return what was published under ``number``.

        Raises:
            Refusal: 400 with code 100/33.
        """
        found = call.store.find(self.platform, self.collection, number)
        if found is None:
            raise missing(number)
        return found

    def keep(self, call: Call, mine: Resident, value: Mapping[str, Any], *, slow: bool) -> Record:
        """Make a container."""
        usual = SLOW if slow else timedelta()
        wait = usual if call.effects.processing is None else call.effects.processing
        record = Record(
            platform=self.platform,
            account=mine.name,
            collection=CONTAINER,
            key=self.number(call.store, call.now),
            value={**value, "ready": format_instant(call.now + wait)},
            at=call.now,
        )
        call.store.put(record)
        return record

    def container(self, call: Call, mine: Resident, number: str) -> Record | None:
        """Return a container of one's own."""
        return call.store.get(self.platform, mine.name, CONTAINER, number)

    def publish(self, call: Call, mine: Resident, links: list[tuple[Relation, str]]) -> Reply:
        """Publish the container that the call names, once.

        Raises:
            Refusal: it is not known, not ready, or out already.
        """
        found = self.container(call, mine, str(call.fields.get("creation_id") or ""))
        if found is None or found.value.get("is_carousel_item"):
            raise invalid("Media ID is not available", code=24, subcode=2207006)
        if standing(call, found) != "FINISHED":
            # what a second publishing is told is documented nowhere: this much is sure, that it makes no second post
            raise invalid("Media ID is not available", code=9007, subcode=2207027)
        made = Record(
            platform=self.platform,
            account=mine.name,
            collection=self.collection,
            key=self.number(call.store, call.now),
            value=found.value["post"],
            at=call.now,
        )
        with call.store.together():
            call.store.put(made, links)
            call.store.put(replace(found, value={**found.value, "published": made.key}))
        return Reply(json={"id": made.key})

    def copied(self, call: Call, mine: Resident, url: str) -> tuple[str, MediaFacts] | None:
        """Fetch what is at ``url`` and keep it; return its name here and what it is, None for an address elsewhere.

        Raises:
            Refusal: there is nothing at an address of this server.
        """
        ours = url.startswith(f"{call.origin}{FOLDER}")
        blob = fetched(call.store, call.origin, url)
        if (blob is None and ours) or not url.startswith(("https://", call.origin)):
            raise invalid("Media could not be fetched from this URI", code=9004, subcode=2207052)
        if blob is None:
            return None
        facts = probe(blob.data)
        name = f"{facts.sha256[:16]}.{SUFFIXES.get(facts.mime, 'bin')}"
        call.store.put_blob(replace(blob, platform=self.platform, id=name, account=mine.name, mime=facts.mime))
        return name, facts

    def picture(self, call: Call, medium: Mapping[str, Any]) -> Picture | None:
        """Return a medium as the timeline shows it."""
        blob = self.blob(call, str(medium.get("name") or ""))
        if blob is None:
            return None
        return Picture(
            url=f"/{self.platform}/files/{blob.id}", alt=str(medium.get("alt") or ""), video=medium["kind"] == "VIDEO"
        )

    def blob(self, call: Call, name: str) -> Blob | None:
        """Return a copied file."""
        return call.store.blob(self.platform, name) if name else None


@dataclass(frozen=True, slots=True)
class Audience:
    """How simulated people act there."""

    site: Site

    def settle(self, store: Store, name: str, now: datetime) -> Resident:
        """Return the account of ``name``."""
        return self.site.settled(store, name, now)

    def target(self, post: Record, author: Resident) -> str:
        """Return the post's number."""
        del author
        return post.key

    def whom(self, author: Resident) -> str:
        """Return the account's number."""
        return author.did

    def act(
        self, store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation, answer: str
    ) -> Record:
        """Return a like, a repost, a reply or a follow."""
        collection: str = relation
        key, value = aim, EMPTY
        if relation == "reply":
            collection, key = self.site.collection, self.site.number(store, now)
            value = {"text": answer, "media": [], "reply_to": aim}
        return Record(platform=post.platform, account=person.name, collection=collection, key=key, value=value, at=now)


def standing(call: Call, container: Record) -> str:
    """Return how a container is."""
    if container.value.get("published"):
        return "PUBLISHED"
    if call.now >= container.at + TTL:
        return "EXPIRED"
    return "FINISHED" if call.now >= parse_instant(container.value["ready"]) else "IN_PROGRESS"

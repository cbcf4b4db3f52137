"""Simulated people who like, repost, answer and follow: so that metrics have something to count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from smm_action.model.post import EMPTY
from smm_action.sandbox import cid
from smm_action.sandbox.bluesky import did_of
from smm_action.sandbox.bluesky_repo import next_tid, uri
from smm_action.sandbox.mastodon_entities import instant, username
from smm_action.sandbox.message import COLLECTIONS
from smm_action.sandbox.store import Platform, Record, Relation, Resident, Store

PEOPLE = ("fan-ada", "fan-grace", "fan-linus", "fan-margaret", "fan-katherine", "fan-alan")
ANSWERS = ("Congratulations!", "Where can I read more?", "This made my day.", "Looking forward to it.")
CHANCES: tuple[tuple[Relation, float], ...] = (("like", 0.6), ("repost", 0.25), ("reply", 0.2))
FOLLOWS: tuple[Relation, float] = ("follow", 0.5)
COLLECTION_OF: Mapping[Relation, str] = {
    "like": "app.bsky.feed.like",
    "repost": "app.bsky.feed.repost",
    "reply": "app.bsky.feed.post",
    "follow": "app.bsky.graph.follow",
}


def react(store: Store, now: datetime, seed: int = 0) -> int:
    """Let the audience react to every post that is not its own, and return how much was new.

    What somebody does depends on the seed, the person and the post alone, so a second call adds nothing.
    """
    return sum(1 for _ in _reactions(store, now, seed))


def _reactions(store: Store, now: datetime, seed: int) -> Iterator[Record]:
    for platform, collection in COLLECTIONS.items():
        for record in reversed(store.records(platform, collection)):
            if record.account not in PEOPLE and not record.value.get("reblog_of"):
                for person in PEOPLE:
                    yield from _one(
                        store, now, _chances(seed, person, record), _settled(store, platform, person, now), record
                    )


def _one(
    store: Store, now: datetime, likely: Callable[[str, float], bool], person: Resident, post: Record
) -> Iterator[Record]:
    author = store.resident(post.platform, post.account)
    assert author is not None
    target = post.key if post.platform == "mastodon" else uri(post, author.did)
    whom = author.name if post.platform == "mastodon" else author.did
    for relation, chance, aim in (*((name, chance, target) for name, chance in CHANCES), (*FOLLOWS, whom)):
        known = {record.account for record in store.linked(post.platform, aim, relation)}
        if likely(relation, chance) and person.name not in known:
            make = _on_mastodon if post.platform == "mastodon" else _on_bluesky
            record = make(store, now, person, post, aim, relation)
            store.put(record, [(relation, aim)])
            yield record


def _on_mastodon(store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation) -> Record:
    collection, key, value = "status", aim, EMPTY
    match relation:
        case "repost":
            value = {"text": "", "reblog_of": aim, "visibility": "public"}
        case "reply":
            value = {"text": _answer(person, aim), "in_reply_to_id": aim, "quoted_status_id": None}
        case _:
            collection = "follow" if relation == "follow" else "favourite"
    if collection == "status":
        key = str(store.number("mastodon", int(now.timestamp() * 1000) << 16))
    return Record(platform=post.platform, account=person.name, collection=collection, key=key, value=value, at=now)


def _on_bluesky(store: Store, now: datetime, person: Resident, post: Record, aim: str, relation: Relation) -> Record:
    strong = {"uri": aim, "cid": post.cid}
    value: dict[str, Any] = {"subject": aim if relation == "follow" else strong}
    if relation == "reply":
        root = post.value.get("reply", {}).get("root", strong)
        value = {"text": _answer(person, aim), "reply": {"root": root, "parent": strong}}
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


def _answer(person: Resident, aim: str) -> str:
    return ANSWERS[hashlib.sha256((person.name + aim).encode()).digest()[0] % len(ANSWERS)]


def _settled(store: Store, platform: Platform, person: str, now: datetime) -> Resident:
    handle = username(person) if platform == "mastodon" else f"{person}.test"
    return store.settle(Resident(platform=platform, name=person, handle=handle, did=did_of(person), at=now))


def _chances(seed: int, person: str, post: Record) -> Callable[[str, float], bool]:
    def likely(what: str, chance: float) -> bool:
        text = f"{seed}\x1f{person}\x1f{post.platform}\x1f{post.account}\x1f{post.value.get('text', '')}\x1f{what}"
        return hashlib.sha256(text.encode()).digest()[0] / 256 < chance

    return likely

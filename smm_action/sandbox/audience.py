"""Simulated people who like, repost, answer and follow: so that metrics have something to count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

from smm_action.sandbox.simulation import simulation, simulations
from smm_action.sandbox.store import Record, Relation, Resident, Store

PEOPLE = ("fan-ada", "fan-grace", "fan-linus", "fan-margaret", "fan-katherine", "fan-alan")
ANSWERS = ("Congratulations!", "Where can I read more?", "This made my day.", "Looking forward to it.")
CHANCES: tuple[tuple[Relation, float], ...] = (("like", 0.6), ("repost", 0.25), ("reply", 0.2))
FOLLOWS: tuple[Relation, float] = ("follow", 0.5)


def react(store: Store, now: datetime, seed: int = 0) -> int:
    """Let the audience react to every post that is not its own, and return how much was new.

    What somebody does depends on the seed, the person and the post alone, so a second call adds nothing.
    """
    return sum(1 for _ in _reactions(store, now, seed))


def _reactions(store: Store, now: datetime, seed: int) -> Iterator[Record]:
    for platform in simulations():
        if platform.audience is None:
            continue
        for record in reversed(store.records(platform.name, platform.collections[0])):
            if record.account not in PEOPLE and platform.said(record) is not None:
                for person in PEOPLE:
                    known = platform.audience.settle(store, person, now)
                    yield from _one(store, now, _chances(seed, person, record), known, record)


def _one(
    store: Store, now: datetime, likely: Callable[[str, float], bool], person: Resident, post: Record
) -> Iterator[Record]:
    author, audience = store.resident(post.platform, post.account), simulation(post.platform).audience
    assert author is not None
    assert audience is not None
    target = audience.target(post, author)
    for relation, chance, aim in (
        *((name, chance, target) for name, chance in CHANCES),
        (*FOLLOWS, audience.whom(author)),
    ):
        known = {record.account for record in store.linked(post.platform, aim, relation)}
        if likely(relation, chance) and person.name not in known:
            record = audience.act(store, now, person, post, aim, relation, _answer(person, aim))
            store.put(record, [(relation, aim)])
            yield record


def _answer(person: Resident, aim: str) -> str:
    return ANSWERS[hashlib.sha256((person.name + aim).encode()).digest()[0] % len(ANSWERS)]


def _chances(seed: int, person: str, post: Record) -> Callable[[str, float], bool]:
    def likely(what: str, chance: float) -> bool:
        text = f"{seed}\x1f{person}\x1f{post.platform}\x1f{post.account}\x1f{post.value.get('text', '')}\x1f{what}"
        return hashlib.sha256(text.encode()).digest()[0] / 256 < chance

    return likely

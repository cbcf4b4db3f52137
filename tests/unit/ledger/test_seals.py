"""Seals stand beside the states of deliveries and never change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from smm_action.ledger.codec import to_line
from smm_action.ledger.fold import fold
from smm_action.ledger.invariants import broken, depends_on_order
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.store import read_ledger
from smm_action.model.delivery import State
from smm_action.model.entry import Entry
from smm_action.model.ids import PostId
from tests.unit.ledger.entries import HELLO, claim, entry, receipt, record_of


def seal(minute: float, digest: str = "b", **said: Any) -> Entry:
    return entry("sealed", minute, content_digest=digest * 64, schedule_digest="d" * 64, main_sha="c" * 40, **said)


def test_a_seal_is_no_state():
    ledger = fold([seal(0)])
    assert ledger.records == {}
    assert ledger.seals == {HELLO: (seal(0),)}


@pytest.mark.parametrize("minute", [0, 1, 2, 9])
def test_a_seal_changes_no_state_whenever_it_is_said(minute: float):
    life = [claim(1, "a"), entry("published", 2, "a", receipts=(receipt(),))]
    assert fold([*life, seal(minute)]).records == fold(life).records
    assert fold([seal(minute), entry("held", 1)]).records == fold([entry("held", 1)]).records


def test_seals_are_in_order_whatever_the_order_of_the_lines():
    seals = (seal(0), seal(1, "e"), seal(1, "f"), seal(1, "f", data={"approved": True}))
    assert all(fold(order).seals[HELLO] == fold(seals).seals[HELLO] for order in permutations(seals))
    assert fold(seals[::-1]).seals[HELLO][0] == seals[0]
    numbered = list(enumerate(seals, start=1))
    assert list(broken(numbered)) == []
    assert not depends_on_order(numbered)


def test_seals_of_other_posts_are_kept():
    kept = fold([seal(0), claim(0, "a")])
    ledger = fold([], "head", kept)
    assert ledger.seals == kept.seals
    assert record_of(ledger).state is State.CLAIMED
    assert fold([seal(1)], "head", kept).seals[HELLO] == (seal(1),)


class Heads:
    """Two heads of a state branch: at the second one, the second post was sealed anew."""

    def __init__(self) -> None:
        other = replace(HELLO, post=PostId("other"))
        self.first = {ledger_path(HELLO): [seal(0)], ledger_path(other): [replace(seal(0), delivery=other)]}
        self.second = {**self.first, ledger_path(other): [replace(seal(minute), delivery=other) for minute in (0, 1)]}

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        held = {"first": self.first, "second": self.second}[head]
        return {path: b"".join(to_line(e) + b"\n" for e in held[path]) for path in paths if path in held}

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        del head, below
        return tuple(self.first)

    def changed(self, before: str, head: str, below: str = "") -> tuple[str, ...]:
        del before, head, below
        return tuple(path for path in self.first if self.first[path] != self.second[path])


def test_a_ledger_brought_up_to_date_has_the_seals_of_one_read_anew():
    branch = Heads()
    whole = read_ledger(branch, "second")
    assert read_ledger(branch, "second", since=read_ledger(branch, "first")) == whole
    assert sorted(len(seals) for seals in whole.seals.values()) == [1, 2]

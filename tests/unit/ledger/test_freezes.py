"""Freezes on the state branch: put there, lifted, and never guessed at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smm_action.core.errors import SmmError
from smm_action.core.schema import is_valid
from smm_action.ledger.freezes import FreezeEntry, append_freeze, freezes_of
from smm_action.ledger.paths import FREEZES, post_of
from smm_action.model.freeze import Freeze

AT = "2026-12-01T12:00:00Z"


class Files:
    """A head that holds what was appended."""

    def __init__(self, data: bytes | None = None) -> None:
        self.data = data

    def add(self, *entries: FreezeEntry) -> Files:
        for entry in entries:
            self.data = append_freeze(entry).apply(lambda _: self.data)[FREEZES]
        return self

    def scopes(self) -> list[tuple[str, ...]]:
        return [freeze.scope for freeze in freezes_of(self.data)]


def freeze(*scope: str, until: str | None = None) -> FreezeEntry:
    return FreezeEntry(kind="freeze", at=AT, scope=scope, reason="outage", until=until, by="ada")


def lift(*scope: str) -> FreezeEntry:
    return FreezeEntry(kind="lift", at="2026-12-01T13:00:00Z", scope=scope, by="grace")


def test_a_freeze_reads_back_whole():
    held = Files().add(freeze("account:acme-x", "tag:launch", until="2026-12-02T00:00:00Z"))
    assert freezes_of(held.data) == (
        Freeze(
            scope=("account:acme-x", "tag:launch"), reason="outage", until=datetime(2026, 12, 2, tzinfo=UTC), by="ada"
        ),
    )


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([freeze("all"), lift("all")], []),
        ([freeze("account:a"), freeze("account:b"), lift("account:a")], [("account:b",)]),
        ([freeze("account:a", "tag:b"), lift("tag:b", "account:a")], []),
        ([freeze("account:a", "tag:b"), lift("account:a")], [("account:a", "tag:b")]),
        ([freeze("account:a"), freeze("tag:b"), lift("all")], []),
        ([freeze("all"), lift("account:a")], [("all",)]),
        ([lift("all"), freeze("all")], [("all",)]),
    ],
)
def test_lifting(said: list[FreezeEntry], left: list[tuple[str, ...]]):
    assert Files().add(*said).scopes() == left


def test_nothing_is_frozen_where_nothing_was_said():
    assert freezes_of(b"") == freezes_of(None) == ()


@pytest.mark.parametrize(
    "line",
    [
        b'{"kind":"fre',
        b"[]",
        b'{"kind":"thaw","at":"2026-12-01T12:00:00Z","scope":["all"]}',
        b'{"kind":"freeze","at":"2026-12-01T12:00:00Z","scope":[]}',
        b'{"kind":"freeze","at":"2026-12-01T12:00:00Z","scope":["everything"]}',
        b'{"kind":"freeze","at":"noon","scope":["all"]}',
        b'{"kind":"freeze","at":"2026-12-01T12:00:00Z","scope":["all"],"until":"soon"}',
        b'{"kind":"freeze","at":"2026-12-01T12:00:00Z","scope":["all"],"colour":"blue"}',
        b'{"kind":"freeze","at":1,"scope":["all"]}',
        b'{"kind":"freeze","at":"2026-12-01T12:00:00Z","scope":["all"],"reason":7}',
    ],
)
def test_a_line_that_is_not_understood_stops_everything(line: bytes):
    whole = Files().add(freeze("tag:a")).data
    assert whole is not None
    with pytest.raises(SmmError) as caught:
        freezes_of(whole + line + b"\n")
    assert caught.value.exit_code == 3
    assert "Line 2" in caught.value.what


def test_what_is_written_satisfies_its_schema():
    import json

    held = Files().add(freeze("all", until=AT), lift("all"))
    assert held.data is not None
    assert all(is_valid("artifacts/freeze/v1", json.loads(line)) for line in held.data.splitlines())


def test_the_file_is_no_posts():
    assert post_of(FREEZES) is None

"""Cards and error tables are data, and a slip in them is told, never lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from smm_action.core.http import Answer
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.cards import read_card, read_errors
from smm_action.platformkit.errortable import ErrorTable, KnownError

CARD = """
name = "example"
label = "Example"
documentation = "https://example.org/api"
features = ["publish"]
[text]
value = 100
unit = "characters"
source = "https://example.org/limits"
read = 2026-11-24
[quota]
count = 5
per = "3h"
source = "https://example.org/limits"
read = 2026-11-24
[polls]
options = [2, 4]
characters = 25
duration = ["5m", 604800]
source = "https://example.org/polls"
read = 2026-11-24
"""
ERRORS = """
[[error]]
code = 187
outcome = "rejected"
said = "Nothing went out: the same text is out already."
source = "https://example.org/errors"
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "smm_example_platform"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "card.toml").write_text(CARD)
    (folder / "errors.toml").write_text(ERRORS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, folder.name, raising=False)
    return folder


def test_a_card_is_read_with_its_spans_dates_and_sets(package: Path) -> None:
    card = read_card(package.name)
    assert card.features == {"publish"}
    assert card.polls is not None
    assert card.polls.duration == (timedelta(minutes=5), timedelta(days=7))
    assert card.quota is not None
    assert card.quota.per == timedelta(hours=3)
    assert card.text.read == "2026-11-24"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('nmae = "x"', "no nmae"),
        ("[media]\nmax_imges = 4", "no max_imges"),
        ("[[credentials]]\nfild = 'TOKEN'", "no fild"),
        ('tier = "gold"', "is needed"),
        ("rich_text = 'many'", "needed"),
    ],
)
def test_a_slip_is_told(package: Path, line: str, told: str) -> None:
    own, _, tables = CARD.partition("[text]")
    text = f"{own}{line}\n[text]{tables}" if not line.startswith("[") else f"{CARD}{line}\n"
    (package / "card.toml").write_text(text)
    with pytest.raises((ValueError, TypeError), match=told):
        read_card(package.name)


def test_errors_are_read(package: Path) -> None:
    outcome = read_errors(package.name).of(answer(403), code=187, words="Status is a <b>duplicate</b>.")
    assert outcome == Rejected(
        reason="Nothing went out: the same text is out already. (Status is a duplicate .)", code="187"
    )


def answer(status: int, **headers: str) -> Answer:
    return Answer(status=status, headers=headers, body=b"")


def row(outcome: str, **held: object) -> KnownError:
    return KnownError(outcome=outcome, said=outcome, source="https://example.org", **held)  # type: ignore[arg-type]


TABLE = ErrorTable(
    (
        row("unauthorized", code=190),
        row("retry", code=190, subcode=459, after=60),
        row("unknown", status=500),
        row("rejected", type_end="/usage-capped"),
    )
)


def test_the_most_precise_row_wins() -> None:
    assert isinstance(TABLE.of(answer(400), code=190), Unauthorized)
    assert TABLE.of(answer(400), code=190, subcode=459) == Retry(reason="retry", after=60)
    assert TABLE.of(answer(400, **{"retry-after": "5"}), code=190, subcode=459) == Retry(reason="retry", after=5)
    assert isinstance(TABLE.of(answer(500)), Unknown)
    assert isinstance(TABLE.of(answer(429), type_="https://api.x.com/2/problems/usage-capped"), Rejected)


def test_what_was_never_documented_is_not_in_the_table() -> None:
    assert TABLE.of(answer(400), code="190") is None
    assert TABLE.of(answer(418)) is None

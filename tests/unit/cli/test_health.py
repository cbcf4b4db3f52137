"""What doctor says of a version that ends, of alternatives, and of days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smm_action.cli.health import days_left, ended, version_note, ways
from smm_action.model.card import Version
from smm_action.platforms import load

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sunset", "said"),
    [
        (None, None), ("2027-03-01", None), ("2027-01-31", None), ("2027-01-30", "from 2027-01-30 on: update smm-action before"),
        ("2026-12-02", "from 2026-12-02 on"), ("2026-12-01", "since 2026-12-01: update smm-action"), ("2020-01-01", "since 2020-01-01"),
    ],
)  # fmt: skip
def test_a_version_is_named_from_sixty_days_before_its_end(sunset: str | None, said: str | None) -> None:
    found = version_note(Version(name="202611", sunset=sunset, source="here", read="2026-11-24"), "LinkedIn", NOW)
    assert (found == ()) is (said is None)
    assert said is None or said in found[0]


def test_no_version_says_nothing() -> None:
    assert version_note(None, "X", NOW) == ()


@pytest.mark.parametrize(
    ("expires", "days"),
    [("2026-12-02T12:00:00Z", 1), ("2026-12-02T11:59:59Z", 0), ("2026-12-01T11:59:59Z", -1), (None, None)],
)
def test_days_are_whole_ones(expires: str | None, days: int | None) -> None:
    assert days_left(expires, NOW) == days


@pytest.mark.parametrize(("days", "said"), [(1, "in 1 day."), (2, "in 2 days."), (0, "in 0 days."), (-1, "ended on")])
def test_days_in_words(days: int, said: str) -> None:
    assert said in ended(days, "2026-12-02T12:00:00Z")


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ((), {"oauth1": 4, "oauth2": 2}),
        (("API_KEY", "REFRESH_TOKEN"), {"oauth1": 3, "oauth2": 1}),
        (("CLIENT_ID", "REFRESH_TOKEN"), {"oauth1": 4}),
    ],
)
def test_each_alternative_says_what_it_lacks(given: tuple[str, ...], lacking: dict[str, int]) -> None:
    found = ways("acme-x", load("x").card, {f"SMM_ACME_X_{field}": "v" for field in given})
    assert {text.split()[1].rstrip(":"): text.count("SMM_") for text in found} == lacking
    assert ways("acme", load("mastodon").card, {}) == ()

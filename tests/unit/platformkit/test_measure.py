from __future__ import annotations

from smm_action.platformkit.measure import Measure
from smm_action.platforms import load
from tests.unit.platformkit.making import Plain, Rich, Warned, account


def measure(platform: Plain, warning: str = "", **fields: object) -> Measure:
    return Measure(platform, account(platform, **fields), warning)


def test_the_cards_limit_holds() -> None:
    held = measure(Plain())
    assert (held.fits("a" * 50), held.fits("a" * 51)) == (True, False)
    assert held.excess("a" * 53) == "3 characters too long (53 of 50)"


def test_the_accounts_own_limit_wins() -> None:
    held = measure(Plain(), limits={"characters": 10})
    assert (held.limit, held.fits("a" * 11)) == (10, False)


def test_bytes_are_a_second_limit() -> None:
    held = measure(Rich())
    assert (held.fits("日" * 33), held.fits("日" * 34)) == (True, False)
    assert held.excess("日" * 34) == "2 bytes too long (102 of 100 bytes)"
    assert held.excess("a" * 41) == "1 graphemes too long (41 of 40)"


def test_the_content_warning_counts_where_the_platform_counts_it() -> None:
    assert measure(Warned(), "spoiler").length("text") == 11
    assert measure(Plain(), "spoiler").length("text") == 4


def test_a_short_text_of_hosts_may_be_long_to_x() -> None:
    x = load("x")
    held = Measure(x, account(x), "")  # type: ignore[arg-type]
    assert not held.fits("t.co " * 13)

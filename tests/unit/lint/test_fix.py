"""Safe edits: applied once, never twice, never overlapping; and which rules offer one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.lint.fix import apply_fixes
from smm_action.model.finding import Fix
from tests.unit.lint.world import World, post


def edit(start: int, end: int, replacement: str = "") -> Fix:
    return Fix(path="posts/a.md", start=start, end=end, replacement=replacement, description="an edit")


def mended(text: str) -> str:
    found = World(files={"posts/a.md": text}).lint()
    return apply_fixes(text, [finding.fix for finding in found if finding.fix is not None])


def test_fixes_replace_code_points_in_any_order() -> None:
    assert apply_fixes("a👩c👩e", [edit(3, 4, "d"), edit(1, 2, "b")]) == "abcde"


def test_without_fixes_a_text_stays_as_it_is() -> None:
    assert apply_fixes("abc", []) == "abc"


def test_of_two_that_overlap_the_first_counts() -> None:
    assert apply_fixes("abcdef", [edit(1, 4, "X"), edit(2, 5, "Y")]) == "aXef"


def test_neighbours_do_not_overlap() -> None:
    assert apply_fixes("abcd", [edit(0, 2, "X"), edit(2, 4, "Y")]) == "XY"


def test_the_same_fix_given_twice_is_applied_once() -> None:
    assert apply_fixes("ab", [edit(1, 1, "-"), edit(1, 1, "-")]) == "a-b"


@pytest.mark.parametrize("beyond", [(2, 9), (9, 9), (2, 1)])
def test_a_fix_that_does_not_fit_the_text_is_left_out(beyond: tuple[int, int]) -> None:
    assert apply_fixes("abc", [edit(*beyond, "X"), edit(0, 1, "-")]) == "-bc"


@given(
    text=st.text(max_size=30),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.text(max_size=3)), max_size=8),
)
def test_what_lies_outside_of_every_fix_is_kept(text: str, spans: list[tuple[int, int, str]]) -> None:
    fixes = [edit(start, end, replacement) for start, end, replacement in spans]
    touched = {at for fix in fixes for at in range(fix.start, max(fix.end, fix.start))}
    kept = [character for at, character in enumerate(text) if at not in touched]
    rest = iter(apply_fixes(text, fixes))
    assert all(any(character == other for other in rest) for character in kept)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (post("Read https://acme\u200b.example."), post("Read https://acme.example.")),
        (post("One\u2028two."), post("One two.")),
        (post(tags='["#parcels", winter]'), post(tags='["parcels", winter]')),
        (post(id="2026"), post(id='"2026"')),
        (post(id="true # yes"), post(id='"true" # yes')),
        (post(tags="[2026a, 17]"), post(tags='[2026a, "17"]')),
        (post(lnik="https://acme.example"), post(link="https://acme.example")),
        (post(campain="winter"), post(campaign="winter")),
    ],
    ids=lambda text: text.split("\n")[2][:20],
)
def test_safe_fixes_write_what_was_meant(written: str, meant: str) -> None:
    assert mended(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        post("A red parcel", colour="red"),
        post(langage_code="en"),
        post(link="https://acme.example", lnik="https://other.example"),
        post(tags='["##"]'),
        post(tags='["#two words"]'),
        post(tags="#parcels"),
        post("\u0633\u0644\u0627\u0645 \u200b\u0633\u0644\u0627\u0645"),
        post("👩\u200d🚀 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    ],
)
def test_what_only_a_person_can_decide_is_left_alone(text: str) -> None:
    assert mended(text) == text


def test_a_fix_leaves_nothing_of_its_finding() -> None:
    text = mended(post("A\u00adB\ufeffC", tags='["#parcels"]'))
    assert World(files={"posts/a.md": text}).lint() == ()

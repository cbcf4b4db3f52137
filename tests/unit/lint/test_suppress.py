"""``lint: {ignore: [...]}``: what it silences, what it never silences, and what is said of it."""

from __future__ import annotations

import pytest

from smm_action.lint.rules import all_rules
from smm_action.model.finding import Severity
from tests.unit.lint.world import Out, World, places, post

LOUD = "ALL THE PARCELS ARE PACKED AND READY!"


def test_an_ignored_rule_finds_nothing_in_this_post_and_all_in_others() -> None:
    files = {
        "posts/a.md": post(LOUD, lint="{ignore: [shouting]}"),
        "posts/b.md": post(f"{LOUD} NOW!"),
    }
    assert places(World(files=files).lint()) == ["posts/b.md:4:1 shouting"]


def test_a_suppression_that_is_not_needed_is_a_notice_at_its_name() -> None:
    (finding,) = World(files={"posts/a.md": post(lint="{ignore: [shouting]}")}).lint()
    assert places([finding]) == ["posts/a.md:3:17 unused-suppression"]
    assert finding.severity is Severity.NOTICE
    assert "shouting" in finding.message


def test_a_rule_that_does_not_exist_is_found_with_the_nearest_name() -> None:
    (finding,) = World(files={"posts/a.md": post(lint="{ignore: [shoutin]}")}).lint()
    assert finding.rule == "unknown-rule"
    assert "shouting" in finding.message


def test_a_rule_that_did_not_run_is_not_called_unused() -> None:
    world = World(files={"posts/a.md": post(LOUD, lint="{ignore: [shouting]}")})
    assert world.lint(ignore=frozenset({"shouting"})) == ()
    assert world.lint(select=frozenset({"unused-suppression"})) == ()


def test_the_rules_that_protect_the_world_are_these() -> None:
    assert {rule.id for rule in all_rules() if not rule.suppressible} == {
        "secret-in-content",
        "duplicate-id",
        "media-outside-root",
        "edited-after-publishing",
        "rule-crashed",
    }


@pytest.mark.parametrize(
    ("rule", "files", "ledger"),
    [
        ("secret-in-content", {"posts/a.md": ("The key of our shop is AKIA" + "ABCD1234" * 2, {})}, ()),
        ("duplicate-id", {"posts/a.md": ("One.", {"id": "x"}), "posts/b.md": ("Two.", {"id": "x"})}, ()),
        ("media-outside-root", {"posts/a.md": ("One.", {"media": "[{file: ../a.png, alt: A red parcel}]"})}, ()),
        ("edited-after-publishing", {"posts/a.md": ("One.", {"id": "a"})}, (Out(post="a", same=False),)),
    ],
)
def test_they_are_found_all_the_same_and_the_suppression_is_called_useless(
    rule: str, files: dict[str, tuple[str, dict[str, str]]], ledger: tuple[Out, ...]
) -> None:
    ignoring = {path: post(body, **keys, lint=f"{{ignore: [{rule}]}}") for path, (body, keys) in files.items()}
    found = World(files=ignoring, ledger=ledger).lint()
    assert {finding.rule for finding in found} == {rule, "unused-suppression"}
    said = next(finding.message for finding in found if finding.rule == "unused-suppression")
    assert "can not be ignored" in said


def test_what_loading_finds_may_be_ignored_too() -> None:
    found = World(files={"posts/a.md": post(colour="red", lint="{ignore: [unknown-key]}")}).lint()
    assert found == ()

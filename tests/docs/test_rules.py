"""A rule's docstring is its page, and the examples on it are true."""

from __future__ import annotations

import re

import pytest

from smm_action.lint.engine import lint
from smm_action.lint.rule import Rule
from smm_action.lint.rules import all_rules
from tests.docs.examples import Example, context, examples

RULES = all_rules()
WITHOUT_EXAMPLES = {"rule-crashed"}
"""Faults of the tool can not be written down as a post; tests/unit/lint/test_engine.py shows them."""
HEADINGS = ["What it does", "Why", "Fails", "Passes", "How to fix"]
ISSUE = (
    "unknown-key invalid-value ambiguous-scalar duplicate-key duplicate-id unknown-account unknown-campaign missing-alt-text"
    " generic-alt-text alt-text-too-long text-too-long url-longer-than-post empty-post stray-separator template-marker"
    " invisible-character malformed-hashtag unresolved-mention media-missing media-outside-root media-wrong-type media-too-many"
    " media-mixed-kinds time-in-the-past time-ambiguous posts-too-close quiet-hours duplicate-text edited-after-publishing"
    " bad-post-url bad-poll secret-in-content thread-part-only-tags link-not-https utm-by-hand shouting too-many-hashtags"
)


def cases(heading: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, example in enumerate(examples(rule.page(), heading), 1)
    ]


@pytest.mark.parametrize(("rule", "example"), cases("Fails"))
def test_what_the_page_says_fails_fails_there_and_nowhere_else(rule: Rule, example: Example) -> None:
    found = lint(context(example))
    places = {(f.location.path, f.location.line, f.location.column) for f in found}
    assert example.places, "an example says where the rule finds something"
    assert (places, {f.rule for f in found}) == (example.places, {rule.id}), found


@pytest.mark.parametrize(("rule", "example"), cases("Passes"))
def test_what_the_page_says_passes_breaks_no_rule_at_all(rule: Rule, example: Example) -> None:
    assert not example.places
    assert lint(context(example)) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_page_has_every_heading_in_order(rule: Rule) -> None:
    found = re.findall(r"^### (.*)$", rule.page(), re.MULTILINE)
    assert found == [
        heading for heading in HEADINGS if rule.id not in WITHOUT_EXAMPLES or heading not in {"Fails", "Passes"}
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_but_the_tools_own_has_examples(rule: Rule) -> None:
    has = bool(examples(rule.page(), "Fails")) and bool(examples(rule.page(), "Passes"))
    assert has is (rule.id not in WITHOUT_EXAMPLES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_summary_is_one_sentence(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z][^\n]{8,100}\.", rule.summary)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_can_not_be_ignored_says_so(rule: Rule) -> None:
    said = "This rule can not be ignored." in " ".join(rule.page().split())
    assert said is (not rule.suppressible and rule.id not in WITHOUT_EXAMPLES)


def test_every_rule_the_issue_names_is_there() -> None:
    assert set(ISSUE.split()) <= {rule.id for rule in RULES}


def test_no_rule_is_there_twice() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)

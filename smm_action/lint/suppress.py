"""``lint: {ignore: [rule]}``: what a post asks to be left alone with, and whether that is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from smm_action.lint.places import nearest
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding
from smm_action.model.post import Post

UNKNOWN, UNUSED = "unknown-rule", "unused-suppression"


def suppress(post: Post, findings: Iterable[Finding], rules: Mapping[str, Rule]) -> list[Finding]:
    """Return the findings of ``post`` that stand: ignored ones are gone, unless their rule protects the world."""
    wanted = {name for name in post.ignored_rules if name not in rules or rules[name].suppressible}
    return [finding for finding in findings if finding.rule not in wanted]


def judge(
    post: Post, found: Iterable[Finding], rules: Mapping[str, Rule], running: frozenset[str]
) -> Iterator[Finding]:
    """Yield what is wrong with the suppressions of ``post`` themselves.

    ``found`` is everything found in the post before suppressing, ``running`` the rules that looked.
    """
    names = {finding.rule for finding in found}
    for index, name in enumerate(post.ignored_rules):
        place = post.locate(("lint", "ignore", index))
        if name not in rules:
            if UNKNOWN in running:
                message = f"There is no rule `{name}`.{nearest(name, rules) or ' `smm explain` lists them.'}"
                yield rules[UNKNOWN].finding(message, place)
        elif UNUSED not in running or name not in running:
            continue
        elif not rules[name].suppressible:
            message = f"`{name}` can not be ignored: it protects more than this post. Remove it from `ignore:`."
            yield rules[UNUSED].finding(message, place)
        elif name not in names:
            yield rules[UNUSED].finding(f"`{name}` finds nothing here; remove it from `ignore:`.", place)

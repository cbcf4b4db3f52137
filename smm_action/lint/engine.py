"""Run the rules over a project: what they find, placed, deduplicated, suppressed and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from smm_action.lint import suppress
from smm_action.lint.context import LintContext
from smm_action.lint.rule import LoaderRule, Rule
from smm_action.lint.rules import all_rules
from smm_action.model.finding import Finding, Location, Severity
from smm_action.model.post import Post

CRASHED = "rule-crashed"
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def lint(
    context: LintContext,
    *,
    select: frozenset[str] = frozenset(),
    ignore: frozenset[str] = frozenset(),
    only: frozenset[str] | None = None,
    rules: Iterable[Rule] | None = None,
) -> tuple[Finding, ...]:
    """Return what is wrong, by path, line and column.

    Args:
        context: what to look at.
        select: these rules alone; empty means all.
        ignore: without these rules. A crashed rule is always said.
        only: look at these posts alone (paths); files that are no posts are always looked at.
        rules: instead of the registered ones.
    """
    known = {rule.id: rule for rule in (all_rules() if rules is None else rules)}
    running = [rule for rule in known.values() if (not select or rule.id in select) and rule.id not in ignore]
    return _Run(context, known, running, only).findings()


class _Run:
    """One run over one project."""

    def __init__(
        self, context: LintContext, known: Mapping[str, Rule], running: list[Rule], only: frozenset[str] | None
    ) -> None:
        self.context = context
        self.known = known
        self.running = running
        self.names = frozenset(rule.id for rule in running)
        self.loading = frozenset(rule.id for rule in running if isinstance(rule, LoaderRule))
        self.only = only
        # calling empty hooks of fifty rules for every rendition would cost more than the rules
        self.project_rules = _overriding(running, "check_project")
        self.post_rules = _overriding(running, "check_post")
        self.rendition_rules = _overriding(running, "check_rendition")

    def findings(self) -> tuple[Finding, ...]:
        paths = {post.path: post for post in self.context.project.posts}
        elsewhere: list[Finding] = []
        by_post: dict[str, list[Finding]] = {}
        for finding in self.of_project():
            if finding.location.path in paths:
                by_post.setdefault(finding.location.path, []).append(finding)
            else:
                elsewhere.append(finding)
        kept = _once(elsewhere)
        for path, post in paths.items():
            if self.only is None or path in self.only:
                kept += self.of_post(post, by_post.get(path, []))
        return tuple(sorted(kept, key=_order))

    def of_project(self) -> Iterator[Finding]:
        place = Location(path="smm.yml", line=1, column=1)
        for rule in self.project_rules:
            yield from self.safely(rule, place, lambda rule=rule: rule.check_project(self.context))  # type: ignore[misc]
        unclaimed = set(self.context.loaded) - set(self.known)
        for name in sorted(unclaimed):
            yield from self.context.loaded[name]

    def of_post(self, post: Post, found: list[Finding]) -> list[Finding]:
        if post.source:
            found = [*found, *self.of_file(post)]
        if not found and not post.ignored_rules:
            return found
        found = _once(found)
        if post.ignored_rules:
            judged = list(suppress.judge(post, found, self.known, self.names))
            found = suppress.suppress(post, [*found, *judged], self.known)
        return [self.weighed(post, finding) for finding in found]

    def of_file(self, post: Post) -> Iterator[Finding]:
        context = self.context
        place = Location(path=post.path, line=1, column=1)
        for rule in self.post_rules:
            try:
                yield from rule.check_post(post, context)
            except Exception as error:  # noqa: BLE001 a rule that crashes must not hide what the others find
                yield _crash(rule, place, error)
        for account in context.accounts(post):
            try:
                rendering = context.rendering(post, account)
            except Exception as error:  # noqa: BLE001 nor may a platform
                yield _crash(account.platform, place, error)
                continue
            if rendering is None:
                continue
            for rule in self.rendition_rules:
                try:
                    yield from rule.check_rendition(post, account, rendering, context)
                except Exception as error:  # noqa: BLE001 as above
                    yield _crash(rule, place, error)

    def safely(self, rule: Rule, place: Location, call: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
        try:
            yield from call()
        except Exception as error:  # noqa: BLE001 as above
            yield _crash(rule, place, error)

    def weighed(self, post: Post, finding: Finding) -> Finding:
        """Return ``finding``, as a notice when it is about history: what an importer brought can not be undone."""
        if finding.severity is Severity.NOTICE or finding.rule in self.loading:
            return finding
        rule = self.known.get(finding.rule)
        if rule is None or not rule.suppressible or finding.rule == CRASHED:
            return finding
        history = finding.account in post.imported if finding.account else _is_history(post)
        return replace(finding, severity=Severity.NOTICE) if history else finding


def _is_history(post: Post) -> bool:
    return bool(post.imported) and all(name in post.imported for name in post.accounts)


def _overriding(rules: list[Rule], hook: str) -> list[Rule]:
    return [rule for rule in rules if getattr(type(rule), hook) is not getattr(Rule, hook)]


def _crash(what: Rule | str, place: Location, error: Exception) -> Finding:
    name = f"The rule `{what.id}`" if isinstance(what, Rule) else f"Rendering for {what}"
    return Finding(
        rule=CRASHED,
        severity=Severity.ERROR,
        # the exception's own words may quote the post, and a post may hold what nobody should read in a log
        message=f"{name} failed here ({type(error).__name__}). The other rules ran. Please report it with this file.",
        location=place,
    )


def _once(findings: list[Finding]) -> list[Finding]:
    """Return the findings with those that say the same of the same place joined; they are about no single account."""
    held: dict[tuple[str, str, Location], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.message, finding.location)
        first = held.setdefault(key, finding)
        if first.account != finding.account:
            held[key] = replace(first, account=None)
    return list(held.values())


def _order(finding: Finding) -> tuple[str, int, int, int, str, str]:
    place = finding.location
    return place.path, place.line or 0, place.column or 0, _RANK[finding.severity], finding.rule, finding.message

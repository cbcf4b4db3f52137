"""Lint a content root, with what a run over unchanged files found kept for the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from smm_action import __version__
from smm_action.cli.app import App
from smm_action.cli.touched import Touched, touched_since
from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.errors import SmmError
from smm_action.core.git import GitFault
from smm_action.lint.context import LintContext
from smm_action.lint.engine import lint
from smm_action.lint.files import file_findings
from smm_action.lint.secrets import masked, secrets
from smm_action.lint.valid import valid_until
from smm_action.model.codec import canonical, decode, encode
from smm_action.model.entry import Ledger
from smm_action.model.finding import Finding

KEEPS_NO_EXCERPT = "secret-in-content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What linting found."""

    findings: tuple[Finding, ...]
    posts: int
    sources: Mapping[str, str]
    """Texts of the files with findings, by path, for excerpts."""
    touched: Touched = field(default_factory=Touched)
    """What the change at hand touches."""
    cached: bool = False


def run_lint(
    app: App,
    *,
    only: frozenset[str] | None = None,
    changed: frozenset[str] | None = None,
    since: str | None = None,
    select: frozenset[str] = frozenset(),
    ignore: frozenset[str] = frozenset(),
) -> Linted:
    """Return the findings; a whole run over unchanged files comes from the cache.

    ``changed`` are the files that a change touches; with ``since``, the revision before it, its lines are known too.
    """
    cache = _Cache(app) if only is None and changed is None and not select and not ignore else None
    held = cache.read() if cache is not None else None
    if held is not None:
        return held
    beside = file_findings(app.project, app.source.read, app.platform)
    context = LintContext(
        project=replace(app.project, findings=(*app.project.findings, *beside)),
        ledger=_ledger(app),
        now=app.now,
        facts=app.facts,
        platform=app.platform,
        links=app.source.links(),
        changed=changed,
    )
    findings = lint(context, select=select, ignore=ignore, only=only)
    posts = len(app.project.posts) if only is None else len(only)
    sources = _sources(app, findings)
    touched = Touched(files=changed or frozenset())
    if since is not None:
        touched = touched_since(app.must_have_repository(), since, touched.files)
    linted = Linted(findings=_masked(findings, sources), posts=posts, sources=sources, touched=touched)
    if cache is not None:
        until = valid_until(context)
        cache.write(linted, format_instant(until) if until else None)
    return linted


def _ledger(app: App) -> Ledger:
    """Return the ledger as this repository last saw it: lint asks no network."""
    from smm_action.ledger.store import read_ledger

    if app.branch is None:
        return Ledger()
    return read_ledger(app.branch, app.branch.last_seen())


def _sources(app: App, findings: tuple[Finding, ...]) -> dict[str, str]:
    posts = {post.path: post.source for post in app.project.posts}
    found: dict[str, str] = {}
    for path in {finding.location.path for finding in findings}:
        if path in posts:
            found[path] = posts[path]
        elif path in app.project.files:
            found[path] = app.source.read(path).decode("utf-8", errors="replace")
    return found


def _masked(findings: tuple[Finding, ...], sources: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the findings without what looks like a credential in their messages: many rules quote what they find."""
    held = {path: tuple(text[item.start : item.end] for item in secrets(text)) for path, text in sources.items()}
    return tuple(
        replace(finding, message=masked(finding.message, held[finding.location.path]))
        if held.get(finding.location.path)
        else finding
        for finding in findings
    )


class _Cache:
    """One file below ``.git``: findings depend on the files, the ledger, the tool, and the next post's time alone."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._path: Path | None = None
        self._key = ""
        repository = app.repository
        if repository is None:
            return
        try:
            if repository.uncommitted():
                return
            tree = repository.tree_id(repository.head())
            directory = repository.git.line("rev-parse", "--absolute-git-dir")
        except (GitFault, SmmError):
            return
        seen = repository.state_seen
        self._path = Path(directory) / "smm" / f"lint-{repository.prefix.replace('/', '-') or 'root'}.json"
        self._key = f"{__version__} {tree} {seen()}"

    def read(self) -> Linted | None:
        if self._path is None or not self._path.is_file():
            return None
        try:
            held = json.loads(self._path.read_bytes())
            until = held["until"]
            if held["key"] != self._key or not _within(held["from"], until, self._app):
                return None
            findings = tuple(decode(Finding, item) for item in held["findings"])
            return Linted(findings=findings, posts=held["posts"], sources=held["sources"], cached=True)
        except (ValueError, KeyError, TypeError):
            return None

    def write(self, linted: Linted, until: str | None) -> None:
        # an excerpt would keep the secret after its author took it out
        if self._path is None or any(finding.rule == KEEPS_NO_EXCERPT for finding in linted.findings):
            return
        document = {
            "key": self._key,
            "from": format_instant(self._app.now),
            "until": until,
            "posts": linted.posts,
            "sources": dict(linted.sources),
            "findings": [encode(finding) for finding in linted.findings],
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(canonical(document))
        except OSError:
            # a read-only checkout lints again the next time
            return


def _within(start: str, until: str | None, app: App) -> bool:
    return parse_instant(start) <= app.now and (until is None or app.now < parse_instant(until))

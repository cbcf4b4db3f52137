"""Freezes, by a commit and by a word on the state branch: read again before every send, said and lifted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import click

from smm_action.cli.app import App, app
from smm_action.cli.options import settings
from smm_action.cli.owner import person
from smm_action.content.freezes import NAME, read_freezes
from smm_action.content.times import parse_limit
from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.freezes import FreezeEntry, append_freeze, freezes_of
from smm_action.ledger.paths import FREEZES
from smm_action.model.freeze import ALL, Freeze, fault_of
from smm_action.model.payload import Sealed
from smm_action.plan.frozen import freeze_over


class Stops:
    """Says why a freeze stops a delivery now: the state branch's newest head and the default branch's are asked."""

    def __init__(self, run: App, clock: Callable[[], datetime]) -> None:
        """Start from what the run was planned with."""
        self._run, self._clock = run, clock
        self._tip, self._authored = run.commit, run.project.freezes
        self._head: str | None = None
        self._stated: tuple[Freeze, ...] = ()
        self._posts = {(post.brand, post.id): post for post in run.project.posts}

    def __call__(self, head: str | None, sealed: Sealed) -> str | None:
        """Return the reason, or None. SmmError when it can not be known."""
        payload = sealed.payload
        post, account = self._posts.get((payload.brand, payload.post)), self._run.project.account(payload.account)
        if post is None or account is None:
            return None
        freezes = (*self._newest(), *self._said(head))
        freeze = freeze_over(post, account, freezes, self._clock())
        return None if freeze is None else freeze.told()

    def _said(self, head: str | None) -> tuple[Freeze, ...]:
        if head != self._head:
            self._stated = freezes_of(self._run.must_have_branch().read(head, FREEZES) if head is not None else None)
            self._head = head
        return self._stated

    def _newest(self) -> tuple[Freeze, ...]:
        tip = self._run.must_have_branch().default_tip
        if tip is not None and tip != self._tip:
            project = self._run.project
            data = self._run.must_have_repository().newest(NAME, tip, project.state.remote)
            self._tip, self._authored = tip, () if data is None else read_freezes(data, project.timezone)
        return self._authored


def freeze(scope: Sequence[str], excepted: Sequence[str], reason: str, until: str | None) -> None:
    """Put a freeze on the state branch: no commit, no pull request, and no run has to end first.

    Raises:
        SmmError: a scope or time that can not be understood; the state branch can not be written.
    """
    run = app()
    try:
        end = None if until is None else format_instant(parse_limit(until, run.project.timezone))
    except ValueError as error:
        raise SmmError(f"--until: {error}.", "", "Write for example --until '2026-12-02 09:00'.") from None
    _say(
        run,
        FreezeEntry(
            kind="freeze",
            at=format_instant(run.now),
            scope=_checked(run, scope) or (ALL,),
            excepted=_checked(run, excepted),
            reason=reason,
            until=end,
            by=person(run.environ),
        ),
    )


def lift(scope: Sequence[str]) -> None:
    """Lift the freezes of exactly ``scope``; ``all`` or nothing lifts every one.

    Raises:
        SmmError: there is no such freeze.
    """
    run = app()
    branch = run.must_have_branch()
    held = freezes_of(_file(run, branch.fetch()))
    wanted = _checked(run, scope) or (ALL,)
    if not any(ALL in wanted or set(one.scope) == set(wanted) for one in held):
        known = ", ".join(" ".join(one.scope) for one in held) or "none"
        raise SmmError(
            f"Nothing is frozen under {' '.join(wanted)}.",
            f"On the state branch: {known}. What {NAME} freezes is lifted by a commit.",
            "Name the scope as it was frozen, or none to lift everything.",
        )
    _say(run, FreezeEntry(kind="lift", at=format_instant(run.now), scope=wanted, by=person(run.environ)))


def show() -> None:
    """Print what is frozen now."""
    run = app()
    said = freezes_of(_file(run, run.branch.look())) if run.branch is not None else ()
    _print(run, said)


def _say(run: App, entry: FreezeEntry) -> None:
    branch = run.must_have_branch()
    branch.fetch()
    head = branch.commit([append_freeze(entry)], f"{entry.kind.capitalize()} {' '.join(entry.scope)}")
    _print(run, freezes_of(_file(run, head)))


def _file(run: App, head: str | None) -> bytes | None:
    return run.must_have_branch().read(head, FREEZES) if head is not None else None


def _print(run: App, said: tuple[Freeze, ...]) -> None:
    told = [(NAME, one) for one in run.project.freezes] + [("smm freeze", one) for one in said]
    standing = [(source, one) for source, one in told if one.until is None or run.now < one.until]
    if settings().format == "json":
        import json

        rows = [
            {
                "source": source,
                "scope": list(one.scope),
                "except": list(one.excepted),
                "reason": one.reason,
                "until": format_instant(one.until) if one.until else None,
            }
            for source, one in standing
        ]
        click.echo(json.dumps({"freezes": rows}, indent=2, ensure_ascii=False))
        return
    for source, one in standing:
        spared = f", except {' '.join(one.excepted)}" if one.excepted else ""
        click.echo(f"{' '.join(one.scope)}{spared}: {one.told()} ({source})")
    if not standing and not settings().quiet:
        click.echo("Nothing is frozen.")


def _checked(run: App, terms: Sequence[str]) -> tuple[str, ...]:
    for term in terms:
        fault = fault_of(term)
        if fault is not None:
            raise SmmError(f"{fault[0].upper()}{fault[1:]}.", "", "Write for example account:acme-x.")
        kind, _, value = term.partition(":")
        known = _known(run, kind)
        if known and value not in known:
            raise SmmError(
                f"{term} names nothing of this project.",
                "A freeze that stops nothing would look like one that works.",
                f"Known: {', '.join(sorted(known))}.",
            )
    return tuple(terms)


def _known(run: App, kind: str) -> set[str]:
    """Return the names there are of a kind that a typing mistake would make useless; empty: anything goes."""
    brands = run.project.brands.values()
    match kind:
        case "brand":
            return {str(brand.name) for brand in brands}
        case "account":
            return {str(name) for brand in brands for name in brand.accounts}
        case "platform":
            return {str(account.platform) for brand in brands for account in brand.accounts.values()}
        case _:
            return set()

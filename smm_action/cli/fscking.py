"""Check the state branch and say what is wrong; on request vouch for it, write the index anew, make it small."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import click

from smm_action.cli.app import App, app
from smm_action.cli.fsck_pages import page_flaws
from smm_action.cli.options import settings
from smm_action.cli.records import UPDATE, record_edits
from smm_action.core.clock import format_instant, parse_duration
from smm_action.core.errors import SmmError
from smm_action.ledger.branch import StateBranch
from smm_action.ledger.check import check
from smm_action.ledger.check_summary import is_derived
from smm_action.ledger.compact import Compact
from smm_action.ledger.flaw import REPAIR, Flaw
from smm_action.ledger.guard import Doubt, KeyMissing
from smm_action.ledger.index import parse_index
from smm_action.ledger.paths import CHAIN, DASHBOARD, INDEX, LEDGER, SITE, post_of
from smm_action.ledger.store import read_ledger
from smm_action.ledger.upkeep import SUMMED_ANEW
from smm_action.model.edit import Edit
from smm_action.model.entry import Ledger
from smm_action.model.ids import AccountName
from smm_action.plan.planner import plan
from smm_action.platformkit.base import SupportsPages


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to do beside looking."""

    repair: bool = False
    adopt: bool = False
    compact: str | None = None
    """An age such as ``90d``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the branch holds and what is wrong with it."""

    head: str | None
    seq: int = 0
    """The number of its chain; 0 without one."""
    paths: tuple[str, ...] = ()
    size: int = 0
    """Bytes below ``ledger/``."""
    flaws: tuple[Flaw, ...] = ()
    unchecked: bool = False
    """Whether it is sealed and the key is not here."""
    records: tuple[Edit, ...] = field(default=())
    """Index and dashboard as they should be; none when the ledger can not be read."""


def fsck(wanted: Wanted) -> int:
    """Check, do what is wanted, check again, and return the exit status.

    Raises:
        SmmError: unsafe; the branch can not be read, or not be written.
    """
    run = app()
    run.commit = run.must_have_repository().head()
    branch = run.must_have_branch()
    before = _before(run, wanted)
    found = _look(run, branch)
    done: list[str] = []
    if wanted.adopt:
        done += _adopt(branch, found)
        found = _look(run, branch)
    if before is not None:
        done += _compact(branch, found, before, wanted.compact or "")
        smaller = _look(run, branch)
        done += [f"The ledger has {smaller.size} bytes now, and had {found.size}."] if done else []
        found = smaller
    if wanted.repair:
        done += _repair(branch, found)
        found = _look(run, branch)
    _show(found, done)
    return 1 if found.flaws else 0


def _look(run: App, branch: StateBranch) -> Checked:
    doubt: Doubt | None = None
    try:
        head = branch.fetch()
    except Doubt as error:
        doubt, head = error, error.head
    flaws = [] if doubt is None or isinstance(doubt, KeyMissing) else [_of_doubt(doubt)]
    if head is None:
        return Checked(head=None, flaws=tuple(flaws))
    paths = branch.paths(head)
    files = branch.read_many(head, [path for path in paths if not path.startswith(f"{SITE}/")])
    flaws += check(files)
    records: tuple[Edit, ...] = ()
    if all(flaw.mends or flaw.file == CHAIN for flaw in flaws):
        ledger = read_ledger(branch, head)
        flaws += page_flaws(ledger, paths, _with_pages(run), partial(branch.read, head))
        planned = plan(run.project, ledger, run.now, run.sendable)
        records = record_edits(run, ledger, planned)
        if not any(flaw.mends for flaw in flaws):
            flaws += _stale(run, ledger, records, files, pending=bool(planned.due or planned.settle))
    return Checked(
        head=head,
        seq=branch.guard.seq(head, branch.prefix),
        paths=paths,
        size=sum(len(data) for path, data in files.items() if post_of(path) is not None),
        flaws=tuple(flaws),
        unchecked=isinstance(doubt, KeyMissing),
        records=records,
    )


def _of_doubt(doubt: Doubt) -> Flaw:
    return Flaw(file=CHAIN, what=doubt.what.rstrip("."), why=doubt.why, do=doubt.do)


def _with_pages(run: App) -> list[AccountName]:
    accounts = (account for brand in run.project.brands.values() for account in brand.accounts.values())
    return [account.name for account in accounts if isinstance(run.platform(account.platform), SupportsPages)]


def _stale(
    run: App, ledger: Ledger, records: tuple[Edit, ...], files: Mapping[str, bytes], *, pending: bool
) -> Iterator[Flaw]:
    """Yield where index and dashboard hide what is there. What the next tick will do anyway is no flaw.

    An index made from other content than today's, or one that says that something is due, opens the gate: it is only a
    hint, and the tick that it lets in writes both files anew.
    """
    made = {path: data for edit in records for path, data in edit.apply(files.get).items()}
    held, fresh = parse_index(files.get(INDEX)), parse_index(made.get(INDEX, files.get(INDEX)))
    if held is None or fresh is None:
        if ledger.records:
            why = "Without it the gate can not tell that nothing is due, so every run installs everything."
            yield Flaw(file=INDEX, what="no index", why=why, do=REPAIR, mends=True)
        return
    if held.open != fresh.open:
        why = f"It names {', '.join(held.open) or 'none'}, and the ledger has {', '.join(fresh.open) or 'none'}."
        yield Flaw(file=INDEX, what="other open claims than the ledger's", why=why, do=REPAIR, mends=True)
    now = format_instant(run.now)
    if held.content_tree != fresh.content_tree or pending or (held.next_due is not None and held.next_due <= now):
        return
    if fresh.next_due is not None and (held.next_due is None or held.next_due > fresh.next_due):
        why = f"It says {held.next_due or 'never'}, and something is due at {fresh.next_due}: the gate would stay shut."
        yield Flaw(file=INDEX, what="a next time that is too late", why=why, do=REPAIR, mends=True)
    if DASHBOARD in made:
        why = "It does not say what the ledger says: it was edited, or written by another version."
        yield Flaw(file=DASHBOARD, what="not the dashboard that would be written", why=why, do=REPAIR, mends=True)


def _adopt(branch: StateBranch, found: Checked) -> list[str]:
    if branch.guard.key is None:
        raise SmmError(
            "SMM_STATE_KEY is not set.",
            "Vouching for the ledger means to seal it under the key.",
            "Make a key with `openssl rand -hex 32`, keep it as a secret, and run this again with it.",
            unsafe=True,
        )
    broken = [flaw for flaw in found.flaws if flaw.file != CHAIN and not flaw.mends]
    if broken:
        click.echo(f"Nothing was vouched for: mend the other {len(broken)} findings first.", err=True)
        return []
    branch.adopt()
    return ["The ledger is sealed as it is."]


def _compact(branch: StateBranch, found: Checked, before: datetime, age: str) -> list[str]:
    if any(flaw.file.startswith(f"{LEDGER}/") and not flaw.mends for flaw in found.flaws):
        click.echo("Nothing was compacted: mend the ledger first.", err=True)
        return []
    files = [path for path in found.paths if post_of(path) is not None]
    head = branch.commit([Compact(path=path, before=before) for path in files], f"Compact what is settled for {age}")
    return [] if head == found.head else [f"What is settled for {age} was compacted."]


def _repair(branch: StateBranch, found: Checked) -> list[str]:
    if not found.records:
        click.echo("The index was not repaired: it is made from the ledger, which can not be read.", err=True)
        return []
    derived = any(is_derived(flaw.file) for flaw in found.flaws)
    head = branch.commit([*found.records, *([SUMMED_ANEW] if derived else [])], UPDATE)
    if head == found.head:
        return []
    return [f"{INDEX} and {DASHBOARD} were written anew.", *(["So was the summary of the ledger."] if derived else [])]


def _before(run: App, wanted: Wanted) -> datetime | None:
    if wanted.compact is None:
        return None
    try:
        return run.now - parse_duration(wanted.compact)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--compact") from None


def _show(found: Checked, done: list[str]) -> None:
    if settings().format == "json":
        names = ("file", "line", "what", "why", "do")
        findings = [{name: getattr(flaw, name) for name in names} for flaw in found.flaws]
        document = {"head": found.head, "seq": found.seq, "findings": findings, "done": done}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for flaw in found.flaws:
        where = f"{flaw.file}:{flaw.line}" if flaw.line else flaw.file
        click.echo(f"{click.style(where, bold=True)}: {flaw.what}\n    {flaw.why}\n    {flaw.do}")
    for text in done:
        click.echo(text)
    if settings().quiet:
        return
    if found.unchecked:
        click.echo("The ledger is sealed, and SMM_STATE_KEY is not set here: its chain was not checked.", err=True)
    if found.head is None:
        click.echo("There is no state branch yet.")
    else:
        sealed = f", link {found.seq} of the chain" if found.seq else ""
        files = f"{len(found.paths)} files at {found.head[:12]}{sealed}"
        click.echo(f"{len(found.flaws)} findings in {files}." if found.flaws else f"Clean: {files}.")

"""Collect metrics and record them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from smm_action.cli.accounts import sign_in
from smm_action.cli.app import App, app
from smm_action.cli.output.deliveries import table
from smm_action.cli.reading import read_for_tick
from smm_action.cli.records import UPDATE, first_counted, record_edits
from smm_action.ledger.share import counted as counted_ones
from smm_action.ledger.store import read_accounts, read_ledger, read_samples
from smm_action.metrics.collector import Counted, collect, due_accounts, due_records, newest_accounts
from smm_action.model.codec import encode
from smm_action.model.delivery import Retry, Unauthorized
from smm_action.model.ids import AccountName
from smm_action.plan.planner import plan
from smm_action.platformkit.base import Platform, Session, SupportsPublish
from smm_action.platformkit.credentials import Missing


def count(*, everything: bool = False) -> tuple[Counted, Mapping[AccountName, str]]:
    """Count what is due (or everything), record it, and return it with the accounts that could not be counted."""
    run = app()
    branch = run.must_have_branch()
    head = branch.fetch()
    known = {} if everything else newest_accounts(read_accounts(branch, head))
    accounts = due_accounts(run.counting(), known, run.now)
    # posts of years ago are counted together with their accounts, so between two days nobody has to read them
    whole = everything or bool(accounts)
    ledger = read_ledger(branch, head) if whole else read_for_tick(run, head)
    if everything:
        records = tuple(record for record in counted_ones(ledger) if record.is_out and record.receipts)
    else:
        first = "" if whole else first_counted(ledger, run.now)
        records = due_records(ledger, read_samples(branch, head, first), run.now, accounts=accounts)
    counted = collect(records, run.counting(), known, lambda name: _open(run, name), run.now)
    if counted.edits():
        head = branch.commit(counted.edits(), f"Count {len(counted.samples)} deliveries")
        ledger = read_ledger(branch, head, since=ledger) if whole else read_for_tick(run, head, ledger)
    planned = plan(run.project, ledger, run.now, run.sendable)
    edits = record_edits(run, ledger, planned, resting=counted.resting)
    branch.commit(edits, UPDATE)
    return counted, counted.failures


def show(counted: Counted, *, as_json: bool) -> str:
    """Return what was counted, for a person or a program."""
    if as_json:
        document = {"samples": [encode(s) for s in counted.samples], "accounts": [encode(a) for a in counted.accounts]}
        return json.dumps(document, ensure_ascii=False, indent=2)
    rows: list[tuple[str, ...]] = [(s.delivery.post, s.delivery.account, _line(s.counters)) for s in counted.samples]
    rows += [("", a.account, _line(a.counters)) for a in counted.accounts if a.counters]
    return table(rows) or "Nothing was due to be counted."


def _line(counters: Mapping[str, int]) -> str:
    return "  ".join(f"{value} {name}" for name, value in counters.items())


def _open(run: App, name: AccountName) -> tuple[Platform, Session] | Unauthorized | Retry | None:
    account = run.project.account(name)
    platform = run.platform(account.platform) if account else None
    if account is None or platform is None or not isinstance(platform, SupportsPublish):
        return None
    opened = sign_in(run, account, platform)
    if isinstance(opened, Missing):
        return None
    assert isinstance(platform, Platform)
    return (platform, opened) if isinstance(opened, Session) else opened

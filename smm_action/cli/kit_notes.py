"""Tell people of the kits that wait for them, by issue and by webhook, and hear what they answer.

The kit on the state branch is the truth: whatever fails here is told and tried again, and nothing depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import quote, urlsplit

import click

from smm_action.cli.app import App
from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.core.http import Http, Lost, NotSent, checked_origin
from smm_action.ledger.fold import OUT
from smm_action.ledger.paths import kit_path
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import HANDED, Entry, Ledger, Record
from smm_action.model.project import HandOver
from smm_action.publish.amend import Amendment, after
from smm_action.publish.kit import PAGE
from smm_action.runner.github import Silence
from smm_action.runner.kit_issues import KitIssues, mark_of

WEBHOOK = "SMM_MANUAL_WEBHOOK"
"""The environment variable with the address that is told of each kit: a secret, because whoever knows it may post."""
_FILE = re.compile(r"\]\((\d+-\d+\.[a-z0-9]{1,5})\)")


def waiting(ledger: Ledger) -> list[Record]:
    """Return the deliveries whose kits wait for an address."""
    return [record for record in ledger.records.values() if record.state is State.HELD and record.code == HANDED]


def asks(app: App, delivery: DeliveryId) -> HandOver:
    """Return how the brand of ``delivery`` wants to be told."""
    brand = app.project.brands.get(delivery.brand)
    return brand.manual if brand is not None else HandOver()


def answered(app: App, ledger: Ledger, issues: KitIssues | None, now: datetime) -> list[Amendment]:
    """Return what people answered in issues: the addresses of what they posted."""
    asked = [record for record in waiting(ledger) if asks(app, record.delivery).issue]
    if issues is None or not asked:
        return []
    try:
        return list(_answers(asked, issues, now))
    except Silence as silence:
        _tell(f"Kits in issues: {silence}.")
        return []


def tell(app: App, ledger: Ledger, issues: KitIssues | None, fresh: Sequence[Entry]) -> None:
    """Open an issue for each kit that has none, close those that are answered, and call the webhook for ``fresh``."""
    asked = [record for record in waiting(ledger) if asks(app, record.delivery).issue]
    used = any(brand.manual.issue for brand in app.project.brands.values())
    if issues is not None and used:
        try:
            _keep(app, ledger, issues, asked)
        except Silence as silence:
            _tell(f"Kits in issues: {silence}. They are on the state branch all the same.")
    for entry in fresh:
        if entry.code == HANDED and asks(app, entry.delivery).webhook:
            _call(app, entry)


def _answers(asked: Sequence[Record], issues: KitIssues, now: datetime) -> Iterator[Amendment]:
    known = issues.known()
    for record in asked:
        issue = known.get(mark_of(record.delivery))
        said = issues.told(issue) if issue is not None and issue.is_open else None
        if said is not None:
            at = format_instant(after(record, now))
            entry = Entry(
                kind="resolved",
                delivery=record.delivery,
                at=at,
                receipts=(Receipt(part=0, id=said.url, url=said.url, at=at),),
                reason="a person posted it and said so in the issue",
                code=OUT,
                by=said.by,
            )
            yield Amendment(entry=entry, seen=record)


def _keep(app: App, ledger: Ledger, issues: KitIssues, asked: Sequence[Record]) -> None:
    known = issues.known()
    wanted = {mark_of(record.delivery): record for record in asked}
    for mark, record in wanted.items():
        if mark not in known:
            issues.open(
                record.delivery, _page(app, ledger, record.delivery, issues), asks(app, record.delivery).assignees
            )
    for mark, issue in known.items():
        if issue.is_open and mark not in wanted and mark in _settled(ledger):
            issues.close(issue, "It is on the record. Thank you!")


def _settled(ledger: Ledger) -> frozenset[str]:
    """Return the marks of what is known to wait no more; what is not among the records may be in no need of closing."""
    return frozenset(mark_of(delivery) for delivery, record in ledger.records.items() if record.code != HANDED)


def _page(app: App, ledger: Ledger, delivery: DeliveryId, issues: KitIssues) -> str:
    """Return the kit's page with the addresses of its files, and how to answer here."""
    branch, state = app.must_have_branch(), app.project.state
    folder = kit_path(delivery)
    held = branch.read(ledger.head, f"{folder}/{PAGE}") if ledger.head is not None else None
    text = (held or b"The kit is on the state branch.").decode("utf-8", "replace")
    place = "/".join(piece for piece in (branch.prefix, folder) if piece)
    base = f"{issues.github.server}/{issues.github.repository}/blob/{quote(state.branch)}/{quote(place)}"
    linked = _FILE.sub(lambda found: f"]({base}/{found[1]}?raw=true)", text)
    return (
        f"{linked}\nOr answer here with the address and nothing else: the next run takes it, and closes this issue.\n"
    )


def _call(app: App, entry: Entry) -> None:
    """Call the webhook once; Slack and Mattermost show ``text``, Discord ``content``."""
    address = app.environ.get(WEBHOOK, "").strip()
    if not address:
        _tell(f"{WEBHOOK} is not set, so nobody was called for the kit of {entry.delivery.post}.")
        return
    said = f"Post by hand: {entry.delivery.post} on {entry.delivery.account}, due {entry.due}. {entry.reason}"
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        http = Http(checked_origin(f"{parts.scheme}://{parts.netloc}"))
        answer = http.create(
            "POST", path, headers={"idempotency-key": entry.key or ""}, json={"text": said, "content": said}
        )
    except (SmmError, NotSent, Lost) as error:
        _tell(f"The webhook could not be called ({type(error).__name__}). The kit is on the state branch all the same.")
        return
    if answer.status >= 300:
        _tell(f"The webhook answered {answer.status}. The kit is on the state branch all the same.")


def _tell(text: str) -> None:
    click.echo(text, err=True)

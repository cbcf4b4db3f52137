"""Index, dashboard and rows: what a run leaves for the next one and for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from smm_action.cli.app import App
from smm_action.cli.output.deliveries import CommentRow, DeliveryRow
from smm_action.core.clock import format_instant, parse_instant
from smm_action.ledger.dashboard import Dashboard, newest_out
from smm_action.ledger.index import Index, build_index, parse_index
from smm_action.ledger.paths import DASHBOARD, INDEX
from smm_action.ledger.share import day, order
from smm_action.ledger.store import read_accounts, read_samples
from smm_action.metrics.collector import next_due
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.edit import Edit, Read, Write
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.plan import Plan
from smm_action.model.project import Project
from smm_action.model.review import review_for
from smm_action.model.sample import Sample
from smm_action.plan.planner import plan
from smm_action.plan.work import next_work
from smm_action.platformkit.cadence import COUNTED

CLOCKS = timedelta(days=31)
"""How far the clock of a runner that counts may be behind the one that says when a post went out."""
UPDATE = "Update the index and the dashboard"
"""Message of the commit that writes both."""


def record_edits(
    app: App,
    ledger: Ledger,
    planned: Plan,
    *,
    refused: Collection[DeliveryId] = (),
    locked: Collection[DeliveryId] = (),
    resting: Mapping[AccountName, timedelta] | None = None,
) -> tuple[Edit, ...]:
    """Return index.json and README.md as they should be now.

    ``refused`` and ``locked`` are deliveries that this run left, as ``next_work`` takes them. ``resting`` is given by
    a run that counted and did nothing else: it changes ``next_metrics`` alone.
    """
    repository, branch = app.must_have_repository(), app.must_have_branch()
    commit = app.commit or repository.head()
    tree = repository.tree_id(commit)
    samples = read_samples(branch, ledger.head, first_counted(ledger, app.now))
    accounts = read_accounts(branch, ledger.head)

    def index(read: Read) -> bytes:
        before = parse_index(read(INDEX))
        counted = next_due(
            ledger,
            samples,
            accounts,
            app.counting(),
            app.now,
            resting=resting or {},
            promised=_promised(before) if resting is None else None,
        )
        if before is not None and resting is not None:
            return replace(before, next_metrics=format_instant(counted) if counted else None).to_bytes()
        asking = {brand.name for brand in app.project.brands.values() if brand.manual.issue}
        work = next_work(planned, ledger, refused=refused, locked=locked, asking=asking)
        return build_index(
            main_sha=commit, content_tree=tree, ledger=ledger, next_due=work, next_metrics=counted
        ).to_bytes()

    page = Dashboard(
        ledger=ledger,
        upcoming=planned.upcoming,
        counters=newest_counters(samples),
        embargoed=frozenset((post.brand, post.id) for post in app.project.posts if post.embargo),
    ).page()
    return (
        Write(path=INDEX, content=index),
        Write(path=DASHBOARD, content=lambda _read: page),
    )


def write_records(app: App, ledger: Ledger) -> None:
    """Write index.json and README.md after a person's word changed ``ledger``."""
    edits = record_edits(app, ledger, plan(app.project, ledger, app.now, app.sendable))
    app.must_have_branch().commit(edits, UPDATE)


def first_counted(ledger: Ledger, now: datetime) -> str:
    """Return the day from which on samples matter: of posts that say when they are counted, and of those shown."""
    days = [day(order(record)) for record in newest_out(ledger)]
    try:
        return format_instant(min([now - COUNTED, *(parse_instant(f"{text}T00:00:00Z") for text in days)]) - CLOCKS)
    except (ValueError, OverflowError):
        # one of them tells no date
        return ""


def _promised(before: Index | None) -> datetime | None:
    """Return when the last index wanted counting; a hint that can not be read promises nothing."""
    try:
        return parse_instant(before.next_metrics) if before is not None and before.next_metrics else None
    except (ValueError, TypeError):
        return None


def newest_counters(samples: Iterable[Sample]) -> dict[DeliveryId, Mapping[str, int]]:
    """Return the last counters of each delivery."""
    found: dict[DeliveryId, tuple[str, Mapping[str, int]]] = {}
    for sample in samples:
        held = found.get(sample.delivery)
        if held is None or held[0] <= sample.at:
            found[sample.delivery] = (sample.at, sample.counters)
    return {delivery: counters for delivery, (_, counters) in found.items()}


def imported_urls(project: Project) -> dict[tuple[BrandName, PostId, AccountName], str]:
    """Return where imported deliveries are, for posts that refer to them."""
    return {
        (post.brand, post.id, account): item.url
        for post in project.posts
        for account, item in post.imported.items()
        if item.url
    }


def rows(app: App, ledger: Ledger, deliveries: Iterable[DeliveryId] | None = None) -> list[DeliveryRow]:
    """Return the state of each delivery of the project and of the ledger, in post order."""
    wanted = None if deliveries is None else set(deliveries)
    found: dict[DeliveryId, DeliveryRow] = {}
    for post in app.project.posts:
        for account in app.accounts_of(post):
            delivery = DeliveryId(post.brand, post.id, account.name, post.revision)
            when = post.when(account.name, account.platform)
            held = post.imported.get(account.name)
            record = ledger.get(delivery)
            if held is not None and record is None:
                at = format_instant(held.time) if held.time else None
                found[delivery] = _row(
                    delivery, account.platform, held.state, None, url=held.url, sent=at, why=held.reason
                )
                continue
            planned = "draft" if when is None or post.draft else "scheduled"
            instant = when.instant if when is not None else None
            found[delivery] = _of(delivery, account.platform, planned, instant, record)
    for delivery, record in ledger.records.items():
        if delivery not in found:
            known = app.project.account(delivery.account)
            found[delivery] = _of(delivery, known.platform if known else "", "scheduled", None, record)
    return [
        replace(row, review=review_for(ledger, delivery))
        for delivery, row in found.items()
        if wanted is None or delivery in wanted
    ]


def _of(
    delivery: DeliveryId, platform: str, planned: str, instant: datetime | None, record: Record | None
) -> DeliveryRow:
    time = format_instant(instant) if instant is not None else None
    if record is None or record.state in {State.SCHEDULED, State.DRAFT}:
        return _row(delivery, platform, planned, time)
    return DeliveryRow(
        post=delivery.post,
        account=delivery.account,
        platform=platform,
        state=record.post_state.value,
        url=record.url,
        id=record.receipts[0].id if record.receipts else None,
        time=time or record.due,
        sent_at=record.sent_at,
        reason=record.reason if record.post_state is record.state else None,
        attempts=record.attempts,
        comment=_comment(record),
    )


def _comment(record: Record) -> CommentRow | None:
    if record.comment is None:
        return None
    url = record.receipts[-1].url if record.comment is State.PUBLISHED else None
    return CommentRow(
        state=record.comment.value, url=url, reason=record.reason if record.comment is record.state else None
    )


def _row(
    delivery: DeliveryId,
    platform: str,
    state: str,
    time: str | None,
    *,
    url: str | None = None,
    sent: str | None = None,
    why: str | None = None,
) -> DeliveryRow:
    return DeliveryRow(
        post=delivery.post,
        account=delivery.account,
        platform=platform,
        state=state,
        url=url,
        id=None,
        time=time,
        sent_at=sent,
        reason=why,
        attempts=0,
    )

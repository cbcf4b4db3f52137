"""A rehearsal's company put together: the real tick on clones in a temporary directory, between them a sandbox."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from smm_action.cli.app import App
from smm_action.cli.hosting import host_of
from smm_action.cli.options import Settings
from smm_action.cli.repository import Repository
from smm_action.cli.run import World
from smm_action.cli.tick import tick
from smm_action.ledger.paths import INDEX, ledger_path
from smm_action.ledger.store import entries, read_accounts, read_ledger, read_samples
from smm_action.metrics.collector import collect, due_accounts, due_records, newest_accounts
from smm_action.model.delivery import DeliveryId, Retry, Unauthorized
from smm_action.model.entry import Entry, Ledger, Owner
from smm_action.model.ids import AccountName
from smm_action.model.payload import Payload
from smm_action.model.plan import Plan
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.plan.select import Selection
from smm_action.platformkit.base import Platform, Session, SupportsPublish
from smm_action.platforms.microblog.items import folder as pages_folder
from smm_action.publish.access import Access, NoCredentials, Opened
from smm_action.rehearse.calendar import Expected, expected, within
from smm_action.rehearse.chance import Chance
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.clones import CONTENT, Clone, make_clones
from smm_action.rehearse.counts import Counts
from smm_action.rehearse.run import InTurn, Line, QuickBranch, Run, WatchedBranch, WatchedHttp
from smm_action.rehearse.verdict import Made, made_in, pages
from smm_action.runner import gate
from smm_action.sandbox.audience import react
from smm_action.sandbox.server import Sandbox, running
from smm_action.sandbox.simulation import simulations


class RehearsedApp(App):
    """The composition root of one run of the rehearsal."""

    def counting(self) -> tuple[AccountName, ...]:
        """Return no account, so that the gate never opens for counting alone: that would be a run an hour for weeks."""
        return ()


class Ensemble:
    """The repositories, the sandbox and the ticks of a rehearsal (``rehearse.rehearsal.Company``)."""

    def __init__(self, clones: tuple[Clone, ...], sandbox: Sandbox, clock: Clock, chance: Chance) -> None:
        """Play with a clone for each runner."""
        self._clones, self._sandbox, self._clock, self._chance = clones, sandbox, clock, chance
        self._app = self._app_on(clones[0])
        self.project = self._app.project
        self._branch = QuickBranch(self._clones[0].git, self.project.state, clock)
        self._lines: dict[AccountName, Line] = {}
        self._index: dict[str, str] | None = None
        self._fresh = False
        self._seen: date | None = None
        """The day on which the audience looked last."""

    def calendar(self, start: datetime, end: datetime) -> tuple[Expected, ...]:
        """Cut the project to ``[start, end)`` and return what it promises."""
        self.project = self._app.project = within(self.project, start, end, self.is_rehearsed)
        return expected(self.project, start, self._rendered)

    def is_rehearsed(self, account: Account) -> bool:
        """Whether deliveries to ``account`` can be sent here."""
        platform = self._app.platform(account.platform)
        if platform is None or not isinstance(platform, SupportsPublish):
            return False
        return account.platform in {one.name for one in simulations()} or not platform.card.credentials

    def left_out(self) -> tuple[Account, ...]:
        """Return the accounts that posts name and that are not rehearsed. Ask before ``calendar``."""
        names = dict.fromkeys(name for post in self.project.posts for name in post.accounts)
        accounts = (self.project.account(name) for name in names)
        return tuple(account for account in accounts if account is not None and not self.is_rehearsed(account))

    def work(self, now: datetime) -> str | None:
        """Return what the gate says of the index as it was pushed last."""
        if not self._fresh:
            self._index, self._fresh = self._read_index(), True
        if self._index is None:
            return "there is no index of the state that can be understood"
        # every checkout is the commit that the index was made from, so there is nothing to ask Git
        return gate.pressing(self._index, now.strftime("%Y-%m-%dT%H:%M:%S"))

    def tick(self, runner: int, run: Run, is_dead: Callable[[Owner], bool]) -> Plan:
        """Do one tick, the one of ``smm publish``, and return its plan."""
        app = self._app_of(self._clones[runner], run)
        world = World(
            owner=Owner(run=str(run.number), nonce=self._chance.name("nonce", run.number)),
            is_dead=is_dead,
            open=functools.partial(self._open, app, run),
            monotonic=self._clock.monotonic,
            sleep=self._clock.sleep,
            worker=InTurn,
        )
        try:
            return tick(app, Selection(), world=world).plan
        finally:
            self._fresh = False

    def count(self, runner: int, run: Run, counts: Counts) -> None:
        """Count what is due, as the step after ``smm publish`` does, once the audience has looked in for the day."""
        if self._seen != self._clock().date():
            self._seen = self._clock().date()
            react(self._sandbox.store, self._clock(), self._chance.seed)
        app = self._app_of(self._clones[runner], run)
        branch = app.must_have_branch()
        ledger = read_ledger(branch, branch.fetch())
        names = App.counting(app)
        last = newest_accounts(read_accounts(branch, ledger.head))
        due = due_accounts(names, last, app.now)
        records = due_records(ledger, read_samples(branch, ledger.head), app.now, accounts=due)
        counted = collect(records, names, last, functools.partial(self._counted, app, run), app.now)
        if counted.edits():
            branch.commit(counted.edits(), f"Count {len(counted.samples)} deliveries")
        counts.add(counted.samples, len(counted.failures))

    def forget(self, runner: int) -> None:
        """Lose the journals of a runner."""
        self._clones[runner].forget()

    def ledger(self) -> Ledger:
        """Return what is recorded."""
        return read_ledger(self._branch, self._branch.fetch())

    def entries(self, delivery: DeliveryId) -> Iterable[Entry]:
        """Return every entry about a delivery."""
        path = ledger_path(delivery)
        return [entry for entry in entries(path, self._file(path) or b"") if entry.delivery == delivery]

    def made(self) -> Iterable[Made]:
        """Return what exists in the sandbox and on the pages."""
        yield from made_in(self._sandbox.store)
        for brand in self.project.brands.values():
            for account in brand.accounts.values():
                if account.platform == "microblog":
                    yield from pages(account.name, self._file(f"{pages_folder(account.name)}/items.jsonl"))

    def close(self) -> None:
        """End every process and connection."""
        for clone in self._clones:
            clone.close()
        for line in self._lines.values():
            line.close()

    def _file(self, path: str) -> bytes | None:
        head = self._branch.fetch()
        return self._branch.read(head, path) if head is not None else None

    def _app_on(self, clone: Clone) -> App:
        root = clone.top / CONTENT
        app = RehearsedApp(Settings(root=root, now=self._clock(), sandbox=self._sandbox.url), clone.environ)
        app.repository = Repository(top=clone.top, prefix=CONTENT, git=clone.git)
        app.commit, app.source = clone.commit, clone.source
        return app

    def _app_of(self, clone: Clone, run: Run) -> App:
        app = self._app_on(clone)
        app.project, app.facts = self.project, self._app.facts
        app.branch = WatchedBranch(clone.git, self.project.state, run)
        return app

    def _rendered(self, post: Post, account: Account) -> Payload | None:
        rendering = self._app.rendering(post, account)
        return rendering.payload if rendering is not None else None

    def _open(self, app: App, run: Run, name: AccountName) -> Opened:
        account = app.project.account(name)
        platform = app.platform(account.platform) if account is not None else None
        if account is None or platform is None or not isinstance(platform, SupportsPublish):
            return NoCredentials(reason=f"{name} is not rehearsed")
        address = self._sandbox.url if platform.card.credentials else account.base_url or ""
        if name not in self._lines:
            self._lines[name] = Line(self._sandbox.url, sleep=self._clock.sleep)
        http = WatchedHttp(self._lines[name], run)
        secrets = {item.field: self._sandbox.credential(name) for item in platform.card.credentials}
        session = Session(
            http=http,
            account=name,
            server=address,
            handle=account.handle,
            options=account.options,
            host=host_of(app, account, platform),
        )
        opened = platform.open(session, secrets)
        return Access(platform=platform, session=opened) if isinstance(opened, Session) else opened

    def _counted(self, app: App, run: Run, name: AccountName) -> tuple[Platform, Session] | Unauthorized | Retry | None:
        opened = self._open(app, run, name)
        match opened:
            case Access(platform=platform, session=session):
                assert isinstance(platform, Platform)
                return platform, session
            case NoCredentials():
                return None
            case _:
                return opened

    def _read_index(self) -> dict[str, str] | None:
        head = self._branch.fetch()
        found = self._branch.read(head, INDEX) if head is not None else None
        return gate.parsed(found.decode()) if found is not None else None


@contextmanager
def ensemble(given: App, *, runners: int, clock: Clock, chance: Chance, faults: str) -> Iterator[Ensemble]:
    """Copy the files of ``given`` into a temporary directory and play there; nothing else is touched.

    Raises:
        SmmError: the sandbox cannot start, a fault line is not understood, or git failed.
    """
    # a journal is synced to its disk at every step: in memory, where there is some, that costs nothing
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 a directory of its own is made there
    with (
        tempfile.TemporaryDirectory(prefix="smm-rehearsal-", ignore_cleanup_errors=True) as home,
        tempfile.TemporaryDirectory(prefix="smm-rehearsal-", ignore_cleanup_errors=True, dir=memory) as disks,
        running(now=clock, sleep=clock.sleep, faults=faults, seed=chance.seed) as sandbox,
    ):
        clones = make_clones(given.source, Path(home), Path(disks), runners, given.project.state.remote)
        playing = Ensemble(clones, sandbox, clock, chance)
        try:
            yield playing
        finally:
            playing.close()

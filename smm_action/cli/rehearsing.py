"""Put a rehearsal together: repositories in a temporary directory, a sandbox, and the real tick between them."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from smm_action.cli.app import App
from smm_action.cli.options import Settings
from smm_action.cli.repository import Repository
from smm_action.cli.tick import World, tick
from smm_action.content.gittree import GitTree
from smm_action.content.source import Source
from smm_action.content.times import parse_limit, parse_when
from smm_action.core.git import Git, GitFault
from smm_action.ledger.branch import StateBranch
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.store import entries, read_ledger
from smm_action.model.delivery import DeliveryId
from smm_action.model.entry import Entry, Ledger, Owner
from smm_action.model.ids import AccountName
from smm_action.model.payload import Payload
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.plan.select import Selection
from smm_action.platformkit.base import Session, SupportsPublish
from smm_action.platforms.microblog.items import folder
from smm_action.publish.access import Access, NoCredentials, Opened
from smm_action.rehearse.calendar import Expected, expected, within
from smm_action.rehearse.chance import Chance
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.run import InTurn, Run, WatchedBranch, WatchedHttp
from smm_action.rehearse.verdict import Made, made_in, pages
from smm_action.runner import gate
from smm_action.sandbox.server import Sandbox, running

SPOKEN = frozenset({"mastodon", "bluesky"})
"""What the sandbox speaks; a platform without credentials needs no server."""
_SETTINGS = {"core.fsync": "none", "core.autocrlf": "false", "init.defaultBranch": "main", "gc.auto": "0"}
"""Nothing has to survive a power cut here."""


class RehearsedApp(App):
    """The composition root of one run of the rehearsal."""

    def counting(self) -> tuple[AccountName, ...]:
        """Return no account: counting changes nothing in the world and is not rehearsed."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """One runner's checkout."""

    repository: Repository
    source: GitTree
    environ: dict[str, str]

    @property
    def root(self) -> Path:
        """Return the content root."""
        return self.repository.top / self.repository.prefix


class Ensemble:
    """The repositories, the sandbox and the ticks of a rehearsal (``rehearse.rehearsal.Company``)."""

    def __init__(self, home: Path, runners: int, sandbox: Sandbox, clock: Clock, chance: Chance) -> None:
        """Play in ``home``, which holds ``content/``, with a clone a runner."""
        self._sandbox, self._clock, self._chance = sandbox, clock, chance
        self._origin, self._clones = _repositories(home, runners)
        self._app = RehearsedApp(self._settings(self._clones[0]), self._clones[0].environ)
        self._app.commit = self._clones[0].repository.head()
        self._app.repository, self._app.source = self._clones[0].repository, self._clones[0].source
        self.project = self._app.project
        self._branch = StateBranch(self._clones[0].repository.top, self.project.state, self._clones[0].environ)
        self._index: dict[str, str] | None = None
        self._fresh = False

    def calendar(self, start: datetime, end: datetime) -> tuple[Expected, ...]:
        """Cut the project to ``[start, end)`` and return what it promises."""
        self.project = self._app.project = within(self.project, start, end, self.is_rehearsed)
        return expected(self.project, start, self._rendered)

    def is_rehearsed(self, account: Account) -> bool:
        """Whether deliveries to ``account`` can be sent here."""
        platform = self._app.platform(account.platform)
        if platform is None or not isinstance(platform, SupportsPublish):
            return False
        return account.platform in SPOKEN or not platform.card.credentials

    def work(self, now: datetime) -> str | None:
        """Return what the gate says of the index as it was pushed last."""
        if not self._fresh:
            self._index, self._fresh = self._read_index(), True
        if self._index is None:
            return "there is no index of the state that can be understood"
        # every checkout is the commit that the index was made from, so there is nothing to ask Git
        return gate.pressing(self._index, now.strftime("%Y-%m-%dT%H:%M:%S"))

    def tick(self, runner: int, run: Run, is_dead: Callable[[Owner], bool]) -> Iterable[DeliveryId]:
        """Do one tick, the one of ``smm publish``; return what waits for a quota."""
        calls: list[WatchedHttp] = []
        app = self._app_of(self._clones[runner], run)
        world = World(
            owner=Owner(run=str(run.number), nonce=self._chance.name("nonce", run.number)),
            is_dead=is_dead,
            open=functools.partial(self._open, app, run, calls),
            monotonic=self._clock.monotonic,
            sleep=self._clock.sleep,
            worker=InTurn,
        )
        try:
            planned = tick(app, Selection(), world=world).plan
        finally:
            self._fresh = False
            for http in calls:
                http.close()
        return [item.delivery for item in planned.waiting if (item.reason or "").startswith("quota")]

    def forget(self, runner: int) -> None:
        """Lose the journals of a runner."""
        rmtree(Path(self._clones[runner].environ["RUNNER_TEMP"]), ignore_errors=True)

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
                    yield from pages(account.name, self._file(f"{folder(account.name)}/items.jsonl"))

    def _file(self, path: str) -> bytes | None:
        head = self._branch.fetch()
        return self._branch.read(head, path) if head is not None else None

    def _settings(self, clone: Clone) -> Settings:
        return Settings(root=clone.root, now=self._clock(), sandbox=self._sandbox.url)

    def _app_of(self, clone: Clone, run: Run) -> App:
        app = RehearsedApp(self._settings(clone), clone.environ)
        app.project, app.facts = self.project, self._app.facts
        app.repository, app.source = clone.repository, clone.source
        app.branch = WatchedBranch(clone.repository.top, self.project.state, clone.environ, run)
        return app

    def _rendered(self, post: Post, account: Account) -> Payload | None:
        rendering = self._app.rendering(post, account)
        return rendering.payload if rendering is not None else None

    def _open(self, app: App, run: Run, calls: list[WatchedHttp], name: AccountName) -> Opened:
        account = app.project.account(name)
        platform = app.platform(account.platform) if account is not None else None
        if account is None or platform is None or not isinstance(platform, SupportsPublish):
            return NoCredentials(reason=f"{name} is not rehearsed")
        address = self._sandbox.url if platform.card.credentials else account.base_url or ""
        http = WatchedHttp(self._sandbox.url, run)
        calls.append(http)
        secrets = {item.field: self._sandbox.credential(name) for item in platform.card.credentials}
        opened = platform.open(http, name, address, account.handle, secrets)
        return Access(platform=platform, session=opened) if isinstance(opened, Session) else opened

    def _read_index(self) -> dict[str, str] | None:
        for path in (".smm/index.json", "index.json"):
            try:
                found = self._origin.run("cat-file", "blob", f"refs/heads/{self.project.state.branch}:{path}")
            except GitFault:
                continue
            return gate.parsed(found.decode())
        return None


@contextmanager
def ensemble(given: App, *, runners: int, clock: Clock, chance: Chance, faults: str) -> Iterator[Ensemble]:
    """Copy the content of ``given`` into a temporary directory and play there; nothing else is touched.

    Raises:
        SmmError: there is no content root, the sandbox cannot start, or a fault line is not understood.
    """
    with (
        tempfile.TemporaryDirectory(prefix="smm-rehearsal-", ignore_cleanup_errors=True) as folder,
        running(now=clock, sleep=clock.sleep, faults=faults, seed=chance.seed) as sandbox,
    ):
        _copy(given.source, Path(folder, "content"))
        yield Ensemble(Path(folder), runners, sandbox, clock, chance)


def _copy(source: Source, target: Path) -> None:
    for path in sorted(source.paths()):
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.read(path))


def _repositories(home: Path, runners: int) -> tuple[Git, tuple[Clone, ...]]:
    """Commit ``home/content``, push it to a bare origin, and clone that for each runner."""
    environ = _environment(home)
    git = Git(home, environ)
    git.run("init", "--quiet")
    git.run("add", "--force", "--", "content")
    git.run("-c", "user.name=smm", "-c", "user.email=smm@example.invalid", "commit", "--quiet", "-m", "Rehearse")
    git.run("clone", "--quiet", "--bare", ".", "origin.git")
    clones = []
    for number in range(runners):
        git.run("clone", "--quiet", "origin.git", f"runner-{number}")
        top = home / f"runner-{number}"
        own = {**environ, "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(home / f"disk-{number}")}
        repository = Repository(top=top, prefix="content", git=Git(top, own))
        clones.append(Clone(repository=repository, source=GitTree(top, repository.head(), "content", own), environ=own))
    return Git(home / "origin.git", environ), tuple(clones)


def _environment(home: Path) -> dict[str, str]:
    settings = {
        "GIT_CONFIG_COUNT": str(len(_SETTINGS)),
        **{f"GIT_CONFIG_KEY_{index}": key for index, key in enumerate(_SETTINGS)},
        **{f"GIT_CONFIG_VALUE_{index}": value for index, value in enumerate(_SETTINGS.values())},
    }
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), **settings}


def first_instant(text: str, timezone: str) -> datetime:
    """Return when a window begins: a date is its midnight in ``timezone``.

    Raises:
        ValueError: neither a date nor a time.
    """
    when = parse_when(f"{text} 00:00" if len(text.strip()) == len("2026-12-01") else text, timezone)
    if when.instant is None:
        raise ValueError(f"{text!r} is no date; write 2026-12-01, or an instant")
    return when.instant


def last_instant(text: str, timezone: str) -> datetime:
    """Return when a window ends: a date is included whole.

    Raises:
        ValueError: neither a date nor a time.
    """
    return parse_limit(text, timezone)

"""A team: a repository with a bare origin, a sandbox for its accounts, and `smm` as a process of its own."""

from __future__ import annotations

import functools
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from smm_action.core.clock import format_instant, parse_instant
from smm_action.ledger.fold import fold
from smm_action.ledger.store import entries
from smm_action.model.entry import Entry, Ledger
from smm_action.sandbox.server import Sandbox, running
from tests.scenarios.repositories import Repository
from tests.warm.client import CHECKOUT, Forked, Warm

NOON = "2026-12-01T12:00:00Z"
POST = "app.bsky.feed.post"
SMM_YML = """\
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}
  acme-bluesky: {platform: bluesky, handle: acme.bsky.social}
  acme-pages: {platform: microblog, base_url: https://acme.example/social/}
sets: {all: [acme-mastodon, acme-bluesky, acme-pages]}
"""


def post(body: str, *, to: str = "all", time: str = NOON, **keys: str) -> str:
    """Return the text of a post; further keys are written as they are."""
    more = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\nplatforms: [{to}]\ntime: {time}\n{more}---\n{body}\n"


def after(**span: float) -> str:
    """Return an instant after the time of the posts."""
    return format_instant(parse_instant(NOON) + timedelta(**span))


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a process did."""

    code: int
    out: str
    err: str

    @property
    def deliveries(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["post"], row["account"]): row for row in json.loads(self.out)["deliveries"]}

    def states(self, name: str) -> dict[str, str]:
        return {account: row["state"] for (post, account), row in self.deliveries.items() if post == name}


@dataclass(kw_only=True)
class Clock:
    """The sandbox's clock: the servers' time is the teams'."""

    now: datetime = field(default_factory=lambda: parse_instant(NOON))

    def __call__(self) -> datetime:
        return self.now


@dataclass(kw_only=True)
class Team:
    """One clone of a team's repository, and what its processes did to the world."""

    origin: Repository
    here: Repository
    sandbox: Sandbox
    clock: Clock

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for path, content in files.items():
            target = self.here.path / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def merge(self, files: Mapping[str, str | bytes] | None = None) -> str:
        """Commit and push to the default branch."""
        self.write(files or {})
        commit = self.here.commit("Write posts")
        self.here.git("push", "-q", "origin", "HEAD:main")
        return commit

    def another(self, name: str = "another") -> Team:
        """Return a second clone, as a second runner has it: it shares nothing but the remote."""
        path = self.origin.path.parent / name
        self.origin.git("clone", "-q", f"file://{self.origin.path}", str(path))
        return Team(origin=self.origin, here=Repository(path), sandbox=self.sandbox, clock=self.clock)

    def start(
        self, *arguments: str, now: str | None = NOON, sandbox: bool = True, environ: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start a command in an interpreter of its own: it can be killed, raced and frozen."""
        spec = self.spec(*arguments, now=now, sandbox=sandbox, environ=environ)
        return subprocess.Popen(
            [sys.executable, "-m", "smm_action", *spec["arguments"]],
            cwd=spec["cwd"], env=spec["environ"], text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(
        self, *arguments: str, now: str | None = NOON, sandbox: bool = True, environ: Mapping[str, str] | None = None
    ) -> Ran:
        """Run a command to its end, in a process forked from a warm one, whose pauses are short."""
        spec = self.spec(*arguments, now=now, sandbox=sandbox, environ=environ)
        with tempfile.TemporaryDirectory() as name:
            forked = Forked(out=Path(name, "out"), err=Path(name, "err"))
            warm().fork({**spec, "out": str(forked.out), "err": str(forked.err)}, forked)
            return ended(forked)

    def spec(
        self, *arguments: str, now: str | None, sandbox: bool, environ: Mapping[str, str] | None
    ) -> dict[str, Any]:
        """Return what a process is: arguments, directory, environment."""
        if now is not None:
            self.clock.now = parse_instant(now)
        clean = {
            "PATH": os.environ["PATH"], "HOME": str(self.origin.path.parent), "PYTHONPATH": str(CHECKOUT),
            "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
        }  # fmt: skip
        clean |= {"SMM_NOW": now} if now is not None else {}
        where = ["--sandbox", self.sandbox.url] if sandbox else []
        return {
            "arguments": [*where, *arguments],
            "cwd": str(self.here.path),
            "environ": {**clean, **(environ or {})},
        }

    def killed_at_push(self, number: int, *arguments: str, now: str) -> None:
        """Run a command and kill it while its push of that number, from 1, is under way: the remote does not take it."""
        seen, count = (self.origin.path.parent / name for name in ("seen", "count"))
        script = f"echo x >> {count}\n[ $(wc -l < {count}) -ge {number} ] && touch {seen} && sleep 60; exit 0"
        hook = self.origin.hook("pre-receive", script)
        running = self.start(*arguments, now=now)
        deadline = time.monotonic() + 60
        while not seen.exists():
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        running.kill()
        running.communicate(timeout=60)
        hook.unlink()

    def publish(self, *arguments: str, now: str = NOON, environ: Mapping[str, str] | None = None) -> Ran:
        return self.run("--format", "json", "publish", *arguments, now=now, environ=environ)

    def status(self, name: str, now: str = NOON) -> dict[str, str]:
        return self.run("--format", "json", "status", name, now=now).states(name)

    def statuses(self) -> list[str]:
        """Return the texts of the Mastodon statuses, oldest first."""
        found = self.sandbox.store.records("mastodon", "status", oldest_first=True)
        return [str(record.value.get("text", record.value.get("status", ""))) for record in found]

    def records(self) -> list[str]:
        """Return the texts of the Bluesky posts, oldest first."""
        return [str(record["text"]) for _, record in self.skeets()]

    def skeets(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the Bluesky posts by record key, oldest first."""
        # the key is made from the scheduled second: posts of one second have no order in it
        found = self.sandbox.store.records("bluesky", POST)
        return sorted(((r.key, r.value) for r in found), key=lambda item: parse_instant(item[1]["createdAt"]))

    def made(self) -> tuple[int, int]:
        """Return how many Mastodon statuses and Bluesky posts were ever made, deleted ones included."""
        store = self.sandbox.store
        return store.created("mastodon", "status"), store.created("bluesky", POST)

    def pages(self, branch: str = "smm-state", below: str = "") -> list[str]:
        """Return the permalinks among the pages on the state branch."""
        return [path for path in self.files(branch) if path.startswith(f"{below}site/acme-pages/")]

    def files(self, branch: str = "smm-state") -> list[str]:
        return self.origin.git("ls-tree", "-r", "--name-only", branch).splitlines()

    def entries(self, branch: str = "smm-state") -> list[Entry]:
        found: list[Entry] = []
        for path in self.files(branch):
            if path.endswith(".jsonl") and "ledger/" in path:
                found += entries(path, self.origin.git("show", f"{branch}:{path}").encode())
        return found

    def entries_or_none(self) -> list[Entry]:
        """Return what the state branch holds while it may not be there yet."""
        return self.entries() if self.origin.git("branch", "--list", "smm-state") else []

    def ledger(self) -> Ledger:
        return fold(self.entries())

    def kinds(self, account: str, name: str = "hello") -> list[str]:
        """Return what was said of one delivery, in the file's order."""
        return [e.kind for e in self.entries() if e.delivery.account == account and e.delivery.post == name]

    def sends(self) -> int:
        """Return how many create calls the sandbox saw, obeyed or not."""
        return sum(call.operation.endswith(".publish") for call in self.sandbox.store.calls())


@functools.cache
def warm() -> Warm:
    """Return the process of this session that commands are forked from; it ends with the session."""
    return Warm(CHECKOUT, CHECKOUT / "tests/warm/command.py")


def ended(process: subprocess.Popen[str] | Forked, timeout: float = 90) -> Ran:
    out, err = process.communicate(timeout=timeout)
    return Ran(code=process.returncode, out=out, err=err)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    with running(now=clock) as started:
        yield started


@pytest.fixture
def team(tmp_path: Path, sandbox: Sandbox, clock: Clock) -> Team:
    """Return a team with three accounts and no posts."""
    origin = Repository(tmp_path / "origin.git")
    origin.path.mkdir()
    origin.git("init", "-q", "--bare", "-b", "main")
    here = Repository(tmp_path / "here")
    here.path.mkdir()
    here.git("init", "-q", "-b", "main")
    here.git("remote", "add", "origin", f"file://{origin.path}")
    made = Team(origin=origin, here=here, sandbox=sandbox, clock=clock)
    made.merge({"smm.yml": SMM_YML})
    return made


@pytest.fixture
def hello(team: Team) -> Team:
    """Return a team with one post, due at noon on three accounts."""
    team.merge({"posts/hello.md": post("Hello, world")})
    return team


@pytest.fixture
def pictures() -> dict[str, bytes]:
    """Return small pictures by colour."""
    found: dict[str, bytes] = {}
    for colour in ("red", "blue"):
        data = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(data, "PNG")
        found[colour] = data.getvalue()
    return found

"""A team whose runners are forked from a warm process, and copies of its repositories to break."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.sandbox.server import Sandbox, running
from tests.chaos.broken import SUMMARY
from tests.chaos.hub import Hub
from tests.chaos.warm import Runner, Warm, pipe
from tests.chaos.web import TOKEN, Remote
from tests.scenarios.conftest import CHECKOUT, NOON, Clock, Ran, Team, post
from tests.scenarios.repositories import Repository

RUNNERS = 4
SMM_YML = """\
brand: acme
timezone: UTC
accounts:
  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}
  acme-bluesky: {platform: bluesky, handle: acme.bsky.social}
  acme-pages: {platform: microblog, base_url: https://acme.example/social/}
sets: {all: [acme-mastodon, acme-bluesky, acme-pages]}
utm: {source: "{platform}", medium: social, campaign: "{campaign}"}
"""
PEOPLE_YML = 'acme: {name: Acme, mastodon: "@acme@mastodon.example", bluesky: acme.bsky.social}\n'
PICTURE = "media: [{file: media/red.png, alt: A red square}]\n"
POSTS = {
    "posts/hello.md": post("hello/1 from @{acme}", id="hello", link="https://acme.example/launch", campaign="winter"),
    "posts/thread.md": post("thread/1 begins\n\n---\n\nthread/2 ends", id="thread").replace("time:", PICTURE + "time:"),
}
PARTS = {"hello": ("hello/1",), "thread": ("thread/1", "thread/2")}
"""What marks each part of each post, whatever else its text becomes."""


@dataclass(kw_only=True)
class Crew(Team):
    """One team in a directory of its own. ``here`` is where people write; runners have clones of their own."""

    warm: Warm
    root: Path
    runners: list[Runner] = field(default_factory=list)
    """Every process of this team so far."""
    hosted: dict[int, Runner] = field(default_factory=dict)
    """The processes of workflow runs, by the run's id."""
    web: Remote | None = None
    """The remote over HTTP; None: a path on this machine."""
    hub: Hub | None = None
    """Who knows which workflow runs are over; None: nobody."""

    def is_over(self, run: int) -> bool:
        """Whether the process of a workflow run has ended; one that stands still has not."""
        return run not in self.hosted or self.hosted[run].over.is_set()

    def obey(self, request: Mapping[str, Any]) -> None:
        """Send a runner's request to the platform once more: what the platform got long ago, and obeys now."""
        again = urllib.request.Request(
            request["url"], request["body"].encode(), {**request["headers"], "connection": "close"}, method="POST"
        )
        try:
            urllib.request.urlopen(again).close()
        except urllib.error.HTTPError as refused:
            refused.close()

    def clone(self, name: str) -> Path:
        """Return a runner's clone, made or brought up to date."""
        path = self.root / name
        if not path.exists():
            self.origin.git("clone", "-q", "--template=", f"file://{self.origin.path}", str(path))
        elif self.origin.git("rev-parse", "main") != Repository(path).git("rev-parse", "HEAD"):
            Repository(path).git("pull", "-q", "--ff-only", f"file://{self.origin.path}", "main")
        if self.web is not None:
            Repository(path).git("remote", "set-url", "origin", self.web.url)
        return path

    def spec(
        self, name: str, now: str, *, hosted: int, switches: Sequence[str], at: str, how: str, away: timedelta
    ) -> dict[str, Any]:
        number = len(self.runners)
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(self.root), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "SMM_NOW": now,
            "PYTHONPATH": str(CHECKOUT),
        }  # fmt: skip
        if hosted:
            temporary = self.root / f"runner-temp-{hosted}"
            temporary.mkdir(exist_ok=True)
            environ |= {"GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": str(hosted), "RUNNER_TEMP": str(temporary)}
            environ |= self.hub.environ if self.hub is not None else {}
        if self.web is not None:
            environ["SMM_GIT_TOKEN"] = TOKEN
        files = {kind: str(self.root / f"{number}.{kind}") for kind in ("out", "err", "trace")}
        return {
            "arguments": ["--sandbox", self.sandbox.url, "--format", "json", "publish"],
            "cwd": str(self.clone(name)), "environ": environ, "origin": str(self.origin.path), "at": at, "how": how,
            "away": away.total_seconds(),
            # every second process reads by a summary of the ledger, and the others keep it up
            "switches": [*switches, *([SUMMARY] if number % 2 == 0 else [])], **files,
        }  # fmt: skip

    def launch(
        self,
        name: str,
        now: str = NOON,
        *,
        hosted: int = 0,
        switches: Sequence[str] = (),
        at: str = "",
        how: str = "kill",
        away: timedelta = timedelta(),
    ) -> Runner:
        """Start a tick in the clone ``name``; ``hosted`` is the id of a workflow run, 0 a process on a desk."""
        self.clock.now = parse_instant(now)
        spec = self.spec(name, now, hosted=hosted, switches=switches, at=at, how=how, away=away)
        pipes = [pipe(spec[kind]) for kind in ("out", "err")] if how == "disk" else []
        runner = self.warm.fork(spec, pipes)
        self.runners.append(runner)
        if hosted:
            self.hosted[hosted] = runner
        return runner

    def tick(self, name: str, now: str = NOON, **how: Any) -> Ran:
        runner = self.launch(name, now, **how)
        out, err = runner.communicate()
        return Ran(code=runner.returncode, out=out, err=err)


@dataclass(kw_only=True)
class Template:
    """A team that was never used, to be copied: copying is faster than making."""

    root: Path
    warm: Warm
    made: itertools.count[int] = field(default_factory=itertools.count)

    @contextmanager
    def copy(self, files: Mapping[str, str] | None = None) -> Iterator[Crew]:
        """Give a fresh team with a sandbox of its own."""
        root = self.root / f"case-{next(self.made)}"
        shutil.copytree(self.root / "template", root, symlinks=True)
        for config in root.glob("*/.git/config"):
            config.write_text(config.read_text().replace(str(self.root / "template"), str(root)))
        clock = Clock()
        try:
            with running(now=clock) as sandbox:
                crew = _crew(root, self.warm, sandbox, clock)
                if files:
                    crew.merge(files)
                try:
                    yield crew
                finally:
                    for runner in crew.runners:
                        runner.thaw()
        finally:
            shutil.rmtree(root)


def _crew(root: Path, warm: Warm, sandbox: Sandbox, clock: Clock) -> Crew:
    origin, here = Repository(root / "origin.git"), Repository(root / "here")
    return Crew(origin=origin, here=here, sandbox=sandbox, clock=clock, warm=warm, root=root)


@contextmanager
def template(picture: bytes) -> Iterator[Template]:
    """Make the warm process and the template, in memory where the machine has such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        root = Path(name)
        warm = Warm(root)
        try:
            made = Template(root=root, warm=warm)
            _build(root / "template", warm, picture)
            yield made
        finally:
            warm.close()


def _build(root: Path, warm: Warm, picture: bytes) -> None:
    root.mkdir()
    Repository(root).git("init", "-q", "--bare", "--template=", "-b", "main", str(root / "origin.git"))
    Repository(root).git("init", "-q", "--template=", "-b", "main", str(root / "here"))
    with running() as sandbox:
        crew = _crew(root, warm, sandbox, Clock())
        crew.here.git("remote", "add", "origin", f"file://{crew.origin.path}")
        crew.merge({"smm.yml": SMM_YML, "people.yml": PEOPLE_YML, "media/red.png": picture, **POSTS})
        for number in range(1, RUNNERS + 1):
            crew.clone(f"runner-{number}")

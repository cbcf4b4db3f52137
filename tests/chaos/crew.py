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
from tests.chaos.struck import Runner, pipe
from tests.chaos.web import TOKEN, Remote
from tests.chaos.worlds import WORLDS, World
from tests.scenarios.conftest import NOON, Clock, Ran, Team
from tests.scenarios.repositories import Repository
from tests.warm.client import CHECKOUT, Warm

RUNNERS = 4


@dataclass(kw_only=True)
class Crew(Team):
    """One team in a directory of its own. ``here`` is where people write; runners have clones of their own."""

    world: World
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
        out, err, trace = (Path(spec[kind]) for kind in ("out", "err", "trace"))
        runner = Runner(out=out, err=err, trace=trace, how=how, pipes=tuple(pipes))
        self.warm.fork(spec, runner)
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

    world: World
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
                crew = Crew(world=self.world, warm=self.warm, root=root, **_around(root, sandbox, clock))
                if files:
                    crew.merge(files)
                try:
                    yield crew
                finally:
                    for runner in crew.runners:
                        runner.thaw()
        finally:
            shutil.rmtree(root)


def _around(root: Path, sandbox: Sandbox, clock: Clock) -> dict[str, Any]:
    origin, here = Repository(root / "origin.git"), Repository(root / "here")
    return {"origin": origin, "here": here, "sandbox": sandbox, "clock": clock}


Teams = Mapping[str, Template]
"""By the name of the world."""


@contextmanager
def teams() -> Iterator[Teams]:
    """Make the warm process and a template of each world, in memory where the machine has such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        warm = Warm(Path(name), Path(__file__).with_name("runner.py"), "--fork")
        try:
            yield {world.name: _built(world, Path(name) / world.name, warm) for world in WORLDS.values()}
        finally:
            warm.close()


def _built(world: World, root: Path, warm: Warm) -> Template:
    place = root / "template"
    place.mkdir(parents=True)
    Repository(place).git("init", "-q", "--bare", "--template=", "-b", "main", str(place / "origin.git"))
    Repository(place).git("init", "-q", "--template=", "-b", "main", str(place / "here"))
    with running() as sandbox:
        crew = Crew(world=world, warm=warm, root=place, **_around(place, sandbox, Clock()))
        crew.here.git("remote", "add", "origin", f"file://{crew.origin.path}")
        texts = {"smm.yml": world.smm_yml, "people.yml": world.people_yml, **world.posts}
        crew.merge({**texts, world.picture: world.drawn()})
        for number in range(1, RUNNERS + 1):
            crew.clone(f"runner-{number}")
    return Template(world=world, root=root, warm=warm)

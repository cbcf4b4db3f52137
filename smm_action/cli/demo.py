"""The demo: everything real but the platforms, and these speak the real APIs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from smm_action.cli.options import settings
from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.errors import SmmError
from smm_action.sandbox.audience import react
from smm_action.sandbox.server import Sandbox, running

TICKS = ("2026-12-01T08:07:00Z", "2026-12-02T09:07:00Z", "2026-12-03T08:37:00Z")
"""Three mornings of the example calendar, each a few minutes after a post's time, as GitHub's cron would come."""
LATER = "2026-12-03T12:07:00Z"


def run_demo(directory: Path) -> None:
    """Run the whole loop in ``directory``, which is made anew."""
    root = settings().root
    if not (root / "smm.yml").is_file():
        raise SmmError(f"There is no content root {root}.", "The demo publishes the example posts.", "Use --root.")
    work = directory.resolve()
    _clear(work)
    moment = _Moment()
    with running(now=moment, database=str(work / "sandbox.sqlite")) as sandbox:
        _Demo(work, root.resolve(), sandbox, moment).run()


class _Moment:
    """The demo's clock, which the sandbox reads too."""

    def __init__(self) -> None:
        self.now = parse_instant(TICKS[0])

    def __call__(self) -> datetime:
        return self.now


class _Demo:
    """Each step is a command a person could type."""

    def __init__(self, work: Path, root: Path, sandbox: Sandbox, moment: _Moment) -> None:
        self._work = work
        self._root = root
        self._sandbox = sandbox
        self._moment = moment
        self._repository = work / "repository"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "SMM_"))}
        self._environ = {**kept, "GIT_CONFIG_NOSYSTEM": "1"}

    def run(self) -> None:
        """Walk through the loop."""
        with self._step("A repository with a bare origin, made from the example posts"):
            self._make_repository()
        with self._step("smm lint"):
            self._smm("lint")
        with self._step("smm preview, one post of five"):
            self._smm("preview", "content/posts/2026/release-thread.md", "--account", "lantern-bluesky")
        with self._step("smm plan"):
            self._smm("plan")
        for instant in TICKS:
            self._moment.now = parse_instant(instant)
            with self._step(f"smm publish, the tick of {instant[:10]}"):
                self._smm("publish")
        with self._step("smm publish once more: nothing goes out twice"):
            self._smm("publish")
        self._moment.now = parse_instant(LATER)
        react(self._sandbox.store, self._moment.now)
        with self._step("smm metrics, after the sandbox's people liked and answered"):
            self._smm("metrics")
        with self._step("The dashboard on the branch smm-state"):
            self._dashboard()
        self._where()

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        click.echo(f"\n{click.style('▸', fg='magenta', bold=True)} {click.style(title, bold=True)}")
        yield

    def _make_repository(self) -> None:
        shutil.copytree(self._root, self._repository / "content")
        _git(self._work, "init", "--quiet", "--bare", "--initial-branch", "main", "origin.git")
        _git(self._repository, "init", "--quiet", "--initial-branch", "main")
        _git(self._repository, "add", "--all")
        who = ("-c", "user.name=Demo", "-c", "user.email=demo@example.org")
        _git(self._repository, *who, "commit", "--quiet", "--message", "Write some posts")
        _git(self._repository, "remote", "add", "origin", str(self._work / "origin.git"))
        _git(self._repository, "push", "--quiet", "origin", "main")
        click.echo(f"  {self._repository}")

    def _smm(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "smm_action", "--sandbox", self._sandbox.url, *arguments]
        environ = {**self._environ, "SMM_NOW": format_instant(self._moment.now)}
        done = subprocess.run(
            command, cwd=self._repository, env=environ, check=False, capture_output=True, text=True, encoding="utf-8"
        )
        for line in (done.stdout + done.stderr).splitlines():
            click.echo(f"  {line}")
        if done.returncode:
            raise SmmError(f"`smm {' '.join(arguments)}` ended with {done.returncode}.", "The demo stops here.")

    def _dashboard(self) -> None:
        page = _git(self._work / "origin.git", "show", "smm-state:README.md")
        for line in page.splitlines():
            click.echo(f"  {line}")

    def _where(self) -> None:
        pages = self._work / "pages"
        pages.mkdir()
        archive = subprocess.run(
            ["git", "archive", "smm-state", "site"], cwd=self._work / "origin.git", check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", str(pages)], input=archive.stdout, check=True)
        rows = [
            ("the ledger", f"git -C {self._shown('origin.git')} ls-tree -r smm-state"),
            ("the pages", str(self._shown("pages/site/lantern-pages/index.html"))),
            ("the timelines", f"smm sandbox --database {self._shown('sandbox.sqlite')}"),
        ]
        click.echo(f"\n{click.style('▸', fg='magenta', bold=True)} {click.style('Where to look', bold=True)}")
        for name, where in rows:
            click.echo(f"  {name:<14} {where}")

    def _shown(self, name: str) -> Path:
        path = self._work / name
        try:
            return path.relative_to(Path.cwd())
        except ValueError:
            return path


def _git(where: Path, *arguments: str) -> str:
    where.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["git", *arguments], cwd=where, check=False, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise SmmError(f"git {arguments[0]} failed: {done.stderr.strip()}", "The demo needs git 2.28 or newer.")
    return done.stdout


def _clear(work: Path) -> None:
    """Remove what an earlier demo left; refuse to touch anything else."""
    marker = work / ".smm-demo"
    if work.exists() and any(work.iterdir()) and not marker.exists():
        raise SmmError(f"{work} is not empty.", "The demo makes its directory anew.", "Name another one with --keep.")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    marker.touch()

"""The repositories of a rehearsal in one directory: a bare origin, and a clone for each runner."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from smm_action.content.gittree import GitTree
from smm_action.content.source import Source
from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault
from smm_action.rehearse.git import Origin, QuickGit

CONTENT = "content"
"""The content root's place in the repository."""
_SETTINGS = {"core.fsync": "none", "core.autocrlf": "false", "init.defaultBranch": "main"}
"""Nothing has to survive a power cut here, and files are taken as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """One runner's checkout."""

    git: QuickGit
    commit: str
    source: GitTree
    environ: Mapping[str, str]

    @property
    def top(self) -> Path:
        """Return the checkout's root."""
        return self.git.repository

    def forget(self) -> None:
        """Lose what a run left on the runner's disk: its journal."""
        rmtree(self.environ["RUNNER_TEMP"], ignore_errors=True)

    def close(self) -> None:
        """End the processes that read objects."""
        self.git.close()
        self.source.close()


def make_clones(source: Source, home: Path, disks: Path, runners: int, remote: str = "origin") -> tuple[Clone, ...]:
    """Commit the files of ``source``, push them to a bare origin below ``home``, and clone that for each runner.

    ``disks`` is where the runners' journals go, ``remote`` how the clones call the origin.

    Raises:
        SmmError: git failed.
    """
    _copy(source, home / CONTENT)
    try:
        return _made(home, disks, runners, remote)
    except GitFault as fault:
        raise SmmError("The rehearsal's repositories can not be made.", f"{fault}.", "It needs git 2.28.") from None


def _made(home: Path, disks: Path, runners: int, remote: str) -> tuple[Clone, ...]:
    environ = _environment(home)
    git = Git(home, environ)
    git.run("init", "--quiet")
    git.run("add", "--force", "--", CONTENT)
    git.run("-c", "user.name=smm", "-c", "user.email=smm@example.invalid", "commit", "--quiet", "-m", "Rehearse")
    git.run("clone", "--quiet", "--bare", ".", "origin.git")
    origin = Origin(Git(home / "origin.git", environ))
    numbered = ({**environ, "RUNNER_TEMP": str(disks / str(number))} for number in range(runners))
    return tuple(_clone(home / f"runner-{number}", origin, remote, own) for number, own in enumerate(numbered))


def _copy(source: Source, target: Path) -> None:
    for path in sorted(source.paths()):
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.read(path))


def _clone(top: Path, origin: Origin, remote: str, environ: Mapping[str, str]) -> Clone:
    bare = origin.git.repository
    origin.git.run("clone", "--quiet", "--origin", remote, ".", str(top))
    rmtree(top / ".git/objects")
    (top / ".git/objects").symlink_to(bare / "objects")
    own = {**environ, "GITHUB_ACTIONS": "true"}
    git = QuickGit(top, own, origin)
    commit = git.line("rev-parse", "HEAD")
    return Clone(git=git, commit=commit, source=GitTree(top, commit, CONTENT, own), environ=own)


def _environment(home: Path) -> dict[str, str]:
    """Return variables that keep the user's own configuration out."""
    settings = {
        "GIT_CONFIG_COUNT": str(len(_SETTINGS)),
        **{f"GIT_CONFIG_KEY_{index}": key for index, key in enumerate(_SETTINGS)},
        **{f"GIT_CONFIG_VALUE_{index}": value for index, value in enumerate(_SETTINGS.values())},
    }
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), **settings}

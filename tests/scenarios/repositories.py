"""Real repositories for scenarios: a bare remote, and clones of it as runners have them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from smm_action.ledger.branch import StateBranch
from smm_action.model.project import StateLocation

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
}  # fmt: skip


class Repository:
    """A repository on disk, driven by the git command as a person would."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(path.parent)}

    def git(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path, env={**self.environ, **IDENTITY, "LC_ALL": "C"}, input=stdin, capture_output=True, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def write(self, path: str, text: str) -> None:
        (self.path / path).parent.mkdir(parents=True, exist_ok=True)
        (self.path / path).write_text(text)

    def commit(self, message: str = "x") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def state(
        self,
        branch: str = "smm-state",
        path: str = ".",
        *,
        sleep: Callable[[float], None] = lambda _: None,
        **environ: str,
    ) -> StateBranch:
        return StateBranch(self.path, StateLocation(branch=branch, path=path), {**self.environ, **environ}, sleep=sleep)

    def files(self, ref: str) -> dict[str, str]:
        names = self.git("ls-tree", "-r", "-z", "--name-only", ref).split("\0")
        return {name: self.git("show", f"{ref}:{name}") for name in names if name}

    def history(self, ref: str) -> Iterator[str]:
        yield from self.git("log", "--format=%s", ref).splitlines()

    def hook(self, name: str, script: str) -> Path:
        hook = Path(self.git("rev-parse", "--absolute-git-dir")) / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{script}\n")
        hook.chmod(0o755)
        return hook


def bare_with_post(folder: Path) -> Repository:
    """Return a bare remote whose ``main`` holds one post and a README."""
    bare = Repository(folder / "origin.git")
    bare.path.mkdir()
    bare.git("init", "-q", "--bare", "-b", "main")
    first = clone(bare, folder / "seed")
    first.git("checkout", "-q", "-B", "main")
    first.write("content/posts/hello.md", "hello")
    first.write("README.md", "the people's own words")
    first.commit("Write a post")
    first.git("push", "-q", "origin", "main")
    return bare


def clone(bare: Repository, path: Path, *options: str) -> Repository:
    bare.git("clone", "-q", *options, f"file://{bare.path}", str(path))
    return Repository(path)

"""The Git repository the content root lies in: what is committed, what is not, what is on the default branch."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A content root inside a Git repository."""

    top: Path
    """The repository's root directory."""
    prefix: str
    """The content root relative to ``top``, POSIX, ``""`` when they are the same."""
    git: Git

    @classmethod
    def around(cls, root: Path) -> Repository | None:
        """Return the repository around ``root``; None when there is none."""
        if not root.is_dir():
            return None
        try:
            top = Path(Git(root, os.environ).line("rev-parse", "--show-toplevel"))
        except GitFault:
            return None
        prefix = root.resolve().relative_to(top.resolve()).as_posix()
        return cls(top=top, prefix="" if prefix == "." else prefix, git=Git(top, os.environ))

    def head(self) -> str:
        """Return the commit of HEAD.

        Raises:
            SmmError: there is no commit yet.
        """
        try:
            return self.git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        except GitFault:
            raise SmmError(
                "There is no commit yet.",
                "Publishing reads what was committed and reviewed, never the work tree.",
                "Commit the posts and push them.",
            ) from None

    def tree_id(self, commit: str) -> str:
        """Return the Git tree id of the content root in ``commit``.

        Raises:
            SmmError: the commit has no content root.
        """
        try:
            return self.git.line("rev-parse", "--verify", "--quiet", f"{commit}:{self.prefix}")
        except GitFault:
            raise SmmError(
                f"The commit {commit[:12]} has no directory {self.prefix}.",
                "Publishing reads what was committed.",
                "Commit the content root, or name another one with --root.",
            ) from None

    def state_seen(self) -> str:
        """Return what this repository last saw of state branches: one line, the same while nothing was fetched."""
        listed = self.git.line("for-each-ref", "--format=%(refname) %(objectname)", "refs/smm/", "refs/remotes/")
        return hashlib.sha256(listed.encode()).hexdigest()[:16]

    def uncommitted(self) -> tuple[str, ...]:
        """Return the paths below the content root whose work tree differs from HEAD."""
        listed = self.git.run("status", "--porcelain", "-z", "--untracked-files=all", "--", self.prefix or ".")
        return tuple(item[3:].decode(errors="replace") for item in listed.split(b"\0") if len(item) > 3)

    def changed_since(self, revision: str) -> frozenset[str]:
        """Return the paths below the content root, relative to it, that differ between ``revision`` and the work tree.

        Raises:
            SmmError: ``revision`` names no commit.
        """
        try:
            self.git.line("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        except GitFault:
            raise SmmError(
                f"{revision} names no commit here.",
                "--changed-since compares with a commit of this repository.",
                "Fetch it first; on GitHub, check out with `fetch-depth: 2`.",
            ) from None
        below = self.prefix or "."
        differing = self.git.run("diff", "--name-only", "--no-renames", "-z", revision, "--", below)
        fresh = self.git.run("ls-files", "--others", "--exclude-standard", "-z", "--", below)
        paths = (item.decode(errors="surrogateescape") for item in (differing + fresh).split(b"\0") if item)
        start = len(self.prefix) + 1 if self.prefix else 0
        return frozenset(path[start:] for path in paths)

    def merged_at(self, commit: str, paths: tuple[str, ...]) -> dict[str, str]:
        """Return when each path (relative to the content root) last changed on the first-parent line of ``commit``.

        Committer dates, ISO 8601; a path without an answer (a shallow clone) is left out.
        """
        found: dict[str, str] = {}
        for path in paths:
            full = f"{self.prefix}/{path}" if self.prefix else path
            when = self.git.line("log", "-1", "--first-parent", "--format=%cI", commit, "--", full)
            if when:
                found[path] = when
        return found

    def must_be_on_default_branch(self, commit: str, remote: str, state_branch: str) -> str:
        """Return the name of the remote's default branch, which contains ``commit``.

        Raises:
            SmmError: unsafe; the remote can not be read, or ``commit`` is not on its default branch.
        """
        branch, tip = self._default_branch(remote, state_branch)
        if tip != commit and not self._contains(remote, branch, tip, commit):
            raise SmmError(
                f"The commit {commit[:12]} is not on the remote's default branch ({branch}).",
                "Only what was merged is published.",
                f"Push it, or check out {branch}; in a workflow, check out with `fetch-depth: 0`.",
                unsafe=True,
            )
        return branch

    def _default_branch(self, remote: str, state_branch: str) -> tuple[str, str]:
        try:
            listed = self.git.remote(remote).line("ls-remote", "--symref", remote, "HEAD", "refs/heads/*")
        except GitFault as fault:
            raise SmmError(
                f"The remote {remote} can not be read: {fault.complaint}.",
                "Whether this commit was merged, and what is already out, is known there.",
                "Check the network and the token, or add the remote.",
                unsafe=True,
            ) from None
        heads: dict[str, str] = {}
        default = ""
        for line in listed.splitlines():
            first, _, name = line.partition("\t")
            if name == "HEAD" and first.startswith("ref: refs/heads/"):
                default = first.removeprefix("ref: refs/heads/")
            elif name.startswith("refs/heads/"):
                heads[name.removeprefix("refs/heads/")] = first
        heads = {name: tip for name, tip in heads.items() if name != state_branch} or heads
        # A bare repository made by hand may point HEAD at a branch that nobody pushed.
        if default not in heads:
            default = next((name for name in ("main", "master") if name in heads), default)
        if default not in heads and len(heads) == 1:
            default = next(iter(heads))
        if default not in heads:
            raise SmmError(
                f"The remote {remote} has no default branch.",
                "Only what was merged there is published.",
                f"Push the branch: git push -u {remote} main.",
                unsafe=True,
            )
        return default, heads[default]

    def newest(self, path: str, tip: str, remote: str) -> bytes | None:
        """Return a file of the content root as it is at ``tip`` of the remote's default branch; None without it.

        Raises:
            SmmError: unsafe; the commit can not be fetched.
        """
        try:
            if not self._agrees("cat-file", "-e", f"{tip}^{{commit}}"):
                depth = ["--depth=1"] if self.git.line("rev-parse", "--is-shallow-repository") == "true" else []
                self.git.remote(remote).run(
                    "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", *depth, remote, "HEAD"
                )
            place = f"{tip}:{self.prefix}/{path}" if self.prefix else f"{tip}:{path}"
            return self.git.run("cat-file", "blob", place) if self._agrees("cat-file", "-e", place) else None
        except GitFault as fault:
            raise SmmError(
                f"The newest commit of {remote} can not be read: {fault.complaint}.",
                "It may freeze what is about to go out.",
                "Check the network and the token.",
                unsafe=True,
            ) from None

    def _agrees(self, *arguments: str) -> bool:
        try:
            self.git.run(*arguments)
        except GitFault:
            return False
        return True

    def _contains(self, remote: str, branch: str, tip: str, commit: str) -> bool:
        try:
            self.git.run("cat-file", "-e", f"{tip}^{{commit}}")
        except GitFault:
            try:
                fetching = self.git.remote(remote)
                fetching.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, f"refs/heads/{branch}")
            except GitFault:
                return False
        try:
            return self.git.says("merge-base", "--is-ancestor", commit, tip)
        except GitFault:
            return False

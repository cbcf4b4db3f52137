"""A branch of the repository as a media host: its raw files, or GitHub Pages that are served from it.

The branch has one commit without parents, made anew each time: what is taken away leaves the history, too. It is
compared and swapped like the state branch, so that two runs do not lose each other's files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault
from smm_action.ledger.objects import Tree, folders, read_objects, under
from smm_action.ledger.trees import write_tree
from smm_action.publish.hosts.host import HostFault

ATTEMPTS = 5
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "smm-action"), ("EMAIL", "smm-action@users.noreply.github.com"))
}
NO_JEKYLL = ".nojekyll"
"""GitHub Pages would otherwise leave out files whose names begin with an underscore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchStore:
    """Files in one folder of a branch that nobody else writes."""

    git: Git
    remote: str
    branch: str
    path: str = ""
    """Folder on the branch; empty for its root."""

    def write(self, name: str, data: bytes, mime: str, stale: Callable[[str], bool]) -> None:
        """Push a commit that has ``name`` and nothing stale."""
        del mime
        self._swap(lambda tree: {NO_JEKYLL: b"", name: data, **{old: None for old in tree if stale(old)}})

    def remove(self, name: str) -> None:
        """Push a commit without ``name``."""
        self._swap(lambda tree: {name: None} if name in tree else {})

    def _swap(self, change: Callable[[Tree], Mapping[str, bytes | None]]) -> None:
        complaint = ""
        for _ in range(ATTEMPTS):
            try:
                head, trees = self._look()
                files = change(trees.get(self.path, {}))
                if not files:
                    return
                commit = self._commit(trees, files)
                self._push(commit, head)
            except GitFault as fault:
                complaint = fault.complaint
            except (SmmError, OSError):
                complaint = "the files of the branch can not be written here"
            else:
                return
        raise HostFault(f"the branch {self.branch} took no commit ({complaint or 'no reason given'})")

    def _look(self) -> tuple[str, dict[str, Tree]]:
        """Return the branch's head (empty when there is none) and its folders."""
        there = self.git.remote(self.remote)
        ref = f"refs/heads/{self.branch}"
        listed = there.line("ls-remote", self.remote, ref)
        head = listed.split("\t")[0] if listed else ""
        if not head:
            return "", {}
        there.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--depth=1", "--refmap=", self.remote, ref)
        return head, read_objects(self.git, head, folders([under(self.path, "x")]))[1]

    def _commit(self, trees: Mapping[str, Tree], files: Mapping[str, bytes | None]) -> str:
        placed = {name if name == NO_JEKYLL else under(self.path, name): data for name, data in files.items()}
        tree = write_tree(self.git, trees, placed)
        made = self.git.run("commit-tree", tree, stdin=b"Media for platforms to fetch", extra=_IDENTITY)
        return made.decode().strip()

    def _push(self, commit: str, head: str) -> None:
        ref = f"refs/heads/{self.branch}"
        lease = f"--force-with-lease={ref}:{head}"
        self.git.remote(self.remote).run("push", "--quiet", "--no-verify", lease, self.remote, f"{commit}:{ref}")

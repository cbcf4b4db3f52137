"""A clone's git made quick: what a tick asks of Git over and over is answered here, without a process.

The clones and the bare origin of a rehearsal lie in one directory and share one store of objects, so a look at the
remote is a look at its refs, and a push moves a ref when the new commit extends what is there, as a push without force
does. Runners take turns, so nobody moves a ref between a look and a move. Whatever is not known here goes to Git.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from smm_action.core.clock import parse_instant
from smm_action.core.git import Git, GitFault
from smm_action.rehearse.objects import Objects

_CONSTANT = re.compile(
    r"remote get-url \S+|config .*|status .*|rev-parse --is-shallow-repository|symbolic-ref --quiet \S+"
    r"|rev-parse --verify --quiet (?:HEAD\^\{commit\}|[0-9a-f]{40}:\S*)"
)
"""A rehearsal's clones keep their remote, their settings, their files and their HEAD."""
_NOTHING = "0" * 40


class Origin:
    """The bare repository that stands for GitHub."""

    def __init__(self, git: Git) -> None:
        """Remember the refs as they are; from now on each one that moves is in a file of its own."""
        self.git = git
        self.objects = Objects(git)
        listed = git.line("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/")
        self._packed = dict(line.split(" ") for line in listed.splitlines())
        self._default = git.line("symbolic-ref", "HEAD")

    def head(self, ref: str) -> str | None:
        """Return the commit of a branch, None when there is none."""
        return _loose(self.git.repository, ref) or self._packed.get(ref)

    def listed(self, patterns: Sequence[str]) -> bytes:
        """Return what ``git ls-remote --symref`` prints."""
        lines = [f"ref: {self._default}\tHEAD", f"{self.head(self._default)}\tHEAD"]
        refs = (ref for ref in sorted(self._refs()) if any(fnmatchcase(ref, pattern) for pattern in patterns))
        lines += [f"{self.head(ref)}\t{ref}" for ref in refs]
        return "\n".join(lines).encode()

    def move(self, ref: str, commit: str) -> bool:
        """Move a branch on to a commit; False when that does not extend it."""
        head = self.head(ref)
        if head is not None and head not in self.objects.parents(commit):
            return False
        _write(self.git.repository, ref, commit)
        return True

    def _refs(self) -> Iterator[str]:
        folder = self.git.repository / "refs" / "heads"
        yield from {*self._packed, *(f"refs/heads/{p.relative_to(folder)}" for p in folder.rglob("*") if p.is_file())}


class QuickGit(Git):
    """The git of one clone that shares its objects with ``origin``. Close it."""

    def __init__(self, repository: Path, environ: Mapping[str, str], origin: Origin) -> None:
        """Bind to ``repository``; no process is started yet."""
        super().__init__(repository, environ)
        self._origin, self._objects = origin, origin.objects
        self._known: dict[tuple[str, ...], bytes | GitFault] = {}

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """Return what ``git ARGUMENTS`` prints. GitFault as ``Git.run``."""
        own = self._own(arguments, stdin, extra or {})
        if own is not None:
            answer = own()
            if answer is None:
                raise GitFault(arguments, 1, "")
            return answer
        if arguments[:2] == ("merge-base", "HEAD"):
            # a branch that began apart from HEAD stays apart, whatever it grows to
            return self._once(("merge-base", "HEAD"), arguments)
        if _CONSTANT.fullmatch(" ".join(arguments)):
            return self._once(arguments, arguments)
        return super().run(*arguments, stdin=stdin, extra=extra)

    def close(self) -> None:
        """End the process that reads objects for every clone."""
        self._objects.close()

    def _own(
        self, arguments: tuple[str, ...], stdin: bytes, extra: Mapping[str, str]
    ) -> Callable[[], bytes | None] | None:
        """Return what answers a question without Git, where there is such a thing; its None is Git's "no"."""
        match arguments:
            case ("cat-file", "--batch"):
                return lambda: b"".join(map(self._shown, stdin.decode("utf-8", "surrogateescape").splitlines()))
            case ("cat-file", "-e", name):
                return lambda: None if self._objects.find(name.removesuffix("^{commit}")) is None else b""
            case ("merge-base", "--is-ancestor", one, other):
                return lambda: b"" if self._is_ancestor(one, other) else None
            case ("ls-tree", "-r", "-z", "--name-only", "--full-tree", head, *below):
                return lambda: self._listed(head, *below)
            case ("diff-tree", "-r", "-z", "--name-only", "--no-renames", one, other, "--", scope):
                return lambda: self._compared(one, other, scope.rpartition(")")[2].rstrip("/"))
            case ("hash-object", "-w", *_, "--stdin" | "--stdin-paths" as source):
                return lambda: self._blobs(stdin, source)
            case ("mktree", "-z", "--missing", "--batch"):
                return lambda: _lines(self._objects.write("tree", _tree(one)) for one in _trees(stdin))
            case ("commit-tree", *parents, tree) if set(parents[::2]) <= {"-p"}:
                return lambda: _lines([self._commit(tree, parents[1::2], stdin, extra)])
            case _:
                return self._refs(arguments)

    def _refs(self, arguments: tuple[str, ...]) -> Callable[[], bytes | None] | None:
        match arguments:
            case ("ls-remote", "--symref", _, *patterns):
                return lambda: self._origin.listed(patterns)
            case ("-c", _, "push", *_, update):
                return lambda: self._push(arguments, *update.split(":"))
            case ("update-ref", ref, commit, before):
                return lambda: self._moved(ref, commit, before)
            case ("rev-parse", "--verify", "--quiet", name) if found := self._loose(name):
                return found.encode
            case _:
                return None

    def _once(self, question: tuple[str, ...], arguments: tuple[str, ...]) -> bytes:
        if question not in self._known:
            try:
                self._known[question] = super().run(*arguments)
            except GitFault as fault:
                self._known[question] = fault
        answer = self._known[question]
        if isinstance(answer, GitFault):
            raise answer
        return answer

    def _loose(self, name: str) -> str | None:
        return _loose(self.repository / ".git", name.removesuffix("^{commit}")) if name.startswith("refs/") else None

    def _push(self, arguments: tuple[str, ...], commit: str, ref: str) -> bytes:
        if not self._origin.move(ref, commit):
            raise GitFault(arguments, 1, f"! [rejected] {commit} -> {ref} (fetch first)")
        return b""

    def _moved(self, ref: str, commit: str, before: str) -> bytes | None:
        folder = self.repository / ".git"
        if (_loose(folder, ref) or _NOTHING) != before:
            return None
        _write(folder, ref, commit)
        return b""

    def _shown(self, name: str) -> bytes:
        found = self._objects.find(name)
        if found is None:
            return f"{name} missing\n".encode("utf-8", "surrogateescape")
        return f"{found.sha} {found.kind} {len(found.data)}\n".encode() + found.data + b"\n"

    def _is_ancestor(self, one: str, other: str) -> bool:
        seen, ahead = {other}, [other]
        while ahead and one not in seen:
            fresh = [parent for parent in self._objects.parents(ahead.pop()) if parent not in seen]
            seen.update(fresh)
            ahead += fresh
        return one in seen

    def _folder(self, commit: str, path: str) -> str | None:
        found = self._objects.find(f"{commit}:{path}")
        return found.sha if found is not None else None

    def _listed(self, head: str, below: str = "") -> bytes:
        path = below.rstrip("/")
        return _names(self._objects.files(self._folder(head, path), f"{path}/" if path else ""))

    def _compared(self, one: str, other: str, path: str) -> bytes:
        before, after = self._folder(one, path), self._folder(other, path)
        return _names(self._objects.changed(before, after, f"{path}/" if path else ""))

    def _blobs(self, stdin: bytes, source: str) -> bytes:
        files = (Path(name.decode()).read_bytes() for name in stdin.splitlines())
        return _lines(self._objects.write("blob", data) for data in (files if source == "--stdin-paths" else [stdin]))

    def _commit(self, tree: str, parents: Sequence[str], message: bytes, extra: Mapping[str, str]) -> str:
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        for role in ("AUTHOR", "COMMITTER"):
            dated = extra.get(f"GIT_{role}_DATE")
            at = parse_instant(dated).timestamp() if dated else time.time()
            name, email = extra[f"GIT_{role}_NAME"], extra[f"GIT_{role}_EMAIL"]
            lines.append(f"{role.lower()} {name} <{email}> {int(at)} +0000")
        return self._objects.write("commit", "\n".join(lines).encode() + b"\n\n" + message)


def _trees(listing: bytes) -> list[list[bytes]]:
    """Return the entries of each tree that ``git mktree -z --batch`` is given: each ends with an empty one."""
    found: list[list[bytes]] = []
    fresh: list[bytes] = []
    for entry in listing.split(b"\0")[:-1]:
        if entry:
            fresh.append(entry)
        else:
            found.append(fresh)
            fresh = []
    return found


def _tree(entries: list[bytes]) -> bytes:
    """Return a raw tree: sorted as Git sorts, folders as if their names ended with a slash."""
    told = []
    for entry in entries:
        head, _, name = entry.partition(b"\t")
        mode, kind, sha = head.split(b" ")
        told.append(
            (name + b"/" if kind == b"tree" else name, mode + b" " + name + b"\0" + bytes.fromhex(sha.decode()))
        )
    return b"".join(raw for _, raw in sorted(told))


def _lines(shas: Iterable[str]) -> bytes:
    return "".join(f"{sha}\n" for sha in shas).encode()


def _names(paths: Iterator[str]) -> bytes:
    return "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")


def _loose(folder: Path, ref: str) -> str | None:
    """Return the commit in the file of a ref; None when it has none of its own."""
    try:
        return (folder / ref).read_text("ascii").strip()
    except OSError:
        return None


def _write(folder: Path, ref: str, commit: str) -> None:
    path = folder / ref
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{commit}\n", "ascii")

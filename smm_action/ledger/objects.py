"""Reading blobs and trees of a commit, many at once, through one ``git cat-file --batch``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from smm_action.core.errors import SmmError
from smm_action.core.git import Git


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One name in a tree."""

    mode: str
    sha: str

    @property
    def kind(self) -> str:
        """Return ``tree``, ``commit`` (a submodule) or ``blob``, as ``git mktree`` wants it."""
        return {"40000": "tree", "160000": "commit"}.get(self.mode, "blob")


Tree = dict[str, TreeEntry]
Held = TypeVar("Held")
FEW = 1000
"""Paths that are worth looking up one by one: Git walks down from the root for each, 0.1 ms in a ledger of 100,000
files, and lists all of them in 35 ms (benchmarks/tick.py)."""


def read_objects(git: Git, head: str, paths: Iterable[str]) -> tuple[dict[str, bytes], dict[str, Tree]]:
    """Return the files and the folders among ``paths`` of the commit ``head``; ``""`` is its root.

    Raises:
        GitFault: git failed.
        SmmError: a path holds a line feed (exit 3).
    """
    wanted = list(dict.fromkeys(paths))
    if any("\n" in path for path in wanted):
        raise SmmError("A path on the state branch holds a line feed.", "No file of ours does.", unsafe=True)
    if not wanted:
        return {}, {}
    ids = _ids(git, head) if len(wanted) > FEW else {}
    names = "".join(f"{ids.get(path) or f'{head}:{path}'}\n" for path in wanted).encode("utf-8", "surrogateescape")
    answer = git.run("cat-file", "--batch", stdin=names)
    return _split(answer, wanted, len(head) // 2)


def _ids(git: Git, head: str) -> dict[str, str]:
    """Return the ids of all files of ``head`` by path."""
    listed = git.run("ls-tree", "-r", "-z", "--full-tree", head).decode("utf-8", "surrogateescape")
    entries = (line.split("\t", 1) for line in listed.split("\0") if line)
    return {path: entry.rsplit(" ", 1)[1] for entry, path in entries if " blob " in entry}


def read_blobs(git: Git, shas: Iterable[str]) -> tuple[bytes, ...]:
    """Return the contents of blobs by id, each id once.

    Raises:
        GitFault: git failed.
    """
    wanted = list(dict.fromkeys(shas))
    if not wanted:
        return ()
    answer = git.run("cat-file", "--batch", stdin="".join(f"{sha}\n" for sha in wanted).encode())
    return tuple(_split(answer, wanted, 0)[0].values())


def _split(answer: bytes, wanted: list[str], width: int) -> tuple[dict[str, bytes], dict[str, Tree]]:
    files: dict[str, bytes] = {}
    trees: dict[str, Tree] = {}
    start = 0
    for path in wanted:
        end = answer.index(b"\n", start)
        # Of a file that is not there the path comes back, spaces and all.
        header = answer[start:end].split(b" ")
        start = end + 1
        if header[-1] == b"missing":
            continue
        size = int(header[2])
        data = answer[start : start + size]
        start += size + 1
        if header[1] == b"tree":
            trees[path] = parse_tree(data, width)
        elif header[1] == b"blob":
            files[path] = data
    return files, trees


def parse_tree(data: bytes, width: int) -> Tree:
    """Return the entries of a raw tree; ``width`` is the length of an object id in bytes."""
    tree: Tree = {}
    start = 0
    while start < len(data):
        space = data.index(b" ", start)
        end = data.index(b"\0", space)
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        tree[name] = TreeEntry(data[start:space].decode(), data[end + 1 : end + 1 + width].hex())
        start = end + 1 + width
    return tree


def folders(paths: Iterable[str]) -> list[str]:
    """Return every folder above ``paths``, the root (``""``) first, each once."""
    found = {""}
    for path in paths:
        pieces = path.split("/")[:-1]
        found |= {"/".join(pieces[: depth + 1]) for depth in range(len(pieces))}
    return sorted(found, key=lambda folder: (folder.count("/") + bool(folder), folder))


def under(prefix: str, path: str) -> str:
    """Return ``path`` below the state path ``prefix`` (``""`` for the root of the branch)."""
    return f"{prefix}/{path}" if prefix else path


def relative(prefix: str, found: Mapping[str, Held]) -> dict[str, Held]:
    """Return files or folders by their path below the state path."""
    cut = len(prefix) + 1 if prefix else 0
    return {path[cut:]: data for path, data in found.items()}

"""The files of a foreign repository, read once and in order; links are not followed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from smm_action.core.errors import SmmError


class Unreadable(ValueError):  # noqa: N818 what a foreign file is, not an error of ours
    """A file is not what its name promises; the message says how, as a clause."""


MAX_BYTES = 4 * 1024 * 1024
"""Size of a text file that is read; a larger one is no post."""


def files(source: Path) -> Iterator[str]:
    """Yield the POSIX paths of all regular files below ``source``, sorted, without those of Git itself.

    Raises:
        SmmError: ``source`` is no directory.
    """
    if not source.is_dir():
        raise SmmError(f"{source} is no directory.", "An import reads a checkout.", "Name the folder to import from.")
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        if path.is_file() and not path.is_symlink() and ".git" not in relative.parts:
            yield relative.as_posix()


def text(source: Path, path: str) -> str:
    """Return the text of a file, its line ends as they are.

    Raises:
        Unreadable: it is no UTF-8, or too large to be a post.
    """
    held = source / path
    if held.stat().st_size > MAX_BYTES:
        raise Unreadable("it is too large to be a post")
    try:
        return held.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("it is no UTF-8 text") from None


def read_yaml(document: str) -> Any:
    """Return the value of a YAML text, read as YAML 1.2: what looks like text is text.

    Raises:
        Unreadable: it is none, or uses aliases or tags.
    """
    from smm_action.content.yaml_core import YamlFault, read

    try:
        return read(document)[0]
    except YamlFault as fault:
        raise Unreadable(f"it is no YAML that is read here: {fault.message}") from None

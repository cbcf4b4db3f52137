"""Copy the starter's files into a directory, without touching what is there."""

from __future__ import annotations

from pathlib import Path

from smm_action.core.errors import SmmError

FILES = Path(__file__).parent / "files"
ACTION = "smm-action/smm-action@v1"
"""How the starter's workflows name the Action: owner, repository and ref."""


def starter_files() -> dict[str, bytes]:
    """Return every file of the starter by its POSIX path."""
    found = (path for path in sorted(FILES.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(FILES).as_posix(): path.read_bytes() for path in found}


def write_starter(target: Path, *, action: str = ACTION) -> tuple[str, ...]:
    """Write the starter below ``target`` and return the paths written, in order.

    Raises:
        SmmError: a file is there already; nothing is written then.
    """
    files = starter_files()
    there = [path for path in files if (target / path).exists()]
    if there:
        raise SmmError(
            f"{target / there[0]} exists already.",
            "The starter never overwrites a file.",
            "Choose an empty directory, or move the file away.",
        )
    for path, content in files.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.replace(ACTION.encode(), action.encode()) if path.startswith(".github/") else content)
    return tuple(files)

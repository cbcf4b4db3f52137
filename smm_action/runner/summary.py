"""The step summary: Markdown below a run, of a size that GitHub takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

LIMIT = 900_000
"""Bytes of one step's summary. GitHub refuses 1 MiB and more, and then shows none of it (actions/runner
``AttachmentSizeLimit``, read 2026-11-24); what other parts of the step add needs room too."""
NOTE = "\n\n_The rest did not fit; it is in the files of this step._\n"


def add(environ: Mapping[str, str], markdown: str) -> None:
    """Append ``markdown`` to this step's summary, cut after a whole line where it gets too long.

    A code block that the cut leaves open is closed. Outside a workflow nothing happens.
    """
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    file = Path(path)
    room = LIMIT - (file.stat().st_size if file.exists() else 0)
    with file.open("ab") as stream:
        stream.write(fitted(markdown, room).encode())


def fitted(markdown: str, room: int) -> str:
    """Return ``markdown`` with a last line end, or as many whole lines as ``room`` bytes hold, and a note."""
    whole = markdown if markdown.endswith("\n") else f"{markdown}\n"
    data = whole.encode("utf-8", "replace")
    if len(data) <= room:
        return data.decode()
    # the longest fence people write is a few characters; the closing one needs room as well
    kept = data[: max(0, room - len(NOTE) - 16)].rpartition(b"\n")[0].decode()
    return f"{kept}{_closing(kept)}{NOTE}" if kept else ""


def _closing(markdown: str) -> str:
    """Return what closes the code block that is open at the end, if one is."""
    fence = ""
    for line in markdown.splitlines():
        mark = line.strip()
        if not fence and mark.startswith(("```", "~~~")):
            fence = mark[: len(mark) - len(mark.lstrip(mark[0]))]
        elif fence and mark.startswith(fence) and not mark.strip(fence[0]):
            fence = ""
    return f"\n{fence}" if fence else ""

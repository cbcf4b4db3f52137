"""Write what was imported into an empty directory: posts, ``smm.yml``, ``people.yml``, media and the report."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from smm_action.core.errors import SmmError
from smm_action.importers.imported import AuthoredPost, Imported
from smm_action.importers.yaml_text import dump

REPORT = "import-report.md"


def write(imported: Imported, out: Path) -> tuple[Path, ...]:
    """Write all files below ``out`` and return their paths, sorted.

    Raises:
        SmmError: ``out`` holds something already, or is no directory.
    """
    _must_be_empty(out)
    texts = {post.path: post_text(post) for post in imported.posts}
    texts["smm.yml"] = dump(imported.config)
    if imported.people:
        texts["people.yml"] = dump(imported.people)
    texts[REPORT] = imported.report.markdown()
    written = []
    for path, text in texts.items():
        written.append(_target(out, path))
        written[-1].write_text(text, "utf-8", newline="\n")
    for copy in imported.media:
        written.append(_target(out, copy.target))
        shutil.copyfile(copy.source, written[-1])
    return tuple(sorted(written))


def post_text(post: AuthoredPost) -> str:
    """Return the file of ``post``."""
    body = post.body.strip("\n")
    return f"---\n{dump(post.front)}---\n{body}\n" if body else f"---\n{dump(post.front)}---\n"


def _must_be_empty(out: Path) -> None:
    if out.is_dir() and not any(out.iterdir()):
        return
    if out.exists() or out.is_symlink():
        raise SmmError(
            f"{out} is not an empty directory.",
            "An import never writes over what is there.",
            "Name a directory that does not exist yet with --out, and move over what you want from it.",
        )


def _target(out: Path, path: str) -> Path:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise SmmError(f"{path} would be written outside the output directory.", "An importer never does that.")
    target = out.joinpath(*parts.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target

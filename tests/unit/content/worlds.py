"""Small content roots for the tests of loading."""

from __future__ import annotations

from smm_action.content.project import load
from smm_action.content.source import Memory
from smm_action.model.finding import Finding
from smm_action.model.project import Project

CONFIG = b"accounts:\n  acme-x: {platform: x}\n  acme-bsky: {platform: bluesky}\nsets: {social: [acme-x, acme-bsky]}\n"


def loaded(front: str = "platforms: [x]", body: str = "Hello", *, config: bytes = CONFIG, **files: bytes) -> Project:
    """Return a root with one post; further files by name, with ``__`` for the slash and the dot spelt out."""
    more = {name.replace("__", "/").replace("_yml", ".yml"): data for name, data in files.items()}
    return load(Memory({"smm.yml": config, "posts/a.md": f"---\n{front}\n---\n{body}\n".encode(), **more}), "content")


def found(project: Project) -> list[tuple[str, int | None, int | None]]:
    """Return rule, line and column of every finding."""
    return [(item.rule, item.location.line, item.location.column) for item in project.findings]


def only(project: Project) -> Finding:
    """Return the one finding."""
    (finding,) = project.findings
    return finding

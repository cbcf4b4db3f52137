"""Generated content roots of any size: clean posts of about 1.5 KB, 12 front-matter keys, for three accounts."""

from __future__ import annotations

import random
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

CONFIG = """brand: bench
timezone: UTC
accounts:
  bench-mastodon: {platform: mastodon, server: "https://mastodon.example", handle: bench, limits: {characters: 3000}}
  bench-pages: {platform: microblog, base_url: "https://bench.example/"}
  bench-pages-two: {platform: microblog, base_url: "https://two.bench.example/"}
sets: {all: [bench-mastodon, bench-pages, bench-pages-two]}
"""
WORDS = [
    "release",
    "index",
    "query",
    "backup",
    "thread",
    "people",
    "garden",
    "window",
    "paper",
    "signal",
    "harbour",
    "river",
    "yellow",
    "morning",
    "letter",
    "engine",
    "market",
    "winter",
    "copper",
    "velvet",
    "lantern",
    "bridge",
    "silver",
    "planet",
    "orange",
    "meadow",
    "castle",
    "ticket",
    "folder",
    "island",
]
START = datetime(2027, 1, 1, 8)  # noqa: DTZ001 the wall clock of a post


def content_root(parent: Path, count: int) -> Path:
    """Write a Git repository with ``count`` posts below ``parent`` and return its content root, committed."""
    root = parent / f"repository-{count}" / "content"
    if (root / "smm.yml").exists():
        return root
    (root / "posts").mkdir(parents=True)
    (root / "smm.yml").write_text(CONFIG)
    (root / "campaigns").mkdir()
    (root / "campaigns" / "spring.yml").write_text("title: Spring\n")
    rng = random.Random(count)
    for number in range(count):
        folder = root / "posts" / f"{number // 500:04}"
        folder.mkdir(exist_ok=True)
        (folder / f"post-{number:06}.md").write_text(_post(number, rng))
    repository = root.parent
    for command in (
        ["git", "init", "-q", "--initial-branch", "main"],
        ["git", "add", "-A"],
        ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-q", "-m", "posts"],
    ):
        subprocess.run(command, cwd=repository, check=True)
    return root


def _post(number: int, rng: random.Random) -> str:
    time = START + timedelta(minutes=37 * number)
    paragraphs = "\n\n".join(_sentence(rng) for _ in range(7))
    return f"""---
id: post-{number:06}
platforms: [all]
time: {time:%Y-%m-%d %H:%M}
timezone: Asia/Kolkata
campaign: spring
tags: [opensource, databases]
link: https://bench.example/articles/{number}
language: en
visibility: public
late: publish
max_late: 6h
---
Number {number}: {_sentence(rng)}

{paragraphs}

More in [the notes](https://bench.example/notes/{number}), with *emphasis* and `code`.
"""


def _sentence(rng: random.Random) -> str:
    return (" ".join(rng.choice(WORDS) for _ in range(22))).capitalize() + "."

"""Findings point where the fault is written: media faults at ``file:``, alt faults at ``alt:``, keys at the second one."""

from __future__ import annotations

import pytest

from tests.unit.lint.planted import Fault
from tests.unit.lint.world import World, facts, places

MEDIA = {
    "a.png": facts("image/png"),
    "b.png": facts("image/png"),
    "large.png": facts("image/png", size=30_000_000),
    "film.mp4": facts("video/mp4"),
    "odd.png": facts("image/jpeg"),
}
LONG = "A red parcel under a tree. " * 60


def front(keys: str, body: str = "The parcels.") -> str:
    return f"---\nplatforms: [acme-mastodon]\n{keys}\n---\n{body}\n"


CASES = [
    # media, wherever they are named
    ("media-missing", front("media: [{alt: A tree, ▶file: no.png}]")),
    ("media-missing", front("media:\n  - alt: A tree\n    ▶file: no.png")),
    ("media-missing", front("variants:\n  acme-mastodon:\n    media:\n      - {▶file: no.png, alt: A tree}")),
    ("media-missing", front("language: en", "Not no.png.\nBut ▶![A tree](no.png)")),
    ("media-missing", front("language: en", "▶![A tree](<no.png> 'title')")),
    ("media-missing", front("variants:\n  mastodon:\n    media: []\n    text: 'Look: ▶![A tree](no.png)'", "no.png")),
    ("media-outside-root", front("media: [{▶file: ../a.png, alt: A tree}]")),
    ("media-outside-root", front("language: en", "▶![A tree](/a.png)")),
    ("media-too-large", front("media: [{▶file: large.png, alt: A tree}]")),
    ("media-wrong-type", front("media: [{▶file: odd.png, alt: A tree}]")),
    ("media-mixed-kinds", front("media: [{file: a.png, alt: A tree}, {▶file: film.mp4, alt: A film}]")),
    ("media-mixed-kinds", front("media: [{file: film.mp4, alt: A film}]", "▶![A tree](a.png)")),
    (
        "media-too-many",
        front("language: en", "![One](a.png) ![Two](b.png) ![Three](a.png) ![Four](b.png) ▶![Five](a.png)"),
    ),
    # alt texts; where there is none, the file that needs it
    ("missing-alt-text", front('media: [{file: a.png, ▶alt: ""}]')),
    ("missing-alt-text", front("media: [{decorative: false, ▶file: a.png}]")),
    ("missing-alt-text", front("language: en", "![A tree](a.png)\n▶![](a.png)")),
    ("generic-alt-text", front("media:\n  - ▶alt: picture\n    file: a.png")),
    ("generic-alt-text", front("variants:\n  mastodon:\n    media: [{file: a.png, ▶alt: a.png}]")),
    ("alt-text-too-long", front(f"media:\n  - file: a.png\n    ▶alt: {LONG}")),
    # keys that are given twice, however deep
    ("duplicate-key", front("language: en\n▶language: en")),
    ("duplicate-key", front("media:\n  - file: a.png\n    alt: A tree\n    ▶alt: A tree")),
    ("duplicate-key", front("variants: {mastodon: {tags: [a1]}, ▶mastodon: {tags: [b2]}}")),
    ("duplicate-key", front('variants:\n  mastodon: {tags: [a1], ▶"tags": [b2]}')),
    # values that can not be what their keys mean
    ("invalid-value", front("▶time: 2026-02-30 09:00")),
    ("invalid-value", front("▶time: 25:00")),
    ("invalid-value", front("variants:\n  mastodon: {▶time: soon}")),
    ("invalid-value", front("▶timezone: Europe/Berln")),
    ("invalid-value", front("▶max_late: 6 hours")),
    ("invalid-value", front("▶not_after: the end")),
    ("invalid-value", front("▶visibility: everyone")),
    ("invalid-value", front("▶late: drop")),
    ("invalid-value", front("poll: {options: [Red, Blue], ▶duration: long}")),
    ("invalid-value", front("media: [{file: a.png, alt: A tree, focus: [0.5, ▶7]}]")),
    ("invalid-value", front("imported: {acme-mastodon: {state: published, ▶time: yesterday}}")),
    ("invalid-value", front('tags: [▶""]')),
    ("ambiguous-scalar", front("tags: [▶2026]")),
    ("ambiguous-scalar", front("▶link: # nothing")),
]


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_a_fault_is_found_once_where_it_is_written(rule: str, text: str) -> None:
    fault = Fault(rule, "posts/a.md", text)
    path, line, column = fault.place
    world = World(files={path: fault.clean}, media=MEDIA)
    assert places(world.lint()) == [f"{path}:{line}:{column} {rule}"]

"""The calendar of a window: what belongs to it, and what must exist of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smm_action.content.project import load
from smm_action.content.source import WorkTree
from smm_action.platformkit.render import render
from smm_action.platforms import load as load_platform
from smm_action.rehearse.calendar import Expected, expected, within

START, END = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
SMM_YML = """\
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: "https://mastodon.example", handle: acme}
  acme-pages: {platform: microblog, base_url: "https://acme.example/social/"}
  acme-x: {platform: x, handle: acme}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def written(root: Path, files: Mapping[str, str]) -> WorkTree:
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    return WorkTree(root)


def calendar(root: Path, front: str, body: str = "Hello") -> list[Expected]:
    files = {"smm.yml": SMM_YML, "posts/hello.md": f"---\n{front}\n---\n{body}\n"}
    project = within(load(written(root, files), "content"), START, END, lambda account: account.platform != "x")
    brand = next(iter(project.brands.values()))
    return list(
        expected(project, START, lambda post, account: render(
            post, account, brand, load_platform(account.platform), lambda _path: None
        ).payload)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("front", "accounts"),
    [
        ("platforms: [acme-mastodon, acme-pages]\ntime: 2026-12-01T00:00:00Z", ["acme-mastodon", "acme-pages"]),
        ("platforms: [acme-mastodon]\ntime: 2026-12-31T23:59:59Z", ["acme-mastodon"]),
        ("platforms: [acme-mastodon]\ntime: 2027-01-01T00:00:00Z", []),
        ("platforms: [acme-mastodon]\ntime: 2026-11-30T23:59:59Z", []),
        ("platforms: [acme-mastodon]\ntime: asap", ["acme-mastodon"]),
        ("platforms: [acme-mastodon]", []),
        ("platforms: [acme-mastodon]\ntime: 2026-12-05T00:00:00Z\ndraft: true", []),
        ("platforms: [acme-mastodon, acme-x]\ntime: 2026-12-05T00:00:00Z", ["acme-mastodon"]),
        (
            (
                "platforms: [acme-mastodon, acme-pages]\ntime: 2026-11-05T00:00:00Z\n"
                "variants: {acme-pages: {time: 2026-12-05T00:00:00Z}}"
            ),
            ["acme-pages"],
        ),
        (
            (
                "platforms: [acme-mastodon]\ntime: 2026-12-05T00:00:00Z\n"
                "imported: {acme-mastodon: {state: published, url: https://mastodon.example/1}}"
            ),
            [],
        ),
    ],
)
def test_what_belongs_to_the_window(root: Path, front: str, accounts: list[str]) -> None:
    assert [item.delivery.account for item in calendar(root, front)] == accounts


def test_a_thread_must_exist_part_by_part_and_a_page_once(root: Path) -> None:
    front = "platforms: [acme-mastodon, acme-pages]\ntime: 2026-12-05T00:00:00Z"
    units = {item.delivery.account: item.units for item in calendar(root, front, "One\n\n---\n\nTwo")}

    assert units == {"acme-mastodon": ("One", "Two"), "acme-pages": ("page hello",)}


def test_as_soon_as_possible_is_due_when_the_window_begins(root: Path) -> None:
    (item,) = calendar(root, "platforms: [acme-mastodon]\ntime: asap")

    assert item.due == START
    assert (item.lapses - item.due).total_seconds() == 6 * 3600


def test_what_was_due_before_the_window_counts_as_published(root: Path) -> None:
    files = {"smm.yml": SMM_YML, "posts/a.md": "---\nplatforms: [acme-mastodon]\ntime: 2026-11-05T00:00:00Z\n---\nA\n"}
    (post,) = within(load(written(root, files), "content"), START, END, lambda _: True).posts

    assert {name: held.state for name, held in post.imported.items()} == {"acme-mastodon": "published"}

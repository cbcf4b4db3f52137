"""What every platform makes of the menagerie: authored posts of every kind, kept as goldens.

Kinds: emoji, CJK, right-to-left, long URL, thread, split by itself, too long, 0, 1, 4 and 5 images, missing alt,
missing file, code block, poll, quote, reply, repost, link card, rich text, content_warning, visibility, language.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from smm_action.content.project import load as load_project
from smm_action.content.source import WorkTree
from smm_action.media.probe import probe
from smm_action.model.codec import encode
from smm_action.model.ids import AccountName, BrandName
from smm_action.model.media import MediaFacts
from smm_action.model.post import Post
from smm_action.model.project import Project
from smm_action.platformkit.render import Rendering, render
from smm_action.platforms import load, names

MENAGERIE = Path(__file__).parent / "menagerie"
POSTS = sorted(path.stem for path in (MENAGERIE / "posts").glob("*.md"))


@functools.cache
def project() -> Project:
    return load_project(WorkTree(MENAGERIE), "menagerie")


def post_named(name: str) -> Post:
    return next(post for post in project().posts if post.id == name)


def facts(path: str) -> MediaFacts | None:
    file = MENAGERIE / path
    return probe(file.read_bytes()) if file.is_file() else None


def rendered(name: str, platform: str) -> Rendering:
    brand = project().brands[BrandName("menagerie")]
    account = brand.accounts[AccountName(f"acme-{platform}")]
    return render(post_named(name), account, brand, load(platform), facts)


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_the_menagerie_loads_and_names_every_platform() -> None:
    assert [post.id for post in project().posts] == POSTS
    assert all(post.valid for post in project().posts)
    brand = project().brands[BrandName("menagerie")]
    assert {account.platform for account in brand.accounts.values()} == set(names())


@pytest.mark.parametrize("platform", names())
@pytest.mark.parametrize("name", POSTS)
def test_a_post_renders_as_it_did(name: str, platform: str, golden: SnapshotAssertion) -> None:
    result = rendered(name, platform)
    assert golden == {
        "payload": encode(result.payload),
        "problems": [{"rule": problem.rule, "message": problem.message} for problem in result.problems],
    }


@pytest.mark.parametrize("platform", names())
@pytest.mark.parametrize("name", POSTS)
def test_what_renders_without_problems_fits_and_its_facets_point_at_what_they_name(name: str, platform: str) -> None:
    result = rendered(name, platform)
    for part in result.payload.parts:
        if not result.problems:
            assert part.length <= part.limit
        data = part.text.encode()
        for facet in part.facets:
            shown = data[facet.start : facet.end].decode()
            if facet.kind == "tag":
                assert shown in {f"#{facet.value}", f"＃{facet.value}"}
            if facet.kind == "mention":
                assert facet.value in shown


def article(length: int, platform: str) -> tuple[int, bool]:
    """Return the length of a one-part post of ``length`` letters, and whether it is said to be too long."""
    from smm_action.content.markdown import parse
    from smm_action.model.ids import PostId

    brand = project().brands[BrandName("menagerie")]
    post = Post(id=PostId("n"), brand=brand.name, path="n.md", body=parse("a" * length))
    result = render(post, brand.accounts[AccountName(f"acme-{platform}")], brand, load(platform), facts)
    return result.payload.parts[0].length, any(problem.rule == "text-too-long" for problem in result.problems)


@pytest.mark.parametrize("platform", names())
def test_the_limit_is_the_last_length_that_fits(platform: str) -> None:
    limit = load(platform).card.text.value
    assert [article(limit + step, platform) for step in (-1, 0, 1)] == [
        (limit - 1, False),
        (limit, False),
        (limit + 1, True),
    ]


def test_mastodon_counts_the_content_warning_with_the_text() -> None:
    part = rendered("warning", "mastodon").payload.parts[0]
    assert part.length == len("It was the butler.") + len("Spoilers for chapter nine")


@pytest.mark.parametrize("platform", names())
def test_rendering_twice_gives_the_same(platform: str) -> None:
    first: Any = json.dumps([encode(rendered(name, platform).payload) for name in POSTS], sort_keys=True)
    assert first == json.dumps([encode(rendered(name, platform).payload) for name in POSTS], sort_keys=True)

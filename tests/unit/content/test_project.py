from __future__ import annotations

import pytest

from smm_action.content.project import load
from smm_action.content.source import Memory
from smm_action.core.errors import SmmError
from smm_action.model.project import Project

CONFIG = b"accounts:\n  acme-x: {platform: x}\n  acme-bsky: {platform: bluesky}\nsets: {social: [acme-x, acme-bsky]}\n"


def project(post: bytes, config: bytes = CONFIG) -> Project:
    return load(Memory({"smm.yml": config, "posts/a.md": post}), "content")


def faults(loaded: Project) -> list[tuple[str, int | None, int | None]]:
    return [(found.rule, found.location.line, found.location.column) for found in loaded.findings]


def test_a_clean_post_has_no_findings_and_its_accounts_in_order_once() -> None:
    loaded = project(b"---\nplatforms: [bluesky, social]\n---\nHello\n")

    assert loaded.findings == ()
    assert loaded.posts[0].accounts == ("acme-bsky", "acme-x")
    assert loaded.posts[0].valid


def test_a_missing_config_says_what_to_do() -> None:
    with pytest.raises(SmmError, match="smm init"):
        load(Memory({}), "content")


@pytest.mark.parametrize(
    ("post", "fault"),
    [
        (b"---\nplatforms: [x]\ntagz: [a]\n---\n", ("unknown-key", 3, 1)),
        (b"---\nplatforms: [x]\nlate: never\n---\n", ("invalid-value", 3, 1)),
        (b"---\nplatforms: [x]\nplatforms: [x]\n---\n", ("duplicate-key", 3, 1)),
        (b"---\nplatforms: [x]\ntags: #launch\n---\n", ("ambiguous-scalar", 3, 1)),
        (b"---\nplatforms: [x]\ntags: [2026]\n---\n", ("ambiguous-scalar", 3, 8)),
        (b"---\nplatforms: [x]\ntime: soon\n---\n", ("invalid-value", 3, 1)),
        (b"---\nplatforms: [x]\nmedia:\n  - {file: a.png, altt: b}\n---\n", ("unknown-key", 4, 19)),
        (b"---\nplatforms: [x]\nlink: @user\n---\n", ("invalid-front-matter", 3, 7)),
        (b"---\nplatforms: [x]\n", ("invalid-front-matter", 1, 1)),
        (b"Hello\n", ("invalid-front-matter", 1, 1)),
        (b"---\nid: \xff\n---\n", ("invalid-front-matter", 2, 5)),
    ],
)
def test_a_fault_is_one_finding_at_its_place(post: bytes, fault: tuple[str, int, int]) -> None:
    loaded = project(post)

    assert faults(loaded) == [fault]
    assert not loaded.posts[0].valid


def test_an_unknown_key_names_the_nearest_one() -> None:
    (found,) = project(b"---\nplatforms: [x]\ntagz: [a]\n---\n").findings

    assert "`tags`" in found.message


def test_bom_and_crlf_are_accepted() -> None:
    loaded = project(b"\xef\xbb\xbf---\r\nplatforms: [x]\r\n---\r\nHello\r\n")

    assert loaded.findings == ()
    assert loaded.posts[0].body_line == 4


def test_a_missing_leaf_is_located_at_its_nearest_parent() -> None:
    post = project(b"---\nplatforms: [x]\nmedia:\n  - file: a.png\n---\n").posts[0]

    assert post.locate(("media", 0, "alt")) == post.locate(("media", 0))
    assert post.locate(("media", 0, "file")).line == 4


def test_a_broken_config_breaks_its_brand() -> None:
    loaded = project(b"---\nplatforms: [x]\n---\nHi\n", CONFIG + b"acounts: {}\n")

    assert faults(loaded) == [("unknown-key", 5, 1)]
    assert loaded.brands["default"].broken  # type: ignore[index]


def test_a_symbolic_link_among_posts_is_a_finding() -> None:
    loaded = load(Memory({"smm.yml": CONFIG}, frozenset({"posts/a.md"})), "content")

    assert faults(loaded) == [("invalid-value", 1, 1)]
    assert loaded.posts == ()

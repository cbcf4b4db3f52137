"""Which posts a change concerns."""

from __future__ import annotations

import pytest

from smm_action.lint.changed import affected
from tests.unit.lint.world import CONFIG, World, post

FILES = {
    "smm.yml": CONFIG,
    "people.yml": 'mira: {name: Mira, mastodon: "@mira@m.example"}\n',
    "campaigns/winter.yml": "title: Winter\n",
    "media/a.png": b"",
    "posts/plain.md": post("Plain."),
    "posts/thanks.md": post("Thanks, @{mira}."),
    "posts/winter.md": post("Winter.", campaign="winter"),
    "posts/picture.md": post("Picture.", media="[{file: media/a.png, alt: A red parcel}]"),
    "posts/inline.md": post("Look: ![A red parcel](media/a.png)"),
    "posts/variant.md": post("V.", variants="{acme-mastodon: {media: [{file: media/a.png, alt: A parcel}]}}"),
    "posts/after.md": post("After.", after="post:plain"),
    "posts/answer.md": post("Answer.", reply_to="post:plain"),
    "labs/smm.yml": 'brand: labs\naccounts:\n  labs: {platform: mastodon, server: "https://m.example"}\n',
    "labs/media/a.png": b"",
    "labs/campaigns/winter.yml": "title: Winter\n",
    "labs/posts/plain.md": post("Labs.", accounts="labs"),
    "labs/posts/picture.md": post("Labs' picture.", accounts="labs", media="[{file: media/a.png, alt: A lab}]"),
    "labs/posts/winter.md": post("Labs' winter.", accounts="labs", campaign="winter"),
    "labs/posts/thanks.md": post("Labs thank @{mira}.", accounts="labs"),
}
PROJECT = World(files=FILES).context().project


def named(*names: str) -> frozenset[str]:
    return frozenset(f"{name}.md" for name in names)


@pytest.mark.parametrize(
    ("changed", "posts"),
    [
        ("posts/winter.md", named("posts/winter")),
        ("posts/plain.md", named("posts/plain", "posts/after", "posts/answer")),
        ("media/a.png", named("posts/picture", "posts/inline", "posts/variant")),
        ("labs/media/a.png", named("labs/posts/picture")),
        ("campaigns/winter.yml", named("posts/winter")),
        ("labs/campaigns/winter.yml", named("labs/posts/winter")),
        ("people.yml", named("posts/thanks", "labs/posts/thanks")),
        ("labs/people.yml", named("labs/posts/thanks")),
        ("labs/smm.yml", frozenset(path for path in FILES if path.startswith("labs/posts/"))),
        ("media/nobody-shows-this.png", frozenset()),
        ("notes.md", frozenset()),
    ],
)
def test_a_change_concerns_what_it_touches_and_what_depends_on_it(changed: str, posts: frozenset[str]) -> None:
    assert affected(PROJECT, frozenset({changed})) == posts


def test_the_root_configuration_concerns_everything() -> None:
    assert affected(PROJECT, frozenset({"smm.yml", "posts/plain.md"})) is None


def test_nothing_changed_concerns_nothing() -> None:
    assert affected(PROJECT, frozenset()) == frozenset()


def test_changes_add_up() -> None:
    both = affected(PROJECT, frozenset({"posts/winter.md", "labs/media/a.png"}))
    assert both == named("posts/winter", "labs/posts/picture")


def test_a_post_that_is_gone_concerns_those_that_refer_to_it() -> None:
    left = {path: text for path, text in FILES.items() if path != "posts/plain.md"}
    project = World(files=left).context().project
    assert affected(project, frozenset({"posts/plain.md"})) == named("posts/after", "posts/answer")

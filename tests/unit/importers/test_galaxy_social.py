from __future__ import annotations

import json
from pathlib import Path

import pytest

from smm_action.importers.galaxy_social import import_galaxy_social
from smm_action.importers.galaxy_text import at_forced_breaks, read_body, their_length, to_markdown
from smm_action.importers.imported import AuthoredPost, Imported

PLUGINS = """\
plugins:
  - name: Masto
    class: mastodon.mastodon_client
    enabled: true
    config: {base_url: "https://mastodon.example/", access_token: $MASTO, max_content_length: 500, account_url: "https://mastodon.example/@acme"}
  - name: bsky
    class: bluesky.bluesky_client
    config: {base_url: "https://bsky.social", username: acme.bsky.social, password: $BSKY, max_content_length: 300}
  - name: page
    class: linkedin.linkedin_client
    enabled: false
    config: {org_id: 17, max_content_length: 2000, account_url: "https://www.linkedin.com/company/acme"}
  - name: markdown
    class: markdown.markdown_client
"""


class Checkout:
    """A galaxy-social checkout in the making."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "plugins.yml").write_text(PLUGINS)
        self.status: dict[str, dict[str, bool]] = {}

    def post(self, name: str, front: str, body: str = "Hello", **status: bool) -> None:
        path = self.root / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}\n---\n{body}")
        if status:
            self.status[f"posts/{name}"] = status

    def run(self) -> Imported:
        (self.root / "processed_files.json").write_text(json.dumps(self.status))
        return import_galaxy_social(self.root)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def only(found: Imported) -> AuthoredPost:
    (post,) = found.posts
    return post


def fates(found: Imported) -> dict[str, str]:
    return {line.source: line.fate for line in found.report.files}


def said(found: Imported) -> list[str]:
    return [note.what for note in found.report.notes]


def test_published_failed_and_never_tried_are_told_apart(checkout: Checkout) -> None:
    checkout.post("2025/a.md", "media: [masto, bsky, page]", masto=True, bsky=False)

    post = only(checkout.run())

    assert post.path == "posts/2025/a.md"
    assert post.front["platforms"] == ["masto", "bsky", "page"]
    assert {name: held["state"] for name, held in post.front["imported"].items()} == {
        "masto": "published", "bsky": "failed", "page": "draft",
    }  # fmt: skip
    assert "time" not in post.front
    assert "draft" not in post.front


def test_a_post_that_no_account_got_is_a_draft(checkout: Checkout) -> None:
    checkout.post("a.md", "media: [masto]")

    assert only(checkout.run()).front["draft"] is True


def test_repeated_attempts_are_folded_into_their_original(checkout: Checkout) -> None:
    checkout.post("2025/a.md", "media: [masto, bsky, page]", masto=True, bsky=False, page=False)
    checkout.post("2025/retry-7_a.md", "media: [bsky, page]", bsky=True, page=False)
    checkout.post("2025/retry-8_retry-7_a.md", "media: [page]", page=False)

    found = checkout.run()

    assert {name: held["state"] for name, held in only(found).front["imported"].items()} == {
        "masto": "published", "bsky": "published", "page": "failed",
    }  # fmt: skip
    assert [fate for path, fate in fates(found).items() if "retry" in path] == ["folded", "folded"]


def test_an_attempt_that_said_something_else_is_what_its_account_was_told(checkout: Checkout) -> None:
    checkout.post("a.md", "media: [masto, bsky]", "Typo", masto=True, bsky=False)
    checkout.post("retry-7-a.md", "media: [bsky]", "Fixed", bsky=True)

    post = only(checkout.run())

    assert (post.body, post.front["variants"]) == ("Typo", {"bsky": {"text": "Fixed"}})


def test_an_attempt_without_its_original_is_a_post(checkout: Checkout) -> None:
    checkout.post("retry-7_a.md", "media: [masto]", masto=True)

    assert only(checkout.run()).path == "posts/a.md"


def test_variants_of_equal_text_become_one_post(checkout: Checkout) -> None:
    checkout.post("a-eu.md", "media: [masto]", masto=True)
    checkout.post("a-global_group1.md", "media: [page]", page=True)
    checkout.post("a-us.md", "media: [bsky]", bsky=True)

    found = checkout.run()

    assert only(found).path == "posts/a.md"
    assert only(found).front["platforms"] == ["masto", "page", "bsky"]
    assert "variants" not in only(found).front
    assert {fate for path, fate in fates(found).items() if path.startswith("posts/")} == {"merged"}


def test_variants_that_differ_become_overrides_of_what_most_were_told(checkout: Checkout) -> None:
    checkout.post(
        "a-eu.md",
        "media: [masto, page]\nhashtags: {masto: [One], page: [One]}",
        "Long ![p](https://a.example/p.png)",
        masto=True,
    )
    checkout.post("a-bs.md", "media: [bsky]\nhashtags: {bsky: [Two]}", "Short", bsky=True)

    front = only(checkout.run()).front

    assert front["media"] == [{"file": "https://a.example/p.png", "alt": "p"}]
    assert front["tags"] == ["One"]
    assert front["variants"] == {"bsky": {"text": "Short", "tags": ["Two"], "media": []}}


def test_a_correction_for_the_same_account_is_a_post_of_its_own(checkout: Checkout) -> None:
    checkout.post("a-bs.md", "media: [bsky]", "Typo", bsky=True)
    checkout.post("a-bs-fixed.md", "media: [bsky]", "Fixed", bsky=True)

    assert sorted(post.path for post in checkout.run().posts) == ["posts/a-bs-fixed.md", "posts/a-bs.md"]


def test_a_single_variant_keeps_its_name(checkout: Checkout) -> None:
    checkout.post("a-eu.md", "media: [masto]", masto=True)

    assert only(checkout.run()).path == "posts/a-eu.md"


def test_equal_names_in_two_folders_are_two_posts(checkout: Checkout) -> None:
    checkout.post("2025/a.md", "media: [masto]", masto=True)
    checkout.post("20205/a.md", "media: [masto]", masto=True)

    assert sorted(post.front["id"] for post in checkout.run().posts) == ["2025-a", "a"]


def test_mentions_become_people_and_each_account_keeps_its_own(checkout: Checkout) -> None:
    checkout.post(
        "a.md", "media: [masto, bsky, page]\nmentions: {masto: [someone@bawü.example], bsky: ['some.one ']}", masto=True
    )

    found = checkout.run()

    assert only(found).body == "Hello\n\n@{someone-bawu-example}"
    assert only(found).front["variants"] == {"bsky": {"text": "Hello\n\n@{some-one}"}, "page": {"text": "Hello"}}
    assert found.people == {
        "some-one": {"name": "some.one", "bluesky": "some.one"},
        "someone-bawu-example": {"name": "someone@bawü.example", "mastodon": "someone@bawü.example"},
    }


def test_an_invisible_character_in_a_handle_goes_and_is_told(checkout: Checkout) -> None:
    checkout.post("a.md", 'media: [bsky]\nmentions: {bsky: ["some.one\\u202C"]}', bsky=True)

    found = checkout.run()

    assert "some-one" in found.people
    assert any("nobody can see" in what for what in said(found))


def test_images_without_alt_text_and_images_never_published_are_told(checkout: Checkout) -> None:
    checkout.post(
        "a.md",
        "media: [masto]\nimages: [{url: 'https://a.example/q.png'}]",
        "![](https://a.example/p.png)\nText",
        masto=True,
    )

    found = checkout.run()

    assert only(found).front["media"] == [{"file": "https://a.example/p.png", "alt": ""}]
    assert only(found).body == "Text"
    assert sum("q.png" in what or "no alt text" in what for what in said(found)) == 2


def test_accounts_come_from_the_plugins(checkout: Checkout) -> None:
    found = checkout.run()

    assert found.config["accounts"] == {
        "masto": {"platform": "mastodon", "server": "https://mastodon.example", "handle": "acme"},
        "bsky": {"platform": "bluesky", "server": "https://bsky.social", "handle": "acme.bsky.social"},
        "page": {"platform": "linkedin", "handle": "acme", "limits": {"characters": 2000}},
    }
    assert "the secret MASTO of masto (mastodon) is to be called SMM_MASTO_TOKEN" in said(found)
    assert "the secret BSKY of bsky (bluesky) is to be called SMM_BSKY_APP_PASSWORD" in said(found)


def test_an_account_that_is_not_declared_is_guessed_and_told(checkout: Checkout) -> None:
    checkout.post("a.md", "media: [matrix-announce]")

    found = checkout.run()

    assert found.config["accounts"]["matrix-announce"] == {"platform": "matrix"}
    assert any("matrix-announce" in what for what in said(found))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("no front matter", "no front matter"),
        ("---\na: [\n---\n", "no YAML"),
        ("---\na: b\n---\n", "no accounts"),
        (b"\xff\xfe", "no UTF-8"),
    ],
)
def test_a_file_that_is_no_post_is_left_with_its_reason(checkout: Checkout, content: str | bytes, why: str) -> None:
    (checkout.root / "posts").mkdir()
    (checkout.root / "posts/a.md").write_bytes(content if isinstance(content, bytes) else content.encode())

    found = checkout.run()

    (line,) = [line for line in found.report.files if line.source == "posts/a.md"]
    assert (line.fate, found.posts) == ("left", ())
    assert why in line.why


def test_every_file_is_accounted_for_once(checkout: Checkout) -> None:
    checkout.post("a.md", "media: [masto]", masto=True)
    (checkout.root / "LICENSE").write_text("CC0")

    assert fates(checkout.run()) == {
        "LICENSE": "left", "plugins.yml": "read", "posts/a.md": "imported", "processed_files.json": "read",
    }  # fmt: skip


def test_a_forced_break_is_a_break_only_where_the_text_was_over_the_limit(checkout: Checkout) -> None:
    body = f"{'word ' * 50}\n\n\n{'more ' * 20}"
    checkout.post("a.md", "media: [masto, bsky]", body, masto=True, bsky=True)

    post = only(checkout.run())

    assert post.front["thread"] == "auto"
    assert "---" not in post.body
    assert post.front["variants"]["bsky"]["text"].split("\n\n---\n\n")[1] == ("more " * 20).strip()


def test_a_body_gives_its_images_in_order_and_keeps_the_rest() -> None:
    body = read_body('![one](https://a.example/1.png)\nText <img src="https://a.example/2.png" alt="two">\n')

    assert body.images == (("https://a.example/1.png", "one"), ("https://a.example/2.png", "two"))
    assert body.text == "Text"


def test_a_rule_is_escaped_a_heading_gets_its_mark_and_a_person_is_text() -> None:
    body = "A\n=\n\n***\n\nb\n---\n\n@{c}"

    assert to_markdown(body, lambda name, urn: "") == "# A\n\n\\***\n\n## b\n\n@\\{c}"


def test_names_of_accounts_become_names_that_smm_yml_allows(checkout: Checkout) -> None:
    checkout.post("a.md", "media: [Acme_Masto]\nhashtags: {acme_masto: [One]}", acme_masto=True)

    front = only(checkout.run()).front

    assert (front["imported"], front["tags"]) == ({"acme-masto": {"state": "published"}}, ["One"])


def test_a_page_of_linkedin_becomes_a_mention() -> None:
    assert (
        to_markdown("by @[Acme Inc](urn:li:organization:17)!", lambda name, urn: f"{name}|{urn}")
        == "by @{Acme Inc|urn:li:organization:17}!"
    )


def test_forced_breaks_without_a_block_between_are_one() -> None:
    assert at_forced_breaks("a\n\n\n\n\n\nb") == "a\n\n---\n\nb"


def test_their_length_counts_links_as_they_show_them_and_what_they_append() -> None:
    assert their_length("**a** [b](https://c.d)", ("e",), ("f", "g")) == len("a b: https://c.d\n\n@e\n#f #g")

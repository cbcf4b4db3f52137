from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smm_action.importers.bluesky_text import split_parts, tid_time, to_markdown
from smm_action.importers.imported import AuthoredPost, Imported
from smm_action.importers.nodejs_bluesky import import_nodejs_bluesky

DID = "did:plc:abc"


def result(rkey: str, collection: str = "app.bsky.feed.post") -> dict[str, str]:
    return {"uri": f"at://{DID}/{collection}/{rkey}", "cid": "bafy"}


def run(root: Path, folder: str = "processed", **files: Any) -> Imported:
    for name, content in files.items():
        path = root / "records" / folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return import_nodejs_bluesky(root)


def only(found: Imported) -> AuthoredPost:
    (post,) = found.posts
    return post


def test_a_post_has_the_url_and_the_exact_time_of_its_record(tmp_path: Path) -> None:
    found = run(
        tmp_path, a={"action": "post", "account": "NODEJS_ORG", "richText": "Hi", "result": result("3lcd5ct56w42m")}
    )

    assert only(found).front["imported"] == {
        "nodejs-org": {
            "state": "published",
            "url": f"https://bsky.app/profile/{DID}/post/3lcd5ct56w42m",
            "time": "2024-12-02T12:37:58.998914Z",
        }
    }
    assert found.config["accounts"] == {"nodejs-org": {"platform": "bluesky", "handle": DID}}


def test_a_repost_has_its_target_and_time_and_no_url_of_its_own(tmp_path: Path) -> None:
    url = "https://bsky.app/profile/a.b/post/3mgrkjz3e522y"
    item = {
        "action": "repost",
        "account": "A",
        "repostURL": url,
        "result": result("3mgrlr7roo52m", "app.bsky.feed.repost"),
    }

    post = only(run(tmp_path, a=[item]))

    assert (post.front["repost"], post.body) == (url, "")
    assert set(post.front["imported"]["a"]) == {"state", "time"}


def test_a_list_is_a_thread_and_the_places_of_its_parts_are_told(tmp_path: Path) -> None:
    items = [
        {"action": "post", "account": "A", "record": {"text": "One", "embed": {"external": {"uri": "https://a.example/"}}}, "result": result("3lcd5ct56w42m")},
        {"action": "reply", "account": "A", "record": {"text": "-"}, "result": result("3lcd5ct56w42m")},
    ]  # fmt: skip

    found = run(tmp_path, a=items)

    assert only(found).body == "One\n\n---\n\n\\-"
    assert only(found).front["link"] == "https://a.example/"
    assert found.report.notes[0].what.startswith("part 2 is https://bsky.app/")


def test_a_quote_and_a_reply_name_their_targets(tmp_path: Path) -> None:
    quote = {
        "action": "quote-post",
        "account": "A",
        "richText": "Q",
        "repostURL": "https://bsky.app/profile/a.b/post/1",
    }
    reply = {"action": "reply", "account": "A", "richText": "R", "replyURL": "https://bsky.app/profile/a.b/post/2"}
    answer = {
        "action": "reply",
        "account": "A",
        "richText": "R",
        "replyInfo": {"uri": "at://did:plc:x/app.bsky.feed.post/3"},
    }

    first, second, third = run(tmp_path, a=quote, b=reply, c=answer).posts

    assert first.front["quote"].endswith("/1")
    assert second.front["reply_to"].endswith("/2")
    assert third.front["reply_to"] == "https://bsky.app/profile/did:plc:x/post/3"


def test_what_waits_is_a_draft_with_the_text_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "records/new").mkdir(parents=True)
    (tmp_path / "records/new/rich.txt").write_text("One\n\n---\n\nTwo")

    found = run(tmp_path, "new", a={"action": "post", "account": "A", "richTextFile": "./rich.txt"})

    assert only(found).body == "One\n\n---\n\nTwo"
    assert (only(found).front["draft"], only(found).front["imported"]) == (True, {"a": {"state": "draft"}})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "no JSON"),
        ({"action": "dance"}, "no action"),
        ([], "no action"),
        ({"action": "post", "account": "A", "richTextFile": "../../secret"}, "gone"),
    ],
)
def test_a_file_that_is_no_action_is_left_with_its_reason(tmp_path: Path, content: Any, why: str) -> None:
    found = run(tmp_path, a=content)

    assert found.posts == ()
    assert why in found.report.files[0].why


def test_a_tid_says_when() -> None:
    assert tid_time("3mgrlr7roo52m") == datetime(2026, 3, 11, 9, 40, 49, 337987, tzinfo=UTC)


@pytest.mark.parametrize("rkey", ["", "self", "1111111111111", "3mgrlr7roo52mm"])
def test_a_key_that_is_no_tid_says_nothing(rkey: str) -> None:
    with pytest.raises(ValueError):
        tid_time(rkey)


def test_facets_become_links_and_people_by_their_bytes() -> None:
    text = "✨ see docs by @a.example, https://b.example/_x_"
    data = text.encode()
    spans = [
        ("docs", "#link", {"uri": "https://docs.example/(1)"}),
        ("@a.example", "#mention", {"did": "did:plc:x"}),
        ("https://b.example/_x_", "#link", {"uri": "https://b.example/_x_"}),
    ]
    facets = [
        {"index": {"byteStart": data.index(shown.encode()), "byteEnd": data.index(shown.encode()) + len(shown)}, "features": [{"$type": f"app.bsky.richtext.facet{kind}", **more}]}
        for shown, kind, more in spans
    ]  # fmt: skip

    assert (
        to_markdown(text, facets, lambda handle: handle.upper())
        == "✨ see [docs](<https://docs.example/(1)>) by @{A.EXAMPLE}, https://b.example/\\_x\\_"
    )


def test_facets_that_overlap_or_lie_outside_are_text() -> None:
    facets = [
        {"index": {"byteStart": 0, "byteEnd": 99}, "features": [{"$type": "x#link", "uri": "https://a.example"}]},
        {"features": []},
    ]

    assert to_markdown("short", facets, str) == "short"


def test_without_facets_handles_are_found_as_blueskys_own_client_does() -> None:
    assert to_markdown("@targos.dev and (@a.b.co) not a@b.example, @nobody", None, lambda handle: handle) == (
        "@{targos.dev} and (@{a.b.co}) not a@b.example, @nobody"
    )


def test_two_hyphens_are_no_break() -> None:
    assert split_parts("a\n--\nb\n\n* * *\n\nc") == ("a\n--\nb", "c")

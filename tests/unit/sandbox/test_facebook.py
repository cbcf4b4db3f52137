"""The sandbox's Facebook: what it keeps, refuses, hides and shows."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from smm_action.sandbox.facebook.answers import page_number
from smm_action.sandbox.graph.answers import listed
from smm_action.sandbox.graph.fields import chosen, parsed
from smm_action.sandbox.server import Sandbox
from tests.unit.sandbox.conftest import CLIENT, Clock, png

ACCOUNT = "acme-facebook"
PAGE = page_number(ACCOUNT)


def ask(sandbox: Sandbox, method: str, path: str, token: str = f"sandbox-{ACCOUNT}", **content: Any) -> httpx.Response:
    headers = {"authorization": f"Bearer {token}", **content.pop("headers", {})}
    return CLIENT.request(method, f"{sandbox.url}/v26.0{path}", headers=headers, **content)


def post(sandbox: Sandbox, **fields: str) -> str:
    ask(sandbox, "GET", "/me")
    answer = ask(sandbox, "POST", f"/{PAGE}/feed", data=fields)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def code(answer: httpx.Response) -> tuple[int, int, int | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("error_subcode")


def test_a_token_is_a_page_and_a_wrong_one_is_nobody(sandbox: Sandbox) -> None:
    assert ask(sandbox, "GET", "/me", params={"fields": "id,name"}).json() == {"id": PAGE, "name": ACCOUNT}
    assert code(ask(sandbox, "GET", "/me", token="wrong")) == (401, 190, None)
    sandbox.inject("facebook.verify expire")
    assert code(ask(sandbox, "GET", "/me")) == (401, 190, None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (400, 100, None)),
        ({"message": " "}, (400, 100, None)),
        ({"message": "x" * 63_207}, (400, 100, None)),
        ({"message": "x", "attached_media": "[{"}, (400, 100, None)),
        ({"message": "x", "attached_media": '[{"media_fbid":"122"}]'}, (400, 100, None)),
    ],
)
def test_a_post_that_breaks_a_rule_is_refused(sandbox: Sandbox, fields: dict[str, str], expected: Any) -> None:
    ask(sandbox, "GET", "/me")
    assert code(ask(sandbox, "POST", f"/{PAGE}/feed", data=fields)) == expected


def test_another_page_is_nobodys_business(sandbox: Sandbox) -> None:
    number = post(sandbox, message="Ours")
    other = "sandbox-another"
    assert code(ask(sandbox, "POST", f"/{PAGE}/feed", token=other, data={"message": "x"})) == (400, 100, 33)
    assert code(ask(sandbox, "DELETE", f"/{number}", token=other)) == (400, 100, 33)
    assert code(ask(sandbox, "POST", f"/{number}", token=other, data={"message": "x"})) == (400, 100, 33)
    assert sandbox.store.find("facebook", "post", number).value["text"] == "Ours"  # type: ignore[union-attr]


def test_a_photo_is_seen_only_with_its_post_and_is_used_once(sandbox: Sandbox) -> None:
    ask(sandbox, "GET", "/me")
    form = {"files": {"source": ("a.png", png(), "image/png")}}
    photo = ask(
        sandbox, "POST", f"/{PAGE}/photos", data={"published": "false", "alt_text_custom": "Red"}, **form
    ).json()
    assert ask(sandbox, "GET", f"/{PAGE}/published_posts").json() == {"data": []}
    media = json.dumps([{"media_fbid": photo["id"]}])
    post(sandbox, message="Look", attached_media=media)
    assert code(ask(sandbox, "POST", f"/{PAGE}/feed", data={"attached_media": media})) == (400, 100, None)
    (shown,) = ask(sandbox, "GET", f"/{PAGE}/published_posts", params={"fields": "attachments{target{id}}"}).json()[
        "data"
    ]
    assert shown["attachments"]["data"][0]["target"]["id"] == photo["id"]
    assert (
        ask(sandbox, "GET", f"/{photo['id']}", params={"fields": "alt_text_custom"}).json()["alt_text_custom"] == "Red"
    )
    broken = {"files": {"source": ("a.png", b"no picture", "image/png")}}
    assert code(ask(sandbox, "POST", f"/{PAGE}/photos", data={"published": "false"}, **broken)) == (400, 100, 1366046)
    direct = ask(sandbox, "POST", f"/{PAGE}/photos", data={"message": "Now"}, **form).json()
    assert sandbox.store.find("facebook", "post", direct["post_id"])


def test_a_video_is_published_once_and_only_whole(sandbox: Sandbox) -> None:
    ask(sandbox, "GET", "/me")
    path, film = f"/{PAGE}/videos", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 2000
    assert code(ask(sandbox, "POST", path, data={"upload_phase": "start", "file_size": "9"})) == (400, 100, 1363022)
    begun = ask(sandbox, "POST", path, data={"upload_phase": "start", "file_size": str(len(film))}).json()
    upload = {"upload_session_id": begun["upload_session_id"]}
    assert code(ask(sandbox, "POST", path, data={"upload_phase": "finish", **upload}))[0] == 400
    wrong = {"upload_phase": "transfer", "start_offset": "5", **upload}
    chunk = {"video_file_chunk": ("a", film, "application/octet-stream")}
    assert code(ask(sandbox, "POST", path, data=wrong, files=chunk)) == (400, 6001, 1363037)
    ask(sandbox, "POST", path, data={**wrong, "start_offset": "0"}, files=chunk)
    assert ask(sandbox, "POST", path, data={"upload_phase": "finish", **upload}).json() == {"success": True}
    assert code(ask(sandbox, "POST", path, data={"upload_phase": "finish", **upload})) == (400, 100, 33)
    assert sandbox.store.created("facebook", "post") == 1
    found = ask(sandbox, "GET", f"/{begun['video_id']}", params={"fields": "post_id,status"}).json()
    assert found["status"]["uploading_phase"] == {"status": "complete"}
    assert sandbox.store.find("facebook", "post", f"{PAGE}_{found['post_id']}")


def test_one_metric_that_is_gone_spoils_the_call(sandbox: Sandbox) -> None:
    number = post(sandbox, message="Hello")
    path = f"/{number}/insights"
    assert code(ask(sandbox, "GET", path, params={"metric": "post_media_view,post_impressions"})) == (400, 100, None)
    (row,) = ask(sandbox, "GET", path, params={"metric": "post_clicks"}).json()["data"]
    assert row["values"][0]["value"] == 0


def test_lists_come_in_pages_that_are_followed_by_cursor(sandbox: Sandbox, clock: Clock) -> None:
    numbers = []
    for text in ("One", "Two", "Three"):
        clock.move(seconds=1)
        numbers.append(post(sandbox, message=text))
    path = f"/{PAGE}/published_posts"
    page = ask(sandbox, "GET", path, params={"limit": "2"}).json()
    assert [one["id"] for one in page["data"]] == numbers[:0:-1]
    rest = ask(sandbox, "GET", path, params={"limit": "2", "after": page["paging"]["cursors"]["after"]}).json()
    assert [one["id"] for one in rest["data"]] == numbers[:1]
    assert "next" not in rest["paging"]


def test_what_is_hidden_is_not_listed_yet(sandbox: Sandbox, clock: Clock) -> None:
    post(sandbox, message="Young")
    sandbox.inject("facebook.find hide 60")
    assert ask(sandbox, "GET", f"/{PAGE}/published_posts").json() == {"data": []}
    clock.move(minutes=2)
    assert len(ask(sandbox, "GET", f"/{PAGE}/published_posts").json()["data"]) == 1


def test_the_timeline_shows_posts_with_their_pictures_and_comments(sandbox: Sandbox) -> None:
    ask(sandbox, "GET", "/me")
    form = {"files": {"source": ("a.png", png(), "image/png")}}
    ask(sandbox, "POST", f"/{PAGE}/photos", data={"message": "See <b>", "alt_text_custom": "Red"}, **form)
    number = post(sandbox, message="Hello", link="https://acme.example/")
    comment = ask(sandbox, "POST", f"/{number}/comments", data={"message": "Under it"}).json()["id"]
    page = CLIENT.get(f"{sandbox.url}/").text
    assert all(text in page for text in ("See &lt;b&gt;", "Under it", "Facebook", "acme.example", 'alt="Red"'))
    assert "Under it" in CLIENT.get(f"{sandbox.url}/facebook/{number}").text
    assert CLIENT.get(f"{sandbox.url}/facebook/{comment}").status_code == 200
    assert CLIENT.get(f"{sandbox.url}/facebook/611").status_code == 404


def test_usage_is_told_in_facebooks_header(sandbox: Sandbox) -> None:
    use = json.loads(ask(sandbox, "GET", "/me").headers["x-business-use-case-usage"])["0"][0]
    assert (use["type"], use["estimated_time_to_regain_access"]) == ("pages", 0)


@pytest.mark.parametrize(
    ("fields", "tree"),
    [
        ("id", {"id": {}}),
        ("id,from{id,name}", {"id": {}, "from": {"id": {}, "name": {}}}),
        ("a.limit(0).summary(total_count),b", {"a": {}, "b": {}}),
        ("a{b.limit(10){c}},d", {"a": {"b": {"c": {}}}, "d": {}}),
        ("", {}),
    ],
)
def test_fields_are_read_as_a_tree(fields: str, tree: dict[str, Any]) -> None:
    assert parsed(fields, 0) == (tree, len(fields))


@pytest.mark.parametrize("fields", ["id{", "id,,x", "id}"])
def test_fields_that_can_not_be_read_are_refused(fields: str) -> None:
    with pytest.raises(Exception, match="Syntax error"):
        chosen({"id": "1", "x": "y"}, fields, "Post")


def test_a_field_that_does_not_exist_is_refused_and_an_empty_one_is_left_out() -> None:
    entity = {"id": "1", "message": None, "from": {"id": "2", "name": "A"}}
    assert chosen(entity, "message,from{id}", "Post") == {"id": "1", "from": {"id": "2"}}
    with pytest.raises(Exception, match="nonexisting field"):
        chosen(entity, "massage", "Post")


def test_a_page_of_nothing_has_no_cursors() -> None:
    assert listed([], 5, "") == {"data": []}

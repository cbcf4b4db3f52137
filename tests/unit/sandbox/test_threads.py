"""The simulated Threads: what it refuses, and what it keeps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from smm_action.sandbox.server import Sandbox
from smm_action.sandbox.threads.site import SITE
from tests.unit.sandbox.conftest import CLIENT, Clock
from tests.unit.sandbox.pictures import jpeg, png

ACCOUNT = "acme-threads"
ME = SITE.user_number(ACCOUNT)


@dataclass
class Threads:
    """One account's calls."""

    url: str
    account: str = ACCOUNT

    def __call__(self, method: str, path: str, **content: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer sandbox-{self.account}"}
        return CLIENT.request(method, f"{self.url}/v1.0{path}", headers=headers, **content)

    def make(self, **fields: Any) -> httpx.Response:
        return self("POST", "/me/threads", data={"media_type": "TEXT", **fields})

    def publish(self, number: str) -> httpx.Response:
        return self("POST", "/me/threads_publish", data={"creation_id": number})

    def post(self, text: str = "Hello", **fields: Any) -> str:
        made = self.publish(self.make(text=text, **fields).json()["id"])
        assert made.status_code == 200, made.text
        return str(made.json()["id"])

    def host(self, data: bytes, name: str = "a.jpg") -> str:
        CLIENT.put(f"{self.url}/hosted/{name}", content=data, headers={"content-type": "image/jpeg"})
        return f"{self.url}/hosted/{name}"


@pytest.fixture
def threads(sandbox: Sandbox) -> Threads:
    return Threads(sandbox.url)


def subcode(answer: httpx.Response) -> tuple[int, int | None]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode")


def test_a_container_shows_nothing_and_is_published_once(threads: Threads, sandbox: Sandbox) -> None:
    number = threads.make(text="Hello").json()["id"]
    assert threads("GET", f"/{number}", params={"fields": "status"}).json()["status"] == "FINISHED"
    assert threads("GET", "/me/threads").json() == {"data": []}
    assert threads.publish(number).status_code == 200
    assert threads("GET", f"/{number}", params={"fields": "status"}).json()["status"] == "PUBLISHED"
    assert threads.publish(number).status_code == 400
    assert sandbox.store.created("threads", "post") == 1


def test_a_container_of_somebody_else_is_not_known(threads: Threads) -> None:
    number = threads.make(text="Hello").json()["id"]
    bob = Threads(threads.url, "bob")
    assert subcode(bob.publish(number)) == (24, 2207006)
    assert subcode(bob("POST", f"/{ME}/threads", data={"media_type": "TEXT", "text": "x"})) == (100, 33)


def test_a_container_dies_after_a_day(threads: Threads, clock: Clock) -> None:
    number = threads.make(text="Hello").json()["id"]
    clock.move(hours=24)
    assert threads("GET", f"/{number}", params={"fields": "status"}).json()["status"] == "EXPIRED"
    assert threads.publish(number).status_code == 400


def test_a_film_takes_its_time(threads: Threads, clock: Clock) -> None:
    number = threads.make(media_type="VIDEO", video_url="https://media.example/a.mp4").json()["id"]
    assert threads("GET", f"/{number}", params={"fields": "status"}).json()["status"] == "IN_PROGRESS"
    assert subcode(threads.publish(number)) == (9007, 2207027)
    clock.move(seconds=5)
    assert threads.publish(number).status_code == 200


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "a" * 501}, (100, None)),
        ({"text": "👍" * 126}, (100, None)),
        ({"text": ""}, (100, None)),
        ({"media_type": "GIF", "text": "x"}, (100, None)),
        ({"text": "x", "auto_publish_text": "true"}, (100, None)),
        ({"text": "x", "reply_control": "nobody"}, (100, None)),
        ({"text": "x", "reply_to_id": "19000000000000000"}, (24, 4279009)),
        ({"text": "x", "quote_post_id": "19000000000000000"}, (24, 4279009)),
        ({"text": "x", "link_attachment": "https://a.example", "poll_attachment": "{}"}, (100, None)),
        ({"text": "x", "poll_attachment": '{"option_a": "Yes"}'}, (100, None)),
        ({"text": "x", "poll_attachment": json.dumps({"option_a": "Yes", "option_b": "N" * 26})}, (100, None)),
        ({"text": "x", "poll_attachment": "no"}, (100, None)),
        ({"media_type": "IMAGE", "image_url": "ftp://a"}, (9004, 2207052)),
        ({"media_type": "IMAGE", "image_url": "https://a.example/x.jpg", "link_attachment": "https://b"}, (100, None)),
        ({"media_type": "CAROUSEL", "children": "1"}, (100, 2207028)),
        ({"media_type": "CAROUSEL", "children": "1,2"}, (24, 2207006)),
    ],
)
def test_what_breaks_a_rule_is_refused(threads: Threads, fields: dict[str, str], code: tuple[int, int | None]) -> None:
    answer = threads.make(**fields)
    assert (answer.status_code, subcode(answer)) == (400, code)


def test_a_picture_is_fetched_from_the_media_host_and_shown_after_it_is_gone(
    threads: Threads, sandbox: Sandbox
) -> None:
    url = threads.host(jpeg())
    threads.post(media_type="IMAGE", image_url=url, alt_text="Red")
    CLIENT.delete(url)
    page = CLIENT.get(f"{threads.url}/timeline/{ACCOUNT}").text
    assert "Hello" in page
    assert 'alt="Red"' in page
    (record,) = sandbox.store.records("threads", "post")
    shown = CLIENT.get(f"{threads.url}/threads/files/{record.value['media'][0]['name']}")
    assert (shown.status_code, shown.content) == (200, jpeg())
    assert subcode(threads.make(media_type="IMAGE", image_url=url)) == (9004, 2207052)


@pytest.mark.parametrize(("data", "code"), [(b"no picture", (36001, 2207005)), (png()[:40], (36001, 2207005))])
def test_a_file_that_is_no_picture_is_refused(threads: Threads, data: bytes, code: tuple[int, int]) -> None:
    assert subcode(threads.make(media_type="IMAGE", image_url=threads.host(data))) == code


def test_the_day_s_allowance_is_told(threads: Threads, clock: Clock) -> None:
    first = threads.post()
    threads.post(reply_to_id=first)
    fields = "quota_usage,config,reply_quota_usage,reply_config"
    (row,) = threads("GET", "/me/threads_publishing_limit", params={"fields": fields}).json()["data"]
    assert (row["quota_usage"], row["reply_quota_usage"]) == (1, 1)
    assert row["config"] == {"quota_total": 250, "quota_duration": 86400}
    clock.move(hours=25)
    (row,) = threads("GET", "/me/threads_publishing_limit", params={"fields": fields}).json()["data"]
    assert row["quota_usage"] == 0


def test_posts_and_replies_are_two_lists_and_are_paged(threads: Threads, clock: Clock) -> None:
    numbers = [threads.post(f"Post {number}") for number in range(3)]
    answer = threads.post("Answer", reply_to_id=numbers[0])
    first = threads("GET", "/me/threads", params={"limit": 2, "fields": "id,text"}).json()
    assert [one["id"] for one in first["data"]] == [numbers[2], numbers[1]]
    after = first["paging"]["cursors"]["after"]
    rest = threads("GET", "/me/threads", params={"limit": 2, "after": after, "fields": "id"}).json()
    assert [one["id"] for one in rest["data"]] == [numbers[0]]
    (reply,) = threads("GET", "/me/replies", params={"fields": "id,replied_to{id}"}).json()["data"]
    assert reply == {"id": answer, "replied_to": {"id": numbers[0]}}
    assert threads("GET", f"/{numbers[0]}/replies", params={"fields": "id"}).json()["data"] == [{"id": answer}]


def test_a_repost_happens_once(threads: Threads, sandbox: Sandbox) -> None:
    number = threads.post()
    made = {threads("POST", f"/{number}/repost").json()["id"] for _ in range(2)}
    assert len(made) == 1
    shown = threads("GET", "/me/threads", params={"fields": "media_type,reposted_post{id}"}).json()["data"][0]
    assert (shown["media_type"], shown["reposted_post"]) == ("REPOST_FACADE", {"id": number})
    assert sandbox.store.created("threads", "post") == 2


def test_only_one_s_own_post_is_deleted(threads: Threads) -> None:
    number = threads.post()
    assert subcode(Threads(threads.url, "bob")("DELETE", f"/{number}")) == (100, 33)
    assert threads("DELETE", f"/{number}").json() == {"success": True, "deleted_id": number}
    assert subcode(threads("GET", f"/{number}")) == (100, 33)


def test_an_unknown_metric_and_an_unknown_field_are_refused(threads: Threads) -> None:
    number = threads.post()
    assert subcode(threads("GET", f"/{number}/insights", params={"metric": "views,impressions"})) == (100, None)
    assert subcode(threads("GET", f"/{number}", params={"fields": "caption"})) == (100, None)
    assert threads("GET", f"/{number}/insights", params={"metric": "views"}).json()["data"][0]["values"] == [
        {"value": 0}
    ]


@pytest.mark.parametrize("token", ["", "EAA-wrong"])
def test_without_a_token_nothing_is_answered(threads: Threads, token: str) -> None:
    answer = CLIENT.get(f"{threads.url}/v1.0/me", headers={"authorization": f"Bearer {token}".strip()})
    assert (answer.status_code, subcode(answer)) == (401, (190, None))


def test_the_page_of_a_post_shows_poll_and_link(threads: Threads) -> None:
    poll = threads.post("Vote", poll_attachment=json.dumps({"option_a": "Yes", "option_b": "No"}))
    link = threads.post("Read", link_attachment="https://acme.example/x")
    assert "Yes" in CLIENT.get(f"{threads.url}/threads/{poll}").text
    assert "https://acme.example/x" in CLIENT.get(f"{threads.url}/threads/{link}").text
    assert CLIENT.get(f"{threads.url}/threads/19").status_code == 404
    assert CLIENT.get(f"{threads.url}/threads/files/none.jpg").status_code == 404


def test_processing_and_hiding_are_faults_like_elsewhere(threads: Threads, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.inject("threads.media processing 60; threads.find hide 60")
    number = threads.make(text="Slow").json()["id"]
    assert threads.publish(number).status_code == 400
    clock.now += timedelta(seconds=61)
    assert threads.publish(number).status_code == 200
    assert threads("GET", "/me/threads").json()["data"] == []

"""The simulated Instagram: what it refuses, and what it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from smm_action.sandbox.instagram.site import SITE
from smm_action.sandbox.server import Sandbox
from tests.unit.sandbox.conftest import CLIENT, Clock
from tests.unit.sandbox.pictures import jpeg, png

ACCOUNT = "acme-instagram"
ME = SITE.user_number(ACCOUNT)
ELSEWHERE = "https://media.example/a.jpg"


@dataclass
class Instagram:
    """One account's calls."""

    url: str
    account: str = ACCOUNT

    def __call__(self, method: str, path: str, **content: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer sandbox-{self.account}"}
        return CLIENT.request(method, f"{self.url}/v26.0{path}", headers=headers, **content)

    def make(self, **fields: Any) -> httpx.Response:
        return self("POST", f"/{ME}/media", data=fields)

    def publish(self, number: str) -> httpx.Response:
        return self("POST", f"/{ME}/media_publish", data={"creation_id": number})

    def post(self, **fields: Any) -> str:
        made = self.publish(self.make(**{"image_url": ELSEWHERE, **fields}).json()["id"])
        assert made.status_code == 200, made.text
        return str(made.json()["id"])

    def host(self, data: bytes, name: str = "a.jpg") -> str:
        CLIENT.put(f"{self.url}/hosted/{name}", content=data, headers={"content-type": "image/jpeg"})
        return f"{self.url}/hosted/{name}"


@pytest.fixture
def instagram(sandbox: Sandbox) -> Instagram:
    return Instagram(sandbox.url)


def codes(answer: httpx.Response) -> tuple[int, int | None]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode")


def test_a_container_shows_nothing_and_is_published_once(instagram: Instagram, sandbox: Sandbox) -> None:
    number = instagram.make(image_url=ELSEWHERE, caption="Hello").json()["id"]
    assert instagram("GET", f"/{number}", params={"fields": "status_code"}).json()["status_code"] == "FINISHED"
    assert instagram("GET", f"/{ME}/media").json() == {"data": []}
    assert instagram.publish(number).status_code == 200
    assert instagram("GET", f"/{number}", params={"fields": "status_code"}).json()["status_code"] == "PUBLISHED"
    assert codes(instagram.publish(number)) == (9007, 2207027)
    assert sandbox.store.created("instagram", "media") == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"caption": "text alone"}, (100, None)),
        ({"image_url": ELSEWHERE, "caption": "a" * 2201}, (36004, 2207010)),
        ({"image_url": ELSEWHERE, "caption": "#a " * 31}, (36004, 2207010)),
        ({"image_url": ELSEWHERE, "caption": "@a " * 21}, (36004, 2207010)),
        ({"image_url": ELSEWHERE, "media_type": "GIF"}, (100, 2207023)),
        ({"video_url": ELSEWHERE, "media_type": "VIDEO"}, (100, 2207023)),
        ({"video_url": ELSEWHERE}, (100, 2207023)),
        ({"image_url": ELSEWHERE, "media_type": "REELS"}, (100, 2207023)),
        ({"video_url": ELSEWHERE, "media_type": "REELS", "alt_text": "x"}, (100, None)),
        ({"image_url": ELSEWHERE, "alt_text": "a" * 1001}, (100, None)),
        ({"image_url": "http://media.example/a.jpg"}, (9004, 2207052)),
        ({"media_type": "CAROUSEL", "children": ""}, (100, 2207028)),
        ({"media_type": "CAROUSEL", "children": "1,2"}, (24, 2207006)),
    ],
)
def test_what_breaks_a_rule_is_refused(
    instagram: Instagram, fields: dict[str, str], code: tuple[int, int | None]
) -> None:
    answer = instagram.make(**fields)
    assert (answer.status_code, codes(answer)) == (400, code)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(), (36001, 2207005)),
        (b"nothing", (36001, 2207005)),
        (jpeg(100, 200), (36003, 2207009)),
        (jpeg(200, 100), (36003, 2207009)),
    ],
)
def test_a_picture_that_it_does_not_take_is_refused(instagram: Instagram, data: bytes, code: tuple[int, int]) -> None:
    assert codes(instagram.make(image_url=instagram.host(data))) == code


@pytest.mark.parametrize(("width", "height"), [(80, 100), (100, 100), (191, 100)])
def test_a_picture_is_fetched_and_shown_after_it_is_gone(instagram: Instagram, width: int, height: int) -> None:
    url = instagram.host(jpeg(width, height))
    instagram.post(image_url=url, caption="Hello", alt_text="Red")
    CLIENT.delete(url)
    page = CLIENT.get(f"{instagram.url}/timeline/{ACCOUNT}").text
    assert 'alt="Red"' in page
    assert codes(instagram.make(image_url=url)) == (9004, 2207052)


def test_a_story_may_be_tall_and_is_in_no_list(instagram: Instagram) -> None:
    number = instagram.post(image_url=instagram.host(jpeg(90, 160)), media_type="STORIES")
    assert instagram("GET", f"/{ME}/media").json() == {"data": []}
    kind = instagram("GET", f"/{number}", params={"fields": "media_product_type"}).json()["media_product_type"]
    assert kind == "STORY"


def test_children_are_no_posts_and_become_one(instagram: Instagram, sandbox: Sandbox) -> None:
    children = [
        instagram.make(image_url=ELSEWHERE, is_carousel_item="true", alt_text=alt).json()["id"]
        for alt in ("One", "Two")
    ]
    assert codes(instagram.publish(children[0])) == (24, 2207006)
    whole = instagram.make(media_type="CAROUSEL", children=",".join(children), caption="Both").json()["id"]
    number = instagram.publish(whole).json()["id"]
    shown = instagram("GET", f"/{number}", params={"fields": "media_type,children{alt_text}"}).json()
    assert shown["media_type"] == "CAROUSEL_ALBUM"
    assert [child["alt_text"] for child in shown["children"]["data"]] == ["One", "Two"]
    assert sandbox.store.created("instagram", "media") == 1


def test_the_day_s_allowance_is_told(instagram: Instagram, clock: Clock) -> None:
    instagram.post()
    params = {"fields": "quota_usage,config"}
    (row,) = instagram("GET", f"/{ME}/content_publishing_limit", params=params).json()["data"]
    assert row == {"quota_usage": 1, "config": {"quota_total": 50, "quota_duration": 86400}}
    clock.move(hours=25)
    (row,) = instagram("GET", f"/{ME}/content_publishing_limit", params=params).json()["data"]
    assert row["quota_usage"] == 0


def test_comments_are_under_their_post_and_deleted_by_their_author(instagram: Instagram) -> None:
    number = instagram.post()
    comment = instagram("POST", f"/{number}/comments", data={"message": "More"}).json()["id"]
    assert codes(instagram("POST", f"/{number}/comments", data={"message": " "})) == (100, None)
    (shown,) = instagram("GET", f"/{number}/comments", params={"fields": "id,text,from{id}"}).json()["data"]
    assert shown == {"id": comment, "text": "More", "from": {"id": ME}}
    bob = Instagram(instagram.url, "bob")
    assert codes(bob("DELETE", f"/{comment}")) == (100, 33)
    assert codes(bob("DELETE", f"/{number}")) == (100, 33)
    assert instagram("DELETE", f"/{comment}").json() == {"success": True}
    assert instagram("GET", f"/{number}/comments").json() == {"data": []}


def test_the_account_of_somebody_else_is_not_one_s_own(instagram: Instagram) -> None:
    bob = Instagram(instagram.url, "bob")
    assert codes(bob("POST", f"/{ME}/media", data={"image_url": ELSEWHERE})) == (100, 33)


def test_pages_name_the_account_behind_them(instagram: Instagram) -> None:
    fields = {"fields": "instagram_business_account{id,username}"}
    (page,) = instagram("GET", "/me/accounts", params=fields).json()["data"]
    assert page["instagram_business_account"] == {"id": ME, "username": "acmeinstagram"}


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"grant_type": "ig_refresh_token", "access_token": f"sandbox-{ACCOUNT}"}, 200),
        ({"grant_type": "th_refresh_token", "access_token": f"sandbox-{ACCOUNT}"}, 200),
        ({"grant_type": "ig_refresh_token", "access_token": "EAA-dead"}, 400),
        ({"grant_type": "password", "access_token": f"sandbox-{ACCOUNT}"}, 400),
    ],
)
def test_tokens_are_renewed(instagram: Instagram, params: dict[str, str], status: int) -> None:
    answer = CLIENT.get(f"{instagram.url}/refresh_access_token", params=params)
    assert answer.status_code == status
    assert status == 400 or answer.json()["expires_in"] == 60 * 86400


def test_pages_and_files_that_are_not_there_are_404(instagram: Instagram) -> None:
    number = instagram.post(caption="Hello")
    assert "Hello" in CLIENT.get(f"{instagram.url}/instagram/{number}").text
    assert CLIENT.get(f"{instagram.url}/instagram/18").status_code == 404
    assert CLIENT.get(f"{instagram.url}/instagram/files/none.jpg").status_code == 404

"""The sandbox's LinkedIn: what it keeps, shows, counts, refuses, and how people act on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from smm_action.sandbox.audience import react
from smm_action.sandbox.server import Sandbox
from tests.contract.payloads import IMAGES
from tests.unit.sandbox.conftest import Clock

ORGANIZATION = "urn:li:organization:123"
HEADERS = {
    "authorization": "Bearer sandbox-acme",
    "linkedin-version": "202609",
    "x-restli-protocol-version": "2.0.0",
}
POST: Mapping[str, Any] = {
    "author": ORGANIZATION,
    "commentary": "Hello \\(world\\) {hashtag|\\#|launch}",
    "visibility": "PUBLIC",
    "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
    "lifecycleState": "PUBLISHED",
}


@pytest.fixture
def client(sandbox: Sandbox) -> httpx.Client:
    return httpx.Client(base_url=sandbox.url, headers=HEADERS, trust_env=False)


def posted(client: httpx.Client, **changes: Any) -> str:
    answer = client.post("/rest/posts", json={**POST, **changes})
    assert answer.status_code == 201, answer.text
    assert answer.content == b""
    return str(answer.headers["x-restli-id"])


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_post_is_kept_read_and_shown(client: httpx.Client) -> None:
    urn = posted(client)
    held = client.get(f"/rest/posts/{urn}").json()
    assert (held["id"], held["commentary"]) == (urn, POST["commentary"])
    listed = client.get("/rest/posts", params={"author": ORGANIZATION, "q": "author"}).json()
    assert [one["id"] for one in listed["elements"]] == [urn]
    for path in ("/", "/timeline/acme", f"/feed/update/{urn}/"):
        assert "Hello (world) #launch" in client.get(path).text


def test_a_file_is_shown_with_its_alt_text(client: httpx.Client) -> None:
    asked = {"initializeUploadRequest": {"owner": ORGANIZATION}}
    value = client.post("/rest/images?action=initializeUpload", json=asked).json()["value"]
    assert client.get(f"/rest/images/{value['image']}").json()["status"] == "WAITING_UPLOAD"
    put = client.put(value["uploadUrl"], content=IMAGES[0], headers={"content-type": "image/png"})
    assert put.status_code == 201
    assert client.get(f"/rest/images/{value['image']}").json()["status"] == "AVAILABLE"
    posted(client, content={"media": {"id": value["image"], "altText": "A square"}})
    assert 'alt="A square"' in client.get("/").text
    assert client.get(f"/dms/{value['image']}").content == IMAGES[0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"author": "urn:li:person:somebody"}, (403, "ACCESS_DENIED")),
        ({"author": "123"}, (400, "INVALID_URN_TYPE")),
        ({"commentary": "x" * 3001}, (400, "FIELD_LENGTH_TOO_LONG")),
        ({"lifecycleState": "WISHED"}, (400, "INVALID_VALUE_FOR_FIELD")),
        ({"content": {"media": {"id": "urn:li:image:nothing"}}}, (400, "INVALID_URN_ID")),
    ],
)
def test_what_linkedin_refuses_is_refused(client: httpx.Client, changes: dict[str, Any], told: tuple[int, str]) -> None:
    assert code(client.post("/rest/posts", json={**POST, **changes})) == told


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"authorization": ""}, (401, "INVALID_ACCESS_TOKEN")),
        ({"linkedin-version": ""}, (400, "VERSION_MISSING")),
        ({"linkedin-version": "202401"}, (426, "NONEXISTENT_VERSION")),
        ({"linkedin-version": "soon"}, (426, "NONEXISTENT_VERSION")),
    ],
)
def test_a_wrong_header_is_refused(client: httpx.Client, headers: dict[str, str], told: tuple[int, str]) -> None:
    assert code(client.post("/rest/posts", json=POST, headers=headers)) == told


def test_an_exact_repetition_is_refused_for_ten_minutes(client: httpx.Client, clock: Clock) -> None:
    urn = posted(client)
    refused = client.post("/rest/posts", json=POST)
    assert refused.status_code == 422
    assert urn in refused.json()["message"]
    posted(client, commentary="Another")
    clock.move(seconds=601)
    posted(client)


def test_what_a_person_posted_can_not_be_read(client: httpx.Client) -> None:
    me = f"urn:li:person:{client.get('/v2/userinfo').json()['sub']}"
    urn = posted(client, author=me)
    for path in (f"/rest/posts/{urn}", f"/rest/posts?q=author&author={me}", f"/rest/socialActions/{urn}/comments"):
        assert code(client.get(path)) == (403, "ACCESS_DENIED")


def test_a_deletion_is_idempotent_and_only_of_ones_own(client: httpx.Client) -> None:
    urn = posted(client)
    stranger = {**HEADERS, "authorization": "Bearer sandbox-other"}
    assert client.delete(f"/rest/posts/{urn}", headers=stranger).status_code == 403
    assert [client.delete(f"/rest/posts/{urn}").status_code for _ in range(2)] == [204, 204]
    assert client.get(f"/rest/posts/{urn}").status_code == 404


def test_people_act_and_are_counted(client: httpx.Client, sandbox: Sandbox, clock: Clock) -> None:
    urn = posted(client)
    assert react(sandbox.store, clock.now) > 0
    path = f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={ORGANIZATION}"
    (told,) = client.get(f"{path}&shares=List({urn})").json()["elements"]
    totals = told["totalShareStatistics"]
    assert totals["likeCount"] == sandbox.store.count("linkedin", urn, "like")
    assert totals["commentCount"] == len(client.get(f"/rest/socialActions/{urn}/comments").json()["elements"])
    assert client.get("/").status_code == 200

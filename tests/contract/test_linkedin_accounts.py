"""Tokens, counters, comments of others, and where bytes may go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from smm_action.core.http import Http
from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Prepared, Refreshed
from smm_action.platforms.linkedin import PLATFORM, mentions, transfer
from smm_action.sandbox.audience import react
from tests.contract.fake_server import LOST
from tests.contract.payloads import blobs, medium, part, payload, seal
from tests.contract.worlds_linkedin import (
    ORGANIZATION,
    LinkedInServer,
    LinkedInWorld,
    PersonWorld,
    call_headers,
    commented,
    new_person,
    new_world,
)

APP = {
    "CLIENT_ID": "sandbox-acme-linkedin",
    "CLIENT_SECRET": "sandbox-acme-linkedin",
    "REFRESH_TOKEN": "sandbox-acme-linkedin",
}


@pytest.fixture
def world() -> LinkedInWorld:
    return new_world()


@pytest.fixture
def person() -> PersonWorld:
    return new_person()


def test_a_token_is_looked_at_where_the_app_is_known(world: LinkedInWorld) -> None:
    world.credentials = {**world.credentials, **APP}
    told = PLATFORM.inspect(world.session())
    assert (told.missing_scopes, told.expires) == ((), "2027-01-30T08:00:30Z")
    asked = world.server.requests[-1]
    assert asked.url.host == "www.linkedin.com"
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("answer", "missing", "said"),
    [
        ({"active": True, "scope": "openid,profile"}, ("w_organization_social", "r_organization_social"), ""),
        ({"active": False, "status": "revoked"}, (), "revoked"),
        ([], (), "does not look at the token"),
    ],
)
def test_what_a_token_lacks_is_said(
    world: LinkedInWorld, monkeypatch: Any, answer: Any, missing: tuple[str, ...], said: str
) -> None:
    world.credentials = {**world.credentials, **APP}
    session = world.session()
    monkeypatch.setattr(world.server, "obey", lambda request: httpx.Response(200, json=answer))
    told = PLATFORM.inspect(session)
    assert told.missing_scopes == missing
    assert said in " ".join(told.said)


def test_without_the_app_nobody_says_how_long_the_token_lives(world: LinkedInWorld) -> None:
    told = PLATFORM.inspect(world.session())
    assert told.expires is None
    assert "CLIENT_SECRET" in told.said[0]


def test_a_refresh_token_makes_a_new_token_in_one_call(world: LinkedInWorld) -> None:
    told = PLATFORM.refresh(world.http(), {**world.credentials, **APP})
    assert isinstance(told, Refreshed)
    assert told.values == {"TOKEN": "sandbox-acme-linkedin"}
    assert told.expires == "2027-01-30T08:00:30Z"
    assert [str(one.url) for one in world.server.requests] == ["https://www.linkedin.com/oauth/v2/accessToken"]
    assert "sandbox" not in repr(told)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, {"error": "invalid_request", "error_description": "grant is invalid"}, Unauthorized),
        (401, {"error": "invalid_client"}, Unauthorized),
        (429, {}, Retry),
        (500, {}, Retry),
        (200, {"nothing": 1}, Retry),
    ],
)
def test_a_refused_renewal_says_what_to_do(status: int, body: Any, outcome: type) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(status, json=body))
    told = PLATFORM.refresh(Http("https://api.linkedin.com", transport=transport), APP)
    assert isinstance(told, outcome)
    assert "smm auth" in told.reason or outcome is Retry


def test_a_renewal_whose_answer_is_lost_is_tried_again() -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset", request=request)

    http = Http("https://api.linkedin.com", transport=httpx.MockTransport(lost))
    assert isinstance(PLATFORM.refresh(http, APP), Retry)
    assert isinstance(PLATFORM.refresh(http, {"REFRESH_TOKEN": "x"}), Rejected)


@pytest.mark.parametrize("fault", ["linkedin.login error 500", "linkedin.login expire", "linkedin.login error 403"])
def test_a_person_who_can_not_be_named_is_not_signed_in(person: PersonWorld, fault: str) -> None:
    person.server.strike(fault)
    assert isinstance(person.open(), Retry if "500" in fault else Unauthorized)


def test_a_token_without_openid_is_unauthorized(person: PersonWorld, monkeypatch: Any) -> None:
    monkeypatch.setattr(person.server, "obey", lambda request: httpx.Response(200, json={}))
    assert isinstance(person.open(), Unauthorized)


def test_a_persons_numbers_are_asked_one_by_one(person: PersonWorld) -> None:
    session = person.session()
    (receipt,) = person.send_all(session, person.seal())
    person.server.like()
    person.server.requests.clear()
    counted = PLATFORM.metrics(session, [receipt])
    assert counted == {receipt.id: {"impressions": 10, "reach": 5, "likes": 1, "reposts": 0, "replies": 0}}
    queries = [one.url.params["queryType"] for one in person.server.requests]
    assert queries == ["IMPRESSION", "MEMBERS_REACHED", "REACTION", "RESHARE", "COMMENT"]
    assert "entity=(share:urn%3Ali%3Ashare%3A" in str(person.server.requests[0].url)


def test_a_number_that_linkedin_took_away_does_not_blank_the_others(person: PersonWorld) -> None:
    session = person.session()
    (receipt,) = person.send_all(session, person.seal())
    person.server.strike("linkedin.count error 400 skip=1 times=1")
    assert PLATFORM.metrics(session, [receipt])[receipt.id].keys() == {"impressions", "likes", "reposts", "replies"}


def test_a_token_that_may_not_see_a_persons_numbers_is_asked_once(person: PersonWorld) -> None:
    session = person.session()
    receipts = [Receipt(part=0, id=f"urn:li:share:{n}", url="", at="") for n in range(3)]
    person.server.strike("linkedin.count error 403")
    person.server.requests.clear()
    assert PLATFORM.metrics(session, receipts) == {}
    assert len(person.server.requests) == 1


def test_many_posts_are_counted_in_few_calls_and_comments_in_none(world: LinkedInWorld) -> None:
    session = world.session()
    receipts = [world.send(session, world.seal(f"Post {n}", post=f"p{n}")).receipt for n in range(25)]
    comment = Receipt(part=1, id="urn:li:comment:(urn:li:share:1,2)", url="", at="")
    old = Receipt(part=0, id="urn:li:ugcPost:9", url="", at="")
    world.server.requests.clear()
    counted = PLATFORM.metrics(session, [*receipts, comment, old])
    assert counted.keys() == {receipt.id for receipt in receipts}
    lists = [one.url.query.decode().rpartition("&")[2].partition("=")[0] for one in world.server.requests]
    assert lists == ["shares", "shares", "ugcPosts"]


def test_followers_of_an_organisation_and_of_a_person(world: LinkedInWorld, person: PersonWorld) -> None:
    assert PLATFORM.account_counters(world.session()) == {"followers": 0}
    session = person.session()
    person.send_all(session, person.seal())
    react(person.server.store, person.server.now)
    assert PLATFORM.account_counters(session) == {"followers": 6}
    person.server.strike("linkedin.followers error 403")
    assert PLATFORM.account_counters(session) == {}


def test_what_others_commented_is_listed_and_our_own_is_not(world: LinkedInWorld) -> None:
    session = world.session()
    held = payload(part("Post"), platform="linkedin")
    (receipt,) = world.send_all(session, seal(held))
    for name, text in (("fan-ada", "First!"), ("fan-alan", "Second!")):
        world.server.now += timedelta(minutes=5)
        commented(world, name, text, receipt.id)
    own = {"actor": ORGANIZATION, "object": receipt.id, "message": {"text": "Thanks"}}
    session.http.create("POST", f"/rest/socialActions/{receipt.id}/comments", headers=call_headers(session), json=own)
    told = PLATFORM.replies(session, [receipt], None)
    assert [one.text for one in told] == ["First!", "Second!"]
    assert [one.at for one in told] == ["2026-12-01T08:05:30Z", "2026-12-01T08:10:30Z"]
    assert {one.to for one in told} == {receipt.id}
    assert all(one.author.startswith("urn:li:person:") for one in told)
    assert "First" not in repr(told)
    assert [one.text for one in PLATFORM.replies(session, [receipt], told[0].at)] == ["Second!"]


def mentioned(world: LinkedInWorld, name: str, text: str, by: str = "") -> None:
    """Let ``name`` post ``text``, for an organisation or as the person they are."""
    who = f"sandbox-{name}"
    member = world.http().read("GET", "/v2/userinfo", headers={"authorization": f"Bearer {who}"}).json()["sub"]
    body = {
        "author": by or f"urn:li:person:{member}", "commentary": text, "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"}, "lifecycleState": "PUBLISHED",
    }  # fmt: skip
    headers = {"authorization": f"Bearer {who}", "linkedin-version": "202609", "x-restli-protocol-version": "2.0.0"}
    assert world.http().create("POST", "/rest/posts", headers=headers, json=body).status == 201


def test_who_mentions_the_organisation_is_listed_once(world: LinkedInWorld) -> None:
    session = world.session()
    for name, text, by in (
        ("fan-ada", f"Thanks @[Acme]({ORGANIZATION})", ""),
        ("fan-alan", "Nobody at all", ""),
        ("fan-alan", "@[Other](urn:li:organization:124) too", ""),
        ("acme-linkedin", f"We, @[Acme]({ORGANIZATION})", ORGANIZATION),
        ("fan-alan", f"Hello @[Acme]({ORGANIZATION})", ""),
    ):
        world.server.now += timedelta(minutes=5)
        mentioned(world, name, text, by)
    told = PLATFORM.replies(session, [], None)
    assert [one.text.partition(" ")[0] for one in told] == ["Thanks", "Hello"]
    assert {one.to for one in told} == {""}
    assert all(one.url.startswith("https://www.linkedin.com/feed/update/urn:li:share:") for one in told)
    assert [one.text.partition(" ")[0] for one in PLATFORM.replies(session, [], told[0].at)] == ["Hello"]
    assert "Thanks" not in repr(told)


@pytest.mark.parametrize(
    "odd",
    [
        {"action": "COMMENT"},
        {"generatedActivity": "urn:li:comment:(urn:li:activity:1,2)"},
        {"generatedActivity": 7},
        {"lastModifiedAt": "soon"},
    ],
)
def test_a_notification_of_another_shape_is_passed_over(
    world: LinkedInWorld, odd: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {
        "action": "SHARE_MENTION",
        "generatedActivity": "urn:li:share:1",
        "lastModifiedAt": 1796112000000,
        "decoratedGeneratedActivity": None,
    }
    session = world.session()
    monkeypatch.setattr(mentions, "read_object", lambda *_: {"elements": [{**whole, **odd}, "x"]})
    assert PLATFORM.replies(session, [], None) == []
    # a page that comes again is the last one
    monkeypatch.setattr(mentions, "read_object", lambda *_: {"elements": [whole]})
    (one,) = PLATFORM.replies(session, [], None)
    assert (one.id, one.author, one.text) == ("urn:li:share:1", "", "")


def test_notifications_that_can_not_be_had_leave_the_comments(world: LinkedInWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, seal(payload(part("Post"), platform="linkedin")))
    commented(world, "fan-ada", "First!", receipt.id)
    world.server.strike("linkedin.mentions error 403")
    assert [one.text for one in PLATFORM.replies(session, [receipt], None)] == ["First!"]


def test_a_persons_comments_are_not_asked_for(person: PersonWorld) -> None:
    session = person.session()
    (receipt,) = person.send_all(session, person.seal())
    before = len(person.server.requests)
    assert PLATFORM.replies(session, [receipt], None) == ()
    assert len(person.server.requests) == before


class Elsewhere(LinkedInServer):
    """Names an upload address of its own."""

    url = "https://evil.example/take"

    def obey(self, request: httpx.Request) -> httpx.Response:
        response = super().obey(request)
        if request.url.params.get("action") != "initializeUpload":
            return response
        told = response.json()
        told["value"]["uploadUrl"] = self.url
        return httpx.Response(200, json=told)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/take",
        "https://linkedin.com.evil.example/take",
        "https://evillinkedin.com/take",
        "http://www.linkedin.com/take",
        "https://www.linkedin.com:8443/take",
        "https://user@www.linkedin.com/take",
        "http://127.0.0.1/take",
        "file:///etc/passwd",
        "",
    ],
)
def test_neither_bytes_nor_token_go_to_a_stranger(url: str) -> None:
    server = Elsewhere()
    server.url = url
    world = LinkedInWorld(PLATFORM, server)
    session, held = world.session(), payload(part("Look", medium()), platform="linkedin")
    outcome = world.platform.prepare(session, seal(held), 0, blobs)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "upload-host"
    assert not any(one.method == "PUT" for one in server.requests)


def test_bytes_go_to_linkedins_upload_host_and_to_the_sandbox() -> None:
    server = LinkedInServer()
    for origin in ("https://api.linkedin.com", "http://127.0.0.1:8123"):
        world = LinkedInWorld(PLATFORM, server)
        world.origin = origin
        session, held = world.session(), payload(part("Look", medium()), platform="linkedin")
        assert isinstance(world.platform.prepare(session, seal(held), 0, blobs), Prepared)
    assert transfer.HOSTS == ("linkedin.com", "licdn.com")
    session = LinkedInWorld(PLATFORM, server).session()
    sent = transfer.put(session, "https://www.linkedin.com/dms-uploads/x/0?a=b", b"1", "image/png", signed_in=True)
    assert not isinstance(sent, Rejected)
    assert str(server.requests[-1].url) == "https://www.linkedin.com/dms-uploads/x/0?a=b"


def test_a_lost_upload_is_tried_again(world: LinkedInWorld) -> None:
    session, held = world.session(), payload(part("Look", medium()), platform="linkedin")
    world.server.is_create = lambda request: request.url.path == "/rest/images"  # type: ignore[method-assign]
    world.server.faults.extend([LOST] * 3)
    assert isinstance(world.platform.prepare(session, seal(held), 0, blobs), Retry)
    assert isinstance(world.platform.prepare(session, seal(held), 0, blobs), Prepared)

"""Every request of every flow against Meta's own Postman collection, whose sample answers our code reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Receipt
from smm_action.model.payload import LinkCard, PollPayload
from smm_action.platformkit.base import Refreshed, Target
from smm_action.platformkit.graph.insights import value_of
from smm_action.platforms.threads.card import CARD
from smm_action.platforms.threads.own import own_of
from smm_action.sandbox.threads.contract import COLLECTION, Postman
from tests.contract.payloads import medium, menagerie, part, payload, seal
from tests.contract.worlds_threads import TOKEN, ThreadsWorld, form, new_world
from tests.shared import shared

pytestmark = pytest.mark.shared


@cache
def collection() -> Any:
    return json.loads((shared("contracts") / COLLECTION).read_text("utf-8"))


@cache
def postman() -> Postman:
    return Postman.read(shared("contracts"))


def played() -> ThreadsWorld:
    """Play every flow that there is, and return what was asked."""
    world = new_world(shared("contracts"))
    world.server.strike("threads.media processing 0")
    session = world.session()
    world.platform.inspect(session)
    for name, held in menagerie("threads").items():
        world.send_all(session, seal(held, key=name))
    card, poll = LinkCard(url="https://acme.example/x"), PollPayload(options=("Yes", "No"), duration=timedelta(days=1))
    options = {"reply_control": "everyone", "topic_tag": "Winter", "location_id": "1", "countries": ["DE"]}
    world.send_all(session, world.seal("Card", post="card", card=card, options={**options, "ghost": True}))
    world.send_all(session, world.seal("Poll", post="poll", poll=poll))
    film = medium(kind="video", mime="video/mp4")
    held = payload(part("Film", film), platform="threads", post="film", options={"spoiler": True, "location_id": "1"})
    (first,) = world.send_all(session, seal(held))
    world.send_all(session, seal(payload(part("Both", film, medium()), platform="threads"), key="both"))
    target = Target(reply_to=first.url, quote=first.url)
    world.send_all(session, world.seal("Answer", post="answer", reply_to=first.url, quote=first.url), target)
    repost = seal(payload(platform="threads", post="repost", repost=first.url))
    (reposted,) = world.send_all(session, repost, Target(repost=first.url))
    nowhere = "https://www.threads.com/@bob/post/Dnowhere"
    world.send(session, world.seal("?", post="nowhere", reply_to=nowhere), target=Target(reply_to=nowhere))
    world.platform.find(session, world.seal("?"), 0, ())
    world.platform.find(session, world.seal("?", "!"), 1, (first,))
    world.platform.find(session, repost, 0, ())
    world.platform.metrics(session, [first])
    world.platform.account_counters(session)
    world.platform.replies(session, [first], "2026-12-01T00:00:00Z")
    for receipt in (first, reposted, first):
        world.platform.delete(session, receipt)
    return world


def asked(world: ThreadsWorld) -> Iterator[tuple[httpx.Request, dict[str, str]]]:
    for request in world.server.requests:
        kind = request.headers.get("content-type", "")
        given = form(request) if kind.startswith("application/x-www-form-urlencoded") else {}
        yield request, {**dict(request.url.params), **given}


def test_every_request_is_in_metas_collection() -> None:
    world = played()
    # the posts of a profile may not be read by the sandbox's app: that call is answered, and checked, all the same
    assert [one for one in world.server.violations() if "profile_posts" not in one] == []
    places = set()
    for request, given in asked(world):
        faults = list(postman().faults(request.method, request.url.path, given))
        assert faults == [], (request.method, request.url.path)
        places.add((request.method, request.url.path.rpartition("/")[2].rstrip("0123456789")))
    assert len(world.server.requests) > 100
    edges = {"threads", "threads_publish", "repost", "replies", "mentions", "insights", "threads_insights"}
    assert {edge for _, edge in places} >= edges | {"me", "debug_token", "threads_publishing_limit", ""}
    assert ("DELETE", "") in places


def test_the_version_is_the_collections() -> None:
    assert CARD.version is not None
    # the collection names the host alone, and Meta's pages the version
    assert CARD.version.name == "v1.0"
    assert {one["key"]: one["value"] for one in collection()["variable"]}["api_host"] == CARD.default_server


def test_every_permission_exists() -> None:
    scopes = {one["key"]: one.get("value") for one in collection()["variable"]}["scope"].split(",")
    assert set(CARD.credentials[0].scopes) <= set(scopes)


def requests(items: Any) -> Iterator[dict[str, Any]]:
    for item in items:
        yield from requests(item["item"]) if "item" in item else [item]


def sample(name: str) -> dict[str, Any]:
    """Return the answer that the collection shows for a request; unquoted placeholders become texts, dots nothing."""
    (item,) = (one for one in requests(collection()["item"]) if one["name"] == name)
    body = re.sub(r": <string>", ': "string"', item["response"][0]["body"])
    body = re.sub(r",\s*\.\.\.", "", body)
    answer: dict[str, Any] = json.loads(body)
    return answer


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Get a List of All a User's Threads", "Thisisatestpost"),
        ("Get a List of All a User's Replies", "REPLY"),
        ("Get Mentioned Threads Posts", "string"),
    ],
)
def test_the_samples_of_lists_are_read(name: str, text: str) -> None:
    first = own_of(sample(name)["data"][0])
    assert (first.id, first.text) == ("string", text)
    assert first.alts == ()


def test_the_sample_of_insights_is_read() -> None:
    held = sample("Get Post Insights")
    for name in ("views", "likes", "replies", "reposts", "quotes"):
        assert value_of(held, name) == 0


def test_the_samples_of_the_flow_are_read() -> None:
    """Answers as the collection has them, with numbers where it says ``string``."""
    said: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {
        ("GET", "me"): lambda: sample("Get App-Scoped User's Profile Information"),
        ("POST", "threads"): lambda: sample("1.1 Create Text Container"),
        ("POST", "threads_publish"): lambda: sample("2. Publish Threads Post"),
        ("GET", "threads_publishing_limit"): lambda: sample("Retrieve Publishing Quota Limit"),
        ("DELETE", "17"): lambda: sample("Delete Threads Post"),
    }

    def answer(request: httpx.Request) -> httpx.Response:
        last = request.url.path.rstrip("/").rpartition("/")[2]
        if (request.method, last) == ("GET", "17"):
            fields = request.url.params["fields"]
            held = sample("Check Container's Publishing Status" if "status" in fields else "Get Threads Post Details")
        else:
            held = said[request.method, last]()
        return httpx.Response(200, json={**held, **({"id": "17"} if "id" in held else {})})

    world = new_world()
    world.server.obey = answer  # type: ignore[method-assign]
    session = world.session()
    sent = world.send(session, world.seal("Hello"))
    assert sent.receipt == Receipt(part=0, id="17", url="string", at="2026-12-01T08:00:30Z")
    assert session.memory["left"] == {"": 248}
    assert world.platform.delete(session, sent.receipt) == sent.receipt


def test_the_sample_of_a_long_lived_token_is_read() -> None:
    world = new_world()
    held = sample("Get Long-Lived Access Token")
    world.server.obey = lambda request: httpx.Response(200, json=held)  # type: ignore[method-assign]
    found = world.platform.refresh(world.http(), {"TOKEN": TOKEN})
    assert isinstance(found, Refreshed)
    assert found.values == {"TOKEN": "string"}
    assert found.expires == "2027-01-30T08:00:30Z"


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("POST", "/v1.0/27841/threads", {"txt": "t"}),
        ("POST", "/v1.0/27841/threads", {"media_type": "GIF"}),
        ("POST", "/v1.0/27841/threads_publish", {"id": "1"}),
        ("GET", "/v1.0/19", {"fields": "id,captions"}),
        ("GET", "/v1.0/19/insights", {"metric": "impressions"}),
        ("PUT", "/v1.0/19", {}),
        ("GET", "/v1.0/19/nothing", {}),
    ],
)
def test_the_check_finds_what_is_wrong(method: str, path: str, given: dict[str, str]) -> None:
    assert list(postman().faults(method, path, given))

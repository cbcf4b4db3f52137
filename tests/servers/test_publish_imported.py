"""The posts of a real team, imported, rendered, published to real servers, and read back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smm_action.content.project import load
from smm_action.content.source import WorkTree
from smm_action.core.http import Http
from smm_action.importers.formats import read
from smm_action.importers.writer import write
from smm_action.model.delivery import Receipt
from smm_action.model.payload import Part, Payload
from smm_action.model.project import Project
from smm_action.platformkit.base import Found, Session
from smm_action.platformkit.render import render
from smm_action.platforms import bluesky, mastodon
from smm_action.sandbox.server import running
from tests.entering import enter
from tests.servers.bluesky import POST, BlueskyNetwork
from tests.servers.deliveries import Delivery, delivery, digest, medium, picture, send
from tests.servers.mastodon_mock import MastodonMock
from tests.shared import shared

pytestmark = [pytest.mark.servers, pytest.mark.shared, pytest.mark.timeout(600)]
PLATFORMS: dict[str, Any] = {"bluesky": bluesky.PLATFORM, "mastodon": mastodon.PLATFORM}
STAND_IN = picture("teal", (160, 100))
"""The corpus names its pictures by URL and does not hold them; alt texts are the team's own."""
MOST = {"bluesky": 120, "mastodon": 120}
"""Posts of each platform that are published here, evenly spread over the years."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root: Path = tmp_path_factory.mktemp("galaxy") / "content"
    write(read("galaxy-social", shared("corpus/galaxy-social")), root)
    return load(WorkTree(root), str(root))


def rendered(project: Project, platform: str) -> list[Payload]:
    """Return what each post would send to its first account on ``platform``, where nothing is wrong with it."""
    payloads: dict[str, Payload] = {}
    for post in project.posts:
        brand = project.brands[post.brand]
        accounts = [brand.accounts[name] for name in post.accounts if brand.accounts[name].platform == platform]
        for account in accounts[:1]:
            done = render(post, account, brand, PLATFORMS[platform], lambda _: None)
            if not done.problems and not any(map(_has_odd_tag, done.payload.parts)):
                payloads.setdefault("\n\n".join(part.text for part in done.payload.parts), done.payload)
    every = list(payloads.values())
    return every[:: max(1, len(every) // MOST[platform])]


def _has_odd_tag(part: Part) -> bool:
    """Whether a tag has spaces: the rule malformed-hashtag keeps such a post from merging."""
    return any(facet.kind == "tag" and " " in facet.value for facet in part.facets)


def with_pictures(payload: Payload) -> Delivery:
    """Return a delivery of ``payload`` that can be sent: every picture replaced by the stand-in, alt texts kept."""
    made = delivery(payload.platform, "x")
    parts = tuple(_with_pictures(part) for part in payload.parts)
    return Delivery(
        replace(
            made.sealed,
            payload=replace(payload, parts=parts, card=None, reply_to=None, quote=None),
            blobs={digest(STAND_IN): digest(STAND_IN)},
        ),
        {digest(STAND_IN): STAND_IN},
    )


def _with_pictures(part: Part) -> Part:
    return replace(part, media=tuple(medium(STAND_IN, one.alt) for one in part.media[:4]))


def published(platform: Any, session: Session, payloads: list[Payload]) -> Iterator[tuple[Delivery, list[Receipt]]]:
    for payload in payloads:
        made = with_pictures(payload)
        yield made, send(platform, session, made)


def test_a_teams_posts_arrive_on_bluesky_as_rendered(bluesky_network: BlueskyNetwork, project: Project) -> None:
    who = bluesky_network.new_account()
    session = enter(
        bluesky.PLATFORM,
        Http(bluesky_network.pds),
        "acme",
        bluesky_network.pds,
        who.handle,
        {"APP_PASSWORD": who.app_password},
    )
    assert isinstance(session, Session)
    payloads = rendered(project, "bluesky")
    assert len(payloads) > 50
    assert any(len(payload.parts) > 1 for payload in payloads)
    assert any(part.media for payload in payloads for part in payload.parts)
    for made, receipts in published(bluesky.PLATFORM, session, payloads):
        for index, (part, receipt) in enumerate(zip(made.sealed.payload.parts, receipts, strict=True)):
            key = receipt.id.rpartition("/")[2]
            place = {"repo": who.did, "collection": POST, "rkey": key}
            record = bluesky_network.answer("GET", "com.atproto.repo.getRecord", params=place).json()["value"]
            assert record["text"] == part.text
            assert links(record) == [(one.start, one.end, one.value) for one in part.facets if one.kind == "link"]
            images = record.get("embed", {}).get("images", [])
            assert [image["alt"] for image in images] == [one.alt for one in part.media]
            assert record.get("reply", {}).get("parent", {}).get("uri") == (receipts[index - 1].id if index else None)
        assert isinstance(bluesky.PLATFORM.find(session, made.sealed, 0, ()), Found)


def links(record: dict[str, Any]) -> list[tuple[int, int, str]]:
    return [
        (facet["index"]["byteStart"], facet["index"]["byteEnd"], feature["uri"])
        for facet in record.get("facets", [])
        for feature in facet["features"]
        if "uri" in feature
    ]


def test_a_teams_posts_arrive_on_mastodon_as_rendered_and_are_found_again(
    mastodon_mock: MastodonMock, project: Project
) -> None:
    session = signed_in(mastodon_mock)
    # the mock counts every character of a URL, real servers 23; what is short either way is enough here
    payloads = [one for one in rendered(project, "mastodon") if all(len(part.text) <= 500 for part in one.parts)]
    assert len(payloads) > 50
    sent = list(published(mastodon.PLATFORM, session, payloads))
    for made, receipts in sent:
        for index, (part, receipt) in enumerate(zip(made.sealed.payload.parts, receipts, strict=True)):
            status = mastodon_mock.answer("GET", f"/api/v1/statuses/{receipt.id}", mastodon_mock.tokens[2]).json()
            assert seen(status["content"]) == bare(part.text)
            assert [one["description"] or "" for one in status["media_attachments"]] == [one.alt for one in part.media]
            assert status["in_reply_to_id"] == (receipts[index - 1].id if index else None)
    later = signed_in(mastodon_mock)
    for made, receipts in sent:
        for index, receipt in enumerate(receipts):
            found = mastodon.PLATFORM.find(later, made.sealed, index, receipts[:index])
            assert isinstance(found, Found), made.sealed.payload.post
            assert found.receipt.id == receipt.id


def test_the_sandbox_takes_and_finds_every_one_of_them(project: Project) -> None:
    with running(contracts=shared("contracts")) as sandbox:
        for name, field in (("mastodon", "TOKEN"), ("bluesky", "APP_PASSWORD")):
            platform = PLATFORMS[name]
            credentials = {field: sandbox.credential("acme")}
            session = enter(platform, Http(sandbox.url), "acme", sandbox.url, "acme.example.com", credentials)
            sent = list(published(platform, session, rendered(project, name)))
            assert len(sent) > 50
            for made, receipts in sent:
                for index, receipt in enumerate(receipts):
                    found = platform.find(session, made.sealed, index, receipts[:index])
                    assert isinstance(found, Found), made.sealed.payload.post
                    assert found.receipt.id == receipt.id
        calls = sandbox.store.calls()
        assert [call for call in calls if call.violations or call.status >= 400] == []


def signed_in(server: MastodonMock) -> Session:
    opened = enter(mastodon.PLATFORM, Http(server.url), "acme", server.url, "acme", {"TOKEN": server.tokens[2]})
    assert isinstance(opened, Session), opened
    return opened


def seen(content: str) -> str:
    """Return what a reader sees of a status, as ``bare`` does of a text."""
    blocks = re.sub(r"</?(?:p|br)\b[^>]*>", " ", content)
    return bare(html.unescape(re.sub(r"<[^>]+>", "", blocks)))


def bare(text: str) -> str:
    """Return a text without spaces, and mentions without their domain: some servers show it, some do not."""
    return re.sub(r"\s", "", re.sub(r"(@[\w.-]+)@[\w.-]+\w", r"\1", text))

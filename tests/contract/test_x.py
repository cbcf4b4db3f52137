"""X: its card against its own OpenAPI document, its counter, and how posts are rendered. Publishing is not built."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from smm_action.platformkit.base import SupportsFind, SupportsPublish
from smm_action.platforms.x import PLATFORM
from tests.shared import shared

DOCUMENTS = ("contracts/x/openapi-2.159.extract.json", "contracts/x/openapi-2.167.extract.json")


def test_it_does_not_pretend_to_publish() -> None:
    assert not isinstance(PLATFORM, SupportsPublish | SupportsFind)
    assert not PLATFORM.card.features & {"publish", "find", "delete", "metrics", "followers", "doctor"}
    assert PLATFORM.card.tier == "bronze"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("a" * 279, 279),
        ("a" * 280, 280),
        ("a" * 281, 281),
        ("春" * 140, 280),
        ("春" * 141, 282),
        ("👨‍👩‍👧‍👦" * 140, 280),
        ("https://example.com/" + "a" * 400, 23),
        ("https://example.com/a " * 2, 48),
        ("", 0),
    ],
)
def test_length_is_weighted(text: str, weight: int) -> None:
    assert PLATFORM.count(text) == weight


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/acme/status/1234567890123456789",
        "https://twitter.com/acme/status/1",
        "https://www.twitter.com/acme/status/1",
        "https://mobile.twitter.com/acme/status/1/photo/1",
    ],
)
def test_the_addresses_of_posts_are_known(url: str) -> None:
    assert re.fullmatch(PLATFORM.card.post_url, url)


@pytest.mark.parametrize(
    "url", ["https://x.com/acme", "https://x.com.evil.example/acme/status/1", "https://xcom/a/status/1"]
)
def test_other_addresses_are_not(url: str) -> None:
    assert not re.fullmatch(PLATFORM.card.post_url, url)


@pytest.mark.parametrize("mime", ["image/gif", "video/mp4"])
def test_moving_pictures_are_among_the_media_it_takes(mime: str) -> None:
    media = PLATFORM.card.media
    assert mime in media.image_types + media.video_types


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def fields(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = resolved(document, schema)["properties"]
    return {name: resolved(document, inner) for name, inner in held.items()}


@pytest.mark.shared
@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_card_says_what_the_openapi_document_says(path: str) -> None:
    document = json.loads(shared(path).read_text("utf-8"))
    body = document["paths"]["/2/tweets"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    properties = fields(document, body)
    card = PLATFORM.card
    assert card.poll_options is not None
    assert card.poll_duration is not None
    poll = fields(document, properties["poll"])
    assert (poll["options"]["minItems"], poll["options"]["maxItems"]) == card.poll_options
    assert poll["options"]["items"]["maxLength"] == card.poll_option_limit
    shortest, longest = card.poll_duration
    assert poll["duration_minutes"]["minimum"] * 60 == shortest.total_seconds()
    assert poll["duration_minutes"]["maximum"] * 60 == longest.total_seconds()
    assert fields(document, properties["media"])["media_ids"]["maxItems"] == card.media.max_images

"""An account on the fake personal data server."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from smm_action.platforms.bluesky import PLATFORM
from tests.contract.fake_bluesky import DID, OTHER, PASSWORD, FakeBluesky
from tests.contract.payloads import DUE
from tests.contract.suite import World

POSTS, REPOSTS = "app.bsky.feed.post", "app.bsky.feed.repost"


BOBS = "https://bsky.app/profile/bob.test/post/3kbobspost222"


BOBS_URI = f"at://{OTHER}/{POSTS}/3kbobspost222"


class BlueskyWorld(World):
    name, origin, handle = "bluesky", "https://pds.example", "@acme.test"
    credentials = MappingProxyType({"APP_PASSWORD": PASSWORD})
    secrets = (PASSWORD, "access-jwt-1", "refresh-jwt-1")
    server: FakeBluesky

    def posts(self) -> list[dict[str, Any]]:
        return [
            {
                "text": record["text"],
                "alts": [image["alt"] for image in record.get("embed", {}).get("images", [])],
                "reply": record.get("reply", {}).get("parent", {}).get("uri"),
            }
            for place, record in self.server.records.items()
            if place[0] == DID
        ]


def records(world: BlueskyWorld) -> list[dict[str, Any]]:
    return [record for place, record in world.server.records.items() if place[0] == DID]


def bob_posts(world: BlueskyWorld, **fields: Any) -> None:
    record = {"$type": POSTS, "text": "Bob was here", "createdAt": DUE, **fields}
    world.server.records[OTHER, POSTS, "3kbobspost222"] = record


def new_world() -> BlueskyWorld:
    return BlueskyWorld(PLATFORM, FakeBluesky())

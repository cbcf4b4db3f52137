"""An account on the fake Mastodon."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from smm_action.platforms.mastodon import PLATFORM
from smm_action.platforms.mastodon.rewriting import comparable, text_of
from tests.contract.fake_mastodon import ORIGIN, TOKEN, FakeMastodon
from tests.contract.fake_server import body_of
from tests.contract.suite import World

THEIRS = "https://other.example/@bob/9"


class MastodonWorld(World):
    name, origin, handle = "mastodon", ORIGIN, "acme"
    credentials = MappingProxyType({"TOKEN": TOKEN})
    secrets = (TOKEN,)
    server: FakeMastodon

    def posts(self) -> list[dict[str, Any]]:
        return [
            {
                "text": self.authored(status),
                "alts": [medium["description"] or "" for medium in status["media_attachments"]],
                "reply": status["in_reply_to_id"],
            }
            for status in reversed(self.server.statuses)
        ]

    def authored(self, status: dict[str, Any]) -> str:
        """Return the text whose create made ``status``."""
        for request in self.server.requests:
            if self.server.is_create(request) and request.content:
                text: str = body_of(request)["status"]
                if comparable(text) == comparable(text_of(status["content"])):
                    return text
        return "?"


def created(world: MastodonWorld) -> list[dict[str, Any]]:
    return [body_of(r) for r in world.server.requests if r.url.path == "/api/v1/statuses" and r.method == "POST"]


def new_world() -> MastodonWorld:
    return MastodonWorld(PLATFORM, FakeMastodon())

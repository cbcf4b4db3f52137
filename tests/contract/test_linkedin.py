"""LinkedIn: the suite for an organisation, against the sandbox."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from smm_action.model.delivery import Receipt
from tests.contract.suite import PlatformContract, World
from tests.contract.worlds_linkedin import LinkedInWorld, new_world


class TestLinkedIn(PlatformContract):
    @pytest.fixture
    def world(self) -> LinkedInWorld:
        return new_world()

    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        store = world.server.store
        taken = [one for one in world.server.requests if one.method == "PUT"]
        assert [one.content for one in taken] == sent
        for one in taken:
            blob = store.blob("linkedin", unquote(one.url.path).split("/")[2])
            assert blob.data == one.content
            assert blob.mime == "image/png"

    def gone(self, receipt: Receipt) -> str:
        return "urn:li:share:1"

    def counters(self) -> dict[str, int]:
        return {"impressions": 10, "reach": 5, "likes": 1, "reposts": 0, "replies": 0, "clicks": 1}

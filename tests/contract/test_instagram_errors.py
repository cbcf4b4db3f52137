"""Every error that Meta documents for Instagram: what it means for a post, and the sentence a person reads."""

from __future__ import annotations

import pytest

from smm_action.platforms.instagram.card import GRAPH
from tests.contract.graph_errors import ErrorsContract
from tests.contract.worlds_instagram import InstagramWorld, new_world


@pytest.fixture
def world() -> InstagramWorld:
    return new_world()


class TestInstagramErrors(ErrorsContract):
    table = GRAPH.errors

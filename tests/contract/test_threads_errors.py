"""Every error that Meta documents for Threads: what it means for a post, and the sentence a person reads."""

from __future__ import annotations

import pytest

from smm_action.platforms.threads.card import GRAPH
from tests.contract.graph_errors import ErrorsContract
from tests.contract.worlds_threads import ThreadsWorld, new_world


@pytest.fixture
def world() -> ThreadsWorld:
    return new_world()


class TestThreadsErrors(ErrorsContract):
    table = GRAPH.errors

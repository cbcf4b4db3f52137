"""Every error that Meta documents for Threads: what it means for a post, and the sentence a person reads."""

from __future__ import annotations

import pytest

from smm_action.platformkit.errortable import KnownError
from smm_action.platforms.threads.card import GRAPH
from tests.contract.graph_errors import ErrorsContract, answers, named
from tests.contract.worlds_threads import ThreadsWorld, new_world


@pytest.fixture
def world() -> ThreadsWorld:
    return new_world()


@pytest.fixture(params=answers(GRAPH.errors), ids=named)
def row(request: pytest.FixtureRequest) -> KnownError:
    found: KnownError = request.param
    return found


@pytest.fixture(params=GRAPH.errors.rows, ids=named)
def any_row(request: pytest.FixtureRequest) -> KnownError:
    found: KnownError = request.param
    return found


@pytest.fixture(params=[200, 400, 403])
def status(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


class TestThreadsErrors(ErrorsContract):
    table = GRAPH.errors

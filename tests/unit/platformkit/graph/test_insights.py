"""Insights and tokens."""

from __future__ import annotations

from typing import Any

import pytest

from smm_action.platformkit.base import Inspection, Session
from smm_action.platformkit.graph import Graph, insights, inspect_token
from smm_action.platformkit.graph.tokens import UNSAID
from tests.unit.platformkit.graph.conftest import TOKEN, Scripted
from tests.unit.platformkit.graph.test_api import error


def row(name: str, value: Any) -> dict[str, Any]:
    return {"data": [{"name": name, "period": "lifetime", "values": [{"value": value}], "id": "1/insights"}]}


def test_a_retired_metric_does_not_blank_the_rest(graph: Graph, session: Session, server: Scripted) -> None:
    server.script.extend([(200, row("views", 7)), (400, error(100)), (200, row("clicks", 0))])
    names = {"impressions": "views", "reach": "gone", "clicks": "clicks"}
    assert insights(graph, session, "/1/insights", names, {"period": "lifetime"}) == {"impressions": 7, "clicks": 0}
    assert [request.url.params["metric"] for request in server.requests] == ["views", "gone", "clicks"]
    assert all("," not in request.url.params["metric"] for request in server.requests)


@pytest.mark.parametrize("refusal", [(400, error(4)), (403, error(200)), (400, error(190))])
def test_a_limit_or_a_missing_permission_ends_the_questions(
    graph: Graph, session: Session, server: Scripted, refusal: Any
) -> None:
    server.script.append(refusal)
    assert insights(graph, session, "/1/insights", {"impressions": "views", "clicks": "clicks"}) == {}
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        (row("likes", {"like": 3, "love": 2}), {"likes": 5}),
        ({"data": [{"name": "likes", "total_value": {"value": 4}}]}, {"likes": 4}),
        ({"data": []}, {}),
        ({"data": [{"name": "another", "values": [{"value": 4}]}]}, {}),
        ({"data": [{"name": "likes", "values": []}]}, {}),
        (row("likes", "many"), {}),
        (row("likes", -1), {}),
        (row("likes", True), {}),
        ({}, {}),
    ],
)
def test_what_is_not_there_is_absent_and_not_zero(
    graph: Graph, session: Session, server: Scripted, answer: Any, number: dict[str, int]
) -> None:
    server.script.append((200, answer))
    assert insights(graph, session, "/1/insights", {"likes": "likes"}) == number


def test_a_token_is_looked_at_without_being_put_into_an_address(
    graph: Graph, session: Session, server: Scripted
) -> None:
    held = {"scopes": ["pages_show_list"], "expires_at": 0, "data_access_expires_at": 1_800_000_000, "is_valid": True}
    server.script.append((200, {"data": held}))
    found = inspect_token(graph, session, ["pages_show_list", "pages_manage_posts"])
    assert found.missing_scopes == ("pages_manage_posts",)
    assert found.expires is None
    assert "2027-01-15" in found.said[0]
    assert session.scopes == {"pages_show_list"}
    assert TOKEN not in str(server.requests[0].url)


def test_a_token_that_ends_says_when(graph: Graph, session: Session, server: Scripted) -> None:
    server.script.append((200, {"data": {"scopes": [], "expires_at": 1_800_000_000}}))
    assert inspect_token(graph, session, []) == Inspection(expires="2027-01-15T08:00:00Z")


@pytest.mark.parametrize("answer", [(400, error(100)), (200, {"data": {}}), (200, {"data": {"error": {}}})])
def test_what_meta_does_not_tell_is_said(graph: Graph, session: Session, server: Scripted, answer: Any) -> None:
    server.script.append(answer)
    assert inspect_token(graph, session, ["pages_manage_posts"]) == Inspection(said=(UNSAID,))

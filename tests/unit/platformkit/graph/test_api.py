"""Calls of a Graph API: where the token goes, what errors mean, how pages and usage are read."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.base import Session
from smm_action.platformkit.graph import Graph
from tests.unit.platformkit.graph.conftest import TOKEN, Scripted


def error(code: int, subcode: int | None = None, **fields: Any) -> dict[str, Any]:
    held = {"message": "(#n) In English", "type": "OAuthException", "code": code, "fbtrace_id": "Axyz", **fields}
    return {"error": held if subcode is None else {**held, "error_subcode": subcode}}


def test_the_token_is_a_header_and_the_version_is_in_the_path(graph: Graph, session: Session, server: Scripted) -> None:
    server.script.append((200, {"id": "7"}))
    assert graph.read(session, "/me", {"fields": "id"}) == {"id": "7"}
    assert server.requests[0].url == "https://graph.facebook.com/v26.0/me?fields=id"
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("status", "body", "read", "create"),
    [
        (400, error(190), Unauthorized, Unauthorized),
        (400, error(190, 463), Unauthorized, Unauthorized),
        (401, error(102), Unauthorized, Unauthorized),
        (403, error(10), Unauthorized, Unauthorized),
        (403, error(200), Unauthorized, Unauthorized),
        (400, error(283), Unauthorized, Unauthorized),
        (400, error(4), Retry, Retry),
        (403, error(32), Retry, Retry),
        (400, error(613), Retry, Retry),
        (400, error(341), Retry, Retry),
        (400, error(80001), Retry, Retry),
        (400, error(100), Rejected, Rejected),
        (400, error(100, 33), Rejected, Rejected),
        (400, error(368), Rejected, Rejected),
        (400, error(506), Rejected, Rejected),
        (500, error(1), Retry, Unknown),
        (500, error(2, is_transient=True), Retry, Unknown),
        (400, error(2), Retry, Unknown),
        (400, error(999999), Rejected, Rejected),
        (400, error(999999, is_transient=True), Retry, Retry),
        (500, error(999999, is_transient=True), Retry, Unknown),
        (200, error(190), Unauthorized, Unauthorized),
        (200, error(100), Rejected, Rejected),
        (200, error(999999), Rejected, Unknown),
        (200, "<html>", Rejected, Unknown),
        (200, [], Rejected, Unknown),
        (502, "<html>", Retry, Unknown),
        (429, {"error": "busy"}, Retry, Retry),
    ],
)
def test_an_error_is_understood_by_its_code(
    graph: Graph, session: Session, server: Scripted, status: int, body: Any, read: type, create: type
) -> None:
    server.script.extend([(status, body)] * 4)
    assert isinstance(graph.read(session, "/me"), read)
    server.requests.clear()
    assert isinstance(graph.create(session, "/1/feed", {"message": "hi"}), create)
    assert len(server.requests) == 1


def test_the_more_precise_row_is_said_with_metas_own_words_and_the_trace(
    graph: Graph, session: Session, server: Scripted
) -> None:
    server.script.append((400, error(190, 463, error_user_msg="Das Token ist <b>abgelaufen</b>")))
    outcome = graph.read(session, "/me")
    assert isinstance(outcome, Unauthorized)
    assert outcome.reason.startswith("Nothing went out: the token has expired.")
    assert outcome.reason.endswith("(Das Token ist abgelaufen; fbtrace_id Axyz)")


def test_words_that_repeat_the_token_do_not_show_it(graph: Graph, session: Session, server: Scripted) -> None:
    server.script.append((400, error(190, message=f"Bad token {TOKEN}", fbtrace_id=TOKEN)))
    assert TOKEN not in repr(graph.read(session, "/me"))


@pytest.mark.parametrize(("raised", "outcome"), [(httpx.ConnectError, Retry), (httpx.ReadError, Unknown)])
def test_a_lost_create_is_in_doubt_and_made_once(
    graph: Graph, session: Session, server: Scripted, raised: type, outcome: type
) -> None:
    server.script.append(raised)
    assert isinstance(graph.create(session, "/1/feed", {"message": "hi"}), outcome)
    assert len(server.requests) == 1


def test_pages_are_followed_by_cursor_and_never_by_the_address_given(
    graph: Graph, session: Session, server: Scripted
) -> None:
    following = {"cursors": {"after": "QV"}, "next": f"https://evil.example/?access_token={TOKEN}"}
    server.script.extend(
        [(200, {"data": [{"id": "1"}], "paging": following}), (200, {"data": [{"id": "2"}], "paging": {"cursors": {}}})]
    )
    assert list(graph.pages(session, "/1/posts", {"limit": "1"}, 9)) == [[{"id": "1"}], [{"id": "2"}]]
    assert [request.url.host for request in server.requests] == ["graph.facebook.com"] * 2
    assert dict(server.requests[1].url.params) == {"limit": "1", "after": "QV"}


def test_a_page_that_is_refused_ends_the_list_with_the_reason(graph: Graph, session: Session, server: Scripted) -> None:
    server.script.extend([(200, {"data": [{"id": "1"}], "paging": {"cursors": {"after": "a"}, "next": "x"}})])
    server.script.append((400, error(190)))
    first, last = graph.pages(session, "/1/posts", {}, 9)
    assert first == [{"id": "1"}]
    assert isinstance(last, Unauthorized)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":25}'}, None),
        ({"x-app-usage": '{"call_count":100,"total_time":25,"total_cputime":25}'}, 300),
        ({"x-page-usage": '{"call_count":1,"total_time":130,"total_cputime":25}'}, 300),
        (
            {
                "x-business-use-case-usage": '{"66":[{"type":"pages","call_count":100,"total_cputime":25,'
                '"total_time":25,"estimated_time_to_regain_access":19}]}'
            },
            19 * 60,
        ),
        ({"x-business-use-case-usage": '{"66":[{"estimated_time_to_regain_access":0,"call_count":9}]}'}, None),
        ({"x-business-use-case-usage": '{"66":[{"estimated_time_to_regain_access":99999}]}'}, None),
        ({"x-business-use-case-usage": "nonsense", "x-app-usage": "[1]", "x-page-usage": '{"call_count":"100"}'}, None),
    ],
)
def test_what_the_usage_headers_say_shuts_the_session(
    graph: Graph, session: Session, server: Scripted, headers: dict[str, str], seconds: int | None
) -> None:
    server.script.append((200, {"id": "7"}, headers))
    graph.read(session, "/me")
    shut = session.throttle.shut()
    assert (shut and round(shut.seconds)) == seconds
    assert shut is None or shut.until.startswith("2026-12-01T08:")

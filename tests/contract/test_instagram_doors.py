"""Instagram's two doors: whose the token is, what it may do, how it is renewed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Inspection, Refreshed, Session
from tests.contract.worlds_instagram import DOOR, NUMBER, ORIGIN, TOKEN, InstagramWorld, new_login, new_world
from tests.entering import enter


@pytest.fixture
def world() -> InstagramWorld:
    return new_world()


@pytest.mark.parametrize(
    ("me", "accounts", "identity"),
    [
        ({"instagram_business_account": {"id": "17841", "username": "acme"}}, None, "17841"),
        (None, [{"instagram_business_account": {"id": "178", "username": "Acme"}}, {"id": "1"}], "178"),
        (
            None,
            [
                {"instagram_business_account": {"id": str(n), "username": name}}
                for n, name in enumerate(("bob", "acme"))
            ],
            "1",
        ),
        (None, [{"instagram_business_account": {"id": str(n), "username": "bob"}} for n in range(2)], None),
        (None, [], None),
        ({"instagram_business_account": {}}, None, None),
    ],
)
def test_the_account_is_found_behind_a_pages_and_a_system_users_token(
    world: InstagramWorld, me: Any, accounts: Any, identity: str | None
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/accounts"):
            return httpx.Response(200, json={"data": accounts})
        fault = {"error": {"message": "nonexisting field", "type": "OAuthException", "code": 100}}
        return httpx.Response(200, json={"id": "61", **me}) if me else httpx.Response(400, json=fault)

    world.server.obey = answer  # type: ignore[method-assign]
    opened = enter(world.platform, world.http(), "acme", ORIGIN, "@acme", world.credentials)
    assert (opened.identity["id"] if isinstance(opened, Session) else None) == identity
    assert identity or isinstance(opened, Unauthorized)


def test_the_number_in_smm_yml_settles_which_account(world: InstagramWorld) -> None:
    opened = enter(world.platform, world.http(), "x", ORIGIN, "other", world.credentials, {"user_id": NUMBER})
    assert isinstance(opened, Session)
    assert [request.url.path for request in world.server.requests] == [f"/v26.0/{NUMBER}"]


def test_instagrams_own_door_publishes_counts_and_does_not_delete_posts() -> None:
    world = new_login()
    session, sealed = world.session(), world.seal("Hello", "Comment")
    first, second = world.send_all(session, sealed)
    assert {request.url.host for request in world.server.requests} == {"graph.instagram.com"}
    assert world.platform.metrics(session, [first])[first.id]["likes"] == 0
    refused = world.platform.delete(session, first)
    assert isinstance(refused, Rejected)
    assert "in the app" in refused.reason
    assert world.platform.delete(session, second) == second
    assert world.platform.account_counters(session) == {"followers": 0}


def test_only_the_token_of_instagrams_door_is_renewed(world: InstagramWorld) -> None:
    found = world.platform.refresh(world.http(), {"LOGIN_TOKEN": TOKEN})
    assert found == Refreshed(values={"LOGIN_TOKEN": TOKEN}, expires="2027-01-30T08:00:30Z")
    (request,) = world.server.requests
    assert str(request.url).startswith(f"{DOOR}/refresh_access_token?grant_type=ig_refresh_token")
    assert isinstance(world.platform.refresh(world.http(), {"TOKEN": TOKEN}), Rejected)
    assert isinstance(world.platform.refresh(world.http(), {"LOGIN_TOKEN": "dead"}), Unauthorized)


def test_a_renewal_that_is_lost_or_makes_no_sense_is_asked_for_again(world: InstagramWorld) -> None:
    for answer in (httpx.Response(200, json={}), httpx.Response(500, html="down"), httpx.Response(200, html="x")):
        world.server.obey = lambda request, given=answer: given  # type: ignore[method-assign,misc]
        assert isinstance(world.platform.refresh(world.http(), {"LOGIN_TOKEN": TOKEN}), Retry | Rejected)


def test_doctor_says_what_the_token_lacks_and_when_it_ends(world: InstagramWorld) -> None:
    scopes = [scope for scope in world.platform.card.credentials[0].scopes if scope != "instagram_manage_comments"]
    session, obey = world.session(), world.server.obey

    def debugged(request: httpx.Request) -> httpx.Response:
        held = {"data": {"is_valid": True, "expires_at": 0, "scopes": scopes}}
        return httpx.Response(200, json=held) if request.url.path.endswith("/debug_token") else obey(request)

    world.server.obey = debugged  # type: ignore[method-assign]
    assert world.platform.inspect(session) == Inspection(missing_scopes=("instagram_manage_comments",))

"""The simulated authorization servers refuse what real ones refuse."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from smm_action.sandbox.server import Sandbox
from smm_action.tokens import oauth1, oauth2
from smm_action.tokens.oauth2 import Client, GrantFault, Request

SECRET = "sandbox-secret"
BACK = "http://127.0.0.1:1/callback"


@pytest.fixture
def base(sandbox: Sandbox) -> str:
    return f"{sandbox.url}/sandbox/oauth"


def asked(base: str, **changes: Any) -> Request:
    held = {
        "client": Client(number="sandbox-acme", secret=SECRET),
        "redirect": BACK,
        "scopes": ("write",),
        "pkce": True,
    }
    return Request(**{**held, **changes})


def code_of(base: str, request: Request) -> str:
    shown = httpx.get(request.address(f"{base}/authorize")).raise_for_status().text
    return httpx.URL(shown.split('href="')[1].split('"')[0].replace("&amp;", "&")).params["code"]


@pytest.mark.parametrize("pkce", [True, False])
@pytest.mark.parametrize("secret", [SECRET, ""])
def test_a_code_is_good_once(base: str, pkce: bool, secret: str) -> None:
    request = asked(base, pkce=pkce, client=Client(number="sandbox-acme", secret=secret))
    code = code_of(base, request)
    if not pkce and not secret:
        with pytest.raises(GrantFault, match="invalid_client"):
            oauth2.exchange(f"{base}/token", request, code)
        return
    grant = oauth2.exchange(f"{base}/token", request, code)
    assert (grant.access, grant.refresh, grant.lifetime) == ("sandbox-acme", "sandbox-acme", 5_184_000)
    assert "sandbox-acme" not in repr(grant)
    with pytest.raises(GrantFault, match="invalid_grant"):
        oauth2.exchange(f"{base}/token", request, code)


@pytest.mark.parametrize(
    "changes",
    [{"verifier": "another"}, {"redirect": "http://127.0.0.1:2/callback"}, {"client": Client(number="sandbox-other")}],
)
def test_a_code_is_bound_to_its_request(base: str, changes: dict[str, Any]) -> None:
    request = asked(base)
    other = asked(base, **{"verifier": request.verifier, **changes})
    with pytest.raises(GrantFault, match="invalid_grant"):
        oauth2.exchange(f"{base}/token", other, code_of(base, request))


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect": "https://evil.example/"},
        {"redirect": "http://evil.example/"},
        {"client": Client(number="")},
        {"state": ""},
    ],
)
def test_nobody_is_sent_elsewhere(base: str, changes: dict[str, Any]) -> None:
    answer = httpx.get(asked(base, **changes).address(f"{base}/authorize"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_pin_is_good_once_and_signatures_count(base: str) -> None:
    client = Client(number="sandbox-acme", secret=SECRET)
    pair = oauth1.request_token(f"{base}/request_token", client)
    pin = httpx.get(oauth1.page(f"{base}/pin", pair)).text.split("<p>")[1].split("<")[0]
    with pytest.raises(GrantFault, match="401"):
        oauth1.access_token(f"{base}/access_token", Client(number="sandbox-acme", secret="wrong"), pair, pin)
    assert oauth1.access_token(f"{base}/access_token", client, pair, pin).token == "sandbox-acme"
    with pytest.raises(GrantFault, match="401"):
        oauth1.access_token(f"{base}/access_token", client, pair, pin)


def test_a_device_waits_as_long_as_it_is_told(base: str) -> None:
    client, waits = Client(number="sandbox-acme"), []
    held = oauth2.device(f"{base}/device", client, ("write",))

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            httpx.get(f"{base}/device/allow", params={"user_code": held.typed}).raise_for_status()

    assert oauth2.await_device(f"{base}/token", client, held, sleep).access == "sandbox-acme"
    assert waits == [1.0, 1.0, 1.0]
    with pytest.raises(GrantFault, match="invalid_grant"):
        oauth2.await_device(f"{base}/token", client, held, sleep)


def test_a_device_that_nobody_allows_gives_up(base: str) -> None:
    held = oauth2.device(f"{base}/device", Client(number="sandbox-acme"), ())
    with pytest.raises(GrantFault, match="nobody typed"):
        oauth2.await_device(f"{base}/token", Client(number="sandbox-acme"), held, lambda _seconds: None)


def test_an_error_in_free_words_is_not_passed_on(sandbox: Sandbox, base: str) -> None:
    sandbox.inject("oauth.token error 500")
    with pytest.raises(GrantFault, match=r"server_error \(500\)"):
        oauth2.exchange(f"{base}/token", asked(base), "code")
    sandbox.inject("oauth.token drop")
    with pytest.raises(GrantFault, match="no whole answer"):
        oauth2.exchange(f"{base}/token", asked(base), "code")

"""What an authorization server answers: pages to click on, tokens, and errors (RFC 6749, section 5.2)."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from smm_action.sandbox.call import CREDENTIAL, Call, Refusal, Reply

NAME = "oauth"
EVER = datetime(1970, 1, 1, tzinfo=UTC)
LIFETIME = 5_184_000
"""Seconds of an access token: 60 days, as at LinkedIn and Threads."""


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the body of an error."""
    return {"error": "invalid_request" if status < 500 else "server_error", "error_description": message}


def refusal(error: str, why: str, status: int = 400) -> Refusal:
    """Return an error of the token endpoint."""
    return Refusal(status, {"error": error, "error_description": why})


def page(title: str, links: Mapping[str, str], said: str = "") -> Reply:
    """Return a page with links to click on, by their words."""
    shown = "".join(f'<p><a href="{html.escape(to)}">{html.escape(words)}</a></p>' for words, to in links.items())
    text = f"<!doctype html><title>{html.escape(title)}</title><h1>{html.escape(title)}</h1><p>{html.escape(said)}</p>"
    return Reply(content=f"{text}{shown}".encode(), mime="text/html; charset=utf-8")


def tokens(account: str, scope: str) -> Reply:
    """Return an access token of ``account``, and a refresh token as the sandbox's X and LinkedIn take it."""
    held = CREDENTIAL + account
    return Reply(
        json={
            "token_type": "bearer", "access_token": held, "expires_in": LIFETIME, "refresh_token": held, "scope": scope,
        }
    )  # fmt: skip


def keep(call: Call, kind: str, key: str, held: Mapping[str, str] | None) -> None:
    """Remember what belongs to a code; None: it is used up."""
    call.store.remember(NAME, kind, key, json.dumps(held), call.now)


def kept(call: Call, kind: str, key: str) -> dict[str, str] | None:
    """Return what belongs to a code, None when there is none or it is used up."""
    text = call.store.recalled(NAME, kind, key, EVER) if key else None
    found: dict[str, str] | None = json.loads(text) if text is not None else None
    return found


def account_of(client: str) -> str:
    """Return whose account a client stands for: ``sandbox-<account>``; any other one is the account ``acme``."""
    return client.removeprefix(CREDENTIAL) if client.startswith(CREDENTIAL) else "acme"

"""Who asks, what the token may do, and the pages that are members' and organisations' own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from smm_action.sandbox.call import CREDENTIAL, Call, Reply
from smm_action.sandbox.linkedin.answers import refused
from smm_action.sandbox.store import Resident

LIFETIME = timedelta(days=60)
SCOPES = "openid,profile,w_member_social,w_organization_social,r_organization_social,rw_organization_admin"
_MEMBER = re.compile(r"urn:li:(person|organization):[A-Za-z0-9_-]+")


def sub(account: str) -> str:
    """Return the member id of ``account``."""
    return hashlib.sha256(account.encode()).hexdigest()[:10]


def person(account: str) -> str:
    """Return the URN of the member ``account``."""
    return f"urn:li:person:{sub(account)}"


def me(call: Call) -> Resident:
    """Return the caller's account.

    Raises:
        Refusal: 401, there is no valid token.
    """
    if call.effects.expired:
        raise refused(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602)
    if not call.account:
        raise refused(401)
    known = Resident(platform="linkedin", name=call.account, handle=call.account, did=person(call.account), at=call.now)
    return call.store.settle(known)


def versioned(call: Call) -> Resident:
    """Return the caller of a versioned API.

    Raises:
        Refusal: 401; 400 without the version; 426 for one that is no month.
    """
    mine = me(call)
    version = call.headers.get("linkedin-version", "")
    if not version:
        raise refused(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding a header.")
    if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", version) or not _is_served(call, version):
        raise refused(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    return mine


def acting(mine: Resident, author: object) -> str:
    """Return the URN that the caller posts as: their own, or any organisation's.

    Raises:
        Refusal: 400 for no URN, 403 for another person's.
    """
    if not isinstance(author, str) or not _MEMBER.fullmatch(author):
        raise refused(400, "INVALID_URN_TYPE", f"{author} is no member or organisation")
    if author.startswith("urn:li:person:") and author != mine.did:
        raise refused(403, "ACCESS_DENIED", "The author is not the authenticated member", 100)
    return author


def readable(author: str) -> None:
    """Refuse to read what a person posted: r_member_social is closed.

    Raises:
        Refusal: 403.
    """
    if author.startswith("urn:li:person:"):
        raise refused(403, "ACCESS_DENIED", "Not enough permissions to access: r_member_social", 100)


def userinfo(call: Call) -> Reply:
    """Answer whose token it is (OpenID Connect)."""
    mine = me(call)
    return Reply(json={"sub": sub(mine.name), "name": mine.name, "email_verified": False, "locale": "en_US"})


def network_size(call: Call) -> Reply:
    """Answer how many follow an organisation."""
    versioned(call)
    return Reply(json={"firstDegreeSize": call.store.count("linkedin", call.path["urn"], "follow")})


def member_followers(call: Call) -> Reply:
    """Answer how many follow the member."""
    followers = call.store.count("linkedin", versioned(call).did, "follow")
    return Reply(json={"elements": [{"memberFollowersCount": followers}], "paging": {"start": 0, "count": 10}})


def introspect(call: Call) -> Reply:
    """Answer an app what one of its tokens may do."""
    token = str(call.fields.get("token", ""))
    if not all(str(call.fields.get(name, "")).startswith(CREDENTIAL) for name in ("client_id", "client_secret")):
        raise refused(401, "invalid_client", "Client authentication failed")
    if not token.startswith(CREDENTIAL) or call.effects.expired:
        return Reply(json={"active": False, "status": "expired"})
    now = int(call.now.timestamp())
    return Reply(
        json={
            "active": True,
            "status": "active",
            "client_id": call.fields["client_id"],
            "scope": SCOPES,
            "created_at": now,
            "authorized_at": now,
            "expires_at": int((call.now + LIFETIME).timestamp()),
            "auth_type": "3L",
        }
    )


def renew(call: Call) -> Reply:
    """Answer a new token for a refresh token, which stays as it is."""
    held = str(call.fields.get("refresh_token", ""))
    if call.fields.get("grant_type") != "refresh_token" or not held.startswith(CREDENTIAL):
        body = {"error": "invalid_request", "error_description": "The provided authorization grant is invalid"}
        return Reply(json=body, status=400)
    return Reply(
        json={
            "access_token": held,
            "expires_in": int(LIFETIME.total_seconds()),
            "refresh_token": held,
            "refresh_token_expires_in": 31_536_000,
            "scope": SCOPES,
        }
    )


def by_form(headers: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Return the account that the token in a form names."""
    del headers
    for name in ("token", "refresh_token"):
        held = fields.get(name)
        if isinstance(held, str) and held.startswith(CREDENTIAL):
            return held.removeprefix(CREDENTIAL)
    return ""


def _is_served(call: Call, version: str) -> bool:
    """A version is served for a year, to the middle of its month."""
    months = (call.now.year - int(version[:4])) * 12 + call.now.month - int(version[4:])
    return months < 12 or (months == 12 and call.now.day <= 15)

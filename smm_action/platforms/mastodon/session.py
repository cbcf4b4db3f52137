"""Signing in, and what the server says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platforms.mastodon.calls import read_object

QUOTES = 7
"""The ``mastodon`` API version that brought ``quoted_status_id`` (Mastodon 4.5,
https://docs.joinmastodon.org/methods/statuses/#create, read 2026-11-24)."""
_LIMITS = {
    "characters": ("statuses", "max_characters"),
    "media": ("statuses", "max_media_attachments"),
    "url": ("statuses", "characters_reserved_per_url"),
    "alt_text": ("media_attachments", "description_limit"),
    "image_bytes": ("media_attachments", "image_size_limit"),
    "image_pixels": ("media_attachments", "image_matrix_limit"),
    "video_bytes": ("media_attachments", "video_size_limit"),
    "poll_options": ("polls", "max_options"),
    "poll_option": ("polls", "max_characters_per_option"),
}


def sign_in(session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
    """Return a session whose token the server knows."""
    session.token = credentials.get("TOKEN", "")
    owner = read_object(session, "/api/v1/accounts/verify_credentials")
    match owner:
        case Retry() | Unauthorized():
            return owner
        case Rejected(reason=reason):
            return Unauthorized(reason=f"the server does not take the token ({reason})")
        case dict():
            return _signed_in(session, owner)


def instance(session: Session) -> Mapping[str, Any]:
    """Return what the server says of itself, read once a run; empty when it says nothing.

    snac and older servers have no /api/v2/instance; their v1 answer has ``configuration`` too.
    """
    if "instance" not in session.memory:
        found = read_object(session, "/api/v2/instance")
        if not isinstance(found, dict):
            found = read_object(session, "/api/v1/instance")
        session.memory["instance"] = found if isinstance(found, dict) else {}
    held: Mapping[str, Any] = session.memory["instance"]
    return held


def limits(session: Session) -> Mapping[str, int]:
    """Return the limits the server states, by our names."""
    configuration = instance(session).get("configuration")
    if not isinstance(configuration, dict):
        return MappingProxyType({})
    stated = {ours: _number(configuration, *path) for ours, path in _LIMITS.items()}
    return MappingProxyType({ours: number for ours, number in stated.items() if number is not None})


def api_version(session: Session) -> int:
    """Return the ``mastodon`` API version the server states; 0 for software that is not Mastodon."""
    versions = instance(session).get("api_versions")
    stated = versions.get("mastodon") if isinstance(versions, dict) else None
    return stated if isinstance(stated, int) else 0


def _signed_in(session: Session, owner: Mapping[str, Any]) -> Session | Unauthorized:
    identity = {name: held for name in ("id", "acct") if isinstance(held := owner.get(name), str) and held}
    if len(identity) < 2:
        return Unauthorized(reason="the server did not say whose token it is")
    session.identity = MappingProxyType(identity)
    return session


def _number(configuration: Mapping[str, Any], group: str, name: str) -> int | None:
    held = configuration.get(group)
    value = held.get(name) if isinstance(held, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None

"""Counting: statistics of an organisation's posts, and those of a member where the token may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Session
from smm_action.platformkit.counted import numbers
from smm_action.platforms.linkedin.calls import elements, read_object
from smm_action.platforms.linkedin.session import author, is_organization
from smm_action.platforms.linkedin.urns import encoded

_ORGANIZATION = {
    "impressions": "impressionCount",
    "reach": "uniqueImpressionsCount",
    "likes": "likeCount",
    "reposts": "shareCount",
    "replies": "commentCount",
    "clicks": "clickCount",
}
"""Ours → organizationalEntityShareStatistics' (share-statistics, read 2026-11-24)."""
_MEMBER = {
    "impressions": "IMPRESSION",
    "reach": "MEMBERS_REACHED",
    "likes": "REACTION",
    "reposts": "RESHARE",
    "replies": "COMMENT",
}
"""Ours → memberCreatorPostAnalytics' ``queryType`` (member-post-statistics, read 2026-11-24), one a call."""
_AT_ONCE = 20
"""Posts of one call for statistics: the address stays well below what servers take."""
_LISTS = {"share": "shares", "ugcPost": "ugcPosts"}


def post_counters(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
    """Return the counters of each receipt by its id; comments have none, and what LinkedIn does not tell is absent."""
    urns = [receipt.id for receipt in receipts if _kind(receipt.id) in _LISTS]
    return _of_organization(session, urns) if is_organization(session) else _of_member(session, urns)


def account_counters(session: Session) -> Mapping[str, int]:
    """Return ``followers``."""
    if is_organization(session):
        told = read_object(
            session, f"/rest/networkSizes/{encoded(author(session))}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
        )
        return numbers(told, {"followers": "firstDegreeSize"})
    told = read_object(session, "/rest/memberFollowersCount?q=me", method="FINDER")
    held = elements(told) if isinstance(told, dict) else []
    return numbers(held[0], {"followers": "memberFollowersCount"}) if held else {}


def _of_organization(session: Session, urns: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    counted: dict[str, Mapping[str, int]] = {}
    for kind, name in _LISTS.items():
        mine = [urn for urn in urns if _kind(urn) == kind]
        for start in range(0, len(mine), _AT_ONCE):
            listed = ",".join(map(encoded, mine[start : start + _AT_ONCE]))
            told = read_object(
                session,
                "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
                f"&organizationalEntity={encoded(author(session))}&{name}=List({listed})",
                method="FINDER",
            )
            if not isinstance(told, dict):
                return counted
            counted |= _statistics(elements(told), kind)
    return counted


def _statistics(held: Iterable[Mapping[str, Any]], kind: str) -> dict[str, Mapping[str, int]]:
    found: dict[str, Mapping[str, int]] = {}
    for one in held:
        urn, totals = one.get(kind), one.get("totalShareStatistics")
        if isinstance(urn, str) and isinstance(totals, dict):
            found[urn] = numbers(totals, _ORGANIZATION)
    return found


def _of_member(session: Session, urns: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """One number a call, so that one that LinkedIn takes away does not blank the others."""
    counted: dict[str, dict[str, int]] = {}
    for urn in urns:
        entity = f"({'ugc' if _kind(urn) == 'ugcPost' else 'share'}:{encoded(urn)})"
        for name, query in _MEMBER.items():
            told = read_object(
                session,
                f"/rest/memberCreatorPostAnalytics?q=entity&entity={entity}&queryType={query}&aggregation=TOTAL",
                method="FINDER",
            )
            if not isinstance(told, dict):
                if not counted and name == "impressions":
                    # the token has no r_member_postAnalytics, or no more calls are wanted now
                    return {}
                continue
            held = elements(told)
            counted.setdefault(urn, {}).update(numbers(held[0], {name: "count"}) if held else {})
    return {urn: found for urn, found in counted.items() if found}


def _kind(urn: str) -> str:
    return urn.split(":")[2] if urn.startswith("urn:li:") and urn.count(":") >= 3 else ""

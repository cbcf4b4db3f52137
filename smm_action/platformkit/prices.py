"""What sending a payload costs, where a platform charges for it. Prices stand on its card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smm_action.model.card import Prices
from smm_action.model.payload import Payload


def cost(prices: Prices, payload: Payload) -> float:
    """Return US dollars for all parts of ``payload``; a repost alone is one post."""
    linked = [any(facet.kind == "link" for facet in part.facets) for part in payload.parts] or [False]
    return sum(prices.post_with_link if has_link else prices.post for has_link in linked)


def claimed_cost(prices: Prices, payload: Mapping[str, Any] | None) -> float:
    """Return US dollars for a payload as a claim holds it; one that cannot be read is taken for the dearest post."""
    parts = payload.get("parts") if payload is not None else None
    if not isinstance(parts, Sequence) or isinstance(parts, str):
        return max(prices.post, prices.post_with_link)
    linked = [_has_link(part) for part in parts] or [False]
    return sum(prices.post_with_link if has_link else prices.post for has_link in linked)


def _has_link(part: Any) -> bool:
    """Whether a part has a link; a compacted one has lost its facets, and a link is seen in its text."""
    if not isinstance(part, Mapping):
        return True
    facets = part.get("facets", ())
    said = any(isinstance(facet, Mapping) and facet.get("kind") == "link" for facet in facets)
    return said or "://" in str(part.get("text", ""))

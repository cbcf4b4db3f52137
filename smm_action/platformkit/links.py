"""UTM parameters for a post's ``link:``. The body's own URLs are never touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from smm_action.model.post import Post
from smm_action.model.project import Account, Brand, Utm

_NAMES = ("source", "medium", "campaign", "content", "term")
_HELD = re.compile(r"(?:^|&)(utm_[a-z]+)(?==|&|$)")
_PLACE = re.compile(r"\{(platform|account|campaign|post)\}")


def tracked(url: str, post: Post, account: Account, brand: Brand) -> str:
    """Return ``url`` with the UTM parameters of brand and campaign; what it has already stays as it is.

    A parameter whose template names something that the post has not (``{campaign}``) is left out.
    """
    if not url.startswith(("https://", "http://")):
        return url
    campaign = brand.campaigns.get(post.campaign) if post.campaign else None
    values = {"platform": account.platform, "account": account.name, "campaign": post.campaign or "", "post": post.id}
    address, hash_, fragment = url.partition("#")
    _, mark, query = address.partition("?")
    held = set(_HELD.findall(query))
    added = [
        f"utm_{name}={quote(filled, safe='-._~')}"
        for name, template in _merged(brand.utm, campaign.utm if campaign else Utm()).items()
        if f"utm_{name}" not in held and (filled := _filled(template, values))
    ]
    if not added:
        return url
    joint = "?" if not mark else "&" if query and not query.endswith("&") else ""
    return f"{address}{joint}{'&'.join(added)}{hash_}{fragment}"


def _merged(base: Utm, own: Utm) -> dict[str, str]:
    chosen = {name: getattr(own, name) or getattr(base, name) for name in _NAMES}
    return {name: template for name, template in chosen.items() if template}


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Return the template with its names replaced; empty when a name it needs has no value."""
    if any(not values[name] for name in _PLACE.findall(template)):
        return ""
    return _PLACE.sub(lambda place: values[place[1]], template)

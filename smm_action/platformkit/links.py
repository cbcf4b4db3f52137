"""UTM parameters for a post's ``link:``. The body's own URLs are never touched."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from smm_action.model.post import Post
from smm_action.model.project import Account, Brand, Utm

_NAMES = ("source", "medium", "campaign", "content", "term")


def tracked(url: str, post: Post, account: Account, brand: Brand) -> str:
    """Return ``url`` with the UTM parameters of brand and campaign; parameters it has already stay as they are."""
    campaign = brand.campaigns.get(post.campaign) if post.campaign else None
    templates = _merged(brand.utm, campaign.utm if campaign else Utm())
    values = {
        "platform": account.platform,
        "account": account.name,
        "campaign": post.campaign or "",
        "post": post.id,
    }
    parts = urlsplit(url)
    held = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = [
        f"utm_{name}={quote(filled, safe='-._~')}"
        for name, template in templates.items()
        if f"utm_{name}" not in held and (filled := _filled(template, values))
    ]
    if not added:
        return url
    query = "&".join(([parts.query] if parts.query else []) + added)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def _merged(base: Utm, own: Utm) -> dict[str, str]:
    chosen = {name: getattr(own, name) or getattr(base, name) for name in _NAMES}
    return {name: template for name, template in chosen.items() if template}


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Return the template with its names replaced; empty when a name it needs has no value."""
    for name, value in values.items():
        if f"{{{name}}}" in template and not value:
            return ""
        template = template.replace(f"{{{name}}}", value)
    return template.lower()

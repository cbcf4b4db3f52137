"""Pages and feeds out of templates that escape whatever they are given."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smm_action.platforms.microblog.view import ItemView

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page of an account shares."""

    title: str
    description: str
    base: str
    language: str
    updated: str
    """RFC 3339 UTC instant of the last change that is known."""


@functools.cache
def environment() -> Any:
    """Return the template environment: everything is escaped, and a name that is not given is an error."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["style"] = style()
    made.globals["style_hash"] = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return made


@functools.cache
def style() -> str:
    """Return the one style sheet, as it stands in every page."""
    return (TEMPLATES / "style.css").read_text("utf-8")


def page(template: str, **values: Any) -> bytes:
    """Return a rendered template as UTF-8."""
    rendered: str = environment().get_template(template).render(**values)
    return rendered.encode()


def post_page(site: Site, post: ItemView) -> bytes:
    """Return a permalink page, two levels below the site's root file."""
    return page("post.html", site=site, post=post, root="../", structured=structured(site, post))


def json_feed(site: Site, posts: Sequence[ItemView]) -> bytes:
    """Return a JSON Feed (https://jsonfeed.org/version/1), newest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "title": site.title,
        "description": site.description,
        "home_page_url": site.base,
        "feed_url": f"{site.base}feed.json",
        "author": {"name": site.title, "url": site.base},
        "items": [_feed_item(site, post) for post in posts],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def content_html(site: Site, post: ItemView) -> str:
    """Return the post's content for a feed, its pictures with whole addresses."""
    return page("content.html", post=post, root=site.base).decode().strip()


def structured(site: Site, post: ItemView) -> dict[str, Any]:
    """Return the post as schema.org's ``SocialMediaPosting``. A text behind a warning is not told."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "SocialMediaPosting",
        "@id": post.url,
        "url": post.url,
        "mainEntityOfPage": post.url,
        "headline": post.title,
        "datePublished": post.at,
        "author": {"@type": "Organization", "name": site.title, "url": site.base},
    }
    if post.updated != post.at:
        told["dateModified"] = post.updated
    if post.language:
        told["inLanguage"] = post.language
    if post.text and not post.warning:
        told["articleBody"] = post.text
    if post.pictures and not post.warning:
        told["image"] = [_structured_image(site, picture) for picture in post.pictures]
    if post.card is not None:
        told["sharedContent"] = {"@type": "WebPage", "url": post.card.url, "headline": post.card.title}
    return told


def _structured_image(site: Site, picture: Any) -> dict[str, Any]:
    image: dict[str, Any] = {"@type": "ImageObject", "url": f"{site.base}media/{picture.file}"}
    if picture.width and picture.height:
        image |= {"width": picture.width, "height": picture.height}
    return image | ({"caption": picture.alt} if picture.alt else {})


def _feed_item(site: Site, post: ItemView) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": post.url,
        "url": post.url,
        "content_html": content_html(site, post),
        "date_published": post.at,
    }
    if post.updated != post.at:
        item["date_modified"] = post.updated
    if post.heading:
        item["title"] = post.heading
    if post.summary:
        item["summary"] = post.summary
    if post.tags:
        item["tags"] = list(post.tags)
    if post.pictures and not post.warning:
        item["image"] = f"{site.base}media/{post.pictures[0].file}"
    return item

"""Every file that publishing and taking back change, as a function of the head that is extended."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from smm_action.model.edit import Read
from smm_action.platformkit.base import Blobs, Published
from smm_action.platforms.microblog.items import Item, added, folder, item_of, media_files, merged, read_items, without
from smm_action.platforms.microblog.prose import plain
from smm_action.platforms.microblog.site import Site, content_html, json_feed, page, post_page
from smm_action.platforms.microblog.view import ItemView, view_of

NEWEST = 20
"""Posts on the front page and in the feeds."""
PER_ARCHIVE = 50
"""Posts of an archive page. They are numbered from the oldest, so that a full page never changes again."""
MAX_SITEMAP = 50_000
"""URLs of one sitemap (https://www.sitemaps.org/protocol.html, read 2026-11-24)."""


def build(account: str, published: Sequence[Published], read: Read, blobs: Blobs) -> Mapping[str, bytes]:
    """Return the files to write, by path below the state path."""
    if not published:
        return {}
    root = folder(account)
    before = read(f"{root}/items.jsonl")
    fresh = [item_of(one) for one in published]
    items = merged(read_items(before), fresh)
    slugs = {item.slug for item in fresh}
    fresh = [item for item in items if item.slug in slugs]
    site = _site(account, fresh[-1], items)
    files: dict[str, bytes] = {"items.jsonl": added(before, fresh)}
    files |= _media(published, blobs, lambda path: read(f"{root}/{path}"))
    files |= {f"{item.slug}/index.html": post_page(site, view_of(item, site.base)) for item in fresh}
    files |= _lists(site, items, slugs)
    return {f"{root}/{path}": content for path, content in files.items()}


def unbuild(account: str, slugs: Container[str], read: Read) -> Mapping[str, bytes | None]:
    """Return the files to write, and None for those to remove, so that nothing names the posts ``slugs`` any more.

    Pictures go with the last post that shows them. Nothing is changed where no such post is.
    """
    root = folder(account)
    before = read(f"{root}/items.jsonl") or b""
    items = read_items(before)
    gone = [item for item in items if item.slug in slugs]
    kept = [item for item in items if item.slug not in slugs]
    if not gone:
        return {}
    shown = {name for item in kept for name in item.files.values()}
    files: dict[str, bytes | None] = {"items.jsonl": without(before, slugs)}
    files |= dict.fromkeys(f"{item.slug}/index.html" for item in gone)
    files |= dict.fromkeys(f"media/{name}" for item in gone for name in item.files.values() if name not in shown)
    # every page of the archive after it moves up by one, and the last one may be empty now
    files |= {f"archive/{number}/index.html": None for number in range(1, _archives(items) + 1)}
    files |= _lists(_site(account, items[-1], items), kept, {item.slug for item in kept})
    return {f"{root}/{path}": content for path, content in files.items()}


def _site(account: str, newest: Item, items: Sequence[Item]) -> Site:
    options = newest.payload.options
    title = str(options.get("site_title") or newest.handle or account)
    return Site(
        title=plain(title),
        description=plain(str(options.get("site_description") or f"Posts by {title}")),
        base=newest.base,
        language=newest.payload.language or "en",
        updated=max(item.updated for item in items),
    )


def _media(published: Sequence[Published], blobs: Blobs, read: Read) -> dict[str, bytes]:
    """Return the media that the head does not hold yet: their names are their digests."""
    files: dict[str, bytes] = {}
    for one in published:
        for name, digest in media_files(one.sealed).values():
            if read(f"media/{name}") is None:
                files[f"media/{name}"] = blobs(digest)
    return files


def _lists(site: Site, items: Sequence[Item], changed: set[str]) -> dict[str, bytes]:
    newest = [view_of(item, site.base) for item in reversed(items[-NEWEST:])]
    archives = _archives(items)
    older = archives if len(items) > NEWEST else 0
    files = {
        "index.html": page("index.html", site=site, posts=newest, root="", older=older),
        "feed.json": json_feed(site, newest),
        "feed.xml": page(
            "feed.xml", site=site, posts=newest, contents={post.slug: content_html(site, post) for post in newest}
        ),
        "sitemap.xml": page("sitemap.xml", site=site, posts=_mapped(site, items)),
    }
    for number in range(1, archives + 1):
        held = items[(number - 1) * PER_ARCHIVE : number * PER_ARCHIVE]
        # The last but one gains its link to the last when that one begins.
        if number >= archives - 1 or any(item.slug in changed for item in held):
            files[f"archive/{number}/index.html"] = _archive(site, held, number, archives)
    return files


def _archives(items: Sequence[Item]) -> int:
    return -(-len(items) // PER_ARCHIVE)


def _archive(site: Site, held: Sequence[Item], number: int, last: int) -> bytes:
    posts: list[ItemView] = [view_of(item, site.base) for item in reversed(held)]
    return page("archive.html", site=site, posts=posts, root="../../", number=number, last=last)


def _mapped(site: Site, items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return address and instant of the newest posts that fit beside the front page."""
    return [(f"{site.base}{item.slug}/", item.at) for item in reversed(items[-(MAX_SITEMAP - 1) :])]

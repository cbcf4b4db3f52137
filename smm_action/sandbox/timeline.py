"""The pages a person looks at: what each account said, in one timeline; and the files inside it."""

from __future__ import annotations

import functools
import hashlib
import html
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from pathlib import Path

from smm_action.sandbox.call import Call, Refusal, Reply
from smm_action.sandbox.message import Message, Picture, Preview
from smm_action.sandbox.simulation import simulation, simulations
from smm_action.sandbox.store import Resident

PAGE = "text/html; charset=utf-8"
SHOWN = 200
"""Messages on one page."""
HEADERS = {
    "content-security-policy": "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
STRANGER = "fan-"
"""How the names of the simulated audience begin."""


def messages(call: Call) -> Iterator[Message]:
    """Yield everybody's messages, newest first within a platform."""
    for one in simulations():
        for record in call.store.records(one.name, one.collections[0]):
            yield one.message(call, record)


def everyone(call: Call) -> Reply:
    """Show everybody's messages."""
    return _page(call, "Timeline", _conversations(list(messages(call))), None)


def one(call: Call) -> Reply:
    """Show one account's messages, and what others answered."""
    account = call.path["account"]
    if not any(resident.name == account for resident in call.store.residents()):
        raise nothing()
    every = list(messages(call))
    mine = {found.id for found in every if found.author.name == account}
    return _page(call, account, _conversations(every, mine), account)


def file(data: bytes, mime: str) -> Reply:
    """Answer bytes that a person's browser may show and not run."""
    safe = mime if mime.startswith(("image/", "video/", "audio/")) else "application/octet-stream"
    return Reply(content=data, mime=safe, headers=HEADERS)


def nothing() -> Refusal:
    """Return the answer for a page that is not there."""
    return Refusal(404, {"error": "Not found"})


def alone(call: Call, wanted: Message) -> Reply:
    """Answer the page of one message, with its replies."""
    every = list(messages(call))
    root = _root(wanted, {found.id: found for found in every})
    return _page(call, f"{wanted.author.name}'s post", _conversations(every, {root}), None)


def _root(found: Message, by_id: dict[str, Message]) -> str:
    while found.reply_to in by_id:
        found = by_id[found.reply_to]
    return found.id


def _conversations(every: Sequence[Message], wanted: set[str] | None = None) -> list[list[Message]]:
    """Return messages with their replies below them, the newest conversation first."""
    by_id = {found.id: found for found in every}
    groups: dict[str, list[Message]] = {}
    for found in every:
        if found.boost_of in by_id and _is_stranger(found.author):
            continue  # the count beside the post says it
        groups.setdefault(_root(found, by_id), []).append(found)
    chosen = [
        _in_order(group) for group in groups.values() if wanted is None or any(found.id in wanted for found in group)
    ]
    return sorted(chosen, key=lambda group: group[0].at, reverse=True)[:SHOWN]


def _in_order(group: Sequence[Message]) -> list[Message]:
    """Return a conversation oldest first, the author's own thread before what others answered."""
    by_time = sorted(group, key=lambda found: (found.at, found.id))
    return sorted(by_time, key=lambda found: found.author != by_time[0].author)


def _page(call: Call, title: str, conversations: Iterable[Sequence[Message]], account: str | None) -> Reply:
    by_id = {found.id: found for found in messages(call)}
    body = "".join(_conversation(group, by_id) for group in conversations) or EMPTY_PAGE
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)} · smm sandbox</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<style>{_style()}</style></head><body>{_header(call, account)}<main>{body}</main>"
        "<footer>Simulated platforms on this machine. Nothing here has left it.</footer></body></html>"
    )
    return Reply(content=text.encode(), mime=PAGE, headers=HEADERS)


EMPTY_PAGE = (
    '<section class="empty"><h2>Nothing published yet</h2>'
    "<p>Point a repository here: <code>smm --sandbox URL publish</code></p></section>"
)


@functools.cache
def _style() -> str:
    return Path(__file__).with_name("timeline.css").read_text("utf-8")


def _header(call: Call, account: str | None) -> str:
    residents = call.store.residents()
    tabs = [f'<a href="/"{_current(current=account is None)}>Everyone</a>'] + [
        f'<a href="/timeline/{html.escape(name)}"{_current(current=name == account)}>{html.escape(name)}</a>'
        for name in dict.fromkeys(resident.name for resident in residents if not _is_stranger(resident))
    ]
    total = sum(1 for found in messages(call) if not found.boost_of)
    said = f"{total} message{'' if total == 1 else 's'} · {len(residents)} account{'' if len(residents) == 1 else 's'}"
    return (
        f'<header><div class="bar"><h1><a href="/">smm <b>sandbox</b></a></h1><span class="sum">{said}</span></div>'
        f'<nav aria-label="Accounts">{"".join(tabs)}</nav></header>'
    )


def _is_stranger(resident: Resident) -> bool:
    """Whether the account is one of the simulated audience, which gets no tab of its own."""
    return resident.name.startswith(STRANGER)


def _name(resident: Resident) -> str:
    return resident.name.removeprefix(STRANGER).title() if _is_stranger(resident) else resident.name


def _current(*, current: bool) -> str:
    return ' aria-current="page"' if current else ""


def _conversation(group: Sequence[Message], by_id: dict[str, Message]) -> str:
    first = group[0]
    articles = []
    for index, found in enumerate(group):
        thread = found.author == first.author and index + 1 < len(group) and group[index + 1].author == first.author
        css = " thread" if thread else ""
        css += " reply" if index and found.author != first.author else ""
        articles.append(_article(found, by_id, css))
    return f'<section class="talk">{"".join(articles)}</section>'


def _article(found: Message, by_id: dict[str, Message], css: str) -> str:
    boosted = by_id.get(found.boost_of)
    note = f'<p class="note">↻ {html.escape(found.author.name)} boosted</p>' if boosted else ""
    shown = boosted or found
    warning = f'<p class="warning">{html.escape(shown.warning)}</p>' if shown.warning else ""
    quoted = by_id.get(shown.quotes)
    pieces = (
        f'<div class="text" dir="auto"{_language(shown)}>{shown.html}</div>',
        _pictures(shown.pictures),
        _poll(shown.poll),
        _card(shown.card) if shown.card else "",
        f'<blockquote>{_byline(quoted)}<div class="text" dir="auto">{quoted.html}</div></blockquote>' if quoted else "",
    )
    return (
        f'<article class="{shown.author.platform}{css}">{note}'
        f'<div class="face" style="--hue:{_hue(shown)}" aria-hidden="true">'
        f'{html.escape(_name(shown.author)[:1].upper())}</div><div class="body">{_byline(shown)}{warning}'
        f"{''.join(pieces)}{_counts(shown)}</div></article>"
    )


def _language(shown: Message) -> str:
    return f' lang="{html.escape(shown.language.partition(",")[0])}"' if shown.language else ""


def _hue(found: Message) -> int:
    return hashlib.sha256(found.author.name.encode()).digest()[0] * 360 // 256


def _byline(found: Message) -> str:
    when = found.at.astimezone(UTC)
    extra = "".join(
        f'<span class="tag">{html.escape(word)}</span>'
        for word in (found.visibility if found.visibility != "public" else "", "edited" if found.edited else "")
        if word
    )
    return (
        f'<p class="by"><b>{html.escape(_name(found.author))}</b> '
        f'<span class="handle">@{html.escape(found.author.handle)}</span>'
        f'<span class="badge {found.author.platform}">{simulation(found.author.platform).label}</span>{extra}'
        f'<a class="when" href="{html.escape(found.url)}">'
        f'<time datetime="{when.isoformat()}">{when:%-d %b %Y, %H:%M} UTC</time></a></p>'
    )


def _pictures(pictures: Sequence[Picture]) -> str:
    if not pictures:
        return ""
    return f'<div class="pictures n{min(len(pictures), 4)}">{"".join(map(_picture, pictures))}</div>'


def _picture(picture: Picture) -> str:
    url, alt = html.escape(picture.url), html.escape(picture.alt)
    if not picture.url:
        return '<figure class="waiting">in processing</figure>'
    shown = (
        f'<video src="{url}" controls></video>' if picture.video else f'<img src="{url}" alt="{alt}" loading="lazy">'
    )
    return f"<figure>{shown}<figcaption>{alt or '<em>no description</em>'}</figcaption></figure>"


def _poll(options: Sequence[str]) -> str:
    rows = "".join(f"<li>{html.escape(option)}</li>" for option in options)
    return f'<ul class="poll">{rows}</ul>' if options else ""


def _card(card: Preview) -> str:
    image = f'<img src="{html.escape(card.image)}" alt="" loading="lazy">' if card.image else ""
    host = card.url.partition("//")[2].partition("/")[0]
    return (
        f'<a class="card" href="{html.escape(card.url)}" rel="nofollow noopener">{image}'
        f"<span><small>{html.escape(host)}</small>"
        f"<b>{html.escape(card.title)}</b><span>{html.escape(card.description)}</span></span></a>"
    )


def _counts(found: Message) -> str:
    rows = (("↩", "replies", found.replies), ("↻", "reposts", found.reposts), ("♥", "likes", found.likes))
    return (
        '<p class="counts">'
        + "".join(
            f'<span title="{name}"{" class=some" if number else ""}>{sign} {number}</span>'
            for sign, name, number in rows
        )
        + "</p>"
    )

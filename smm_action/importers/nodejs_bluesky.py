"""Import from nodejs/bluesky: JSON actions, the processed ones with the record's URI and so with URL and exact time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.importers.bluesky_text import split_parts, tid_time, to_markdown
from smm_action.importers.imported import AuthoredPost, Imported, imported_state
from smm_action.importers.naming import Ids, slug
from smm_action.importers.people import People
from smm_action.importers.plain import losses
from smm_action.importers.report import FileLine, Note, Report
from smm_action.importers.source_files import Unreadable, files, text

BREAK = "\n\n---\n\n"
_ACTIONS = frozenset({"post", "repost", "reply", "quote-post"})
Item = Mapping[str, Any]


def import_nodejs_bluesky(source: Path) -> Imported:
    """Return the posts and reposts of a nodejs/bluesky checkout; ``records/new`` becomes drafts.

    Raises:
        SmmError: ``source`` is no directory.
    """
    return _Import(source).run()


class _Import:
    def __init__(self, source: Path) -> None:
        self._source = source
        self._lines: list[FileLine] = []
        self._notes: list[Note] = []
        self._accounts: dict[str, dict[str, Any]] = {}
        self._states: Counter[str] = Counter()
        self._people = People()
        self._ids = Ids()

    def run(self) -> Imported:
        posts = tuple(self._posts())
        return Imported(
            posts=posts,
            config={"timezone": "UTC", "accounts": self._accounts},
            people=self._people.entries(),
            report=Report(
                format="nodejs-bluesky", files=tuple(self._lines), notes=tuple(self._notes), states=self._states
            ),
        )

    def _posts(self) -> Iterator[AuthoredPost]:
        for path in files(self._source):
            folder = PurePosixPath(path).parent.name
            if folder not in {"processed", "new"} or not path.endswith(".json"):
                self._lines.append(FileLine(source=path, fate="left"))
                continue
            try:
                yield self._post(path, self._items(path), published=folder == "processed")
            except Unreadable as fault:
                self._lines.append(FileLine(source=path, fate="left", why=str(fault)))

    def _items(self, path: str) -> list[Item]:
        """Return the messages of a file; the first says what they do, the others are the rest of its thread."""
        try:
            loaded = json.loads(text(self._source, path))
        except ValueError:
            raise Unreadable("it is no JSON") from None
        items = loaded if isinstance(loaded, list) else [loaded]
        if not items or not all(isinstance(item, dict) for item in items) or items[0].get("action") not in _ACTIONS:
            raise Unreadable("it holds no action that is known")
        return items

    def _post(self, path: str, items: list[Item], *, published: bool) -> AuthoredPost:
        first, body = items[0], self._body(path, items)
        account = slug(str(first.get("account", "bluesky")))
        config = self._accounts.setdefault(account, {"platform": "bluesky"})
        post_id = self._ids.take(PurePosixPath(path).stem)
        front: dict[str, Any] = {"id": post_id, "platforms": [account], **_targets(first)}
        card = _card(first)
        if card:
            front["link"] = card
        if published and "result" in first:
            state = _published(first)
            config.setdefault("handle", str(first["result"]["uri"]).split("/")[2])
        else:
            state = imported_state("draft")
            front["draft"] = True
        front["imported"] = {account: state}
        self._states[state["state"]] += 1
        target = f"posts/{post_id}.md"
        self._lines.append(FileLine(source=path, fate="imported", into=target))
        return AuthoredPost(path=target, front=front, body=body)

    def _body(self, path: str, items: list[Item]) -> str:
        parts: list[str] = []
        for number, item in enumerate(items, start=1):
            record = item.get("record") or {}
            said = str(record.get("text") or self._text(path, item))
            pieces = (said,) if record else split_parts(said)
            facets = record.get("facets", []) if record else None
            parts += [to_markdown(piece, facets, self._key) for piece in pieces]
            for what in losses(said):
                self._note(path, what)
            if number > 1 and _card(item):
                self._note(path, f"the link card of part {number} is left out: a post has one, on its first part")
            if number > 1 and "result" in item:
                self._note(path, f"part {number} is {_url(str(item['result']['uri']))}")
        return BREAK.join(part for part in parts if part)

    def _text(self, path: str, item: Item) -> str:
        """Return the text of an action, or of the file beside it that holds it."""
        if "richText" in item or "richTextFile" not in item:
            return str(item.get("richText", ""))
        name = (PurePosixPath(path).parent / str(item["richTextFile"])).as_posix()
        held = self._source / name
        if ".." in PurePosixPath(name).parts or held.is_symlink() or not held.is_file():
            raise Unreadable(f"its text was in {item['richTextFile']}, which is gone")
        return text(self._source, name)

    def _key(self, handle: str) -> str:
        return self._people.key("bluesky", handle)

    def _note(self, source: str, what: str) -> None:
        self._notes.append(Note(source=source, what=what))


def _targets(item: Item) -> dict[str, str]:
    match item["action"]:
        case "repost":
            return {"repost": str(item.get("repostURL", ""))}
        case "quote-post":
            return {"quote": str(item.get("repostURL", ""))}
        case "reply" if item.get("replyURL"):
            return {"reply_to": str(item["replyURL"])}
        case "reply" if item.get("replyInfo"):
            return {"reply_to": _url(str(item["replyInfo"]["uri"]))}
        case _:
            return {}


def _card(item: Item) -> str:
    embed = (item.get("record") or {}).get("embed") or {}
    return str((embed.get("external") or {}).get("uri", ""))


def _published(item: Item) -> dict[str, str]:
    uri = str(item["result"]["uri"])
    try:
        time = format_instant(tid_time(uri.rpartition("/")[2]))
    except ValueError:
        time = None
    return imported_state("published", url=_url(uri) if "app.bsky.feed.post" in uri else None, time=time)


def _url(uri: str) -> str:
    """Return the address of ``at://did/app.bsky.feed.post/rkey`` on bsky.app; a repost has none of its own."""
    _, _, repository, _, rkey = [*uri.split("/"), "", "", "", "", ""][:5]
    return f"https://bsky.app/profile/{repository}/post/{rkey}"

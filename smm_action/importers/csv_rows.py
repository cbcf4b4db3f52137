"""Import from a table: one row a post. The one format whose rows may be scheduled, because a person says so.

Columns, in any order, names in any case: ``id text accounts`` (or ``platforms``) ``time timezone state url tags
link media alt``. Several accounts, URLs, media and alt texts are separated by ``|``; tags by spaces or commas.
``state`` is published, failed, draft or scheduled; without one, a row with a time is scheduled, else a draft.
``text`` is plain text. Times are wall clock in ``timezone`` (UTC without one) or carry an offset.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.importers.imported import AuthoredPost, Imported, MediaCopy, imported_state
from smm_action.importers.naming import Ids, platform_of, slug
from smm_action.importers.plain import escape, losses
from smm_action.importers.report import FileLine, Note, Report

COLUMNS = ("id", "text", "accounts", "time", "timezone", "state", "url", "tags", "link", "media", "alt")
_STATES = {"sent": "published", "posted": "published", "queued": "scheduled"}
Row = Mapping[str, str]


def import_csv(source: Path) -> Imported:
    """Return the rows of a CSV file (comma, semicolon or tab; UTF-8).

    Raises:
        SmmError: it is no such file, or has no columns ``text`` and ``accounts``.
    """
    return _Import(source).run()


class _Import:
    def __init__(self, source: Path) -> None:
        self._source = source
        self._notes: list[Note] = []
        self._lines: list[FileLine] = []
        self._accounts: dict[str, dict[str, Any]] = {}
        self._states: Counter[str] = Counter()
        self._media: dict[str, MediaCopy] = {}
        self._ids = Ids()

    def run(self) -> Imported:
        posts = tuple(self._post(number, row) for number, row in enumerate(self._rows(), start=2))
        for name in self._accounts:
            self._note("smm.yml", f"the account {name} has a platform guessed from its name, and no handle or server")
        return Imported(
            posts=posts,
            config={"timezone": "UTC", "accounts": self._accounts},
            media=tuple(self._media.values()),
            report=Report(format="csv", files=tuple(self._lines), notes=tuple(self._notes), states=self._states),
        )

    def _rows(self) -> Iterator[Row]:
        try:
            content = self._source.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SmmError(f"{self._source} can not be read.", str(error), "Name a CSV file in UTF-8.") from None
        head = content.partition("\n")[0]
        reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=max(",;\t", key=head.count))
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        names = ["accounts" if name == "platforms" else name for name in names]
        if not {"text", "accounts"} <= set(names):
            raise SmmError(
                f"{self._source} has no columns `text` and `accounts`.",
                "A row is a post: its text, and the accounts it is for.",
                f"Name the columns: {', '.join(COLUMNS)}.",
            )
        for name in sorted(set(names) - set(COLUMNS)):
            self._note(self._source.name, f"the column {name} has no meaning here; left out")
        reader.fieldnames = names
        for row in reader:
            yield {key: (value or "").strip() for key, value in row.items() if isinstance(value, str) and key}

    def _post(self, number: int, row: Row) -> AuthoredPost:
        place = f"{self._source.name}:{number}"
        accounts = [slug(name) for name in _many(row.get("accounts", ""))]
        for name in accounts:
            self._accounts.setdefault(name, {"platform": platform_of(name)})
        post_id = self._ids.take(row.get("id") or row.get("text", "")[:40] or f"row-{number}")
        front: dict[str, Any] = {"id": post_id, "platforms": accounts}
        front |= self._schedule(place, row, accounts)
        optional = {
            "media": self._attachments(place, row, imported="imported" in front),
            "tags": [tag.removeprefix("#") for tag in row.get("tags", "").replace(",", " ").split()],
            "link": row.get("link", ""),
        }
        front |= {key: value for key, value in optional.items() if value}
        for what in losses(row.get("text", "")):
            self._note(place, what)
        path = f"posts/{post_id}.md"
        self._lines.append(FileLine(source=place, fate="imported", into=path))
        return AuthoredPost(path=path, front=front, body=escape(row.get("text", "").replace("\r\n", "\n")))

    def _schedule(self, place: str, row: Row, accounts: list[str]) -> dict[str, Any]:
        """Return time and state as front matter."""
        time, zone = row.get("time", ""), row.get("timezone", "")
        state = row.get("state", "").lower() or ("scheduled" if time else "draft")
        state = _STATES.get(state, state)
        if state not in {"published", "failed", "draft", "scheduled"}:
            self._note(place, f"the state {state} is not known; a draft")
            state = "draft"
        self._states[state] += len(accounts)
        if state == "scheduled":
            return {"time": time} | ({"timezone": zone} if zone else {})
        if state == "draft":
            return {"draft": True}
        urls = [*_many(row.get("url", "")), *([""] * len(accounts))]
        when = self._instant(place, time, zone)
        return {"imported": {name: imported_state(state, url=urls[at], time=when) for at, name in enumerate(accounts)}}

    def _instant(self, place: str, time: str, zone: str) -> str | None:
        if not time:
            return None
        try:
            instant = datetime.fromisoformat(time)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            self._note(place, f"the time {time} {zone} can not be read; left out")
            return None
        return format_instant(instant)

    def _attachments(self, place: str, row: Row, *, imported: bool) -> list[dict[str, str]]:
        names = _many(row.get("media", ""))
        alts = [alt.strip() for alt in row.get("alt", "").split("|")] + [""] * len(names)
        found = []
        for name, alt in zip(names, alts, strict=False):
            if imported and name.startswith("https://"):
                found.append({"file": name, "alt": alt})
                continue
            held = self._source.parent / name
            inside = held.resolve().is_relative_to(self._source.parent.resolve())
            if not inside or held.is_symlink() or not held.is_file():
                self._note(place, f"the medium {name} is not beside the table; left out")
                continue
            target = str(PurePosixPath("media", held.name))
            self._media.setdefault(target, MediaCopy(source=held, target=target))
            found.append({"file": target, "alt": alt} if alt else {"file": target})
        return found

    def _note(self, source: str, what: str) -> None:
        self._notes.append(Note(source=source, what=what))


def _many(value: str) -> list[str]:
    return [piece.strip() for piece in value.split("|") if piece.strip()]

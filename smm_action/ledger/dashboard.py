"""The state branch's README.md: what is queued, out, in doubt. Pure and deterministic.

Everything that is not ours (ids, reasons, URLs) is escaped in one way, so that nothing in it is markup or a mention.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from smm_action.core.clock import format_instant
from smm_action.ledger.paths import kit_path
from smm_action.ledger.share import COMMENT, counted, order, place, totals
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import HANDED, Ledger, Record, Totals
from smm_action.model.plan import PlannedDelivery
from smm_action.model.post import EMPTY
from smm_action.model.review import review_for

MOST = 50
"""Rows of one table."""
_SPECIAL = frozenset("\\`*_{}[]<>()#+-.!|~@&$:\"'^=")
_DOUBT = (State.UNKNOWN, State.FAILED, State.HELD, State.MISSED, State.RETRY, State.CLAIMED)
_COUNTED = (State.FAILED, State.UNKNOWN, State.HELD, State.MISSED)
BY_HAND = f"{State.HELD.value}/{HANDED}"
"""``share.place`` of what a person has to post."""
_TITLES = {
    State.UNKNOWN: (
        "Unknown: a person has to look",
        "Look there, then `smm resolve POST ACCOUNT --published URL` or `--resend`.",
    ),
    State.FAILED: ("Failed", "`smm retry POST ACCOUNT` tries again."),
    State.HELD: ("Held", "`smm release POST ACCOUNT` lets it go."),
    State.MISSED: ("Missed", "Give the post a new time, or `smm release POST ACCOUNT`."),
    State.RETRY: ("Will be tried again", "Nothing to do."),
    State.CLAIMED: ("Being sent", "Nothing to do."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What the page is made of."""

    ledger: Ledger
    upcoming: Sequence[PlannedDelivery] = ()
    counters: Mapping[DeliveryId, Mapping[str, int]] = field(default_factory=lambda: EMPTY)
    """Newest counters by delivery."""
    embargoed: frozenset[tuple[str, str]] = frozenset()
    """(brand, post) whose plans are not shown before they are out."""

    def page(self) -> bytes:
        """Return README.md."""
        records = sorted(counted(self.ledger), key=_newest, reverse=True)
        all_told = self.ledger.totals or totals(records)
        blocks = [
            "# What went out, and what comes",
            f"{self._last_change(records)}Written by smm-action; edits here are overwritten.",
            self._numbers(all_told),
            self._by_hand(records, all_told),
            *(self._doubt(state, records, all_told) for state in _DOUBT),
            self._comments(records, all_told),
            self._coming(),
            self._published(newest_out(self.ledger), all_told),
            self._chart(all_told),
        ]
        return ("\n\n".join(block for block in blocks if block) + "\n").encode()

    def _last_change(self, records: Sequence[Record]) -> str:
        """Return when the ledger last changed: not the time of day, or every quiet tick would be a commit."""
        newest = max((record.updated or "" for record in records), default="")
        return f"Last change {_code(newest)}. " if newest else ""

    def _numbers(self, all_told: Totals) -> str:
        cells = [("queued", len(self.upcoming)), ("published", sum(all_told.published.values()))]
        cells += [(state.value, _standing(all_told, state)) for state in _COUNTED]
        if (comments := _open_comments(all_told)) > 0:
            cells.append(("first comments open", comments))
        names = " | ".join(name for name, _ in cells)
        numbers = " | ".join(str(number) for _, number in cells)
        return f"| {names} |\n|{'---|' * len(cells)}\n| {numbers} |"

    def _by_hand(self, records: Sequence[Record], all_told: Totals) -> str:
        """Return what a person has to post, each with its kit."""
        found = [record for record in records if place(record) == BY_HAND]
        if not found:
            return ""
        rows = (
            (
                f"[{escaped(r.delivery.post)}]({quote(kit_path(r.delivery))}/README.md)",
                _code(r.delivery.account),
                _code(r.due or ""),
            )
            for r in found
        )
        action = "Open the kit, post it, then `smm resolve POST ACCOUNT --published URL`."
        return (
            f"## Post these by hand\n\n{action}\n\n{_table(('kit', 'account', 'due'), rows, all_told.places[BY_HAND])}"
        )

    def _doubt(self, state: State, records: Sequence[Record], all_told: Totals) -> str:
        found = [record for record in records if place(record) == state.value]
        if not found:
            return ""
        title, action = _TITLES[state]
        rows = (
            (link(r.delivery.post, r.url), _code(r.delivery.account), _code(r.due or ""), self._reason(r))
            for r in found
        )
        return (
            f"## {title}\n\n{action}\n\n{_table(('post', 'account', 'due', 'why'), rows, all_told.places[state.value])}"
        )

    def _comments(self, records: Sequence[Record], all_told: Totals) -> str:
        """Return the first comments that did not follow their posts."""
        found = [record for record in records if place(record).endswith(f"/{COMMENT}")]
        if not found:
            return ""
        rows = (
            (link(r.delivery.post, r.url), _code(r.delivery.account), r.state.value, self._reason(r)) for r in found
        )
        action = "`smm retry POST ACCOUNT` tries again; `smm resolve POST ACCOUNT --published URL` where it is there."
        table = _table(("post", "account", "comment", "why"), rows, _open_comments(all_told))
        return f"## First comments that are not out\n\n{action}\n\n{table}"

    def _reason(self, record: Record) -> str:
        """Return why, unless the post is embargoed: a platform's complaint may quote it."""
        hidden = (record.delivery.brand, record.delivery.post) in self.embargoed
        return "under embargo" if hidden else escaped(record.reason or "")

    def _coming(self) -> str:
        shown = [item for item in self.upcoming if (item.delivery.brand, item.delivery.post) not in self.embargoed]
        if not shown:
            return ""
        rows = (
            (_code(format_instant(item.time)), _code(item.delivery.post), _code(item.delivery.account))
            for item in shown
        )
        return f"## Next\n\n{_table(('time', 'post', 'account'), rows, len(shown))}"

    def _published(self, published: Sequence[Record], all_told: Totals) -> str:
        if not published:
            return "Nothing was published yet."
        reviews = {record.delivery: review_for(self.ledger, record.delivery).told for record in published}
        # where none of them was reviewed there is nothing to read
        head = ("sent", "post", "account", "counted", *(["reviewed"] if any(reviews.values()) else []))
        rows = (
            (
                _code(record.sent_at or ""),
                link(record.delivery.post, record.url),
                _code(record.delivery.account),
                _counted(self.counters.get(record.delivery, EMPTY)),
                escaped(reviews[record.delivery]),
            )[: len(head)]
            for record in published
        )
        return f"## Published\n\n{_table(head, rows, sum(all_told.published.values()))}"

    def _chart(self, all_told: Totals) -> str:
        per_account = all_told.published
        if not per_account:
            return ""
        names = sorted(per_account)
        axis = ", ".join(f'"{_plain(name)}"' for name in names)
        bars = ", ".join(str(per_account[name]) for name in names)
        return (
            "## Published by account\n\n```mermaid\nxychart-beta\n"
            f'  x-axis [{axis}]\n  y-axis "posts" 0 --> {max(per_account.values())}\n  bar [{bars}]\n```'
        )


def newest_out(ledger: Ledger) -> list[Record]:
    """Return what went out last, as many as one table has rows, the newest first."""
    return heapq.nlargest(MOST, (record for record in counted(ledger) if record.is_out), key=_newest)


def escaped(text: str) -> str:
    """Return ``text`` as Markdown that shows exactly it, on one line."""
    flat = " ".join(text.split())
    return "".join(f"&#{ord(char)};" if char in _SPECIAL or not char.isprintable() else char for char in flat)


def link(text: str, url: str | None) -> str:
    """Return a link; only https and http addresses become one."""
    if url is None or not url.startswith(("https://", "http://")):
        return escaped(text)
    return f"[{escaped(text)}]({quote(url, safe=':/?#@!$&*+,;=%~._-')})"


def _code(text: str) -> str:
    plain = "".join(char if char.isprintable() else " " for char in text).replace("`", "'").replace("|", "¦")
    return f"`{plain}`" if plain.strip() else ""


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum() or char in "-_ ")


def _counted(counters: Mapping[str, int]) -> str:
    return ", ".join(f"{value} {escaped(name)}" for name, value in counters.items())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for number, row in enumerate(rows):
        if number == MOST:
            break
        lines.append(f"| {' | '.join(row)} |")
    if total > MOST:
        lines.append(f"\n{total - MOST} more are in the ledger.")
    return "\n".join(lines)


def _standing(all_told: Totals, state: State) -> int:
    """Return how many stand so, also by hand; first comments have a number of their own."""
    return sum(
        number
        for where, number in all_told.places.items()
        if where.split("/")[0] == state.value and not where.endswith(f"/{COMMENT}")
    )


def _open_comments(all_told: Totals) -> int:
    return sum(number for where, number in all_told.places.items() if where.endswith(f"/{COMMENT}"))


def _newest(record: Record) -> tuple[str, DeliveryId]:
    return order(record), record.delivery

"""``index.json``: a hint that lets a quiet tick end at once. Never believed when it asks for nothing to be missed.

Written in one canonical form, a key a line, so that the gate can read it without a JSON parser.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.model.delivery import State
from smm_action.model.entry import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What the last run knew about the next."""

    main_sha: str
    content_tree: str
    next_due: str | None = None
    """RFC 3339 UTC; None when nothing is scheduled."""
    next_metrics: str | None = None
    open: tuple[str, ...] = ()
    """``brand/post/account/revision`` of claims without an outcome: whatever the time, a tick has to settle them.

    What may be tried again, and what is in doubt, is in ``next_due``; the rest waits for a person.
    """

    def to_bytes(self) -> bytes:
        """Return the file: keys in this order, one a line."""
        held: dict[str, Any] = {
            "main_sha": self.main_sha,
            "content_tree": self.content_tree,
            "next_due": self.next_due,
            "next_metrics": self.next_metrics,
            "open": list(self.open),
        }
        lines = ",\n".join(
            f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=True)}" for key, value in held.items()
        )
        return f"{{\n{lines}\n}}\n".encode()


def parse_index(data: bytes | None) -> Index | None:
    """Return the index in ``data``; None when there is none or it can not be understood: it is only a hint."""
    if data is None:
        return None
    try:
        held = json.loads(data)
        return Index(
            main_sha=str(held["main_sha"]),
            content_tree=str(held["content_tree"]),
            next_due=held["next_due"],
            next_metrics=held["next_metrics"],
            open=tuple(str(item) for item in held["open"]),
        )
    except (ValueError, TypeError, KeyError):
        return None


def build_index(
    *, main_sha: str, content_tree: str, ledger: Ledger, next_due: datetime | None, next_metrics: datetime | None
) -> Index:
    """Return the index after a run."""
    claims = (record.delivery for record in ledger.records.values() if record.state is State.CLAIMED)
    names = (f"{d.brand}/{d.post}/{d.account}/{d.revision}" for d in claims)
    return Index(
        main_sha=main_sha,
        content_tree=content_tree,
        next_due=format_instant(next_due) if next_due else None,
        next_metrics=format_instant(next_metrics) if next_metrics else None,
        open=tuple(sorted(names)),
    )

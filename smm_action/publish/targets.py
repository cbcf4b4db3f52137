"""What a payload replies to, quotes or reposts: a URL, or ``post:<id>`` looked up among the account's receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smm_action.model.entry import Ledger
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.payload import Payload
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Target

PREFIX = "post:"
Known = Mapping[tuple[BrandName, PostId, AccountName], str]
"""URLs of deliveries that the ledger does not hold: imported ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A named post is not out on this account yet: the delivery waits."""

    reason: str


def resolve_targets(payload: Payload, ledger: Ledger, imported: Known = EMPTY) -> Target | Unresolved:
    """Return the target with URLs only; every name is looked up on the payload's own account."""
    found: dict[str, str | None] = {}
    for key, written in (("reply_to", payload.reply_to), ("quote", payload.quote), ("repost", payload.repost)):
        if written is None or not written.startswith(PREFIX):
            found[key] = written
            continue
        url = _url(payload, PostId(written.removeprefix(PREFIX)), ledger, imported)
        if url is None:
            return Unresolved(reason=f"{key}: {written} is not published on this account yet")
        found[key] = url
    return Target(**found)


def _url(payload: Payload, post: PostId, ledger: Ledger, imported: Known) -> str | None:
    """Return the URL of the newest revision that is out."""
    same = [
        record
        for record in ledger.records.values()
        if (record.delivery.brand, record.delivery.post, record.delivery.account)
        == (payload.brand, post, payload.account)
        and record.is_out
        and record.url is not None
    ]
    if same:
        return max(same, key=lambda record: record.delivery.revision).url
    return imported.get((payload.brand, post, payload.account))

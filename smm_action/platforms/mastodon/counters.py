"""Counting and taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.counted import Counters, numbers, one_by_one
from smm_action.platformkit.errors import Refusal, unreached
from smm_action.platforms.mastodon.calls import headers, read, read_object, refusal
from smm_action.platforms.mastodon.named import status_of

_COUNTERS = {
    "likes": "favourites_count",
    "reposts": "reblogs_count",
    "replies": "replies_count",
    "quotes": "quotes_count",
}
"""Ours → Mastodon's. ``quotes_count`` came with 4.5; where it is missing, so is ours."""


def post_counters(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
    """Return the counters of each receipt by its id. A status that is gone or cannot be read now is absent.

    A repost has none: what the original got is not ours.
    """

    def ask(receipt: Receipt) -> Counters | Refusal:
        status = read_object(session, f"/api/v1/statuses/{quote(receipt.id, safe='')}")
        return numbers(status, _COUNTERS) if isinstance(status, dict) else status

    return one_by_one((receipt for receipt in receipts if "reposted" not in receipt.extra), ask)


def account_counters(session: Session) -> Mapping[str, int]:
    """Return ``followers``."""
    owner = read_object(session, "/api/v1/accounts/verify_credentials")
    return numbers(owner, {"followers": "followers_count"})


def take_back(session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete a status or undo a repost; done, too, when it was gone before."""
    reposted = receipt.extra.get("reposted")
    status = reposted or status_of(session, receipt)
    if not isinstance(status, str):
        return status
    path = f"/api/v1/statuses/{quote(status, safe='')}"
    try:
        if reposted:
            answer = read(session, "POST", f"{path}/unreblog")
        else:
            answer = session.http.read("DELETE", path, headers=headers(session))
        if answer.status in {200, 204, 410}:
            return receipt
        if answer.status != 404:
            return refusal(session, answer)
        # snac 2.75 answers 404 to the deletion itself: gone is only what can no longer be read.
        if read(session, "GET", path).status in {404, 410}:
            return receipt
    except (NotSent, Lost) as error:
        return unreached(error)
    return Rejected(reason="the server does not delete posts for apps; delete it by hand", code="404")

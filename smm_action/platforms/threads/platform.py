"""Threads as the stages see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from smm_action.core.http import Http
from smm_action.model.card import Card
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Unauthorized
from smm_action.model.payload import Payload, Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import (
    Blobs,
    Inspection,
    Platform,
    Prepared,
    Refreshed,
    Reply,
    Search,
    Session,
    Target,
)
from smm_action.platformkit.graph import inspect_token
from smm_action.platformkit.renewal import renewed
from smm_action.platforms.threads import counters
from smm_action.platforms.threads import replies as answers
from smm_action.platforms.threads.card import CARD, GRAPH
from smm_action.platforms.threads.find import find_part
from smm_action.platforms.threads.length import threads_length
from smm_action.platforms.threads.post import prepare_part, send_part
from smm_action.platforms.threads.session import sign_in
from smm_action.platforms.threads.wanted import refused


class Threads(Platform):
    """An account on Threads."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the number of characters, emoji as their bytes in UTF-8."""
        del visible_only
        return threads_length(text)

    def refused(self, payload: Payload) -> Rejected | None:
        """Return what does not go together."""
        return refused(payload)

    def open(
        self,
        http: Http,
        account: str,
        server: str,
        handle: str,
        credentials: Mapping[str, str],
        options: Mapping[str, Any] = EMPTY,
    ) -> Session | Unauthorized | Retry:
        """Sign in: Threads says whose token it is."""
        return sign_in(http, account, server, handle, credentials, options)

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Host the media and make the container, which shows nothing yet."""
        return prepare_part(session, sealed, part, blobs)

    def send(
        self,
        session: Session,
        sealed: Sealed,
        part: int,
        prepared: Prepared,
        earlier: Sequence[Receipt],
        target: Target,
    ) -> Outcome:
        """Publish the container, once, or repost."""
        return send_part(session, sealed, part, prepared, earlier, target)

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        """Ask this run's container, and search the account's own posts and replies."""
        return find_part(session, sealed, part, earlier)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete the post, the reply or the repost."""
        return counters.take_back(session, receipt)

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return impressions (views), likes, replies, reposts and quotes."""
        return counters.post_counters(session, receipts)

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return followers."""
        return counters.account_counters(session)

    def inspect(self, session: Session) -> Inspection:
        """Return the permissions that the token lacks, and when it ends."""
        return inspect_token(GRAPH, session, self.card.credentials[0].scopes)

    def refresh(self, http: Http, credentials: Mapping[str, str]) -> Refreshed | Unauthorized | Retry | Rejected:
        """Renew the token, in one call."""
        return renewed(http, "TOKEN", credentials["TOKEN"], grant="th_refresh_token", errors=GRAPH.errors)

    def replies(self, session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
        """Return replies to the posts, and posts that mention the account."""
        return answers.replies(session, receipts, since)

"""Instagram as the stages see it."""

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
from smm_action.platforms.instagram import counters
from smm_action.platforms.instagram import replies as answers
from smm_action.platforms.instagram import session as signing
from smm_action.platforms.instagram.card import CARD, GRAPH, USER_TOKEN
from smm_action.platforms.instagram.find import find_part
from smm_action.platforms.instagram.post import prepare_part, send_part
from smm_action.platforms.instagram.wanted import refused


class Instagram(Platform):
    """A professional account on Instagram."""

    card: ClassVar[Card] = CARD

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
        """Sign in with the token of the Page, else with Instagram's own."""
        return signing.sign_in(http, account, server, handle, credentials, options)

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
        """Publish the container, once; the first comment goes under the post."""
        del target
        return send_part(session, sealed, part, prepared, earlier)

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        """Ask this run's container, and search the account's own media, or its comments under the post."""
        return find_part(session, sealed, part, earlier)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete the post, the story or the comment."""
        return counters.take_back(session, receipt)

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return impressions and video views (views), reach, likes, replies, reposts and saves."""
        return counters.post_counters(session, receipts)

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return followers."""
        return counters.account_counters(session)

    def inspect(self, session: Session) -> Inspection:
        """Return the permissions that the token lacks, and when it ends."""
        page, user = self.card.credentials
        return inspect_token(GRAPH, session, (page if signing.by_page(session) else user).scopes)

    def refresh(self, http: Http, credentials: Mapping[str, str]) -> Refreshed | Unauthorized | Retry | Rejected:
        """Renew the token of the Instagram login, in one call; that of a Page does not end."""
        token = credentials.get(USER_TOKEN, "")
        if not token:
            return Rejected(reason="the token of a Facebook Page does not end, and is not renewed", code="no-refresh")
        door = signing.instagram_door(http)
        return renewed(door, USER_TOKEN, token, grant="ig_refresh_token", errors=GRAPH.errors)

    def replies(self, session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
        """Return comments under the posts, and posts that tag the account."""
        return answers.replies(session, receipts, since)

"""Bluesky as the stages see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from smm_action.core.http import Http
from smm_action.model.card import Card
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Blobs, Platform, Prepared, Search, Session, Target
from smm_action.platforms.bluesky import counters, repository
from smm_action.platforms.bluesky.blobs import prepare_part
from smm_action.platforms.bluesky.card import CARD
from smm_action.platforms.bluesky.session import sign_in


class Bluesky(Platform):
    """Bluesky, on bsky.social or any other personal data server."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the number of grapheme clusters."""
        from smm_action.platformkit.text import graphemes

        del visible_only
        return graphemes(text)

    def open(
        self,
        http: Http,
        account: str,
        server: str,
        handle: str,
        credentials: Mapping[str, str],
        options: Mapping[str, Any] = EMPTY,
    ) -> Session | Unauthorized | Retry:
        """Sign in with the app password."""
        del options
        return sign_in(http, account, server, handle, credentials)

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Upload images and thumbnail, and look up who is mentioned."""
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
        """Write the part's record where there is none."""
        return repository.send_part(session, sealed, part, prepared, earlier, target)

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        """Read the record under the part's key."""
        return repository.find_part(session, sealed, part, earlier)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete the record."""
        return repository.take_back(session, receipt)

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return likes, reposts, replies and quotes."""
        return counters.post_counters(session, receipts)

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return followers."""
        return counters.account_counters(session)

"""X as the stages see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from smm_action.core.http import Http
from smm_action.model.card import Card
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Unauthorized, Unknown
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
from smm_action.platformkit.problem import Problem, refused_by
from smm_action.platforms.x import counters
from smm_action.platforms.x import session as signing_in
from smm_action.platforms.x.card import CARD
from smm_action.platforms.x.combining import refused
from smm_action.platforms.x.find import find_part
from smm_action.platforms.x.media import upload_part
from smm_action.platforms.x.post import send_part
from smm_action.platforms.x.refresh import renew
from smm_action.platforms.x.replies import mentions


class X(Platform):
    """Posts of 280 weighted characters."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the weighted length as twitter-text 3 counts."""
        from smm_action.platformkit.weighted import weighted_length

        del visible_only
        return weighted_length(text)

    def problems(self, payload: Payload) -> Iterator[Problem]:
        """Yield what X would not take together."""
        no = refused(payload)
        if no is not None:
            yield refused_by(no)

    def open(
        self,
        http: Http,
        account: str,
        server: str,
        handle: str,
        credentials: Mapping[str, str],
        options: Mapping[str, Any] = EMPTY,
    ) -> Session | Unauthorized | Retry:
        """Sign in with OAuth 1.0a's four secrets, else with the OAuth 2 token of the last renewal."""
        del options
        return signing_in.sign_in(http, account, server, handle, credentials)

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Upload the part's media and their alt texts; Pending while X works on them."""
        return refused(sealed.payload) or upload_part(session, sealed, part, blobs)

    def send(
        self,
        session: Session,
        sealed: Sealed,
        part: int,
        prepared: Prepared,
        earlier: Sequence[Receipt],
        target: Target,
    ) -> Outcome:
        """Post the part, once."""
        return send_part(session, sealed, part, prepared, earlier, target)

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        """Search the account's own posts."""
        return find_part(session, sealed, part, earlier)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete the post, or undo the repost."""
        return counters.take_back(session, receipt)

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return impressions, likes, reposts, quotes, replies, saves, video views, and clicks of the last month."""
        return counters.post_counters(session, receipts)

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return followers."""
        return counters.account_counters(session)

    def replies(self, session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
        """Return replies and mentions."""
        return mentions(session, receipts, since)

    def inspect(self, session: Session) -> Inspection:
        """Return whether the token may write, and which way it is renewed."""
        return signing_in.inspect(session)

    def refresh(
        self, http: Http, credentials: Mapping[str, str]
    ) -> Refreshed | Unauthorized | Retry | Rejected | Unknown:
        """Renew the OAuth 2 token, in one call."""
        return renew(http, credentials)

"""Mastodon as the stages see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from smm_action.core.http import Http
from smm_action.model.card import Card
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Blobs, Platform, Prepared, Search, Session, Target
from smm_action.platforms.mastodon import counters
from smm_action.platforms.mastodon import session as signing
from smm_action.platforms.mastodon.card import CARD
from smm_action.platforms.mastodon.edit import edit_part
from smm_action.platforms.mastodon.find import find_part
from smm_action.platforms.mastodon.media import upload_part
from smm_action.platforms.mastodon.post import send_part


class Mastodon(Platform):
    """Mastodon and the servers that speak its API."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the length as Mastodon counts: a URL is 23, a mention its local part alone."""
        from smm_action.platformkit.text import mastodon_length

        del visible_only
        return mastodon_length(text)

    def length(self, text: str, content_warning: str = "") -> int:
        """Return the length of a part: the content warning counts with each of them."""
        from smm_action.platformkit.text import mastodon_length

        return mastodon_length(text, content_warning)

    def open(
        self,
        http: Http,
        account: str,
        server: str,
        handle: str,
        credentials: Mapping[str, str],
        options: Mapping[str, Any] = EMPTY,
    ) -> Session | Unauthorized | Retry:
        """Sign in: the server says whose token it is."""
        del options
        return signing.sign_in(http, account, server, handle, credentials)

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Upload the part's media; Pending while the server works on them."""
        return upload_part(session, sealed, part, blobs)

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
        """Search the account's own statuses."""
        return find_part(session, sealed, part, earlier)

    def edit(
        self, session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
    ) -> Sent | Retry | Rejected | Unauthorized:
        """Replace the status's text, warning, media and poll."""
        return edit_part(session, sealed, part, prepared, receipt)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete the status, or undo the repost."""
        return counters.take_back(session, receipt)

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return likes, reposts, replies and, since 4.5, quotes."""
        return counters.post_counters(session, receipts)

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return followers."""
        return counters.account_counters(session)

    def server_limits(self, session: Session) -> Mapping[str, int]:
        """Return the server's own limits: characters, media, url, alt_text, sizes, poll options."""
        return signing.limits(session)

"""Facebook Pages as the stages see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from smm_action.core.http import Http
from smm_action.model.card import Card
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Payload, Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Blobs, Inspection, Platform, Prepared, Reply, Search, Session, Target
from smm_action.platformkit.graph import inspect_token
from smm_action.platformkit.problem import Problem, refused_by
from smm_action.platforms.facebook import counters
from smm_action.platforms.facebook import replies as answers
from smm_action.platforms.facebook import session as signing
from smm_action.platforms.facebook.card import CARD, GRAPH
from smm_action.platforms.facebook.edit import edit_part
from smm_action.platforms.facebook.find import find_part
from smm_action.platforms.facebook.media import upload_part, without_video
from smm_action.platforms.facebook.post import send_part


class Facebook(Platform):
    """A Facebook Page."""

    card: ClassVar[Card] = CARD

    def problems(self, payload: Payload) -> Iterator[Problem]:
        """Yield what Facebook can not show as it is."""
        no = without_video(payload)
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
        """Sign in: Facebook says whose token it is."""
        return signing.sign_in(http, account, server, handle, credentials, options)

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Upload the part's pictures unpublished, or its video up to the last phase."""
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
        """Post the part, once; the first comment goes under the post."""
        del target
        return send_part(session, sealed, part, prepared, earlier)

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        """Search the Page's own posts, or its comments under the post."""
        return find_part(session, sealed, part, earlier)

    def edit(
        self, session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
    ) -> Sent | Retry | Rejected | Unauthorized:
        """Replace the text."""
        return edit_part(session, sealed, part, prepared, receipt)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete the post, the video or the comment."""
        return counters.take_back(session, receipt)

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return impressions, reach, likes (all reactions), reposts, replies, clicks and video views."""
        return counters.post_counters(session, receipts)

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return followers."""
        return counters.account_counters(session)

    def inspect(self, session: Session) -> Inspection:
        """Return the permissions that the token lacks, and when it ends."""
        return inspect_token(GRAPH, session, self.card.credentials[0].scopes)

    def replies(self, session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
        """Return comments under the posts, and posts that mention the Page."""
        return answers.replies(session, receipts, since)

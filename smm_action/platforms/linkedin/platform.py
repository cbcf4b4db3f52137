"""LinkedIn as the stages see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from smm_action.core.http import Http
from smm_action.model.card import Card, Version
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.model.payload import Payload, Sealed
from smm_action.model.post import EMPTY
from smm_action.model.project import Account, Person
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
from smm_action.platforms.linkedin import calls, counters, little, oauth
from smm_action.platforms.linkedin import session as signing
from smm_action.platforms.linkedin.card import CARD
from smm_action.platforms.linkedin.content import refused
from smm_action.platforms.linkedin.delete import take_back
from smm_action.platforms.linkedin.edit import edit_part
from smm_action.platforms.linkedin.find import find_part
from smm_action.platforms.linkedin.post import prepare_part, send_part
from smm_action.platforms.linkedin.replies import list_replies
from smm_action.platforms.linkedin.urns import MEMBER

_MONTH = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])")


class LinkedIn(Platform):
    """Persons and organisations on LinkedIn."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the length as it is sent: escapes, tags and mentions as LinkedIn's text format writes them."""
        del visible_only
        return little.length(text)

    def mention(self, person: Person, account: Account) -> str | None:
        """Return the mention as LinkedIn's text format writes it; only a URN in people.yml can be mentioned."""
        del account
        urn = person.handles.get(self.card.name, "")
        return little.mention(person.name, urn) if MEMBER.fullmatch(urn) else None

    def problems(self, payload: Payload) -> Iterator[Problem]:
        """Yield what LinkedIn can not show as it is."""
        no = refused(payload)
        if no is not None:
            yield refused_by(no)

    def version(self, account: Account) -> Version | None:
        """Return the account's own version, which ends a year after its month, else the card's."""
        named = calls.version(account.options)
        if CARD.version is None or named == CARD.version.name or not _MONTH.fullmatch(named):
            return CARD.version
        return replace(CARD.version, name=named, sunset=f"{int(named[:4]) + 1}-{named[4:]}-15")

    def open(
        self,
        http: Http,
        account: str,
        server: str,
        handle: str,
        credentials: Mapping[str, str],
        options: Mapping[str, Any] = EMPTY,
    ) -> Session | Unauthorized | Retry:
        """Sign in as the member, or as the organisation that ``options`` name."""
        return signing.sign_in(http, account, server, handle, credentials, options)

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Upload the part's files; Pending while LinkedIn works on them."""
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
        """Post the part, once."""
        return send_part(session, sealed, part, prepared, earlier, target)

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        """Search the organisation's posts; of a person nothing can be told."""
        return find_part(session, sealed, part, earlier)

    def edit(
        self, session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
    ) -> Sent | Retry | Rejected | Unauthorized:
        """Replace the text of the post or comment."""
        del prepared
        return edit_part(session, sealed, part, receipt)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete the post or comment."""
        return take_back(session, receipt)

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return impressions, reach, likes, reposts, replies and, of organisations, clicks."""
        return counters.post_counters(session, receipts)

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return followers."""
        return counters.account_counters(session)

    def replies(self, session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
        """Return what others commented on an organisation's posts."""
        return list_replies(session, receipts, since)

    def inspect(self, session: Session) -> Inspection:
        """Say what the token may do and when it ends."""
        return oauth.inspect(session)

    def refresh(
        self, http: Http, credentials: Mapping[str, str]
    ) -> Refreshed | Unauthorized | Retry | Rejected | Unknown:
        """Exchange the refresh token for a new token."""
        return oauth.renew(http, credentials)

"""The microblog as the stages see it: nothing is sent, pages are committed together with the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from smm_action.model.card import Card
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.model.project import Account, Person
from smm_action.platformkit.base import Blobs, Platform, Prepared, Published, Session, Target
from smm_action.platformkit.uploads import sealed_bytes
from smm_action.platforms.microblog.card import CARD
from smm_action.platforms.microblog.items import slug_in, slug_of
from smm_action.platforms.microblog.prose import web_address


class Microblog(Platform):
    """Static pages of our own on the state branch."""

    card: ClassVar[Card] = CARD

    def mention(self, person: Person, account: Account) -> str | None:
        """Return the person's name: pages have no handles of their own."""
        del account
        return person.name

    def open(self, session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
        """Return the session; its server is the account's ``base_url``. No call is made and no secret needed."""
        del credentials
        if not web_address(session.server):
            return Unauthorized(reason="the account has no `base_url:`, the address its pages will be served from")
        return session

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Look whether everything the page needs was sealed."""
        del session
        if sealed.payload.visibility != "public":
            return Rejected(reason=f"pages are public, not {sealed.payload.visibility}", code="public")
        for medium in sealed.payload.parts[part].media if sealed.payload.parts else ():
            data = sealed_bytes(sealed, medium, blobs, CARD.media.max_image_bytes)
            if isinstance(data, Rejected):
                return data
        return Prepared()

    def send(
        self,
        session: Session,
        sealed: Sealed,
        part: int,
        prepared: Prepared,
        earlier: Sequence[Receipt],
        target: Target,
    ) -> Outcome:
        """Return where the page will be once the outcome is committed: until then nothing is out."""
        del prepared, earlier
        slug = slug_of(sealed.payload)
        page = f"{session.server.rstrip('/')}/{slug}/"
        named = {"reply_to": target.reply_to, "quote": target.quote, "repost": target.repost}
        extra = {name: url for name, url in named.items() if url is not None} if part == 0 else {}
        suffix = "" if part == 0 else f"#part-{part + 1}"
        return Sent(receipt=Receipt(part=part, id=f"{slug}{suffix}", url=f"{page}{suffix}", at=sealed.due, extra=extra))

    def pages(
        self,
        account: str,
        items: Sequence[Published],
        read: Callable[[str], bytes | None],
        blobs: Blobs,
    ) -> Mapping[str, bytes]:
        """Return permalink pages, front page, archive, sitemap, feeds and media."""
        from smm_action.platforms.microblog.pages import build

        return build(account, items, read, blobs)

    def edit(
        self, session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
    ) -> Sent | Retry | Rejected | Unauthorized:
        """Return the receipt as it is: its page is written anew by the commit that records the edit."""
        del session, sealed, part, prepared
        return Sent(receipt=receipt)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Return the receipt: its page goes with the commit that records it."""
        del session
        return receipt

    def removed(
        self, account: str, receipts: Sequence[Receipt], read: Callable[[str], bytes | None]
    ) -> Mapping[str, bytes | None]:
        """Remove permalink pages and their pictures, and write front page, archive, sitemap and feeds without them."""
        from smm_action.platforms.microblog.pages import unbuild

        return unbuild(account, {slug_in(receipt) for receipt in receipts}, read)

"""Pages of microblog accounts against the receipts of the ledger: each has to have the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from smm_action.ledger.flaw import BY_HAND, Flaw
from smm_action.ledger.paths import SITE
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Ledger
from smm_action.model.ids import AccountName
from smm_action.platforms.microblog.items import Item, folder, read_items

_OUT = frozenset({State.PUBLISHED, State.EDITED})
_ITEMS = "items.jsonl"
_OURS = frozenset({"archive", "media"})
"""Folders beside the pages."""


def page_flaws(
    ledger: Ledger, paths: Collection[str], accounts: Iterable[AccountName], read: Callable[[str], bytes | None]
) -> Iterator[Flaw]:
    """Yield pages that no receipt names, and receipts of ``accounts`` without page.

    ``paths`` are all files below the state path, ``read`` gives the bytes of one.
    """
    there = {AccountName(path.split("/")[1]) for path in paths if path.startswith(f"{SITE}/")}
    for account in sorted(there | set(accounts)):
        yield from _account(ledger, frozenset(paths), account, read)


def _account(
    ledger: Ledger, paths: frozenset[str], account: AccountName, read: Callable[[str], bytes | None]
) -> Iterator[Flaw]:
    root = folder(account)
    items = {_delivery(item, account): item for item in read_items(read(f"{root}/{_ITEMS}"))}
    pages = {item.slug for item in items.values()}
    for delivery, item in items.items():
        record = ledger.get(delivery)
        if record is None or not record.receipts:
            yield _flaw(
                root, item.slug, "a page that no receipt names", "It is public, and the ledger knows nothing of it."
            )
        elif record.state in _OUT and f"{root}/{item.slug}/index.html" not in paths:
            yield _flaw(root, item.slug, "a receipt without its page", f"{record.receipts[0].url} leads nowhere.")
    for slug in sorted(_slugs(paths, root) - pages):
        yield _flaw(
            root, slug, "a page that is in no list", f"{root}/{_ITEMS} does not name it, so nothing links to it."
        )
    for delivery, record in ledger.records.items():
        if delivery.account == account and record.state in _OUT and record.receipts and delivery not in items:
            what = f"no page of {delivery.post}, which has a receipt"
            why = f"{record.receipts[0].url} leads nowhere."
            yield Flaw(file=f"{root}/{_ITEMS}", what=what, why=why, do=BY_HAND)


def _delivery(item: Item, account: AccountName) -> DeliveryId:
    payload = item.payload
    return DeliveryId(payload.brand, payload.post, account, payload.revision)


def _slugs(paths: Iterable[str], root: str) -> set[str]:
    pieces = (path.removeprefix(f"{root}/").split("/") for path in paths if path.startswith(f"{root}/"))
    return {found[0] for found in pieces if len(found) == 2 and found[1] == "index.html" and found[0] not in _OURS}


def _flaw(root: str, slug: str, what: str, why: str) -> Flaw:
    return Flaw(file=f"{root}/{slug}/index.html", what=what, why=why)

"""Pages of microblog accounts against the receipts of the ledger: each has to have the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from smm_action.ledger.flaw import Flaw
from smm_action.ledger.paths import SITE
from smm_action.model.entry import Ledger
from smm_action.model.ids import AccountName
from smm_action.platforms.microblog.items import folder, read_items

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
    """Compare by address: a page may have passed from one revision to the next."""
    root = folder(account)
    items = read_items(read(f"{root}/{_ITEMS}"))
    records = [record for record in ledger.records.values() if record.delivery.account == account and record.receipts]
    told = {receipt.url for record in records for receipt in record.receipts}
    there = {item.url for item in items}
    for item in items:
        if item.url not in told:
            why = "It is public, and the ledger knows nothing of it."
            yield _flaw(root, item.slug, "a page that no receipt names", why)
        elif f"{root}/{item.slug}/index.html" not in paths:
            yield _flaw(root, item.slug, "a receipt without its page", f"{item.url} leads nowhere.")
    for slug in sorted(_slugs(paths, root) - {item.slug for item in items}):
        why = f"{root}/{_ITEMS} does not name it, so nothing links to it."
        yield _flaw(root, slug, "a page that is in no list", why)
    for record in records:
        if record.is_out and record.url not in there:
            what = f"no page of {record.delivery.post}, which has a receipt"
            yield Flaw(file=f"{root}/{_ITEMS}", what=what, why=f"{record.url} leads nowhere.")


def _slugs(paths: Iterable[str], root: str) -> set[str]:
    pieces = (path.removeprefix(f"{root}/").split("/") for path in paths if path.startswith(f"{root}/"))
    return {found[0] for found in pieces if len(found) == 2 and found[1] == "index.html" and found[0] not in _OURS}


def _flaw(root: str, slug: str, what: str, why: str) -> Flaw:
    return Flaw(file=f"{root}/{slug}/index.html", what=what, why=why)

"""Where things lie on the state branch (design §4.3), relative to the state path."""

from __future__ import annotations

import hashlib
from urllib.parse import quote, unquote

from smm_action.model.delivery import DeliveryId
from smm_action.model.ids import AccountName, BrandName, PostId

INDEX = "index.json"
DASHBOARD = "README.md"
CHAIN = "chain.json"
ACCOUNTS = "accounts.jsonl"
LEDGER = "ledger"
FREEZES = f"{LEDGER}/freezes.jsonl"
SUMMARY = f"{LEDGER}/+summary.json"
"""What begins with ``+`` is derived from the ledger, and no brand's: a plus in a name is percent-encoded."""
DAYS = f"{LEDGER}/+days"
SAID = f"{LEDGER}/+said"
METRICS = "metrics"
SITE = "site"
KITS = "kits"


def ledger_path(post: DeliveryId | tuple[BrandName, PostId]) -> str:
    """Return the file that holds every entry of a post: ``ledger/<brand>/<hh>/<id>.jsonl``.

    ``hh`` spreads the files over 256 folders, so that a commit writes small trees. It comes from the id and never
    from a date: a post that is rescheduled keeps its file.
    """
    brand, name = (post.brand, post.post) if isinstance(post, DeliveryId) else post
    folder = hashlib.sha256(name.encode()).hexdigest()[:2]
    return f"{LEDGER}/{segment(brand)}/{folder}/{segment(name)}.jsonl"


def post_of(path: str) -> tuple[BrandName, PostId] | None:
    """Return the brand and post whose entries ``path`` holds; None when it is no ledger file."""
    pieces = path.split("/")
    if len(pieces) != 4 or pieces[0] != LEDGER or not pieces[3].endswith(".jsonl"):
        return None
    found = BrandName(unquote(pieces[1])), PostId(unquote(pieces[3].removesuffix(".jsonl")))
    return found if ledger_path(found) == path else None


def name_of(post: tuple[BrandName, PostId]) -> str:
    """Return a post as the derived files name it: ``<brand>/<id>``, each percent-encoded as in its path."""
    return "/".join(map(segment, post))


def named(name: str) -> tuple[BrandName, PostId]:
    """Return the brand and post that ``name_of`` wrote.

    Raises:
        ValueError: nothing that it writes.
    """
    brand, post = name.split("/")
    found = BrandName(unquote(brand)), PostId(unquote(post))
    if name_of(found) != name:
        raise ValueError(f"{name!r} names no post")
    return found


def metrics_path(at: str) -> str:
    """Return the file of the samples taken at the RFC 3339 UTC instant ``at``: ``metrics/<YYYY>-<MM>.jsonl``."""
    return f"{METRICS}/{at[:7]}.jsonl"


def site_path(account: AccountName, page: str = "") -> str:
    """Return where a page of a microblog account lies; without ``page`` its folder."""
    folder = f"{SITE}/{segment(account)}"
    return f"{folder}/{page}" if page else folder


def kit_path(delivery: DeliveryId) -> str:
    """Return the folder of the kit of a delivery that a person posts."""
    names = (delivery.brand, delivery.post, f"{delivery.account}-{delivery.revision}")
    return "/".join((KITS, *map(segment, names)))


def segment(name: str) -> str:
    """Return ``name`` as one path segment: percent-encoded where a path, Git or a file system would stumble."""
    quoted = quote(name, safe="")
    return quoted.replace(".", "%2E") if quoted.strip(".") == "" else quoted

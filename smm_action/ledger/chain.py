"""``chain.json``: one link, which says under an HMAC what the whole ledger is and how many links came before.

Git's tree ids are a Merkle hash already: the id of the folder ``ledger/`` names every byte of every line below it. So
one small file vouches for all of it. Pure: what Git holds is handed in (``ledger.guard``).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from smm_action.core.errors import SmmError
from smm_action.model.codec import canonical

KEY = "SMM_STATE_KEY"
"""The environment variable that holds the key."""
SHORTEST = 32
"""Characters of a key. `openssl rand -hex 32` gives 64, which are 256 bits."""
MOST = 2**53 - 1
"""The greatest sequence number: what every JSON reader keeps whole."""
_DOMAIN = "smm-action/chain/1"
_MAC = re.compile(r"[0-9a-f]{64}")
_PREVIOUS = re.compile(r"([0-9a-f]{64})?")
_TREE = re.compile(r"([0-9a-f]{40}([0-9a-f]{24})?)?")


class ChainFault(ValueError):  # noqa: N818 a fault of one file, explained by the reader
    """The file is no link of ours."""


@dataclass(frozen=True, slots=True)
class StateKey:
    """The secret under which links are made. Never shown, also not by accident in a traceback."""

    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What ``chain.json`` says at one commit."""

    seq: int
    """1 for the first link, one more for each commit that changes the ledger."""
    previous: str
    """The ``mac`` of the link before; empty for the first one, and where a person vouched anew."""
    ledger_tree: str
    """The Git tree id of ``ledger/`` at this commit; empty when there is no such folder."""
    mac: str

    def to_bytes(self) -> bytes:
        """Return the file: a key a line."""
        held = {"seq": self.seq, "previous": self.previous, "ledger_tree": self.ledger_tree, "mac": self.mac}
        return json.dumps(held, indent=2).encode() + b"\n"


def state_key(environ: Mapping[str, str]) -> StateKey | None:
    """Return the key of ``SMM_STATE_KEY``; None when there is none.

    Raises:
        SmmError: unsafe; it is too short to keep anybody out.
    """
    text = environ.get(KEY, "").strip()
    if not text:
        return None
    if len(text) < SHORTEST:
        raise SmmError(
            f"{KEY} is too short.",
            f"It has fewer than {SHORTEST} characters, so it could be guessed, and with it every entry be forged.",
            "Make one with `openssl rand -hex 32`, keep it as a secret, and run `smm fsck --adopt` once.",
            unsafe=True,
        )
    return StateKey(text.encode())


def link(key: StateKey, seq: int, previous: str, ledger_tree: str) -> Link:
    """Return the link number ``seq`` after the one whose mac is ``previous``."""
    return Link(seq=seq, previous=previous, ledger_tree=ledger_tree, mac=_mac(key, seq, previous, ledger_tree))


def is_genuine(key: StateKey, held: Link) -> bool:
    """Whether ``held`` was made under ``key``."""
    return hmac.compare_digest(held.mac, _mac(key, held.seq, held.previous, held.ledger_tree))


def parse_link(data: bytes) -> Link:
    """Return the link in ``data``.

    Raises:
        ChainFault: it is none of ours.
    """
    try:
        held = json.loads(data)
        found = Link(seq=held["seq"], previous=held["previous"], ledger_tree=held["ledger_tree"], mac=held["mac"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ChainFault("it is no JSON object with seq, previous, ledger_tree and mac") from error
    if type(found.seq) is not int or not 1 <= found.seq <= MOST:
        raise ChainFault("seq is no number from 1")
    shapes = ((found.previous, _PREVIOUS), (found.mac, _MAC), (found.ledger_tree, _TREE))
    if not all(isinstance(text, str) and shape.fullmatch(text) for text, shape in shapes):
        raise ChainFault("previous, ledger_tree and mac are lower-case hexadecimal digests")
    return found


def _mac(key: StateKey, seq: int, previous: str, ledger_tree: str) -> str:
    return hmac.new(key.secret, canonical([_DOMAIN, seq, previous, ledger_tree]), hashlib.sha256).hexdigest()

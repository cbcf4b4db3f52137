"""What must hold among the entries of one delivery, whoever wrote them. Written apart from ``fold`` on purpose."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smm_action.ledger.compact import COMPACTED, payload_of
from smm_action.ledger.fold import TAKES_OVER, fold
from smm_action.model.codec import decode
from smm_action.model.digest import content_digest
from smm_action.model.entry import Entry, EntryKind
from smm_action.model.payload import Payload, Sealed

_ENDS: frozenset[EntryKind] = frozenset(
    {"skipped", "held", "missed", "retry", "failed", "unknown", "resolved", "published"}
)
_OF_A_CLAIM = _ENDS | {"part"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A line that breaks an invariant."""

    line: int
    what: str
    why: str


Numbered = Sequence[tuple[int, Entry]]


def broken(held: Numbered) -> Iterator[Broken]:
    """Yield what the entries of one delivery, each with its line, break; in the file's order."""
    yield from _claimless(held)
    yield from _open_claims(held)
    yield from _keys(held)
    yield from _receipts(held)
    yield from _instants(held)
    for number, entry in held:
        if entry.kind == "claimed" and (entry.payload is not None or COMPACTED not in entry.data):
            yield from _payload(number, entry)


def depends_on_order(held: Numbered) -> bool:
    """Whether the state would be another one if the lines stood in another order; with two open claims it may be."""
    if len(held) < 2 or sum(1 for _ in _still_open(held)) > 1:
        return False
    entries = [entry for _, entry in held]
    shuffled = entries.copy()
    random.Random(0).shuffle(shuffled)  # noqa: S311 any order will do, the same one each time
    told = fold(entries)
    return any(fold(other) != told for other in (entries[::-1], shuffled))


def _claimless(held: Numbered) -> Iterator[Broken]:
    claims = {_nonce(entry) for _, entry in held if entry.kind == "claimed"}
    for number, entry in held:
        if entry.kind == "published" and entry.owner is None:
            yield Broken(line=number, what="a publish names no claim", why="Nothing is sent without one.")
        elif entry.kind in _OF_A_CLAIM and entry.owner is not None and _nonce(entry) not in claims:
            why = "The claim it belongs to is not in the file: it was removed, or the line was made up."
            yield Broken(line=number, what=f"{entry.kind} without its claim", why=why)
        older = entry.data.get(TAKES_OVER) if entry.kind == "claimed" else None
        if older is not None and older not in claims:
            why = "The claim that it names was removed, or never was there."
            yield Broken(line=number, what="a claim takes over one that does not exist", why=why)


def _still_open(held: Numbered) -> Iterator[tuple[int, Entry]]:
    """Yield the first line of each claim that has neither ended nor was taken over."""
    taken = {entry.data.get(TAKES_OVER) for _, entry in held if entry.kind == "claimed"}
    ended = {_nonce(entry) for _, entry in held if entry.kind in _ENDS and entry.owner is not None}
    answers = [_at(entry) for _, entry in held if entry.kind == "resolved" and entry.owner is None]
    seen: set[str] = set()
    for number, entry in held:
        nonce = _nonce(entry)
        if entry.kind != "claimed" or nonce in seen:
            continue
        seen.add(nonce)
        if nonce not in taken | ended and not any(at >= _at(entry) for at in answers):
            yield number, entry


def _open_claims(held: Numbered) -> Iterator[Broken]:
    numbers = [number for number, _ in _still_open(held)]
    for number in numbers[1:]:
        why = f"The claim in line {numbers[0]} is open too: the delivery could be sent twice."
        yield Broken(line=number, what="a second open claim", why=why)


def _keys(held: Numbered) -> Iterator[Broken]:
    first: tuple[int, str] | None = None
    for number, entry in held:
        if entry.key is None:
            continue
        if first is None:
            first = number, entry.key
        elif entry.key != first[1]:
            why = f"It is not the one of line {first[0]}: a platform would take the two for different posts."
            yield Broken(line=number, what="another idempotency key", why=why)


def _receipts(held: Numbered) -> Iterator[Broken]:
    parts = {
        _nonce(entry): max(1, len((entry.payload.get("payload") or {}).get("parts", ())))
        for _, entry in held
        if entry.kind == "claimed" and entry.payload is not None
    }
    told: set[int] = set()
    for number, entry in held:
        told |= {receipt.part for receipt in entry.receipts}
        if told != set(range(len(told))):
            missing = min(set(range(max(told))) - told)
            why = f"Part {missing} comes before it, and has no receipt."
            yield Broken(line=number, what=f"a receipt for part {max(told)} alone", why=why)
            return
        wanted = parts.get(_nonce(entry), len(told)) if entry.kind == "published" else len(told)
        if len(told) != wanted:
            why = f"The claim has {wanted} parts, and {len(told)} have receipts."
            yield Broken(line=number, what="published, but not every part", why=why)


def _instants(held: Numbered) -> Iterator[Broken]:
    """Look at claims, and at what follows each: a slow run may speak after the one that ended its claim."""
    made: dict[str, str] = {}
    newest = 0, ""
    for number, entry in held:
        if entry.kind == "claimed":
            if _at(entry) < newest[1]:
                why = f"The claim in line {newest[0]} is later. Lines were moved, or an instant was changed."
                yield Broken(line=number, what="a claim out of order", why=why)
            newest = number, _at(entry)
            made.setdefault(_nonce(entry), _at(entry))
        elif entry.owner is not None and _at(entry) < made.get(_nonce(entry), ""):
            yield Broken(
                line=number, what=f"{entry.kind} before its claim", why="Nothing is sent before it is claimed."
            )


def _payload(number: int, claim: Entry) -> Iterator[Broken]:
    try:
        payload = payload_of(claim)
        digest = content_digest(payload)
        sealed = None if COMPACTED in claim.data else decode(Sealed, claim.payload)
    except (TypeError, ValueError, AttributeError, KeyError):
        yield Broken(line=number, what="a payload that is none", why="A later attempt could not be made from it.")
        return
    if claim.content_digest != digest or (sealed is not None and sealed.content_digest != digest):
        why = f"Its digest is {digest[:12]}, and the claim says {(claim.content_digest or 'nothing')[:12]}."
        yield Broken(line=number, what="a payload that is not what was claimed", why=why)
    if sealed is not None and sealed.key != claim.key:
        yield Broken(line=number, what="a payload with another key", why="It is sent under the key of its claim.")
    if not all(map(_is_digest, _digests(payload, sealed))):
        yield Broken(line=number, what="a medium without a digest", why="A medium is named by its sha256.")


def _digests(payload: Payload, sealed: Sealed | None) -> Iterator[object]:
    yield from (medium.sha256 for part in payload.parts for medium in part.media)
    if sealed is not None:
        yield from (digest for pair in sealed.blobs.items() for digest in pair)
        if sealed.payload.card is not None and sealed.payload.card.image is not None:
            yield sealed.payload.card.image


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None


def _nonce(entry: Entry) -> str:
    return entry.owner.nonce if entry.owner is not None else ""


def _at(entry: Entry) -> str:
    return entry.at.removesuffix("Z")

"""Every file of the state branch against its schema, its place and what must hold in it: offline, from bytes alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from smm_action.core.schema import faults, is_valid
from smm_action.ledger.check_summary import is_derived, summary_flaws
from smm_action.ledger.codec import LedgerFault, account_from_line, from_line, sample_from_line
from smm_action.ledger.flaw import REPAIR, Flaw
from smm_action.ledger.invariants import broken, depends_on_order
from smm_action.ledger.paths import (
    ACCOUNTS,
    CHAIN,
    FREEZES,
    INDEX,
    LEDGER,
    METRICS,
    SUMMARY,
    ledger_path,
    metrics_path,
    post_of,
)
from smm_action.ledger.tokens import token_flaws
from smm_action.model.delivery import DeliveryId
from smm_action.model.entry import Entry

Take = Callable[[int, bytes], None]
"""Reads a line, given its number. LedgerFault when it can not be."""


def check(files: Mapping[str, bytes]) -> Iterator[Flaw]:
    """Yield what is wrong with ``files``, by path below the state path; of pages nothing is known here."""
    known: set[DeliveryId] = set()
    for path in sorted(files):
        if path.startswith(f"{LEDGER}/") and not is_derived(path):
            yield from _ledger(path, files[path], known)
    for path in sorted(files):
        if path.startswith(f"{METRICS}/"):
            yield from _lines(path, files[path], "sample", _Samples(path, known).take)
    if ACCOUNTS in files:
        yield from _lines(ACCOUNTS, files[ACCOUNTS], "sample", _account)
    for path, schema in ((INDEX, "index"), (CHAIN, "chain"), (SUMMARY, "summary")):
        if path in files:
            yield from _document(path, files[path], schema)
    yield from summary_flaws(files)
    yield from token_flaws(files)


def _ledger(path: str, data: bytes, known: set[DeliveryId]) -> Iterator[Flaw]:
    if path == FREEZES:
        yield from _lines(path, data, "freeze", _freeze)
        return
    if post_of(path) is None:
        why = "Nobody reads it: entries lie in ledger/<brand>/<hh>/<id>.jsonl, hh from the sha256 of the id."
        yield Flaw(file=path, what="a file where none belongs", why=why)
        return
    entries = _Entries(path)
    yield from _lines(path, data, "entry", entries.take)
    known |= set(entries.found)
    for delivery, held in entries.found.items():
        yield from (Flaw(file=path, line=item.line, what=item.what, why=item.why) for item in broken(held))
        if depends_on_order(held):
            why = f"What is known of {delivery.account} would be another thing if the lines stood in another order."
            yield Flaw(file=path, what="a state that depends on the order of lines", why=why)


@dataclass(slots=True)
class _Entries:
    """Collects the entries of one file by delivery."""

    path: str
    found: dict[DeliveryId, list[tuple[int, Entry]]] = field(default_factory=dict)

    def take(self, number: int, line: bytes) -> None:
        entry = from_line(line)
        place = ledger_path(entry.delivery)
        if place != self.path:
            raise LedgerFault(f"it is about {entry.delivery.post}, whose file is {place}")
        self.found.setdefault(entry.delivery, []).append((number, entry))


@dataclass(frozen=True, slots=True)
class _Samples:
    """Reads the samples of one month."""

    path: str
    known: set[DeliveryId]

    def take(self, number: int, line: bytes) -> None:
        del number
        sample = sample_from_line(line)
        if metrics_path(sample.at) != self.path:
            raise LedgerFault(f"it was taken at {sample.at}, and belongs to {metrics_path(sample.at)}")
        if sample.delivery not in self.known:
            raise LedgerFault(f"it counts {sample.delivery.post} on {sample.delivery.account}, which nobody sent")


def _freeze(number: int, line: bytes) -> None:
    del number
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        raise LedgerFault("it is torn, or no JSON") from None


def _account(number: int, line: bytes) -> None:
    del number
    account_from_line(line)


def _lines(path: str, data: bytes, schema: str, take: Take) -> Iterator[Flaw]:
    """Yield what is wrong with the lines of one file, and hand each that can be read to ``take``."""
    seen: dict[bytes, int] = {}
    lines = data.split(b"\n")
    if lines[-1]:
        yield Flaw(file=path, line=len(lines), what="a torn line", why="It has no line end, so it may not be whole.")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        if line in seen:
            why = f"Line {seen[line]} is the same. Nothing of ours writes a line twice."
            yield Flaw(file=path, line=number, what="a line that stands there twice", why=why)
            continue
        seen[line] = number
        try:
            take(number, line)
        except LedgerFault as fault:
            yield Flaw(file=path, line=number, what="a line that can not be taken", why=_sentence(str(fault)))
        else:
            yield from _schema(path, number, json.loads(line), schema)


def _document(path: str, data: bytes, schema: str) -> Iterator[Flaw]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        yield _of(path, Flaw(file=path, what="a file that is no JSON", why="It is torn, or was edited by hand."))
    else:
        yield from (_of(path, flaw) for flaw in _schema(path, 0, document, schema))


def _of(path: str, flaw: Flaw) -> Flaw:
    """Return the flaw with what is to be done: what is derived is made anew, whatever it says."""
    return replace(flaw, do=REPAIR, mends=True) if path in {INDEX, SUMMARY} else flaw


def _schema(path: str, number: int, document: object, schema: str) -> Iterator[Flaw]:
    name = f"artifacts/{schema}/v1"
    if is_valid(name, document):
        return
    for fault in faults(name, document):
        where = ".".join(str(piece) for piece in fault.path)
        why = _sentence(f"{where}: {fault.message[:200]}" if where else fault.message[:200])
        yield Flaw(file=path, line=number, what=f"not as schemas/{name}.schema.json says", why=why)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."

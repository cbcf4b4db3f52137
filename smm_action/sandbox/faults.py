"""The scenario language: which calls go wrong, how, and how often. The same seed gives the same faults.

A line is ``OPERATION[@ACCOUNT] FAULT … [times=N] [skip=N] [chance=P]``; see docs/how-to/sandbox.md.
"""

from __future__ import annotations

import fnmatch
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from smm_action.core.errors import SmmError

Moment = Literal["before", "during", "after"]
Garbling = Literal["truncated", "malformed", "empty", "error"]
FOR_EVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Latency:
    """The answer takes its time: seconds, or between two numbers of seconds."""

    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Error:
    """An error answer; ``after`` means that the call was obeyed all the same."""

    status: int
    moment: Moment = "before"
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection ends: before the call is obeyed, in the middle of the answer, or in place of the answer."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class Garble:
    """A 200 answer that makes no sense; the call was obeyed unless ``before``."""

    how: Garbling
    moment: Moment = "after"


@dataclass(frozen=True, slots=True)
class Expire:
    """The token has expired."""


@dataclass(frozen=True, slots=True)
class ForgetKey:
    """The Idempotency-Key is not remembered."""


@dataclass(frozen=True, slots=True)
class Processing:
    """Uploaded media stay in processing for so long."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Hide:
    """What is younger is not found yet."""

    age: timedelta


@dataclass(frozen=True, slots=True)
class Skew:
    """The server's clock goes wrong by so much."""

    by: timedelta


Fault = Latency | Error | Drop | Garble | Expire | ForgetKey | Processing | Hide | Skew


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of a scenario."""

    operation: str
    """A pattern such as ``mastodon.publish`` or ``*.find``."""
    account: str
    fault: Fault
    text: str
    times: int | None = None
    skip: int = 0
    chance: float = 1.0

    def matches(self, operation: str, account: str) -> bool:
        """Whether the rule is about such a call."""
        return fnmatch.fnmatchcase(operation, self.operation) and fnmatch.fnmatchcase(account, self.account)


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that fires on this call, with the line it comes from and a number of its own between 0 and 1."""

    fault: Fault
    text: str
    draw: float


class Scenario:
    """Rules and how often each has fired, for each operation and account apart, so that threads cannot disturb it."""

    def __init__(self, text: str = "", seed: int = 0) -> None:
        """Parse ``text``.

        Raises:
            SmmError: a line is not understood.
        """
        self.rules = parse(text)
        self._seed = seed
        self._seen: Counter[tuple[int, str, str]] = Counter()
        self._fired: Counter[tuple[int, str, str]] = Counter()
        self._lock = threading.Lock()

    def strike(self, operation: str, account: str) -> tuple[Struck, ...]:
        """Return the faults that fire on this call, in the order of the lines."""
        with self._lock:
            hits = (self._consider(index, operation, account) for index in range(len(self.rules)))
            return tuple(hit for hit in hits if hit is not None)

    def _consider(self, index: int, operation: str, account: str) -> Struck | None:
        rule, place = self.rules[index], (index, operation, account)
        if not rule.matches(operation, account):
            return None
        self._seen[place] += 1
        if self._seen[place] <= rule.skip or (rule.times is not None and self._fired[place] >= rule.times):
            return None
        if self._draw("chance", place) >= rule.chance:
            return None
        self._fired[place] += 1
        return Struck(rule.fault, rule.text, self._draw("size", place))

    def _draw(self, purpose: str, place: tuple[int, str, str]) -> float:
        text = "\x1f".join(map(str, (self._seed, purpose, *place, self._seen[place])))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7]) / 2**56


def parse(text: str) -> tuple[Rule, ...]:
    """Return the rules of a scenario; lines end with a newline or ``;``, ``#`` starts a comment.

    Raises:
        SmmError: a line is not understood.
    """
    lines = (line.partition("#")[0].strip() for line in text.replace(";", "\n").splitlines())
    return tuple(_rule(line) for line in lines if line)


def _rule(line: str) -> Rule:
    words = [word for word in line.split() if "=" not in word]
    options = dict(word.partition("=")[::2] for word in line.split() if "=" in word)
    try:
        target, name, *rest = words
        operation, _, account = target.partition("@")
        retry_after = options.pop("retry-after", None)
        times = options.pop("times", None)
        rule = Rule(
            operation=operation,
            account=account or "*",
            fault=_FAULTS[name](rest, int(retry_after) if retry_after else None),
            text=line,
            times=int(times) if times else None,
            skip=int(options.pop("skip", "0")),
            chance=float(options.pop("chance", "1")),
        )
        _no_more(options)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise SmmError(
            f"The fault line {line!r} is not understood.",
            f"{type(error).__name__}: {error}.",
            "Write OPERATION[@ACCOUNT] FAULT … [times=N] [skip=N] [chance=P]; docs/how-to/sandbox.md lists the faults.",
        ) from None
    return rule


def _no_more(options: Mapping[str, str]) -> None:
    if options:
        raise ValueError(f"unknown option {', '.join(options)}")


def _latency(words: Sequence[str], _: int | None) -> Fault:
    shortest, _dots, longest = words[0].partition("..")
    return Latency(float(shortest), float(longest or shortest))


def _error(words: Sequence[str], retry_after: int | None) -> Fault:
    status = int(words[0])
    if not 400 <= status <= 599:
        raise ValueError(f"{status} is no error status")
    return Error(status, _moment(words[1:], "before", "after"), retry_after)


def _limit(words: Sequence[str], _: int | None) -> Fault:
    return Error(429, "before", int(words[0]))


def _drop(words: Sequence[str], _: int | None) -> Fault:
    return Drop(_moment(words, "after", "before", "during"))


def _garble(words: Sequence[str], _: int | None) -> Fault:
    kinds: dict[str, Garbling] = {
        "truncated": "truncated",
        "malformed": "malformed",
        "empty": "empty",
        "error": "error",
    }
    return Garble(kinds[words[0]], _moment(words[1:], "after", "before"))


def _moment(words: Sequence[str], usual: Moment, *others: Moment) -> Moment:
    if not words:
        return usual
    for moment in (usual, *others):
        if words[0] == moment:
            return moment
    raise ValueError(f"{words[0]} is none of {', '.join((usual, *others))}")


_FAULTS: dict[str, Callable[[Sequence[str], int | None], Fault]] = {
    "latency": _latency,
    "error": _error,
    "limit": _limit,
    "drop": _drop,
    "answer": _garble,
    "expire": lambda _words, _after: Expire(),
    "forget-key": lambda _words, _after: ForgetKey(),
    "processing": lambda words, _after: Processing(timedelta(seconds=float(words[0]))),
    "stuck": lambda _words, _after: Processing(FOR_EVER),
    "hide": lambda words, _after: Hide(timedelta(seconds=float(words[0]))),
    "skew": lambda words, _after: Skew(timedelta(seconds=float(words[0]))),
}

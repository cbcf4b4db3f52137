"""What has the shape of a credential, in any text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

_SIGNS = (
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "hooks.slack", "AKIA", "AIza",
    "sk_live_", "rk_live_", "npm_", "PRIVATE KEY", "eyJ", "SMM_", ":AA", "/webhooks/", "AAAAAAAAAAAAAAAAAAAA",
)  # fmt: skip
"""One of them is in every match of ``_SHAPED``; looking for them costs a fraction of the pattern."""
_WORDS = ("passw", "token", "secret", "key", "bearer")
# shapes as the issuers document them; lengths are the least that is issued
_SHAPED = re.compile(
    r"(?P<github>\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,})"
    r"|(?P<gitlab>\bglpat-[A-Za-z0-9_-]{20,})"
    r"|(?P<slack>\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}|\bhooks\.slack\.com/services/T\w+/B\w+/\w+)"
    # a pre-signed URL names its key; it is no secret there, and the signature expires
    r"|(?P<aws>\b(?<!Credential=)AKIA[A-Z0-9]{16}\b)"
    r"|(?P<google>\bAIza[A-Za-z0-9_-]{35})"
    r"|(?P<stripe>\b[sr]k_live_[A-Za-z0-9]{16,})"
    r"|(?P<npm>\bnpm_[A-Za-z0-9]{36,})"
    r"|(?P<private_key>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)"
    r"|(?P<web_token>\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})"
    r"|(?P<environment>\bSMM_[A-Z0-9_]+\s{0,3}[=:]\s{0,3}[\"']?[^\s\"'<>${}…*]{6,})"
    r"|(?P<telegram>\b\d{8,10}:AA[A-Za-z0-9_-]{33})"
    r"|(?P<discord>\bdiscord(?:app)?\.com/api/webhooks/\d+/[A-Za-z0-9_-]{20,})"
    r"|(?P<x_bearer>(?<![A-Za-z0-9])A{20,22}[A-Za-z0-9%]{50,})"
)
_NAMED = re.compile(
    r"(?i:passw(?:or)?d|passwort)[^\n]{0,40}?(?<![\w-])(?P<app_password>(?=[2-7-]*[a-z])[a-z2-7]{4}(?:-[a-z2-7]{4}){3})(?![\w-])"
    r"|(?i:\btoken|_token|api[_ -]?key|[_ -]secret|\bsecret|secret[_ -]?access[_ -]?key)[\"'` ]{0,3}[:=][\"'` ]{0,3}"
    r"(?P<token>(?=[A-Za-z_/+-]*\d)[A-Za-z0-9_/+-]{32,})"
    r"|(?i:\bbearer) (?P<bearer>(?=[A-Za-z_/+.~-]*\d)[A-Za-z0-9_/+.~-]{32,}=*)"
)
_FOUR = re.compile(r"(?<![\w-])(?=[a-z-]*\d)(?=[\d-]*[a-z])(?P<app_password>[a-z2-7]{4}(?:-[a-z2-7]{4}){3})(?![\w-])")
"""An app password of Bluesky without a word beside it: base 32 in four groups; one in thirty has no digit."""
_LEAST = 8
"""Characters of a secret that are masked when a message shows the beginning of one."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One credential: what it is, and the code points it takes."""

    kind: str
    start: int
    end: int


def secrets(text: str) -> Iterator[Secret]:
    """Yield what looks like a credential in ``text``, each place once."""
    found: list[tuple[int, int, str]] = []
    if any(sign in text for sign in _SIGNS):
        found += _matches(_SHAPED, text)
    lowered = text.lower()
    if any(word in lowered for word in _WORDS):
        found += _matches(_NAMED, text)
    pieces = text.split("-")
    if any(len(one) == len(two) == 4 for one, two in pairwise(pieces)):
        found += _matches(_FOUR, text)
    end = 0
    for start, stop, kind in sorted(found):
        if start >= end:
            yield Secret(kind, start, stop)
            end = stop


def masked(message: str, held: Iterable[str]) -> str:
    """Return ``message`` with every secret of ``held`` in it, or the beginning of one, replaced by asterisks."""
    for secret in held:
        beginning = secret[:_LEAST]
        at = message.find(beginning)
        while at >= 0:
            alike = takewhile(lambda pair: pair[0] == pair[1], zip(message[at:], secret, strict=False))
            same = sum(1 for _ in alike)
            message = f"{message[:at]}***{message[at + same :]}"
            at = message.find(beginning, at + 3)
    return message


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(text):
        kind = match.lastgroup or ""
        yield match.start(kind), match.end(kind), kind.replace("_", " ")

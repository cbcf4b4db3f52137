"""Chance that a seed decides: each question has a draw of its own, so that one more question changes no other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chance:
    """All draws of one rehearsal."""

    seed: int

    def draw(self, *question: object) -> float:
        """Return a number from 0 to below 1, always the same for the same seed and question."""
        return int.from_bytes(self._digest(question)[:7]) / 2**56

    def name(self, *question: object) -> str:
        """Return 128 bits as hexadecimal digits: a nonce that a replay finds again."""
        return self._digest(question).hex()[:32]

    def _digest(self, question: tuple[object, ...]) -> bytes:
        return hashlib.sha256("\x1f".join(map(str, (self.seed, *question))).encode()).digest()

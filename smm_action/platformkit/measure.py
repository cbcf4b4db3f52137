"""Lengths and limits of one account, in the platform's own unit."""

from __future__ import annotations

from smm_action.model.project import Account
from smm_action.platformkit.base import Platform
from smm_action.platformkit.text import utf8_bytes


class Measure:
    """Measures parts of one payload."""

    def __init__(self, platform: Platform, account: Account, warning: str) -> None:
        """Bind to a platform and account; ``warning`` is the content warning, which some platforms count too."""
        self._platform = platform
        self._warning = warning
        self.limit = platform.limit(account)
        self._bytes = platform.card.text_bytes
        self._unit = platform.card.text.unit

    def length(self, text: str) -> int:
        """Return the length of a part in the platform's unit."""
        return self._platform.length(text, self._warning)

    def fits(self, text: str) -> bool:
        """Whether a part with ``text`` is within every limit."""
        return self.holds(text, self.length(text))

    def holds(self, text: str, length: int) -> bool:
        """Whether a part with ``text``, whose length was measured already, is within every limit."""
        return length <= self.limit and (self._bytes is None or utf8_bytes(text) <= self._bytes.value)

    def excess(self, text: str, length: int | None = None) -> str:
        """Return by how much ``text`` is too long, in words; ``length`` when it was measured already."""
        length = self.length(text) if length is None else length
        if length > self.limit or self._bytes is None:
            return f"{length - self.limit} {self._unit} too long ({length} of {self.limit})"
        size = utf8_bytes(text)
        return f"{size - self._bytes.value} bytes too long ({size} of {self._bytes.value} bytes)"

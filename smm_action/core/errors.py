"""The one exception of a broken set-up. Authored mistakes are findings, a platform's answers are outcomes."""

from __future__ import annotations


class SmmError(Exception):
    """A set-up that does not work: says what, why and what to do.

    Exit code 2 (usage or configuration), or 3 when working on would not be safe (``unsafe=True``).
    """

    def __init__(self, what: str, why: str = "", do: str = "", *, unsafe: bool = False) -> None:
        """Keep the three sentences apart, so that a terminal and a step summary can lay them out."""
        super().__init__(" ".join(text for text in (what, why, do) if text))
        self.what, self.why, self.do = what, why, do
        self.exit_code = 3 if unsafe else 2

"""What ``smm fsck`` finds wrong on the state branch."""

from __future__ import annotations

from dataclasses import dataclass

BY_HAND = "Look at the file's history on that branch (`git log -p -- FILE`) and mend it by hand."
REPAIR = "Run `smm fsck --repair`, or wait for the next tick that has work."


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is not as this version would have written it."""

    file: str
    """Below the state path."""
    line: int = 0
    """From 1; 0 when it is about the whole file."""
    what: str
    why: str
    do: str = BY_HAND
    mends: bool = False
    """Whether ``--repair`` mends it."""

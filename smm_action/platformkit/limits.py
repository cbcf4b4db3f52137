"""What a server says is left of an account's allowance, kept so that a limit is respected before it bites.

Answers carry it in headers (Mastodon and GoToSocial ``X-RateLimit-*``, Bluesky ``RateLimit-*``, X ``x-rate-limit-*``).
When they say that nothing is left, the session is shut until the instant they name: no create begins before it. Only
what covers creates is noted: uploads and sign-ins may have limits of their own, which say nothing of the next post.

Headers are a stranger's words. What can not be read, names the past, or names more than a day is no reason to hold a
post back: the server then says 429 itself, which is as good as before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer
from smm_action.platformkit.errors import answered_at, until_reset, wait

LIMITED = "limited"
"""``code`` of a ``retry`` that was not tried because its account was shut; ``retry_after`` is when that ends."""
LONGEST = 24 * 60 * 60.0
"""Seconds that are believed: X's longest window is a day (https://docs.x.com/x-api/fundamentals/rate-limits,
read 2026-11-24), Mastodon's three hours, Bluesky's a day."""
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """Nothing may be created for a while."""

    seconds: float
    """From now on."""
    until: str
    """RFC 3339 UTC instant by the server's clock."""

    @property
    def reason(self) -> str:
        """Return it as a sentence for people."""
        return f"the server allows no more posts until {self.until}"


@dataclass(slots=True, kw_only=True)
class Throttle:
    """One account's allowance during one run. Never leaves the account's thread."""

    clock: Callable[[], float] = time.monotonic
    _shut: tuple[float, str] | None = field(default=None, repr=False)
    """When it ends on our clock, and the instant by the server's."""

    def note(self, answer: Answer) -> None:
        """Keep what ``answer`` says, when it says that nothing is left."""
        found = shut_by(answer)
        if found is not None:
            self.keep(found)

    def keep(self, found: Shut) -> None:
        """Keep what was read in a header of a platform's own. The later end of two counts."""
        end = self.clock() + found.seconds
        if self._shut is None or end > self._shut[0]:
            self._shut = (end, found.until)

    def shut(self) -> Shut | None:
        """Return why no create may begin now, or None."""
        if self._shut is None:
            return None
        seconds = self._shut[0] - self.clock()
        return Shut(seconds=seconds, until=self._shut[1]) if seconds > 0 else None


def shut_by(answer: Answer) -> Shut | None:
    """Return until when ``answer`` says that nothing more is taken, or None when it does not, or not credibly.

    It is read against the answer's own ``Date``, so a server whose clock is wrong does no harm; without one, nothing
    is known.
    """
    now = answered_at(answer)
    refused = answer.status == 429
    if not refused and not any(answer.headers.get(name, "").strip() == "0" for name in _REMAINING):
        return None
    seconds = wait(answer) if refused else until_reset(answer)
    if now is None or seconds is None or not 0 < seconds <= LONGEST:
        return None
    return Shut(seconds=seconds, until=format_instant(now + timedelta(seconds=seconds)))

"""Put files where anybody who knows the address can fetch them, fetch them back, and take them away.

Names can not be guessed, and say the day on which a file was put, so that what a killed run left can be cleared later.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from smm_action.model.delivery import Rejected, Retry
from smm_action.platformkit.hosting import Hosted
from smm_action.platformkit.uploads import extension

WAITS = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before each look whether a file can be fetched: a branch's raw files take seconds, GitHub Pages a minute."""
LOOK = 256 * 1024
"""Bytes that are compared: an error page, an empty file or another one differ within these."""
LEFT = timedelta(days=2)
"""A file that is older was left behind: containers of Meta die after a day."""
_DAY = "%Y%m%d"


class HostFault(Exception):  # noqa: N818 an end of one call, explained by its text
    """The host did not take, or did not give up, a file; the text is a clause without secrets."""


class Store(Protocol):
    """A place for files."""

    def write(self, name: str, data: bytes, mime: str, stale: Callable[[str], bool]) -> None:
        """Keep ``data`` under ``name``; clear names that are ``stale`` where that costs nothing.

        Raises:
            HostFault: it was not taken.
        """
        ...

    def remove(self, name: str) -> None:
        """Forget ``name``; nothing happens when it is not there.

        Raises:
            HostFault: it may still be there.
        """
        ...


@dataclass(slots=True, kw_only=True)
class Host:
    """A ``MediaHost``. Never leaves its account's thread."""

    store: Store
    base_url: str
    """With a trailing slash."""
    fetch: Callable[[str, int], bytes | None]
    """Returns the first bytes, at most so many, that anybody gets from an address; None when nothing (yet)."""
    sleep: Callable[[float], None]
    clock: Callable[[], datetime]
    token: Callable[[], str] = lambda: secrets.token_urlsafe(24)
    _put: dict[str, Hosted] = field(default_factory=dict)
    """By digest: what is there, fetched back or not."""

    def put(self, data: bytes, mime: str) -> Hosted | Retry | Rejected:
        """Make ``data`` reachable, and return once it was fetched back."""
        digest = hashlib.sha256(data).hexdigest()
        hosted = self._put.get(digest)
        if hosted is None:
            name = f"{self.clock():{_DAY}}-{self.token()}.{extension(mime)}"
            try:
                self.store.write(name, data, mime, self._is_stale)
            except HostFault as fault:
                return Retry(reason=f"Nothing went out: the media host did not take the file: {fault}")
            hosted = self._put[digest] = Hosted(name=name, url=f"{self.base_url}{name}")
        for pause in WAITS:
            self.sleep(pause)
            found = self.fetch(hosted.url, LOOK)
            if found == data[:LOOK]:
                return hosted
            if found is not None and pause == WAITS[-1]:
                return Retry(reason="Nothing went out: the media host answers with something other than the file")
        return Retry(
            reason="Nothing went out: the file was put on the media host and can not be fetched from there; is the"
            " repository or bucket public, and is `base_url` right?"
        )

    def drop(self, hosted: Hosted) -> None:
        """Take it away; what can not be taken away now is stale in two days."""
        self._put = {digest: held for digest, held in self._put.items() if held.name != hosted.name}
        try:
            self.store.remove(hosted.name)
        except HostFault:
            return

    def close(self) -> None:
        """Take away what is still there."""
        for hosted in tuple(self._put.values()):
            self.drop(hosted)

    def _is_stale(self, name: str) -> bool:
        try:
            put = datetime.strptime(name.partition("-")[0], _DAY)  # noqa: DTZ007 a day, compared with a day
        except ValueError:
            return False
        return self.clock().replace(tzinfo=None) - put > LEFT

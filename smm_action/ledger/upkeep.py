"""Keeping the summary right: every commit that changes ledger files changes it, and what is derived beside it, too.

It is kept where every edit passes, never by who makes one, and again on the newer head when a push is refused. A
repository begins without: its branch stays simple while reading all of it costs less than a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from smm_action.core.errors import SmmError
from smm_action.ledger.fold import fold
from smm_action.ledger.objects import Tree
from smm_action.ledger.overlay import Overlay
from smm_action.ledger.paths import DAYS, LEDGER, SAID, SUMMARY, post_of
from smm_action.ledger.share import Share, share
from smm_action.ledger.store import entries
from smm_action.ledger.summary import Sum, Summary, believed, beside, lines
from smm_action.model.edit import Append, Read

WIDE = 250
"""Folders of a brand from which on there is a summary: its posts lie in 256, so these are about a thousand posts."""


@dataclass(frozen=True, slots=True)
class _Anew:
    """Let go of the summary, so that the commit derives it from all lines."""

    path: str = SUMMARY

    def apply(self, read: Read) -> Mapping[str, None]:
        """Return that the file goes, where there is one; it is made again at once."""
        return {self.path: None} if read(self.path) is not None else {}


SUMMED_ANEW = _Anew()


def upkeep(overlay: Overlay, listed: Callable[[], Iterable[str]]) -> Callable[[Tree], bytes] | None:
    """Bring what is derived up to what ``overlay`` changes; return how the summary is made, None when there is none.

    ``listed`` gives the paths of all files below ``ledger/`` on the head.

    A file that can not be read ends the summary: whoever reads the ledger reads all of it and says which line it is.
    """
    changed = [path for path in overlay.changed if post_of(path) is not None]
    if not changed and SUMMARY not in overlay.changed:
        return None
    try:
        held = _believed(overlay)
        if held is not None:
            return _stamped(_brought_up(overlay, held, changed))
        if overlay.before(SUMMARY) is not None or any(len(overlay.folder(_brand(path))) >= WIDE for path in changed):
            return _stamped(_anew(overlay, listed()))
    except SmmError:
        overlay.write({SUMMARY: None})
    return None


def _believed(overlay: Overlay) -> Summary | None:
    """Return the summary of the head when it is of the folders that are there, and no edit let go of it."""
    return believed(overlay.read(SUMMARY), overlay.folder(LEDGER))


def _brought_up(overlay: Overlay, held: Summary, changed: list[str]) -> Sum:
    whole = Sum.of(held)
    fresh: dict[str, list[bytes]] = {}
    for path in changed:
        post = post_of(path)
        assert post is not None
        before, after = overlay.before(path), overlay.read(path)
        known: set[tuple[str, bytes]] = set()
        if before is not None:
            was = share_of(path, before)
            whole.take(post, was)
            known = set(lines(post, was))
        if after is not None:
            now = share_of(path, after)
            whole.add(post, now)
            for place, line in sorted(set(lines(post, now)) - known):
                fresh.setdefault(place, []).append(line)
    overlay.prefetch(fresh)
    for place, new in fresh.items():
        overlay.write(Append(path=place, lines=tuple(new)).apply(overlay.read))
    return whole


def _anew(overlay: Overlay, listed: Iterable[str]) -> Sum:
    """Derive everything from all files: what was derived before counts for nothing."""
    paths = {*listed, *overlay.changed}
    overlay.prefetch(paths)
    whole = Sum.of(Summary())
    fresh: dict[str, set[bytes]] = {}
    for path in sorted(paths):
        post, data = post_of(path), overlay.read(path)
        if post is not None and data is not None:
            found = share_of(path, data)
            whole.add(post, found)
            for place, line in lines(post, found):
                fresh.setdefault(place, set()).add(line)
    overlay.write({path: None for path in paths if path.startswith((f"{DAYS}/", f"{SAID}/"))})
    overlay.write({place: b"".join(line + b"\n" for line in sorted(held)) for place, held in fresh.items()})
    return whole


def share_of(path: str, data: bytes) -> Share:
    """Return the share of a file's post.

    Raises:
        SmmError: unsafe; a line can not be read.
    """
    return share(fold(entries(path, data)))


def _stamped(whole: Sum) -> Callable[[Tree], bytes]:
    return lambda tree: whole.summary(beside(tree)).to_bytes()


def _brand(path: str) -> str:
    return "/".join(path.split("/")[:2])

"""The summary, and the lists beside it, against the ledger that they are derived from. Pure.

A list may name a post too many: that is seen when the post is read. One too few hides it from every tick.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from smm_action.core.errors import SmmError
from smm_action.ledger.flaw import Flaw
from smm_action.ledger.paths import DAYS, SAID, SUMMARY, name_of, named, post_of
from smm_action.ledger.summary import PREFIX, Sum, Summary, SummaryFault, lines, parse_summary
from smm_action.ledger.upkeep import share_of

REPAIR = "Run `smm fsck --repair`, which makes it anew from the ledger."


def is_derived(path: str) -> bool:
    """Whether ``path`` is the summary or belongs to it."""
    return path == SUMMARY or path.startswith((f"{DAYS}/", f"{SAID}/"))


def summary_flaws(files: Mapping[str, bytes]) -> Iterator[Flaw]:
    """Yield where the summary says something else than the ledger; nothing where there is none.

    Which folders it is of is not looked at: it is not believed where they are others.
    """
    if SUMMARY not in files:
        return
    try:
        held = parse_summary(files[SUMMARY])
        whole, wanted = _derived(files)
    except SummaryFault as fault:
        yield _flaw(SUMMARY, "a summary that can not be read", f"{fault}, so everything is read.")
        return
    except SmmError:
        # a line of the ledger can not be read, which is told where it stands
        return
    if (held.posts, held.totals, held.standing) != (whole.posts, whole.totals, whole.standing):
        yield _flaw(SUMMARY, "a summary of another ledger", f"A tick would go by it: {_difference(held, whole)}.")
    for path in sorted({*wanted, *filter(is_derived, files)} - {SUMMARY}):
        told = set(files.get(path, b"").splitlines())
        missing, foreign = wanted.get(path, set()) - told, [line for line in told if not _is_line(path, line)]
        if missing:
            why = f"It leaves out {len(missing)}, such as {min(missing).decode()}: no tick would see that."
            yield _flaw(path, "a list that is not whole", why)
        if foreign:
            yield _flaw(path, "a line that names no post", "It was edited, or written by another version.")


def _derived(files: Mapping[str, bytes]) -> tuple[Summary, Mapping[str, set[bytes]]]:
    whole, wanted = Sum.of(Summary()), dict[str, set[bytes]]()
    for path, data in files.items():
        post = post_of(path)
        if post is not None:
            found = share_of(path, data)
            whole.add(post, found)
            for place, line in lines(post, found):
                wanted.setdefault(place, set()).add(line)
    return whole.summary(), wanted


def _difference(held: Summary, whole: Summary) -> str:
    if held.posts != whole.posts:
        return f"it counts {held.posts} posts, and there are {whole.posts}"
    for place in sorted({*held.standing, *whole.standing}):
        told, true = held.standing.get(place, {}), whole.standing.get(place, {})
        if told != true:
            return f"{place.replace('/', ', ')}: {_few(told)}, and the ledger has {_few(true)}"
    return "its counts are others"


def _few(names: Mapping[str, str]) -> str:
    shown = sorted(names)[:3]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "") if shown else "none"


def _is_line(path: str, line: bytes) -> bool:
    try:
        name = line.decode("ascii")
        if path.startswith(f"{SAID}/"):
            digest, name = name.split(" ")
            return len(digest) == PREFIX and name_of(named(name)) == name
        return name_of(named(name)) == name
    except ValueError:
        return False


def _flaw(path: str, what: str, why: str) -> Flaw:
    return Flaw(file=path, what=what, why=why, do=REPAIR, mends=True)

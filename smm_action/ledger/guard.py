"""Whether a head of the state branch is to be trusted: its chain against Git, its history, and what was seen before.

With ``SMM_STATE_KEY`` set, a head is trusted when its link is genuine, names the ledger that is there, and no genuine
link of a higher number is known: not in the history of the branch, not to this clone (a private ref on the last head
that was trusted), not to whoever set ``SMM_STATE_SEQ``. Without the key, a branch that has a chain is for reading only.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault
from smm_action.ledger.chain import (
    KEY,
    MOST,
    ChainFault,
    Link,
    StateKey,
    is_genuine,
    link,
    parse_link,
    state_key,
)
from smm_action.ledger.objects import Tree, folders, read_blobs, read_objects, under
from smm_action.ledger.paths import CHAIN, LEDGER
from smm_action.ledger.trees import Stamp

FLOOR = "SMM_STATE_SEQ"
"""The environment variable that says which number the chain has reached at least."""
REACHABLE = 2**32
"""No branch has more commits: a higher number under another key was made up."""


class Doubt(SmmError):  # noqa: N818 what is said of a head, explained by its text
    """The head may not be what we left there: nothing may be sent on it."""

    def __init__(self, head: str | None, what: str, why: str, do: str) -> None:
        """Keep the head, for those who only look."""
        super().__init__(what, why, do, unsafe=True)
        self.head = head


class KeyMissing(Doubt):
    """The branch has a chain, and there is no key here to check it: it can be read, and not be acted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What a commit holds."""

    ledger: str
    """The id of ``ledger/``; empty when there is none."""
    chain: bytes | None


class Guard:
    """Checks heads, and says the next link of a commit that is about to be made."""

    def __init__(self, git: Git, branch: str, environ: Mapping[str, str]) -> None:
        """Look at nothing yet: a command that never asks for the branch needs no key."""
        self._git, self._environ = git, environ
        self._ref = f"refs/smm/chain/{branch}"
        self._checked: str | None = None
        self.adopting = False
        """Whether a person vouches for the ledger as it is: every head is taken, and the next link begins anew."""

    @functools.cached_property
    def key(self) -> StateKey | None:
        """The key. SmmError (exit 3) when it is too short."""
        return state_key(self._environ)

    def check(self, head: str | None, prefix: str) -> None:
        """Return when ``head`` may be acted on; ``prefix`` is the state path.

        Raises:
            Doubt: unsafe; says which check failed and what to do.
            GitFault: git failed.
        """
        if (head is not None and head == self._checked) or (self.adopting and self.key is not None):
            return
        held = self._held(head, prefix) if head is not None else _Held(ledger="", chain=None)
        if self.key is None:
            if held.chain is not None:
                raise _key_missing(head)
        else:
            self._check(self.key, head, held, prefix)
        self._checked = head

    def seq(self, head: str, prefix: str) -> int:
        """Return the number of the link at ``head``, whoever made it; 0 when there is none."""
        return _number(self._held(head, prefix).chain)

    def stamp(self, chain: bytes | None, head: str | None, prefix: str) -> Stamp | None:
        """Return the file that names the ledger of a commit on ``head``, whose file is ``chain``; None without a key.

        It changes where the ledger does.
        """
        if self.key is None:
            return None
        made = functools.partial(self._following, self.key, _parsed(chain), head, prefix)
        return Stamp(path=under(prefix, CHAIN), made=made)

    def _following(
        self, key: StateKey, before: Link | None, head: str | None, prefix: str, beside: Tree
    ) -> bytes | None:
        ledger = beside[LEDGER].sha if LEDGER in beside else ""
        if self.adopting:
            # after a change of the key the number goes on; one that is made up must not use all numbers up
            told = before.seq if before is not None and before.seq <= REACHABLE else 0
            return link(key, max(told, self._known(key, head, prefix)) + 1, "", ledger).to_bytes()
        if before is None:
            return link(key, 1, "", ledger).to_bytes() if ledger else None
        return link(key, before.seq + 1, before.mac, ledger).to_bytes() if ledger != before.ledger_tree else None

    def _check(self, key: StateKey, head: str | None, held: _Held, prefix: str) -> None:
        if held.chain is None:
            if held.ledger:
                raise _no_chain(head)
            if self._known(key, head, prefix):
                raise _gone(head)
            return
        try:
            found = parse_link(held.chain)
        except ChainFault as fault:
            raise _foreign(head, f"{CHAIN} can not be read: {fault}.") from None
        if not is_genuine(key, found):
            raise _foreign(head, f"The mac in {CHAIN} was not made under this {KEY}.")
        if found.ledger_tree != held.ledger:
            raise _changed(head, found, held.ledger)
        known = self._known(key, head, prefix)
        if found.seq < known:
            raise _rolled_back(head, found.seq, known)
        self._remember(head)

    def _known(self, key: StateKey, head: str | None, prefix: str) -> int:
        """Return the highest number that anybody here knows the chain had."""
        seen = self._seen()
        remembered = self.seq(seen, prefix) if seen is not None else 0
        told = self._told(key, head, seen, prefix) if head is not None and head != seen else 0
        return max(self._floor(), remembered, told)

    def _told(self, key: StateKey, head: str, seen: str | None, prefix: str) -> int:
        """Return the highest genuine number in the history of ``head``, as far as it is here and was not looked at."""
        span = [head, f"^{seen}"] if seen is not None else [head]
        path = f":(top,literal){under(prefix, CHAIN)}"
        shown = ("--format=", "--raw", "--no-abbrev", "--no-renames", "--no-color")
        log = self._git.line("-c", "log.showRoot=true", "log", "--first-parent", *shown, *span, "--", path)
        made = [line.split()[3] for line in log.splitlines() if line.startswith(":")]
        links = filter(None, map(_parsed, read_blobs(self._git, (sha for sha in made if sha.strip("0")))))
        highest_first = sorted(links, key=lambda held: -held.seq)
        return next((held.seq for held in highest_first if is_genuine(key, held)), 0)

    def _floor(self) -> int:
        text = self._environ.get(FLOOR, "").strip()
        if not text:
            return 0
        if not (text.isascii() and text.isdigit()) or len(text) > 16 or int(text) > MOST:
            raise SmmError(
                f"{FLOOR} is {text[:40]!r}.",
                "It is the number that the chain of the state branch has reached at least, such as 42.",
                "Mend the variable.",
                unsafe=True,
            )
        return int(text)

    def _seen(self) -> str | None:
        try:
            return self._git.line("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        except GitFault:
            return None

    def _remember(self, head: str | None) -> None:
        if head is not None:
            self._git.run("update-ref", self._ref, head)

    def _held(self, head: str, prefix: str) -> _Held:
        path = under(prefix, CHAIN)
        files, trees = read_objects(self._git, head, [*folders([path]), path])
        ledger = trees.get(prefix, {}).get(LEDGER)
        return _Held(ledger=ledger.sha if ledger is not None else "", chain=files.get(path))


def _parsed(data: bytes | None) -> Link | None:
    try:
        return parse_link(data) if data is not None else None
    except ChainFault:
        return None


def _number(data: bytes | None) -> int:
    found = _parsed(data)
    return found.seq if found is not None else 0


_SENT_NOTHING = "What is out can not be told from it, so nothing is sent."
_VOUCH = "When the ledger is right as it is, run `smm fsck --adopt` with the key; else restore it"


def _key_missing(head: str | None) -> KeyMissing:
    return KeyMissing(
        head,
        f"The ledger is sealed, and {KEY} is not set here.",
        f"Nobody can tell whether an entry was forged or removed. {_SENT_NOTHING}",
        f"Set {KEY} to the team's key; in a workflow, pass the secret in the step's `env`.",
    )


def _no_chain(head: str | None) -> Doubt:
    return Doubt(
        head,
        f"{KEY} is set, and the state branch has a ledger without {CHAIN}.",
        f"Either it was never sealed, or somebody removed the file. {_SENT_NOTHING}",
        "When it is new, look at the ledger and run `smm fsck --adopt` once. Else find out who removed it: "
        f"`git log -- {CHAIN}` on that branch.",
    )


def _gone(head: str | None) -> Doubt:
    return Doubt(
        head,
        "The ledger is gone from the state branch, and it was sealed before.",
        _SENT_NOTHING,
        "Restore the branch. To start over on purpose, run `smm fsck --adopt` with the key.",
    )


def _foreign(head: str | None, why: str) -> Doubt:
    return Doubt(
        head,
        "The seal of the ledger is not ours.",
        f"{why} The key is another one, or somebody forged it. {_SENT_NOTHING}",
        f"Set the right {KEY}. After a change of the key, look at the ledger and run `smm fsck --adopt` once.",
    )


def _changed(head: str | None, found: Link, ledger: str) -> Doubt:
    is_now = f"is {ledger[:12]}" if ledger else "is not there"
    return Doubt(
        head,
        "The ledger is not the one that was sealed.",
        f"Link {found.seq} is for the folder {found.ledger_tree[:12] or 'that is not there'}, and the folder {is_now}: "
        f"an entry was added, changed or removed by somebody without the key. {_SENT_NOTHING}",
        f"Find the commit with `git log -p -- {LEDGER}` on that branch. {_VOUCH}.",
    )


def _rolled_back(head: str | None, seq: int, known: int) -> Doubt:
    return Doubt(
        head,
        "The state branch was rolled back.",
        f"Its chain stands at {seq} and was at {known} before: entries that came later are missing. {_SENT_NOTHING}",
        f"Restore the branch. {_VOUCH}.",
    )

"""The highest number that a token had, as far as anybody here knows: an old file is genuine, and must not come back.

As ``ledger.guard`` does for the chain: known is what the history of the branch holds, as far as it is here, and what
this clone took before (a private ref for each account). A runner that fetched one commit alone knows no more than it.
"""

from __future__ import annotations

from collections.abc import Callable

from smm_action.core.git import Git, GitFault
from smm_action.ledger.objects import read_blobs
from smm_action.ledger.paths import segment
from smm_action.model.ids import AccountName
from smm_action.tokens.record import Record, TokenFault, parse


class Memory:
    """What one clone knows of the numbers of one account's token."""

    def __init__(self, git: Git, branch: str, account: AccountName) -> None:
        """Look at nothing yet. ``branch`` is the name of the state branch."""
        self._git = git
        self._ref = f"refs/smm/tokens/{segment(account)}/{branch}"

    def known(self, head: str, path: str, is_ours: Callable[[Record], bool]) -> int:
        """Return the highest number of a record in ``path`` (from the root) that was taken, or stands in the history.

        Only records that are ours count: one with a number that somebody made up would lock the account.

        Raises:
            GitFault: git failed.
        """
        seen = self._seen()
        span = [head] if seen is None else [head, f"^{seen}"]
        shown = ("--format=", "--raw", "--no-abbrev", "--no-renames", "--no-color", "--first-parent")
        log = self._git.line("-c", "log.showRoot=true", "log", *shown, *span, "--", f":(top,literal){path}")
        made = [line.split()[3] for line in log.splitlines() if line.startswith(":")]
        blobs = [*read_blobs(self._git, (sha for sha in made if sha.strip("0"))), self._at(seen, path)]
        records = sorted((held for held in map(_parsed, blobs) if held is not None), key=lambda held: -held.seq)
        return next((held.seq for held in records if held.seq and is_ours(held)), 0)

    def take(self, head: str) -> None:
        """Remember that the record at ``head`` was acted on."""
        self._git.run("update-ref", self._ref, head)

    def _seen(self) -> str | None:
        try:
            return self._git.line("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        except GitFault:
            return None

    def _at(self, head: str | None, path: str) -> bytes | None:
        try:
            return self._git.run("cat-file", "blob", f"{head}:{path}") if head is not None else None
        except GitFault:
            return None


def _parsed(data: bytes | None) -> Record | None:
    try:
        return parse(data) if data is not None else None
    except TokenFault:
        return None

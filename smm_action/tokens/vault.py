"""Which credentials of an account are in force: the environment's, or the sealed ones on the state branch.

The newer ones are. The environment has no dates, so its credentials are told by their fingerprint: a sealed token
names those that it grew from. While the environment still holds these, the sealed token is the newer one; once a person
puts others there, they are. What a person stored here with ``smm auth`` is newer than whatever the environment holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from smm_action.core.clock import parse_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.objects import under
from smm_action.ledger.tokens import token_path
from smm_action.model.card import Refresh
from smm_action.model.ids import AccountName
from smm_action.tokens.key import KEY, TokenKey, fingerprint
from smm_action.tokens.memory import Memory
from smm_action.tokens.record import ANY, Record, TokenFault, parse
from smm_action.tokens.sealing import is_genuine, unseal


class Branch(Protocol):
    """What reading needs of the state branch (``ledger.branch.StateBranch`` is one)."""

    @property
    def prefix(self) -> str:
        """Return the state path."""
        ...

    def read(self, head: str, path: str) -> bytes | None:
        """Return a file of ``head``, None when it has none of that path."""
        ...


class TokenDoubt(SmmError):  # noqa: N818 what is said of a file, explained by its text
    """The file may not be what we left there: nobody signs in with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose token it is, and how it is renewed."""

    account: AccountName
    platform: str
    server: str
    """Origin that the token goes to; ``sandbox`` for one that no real server takes."""
    refresh: Refresh

    @property
    def path(self) -> str:
        """Return the file below the state path."""
        return token_path(self.account)

    def blank(self) -> Record:
        """Return the record before the first token."""
        return Record(
            account=self.account, platform=self.platform, server=self.server, fields=self.refresh.fields, seq=0
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The credentials in force, as far as a renewal replaces them."""

    values: Mapping[str, str] = field(repr=False)
    """By field name; empty when there are none."""
    print: str
    """Their fingerprint, empty when there are none."""
    expires: str | None = None
    """RFC 3339 UTC instant; None when nobody said."""
    sealed: bool = False
    """Whether they come from the branch."""
    locked: bool = False
    """Whether newer ones may be sealed there, and the key is not set here."""
    stale: bool = False
    """Whether newer ones were stored as a secret after this run began."""
    record: Record | None = None

    def works(self, refresh: Refresh, now: datetime) -> bool:
        """Whether an account can sign in with it as it is; one that nobody knows the end of does unless it rotates."""
        if self.expires is None:
            return bool(self.values) and not refresh.rotating
        return parse_instant(self.expires) > now


class Vault:
    """Reads one account's file, and refuses what is not the last one we left."""

    def __init__(self, branch: Branch, memory: Memory, key: TokenKey | None, subject: Subject) -> None:
        """Read nothing yet."""
        self._branch, self._memory, self.key, self.subject = branch, memory, key, subject

    def token(self, head: str | None, held: Mapping[str, str], ends: str | None = None) -> Token:
        """Return what is in force at ``head``, given what the environment holds and until when that is said to live.

        Raises:
            TokenDoubt: the file was changed, swapped, replayed, removed or rolled back.
        """
        record = self.record(head)
        key = self.key if record is not None and record.sealed else None
        environment = Token(values=held, print=fingerprint(self.subject.account, held, key), record=record)
        if record is None or record.seq == 0:
            return replace(environment, expires=ends)
        if not record.sealed:
            newest = environment.print == record.print
            return replace(
                environment,
                expires=record.expires if newest else ends,
                stale=bool(held) and environment.print == record.grew_from,
            )
        if self.key is None:
            return replace(environment, expires=ends, locked=True)
        if record.grew_from != ANY and environment.print not in {"", record.grew_from, record.print}:
            return replace(environment, expires=ends)
        return Token(
            values=unseal(self.key, record), print=record.print, expires=record.expires, sealed=True, record=record
        )

    def record(self, head: str | None) -> Record | None:
        """Return the account's record at ``head``, None when there is none.

        Raises:
            TokenDoubt: it is not the last one we left there.
        """
        data = self._branch.read(head, self.subject.path) if head is not None else None
        try:
            found = parse(data) if data is not None else None
        except TokenFault as fault:
            raise self._doubt(f"can not be read: {fault}") from None
        if found is not None:
            self._must_be_ours(found)
        if self.key is not None and head is not None and (found is None or found.sealed or found.seq == 0):
            self._must_be_last(self.key, head, found.seq if found is not None else 0)
        return found

    def next_number(self, head: str | None) -> int:
        """Return the number of the token that a person stores now, above all that are known; doubts do not matter."""
        data = self._branch.read(head, self.subject.path) if head is not None else None
        try:
            told = parse(data).seq if data is not None else 0
        except TokenFault:
            told = 0
        return max(told if told < _MOST else 0, self._known(self.key, head) if self.key and head else 0) + 1

    def _must_be_ours(self, found: Record) -> None:
        whose = (found.account, found.platform, found.server)
        if whose != (self.subject.account, self.subject.platform, self.subject.server):
            raise self._doubt(f"is of {' '.join(whose)}, and not of {self.subject.platform} at {self.subject.server}")
        if not set(found.fields) <= set(self.subject.refresh.fields):
            raise self._doubt(f"holds {', '.join(found.fields)}, which are not what is renewed there")
        if found.sealed and self.key is not None and not is_genuine(self.key, found):
            raise self._doubt(f"does not open: {KEY} is another key, or somebody changed the file")

    def _must_be_last(self, key: TokenKey, head: str, seq: int) -> None:
        known = self._known(key, head)
        if seq < known:
            stands = f"is number {seq}" if seq else "is gone"
            raise self._doubt(f"{stands}, and number {known} was there before: somebody put the branch back")
        if seq:
            self._memory.take(head)

    def _known(self, key: TokenKey, head: str) -> int:
        def is_ours(record: Record) -> bool:
            return record.account == self.subject.account and bool(record.sealed) and is_genuine(key, record)

        return self._memory.known(head, under(self._branch.prefix, self.subject.path), is_ours)

    def _doubt(self, why: str) -> TokenDoubt:
        return TokenDoubt(
            f"The token of {self.subject.account} on the state branch is not taken.",
            f"{self.subject.path} {why}.",
            f"Find out who wrote it: `git log -- {self.subject.path}` on that branch. Then run"
            f" `smm auth {self.subject.account}`, which stores a new one.",
        )


_MOST = 2**53 - 1
"""The greatest number that every JSON reader keeps whole."""

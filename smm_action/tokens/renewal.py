"""Renewing a token ahead of its end: one run at a time, claimed before the one call, pushed before it is used.

1. Look which token is in force. Fresh enough: nothing is done, and the remote is not asked.
2. Push a claim by compare-and-swap. Whoever did not get it waits for the token of whoever did.
3. Make the one call that renews. 4. Push the new token; only then it is used.

A run that dies between 3 and 4 took the new token along. Where the old one goes on working (Instagram, Threads,
LinkedIn) the renewal is simply made again. Where it is used up by the call (X, ``rotating``) nobody can tell whether
the call was made, and a second one may end all tokens of the account: a person has to sign in again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol, assert_never

from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.model.edit import Edit
from smm_action.model.entry import Owner
from smm_action.platformkit.base import Refreshed
from smm_action.tokens.edits import Fail, Keep, Take, is_over
from smm_action.tokens.keeping import Keeper, KeepFault
from smm_action.tokens.key import fingerprint
from smm_action.tokens.record import Claim, Failure
from smm_action.tokens.vault import Token, Vault

LEASE = timedelta(minutes=5)
"""A renewal is one call of at most 30 seconds and two pushes."""
DAY = timedelta(days=1)
SOON = timedelta(minutes=15)
"""After which a renewal is tried again that failed for now, when the account can not sign in without it."""
LOOKS = 12
PAUSE = 2.0
"""Seconds between two looks at what another run does: its call has 30 seconds at most, and takes one as a rule."""

Renewed = Refreshed | Unauthorized | Retry | Rejected | Unknown


class Branch(Protocol):
    """What renewing needs of the state branch (``ledger.branch.StateBranch`` is one)."""

    def fetch(self) -> str | None:
        """Return the head the remote has now; None when there is no such branch yet."""
        ...

    def last_seen(self) -> str | None:
        """Return the newest head that is known without asking the remote."""
        ...

    def commit(self, edits: Sequence[Edit], message: str) -> str:
        """Push the edits by compare-and-swap; the head that holds them. SmmError when it is refused for good."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Who renews, and what time it is."""

    owner: Owner
    is_dead: Callable[[Owner], bool]
    """Whether another run is known to be over."""
    now: Callable[[], datetime]
    sleep: Callable[[float], None]


class Renewal:
    """Renews one account's token when it is time."""

    def __init__(self, branch: Branch, vault: Vault, keeper: Keeper, run: Run) -> None:
        """Do nothing yet."""
        self._branch, self._vault, self._keeper, self._run = branch, vault, keeper, run
        self._subject = vault.subject

    def token(
        self, held: Mapping[str, str], ends: str | None, renew: Callable[[Mapping[str, str]], Renewed]
    ) -> Token | Unauthorized | Retry:
        """Return the token to sign in with, renewed when that was due.

        ``held`` is what the environment holds of the fields that are renewed, ``ends`` until when that is said to live.
        ``renew`` makes the one call, given these fields.

        Raises:
            SmmError: the branch can not be read or written; ``TokenDoubt``: what is there is not the last we left.
        """
        head = self._branch.last_seen() or self._branch.fetch()
        for _ in range(LOOKS):
            token = self._vault.token(head, held, ends)
            now = self._run.now()
            if token.stale and self._subject.refresh.rotating:
                return Retry(reason="another run renewed the token; runs that begin now have the new one", after=60.0)
            if not token.values or token.locked or not self._is_due(token, now):
                return token
            told = self._hindrance(token, now)
            if told is not None:
                return told
            if self._is_taken(token, now):
                self._run.sleep(PAUSE)
                head = self._branch.fetch()
                continue
            mine = self._claimed(token, now)
            head = self._branch.commit([mine], f"Claim the renewal of the token of {self._subject.account}")
            record = self._vault.record(head)
            if record is not None and record.claim == mine.claim:
                return self._renewed(token, renew, held)
        return self._meanwhile(token, "another run renews the token", SOON)

    def _is_due(self, token: Token, now: datetime) -> bool:
        """Whether less is left than the card says; a token of which nobody knows the end is renewed to learn it."""
        if token.stale:
            return False
        return token.expires is None or parse_instant(token.expires) - now <= self._subject.refresh.before

    def _works(self, token: Token, now: datetime) -> bool:
        return token.works(self._subject.refresh, now)

    def _is_taken(self, token: Token, now: datetime) -> bool:
        claim = token.record.claim if token.record is not None else None
        return claim is not None and not is_over(claim, now) and not self._run.is_dead(claim.owner)

    def _hindrance(self, token: Token, now: datetime) -> Token | Unauthorized | Retry | None:
        """Return what to do without a renewal, None when one may be made (or waited for)."""
        record = token.record
        if record is None:
            return None
        claim, failure = record.claim, record.failure
        if claim is not None and claim.tried == token.print:
            if self._is_taken(token, now):
                return token if self._works(token, now) and not self._subject.refresh.rotating else None
            return _lost(self._subject.account) if self._subject.refresh.rotating else None
        if failure is None or failure.tried != token.print:
            return None
        if failure.kind == "lost" and self._subject.refresh.rotating:
            return _lost(self._subject.account)
        if parse_instant(failure.again) <= now:
            return None
        if failure.kind == "refused" and not self._works(token, now):
            refused = f"the platform refused to renew the token on {failure.at[:10]}"
            return Unauthorized(reason=f"{refused}; {_sign_in(self._subject.account)}")
        return self._meanwhile(token, "renewing the token failed", parse_instant(failure.again) - now)

    def _meanwhile(self, token: Token, why: str, wait: timedelta) -> Token | Retry:
        if self._works(token, self._run.now()):
            return token
        return Retry(reason=f"{why}, and the one at hand has ended", after=max(wait.total_seconds(), 1.0))

    def _claimed(self, token: Token, now: datetime) -> Take:
        claim = Claim(
            owner=self._run.owner,
            at=format_instant(now),
            lease_until=format_instant(now + LEASE),
            tried=token.print,
        )
        return Take(path=self._subject.path, blank=self._subject.blank(), seen=token.record, claim=claim)

    def _renewed(
        self, token: Token, renew: Callable[[Mapping[str, str]], Renewed], held: Mapping[str, str]
    ) -> Token | Unauthorized | Retry:
        """Make the call under our claim, and push what came of it."""
        try:
            self._keeper.make_ready()
        except KeepFault as fault:
            return self._failed(token, Retry(reason=f"the token was not renewed: {fault}"))
        answer = _answered(renew, token.values)
        if not isinstance(answer, Refreshed):
            return self._failed(token, answer)
        return self._kept(token, answer, held)

    def _kept(self, token: Token, answer: Refreshed, held: Mapping[str, str]) -> Token | Unauthorized | Retry:
        subject, now = self._subject, self._run.now()
        values = {
            **token.values,
            **{name: answer.values[name] for name in subject.refresh.fields if name in answer.values},
        }
        record = replace(
            subject.blank(),
            seq=(token.record.seq if token.record is not None else 0) + 1,
            renewed=format_instant(now),
            expires=answer.expires or format_instant(now + subject.refresh.lifetime),
            grew_from=fingerprint(subject.account, held, self._keeper.key),
        )
        try:
            record = self._keeper.keep(record, values)
        except KeepFault as fault:
            unknown = Unknown(reason=f"the token was renewed and could not be kept: {fault}")
            return self._failed(token, unknown)
        head = self._branch.commit(
            [Keep(path=subject.path, record=record)], f"Keep token {record.seq} of {subject.account}"
        )
        if self._vault.record(head) != record:
            # our claim had run out, and another run was faster: its token is the one that everybody uses
            return self._vault.token(head, held)
        return Token(
            values=values, print=record.print, expires=record.expires, sealed=bool(record.sealed), record=record
        )

    def _failed(self, token: Token, answer: Unauthorized | Retry | Rejected | Unknown) -> Token | Unauthorized | Retry:
        subject, now = self._subject, self._run.now()
        failure = Failure(
            kind=self._kind(answer),
            at=format_instant(now),
            again=format_instant(now + self._wait(token, answer, now)),
            tried=token.print,
        )
        edit = Fail(path=subject.path, owner=self._run.owner, failure=failure)
        self._branch.commit([edit], f"Say that the token of {subject.account} was not renewed")
        if failure.kind == "lost":
            return _lost(subject.account)
        if self._works(token, now):
            return token
        if failure.kind == "refused":
            return Unauthorized(reason=f"{answer.reason}; {_sign_in(subject.account)}")
        return Retry(reason=answer.reason, after=(parse_instant(failure.again) - now).total_seconds())

    def _kind(self, answer: Unauthorized | Retry | Rejected | Unknown) -> Literal["refused", "later", "lost"]:
        match answer:
            case Unauthorized() | Rejected():
                return "refused"
            case Retry():
                return "later"
            case Unknown():
                return "lost" if self._subject.refresh.rotating else "later"
            case _:
                assert_never(answer)

    def _wait(self, token: Token, answer: Unauthorized | Retry | Rejected | Unknown, now: datetime) -> timedelta:
        """Return how long to leave it: a day; less when the account stands still and the platform may just be down."""
        if self._works(token, now) or not isinstance(answer, Retry | Unknown):
            return DAY
        told = answer.after if isinstance(answer, Retry) and answer.after is not None else 0.0
        return min(max(SOON, timedelta(seconds=told)), DAY)


def _answered(renew: Callable[[Mapping[str, str]], Renewed], values: Mapping[str, str]) -> Renewed:
    """Make the call; whatever goes wrong is an answer, and says nothing of the secret."""
    try:
        return renew(values)
    except NotSent as error:
        return Retry(reason=str(error))
    except Lost as error:
        return Unknown(reason=str(error))
    except Exception as error:  # noqa: BLE001 the call may have been made, and its text may hold a token
        return Unknown(reason=f"renewing the token ended in an unexpected {type(error).__name__}")


def _lost(account: str) -> Unauthorized:
    return Unauthorized(
        reason="a renewal of the token was begun and nobody knows how it ended, so the token may be used up;"
        f" {_sign_in(account)}"
    )


def _sign_in(account: str) -> str:
    return f"run `smm auth {account}` and store the new one"

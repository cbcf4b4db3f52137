"""What a platform's documented errors mean for a delivery.

Matched by parsed codes, never by words, which are localised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

from smm_action.core.http import Answer
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.errors import Refusal, sentence, wait


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownError:
    """One row of ``errors.toml``. What is left out matches anything."""

    outcome: Literal["rejected", "retry", "unauthorized", "unknown"]
    said: str
    """For a person: did it go out, why, and what to do."""
    source: str
    """URL of the page that documents it."""
    status: int | None = None
    code: int | str | None = None
    subcode: int | None = None
    type_end: str | None = None
    """How the problem's type ends (X: ``/problems/usage-capped``); its host has changed before."""
    after: int | None = None
    """Seconds to wait, where the answer itself says nothing."""

    def matches(self, status: int, code: int | str | None, subcode: int | None, type_: str) -> bool:
        """Whether an answer with these is this error."""
        return (
            self.status in {None, status}
            and self.code in {None, code}
            and self.subcode in {None, subcode}
            and (self.type_end is None or type_.endswith(self.type_end))
        )

    @property
    def precision(self) -> int:
        """How much of an answer it looks at: the most precise row wins."""
        return sum(held is not None for held in (self.subcode, self.code, self.type_end, self.status))


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """The rows of one platform."""

    rows: tuple[KnownError, ...] = ()

    def known(
        self, status: int, *, code: int | str | None = None, subcode: int | None = None, type_: str = ""
    ) -> KnownError | None:
        """Return the most precise row that matches, None when the platform never documented such an answer."""
        found = [row for row in self.rows if row.matches(status, code, subcode, type_)]
        return max(found, key=lambda row: row.precision, default=None)

    def of(
        self,
        answer: Answer,
        *,
        code: int | str | None = None,
        subcode: int | None = None,
        type_: str = "",
        words: str = "",
    ) -> Refusal | Unknown | None:
        """Return what a documented error means, None for one that is not in the table.

        ``words`` are the platform's own, made harmless by ``errors.sentence``; they are shown after ours.
        """
        row = self.known(answer.status, code=code, subcode=subcode, type_=type_)
        if row is None:
            return None
        shown = f"{row.said} ({sentence(words)})" if words else row.said
        match row.outcome:
            case "rejected":
                return Rejected(reason=shown, code=_code(code, subcode, answer.status))
            case "retry":
                asked = wait(answer)
                return Retry(reason=shown, after=asked if asked is not None else row.after)
            case "unauthorized":
                return Unauthorized(reason=shown)
            case "unknown":
                return Unknown(reason=shown)
            case _:
                assert_never(row.outcome)


def _code(code: int | str | None, subcode: int | None, status: int) -> str:
    if code is None:
        return str(status)
    return str(code) if subcode is None else f"{code}/{subcode}"

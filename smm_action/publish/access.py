"""How the publisher reaches an account: opened by the composition root, which alone knows credentials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Retry, Unauthorized
from smm_action.model.ids import AccountName
from smm_action.platformkit.base import Session, SupportsPublish


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A platform and an account signed in on it."""

    platform: SupportsPublish
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCredentials:
    """There is no secret for this account here; nothing is concluded from that."""

    reason: str


Opened = Access | NoCredentials | Unauthorized | Retry
Open = Callable[[AccountName], Opened]


def open_safely(opener: Open, account: AccountName) -> Opened:
    """Sign in; whatever goes wrong is an answer, and says nothing of the secret."""
    try:
        return opener(account)
    except (NotSent, Lost) as error:
        return Retry(reason=f"could not sign in: {error}")
    except Exception as error:  # noqa: BLE001 one account's fault must not stop the others
        return Retry(reason=f"could not sign in: unexpected {type(error).__name__}")

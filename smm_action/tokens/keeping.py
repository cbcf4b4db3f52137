"""Where a new token stays: sealed on the state branch, or as a secret of the repository's environment on GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from smm_action.platformkit.credentials import variable
from smm_action.tokens.github import Secrets
from smm_action.tokens.key import TokenKey, fingerprint
from smm_action.tokens.record import Record
from smm_action.tokens.sealing import seal


class KeepFault(Exception):  # noqa: N818 an end of one attempt, not an error of ours
    """The token could not be put there; the text says why, for a person, and nothing of the token."""


class Keeper(Protocol):
    """Keeps tokens."""

    key: TokenKey | None
    """The key of its fingerprints."""

    def make_ready(self) -> None:
        """See that a token can be kept, before the old one is handed in.

        Raises:
            KeepFault: it can not.
        """
        ...

    def keep(self, record: Record, values: Mapping[str, str]) -> Record:
        """Keep ``values`` and return the record to be pushed.

        Raises:
            KeepFault: they are nowhere.
        """
        ...


class OnBranch:
    """Seals them into the record itself: they are kept when it is pushed."""

    def __init__(self, key: TokenKey) -> None:
        """Seal under ``key``."""
        self.key: TokenKey | None = key
        self._key = key

    def make_ready(self) -> None:
        """Need nothing."""

    def keep(self, record: Record, values: Mapping[str, str]) -> Record:
        """Return the record with the values sealed in it."""
        return seal(self._key, record, values)


class AsSecrets:
    """Stores each as a secret on GitHub; runs that begin afterwards get them in their environment."""

    key: TokenKey | None = None

    def __init__(self, secrets: Secrets) -> None:
        """Ask nothing yet."""
        self._secrets = secrets

    def make_ready(self) -> None:
        """Fetch the key that GitHub takes secrets under; it says too whether the token may do that."""
        fault = self._secrets.fetch_key()
        if fault is not None:
            raise KeepFault(fault)

    def keep(self, record: Record, values: Mapping[str, str]) -> Record:
        """Store them and return the record, which has the fingerprint alone."""
        for name, value in values.items():
            fault = self._secrets.store(variable(record.account, name), value)
            if fault is not None:
                raise KeepFault(fault)
        return replace(record, print=fingerprint(record.account, values, None))

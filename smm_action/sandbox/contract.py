"""Requests held against the platforms' own machine-readable contracts, when their folder is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

from smm_action.sandbox.call import Call
from smm_action.sandbox.simulation import Checker, owner_of, simulations


@dataclass(frozen=True, slots=True)
class Contract:
    """The checker of each platform that has one."""

    checkers: Mapping[str, Checker]

    @classmethod
    def read(cls, folder: Path) -> Contract:
        """Read them from the contracts folder."""
        return cls({one.name: one.checker(folder) for one in simulations() if one.checker is not None})

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        owner = owner_of(request.url.path)
        checker = self.checkers.get(owner.name) if owner is not None else None
        return checker.check(request, call) if checker is not None else ()

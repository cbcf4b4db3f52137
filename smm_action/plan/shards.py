"""Which accounts go to which of several publish jobs.

Everything that keeps an order or a limit belongs to one account: its queue, its quota, its duplicates. So an account is
never split, and jobs that publish different accounts never wait for each other. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from smm_action.model.ids import AccountName
from smm_action.model.plan import Plan

MOST = 8
"""Shards unless told otherwise. Each pushes claims, outcomes and index to one branch, and GitHub recommends at most six
pushes a minute for a repository (https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits,
read 2026-08-01)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One publish job's share."""

    number: int
    """From 0, without gaps."""
    accounts: tuple[AccountName, ...]
    """In alphabetical order, never empty."""

    @property
    def select(self) -> str:
        """Return the share as ``--select`` takes it."""
        return " ".join(f"account:{account}" for account in self.accounts)


def shards(plan: Plan, most: int = MOST) -> tuple[Shard, ...]:
    """Return at most ``most`` shards of the accounts that have something to send or to record now, evenly filled.

    The same plan gives the same shards. The account with most to do is placed first, each where least is.
    """
    loads = Counter(item.delivery.account for item in (*plan.due, *plan.settle))
    bins: list[list[AccountName]] = [[] for _ in range(min(most, len(loads)))]
    for account in sorted(loads, key=lambda name: (-loads[name], name)):
        min(bins, key=lambda held: _load(held, loads)).append(account)
    return tuple(Shard(number=number, accounts=tuple(sorted(held))) for number, held in enumerate(bins))


def _load(accounts: Sequence[AccountName], loads: Counter[AccountName]) -> int:
    return sum(loads[account] for account in accounts)

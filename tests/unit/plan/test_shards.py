"""Shards: every account with work is in exactly one, and they are even."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.ids import AccountName, BrandName, PlatformName, PostId
from smm_action.model.plan import Plan, PlannedDelivery
from smm_action.plan.shards import shards
from tests.unit.plan.making import NOW


def item(account: str, number: int = 0) -> PlannedDelivery:
    return PlannedDelivery(
        delivery=DeliveryId(BrandName("acme"), PostId(f"p{number}"), AccountName(account)),
        platform=PlatformName("fake"),
        path=f"posts/p{number}.md",
        time=NOW,
        state=State.SCHEDULED,
    )


def due(**counts: int) -> tuple[PlannedDelivery, ...]:
    return tuple(item(account, number) for account, count in counts.items() for number in range(count))


def test_an_account_each_while_there_are_enough_shards() -> None:
    found = shards(Plan(now=NOW, due=due(b=1, a=1)), 4)
    assert [(shard.number, shard.accounts, shard.select) for shard in found] == [
        (0, ("a",), "account:a"),
        (1, ("b",), "account:b"),
    ]


def test_a_busy_account_has_its_shard_alone() -> None:
    found = shards(Plan(now=NOW, due=due(quiet=2, busy=9, calm=3)), 2)
    assert [shard.select for shard in found] == ["account:busy", "account:calm account:quiet"]


def test_accounts_with_nothing_to_do_now_are_left_out() -> None:
    plan = Plan(now=NOW, due=due(a=1), settle=due(missed=1), waiting=due(w=1), upcoming=due(u=1), blocked=due(b=1))
    assert [shard.accounts for shard in shards(plan)] == [("a",), ("missed",)]
    assert shards(Plan(now=NOW, waiting=due(w=1))) == ()


@given(
    counts=st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 9), max_size=12),
    most=st.integers(1, 6),
)
def test_nothing_is_lost_or_doubled_and_no_shard_is_too_full(counts: dict[str, int], most: int) -> None:
    found = shards(Plan(now=NOW, due=due(**counts)), most)
    accounts = [account for shard in found for account in shard.accounts]
    assert sorted(accounts) == sorted(counts)
    assert len(found) == min(most, len(counts))
    assert [shard.number for shard in found] == list(range(len(found)))
    loads = [sum(counts[account] for account in shard.accounts) for shard in found]
    # whoever is fullest was the emptiest before its last account came
    assert not loads or max(loads) <= min(loads) + max(counts.values())

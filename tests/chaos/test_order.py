"""What a campaign plays first, and what several campaigns play together."""

from __future__ import annotations

from tests.chaos.case import Case
from tests.chaos.matrix import evenly, is_change, order

CHANGES = [f"git push {moment} #{number}" for number in range(1, 9) for moment in ("before", "during", "after")]
OTHERS = [f"git rev-parse {moment} #{number}" for number in range(1, 31) for moment in ("before", "during", "after")]


def test_points_at_which_something_changes_come_first_whatever_the_seed():
    for seed in range(4):
        found = order([*OTHERS, *CHANGES], seed)
        assert sorted(found) == sorted([*OTHERS, *CHANGES])
        assert all(map(is_change, found[: len(CHANGES)]))


def test_seeds_in_a_row_cover_everything_with_a_part_each():
    reached = {point for seed in (1, 2, 3) for point in order([*OTHERS, *CHANGES], seed)[: len(CHANGES) + 40]}
    assert reached == {*OTHERS, *CHANGES}


def test_wherever_a_mixed_list_stops_the_same_share_of_each_was_there():
    few, many = [[Case(fault=name, seed=n) for n in range(count)] for name, count in (("few", 5), ("many", 40))]
    mixed = evenly(few, many)
    assert sorted(map(repr, mixed)) == sorted(map(repr, [*few, *many]))
    assert [sum(case.fault == "few" for case in mixed[:stop]) for stop in (9, 18, 27, 36)] == [1, 2, 3, 4]

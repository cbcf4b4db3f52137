"""Samples of many runs, summed up."""

from __future__ import annotations

from smm_action.model.delivery import DeliveryId
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.sample import Sample
from smm_action.rehearse.counts import Counts


def sample(post: str, **counters: int) -> Sample:
    delivery = DeliveryId(BrandName("acme"), PostId(post), AccountName("acme"))
    return Sample(delivery=delivery, at="2026-12-01T00:00:00Z", counters=counters)


def test_of_each_delivery_the_newest_sample_stands() -> None:
    counts = Counts()
    counts.add([sample("one", likes=1), sample("two", likes=5, replies=1)], 0)
    counts.add([sample("one", likes=3)], 2)

    assert (counts.samples, counts.deliveries, counts.failures) == (3, 2, 2)
    assert counts.totals() == {"likes": 8, "replies": 1}


def test_nothing_is_nothing() -> None:
    assert (Counts().samples, Counts().deliveries, Counts().totals()) == (0, 0, {})

"""What the store keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from smm_action.sandbox.store import Blob, Record, Resident, Store

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    kept = Store()
    yield kept
    kept.close()


def record(key: str, account: str = "a", at: datetime = NOW) -> Record:
    return Record(platform="mastodon", account=account, collection="status", key=key, value={"text": key}, at=at)


def test_records_come_back_as_they_were(store: Store) -> None:
    kept = record("1", at=NOW + timedelta(microseconds=5))
    store.put(kept)
    assert store.get("mastodon", "a", "status", "1") == store.find("mastodon", "status", "1") == kept
    assert store.get("mastodon", "b", "status", "1") is None


def test_records_are_listed_in_key_order_between_keys(store: Store) -> None:
    for key in "13524":
        store.put(record(key))
    store.put(record("6", "b"))
    keys = [one.key for one in store.records("mastodon", "status", "a", before="5", after="1")]
    assert keys == ["4", "3", "2"]
    assert [one.key for one in store.records("mastodon", "status", oldest_first=True, limit=2)] == ["1", "2"]


def test_the_young_can_be_hidden_to_the_microsecond(store: Store) -> None:
    store.put(record("1", at=NOW))
    store.put(record("2", at=NOW + timedelta(microseconds=1)))
    assert [one.key for one in store.records("mastodon", "status", not_since=NOW)] == ["1"]


def test_links_follow_their_record(store: Store) -> None:
    store.put(record("1"), [("reply", "0"), ("quote", "9")])
    assert [one.key for one in store.linked("mastodon", "0", "reply")] == ["1"]
    store.put(record("1"), [("reply", "0")])
    assert (store.count("mastodon", "0", "reply"), store.count("mastodon", "9", "quote")) == (1, 0)
    store.delete(record("1"), NOW)
    assert store.count("mastodon", "0", "reply") == 0


def test_what_was_created_is_counted_for_ever(store: Store) -> None:
    for key in "12":
        store.put(record(key))
    store.put(record("1"))
    store.delete(record("1"), NOW)
    assert store.created("mastodon", "status") == store.created("mastodon", "status", "a") == 2
    assert store.created("mastodon", "status", "b") == 0
    assert store.total("mastodon", "status", "a") == 1


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.together():
            store.put(record("1"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.records("mastodon", "status") == ()
    assert store.created("mastodon", "status") == 0


def test_numbers_only_grow(store: Store) -> None:
    assert [store.number("n", wanted) for wanted in (5, 5, 9, 3)] == [5, 6, 9, 10]


def test_keys_are_forgotten_after_a_while(store: Store) -> None:
    store.remember("mastodon", "a", "k", "1", NOW)
    assert store.recalled("mastodon", "a", "k", NOW) == "1"
    assert store.recalled("mastodon", "a", "k", NOW + timedelta(microseconds=1)) is None
    assert store.recalled("mastodon", "b", "k", NOW) is None


def test_an_account_keeps_its_birthday_when_its_handle_changes(store: Store) -> None:
    def resident(handle: str, at: datetime) -> Resident:
        return Resident(platform="bluesky", name="a", handle=handle, did="did:plc:x", at=at)

    store.settle(resident("old.test", NOW))
    store.settle(resident("new.test", NOW + timedelta(days=1)))
    found = store.resident("bluesky", "did:plc:x")
    assert found is not None
    assert (found.handle, found.at) == ("new.test", NOW)
    assert store.resident("bluesky", "old.test") is None
    assert len(store.residents()) == 1


def test_blobs_belong_to_who_uploaded_them(store: Store) -> None:
    blob = Blob(platform="mastodon", id="1", account="a", mime="image/png", data=b"x", at=NOW, ready=NOW, meta={"n": 1})
    store.put_blob(blob)
    assert store.blob("mastodon", "1") == store.blob("mastodon", "1", "a") == blob
    assert store.blob("mastodon", "1", "b") is None
    store.drop_blob(blob)
    assert store.blob("mastodon", "1") is None

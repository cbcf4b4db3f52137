"""A file is put once, fetched back before it is named, and taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from smm_action.model.delivery import Retry
from smm_action.platformkit.hosting import Hosted
from smm_action.publish.hosts.host import LOOK, WAITS, Host, HostFault

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Folder:
    """A store whose files can be fetched after some looks."""

    def __init__(self, *, after: int = 0) -> None:
        self.files: dict[str, bytes] = {}
        self.after, self.looks = after, 0
        self.fault = ""
        self.stale: Callable[[str], bool] = lambda name: False

    def write(self, name: str, data: bytes, mime: str, stale: Callable[[str], bool]) -> None:
        if self.fault:
            raise HostFault(self.fault)
        self.files[name] = data
        self.stale = stale

    def remove(self, name: str) -> None:
        if self.fault:
            raise HostFault(self.fault)
        self.files.pop(name, None)

    def fetch(self, url: str, most: int) -> bytes | None:
        self.looks += 1
        found = self.files.get(url.removeprefix("https://media.example/"))
        return None if found is None or self.looks <= self.after else found[:most]


def host(store: Folder, slept: list[float] | None = None) -> Host:
    waits = [] if slept is None else slept
    return Host(
        store=store, base_url="https://media.example/", fetch=store.fetch, sleep=waits.append, clock=lambda: NOW
    )


def test_a_name_says_its_day_and_can_not_be_guessed() -> None:
    store = Folder()
    first, second = (host(store).put(b"same", "image/jpeg") for _ in range(2))
    assert isinstance(first, Hosted)
    assert isinstance(second, Hosted)
    assert first.name != second.name
    day, _, rest = first.name.partition("-")
    assert day == "20261201"
    assert len(rest) >= 32
    assert rest.endswith(".jpg")
    assert first.url == f"https://media.example/{first.name}"


def test_the_same_bytes_are_put_once() -> None:
    store = Folder()
    one = host(store)
    assert one.put(b"a", "image/png") == one.put(b"a", "image/png")
    assert len(store.files) == 1


def test_it_is_named_only_when_it_can_be_fetched() -> None:
    store, slept = Folder(after=3), []
    assert isinstance(host(store, slept).put(b"a", "image/png"), Hosted)
    assert slept == list(WAITS[:4])


def test_what_can_not_be_fetched_is_told_and_looked_at_again_without_putting_it_twice() -> None:
    store = Folder(after=len(WAITS))
    one = host(store)
    outcome = one.put(b"a", "image/png")
    assert isinstance(outcome, Retry)
    assert "is the repository or bucket public" in outcome.reason
    assert isinstance(one.put(b"a", "image/png"), Hosted)
    assert len(store.files) == 1


def test_another_file_at_the_address_is_not_it() -> None:
    store = Folder()
    one = host(store)
    store.fetch = lambda url, most: b"<h1>404</h1>"  # type: ignore[method-assign]
    one.fetch = store.fetch
    outcome = one.put(b"a", "image/png")
    assert isinstance(outcome, Retry)
    assert "something other" in outcome.reason


def test_a_long_film_is_compared_by_its_beginning() -> None:
    store, film = Folder(), b"x" * (LOOK + 5)
    assert isinstance(host(store).put(film, "video/mp4"), Hosted)


def test_a_host_that_takes_nothing_is_tried_again_later() -> None:
    store = Folder()
    store.fault = "it answered 403"
    outcome = host(store).put(b"a", "image/png")
    assert outcome == Retry(reason="Nothing went out: the media host did not take the file: it answered 403")


def test_dropping_takes_it_away_and_never_raises() -> None:
    store = Folder()
    one = host(store)
    hosted = one.put(b"a", "image/png")
    assert isinstance(hosted, Hosted)
    store.fault = "down"
    one.drop(hosted)
    store.fault = ""
    one.drop(hosted)
    assert store.files == {}


def test_closing_takes_away_what_is_left() -> None:
    store = Folder()
    one = host(store)
    one.put(b"a", "image/png")
    one.put(b"b", "image/png")
    one.close()
    assert store.files == {}


@pytest.mark.parametrize(
    ("age", "stale"), [(timedelta(hours=1), False), (timedelta(days=1), False), (timedelta(days=3), True)]
)
def test_what_was_left_two_days_ago_is_stale(age: timedelta, *, stale: bool) -> None:
    store = Folder()
    host(store).put(b"a", "image/png")
    assert store.stale(f"{NOW - age:%Y%m%d}-abc.png") is stale
    assert not store.stale("README.md")

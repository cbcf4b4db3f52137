"""The real servers, one of each for a test run (for each xdist worker)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import bluesky, bucket, mastodon_mock, snac


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[bluesky.BlueskyNetwork]:
    with bluesky.network() as running:
        yield running


@pytest.fixture(scope="session", name="snac")
def snac_server() -> Iterator[snac.Snac]:
    with snac.server() as running:
        yield running


@pytest.fixture(scope="session", name="mastodon_mock")
def mastodon_mock_server() -> Iterator[mastodon_mock.MastodonMock]:
    with mastodon_mock.server() as running:
        yield running


@pytest.fixture(scope="session", name="bucket")
def bucket_server() -> Iterator[bucket.Bucket]:
    with bucket.server() as running:
        yield running

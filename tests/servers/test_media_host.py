"""A real bucket takes files, gives them to anybody, and loses them again."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from smm_action.core.http import Http
from smm_action.model.delivery import Retry
from smm_action.platformkit.hosting import Hosted
from smm_action.publish.hosts.host import Host
from smm_action.publish.hosts.reach import fetch
from smm_action.publish.hosts.s3 import S3Store
from tests.servers.bucket import Bucket

pytestmark = pytest.mark.servers


def host(bucket: Bucket, prefix: str = "media/", **credentials: str) -> Host:
    given = {"key": bucket.key, "secret": bucket.secret, **credentials}
    store = S3Store(http=Http(bucket.url), bucket=bucket.name, region="us-east-1", prefix=prefix, **given)
    return Host(
        store=store,
        base_url=f"{bucket.url}/{bucket.name}/{prefix}",
        fetch=fetch,
        sleep=lambda seconds: None,
        clock=lambda: datetime(2026, 12, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("prefix", ["", "media/", "a b/ü/"])
def test_a_file_is_there_for_anybody_and_then_gone(bucket: Bucket, prefix: str) -> None:
    one = host(bucket, prefix)
    hosted = one.put(b"\xff\xd8 bytes", "image/jpeg")
    assert isinstance(hosted, Hosted), hosted
    assert bucket.objects()[f"{prefix}{hosted.name}"] == b"\xff\xd8 bytes"
    answer = httpx.get(hosted.url)
    assert (answer.status_code, answer.content) == (200, b"\xff\xd8 bytes")
    assert answer.headers["content-type"] == "image/jpeg"
    one.drop(hosted)
    one.drop(hosted)
    assert bucket.objects() == {}
    assert httpx.get(hosted.url).status_code == 404


def test_a_wrong_key_is_told_and_not_shown(bucket: Bucket) -> None:
    outcome = host(bucket, key="WRONG-KEY").put(b"a", "image/jpeg")
    assert isinstance(outcome, Retry)
    assert "403" in outcome.reason
    assert "WRONG-KEY" not in outcome.reason
    assert bucket.objects() == {}

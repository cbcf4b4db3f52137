"""s3rver, a bucket from npm, run on loopback. It knows its keys; signatures of version 4 it does not compute."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers.install import BUCKET, bucket_installed
from tests.servers.processes import free_ports, need, running

NAME, KEY, SECRET = "acme-media", "S3RVER", "S3RVER"
"""s3rver knows this one pair of credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A running bucket."""

    url: str
    name: str = NAME
    key: str = KEY
    secret: str = SECRET
    folder: Path

    def objects(self) -> dict[str, bytes]:
        """Return what lies in it, by key."""
        suffix = "._S3rver_object"
        root = self.folder / self.name
        found = root.rglob(f"*{suffix}")
        return {path.relative_to(root).as_posix().removesuffix(suffix): path.read_bytes() for path in found}


@contextmanager
def server() -> Iterator[Bucket]:
    """Run the bucket while the block lasts; skips or fails when it is not installed."""
    node = shutil.which("node")
    need(present=bucket_installed() and node is not None, what="s3rver and node")
    assert node is not None
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        try:
            return httpx.get(url, timeout=2).status_code < 500
        except httpx.HTTPError:
            return False

    with tempfile.TemporaryDirectory(prefix="smm-bucket-") as home:
        program = BUCKET / "node_modules/s3rver/bin/s3rver.js"
        command = (node, program, "--directory", home, "--address", "127.0.0.1", "--port", str(port))
        buckets = ("--configure-bucket", NAME, "--no-vhost-buckets")
        with running((*command, *buckets), ready=ready, log=Path(home, "log")):
            yield Bucket(url=url, folder=Path(home))

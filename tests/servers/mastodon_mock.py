"""mastodon_mock, a third party's stateful Mastodon API from PyPI, run on loopback."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.servers.processes import free_ports, need, running

TOKENS = ("ada_token", "grace_token", "alan_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonMock:
    """A running mock with its seeded accounts."""

    url: str
    tokens: tuple[str, ...] = TOKENS

    def answer(self, method: str, path: str, token: str = "", **content: Any) -> httpx.Response:
        """Call the server."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return httpx.request(
            method, self.url + path, headers={**headers, **content.pop("headers", {})}, timeout=30, **content
        )


@contextmanager
def server() -> Iterator[MastodonMock]:
    """Run the mock while the block lasts; skips or fails when it is not installed."""
    program = shutil.which("mastodon_mock", path=str(Path(sys.executable).parent))
    need(present=program is not None, what="mastodon_mock (the dependency group `test`)")
    assert program is not None
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        try:
            return httpx.get(f"{url}/api/v2/instance", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    with tempfile.TemporaryDirectory(prefix="smm-mock-") as folder:
        command = [program, "serve", "--demo", "--in-memory", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--domain", f"127.0.0.1:{port}"]
        with running(command, ready=ready, log=Path(folder) / "log", cwd=Path(folder)):
            yield MastodonMock(url=url)

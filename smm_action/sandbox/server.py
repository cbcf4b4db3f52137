"""Start the sandbox on loopback: in a thread for tests and demos, in the foreground for ``smm sandbox``."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smm_action.core.errors import SmmError
from smm_action.sandbox.call import CREDENTIAL, Settings
from smm_action.sandbox.faults import Scenario
from smm_action.sandbox.store import Store

if TYPE_CHECKING:
    import uvicorn

    from smm_action.sandbox.app import App

START = 15.0
"""Seconds a start may take."""
STOP = 10.0


def wall_clock() -> datetime:
    """Return the time of day: the sandbox stands for servers elsewhere, which have clocks of their own."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """A running sandbox."""

    url: str
    """``http://127.0.0.1:PORT``: the server of Mastodon and Bluesky accounts alike."""
    store: Store
    app: App

    def inject(self, faults: str, seed: int = 0) -> None:
        """Replace the scenario; an empty one heals everything.

        Raises:
            SmmError: a line is not understood.
        """
        self.app.scenario = Scenario(faults, seed)

    @staticmethod
    def credential(account: str) -> str:
        """Return the token or app password of ``account``."""
        return CREDENTIAL + account


@contextmanager
def running(
    port: int = 0,
    *,
    faults: str = "",
    seed: int = 0,
    now: Callable[[], datetime] = wall_clock,
    database: str = ":memory:",
    contracts: Path | None = None,
    settings: Settings | None = None,
    sleep: Callable[[float], None] | None = None,
) -> Iterator[Sandbox]:
    """Run a sandbox in a thread for as long as the block lasts; port 0 takes a free one.

    In virtual time ``now`` is its clock, and ``sleep`` lets time pass on it where an answer is slow.

    Raises:
        SmmError: the port is taken, the extra ``sandbox`` is not installed, or a fault line is not understood.
    """
    listener = _listen(port)
    store = Store(database)
    try:
        sandbox = _assemble(listener, store, Scenario(faults, seed), now, contracts, settings, sleep)
        server = _server(sandbox.app)
        thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
        thread.start()
        try:
            _await(server, thread)
            yield sandbox
        finally:
            server.should_exit = server.force_exit = True
            thread.join(STOP)
    finally:
        listener.close()
        store.close()


def serve(
    ready: Callable[[Sandbox], None],
    *,
    port: int = 0,
    faults: str = "",
    seed: int = 0,
    database: str = ":memory:",
    contracts: Path | None = None,
) -> None:
    """Run a sandbox until Ctrl-C or SIGTERM; ``ready`` is called once, when its address is known.

    Raises:
        SmmError: as ``running``.
    """
    listener = _listen(port)
    store = Store(database)
    try:
        sandbox = _assemble(listener, store, Scenario(faults, seed), wall_clock, contracts, None, None)
        ready(sandbox)
        _server(sandbox.app).run([listener])
    finally:
        listener.close()
        store.close()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)  # from now on connections wait in the queue instead of being refused
    except OSError as error:
        listener.close()
        raise SmmError(f"The sandbox cannot use port {port}.", f"{error.strerror}.", "Choose another, or 0.") from None
    return listener


def _assemble(
    listener: socket.socket,
    store: Store,
    scenario: Scenario,
    now: Callable[[], datetime],
    contracts: Path | None,
    settings: Settings | None,
    sleep: Callable[[float], None] | None,
) -> Sandbox:
    try:
        from smm_action.sandbox.app import create_app
        from smm_action.sandbox.contract import Contract
    except ModuleNotFoundError as error:
        raise SmmError(
            "The sandbox is not installed.", f"It needs {error.name}.", 'Install it: pip install "smm-action[sandbox]".'
        ) from None
    contract = Contract.read(contracts) if contracts else None
    app = create_app(store, now=now, scenario=scenario, settings=settings, contract=contract, sleep=sleep)
    return Sandbox(url=f"http://127.0.0.1:{listener.getsockname()[1]}", store=store, app=app)


def _server(app: App) -> uvicorn.Server:
    import uvicorn

    from smm_action.sandbox.wire import Protocol

    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_keep_alive=75,
    )
    return uvicorn.Server(config)


def _await(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise SmmError("The sandbox did not start.", "Its server thread ended or hangs.", "Run it again.")
        time.sleep(0.005)

"""Servers as child processes: started in the foreground, awaited, stopped by their id, gone when the test run is."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.shared import missing


def free_ports(count: int) -> list[int]:
    """Return ports that nobody uses now, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [int(held.getsockname()[1]) for held in sockets]
    finally:
        for held in sockets:
            held.close()


def need(*, present: bool, what: str) -> None:
    """Skip the tests that need a server that is not there; fail where CI promised it."""
    if present:
        return
    missing(f"needs {what}: run tests/servers/install.sh")


def wait_for(ready: Callable[[], bool], seconds: float, what: str, log: Callable[[], str] = str) -> None:
    """Poll until ``ready`` says so; fail with the end of the log when it takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen within {seconds:g} s\n{log()[-3000:]}")
        time.sleep(0.05)


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    ready: Callable[[], bool],
    log: Path,
    seconds: float = 60,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command`` while the block lasts. It dies with this process too (``setpriv --pdeathsig``)."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            _bound(command, user),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            cwd=cwd,
        )

    def up() -> bool:
        if process.poll() is not None:
            pytest.fail(f"{command[0]} ended with {process.returncode}\n{log.read_text('utf-8', 'replace')[-3000:]}")
        return ready()

    try:
        wait_for(up, seconds, f"the start of {command[0]}", lambda: log.read_text("utf-8", "replace"))
        yield process
    finally:
        stop(process)


def run_to_end(command: Sequence[str | Path], *, log: Path, user: str | None = None, seconds: float = 60) -> None:
    """Run ``command`` and wait; fail with its output when it fails."""
    done = subprocess.run(
        _bound(command, user), stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, cwd="/", check=False
    )
    log.write_bytes(done.stdout + done.stderr)
    if done.returncode:
        pytest.fail(f"{command[0]} ended with {done.returncode}\n{log.read_text('utf-8', 'replace')[-3000:]}")


def _bound(command: Sequence[str | Path], user: str | None) -> list[str]:
    """Return the command so that it dies with this process, and runs as ``user``."""
    become = (f"--reuid={user}", f"--regid={user}", "--init-groups") if user else ()
    return ["setpriv", "--pdeathsig", "KILL", *become, "--", *map(str, command)]


def stop(process: subprocess.Popen[bytes]) -> None:
    """End one process, gently, then for sure."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(8)


def listens(port: int) -> Callable[[], bool]:
    """Return a check that something accepts connections on ``port``."""

    def check() -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return check

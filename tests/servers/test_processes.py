"""Servers are started, awaited and stopped by their id, and none outlives its test run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.processes import free_ports, listens, need, run_to_end, running, wait_for

LISTEN = "import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"


def test_a_server_runs_while_the_block_lasts(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    command = [sys.executable, "-c", LISTEN.format(port=port)]
    with running(command, ready=listens(port), log=tmp_path / "log") as process:
        assert alive(process.pid)
    assert process.poll() is not None
    assert not listens(port)()


def test_a_server_that_ends_early_shows_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no luck')"]
    with pytest.raises(pytest.fail.Exception, match="no luck"), running(command, ready=bool, log=tmp_path / "log"):
        pass


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with (
        pytest.raises(pytest.fail.Exception, match=r"within 0\.3 s"),
        running(command, ready=bool, log=tmp_path / "log", seconds=0.3),
    ):
        pass


def test_a_server_dies_with_the_run_that_started_it(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    code = (
        "import os, sys; from pathlib import Path; from tests.servers.processes import *\n"
        f"with running([sys.executable, '-c', {LISTEN.format(port=port)!r}], ready=listens({port}),"
        f" log=Path({str(tmp_path / 'log')!r})) as made:\n"
        "    print(made.pid, flush=True); os._exit(1)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert said.returncode == 1, said.stderr
    pid = int(said.stdout)
    wait_for(lambda: not alive(pid), 5, "the end of the orphan")
    assert not alive(pid)
    assert not listens(port)()


def test_a_command_that_fails_shows_its_output(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="broken"):
        run_to_end([sys.executable, "-c", "raise SystemExit('broken')"], log=tmp_path / "log")


def test_ports_are_all_different() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20


def test_what_is_missing_is_a_skip_here_and_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    need(present=True, what="anything")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"needs a moon: run tests/servers/install\.sh"):
        need(present=False, what="a moon")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="needs a moon"):
        need(present=False, what="a moon")

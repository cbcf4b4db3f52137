"""Starting, stopping, keeping and refusing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from smm_action.core.errors import SmmError
from smm_action.core.http import Http, Lost
from smm_action.sandbox.server import running
from tests.unit.sandbox.conftest import Mastodon

FOREGROUND = """
from smm_action.sandbox.server import serve
serve(lambda sandbox: print(sandbox.url, flush=True), faults="mastodon.verify error 503")
"""


def test_it_listens_on_loopback_only_and_is_gone_afterwards() -> None:
    with running() as sandbox:
        assert sandbox.url.startswith("http://127.0.0.1:")
        assert httpx.get(sandbox.url).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.url)


def test_several_run_side_by_side() -> None:
    with running() as one, running() as two:
        Mastodon(one.url).post("only here")
        assert (one.store.created("mastodon", "status"), two.store.created("mastodon", "status")) == (1, 0)


def test_what_it_accepted_is_still_there_after_a_restart(tmp_path: Path) -> None:
    database = str(tmp_path / "sandbox.db")
    with running(database=database) as sandbox:
        made = Mastodon(sandbox.url).post("kept")
    with running(database=database) as sandbox:
        assert Mastodon(sandbox.url)("GET", f"/api/v1/statuses/{made['id']}").json()["content"] == "<p>kept</p>"


def test_a_taken_port_is_told() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(SmmError) as caught,
        running(taken.getsockname()[1]),
    ):
        pass
    assert str(taken.getsockname()[1] if taken.fileno() >= 0 else "") in caught.value.what


def test_a_scenario_that_is_not_understood_stops_the_start() -> None:
    with pytest.raises(SmmError), running(faults="nonsense"):
        pass


def test_our_own_client_sees_a_lost_answer_as_lost() -> None:
    with running(faults="mastodon.publish drop after") as sandbox:
        http = Http(sandbox.url)
        with pytest.raises(Lost):
            http.create("POST", "/api/v1/statuses", headers={"authorization": "Bearer sandbox-a"}, json={"status": "x"})
        assert sandbox.store.created("mastodon", "status") == 1


def test_many_callers_at_once_each_get_their_post() -> None:
    with running() as sandbox:
        clients = [Mastodon(sandbox.url, f"account-{number}") for number in range(8)]
        threads = [threading.Thread(target=client.post, args=("at once",)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        records = sandbox.store.records("mastodon", "status")
        assert len({record.key for record in records}) == len({record.account for record in records}) == 8


def test_it_serves_in_the_foreground_until_it_is_told_to_stop() -> None:
    process = subprocess.Popen([sys.executable, "-c", FOREGROUND], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert Mastodon(url)("GET", "/api/v1/accounts/verify_credentials").status_code == 503
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(10) in {0, -signal.SIGTERM}
    finally:
        process.kill()
        process.wait(10)

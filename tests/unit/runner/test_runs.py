"""Whether a run is over, asked of a GitHub that answers on loopback."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest

from smm_action.runner import runs
from smm_action.runner.runs import is_run_completed
from tests.shared import shared


class GitHub(ThreadingHTTPServer):
    """Answers every request with what a test says, and keeps what was asked."""

    status = 200
    body: bytes = b"{}"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        super().__init__(("127.0.0.1", 0), Answering)

    @property
    def environ(self) -> dict[str, str]:
        return self.names(self.server_port)

    @staticmethod
    def names(port: int) -> dict[str, str]:
        return {
            "GITHUB_API_URL": f"http://127.0.0.1:{port}/api/v3",
            "GITHUB_REPOSITORY": "acme/social",
            "GITHUB_TOKEN": "ghs_sesame",
        }

    def says(self, document: object, status: int = 200) -> GitHub:
        self.status, self.body = status, json.dumps(document).encode()
        return self


class Answering(BaseHTTPRequestHandler):
    server: GitHub

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("authorization")))
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_a_completed_run_is_over(github: GitHub):
    assert is_run_completed("289782451", github.says({"status": "completed"}).environ) is True
    assert github.asked == [("/api/v3/repos/acme/social/actions/runs/289782451", "Bearer ghs_sesame")]


@pytest.mark.parametrize("status", ["queued", "in_progress", "waiting", "requested", "pending"])
def test_every_other_run_is_not(github: GitHub, status: str):
    assert is_run_completed("1", github.says({"status": status}).environ) is False


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 301])
def test_a_refusal_is_no_answer(github: GitHub, status: int):
    assert is_run_completed("1", github.says({"status": "completed"}, status).environ) is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'"completed"'])
def test_what_is_no_run_is_no_answer(github: GitHub, body: bytes):
    github.body = body
    assert is_run_completed("1", github.environ) is None


@pytest.mark.parametrize("run", ["local-host-1-2", "", "1/../2", "-1", "1?x"])
def test_a_run_that_is_none_of_githubs_is_not_asked_for(github: GitHub, run: str):
    assert is_run_completed(run, github.environ) is None
    assert github.asked == []


@pytest.mark.parametrize("missing", ["GITHUB_REPOSITORY", "GITHUB_TOKEN"])
def test_without_a_repository_or_a_token_nobody_is_asked(github: GitHub, missing: str):
    assert is_run_completed("1", {**github.environ, missing: ""}) is None
    assert github.asked == []


def test_a_github_that_is_not_there_is_no_answer():
    with GitHub() as server:
        environ = server.environ
    assert is_run_completed("1", environ) is None


def test_a_github_that_never_answers_is_left_after_one_short_try(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        environ = {**GitHub.names(hole.getsockname()[1])}
        began = time.monotonic()
        assert is_run_completed("1", environ) is None
        assert time.monotonic() - began < 0.3 * 2 + 1.0
        hole.settimeout(0.2)
        hole.accept()[0].close()
        with pytest.raises(TimeoutError):
            hole.accept()


def test_a_github_that_takes_no_connection_is_left_after_one_short_try(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "PATIENCE", 0.3)
    with contextlib.ExitStack() as full:
        # a backlog that is full: connecting gets no answer at all, as behind a firewall that drops
        hole = full.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        waiting = [full.enter_context(socket.socket()) for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(hole.getsockname())
        began = time.monotonic()
        assert is_run_completed("1", GitHub.names(hole.getsockname()[1])) is None
        assert time.monotonic() - began < 0.3 * 2 + 1.0


def test_the_short_try_is_short():
    assert runs.PATIENCE <= 2.0


def test_a_refusal_is_not_asked_again(github: GitHub):
    is_run_completed("1", github.says({}, 503).environ)
    assert len(github.asked) == 1


@pytest.mark.shared
def test_githubs_own_example_of_a_run_is_over(github: GitHub):
    for file in sorted(shared("contracts/github/event-payloads/workflow_run").glob("*.json")):
        run = json.loads(file.read_text("utf-8"))["workflow_run"]
        assert is_run_completed(str(run["id"]), github.says(run).environ) is True


@pytest.mark.shared
def test_the_states_that_count_as_alive_are_all_of_githubs_others(github: GitHub):
    schema = json.loads(shared("contracts/github/webhooks-7.6.1.extract.schema.json").read_text("utf-8"))
    status = schema["definitions"]["workflow-run"]["properties"]["status"]
    jsonschema.Draft7Validator(status).validate("completed")
    over = [name for name in status["enum"] if is_run_completed("1", github.says({"status": name}).environ)]
    assert over == ["completed"]

"""The token for Git over HTTP: it reaches the one remote it is for, by the environment, and stands nowhere afterwards."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from smm_action.core.errors import SmmError
from smm_action.model.edit import Append
from smm_action.runner import gate
from tests.scenarios.repositories import Repository, bare_with_post, clone
from tests.shared import shared

TOKEN = "ghs_open-sesame"
WRONG = "ghs_closed-sesame"
BASIC = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
LINE = Append(path="ledger/acme/2c/hello.jsonl", lines=(b"one",))


class Host:
    """A Git server that takes pushes with the token alone, and keeps what it was asked and by whom."""

    def __init__(self, port: int, seen: Path) -> None:
        self.url, self._seen = f"http://127.0.0.1:{port}", seen

    @property
    def asked(self) -> list[str]:
        return self._seen.read_text().splitlines()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    (tmp_path / "served").mkdir()
    seen = tmp_path / "seen"
    server = subprocess.Popen(
        [sys.executable, shared("examples/git_http_server.py"), str(tmp_path / "served"), TOKEN, str(seen)],
        stdout=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"},
    )  # fmt: skip
    with server:
        assert server.stdout is not None
        yield Host(int(server.stdout.readline()), seen)
        server.kill()


class Watched:
    """A clone whose `git` writes down every argument and every call it is asked for."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        self.repository, self.arguments = repository, folder / "arguments"
        (folder / "bin").mkdir()
        real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
        (folder / "bin/git").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {self.arguments}\nexec {real} "$@"\n')
        (folder / "bin/git").chmod(0o755)
        self.path = f"{folder}/bin:{os.environ['PATH']}"

    def commit(self, **environ: str) -> str:
        return self.repository.state(PATH=self.path, **environ).commit([LINE], "Claim hello on acme")

    def written(self) -> str:
        """Return everything on disk that a token might have got into: arguments, configuration, reflogs, refs."""
        files = [self.arguments, *(self.repository.path / ".git").rglob("*")]
        return "".join(file.read_text(errors="replace") for file in files if file.is_file())


@pytest.fixture
def here(tmp_path: Path, host: Host) -> Watched:
    bare_with_post(tmp_path).path.rename(tmp_path / "served/team.git")
    bare = Repository(tmp_path / "served/team.git")
    repository = clone(bare, tmp_path / "here")
    repository.git("remote", "set-url", "origin", f"{host.url}/team.git")
    repository.git("config", "core.logAllRefUpdates", "always")
    return Watched(repository, tmp_path)


def secrets(token: str) -> tuple[str, str]:
    return token, base64.b64encode(f"x-access-token:{token}".encode()).decode()


@pytest.mark.shared
class TestGivenToken:
    @pytest.mark.parametrize("name", ["SMM_GIT_TOKEN", "GITHUB_TOKEN"])
    def test_it_lets_a_push_in_and_is_written_nowhere(self, here: Watched, host: Host, name: str):
        head = here.commit(**{name: TOKEN, "GITHUB_SERVER_URL": host.url})
        assert any("git-receive-pack" in line and line.endswith("auth=ok") for line in host.asked)
        assert here.repository.git("ls-remote", "origin", "refs/heads/smm-state").split()[0] == head
        written = here.written()
        assert "push" in written
        assert [secret for secret in secrets(TOKEN) if secret in written] == []

    @pytest.mark.parametrize(
        ("environ", "complaint"),
        [
            ({"SMM_GIT_TOKEN": WRONG}, "403"),
            ({}, "could not read Username"),
            # GITHUB_TOKEN is for GitHub alone
            ({"GITHUB_TOKEN": TOKEN}, "could not read Username"),
            ({"GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": "http://127.0.0.1:9"}, "could not read Username"),
        ],
    )
    def test_a_wrong_or_no_token_is_unsafe_and_says_what_to_do(
        self, here: Watched, host: Host, environ: Mapping[str, str], complaint: str
    ):
        with pytest.raises(SmmError) as refused:
            here.commit(**environ)
        assert refused.value.exit_code == 3
        assert complaint in refused.value.why
        assert "contents: write" in refused.value.do
        assert not any(line.endswith("auth=ok") for line in host.asked)
        said = str(refused.value) + here.written()
        assert [secret for token in (TOKEN, WRONG) for secret in secrets(token) if secret in said] == []

    def test_a_header_that_a_checkout_left_is_taken_back(self, here: Watched, host: Host):
        stale = f"AUTHORIZATION: basic {secrets(WRONG)[1]}"
        here.repository.git("config", f"http.{host.url}/.extraheader", stale)
        here.commit(SMM_GIT_TOKEN=TOKEN)
        assert host.asked
        assert all(line.endswith("auth=ok") for line in host.asked)

    def test_it_is_not_sent_to_another_remote_of_the_clone(self, here: Watched, host: Host):
        with listening() as other:
            here.repository.git("remote", "add", "other", f"{other.url}/team.git")
            here.commit(SMM_GIT_TOKEN=TOKEN)
            here.repository.git("ls-remote", "other", check=False)
        assert other.headers
        assert not [header for header in other.headers if header is not None]


class Other(ThreadingHTTPServer):
    """Another server on this machine; keeps the Authorization of whatever reaches it."""

    def __init__(self, answer: Callable[[str], str | None]) -> None:
        self.headers: list[str | None] = []
        self.answer = answer
        super().__init__(("127.0.0.1", 0), Keeping)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Keeping(BaseHTTPRequestHandler):
    server: Other

    def do_GET(self) -> None:
        self.server.headers.append(self.headers.get("authorization"))
        there = self.server.answer(self.path)
        self.send_response(404 if there is None else 302)
        if there is not None:
            self.send_header("location", there)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@contextlib.contextmanager
def listening(answer: Callable[[str], str | None] = lambda _path: None) -> Iterator[Other]:
    with Other(answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


class TestRedirect:
    """A host that sends the client elsewhere: the token stays where it belongs."""

    @pytest.fixture
    def away(self) -> Iterator[tuple[Other, Other]]:
        # by another name, so that the address alone does not tell the hosts apart
        with (
            listening() as elsewhere,
            listening(lambda path: f"http://localhost:{elsewhere.server_port}{path}") as host,
        ):
            yield host, elsewhere

    @pytest.fixture
    def repository(self, tmp_path: Path, away: tuple[Other, Other]) -> Repository:
        found = clone(bare_with_post(tmp_path), tmp_path / "here")
        found.git("remote", "set-url", "origin", f"{away[0].url}/team.git")
        return found

    @pytest.mark.parametrize("name", ["SMM_GIT_TOKEN", "GITHUB_TOKEN"])
    def test_a_runs_token_does_not_go_along(self, repository: Repository, away: tuple[Other, Other], name: str):
        host, elsewhere = away
        with pytest.raises(SmmError) as refused:
            repository.state(**{name: TOKEN, "GITHUB_SERVER_URL": host.url}).fetch()
        assert refused.value.exit_code == 3
        assert host.headers == [f"basic {BASIC}"]
        assert elsewhere.headers == []
        assert TOKEN not in str(refused.value)

    def test_the_gates_token_does_not_go_along(self, repository: Repository, away: tuple[Other, Other]):
        host, elsewhere = away
        done = subprocess.run(
            [sys.executable, "-I", gate.__file__, "fetch"],
            cwd=repository.path, env={**repository.environ, "GITHUB_TOKEN": TOKEN, "GITHUB_SERVER_URL": host.url},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 3
        assert done.stdout.startswith("::error title=The state can not be read::")
        assert set(host.headers) == {f"basic {BASIC}"}
        assert elsewhere.headers == []
        assert [secret for secret in secrets(TOKEN) if secret in done.stdout + done.stderr] == []


def test_a_token_is_not_sent_in_the_clear(tmp_path: Path):
    repository = clone(bare_with_post(tmp_path), tmp_path / "here")
    name = socket.gethostname()
    with listening() as host:
        repository.git("remote", "set-url", "origin", f"http://{name}:{host.server_port}/team.git")
        with pytest.raises(SmmError):
            repository.state(SMM_GIT_TOKEN=TOKEN).fetch()
    assert not [header for header in host.headers if header is not None]

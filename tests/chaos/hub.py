"""GitHub's word on workflow runs, on loopback: ``GET /repos/{owner}/{repo}/actions/runs/{run_id}``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

Word = Literal["completed", "in_progress"]
Judge = Callable[[int], bool]
"""Whether the process of a run is over."""
TRUTH, GIVEN_UP = "GitHub says which runs are over", "GitHub gives every run up"
HUBS: Mapping[str, Callable[[bool], tuple[int, Word]]] = {
    TRUTH: lambda over: (200, "completed" if over else "in_progress"),
    GIVEN_UP: lambda _over: (200, "completed"),
    "GitHub calls every run alive": lambda _over: (200, "in_progress"),
    "GitHub answers 502": lambda over: (502, "completed" if over else "in_progress"),
}
"""The first tells the truth; the second lost touch with runners that go on."""


class Hub(ThreadingHTTPServer):
    """Answers as ``word`` says and counts who asked."""

    daemon_threads = True

    def __init__(self, word: str, is_over: Judge) -> None:
        """Take a free port of this machine."""
        self._word, self._is_over = HUBS[word], is_over
        self.asked = 0
        super().__init__(("127.0.0.1", 0), _Answering)

    @property
    def environ(self) -> dict[str, str]:
        """Return what a runner of this GitHub has in its environment."""
        return {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server_port}",
            "GITHUB_REPOSITORY": "acme/social",
            "GITHUB_TOKEN": "ghs_of-the-job",
        }

    def answer(self, path: str) -> tuple[int, Mapping[str, str]]:
        folder, _, run = path.rpartition("/")
        if folder != "/repos/acme/social/actions/runs":
            return 404, {"message": "Not Found"}
        self.asked += 1
        status, word = self._word(self._is_over(int(run)))
        return status, {"status": word}


class _Answering(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        status, document = self.server.answer(self.path)
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Stay quiet."""


@contextmanager
def told(word: str, is_over: Judge) -> Iterator[Hub]:
    """Answer while the block lasts."""
    with Hub(word, is_over) as hub:
        threading.Thread(target=hub.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield hub
        finally:
            hub.shutdown()

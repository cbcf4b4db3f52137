"""A GitHub on loopback that knows issues and their comments, and answers as its REST API does."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPOSITORY = "acme/social"
_BASE = "/api/v3/repos/acme/social"
_COMMENTS = re.compile(rf"{_BASE}/issues/(\d+)/comments")
_ISSUE = re.compile(rf"{_BASE}/issues/(\d+)")


class Tracker(ThreadingHTTPServer):
    """Keeps issues by number and what was asked; also takes the calls of a webhook at ``/hook``."""

    def __init__(self) -> None:
        self.issues: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.asked: list[tuple[str, str]] = []
        self.hooked: list[dict[str, Any]] = []
        self.status = 0
        super().__init__(("127.0.0.1", 0), _Answering)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": f"{self.url}/api/v3",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": "ghs_sesame",
            "SMM_MANUAL_WEBHOOK": f"{self.url}/hook?token=secret-hook",
        }

    def comment(self, number: int, body: str, login: str = "ada", association: str = "MEMBER") -> None:
        """Add a comment."""
        said = {"body": body, "user": {"login": login}, "author_association": association}
        self.comments.setdefault(number, []).append(said)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> tuple[int, Any]:
        if found := _COMMENTS.fullmatch(path):
            number = int(found[1])
            if method == "POST":
                self.comment(number, body["body"], "github-actions[bot]", "NONE")
                return 201, self.comments[number][-1]
            return 200, self.comments.get(number, []) if query.get("page") == ["1"] else []
        if found := _ISSUE.fullmatch(path):
            self.issues[int(found[1])] |= body
            return 200, self.issues[int(found[1])]
        if path != f"{_BASE}/issues":
            return 404, {"message": "Not Found"}
        if method == "POST":
            number = len(self.issues) + 1
            self.issues[number] = {**body, "number": number, "state": "open"}
            return 201, self.issues[number]
        labelled = [held for held in self.issues.values() if query["labels"][0] in held["labels"]]
        return 200, list(reversed(labelled)) if query.get("page") == ["1"] else []


class _Answering(BaseHTTPRequestHandler):
    server: Tracker

    def _handle(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        if parts.path == "/hook":
            self.server.hooked.append({**body, "key": self.headers.get("idempotency-key"), "query": parts.query})
            self._send(self.server.status or 200, {})
            return
        self.server.asked.append((self.command, parts.path))
        assert self.headers["authorization"] == "Bearer ghs_sesame"
        if self.server.status:
            self._send(self.server.status, {"message": "no"})
        else:
            self._send(*self.server.answer(self.command, parts.path, parse_qs(parts.query), body))

    do_GET = do_POST = do_PATCH = _handle  # noqa: N815 names of the standard library

    def _send(self, status: int, document: Any) -> None:
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def tracking() -> Iterator[Tracker]:
    """Run one for as long as the block lasts."""
    server = Tracker()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

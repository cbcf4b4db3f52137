"""A GitHub on loopback that knows pull requests and their reviews, and answers as its REST API does."""

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
_PULLS = re.compile(r"/api/v3/repos/acme/social/commits/([0-9a-f]{40})/pulls")
_PERMISSION = re.compile(r"/api/v3/repos/acme/social/collaborators/([^/]+)/permission")
_REVIEWS = re.compile(r"/api/v3/repos/acme/social/pulls/(\d+)/reviews")


def user(login: str, kind: str = "User") -> dict[str, Any]:
    return {"login": login, "type": kind}


def review(login: str, commit: str, state: str = "APPROVED", minute: int = 0, **fields: Any) -> dict[str, Any]:
    """Return a review as GitHub lists it."""
    return {
        "user": user(login), "state": state, "commit_id": commit, "author_association": "MEMBER",
        "submitted_at": f"2026-11-20T10:{minute:02}:00Z", **fields,
    }  # fmt: skip


class Reviewing(ThreadingHTTPServer):
    """Keeps pull requests by number, the commits each brought, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        self.pulls: dict[int, dict[str, Any]] = {}
        self.brought: dict[str, list[int]] = {}
        self.reviews: dict[int, list[dict[str, Any]]] = {}
        self.permissions: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), _Answering)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server_port}/api/v3",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": "ghs_sesame",
        }

    def pull(self, number: int, head: str, *commits: str, author: str = "grace", **fields: Any) -> None:
        """Add a merged pull request whose branch ended at ``head``; its last commit on main is the last given."""
        home = {"full_name": REPOSITORY, "default_branch": "main"}
        self.pulls[number] = {
            "number": number, "user": user(author), "merged_at": "2026-11-20T12:00:00Z", "head": {"sha": head},
            "merge_commit_sha": commits[-1], "base": {"ref": "main", "repo": home}, **fields,
        }  # fmt: skip
        for commit in commits:
            self.brought.setdefault(commit, []).append(number)

    def approve(self, number: int, login: str = "ada", **fields: Any) -> None:
        """Add a review of what was merged."""
        given = review(login, self.pulls[number]["head"]["sha"], **fields)
        self.reviews.setdefault(number, []).append(given)

    def answer(self, path: str) -> Any:
        if found := _PULLS.fullmatch(path):
            return [self.pulls[number] for number in self.brought.get(found[1], ())]
        if found := _REVIEWS.fullmatch(path):
            return self.reviews.get(int(found[1]), [])
        if (found := _PERMISSION.fullmatch(path)) and found[1] in self.permissions:
            return {"permission": self.permissions[found[1]]}
        return None


class _Answering(BaseHTTPRequestHandler):
    server: Reviewing

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: int(values[0]) for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(parts.path)
        items = self.server.answer(parts.path)
        if self.server.status != 200:
            self.say(self.server.status, {"message": "Resource not accessible by integration"})
        elif self.headers.get("authorization") != "Bearer ghs_sesame" or items is None:
            self.say(404, {"message": "Not Found"})
        else:
            size, page = query.get("per_page", 30), query.get("page", 1)
            self.say(200, items[size * (page - 1) : size * page] if isinstance(items, list) else items)

    def say(self, status: int, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def reviewing() -> Iterator[Reviewing]:
    """Run the server."""
    with Reviewing() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()

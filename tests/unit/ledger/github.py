"""GitHub as far as ``commit-mode: api`` sees it: calls on loopback that commit into a bare repository with git plumbing."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.scenarios.repositories import Repository

TOKEN = "ghs_loopback"
NAME = "acme/social"


class Conflict(Exception):  # noqa: N818 the end of one mutation
    """The branch is somewhere else."""


@dataclass(kw_only=True)
class GitHub:
    """What the server holds. ``before`` and ``lose`` are asked at each mutation, once in their order."""

    bare: Repository
    port: int = 0
    calls: list[tuple[str, Any]] = field(default_factory=list)
    before: list[Callable[[], None]] = field(default_factory=list)
    """Done before a mutation is looked at: somebody else is faster."""
    lose: list[str] = field(default_factory=list)
    """``asked``: the mutation is not obeyed and not answered; ``answer``: obeyed and not answered; a status: refused."""

    @property
    def environ(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self.port}/api"
        return {
            "SMM_COMMIT_MODE": "api", "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": NAME,
            "GITHUB_API_URL": f"{url}/v3", "GITHUB_GRAPHQL_URL": f"{url}/graphql",
        }  # fmt: skip

    def answer(self, path: str, asked: Any) -> tuple[int, Any]:
        self.calls.append((path, asked))
        rest = f"/api/v3/repos/{NAME}/git/"
        if path == "/api/graphql":
            return 200, self.mutate(asked["variables"]["input"])
        if path == f"{rest}trees":
            listing = "".join(self.entry(item) for item in asked["tree"])
            return 201, {"sha": self.bare.git("mktree", stdin=listing.encode())}
        if path == f"{rest}commits":
            parents = [word for parent in asked["parents"] for word in ("-p", parent)]
            return 201, {"sha": self.bare.git("commit-tree", asked["tree"], *parents, "-m", asked["message"])}
        if path == f"{rest}refs":
            if self.head(asked["ref"]):
                return 422, {"message": "Reference already exists"}
            self.bare.git("update-ref", asked["ref"], asked["sha"])
            return 201, {"ref": asked["ref"]}
        return 404, {"message": "Not Found"}

    def entry(self, item: dict[str, str]) -> str:
        sha = self.bare.git("hash-object", "-w", "--stdin", stdin=item["content"].encode())
        assert "/" not in item["path"]
        return f"{item['mode']} {item['type']} {sha}\t{item['path']}\n"

    def mutate(self, given: dict[str, Any]) -> dict[str, Any]:
        if self.before:
            self.before.pop(0)()
        try:
            oid = self.commit(given)
        except Conflict:
            message = f'Expected branch to point to "{given["expectedHeadOid"]}" but it did not.  Pull and try again.'
            error = {"type": "STALE_DATA", "path": ["createCommitOnBranch"], "message": message}
            return {"data": {"createCommitOnBranch": None}, "errors": [error]}
        return {"data": {"createCommitOnBranch": {"commit": {"oid": oid}}}}

    def commit(self, given: dict[str, Any]) -> str:
        assert given["branch"]["repositoryNameWithOwner"] == NAME
        ref, parent = f"refs/heads/{given['branch']['branchName']}", given["expectedHeadOid"]
        if self.head(ref) != parent:
            raise Conflict
        index = {"GIT_INDEX_FILE": str(self.bare.path / "api-index")}
        held = Repository(self.bare.path)
        held.environ |= index
        held.git("read-tree", parent)
        for item in given["fileChanges"]["additions"]:
            sha = held.git("hash-object", "-w", "--stdin", stdin=base64.b64decode(item["contents"], validate=True))
            held.git("update-index", "--add", "--cacheinfo", f"100644,{sha},{item['path']}")
        for item in given["fileChanges"]["deletions"]:
            held.git("update-index", "--index-info", stdin=f"0 {'0' * 40}\t{item['path']}\n".encode())
        said = given["message"]
        message = f"{said['headline']}\n\n{said['body']}".strip()
        made = held.git("commit-tree", held.git("write-tree"), "-p", parent, "-m", message)
        held.git("update-ref", ref, made, parent)
        return made

    def head(self, ref: str) -> str:
        return self.bare.git("rev-parse", "--verify", "--quiet", ref, check=False)

    def mutations(self) -> list[dict[str, Any]]:
        return [asked["variables"]["input"] for path, asked in self.calls if path == "/api/graphql"]


class _Handler(BaseHTTPRequestHandler):
    github: GitHub
    lock: threading.Lock

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.lock:
            graphql = self.path.endswith("/graphql")
            fault = self.github.lose.pop(0) if graphql and self.github.lose else ""
            if self.headers["authorization"] != f"Bearer {TOKEN}":
                self.send(401, {"message": "Bad credentials"})
            elif fault.isdigit():
                self.send(int(fault), {"message": "Resource not accessible by integration"})
            elif fault == "asked":
                self.close_connection = True
            else:
                status, body = self.github.answer(self.path, asked)
                if fault == "answer":
                    self.close_connection = True
                else:
                    self.send(status, body)

    def send(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(bare: Repository) -> Iterator[GitHub]:
    """Serve ``bare`` until the block ends."""
    github = GitHub(bare=bare)
    handler = type("Handler", (_Handler,), {"github": github, "lock": threading.Lock()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    github.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

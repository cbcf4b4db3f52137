"""GitHub as far as storing secrets asks, on loopback. Written after https://docs.github.com/rest/actions/secrets."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from nacl.public import PrivateKey, SealedBox

NAME, TOKEN = "acme/social", "github_pat_loopback"


@dataclass(kw_only=True)
class Hub:
    """What the server holds."""

    port: int = 0
    private: PrivateKey = field(default_factory=PrivateKey.generate)
    secrets: dict[str, str] = field(default_factory=dict)
    """By path below the repository: ``environments/smm-production/secrets/NAME``."""
    seen: list[str] = field(default_factory=list)
    status: int = 0
    """Answered to everything when it is not 0."""
    repository: dict[str, Any] = field(
        default_factory=lambda: {"full_name": NAME, "private": True, "visibility": "private"}
    )

    @property
    def environ(self) -> dict[str, str]:
        return {
            "GITHUB_REPOSITORY": NAME, "GITHUB_API_URL": f"http://127.0.0.1:{self.port}/api/v3",
            "GITHUB_TOKEN": TOKEN, "SMM_SECRETS_TOKEN": TOKEN,
        }  # fmt: skip

    def answer(self, method: str, path: str, authorization: str, asked: Any) -> tuple[int, Any]:
        self.seen.append(f"{method} {path} {json.dumps(asked)}")
        base = f"/api/v3/repos/{NAME}"
        if self.status or authorization != f"Bearer {TOKEN}":
            return self.status or 401, {"message": "no"}
        if method == "GET" and path == base:
            return 200, self.repository
        below = path.removeprefix(f"{base}/")
        folder, _, name = below.rpartition("/")
        if folder not in {"environments/smm-production/secrets", "actions/secrets"}:
            return 404, {"message": "Not Found"}
        if method == "GET" and name == "public-key":
            return 200, {
                "key_id": "568250167242549743",
                "key": base64.b64encode(bytes(self.private.public_key)).decode(),
            }
        assert method == "PUT"
        assert asked["key_id"] == "568250167242549743"
        known = below in self.secrets
        self.secrets[below] = SealedBox(self.private).decrypt(base64.b64decode(asked["encrypted_value"])).decode()
        return 204 if known else 201, None


@contextmanager
def hub() -> Iterator[Hub]:
    held = Hub()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            status, told = held.answer(
                self.command, self.path, self.headers.get("authorization", ""), json.loads(body) if body else None
            )
            data = json.dumps(told).encode() if told is not None else b""
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_PUT = _do  # noqa: N815 the names that http.server asks for

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()

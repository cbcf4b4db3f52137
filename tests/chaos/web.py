"""The remote as real teams have it: Git's own HTTP server on loopback, behind a password, and in moods of its own."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, Literal
from urllib.parse import urlsplit

TOKEN = "ghs_open-sesame-of-the-remote"
BASIC = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
PUSH = "/git-receive-pack"
End = Literal["", "lost", "half", "502 before", "502 after", "401", "reset"]
"""How a push ends: well; obeyed and not, or not wholly answered; a proxy's 502; refused; cut before it is obeyed."""
WELL = "http: well"
MOODS: Mapping[str, tuple[End, ...]] = {
    WELL: (),
    "http: the first pushes are taken, their answers lost": ("lost", "lost"),
    "http: the answer to the outcome push is lost": ("", "lost"),
    "http: answers to pushes end half-way": ("half", "half", "half"),
    "http: pushes are taken, then 502": ("502 after", "502 after"),
    "http: 502 before pushes are taken": ("502 before", "502 before"),
    "http: the connection ends before a push is taken": ("reset", "reset"),
    "http: the token ends after the claim": ("", *["401"] * 40),
}
"""How the pushes of the first tick end, one after another; all further ones end well."""


class Remote(ThreadingHTTPServer):
    """Serves the bare repositories of one folder to whoever knows the token."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        """Take a free port of this machine."""
        self.folder = folder
        self._ends: Iterator[End] = iter(())
        self._lock = threading.Lock()
        self.struck = 0
        super().__init__(("127.0.0.1", 0), _Exchange)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/origin.git"

    def be(self, mood: str) -> None:
        """End the next pushes as ``mood`` says; an empty one heals."""
        with self._lock:
            self._ends = iter(MOODS[mood] if mood else ())

    def next_end(self) -> End:
        with self._lock:
            end = next(self._ends, "")
            self.struck += bool(end)
            return end


class _Exchange(BaseHTTPRequestHandler):
    server: Remote
    protocol_version: ClassVar[str] = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *arguments: object) -> None:
        """Stay quiet."""

    def _serve(self) -> None:
        body = self._body()
        if self.headers.get("authorization", "").removeprefix("basic ") != BASIC:
            self._refuse(401)
            return
        end = self.server.next_end() if urlsplit(self.path).path.endswith(PUSH) else ""
        if end == "401":
            self._refuse(401)
        elif end == "502 before":
            self._refuse(502)
        elif end == "reset":
            self.close_connection = True
        else:
            self._told(self._obeyed(body), end)

    def _told(self, answer: bytes, end: End) -> None:
        if end == "502 after":
            self._refuse(502)
            return
        head, _, content = answer.partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode().splitlines())
        status = int(lines.pop("Status", "200").split()[0])
        self.close_connection = bool(end)
        if end == "lost":
            return
        self.send_response(status)
        for name, value in lines.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if end == "half" else content)

    def _refuse(self, status: int) -> None:
        said = b"<html>no</html>"
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _obeyed(self, body: bytes) -> bytes:
        """Return what ``git http-backend`` says, as CGI (RFC 3875) has it."""
        parts = urlsplit(self.path)
        said = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        del said["HTTP_AUTHORIZATION"]
        environ = {
            **said,
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "x-access-token",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": self.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(body)),
        }
        if "git-protocol" in self.headers:
            environ["GIT_PROTOCOL"] = self.headers["git-protocol"]
        done = subprocess.run(["git", "http-backend"], input=body, env=environ, capture_output=True, check=False)
        return done.stdout or b"Status: 500\r\n\r\n"


@contextmanager
def served(folder: Path) -> Iterator[Remote]:
    """Serve the repositories of ``folder`` while the block lasts."""
    with Remote(folder) as remote:
        threading.Thread(target=remote.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield remote
        finally:
            remote.shutdown()


def leaks(root: Path) -> Iterator[str]:
    """Yield the files below ``root`` in which the token stands, plainly or as Git sends it."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and any(secret.encode() in path.read_bytes() for secret in (TOKEN, BASIC)):
            yield str(path.relative_to(root))

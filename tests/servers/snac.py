"""snac2, a real ActivityPub server with the Mastodon API, unpacked from Debian and run on loopback."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.servers.install import SNAC, snac_installed
from tests.servers.processes import free_ports, listens, need, running

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
SCOPES = "read write follow"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnacAccount:
    """An account with a token."""

    name: str
    token: str = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Snac:
    """A running snac."""

    url: str
    data: Path
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def new_account(self) -> SnacAccount:
        """Add a user and sign in through the OAuth pages, as a browser would."""
        name = f"user{next(self._number)}"
        said = subprocess.run(
            [*program(), "adduser", str(self.data), name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        password = re.search(r"^User password is (\S+)", said.stdout + said.stderr, re.MULTILINE)
        assert password is not None, said
        return SnacAccount(name=name, token=self._token(name, password[1]))

    def answer(self, method: str, path: str, token: str = "", **content: Any) -> httpx.Response:
        """Call the server; it closes every connection, so none is kept."""
        headers = {"connection": "close", **({"authorization": f"Bearer {token}"} if token else {})}
        return httpx.request(
            method, self.url + path, headers={**headers, **content.pop("headers", {})}, timeout=30, **content
        )

    def _token(self, name: str, password: str) -> str:
        app = self.answer(
            "POST", "/api/v1/apps", data={"client_name": "smm", "redirect_uris": OUT_OF_BAND, "scopes": SCOPES}
        ).json()
        asked = {"client_id": app["client_id"], "redirect_uri": OUT_OF_BAND, "response_type": "code", "scope": SCOPES}
        page = self.answer("GET", "/oauth/authorize", params=asked).text
        form = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page))
        action = re.search(r'<form[^>]*action="([^"]+)"', page)
        assert action is not None, page
        path = urlsplit(action[1]).path
        granted = self.answer("POST", path, data={**form, "login": name, "passwd": password})
        tokens = self.answer(
            "POST",
            "/oauth/token",
            data={
                "grant_type": "authorization_code",
                "code": _code(granted),
                "client_id": app["client_id"],
                "client_secret": app["client_secret"],
                "redirect_uri": OUT_OF_BAND,
            },
        )
        return str(tokens.json()["access_token"])


def _code(granted: httpx.Response) -> str:
    location = parse_qs(urlsplit(granted.headers.get("location", "")).query).get("code")
    if location:
        return location[0]
    shown = re.search(r"\b[0-9a-f]{20,}\b", granted.text)
    assert shown is not None, granted.text
    return shown[0]


def program() -> list[str]:
    """Return how to run snac with the libraries it was unpacked with."""
    libraries = SNAC / "root/usr/lib/x86_64-linux-gnu"
    return [str(libraries / "ld-linux-x86-64.so.2"), "--library-path", str(libraries), str(SNAC / "root/usr/bin/snac")]


@contextmanager
def server() -> Iterator[Snac]:
    """Run snac while the block lasts; skips or fails when it is not installed."""
    need(present=snac_installed(), what="snac2")
    with tempfile.TemporaryDirectory(prefix="smm-snac-", ignore_cleanup_errors=True) as folder:
        data, (port,) = Path(folder) / "data", free_ports(1)
        answers = f"127.0.0.1\n{port}\nlocalhost:{port}\n\nadmin@localhost\n"
        subprocess.run([*program(), "init", str(data)], input=answers, text=True, capture_output=True, check=True)
        settings = json.loads((data / "server.json").read_text())
        (data / "server.json").write_text(json.dumps({**settings, "protocol": "http"}))
        with running([*program(), "httpd", data], ready=listens(port), log=Path(folder) / "log"):
            yield Snac(url=f"http://localhost:{port}", data=data)

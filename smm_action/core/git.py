"""Run git plumbing: no shell, no prompts, no hooks, no configuration of the user's that could change an answer."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from smm_action.core.http import is_loopback

_KEPT = frozenset(
    {
        *("PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "SSH_AUTH_SOCK", "SSH_ASKPASS", "GIT_SSH_COMMAND"),
        *("GIT_SSL_CAINFO", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"),
        *("ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"),
    }
)
_DEAF = (
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
)
_TIMEOUT = 120.0
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


class GitFault(Exception):  # noqa: N818 a fault of one call, explained by the caller
    """Git said no. ``status`` is its exit status, the text its last line of complaint."""

    def __init__(self, arguments: tuple[str, ...], status: int, complaint: str) -> None:
        """Keep the verb and the complaint; arguments may hold URLs, which may hold secrets."""
        super().__init__(f"git {arguments[0] if arguments else ''}: {complaint or f'exit status {status}'}")
        self.status = status
        self.complaint = complaint


class Git:
    """One repository's git, with a clean environment."""

    def __init__(self, repository: Path, environ: Mapping[str, str]) -> None:
        """Bind to ``repository`` (any folder inside it). ``environ`` is looked at for the few variables git needs."""
        self.repository = repository
        passed = {
            name: environ[name] for name in environ if name in _KEPT or name.startswith(("GIT_CONFIG_", "GIT_TRACE"))
        }
        self.environ = {**passed, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
        self._token = environ.get("SMM_GIT_TOKEN", "")
        self._github_token = environ.get("GITHUB_TOKEN", "")
        self._github = (environ.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/")

    def remote(self, name: str) -> Git:
        """Return this repository's git with what the remote ``name`` needs to let us in.

        ``SMM_GIT_TOKEN`` is for the remote that is configured, ``GITHUB_TOKEN`` for GITHUB_SERVER_URL alone. A token
        goes by environment and over https only: never on a command line, never into a file, never along a redirect.
        """
        parts = urlsplit(self.line("remote", "get-url", name))
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        token = self._token or (self._github_token if origin == self._github else "")
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        if not token or not safe:
            return self
        let_in = Git(self.repository, {})
        let_in.environ = {**self.environ, **_access(origin, token, int(self.environ.get("GIT_CONFIG_COUNT", "0")))}
        return let_in

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """Return what ``git ARGUMENTS`` prints.

        Raises:
            GitFault: a status other than 0, or no answer within two minutes.
        """
        try:
            done = subprocess.run(
                ["git", *_DEAF, *arguments],
                cwd=self.repository,
                env={**self.environ, **(extra or {})},
                input=stdin,
                capture_output=True,
                check=False,
                timeout=_TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            raise GitFault(arguments, -1, f"no answer within {_TIMEOUT:.0f} seconds") from None
        except OSError as error:
            raise GitFault(arguments, -1, error.strerror or "git can not be started") from None
        if done.returncode:
            raise GitFault(arguments, done.returncode, _complaint(done.stderr.decode(errors="replace")))
        return done.stdout

    def line(self, *arguments: str) -> str:
        """Return what ``git ARGUMENTS`` prints as one stripped line."""
        return self.run(*arguments).decode(errors="surrogateescape").strip()

    def says(self, *arguments: str) -> bool:
        """Whether ``git ARGUMENTS`` exits with 0; 1 means no.

        Raises:
            GitFault: any other status.
        """
        try:
            self.run(*arguments)
        except GitFault as fault:
            if fault.status == 1:
                return False
            raise
        return True


def _access(origin: str, token: str, given: int) -> dict[str, str]:
    """Return the configuration that authorizes calls of ``origin``, after the ``given`` variables there are already."""
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    settings = (
        # The empty value takes back a header that actions/checkout may have left: GitHub refuses two of them.
        (f"http.{origin}/.extraheader", ""),
        (f"http.{origin}/.extraheader", f"AUTHORIZATION: basic {basic}"),
        (f"http.{origin}/.followRedirects", "false"),
    )
    variables = {"GIT_CONFIG_COUNT": str(given + len(settings))}
    for index, (key, value) in enumerate(settings, start=given):
        variables |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return variables


def _complaint(text: str) -> str:
    """Return the last line that says why, without credentials that a URL may hold."""
    lines = [line.strip() for line in text.splitlines()]
    told = [line for line in lines if line and not line.startswith(("hint:", "error: failed to push"))]
    return _CREDENTIALS.sub("", told[-1]) if told else ""

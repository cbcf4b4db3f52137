"""Run git plumbing: no shell, no prompts, no hooks, no configuration of the user's that could change an answer."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Mapping
from pathlib import Path

_KEPT = ("PATH", "HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO")
_TIMEOUT = 120.0


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
        self._token = environ.get("SMM_GIT_TOKEN") or environ.get("GITHUB_TOKEN") or ""
        self._token_origin = environ.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/")

    def remote(self, name: str) -> Git:
        """Return this repository's git with what the remote ``name`` needs to let us in.

        The token goes by environment to the one server it belongs to: never on a command line, never into a file.
        """
        url = self.line("remote", "get-url", name)
        if not self._token or not url.startswith(f"{self._token_origin}/"):
            return self
        basic = base64.b64encode(f"x-access-token:{self._token}".encode()).decode()
        count = int(self.environ.get("GIT_CONFIG_COUNT", "0"))
        let_in = Git(self.repository, {})
        let_in.environ = {
            **self.environ,
            "GIT_CONFIG_COUNT": str(count + 1),
            f"GIT_CONFIG_KEY_{count}": f"http.{self._token_origin}/.extraheader",
            f"GIT_CONFIG_VALUE_{count}": f"AUTHORIZATION: basic {basic}",
        }
        return let_in

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """Return what ``git ARGUMENTS`` prints.

        Raises:
            GitFault: a status other than 0, or no answer within two minutes.
        """
        try:
            done = subprocess.run(
                ["git", *arguments],
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
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            raise GitFault(arguments, done.returncode, lines[-1] if lines else "")
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

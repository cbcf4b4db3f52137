"""GitHub's REST API of this repository, for a job on a runner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from smm_action.core.http import Answer, Http, Lost, NotSent

PATIENCE = 10.0
"""Seconds for the connection and for each piece of an answer."""
PAGE, PAGES = 100, 5
"""Items of one answer, the most GitHub gives; pages of one list that are read."""


class Silence(Exception):  # noqa: N818 why nothing is known, explained by the caller
    """GitHub could not be asked, or did not understand; the text is a clause without secrets."""


class GitHub:
    """Calls below ``/repos/{owner}/{repo}``."""

    def __init__(
        self, environ: Mapping[str, str], *, needs: str, patience: float = PATIENCE, most: int | None = None
    ) -> None:
        """Look for GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_API_URL. Nothing is asked yet.

        ``needs`` is the permission without which GitHub refuses; ``patience`` in seconds; ``most`` requests are made.
        """
        self.repository, token = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_TOKEN", "")
        self.server = (environ.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/")
        self.is_here = bool(self.repository and token)
        """Whether this is a runner that may ask at all."""
        self._needs, self._left = needs, most
        parts = urlsplit(environ.get("GITHUB_API_URL") or "https://api.github.com")
        self._base = f"{parts.path.rstrip('/')}/repos/{self.repository}"
        headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json"}
        self._http = Http(f"{parts.scheme}://{parts.netloc}", headers=headers, timeout=patience)

    def get(
        self, path: str, params: Mapping[str, str | int] | None = None, *, missing: object = None, once: bool = False
    ) -> Any:
        """Return a parsed answer, ``missing`` (where it is given) for what is not there.

        A read is repeated when it fails; ``once`` asks a single time, where waiting would hold up what is due.

        Raises:
            Silence: it could not be had.
        """
        return self._body(self._call("GET", path, is_read=not once, params=params or {}), missing)

    def all(self, path: str, *, too_many: str = "", **params: str | int) -> Iterator[Mapping[str, Any]]:
        """Yield the items of a list, of its first pages when it is endless.

        Raises:
            Silence: it could not be had, or it is longer than what is read and ``too_many`` says why that matters.
        """
        for page in range(1, PAGES + 1):
            items = self.get(path, {**params, "per_page": PAGE, "page": page})
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise Silence("GitHub's answer is none that is understood")
            yield from items
            if len(items) < PAGE:
                return
        if too_many:
            raise Silence(too_many)

    def send(self, method: str, path: str, **fields: Any) -> Mapping[str, Any]:
        """Make one call that changes something, once, and return its answer.

        Raises:
            Silence: it was refused, or nobody knows.
        """
        body = self._body(self._call(method, path, json=fields))
        if not isinstance(body, dict):
            raise Silence("GitHub's answer is none that is understood")
        return body

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _call(self, method: str, path: str, *, is_read: bool = False, **content: Any) -> Answer:
        if not self.is_here:
            raise Silence("GITHUB_REPOSITORY and GITHUB_TOKEN are not set; they are on GitHub's runners")
        if self._left is not None:
            if self._left <= 0:
                raise Silence("this run has asked GitHub often enough; the next one goes on")
            self._left -= 1
        ask = self._http.read if is_read else self._http.create
        try:
            return ask(method, f"{self._base}{path}", **content)
        except (NotSent, Lost):
            raise Silence("GitHub did not answer") from None

    def _body(self, answer: Answer, missing: object = None) -> Any:
        if answer.status == 404 and missing is not None:
            return missing
        if answer.status in {403, 404, 410}:
            raise Silence(f"GitHub refused ({answer.status}); give the job that publishes {self._needs}")
        if answer.status not in {200, 201}:
            raise Silence(f"GitHub answered {answer.status}")
        return answer.json()

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

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Look for GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_API_URL. Nothing is asked yet."""
        self.repository, token = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_TOKEN", "")
        self.server = (environ.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/")
        self._ready = bool(self.repository and token)
        parts = urlsplit(environ.get("GITHUB_API_URL") or "https://api.github.com")
        self._base = f"{parts.path.rstrip('/')}/repos/{self.repository}"
        headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json"}
        self._http = Http(f"{parts.scheme}://{parts.netloc}", headers=headers, timeout=PATIENCE)

    def all(self, path: str, **params: str | int) -> Iterator[Mapping[str, Any]]:
        """Yield the items of a list.

        Raises:
            Silence: it could not be had.
        """
        for page in range(1, PAGES + 1):
            items = self._body(self._call("GET", path, params={**params, "per_page": PAGE, "page": page}))
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise Silence("its answer is none that is understood")
            yield from items
            if len(items) < PAGE:
                return

    def send(self, method: str, path: str, **fields: Any) -> Mapping[str, Any]:
        """Make one call that changes something, once, and return its answer.

        Raises:
            Silence: it was refused, or nobody knows.
        """
        body = self._body(self._call(method, path, json=fields))
        if not isinstance(body, dict):
            raise Silence("its answer is none that is understood")
        return body

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _call(self, method: str, path: str, **content: Any) -> Answer:
        if not self._ready:
            raise Silence("GITHUB_REPOSITORY and GITHUB_TOKEN are not set; they are on GitHub's runners")
        ask = self._http.read if method == "GET" else self._http.create
        try:
            return ask(method, f"{self._base}{path}", **content)
        except (NotSent, Lost):
            raise Silence("it did not answer") from None

    @staticmethod
    def _body(answer: Answer) -> Any:
        if answer.status in {403, 404, 410}:
            raise Silence(f"it refused ({answer.status}); does the job have `issues: write`, and are issues on?")
        if answer.status not in {200, 201}:
            raise Silence(f"it answered {answer.status}")
        return answer.json()

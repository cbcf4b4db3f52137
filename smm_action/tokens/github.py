"""Secrets on GitHub: sealed for GitHub's own key before they leave (libsodium's sealed box), and stored by its API.

``GET …/secrets/public-key`` and ``PUT …/secrets/{name}``, of an environment
(``/repos/{owner}/{repo}/environments/{environment}/secrets``) or of the repository (``/repos/…/actions/secrets``).
The token needs "Environments: write", for the repository's secrets "Secrets: write"
(https://docs.github.com/rest/actions/secrets, read 2026-11-24). GITHUB_TOKEN can do neither.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from smm_action.core.http import Answer, Http, Lost, NotSent

TOKEN = "SMM_SECRETS_TOKEN"  # noqa: S105 the name of a variable
"""The environment variable with the token that may write secrets."""
ENVIRONMENT = "SMM_SECRETS_ENVIRONMENT"
"""The environment variable that names where they are stored; empty means the repository itself."""
USUAL = "smm-production"
"""The environment of the starter's workflows."""


class Secrets:
    """The secrets of one environment, or of one repository."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Look for the place in GITHUB_REPOSITORY, GITHUB_API_URL and SMM_SECRETS_ENVIRONMENT. Nothing is asked yet."""
        repository = environ.get("GITHUB_REPOSITORY", "")
        environment = environ.get(ENVIRONMENT, USUAL)
        parts = urlsplit(environ.get("GITHUB_API_URL") or "https://api.github.com")
        where = f"environments/{quote(environment, safe='')}" if environment else "actions"
        self._base = f"{parts.path.rstrip('/')}/repos/{repository}/{where}/secrets"
        self._place = f"the environment {environment}" if environment else f"the repository {repository}"
        headers = {
            "authorization": f"Bearer {environ.get(TOKEN, '')}",
            "accept": "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
        }
        self._http = Http(f"{parts.scheme}://{parts.netloc}", headers=headers)
        self._key: tuple[str, bytes] | None = None

    def fetch_key(self) -> str | None:
        """Fetch the public key and return None, or why there is none."""
        try:
            answer = self._http.read("GET", f"{self._base}/public-key")
        except (NotSent, Lost) as error:
            return f"GitHub does not say the key of {self._place}: {error}"
        found = answer.json()
        if answer.status != 200 or not isinstance(found, dict):
            return self._refused("say the key of", answer)
        self._key = _key(found)
        return None if self._key is not None else f"GitHub's key of {self._place} makes no sense"

    def store(self, name: str, value: str) -> str | None:
        """Store one secret and return None, or why it is not stored. May be repeated."""
        from nacl.public import PublicKey, SealedBox

        fault = self.fetch_key() if self._key is None else None
        if self._key is None:
            return fault
        number, public = self._key
        sealed = base64.b64encode(SealedBox(PublicKey(public)).encrypt(value.encode())).decode()
        content = {"encrypted_value": sealed, "key_id": number}
        try:
            answer = self._http.read("PUT", f"{self._base}/{quote(name, safe='')}", json=content)
        except (NotSent, Lost) as error:
            return f"{name} could not be stored in {self._place}: {error}"
        return None if answer.status in {201, 204} else self._refused(f"store {name} in", answer)

    def _refused(self, what: str, answer: Answer) -> str:
        doing = f"GitHub does not {what} {self._place}"
        if answer.status in {401, 403, 404}:
            return (
                f"{doing} ({answer.status}): {TOKEN} has ended, may not write secrets there, or there is no such place"
            )
        return f"{doing} ({answer.status})"


def _key(found: Mapping[str, Any]) -> tuple[str, bytes] | None:
    number, text = found.get("key_id"), found.get("key")
    try:
        public = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return None
    return (number, public) if isinstance(number, str) and number and len(public) == 32 else None

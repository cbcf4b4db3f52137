"""Who may read the state branch: sealed tokens of a public repository are anybody's to keep until the key leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from smm_action.core.errors import SmmError
from smm_action.core.http import Http, Lost, NotSent, is_loopback

Visibility = Literal["public", "private", "unknown"]
_SCP = re.compile(r"[\w.-]+@([\w.-]+):(.+)")
"""``git@github.com:acme/social.git``"""


def visibility(remote: str, environ: Mapping[str, str]) -> Visibility:
    """Return who sees what is pushed to ``remote`` (its address).

    A folder of this machine is private. Of a repository on GitHub the event that started the workflow tells, and where
    it does not, GitHub is asked (``GET /repos/{owner}/{repo}``). Of anything else nothing is known.
    """
    if _is_here(remote):
        return "private"
    repository = environ.get("GITHUB_REPOSITORY", "")
    host, path = _place(remote)
    server = urlsplit(environ.get("GITHUB_SERVER_URL") or "https://github.com").hostname or ""
    if not repository or (host, path.lower()) != (server, repository.lower()):
        return "unknown"
    told = _told(_event(environ.get("GITHUB_EVENT_PATH", "")).get("repository"), repository)
    return told if told != "unknown" else _told(_asked(repository, environ), repository)


def _is_here(remote: str) -> bool:
    parts = urlsplit(remote)
    if parts.scheme in {"", "file"}:
        return not _SCP.fullmatch(remote)
    return is_loopback(parts.hostname or "")


def _place(remote: str) -> tuple[str, str]:
    """Return the host and the path of a remote's address."""
    scp, parts = _SCP.fullmatch(remote), urlsplit(remote)
    host, path = (scp[1], scp[2]) if scp else (parts.hostname or "", parts.path)
    return host.lower(), path.strip("/").removesuffix(".git")


def _told(found: Any, repository: str) -> Visibility:
    """Return what a repository's description says; where its two words differ, the more public one counts."""
    if not isinstance(found, dict) or str(found.get("full_name", "")).lower() != repository.lower():
        return "unknown"
    private, said = found.get("private"), found.get("visibility")
    if private is False or said == "public":
        return "public"
    return "private" if private is True and said in {None, "private", "internal"} else "unknown"


def _event(path: str) -> dict[str, Any]:
    try:
        document = json.loads(Path(path).read_text("utf-8")) if path else None
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _asked(repository: str, environ: Mapping[str, str]) -> Any:
    token = environ.get("GITHUB_TOKEN", "")
    if not token:
        return None
    parts = urlsplit(environ.get("GITHUB_API_URL") or "https://api.github.com")
    headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json"}
    try:
        http = Http(f"{parts.scheme}://{parts.netloc}", headers=headers, timeout=5.0)
        answer = http.read("GET", f"{parts.path.rstrip('/')}/repos/{repository}")
    except (NotSent, Lost, SmmError):
        return None
    return answer.json() if answer.status == 200 else None

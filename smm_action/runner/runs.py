"""Whether a workflow run is over: what decides that a claim's owner is dead."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from smm_action.core.http import Http, Lost, NotSent

PATIENCE = 2.0
"""Seconds for the connection and for each piece of the answer. No answer only means waiting for the lease."""


def is_run_completed(run: str, environ: Mapping[str, str]) -> bool | None:
    """Return whether the workflow run ``run`` of this repository is completed; None when nobody can say.

    ``GET /repos/{owner}/{repo}/actions/runs/{run_id}``, which needs ``actions: read``.
    """
    repository, token = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_TOKEN", "")
    if not run.isdigit() or not repository or not token:
        return None
    parts = urlsplit(environ.get("GITHUB_API_URL", "https://api.github.com"))
    headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json"}
    http = Http(f"{parts.scheme}://{parts.netloc}", headers=headers, timeout=PATIENCE)
    try:
        # `create` is the call that is made once: asking again and again would hold up what is due
        answer = http.create("GET", f"{parts.path.rstrip('/')}/repos/{repository}/actions/runs/{run}")
    except (NotSent, Lost):
        return None
    finally:
        http.close()
    body = answer.json()
    if answer.status != 200 or not isinstance(body, dict):
        return None
    return bool(body.get("status") == "completed")

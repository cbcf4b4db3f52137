"""Whether a workflow run is over: what decides that a claim's owner is dead."""

from __future__ import annotations

from collections.abc import Mapping

from smm_action.runner.github import GitHub, Silence

PATIENCE = 2.0
"""Seconds for the connection and for each piece of the answer. No answer only means waiting for the lease."""


def is_run_completed(run: str, environ: Mapping[str, str]) -> bool | None:
    """Return whether the workflow run ``run`` of this repository is completed; None when nobody can say.

    ``GET /repos/{owner}/{repo}/actions/runs/{run_id}``, which needs ``actions: read``.
    """
    if not run.isdigit():
        return None
    github = GitHub(environ, needs="`actions: read`", patience=PATIENCE)
    try:
        body = github.get(f"/actions/runs/{run}", once=True)
    except Silence:
        return None
    finally:
        github.close()
    return bool(body.get("status") == "completed") if isinstance(body, dict) else None

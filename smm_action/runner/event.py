"""The event that started the workflow: which commits there are to compare."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NOTHING = re.compile(r"0+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, as far as linting asks."""

    name: str
    base: str | None = None
    """The commit before the change. None: there is nothing to compare with, so all of the content is looked at."""
    head: str | None = None
    """The commit with the change, without the merge that GitHub checks out for a pull request."""
    pull_request: int | None = None


def read(environ: Mapping[str, str]) -> Event:
    """Return the event of this workflow run; outside a workflow one without commits.

    The payload is a file of GitHub's own. What in it is not as documented is taken as absent, because a lint of
    everything is always right.
    """
    name = environ.get("GITHUB_EVENT_NAME", "")
    payload = _payload(environ.get("GITHUB_EVENT_PATH", ""))
    if name in {"pull_request", "pull_request_target"}:
        pull = _object(payload, "pull_request")
        base, head = _object(pull, "base"), _object(pull, "head")
        number = payload.get("number")
        return Event(
            name=name,
            base=_commit(base.get("sha")),
            head=_commit(head.get("sha")),
            pull_request=number if isinstance(number, int) else None,
        )
    if name == "merge_group":
        group = _object(payload, "merge_group")
        return Event(name=name, base=_commit(group.get("base_sha")), head=_commit(group.get("head_sha")))
    if name == "push":
        return Event(name=name, base=_commit(payload.get("before")), head=_commit(payload.get("after")))
    return Event(name=name, head=_commit(environ.get("GITHUB_SHA")))


def _payload(path: str) -> dict[str, Any]:
    try:
        document = json.loads(Path(path).read_text("utf-8")) if path else None
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _object(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    held = document.get(key)
    return held if isinstance(held, dict) else {}


def _commit(text: object) -> str | None:
    """Return a commit id; the zeros of a branch that was made or removed are none."""
    known = isinstance(text, str) and _SHA.fullmatch(text) and not _NOTHING.fullmatch(text)
    return str(text) if known else None

"""Kits as GitHub issues: one for each delivery that a person posts, answered by a comment with its address.

An issue is ours by its label, which strangers can not set, and is known by a mark in its text. So opening one twice
is avoided by looking: the list of issues is no search, and has a new one at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from smm_action.model.delivery import DeliveryId
from smm_action.runner.approvals import TEAM
from smm_action.runner.github import GitHub

LABEL = "smm-kit"
_MARK = re.compile(r"<!-- smm:(\S{1,400}) -->")
_ADDRESS = re.compile(r"<?(https?://[^\s<>]{4,2000}?)>?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One of ours."""

    number: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody of the team wrote."""

    url: str
    by: str


class KitIssues:
    """The issues of one repository."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Ask nothing yet."""
        self.github = GitHub(environ, needs="`issues: write`, and see whether its issues are on")

    def known(self) -> dict[str, Issue]:
        """Return our issues by mark, the newest of each.

        Raises:
            Silence: the list could not be had.
        """
        found: dict[str, Issue] = {}
        for item in self.github.all("/issues", labels=LABEL, state="all", sort="created", direction="desc"):
            mark = _MARK.match(str(item.get("body") or ""))
            number = item.get("number")
            if mark is not None and isinstance(number, int) and "pull_request" not in item:
                found.setdefault(mark[1], Issue(number=number, is_open=item.get("state") == "open"))
        return found

    def open(self, delivery: DeliveryId, kit: str, assignees: Sequence[str]) -> None:
        """Open the issue of ``delivery`` with its kit's page.

        Raises:
            Silence: it may not be open.
        """
        title = f"Post by hand: {delivery.post} on {delivery.account}"
        body = f"<!-- smm:{mark_of(delivery)} -->\n{kit}"
        self.github.send("POST", "/issues", title=title, body=body[:65_000], labels=[LABEL], assignees=list(assignees))

    def told(self, issue: Issue) -> Told | None:
        """Return the first comment of the team's that is an address and nothing else.

        Raises:
            Silence: the comments could not be had.
        """
        for comment in self.github.all(f"/issues/{issue.number}/comments"):
            said = _ADDRESS.fullmatch(str(comment.get("body") or "").strip())
            if said is not None and comment.get("author_association") in TEAM:
                return Told(url=said[1], by=_login(comment))
        return None

    def close(self, issue: Issue, comment: str) -> None:
        """Say why, and close it.

        Raises:
            Silence: it may still be open.
        """
        self.github.send("POST", f"/issues/{issue.number}/comments", body=comment)
        self.github.send("PATCH", f"/issues/{issue.number}", state="closed", state_reason="completed")


def mark_of(delivery: DeliveryId) -> str:
    """Return how an issue names a delivery."""
    names = (delivery.brand, delivery.post, delivery.account, str(delivery.revision))
    return "/".join(quote(name, safe="") for name in names)


def _login(comment: Mapping[str, Any]) -> str:
    user = comment.get("user")
    return str(user.get("login") or "") if isinstance(user, dict) else ""

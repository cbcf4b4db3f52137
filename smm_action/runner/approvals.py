"""Who approved a commit: the pull request that brought it, and the reviews of it, asked of GitHub.

``GET /repos/{owner}/{repo}/commits/{sha}/pulls`` and ``GET /repos/{owner}/{repo}/pulls/{number}/reviews``, which need
``pull-requests: read``. An approval counts when it is

* the reviewer's last word (a comment takes nothing back, a dismissal does), and nobody's last word asks for changes;
* on the very head that was merged: what was pushed after it was not reviewed;
* a person's, who is not the author, and who belongs to the repository: on a public one anybody may approve. Who hides
  that he belongs to an organisation is a stranger in the review, and looked up by
  ``GET /repos/{owner}/{repo}/collaborators/{login}/permission``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from smm_action.model.review import Review
from smm_action.plan.approval import Unasked
from smm_action.runner.github import GitHub, Silence

PATIENCE = 5.0
"""Seconds for the connection and for each piece of an answer."""
MOST = 120
"""Requests of one run. A run has 1,000 an hour for its repository
(https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, read 2026-11-24)."""
TEAM = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""``author_association`` of people who belong to the repository."""
WRITERS = frozenset({"admin", "write"})
"""Permissions of people whose approvals GitHub counts."""
WORDS = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
"""States of a review that replace the reviewer's word before; a comment or a pending review does not."""


class Reviews:
    """Asks each commit once in a run; after the first failure nobody is asked any more."""

    def __init__(self, environ: Mapping[str, str], *, most: int = MOST) -> None:
        """Look for the repository in GITHUB_REPOSITORY, GITHUB_TOKEN and GITHUB_API_URL. Nothing is asked yet."""
        self._known: dict[str, Review] = {}
        self._pulls: dict[int, Review] = {}
        self._writers: dict[str, bool] = {}
        self._github = GitHub(environ, needs="`pull-requests: read`", patience=PATIENCE, most=most)
        missing = "reviews are known on GitHub alone, where GITHUB_REPOSITORY and GITHUB_TOKEN are set"
        self._problem = "" if self._github.is_here else missing

    @property
    def silent(self) -> Unasked | None:
        """Why nobody can be asked (any more), None while somebody can: looking back through commits is not free."""
        return Unasked(reason=self._problem) if self._problem else None

    def of(self, commit: str) -> Review | Unasked:
        """Return the review of a commit of the default branch, or why it is not known."""
        if commit in self._known:
            return self._known[commit]
        if self._problem:
            return Unasked(reason=self._problem)
        try:
            self._known[commit] = self._asked(commit)
        except Silence as silence:
            self._problem = str(silence)
            return Unasked(reason=self._problem)
        return self._known[commit]

    def close(self) -> None:
        """Close the connection."""
        self._github.close()

    def _asked(self, commit: str) -> Review:
        pulls = self._github.all(f"/commits/{commit}/pulls", too_many="a commit is in more pull requests than are read")
        merged = [pull for pull in pulls if self._brought(pull)]
        # a squash or a merge names its pull request; the commits of a rebase are known by the list alone
        exact = [pull for pull in merged if pull.get("merge_commit_sha") == commit]
        found = [self._reviewed(pull) for pull in exact or merged]
        return next((review for review in found if review.approved_by), found[0] if found else Review())

    def _brought(self, pull: Mapping[str, Any]) -> bool:
        """Whether a pull request was merged into the default branch of this repository."""
        base = _object(pull, "base")
        home = _object(base, "repo")
        here = str(home.get("full_name", "")).casefold() == self._github.repository.casefold()
        return here and bool(pull.get("merged_at")) and base.get("ref") == home.get("default_branch")

    def _reviewed(self, pull: Mapping[str, Any]) -> Review:
        number = pull.get("number")
        if not isinstance(number, int):
            raise Silence("GitHub's answer is none that is understood")
        if number not in self._pulls:
            path, too_many = f"/pulls/{number}/reviews", "a pull request has more reviews than are read"
            reviews = list(self._github.all(path, too_many=too_many))
            self._pulls[number] = Review(pr=number, approved_by=approvers(pull, reviews, self._belongs))
        return self._pulls[number]

    def _belongs(self, review: Mapping[str, Any]) -> bool:
        """Whether a reviewer belongs to the repository."""
        login = _login(review)
        if review.get("author_association") in TEAM:
            return True
        if login not in self._writers:
            # 404: no user of that name any more
            found = self._github.get(f"/collaborators/{quote(login, safe='')}/permission", missing={})
            self._writers[login] = isinstance(found, dict) and found.get("permission") in WRITERS
        return self._writers[login]


def approvers(
    pull: Mapping[str, Any], reviews: list[Mapping[str, Any]], belongs: Callable[[Mapping[str, Any]], bool]
) -> tuple[str, ...]:
    """Return who approved what was merged, in the order of their reviews; none while somebody asks for changes."""
    author = _login(pull)
    head = _object(pull, "head").get("sha")
    last: dict[str, Mapping[str, Any]] = {}
    for review in sorted(reviews, key=lambda item: str(item.get("submitted_at") or "")):
        is_person = _login(review) not in {"", author} and _object(review, "user").get("type") != "Bot"
        if is_person and str(review.get("state")) in WORDS and belongs(review):
            last[_login(review)] = review
    if any(review["state"] == "CHANGES_REQUESTED" for review in last.values()):
        return ()
    good = [review for review in last.values() if review["state"] == "APPROVED" and review.get("commit_id") == head]
    return tuple(str(_object(review, "user")["login"]) for review in good)


def _login(document: Mapping[str, Any]) -> str:
    """Return whose it is, comparable; empty for a deleted account."""
    return str(_object(document, "user").get("login") or "").casefold()


def _object(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    held = document.get(key)
    return held if isinstance(held, dict) else {}

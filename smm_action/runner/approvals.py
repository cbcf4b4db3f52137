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

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from smm_action.core.http import Http, Lost, NotSent
from smm_action.model.review import Review
from smm_action.plan.approval import Unasked

PATIENCE = 5.0
"""Seconds for the connection and for each piece of an answer."""
MOST = 120
"""Requests of one run. A run has 1,000 an hour for its repository
(https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api, read 2026-11-24)."""
PAGE = 100
"""Items of one answer, the most GitHub gives."""
PAGES = 5
"""Pages of one list that are read."""
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
        self._repository = environ.get("GITHUB_REPOSITORY", "")
        self._left = most
        self._known: dict[str, Review] = {}
        self._pulls: dict[int, Review] = {}
        self._writers: dict[str, bool] = {}
        self._problem = ""
        token = environ.get("GITHUB_TOKEN", "")
        if not self._repository or not token:
            self._problem = "reviews are known on GitHub alone, where GITHUB_REPOSITORY and GITHUB_TOKEN are set"
        parts = urlsplit(environ.get("GITHUB_API_URL") or "https://api.github.com")
        self._base = f"{parts.path.rstrip('/')}/repos/{self._repository}"
        headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json"}
        self._http = Http(f"{parts.scheme}://{parts.netloc}", headers=headers, timeout=PATIENCE)

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
        except _Silence as silence:
            self._problem = str(silence)
            return Unasked(reason=self._problem)
        return self._known[commit]

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _asked(self, commit: str) -> Review:
        merged = [pull for pull in self._all(f"/commits/{commit}/pulls") if self._brought(pull)]
        # a squash or a merge names its pull request; the commits of a rebase are known by the list alone
        exact = [pull for pull in merged if pull.get("merge_commit_sha") == commit]
        found = [self._reviewed(pull) for pull in exact or merged]
        return next((review for review in found if review.approved_by), found[0] if found else Review())

    def _brought(self, pull: Mapping[str, Any]) -> bool:
        """Whether a pull request was merged into the default branch of this repository."""
        base = _object(pull, "base")
        home = _object(base, "repo")
        here = str(home.get("full_name", "")).casefold() == self._repository.casefold()
        return here and bool(pull.get("merged_at")) and base.get("ref") == home.get("default_branch")

    def _reviewed(self, pull: Mapping[str, Any]) -> Review:
        number = pull.get("number")
        if not isinstance(number, int):
            raise _Silence("GitHub's answer is none that is understood")
        if number not in self._pulls:
            reviews = list(self._all(f"/pulls/{number}/reviews"))
            self._pulls[number] = Review(pr=number, approved_by=approvers(pull, reviews, self._belongs))
        return self._pulls[number]

    def _belongs(self, review: Mapping[str, Any]) -> bool:
        """Whether a reviewer belongs to the repository."""
        login = _login(review)
        if review.get("author_association") in TEAM:
            return True
        if login not in self._writers:
            # 404: no user of that name any more
            found = self._get(f"/collaborators/{quote(login, safe='')}/permission", missing={})
            self._writers[login] = isinstance(found, dict) and found.get("permission") in WRITERS
        return self._writers[login]

    def _all(self, path: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            items = self._get(path, per_page=PAGE, page=page)
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise _Silence("GitHub's answer is none that is understood")
            yield from items
            if len(items) < PAGE:
                return
        raise _Silence("a pull request has more reviews than are read")

    def _get(self, path: str, *, missing: object = None, **params: int) -> Any:
        """Return a parsed answer, ``missing`` where there is no such thing."""
        if self._left <= 0:
            raise _Silence("this run has asked GitHub often enough; the next one goes on")
        self._left -= 1
        try:
            answer = self._http.read("GET", f"{self._base}{path}", params=params)
        except (NotSent, Lost):
            raise _Silence("GitHub did not answer") from None
        if answer.status == 404 and missing is not None:
            return missing
        if answer.status in {403, 404}:
            raise _Silence(f"GitHub refused ({answer.status}); give the job that publishes `pull-requests: read`")
        if answer.status != 200:
            raise _Silence(f"GitHub answered {answer.status}")
        return answer.json()


class _Silence(Exception):  # noqa: N818 never leaves this file
    """Why GitHub could not be asked, as a clause."""


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

"""Commits through GitHub's API instead of a push, for repositories that take signed commits only.

``createCommitOnBranch`` is a compare-and-swap as a push is: it names the head it extends and is refused on another one.
GitHub makes the commit, so it is signed and its author is whoever the token belongs to; its id is not the one that was
built here, its tree is. The branch has to exist: a new one is begun with one file by the REST API, which signs too.

https://docs.github.com/en/graphql/reference/commits#createcommitonbranch, read 2026-08-01.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from smm_action.core.errors import SmmError
from smm_action.core.git import Git
from smm_action.core.http import Answer, Http, Lost, NotSent
from smm_action.ledger.objects import read_blobs, under
from smm_action.ledger.paths import DASHBOARD
from smm_action.ledger.remote import Refused, Remote
from smm_action.model.project import StateLocation

MODE = "SMM_COMMIT_MODE"
"""The environment variable that says how the state branch is extended: ``push`` (the default) or ``api``."""
LARGEST = 40_000_000
"""Bytes of base64 in one commit. GitHub documents no limit; 40 MB pass and 40 MiB do not
(https://github.com/grafana/github-api-commit-action/pull/66, read 2026-08-01)."""
PLACEHOLDER = "# What went out, and what comes\n\nNothing yet.\n"
_MUTATION = "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }"
_PLAIN = frozenset({"100644", "000000"})


class ApiSender:
    """Extends the branch by calls to GitHub."""

    def __init__(self, git: Git, remote: Remote, location: StateLocation, environ: Mapping[str, str]) -> None:
        """Check what the calls need.

        Raises:
            SmmError: there is no token, or no repository is named.
        """
        self._git, self._remote, self._location = git, remote, location
        self._repository = environ.get("GITHUB_REPOSITORY", "")
        token = environ.get("GITHUB_TOKEN", "")
        if not token or self._repository.count("/") != 1:
            raise SmmError(
                f"{MODE} is api, and GITHUB_TOKEN or GITHUB_REPOSITORY is not set.",
                "The commits are made by calls to GitHub, in the name of the token's owner.",
                "In a workflow, pass `GITHUB_TOKEN: ${{ github.token }}` in the step's `env`; elsewhere, use push.",
            )
        self._headers = {"authorization": f"Bearer {token}", "accept": "application/vnd.github+json"}
        self._rest = environ.get("GITHUB_API_URL") or "https://api.github.com"
        self._graphql = environ.get("GITHUB_GRAPHQL_URL") or f"{self._rest}/graphql"

    def send(self, commit: str) -> str:
        """Ask GitHub for a commit with the parent, the changes and the message of ``commit``; return its id.

        Raises:
            Refused: it is not there, or nobody knows; the branch has to be read again.
            SmmError: unsafe; it can not be made this way.
        """
        tree, *parents = self._git.line("log", "-1", "--format=%T %P", commit).split()
        if not parents:
            self._begin()
        asked = {
            "branch": {"repositoryNameWithOwner": self._repository, "branchName": self._location.branch},
            "message": self._message(commit),
            "expectedHeadOid": parents[0],
            "fileChanges": self._changes(parents[0], commit),
        }
        body = self._call(self._graphql, "", {"query": _MUTATION, "variables": {"input": asked}})
        made = _oid(body)
        if not self._remote.bring(made):
            raise Refused("GitHub made the commit, and it could not be fetched")
        if self._git.line("rev-parse", f"{made}^{{tree}}") != tree:
            raise SmmError(
                "GitHub made another tree than we built.",
                f"It is in {made[:12]} on {self._location.branch}.",
                "Report this, and use `commit-mode: push`.",
                unsafe=True,
            )
        return made

    def holds(self, head: str, commit: str) -> bool:
        """Whether the history of ``head`` holds what ``commit`` is: its tree, made on its parent."""
        tree, *parents = self._git.line("log", "-1", "--format=%T %P", commit).split()
        if not parents or not self._remote.holds(head, parents[0]):
            return False
        line = self._git.line("log", "--first-parent", "--format=%T %P", head, f"^{parents[0]}")
        return f"{tree} {parents[0]}" in line.splitlines()

    def _changes(self, before: str, commit: str) -> dict[str, Any]:
        """Return the additions, whole files in base64, and the deletions."""
        listed = self._git.run("diff-tree", "-r", "-z", "--no-renames", before, commit).decode("utf-8")
        pieces = listed.split("\0")[:-1]
        changes = {path: line.split() for line, path in zip(pieces[::2], pieces[1::2], strict=True)}
        odd = [path for path, (_, mode, *_) in changes.items() if mode not in _PLAIN]
        if odd:
            raise SmmError(f"{odd[0]} is no plain file.", "GitHub's API makes plain files only.", unsafe=True)
        shas = {path: sha for path, (_, _, _, sha, status) in changes.items() if status != "D"}
        unique = list(dict.fromkeys(shas.values()))
        contents = dict(zip(unique, map(_base64, read_blobs(self._git, unique)), strict=True))
        size = sum(len(contents[sha]) for sha in shas.values())
        if size > LARGEST:
            raise SmmError(
                f"The change has {size // 1_000_000} MB as GitHub's API wants it.",
                f"It takes {LARGEST // 1_000_000} MB in one commit.",
                "Make the media smaller, or use `commit-mode: push`.",
                unsafe=True,
            )
        return {
            "additions": [{"path": path, "contents": contents[sha]} for path, sha in shas.items()],
            "deletions": [{"path": path} for path in changes if path not in shas],
        }

    def _message(self, commit: str) -> dict[str, str]:
        headline, _, body = self._git.line("log", "-1", "--format=%B", commit).partition("\n")
        return {"headline": headline, "body": body.strip()}

    def _begin(self) -> None:
        """Make the branch with one file, and have the caller read it.

        Raises:
            Refused: always; somebody else may have made it meanwhile, which is as good.
        """
        file = {"path": under(self._remote.prefix(), DASHBOARD), "mode": "100644", "type": "blob"}
        where = f"/repos/{self._repository}/git"
        tree = self._call(self._rest, f"{where}/trees", {"tree": [{**file, "content": PLACEHOLDER}]})
        commit: dict[str, Any] = {"message": "Begin the state branch", "tree": tree.get("sha"), "parents": []}
        made = self._call(self._rest, f"{where}/commits", commit)
        self._call(self._rest, f"{where}/refs", {"ref": f"refs/heads/{self._location.branch}", "sha": made.get("sha")})
        raise Refused("the branch was begun and has to be read")

    def _call(self, base: str, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a call that is made once. Refused when it is none of success."""
        parts = urlsplit(base)
        http = Http(f"{parts.scheme}://{parts.netloc}", headers=self._headers)
        try:
            answer = http.create("POST", parts.path.rstrip("/") + path, json=document)
        except (NotSent, Lost) as fault:
            raise Refused(str(fault)) from None
        body = answer.json()
        if answer.status not in {200, 201} or not isinstance(body, dict):
            raise Refused(_complaint(answer, body))
        return body


def sender(git: Git, remote: Remote, location: StateLocation, environ: Mapping[str, str]) -> ApiSender | Remote:
    """Return what extends the branch as ``SMM_COMMIT_MODE`` says.

    Raises:
        SmmError: it says nothing we know, or what it needs is not there.
    """
    mode = environ.get(MODE, "").strip() or "push"
    if mode == "api":
        return ApiSender(git, remote, location, environ)
    if mode != "push":
        raise SmmError(f"{MODE} is {mode[:40]!r}.", "It is push or api.", "Mend `commit-mode` in the workflow.")
    return remote


def _oid(body: Mapping[str, Any]) -> str:
    """Return the id of the commit that was made. Refused when none was: GraphQL says so with status 200."""
    errors = body.get("errors")
    if errors:
        first = errors[0] if isinstance(errors, list) else errors
        raise Refused(_short(first.get("message") if isinstance(first, dict) else first))
    try:
        return str(body["data"]["createCommitOnBranch"]["commit"]["oid"])
    except (KeyError, TypeError):
        raise Refused("GitHub's answer names no commit") from None


def _complaint(answer: Answer, body: Any) -> str:
    said = body.get("message") if isinstance(body, dict) else None
    return _short(f"{answer.status} {said or ''}")


def _short(text: Any) -> str:
    return " ".join(str(text).split())[:300]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

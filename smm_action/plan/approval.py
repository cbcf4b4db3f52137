"""Whether what a delivery says was reviewed: commits, reviews and seals compared. Pure; who asks GitHub hands it in.

**What counts.** The newest approved change of the post's own file vouches for all that the delivery says then: its
reviewers saw the preview, with the people, pictures and links of that day. Every later change of anything that the
delivery is made of needs an approval of its own, unless it left the content digest as it was. So a new account in
``smm.yml`` holds nothing, and another handle in ``people.yml`` holds the posts that mention the person.

**Approvals belong to digests.** What was approved once stays so: a change that is taken back, or a new time, needs no
second review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from smm_action.model.entry import Entry
from smm_action.model.payload import Payload
from smm_action.model.post import Post
from smm_action.model.project import Project
from smm_action.model.review import Review, review_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One commit of the default branch; what a merge brought is the merge's."""

    commit: str
    paths: frozenset[str]
    """What it touched, relative to the content root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """Why nobody knows."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a content digest was reviewed."""

    approved: bool | None
    """None: it is not known."""
    review: Review = field(default_factory=Review)
    commit: str | None = None
    """The change that nobody approved."""
    problem: str = ""
    """Why it is not known."""

    def data(self) -> dict[str, Any]:
        """Return what a seal keeps of it: ``approved``, ``approved_by``, ``pr``, each where it is known."""
        found: dict[str, Any] = {} if self.approved is None else {"approved": self.approved}
        if self.review.approved_by:
            found["approved_by"] = list(self.review.approved_by)
        return found if self.review.pr is None else {**found, "pr": self.review.pr}

    def refusal(self, path: str) -> str:
        """Return why the post in ``path`` is held, and what lifts that."""
        if self.approved is None:
            return f"approval could not be looked up: {self.problem}"
        which = f"commit {self.commit[:12]}" if self.commit else "what it says"
        if self.review.pr is not None:
            return (
                f"not reviewed: {which} came with pull request #{self.review.pr}, which nobody but its author approved;"
                " approve that pull request, which works after the merge too"
            )
        return f"not reviewed: {which} came without a pull request; change {path} by one, and have it approved"


def judged(
    changes: Iterable[Change],
    path: str,
    inputs: frozenset[str],
    review: Callable[[str], Review | Unasked],
    is_neutral: Callable[[str], bool],
) -> Verdict:
    """Return whether what a delivery says was reviewed.

    ``changes`` are those of the default branch, newest first; ``path`` is the post's file and one of ``inputs``.
    ``is_neutral`` says of a commit whether the content digest is the same before and after it.
    """
    newest: Review | None = None
    for change in changes:
        if not change.paths & inputs:
            continue
        found = review(change.commit)
        if isinstance(found, Unasked):
            return Verdict(approved=None, problem=found.reason)
        vouches = bool(found.approved_by) and path in change.paths
        if not vouches and is_neutral(change.commit):
            continue
        if not found.approved_by:
            return Verdict(approved=False, review=found, commit=change.commit)
        newest = newest or found
        if vouches:
            return Verdict(approved=True, review=newest)
    return Verdict(approved=None, problem="this clone has no history; check out with `fetch-depth: 0`")


def known(seals: Sequence[Entry], digest: str) -> Verdict | None:
    """Return the approval that a content digest has already, None when it has none."""
    for seal in reversed(seals):
        if seal.content_digest == digest and seal.data.get("approved") is True:
            return Verdict(approved=True, review=review_of(seal))
    return None


def inputs_of(post: Post, payload: Payload, project: Project) -> frozenset[str]:
    """Return the files that decide what ``post`` says on an account, relative to the content root."""
    brand = project.brands[post.brand]
    folders = {"", f"{brand.path}/" if brand.path else ""}
    campaign = brand.campaigns.get(post.campaign) if post.campaign else None
    media = {medium.path for part in payload.parts for medium in part.media}
    shared = {f"{folder}{name}" for folder in folders for name in ("smm.yml", "people.yml")}
    return frozenset({post.path, *media, *shared, *([campaign.path] if campaign is not None else [])})


def difference(before: Payload | None, now: Payload) -> str:
    """Return what a reader would notice between two payloads, in a few words."""
    if before is None:
        return "content"
    told = {
        "text": [part.text for part in before.parts] != [part.text for part in now.parts],
        "media": _media(before) != _media(now),
        "link": (before.card and before.card.url) != (now.card and now.card.url),
    }
    changed = [name for name, differs in told.items() if differs]
    return " and ".join(changed) if changed else "settings"


def _media(payload: Payload) -> list[tuple[object, ...]]:
    return [(m.sha256, m.rule, m.alt, m.focus) for part in payload.parts for m in part.media]

"""What the default branch was: which commits touched which files, and what a delivery said at each of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from smm_action.cli.app import App
from smm_action.content.gittree import GitTree
from smm_action.content.project import load
from smm_action.core.errors import SmmError
from smm_action.core.git import GitFault
from smm_action.media.probe import probe
from smm_action.model.delivery import DeliveryId
from smm_action.model.digest import content_digest
from smm_action.model.media import MediaFacts
from smm_action.model.payload import Payload
from smm_action.model.post import Post
from smm_action.model.project import Project
from smm_action.plan.approval import Change
from smm_action.platformkit.render import render

MOST = 40
"""Commits whose content a run loads. What was changed before them counts as changed: a review is asked for."""


class Past:
    """The commits of the default branch up to the one that is published. Nothing is read before it is asked for."""

    def __init__(self, app: App, commit: str) -> None:
        """Look back from ``commit``."""
        self._app, self._commit = app, commit
        self._repository = app.must_have_repository()
        self._loaded: dict[str, _Then | None] = {}

    @functools.cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every commit below the content root, newest first; none where the history can not be had.

        Only what was merged stands in the first-parent line: a merge brings all that its branch did.
        """
        if not self._is_whole():
            return ()
        prefix = self._repository.prefix
        options = ("--first-parent", "-m", "--no-renames", "--no-ext-diff", "--name-only", "-z", "--format=%x01%H")
        try:
            listed = self._repository.git.run("log", *options, self._commit, "--", prefix or ".")
        except GitFault:
            return ()
        cut = len(prefix) + 1 if prefix else 0
        return tuple(_change(item, cut) for item in listed.decode(errors="surrogateescape").split("\x01") if item)

    def is_neutral(self, commit: str, delivery: DeliveryId) -> bool:
        """Whether a delivery has the same content digest before and after ``commit``."""
        after = self.payload(commit, delivery)
        before = self.payload(f"{commit}^1", delivery) if after is not None else None
        return before is not None and after is not None and content_digest(before) == content_digest(after)

    def payload(self, commit: str, delivery: DeliveryId) -> Payload | None:
        """Return what a delivery said at a commit; None when it was not there, or can not be made any more."""
        if commit not in self._loaded:
            self._loaded[commit] = self._load(commit) if len(self._loaded) < MOST else None
        then = self._loaded[commit]
        return None if then is None else then.payload(self._app, delivery)

    def _load(self, commit: str) -> _Then | None:
        try:
            return _Then(GitTree(self._repository.top, commit, self._repository.prefix))
        except (GitFault, SmmError):
            return None

    def _is_whole(self) -> bool:
        """Whether the clone has the history, once the rest of a shallow one was fetched."""
        git = self._repository.git
        try:
            if git.line("rev-parse", "--is-shallow-repository") == "true":
                remote = self._app.project.state.remote
                git.remote(remote).run("fetch", "--quiet", "--no-tags", "--unshallow", remote, self._commit)
        except GitFault:
            return False
        return True


class _Then:
    """The content of one commit."""

    def __init__(self, source: GitTree) -> None:
        self._source = source
        self._project: Project = load(source, "")
        self._posts: Mapping[tuple[str, str], Post] = {(post.brand, post.id): post for post in self._project.posts}
        self._facts = functools.cache(self._look)

    def payload(self, app: App, delivery: DeliveryId) -> Payload | None:
        post = self._posts.get((delivery.brand, delivery.post))
        account = self._project.account(delivery.account)
        platform = app.platform(account.platform) if account is not None else None
        if post is None or account is None or platform is None or not post.valid:
            return None
        return render(post, account, self._project.brands[post.brand], platform, self._facts).payload

    def _look(self, path: str) -> MediaFacts | None:
        return probe(self._source.read(path)) if path in self._project.files else None


def _change(item: str, cut: int) -> Change:
    commit, _, paths = item.partition("\0")
    return Change(commit=commit, paths=frozenset(path.lstrip("\n")[cut:] for path in paths.split("\0") if path))

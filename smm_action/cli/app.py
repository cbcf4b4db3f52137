"""The composition root: project, facts, ledger and platforms, each built once and only when asked for."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smm_action.cli.options import Settings, settings
from smm_action.cli.repository import Repository
from smm_action.core.errors import SmmError
from smm_action.model.card import Card
from smm_action.model.entry import Ledger
from smm_action.model.ids import AccountName
from smm_action.model.media import MediaFacts
from smm_action.model.post import Post
from smm_action.model.project import Account, Brand, Project

if TYPE_CHECKING:
    from smm_action.content.source import Source
    from smm_action.ledger.branch import StateBranch
    from smm_action.platformkit.base import Platform
    from smm_action.platformkit.render import Rendering

Facts = Callable[[str], MediaFacts | None]


class App:
    """One run of one command."""

    def __init__(self, given: Settings, environ: Mapping[str, str]) -> None:
        """Keep the settings; nothing is read yet."""
        self.settings = given
        self.environ = environ
        self.now: datetime = given.instant()
        self.root = given.root
        self.commit: str | None = None
        """The commit to read instead of the work tree; set by commands that publish, before anything is read."""
        self.blobs: dict[str, bytes] = {}
        """Sealed bytes by sha256."""

    def blob(self, digest: str) -> bytes:
        """Return sealed bytes.

        Raises:
            KeyError: nothing of that digest was sealed.
        """
        return self.blobs[digest]

    @functools.cached_property
    def repository(self) -> Repository | None:
        """The Git repository around the content root, if there is one."""
        return Repository.around(self.root)

    @functools.cached_property
    def source(self) -> Source:
        """The files: of the commit when one is set, else of the work tree."""
        from smm_action.content.gittree import GitTree
        from smm_action.content.source import WorkTree

        if self.commit is not None and self.repository is not None:
            return GitTree(self.repository.top, self.commit, self.repository.prefix)
        if not self.root.is_dir():
            raise SmmError(
                f"There is no directory {self.root}.",
                "The content root holds smm.yml and posts/.",
                "Run `smm init`, or name the content root with --root.",
            )
        return WorkTree(self.root)

    @functools.cached_property
    def project(self) -> Project:
        """The loaded content root; with ``--sandbox`` every account points there."""
        from smm_action.content.project import load

        project = load(self.source, str(self.root))
        return project if self.settings.sandbox is None else _to_sandbox(project, self.settings.sandbox)

    @functools.cached_property
    def facts(self) -> Facts:
        """What the bytes of a media file say, read once a file."""
        from smm_action.media.probe import probe

        @functools.cache
        def look(path: str) -> MediaFacts | None:
            if path not in self.project.files:
                return None
            return probe(self.source.read(path))

        return look

    @functools.cached_property
    def branch(self) -> StateBranch | None:
        """The state branch; None outside a repository or without its remote."""
        from smm_action.core.git import GitFault
        from smm_action.ledger.branch import StateBranch

        if self.repository is None:
            return None
        location = self.project.state
        try:
            self.repository.git.line("remote", "get-url", location.remote)
        except GitFault:
            return None
        return StateBranch(self.repository.top, location, self.environ)

    def must_have_repository(self) -> Repository:
        """Return the repository.

        Raises:
            SmmError: unsafe; there is none.
        """
        if self.repository is None:
            raise SmmError(
                f"{self.root} is not in a Git repository.",
                "What goes out is what was committed, and what happened is recorded on a branch.",
                "Run `git init`, commit, and add a remote.",
                unsafe=True,
            )
        return self.repository

    def read_at(self, path: str, commit: str | None) -> bytes:
        """Return a file of the content root, of another commit when one is named.

        Raises:
            FileNotFoundError: there is no such file.
        """
        if commit is None or commit == self.commit or self.repository is None:
            return self.source.read(path)
        from smm_action.content.gittree import GitTree
        from smm_action.core.git import GitFault

        try:
            return GitTree(self.repository.top, commit, self.repository.prefix).read(path)
        except GitFault:
            raise FileNotFoundError(path) from None

    def must_have_branch(self) -> StateBranch:
        """Return the state branch.

        Raises:
            SmmError: unsafe; there is nowhere to record anything.
        """
        if self.branch is None:
            raise SmmError(
                f"There is no Git repository with a remote called {self.project.state.remote}.",
                "A claim is pushed before anything is sent, so that nothing goes out twice.",
                "Add a remote, or name another one under `state:` in smm.yml.",
                unsafe=True,
            )
        return self.branch

    def platform(self, name: str) -> Platform | None:
        """Return the platform ``name``; None when it is not built."""
        from smm_action.platforms import load

        try:
            return load(name)
        except KeyError:
            return None

    @functools.cached_property
    def cards(self) -> Mapping[str, Card]:
        """The card of every platform that an account of the project names and that is built."""
        names = {account.platform for brand in self.project.brands.values() for account in brand.accounts.values()}
        platforms = ((name, self.platform(name)) for name in sorted(names))
        return {name: platform.card for name, platform in platforms if platform is not None}

    @functools.cached_property
    def sendable(self) -> Mapping[str, Card]:
        """The cards of platforms that can publish."""
        return {name: card for name, card in self.cards.items() if "publish" in card.features}

    def counting(self) -> tuple[AccountName, ...]:
        """Return the accounts whose platform counts anything."""
        return tuple(
            account.name
            for brand in self.project.brands.values()
            for account in brand.accounts.values()
            if account.platform in self.cards and "metrics" in self.cards[account.platform].features
        )

    def brand_of(self, post: Post) -> Brand:
        """Return the brand ``post`` belongs to."""
        return self.project.brands[post.brand]

    def rendering(self, post: Post, account: Account) -> Rendering | None:
        """Return what ``account`` would get; None when its platform is not built."""
        from smm_action.platformkit.render import render

        platform = self.platform(account.platform)
        return None if platform is None else render(post, account, self.brand_of(post), platform, self.facts)

    def accounts_of(self, post: Post) -> tuple[Account, ...]:
        """Return the accounts of ``post`` in order."""
        return tuple(self.brand_of(post).accounts[name] for name in post.accounts)

    def say_without_state(self) -> None:
        """Say once that there is no state branch to read, or none that can be checked, where that is so."""
        if self.settings.quiet:
            return
        if self.branch is None:
            click.echo("There is no remote here, so nothing is known to be out.", err=True)
        elif self.branch.unchecked:
            click.echo("The ledger is sealed, and SMM_STATE_KEY is not set here: it is shown unchecked.", err=True)

    def ledger(self) -> Ledger:
        """Return what the state branch says of all posts; empty without a branch or a remote."""
        from smm_action.ledger.store import read_ledger

        if self.branch is None:
            return Ledger()
        return read_ledger(self.branch, self.branch.look())


def app() -> App:
    """Return the composition root of the running command."""
    return App(settings(), os.environ)


def find_posts(project: Project, root: Path, paths: tuple[str, ...]) -> tuple[Post, ...]:
    """Return the posts that ``paths`` name: files or directories; absolute, from here, or from the content root.

    Raises:
        SmmError: a path names no post.
    """
    if not paths:
        return project.posts
    found: dict[str, Post] = {}
    for given in paths:
        names = _names(root, given)
        hits = [post for post in project.posts if any(_below(post.path, name) for name in names)]
        if not hits:
            raise SmmError(
                f"{given} is no post.",
                f"Posts are Markdown files below {root}/posts.",
                "Give a path from here, or from the content root.",
            )
        found.update((post.path, post) for post in hits)
    return tuple(post for post in project.posts if post.path in found)


def _names(root: Path, given: str) -> tuple[str, ...]:
    try:
        here = Path(given).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        here = ""
    exists = Path(given).is_absolute() or Path(given).exists()
    return (here,) if exists and here else tuple({here, Path(given).as_posix()} - {""})


def _below(path: str, name: str) -> bool:
    return name in {".", path} or path.startswith(name.rstrip("/") + "/")


def _to_sandbox(project: Project, url: str) -> Project:
    """Return the project with every account's server replaced, so that nothing can reach a real platform."""
    from smm_action.core.http import checked_origin, is_loopback

    origin = checked_origin(url)
    host = origin.split("://", 1)[1].rsplit(":", 1)[0].strip("[]")
    if not is_loopback(host):
        raise SmmError(
            f"{url} is not on this machine.", "A sandbox is a loopback server.", "Start one with `smm sandbox`."
        )
    brands = {
        name: replace(brand, accounts={key: replace(account, server=origin) for key, account in brand.accounts.items()})
        for name, brand in project.brands.items()
    }
    return replace(project, brands=brands)

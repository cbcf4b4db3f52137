"""Import from usegalaxy-eu/galaxy-social: one Markdown file a post and set of accounts, status in one JSON map.

Published stays published, failed stays failed, what was never tried becomes a draft. Repeated attempts
(``retry-N_…``) are folded into their original, and files that say the same (or nearly) to different accounts
become one post with variants. Publish times are in that project's Git history only and are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from smm_action.importers.galaxy_accounts import SourceAccount, read_accounts, undeclared
from smm_action.importers.galaxy_files import SourcePost, groups, read_post, read_status
from smm_action.importers.galaxy_text import FORCED_BREAK, at_forced_breaks, their_length, to_markdown
from smm_action.importers.imported import AuthoredPost, Imported, imported_state
from smm_action.importers.naming import Ids
from smm_action.importers.people import People, clean_handle
from smm_action.importers.report import Fate, FileLine, Note, Report
from smm_action.importers.source_files import Unreadable, files

PLUGINS, STATUS = "plugins.yml", "processed_files.json"
FAILED = "galaxy-social recorded a failure, without its reason"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one account was told, and what came of it."""

    text: str
    tags: tuple[str, ...]
    images: tuple[tuple[str, str], ...]
    long: bool
    state: str


def import_galaxy_social(source: Path) -> Imported:
    """Return the posts, accounts and people of a galaxy-social checkout.

    Raises:
        SmmError: ``source`` is no directory.
    """
    return _Import(source).run()


class _Import:
    def __init__(self, source: Path) -> None:
        self._source = source
        self._lines: list[FileLine] = []
        self._notes: list[Note] = []
        self._states: Counter[str] = Counter()
        self._status: Mapping[str, Mapping[str, bool]] = {}
        self._accounts: dict[str, SourceAccount] = {}
        self._ids = Ids()
        self._people = People()

    def run(self) -> Imported:
        posts = self._read()
        names = (account for post in posts for account in post.accounts)
        for account in undeclared(names, self._accounts):
            self._accounts[account.name] = account
            self._note(PLUGINS, f"{account.name} is named by posts and not declared; its platform was guessed")
        authored = tuple(self._post(name, held) for name, held in groups(posts))
        return Imported(
            posts=authored,
            config={"timezone": "UTC", "accounts": {name: held.config for name, held in self._accounts.items()}},
            people=self._people.entries(),
            report=Report(
                format="galaxy-social",
                files=tuple(sorted(self._lines, key=lambda line: line.source)),
                notes=tuple(self._notes),
                states=self._states,
            ),
        )

    def _read(self) -> list[SourcePost]:
        posts = []
        for path in files(self._source):
            try:
                if path == STATUS:
                    self._status = read_status(self._source, path)
                elif path == PLUGINS:
                    self._accounts, notes = read_accounts(self._source, path)
                    self._notes += notes
                elif path.startswith("posts/") and path.endswith(".md"):
                    posts.append(read_post(self._source, path))
                    continue
                else:
                    self._lines.append(FileLine(source=path, fate="left"))
                    continue
            except Unreadable as fault:
                self._lines.append(FileLine(source=path, fate="left", why=str(fault)))
                continue
            self._lines.append(FileLine(source=path, fate="read"))
        return posts

    def _post(self, name: str, held: tuple[SourcePost, ...]) -> AuthoredPost:
        folder = PurePosixPath(name).parent
        post_id = self._ids.take(PurePosixPath(name).name, folder.name)
        path = str(folder / f"{post_id}.md")
        said = {account: self._said(account, held) for account in _accounts_of(held)}
        for post in held:
            self._account_for(post, held, path)
        front, body = _front_matter(post_id, said)
        self._states.update(one.state for one in said.values())
        return AuthoredPost(path=path, front=front, body=body)

    def _said(self, account: str, held: tuple[SourcePost, ...]) -> Said:
        """Return what ``account`` was told last: by the attempt that worked, else by the newest one."""
        own = [post for post in held if account in post.accounts]
        answers = [self._status.get(post.path, {}).get(account) for post in own]
        post = own[answers.index(True)] if True in answers else own[-1]
        state = "published" if True in answers else "failed" if False in answers else "draft"
        raw = tuple(name.strip() for name in post.mentions.get(account, ()))
        tags = post.tags.get(account, ())
        limit = self._accounts[account].limit
        length = their_length(post.body.text, raw, tags)
        return Said(
            text=self._text(account, post, raw, threaded=limit is not None and length > limit),
            tags=tags,
            images=post.body.images,
            long=limit is not None and length > limit,
            state=state,
        )

    def _text(self, account: str, post: SourcePost, mentions: tuple[str, ...], *, threaded: bool) -> str:
        markdown = to_markdown(post.body.text, lambda name, urn: self._people.key("linkedin", urn, name))
        broken = at_forced_breaks(markdown) if threaded else markdown.replace(FORCED_BREAK, "\n\n")
        platform = self._accounts[account].platform
        keys = [f"@{{{self._people.key(platform, clean_handle(handle))}}}" for handle in mentions]
        return "\n\n".join(piece for piece in (broken, " ".join(keys)) if piece)

    def _account_for(self, post: SourcePost, held: tuple[SourcePost, ...], path: str) -> None:
        alone = len({one.original for one in held}) == 1
        fate: Fate = "folded" if post.attempts else "imported" if alone else "merged"
        self._lines.append(FileLine(source=post.path, fate=fate, into=path))
        for url in post.declared_images:
            self._note(post.path, f"the image {url} below images: was never published by galaxy-social; left out")
        for url, alt in post.body.images:
            if not alt:
                self._note(post.path, f"the image {url} has no alt text")
        for key in sorted(post.keys):
            self._note(post.path, f"the key {key} was never read by galaxy-social; left out")
        if post.path not in self._status:
            self._note(post.path, "galaxy-social has no record of it; a draft, unless another attempt went out")
        if FORCED_BREAK in post.body.text:
            self._note(post.path, "two empty lines begin a message where its thread was split, and are one elsewhere")
        for handles in post.mentions.values():
            for handle in handles:
                if clean_handle(handle) != handle.strip():
                    self._note(post.path, f"the handle {clean_handle(handle)} held characters that nobody can see")

    def _note(self, source: str, what: str) -> None:
        note = Note(source=source, what=what)
        if note not in self._notes:
            self._notes.append(note)


def _accounts_of(held: Iterable[SourcePost]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(account for post in held for account in post.accounts))


def _front_matter(post_id: str, said: Mapping[str, Said]) -> tuple[dict[str, Any], str]:
    """Return the front matter and body: what most accounts were told, and variants for the rest."""
    text = _most(one.text for one in said.values())
    tags = _most(one.tags for one in said.values())
    images = _most(one.images for one in said.values())
    variants: dict[str, Any] = {}
    for account, one in said.items():
        own: dict[str, Any] = {}
        if one.text != text:
            own["text"] = one.text
        if one.tags != tags:
            own["tags"] = list(one.tags)
        if one.images != images:
            own["media"] = _media(one.images)
        if own:
            variants[account] = own
    states = {account: one.state for account, one in said.items()}
    front: dict[str, Any] = {"id": post_id, "platforms": list(said)}
    optional: dict[str, Any] = {
        "media": _media(images),
        "tags": list(tags),
        "thread": "auto" if any(one.long for one in said.values()) else "",
        "variants": variants,
        "draft": set(states.values()) == {"draft"},
    }
    front |= {key: value for key, value in optional.items() if value}
    front["imported"] = {
        account: imported_state(state, reason=FAILED if state == "failed" else "") for account, state in states.items()
    }
    return front, text


def _media(images: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"file": url, "alt": alt} for url, alt in images]


def _most(values: Iterable[Value]) -> Value:
    """Return the most frequent value; of several, the first."""
    return Counter(values).most_common(1)[0][0]

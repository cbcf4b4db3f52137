"""Import from twitter-together/action: one ``.tweet`` file a tweet or thread, published when it was merged.

Everything is published; neither URL nor time is in the files (names hold dates in four orders, none of them the
day it went out).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from smm_action.importers.imported import AuthoredPost, Imported, MediaCopy, imported_state
from smm_action.importers.naming import Ids, slug
from smm_action.importers.plain import escape, escape_inline, losses
from smm_action.importers.report import FileLine, Note, Report
from smm_action.importers.source_files import Unreadable, files, text
from smm_action.importers.tweet_text import Tweet, parse_tweets

BREAK = "\n\n---\n\n"
POLL = "1d"
"""twitter-together asks for 1440 minutes, always."""


def import_twitter_together(source: Path) -> Imported:
    """Return the tweets of one checkout, or of several below ``source``, each with an account of its own.

    Raises:
        SmmError: ``source`` is no directory.
    """
    return _Import(source).run()


class _Import:
    def __init__(self, source: Path) -> None:
        self._source = source
        self._lines: list[FileLine] = []
        self._notes: list[Note] = []
        self._media: dict[str, MediaCopy] = {}
        self._accounts: dict[str, dict[str, Any]] = {}
        self._ids = Ids()

    def run(self) -> Imported:
        posts = tuple(self._posts())
        for account in self._accounts:
            self._note("smm.yml", f"the account {account} has no handle yet: no file names it")
        return Imported(
            posts=posts,
            config={"timezone": "UTC", "accounts": self._accounts or {"x": {"platform": "x"}}},
            media=tuple(self._media.values()),
            report=Report(
                format="twitter-together",
                files=tuple(self._lines),
                notes=tuple(self._notes),
                states={"published": len(posts)} if posts else {},
            ),
        )

    def _posts(self) -> Iterator[AuthoredPost]:
        copied = []
        for path in files(self._source):
            if path.endswith(".tweet"):
                try:
                    yield self._post(path)
                except Unreadable as fault:
                    self._lines.append(FileLine(source=path, fate="left", why=str(fault)))
            else:
                copied.append(path)
        targets = {copy.source: copy.target for copy in self._media.values()}
        for path in copied:
            target = targets.get(self._source / path)
            self._lines.append(FileLine(source=path, fate="read" if target else "left", why=target or ""))

    def _post(self, path: str) -> AuthoredPost:
        tweets = parse_tweets(text(self._source, path))
        repository, below = _split(path)
        account = "-".join(piece for piece in (slug(repository) if repository else "", "x") if piece)
        self._accounts.setdefault(account, {"platform": "x"})
        post_id = self._ids.take(PurePosixPath(below).stem, PurePosixPath(path).parent.name)
        target = str(PurePosixPath("posts", repository, below).with_name(f"{post_id}.md"))
        front: dict[str, Any] = {"id": post_id, "platforms": [account]}
        front |= self._front(path, repository, tweets)
        front["imported"] = {account: imported_state("published")}
        self._lines.append(FileLine(source=path, fate="imported", into=target))
        return AuthoredPost(path=target, front=front, body=self._body(path, repository, tweets))

    def _front(self, path: str, repository: str, tweets: tuple[Tweet, ...]) -> dict[str, Any]:
        first = tweets[0]
        media = [{"file": file, "alt": alt} for file, alt in self._files(path, repository, first)]
        front = {
            "media": media,
            "poll": {"options": list(first.poll), "duration": POLL} if first.poll else None,
            "reply_to": first.reply,
            "quote": first.retweet if first.text else "",
            "repost": "" if first.text else first.retweet,
        }
        return {key: value for key, value in front.items() if value}

    def _body(self, path: str, repository: str, tweets: tuple[Tweet, ...]) -> str:
        parts = []
        for number, tweet in enumerate(tweets, start=1):
            what = [*tweet.notes, *losses(tweet.text)]
            if number > 1 and tweet.poll:
                what.append(f"the poll of part {number} is left out: a thread asks in its first part only")
            if number > 1 and (tweet.retweet or tweet.reply):
                what.append(f"part {number} quotes or answers another tweet; that is left out")
            for one in what:
                self._note(path, one)
            images = [] if number == 1 else self._files(path, repository, tweet)
            pictures = (f"![{escape_inline(alt)}](<{file}>)" for file, alt in images)
            parts.append("\n\n".join(piece for piece in (escape(tweet.text), *pictures) if piece))
        return BREAK.join(parts)

    def _files(self, path: str, repository: str, tweet: Tweet) -> list[tuple[str, str]]:
        found = []
        for name, alt in tweet.media:
            folder = self._source / repository / "media"
            held = folder / name
            if not held.resolve().is_relative_to(folder.resolve()) or held.is_symlink() or not held.is_file():
                self._note(path, f"the medium {name} is not in the media folder; left out")
                continue
            target = str(PurePosixPath("media", repository, held.relative_to(folder).as_posix()))
            self._media.setdefault(target, MediaCopy(source=held, target=target))
            found.append((target, alt))
            if not alt:
                self._note(path, f"the medium {name} has no alt text")
        return found

    def _note(self, source: str, what: str) -> None:
        self._notes.append(Note(source=source, what=what))


def _split(path: str) -> tuple[str, str]:
    """Return the repository's folder (empty for the source itself) and the path below its ``tweets/``."""
    pieces = PurePosixPath(path).parts
    if "tweets" not in pieces[:-1]:
        return "", path
    at = pieces.index("tweets")
    return str(PurePosixPath(*pieces[:at])) if at else "", str(PurePosixPath(*pieces[at + 1 :]))

"""The examples on the rules' pages: fenced blocks that follow each other are the files of one example.

The info string is ``<language> <path> [<line>:<column> ...]``: where the rule finds something in that file. Two kinds of blocks
are no files. ``media`` lists media, one a line: ``<path> <type> <width>x<height> [<bytes> bytes] [problem: <what>]``, or
``<path> -> <target>`` for a symbolic link. ``ledger`` lists records: ``<post> <account> <state> same|other``, with the content
digest of the post as it stands, or another one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from smm_action.content.project import load
from smm_action.content.source import Memory
from smm_action.lint.context import LintContext
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.digest import content_digest
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName, Digest, PostId
from smm_action.model.media import MediaFacts
from smm_action.platformkit.base import Platform
from smm_action.platforms import load as load_platform

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONFIG = """\
brand: acme
timezone: Europe/Berlin
accounts:
  acme-mastodon: {platform: mastodon, server: "https://mastodon.example", handle: acme}
  acme-bluesky: {platform: bluesky, handle: acme.bsky.social}
  acme-x: {platform: x, handle: acme}
  acme-pages: {platform: microblog, base_url: "https://acme.example/social/", handle: acme}
sets: {social: [acme-mastodon, acme-bluesky]}
"""
_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)\n?", re.MULTILINE | re.DOTALL)
_MEDIUM = re.compile(r"(\S+) (\w+/\S+) (\d+)x(\d+)(?: (\d+) bytes)?(?: problem: (.*))?")
_CODE_POINT = re.compile(r"<U\+([0-9A-F]{4,6})>")


@dataclass(slots=True)
class Example:
    """A small content root, and where it breaks the rule."""

    files: dict[str, str] = field(default_factory=dict)
    places: set[tuple[str, int, int]] = field(default_factory=set)
    media: str = ""
    ledger: str = ""

    def add(self, info: str, text: str) -> None:
        language, _, rest = info.strip().partition(" ")
        if language in {"media", "ledger"}:
            setattr(self, language, text)
            return
        path, *places = rest.split()
        self.files[path] = _CODE_POINT.sub(lambda match: chr(int(match[1], 16)), text)
        for place in places:
            line, _, column = place.partition(":")
            self.places.add((path, int(line), int(column)))


def examples(page: str, heading: str) -> list[Example]:
    """Return the examples below ``### <heading>``."""
    below = re.search(rf"^### {heading}\n(.*?)(?=^### |\Z)", page, re.MULTILINE | re.DOTALL)
    found: list[Example] = []
    end = None
    for match in _FENCE.finditer(below[1] if below else ""):
        path = match["info"].split()[1] if " " in match["info"] else match["info"]
        joins = end is not None and not below[1][end : match.start()].strip()
        # a second post of the same name, or the first file after a post that was complete, starts the next example
        if not joins or path in found[-1].files:
            found.append(Example())
        found[-1].add(match["info"], match["text"])
        end = match.end()
    return found


def context(example: Example, *, changed: frozenset[str] | None = None, now: datetime = NOW) -> LintContext:
    """Return what the engine needs to lint ``example``."""
    facts, links = _media(example.media)
    files = {"smm.yml": CONFIG, **example.files}
    held = {path: text.encode() for path, text in files.items()} | dict.fromkeys(facts, b"")
    project = load(Memory(held, links), "content")
    bare = LintContext(project=project, now=now, facts=facts.get, platform=platform, links=links, changed=changed)
    if not example.ledger:
        return bare
    records = {record.delivery: record for record in _records(example.ledger, bare)}
    return LintContext(
        project=project,
        now=now,
        facts=facts.get,
        platform=platform,
        links=links,
        changed=changed,
        ledger=Ledger(records=records, head="0" * 40),
    )


def platform(name: str) -> Platform | None:
    try:
        return load_platform(name)
    except KeyError:
        return None


def _media(listing: str) -> tuple[dict[str, MediaFacts], frozenset[str]]:
    facts: dict[str, MediaFacts] = {}
    links: set[str] = set()
    for line in listing.splitlines():
        if " -> " in line:
            links.add(line.partition(" -> ")[0])
            continue
        match = _MEDIUM.fullmatch(line)
        assert match is not None, line
        path, mime, width, height, size, problem = match.groups()
        facts[path] = MediaFacts(
            sha256=Digest(hashlib.sha256(path.encode()).hexdigest()),
            kind="image" if mime.startswith("image/") else "video",
            mime=mime,
            bytes=int(size or 1000),
            width=int(width),
            height=int(height),
            problem=problem,
        )
    return facts, frozenset(links)


def _records(listing: str, bare: LintContext) -> list[Record]:
    found = []
    for line in listing.splitlines():
        post, account, state, content = line.split()
        (brand,) = bare.project.brands
        digest = "f" * 64
        if content == "same":
            held = bare.posts[brand, PostId(post)]
            rendering = bare.rendering(held, bare.brand(held).accounts[AccountName(account)])
            assert rendering is not None
            digest = content_digest(rendering.payload)
        delivery = DeliveryId(brand, PostId(post), AccountName(account))
        found.append(Record(delivery=delivery, state=State(state), content_digest=digest))
    return found

"""One Markdown file becomes a ``Post``: whatever is wrong is a finding, whatever can be read is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from smm_action.content import markdown
from smm_action.content.document_file import locator
from smm_action.content.faults import Locate, duplicate_findings, invalid, schema_findings
from smm_action.content.frontmatter import FrontMatterFault, Parsed, parse
from smm_action.content.times import parse_limit, parse_when, zone
from smm_action.core.clock import parse_duration, parse_instant
from smm_action.core.schema import is_valid
from smm_action.model.document import Block, Document, Emphasis, Image, Inline, Link, ListBlock, Quote
from smm_action.model.finding import Finding, Location
from smm_action.model.ids import AccountName, PostId
from smm_action.model.post import Imported, MediaRef, Poll, Post, Variant, When
from smm_action.model.project import Brand

T = TypeVar("T")
_CHOICES = {
    "visibility": ("public", "unlisted", "followers", "direct"),
    "disclosure": ("paid", "gifted", "ai"),
    "thread": ("auto",),
    "late": ("publish", "hold"),
    "correct": ("edit", "reply", "replace", "leave"),
    "deliver": ("api", "platform", "manual"),
    "precision": ("exact",),
}


def read_post(path: str, data: bytes, brand: Brand) -> tuple[Post, tuple[Finding, ...]]:
    """Return the post at ``path`` (relative to the content root) and what is wrong with it."""
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    try:
        parsed = parse(data)
    except FrontMatterFault as fault:
        place = Location(path=path, line=fault.mark.line, column=fault.mark.column)
        broken = Post(id=PostId(stem), brand=brand.name, path=path, body=Document(parts=()), valid=False)
        return broken, (invalid(fault.message, place, "invalid-front-matter"),)
    return _Reader(path, parsed, brand, stem).post()


class _Reader:
    """Reads one post; collects findings on the way."""

    def __init__(self, path: str, parsed: Parsed, brand: Brand, stem: str) -> None:
        self.path = path
        self.parsed = parsed
        self.data = parsed.data
        self.brand = brand
        self.stem = stem
        self.locate: Locate = locator(path, parsed.block, 1)
        self.findings: list[Finding] = list(duplicate_findings(parsed.duplicates, path, 1))

    def post(self) -> tuple[Post, tuple[Finding, ...]]:
        if not is_valid("post", self.data):
            self.findings += schema_findings("post", self.data, self.locate)
        platforms = self.texts(self.data.get("platforms"))
        accounts = resolve(platforms, self.brand)
        timezone = self.timezone(accounts)
        body = markdown.parse(self.parsed.body, self.parsed.body_line)
        media = (*self.media(self.data.get("media")), *body_images(body))
        post = Post(
            id=PostId(self.text("id") or self.stem),
            brand=self.brand.name,
            path=self.path,
            body=body,
            platforms=platforms,
            accounts=accounts,
            time=self.when(self.data.get("time"), ("time",), timezone),
            media=media,
            campaign=self.text("campaign"),
            tags=self.texts(self.data.get("tags")),
            link=self.text("link"),
            variants=self.variants(timezone),
            poll=self.poll(),
            reply_to=self.text("reply_to"),
            quote=self.text("quote"),
            repost=self.text("repost"),
            after=self.text("after"),
            first_comment=self.text("first_comment"),
            language=self.text("language"),
            visibility=self.choice("visibility") or "public",
            content_warning=self.text("content_warning"),
            disclosure=self.choice("disclosure"),
            thread=self.choice("thread"),
            late=self.choice("late") or "publish",
            max_late=self.parsed_text("max_late", parse_duration),
            not_after=self.parsed_text("not_after", lambda text: parse_limit(text, timezone)),
            revision=self.revision(),
            correct=self.choice("correct"),
            deliver=self.choice("deliver") or "api",
            precision=self.choice("precision"),
            embargo=self.data.get("embargo") is True,
            draft=self.data.get("draft") is True,
            imported=self.imported(),
            ignored_rules=self.texts(self.mapping("lint").get("ignore")),
            source=self.parsed.text,
            body_line=self.parsed.body_line,
            locate=self.locate,
            valid=not self.findings,
        )
        return post, tuple(self.findings)

    def text(self, key: str) -> str | None:
        held = self.data.get(key)
        return held if isinstance(held, str) and held else None

    def mapping(self, key: str) -> Mapping[str, Any]:
        held = self.data.get(key)
        return held if isinstance(held, dict) else {}

    def texts(self, held: Any) -> tuple[str, ...]:
        return tuple(item for item in held if isinstance(item, str)) if isinstance(held, list) else ()

    def choice(self, key: str) -> Any:
        held = self.data.get(key)
        return held if held in _CHOICES[key] else None

    def revision(self) -> int:
        held = self.data.get("revision")
        return held if isinstance(held, int) and not isinstance(held, bool) and held >= 1 else 1

    def parsed_text(self, key: str, read: Callable[[str], T]) -> T | None:
        held = self.data.get(key)
        if not isinstance(held, str):
            return None
        try:
            return read(held)
        except ValueError as error:
            # the schema has said so already when it knows the form
            if not self.findings:
                self.findings.append(invalid(f"`{key}`: {error}.", self.locate((key,))))
            return None

    def timezone(self, accounts: tuple[AccountName, ...]) -> str:
        held = self.data.get("timezone")
        if isinstance(held, str):
            try:
                zone(held)
            except ValueError as error:
                self.findings.append(invalid(f"`timezone`: {error}.", self.locate(("timezone",))))
            else:
                return held
        zones = {self.brand.accounts[name].timezone for name in accounts}
        agreed = next(iter(zones)) if len(zones) == 1 else None
        return agreed or self.brand.timezone

    def when(self, held: Any, path: tuple[str | int, ...], timezone: str) -> When | None:
        if not isinstance(held, str) or not held:
            return None
        try:
            return parse_when(held, timezone)
        except ValueError as error:
            self.findings.append(invalid(f"`{'.'.join(map(str, path))}`: {error}.", self.locate(path)))
            return None

    def media(self, held: Any) -> tuple[MediaRef, ...]:
        items = held if isinstance(held, list) else []
        return tuple(_medium(item) for item in items if isinstance(item, dict) and isinstance(item.get("file"), str))

    def variants(self, timezone: str) -> dict[str, Variant]:
        found: dict[str, Variant] = {}
        for name, item in self.mapping("variants").items():
            if not isinstance(item, dict):
                continue
            text = item.get("text")
            line = self.locate(("variants", name, "text")).line or 1 if isinstance(text, str) else 1
            body = markdown.parse(text, line) if isinstance(text, str) else None
            media = self.media(item["media"]) if isinstance(item.get("media"), list) else None
            link = item.get("link")
            options = item.get("options")
            found[name] = Variant(
                body=body,
                tags=self.texts(item["tags"]) if isinstance(item.get("tags"), list) else None,
                media=media if media is None or body is None else (*media, *body_images(body)),
                time=self.when(item.get("time"), ("variants", name, "time"), timezone),
                link=link if isinstance(link, str) else None,
                options=options if isinstance(options, dict) else {},
            )
        return found

    def poll(self) -> Poll | None:
        held = self.mapping("poll")
        options = self.texts(held.get("options"))
        duration = held.get("duration")
        if not options or not isinstance(duration, str):
            return None
        try:
            open_for = parse_duration(duration)
        except ValueError:
            return None
        return Poll(options=options, duration=open_for, multiple=held.get("multiple") is True)

    def imported(self) -> dict[AccountName, Imported]:
        found: dict[AccountName, Imported] = {}
        for name, item in self.mapping("imported").items():
            if isinstance(item, dict) and item.get("state") in {"published", "failed", "draft"}:
                url, reason = item.get("url"), item.get("reason")
                found[AccountName(name)] = Imported(
                    state=item["state"],
                    url=url if isinstance(url, str) else None,
                    time=self.imported_time(name, item.get("time")),
                    reason=reason if isinstance(reason, str) else None,
                )
        return found

    def imported_time(self, name: str, held: Any) -> datetime | None:
        if not isinstance(held, str):
            return None
        try:
            return parse_instant(held)
        except ValueError as error:
            place = self.locate(("imported", name, "time"))
            self.findings.append(invalid(f"`imported.{name}.time`: {error}.", place))
            return None


def resolve(platforms: tuple[str, ...], brand: Brand) -> tuple[AccountName, ...]:
    """Return the accounts that ``platforms`` means: an account, else a set, else a platform; each once, in order."""
    found: dict[AccountName, None] = {}
    for name in platforms:
        if name in brand.accounts:
            found[AccountName(name)] = None
        elif name in brand.sets:
            found.update((member, None) for member in brand.sets[name] if member in brand.accounts)
        else:
            found.update((key, None) for key, account in brand.accounts.items() if account.platform == name)
    return tuple(found)


def body_images(body: Document) -> tuple[MediaRef, ...]:
    """Return the images of a body in order."""
    return tuple(
        MediaRef(file=image.src, alt=image.alt or None, inline=True)
        for part in body.parts
        for block in part.blocks
        for image in _images(block)
    )


def _images(block: Block) -> list[Image]:
    match block:
        case Quote():
            return [image for child in block.children for image in _images(child)]
        case ListBlock():
            return [image for item in block.items for child in item for image in _images(child)]
        case _:
            return _inline_images(getattr(block, "children", ()))


def _inline_images(children: tuple[Inline, ...]) -> list[Image]:
    found: list[Image] = []
    for child in children:
        if isinstance(child, Image):
            found.append(child)
        elif isinstance(child, Link | Emphasis):
            found += _inline_images(child.children)
    return found


def _medium(item: Mapping[str, Any]) -> MediaRef:
    alt, crop, focus = item.get("alt"), item.get("crop"), item.get("focus")
    point = isinstance(focus, list) and len(focus) == 2 and all(isinstance(number, int | float) for number in focus)
    return MediaRef(
        file=item["file"],
        alt=alt if isinstance(alt, str) else None,
        decorative=item.get("decorative") is True,
        crop={key: value for key, value in crop.items() if isinstance(value, str)} if isinstance(crop, dict) else {},
        focus=(float(focus[0]), float(focus[1])) if point and isinstance(focus, list) else None,
    )

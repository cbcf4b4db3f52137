"""One Markdown file becomes a ``Post``: whatever is wrong is a finding, whatever can be read is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from smm_action.content import markdown
from smm_action.content.document_file import unreadable
from smm_action.content.faults import duplicate_findings, invalid, named, schema_findings, short
from smm_action.content.frontmatter import FrontMatterFault, Parsed, parse
from smm_action.content.locator import Locator
from smm_action.content.media_refs import body_images, medium
from smm_action.content.names import POST_ID, slug
from smm_action.content.source import Source
from smm_action.content.text_faults import text_faults
from smm_action.content.times import parse_limit, parse_past, parse_when, zone
from smm_action.content.yaml_core import Path as KeyPath
from smm_action.content.yaml_core import text_line
from smm_action.core.clock import parse_duration
from smm_action.core.schema import is_valid
from smm_action.model.document import Document
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


def read_post(source: Source, path: str, brand: Brand) -> tuple[Post, tuple[Finding, ...]]:
    """Return the post at ``path`` (relative to the content root) and what is wrong with it."""
    stem = path.rsplit("/", 1)[-1].removesuffix(".md")
    try:
        parsed = parse(source.read(path))
    except OSError as error:
        found = unreadable(path, error)
    except FrontMatterFault as fault:
        place = Location(path=path, line=fault.mark.line, column=fault.mark.column)
        found = invalid(fault.message, place, "invalid-front-matter")
    else:
        return _Reader(path, parsed, brand, stem).post()
    return Post(id=PostId(stem), brand=brand.name, path=path, body=Document(parts=()), valid=False), (found,)


class _Reader:
    """Reads one post; collects findings on the way."""

    def __init__(self, path: str, parsed: Parsed, brand: Brand, stem: str) -> None:
        self.path = path
        self.parsed = parsed
        self.data = parsed.data
        self.brand = brand
        self.stem = stem
        self.locate = Locator(path, parsed.block, 1)
        self.findings: list[Finding] = []

    def post(self) -> tuple[Post, tuple[Finding, ...]]:
        refused = () if is_valid("post", self.data) else schema_findings("post", self.data, self.locate)
        self.refused = {finding.location for finding in refused}
        self.findings += (
            *duplicate_findings(self.parsed.duplicates, self.locate),
            *refused,
            *text_faults(self.parsed.block, self.parsed.root, self.locate),
            *self.nameless(),
        )
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
            visibility=self.choice("visibility"),
            content_warning=self.text("content_warning"),
            disclosure=self.choice("disclosure"),
            thread=self.choice("thread"),
            late=self.choice("late") or "publish",
            max_late=self.read(self.data.get("max_late"), ("max_late",), parse_duration),
            not_after=self.read(self.data.get("not_after"), ("not_after",), lambda text: parse_limit(text, timezone)),
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

    def choice(self, key: str, within: Mapping[str, Any] | None = None) -> Any:
        held = (self.data if within is None else within).get(key)
        return held if held in _CHOICES[key] else None

    def revision(self) -> int:
        held = self.data.get("revision")
        return held if isinstance(held, int) and not isinstance(held, bool) and held >= 1 else 1

    def nameless(self) -> Iterable[Finding]:
        """Yield a finding when there is no ``id:`` and the file's name can not be one."""
        if "id" not in self.data and not POST_ID.fullmatch(self.stem):
            yield invalid(
                f"There is no `id:`, and the file's name, '{short(self.stem)}', can not be one: use a-z, 0-9 and "
                f"dashes, 80 characters at most. Add `id: {slug(self.stem)}`.",
                Location(path=self.path, line=1, column=1),
            )

    def read(self, held: Any, path: KeyPath, read: Callable[[str], T]) -> T | None:
        """Return what ``read`` makes of a text; a finding when it makes nothing and the schema has not said so."""
        if not isinstance(held, str):
            return None
        try:
            return read(held)
        except ValueError as error:
            place = self.locate(path)
            if place not in self.refused:
                self.findings.append(invalid(f"`{named(path)}`: {error}.", place))
            return None

    def timezone(self, accounts: tuple[AccountName, ...]) -> str:
        held = self.data.get("timezone")
        if self.read(held, ("timezone",), zone):
            return str(held)
        zones = {self.brand.accounts[name].timezone for name in accounts}
        agreed = next(iter(zones)) if len(zones) == 1 else None
        return agreed or self.brand.timezone

    def when(self, held: Any, path: KeyPath, timezone: str) -> When | None:
        return self.read(held, path, lambda text: parse_when(text, timezone))

    def media(self, held: Any) -> tuple[MediaRef, ...]:
        items = held if isinstance(held, list) else []
        return tuple(medium(item) for item in items if isinstance(item, dict) and isinstance(item.get("file"), str))

    def line(self, path: KeyPath) -> int:
        """Return the file's line on which a text of the front matter begins."""
        return text_line(self.parsed.root, path) + 1

    def variants(self, timezone: str) -> dict[str, Variant]:
        found: dict[str, Variant] = {}
        for name, item in self.mapping("variants").items():
            if not isinstance(item, dict):
                continue
            text = item.get("text")
            body = markdown.parse(text, self.line(("variants", name, "text"))) if isinstance(text, str) else None
            link = item.get("link")
            options = item.get("options")
            found[name] = Variant(
                body=body,
                tags=self.texts(item["tags"]) if isinstance(item.get("tags"), list) else None,
                media=self.variant_media(item.get("media"), body),
                time=self.when(item.get("time"), ("variants", name, "time"), timezone),
                link=link if isinstance(link, str) else None,
                correct=self.choice("correct", item),
                options=options if isinstance(options, dict) else {},
            )
        return found

    def variant_media(self, held: Any, body: Document | None) -> tuple[MediaRef, ...] | None:
        """Return the media of a variant: its own list, and the images of its own text; None: those of the post."""
        images = body_images(body) if body is not None else ()
        if isinstance(held, list):
            return (*self.media(held), *images)
        return (*self.media(self.data.get("media")), *images) if images else None

    def poll(self) -> Poll | None:
        held = self.mapping("poll")
        options = self.texts(held.get("options"))
        duration = self.read(held.get("duration"), ("poll", "duration"), parse_duration)
        if not options or duration is None:
            return None
        return Poll(options=options, duration=duration, multiple=held.get("multiple") is True)

    def imported(self) -> dict[AccountName, Imported]:
        found: dict[AccountName, Imported] = {}
        for name, item in self.mapping("imported").items():
            if isinstance(item, dict) and item.get("state") in {"published", "failed", "draft"}:
                url, reason = item.get("url"), item.get("reason")
                found[AccountName(name)] = Imported(
                    state=item["state"],
                    url=url if isinstance(url, str) else None,
                    time=self.read(item.get("time"), ("imported", name, "time"), parse_past),
                    reason=reason if isinstance(reason, str) else None,
                )
        return found


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

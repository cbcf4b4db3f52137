"""``render(post, account)``: exactly what would be sent. Pure; whatever is wrong is a ``Problem``, nothing raises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from smm_action.model.document import Document
from smm_action.model.media import MediaFacts
from smm_action.model.payload import LinkCard, Medium, Part, Payload, PollPayload
from smm_action.model.post import MediaRef, Post, Variant
from smm_action.model.project import Account, Brand
from smm_action.platformkit.base import Platform
from smm_action.platformkit.detect import detect
from smm_action.platformkit.links import tracked
from smm_action.platformkit.markup import Markup
from smm_action.platformkit.measure import Measure
from smm_action.platformkit.problem import Problem
from smm_action.platformkit.richtext import RichText, Span, joined
from smm_action.platformkit.thread import Unsplittable, only_tags, split
from smm_action.platformkit.unsupported import unsupported

Facts = Callable[[str], MediaFacts | None]
STRIPPED = "strip-location/1"
"""The rule of ``media.metadata``: what is done to a picture before it is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A payload, and why it may not be sendable."""

    payload: Payload
    problems: tuple[Problem, ...] = ()


def render(post: Post, account: Account, brand: Brand, platform: Platform, facts: Facts) -> Rendering:
    """Return what ``account`` would get of ``post``. ``facts`` answers by path relative to the content root."""
    return _Renderer(post, account, brand, platform, facts).rendering()


class _Renderer:
    """One rendering; collects problems on the way."""

    def __init__(self, post: Post, account: Account, brand: Brand, platform: Platform, facts: Facts) -> None:
        self.post = post
        self.account = account
        self.brand = brand
        self.platform = platform
        self.card = platform.card
        self.facts = facts
        self.variant: Variant = post.variant(account.name, account.platform)
        self.problems: list[Problem] = []
        self.measure = Measure(platform, account, self.warning())

    def rendering(self) -> Rendering:
        body = self.post.body if self.variant.body is None else self.variant.body
        media = self.media()
        card_url, link_line = self.link(bool(media))
        texts = self.texts(body, link_line)
        if not texts and (media or card_url):
            texts = [RichText("")]
        parts = self.parts(texts, body)
        if self.post.first_comment and parts:
            parts.append(self.part(self.plain(self.post.first_comment)))
        if media and parts:
            parts[0] = replace(parts[0], media=media)
        if not parts and self.post.repost is None:
            self.problems.append(Problem(rule="empty-post", message=f"{self.account.name} would get an empty post."))
        self.problems += unsupported(self.post, self.card, len(parts), self.account)
        return Rendering(payload=self.payload(tuple(parts), card_url), problems=tuple(self.problems))

    def payload(self, parts: tuple[Part, ...], card_url: str | None) -> Payload:
        post, poll = self.post, self.post.poll
        visibility = post.visibility
        if visibility == "public" and self.account.visibility and "visibility" in self.card.features:
            visibility = self.account.visibility  # type: ignore[assignment]  # checked by the schema
        return Payload(
            post=post.id,
            brand=post.brand,
            account=self.account.name,
            platform=self.account.platform,
            revision=post.revision,
            parts=parts,
            card=LinkCard(url=card_url) if card_url else None,
            reply_to=post.reply_to,
            quote=post.quote,
            repost=post.repost,
            poll=PollPayload(options=poll.options, duration=poll.duration, multiple=poll.multiple) if poll else None,
            language=post.language or self.account.language or self.brand.language,
            visibility=visibility,
            content_warning=self.warning() or None,
            options={**self.account.options, **self.variant.options},
        )

    def warning(self) -> str:
        return self.post.content_warning or "" if "content_warning" in self.card.features else ""

    def texts(self, body: Document, link_line: str | None) -> list[RichText]:
        """Return the text of each authored part, link and tags at the end of the last."""
        markup = Markup(mention=self.mention, name=self.person_name, rich=self.card.rich_text)
        texts = [self.found(markup.text(part.blocks)) for part in body.parts]
        for person in dict.fromkeys(markup.unresolved):
            known = person in self.brand.people
            why = f"has no handle on {self.card.label}" if known else "is not in people.yml"
            message = f"@{{{person}}} {why}; {self.account.name} would get {self.person_name(person)!r} instead."
            self.problems.append(Problem(rule="unresolved-mention", message=message))
        last = texts.pop() if texts else RichText("")
        ends = [item for item in (last, _url(link_line), self.tags()) if item.text]
        texts.append(joined(ends, "\n\n"))
        return [item for item in texts if item.text]

    def tags(self) -> RichText:
        tags = self.post.tags if self.variant.tags is None else self.variant.tags
        shown = [RichText(f"#{tag}", (Span("tag", 0, len(tag) + 1, tag),)) for tag in tags]
        return joined(shown, " ")

    def link(self, has_media: bool) -> tuple[str | None, str | None]:  # noqa: FBT001 private
        """Return the link as a card, or as a line of its own."""
        link = self.variant.link or self.post.link
        if not link:
            return None, None
        url = tracked(link, self.post, self.account, self.brand)
        as_card = "link_card" in self.card.features and not has_media
        return (url, None) if as_card else (None, url)

    def found(self, item: RichText) -> RichText:
        """Return ``item`` with the links, mentions and tags that stand in its plain text."""
        more = [
            span
            for span in detect(item.text)
            if not any(held.start < span.end and span.start < held.end for held in item.spans)
        ]
        if not more:
            return item
        return RichText(item.text, tuple(sorted((*item.spans, *more), key=lambda span: span.start)))

    def plain(self, text: str) -> RichText:
        return self.found(RichText(text))

    def mention(self, key: str) -> tuple[str, str] | None:
        person = self.brand.people.get(key)
        shown = self.platform.mention(person, self.account) if person else None
        return (shown, shown.removeprefix("@")) if shown else None

    def person_name(self, key: str) -> str:
        person = self.brand.people.get(key)
        return person.name if person else key

    def parts(self, texts: list[RichText], body: Document) -> list[Part]:
        """Return the parts, split where the post allows it."""
        parts: list[Part] = []
        for number, item in enumerate(texts):
            line = body.parts[number].line if number < len(body.parts) else None
            parts += self.split(item, number, len(texts), line)
        return parts

    def split(self, item: RichText, number: int, total: int, line: int | None) -> list[Part]:
        length = self.measure.length(item.text)
        if self.measure.fits(item.text):
            if total > 1 and only_tags(item.text):
                self.problems.append(self.lonely_tags(number, line))
            return [self.part(item, length)]
        if self.post.thread == "auto" and "threads" in self.card.features:
            try:
                return [self.part(piece) for piece in split(item, self.measure.fits)]
            except Unsplittable as fault:
                self.problems.append(self.too_long_piece(fault.piece, number, line))
                return [self.part(item, length)]
        self.problems.append(self.too_long(item, number, total, line))
        return [self.part(item, length)]

    def part(self, item: RichText, length: int | None = None) -> Part:
        return Part(
            text=item.text,
            length=self.measure.length(item.text) if length is None else length,
            limit=self.measure.limit,
            unit=self.card.text.unit,
            facets=item.facets(),
        )

    def too_long(self, item: RichText, number: int, total: int, line: int | None) -> Problem:
        for span in item.spans:
            if span.kind == "link" and not self.measure.fits(item.text[span.start : span.end]):
                return self.too_long_piece(item.text[span.start : span.end], number, line)
        which = f"Part {number + 1} is" if total > 1 else "The text is"
        help_ = "Shorten it, give this account a text of its own under `variants:`"
        auto = ", or write `thread: auto`." if "threads" in self.card.features else "."
        message = f"{which} {self.measure.excess(item.text)} for {self.account.name}. {help_}{auto}"
        return Problem(rule="text-too-long", message=message, where=self.text_key(), line=line, part=number)

    def too_long_piece(self, piece: str, number: int, line: int | None) -> Problem:
        rule = "url-longer-than-post" if piece.startswith(("http://", "https://")) else "text-too-long"
        what = "A URL" if rule == "url-longer-than-post" else "A word that can not be split"
        message = f"{what} alone is {self.measure.excess(piece)} for {self.account.name}: {piece[:60]}… Shorten it."
        return Problem(rule=rule, message=message, where=self.text_key(), line=line, part=number)

    def lonely_tags(self, number: int, line: int | None) -> Problem:
        message = f"Part {number + 1} is nothing but tags. Put them at the end of a part that says something."
        return Problem(rule="thread-part-only-tags", message=message, where=self.text_key(), line=line, part=number)

    def text_key(self) -> tuple[str | int, ...] | None:
        """Return where the text was written, when it is not the body."""
        for name in (self.account.name, self.account.platform):
            variant = self.post.variants.get(name)
            if variant is not None and variant.body is not None:
                return ("variants", name, "text")
        return None

    def media(self) -> tuple[Medium, ...]:
        refs = self.post.media if self.variant.media is None else self.variant.media
        return tuple(self.medium(ref) for ref in refs)

    def medium(self, ref: MediaRef) -> Medium:
        remote = ref.file.startswith(("https://", "http://"))
        path = ref.file if remote or not self.brand.path else f"{self.brand.path}/{ref.file}"
        facts = None if remote else self.facts(path)
        focus = ref.focus if "focus" in self.card.features else None
        alt = "" if ref.decorative else ref.alt or ""
        if facts is None:
            missing = MediaFacts(sha256="", kind="image", mime="", bytes=0)  # type: ignore[arg-type]
            return _medium(path, missing, "remote" if remote else "none", alt, focus)
        return _medium(path, facts, STRIPPED if facts.kind in {"image", "gif"} else "none", alt, focus)


def _medium(path: str, facts: MediaFacts, rule: str, alt: str, focus: tuple[float, float] | None) -> Medium:
    return Medium(
        path=path,
        sha256=facts.sha256,
        rule=rule,
        kind=facts.kind,
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        bytes=facts.bytes,
        alt=alt,
        focus=focus,
    )


def _url(url: str | None) -> RichText:
    return RichText(url, (Span("link", 0, len(url), url),)) if url else RichText("")

"""``render(post, account)``: exactly what would be sent. Pure; whatever is wrong is a ``Problem``, nothing raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from smm_action.model.document import Heading, Inline, Mention, Text
from smm_action.model.media import MediaFacts
from smm_action.model.payload import LinkCard, Medium, Part, Payload, PollPayload
from smm_action.model.post import MediaRef, Post, Variant
from smm_action.model.project import Account, Brand
from smm_action.platformkit.base import Platform
from smm_action.platformkit.detect import detect
from smm_action.platformkit.links import tracked
from smm_action.platformkit.markup import Markup
from smm_action.platformkit.measure import Measure
from smm_action.platformkit.problem import Problem, refused_by
from smm_action.platformkit.richtext import RichText, Span, joined
from smm_action.platformkit.thread import Unsplittable, only_tags, split
from smm_action.platformkit.unsupported import unsupported

_PERSON = re.compile(r"@\{([A-Za-z0-9_-]{1,80})\}")
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
        self.body = post.body if self.variant.body is None else self.variant.body
        self.markup = Markup(mention=self.mention, name=self.person_name, rich=self.card.rich_text)
        self.problems: list[Problem] = []
        self.measure = Measure(platform, account, self.warning())

    def rendering(self) -> Rendering:
        media = self.media()
        card_url, link_line = self.link(bool(media))
        texts = [] if self.is_mere_repost() else self.texts(link_line)
        if not texts and (media or card_url) and not self.is_mere_repost():
            texts = [(RichText(""), None)]
        parts: list[Part] = []
        for item, line in texts:
            parts += self.split(item, len(parts), len(texts), line, self.text_key())
        authored = len(texts)
        if self.post.first_comment and parts:
            comment = self.found(self.markup.inlines(_with_mentions(self.post.first_comment)))
            pieces = self.split(comment, len(parts), len(parts) + 1, None, ("first_comment",))
            parts += [replace(piece, role="comment") for piece in pieces]
        if media and parts:
            parts[0] = replace(parts[0], media=media)
        self.look_at(parts)
        self.problems += unsupported(self.post, self.card, authored, media, self.account)
        payload = self.payload(tuple(parts), card_url if parts else None)
        no = self.platform.refused(payload)
        if no is not None:
            self.problems.append(refused_by(no))
        return Rendering(payload=payload, problems=tuple(self.problems))

    def is_mere_repost(self) -> bool:
        return self.post.repost is not None and not self.body.parts

    def look_at(self, parts: list[Part]) -> None:
        """Say what is wrong with the whole."""
        for person, line in self.markup.unresolved.items():
            known = person in self.brand.people
            why = f"has no handle on {self.card.label}" if known else "is not in people.yml"
            message = f"@{{{person}}} {why}; {self.account.name} would get {self.person_name(person)!r} instead."
            self.problems.append(
                Problem(rule="unresolved-mention", message=message, where=self.text_key(), line=line or None)
            )
        for number, part in enumerate(parts):
            if len(parts) > 1 and not part.media and only_tags(part.text):
                self.problems.append(self.lonely_tags(number))
        if not parts and self.post.repost is None:
            self.problems.append(Problem(rule="empty-post", message=f"{self.account.name} would get an empty post."))

    def payload(self, parts: tuple[Part, ...], card_url: str | None) -> Payload:
        post, poll = self.post, self.post.poll
        own = self.account.visibility if "visibility" in self.card.features else None
        visibility: str = post.visibility or own or "public"
        language = post.language or self.account.language or self.brand.language
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
            language=language if "language" in self.card.features else None,
            visibility=visibility,
            content_warning=self.warning() or None,
            title=self.title() if self.card.titles else None,
            disclosure=post.disclosure if post.disclosure in self.card.disclosures else None,
            options={**self.account.options, **self.variant.options},
        )

    def title(self) -> str | None:
        """Return the first heading of the first part."""
        blocks = self.body.parts[0].blocks if self.body.parts else ()
        heading = next((block for block in blocks if isinstance(block, Heading)), None)
        return self.markup.block(heading).text or None if heading else None

    def warning(self) -> str:
        return self.post.content_warning or "" if "content_warning" in self.card.features else ""

    def texts(self, link_line: str | None) -> list[tuple[RichText, int | None]]:
        """Return the text of each authored part that has any, and its line; link and tags end the last."""
        texts = [(self.found(self.markup.text(part.blocks)), part.line) for part in self.body.parts]
        texts = [(item, line) for item, line in texts if item.text]
        said = [span for item, _ in texts for span in item.spans]
        if link_line and any(span.kind == "link" and span.value in {link_line, self.own_link()} for span in said):
            link_line = None
        ends = [item for item in (_url(link_line), self.tags(said)) if item.text]
        if not ends:
            return [*texts]
        last, line = texts.pop() if texts else (RichText(""), 0)
        return [*texts, (joined([item for item in (last, *ends) if item.text], "\n\n"), line or None)]

    def tags(self, said: list[Span]) -> RichText:
        """Return the tags that the text does not have yet."""
        tags = self.post.tags if self.variant.tags is None else self.variant.tags
        seen = {span.value.casefold() for span in said if span.kind == "tag"}
        shown = []
        for tag in (tag.removeprefix("#") for tag in tags):
            if tag and tag.casefold() not in seen:
                seen.add(tag.casefold())
                shown.append(RichText(f"#{tag}", (Span("tag", 0, len(tag) + 1, tag),)))
        return joined(shown, " ") if shown else RichText("")

    def own_link(self) -> str | None:
        return self.post.link if self.variant.link is None else self.variant.link

    def link(self, has_media: bool) -> tuple[str | None, str | None]:  # noqa: FBT001 private
        """Return the link as a card, or as a line of its own."""
        link = self.own_link()
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

    def mention(self, key: str) -> tuple[str, str] | None:
        person = self.brand.people.get(key)
        shown = self.platform.mention(person, self.account) if person else None
        return (shown, shown.removeprefix("@")) if shown else None

    def person_name(self, key: str) -> str:
        person = self.brand.people.get(key)
        return person.name if person else key

    def split(
        self, item: RichText, number: int, total: int, line: int | None, where: tuple[str | int, ...] | None
    ) -> list[Part]:
        """Return the parts that ``item`` makes, split where the post allows it; ``number`` is the first's."""
        whole = self.part(item)
        if self.measure.holds(item.text, whole.length):
            return [whole]
        if self.post.thread != "auto" or "threads" not in self.card.features:
            rule, message = self.too_long(item, whole.length, number, total)
        else:
            try:
                return [self.part(piece) for piece in split(item, self.measure.fits)]
            except Unsplittable as fault:
                rule, message = self.too_long_piece(fault.piece)
        self.problems.append(Problem(rule=rule, message=message, where=where, line=line, part=number))
        return [whole]

    def part(self, item: RichText) -> Part:
        return Part(
            text=item.text,
            length=self.measure.length(item.text),
            limit=self.measure.limit,
            unit=self.card.text.unit,
            facets=item.facets(),
        )

    def too_long(self, item: RichText, length: int, number: int, total: int) -> tuple[str, str]:
        """Return the rule and the message of a text that is too long."""
        for span in item.spans:
            shown = item.text[span.start : span.end]
            if span.kind == "link" and len(shown) * 4 > self.measure.limit and not self.measure.fits(shown):
                return self.too_long_piece(shown)
        which = f"Part {number + 1} is" if total > 1 else "The text is"
        help_ = "Shorten it, give this account a text of its own under `variants:`"
        auto = ", or write `thread: auto`." if "threads" in self.card.features else "."
        excess = self.measure.excess(item.text, length)
        return "text-too-long", f"{which} {excess} for {self.account.name}. {help_}{auto}"

    def too_long_piece(self, piece: str) -> tuple[str, str]:
        rule = "url-longer-than-post" if piece.startswith(("http://", "https://")) else "text-too-long"
        what = "A URL" if rule == "url-longer-than-post" else "A word that can not be split"
        excess = self.measure.excess(piece)
        return rule, f"{what} alone is {excess} for {self.account.name}: {piece[:60]}… Shorten it."

    def lonely_tags(self, number: int) -> Problem:
        message = f"Part {number + 1} is nothing but tags. Put them at the end of a part that says something."
        return Problem(rule="thread-part-only-tags", message=message, where=self.text_key(), part=number)

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


def _with_mentions(text: str) -> list[Inline]:
    """Return a front-matter text as inlines: nothing is markup in it but ``@{name}``."""
    pieces = _PERSON.split(text.strip())
    return [Mention(piece) if number % 2 else Text(piece) for number, piece in enumerate(pieces) if piece]


def _url(url: str | None) -> RichText:
    return RichText(url, (Span("link", 0, len(url), url),)) if url else RichText("")

"""Why a rendering of ours differs from galaxy-social's own: named categories, each undone by one small function.

``explain`` applies them one after the other to both texts and returns the names of those that changed anything.
What is left unequal after all of them is a difference that nobody has defended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from smm_action.model.payload import Part

Texts = list[str]
Undo = Callable[[Texts, Texts], tuple[Texts, Texts]]

_COUNTER = " ({}/{})"
_MENTIONS_THEN_TAGS = re.compile(r"((?:^|\n)@[^\n]*)\n(#[^\n]*)\Z")
_BEFORE_ITEM = re.compile(r"\n\n(?=- |\d+\. )")
_TAIL = re.compile(r"(?:\s*[@#]\S+)+\s*")
_SENTENCE_END = frozenset(".!?…")


def explain(parts: Sequence[Part], chunks: Sequence[str]) -> tuple[str, ...] | None:
    """Return the categories that explain the difference, in order; none when equal, None when they do not."""
    ours, theirs = [part.text for part in parts], list(chunks)
    found: list[str] = []
    for name, undo in _CATEGORIES.items():
        if ours == theirs:
            break
        before = (ours, theirs)
        ours, theirs = undo([_spelled_out(part) for part in parts], theirs) if name == FACET else undo(ours, theirs)
        if (ours, theirs) != before:
            found.append(name)
    if ours != theirs and _words(ours) == _words(theirs):
        found.append(_cut(ours, theirs))
        ours = theirs
    return tuple(found) if ours == theirs else None


def _counters(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    total = len(theirs)
    if total == 1:
        return ours, theirs
    return ours, [text.removesuffix(_COUNTER.format(at, total)) for at, text in enumerate(theirs, start=1)]


def _bogus_counter(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, [theirs[0].removesuffix(_COUNTER.format(1, 1)), *theirs[1:]]


def _tags(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, [_MENTIONS_THEN_TAGS.sub(r"\1\n\n\2", text) for text in theirs]


def _facet(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, theirs


def _address_twice(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, [re.sub(r"(https?://\S+): \1", r"\1", text) for text in theirs]


def _empty_lines(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, [re.sub(r"\n{3,}", "\n\n", text) for text in theirs]


def _line_ends(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, [re.sub(r"[ \t]+(?=\n)", "", text) for text in theirs]


def _lists(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return [_as_they_list(text) for text in ours], [_as_they_list(text) for text in theirs]


def _as_they_list(text: str) -> str:
    return re.sub(r"\n {2,}(?=\S)", "\n", _BEFORE_ITEM.sub("\n", text))


def _escapes(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, [text.replace("\\&", "&") for text in theirs]


def _invisible(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    return ours, [text.replace("\u202c", "") for text in theirs]


def _tags_once(ours: Texts, theirs: Texts) -> tuple[Texts, Texts]:
    seen: set[str] = set()
    return ours, [_without_repeated_tags(text, seen) for text in theirs]


def _without_repeated_tags(text: str, seen: set[str]) -> str:
    lines = []
    for line in text.split("\n"):
        words = line.split()
        tags = [word.casefold() for word in re.findall(r"(?<!\S)#[\w-]+", line)]
        if words and len(tags) == len(words):
            fresh = [word for at, word in enumerate(words) if tags[at] not in {*seen, *tags[:at]}]
            lines.append(" ".join(fresh))
        else:
            lines.append(line)
        seen.update(tags)
    return "\n".join(lines).rstrip("\n")


FACET = "link-as-facet"
_CATEGORIES: dict[str, Undo] = {
    "counter": _counters,
    "counter-of-one": _bogus_counter,
    "tags-paragraph": _tags,
    FACET: _facet,
    "address-once": _address_twice,
    "empty-lines": _empty_lines,
    "line-end-space": _line_ends,
    "list-spacing": _lists,
    "escape": _escapes,
    "invisible-character": _invisible,
    "tag-once": _tags_once,
}
CUTS = ("cut-before-tail", "cut-inside-sentence", "cut-elsewhere")
NAMES = (*_CATEGORIES, *CUTS)


def _spelled_out(part: Part) -> str:
    """Return a part's text with each authored link as text and address, which is how they show it."""
    data, shown, at = part.text.encode(), b"", 0
    for facet in part.facets:
        text = data[facet.start : facet.end].decode()
        if facet.kind == "link" and facet.value not in {text, f"https://{text}", f"http://{text}"}:
            shown, at = shown + data[at : facet.end] + b": " + facet.value.encode(), facet.end
    return (shown + data[at:]).decode()


def _words(texts: Texts) -> list[str]:
    return " ".join(texts).split()


def _cut(ours: Texts, theirs: Texts) -> str:
    """Return which kind of cut of theirs ours avoids; the words are the same and all there."""
    if len(theirs) > 1 and _TAIL.fullmatch(theirs[-1]):
        return "cut-before-tail"
    whole = "\n\n".join(ours)
    position = 0
    for text in theirs[:-1]:
        for letter in "".join(text.split()):
            position = whole.index(letter, position) + 1
        gap = whole[position : len(whole) - len(whole[position:].lstrip())]
        if "\n" not in gap and whole[position - 1] not in _SENTENCE_END:
            return "cut-inside-sentence"
    return "cut-elsewhere"

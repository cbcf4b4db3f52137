"""What is refused before a block of YAML is composed, and faults in words an author understands.

libyaml's composer recurses on the C stack: some 20,000 nested brackets end the process. Its parser does not recurse, so
the depth is counted on its events, lazily, and the first place that is too deep ends it. The events cost as much as
reading itself; only a block that looks suspicious is looked at twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import yaml

from smm_action.content.yaml_marks import Mark, YamlFault, mark_of

T = TypeVar("T")
DEPTH = 32
"""Levels of lists and mappings; the deepest place that a schema of ours knows is the seventh."""
_SHORTHAND = re.compile(r"(?:^|[\s\[{,:])(?:[*&][^\s,\[\]{}]|!)")
"""Where an alias, an anchor or a tag may begin."""
_INDENT = "\n" + " " * (DEPTH // 2)
_OPENERS = ("[", "{", "- ", "-\t", "? ", ": :")
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def check(text: str, loader: Any) -> None:
    """Raise at the first alias, anchor or tag, and where ``text`` is nested deeper than ``DEPTH``.

    Aliases are how a few bytes become gigabytes, and a text that begins with ``&`` or ``!`` would lose its first word.
    """
    if not suspicious(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            raise YamlFault(_refusal("An alias", "*"), mark_of(event.start_mark))
        if getattr(event, "anchor", None):
            raise YamlFault(_refusal("An anchor", "&"), mark_of(event.start_mark))
        if getattr(event, "tag", None):
            raise YamlFault(_refusal("A tag", "!"), mark_of(event.start_mark))
        if isinstance(event, _OPENING):
            depth += 1
            if depth > DEPTH:
                raise YamlFault(f"This is nested too deeply: {DEPTH} levels at most.", mark_of(event.start_mark))
        elif isinstance(event, _CLOSING):
            depth -= 1


def suspicious(text: str) -> bool:
    """Whether ``text`` may hold what ``check`` refuses."""
    if _INDENT in text or sum(text.count(opener) for opener in _OPENERS) >= DEPTH:
        return True
    return any(sign in text for sign in "*&!") and _SHORTHAND.search(text) is not None


def guarded(text: str, call: Callable[[], T]) -> T:
    """Return what ``call`` returns of ``text``; whatever PyYAML raises becomes a fault with a place."""
    try:
        return call()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(_in_words(error), mark_of(mark) if mark else Mark(1, 1)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise YamlFault(f"The character U+{error.character:04X} may not stand here; remove it.", place) from None
    except RecursionError:
        raise YamlFault("It is nested too deeply.", Mark(1, 1)) from None
    except (ValueError, yaml.YAMLError) as error:
        raise YamlFault(f"This is not YAML: {error}.", Mark(1, 1)) from None


def _refusal(what: str, sign: str) -> str:
    return f"{what} (`{sign}name`) is not read here; put text that starts with {sign} in quotes."


def _in_words(error: Any) -> str:
    problem = str(error.problem or error)
    hints = {
        "mapping values are not allowed": "A value with a colon and a space in it needs quotes.",
        "cannot start any token": 'A value that starts with this character needs quotes, for instance "@user".',
        "could not find expected ':'": "A key needs a colon and a space after it.",
        "block mapping": "Keys of one block start in the same column, with spaces, not tabs.",
        "alias": "Text that starts with * needs quotes.",
        "anchor": "Text that starts with & needs quotes.",
        "a tag": "Text that starts with ! needs quotes.",
        "found a tab": "Indent with spaces, not tabs.",
        "expected ',' or ']'": "A list in brackets needs its closing ].",
        "expected ',' or '}'": "A block in braces needs its closing }.",
        "unexpected end of stream": "A quote or bracket is never closed.",
        "multiple documents": "A second document begins here; a post has one block of front matter.",
        "another document": "A second document begins here; a post has one block of front matter.",
    }
    for words, hint in hints.items():
        if words in problem or words in str(error.context or ""):
            return f"{hint} (YAML: {problem})"
    return f"This is not YAML: {problem}."

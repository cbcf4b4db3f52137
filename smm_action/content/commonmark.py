"""markdown-it set up for posts, and kept from losing content and from taking more than linear time."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from smm_action.content.bare_urls import bare_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

DEEPEST = 40
"""Levels of quotes and lists (a list takes two): what would be deeper stays the characters it is written with.

markdown-it drops what is nested deeper than ``maxNesting``, and every level costs frames of Python's stack.
"""


@functools.cache
def parser() -> MarkdownIt:
    """Return the parser."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import blockquote, list_block
    from markdown_it.rules_inline import image, link

    # lheading off: `text` over `---` would be a heading, and the thread break an author meant would vanish;
    # text_join off: an escaped `\:` or `\@` must not find its way back into a shortcode or a mention
    made = MarkdownIt("commonmark", {"maxNesting": 2 * DEEPEST}).disable(["lheading", "reference", "text_join"])
    made.block.ruler.at("blockquote", _shallow(blockquote), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    made.block.ruler.at("list", _shallow(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    made.inline.ruler.at("link", _closed(link))
    made.inline.ruler.at("image", _closed(image))
    made.inline.ruler.before("escape", "bare_url", bare_url)
    return made


def _shallow(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 markdown-it's signature
        return state.level < DEEPEST and rule(state, start, end, silent)

    return limited


def _closed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Return ``rule`` for links and images, asked only where ``](`` follows: each try reads on to the end."""

    def asked(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 markdown-it's signature
        return state.src[state.pos] in "![" and state.pos < _last_close(state.src) and rule(state, silent)

    return asked


@functools.lru_cache(maxsize=1)
def _last_close(text: str) -> int:
    return text.rfind("](")

"""Apply safe fixes to the text of a file."""

from __future__ import annotations

from collections.abc import Iterable

from smm_action.model.finding import Fix


def apply_fixes(text: str, fixes: Iterable[Fix]) -> str:
    r"""Return ``text`` (decoded, without BOM, every line end a line feed) with the fixes applied.

    Of two fixes that overlap the first one counts; linting again finds what is left. A fix that reaches
    beyond the text is left out.
    """
    pieces: list[str] = []
    position = 0
    for fix in sorted(set(fixes), key=lambda held: (held.start, held.end, held.replacement)):
        if fix.start < position or fix.end < fix.start or fix.end > len(text):
            continue
        pieces += (text[position : fix.start], fix.replacement)
        position = fix.end
    pieces.append(text[position:])
    return "".join(pieces)

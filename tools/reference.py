"""Write the generated parts of the documentation, or with ``--check`` say which are out of date.

Everything here comes from the code: commands and the page of ``smm --help`` from click, rules from their docstrings,
platforms from their cards, inputs from action.yml, keys from the schemas. A page between two markers keeps what
stands around it.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools.pages import action_page, commands_page, platforms_page, rules_page, sandbox_page, schemas_page  # noqa: E402

PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/commands.md": commands_page.page,
    "docs/reference/rules.md": rules_page.page,
    "docs/reference/platforms.md": platforms_page.page,
    "docs/reference/keys.md": schemas_page.page,
    "docs/reference/action.md": action_page.page,
    "smm_action/cli/help_page.py": commands_page.help_page,
}
BLOCKS: dict[tuple[str, str], Callable[[], str]] = {
    ("README.md", "platforms"): platforms_page.tiers,
    ("docs/how-to/sandbox.md", "operations"): sandbox_page.operations,
    ("README.md", "inputs"): action_page.inputs,
    ("README.md", "outputs"): action_page.outputs,
}


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each file that has generated parts with what it must hold."""
    for name, make in PAGES.items():
        yield ROOT / name, make()
    for document in sorted({document for document, _ in BLOCKS}):
        path = ROOT / document
        text = path.read_text("utf-8")
        for (where, block), make in BLOCKS.items():
            if where == document:
                text = replace_block(text, block, make())
        yield path, text
    for path in sorted((ROOT / "docs" / "platforms").glob("*.md")):
        text = path.read_text("utf-8")
        if "<!-- card:begin -->" in text:
            yield path, replace_block(text, "card", platforms_page.card_table(path.stem))


def replace_block(text: str, name: str, content: str) -> str:
    """Return ``text`` with what stands between the markers ``name`` replaced by ``content``."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"the markers {begin} and {end} are needed")
    return f"{before}{begin}\n{content.strip()}\n{end}{after}"


def main() -> int:
    """Write, or check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when something is out of date")
    check: bool = parser.parse_args().check
    stale = 0
    for path, text in generated():
        held = path.read_text("utf-8") if path.exists() else ""
        if held == text:
            continue
        stale += 1
        if check:
            difference = difflib.unified_diff(
                held.splitlines(), text.splitlines(), path.name, "generated", lineterm="", n=0
            )
            print("\n".join([f"{path.relative_to(ROOT)} is out of date; run `make docs`", *list(difference)[:12]]))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

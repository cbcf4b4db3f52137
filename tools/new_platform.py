"""Begin a platform: its package, schema, page and contract test, which fails until the platform is real.

``make new-platform NAME=example`` writes the files; nothing that is there is overwritten. What stands between ``⟨`` and
``⟩`` in them is for you to replace.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(__file__).with_name("scaffold")
PLACES: Mapping[str, str] = {
    "__init__.py.txt": "smm_action/platforms/{name}/__init__.py",
    "platform.py.txt": "smm_action/platforms/{name}/platform.py",
    "card.toml.txt": "smm_action/platforms/{name}/card.toml",
    "errors.toml.txt": "smm_action/platforms/{name}/errors.toml",
    "schema.json.txt": "schemas/platforms/{name}.schema.json",
    "page.md.txt": "docs/platforms/{name}.md",
    "test.py.txt": "tests/contract/test_{name}.py",
}
"""Template → where it goes."""
NAME = re.compile(r"[a-z][a-z0-9]{1,39}")


def scaffold(name: str, root: Path) -> list[Path]:
    """Write the files of a platform below ``root`` and return their paths.

    Raises:
        SystemExit: the name is none, or a file is there already; nothing was written.
    """
    if not NAME.fullmatch(name):
        raise SystemExit(f"{name!r} is no name of a platform: lower-case letters and digits, beginning with a letter.")
    targets = {template: root / place.format(name=name) for template, place in PLACES.items()}
    there = [path for path in targets.values() if path.exists()]
    if there:
        raise SystemExit(f"{there[0].relative_to(root)} is there already. Choose another name, or remove it.")
    for template, path in targets.items():
        text = (TEMPLATES / template).read_text("utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("NAME", name).replace("TITLE", name.capitalize()), "utf-8")
    return list(targets.values())


def main() -> None:
    """Scaffold, and say what comes next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="as it will stand in smm.yml: lower-case letters and digits")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    given = parser.parse_args()
    for path in scaffold(given.name, given.root):
        print(f"wrote {path.relative_to(given.root)}")
    print(f"\nNext: fill in the card, then make {given.name} real until this passes:")
    print(f"  .venv/bin/python -m pytest tests/contract/test_{given.name}.py tests/contract/test_every_platform.py")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""``smm lint`` against reading the files, and against two tools that look at the front matter alone.

The peers get the easier work: python-frontmatter + jsonschema checks the front matter against the same schema with
one validator for all files, and check-jsonschema gets YAML files that were cut out of the posts before. ``smm lint``
also renders every post for its three accounts, counts, and runs every rule.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.posts import content_root
from benchmarks.quotes import Quote
from benchmarks.timing import interleaved, ratio, report

SCHEMA = Path(__file__).parents[1] / "schemas" / "post.schema.json"
RUNS = {1_000: 7, 10_000: 3}
COLD, WARM = "smm lint", "smm lint again, nothing changed"
BYTES, LOOP, CHECK = "reading the files", "python-frontmatter + jsonschema", "check-jsonschema"
READ = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        handle = os.open(f"{folder}/{name}", os.O_RDONLY)
        os.read(handle, os.fstat(handle).st_size)
        os.close(handle)
"""
NAIVE = """
import json, pathlib, sys
import frontmatter, jsonschema
schema = jsonschema.Draft202012Validator(json.loads(pathlib.Path(sys.argv[2]).read_bytes()))
posts = pathlib.Path(sys.argv[1]).rglob("*.md")
sys.exit(not all(schema.is_valid(frontmatter.load(path).metadata) for path in posts))
"""


def main() -> list[Quote]:
    """Print the ratios; return those of every size, cold and warm."""
    with tempfile.TemporaryDirectory(prefix="smm-bench-") as folder:
        return [quote for size in RUNS for quote in _compare(Path(folder), size)]


def _compare(folder: Path, size: int) -> list[Quote]:
    root = content_root(folder, size)
    posts = str(root / "posts")
    lint = f"{sys.executable} -m smm_action lint"
    rows = interleaved(
        {
            BYTES: [sys.executable, "-c", READ, posts],
            COLD: ["sh", "-c", f"rm -rf .git/smm && exec {lint}"],
            WARM: ["sh", "-c", f"exec {lint}"],
            LOOP: [sys.executable, "-c", NAIVE, posts, str(SCHEMA)],
            CHECK: [sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA), *_extracted(root)],
        },
        runs=RUNS[size],
        # a round of ten thousand posts takes half a minute
        warm_up=size < 10_000,
        cwd=root.parent,
        status=0,
    )
    report(f"Lint of {size:,} posts, all rules, rendered for three accounts", rows, CHECK)
    return [
        Quote(work=f"{work}, {size:,} posts", costs=[(ratio(rows, name, peer), peer) for peer in (CHECK, LOOP, BYTES)])
        for name, work in ((COLD, "`smm lint`"), (WARM, "`smm lint` again, nothing changed"))
    ]


def _extracted(root: Path) -> list[str]:
    """Write the front matter of each post into a YAML file and return their paths."""
    out = root.parent.parent / f"front-matter-{root.parent.name}"
    out.mkdir(exist_ok=True)
    found = []
    for path in sorted((root / "posts").rglob("*.md")):
        file = out / f"{path.stem}.yml"
        file.write_text(path.read_text().split("---\n")[1])
        found.append(str(file))
    return found


if __name__ == "__main__":
    main()

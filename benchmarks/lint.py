"""``smm lint`` against reading the files, and against two tools that look at the front matter alone.

The peers get the easier work: they check the front matter against the same schema and nothing else. check-jsonschema
gets YAML files that were cut out of the posts before. python-frontmatter + jsonschema comes twice: as one would write
it, ``jsonschema.validate`` for each file, which checks the schema again each time (1,000 posts only: 10,000 take
minutes), and with one validator for all files. ``smm lint`` also renders every post for its three accounts, counts in
each platform's unit, and runs every rule.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.posts import content_root
from benchmarks.quotes import Quote
from benchmarks.timing import interleaved, ratio, report

SCHEMA = Path(__file__).parents[1] / "schemas" / "post.schema.json"
RUNS = {1_000: 3, 10_000: 3}
MOST_EACH = 1_000
COLD, WARM = "smm lint", "smm lint again, nothing changed"
BYTES, CHECK = "reading the files", "check-jsonschema"
EACH, ONCE = "python-frontmatter + `jsonschema.validate`", "python-frontmatter + one jsonschema validator"
READ = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        handle = os.open(f"{folder}/{name}", os.O_RDONLY)
        os.read(handle, os.fstat(handle).st_size)
        os.close(handle)
"""
LOOP = """
import json, pathlib, sys
import frontmatter, jsonschema
schema = json.loads(pathlib.Path(sys.argv[2]).read_bytes())
validator = jsonschema.Draft202012Validator(schema)
for path in pathlib.Path(sys.argv[1]).rglob("*.md"):
    metadata = frontmatter.load(path).metadata
    {check}
"""


def main() -> list[Quote]:
    """Print the ratios; return those of every size, cold and warm."""
    with tempfile.TemporaryDirectory(prefix="smm-bench-") as folder:
        return [quote for size in RUNS for quote in _compare(Path(folder), size)]


def _compare(folder: Path, size: int) -> list[Quote]:
    root = content_root(folder, size)
    posts = str(root / "posts")
    lint = f"{sys.executable} -m smm_action lint"
    commands = {
        BYTES: [sys.executable, "-c", READ, posts],
        COLD: ["sh", "-c", f"rm -rf .git/smm && exec {lint}"],
        WARM: ["sh", "-c", f"exec {lint}"],
        CHECK: [sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA), *_extracted(root)],
        EACH: _loop("jsonschema.validate(metadata, schema)", posts),
        ONCE: _loop("validator.validate(metadata)", posts),
    }
    if size > MOST_EACH:
        del commands[EACH]
    # a round takes half a minute: no time for a warm-up
    rows = interleaved(commands, runs=RUNS[size], warm_up=False, cwd=root.parent, status=0)
    report(f"Lint of {size:,} posts, all rules, rendered for three accounts", rows, CHECK)
    peers = [peer for peer in (CHECK, EACH, ONCE, BYTES) if peer in rows]
    return [
        Quote(work=f"{work}, {size:,} posts", costs=[(ratio(rows, name, peer), peer) for peer in peers])
        for name, work in ((COLD, "`smm lint`"), (WARM, "`smm lint` again, nothing changed"))
    ]


def _loop(check: str, posts: str) -> list[str]:
    return [sys.executable, "-c", LOOP.format(check=check), posts, str(SCHEMA)]


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

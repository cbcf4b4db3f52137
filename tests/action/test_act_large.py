"""The workflow of docs/how-to/large-repositories.md, run by act: a job for each of four accounts, and one after them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from smm_action.ledger.store import entries
from tests.action.test_act import ROOT, UNKNOWN_TO_ACT, Place, act, action

__all__ = ["act", "action"]
PAGE = (ROOT / "docs/how-to/large-repositories.md").read_text("utf-8")
ACCOUNTS = ("red", "blue", "green", "grey")
SMM_YML = "brand: acme\ntimezone: UTC\naccounts:\n" + "".join(
    f"  {name}: {{platform: microblog, base_url: https://{name}.example/}}\n" for name in ACCOUNTS
)
pytestmark = [pytest.mark.act, pytest.mark.timeout(900)]


@pytest.fixture
def place(tmp_path: Path, act: Path, action: Path) -> Place:
    made = Place(tmp_path, act, action)
    found = re.search(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    text = UNKNOWN_TO_ACT.sub("", found[1])
    # the environment of this test stands in for the one that install.sh makes
    text = re.sub(r"\n +venv: .*", "", text).replace('"$RUNNER_TEMP/smm/bin/python"', f'"{sys.executable}"')
    text = re.sub(r"(\n +)command: (?!gate)(\w+)", rf"\1command: \2\1venv: {sys.prefix}", text)
    (made.repository / ".github/workflows/publish.yml").write_text(text, "utf-8")
    for path in (made.repository / "content" / "posts").rglob("*.md"):
        path.unlink()
    (made.repository / "content" / "smm.yml").write_text(SMM_YML, "utf-8")
    for number in range(3):
        made.post(f"p{number}", f"---\nplatforms: [{', '.join(ACCOUNTS)}]\ntime: asap\n---\nPost {number}.\n")
    made.commit("Write posts for four accounts")
    return made


def test_four_jobs_publish_and_the_next_tick_does_nothing(place: Place) -> None:
    done = place.run("schedule", "publish.yml")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    origin = place.directory / "origin.git"
    listed = place.git("ls-tree", "-r", "--name-only", "smm-state", where=origin).splitlines()
    for name in ACCOUNTS:
        assert {f"site/{name}/p{number}/index.html" for number in range(3)} <= set(listed)
    said = [
        entry
        for path in listed
        if path.startswith("ledger/") and path.endswith(".jsonl")
        for entry in entries(path, place.git("show", f"smm-state:{path}", where=origin).encode())
    ]
    claims = {(e.delivery.account, e.owner.shard) for e in said if e.kind == "claimed" and e.owner is not None}
    assert claims == {(name, number) for number, name in enumerate(sorted(ACCOUNTS))}
    assert sum(entry.kind == "published" for entry in said) == 3 * len(ACCOUNTS)
    again = place.run("schedule", "publish.yml")
    assert again.returncode == 0, again.stdout[-3000:]
    assert "No work" in again.stdout

"""A month of 500 deliveries rehearsed, against a bare httpx loop that makes the same creates on the same sandbox."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from benchmarks.quotes import Quote
from benchmarks.timing import interleaved, ratio, report
from smm_action.sandbox.server import running

POSTS = 125
FIRST = datetime(2026, 12, 1, 8, tzinfo=UTC)
APART = timedelta(minutes=345)
SERVED = ("bench-mastodon", "bench-second", "bench-bluesky")
CONFIG = """brand: bench
timezone: UTC
accounts:
  bench-pages: {platform: microblog, base_url: "https://bench.example/"}
  bench-mastodon: {platform: mastodon, server: "https://mastodon.example", handle: bench}
  bench-second: {platform: mastodon, server: "https://second.example", handle: bench}
  bench-bluesky: {platform: bluesky, handle: bench.bsky.social}
sets: {all: [bench-pages, bench-mastodon, bench-second, bench-bluesky]}
"""
REHEARSED, BARE = "smm rehearse, 500 deliveries in a month", "375 creates with httpx"
RUNS = 3


def main() -> list[Quote]:
    """Print the ratio, and how many deliveries a second either makes."""
    with tempfile.TemporaryDirectory(prefix="smm-bench-") as folder:
        root = _content(Path(folder))
        smm = [sys.executable, "-m", "smm_action", "--root", str(root), "--quiet"]
        commands = {
            BARE: [sys.executable, "-c", "from benchmarks.rehearse import bare; bare()"],
            REHEARSED: [*smm, "rehearse", "--from", "2026-12-01", "--to", "2026-12-31"],
        }
        rows = interleaved(commands, runs=RUNS, warm_up=False, status=0)
    report("A month of ticks that are late, left out and killed (four accounts, three of them on a server)", rows, BARE)
    for name, row in rows.items():
        print(f"  {name:<52} {len(SERVED) * POSTS / row.cpu:9.0f} creates a second of processor time")
    return [Quote(work="a month of 500 deliveries rehearsed", costs=[(ratio(rows, REHEARSED, BARE), BARE)])]


def bare() -> None:
    """Make every create of the month, one after another, on a connection that is kept."""
    with running() as sandbox, httpx.Client(base_url=sandbox.url, trust_env=False) as client:
        for account in SERVED:
            token = _token(client, account)
            for number in range(POSTS):
                path, body = _create(account, number)
                answer = client.post(path, json=body, headers={"authorization": f"Bearer {token}"})
                answer.raise_for_status()


def _token(client: httpx.Client, account: str) -> str:
    if not account.endswith("bluesky"):
        return f"sandbox-{account}"
    given = {"identifier": "bench.bsky.social", "password": f"sandbox-{account}"}
    answer = client.post("/xrpc/com.atproto.server.createSession", json=given)
    return str(answer.json()["accessJwt"])


def _create(account: str, number: int) -> tuple[str, Mapping[str, object]]:
    if not account.endswith("bluesky"):
        return "/api/v1/statuses", {"status": _text(number)}
    record = {"$type": "app.bsky.feed.post", "text": _text(number), "createdAt": FIRST.isoformat()}
    place = {"repo": "bench.bsky.social", "collection": "app.bsky.feed.post"}
    return "/xrpc/com.atproto.repo.createRecord", {**place, "record": record}


def _content(folder: Path) -> Path:
    (folder / "posts").mkdir()
    (folder / "smm.yml").write_text(CONFIG)
    for number in range(POSTS):
        time = (FIRST + number * APART).isoformat()
        post = f"---\nplatforms: [all]\ntime: {time}\n---\n{_text(number)}\n"
        (folder / "posts" / f"p{number}.md").write_text(post)
    return folder


def _text(number: int) -> str:
    return f"Post number {number} of the month, with a text of the usual length and nothing else to see."


if __name__ == "__main__":
    main()

"""A batch: 200 due deliveries over ten accounts, published, against a bare httpx loop with the same requests.

The loop has a thread for each account, which signs in and creates one post after another on a connection that is kept.
It remembers nothing, so it may do anything twice; ``publish`` claims, looks for a freeze or a hold before each create,
and pushes what came of it to a bare origin. The sandbox is a process of its own, a new one for every run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from benchmarks.quotes import Quote
from benchmarks.timing import Rows, once, ratio, report, timed

ACCOUNTS, POSTS = 10, 20
NAMES = tuple(f"account-{number}" for number in range(ACCOUNTS))
"""Even ones are on Mastodon, odd ones on Bluesky."""
PUBLISHED, BARE = (
    f"smm publish, {ACCOUNTS * POSTS} due on {ACCOUNTS} accounts",
    f"{ACCOUNTS * POSTS} creates with httpx",
)
RUNS = 3
SERVE = "import sys; from smm_action.sandbox.server import serve; serve(lambda s: print(s.url, flush=True))"
RECORD = "app.bsky.feed.post"


def main() -> list[Quote]:
    """Print the ratio, and how many commits a batch took."""
    taken: dict[str, list[tuple[float, float]]] = {BARE: [], PUBLISHED: []}
    commits: list[int] = []
    for _ in range(RUNS):
        with sandbox() as url:
            taken[BARE].append(
                once([sys.executable, "-c", f"from benchmarks.batch import bare; bare({url!r})"], status=0)
            )
        with sandbox() as url, tempfile.TemporaryDirectory(prefix="smm-bench-") as folder:
            clone = _repository(Path(folder))
            publish = [sys.executable, "-m", "smm_action", "--sandbox", url, "publish"]
            once(publish, cwd=clone, status=0)  # nothing is due yet: it begins the state branch
            before = _commits(clone)
            _write_posts(clone)
            taken[PUBLISHED].append(once(publish, cwd=clone, status=0))
            commits.append(_commits(clone) - before)
    rows: Rows = {name: timed(pairs) for name, pairs in taken.items()}
    report("A batch: claimed, sent, recorded", rows, BARE)
    _told(rows, commits)
    return [
        Quote(
            work=f"a batch of {ACCOUNTS * POSTS} on {ACCOUNTS} accounts", costs=[(ratio(rows, PUBLISHED, BARE), BARE)]
        )
    ]


def bare(url: str) -> None:
    """Sign in to every account and make every create, an account a thread."""
    threads = [threading.Thread(target=_account, args=(url, name)) for name in NAMES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _account(url: str, name: str) -> None:
    with httpx.Client(base_url=url, trust_env=False) as client:
        if NAMES.index(name) % 2 == 0:
            client.headers["authorization"] = f"Bearer sandbox-{name}"
            client.get("/api/v1/accounts/verify_credentials").raise_for_status()
            for number in range(POSTS):
                body: dict[str, object] = {"status": _text(name, number), "visibility": "public"}
                headers = {"idempotency-key": f"{name}-{number}"}
                client.post("/api/v1/statuses", json=body, headers=headers).raise_for_status()
        else:
            given = {"identifier": f"{name}.bsky.social", "password": f"sandbox-{name}"}
            session = client.post("/xrpc/com.atproto.server.createSession", json=given).json()
            client.headers["authorization"] = f"Bearer {session['accessJwt']}"
            place = {"repo": session["did"], "collection": RECORD}
            for number in range(POSTS):
                key = f"3jui7kd54{number:02}2a".translate(_KEY)
                record = {"$type": RECORD, "text": _text(name, number), "createdAt": "2026-12-01T08:00:00Z"}
                body = {**place, "rkey": key, "record": record, "swapRecord": None}
                client.post("/xrpc/com.atproto.repo.putRecord", json=body).raise_for_status()


_KEY = str.maketrans("0189", "abcd")
"""Record keys have no 0, 1, 8 and 9."""


@contextmanager
def sandbox() -> Iterator[str]:
    """Serve from a process of its own, and give its address."""
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _repository(folder: Path) -> Path:
    """Return a clone without posts, with a bare origin."""
    origin, clone = folder / "origin.git", folder / "clone"
    _git(folder, "init", "-q", "--bare", "-b", "main", str(origin))
    _git(folder, "init", "-q", "-b", "main", str(clone))
    _git(clone, "remote", "add", "origin", f"file://{origin}")
    accounts = "".join(f"  {name}: {{{_account_of(name)}}}\n" for name in NAMES)
    (clone / "content").mkdir()
    (clone / "content" / "smm.yml").write_text(f"brand: bench\ntimezone: UTC\naccounts:\n{accounts}")
    _merge(clone)
    return clone


def _write_posts(clone: Path) -> None:
    """Merge posts that became due a minute ago."""
    posts = clone / "content" / "posts"
    posts.mkdir()
    time = f"{datetime.now(UTC) - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
    for name in NAMES:
        for number in range(POSTS):
            text = f"---\nplatforms: [{name}]\ntime: {time}\n---\n{_text(name, number)}\n"
            (posts / f"{name}-{number}.md").write_text(text)
    _merge(clone)


def _merge(clone: Path) -> None:
    _git(clone, "add", "-A")
    _git(clone, "-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-q", "-m", "posts")
    _git(clone, "push", "-q", "origin", "main")


def _commits(clone: Path) -> int:
    return int(_git(clone, "rev-list", "--count", "refs/smm/state/smm-state"))


def _account_of(name: str) -> str:
    if NAMES.index(name) % 2 == 0:
        return f'platform: mastodon, server: "https://mastodon.example", handle: {name}'
    return f"platform: bluesky, handle: {name}.bsky.social"


def _text(name: str, number: int) -> str:
    return f"Post number {number} of {name}, with a text of the usual length and nothing else to see."


def _told(rows: Rows, commits: list[int]) -> None:
    wall = rows[PUBLISHED].wall
    times, speed = wall / rows[BARE].wall, ACCOUNTS * POSTS / wall
    print(f"  wall time {times:.1f} × that of the loop, {speed:.0f} deliveries a second")
    print(f"  {max(commits)} commits in {wall:.1f} s at most; 3 for a batch and 6 a minute are allowed")


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()

"""Repositories whose ledger holds many published posts: a bare origin, and a clone with ten posts that are due."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smm_action.core.clock import format_instant
from smm_action.ledger.branch import StateBranch
from smm_action.ledger.codec import to_line
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.store import append
from smm_action.model.delivery import DeliveryId, Receipt
from smm_action.model.entry import Entry, Owner
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.project import StateLocation

BRANCH = "smm-state"
CONFIG = """brand: bench
timezone: UTC
accounts:
  bench-pages: {platform: microblog, base_url: "https://bench.example/"}
"""
WHO = "bench <bench@example.org> 1790000000 +0000"
PAYLOAD = {"payload": {"parts": [{"text": "A text of the usual length. " * 12}]}}
"""About what a claim keeps of a post: the ledger's lines are as long as real ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """An origin, and a clone that has seen its state branch."""

    clone: Path
    origin: Path
    state: str
    """The head of the state branch."""


def repository(parent: Path, published: int, due: int = 10) -> Repository:
    """Make a repository with ``published`` deliveries on its ledger and ``due`` posts that are due now."""
    origin, clone = parent / f"origin-{published}.git", parent / f"clone-{published}"
    _git(parent, "init", "-q", "--bare", "--initial-branch", "main", str(origin))
    _git(parent, "init", "-q", "--initial-branch", "main", str(clone))
    (clone / "content" / "posts").mkdir(parents=True)
    (clone / "content" / "smm.yml").write_text(CONFIG)
    time = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    for number in range(due):
        text = (
            f"---\nplatforms: [bench-pages]\ntime: {format_instant(time)}\nmax_late: 2w\n---\nDue, number {number}.\n"
        )
        (clone / "content" / "posts" / f"due-{number}.md").write_text(text)
    _git(clone, "add", "-A")
    _git(clone, "-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-q", "-m", "posts")
    _git(clone, "remote", "add", "origin", str(origin))
    _git(clone, "push", "-q", "-u", "origin", "main")
    _git(origin, "fast-import", "--quiet", stdin=b"".join(_history(published)))
    _git(clone, "fetch", "-q", "origin")
    return Repository(clone=clone, origin=origin, state=_next_commit(clone, published))


def _next_commit(clone: Path, published: int) -> str:
    """Publish one more as the tool does, and return the head: from there on the branch is what its commits make of it.

    The commit before this one is as an older version left it, so this one derives the summary, where there is one.
    """
    branch = StateBranch(clone, StateLocation(branch=BRANCH), os.environ)
    branch.fetch()
    return branch.commit(append(_life(_delivery(published), published)), "Record one more")


def _history(published: int) -> Iterator[bytes]:
    """Yield one commit for ``git fast-import``, with a file for each delivery."""
    yield f"commit refs/heads/{BRANCH}\ncommitter {WHO}\ndata 5\nstate\n".encode()
    for number in range(published):
        delivery = _delivery(number)
        data = b"".join(to_line(entry) + b"\n" for entry in _life(delivery, number))
        yield f"M 100644 inline {ledger_path(delivery)}\ndata {len(data)}\n".encode() + data + b"\n"


def _delivery(number: int) -> DeliveryId:
    return DeliveryId(BrandName("bench"), PostId(f"post-{number:06}"), AccountName("bench-pages"))


def _life(delivery: DeliveryId, number: int) -> tuple[Entry, Entry]:
    """Return a claim and its success, at a time long ago."""
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * number % 500_000)
    owner = Owner(run=str(number), nonce=f"{number:032x}")
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    said = {"delivery": delivery, "owner": owner, "key": digest, "content_digest": digest}
    page = Receipt(part=0, id=str(number), url=f"https://bench.example/{delivery.post}", at=format_instant(at))
    lease = format_instant(at + timedelta(minutes=20))
    return (
        Entry(
            kind="claimed", at=format_instant(at), lease_until=lease, due=format_instant(at), payload=PAYLOAD, **said
        ),  # type: ignore[arg-type]
        Entry(kind="published", at=format_instant(at + timedelta(seconds=2)), receipts=(page,), **said),  # type: ignore[arg-type]
    )


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()

"""The judge itself: each lie that can be told about a tick is seen for what it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.chaos.crew import Crew
from tests.chaos.truth import Verdict, judge
from tests.scenarios.repositories import Repository

Lie = Callable[[Crew], None]


def rewritten(old: str, new: str) -> Lie:
    """Return what replaces a text in every ledger file of the state branch."""

    def lie(crew: Crew) -> None:
        work = crew.root / "liar"
        crew.origin.git("clone", "-q", "--template=", "-b", "smm-state", str(crew.origin.path), str(work))
        for path in work.glob("ledger/**/*.jsonl"):
            path.write_text("".join(f"{line.replace(old, new)}\n" for line in path.read_text().splitlines()))
        liar = Repository(work)
        liar.commit("Lie")
        liar.git("push", "-q", "origin", "HEAD:smm-state")

    return lie


def copied(crew: Crew) -> None:
    (first, *_) = crew.sandbox.store.records("mastodon", "status")
    crew.sandbox.store.put(type(first)(**{**_fields(first), "key": "9" * 18}))


def gone(crew: Crew) -> None:
    (first, *_) = crew.sandbox.store.records("mastodon", "status")
    crew.sandbox.store._run("delete from records where key = ?", first.key)
    crew.sandbox.store._run("delete from writes where key = ?", first.key)


def unclaimed(crew: Crew) -> None:
    trace = crew.runners[0].trace
    trace.write_text(trace.read_text().replace('"nonce": "', '"nonce": "0'))


def crashed(crew: Crew) -> None:
    crew.runners[0].err.write_text("Traceback (most recent call last):\nOSError: no")


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]


def faults(crew: Crew, column: str) -> list[str]:
    return [fault for verdict in judge(crew, 1).values() for fault in getattr(verdict, column)]


@pytest.mark.parametrize(
    ("lie", "column", "said"),
    [
        pytest.param(copied, "twice", "is there 2 times", id="a copy"),
        pytest.param(gone, "wrong", "published as", id="a post that is not there"),
        pytest.param(rewritten("/@acme_mastodon/", "/@somebody/"), "wrong", "does not show it", id="another address"),
        pytest.param(rewritten('"kind":"published"', '"kind":"retry"'), "lost", "still retry", id="never published"),
        pytest.param(rewritten('"kind":"published"', '"kind":"unknown"'), "lost", "without a reason", id="no question"),
        pytest.param(unclaimed, "wrong", "without a pushed claim", id="no claim of that runner"),
        pytest.param(crashed, "wrong", "a runner crashed: OSError: no", id="a crash"),
    ],
)
def test_a_lie_is_seen(crew: Crew, lie: Lie, column: str, said: str):
    assert crew.tick("runner-1").code == 0
    crew.clock.now += timedelta(minutes=1)
    assert not [fault for name in ("twice", "lost", "wrong") for fault in faults(crew, name)]
    lie(crew)
    assert any(said in fault for fault in faults(crew, column)), judge(crew, 1)


def test_a_verdict_names_every_fault():
    assert Verdict(twice=["a"], lost=["b"], wrong=["c"]).faults == ["a", "b", "c"]

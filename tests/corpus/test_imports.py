"""What holds for every corpus: all files accounted for, no fault of ours, exact values, nothing due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smm_action.content import yaml_core
from smm_action.content.frontmatter import parse
from smm_action.importers.writer import post_text
from smm_action.model.entry import Ledger
from smm_action.model.finding import Severity
from smm_action.plan.planner import plan
from smm_action.platforms import load as load_platform
from smm_action.platforms import names
from tests.corpus.conftest import Corpus

pytestmark = pytest.mark.shared

Of = Callable[[str], Corpus]
NAMES = ["galaxy-social", "twitter-together", "nodejs-bluesky"]
COUNTS = {"galaxy-social": (364, 184), "twitter-together": (56, 51), "nodejs-bluesky": (92, 83)}
DELIVERIES = {
    "galaxy-social": {"published": 661, "failed": 10, "draft": 4},
    "twitter-together": {"published": 51},
    "nodejs-bluesky": {"published": 83},
}
DISTANT = datetime(2100, 1, 1, tzinfo=UTC)
"""A moment at which everything that could ever be due is."""


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_accounted_for_once(corpus: Of, name: str) -> None:
    one = corpus(name)
    sources = [path.relative_to(one.source).as_posix() for path in one.source.rglob("*") if path.is_file()]

    assert sorted(line.source for line in one.imported.report.files) == sorted(sources)
    assert (len(sources), len(one.imported.posts)) == COUNTS[name]
    assert {line.into for line in one.imported.report.files if line.into} == {post.path for post in one.imported.posts}


@pytest.mark.parametrize("name", NAMES)
def test_the_report_says_the_same_numbers(corpus: Of, name: str) -> None:
    summary = corpus(name).imported.report.document()["summary"]

    assert sum(summary[fate] for fate in ("imported", "merged", "folded", "read", "left")) == summary["files"]
    assert summary["deliveries"] == DELIVERIES[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_written_reads_back_as_exactly_what_was_meant(corpus: Of, name: str) -> None:
    one = corpus(name)

    for post in one.imported.posts:
        read = parse((one.root / post.path).read_bytes())
        assert read.data == _lists(post.front), post.path
        assert read.duplicates == ()
        assert read.body.strip("\n") == post.body.strip("\n")
        assert post_text(post).encode() == (one.root / post.path).read_bytes()
    assert yaml_core.read((one.root / "smm.yml").read_text("utf-8"))[0] == _lists(one.imported.config)


@pytest.mark.parametrize("name", NAMES)
def test_loading_it_finds_no_error(corpus: Of, name: str) -> None:
    one = corpus(name)

    assert [finding for finding in one.project.findings if finding.severity is Severity.ERROR] == []
    assert len(one.project.posts) == len(one.imported.posts)
    assert all(post.valid for post in one.project.posts)


@pytest.mark.parametrize("name", NAMES)
def test_every_account_of_every_post_is_known_and_has_its_state(corpus: Of, name: str) -> None:
    for post in corpus(name).project.posts:
        assert post.accounts == post.platforms
        assert set(post.imported) == set(post.accounts), post.path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("now", [datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC), DISTANT])
def test_nothing_is_ever_due(corpus: Of, name: str, now: datetime) -> None:
    cards = {platform: load_platform(platform).card for platform in names()}

    found = plan(corpus(name).project, Ledger(), now, cards)

    assert (found.due, found.settle, found.upcoming, found.waiting) == ((), (), (), ())


def test_times_are_in_the_past_of_the_day_they_were_recorded(corpus: Of) -> None:
    """The processed files of nodejs/bluesky are named after the day; the record's key says the microsecond."""
    for post in corpus("nodejs-bluesky").project.posts:
        (imported,) = post.imported.values()
        assert imported.time is not None
        assert imported.time.date().isoformat() == post.id[:10]
        assert imported.time.utcoffset() == timedelta(0)


def _lists(value: Any) -> Any:
    """Return ``value`` with tuples as lists, which is how they are read."""
    if isinstance(value, dict):
        return {key: _lists(held) for key, held in value.items()}
    return [_lists(item) for item in value] if isinstance(value, (list, tuple)) else value

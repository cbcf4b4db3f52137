"""`smm rehearse` over months of real posts, and over a week on every platform."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smm_action.importers.formats import read
from smm_action.importers.writer import write
from tests.scenarios.conftest import post
from tests.scenarios.rehearsals import STORM, rehearsed
from tests.scenarios.test_every_platform import ASKED, PLATFORMS, picture
from tests.scenarios.test_every_platform import CONFIG as EVERYWHERE
from tests.shared import ROOT, shared


def one_month(root: Path) -> None:
    """Give every imported post a time in December, and a picture of its own repository."""
    (root / "media").mkdir(exist_ok=True)
    (root / "media/one.png").write_bytes((ROOT / "content/media/lantern.png").read_bytes())
    paths = sorted((root / "posts").rglob("*.md"))
    for number, path in enumerate(paths):
        when = datetime(2026, 12, 1, 6) + number * timedelta(days=30) / len(paths)  # noqa: DTZ001 written as a wall clock
        text = re.sub(
            r"^imported:\n(?:  .*\n)+", f"time: {when:%Y-%m-%d %H:%M}\n", path.read_text("utf-8"), flags=re.MULTILINE
        )
        text = re.sub(r"file: https?://\S+", "file: media/one.png", text)
        path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def galaxy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Galaxy project's posts as a month to come."""
    root = tmp_path_factory.mktemp("galaxy") / "content"
    write(read("galaxy-social", shared("corpus/galaxy-social")), root)
    one_month(root)
    return root


@pytest.mark.shared
@pytest.mark.timeout(900)
class TestMonths:
    """Show 2 of the issue: this repository's own calendar and a month of somebody's real posts."""

    @pytest.mark.parametrize("faults", ["", STORM], ids=["no faults", "a storm"])
    def test_our_own(self, faults: str) -> None:
        ran = rehearsed(ROOT / "content", "--faults", faults, last="2026-12-31")

        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0), ran.json["trace"]
        assert ran.json["published"] == 10

    def test_a_month_of_the_galaxy_project(self, galaxy: Path) -> None:
        ran = rehearsed(galaxy, "--seed", "1", last="2026-12-31")

        assert "568 deliveries to 9 accounts." in ran.err
        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0), ran.json["trace"]
        assert ran.json["published"] > 480

    def test_ten_days_of_it_in_a_storm(self, galaxy: Path) -> None:
        """As dense as the month: what a storm does to a delivery ends within two days of it."""
        ran = rehearsed(galaxy, "--faults", STORM, "--runners", "3", "--seed", "1", last="2026-12-10")

        assert "224 deliveries to 9 accounts." in ran.err
        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0), ran.json["trace"]
        assert ran.json["published"] > 170


@pytest.mark.parametrize("faults", ["", STORM])
def test_a_week_on_every_platform_is_once_each(tmp_path: Path, faults: str) -> None:
    to = ", ".join(f"acme-{name}" for name in PLATFORMS)
    root = tmp_path / "content"
    (root / "media").mkdir(parents=True)
    (root / "posts").mkdir()
    (root / "smm.yml").write_text(EVERYWHERE)
    (root / "media" / "red.jpg").write_bytes(picture())
    for number in range(7):
        body = post(
            f"Day {number}: the parcels leave.",
            to=to,
            time=f"2026-12-0{number + 1}T12:00:00Z",
            media="[{file: media/red.jpg, alt: A red field}]",
        )
        (root / "posts" / f"day{number}.md").write_text(body)
    done = rehearsed(root, "--seed", "5", *(("--faults", faults) if faults else ()), last="2026-12-08")
    found = done.json
    assert (found["duplicates"], found["lost"]) == (0, 0), done.out
    asked = 7 * len(ASKED) if faults else 0
    assert found["published"] + found["unknown"] + found["missed"] == 7 * len(PLATFORMS)
    assert found["unknown"] <= asked
    assert found["missed"] == 0 or faults

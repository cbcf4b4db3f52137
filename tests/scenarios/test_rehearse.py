"""`smm rehearse`: a calendar replayed, by the command; and the verdict on protocols that are broken on purpose."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from smm_action.cli import ensemble
from smm_action.cli.app import App
from smm_action.cli.group import smm
from smm_action.cli.run import World
from smm_action.cli.sealing import seal_due
from smm_action.cli.tick import begin
from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.core.http import Lost
from smm_action.ledger.store import append, read_ledger
from smm_action.model.delivery import DeliveryId, Receipt, Sent
from smm_action.model.entry import Entry
from smm_action.plan.planner import plan
from smm_action.platformkit.base import Prepared, Target
from smm_action.publish.access import Access
from smm_action.rehearse.run import Line
from tests.scenarios.conftest import SMM_YML, post
from tests.scenarios.rehearsals import STORM, Rehearsed, rehearsed
from tests.scenarios.repositories import Repository

KEYS = {"seed", "published", "late", "missed", "unknown", "duplicates", "lost", "trace"}
FORGETFUL = "mastodon.publish drop chance=0.3; mastodon.publish forget-key"


Rehearse = Callable[..., Rehearsed]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a content root outside of every repository, with six posts in the first days of December."""
    content = tmp_path / "content"
    (content / "posts").mkdir(parents=True)
    (content / "smm.yml").write_text(SMM_YML)
    for number in range(5):
        text = post(f"Post {number}", time=f"2026-12-0{1 + number // 2}T{9 + 4 * (number % 2):02}:00:00Z")
        (content / "posts" / f"p{number}.md").write_text(text)
    thread = post("One\n\n---\n\nTwo\n\n---\n\nThree", to="acme-mastodon, acme-bluesky", time="2026-12-03T15:00:00Z")
    (content / "posts" / "thread.md").write_text(thread)
    return content


@pytest.fixture
def rehearse(root: Path) -> Rehearse:
    return partial(rehearsed, root)


class TestTheCommand:
    def test_it_counts_what_goes_out(self, rehearse: Rehearse) -> None:
        ran = rehearse()

        assert ran.code == 0, ran.err
        assert ran.json.keys() == KEYS
        assert {name: ran.json[name] for name in ("seed", "duplicates", "lost", "trace")} == {
            "seed": 0, "duplicates": 0, "lost": 0, "trace": [],
        }  # fmt: skip
        assert ran.json["published"] + ran.json["missed"] + ran.json["unknown"] == 17
        assert 0 <= ran.json["late"] <= ran.json["published"]
        assert "17 deliveries to 3 accounts." in ran.err

    def test_it_counts_what_the_audience_makes_of_it(self, rehearse: Rehearse) -> None:
        ran = rehearse("--counts")
        counts = ran.json["counts"]

        assert ran.json.keys() == KEYS | {"counts"}
        assert (ran.json["duplicates"], ran.json["lost"], counts["failures"]) == (0, 0, 0)
        assert counts["samples"] > counts["deliveries"] > 4
        assert counts["totals"]["likes"] > 0
        told = rehearse("--counts", form="text").out
        assert f"{counts['samples']} samples of {counts['deliveries']} deliveries were taken, at the end " in told
        assert f"{counts['totals']['likes']} likes" in told
        assert "--runners 1 --counts" in told

    def test_what_can_not_be_counted_holds_nothing_up(self, rehearse: Rehearse) -> None:
        ran = rehearse("--counts", "--faults", "*.count drop; *.read drop")

        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0)
        assert ran.json["counts"]["totals"] == {}

    def test_a_storm_and_runners_that_die_while_they_count(self, rehearse: Rehearse) -> None:
        ran = rehearse("--counts", "--seed", "2", "--runners", "3", "--faults", STORM)

        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0), ran.json["trace"]

    def test_the_same_seed_says_the_same_and_another_another(self, rehearse: Rehearse) -> None:
        hard = ("--runners", "3", "--faults", STORM)
        texts = [rehearse(*hard, "--seed", seed, form="text").out for seed in ("7", "7", "8")]

        assert texts[0] == texts[1]
        assert re.sub("--seed .", "", texts[0]) != re.sub("--seed .", "", texts[2])

    def test_a_person_reads_a_calendar_a_verdict_and_how_to_do_it_again(self, rehearse: Rehearse, root: Path) -> None:
        out = rehearse("--seed", "3", form="text").out

        assert out.startswith("Tue 1 Dec 2026\n  09:00  p0")
        assert [line for line in out.splitlines() if line.startswith("Thu 3 Dec")]
        runs = re.search(r"(\d+) runs had work", out)
        assert runs is not None
        assert 6 <= int(runs[1]) <= 20, "the gate lets quiet ticks through"
        assert "✓ duplicates 0, lost 0" in out
        again = f"smm rehearse --from 2026-12-01 --to 2026-12-04 --seed 3 --runners 1 --root {root}"
        assert out.rstrip().endswith(f"The same again: {again}")

    @pytest.mark.parametrize(
        ("window", "complaint"),
        [
            (("2026-12-04", "2026-12-01"), "the window is empty"),
            (("soon", "2026-12-01"), "'soon' is no time"),
            (("2026-12-01", "asap"), "is no limit"),
            (("2026-13-01", "2026-12-01"), "month must be in 1..12"),
        ],
    )
    def test_a_window_that_is_none_is_refused(self, root: Path, window: tuple[str, str], complaint: str) -> None:
        first, last = window
        done = CliRunner().invoke(smm, ["--root", str(root), "rehearse", "--from", first, "--to", last])

        assert done.exit_code == 2
        assert complaint in done.stderr

    def test_nothing_in_the_window_is_nothing_and_fine(self, rehearse: Rehearse) -> None:
        ran = rehearse("--seed", "1", last="2026-12-01T01:00:00Z")

        assert ran.code == 0
        assert (ran.json["published"], ran.json["lost"]) == (0, 0)

    def test_instants_are_accepted(self, rehearse: Rehearse) -> None:
        assert rehearse(last="2026-12-01T10:00:00Z").json["published"] == 3

    def test_the_posts_are_those_of_the_last_commit(self, rehearse: Rehearse, root: Path) -> None:
        here = Repository(root.parent)
        here.git("init", "-q", "-b", "main")
        here.commit()
        (root / "posts/p9.md").write_text(post("Not committed", time="2026-12-02T18:00:00Z"))
        ran = rehearse()

        assert "17 deliveries" in ran.err
        assert "Uncommitted changes are not rehearsed: content/posts/p9.md" in ran.err
        assert here.git("branch", "--list", "--all") == "* main"
        assert here.git("status", "--porcelain") == "?? content/posts/p9.md"

    def test_an_account_the_sandbox_does_not_speak_to_is_named(self, rehearse: Rehearse, root: Path) -> None:
        text = (root / "smm.yml").read_text().replace("sets:", "  acme-room: {platform: matrix, handle: acme}\nsets:")
        (root / "smm.yml").write_text(text)
        (root / "posts/p9.md").write_text(post("To a room", to="acme-room, acme-mastodon", time="2026-12-02T18:00:00Z"))
        ran = rehearse()

        assert "Not rehearsed: acme-room; the sandbox does not speak matrix." in ran.err
        assert "18 deliveries" in ran.err

    @pytest.mark.parametrize("state", ["{branch: main}", "{branch: records, remote: upstream}", "{path: records}"])
    def test_the_state_may_be_kept_anywhere(self, rehearse: Rehearse, root: Path, state: str) -> None:
        (root / "smm.yml").write_text(f"state: {state}\n{SMM_YML}")
        ran = rehearse(form="text", last="2026-12-01")

        assert ran.code == 0, ran.out
        assert "stopped to be safe" not in ran.out
        assert re.search(r"^published +6 ", ran.out, re.MULTILINE)

    def test_runs_that_will_not_work_are_shown_with_their_reason(
        self, rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuses(*_arguments: object, **_keywords: object) -> Any:
            raise SmmError("The state can not be read.", "It is a test.", unsafe=True)

        monkeypatch.setattr(ensemble, "tick", refuses)
        ran = rehearse(form="text", last="2026-12-01T18:00:00Z")

        assert ran.code == 1
        assert "stopped to be safe:\n  The state can not be read. It is a test.\n" in ran.out
        assert "✗ duplicates 0, lost 6" in ran.out

    def test_what_somebody_has_to_mend_is_shown_and_not_lost(self, rehearse: Rehearse, root: Path) -> None:
        (root / "posts/p9.md").write_text(post("Twice", time="2026-12-02T18:00:00Z", id="p0"))
        ran = rehearse(form="text")

        assert ran.code == 0
        assert "‖ blocked" in ran.out
        assert "another file has the id p0 too" in ran.out


class TestTheProtocolHolds:
    @pytest.mark.parametrize("runners", ["1", "3"])
    @pytest.mark.parametrize("seed", ["1", "2", "3"])
    def test_in_a_storm(self, rehearse: Rehearse, seed: str, runners: str) -> None:
        ran = rehearse("--seed", seed, "--runners", runners, "--faults", STORM)

        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0), ran.json["trace"]
        assert ran.code == 0

    def test_where_answers_are_lost_and_keys_forgotten(self, rehearse: Rehearse) -> None:
        ran = rehearse("--seed", "1", "--faults", FORGETFUL)

        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0), ran.json["trace"]

    def test_where_nobody_can_look_a_person_is_asked(self, rehearse: Rehearse) -> None:
        ran = rehearse("--seed", "1", "--faults", f"{FORGETFUL}; mastodon.find error 403")

        assert ran.json["unknown"] > 0
        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0), ran.json["trace"]

    def test_a_slow_answer_takes_virtual_time(self, rehearse: Rehearse) -> None:
        begun = time.monotonic()
        ran = rehearse("--faults", "*.publish latency 25")
        calm = rehearse()

        assert (ran.json["duplicates"], ran.json["lost"]) == (0, 0)
        assert ran.json["late"] >= calm.json["late"]
        assert time.monotonic() - begun < 300, "sixteen creates of 25 seconds were waited for"


def naive(app: App, _selection: object, *, world: World, says: Callable[[DeliveryId], bool] = lambda _: True) -> Any:
    """Publish, then record: what a tick looks like before anybody has thought about killed runners."""
    begin(app)
    branch = app.must_have_branch()
    ledger = read_ledger(branch, branch.fetch())
    planned = plan(app.project, ledger, app.now, app.sendable)
    for sealed in seal_due(app, planned, ledger).sealed:
        payload = sealed.payload
        delivery = DeliveryId(payload.brand, payload.post, payload.account, payload.revision)
        access = world.open(payload.account)
        if payload.platform == "microblog" or not isinstance(access, Access):
            continue
        receipts: tuple[Receipt, ...] = ()
        for part in range(len(payload.parts) if says(delivery) else 0):
            outcome = access.platform.send(access.session, sealed, part, Prepared(), receipts, Target())
            receipts = (*receipts, outcome.receipt) if isinstance(outcome, Sent) else receipts
        entry = Entry(kind="published", delivery=delivery, at=format_instant(app.now), receipts=receipts)
        branch.commit(append([entry]), f"Record {delivery.post}")
    return SimpleNamespace(plan=planned)


class TestTheVerdictSees:
    """Broken protocols: a verdict that finds nothing in these would be worth nothing."""

    def test_what_is_sent_before_it_is_claimed(self, rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ensemble, "tick", naive)
        # keys that are remembered would hide the fault on one platform, and chosen record keys do on the other
        ran = rehearse("--runners", "3", "--faults", "mastodon.publish forget-key", last="2026-12-01T18:00:00Z")

        assert ran.code == 1
        assert ran.json["duplicates"] > 0

    def test_a_blind_second_try(self, rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch) -> None:
        once = Line.create

        def twice(self: Line, *arguments: Any, **content: Any) -> Any:
            try:
                return once(self, *arguments, **content)
            except Lost:
                return once(self, *arguments, **content)

        monkeypatch.setattr(Line, "create", twice)
        ran = rehearse("--seed", "1", "--faults", FORGETFUL)

        assert ran.code == 1
        assert ran.json["duplicates"] > 0
        offending = ran.json["trace"]
        assert {event["account"] for event in offending} == {"acme-mastodon"}
        for name in {event["post"] for event in offending}:
            happened = [event["what"] for event in offending if event["post"] == name]
            assert happened[0] == "due"
            assert sum(what.startswith("made: ") for what in happened) > 1
            assert any(what.startswith("recorded: claimed by run ") for what in happened)

    def test_what_is_recorded_and_never_sent(self, rehearse: Rehearse, monkeypatch: pytest.MonkeyPatch) -> None:
        def forgetful(app: App, selection: object, *, world: World) -> Any:
            return naive(app, selection, world=world, says=lambda delivery: delivery.post != "p1")

        monkeypatch.setattr(ensemble, "tick", forgetful)
        ran = rehearse("--seed", "4", form="text", last="2026-12-01T18:00:00Z")

        assert ran.code == 1
        assert re.search(r"p1 +!! lost +acme-bluesky acme-mastodon", ran.out)
        assert "✗ duplicates 0, lost " in ran.out

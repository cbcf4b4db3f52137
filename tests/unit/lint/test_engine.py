"""How rules are run: order, choice, history, crashes, and what is joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Never

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smm_action.lint.context import LintContext
from smm_action.lint.engine import CRASHED, lint
from smm_action.lint.fix import apply_fixes
from smm_action.lint.rule import Rule
from smm_action.lint.rules import all_rules
from smm_action.lint.valid import valid_until
from smm_action.model.finding import Finding, Location, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering
from tests.unit.lint.world import CONFIG, NOW, PLATFORMS, Out, World, facts, places, post

MASTODON_ONLY = {name: platform for name, platform in PLATFORMS.items() if name == "mastodon"}


class Talkative(Rule):
    id: ClassVar[str] = "talkative"
    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        for line, column in ((4, 2), (2, 9), (2, 1)):
            yield self.finding("I have something to say.", Location(path=post.path, line=line, column=column))


class Crashing(Rule):
    id: ClassVar[str] = "crashing"
    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        yield self.finding("Before it breaks.", Location(path=post.path, line=1, column=1))
        raise ValueError(post.source)


class CrashingEverywhere(Crashing):
    id: ClassVar[str] = "crashing-everywhere"

    def check_project(self, context: LintContext) -> Never:
        raise RuntimeError

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterable[Finding]:
        raise LookupError


class PerAccount(Rule):
    id: ClassVar[str] = "per-account"
    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        yield self.finding("The same for all.", Location(path=post.path, line=1, column=1), account=account.name)
        yield self.finding(f"Only {account.name}.", Location(path=post.path, line=1, column=1), account=account.name)


def test_findings_come_by_path_line_and_column_whatever_order_rules_find_them_in() -> None:
    context = World(files={"posts/b.md": post("B."), "posts/a.md": post("A.")}).context()
    found = lint(context, rules=[Talkative()])
    assert places(found) == [f"posts/{name}.md:{spot} talkative" for name in "ab" for spot in ("2:1", "2:9", "4:2")]


def test_a_clean_project_has_no_findings() -> None:
    assert World(files={"posts/a.md": post()}).lint() == ()


def test_a_crashed_rule_is_a_finding_and_hides_nothing_others_find() -> None:
    context = World(files={"posts/a.md": post("SECRET-WORD")}).context()
    found = lint(context, rules=[Crashing(), Talkative()])
    rules = [finding.rule for finding in found]
    assert rules.count("talkative") == 3
    assert rules.count("crashing") == 1
    crash = next(finding for finding in found if finding.rule == CRASHED)
    assert crash.severity is Severity.ERROR
    assert "crashing" in crash.message
    assert "ValueError" in crash.message


def test_a_crash_never_repeats_what_the_post_says() -> None:
    context = World(files={"posts/a.md": post("SECRET-WORD")}).context()
    assert all("SECRET-WORD" not in finding.message for finding in lint(context, rules=[Crashing()]))


def test_every_hook_may_crash() -> None:
    context = World(files={"posts/a.md": post()}).context()
    found = lint(context, rules=[CrashingEverywhere()])
    assert [f.rule for f in found].count(CRASHED) == 3
    assert {f.location.path for f in found} == {"smm.yml", "posts/a.md"}


def test_a_crash_can_not_be_suppressed() -> None:
    files = {"posts/a.md": post(lint="{ignore: [rule-crashed]}")}
    found = lint(World(files=files).context(), rules=[*all_rules(), Crashing()])
    assert CRASHED in {finding.rule for finding in found}


def test_what_two_accounts_say_in_the_same_words_is_one_finding_of_no_account() -> None:
    context = World(files={"posts/a.md": post(accounts="acme-mastodon, acme-bluesky")}).context()
    found = {finding.message: finding.account for finding in lint(context, rules=[PerAccount()])}
    assert found == {
        "The same for all.": None,
        "Only acme-mastodon.": "acme-mastodon",
        "Only acme-bluesky.": "acme-bluesky",
    }


def test_select_runs_these_rules_alone_and_ignore_all_others() -> None:
    files = {"posts/a.md": post("THE PARCELS ARE PACKED, COME AND LOOK! http://acme.example", accounts="acme-mastodon")}
    world = World(files=files)
    names = {finding.rule for finding in world.lint()}
    assert names == {"shouting", "link-not-https"}
    assert {finding.rule for finding in world.lint(select=frozenset({"shouting"}))} == {"shouting"}
    assert {finding.rule for finding in world.lint(ignore=frozenset({"shouting"}))} == {"link-not-https"}


def test_only_limits_posts_but_not_the_files_they_all_depend_on() -> None:
    files = {
        "smm.yml": CONFIG + "colour: red\n",
        "posts/a.md": post("-"),
        "posts/b.md": post("--"),
    }
    found = World(files=files).lint(only=frozenset({"posts/b.md"}))
    assert {finding.location.path for finding in found} == {"smm.yml", "posts/b.md"}


def test_only_still_compares_with_the_posts_that_are_left_out() -> None:
    files = {"posts/a.md": post(), "posts/b.md": post()}
    found = World(files=files).lint(only=frozenset({"posts/b.md"}))
    assert places(found) == ["posts/b.md:4:1 duplicate-text"]


def test_findings_of_imported_posts_are_notices() -> None:
    imported = '{acme-mastodon: {state: published, url: "https://mastodon.example/@acme/1"}}'
    files = {"posts/a.md": post("-", imported=imported, tags='["two words"]')}
    found = World(files=files).lint()
    assert {finding.rule for finding in found} >= {"stray-separator", "malformed-hashtag"}
    assert {finding.severity for finding in found} == {Severity.NOTICE}


def test_secrets_and_what_can_not_be_read_stay_errors_on_imported_posts() -> None:
    imported = "{acme-mastodon: {state: published}}"
    token = "ghp_" + "a1B2" * 9
    files = {"posts/a.md": post(token, imported=imported, colour="red")}
    found = {finding.rule: finding.severity for finding in World(files=files).lint()}
    assert found == {"secret-in-content": Severity.ERROR, "unknown-key": Severity.ERROR}


def test_an_account_that_was_not_imported_keeps_its_errors() -> None:
    imported = "{acme-mastodon: {state: published}}"
    files = {"posts/a.md": post("x" * 600, accounts="acme-mastodon, acme-bluesky", imported=imported)}
    found = {finding.account: finding.severity for finding in World(files=files).lint()}
    assert found == {"acme-mastodon": Severity.NOTICE, "acme-bluesky": Severity.ERROR}


def test_a_platform_that_is_not_built_is_an_error_for_what_is_due_and_a_notice_for_the_rest() -> None:
    def severity(**keys: str) -> Severity:
        world = World(files={"posts/a.md": post(accounts="acme-x", **keys)}, platforms=MASTODON_ONLY)
        (finding,) = world.lint()
        assert finding.rule == "unsupported-platform"
        return finding.severity

    due = "2026-12-01 09:00"
    assert severity(time=due) is Severity.ERROR
    assert severity(time="asap") is Severity.ERROR
    assert severity() is Severity.NOTICE
    assert severity(time=due, draft="true") is Severity.NOTICE
    assert severity(time=due, imported="{acme-x: {state: published}}") is Severity.NOTICE


def test_a_platform_that_can_not_publish_is_like_one_that_is_not_built() -> None:
    mute = type("Mute", (type(PLATFORMS["mastodon"]),), {})
    mute.card = replace(PLATFORMS["mastodon"].card, features=frozenset({"images"}))  # type: ignore[attr-defined]
    world = World(files={"posts/a.md": post(time="asap")}, platforms={"mastodon": mute()})
    assert [finding.rule for finding in world.lint()] == ["unsupported-platform"]


def test_a_time_in_the_past_is_an_error_in_a_change_and_a_warning_elsewhere() -> None:
    files = {"posts/a.md": post(time="2026-11-01 09:00")}
    (old,) = World(files=files).lint()
    (fresh,) = World(files=files, changed=frozenset({"posts/a.md"})).lint()
    assert (old.rule, old.severity) == ("time-in-the-past", Severity.WARNING)
    assert (fresh.rule, fresh.severity) == ("time-in-the-past", Severity.ERROR)


def test_a_time_in_the_past_is_fine_for_what_the_ledger_knows() -> None:
    files = {"posts/a.md": post(time="2026-11-01 09:00", id="a")}
    assert World(files=files, ledger=(Out(post="a"),)).lint() == ()


def test_text_that_is_out_under_another_id_is_not_said_again() -> None:
    first = World(files={"posts/a.md": post(id="a")}, ledger=(Out(post="a"),))
    digest = next(iter(first.context().ledger.records.values())).content_digest
    renamed = World(files={"posts/b.md": post(id="b")}, ledger=(Out(post="a", digest=digest),))
    assert [finding.rule for finding in renamed.lint()] == ["post-id-vanished", "duplicate-text"] or [
        finding.rule for finding in renamed.lint()
    ] == ["duplicate-text", "post-id-vanished"]


def test_a_new_revision_of_a_published_post_is_no_edit_after_publishing() -> None:
    files = {"posts/a.md": post("Another text.", id="a", revision="2", correct="edit")}
    assert World(files=files, ledger=(Out(post="a", same=False),)).lint() == ()


def test_pictures_in_the_body_are_placed_at_their_line() -> None:
    files = {"posts/a.md": post("Look:\n\n![](media/a.png)")}
    found = World(files=files, media={"media/a.png": facts("image/png")}).lint()
    assert places(found) == ["posts/a.md:6:1 missing-alt-text"]


def test_files_of_a_further_brand_are_looked_up_below_its_directory() -> None:
    files = {
        "labs/smm.yml": 'brand: labs\naccounts:\n  labs: {platform: mastodon, server: "https://m.example"}\n',
        "labs/posts/a.md": post(accounts="labs", media="[{file: media/a.png, alt: A red parcel under a tree}]"),
    }
    medium = facts("image/png")
    assert World(files=files, media={"labs/media/a.png": medium}).lint() == ()
    missing = World(files=files, media={"media/a.png": medium}).lint()
    assert [finding.rule for finding in missing] == ["media-missing"]


def test_a_file_that_can_not_be_read_has_that_one_finding() -> None:
    found = World(files={"posts/a.md": b"---\nplatforms: [acme-mastodon]\nnever closed"}).lint()
    assert places(found) == ["posts/a.md:1:1 invalid-front-matter"]


def test_the_same_files_give_the_same_findings_again() -> None:
    world = World(files={"posts/a.md": post("-"), "posts/b.md": post("{{ x }}")})
    assert world.lint() == world.lint()


def test_findings_are_valid_until_the_next_time_of_a_post() -> None:
    files = {
        "posts/a.md": post("A.", time="2026-12-01 09:00"),
        "posts/b.md": post("B.", time="2026-11-30 09:00"),
        "posts/c.md": post("C.", time="2026-11-01 09:00"),
        "posts/d.md": post("D.", time="asap"),
    }
    assert valid_until(World(files=files).context()) == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_findings_of_timeless_posts_are_valid_for_ever() -> None:
    assert valid_until(World(files={"posts/a.md": post()}).context()) is None


def test_a_finding_does_not_come_or_go_before_it_was_said_to() -> None:
    files = {"posts/a.md": post("A.", time="2026-12-01 09:00")}
    until = valid_until(World(files=files).context())
    assert until is not None
    before = World(files=files, now=until.replace(microsecond=0) - (until - NOW) / 2)
    assert before.lint() == World(files=files).lint()


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("#@{}[]()!-_*`~|\\:/.<>%$&'\"\n\t \u200b\u200d\u202e\u00ad\ufeff\u0627\u05d0👩🚀é漢0aA"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
)
FAST = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FAST
@given(body=HOSTILE)
def test_no_body_makes_a_rule_crash_and_every_place_is_in_the_file(body: str) -> None:
    text = post(body, accounts="acme-mastodon, acme-bluesky, acme-x")
    world = World(files={"posts/a.md": text})
    read = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in world.lint():
        assert finding.rule != CRASHED, finding
        place = finding.location
        assert place.line is not None
        assert 1 <= place.line <= len(read)
        assert place.column is not None
        assert 1 <= place.column <= len(read[place.line - 1]) + 1


@FAST
@given(front=HOSTILE)
def test_no_front_matter_makes_a_rule_crash(front: str) -> None:
    files = {"posts/a.md": f"---\nplatforms: [acme-mastodon]\n{front}\n---\nText.\n"}
    assert all(finding.rule != CRASHED for finding in World(files=files).lint())


@FAST
@given(body=HOSTILE, tag=st.text(alphabet="#ab 1", max_size=6))
def test_fixing_twice_is_fixing_once(body: str, tag: str) -> None:
    text = post(body.replace("\r", ""), tags=f'["{tag}"]')

    def fixed(source: str) -> str:
        found = World(files={"posts/a.md": source}).lint()
        return apply_fixes(source, [finding.fix for finding in found if finding.fix is not None])

    once = fixed(text)
    assert fixed(once) == once


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"---", b"---\n---", b"\xef\xbb\xbf---\r\nplatforms: []\r\n---\r\n"]
)
def test_no_file_makes_the_linter_raise(data: bytes) -> None:
    found = World(files={"posts/a.md": data}).lint()
    assert found
    assert all(finding.rule != CRASHED for finding in found)

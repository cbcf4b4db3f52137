"""What single rules do at their edges, beyond the examples on their pages."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smm_action.lint.authored import code_spans
from smm_action.lint.engine import lint
from smm_action.lint.valid import lapse
from smm_action.model.codec import encode
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.digest import content_digest
from smm_action.model.entry import Entry, Ledger, Record
from smm_action.model.finding import Finding, Severity
from smm_action.model.ids import AccountName, BrandName, Digest, PostId
from smm_action.model.payload import Sealed
from tests.unit.lint.world import CONFIG, Out, World, facts, places, post

FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"


def only(rule: str, text: str, **more: str) -> tuple[Finding, ...]:
    """Return what one rule finds in one post."""
    files = {"posts/a.md": text, **{path.replace("_yml", ".yml"): held for path, held in more.items()}}
    return World(files=files).lint(select=frozenset({rule}))


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/acme/status/1234567890",
        "https://twitter.com/acme/status/1234567890",
        "https://mobile.twitter.com/acme/status/1234567890?s=20&t=abc",
        "https://x.com/acme/status/1234567890/photo/1#m",
    ],
)
def test_addresses_of_posts_on_x_are_taken_with_and_without_query(url: str) -> None:
    assert only("bad-post-url", post(accounts="acme-x", reply_to=url)) == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/acme",
        "https://x.com.evil.example/acme/status/1",
        "https://example.org/?u=https://x.com/acme/status/1",
        "x.com/acme/status/1",
        "https://x.com/acme/status/abc",
    ],
)
def test_other_addresses_are_no_posts_on_x(url: str) -> None:
    assert places(only("bad-post-url", post(accounts="acme-x", quote=url))) == ["posts/a.md:3:1 bad-post-url"]


def test_a_reference_that_fits_one_platform_of_two_names_the_other() -> None:
    url = "https://bsky.app/profile/acme.example/post/3kabc"
    (found,) = only("bad-post-url", post(accounts="acme-bluesky, acme-x", repost=url))
    assert "no address of a post on X." in found.message


def test_a_post_must_not_refer_to_itself_and_may_refer_to_what_only_the_ledger_knows() -> None:
    (found,) = only("bad-post-url", post(id="a", after="post:a"))
    assert "itself" in found.message
    gone = World(files={"posts/b.md": post(quote="post:gone")}, ledger=())
    assert places(gone.lint(select=frozenset({"bad-post-url"}))) == ["posts/b.md:3:1 bad-post-url"]


def published(text: str, sealed_from: str, *, config: str = CONFIG, sealed_config: str = CONFIG) -> tuple[Finding, ...]:
    """Return the findings of ``text`` when what ``sealed_from`` rendered to is out, with its payload in the claim."""
    before = World(files={"posts/a.md": sealed_from, "smm.yml": sealed_config}).context()
    held = before.project.posts[0]
    rendering = before.rendering(held, before.accounts(held)[0])
    assert rendering is not None
    digest = content_digest(rendering.payload)
    sealed = Sealed(
        payload=rendering.payload,
        key="k",
        content_digest=digest,
        schedule_digest=Digest("0" * 64),
        due="2026-11-01T09:00:00Z",
    )
    delivery = DeliveryId(BrandName("acme"), PostId("a"), AccountName("acme-mastodon"))
    claim = Entry(kind="claimed", delivery=delivery, at="2026-11-01T09:00:00Z", payload=encode(sealed))
    record = Record(delivery=delivery, state=State.PUBLISHED, content_digest=digest, claim=claim)
    after = World(files={"posts/a.md": text, "smm.yml": config}).context()
    ledger = Ledger(records={delivery: record})
    return lint(
        replace(after, ledger=ledger, _renderings={}, _rendered=[]), select=frozenset({"edited-after-publishing"})
    )


def test_tracking_parameters_that_were_added_later_are_no_edit() -> None:
    text = post(link="https://acme.example/parcels")
    assert published(text, text, config=CONFIG + "utm: {source: acme}\n") == ()


def test_a_language_that_was_set_for_the_brand_later_is_no_edit() -> None:
    assert published(post(), post(), config=CONFIG + "language: de\n") == ()


@pytest.mark.parametrize(
    "edited",
    [
        post("The parcels are packet."),
        post(content_warning="Parcels"),
        post(link="https://acme.example/other"),
        post(quote="https://mastodon.example/@acme/2"),
        post(tags="[parcels]"),
    ],
)
def test_whatever_the_author_changes_is_an_edit_that_names_three_ways_out(edited: str) -> None:
    (found,) = published(edited, post())
    assert found.severity is Severity.ERROR
    for way in ("Take the change back", "`correct: edit`", "`correct: leave`"):
        assert way in found.message


def test_the_post_that_a_change_touches_is_the_one_that_repeats() -> None:
    files = {"posts/a.md": post(id="a"), "posts/b.md": post(id="b")}
    world = World(files=files, changed=frozenset({"posts/a.md"}))
    assert places(world.lint()) == ["posts/a.md:5:1 duplicate-text"]
    ids = World(files={"posts/a.md": post("One.", id="x"), "posts/b.md": post("Two.", id="x")}, changed=world.changed)
    assert places(ids.lint()) == ["posts/a.md:2:1 duplicate-id"] or places(ids.lint()) == [
        "posts/a.md:3:1 duplicate-id"
    ]


@pytest.mark.parametrize(
    "keys", [{"visibility": "followers"}, {"variants": "{bluesky: {options: {label: [nudity]}}}"}], ids=str
)
def test_what_an_importer_brought_and_a_platform_lacks_is_a_notice(keys: dict[str, str]) -> None:
    text = post(accounts="acme-bluesky", imported="{acme-bluesky: {state: published}}", **keys)
    (found,) = World(files={"posts/a.md": text}).lint()
    assert found.severity is Severity.NOTICE


def test_what_is_out_is_the_original_whatever_the_paths_and_is_said_once() -> None:
    files = {"posts/a.md": post(id="again"), "posts/b.md": post(id="out")}
    for changed in (None, frozenset({"posts/b.md"})):
        found = World(files=files, ledger=(Out(post="out"),), changed=changed).lint()
        assert places(found) == ["posts/a.md:5:1 duplicate-text"]
        assert "posts/b.md says the same on acme-mastodon." in found[0].message


def test_what_is_out_is_not_said_again_under_another_id_when_its_file_says_something_else_now() -> None:
    files = {"posts/a.md": post(id="again"), "posts/b.md": post("New.", id="out", revision="2", correct="leave")}
    context = World(files=files).context()
    held = context.by_path["posts/a.md"]
    rendering = context.rendering(held, context.accounts(held)[0])
    assert rendering is not None
    out = Out(post="out", digest=content_digest(rendering.payload))
    (found,) = World(files=files, ledger=(out,)).lint()
    assert (found.rule, found.location.path) == ("duplicate-text", "posts/a.md")
    assert "published on acme-mastodon as `out`." in found.message


@pytest.mark.parametrize(
    ("tag", "rule"),
    [
        ("a" * 64, None),
        ("a" * 65, "malformed-hashtag"),
        ("ä" * 64, None),
        ("ä" * 65, "malformed-hashtag"),
        ("字" * 64, None),
        (FAMILY * 25, None),
        (FAMILY * 26, "malformed-hashtag"),
        ("e\u0301" * 64, None),
        ("e\u0301" * 65, "malformed-hashtag"),
        ("open source", "malformed-hashtag"),
        (" ", "malformed-hashtag"),
        ("#", "malformed-hashtag"),
        ("#parcels", "malformed-hashtag"),
        ("par#cels", "malformed-hashtag"),
        ("2026", "malformed-hashtag"),
        ("", "invalid-value"),
    ],
)
@pytest.mark.parametrize("key", ["tags", "variants"])
def test_a_tag_that_bluesky_would_refuse_or_cut_is_a_fault(tag: str, rule: str | None, key: str) -> None:
    """``app.bsky.richtext.facet#tag``: 64 graphemes, 640 bytes."""
    value = f'["{tag}"]' if key == "tags" else f'{{bluesky: {{tags: ["{tag}"]}}}}'
    found = World(files={"posts/a.md": post(accounts="acme-bluesky", **{key: value})}).lint()
    assert [finding.rule for finding in found] == ([rule] if rule else [])


def test_a_tag_of_the_text_that_is_too_long_for_bluesky_stays_text() -> None:
    context = World(files={"posts/a.md": post(f"#{'a' * 64} #{'b' * 65}", accounts="acme-bluesky")}).context()
    held = context.project.posts[0]
    rendering = context.rendering(held, context.accounts(held)[0])
    assert rendering is not None
    assert [facet.value[:1] for facet in rendering.payload.parts[0].facets] == ["a"]


def test_the_same_answer_to_different_posts_is_no_repetition() -> None:
    one, two = ("https://mastodon.example/@a/1", "https://mastodon.example/@a/2")
    files = {"posts/a.md": post("Thanks!", reply_to=one), "posts/b.md": post("Thanks!", reply_to=two)}
    assert World(files=files).lint() == ()


def test_a_variant_is_compared_with_what_other_accounts_posts_say_there() -> None:
    files = {
        "posts/a.md": post(
            "Long.", accounts="acme-mastodon, acme-bluesky", variants='{acme-bluesky: {text: "Short."}}'
        ),
        "posts/b.md": post("Short.", accounts="acme-mastodon, acme-bluesky"),
    }
    (found,) = World(files=files).lint()
    assert (found.rule, found.location.path) == ("duplicate-text", "posts/b.md")
    assert "on acme-bluesky." in found.message


def test_thousands_of_posts_are_compared_in_linear_time() -> None:
    def taken(count: int) -> float:
        files = {
            f"posts/{number}.md": post(f"Parcel {number}.", time=f"2026-12-01 {number % 24:02}:00")
            for number in range(count)
        }
        config = CONFIG + "policy: {min_gap: 30m}\n"
        context = World(files={"smm.yml": config, **files}).context()
        start = time.process_time()
        lint(context, select=frozenset({"duplicate-text", "duplicate-id", "posts-too-close"}), only=frozenset())
        return time.process_time() - start

    # eight times the posts: 64 times the work if each were compared with each
    assert taken(2000) < 40 * max(taken(250), 0.005)


def test_a_gap_is_measured_per_account_and_ends_at_midnight_nowhere() -> None:
    files = {
        "smm.yml": CONFIG + "policy: {min_gap: 1h}\n",
        "posts/a.md": post("One.", time="2026-12-01 23:50", accounts="acme-mastodon, acme-bluesky"),
        "posts/b.md": post("Two.", time="2026-12-02 00:10", accounts="acme-mastodon, acme-bluesky"),
        "posts/c.md": post("Three.", time="2026-12-02 00:20", accounts="acme-x"),
        "posts/d.md": post("Four.", time="2026-12-02 00:15", accounts="acme-mastodon", draft="true"),
    }
    (found,) = World(files=files).lint()
    assert found.location.path == "posts/b.md"
    assert "20 min away on acme-mastodon and acme-bluesky" in found.message


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        ("22:00-07:00", "22:00", True),
        ("22:00-07:00", "06:59", True),
        ("22:00-07:00", "07:00", False),
        ("22:00-07:00", "21:59", False),
        ("12:00-13:00", "12:30", True),
        ("12:00-13:00", "13:00", False),
    ],
)
def test_quiet_hours_include_their_first_minute_and_not_their_last(hours: str, clock: str, quiet: bool) -> None:
    config = CONFIG + f'timezone: Europe/Berlin\npolicy: {{quiet_hours: "{hours}"}}\n'
    found = World(files={"smm.yml": config, "posts/a.md": post(time=f"2026-12-01 {clock}")}).lint()
    assert places(found) == (["posts/a.md:3:1 quiet-hours"] if quiet else [])


def test_quiet_hours_are_those_of_the_brand_not_of_the_post() -> None:
    config = CONFIG + 'timezone: Europe/Berlin\npolicy: {quiet_hours: "22:00-07:00"}\n'
    files = {"smm.yml": config, "posts/a.md": post(time="2026-12-01 20:00", timezone="America/New_York")}
    (found,) = World(files=files).lint()
    assert "02:00 in Europe/Berlin" in found.message


def test_what_goes_out_at_once_is_never_quiet() -> None:
    config = CONFIG + 'policy: {quiet_hours: "00:00-23:59"}\n'
    assert World(files={"smm.yml": config, "posts/a.md": post(time="asap")}).lint() == ()


def test_a_post_lapses_by_its_own_allowance_and_its_limit() -> None:
    files = {"posts/a.md": post(time="2026-12-01 09:00", max_late="1d", not_after="2026-12-01")}
    context = World(files=files).context()
    when = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert lapse(context.project.posts[0], when, context) == datetime(2026, 12, 2, tzinfo=UTC)


def test_a_time_that_is_only_a_little_past_is_said_in_a_change_alone() -> None:
    files = {"posts/a.md": post(time="2026-11-24 08:00")}
    assert World(files=files).lint() == ()
    (found,) = World(files=files, changed=frozenset({"posts/a.md"})).lint()
    assert (found.rule, found.severity) == ("time-in-the-past", Severity.ERROR)


@pytest.mark.parametrize("mark", ["-", "--", "—", "...", "===", "**", "-->8--"])
def test_a_body_that_is_a_mark_alone_is_said(mark: str) -> None:
    assert {finding.rule for finding in World(files={"posts/a.md": post(mark)}).lint()} & {
        "stray-separator",
        "empty-post",
    }


def test_marks_in_code_are_left_alone() -> None:
    assert World(files={"posts/a.md": post("Look:\n\n```\n--\n==\n```")}).lint() == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a `b` c", ["`b`"]),
        ("a ``b ` c`` d", ["``b ` c``"]),
        ("a ` b", []),
        ("```\nx\n```\ny", ["```\nx\n```"]),
        ("~~~py\nx", ["~~~py\nx"]),
        ("a <!-- b --> c", ["<!-- b -->"]),
        ("a <!-- b", []),
    ],
)
def test_code_and_comments_are_where_readers_see_or_miss_them(text: str, code: list[str]) -> None:
    assert [text[start:end] for start, end in code_spans(text)] == code


@pytest.mark.parametrize(
    "body",
    ["<!-- " * 20_000, "`" * 50_000, "a\u200bb " * 4_000, "A A " * 20_000 + "b", "https://a.example/?x&utm_" * 3_000],
    ids=["comments", "ticks", "invisible", "capitals", "urls"],
)
def test_hostile_bodies_are_linted_in_seconds(body: str) -> None:
    context = World(files={"posts/a.md": post("x", content_warning="y")}).context()
    (held,) = context.project.posts
    hostile = replace(held, source=held.source[:-2] + body + " TODO\n")
    start = time.process_time()
    lint(replace(context, project=replace(context.project, posts=(hostile,)), _renderings={}, _rendered=[]))
    assert time.process_time() - start < 5


def test_pictures_and_a_film_do_not_mix_and_two_animations_neither() -> None:
    media = {"media/a.png": facts("image/png"), "media/b.mp4": facts("video/mp4")}
    media["media/c.gif"] = media["media/d.gif"] = replace(facts("image/gif"), kind="gif", animated=True)

    def found(*names: str) -> list[str]:
        listed = ", ".join(f"{{file: media/{name}, alt: A parcel}}" for name in names)
        return places(World(files={"posts/a.md": post(media=f"[{listed}]")}, media=media).lint())

    assert found("a.png", "b.mp4") == ["posts/a.md:3:46 media-mixed-kinds"]
    assert found("c.gif", "d.gif") == ["posts/a.md:3:46 media-mixed-kinds"]
    assert found("c.gif") == found("b.mp4") == []


def test_the_servers_own_limits_count_before_the_cards() -> None:
    config = 'brand: acme\naccounts:\n  a: {platform: mastodon, server: "https://m.example", limits: {media: 1, image_bytes: 500}}\n'
    listed = "[{file: media/a.png, alt: A parcel}, {file: media/b.png, alt: A ribbon}]"
    media = {"media/a.png": facts("image/png", size=400), "media/b.png": facts("image/png", size=600)}
    world = World(files={"smm.yml": config, "posts/a.md": post(accounts="a", media=listed)}, media=media)
    assert places(world.lint()) == ["posts/a.md:3:46 media-too-large", "posts/a.md:3:46 media-too-many"]


def corrected(text: str, *, account: str = "acme-mastodon") -> tuple[Finding, ...]:
    """Return what ``bad-correction`` says of a second revision of what is out, in one part, on ``account``."""
    ledger = (Out(post="a", account=account, same=False),)
    return World(files={"posts/a.md": text}, ledger=ledger).lint(select=frozenset({"bad-correction"}))


def test_an_edit_neither_adds_nor_removes_a_part() -> None:
    (found,) = corrected(post(id="a", revision="2", correct="edit", body="One.\n\n---\n\nTwo."))
    assert "1 parts are out on acme-mastodon, and this has 2" in found.message
    assert corrected(post(id="a", revision="2", correct="replace", body="One.\n\n---\n\nTwo.")) == ()


@pytest.mark.parametrize("way", ["edit", "reply", "replace", "leave"])
def test_an_account_that_never_got_it_is_no_matter_of_corrections(way: str) -> None:
    assert corrected(post(id="a", revision="2", correct=way), account="acme-bluesky") == ()


def test_every_account_that_can_not_is_named_with_a_way_out() -> None:
    (found,) = corrected(post(accounts="acme-bluesky", id="a", revision="2", correct="edit"), account="acme-bluesky")
    assert found.message == (
        "Bluesky has no `edit`: write another `correct:`, or `leave`, below `variants: acme-bluesky:`."
    )


BOTH = "acme-mastodon, acme-bluesky"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"revision": "2", "correct": "edit", "variants": "{acme-bluesky: {correct: leave}}"}, []),
        ({"revision": "2", "correct": "edit", "variants": "{bluesky: {correct: reply}}"}, []),
        ({"revision": "2", "correct": "edit", "variants": "{bluesky: {correct: edit}, acme-bluesky: {correct: leave}}"}, []),
        ({"revision": "2", "variants": "{bluesky: {correct: replace}, mastodon: {correct: edit}}"}, []),
        ({"revision": "2", "correct": "reply", "variants": "{bluesky: {correct: edit}}"}, ["6:22 edit"]),
        ({"revision": "2", "correct": "reply", "variants": "{acme-bluesky: {correct: edit}, bluesky: {correct: leave}}"}, ["6:27 edit"]),
        ({"revision": "2", "correct": "edit", "variants": "{acme-mastodon: {correct: leave}}"}, ["5:1 edit"]),
        ({"revision": "2", "variants": "{bluesky: {correct: reply}}"}, ["4:1 out on acme-mastodon"]),
        ({"variants": "{bluesky: {correct: reply}}"}, ["4:22 corrects nothing"]),
        ({"correct": "edit", "variants": "{bluesky: {correct: reply}}"}, ["4:1 corrects nothing", "5:22 corrects nothing"]),
    ],
)  # fmt: skip
def test_an_account_may_have_a_word_of_its_own(keys: dict[str, str], found: list[str]) -> None:
    ledger = tuple(Out(post="a", account=name, same=False) for name in BOTH.split(", "))
    world = World(files={"posts/a.md": post(accounts=BOTH, id="a", **keys)}, ledger=ledger)
    findings = world.lint(select=frozenset({"bad-correction"}))
    assert [f"{f.location.line}:{f.location.column}" for f in findings] == [one.partition(" ")[0] for one in found]
    assert all(one.partition(" ")[2] in f.message for one, f in zip(found, findings, strict=True))


def test_an_edit_that_a_variant_asks_for_is_counted_in_parts() -> None:
    (found,) = corrected(
        post(id="a", revision="2", variants="{acme-mastodon: {correct: edit}}", correct="leave", body="1.\n\n---\n\n2.")
    )
    assert "1 parts are out on acme-mastodon, and this has 2" in found.message
    assert (found.location.line, found.location.column) == (5, 28)


def test_a_word_that_is_none_is_refused_by_the_schema() -> None:
    world = World(files={"posts/a.md": post(id="a", revision="2", variants="{acme-mastodon: {correct: erase}}")})
    assert places(world.lint(select=frozenset({"invalid-value"}))) == ["posts/a.md:5:28 invalid-value"]


def test_a_budget_pays_for_counting_too_also_what_went_out_the_month_before() -> None:
    """On 28 December 0.31 + 0.015 + 4 x 0.005 USD; in January the account, its readings and the posts of January."""
    config = f"{CONFIG}policy: {{budget: {{x: 0.40}}}}\n"
    files = {
        "smm.yml": config,
        "posts/a.md": post(accounts="acme-x", time="2026-12-28T09:00:00Z"),
        "posts/b.md": post(accounts="acme-x", time="2027-01-02T09:00:00Z"),
    }

    def found(**more: str) -> list[str]:
        held = {**files, **{f"posts/{name}.md": text for name, text in more.items()}}
        return [finding.message for finding in World(files=held).lint(select=frozenset({"over-budget"}))]

    # 0.31 + a: 8 readings in January + b: 0.015 and 11 readings
    assert found() == [
        "2027-01 on X would cost 0.42 USD, and `policy.budget` allows 0.40: from this post on, posts would be held."
    ]
    files["smm.yml"] = config.replace("0.40", "0.43")
    assert found() == []
    assert found(c=post("Read https://acme.example", accounts="acme-x", time="2026-12-30T09:00:00Z")) != []

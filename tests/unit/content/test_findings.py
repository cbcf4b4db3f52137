"""What an author is told: every fault once, at its place, in the author's own words."""

from __future__ import annotations

import pytest

from tests.unit.content.worlds import found, loaded, only


@pytest.mark.parametrize(
    ("front", "path", "place"),
    [
        ("platforms: [x]\nmax_late: 99999999999999w", "max_late", (3, 1)),
        ("platforms: [x]\nmax_late: 523w\nlate: hold", "max_late", (3, 1)),
        ("platforms: [x]\npoll: {options: [a, b], duration: 99999999999999w}", "poll.duration", (3, 25)),
        ("platforms: [x]\nnot_after: 9999-12-31", "not_after", (3, 1)),
        ("platforms: [x]\nnot_after: 2026-02-30", "not_after", (3, 1)),
        ("platforms: [x]\nnot_after: asap", "not_after", (3, 1)),
        ("platforms: [x]\ntimezone: Europe/Berlin\ntime: 0001-01-01 00:00", "time", (4, 1)),
        ("platforms: [x]\ntime: 9999-12-31 23:59", "time", (3, 1)),
        ("platforms: [x]\ntime: 0001-01-01 00:00+14:00", "time", (3, 1)),
        ("platforms: [x]\nvariants: {x: {time: 0001-01-01 00:00}}", "variants.x.time", (3, 16)),
        (
            "platforms: [x]\nimported: {acme-x: {state: published, time: 0001-01-01T00:00:00+14:00}}",
            "imported.acme-x.time",
            (3, 39),
        ),
        ("platforms: [x]\ntimezone: ../../etc/passwd", "timezone", (3, 1)),
    ],
)
def test_a_time_that_is_none_is_a_finding_at_its_key(front: str, path: str, place: tuple[int, int]) -> None:
    finding = only(loaded(front))

    assert (finding.rule, finding.location.line, finding.location.column) == ("invalid-value", *place)
    assert finding.message.startswith(f"`{path}`: ")


def test_a_time_is_looked_at_though_other_things_are_wrong() -> None:
    project = loaded("platforms: [x]\nlate: never\ntime: soon\nnot_after: later\nmax_late: 1 h")

    assert found(project) == [("invalid-value", line, 1) for line in (3, 6, 4, 5)]


@pytest.mark.parametrize(
    ("front", "place", "lost"),
    [
        ("content_warning: Parcel #1 of 3", (3, 25), "#1 of 3"),
        ("media: [{file: a.png, alt: b}]\nfirst_comment: We're #hiring\t", (4, 22), "#hiring"),
        ("variants: {x: {tags: [a], text: Come in #now\n}}", (3, 41), "#now"),
        ('variants:\n  x:\n    text: "Win #1" \n    link: https://a.example #x', (6, 29), "#x"),
        ("tags:\n  - one #two", (4, 9), "#two"),
    ],
)
def test_text_that_a_comment_cuts_off_is_a_finding_at_what_is_lost(
    front: str, place: tuple[int, int], lost: str
) -> None:
    finding = only(loaded(f"platforms: [x]\n{front}"))

    assert (finding.rule, finding.location.line, finding.location.column) == ("ambiguous-scalar", *place)
    assert f"before `{lost}`" in finding.message
    assert finding.location.end_column == place[1] + len(lost)


@pytest.mark.parametrize(
    "line",
    [
        "time: 2026-12-01 09:00   # Berlin",
        "tags: [a, b]  #two",
        'content_warning: "Parcel #1 of 3"',
        'content_warning: "Parcel" #1 of 3',
        "revision: 1 #first",
        "content_warning: one ## two",
        "variants:\n  x:\n    text: |\n      Parcel #1 of 3\n      and #2",
        "# a #comment\n  #another",
        "link: https://a.example/#top",
    ],
)
def test_a_comment_that_cuts_nothing_off_is_none(line: str) -> None:
    assert loaded(f"platforms: [x]\n{line}").findings == ()


def test_a_name_cut_off_in_a_configuration_is_found_too() -> None:
    project = loaded(people_yml=b"acme:\n  name: Acme #1\n")

    assert (only(project).location.path, *found(project)[0][1:]) == ("people.yml", 2, 14)


@pytest.mark.parametrize(
    ("written", "shown"), [("1.10", '"1.10"'), ("0x1F", '"0x1F"'), ("1e3", '"1e3"'), ("True", '"True"')]
)
def test_a_number_is_shown_as_it_was_written(written: str, shown: str) -> None:
    assert f"Write {shown}." in only(loaded(f"platforms: [x]\ncampaign: {written}")).message
    assert f"Write {shown}." in only(loaded(f"platforms: [x]\ntags: [a, {written}, b]")).message


def test_each_missing_key_is_named() -> None:
    project = loaded(campaigns__winter_yml=b"goals:\n  - {}\n")

    assert [finding.message for finding in project.findings] == [
        "`goals[0]` needs the key `metric`.",
        "`goals[0]` needs the key `target`.",
    ]


@pytest.mark.parametrize(
    ("front", "shown"),
    [
        ("link: [a, {b: true, c: }]", "must be text, not [a, {b: true, c: nothing}]."),
        ("late: [never]", "is [never]; it may be publish or hold."),
        ("thread: it's", "is 'it's'; it may only be 'auto'."),
        ("tags: {a: [1.5]}", "must be a list, like [a, b], not {a: [1.5]}."),
        ("draft: maybe", "must be true or false, not 'maybe'."),
    ],
)
def test_values_are_shown_as_an_author_writes_them(front: str, shown: str) -> None:
    assert shown in only(loaded(f"platforms: [x]\n{front}")).message


def test_a_name_that_can_be_none_is_one_finding_at_the_name() -> None:
    project = loaded(people_yml=b"ok: {name: A}\nnot ok: {name: B}\n")

    assert found(project) == [("invalid-value", 2, 1)]


@pytest.mark.parametrize("front", ['id: "abc\\n"', 'after: "post:abc\\n"', 'link: "https://a.example\\n"'])
def test_what_the_schema_refuses_is_never_silent(front: str) -> None:
    # jsonschema's $ matches before a line end, jsonschema-rs' does not
    project = loaded(f"platforms: [x]\n{front}")

    assert project.findings
    assert not project.posts[0].valid


def test_a_nul_is_a_finding_wherever_it_stands() -> None:
    assert found(loaded(body="a\0b")) == [("invalid-front-matter", 4, 2)]
    assert found(loaded("platforms: [x]\0")) == [("invalid-front-matter", 2, 15)]
    assert found(loaded('platforms: [x]\ncampaign: "a\\0b"')) == [("invalid-value", 3, 1)]


def test_a_hundred_findings_of_a_file_are_enough() -> None:
    project = loaded("platforms: [x]\n" + "\n".join(f"key{number}: a" for number in range(2000)))

    assert len(project.findings) == 100


@pytest.mark.parametrize(
    ("name", "proposal"), [("My Post", "my-post"), ("Übergrößen", "ubergroen"), ("日本", "post"), ("a" * 90, "a" * 80)]
)
def test_a_file_name_that_can_be_no_id_is_a_finding_that_proposes_one(name: str, proposal: str) -> None:
    post = b"---\nplatforms: [x]\n---\nHello\n"
    project = loaded(**{f"posts__{name}.md": post})

    assert (only(project).location.path, found(project)) == (f"posts/{name}.md", [("invalid-value", 1, 1)])
    assert f"Add `id: {proposal}`." in only(project).message
    assert loaded(**{f"posts__{name}.md": post.replace(b"---\n", b"---\nid: b\n", 1)}).findings == ()


def test_files_and_blocks_that_are_too_large_are_findings() -> None:
    assert "bytes" in only(loaded(body="a " * 500_000)).message
    assert "characters" in only(loaded(f"platforms: [x]\ncampaign: {'a ' * 50_000}b")).message
    assert "bytes" in only(loaded(people_yml=b"#" * 1_000_001)).message


@pytest.mark.parametrize(
    ("text", "line"),
    [("{text: One\n", 3), ("\n  x:\n    tags: []\n    text: One", 6), ("\n  x:\n    text: |\n      One", 6)],
)
def test_the_text_of_a_variant_begins_on_its_line(text: str, line: int) -> None:
    project = loaded(
        f"platforms: [x]\nvariants: {'{x: ' if text[0] == '{' else ''}{text}{'}}' if text[0] == '{' else ''}"
    )

    body = project.posts[0].variants["x"].body
    assert project.findings == ()
    assert body is not None
    assert body.parts[0].blocks[0].line == line

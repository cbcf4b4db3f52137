"""Findings in each format: exact where programs read them, harmless where people do."""

from __future__ import annotations

import json
from typing import Any

import click
import pytest

from smm_action.cli.output import findings_github, findings_json, findings_sarif, findings_text
from smm_action.cli.output.shown_findings import harmless, joined
from smm_action.model.finding import Finding, Fix, Location, Severity
from smm_action.model.ids import AccountName

PAGE = "https://github.com/smm-action/smm-action/blob/main/docs/reference/rules.md"
SOURCE = "---\ncolour: red\n---\nGrüße 漢字 now\n"
RENDERERS = [findings_text.render, findings_json.render, findings_github.render, findings_sarif.render]


def finding(
    rule: str = "unknown-key",
    severity: Severity = Severity.ERROR,
    message: str = "`colour` is no key.",
    *,
    path: str = "posts/a.md",
    line: int | None = 2,
    column: int | None = 1,
    end_line: int | None = 2,
    end_column: int | None = 7,
    **more: Any,
) -> Finding:
    place = Location(path=path, line=line, column=column, end_line=end_line, end_column=end_column)
    return Finding(rule=rule, severity=severity, message=message, location=place, **more)


def text(*findings: Finding, source: str = SOURCE, prefix: str = "content", posts: int = 3) -> list[str]:
    shown = findings_text.render(findings, prefix=prefix, sources={"posts/a.md": source}, posts=posts)
    return click.unstyle(shown).split("\n")


def github(*findings: Finding) -> list[str]:
    return findings_github.render(findings, prefix="content", sources={}, posts=3).split("\n")


def as_json(*findings: Finding, prefix: str = "content") -> dict[str, Any]:
    held: dict[str, Any] = json.loads(findings_json.render(findings, prefix=prefix, sources={}, posts=3))
    return held


def sarif(*findings: Finding, source: str = SOURCE) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(
        findings_sarif.render(findings, prefix="content", sources={"posts/a.md": source}, posts=3)
    )
    return held


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("", "posts/a.md"),
        (".", "posts/a.md"),
        ("content", "content/posts/a.md"),
        ("content/", "content/posts/a.md"),
        ("a/b", "a/b/posts/a.md"),
        ("/srv/content", "/srv/content/posts/a.md"),
        ("/", "/posts/a.md"),
    ],
)
def test_paths_start_where_the_reader_is(prefix: str, path: str) -> None:
    assert joined(prefix, "posts/a.md") == path


def test_text_shows_place_rule_message_excerpt_and_caret() -> None:
    assert text(finding()) == [
        "content/posts/a.md:2:1: error[unknown-key] `colour` is no key.",
        "  2 | colour: red",
        "    | ^^^^^^",
        "1 error in 3 posts.",
    ]


def test_text_puts_the_caret_below_wide_characters() -> None:
    lines = text(finding(line=4, column=10, end_line=4, end_column=13))
    assert lines[1] == "  4 | Grüße 漢字 now"
    assert lines[2] == "    | " + " " * 11 + "^^^"


def test_text_marks_one_column_when_the_end_is_unknown_or_on_another_line() -> None:
    assert text(finding(end_line=None, end_column=None))[2] == "    | ^"
    assert text(finding(end_line=3, end_column=2))[2] == "    | ^"


def test_text_shows_the_part_of_a_long_line_that_matters() -> None:
    long = "a" * 500 + "FAULT" + "b" * 500
    lines = text(finding(line=1, column=501, end_line=1, end_column=506), source=long)
    assert len(lines[1]) < 120
    at = lines[2].index("^")
    assert lines[1][at : at + 5] == "FAULT"
    assert lines[2].strip(" |") == "^^^^^"


@pytest.mark.parametrize("place", [{"line": None, "column": None}, {"line": 99}, {"path": "posts/other.md"}])
def test_text_has_no_excerpt_of_what_is_not_there(place: dict[str, Any]) -> None:
    assert len(text(finding(**place))) == 2


def test_text_counts_in_words() -> None:
    many = [finding(), finding(severity=Severity.WARNING), finding(severity=Severity.WARNING)]
    assert text(*many, posts=1)[-1] == "1 error, 2 warnings in 1 post."
    assert text(finding(severity=Severity.NOTICE))[-1] == "1 notice in 3 posts."
    assert text(posts=1200) == ["No findings in 1,200 posts."]


def test_text_never_shows_a_secret_in_any_excerpt() -> None:
    source = "Our key: hunter2hunter2 ok\n"
    secret = finding("secret-in-content", line=1, column=10, end_line=1, end_column=24)
    other = finding("shouting", Severity.WARNING, line=1, column=1, end_line=1, end_column=4)
    shown = "\n".join(text(other, secret, source=source))
    assert "hunter2" not in shown
    assert shown.count("Our key: ************** ok") == 2


def test_text_never_shows_a_secret_of_several_lines() -> None:
    source = "a KEYBEGIN\nkeymiddle\nKEYEND z\n"
    secret = finding("secret-in-content", line=1, column=3, end_line=3, end_column=7)
    others = [finding(line=number, column=1, end_line=number, end_column=2) for number in (1, 2, 3)]
    shown = "\n".join(text(secret, *others, source=source))
    assert "KEY" not in shown
    assert "keymiddle" not in shown
    assert "****** z" in shown


def test_text_keeps_hostile_characters_from_the_terminal() -> None:
    escape = "\x1b[2J\u202e\x07"
    lines = text(
        finding(message=f"bad {escape}", path=f"posts/{escape}.md", line=None), finding(), source=f"a\n{escape}b"
    )
    assert not any(character in "\n".join(lines) for character in escape if character not in "[2J")


def test_what_is_harmless_keeps_its_length_and_its_emoji() -> None:
    assert harmless("a\tb👩\u200d🚀") == "a b👩\u200d🚀"
    assert harmless("a\r\n\u2066b") == "a\ufffd\ufffd\ufffdb"


def test_json_has_exactly_the_documented_keys() -> None:
    fix = Fix(path="posts/a.md", start=4, end=10, replacement="color", description="renamed")
    document = as_json(finding(account=AccountName("acme"), fix=fix), finding(severity=Severity.NOTICE))
    assert document["findings"][0] == {
        "rule": "unknown-key",
        "severity": "error",
        "message": "`colour` is no key.",
        "path": "content/posts/a.md",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 7,
        "account": "acme",
        "url": f"{PAGE}#unknown-key",
        "fix": {"start": 4, "end": 10, "replacement": "color", "description": "renamed"},
    }
    assert document["findings"][1]["fix"] is None
    assert document["findings"][1]["account"] is None
    assert document["summary"] == {"posts": 3, "errors": 1, "warnings": 0, "notices": 1}
    assert set(document) == {"findings", "summary"}


def test_json_without_findings_is_whole() -> None:
    assert as_json() == {"findings": [], "summary": {"posts": 3, "errors": 0, "warnings": 0, "notices": 0}}


def test_github_writes_a_command_a_finding() -> None:
    said = f"`colour` is no key. {PAGE}#unknown-key"
    assert github(finding()) == [
        f"::error file=content/posts/a.md,line=2,endLine=2,col=1,endColumn=7,title=unknown-key::{said}",
        "1 error in 3 posts.",
    ]


def test_github_escapes_what_would_end_or_start_a_command() -> None:
    hostile = finding(message="100%\r\n::error::x", path="posts/a,b:c%\n.md")
    command, last = github(hostile)
    assert "file=content/posts/a%2Cb%3Ac%25%0A.md," in command
    assert "::100%25%0D%0A::error::x " in command
    assert last == "1 error in 3 posts."


def test_github_gives_no_columns_across_lines_and_line_1_when_there_is_none() -> None:
    assert "col=" not in github(finding(end_line=3))[0]
    assert "line=1," in github(finding(line=None, column=None, end_line=None, end_column=None))[0]


def test_github_says_how_many_more_than_ten_there_are() -> None:
    many = [finding() for _ in range(13)] + [finding(severity=Severity.WARNING) for _ in range(11)]
    lines = github(*many)
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert [line for line in lines if line.startswith("::notice::")] == [
        "::notice::4 more (3 errors, 1 warning). `smm lint` on your machine shows all of them."
    ]


def test_github_shows_ten_of_each_without_saying_more() -> None:
    many = [finding(severity=severity) for severity in Severity for _ in range(10)]
    lines = github(*many)
    assert len(lines) == 31
    assert not any("more (" in line for line in lines)


def test_github_keeps_the_tenth_notice_for_saying_more() -> None:
    lines = github(*[finding(severity=Severity.NOTICE) for _ in range(11)])
    assert sum(line.startswith("::notice ") for line in lines) == 9
    assert lines[9].startswith("::notice::2 more (2 notices)")


def test_sarif_names_version_rules_and_places() -> None:
    notice = finding("shouting", Severity.NOTICE, "It shouts.", path="posts/ä b.md", end_line=None, end_column=None)
    document = sarif(finding(), notice)
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["shouting", "unknown-key"]
    assert all(rule["helpUri"] == f"{PAGE}#{rule['id']}" and rule["shortDescription"]["text"] for rule in rules)
    first, second = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "unknown-key"
    assert (first["level"], second["level"]) == ("error", "note")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "content/posts/a.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 7}
    assert run["columnKind"] == "unicodeCodePoints"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "content/posts/%C3%A4%20b.md"


def test_sarif_needs_a_line_even_where_a_finding_has_none() -> None:
    document = sarif(finding(line=None, column=None, end_line=None, end_column=None))
    assert document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_sarif_fingerprints_survive_lines_added_above_and_tell_findings_apart() -> None:
    def fingerprint(held: Finding, source: str) -> str:
        prints = sarif(held, source=source)["runs"][0]["results"][0]["partialFingerprints"]
        return str(prints["smmFinding/v1"])

    before = fingerprint(finding(), SOURCE)
    assert fingerprint(finding(line=4, end_line=4), f"\n\n{SOURCE}") == before
    assert fingerprint(finding(message="Another."), SOURCE) != before
    assert fingerprint(finding("invalid-value"), SOURCE) != before


def test_sarif_takes_rules_it_has_no_page_of() -> None:
    (rule,) = sarif(finding("from-tomorrow"))["runs"][0]["tool"]["driver"]["rules"]
    assert rule == {"id": "from-tomorrow", "helpUri": f"{PAGE}#from-tomorrow"}


def test_sarif_has_what_the_standard_requires_of_every_object() -> None:
    """The schema's own words for the objects we write (SARIF 2.1.0, required properties and ranges)."""
    places: list[dict[str, Any]] = [{}, {"line": None, "column": None, "end_line": None, "end_column": None}]
    document = sarif(*[finding(severity=severity, **place) for severity in Severity for place in places])
    assert set(document) == {"$schema", "version", "runs"}
    (run,) = document["runs"]
    assert run["tool"]["driver"]["name"]
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)
    for rule in run["tool"]["driver"]["rules"]:
        assert all(rule[key]["text"] for key in ("shortDescription", "help"))
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        region = result["locations"][0]["physicalLocation"]["region"]
        assert all(isinstance(number, int) and number >= 1 for number in region.values())


def test_sarif_names_a_file_outside_of_a_repository_by_its_absolute_address() -> None:
    held = findings_sarif.render([finding()], prefix="/srv/my content", sources={}, posts=1)
    place = json.loads(held)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///srv/my%20content/posts/a.md"}


@pytest.mark.parametrize("render", RENDERERS)
def test_no_format_lets_a_post_give_the_runner_a_command(render: Any) -> None:
    """GitHub's runner obeys ``##[`` anywhere in a line unless the line is a command already."""
    hostile = "##[add-matcher]x"
    held = finding(message=hostile, line=1, column=1, end_line=1, end_column=5)
    shown = render([held], prefix="content", sources={"posts/a.md": f"{hostile}\n"}, posts=1)
    assert not [line for line in shown.split("\n") if "##[" in line and not line.startswith("::")]
    if render in {findings_json.render, findings_sarif.render}:
        assert hostile in json.dumps(json.loads(shown))


@pytest.mark.parametrize("render", RENDERERS)
def test_every_format_takes_no_findings_at_all(render: Any) -> None:
    assert render((), prefix="", sources={}, posts=0)

"""Every example on a rule's page is run: *Fails* finds the rule where it says and nothing else, *Passes* nothing at all.

A page's fenced blocks are a content root. The info string names the file and, for what fails, the places of the
findings: `markdown posts/launch.md 4:3 6:1`. A block `media` lists files by what probing would say of them or links,
a block `ledger` what is on record. Prose between blocks, or a path that comes again, starts another example.

So that a page says only what matters, a `smm.yml` without accounts is added to Acme's (`world.CONFIG`), and what the
first example that fails sets up beside its posts is there in those that pass, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from smm_action.lint.rule import Rule
from smm_action.lint.rules import all_rules
from smm_action.model.delivery import State
from smm_action.model.media import MediaFacts
from tests.unit.lint.world import CONFIG, Out, World, facts, places

FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^\n]+)\n(?P<text>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^### (?P<name>.+)\n(?P<text>(?:(?!^### ).*\n?)*)", re.MULTILINE)
NAMED = re.compile(r"<U\+([0-9A-F]{4,6})>")
MEDIUM = re.compile(r"(?P<mime>\S+) (?P<w>\d+)x(?P<h>\d+)(?: (?P<bytes>\d+) bytes)?(?: problem: (?P<problem>.+))?")
WITHOUT_EXAMPLES = frozenset({"rule-crashed"})
"""Only a fault of the tool itself makes it fire; `tests/unit/lint/test_engine.py` has one."""


@dataclass
class Example:
    files: dict[str, str] = field(default_factory=dict)
    media: dict[str, MediaFacts] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    ledger: list[Out] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def world(self) -> World:
        return World(files=self.files, media=self.media, links=frozenset(self.links), ledger=tuple(self.ledger))


def sections(rule: Rule) -> dict[str, str]:
    return {match["name"]: match["text"] for match in SECTION.finditer(rule.page())}


def examples(rule: Rule, section: str) -> list[Example]:
    beside = examples(rule, "Fails")[0] if section == "Passes" else Example()

    def fresh() -> Example:
        files = {path: text for path, text in beside.files.items() if not path.endswith(".md")}
        return Example(files=files, media=dict(beside.media))

    found: list[Example] = []
    seen: set[str] = set()
    written = sections(rule).get(section, "")
    end = 0
    for fence in FENCE.finditer(written):
        kind, *rest = fence["info"].split()
        text = NAMED.sub(lambda match: chr(int(match[1], 16)), fence["text"])
        if not found or written[end : fence.start()].strip() or (rest and rest[0] in seen):
            found.append(fresh())
            seen.clear()
        end = fence.end()
        example = found[-1]
        match kind:
            case "markdown" | "yaml":
                path, *spots = rest
                seen.add(path)
                added = path == "smm.yml" and "accounts:" not in text
                example.files[path] = CONFIG + text if added else text
                example.expected += [f"{path}:{spot} {rule.id}" for spot in spots]
            case "media":
                for line in text.splitlines():
                    add_medium(example, line)
            case "ledger":
                for line in text.splitlines():
                    post, account, state, content = line.split()
                    out = Out(post=post, account=account, state=State(state), same=content == "same")
                    example.ledger.append(out)
            case _:
                pytest.fail(f"{rule.id}: no test knows what a block {kind!r} is")
    return found


def add_medium(example: Example, line: str) -> None:
    path, _, described = line.partition(" ")
    if described.startswith("->"):
        example.links.add(path)
        return
    match = MEDIUM.fullmatch(described)
    assert match is not None, line
    size = int(match["bytes"] or 1000)
    problem = match["problem"]
    example.media[path] = facts(
        match["mime"], width=int(match["w"]), height=int(match["h"]), size=size, problem=problem
    )


RULES = [pytest.param(rule, id=rule.id) for rule in all_rules()]
SHOWN = [pytest.param(rule, id=rule.id) for rule in all_rules() if rule.id not in WITHOUT_EXAMPLES]


@pytest.mark.parametrize("rule", RULES)
def test_a_page_says_what_why_and_how_to_fix(rule: Rule) -> None:
    names = list(sections(rule))
    wanted = ["What it does", "Why", "Fails", "Passes", "How to fix"]
    if rule.id in WITHOUT_EXAMPLES:
        wanted = ["What it does", "Why", "How to fix"]
    assert names == wanted
    assert all(text.strip() for text in sections(rule).values())
    assert rule.summary.endswith(".")
    assert len(rule.summary) <= 100


@pytest.mark.parametrize("rule", SHOWN)
def test_what_a_page_says_fails_is_found_where_it_says_and_nothing_else_is(rule: Rule) -> None:
    shown = examples(rule, "Fails")
    assert shown
    for example in shown:
        assert example.expected, f"{rule.id}: an example that fails says no place"
        assert sorted(places(example.world().lint())) == sorted(example.expected)


@pytest.mark.parametrize("rule", SHOWN)
def test_what_a_page_says_passes_has_no_finding_at_all(rule: Rule) -> None:
    shown = examples(rule, "Passes")
    assert shown
    for example in shown:
        assert not example.expected
        assert [f"{place}" for place in places(example.world().lint())] == []


def test_names_are_those_of_the_files_and_all_different() -> None:
    names = [rule.id for rule in all_rules()]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    assert all(type(rule).__module__.endswith(rule.id.replace("-", "_")) for rule in all_rules())

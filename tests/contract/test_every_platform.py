"""No platform without its schema, its page and its contract test, and no claim on a card that nobody tries."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smm_action.core.schema import schema
from smm_action.model.card import Feature
from smm_action.platformkit.base import (
    Platform,
    SupportsDelete,
    SupportsEdit,
    SupportsFind,
    SupportsLimits,
    SupportsMetrics,
    SupportsPages,
    SupportsPublish,
)
from smm_action.platforms import load, names
from tools.pages.platforms_page import card_table

ROOT = Path(__file__).parents[2]
PROTOCOLS: dict[Feature, type] = {
    "publish": SupportsPublish,
    "find": SupportsFind,
    "edit": SupportsEdit,
    "delete": SupportsDelete,
    "metrics": SupportsMetrics,
    "followers": SupportsMetrics,
    "doctor": SupportsPublish,
}
TRIED_BY: dict[Feature, str] = {
    # A claim on a card → what a test of that platform must mention to have tried it.
    "threads": r"thread|One.*Two|---",
    "images": r"medium\(|one-image|u-photo|media:",
    "gif": r"image/gif",
    "video": r"video/mp4",
    "alt_text": r"\balts?\b",
    "focus": r"focus",
    "polls": r"poll",
    "reply": r"reply_to",
    "quote": r"quote",
    "repost": r"repost",
    "link_card": r"link-card|LinkCard|link:",
    "language": r"language|langs",
    "visibility": r"visibility",
    "content_warning": r"content_warning",
    "find": r"\.find\(",
    "edit": r"\.edit\(",
    "delete": r"\.delete\(",
    "metrics": r"\.metrics\(",
    "followers": r"followers",
}


def contract_test(name: str) -> str:
    """Return the contract test, and those beside it that go on where it ends."""
    own = ROOT / f"tests/contract/test_{name}.py"
    more = sorted(own.parent.glob(f"test_{name}_*.py"))
    return "".join(path.read_text("utf-8") for path in (own, *more))


def test_the_platforms_are_found_by_looking() -> None:
    assert set(names()) >= {"mastodon", "bluesky", "microblog", "x"}
    assert list(names()) == sorted(names())
    with pytest.raises(KeyError):
        load("friendfeed")


@pytest.mark.parametrize("name", names())
def test_a_platform_is_four_files(name: str) -> None:
    assert schema(f"platforms/{name}")["additionalProperties"] is False
    page = (ROOT / f"docs/platforms/{name}.md").read_text("utf-8")
    assert "<!-- card:begin -->" in page
    assert "<!-- card:end -->" in page
    assert f"platform: {name}" in page
    assert contract_test(name)


@pytest.mark.parametrize("name", names())
def test_a_platform_is_called_by_its_own_name(name: str) -> None:
    platform = load(name)
    assert isinstance(platform, Platform)
    assert platform.card.name == name


def tables(held: Any) -> Iterator[Any]:
    """Yield every table of a card that is not the card itself, however deep."""
    for field in fields(held):
        value = getattr(held, field.name)
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner):
                yield inner
                yield from tables(inner)


def numbers(table: Any) -> list[str]:
    """Return the fields of ``table`` that hold a number, or several."""
    found = []
    for field in fields(table):
        value = getattr(table, field.name)
        several = value if isinstance(value, tuple) else (value,)
        if any(isinstance(one, int | float | timedelta) and not isinstance(one, bool) and one for one in several):
            found.append(field.name)
    return found


@pytest.mark.parametrize("name", names())
def test_every_number_of_a_card_has_a_source_and_a_date(name: str) -> None:
    card = load(name).card
    counted = [table for table in tables(card) if numbers(table)]
    assert len(counted) >= 2, "a card has at least a limit and what media it takes"
    for table in counted:
        assert re.fullmatch(r"https://\S+", table.source), table
        assert date.fromisoformat(table.read) <= datetime.now(UTC).date(), table
    assert set(card.media.elsewhere) <= set(numbers(card.media))
    shown = card_table(name)
    for page in (*(table.source for table in counted), *card.media.elsewhere.values()):
        assert f"]({page}), read 20" in shown, f"the table of the page does not say {page}"
    assert card.documentation.startswith("https://")
    assert card.proof or card.exemption


@pytest.mark.parametrize("name", names())
def test_the_page_of_a_platform_names_its_secrets(name: str) -> None:
    page = (ROOT / f"docs/platforms/{name}.md").read_text("utf-8")
    for credential in load(name).card.credentials:
        assert re.fullmatch(r"[A-Z][A-Z_]*", credential.field)
        assert f"_{credential.field}`" in page


@pytest.mark.parametrize("name", names())
def test_a_claim_is_backed_by_a_protocol(name: str) -> None:
    platform = load(name)
    for feature, protocol in PROTOCOLS.items():
        assert (feature not in platform.card.features) or isinstance(platform, protocol), feature
    if platform.card.idempotency.policy == "atomic":
        assert isinstance(platform, SupportsPages)
    if platform.card.tier == "silver":
        assert isinstance(platform, SupportsPublish)


@pytest.mark.parametrize("name", names())
def test_a_protocol_is_claimed_on_the_card(name: str) -> None:
    platform = load(name)
    for feature, protocol in PROTOCOLS.items():
        if isinstance(platform, protocol):
            assert feature in platform.card.features, feature
    if isinstance(platform, SupportsLimits):
        assert "doctor" in platform.card.features


@pytest.mark.parametrize("name", names())
def test_a_claim_is_tried_by_the_platforms_own_tests(name: str) -> None:
    text = contract_test(name)
    if "PlatformContract" in text:
        text += (ROOT / "tests/contract/suite.py").read_text("utf-8")
    for path in sorted((ROOT / "tests/contract/menagerie/posts").glob("*.md")):
        text += path.read_text("utf-8") if f"acme-{name}" in path.read_text("utf-8") else ""
    for feature in load(name).card.features & TRIED_BY.keys():
        assert re.search(TRIED_BY[feature], text), feature


@pytest.mark.parametrize("name", names())
def test_a_post_url_of_the_card_is_an_expression_that_takes_no_other_address(name: str) -> None:
    expression = re.compile(load(name).card.post_url)
    assert not expression.fullmatch("")
    assert not expression.fullmatch("javascript:alert(1)")
    assert not expression.fullmatch("not a url")


@pytest.mark.parametrize("name", names())
def test_a_platform_imports_no_other(name: str) -> None:
    package = ROOT / "smm_action/platforms" / name
    files = sorted(package.rglob("*.py")) if package.is_dir() else [package.with_suffix(".py")]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("smm_action.platforms."):
                assert (node.module or "").split(".")[2] == name, path


def test_the_schemas_of_platforms_are_schemas() -> None:
    import jsonschema

    for path in sorted((ROOT / "schemas/platforms").glob("*.json")):
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))
        assert path.name.removesuffix(".schema.json") in names()


def test_loading_a_platform_loads_no_heavy_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom smm_action.platforms import load, names\n[load(name) for name in names()]\n"
        "print([n for n in ('httpx','jinja2','PIL','regex','jsonschema','authlib','click') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"

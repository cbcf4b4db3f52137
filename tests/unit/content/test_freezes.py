"""``freeze.yml``: what it stops, and that what is not understood stops everything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smm_action.content.freezes import BROKEN, load_freezes, read_freezes
from smm_action.content.source import Memory
from smm_action.model.freeze import Freeze, Subject
from smm_action.model.ids import AccountName, BrandName, PlatformName, PostId

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SUBJECT = Subject(
    brand=BrandName("acme"),
    post=PostId("hello"),
    account=AccountName("acme-x"),
    platform=PlatformName("x"),
    campaign="winter",
    tags=("Launch", "python"),
)


def one(scope: str, until: str = "") -> bytes:
    more = f"\n    until: {until}" if until else ""
    return f"freezes:\n  - scope: {scope}\n    reason: We answer the outage first.{more}\n".encode()


def stopped(data: bytes, timezone: str = "UTC") -> bool:
    return any(freeze.covers(SUBJECT, NOW) for freeze in read_freezes(data, timezone))


@pytest.mark.parametrize(
    ("scope", "stops"),
    [
        ("all", True),
        ("brand:acme", True),
        ("brand:other", False),
        ("account:acme-x", True),
        ("account:acme", False),
        ("platform:x", True),
        ("platform:mastodon", False),
        ("campaign:winter", True),
        ("campaign:summer", False),
        ("tag:launch", True),
        ('"tag:#LAUNCH"', True),
        ("tag:lunch", False),
        ("post:hello", True),
        ("post:other", False),
        ("[account:other, tag:python]", True),
        ("[account:other, tag:rust]", False),
    ],
)
def test_a_scope_stops_what_it_names(scope: str, stops: bool):
    assert stopped(one(scope)) is stops


@pytest.mark.parametrize(
    ("until", "stops"),
    [
        ("2026-12-01 13:30", True),  # 12:30 UTC
        ("2026-12-01 13:00", False),
        ("2026-12-01", True),  # the end of the day
        ("2026-11-30", False),
        ("2026-12-01T12:00:01Z", True),
    ],
)
def test_it_ends_in_the_zone_of_the_root_brand(until: str, stops: bool):
    assert stopped(one("all", until), "Europe/Berlin") is stops


@pytest.mark.parametrize(
    ("excepted", "stops"), [("post:hello", False), ("[post:other, tag:rust]", True), ("all", False)]
)
def test_what_is_excepted_goes_out(excepted: str, stops: bool):
    assert stopped(one("all") + f"    except: {excepted}\n".encode()) is stops


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("freezes: all", 1, "must be a list"),
        ("", 1, "`freezes`"),
        ("freezes:\n  - reason: x", 2, "`scope`"),
        ("freezes:\n  - scope: everything\n    reason: x", 2, "is no scope"),
        ("freezes:\n  - scope: account\n    reason: x", 2, "is no scope"),
        ("freezes:\n  - scope: all\n    reason: x\n    until: soon", 4, "no time"),
        ("freezes:\n  - scope: all\n    reason: x\n    until: asap", 4, "no limit"),
        ("freezes:\n  - scope: all\n    raeson: x", 3, "Did you mean `reason`"),
        ("freezes:\n  - scope: all\n    reason: x\n    except: hello", 4, "is no scope"),
        ("freezes: [", 2, ""),
        ("\xff", 1, ""),
    ],
)
def test_what_is_not_understood_is_found_and_freezes_everything(text: str, line: int, says: str):
    data = text.encode("latin-1")
    held, findings = load_freezes(Memory({"freeze.yml": data}), "UTC")
    assert held == (BROKEN,)
    assert read_freezes(data, "UTC") == (BROKEN,)
    assert any(says in finding.message for finding in findings), findings
    assert findings[0].location.path == "freeze.yml"
    assert min(finding.location.line or 0 for finding in findings) <= line


def test_it_says_until_when_and_why():
    assert Freeze(reason="outage").told() == "frozen: outage"
    assert Freeze(reason="outage", until=NOW).told() == "frozen until 2026-12-01 12:00 UTC: outage"

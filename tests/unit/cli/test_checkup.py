"""What doctor makes of a credential that works and may do too little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from smm_action.cli.app import App
from smm_action.cli.checkup import examine
from smm_action.cli.options import Settings
from smm_action.core.clock import parse_instant
from smm_action.model.card import Card, Version
from smm_action.platformkit.base import Inspection, Platform, Session
from smm_action.platforms import load


class Narrow(Platform):
    """Signs everybody in, and says what the credential lacks."""

    card: ClassVar[Card] = replace(
        load("mastodon").card, version=Version(name="v9", sunset="2026-12-24", source="here", read="2026-11-24")
    )
    lacks: tuple[str, ...] = ("write:media",)

    def open(self, session: Session, credentials: Mapping[str, str]) -> Session:
        del credentials
        session.expires = "2027-12-01T12:00:00Z"
        return session

    def prepare(self, *_: Any) -> Any: ...

    def send(self, *_: Any) -> Any: ...

    def inspect(self, session: Session) -> Inspection:
        return Inspection(missing_scopes=self.lacks, expires="2026-12-11T12:00:00Z", said=("The app is in test mode.",))


class OneApp(App):
    """Knows that platform alone."""

    def platform(self, name: str) -> Platform:
        return Narrow()


@pytest.mark.parametrize("lacks", [(), ("write:media",)])
def test_what_a_credential_may_not_do_makes_it_unready(
    tmp_path: Path, lacks: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Narrow, "lacks", lacks)
    (tmp_path / "smm.yml").write_text(
        "brand: acme\naccounts:\n  acme: {platform: mastodon, server: https://mastodon.example, handle: acme}\n"
    )
    app = OneApp(Settings(root=tmp_path, now=parse_instant("2026-12-01T12:00:00Z")), {"SMM_ACME_TOKEN": "x"})
    (found,) = examine(app, offline=False)
    assert (found.ready, found.days_left) == (not lacks, 10)
    said = "\n".join(found.sentences())
    assert ("lacks write:media" in said) is bool(lacks)
    assert "test mode" in said
    assert "Mastodon refuses version v9 of its API from 2026-12-24 on" in said

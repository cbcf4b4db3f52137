"""The content digest over the whole way of sealing: every input counts, and no tool, encoder or day does."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import PIL
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import smm_action
from smm_action.cli.app import App
from smm_action.cli.options import Settings
from smm_action.cli.sealing import seal_due
from smm_action.core.clock import parse_instant
from smm_action.model.entry import Ledger
from smm_action.model.media import MediaFacts
from smm_action.model.payload import Sealed
from smm_action.plan.planner import plan
from tests.scenarios.conftest import NOON

ROOT = """\
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}
utm: {source: "{platform}", campaign: "{campaign}"}
"""
POST = """\
---
platforms: [acme-mastodon]
time: 2026-12-01T12:00:00Z
campaign: launch
link: https://acme.example/launch
media: [{file: media/dot.png, alt: A dot}]
---
Hello, @{ada}
"""
PEOPLE = "ada: {name: Ada, mastodon: '@ada@example.social'}\n"
CAMPAIGN = "title: Launch\nutm: {medium: social}\n"


def picture(colour: str = "red", **options: Any) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "PNG", **options)
    return data.getvalue()


@dataclass
class Content:
    """A content root on disk."""

    root: Path
    files: dict[str, str | bytes] = field(
        default_factory=lambda: {
            "smm.yml": ROOT, "people.yml": PEOPLE, "campaigns/launch.yml": CAMPAIGN, "posts/hello.md": POST,
            "media/dot.png": picture(),
        }
    )  # fmt: skip

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.files[path]
        assert isinstance(text, str)
        assert old in text
        self.files[path] = text.replace(old, new)

    def sealed(self, now: datetime | None = None) -> Sealed:
        """Return the only delivery, sealed as `prepare` does."""
        for path, content in self.files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        app = App(Settings(root=self.root, now=now or parse_instant(NOON), sandbox="http://127.0.0.1:1"), {})
        sealing = seal_due(app, plan(app.project, Ledger(), app.now, app.sendable), Ledger())
        assert sealing.refused == ()
        (only,) = sealing.sealed
        return only


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return Content(tmp_path / "content")


CONTENT = {
    "the text": ("posts/hello.md", "Hello", "Hallo"),
    "a handle": ("people.yml", "ada@example", "eve@example"),
    "the brand's utm": ("smm.yml", '"{platform}"', '"smm"'),
    "the campaign's utm": ("campaigns/launch.yml", "social", "post"),
    "the link": ("posts/hello.md", "example/launch", "example/lunch"),
    "the alternative text": ("posts/hello.md", "A dot", "A spot"),
    "the visibility": ("posts/hello.md", "campaign: launch", "campaign: launch\nvisibility: unlisted"),
    "a warning": ("posts/hello.md", "campaign: launch", "campaign: launch\ncontent_warning: dots"),
    "the language": ("smm.yml", "brand: acme", "brand: acme\nlanguage: de"),
    "a tag": ("posts/hello.md", "campaign: launch", "campaign: launch\ntags: [dots]"),
    "the account": ("smm.yml", "acme-mastodon", "acme-masto"),
}


@pytest.mark.parametrize(("path", "old", "new"), CONTENT.values(), ids=CONTENT)
def test_every_input_of_the_content_changes_its_digest(content: Content, path: str, old: str, new: str):
    before = content.sealed()
    content.replace(path, old, new)
    if old == "acme-mastodon":
        content.replace("posts/hello.md", old, new)
    after = content.sealed()
    assert after.content_digest != before.content_digest
    assert after.schedule_digest == before.schedule_digest


def test_one_byte_of_a_picture_changes_it(content: Content):
    def noted(text: str) -> bytes:
        note = PngInfo()
        note.add_text("Comment", text)
        return picture(pnginfo=note)

    content.files["media/dot.png"] = noted("a")
    before = content.sealed()
    # the same pixels, and a remark that is not even sent
    content.files["media/dot.png"] = noted("b")
    assert content.sealed().content_digest != before.content_digest


SCHEDULE = {
    "the time": ("12:00:00Z", "11:59:00Z"),
    "the late policy": ("campaign: launch", "campaign: launch\nlate: hold"),
    "the lateness": ("campaign: launch", "campaign: launch\nmax_late: 2h"),
    "the end": ("campaign: launch", "campaign: launch\nnot_after: 2026-12-01T18:00:00Z"),
}


@pytest.mark.parametrize(("old", "new"), SCHEDULE.values(), ids=SCHEDULE)
def test_the_schedule_has_a_digest_of_its_own(content: Content, old: str, new: str):
    before = content.sealed()
    content.replace("posts/hello.md", old, new)
    after = content.sealed()
    assert after.schedule_digest != before.schedule_digest
    assert after.content_digest == before.content_digest


NEUTRAL = {
    "another account": ("smm.yml", "utm:", "  other: {platform: bluesky, handle: o.example}\nutm:"),
    "another person": ("people.yml", PEOPLE, PEOPLE + "bob: {name: Bob}\n"),
    "a goal": ("campaigns/launch.yml", "title: Launch", "title: Lunch"),
    "a policy": ("smm.yml", "utm:", "policy: {min_gap: 30m}\nutm:"),
    "a comment": ("posts/hello.md", "campaign: launch", "campaign: launch # ours"),
    "the order of keys": ("people.yml", PEOPLE, "ada: {mastodon: '@ada@example.social', name: Ada}\n"),
}


@pytest.mark.parametrize(("path", "old", "new"), NEUTRAL.values(), ids=NEUTRAL)
def test_what_no_reader_gets_changes_neither(content: Content, path: str, old: str, new: str):
    before = content.sealed()
    content.replace(path, old, new)
    after = content.sealed()
    assert (after.content_digest, after.schedule_digest) == (before.content_digest, before.schedule_digest)


def newer_encoder(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("smm_action.media.metadata.strip_location", lambda _data, _facts: picture("red", compress_level=0))


def newer_pillow(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PIL, "__version__", "99.0.0")


def newer_tool(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(smm_action, "__version__", "99.0.0")


def newer_prober(patch: pytest.MonkeyPatch) -> None:
    from smm_action.media import probe as module

    probe = module.probe

    def better(data: bytes) -> MediaFacts:
        return replace(probe(data), mime="image/png", width=41, orientation=3)

    patch.setattr(module, "probe", better)


def newer_limits(patch: pytest.MonkeyPatch) -> None:
    from smm_action.platforms import load

    platform = type(load("mastodon"))
    card = platform.card
    patch.setattr(platform, "card", replace(card, text=replace(card.text, value=card.text.value + 1)))


@pytest.mark.parametrize("update", [newer_encoder, newer_pillow, newer_tool, newer_prober, newer_limits])
def test_a_newer_tool_changes_neither(
    content: Content, update: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
):
    before = content.sealed()
    update(monkeypatch)
    after = content.sealed()
    assert (after.content_digest, after.schedule_digest) == (before.content_digest, before.schedule_digest)
    if update is newer_encoder:
        assert after.blobs != before.blobs, "the encoder did nothing"
    if update in {newer_prober, newer_limits}:
        assert after.payload != before.payload, "the update did nothing"


def test_another_day_changes_neither(content: Content):
    before = content.sealed()
    after = content.sealed(parse_instant("2026-12-01T13:37:00Z"))
    assert (after.content_digest, after.schedule_digest) == (before.content_digest, before.schedule_digest)

"""A content root with one planted fault for every rule: what `smm lint` is held against.

A fault is a file in which ``▶`` stands right before the place where the rule must point. What it takes beside that
(the post that is repeated, a picture) is in ``BESIDE`` and has no fault.
"""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

NOW = "2026-12-01T12:00:00Z"
MARK = "▶"
PAGES = """\
brand: acme
timezone: Europe/Berlin
accounts:
  acme-pages: {platform: microblog, base_url: "https://acme.example/social/"}
"""
"""The configuration under which posts were published before the faults came."""
CONFIG = f"""\
{PAGES}\
  acme-mastodon: {{platform: mastodon, server: "https://mastodon.example"}}
  acme-bluesky: {{platform: bluesky, handle: acme.example}}
  acme-forum: {{platform: bulletin}}
  acme-threads: {{platform: threads, handle: acme}}
  acme-linkedin: {{platform: linkedin, handle: acme}}
  acme-x: {{platform: x, handle: acme}}
policy: {{min_gap: 30m, quiet_hours: "22:00-07:00", budget: {{x: 0.01}}}}
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: ``text`` with the mark where the finding must be."""

    rule: str
    path: str
    text: str

    @property
    def clean(self) -> str:
        """The file's text."""
        return self.text.replace(MARK, "")

    @property
    def place(self) -> tuple[str, int, int]:
        """Path, line and column of the mark."""
        before, found, _ = self.text.partition(MARK)
        assert found, f"{self.path} has no mark"
        return self.path, before.count("\n") + 1, len(before) - before.rfind("\n")


def post(rule: str, keys: str = "", body: str = "", *, to: str = "acme-mastodon", name: str = "") -> Fault:
    """Return a post with a fault; ``keys`` are lines of front matter, the body speaks of the rule to be unlike others."""
    said = body or f"The parcels of {name or rule}."
    front = keys if "platforms:" in keys else f"platforms: [{to}]\n{keys}".strip()
    return Fault(rule, f"posts/{name or rule}.md", f"---\n{front}\n---\n{said}\n")


def with_media(rule: str, file: str, *, to: str = "acme-mastodon") -> Fault:
    """Return a post with one picture whose ``file:`` is the fault."""
    return post(rule, f"media:\n  - {MARK}file: {file}\n    alt: A red parcel under a tree", to=to)


def in_shop(rule: str, keys: str = "", *, body: str = "") -> Fault:
    """Return a post of the brand whose media have a public address, with a fault."""
    front = keys if "platforms:" in keys else f"platforms: [shop-instagram]\n{keys}"
    return Fault(rule, f"shop/posts/{rule}.md", f"---\n{front}---\n{body or f'The parcels of {rule}.'}\n")


_LONG_URL = "https://acme.example/find?q=" + "parcel" * 50
_SENTENCE = "Every parcel carries a card with the name of the person who packed it. "
_CROWD = " ".join(f"@person{number}" for number in range(21))
FAULTS = (
    post("api-version-sunset", "▶time: 2040-01-02 10:00", to="acme-linkedin"),
    with_media("media-host-missing", "media/tree.png", to="acme-threads"),
    in_shop("media-required", keys="platforms: [▶shop-instagram]\n"),
    in_shop("media-wrong-shape", f"media:\n  - {MARK}file: media/wide.jpg\n    alt: A long table of parcels\n"),
    in_shop("too-many-mentions", "media: [{file: media/square.jpg, alt: A parcel}]\n", body=f"{MARK}Thanks {_CROWD}"),
    post(
        "refused-by-platform",
        "poll: {options: [Red, Blue], duration: 2d}",
        body="▶Which parcel is yours?",
        to="acme-linkedin",
    ),
    post("over-budget", "▶time: 2026-12-11 10:00", to="acme-x"),
    post(
        "alt-text-too-long",
        f"media:\n  - file: media/tree.png\n    ▶alt: {'A red parcel under a tree, and so on. ' * 45}",
    ),
    post("ambiguous-scalar", "▶id: 2026"),
    post("bad-correction", "▶correct: edit"),
    post("bad-poll", "poll: {options: [Red, Blue], ▶duration: 9w}"),
    post("bad-post-url", "▶reply_to: https://bsky.app/profile/acme.example", to="acme-bluesky"),
    post("disclosure-not-shown", "▶disclosure: paid"),
    post("duplicate-id", "▶id: first-of-two"),
    post("duplicate-key", "language: en\n▶language: de"),
    post("duplicate-text", body="▶The first of  two."),
    post("edited-after-publishing", body="▶This is another text.", to="acme-pages"),
    Fault("empty-post", "posts/empty-post.md", "▶---\nplatforms: [acme-mastodon]\n---\n"),
    post("generic-alt-text", "media:\n  - file: media/tree.png\n    ▶alt: tree.png"),
    Fault(
        "invalid-front-matter", "posts/invalid-front-matter.md", "▶---\nplatforms: [acme-mastodon]\n\nNever closed.\n"
    ),
    post("invalid-option", "variants:\n  acme-mastodon: {options: {▶sensitve: true}}"),
    post("invalid-value", "▶time: tomorrow at nine"),
    post("invisible-character", body="Read https://acme▶\u200b.example/parcels."),
    post("link-not-https", body="Read ▶http://acme.example/parcels."),
    post("malformed-hashtag", 'tags: [▶"open source"]'),
    with_media("media-missing", "media/nowhere.png"),
    post(
        "media-mixed-kinds",
        "media:\n  - {file: media/tree.png, alt: A tree}\n  - {▶file: media/moving.gif, alt: A parcel that moves}",
    ),
    with_media("media-outside-root", "../outside.png"),
    with_media("media-too-large", "media/large.png", to="acme-bluesky"),
    post(
        "media-too-many",
        "media:\n"
        + "".join(f"  - {{file: media/tree.png, alt: Tree number {number}}}\n" for number in range(4))
        + "  - {▶file: media/tree.png, alt: The fifth tree}",
    ),
    with_media("media-wrong-type", "media/picture.jpg"),
    post("missing-alt-text", "media:\n  - ▶file: media/tree.png"),
    Fault("post-id-vanished", "smm.yml", MARK + CONFIG),
    post("posts-too-close", "▶time: 2026-12-07 10:10"),
    post("quiet-hours", "▶time: 2026-12-08 23:30"),
    post("secret-in-content", body="The app password is ▶ab23-cd34-" + "ef56-gh67"),
    post("shouting", body="▶ALL THE PARCELS ARE PACKED AND READY."),
    post("stray-separator", body="The parcels of the stray line.\n\n▶--\n\nThey leave tomorrow."),
    post("template-marker", body="Read about ▶{{ topic }} here."),
    post("text-too-long", body="▶" + _SENTENCE * 5, to="acme-bluesky"),
    post("thread-part-only-tags", body="The parcels of a thread.\n\n---\n\n▶#parcels #winter"),
    post("time-ambiguous", "▶time: 2027-03-14 02:30\ntimezone: America/New_York"),
    post("time-in-the-past", "▶time: 2026-11-02 09:00"),
    post("too-many-hashtags", "▶tags: [a1, b2, c3, d4, e5, f6, g7, h8, i9]"),
    post("unknown-account", "platforms: [acme-mastodon, ▶acme-mastodn]"),
    post("unknown-campaign", "▶campaign: wintr"),
    post("unknown-key", "▶campain: winter"),
    post("unknown-rule", "lint: {ignore: [▶shoutin]}"),
    post("unresolved-mention", body="Thank you, ▶@{mira}, for the parcels."),
    post("unsupported-feature", "▶poll: {options: [Red, Blue], duration: 1d}", to="acme-bluesky"),
    post("unsupported-platform", "platforms: [acme-mastodon, ▶acme-forum]\ntime: 2026-12-09 10:00"),
    post("unused-suppression", "lint: {ignore: [▶shouting]}"),
    post("unused-variant", 'variants:\n  ▶acme-bluesky: {text: "Packed!"}'),
    post("url-longer-than-post", body=f"▶{_LONG_URL}", to="acme-bluesky"),
    post("utm-by-hand", "link: ▶https://acme.example/launch?utm_source=mastodon"),
)
"""One fault for every rule."""
FURTHER = (
    post("duplicate-text", body="▶What was said once.", to="acme-pages", name="said-again"),
    Fault(
        "ambiguous-scalar",
        "scalars/smm.yml",
        "brand: scalars\naccounts:\n  scalars: {platform: mastodon, ▶handle: 7}\n",
    ),
    Fault("duplicate-key", "keys/smm.yml", "brand: keys\ntimezone: UTC\n▶timezone: UTC\n"),
    Fault("duplicate-key", "campaigns/twice.yml", "title: One\n▶title: Two\n"),
    Fault("invalid-front-matter", "torn/smm.yml", "brand: torn\nlanguage: ▶*de\n"),
    Fault(
        "invalid-option",
        "options/smm.yml",
        "brand: options\naccounts:\n  options:\n    platform: mastodon\n    options: {▶sensitve: true}\n",
    ),
    Fault("invalid-value", "values/smm.yml", "brand: values\n▶timezone: Europe/Berln\n"),
    Fault("invalid-value", "campaigns/when.yml", "title: When\n▶start: 2026-02-30\n"),
    Fault("secret-in-content", "secrets/smm.yml", "brand: secrets  # ▶ghp_" + "a1B2" * 9 + "\n"),
    Fault("secret-in-content", "campaigns/secret.yml", "title: ▶AKIA" + "IOSFODNN7EXAMPLE\n"),
    Fault("secret-in-content", "notes.txt", "Log in with ▶ab23-cd34-" + "ef56-gh67\n"),
    Fault(
        "unsupported-feature",
        "shown/smm.yml",
        "brand: shown\naccounts:\n  shown: {platform: bluesky, handle: shown.example, ▶visibility: followers}\n",
    ),
    Fault("unknown-account", "sets/smm.yml", "brand: sets\nsets: {social: [▶nobody]}\n"),
    Fault("unknown-key", "campaigns/odd.yml", "▶titel: Odd\n"),
    Fault("ambiguous-scalar", "crowd/people.yml", "mira: {name: Mira, ▶x: 7}\n"),
)
"""The same rules again where their faults stand in other files than posts, or show in another way."""
BESIDE: Mapping[str, str] = {
    "posts/duplicate-id-first.md": "---\nid: first-of-two\nplatforms: [acme-mastodon]\n---\nThe first id of two.\n",
    "posts/duplicate-first.md": "---\nplatforms: [acme-mastodon]\n---\nThe first of two.\n",
    "posts/once.md": "---\nplatforms: [acme-pages]\ntime: 2026-12-01T11:00:00Z\nrevision: 2\ncorrect: leave\n---\nNow it says this.\n",
    "posts/posts-before.md": "---\nplatforms: [acme-mastodon]\ntime: 2026-12-07 10:00\n---\nThe parcels before.\n",
    "crowd/smm.yml": "brand: crowd\n",
    "shop/smm.yml": (
        "brand: shop\naccounts:\n  shop-instagram: {platform: instagram, handle: shop}\n"
        "media_host: {kind: branch, base_url: 'https://raw.githubusercontent.com/acme/social/smm-media/'}\n"
    ),
}
"""What the faults need beside them."""
PUBLISHED: Mapping[str, str] = {
    f"posts/{name}.md": f"---\nplatforms: [acme-pages]\ntime: {time}\n---\n{text}\n"
    for name, time, text in (
        ("once", "2026-12-01T11:00:00Z", "What was said once."),
        ("edited-after-publishing", "2026-12-01T11:10:00Z", "This was the text."),
        ("vanished", "2026-12-01T11:20:00Z", "This post will be gone."),
    )
}
"""What goes out, under ``PAGES``, before the faults are planted."""


def pictures() -> dict[str, bytes]:
    """Return the media of the faults by path, real bytes."""
    noise = Image.frombytes("RGB", (1000, 800), random.Random(7).randbytes(1000 * 800 * 3))
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    small = Image.new("RGB", (64, 48), "green")
    return {
        "media/tree.png": _bytes(small, "PNG"),
        "media/picture.jpg": _bytes(small, "PNG"),
        "media/large.png": _bytes(noise, "PNG"),
        "shop/media/wide.jpg": _bytes(Image.new("RGB", (900, 300), "green"), "JPEG"),
        "shop/media/square.jpg": _bytes(Image.new("RGB", (400, 400), "green"), "JPEG"),
        "media/moving.gif": _bytes(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100),
    }


def _bytes(image: Image.Image, kind: str, **options: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()

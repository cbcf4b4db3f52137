"""Whatever stands in the files, ``load`` raises nothing but an ``SmmError``, and what it refuses has a finding."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smm_action.content.project import load
from smm_action.content.source import Memory
from smm_action.core.errors import SmmError

FILES = {
    "smm.yml": b"""brand: acme
timezone: Europe/Berlin
language: en
state: {branch: smm-state, path: ".", remote: origin}
accounts:
  acme-x: {platform: x, handle: acme, limits: {characters: 500}, options: {a: b}}
  acme-mastodon: {platform: mastodon, server: https://mastodon.social, timezone: UTC, visibility: public}
sets: {social: [acme-mastodon, acme-x]}
policy: {alt_text: required, min_gap: 30m, quiet_hours: "22:00-07:00", max_late: 6h, approval: none}
utm: {source: "{platform}", medium: social}
""",
    "more/smm.yml": b"accounts:\n  more-x: {platform: x}\npolicy: {max_late: 1h}\n",
    "people.yml": b'acme: {name: Acme, mastodon: "@acme@mastodon.social"}\n',
    "campaigns/winter.yml": b"""title: Winter
start: 2026-12-01
end: 2026-12-31
goals:
  - {metric: likes, baseline: 1, target: 1.5, deadline: 2026-12-24}
utm: {campaign: winter}
""",
    "posts/launch.md": b"""---
id: winter-launch
platforms: [acme-mastodon, social]
time: 2026-12-01 09:00  # Berlin
timezone: Europe/Berlin
media:
  - file: media/launch.png
    alt: A red parcel
    crop: {acme-x: "4:5"}
    focus: [0.3, 0.5]
tags: [python]
link: https://acme.example/launch
variants:
  acme-x: {text: "Short *version*", tags: [], time: 2026-12-01 15:00, options: {a: 1}, media: [{file: a.png}]}
poll: {options: [Yes, No], duration: 1d}
max_late: 6h
not_after: 2026-12-02
revision: 1
imported: {acme-x: {state: published, url: https://a.example, time: 2024-05-01T10:00:00Z}}
lint: {ignore: [rule]}
---
Hello *all* https://a.example/x `@{acme}` ![a *b*](c.png)

---

> - 0. quote :tada: <img src="a" alt="b"> <!-- note --> &amp; [t](u)
""",
    "more/posts/b.md": b"---\nplatforms: [more-x]\n---\nHi\n",
}
PIECES = [
    *(
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\r",
        b"\n",
        b"\t",
        b" #x",
        b": ",
        b"- ",
        b"? ",
        b"[",
        b"]",
        b"{",
        b"}",
    ),
    *(
        b"&a ",
        b"*a",
        b"! ",
        b"!!seq ",
        b"!!map ",
        b"<<: ",
        b"|\n",
        b">-\n",
        b"'",
        b'"',
        b"---\n",
        b"...\n",
        b"%YAML 1.1\n",
    ),
    *(
        b"0",
        b"1e999",
        b".nan",
        b"9" * 5000,
        b"99999999999999w",
        b"0001-01-01 00:00",
        b"9999-12-31",
        b"+14:00",
        b"~",
        b"true",
    ),
    *("\u2028".encode(), "\u202e".encode(), "\U0001f389".encode(), b"\\u0000", b"\\ud800", b"[" * 2000, b"- " * 2000),
    *(b"../..", b".git", b"https://", b"<!--", b"![", b"](", b"`", b"_", b":", b"@{"),
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "a", "asap", "1d", "x\x00", "#"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "text", "time"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def sound(files: dict[str, bytes]) -> None:
    """Load, and hold what came out to what is promised of it."""
    try:
        project = load(Memory(files), "content")
    except SmmError:
        assert "smm.yml" not in files
        return
    said = {finding.location.path for finding in project.findings}
    assert all(finding.message.isprintable() and len(finding.message) < 1000 for finding in project.findings)
    assert all(post.valid or post.path in said for post in project.posts)
    assert all(str(post).encode() for post in project.posts)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    files = dict(FILES)
    path = draw(st.sampled_from(sorted(files)))
    data = files[path]
    for _ in range(draw(st.integers(min_value=1, max_value=4))):
        start = draw(st.integers(min_value=0, max_value=len(data)))
        end = draw(st.integers(min_value=start, max_value=min(len(data), start + 12)))
        data = data[:start] + draw(st.sampled_from(PIECES) | st.binary(max_size=4)) + data[end:]
    files[path] = data
    return files


@st.composite
def restructured(draw: st.DrawFn) -> dict[str, bytes]:
    """Replace the value of one key, on its line, by any other."""
    files = dict(FILES)
    path = draw(st.sampled_from(sorted(files)))
    lines = files[path].split(b"\n")
    at = draw(st.sampled_from([number for number, line in enumerate(lines) if b": " in line]))
    key, _, _ = lines[at].partition(b": ")
    lines[at] = key + b": " + _written(draw(VALUES)).encode()
    return {**files, path: b"\n".join(lines)}


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\0", "\\0") + '"'
    return (
        {None: "null", True: "true", False: "false"}.get(value, str(value))
        if not isinstance(value, float)
        else str(value)
    )


def test_the_files_themselves_are_without_a_finding() -> None:
    assert load(Memory(FILES), "content").findings == ()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_changed_bytes_never_raise(files: dict[str, bytes]) -> None:
    sound(files)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(restructured())
def test_changed_values_never_raise(files: dict[str, bytes]) -> None:
    sound(files)

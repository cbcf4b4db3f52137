"""The two teams that are played: their accounts, what they post, and how doubt is settled on each platform.

The spine is small and fast, and every point of its tick is a case. The networks are those whose publishing takes
several calls: uploads, containers that are asked and published once, a first comment below the post.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from tests.scenarios.conftest import post

REFRESH = "bluesky.publish expire times=1"
"""Makes the traced tick of the spine renew a token, too: its points are numbered with it."""
PAGES = "microblog"
"""The platform that nobody answers for: its posts are files of the state branch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One team, as it is before anything happens."""

    name: str
    accounts: Mapping[str, str]
    """Account → platform. Troubles of the whole run are told of the first one."""
    policies: Mapping[str, str]
    """Account → how doubt is settled there: a column of the table."""
    smm_yml: str
    people_yml: str = "{}\n"
    posts: Mapping[str, str]
    """Path → file."""
    parts: Mapping[str, tuple[str, ...]]
    """Post → what marks each of its parts, whatever else its text becomes."""
    picture: str
    repeatable: frozenset[str] = frozenset()
    """Accounts where a second create under the same key makes nothing new: who is given up may call once more."""
    refresh: str = ""
    """What the traced tick meets."""

    @property
    def first(self) -> str:
        """The account that is blamed for what concerns the whole run."""
        return next(iter(self.accounts))

    def drawn(self) -> bytes:
        """Return the picture of its posts."""
        data = io.BytesIO()
        Image.new("RGB", (400, 400), "red").save(data, "JPEG" if self.picture.endswith(".jpg") else "PNG")
        return data.getvalue()


def _with_picture(text: str, picture: str) -> str:
    return text.replace("time:", f"media: [{{file: {picture}, alt: A red square}}]\ntime:")


SPINE = World(
    name="spine",
    accounts={"acme-mastodon": "mastodon", "acme-bluesky": "bluesky", "acme-pages": PAGES},
    policies={"acme-mastodon": "search", "acme-bluesky": "same-key", "acme-pages": "atomic"},
    smm_yml="""\
brand: acme
timezone: UTC
accounts:
  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}
  acme-bluesky: {platform: bluesky, handle: acme.bsky.social}
  acme-pages: {platform: microblog, base_url: https://acme.example/social/}
sets: {all: [acme-mastodon, acme-bluesky, acme-pages]}
utm: {source: "{platform}", medium: social, campaign: "{campaign}"}
""",
    people_yml='acme: {name: Acme, mastodon: "@acme@mastodon.example", bluesky: acme.bsky.social}\n',
    picture="media/red.png",
    posts={
        "posts/hello.md": post(
            "hello/1 from @{acme}", id="hello", link="https://acme.example/launch", campaign="winter"
        ),
        "posts/thread.md": _with_picture(
            post("thread/1 begins\n\n---\n\nthread/2 ends", id="thread"), "media/red.png"
        ),
    },
    parts={"hello": ("hello/1",), "thread": ("thread/1", "thread/2")},
    repeatable=frozenset({"acme-bluesky"}),
    refresh=REFRESH,
)  # fmt: skip

NETWORKS = World(
    name="networks",
    accounts={
        "acme-x": "x",
        "acme-facebook": "facebook",
        "acme-instagram": "instagram",
        "acme-threads": "threads",
        "acme-linkedin": "linkedin",
        "acme-company": "linkedin",
    },
    policies={
        "acme-x": "x: search",
        "acme-facebook": "facebook: search",
        "acme-instagram": "instagram: container",
        "acme-threads": "threads: container",
        "acme-linkedin": "linkedin: ask",
        "acme-company": "linkedin: search",
    },
    smm_yml="""\
brand: acme
timezone: UTC
accounts:
  acme-x: {platform: x, handle: acme}
  acme-facebook: {platform: facebook, handle: acme}
  acme-instagram: {platform: instagram, handle: acme}
  acme-threads: {platform: threads, handle: acme}
  acme-linkedin: {platform: linkedin, handle: acme}
  acme-company: {platform: linkedin, handle: company, options: {organization: 123}}
sets: {all: [acme-x, acme-facebook, acme-instagram, acme-threads, acme-linkedin, acme-company]}
utm: {source: "{platform}", medium: social, campaign: "{campaign}"}
""",
    picture="media/red.jpg",
    posts={
        "posts/hello.md": _with_picture(post("hello/1 from Acme", id="hello"), "media/red.jpg"),
        "posts/pair.md": _with_picture(post("pair/1 begins", id="pair", first_comment="pair/2 ends"), "media/red.jpg"),
    },
    parts={"hello": ("hello/1",), "pair": ("pair/1", "pair/2")},
)
WORLDS = {world.name: world for world in (SPINE, NETWORKS)}

"""A content root that uses every key there is and has no fault: what `smm lint` must have nothing to say of."""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image

SMM_YML = """\
brand: acme
timezone: Europe/Berlin
language: en
state: {branch: smm-state, path: ".", remote: origin}
accounts:
  acme-mastodon:
    platform: mastodon
    server: https://mastodon.example
    handle: acme
    timezone: Europe/Berlin
    language: en
    visibility: public
    limits: {characters: 1000}
    options: {sensitive: false}
  acme-bluesky: {platform: bluesky, handle: acme.example}
  acme-pages:
    platform: microblog
    base_url: https://acme.example/social/
    options: {site_title: Acme, site_description: What Acme says}
sets: {social: [acme-mastodon, acme-bluesky, acme-pages]}
policy: {alt_text: required, min_gap: 30m, quiet_hours: "22:00-07:00", max_late: 6h, approval: none, budget: {x: 20}}
tokens: {public: allow}
manual: {issue: true, webhook: true, assignees: [ada]}
media_host:
  kind: s3
  base_url: https://media.acme.example/social/
  branch: smm-media
  path: social
  endpoint: https://s3.acme.example
  bucket: acme-media
  region: eu-central-1
utm: {source: "{platform}", medium: social, campaign: "{campaign}", content: "{post}", term: parcels}
"""
FILES: Mapping[str, str] = {
    "smm.yml": SMM_YML,
    "people.yml": """\
mira: {name: Mira, mastodon: "@mira@mastodon.example", bluesky: mira.example, microblog: "https://mira.example/"}
""",
    "campaigns/winter.yml": """\
title: Winter
start: 2026-12-01
end: 2026-12-31
goals:
  - {metric: clicks, baseline: 100, target: 500, deadline: 2026-12-24}
utm: {source: "{account}", medium: social, campaign: winter, content: "{post}", term: winter}
""",
    "second/smm.yml": """\
brand: second
accounts:
  second-mastodon: {platform: mastodon, server: https://mastodon.example, handle: second}
policy: {min_gap: 1h}
""",
    "second/posts/hello.md": """\
---
platforms: [mastodon]
time: asap
---
Hello from the second brand.
""",
    "posts/README.md": "Posts live here. This is no post.\n",
    "posts/2026/launch.md": """\
---
id: winter-launch
platforms: [social]
time: 2026-12-02 09:00
timezone: Europe/Berlin
media:
  - file: media/tree.png
    alt: A red parcel under a tree
    crop: {acme-bluesky: "4:5"}
    focus: [0.3, 0.5]
  - {file: media/line.png, decorative: true}
campaign: winter
tags: [OpenSource, parcels, größe]
link: https://acme.example/launch
variants:
  acme-bluesky:
    text: "Short: thank you, @{mira}! ![A tree](media/tree.png)"
    tags: [parcels]
    media: [{file: media/tree.png, alt: A red parcel under a small tree}]
    time: 2026-12-02 10:00
    link: https://acme.example/launch?for=bluesky
    options: {labels: [graphic-media]}
  mastodon: {options: {sensitive: true}}
first_comment: "Thank you, @{mira}! More in the docs: https://acme.example/docs"
language: en
late: publish
max_late: 4h
not_after: 2026-12-03
revision: 1
deliver: api
---
# Winter is here

Thank you, @{mira}, for *all* the **parcels**: they are [packed](https://acme.example/packed).

- one parcel
- another parcel

> The BBC and NASA agree.

```python
print("{{ not a marker }}  # TODO")
```

---

The second part of a thread, with emoji 👩‍🚀, 漢字, العربية and हिन्दी. #parcels

![A parcel on a sledge](media/tree.png)
""",
    "posts/2026/vote.md": """\
---
platforms: [acme-mastodon]
time: 2026-12-02 12:00
poll: {options: [Red, Blue, Green], duration: 1d, multiple: true}
visibility: unlisted
content_warning: "Ribbons: a matter of taste"
after: post:winter-launch
late: hold
---
Which ribbon?
""",
    "posts/2026/answer.md": """\
---
platforms: [acme-bluesky]
time: 2026-12-03T09:00:00+01:00
reply_to: https://bsky.app/profile/somebody.example/post/3kx2abc4defg2
visibility: public
---
Thank you, too! Write to <mail@acme.example>, or run it on http://localhost:8000/.
""",
    "posts/2026/again.md": """\
---
platforms: [acme-mastodon]
time: 2026-12-03 12:00
quote: post:winter-launch
disclosure: paid
deliver: manual
embargo: true
---
Ad: we said it before.
""",
    "posts/2026/repost.md": """\
---
platforms: [acme-bluesky]
time: 2026-12-04 12:00
repost: https://bsky.app/profile/somebody.example/post/3kx2abc4defg2
---
""",
    "posts/2026/long.md": f"""\
---
platforms: [acme-bluesky]
time: 2026-12-05 12:00
thread: auto
precision: exact
---
{"Every parcel carries a card with the name of the person who packed it. " * 6}
""",
    "posts/2026/correction.md": """\
---
platforms: [acme-pages]
time: 2026-12-06 12:00
revision: 2
correct: edit
lint: {ignore: [shouting]}
---
ALL THE PARCELS HAVE A RIBBON NOW.
""",
    "posts/2026/draft.md": """\
---
platforms: [acme-pages]
draft: true
---
Not yet.
""",
    "posts/2020/old.md": """\
---
platforms: [acme-mastodon, acme-bluesky]
time: 2020-05-01 10:00
imported:
  acme-mastodon: {state: published, url: "https://mastodon.example/@acme/1", time: "2020-05-01T08:00:00Z"}
  acme-bluesky: {state: failed, reason: The server was away}
---
What we said in spring.
""",
}


def pictures() -> dict[str, bytes]:
    """Return the pictures of the posts by path."""
    held = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(held, "PNG")
    return {"media/tree.png": held.getvalue(), "media/line.png": held.getvalue()}

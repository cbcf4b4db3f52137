"""The pages show what was said, and nothing a stranger wrote becomes markup."""

from __future__ import annotations

import httpx

from smm_action.sandbox.audience import react
from smm_action.sandbox.server import Sandbox
from tests.unit.sandbox.conftest import POST, Bluesky, Clock, Mastodon, png

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def page(sandbox: Sandbox, path: str = "/") -> str:
    answer = httpx.get(sandbox.url + path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer.text


def test_an_empty_sandbox_says_so(sandbox: Sandbox) -> None:
    assert "Nothing published yet" in page(sandbox)


def test_each_account_has_a_page(sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky) -> None:
    mastodon.post("from here")
    bluesky.put({"text": "from there"})
    everyone, one = page(sandbox), page(sandbox, "/timeline/acme-mastodon")
    assert "from here" in everyone
    assert "from there" in everyone
    assert "from here" in one
    assert "from there" not in one
    assert 'aria-current="page">acme-mastodon' in one
    assert httpx.get(f"{sandbox.url}/timeline/nobody").status_code == 404


def test_pictures_polls_warnings_and_cards_are_shown(sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky) -> None:
    media = mastodon.upload(png(), description="a red box").json()
    mastodon.post("look", media_ids=[media["id"]], spoiler_text="loud")
    mastodon.post("choose", poll={"options": ["this", "that"], "expires_in": 3600})
    card = {
        "uri": "https://example.com/",
        "title": "The title",
        "description": "The rest",
        "thumb": bluesky.upload(png()),
    }
    bluesky.put({"text": "card", "embed": {"$type": "app.bsky.embed.external", "external": card}})
    shown = page(sandbox)
    for words in (
        'alt="a red box"',
        '<p class="warning">loud</p>',
        "<li>that</li>",
        "<b>The title</b>",
        "<small>example.com</small>",
    ):
        assert words in shown


def test_facets_become_links_by_their_bytes(sandbox: Sandbox, bluesky: Bluesky) -> None:
    features = [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/"}]
    bluesky.put(
        {"text": "Hällo dort & da", "facets": [{"index": {"byteStart": 7, "byteEnd": 11}, "features": features}]}
    )
    assert 'Hällo <a href="https://example.com/" rel="nofollow noopener">dort</a> &amp; da' in page(sandbox)


def test_facets_that_make_no_sense_are_shown_as_text(sandbox: Sandbox, bluesky: Bluesky) -> None:
    link = [{"$type": "app.bsky.richtext.facet#link", "uri": "javascript:alert(1)"}]
    spans = ((5, 2), (0, 999), (0, 3), (1, 2))
    facets = [{"index": {"byteStart": start, "byteEnd": end}, "features": link} for start, end in spans]
    bluesky.put({"text": "plain text", "facets": facets})
    assert "<p>plain text</p>" in page(sandbox)


def test_hostile_words_stay_words(sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky) -> None:
    media = mastodon.upload(png(), description=HOSTILE).json()
    mastodon.post(HOSTILE, media_ids=[media["id"]], spoiler_text=HOSTILE, language='"><b>')
    mastodon.post("x", poll={"options": [HOSTILE[:40], "b"], "expires_in": 3600})
    card = {"uri": 'https://example.com/"><b>', "title": HOSTILE, "description": HOSTILE}
    bluesky.put({"text": HOSTILE, "embed": {"$type": "app.bsky.embed.external", "external": card}})
    Mastodon(sandbox.url, HOSTILE).post("my name is trouble")
    shown = page(sandbox)
    assert "<script" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_thread_stays_together_with_its_replies(sandbox: Sandbox, mastodon: Mastodon, clock: Clock) -> None:
    first = mastodon.post("part one")
    clock.move(seconds=1)
    Mastodon(sandbox.url, "somebody").post("an answer", in_reply_to_id=first["id"])
    clock.move(seconds=1)
    mastodon.post("part two", in_reply_to_id=first["id"])
    shown = page(sandbox)
    assert shown.index("part one") < shown.index("part two") < shown.index("an answer")
    assert shown.count('<section class="talk">') == 1


def test_the_url_of_a_receipt_opens(sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky) -> None:
    made = mastodon.post("permanent")
    assert "permanent" in page(sandbox, made["url"].removeprefix(sandbox.url))
    key = bluesky.create(POST, {"text": "forever"})["uri"].rpartition("/")[2]
    assert "forever" in page(sandbox, f"/profile/acme.bsky.social/post/{key}")
    for path in (
        "/@acme_mastodon/1",
        "/profile/acme.bsky.social/post/x",
        "/media/1.png",
        "/img/full/plain/x/y",
        "/nowhere",
    ):
        assert httpx.get(sandbox.url + path).status_code == 404


def test_the_audience_reacts_once_and_the_same_each_time(
    sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky, clock: Clock
) -> None:
    made = mastodon.post("hello")
    bluesky.put({"text": "hello"})
    assert react(sandbox.store, clock()) > 5
    assert react(sandbox.store, clock()) == 0
    counted = mastodon("GET", f"/api/v1/statuses/{made['id']}").json()
    assert counted["favourites_count"] > 0
    likes = {record.account for record in sandbox.store.linked("mastodon", made["id"], "like")}
    assert likes <= {"fan-ada", "fan-grace", "fan-linus", "fan-margaret", "fan-katherine", "fan-alan"}
    assert "<b>Ada</b>" in page(sandbox) or "<b>Alan</b>" in page(sandbox) or "<b>Linus</b>" in page(sandbox)

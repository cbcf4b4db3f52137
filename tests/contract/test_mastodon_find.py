"""Whether a part is out already: what the search on Mastodon sees, and what it does not take for an answer."""

from __future__ import annotations

import pytest

from smm_action.platformkit.base import Absent, CannotTell, Found, Target
from smm_action.platforms.mastodon.rewriting import comparable, text_of
from tests.contract.fake_server import LOST
from tests.contract.payloads import LONG_URL
from tests.contract.worlds_mastodon import MastodonWorld, new_world


@pytest.fixture
def world() -> MastodonWorld:
    return new_world()


def test_find_sees_through_what_mastodon_does_to_a_text(world: MastodonWorld) -> None:
    text = f"@bob@other.example read {LONG_URL}\n\nNext & <b>last</b>\nline #tag 🏳️‍🌈"
    session, sealed = world.session(), world.seal(text)
    world.server.faults.append(LOST)
    world.send(session, sealed)
    assert 'class="invisible"' in world.server.statuses[0]["content"]
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def test_find_pages_until_it_is_older_than_the_delivery_can_be(world: MastodonWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    (receipt,) = world.send_all(session, sealed)
    for number in range(90):
        world.send_all(session, world.seal(f"Later {number}", post=f"later-{number}"))
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), Found)
    world.platform.delete(session, receipt)
    world.server.requests.clear()
    assert world.platform.find(world.session(), sealed, 0, ()) == Absent()


def test_an_old_twin_is_not_the_post_that_was_due_today(world: MastodonWorld) -> None:
    session = world.session()
    world.server.clock = "2025-12-01T08:00:00.000Z"
    world.send_all(session, world.seal("Happy new year", post="last-year"))
    world.server.clock = "2026-12-01T08:00:30.000Z"
    assert world.platform.find(session, world.seal("Happy new year"), 0, ()) == Absent()


def test_find_reads_what_is_old_only_once_a_run(world: MastodonWorld) -> None:
    session = world.session()
    for number in range(90):
        world.send_all(session, world.seal(f"Post {number}", post=f"post-{number}"))
    world.platform.find(session, world.seal("Never", post="never"), 0, ())
    world.server.requests.clear()
    world.send_all(session, world.seal("Fresh", post="fresh"))
    assert isinstance(world.platform.find(session, world.seal("Fresh", post="fresh"), 0, ()), Found)
    assert sum("/accounts/" in request.url.path for request in world.server.requests) == 1


def test_a_server_that_ignores_paging_is_believed_while_its_page_is_short(world: MastodonWorld) -> None:
    world.server.pages = False
    session = world.session()
    world.send_all(session, world.seal("Other", post="other"))
    assert world.platform.find(session, world.seal("Hello"), 0, ()) == Absent()
    world.server.statuses = [{**world.server.statuses[0], "id": str(number)} for number in range(256)]
    assert isinstance(world.platform.find(world.session(), world.seal("Hello"), 0, ()), CannotTell)


def test_an_account_with_too_many_posts_is_not_said_to_lack_one(world: MastodonWorld) -> None:
    session = world.session()
    world.send_all(session, world.seal("Other", post="other"))
    world.server.statuses = [{**world.server.statuses[0], "id": str(9000 - number)} for number in range(4100)]
    assert isinstance(world.platform.find(session, world.seal("Hello"), 0, ()), CannotTell)


@pytest.mark.parametrize("visibility", ["followers", "direct"])
def test_private_posts_are_only_surely_absent_on_mastodon_itself(world: MastodonWorld, visibility: str) -> None:
    sealed = world.seal("Hello", visibility=visibility)
    assert world.platform.find(world.session(), sealed, 0, ()) == Absent()
    world.server.api_version = None
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), CannotTell)


def test_a_visibility_the_server_changed_does_not_hide_the_post(world: MastodonWorld) -> None:
    session, sealed = world.session(), world.seal("Hello", visibility="unlisted")
    world.send_all(session, sealed)
    world.server.statuses[0]["visibility"] = "public"
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def test_a_reply_is_not_the_post_it_repeats(world: MastodonWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hello", post="first"))
    world.send_all(session, world.seal("Hello", post="b", reply_to="x"), Target(reply_to=receipt.url))
    world.platform.delete(session, receipt)
    assert world.platform.find(session, world.seal("Hello", post="first"), 0, ()) == Absent()


def test_a_text_of_snac_with_its_markdown_obeyed_is_recognised() -> None:
    sent = "Hello *world* `code`\n\nSecond & <b>para</b>\n- a\n> quote\n```\ncode  block\n```"
    shown = (
        "Hello <i>world</i> <code>code</code><br><br>Second &amp; &lt;b&gt;para&lt;/b&gt;<br>- a<br>"
        "<blockquote>quote<br><pre>code  block<br></pre></blockquote>"
    )
    assert comparable(text_of(shown)) == comparable(sent)


def test_the_fallback_line_of_a_quote_is_not_part_of_the_text() -> None:
    shown = '<p class="quote-inline">RE: <a href="https://x.example/1">https://x.example/1</a></p><p>Look</p>'
    assert comparable(text_of(shown)) == "Look"


def test_texts_that_differ_in_a_word_or_a_mark_stay_different() -> None:
    assert comparable("Release 1.0!") != comparable("Release 1.1!")
    assert comparable("Yes.") != comparable("Yes!")

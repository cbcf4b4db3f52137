"""X: the suite, what is sent for each kind of post, uploads, and both ways to sign in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Pending, Receipt, Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.model.payload import PollPayload
from smm_action.platformkit.base import Found, Prepared, Session, Target
from smm_action.platformkit.problem import refused_by
from smm_action.platforms.x import PLATFORM
from smm_action.platforms.x import media as uploads
from tests.contract.fake_server import DATE, LOST, answered, body_of, form_of
from tests.contract.payloads import BLOBS, blobs, medium, part, payload, seal
from tests.contract.suite import PlatformContract, ThreadsContract, World
from tests.contract.worlds_x import OAUTH1, OAUTH2, THEIRS, TOKEN, XWorld, new_oauth2_world, new_world, signature_of


@pytest.fixture
def world() -> XWorld:
    return new_world()


class TestX(PlatformContract, ThreadsContract):
    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        assert isinstance(world, XWorld)
        kept = [world.server.store.blob("x", key) for key in world.records()[0].value["media_ids"]]
        assert [blob.data for blob in kept if blob is not None] == sent
        assert {blob.mime for blob in kept if blob is not None} == {"image/png"}

    def gone(self, receipt: Receipt) -> str:
        return "999999"

    def counters(self) -> dict[str, int]:
        counted = ("impressions", "likes", "reposts", "quotes", "replies", "saves", "clicks")
        return dict.fromkeys(counted, 0)


class TestXByOAuth2(TestX):
    @pytest.fixture
    def world(self) -> XWorld:
        return new_oauth2_world()


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("a" * 279, 279),
        ("a" * 280, 280),
        ("a" * 281, 281),
        ("春" * 140, 280),
        ("春" * 141, 282),
        ("👨‍👩‍👧‍👦" * 140, 280),
        ("https://example.com/" + "a" * 400, 23),
        ("https://example.com/a " * 2, 48),
        ("", 0),
    ],
)
def test_length_is_weighted(text: str, weight: int) -> None:
    assert PLATFORM.count(text) == weight


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/acme/status/1234567890123456789",
        "https://twitter.com/acme/status/1",
        "https://www.twitter.com/acme/status/1",
        "https://mobile.twitter.com/acme/status/1/photo/1",
    ],
)
def test_the_addresses_of_posts_are_known(url: str) -> None:
    assert re.fullmatch(PLATFORM.card.post_url, url)


@pytest.mark.parametrize(
    "url", ["https://x.com/acme", "https://x.com.evil.example/acme/status/1", "https://xcom/a/status/1"]
)
def test_other_addresses_are_not(url: str) -> None:
    assert not re.fullmatch(PLATFORM.card.post_url, url)


def test_a_receipt_names_the_account_and_the_post(world: XWorld) -> None:
    (receipt,) = world.send_all(world.session(), world.seal())
    assert receipt.url == f"https://x.com/acme_x/status/{receipt.id}"
    assert re.fullmatch(PLATFORM.card.post_url, receipt.url)


def test_every_request_is_signed_as_rfc_5849_says(world: XWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, seal(payload(part("Look", medium()), platform="x")))
    world.platform.find(session, world.seal("Ein Gruß & mehr"), 0, ())
    world.platform.metrics(session, [receipt])
    world.platform.delete(session, receipt)
    assert len(world.server.requests) >= 6
    for request in world.server.requests:
        given, expected = signature_of(request)
        assert given == expected, request.url


def test_a_repeated_read_is_signed_anew(world: XWorld) -> None:
    session = world.session()
    answers = iter([503, 200])

    def busy(request: httpx.Request) -> httpx.Response:
        return httpx.Response(next(answers), json={"meta": {"result_count": 0}}, headers={"date": DATE})

    world.server.requests.clear()
    world.server.obey = busy
    world.platform.find(session, world.seal(), 0, ())
    nonces = {re.search(r'oauth_nonce="([^"]+)"', one.headers["authorization"])[1] for one in world.server.requests}
    assert len(nonces) == len(world.server.requests) == 2


def test_oauth_1_is_preferred_where_both_are_set(world: XWorld) -> None:
    assert isinstance(world.open(**OAUTH1, **OAUTH2), Session)
    assert world.server.requests[-1].headers["authorization"].startswith("OAuth ")


def test_an_oauth_2_token_is_a_bearer(world: XWorld) -> None:
    assert isinstance(world.open(**OAUTH2), Session)
    assert world.server.requests[-1].headers["authorization"] == f"Bearer {TOKEN}"


def test_without_an_access_token_a_person_is_told_where_it_comes_from(world: XWorld) -> None:
    outcome = world.open(CLIENT_ID="c", REFRESH_TOKEN="r")
    assert isinstance(outcome, Unauthorized)
    assert "renewal" in outcome.reason
    assert not world.server.requests


def test_a_thread_is_labelled_in_every_part_and_set_up_in_the_first(world: XWorld) -> None:
    options = {"reply_settings": "following", "community_id": "77"}
    world.send_all(world.session(), world.seal("One", "Two", disclosure="paid", options=options))
    first, second = world.bodies()
    assert first == {"text": "One", "paid_partnership": True, "reply_settings": "following", "community_id": "77"}
    assert second.keys() == {"text", "reply", "paid_partnership"}


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"disclosure": "ai"}, {"made_with_ai": True}),
        ({"disclosure": "paid"}, {"paid_partnership": True}),
        ({"options": {"made_with_ai": True}}, {"made_with_ai": True}),
        ({"options": {"made_with_ai": False}}, {}),
        (
            {"poll": PollPayload(options=("Yes", "No"), duration=timedelta(days=1))},
            {"poll": {"options": ["Yes", "No"], "duration_minutes": 1440}},
        ),
        ({"visibility": "public", "language": "de"}, {}),
    ],
)
def test_what_is_asked_for_is_said_in_xs_words(world: XWorld, fields: dict[str, Any], sent: dict[str, Any]) -> None:
    world.send_all(world.session(), world.seal("Hi", **fields))
    assert world.bodies() == [{"text": "Hi", **sent}]


def test_a_reply_and_a_quote_are_named_by_the_id_in_the_address(world: XWorld) -> None:
    theirs = world.somebody_posts("Ask me anything")
    url = f"https://twitter.com/bob/status/{theirs}?s=20"
    session = world.session()
    world.send_all(session, world.seal("Yes"), Target(reply_to=url))
    world.send_all(session, world.seal("Look"), Target(quote=url))
    assert world.bodies() == [
        {"text": "Yes", "reply": {"in_reply_to_tweet_id": theirs}},
        {"text": "Look", "quote_tweet_id": theirs},
    ]


@pytest.mark.parametrize("kind", ["reply_to", "quote", "repost"])
def test_an_address_of_something_else_is_rejected_before_anything_is_sent(world: XWorld, kind: str) -> None:
    sealed = seal(payload(platform="x", repost="x")) if kind == "repost" else world.seal("Yes")
    outcome = world.send(world.session(), sealed, target=Target(**{kind: "https://acme.example/status/1"}))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "target"
    assert not world.bodies()


def test_a_reply_to_what_is_gone_is_rejected_with_xs_words(world: XWorld) -> None:
    outcome = world.send(world.session(), world.seal("Yes"), target=Target(reply_to=THEIRS))
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith("Nothing went out: ")
    assert "deleted or not visible" in outcome.reason
    assert not world.posts()


def test_a_repost_done_twice_is_one_repost_and_can_be_undone(world: XWorld) -> None:
    theirs = world.somebody_posts("Big news")
    session, sealed = world.session(), seal(payload(platform="x", repost=THEIRS))
    first, second = (world.send(session, sealed, target=Target(repost=THEIRS)) for _ in range(2))
    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    assert first.receipt == second.receipt
    found = world.platform.find(session, sealed, 0, ())
    assert isinstance(found, Found)
    assert (found.receipt.id, found.receipt.extra) == (theirs, {"reposted": theirs})
    assert world.platform.metrics(session, [first.receipt]) == {}
    assert world.platform.delete(session, first.receipt) == first.receipt
    assert [record.account for record in world.records()] == ["bob"]


def test_a_repost_whose_answer_is_lost_is_unknown_and_found(world: XWorld) -> None:
    world.somebody_posts("Big news")
    session, sealed = world.session(), seal(payload(platform="x", repost=THEIRS))
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed, target=Target(repost=THEIRS)), Unknown)
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


GIF = medium(1, kind="gif", mime="image/gif")
POLL = PollPayload(options=("Yes", "No"), duration=timedelta(days=1))


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (payload(part("Look", medium(0), GIF), platform="x"), "one animated GIF alone"),
        (payload(part("Look", medium(0)), platform="x", poll=POLL), "media and a poll"),
        (payload(part("Look", medium(0)), platform="x", quote=THEIRS), "media and a quote"),
        (payload(part("Look"), platform="x", poll=POLL, quote=THEIRS), "a poll and a quote"),
        (payload(part("One"), part("Buy $ACME, not $BRK.A"), platform="x"), "part 2 has 2: $ACME, $BRK.A"),
    ],
)
def test_what_x_does_not_take_together_is_said_in_lint_and_never_sent(world: XWorld, held: Any, why: str) -> None:
    problem = refused_by(world.platform.refused(held))
    assert why in problem.message
    assert "went out" not in problem.message
    for number in range(len(held.parts)):
        outcome = world.send(world.session(), seal(held), number)
        assert isinstance(outcome, Rejected)
        assert outcome.code == "combination"
    assert {request.url.path for request in world.server.requests} == {"/2/users/me"}


@pytest.mark.parametrize("text", ["$ACME", "It costs $5 or $10", "a$ACME b$ACME", "$ACME $TOOLONGNAME", "US$ $"])
def test_one_cashtag_and_prices_are_fine(text: str) -> None:
    assert PLATFORM.refused(payload(part(text, medium(), medium(1)), platform="x")) is None


# uploads


def gif() -> bytes:
    """Return an animation of two frames."""
    frame = b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * 2 + b"\x3b"


def moving(data: bytes, kind: str, mime: str) -> Any:
    held = payload(part("Look", medium(kind=kind, mime=mime, sha256="a" * 64, alt="It moves")), platform="x")
    return seal(held), {**BLOBS, "a" * 64: data}.__getitem__


def test_a_picture_is_sent_in_one_call_and_described_in_another(world: XWorld) -> None:
    world.send_all(world.session(), seal(payload(part("Look", medium()), platform="x")))
    (upload,) = world.asked("/2/media/upload", "POST")
    form = form_of(upload)
    assert form.keys() == {"media", "media_category"}
    assert form["media"] == ("image/png", blobs(medium().sha256))
    assert form["media_category"][1] == b"tweet_image"
    assert b"media/0.png" not in upload.content
    (described,) = world.asked("/2/media/metadata", "POST")
    assert body_of(described)["metadata"] == {"alt_text": {"text": "A blue square"}}


def test_a_decorative_picture_is_not_described(world: XWorld) -> None:
    world.send_all(world.session(), seal(payload(part("Look", medium(alt="")), platform="x")))
    assert not world.asked("/2/media/metadata", "POST")


def test_an_animation_goes_in_pieces_and_is_waited_for(world: XWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PIECE", 20)
    session, (sealed, held) = world.session(), moving(gif(), "gif", "image/gif")
    waiting = world.platform.prepare(session, sealed, 0, held)
    assert isinstance(waiting, Pending)
    assert waiting.token == {"after": 1}
    assert isinstance(world.platform.prepare(session, sealed, 0, held), Pending)
    world.server.now += timedelta(seconds=3)
    ready = world.platform.prepare(session, sealed, 0, held)
    assert isinstance(ready, Prepared)
    (identifier,) = ready.data["media_ids"]
    (begun,) = world.asked("/2/media/upload/initialize", "POST")
    assert body_of(begun) == {"media_type": "image/gif", "total_bytes": len(gif()), "media_category": "tweet_gif"}
    pieces = [form_of(one) for one in world.asked(f"/2/media/upload/{identifier}/append", "POST")]
    assert [one["segment_index"][1] for one in pieces] == [b"0", b"1", b"2", b"3"]
    assert b"".join(one["media"][1] for one in pieces) == gif()
    assert len(world.asked(f"/2/media/upload/{identifier}/finalize", "POST")) == 1
    assert {one.url.query for one in world.asked("/2/media/upload")} == {
        b"command=STATUS&media_id=" + identifier.encode()
    }
    assert isinstance(world.platform.send(session, sealed, 0, ready, (), Target()), Sent)
    assert world.posts()[0]["alts"] == ["It moves"]


def test_a_video_that_x_can_not_process_is_rejected(world: XWorld) -> None:
    session, (sealed, held) = world.session(), moving(b"no video at all", "video", "video/mp4")
    assert isinstance(world.platform.prepare(session, sealed, 0, held), Pending)
    world.server.now += timedelta(seconds=3)
    outcome = world.platform.prepare(session, sealed, 0, held)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "media-processing"


@pytest.mark.parametrize(
    ("told", "after"), [({"state": "pending", "check_after_secs": 30}, 30), ({"state": "in_progress"}, 5)]
)
def test_x_says_when_to_look_again(told: dict[str, Any], after: int) -> None:
    waiting = uploads._processing(uploads._Upload("1"), {"processing_info": told})
    assert isinstance(waiting, Pending)
    assert waiting.token == {"after": after}


@pytest.mark.parametrize(
    ("kind", "mime", "size"), [("image", "image/png", 5_000_001), ("gif", "image/gif", 15_000_001)]
)
def test_a_medium_over_its_own_limit_is_not_uploaded(world: XWorld, kind: str, mime: str, size: int) -> None:
    session, (sealed, held) = world.session(), moving(b"0" * size, kind, mime)
    outcome = world.platform.prepare(session, sealed, 0, held)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "media-too-large"
    assert len(world.server.requests) == 1


def test_what_was_uploaded_is_not_sent_again_when_a_later_picture_fails(world: XWorld) -> None:
    session = world.session()
    sealed = seal(payload(part("Look", medium(0), medium(1)), platform="x"))
    real, failures = world.server.obey, [500, 500]

    def second_fails(request: httpx.Request) -> httpx.Response:
        is_second = request.url.path == "/2/media/upload" and blobs(medium(1).sha256) in request.content
        return httpx.Response(failures.pop(), json={}) if is_second and failures else real(request)

    world.server.obey = second_fails
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Retry)
    failures.clear()
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Prepared)
    first = [one for one in world.asked("/2/media/upload", "POST") if blobs(medium(0).sha256) in one.content]
    assert len(first) == 1


# reading back


def test_counters_are_read_in_both_spellings_and_absent_is_not_zero(world: XWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    for spelling, name in (("post", "repost_count"), ("tweet", "retweet_count")):
        session.memory["spelling"] = spelling
        public = {"data": [{"id": receipt.id, "created_at": "2026-01-01T00:00:00Z", "public_metrics": {name: 4}}]}
        world.server.obey = lambda request, body=public: httpx.Response(200, json=body)
        assert world.platform.metrics(session, [receipt]) == {receipt.id: {"reposts": 4}}


def test_views_of_a_video_are_those_of_its_media(world: XWorld) -> None:
    session = world.session()
    body = {
        "data": [{"id": "5", "created_at": "2026-01-01T00:00:00Z", "attachments": {"media_keys": ["13_1"]}}],
        "includes": {"media": [{"media_key": "13_1", "public_metrics": {"view_count": 7}}, {"media_key": "13_2"}]},
    }
    world.server.obey = lambda request: httpx.Response(200, json=body)
    assert world.platform.metrics(session, [Receipt(part=0, id="5", url="", at="")]) == {"5": {"video_views": 7}}


def test_clicks_of_old_posts_are_not_asked_for(world: XWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    assert "clicks" in world.platform.metrics(session, [receipt])[receipt.id]
    world.server.now += timedelta(days=31)
    real = world.server.handle_request

    def later(request: httpx.Request) -> httpx.Response:
        response = real(request)
        response.headers["date"] = "Fri, 01 Jan 2027 09:00:00 GMT"
        return response

    world.server.handle_request = later
    assert "clicks" not in world.platform.metrics(session, [receipt])[receipt.id]


def test_a_hundred_posts_are_one_call(world: XWorld) -> None:
    session = world.session()
    receipts = [Receipt(part=0, id=str(number), url="", at="") for number in range(1, 151)]
    world.platform.metrics(session, receipts)
    assert [len(one.url.params["ids"].split(",")) for one in world.asked("/2/tweets")] == [100, 50]


def test_followers_are_counted(world: XWorld) -> None:
    assert world.platform.account_counters(world.session()) == {"followers": 0}


def test_replies_and_mentions_are_listed_oldest_first_and_their_text_is_in_no_repr(world: XWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    reply = world.somebody_posts("How lovely, honestly", reply_to=receipt.id)
    mention = world.somebody_posts("I like @acme_x, honestly")
    world.somebody_posts("Nothing to do with it")
    found = world.platform.replies(session, [receipt], None)
    assert [(one.id, one.to) for one in found] == [(reply, receipt.id), (mention, "")]
    assert all(one.author and one.url.endswith(one.id) for one in found)
    assert "honestly" in found[0].text
    assert "honestly" not in repr(found)
    world.server.now += timedelta(seconds=1)
    later = world.somebody_posts("@acme_x again")
    world.server.now += timedelta(seconds=1)
    assert [one.id for one in world.platform.replies(session, [receipt], "2026-12-01T08:00:30Z")] == [later]


def test_doctor_says_what_the_token_may_not(world: XWorld) -> None:
    session = world.session()
    assert session.scopes == {"read", "write"}
    assert world.platform.inspect(session).missing_scopes == ()
    session.scopes = frozenset({"read"})
    seen = world.platform.inspect(session)
    assert seen.missing_scopes == ("write",)
    assert "Read and write" in seen.said[0]
    assert "renewed" in world.platform.inspect(world.open(**OAUTH2)).said[0]


def test_the_limit_of_creates_is_respected_before_it_bites(world: XWorld) -> None:
    session = world.session()
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1796112630"}
    world.server.faults.append(answered(201, {"data": {"id": "1", "text": "Hi"}}, headers=headers))
    assert isinstance(world.send(session, world.seal()), Sent)
    shut = session.throttle.shut()
    assert shut is not None
    assert shut.until == "2026-12-01T08:10:30Z"

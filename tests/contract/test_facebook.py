"""Facebook Pages: the suite, against the sandbox, and what is Facebook's own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Pending, Receipt, Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.model.payload import LinkCard, Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Prepared, Target
from smm_action.sandbox.audience import react
from smm_action.sandbox.store import Record
from tests.contract.fake_server import LOST, UNREACHED, answered, form_of
from tests.contract.payloads import BLOBS, medium, part, payload, seal
from tests.contract.suite import PlatformContract, World
from tests.contract.worlds_facebook import PAGE, TOKEN, FacebookWorld, fields_of, new_world

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 600_000
"""Begins as an MP4 does; three chunks long."""
DIGEST = hashlib.sha256(FILM).hexdigest()
GONE = "61999999999999_122999999999999999"


def film(text: str = "Watch", **options: Any) -> Sealed:
    held = medium(kind="video", mime="video/mp4", sha256=DIGEST, bytes=len(FILM), alt="")
    return seal(payload(part(text, held), platform="facebook", options=options))


def blobs(digest: str) -> bytes:
    return FILM if digest == DIGEST else BLOBS[digest]


@pytest.fixture
def world() -> FacebookWorld:
    return new_world()


def commented(text: str = "Hello", comment: str = "More in the docs") -> Sealed:
    return seal(payload(part(text), replace(part(comment), role="comment"), platform="facebook"))


class TestFacebook(PlatformContract):
    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        uploads = [form_of(request)["source"] for request in world.server.asked("/photos")]
        assert uploads == [("image/png", data) for data in sent]

    def gone(self, receipt: Receipt) -> str:
        return GONE

    def counters(self) -> dict[str, int]:
        # nobody shared it, so Facebook says nothing of shares: absent is not zero
        return dict.fromkeys(("likes", "replies", "impressions", "reach", "clicks", "video_views"), 0)


def send_film(world: FacebookWorld, session: Any, sealed: Sealed) -> Any:
    prepared = world.platform.prepare(session, sealed, 0, blobs)
    if not isinstance(prepared, Prepared):
        return prepared
    return world.platform.send(session, sealed, 0, prepared, (), Target())


def test_the_token_of_a_person_is_refused_with_what_to_do(world: FacebookWorld) -> None:
    text = "(#100) Tried accessing nonexisting field (followers_count) on node type (User)"
    body = {"error": {"message": text, "type": "OAuthException", "code": 100, "fbtrace_id": "A"}}
    world.server.obey = lambda request: httpx.Response(400, json=body)  # type: ignore[method-assign]
    outcome = world.open()
    assert isinstance(outcome, Unauthorized)
    assert "not the token of a Page" in outcome.reason
    assert "followers_count" in world.server.requests[0].url.params["fields"]


def test_a_link_is_sent_as_a_link_and_the_text_stays_as_it_is(world: FacebookWorld) -> None:
    card = LinkCard(url="https://acme.example/launch?utm_source=facebook")
    world.send_all(world.session(), world.seal("Here", card=card))
    (create,) = world.server.asked("/feed")
    assert fields_of(create) == {"message": "Here", "link": card.url}


def test_pictures_are_uploaded_unseen_and_the_post_takes_them_in_order(world: FacebookWorld) -> None:
    held = payload(part("Look", medium(0, "First"), medium(1, "")), platform="facebook")
    world.send_all(world.session(), seal(held))
    first, second = (fields_of(request) for request in world.server.asked("/photos"))
    assert first == {"published": "false", "alt_text_custom": "First"}
    assert second == {"published": "false"}
    (create,) = world.server.asked("/feed")
    photos = [one["media_fbid"] for one in json.loads(fields_of(create)["attached_media"])]
    assert photos == world.records()[0].value["photos"]


def test_what_was_uploaded_is_not_uploaded_again(world: FacebookWorld) -> None:
    session, sealed = world.session(), seal(payload(part("Look", medium()), platform="facebook"))
    world.server.faults.append(UNREACHED)
    assert isinstance(world.send(session, sealed), Retry)
    assert isinstance(world.send(session, sealed), Sent)
    assert len(world.server.asked("/photos")) == 1


def test_a_picture_over_the_limit_is_not_uploaded(world: FacebookWorld) -> None:
    large = b"x" * 4_000_001
    digest = hashlib.sha256(large).hexdigest()
    sealed = seal(payload(part("Look", medium(sha256=digest, bytes=len(large))), platform="facebook"))
    outcome = world.platform.prepare(world.session(), sealed, 0, lambda digest: large)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "media-too-large"


def test_a_video_goes_up_in_the_pieces_that_facebook_asks_for(world: FacebookWorld) -> None:
    sent = send_film(world, world.session(), film(title="Launch", ai_generated=True, sponsor_id="7"))
    assert isinstance(sent, Sent)
    start, *pieces, finish = world.server.asked("/videos")
    assert fields_of(start) == {"upload_phase": "start", "file_size": str(len(FILM))}
    assert [fields_of(one)["start_offset"] for one in pieces] == ["0", "262144", "524288"]
    assert b"".join(form_of(one)["video_file_chunk"][1] for one in pieces) == FILM
    done = fields_of(finish)
    assert done.pop("upload_session_id") == fields_of(pieces[0])["upload_session_id"]
    assert done == {
        "upload_phase": "finish",
        "description": "Watch",
        "title": "Launch",
        "is_ai_generated": "true",
        "sponsor_id": "7",
    }
    assert sent.receipt.url == f"https://www.facebook.com/{PAGE}/videos/{sent.receipt.id}"
    assert [post["text"] for post in world.posts()] == ["Watch"]


def test_a_reel_goes_whole_to_the_upload_host(world: FacebookWorld) -> None:
    sent = send_film(world, world.session(), film(reel=True))
    assert isinstance(sent, Sent)
    assert sent.receipt.url == f"https://www.facebook.com/reel/{sent.receipt.id}"
    (upload,) = (one for one in world.server.requests if one.url.path.startswith("/facebook-upload/"))
    assert upload.content == FILM
    assert (upload.headers["offset"], upload.headers["file_size"]) == ("0", str(len(FILM)))
    assert upload.headers["authorization"] == f"OAuth {TOKEN}"
    assert fields_of(world.server.asked("/video_reels")[-1])["video_state"] == "PUBLISHED"


def test_a_reel_that_facebook_still_takes_is_waited_for_and_not_sent_again(world: FacebookWorld) -> None:
    world.server.strike("facebook.media processing 30")
    session, sealed = world.session(), film(reel=True)
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Pending)
    world.server.now = world.server.now.replace(minute=5)
    assert isinstance(send_film(world, session, sealed), Sent)
    assert sum(one.url.path.startswith("/facebook-upload/") for one in world.server.requests) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/upload",
        "https://rupload.facebook.com.evil.example/1",
        "https://evilfacebook.com/1",
        "http://rupload.facebook.com/1",
        "https://user@rupload.facebook.com/1",
        "ftp://rupload.facebook.com/1",
        "",
        None,
        5,
    ],
)
def test_the_token_goes_to_no_upload_host_but_facebooks(world: FacebookWorld, address: Any) -> None:
    session = world.session()
    answer = {"video_id": "1221", "upload_url": address}
    world.server.obey = lambda request: httpx.Response(200, json=answer)  # type: ignore[method-assign]
    before = len(world.server.requests)
    assert isinstance(world.platform.prepare(session, film(reel=True), 0, blobs), Retry)
    assert [one.url.host for one in world.server.requests[before:]] == ["graph.facebook.com"]


def test_facebooks_own_upload_host_is_taken(world: FacebookWorld) -> None:
    session = world.session()
    answer = {"video_id": "1221", "upload_url": "https://rupload.facebook.com/video-upload/v26.0/1221"}
    answer |= {"success": True, "status": {"uploading_phase": {"status": "complete"}}}  # type: ignore[dict-item]
    world.server.obey = lambda request: httpx.Response(200, json=answer)  # type: ignore[method-assign]
    assert not isinstance(world.platform.prepare(session, film(reel=True), 0, blobs), Retry)
    assert "rupload.facebook.com" in {one.url.host for one in world.server.requests}


@pytest.mark.parametrize(
    "offsets", [{"start_offset": "5", "end_offset": "2"}, {"start_offset": "0", "end_offset": "999999999"}, {}]
)
def test_pieces_that_do_not_exist_are_not_sent(world: FacebookWorld, offsets: dict[str, str]) -> None:
    session = world.session()
    answer = {"video_id": "1221", "upload_session_id": "1221", **offsets}
    world.server.obey = lambda request: httpx.Response(200, json=answer)  # type: ignore[method-assign]
    assert isinstance(world.platform.prepare(session, film(), 0, blobs), Retry)


@pytest.mark.parametrize("reel", [False, True])
def test_a_video_whose_answer_was_lost_is_found(world: FacebookWorld, reel: bool) -> None:
    session, sealed = world.session(), film(reel=reel)
    world.server.faults.append(LOST)
    assert isinstance(send_film(world, session, sealed), Unknown)
    found = world.platform.find(world.session(), sealed, 0, ())
    assert isinstance(found, Found)
    assert found.receipt.url.endswith(f"/{found.receipt.id}")
    assert len(world.posts()) == 1
    assert world.platform.find(world.session(), film("Another"), 0, ()) == Absent()


@pytest.mark.parametrize("options", [{"reel": True}, {"ai_generated": True}])
def test_options_of_a_video_without_one_are_refused(world: FacebookWorld, options: dict[str, Any]) -> None:
    outcome = world.send(world.session(), world.seal("Hello", options=options))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no-video"
    assert not world.posts()


def test_the_first_comment_goes_under_the_post_and_under_a_video(world: FacebookWorld) -> None:
    session = world.session()
    post, comment = world.send_all(session, commented())
    assert world.posts()[1] == {"text": "More in the docs", "alts": [], "reply": post.id}
    assert comment.extra["kind"] == "comment"
    video = send_film(world, session, film()).receipt
    sent = world.send(session, commented("Watch", "Under it"), 1, (video,))
    assert isinstance(sent, Sent)
    assert [one["text"] for one in world.posts()][-1] == "Under it"


def test_a_second_part_is_no_comment_and_a_comment_needs_its_post(world: FacebookWorld) -> None:
    session = world.session()
    (first,) = world.send_all(session, world.seal("One"))
    for sealed, earlier in ((world.seal("One", "Two"), (first,)), (commented(), ())):
        assert isinstance(world.send(session, sealed, 1, earlier), Rejected)
    assert len(world.posts()) == 1


def test_a_comment_whose_answer_was_lost_is_found_and_a_strangers_is_not_it(world: FacebookWorld) -> None:
    session, sealed = world.session(), commented()
    post = world.send(session, sealed).receipt
    assert world.platform.find(session, sealed, 1, (post,)) == Absent()
    world.server.store.put(
        _stranger(world, "More in the docs", post.id),
        [("reply", post.id)],
    )
    assert world.platform.find(session, sealed, 1, (post,)) == Absent()
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed, 1, (post,)), Unknown)
    found = world.platform.find(session, sealed, 1, (post,))
    assert isinstance(found, Found)
    assert found.receipt.id == world.records()[-1].key


def _stranger(world: FacebookWorld, text: str, on: str) -> Record:
    value = {"text": text, "on": on}
    return Record(
        platform="facebook",
        account="fan-ada",
        collection="post",
        key="122000000000000001_122000000000000002",
        value=value,
        at=world.server.now,
    )


def test_a_post_with_another_link_leaves_it_in_doubt(world: FacebookWorld) -> None:
    session = world.session()
    world.send_all(session, world.seal("Here", card=LinkCard(url="https://acme.example/one"), post="a"))
    again = world.seal("Here", card=LinkCard(url="https://acme.example/one/"))
    assert isinstance(world.platform.find(session, again, 0, ()), Found)
    other = world.seal("Here", card=LinkCard(url="https://acme.example/two"))
    assert isinstance(world.platform.find(session, other, 0, ()), CannotTell)


def test_posts_of_before_are_not_it_and_the_search_ends_there(world: FacebookWorld) -> None:
    session = world.session()
    world.server.now = world.server.now.replace(month=11, day=1)
    world.send_all(session, world.seal("Hello", post="old"))
    world.server.now = world.server.now.replace(month=12)
    assert world.platform.find(session, world.seal("Hello"), 0, ()) == Absent()


def test_a_search_reads_page_after_page(world: FacebookWorld) -> None:
    session, sealed = world.session(), world.seal("The one")
    world.send_all(session, sealed)
    for number in range(150):
        world.send_all(session, world.seal(f"Another {number}", post=f"p{number}"))
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)
    assert world.platform.find(session, world.seal("None", post="none"), 0, ()) == Absent()


def test_an_edit_changes_the_words_of_post_video_and_comment(world: FacebookWorld) -> None:
    session = world.session()
    post, comment = world.send_all(session, commented())
    later = commented("Hello, all", "Read on")
    prepared = world.platform.prepare(session, later, 0, blobs)
    assert world.platform.edit(session, later, 0, prepared, post) == Sent(receipt=post)
    assert world.platform.edit(session, later, 1, prepared, comment) == Sent(receipt=comment)
    assert world.platform.edit(session, later, 0, prepared, post) == Sent(receipt=post)
    assert [one["text"] for one in world.posts()] == ["Hello, all", "Read on"]
    video = send_film(world, session, film()).receipt
    assert isinstance(world.platform.edit(session, film("See"), 0, prepared, video), Sent)
    assert world.posts()[-1]["text"] == "See"


@pytest.mark.parametrize(
    "later",
    [
        payload(part("New", medium(1, "A dog")), platform="facebook"),
        payload(part("New"), platform="facebook"),
        payload(part("New", medium(0, "A cat"), medium(1, "A dog")), platform="facebook"),
    ],
)
def test_an_edit_that_changes_pictures_is_refused(world: FacebookWorld, later: Any) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, seal(payload(part("Old", medium(0, "A cat")), platform="facebook")))
    prepared = world.platform.prepare(session, seal(later), 0, blobs)
    outcome = world.platform.edit(session, seal(later), 0, prepared, receipt)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "kept"
    assert world.posts()[0]["text"] == "Old"


def test_an_edit_that_changes_the_link_is_refused(world: FacebookWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Here", card=LinkCard(url="https://acme.example/one")))
    later = world.seal("There", card=LinkCard(url="https://acme.example/two"))
    outcome = world.platform.edit(session, later, 0, world.platform.prepare(session, later, 0, blobs), receipt)
    assert isinstance(outcome, Rejected)
    assert "the link" in outcome.reason


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/{page}_{post}",
        "https://www.facebook.com/{page}/posts/{post}",
        "https://www.facebook.com/{page}/posts/a-few-words/{post}/",
        "https://www.facebook.com/permalink.php?story_fbid={post}&id={page}",
    ],
)
def test_a_post_that_a_person_named_by_its_address_can_be_taken_back(world: FacebookWorld, url: str) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    page, _, post = receipt.id.partition("_")
    address = url.format(page=page, post=post)
    named = Receipt(part=0, id=address, url=address, at=receipt.at)
    assert world.platform.delete(session, named) == named
    assert not world.posts()


def test_an_address_of_no_post_of_ours_is_refused(world: FacebookWorld) -> None:
    address = "https://www.facebook.com/acme/posts/pfbid02abc"
    outcome = world.platform.delete(world.session(), Receipt(part=0, id=address, url=address, at=""))
    assert isinstance(outcome, Rejected)


def test_a_post_that_the_token_may_not_delete_is_not_said_to_be_gone(world: FacebookWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    obey = world.server.obey
    body = {"error": {"message": "no", "type": "GraphMethodException", "code": 100, "error_subcode": 33}}

    def refusing(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json=body) if request.method == "DELETE" else obey(request)

    world.server.obey = refusing  # type: ignore[method-assign]
    assert isinstance(world.platform.delete(session, receipt), Rejected)


def test_counters_of_posts_videos_and_comments_and_followers(world: FacebookWorld) -> None:
    session = world.session()
    post, comment = world.send_all(session, commented())
    video = send_film(world, session, film()).receipt
    react(world.server.store, world.server.now)
    counted = world.platform.metrics(session, [post, comment, video])
    likes = world.server.store.count("facebook", post.id, "like")
    assert likes > 0
    assert counted[post.id]["likes"] == likes
    assert counted[post.id]["impressions"] == 10 * likes
    assert counted[post.id]["replies"] == world.server.store.count("facebook", post.id, "reply")
    assert counted[comment.id].keys() == {"likes", "replies"}
    assert counted[video.id]["video_views"] > 0
    assert world.platform.account_counters(session) == {
        "followers": world.server.store.count("facebook", PAGE, "follow")
    }


def test_metrics_are_asked_one_by_one(world: FacebookWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    world.platform.metrics(session, [receipt])
    asked = [one.url.params["metric"] for one in world.server.requests if one.url.path.endswith("/insights")]
    assert asked == ["post_media_view", "post_total_media_view_unique", "post_clicks", "post_video_views"]


def test_replies_of_others_are_listed_and_their_words_shown_to_nobody(world: FacebookWorld) -> None:
    session = world.session()
    post, comment = world.send_all(session, commented())
    react(world.server.store, world.server.now)
    found = world.platform.replies(session, [post, comment], None)
    others = [one for one in world.server.store.linked("facebook", post.id, "reply") if one.account.startswith("fan-")]
    assert others
    assert {one.id for one in found if one.to == post.id} == {one.key for one in others}
    assert all(one.author != PAGE and one.at == "2026-12-01T08:00:30Z" for one in found)
    assert not any(one.text and one.text in repr(one) for one in found)
    assert world.platform.replies(session, [post], "2026-12-01T08:00:30Z") == []


def test_the_doctor_is_told_of_permissions_and_that_the_token_does_not_end(world: FacebookWorld) -> None:
    found = world.platform.inspect(world.session())
    assert (found.missing_scopes, found.expires, found.said) == ((), None, ())


@pytest.mark.parametrize("status", [400, 500])
def test_an_error_answer_with_status_200_is_no_post(world: FacebookWorld, status: int) -> None:
    error = {"error": {"message": "x", "type": "OAuthException", "code": 190 if status == 400 else 1}}
    world.server.faults.append(answered(200, error))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Unauthorized if status == 400 else Unknown)

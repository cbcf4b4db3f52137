"""What each kind of post looks like on the way to LinkedIn, and what is refused before anything goes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smm_action.model.delivery import Pending, Rejected, Sent, Unknown
from smm_action.model.ids import Digest
from smm_action.model.payload import LinkCard, Part, Payload, PollPayload
from smm_action.model.project import Account
from smm_action.platformkit.base import Absent, Found, Prepared, Target
from smm_action.platforms.linkedin import PLATFORM
from smm_action.platforms.linkedin.urns import post_url, post_urn
from tests.contract.fake_server import LOST, answered, body_of
from tests.contract.payloads import blobs, medium, part, payload, seal
from tests.contract.worlds_linkedin import (
    ORGANIZATION,
    LinkedInWorld,
    PersonWorld,
    commented,
    new_person,
    new_world,
)

DAY = timedelta(days=1)
CARD = LinkCard(url="https://acme.example/launch", title="Launch", description="It is here.")
FILM = bytes(range(256)) * (4 * 1024 * 4 + 1) * 2
"""More than two pieces of 4 MiB."""
PDF = b"%PDF-1.7\n" + b"\0" * 100
FILES = {hashlib.sha256(data).hexdigest(): data for data in (FILM, PDF)}


@pytest.fixture
def world() -> LinkedInWorld:
    return new_world()


@pytest.fixture
def person() -> PersonWorld:
    return new_person()


def post(*parts: Part, **fields: Any) -> Payload:
    return payload(*(parts or (part("Hello"),)), platform="linkedin", **fields)


def comment(text: str, **fields: Any) -> Part:
    return replace(part(text, **fields), role="comment")


def file(data: bytes, **fields: Any) -> Any:
    return medium(sha256=Digest(hashlib.sha256(data).hexdigest()), bytes=len(data), **fields)


def prepared(world: LinkedInWorld, held: Payload) -> Any:
    """Prepare until LinkedIn has worked on the files; two seconds pass between two looks."""
    session, sealed = world.session(), seal(held)
    for _ in range(4):
        outcome = world.platform.prepare(session, sealed, 0, lambda digest: FILES.get(digest) or blobs(digest))
        if not isinstance(outcome, Pending):
            return outcome if not isinstance(outcome, Prepared) else (session, sealed, outcome)
        world.server.now += timedelta(seconds=2)
    return outcome


def made(world: LinkedInWorld, held: Payload, target: Target | None = None) -> dict[str, Any]:
    session, sealed, ready = prepared(world, held)
    sent = world.platform.send(session, sealed, 0, ready, (), target or Target())
    assert isinstance(sent, Sent), sent
    return world.body()


def test_a_text_says_who_posts_it_and_where_it_is_shown(world: LinkedInWorld) -> None:
    assert made(world, post(part("Hello (world)"))) == {
        "author": ORGANIZATION,
        "commentary": "Hello \\(world\\)",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }


def test_a_person_posts_as_whom_the_token_names(person: PersonWorld) -> None:
    body = made(person, post(options={"visibility": "connections", "no_reshare": True}))
    assert body["author"] == person.session().identity["author"]
    assert body["author"].startswith("urn:li:person:")
    assert body["visibility"] == "CONNECTIONS"
    assert body["isReshareDisabledByAuthor"] is True


def test_a_link_is_an_article_with_its_picture(world: LinkedInWorld) -> None:
    thumbed = replace(CARD, image=Digest(medium().sha256), image_mime="image/png")
    article = made(world, post(card=thumbed))["content"]["article"]
    assert article.pop("thumbnail").startswith("urn:li:image:")
    assert article == {"source": CARD.url, "title": "Launch", "description": "It is here."}


def test_what_a_foreign_page_says_of_itself_is_cut(world: LinkedInWorld) -> None:
    article = made(world, post(card=replace(CARD, title="t" * 401, description="d" * 5000)))["content"]["article"]
    assert (len(article["title"]), len(article["description"])) == (400, 4086)


@pytest.mark.parametrize("count", [1, 2, 20])
def test_images_have_their_alt_texts_in_order(world: LinkedInWorld, count: int) -> None:
    held = post(part("Look", *(medium(n % 6, f"Square {n}") for n in range(count))))
    content = made(world, held)["content"]
    images = [content["media"]] if count == 1 else content["multiImage"]["images"]
    assert [image["altText"] for image in images] == [f"Square {n}" for n in range(count)]
    assert len({image["id"] for image in images}) == count


def test_a_gif_goes_as_an_image(world: LinkedInWorld) -> None:
    held = post(part("Look", medium(kind="gif", mime="image/gif")))
    assert made(world, held)["content"]["media"]["id"].startswith("urn:li:image:")


def test_a_video_goes_in_the_pieces_that_linkedin_names(world: LinkedInWorld) -> None:
    held = post(part("Film", file(FILM, kind="video", mime="video/mp4", alt="")), options={"title": "The film"})
    media = made(world, held)["content"]["media"]
    assert media == {"id": media["id"], "title": "The film"}
    blob = world.server.store.blob("linkedin", media["id"])
    assert blob is not None
    assert blob.data == FILM
    puts = [one for one in world.server.requests if one.method == "PUT"]
    assert [len(one.content) for one in puts] == [4194304, 4194304, len(FILM) - 8388608]
    assert not any("authorization" in one.headers for one in puts)
    finish = next(one for one in world.server.requests if one.url.params.get("action") == "finalizeUpload")
    assert len(body_of(finish)["finalizeUploadRequest"]["uploadedPartIds"]) == 3


def test_a_video_is_waited_for_and_uploaded_once(world: LinkedInWorld) -> None:
    held = seal(post(part("Film", file(FILM, kind="video", mime="video/mp4"))))
    session = world.session()
    for _ in range(3):
        assert isinstance(world.platform.prepare(session, held, 0, FILES.__getitem__), Pending)
    assert sum(one.method == "PUT" for one in world.server.requests) == 3
    world.server.now += timedelta(seconds=2)
    assert isinstance(world.platform.prepare(session, held, 0, FILES.__getitem__), Prepared)


def test_a_file_that_a_person_may_not_look_at_is_given_one_look_more(person: PersonWorld) -> None:
    session, held = person.session(), seal(post(part("Look", medium())))
    assert isinstance(person.platform.prepare(session, held, 0, blobs), Pending)
    assert isinstance(person.platform.prepare(session, held, 0, blobs), Prepared)
    assert sum(one.method == "PUT" for one in person.server.requests) == 1


@pytest.mark.parametrize(("options", "title"), [({}, "deck.pdf"), ({"title": "Our year"}, "Our year")])
def test_a_document_has_a_title(world: LinkedInWorld, options: dict[str, str], title: str) -> None:
    deck = file(PDF, kind="other", mime="application/pdf", path="media/deck.pdf", alt="")
    media = made(world, post(part("Read", deck), options=options))["content"]["media"]
    assert media["id"].startswith("urn:li:document:")
    assert media["title"] == title


@pytest.mark.parametrize(
    ("days", "word"), [(1, "ONE_DAY"), (3, "THREE_DAYS"), (7, "SEVEN_DAYS"), (14, "FOURTEEN_DAYS")]
)
def test_a_poll_asks_the_text_or_a_question_of_its_own(world: LinkedInWorld, days: int, word: str) -> None:
    poll = PollPayload(options=("Yes", "No"), duration=timedelta(days=days))
    options = [{"text": "Yes"}, {"text": "No"}]
    content = made(world, post(part("Ready?"), poll=poll))["content"]
    assert content == {"poll": {"question": "Ready?", "options": options, "settings": {"duration": word}}}
    content = made(world, post(part("x" * 500), poll=poll, options={"question": "Well?"}))["content"]
    assert content["poll"]["question"] == "Well?"


@pytest.mark.parametrize(
    ("address", "urn"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:share:7000000000000000001/", "urn:li:share:7000000000000000001"),
        (
            "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7000000000000000001",
            "urn:li:ugcPost:7000000000000000001",
        ),
        (
            "https://www.linkedin.com/posts/acme_our-news-share-7000000000000000001-AbCd?utm=1",
            "urn:li:share:7000000000000000001",
        ),
        (
            "https://www.linkedin.com/posts/acme_news-ugcPost-7000000000000000001-AbCd",
            "urn:li:ugcPost:7000000000000000001",
        ),
    ],
)
def test_a_quote_and_a_repost_reshare_the_post_of_an_address(world: LinkedInWorld, address: str, urn: str) -> None:
    assert made(world, post(quote=address), Target(quote=address))["reshareContext"] == {"parent": urn}
    body = made(world, payload(platform="linkedin", repost=address), Target(repost=address))
    assert (body["commentary"], body["reshareContext"]) == ("", {"parent": urn})


@pytest.mark.parametrize(
    "address",
    [
        "https://www.linkedin.com/posts/acme_our-news-activity-7000000000000000001-AbCd",
        "https://www.linkedin.com/feed/update/urn:li:activity:7000000000000000001",
        "https://www.linkedin.com/in/somebody",
        "https://evil.example/",
    ],
)
def test_an_address_without_its_share_is_rejected_with_what_to_do(world: LinkedInWorld, address: str) -> None:
    outcome = world.send(world.session(), seal(post(quote=address)), target=Target(quote=address))
    assert isinstance(outcome, Rejected)
    assert "Embed this post" in outcome.reason
    assert not world.posts()


def test_a_repost_is_found_again(world: LinkedInWorld) -> None:
    address = post_url("urn:li:share:7000000000000000001")
    session, sealed = world.session(), seal(payload(platform="linkedin", repost=address))
    assert world.platform.find(session, sealed, 0, ()) == Absent()
    world.send(session, sealed, target=Target(repost=address))
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def test_the_first_comment_is_written_below_the_post_in_plain_text(world: LinkedInWorld) -> None:
    session, sealed = world.session(), seal(post(part("Post"), comment("More (in the docs) #now")))
    first, second = world.send_all(session, sealed)
    assert second.id.startswith(f"urn:li:comment:({first.id},")
    assert second.url.startswith(f"{first.url}?commentUrn=")
    assert post_urn(second.url) == second.id
    sent = body_of(world.server.requests[-1])
    assert sent == {"actor": ORGANIZATION, "object": first.id, "message": {"text": "More (in the docs) #now"}}
    assert world.posts()[1] == {"text": "More (in the docs) #now", "alts": [], "reply": first.id}


def test_a_lost_comment_is_unknown_and_found(world: LinkedInWorld) -> None:
    session, sealed = world.session(), seal(post(part("Post"), comment("More")))
    first = world.send(session, sealed).receipt
    assert world.platform.find(session, sealed, 1, (first,)) == Absent()
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed, 1, (first,)), Unknown)
    found = world.platform.find(world.session(), sealed, 1, (first,))
    assert isinstance(found, Found)
    assert found.receipt.part == 1
    assert len(world.posts()) == 2


def test_a_comment_without_its_post_is_not_sent(world: LinkedInWorld) -> None:
    sealed = seal(post(part("Post"), comment("More")))
    assert isinstance(world.send(world.session(), sealed, 1), Rejected)
    assert not world.posts()


def test_a_comment_whose_answer_names_nothing_is_unknown(world: LinkedInWorld) -> None:
    session, sealed = world.session(), seal(post(part("Post"), comment("More")))
    first = world.send(session, sealed).receipt
    world.server.faults.append(answered(201, {}, obeyed=True))
    assert isinstance(world.send(session, sealed, 1, (first,)), Unknown)


def test_a_second_part_that_is_no_comment_is_rejected(world: LinkedInWorld) -> None:
    session, sealed = world.session(), world.seal("One", "Two")
    first = world.send(session, sealed).receipt
    outcome = world.send(session, sealed, 1, (first,))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "threads"


NAMED = comment("Thanks @[Acme](urn:li:organization:1)")
POLL = PollPayload(options=("Yes", "No"), duration=DAY)
IMAGES = part("Look", medium(0), medium(1))


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (post(poll=replace(POLL, duration=2 * DAY)), "poll-duration"),
        (post(poll=replace(POLL, multiple=True)), "poll-multiple"),
        (post(part("x" * 141), poll=POLL), "poll-question"),
        (post(poll=POLL, card=CARD), "contents"),
        (post(IMAGES, poll=POLL), "contents"),
        (post(IMAGES, quote="https://www.linkedin.com/feed/update/urn:li:share:7"), "contents"),
        (post(part("Look", medium(), file(PDF, kind="other", mime="application/pdf"))), "mixing"),
        (post(part("Look", medium(), medium(kind="video", mime="video/mp4"))), "mixing"),
        (post(options={"organization": 456}), "options"),
    ],
)
def test_what_linkedin_can_not_show_is_rejected_before_anything_is_sent(
    world: LinkedInWorld, held: Payload, code: str
) -> None:
    session = world.session()
    world.server.requests.clear()
    outcome = world.platform.prepare(session, seal(held), 0, blobs)
    assert isinstance(outcome, Rejected)
    assert outcome.code == code
    assert outcome.reason.startswith("Nothing went out")
    assert not world.server.requests


def test_a_mention_in_a_comment_holds_the_whole_post(world: LinkedInWorld) -> None:
    from tests.contract.payloads import facet

    shown = "@[Acme](urn:li:organization:1)"
    named = replace(NAMED, facets=(facet(NAMED.text, shown, "mention", shown.removeprefix("@")),))
    outcome = world.send(world.session(), seal(post(part("Post"), named)))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "comment-mention"
    assert not world.posts()


def test_the_accounts_own_options_are_no_difference(world: LinkedInWorld) -> None:
    assert made(world, post(options={"organization": "123"}))["author"] == ORGANIZATION


def test_an_edit_changes_the_text_and_keeps_everything_else(world: LinkedInWorld) -> None:
    session, sealed = world.session(), seal(post(part("Teh post", medium(0, "Square")), comment("Mroe")))
    first, second = world.send_all(session, sealed)
    fixed = seal(post(part("The (post)", medium(0, "Square")), comment("More")))
    for _ in range(2):
        assert isinstance(world.platform.edit(session, fixed, 0, Prepared(), first), Sent)
        assert isinstance(world.platform.edit(session, fixed, 1, Prepared(), second), Sent)
    assert [one["text"] for one in world.posts()] == ["The (post)", "More"]
    assert world.posts()[0]["alts"] == ["Square"]


@pytest.mark.parametrize(
    "changed",
    [
        post(part("New", medium(1, "Square"))),
        post(part("New", medium(0, "Another alt"))),
        post(part("New")),
        post(part("New", medium(0, "Square"), medium(1, "More"))),
        post(part("New"), card=CARD),
    ],
)
def test_an_edit_that_linkedin_would_make_by_half_is_rejected(world: LinkedInWorld, changed: Payload) -> None:
    session, sealed = world.session(), seal(post(part("Old", medium(0, "Square"))))
    (receipt,) = world.send_all(session, sealed)
    found = world.platform.find(session, sealed, 0, ())
    assert isinstance(found, Found)
    for held in (receipt, found.receipt):
        outcome = world.platform.edit(session, seal(changed), 0, Prepared(), held)
        assert isinstance(outcome, Rejected)
        assert outcome.code == "kept"
    assert world.posts()[0]["text"] == "Old"


def test_an_edit_of_a_post_that_a_person_named_changes_its_text(world: LinkedInWorld) -> None:
    session, sealed = world.session(), world.seal("Old")
    (receipt,) = world.send_all(session, sealed)
    named = replace(receipt, id=receipt.url, extra={})
    assert isinstance(world.platform.edit(session, world.seal("New"), 0, Prepared(), named), Sent)
    assert world.posts()[0]["text"] == "New"


def test_an_answer_other_than_created_is_no_receipt_whatever_it_names(world: LinkedInWorld) -> None:
    world.server.faults.append(answered(200, headers={"x-restli-id": "urn:li:share:1"}))
    assert isinstance(world.send(world.session(), world.seal()), Unknown)


def test_a_comment_of_somebody_else_is_not_ours(world: LinkedInWorld) -> None:
    session, sealed = world.session(), seal(post(part("Post"), comment("More")))
    first = world.send(session, sealed).receipt
    commented(world, "fan-ada", "More", first.id)
    assert world.platform.find(session, sealed, 1, (first,)) == Absent()


def test_a_comment_is_taken_back_and_so_is_a_post_known_by_its_address(world: LinkedInWorld) -> None:
    session, sealed = world.session(), seal(post(part("Post"), comment("More")))
    first, second = world.send_all(session, sealed)
    for receipt in (replace(second, id=second.url), replace(first, id=first.url)):
        for _ in range(2):
            assert world.platform.delete(session, receipt) == receipt
    assert not world.posts()


def test_a_receipt_that_names_no_post_is_neither_edited_nor_deleted(world: LinkedInWorld) -> None:
    session, sealed = world.session(), world.seal()
    (receipt,) = world.send_all(session, sealed)
    strange = replace(receipt, id="https://www.linkedin.com/in/acme")
    assert isinstance(world.platform.delete(session, strange), Rejected)
    assert isinstance(world.platform.edit(session, sealed, 0, Prepared(), strange), Rejected)


@pytest.mark.parametrize(
    ("options", "version", "sunset"),
    [
        ({}, "202609", "2027-09-15"),
        ({"version": 202601}, "202601", "2027-01-15"),
        ({"version": "202512"}, "202512", "2026-12-15"),
        ({"version": "nonsense"}, "202609", "2027-09-15"),
    ],
)
def test_an_account_may_speak_another_version_with_an_end_of_its_own(
    options: dict[str, object], version: str, sunset: str
) -> None:
    account = Account(name="acme-linkedin", brand="acme", platform="linkedin", options=options)  # type: ignore[arg-type]
    found = PLATFORM.version(account)
    assert found is not None
    assert (found.name, found.sunset) == (version, sunset)


def test_what_would_be_refused_is_known_before_anything_is_sent() -> None:
    two_days = PollPayload(options=("Yes", "No"), duration=timedelta(days=2))
    assert PLATFORM.refused(payload(part("Ready?"), platform="linkedin", poll=two_days)) is not None
    assert PLATFORM.refused(payload(part("Hello"), platform="linkedin")) is None

"""What is due becomes what is sent, or is refused with a reason; never anything in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smm_action.core.clock import parse_instant
from smm_action.model.delivery import State
from smm_action.model.digest import content_digest, schedule_digest
from smm_action.model.ids import Digest
from smm_action.model.payload import LinkCard
from smm_action.model.post import When
from smm_action.platformkit.render import STRIPPED
from smm_action.seal.linkcard import FetchedCard
from smm_action.seal.sealer import seal
from tests.unit.media.pictures import animation, located_exif, picture
from tests.unit.seal.making import NOON, Desk, claimed, delivery, due, ledger, post, record, sealed, sha

PNG = picture("PNG")
LOCATED = picture("JPEG", exif=located_exif())


def reason(desk: Desk) -> str:
    """Return why the only delivery is refused."""
    made = desk.seal()
    assert made.sealed == ()
    assert made.blobs == {}
    (refused,) = made.refused
    return refused.reason


class TestAnew:
    def test_everything_the_publisher_needs_is_in_the_seal(self) -> None:
        hello = post()
        (made,) = Desk(posts=(hello,)).seal().sealed
        assert made.payload.parts[0].text == "Hello, world"
        assert made.key == delivery().key()
        assert made.content_digest == content_digest(made.payload)
        assert made.schedule_digest == schedule_digest(hello, hello.time)
        assert parse_instant(made.due) == NOON
        assert (made.handle, made.server) == ("acme-wall", "https://wall.example")

    def test_deliveries_keep_their_order_and_one_that_is_refused_holds_no_other(self) -> None:
        posts = (post("b", "B"), post("a", "x" * 51), post("c", "C", accounts=("other-wall", "acme-wall")))
        made = Desk(posts=posts).seal()
        assert [(s.payload.post, s.payload.account) for s in made.sealed] == [
            ("b", "acme-wall"),
            ("c", "other-wall"),
            ("c", "acme-wall"),
        ]
        assert [refused.delivery.post for refused in made.refused] == ["a"]

    def test_the_time_that_counts_is_the_accounts_own(self) -> None:
        later = When(authored="later", instant=parse_instant("2026-12-01T15:00:00Z"))
        plain, varied = sealed(), sealed(time=later)
        assert plain.schedule_digest != varied.schedule_digest
        assert plain.content_digest == varied.content_digest


class TestRefused:
    def test_a_post_that_is_gone(self) -> None:
        made = Desk().seal(delivery())
        assert made.refused[0].reason == "the post or its account is gone"

    def test_an_account_that_is_gone(self) -> None:
        made = Desk(posts=(post(),)).seal(delivery(account="sold"))
        assert made.refused[0].reason == "the post or its account is gone"

    def test_a_platform_that_is_not_built(self) -> None:
        assert reason(Desk(posts=(post(),), platforms={})) == "the platform wall is not built"

    def test_what_rendering_finds_is_named_by_its_rule(self) -> None:
        why = reason(Desk(posts=(post("hello", "x" * 51, "y" * 60),)))
        assert why.count("text-too-long: ") == 2
        assert "; " in why

    @pytest.mark.parametrize(
        ("files", "pictures", "why"),
        [
            ({}, ("a.png",), "media/a.png is not in the repository"),
            ({"media/a.png": b""}, ("a.png",), "media/a.png is "),
            ({"media/a.png": b"text"}, ("a.png",), "media/a.png is "),
            ({"media/a.gif": animation("GIF")}, ("a.gif",), "media/a.gif is image/gif, which Wall does not take"),
            ({"media/a.png": picture("WEBP")}, ("a.png",), "media/a.png is image/webp, which Wall does not take"),
            (dict.fromkeys(("media/1", "media/2", "media/3"), PNG), ("1", "2", "3"), "3 pictures, Wall takes 2"),
        ],
    )
    def test_media_that_the_platform_does_not_take(
        self, files: dict[str, bytes], pictures: tuple[str, ...], why: str
    ) -> None:
        assert reason(Desk(posts=(post(pictures=pictures),), files=files)).startswith(why)

    def test_a_broken_picture_says_what_is_wrong_with_it(self) -> None:
        why = reason(Desk(posts=(post(pictures=("a.png",)),), files={"media/a.png": PNG[:-20]}))
        assert why.startswith("media/a.png: A media file can not be sent. The file is not sound: ")
        assert why.endswith("Replace it.")

    def test_a_file_that_is_another_one_when_it_is_read_again(self) -> None:
        desk = Desk(posts=(post(pictures=("a.png",)),), files={"media/a.png": PNG})
        bench = replace(desk.bench(), read=lambda path, commit: PNG + b"x")
        (refused,) = seal(due(*desk.posts), bench).refused
        assert refused.reason == "media/a.png is not the file that was claimed"

    def test_one_that_is_refused_leaves_no_bytes_and_asks_no_page(self) -> None:
        asked: list[str] = []

        def fetch(url: str) -> FetchedCard:
            asked.append(url)
            return FetchedCard(card=LinkCard(url=url))

        broken = post(pictures=("a.png", "b.png"))
        desk = Desk(posts=(broken,), files={"media/a.png": PNG, "media/b.png": PNG[:-20]}, fetched=fetch)
        reason(desk)
        reason(replace(desk, posts=(post("hello", "x" * 51, link="https://acme.example"),)))
        assert asked == []


class TestMedia:
    def test_the_payload_names_the_original_and_the_seal_the_bytes_to_send(self) -> None:
        made = Desk(posts=(post(pictures=("a.jpg",)),), files={"media/a.jpg": LOCATED}).seal()
        (item,) = made.sealed
        (medium,) = item.payload.parts[0].media
        assert medium.sha256 == sha(LOCATED)
        assert medium.rule == STRIPPED
        (cleaned,) = made.blobs.values()
        assert item.blobs == {sha(LOCATED): sha(cleaned)}
        assert set(made.blobs) == {sha(cleaned)}
        assert b"GPS" not in cleaned
        assert len(cleaned) < len(LOCATED)

    def test_one_byte_of_a_picture_is_another_content(self) -> None:
        # a byte behind the picture's end: what is sent is the same, and still the author changed something
        one = sealed(pictures=("a.png",), files={"media/a.png": PNG})
        two = sealed(pictures=("a.png",), files={"media/a.png": PNG + b"\0"})
        assert one.content_digest != two.content_digest
        assert set(one.blobs.values()) == set(two.blobs.values())

    @pytest.mark.parametrize(
        "change",
        [
            {"parts": ("Hello, World",)},
            {"pictures": ("b.png",)},
            {"pictures": ()},
            {"pictures": ("a.png", "b.png")},
            {"link": "https://acme.example"},
            {"accounts": ("other-wall",)},
        ],
    )
    def test_whatever_a_reader_sees_is_counted(self, change: dict[str, object]) -> None:
        files = {"media/a.png": PNG, "media/b.png": picture("PNG", (32, 17))}
        parts = change.pop("parts", ("Hello, world",))
        base = sealed("Hello, world", pictures=("a.png",), files=files)
        changed = sealed(*parts, **{"pictures": ("a.png",), "files": files, **change})  # type: ignore[misc,arg-type]
        assert base.content_digest != changed.content_digest

    def test_id_revision_and_path_of_a_picture_are_not_seen(self) -> None:
        base = sealed(pictures=("a.png",), files={"media/a.png": PNG})
        moved = sealed(pictures=("b.png",), files={"media/b.png": PNG}, name="other", revision=2)
        assert base.content_digest == moved.content_digest

    def test_one_picture_in_two_posts_is_one_blob(self) -> None:
        posts = (post("a", "A", pictures=("a.png",)), post("b", "B", pictures=("a.png", "b.png")))
        made = Desk(posts=posts, files={"media/a.png": PNG, "media/b.png": PNG}).seal()
        assert len(made.sealed) == 2
        assert len(made.blobs) == 1


class TestCard:
    IMAGE = picture("PNG", (5, 5))

    def fetched(self, url: str) -> FetchedCard:
        digest = Digest(sha(self.IMAGE))
        card = LinkCard(url=url, title="Acme", description="Parcels", image=digest, image_mime="image/png")
        return FetchedCard(card=card, image=self.IMAGE)

    def test_the_card_is_filled_in_and_its_picture_sealed(self) -> None:
        made = Desk(posts=(post(link="https://acme.example"),), fetched=self.fetched).seal()
        card = made.sealed[0].payload.card
        assert card is not None
        assert (card.url, card.title, card.image) == ("https://acme.example", "Acme", sha(self.IMAGE))
        assert made.blobs == {sha(self.IMAGE): self.IMAGE}
        assert made.sealed[0].blobs == {}

    def test_what_the_page_says_is_not_our_content(self) -> None:
        with_page = Desk(posts=(post(link="https://acme.example"),), fetched=self.fetched).seal()
        without = Desk(posts=(post(link="https://acme.example"),)).seal()
        assert with_page.sealed[0].content_digest == without.sealed[0].content_digest
        card = without.sealed[0].payload.card
        assert card == LinkCard(url="https://acme.example")

    def test_a_page_without_a_picture_seals_none(self) -> None:
        desk = Desk(
            posts=(post(link="https://acme.example"),),
            fetched=lambda url: FetchedCard(card=LinkCard(url=url, title="T")),
        )
        made = desk.seal()
        assert made.blobs == {}
        assert made.sealed[0].payload.card == LinkCard(url="https://acme.example", title="T")


class TestFromAClaim:
    """An earlier attempt announced something; that is what goes out."""

    def test_key_and_payload_are_the_claims_whatever_the_post_says_now(self) -> None:
        announced = replace(sealed("As announced"), key="k" * 64, handle="old-handle")
        desk = Desk(
            posts=(post("hello", "Edited since"),),
            ledger=ledger(record(State.RETRY, announced, claim=claimed(announced))),
        )
        (made,) = desk.seal().sealed
        assert made == announced

    def test_it_goes_out_though_the_post_is_gone_or_broken_by_now(self) -> None:
        announced = sealed("As announced")
        past = ledger(record(State.RETRY, announced, claim=claimed(announced)))
        assert Desk(ledger=past).seal(delivery()).sealed == (announced,)
        assert Desk(posts=(post("hello", "x" * 99),), ledger=past, platforms={}).seal().sealed == (announced,)

    def test_its_pictures_come_from_the_commit_that_it_names(self) -> None:
        commit = "c" * 40
        announced = sealed(pictures=("a.jpg",), files={"media/a.jpg": LOCATED})
        desk = Desk(
            posts=(post(),),
            files={"media/a.jpg": PNG},
            past={(commit, "media/a.jpg"): LOCATED},
            ledger=ledger(record(State.RETRY, announced, claim=claimed(announced, commit))),
        )
        made = desk.seal()
        assert made.sealed == (announced,)
        assert set(made.blobs) == set(announced.blobs.values())
        assert desk.reads == [("media/a.jpg", commit)]

    @pytest.mark.parametrize(
        ("data", "why"),
        [(None, "media/a.jpg is not in the repository"), (PNG, "media/a.jpg is not the file that was claimed")],
    )
    def test_pictures_that_are_not_those_that_were_announced_hold_it(self, data: bytes | None, why: str) -> None:
        commit = "c" * 40
        announced = sealed(pictures=("a.jpg",), files={"media/a.jpg": LOCATED})
        past = {(commit, "media/a.jpg"): data} if data is not None else {}
        claim = claimed(announced, commit)
        assert (
            reason(Desk(posts=(post(),), past=past, ledger=ledger(record(State.RETRY, announced, claim=claim)))) == why
        )

    @pytest.mark.parametrize(
        "payload",
        [{"payload": 1}, {"payload": {}}, {"payload": {"parts": 5}}, {"key": "k"}, {"payload": {"parts": [1]}}],
    )
    def test_a_claim_that_can_not_be_read_is_said_and_not_rendered_anew(self, payload: dict[str, object]) -> None:
        announced = sealed()
        claim = replace(claimed(announced), payload=payload)
        desk = Desk(posts=(post(),), ledger=ledger(record(State.RETRY, announced, claim=claim)))
        assert reason(desk) == "the payload of its claim can not be read"

    def test_the_card_keeps_its_words_and_loses_the_picture_that_no_commit_holds(self) -> None:
        card = LinkCard(url="https://acme.example", title="T", image=Digest("d" * 64), image_mime="image/png")
        announced = sealed(link="https://acme.example")
        announced = replace(announced, payload=replace(announced.payload, card=card))

        def fetch(url: str) -> FetchedCard:
            raise AssertionError(url)

        past = ledger(record(State.RETRY, announced, claim=claimed(announced)))
        (made,) = Desk(posts=(post(),), ledger=past, fetched=fetch).seal().sealed
        assert made.payload.card == LinkCard(url="https://acme.example", title="T")
        assert made.content_digest == announced.content_digest

    @pytest.mark.parametrize("state", [State.SCHEDULED, State.HELD, State.MISSED])
    def test_a_claim_that_a_person_has_answered_binds_no_more(self, state: State) -> None:
        announced = sealed("As announced")
        past = ledger(record(state, announced, claim=claimed(announced)))
        (made,) = Desk(posts=(post("hello", "Mended"),), ledger=past).seal().sealed
        assert made.payload.parts[0].text == "Mended"
        assert made.key == delivery().key()

    def test_an_attempt_that_never_claimed_binds_nothing(self) -> None:
        # an account that could not be opened: a retry without a claim
        (made,) = Desk(posts=(post("hello", "New"),), ledger=ledger(record(State.RETRY, sealed("Old")))).seal().sealed
        assert made.payload.parts[0].text == "New"

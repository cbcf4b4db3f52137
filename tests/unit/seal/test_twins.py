"""One text, two posts, one account: the second is held and says which post was first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smm_action.model.delivery import State
from smm_action.model.ids import BrandName, PostId
from tests.unit.media.pictures import picture
from tests.unit.seal.making import Desk, claimed, delivery, ledger, post, record, sealed

FIRST = sealed(name="first")
"""Says the same as ``post("second")``."""


def states(**desk: object) -> dict[str, str]:
    """Return post/account → ``sealed``, or the post that is named as the one who said it before."""
    made = Desk(**desk).seal()  # type: ignore[arg-type]
    found = {f"{item.payload.post}/{item.payload.account}": "sealed" for item in made.sealed}
    for refused in made.refused:
        assert refused.reason.startswith("duplicate-text: the post ")
        found[f"{refused.delivery.post}/{refused.delivery.account}"] = refused.reason.split()[3]
    return found


class TestOut:
    @pytest.mark.parametrize(
        ("state", "out", "held"),
        [
            (State.CLAIMED, False, True),
            (State.PUBLISHED, True, True),
            (State.PUBLISHED, False, True),  # resolved by a person who does not know where it is
            (State.RETRY, False, True),
            (State.RETRY, True, True),
            (State.UNKNOWN, False, True),
            (State.EDITED, True, True),
            (State.RETRACTING, True, True),
            (State.FAILED, True, True),  # a thread of which a part is out
            (State.HELD, True, True),
            (State.RETRACTED, True, False),
            (State.FAILED, False, False),
            (State.HELD, False, False),
            (State.MISSED, False, False),
            (State.SKIPPED, False, False),
            (State.SCHEDULED, False, False),
            (State.DRAFT, False, False),
        ],
    )
    def test_what_is_out_or_may_be_is_not_said_again(self, state: State, out: bool, held: bool) -> None:
        past = ledger(record(state, FIRST, out=out, claim=claimed(FIRST)))
        # of what is due, only the second: the first waits, or is over
        made = Desk(posts=(post("first"), post("second")), ledger=past).seal(post("second"))
        assert bool(made.refused) is held
        assert bool(made.sealed) is not held

    def test_every_state_is_tried(self) -> None:
        marks = TestOut.test_what_is_out_or_may_be_is_not_said_again.pytestmark  # type: ignore[attr-defined]
        assert {case[0] for case in marks[0].args[1]} == set(State)

    def test_the_reason_names_the_other_post_the_account_and_what_to_do(self) -> None:
        (refused,) = Desk(posts=(post("second"),), ledger=ledger(record(State.PUBLISHED, FIRST))).seal().refused
        assert refused.reason == (
            "duplicate-text: the post first says exactly this on acme-wall; say it differently, remove one of the two,"
            " or write `lint: {ignore: [duplicate-text]}` when it is meant"
        )

    def test_a_post_that_was_renamed_is_held_too(self) -> None:
        assert states(posts=(post("second"),), ledger=ledger(record(State.PUBLISHED, FIRST))) == {
            "second/acme-wall": "first"
        }

    def test_a_failed_attempt_of_a_post_that_is_gone_holds_nobody(self) -> None:
        # it surely is not out, and nobody will try it again: the renamed post must not wait for ever
        past = ledger(record(State.RETRY, FIRST, claim=claimed(FIRST)))
        assert states(posts=(post("second"),), ledger=past) == {"second/acme-wall": "sealed"}

    def test_another_account_and_another_text_are_none(self) -> None:
        past = ledger(record(State.PUBLISHED, FIRST))
        posts = (post("second", accounts=("other-wall",)), post("third", "Hello, World"))
        assert set(states(posts=posts, ledger=past).values()) == {"sealed"}

    def test_of_two_accounts_only_the_one_that_has_it_is_held(self) -> None:
        past = ledger(record(State.PUBLISHED, FIRST))
        assert states(posts=(post("second", accounts=("acme-wall", "other-wall")),), ledger=past) == {
            "second/acme-wall": "first",
            "second/other-wall": "sealed",
        }

    def test_a_record_without_a_digest_is_no_twin(self) -> None:
        past = ledger(record(State.PUBLISHED, FIRST, content_digest=None))
        assert states(posts=(post("second"),), ledger=past) == {"second/acme-wall": "sealed"}

    def test_the_id_of_another_brand_is_another_post(self) -> None:
        elsewhere = replace(record(State.PUBLISHED, FIRST), delivery=replace(delivery(), brand=BrandName("north")))
        assert states(posts=(post("hello"),), ledger=ledger(elsewhere)) == {"hello/acme-wall": "hello"}


class TestSamePost:
    @pytest.mark.parametrize("state", [State.PUBLISHED, State.UNKNOWN, State.RETRACTING])
    def test_a_revision_is_no_twin_of_itself(self, state: State) -> None:
        past = ledger(record(state, sealed()))
        assert states(posts=(post(revision=2),), ledger=past) == {"hello/acme-wall": "sealed"}

    def test_a_claim_that_is_resumed_is_no_twin_and_goes_before_a_newer_post(self) -> None:
        past = ledger(record(State.RETRY, FIRST, claim=claimed(FIRST)))
        # the copy is earlier in order, and still it is the copy
        assert states(posts=(post("a-copy"), post("first")), ledger=past) == {
            "a-copy/acme-wall": "first",
            "first/acme-wall": "sealed",
        }

    def test_a_claim_that_is_resumed_goes_out_though_another_post_says_it(self) -> None:
        other = sealed(name="other")
        past = ledger(record(State.RETRY, FIRST, claim=claimed(FIRST)), record(State.PUBLISHED, other, out=True))
        assert states(posts=(post("first"),), ledger=past) == {"first/acme-wall": "sealed"}

    def test_one_that_was_held_as_a_twin_goes_out_when_the_other_is_gone(self) -> None:
        held = record(State.HELD, sealed(name="second"), content_digest=None, code="content")
        past = ledger(held, record(State.RETRACTED, FIRST, out=True))
        assert states(posts=(post("second"),), ledger=past) == {"second/acme-wall": "sealed"}


class TestOneBatch:
    def test_of_two_that_are_due_the_first_goes_out(self) -> None:
        assert states(posts=(post("b"), post("a"), post("c"))) == {
            "b/acme-wall": "sealed",
            "a/acme-wall": "b",
            "c/acme-wall": "b",
        }

    def test_one_that_is_refused_for_another_reason_holds_nobody(self) -> None:
        files = {"media/ok.png": picture("PNG")}
        broken = post("a", pictures=("ok.png", "missing.png"))
        assert Desk(posts=(broken, post("b", pictures=("ok.png",))), files=files).seal().sealed[0].payload.post == "b"

    def test_the_reason_stays_the_same_when_the_first_is_out(self) -> None:
        posts = (post("first"), post("second"))
        together = Desk(posts=posts).seal().refused
        later = Desk(posts=posts, ledger=ledger(record(State.PUBLISHED, FIRST, out=True))).seal(posts[1]).refused
        assert together == later

    def test_the_same_words_with_another_picture_are_another_content(self) -> None:
        files = {"media/a.png": picture("PNG"), "media/b.png": picture("PNG", (9, 9))}
        posts = (post("a", pictures=("a.png",)), post("b", pictures=("b.png",)), post("c"))
        assert set(states(posts=posts, files=files).values()) == {"sealed"}

    def test_an_author_may_mean_it(self) -> None:
        meant = post("weekly-2", ignored_rules=("duplicate-text",))
        past = ledger(record(State.PUBLISHED, sealed(name="weekly-1"), out=True))
        assert states(posts=(meant,), ledger=past) == {"weekly-2/acme-wall": "sealed"}

    @pytest.mark.parametrize("meant", [True, False])
    def test_what_is_meant_is_sealed_for_who_claims_it(self, meant: bool) -> None:
        ignored = ("duplicate-text",) if meant else ()
        assert [item.repeats for item in Desk(posts=(post("a", ignored_rules=ignored),)).seal().sealed] == [meant]

    def test_another_ignored_rule_means_nothing_here(self) -> None:
        posts = (post("a"), post("b", ignored_rules=("posts-too-close",)))
        assert states(posts=posts)["b/acme-wall"] == "a"


def test_ids_are_compared_not_texts_of_ids() -> None:
    past = ledger(record(State.PUBLISHED, FIRST))
    assert PostId("first") == FIRST.payload.post
    assert states(posts=(post("first", revision=2),), ledger=past) == {"first/acme-wall": "sealed"}

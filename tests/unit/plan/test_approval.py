"""Commits, reviews and seals compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from smm_action.model.delivery import State
from smm_action.model.entry import Entry, Ledger
from smm_action.model.ids import AccountName, BrandName, Digest, PlatformName, PostId
from smm_action.model.payload import LinkCard, Medium, Part, Payload
from smm_action.model.project import Brand, Campaign, Project
from smm_action.model.review import Review, review_for, review_of
from smm_action.plan.approval import Change, Unasked, Verdict, difference, inputs_of, judged, known
from tests.unit.plan.making import delivery, post, project, record

POST, PEOPLE, OTHER = "posts/one.md", "people.yml", "posts/two.md"
INPUTS = frozenset({POST, PEOPLE})
ADA, BOB = Review(pr=7, approved_by=("ada",)), Review(pr=8, approved_by=("bob",))
NOBODY, PUSHED = Review(pr=9), Review()
SILENCE = Unasked(reason="GitHub did not answer")
YES, NO = True, False


def change(commit: str, *paths: str) -> Change:
    return Change(commit=commit, paths=frozenset(paths))


Told = list[tuple[str, Review | Unasked]]


def verdict(told: Told, neutral: str = "") -> Verdict:
    """Judge commits, newest first: what each touched, its review; ``neutral`` holds the names of those that matter not.

    Commits are called a, b, c …
    """
    names = "abcdefgh"
    reviews = {name: review for name, (_, review) in zip(names, told, strict=False)}
    changes = [change(name, *paths.split()) for name, (paths, _) in zip(names, told, strict=False)]
    return judged(changes, POST, INPUTS, reviews.__getitem__, lambda commit: commit in neutral)


CASES: list[tuple[str, Told, str, Verdict]] = [
    ("an approved post", [(POST, ADA)], "", Verdict(approved=True, review=ADA)),
    ("a pushed post", [(POST, PUSHED)], "", Verdict(approved=False, review=PUSHED, commit="a")),
    ("a merge nobody approved", [(POST, NOBODY)], "", Verdict(approved=False, review=NOBODY, commit="a")),
    ("what came before the approval was seen", [(POST, ADA), (PEOPLE, PUSHED)], "", Verdict(approved=True, review=ADA)),
    ("so was an older text", [(POST, ADA), (POST, PUSHED)], "", Verdict(approved=True, review=ADA)),
    ("a push to it afterwards", [(POST, PUSHED), (POST, ADA)], "", Verdict(approved=False, review=PUSHED, commit="a")),
    ("to what it uses", [(PEOPLE, PUSHED), (POST, ADA)], "", Verdict(approved=False, review=PUSHED, commit="a")),
    ("that changes no word", [(PEOPLE, PUSHED), (POST, ADA)], "a", Verdict(approved=True, review=ADA)),
    ("a new time by a push", [(POST, PUSHED), (POST, ADA)], "a", Verdict(approved=True, review=ADA)),
    ("an approved change of what it uses", [(PEOPLE, BOB), (POST, ADA)], "", Verdict(approved=True, review=BOB)),
    ("that changes no word of this one", [(PEOPLE, BOB), (POST, ADA)], "a", Verdict(approved=True, review=ADA)),
    ("does not heal a push before it", [(PEOPLE, BOB), (PEOPLE, PUSHED), (POST, ADA)], "",
     Verdict(approved=False, review=PUSHED, commit="b")),
    ("an approved text does", [(POST, BOB), (PEOPLE, PUSHED), (POST, ADA)], "", Verdict(approved=True, review=BOB)),
    ("what it is not made of", [(OTHER, PUSHED), (POST, ADA)], "", Verdict(approved=True, review=ADA)),
    ("no answer", [(POST, SILENCE)], "", Verdict(approved=None, problem=SILENCE.reason)),
    ("no answer further back", [(PEOPLE, BOB), (POST, SILENCE)], "", Verdict(approved=None, problem=SILENCE.reason)),
    ("an answer is enough", [(POST, ADA), (POST, SILENCE)], "", Verdict(approved=True, review=ADA)),
]  # fmt: skip


@pytest.mark.parametrize(("told", "neutral", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_counts_as_reviewed(told: Told, neutral: str, found: Verdict):
    assert verdict(told, neutral) == found


@pytest.mark.parametrize("told", [[], [(OTHER, ADA)], [(PEOPLE, ADA)]])
def test_without_the_commit_that_wrote_the_post_nothing_is_known(told: Told):
    found = verdict(told)
    assert found.approved is None
    assert "fetch-depth: 0" in found.problem


def test_an_approved_text_asks_no_further():
    asked: list[str] = []

    def review(commit: str) -> Review:
        asked.append(commit)
        return ADA

    assert judged([change("a", POST), change("b", POST)], POST, INPUTS, review, lambda _: False).approved
    assert asked == ["a"]


@pytest.mark.parametrize(
    ("verdict", "pieces"),
    [
        (Verdict(approved=False, commit="c" * 40), ("commit cccccccccccc came without a pull request", POST)),
        (Verdict(approved=False, review=NOBODY, commit="c" * 40), ("cccccccccccc came with pull request #9", "approve that")),
        (Verdict(approved=False), ("what it says",)),
        (Verdict(approved=None, problem="GitHub did not answer"), ("could not be looked up: GitHub did not answer",)),
    ],
)  # fmt: skip
def test_a_refusal_says_what_and_what_to_do(verdict: Verdict, pieces: tuple[str, ...]):
    told = verdict.refusal(POST)
    assert all(piece in told for piece in pieces), told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("verdict", "data"),
    [
        (Verdict(approved=None), {}),
        (Verdict(approved=False), {"approved": False}),
        (Verdict(approved=False, review=NOBODY), {"approved": False, "pr": 9}),
        (Verdict(approved=True, review=ADA), {"approved": True, "approved_by": ["ada"], "pr": 7}),
    ],
)
def test_a_seal_keeps_what_is_known(verdict: Verdict, data: dict[str, Any]):
    assert verdict.data() == data
    assert review_of(sealed("a", 0, **data)) == verdict.review


def sealed(digest: str, minute: int, **data: Any) -> Entry:
    return Entry(
        kind="sealed", delivery=delivery(), at=f"2026-12-01T08:{minute:02}:00Z", content_digest=digest, data=data
    )


GOOD = {"approved": True, "approved_by": ["ada"], "pr": 7}


@pytest.mark.parametrize(
    ("seals", "review"),
    [
        ([], None),
        ([sealed("a", 0, **GOOD)], ADA),
        ([sealed("b", 0, **GOOD)], None),
        ([sealed("a", 0)], None),
        ([sealed("a", 0, approved=False)], None),
        ([sealed("a", 0, approved="true")], None),
        ([sealed("a", 0, **GOOD), sealed("b", 1, approved=False)], ADA),
        ([sealed("a", 0, **GOOD), sealed("a", 1, approved=True, approved_by=["bob"], pr=8)], BOB),
    ],
)
def test_an_approval_belongs_to_a_digest(seals: list[Entry], review: Review | None):
    found = known(seals, "a")
    assert (found and found.review) == review


@pytest.mark.parametrize(
    "data", [{"approved_by": "ada"}, {"pr": "7"}, {"approved_by": None, "pr": None}, {"approved_by": {}}]
)
def test_a_seal_that_was_edited_by_hand_says_nothing(data: dict[str, Any]):
    assert review_of(sealed("a", 0, **data)) == Review()


def test_the_review_of_what_went_out_is_that_of_its_digest():
    seals = {delivery(): (sealed("a", 0, **GOOD), sealed("b", 1, approved=True, approved_by=["bob"], pr=8))}

    def of(digest: str | None, name: str = "one") -> Review:
        held = record(State.PUBLISHED, content_digest=digest)
        return review_for(Ledger(records={held.delivery: held}, seals=seals), delivery(name))

    assert of("a") == ADA
    assert of(None) == BOB
    assert of("c") == of("a", "other") == Review()
    assert review_for(Ledger(seals=seals), delivery()) == BOB


@pytest.mark.parametrize(
    ("review", "told"),
    [
        (Review(), ""),
        (ADA, "approved by ada in pull request #7"),
        (NOBODY, "in pull request #9"),
        (Review(approved_by=("ada", "bob")), "approved by ada, bob"),
    ],
)
def test_a_review_in_a_few_words(review: Review, told: str):
    assert review.told == told


def medium(path: str, digest: str = "d") -> Medium:
    return Medium(
        path=path, sha256=Digest(digest), rule="strip-location/1", kind="image", mime="image/png",
        width=1, height=1, bytes=1, alt="A dot",
    )  # fmt: skip


def payload(text: str = "Hello", *media: Medium, card: str | None = None, **fields: Any) -> Payload:
    return Payload(
        post=PostId("one"), brand=BrandName("acme"), account=AccountName("acme"), platform=PlatformName("fake"),
        revision=1, parts=(Part(text=text, length=5, limit=500, unit="characters", media=media),),
        card=LinkCard(url=card) if card else None, **fields,
    )  # fmt: skip


DOT = medium("media/dot.png")


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (payload("Hello"), payload("Hallo"), "text"),
        (payload("Hello", DOT), payload("Hello", replace(DOT, sha256=Digest("e"))), "media"),
        (payload("Hello", DOT), payload("Hello", replace(DOT, alt="A point")), "media"),
        (payload("Hello"), payload("Hallo", DOT), "text and media"),
        (payload(card="https://a.example/"), payload(card="https://a.example/?utm_source=b"), "link"),
        (payload(), payload(visibility="unlisted"), "settings"),
        (None, payload(), "content"),
    ],
)
def test_what_changed_is_told_as_a_reader_sees_it(before: Payload | None, now: Payload, told: str):
    assert difference(before, now) == told


def test_the_files_that_decide_what_a_post_says():
    assert inputs_of(post(), payload("Hello", DOT), project(post())) == {POST, "media/dot.png", "smm.yml", "people.yml"}


def test_a_brands_own_files_decide_beside_the_roots():
    name = BrandName("acme")
    launch = Campaign(name="launch", brand=name, path="acme/campaigns/launch.yml")
    held = post(path="acme/posts/one.md", campaign="launch")
    brand = Brand(name=name, path="acme", campaigns={"launch": launch})
    found = inputs_of(held, payload(), Project(root="content", brands={name: brand}, posts=(held,)))
    assert found == {
        "acme/posts/one.md", "acme/campaigns/launch.yml", "smm.yml", "people.yml", "acme/smm.yml", "acme/people.yml",
    }  # fmt: skip

"""Instagram and Threads through whole ticks: whatever is lost, each post, reply and comment is there once."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from smm_action.sandbox.hosting import HOST
from tests.scenarios.conftest import Team, after, post

SMM_YML = """\
brand: acme
accounts:
  acme-instagram: {platform: instagram, handle: acme}
  acme-threads: {platform: threads, handle: acme}
"""
LOST = ["error 500 after", "drop after", "drop during", "answer malformed"]
COLLECTIONS = {"instagram": "media", "threads": "post"}


@dataclass
class Account:
    """One account of a team, and what of it can be seen."""

    name: str
    team: Team

    def texts(self) -> list[str]:
        """Return what is out, oldest first."""
        found = self.team.sandbox.store.records(self.name, COLLECTIONS[self.name])
        return [record.value["text"] for record in sorted(found, key=lambda record: record.key)]

    def made(self) -> int:
        return self.team.sandbox.store.created(self.name, COLLECTIONS[self.name])

    def still_public(self) -> bool:
        """Whether the first post's picture can still be fetched."""
        store = self.team.sandbox.store
        (first, *_) = store.records(self.name, COLLECTIONS[self.name], oldest_first=True)
        return store.blob(HOST, first.value["media"][0]["url"].rpartition("/")[2]) is not None

    def states(self) -> set[str]:
        return {str(record.state) for record in self.team.ledger().records.values()}


@pytest.fixture(params=["instagram", "threads"])
def account(request: pytest.FixtureRequest, team: Team, jpeg: bytes) -> Account:
    text = post("Hello", to=f"acme-{request.param}", first_comment="More in the docs")
    picture = "media: [{file: media/red.jpg, alt: Red}]\n"
    team.merge({
        "smm.yml": SMM_YML,
        "media/red.jpg": jpeg,
        "posts/hello.md": text.replace("---\nHello", f"{picture}---\nHello"),
    })  # fmt: skip
    return Account(request.param, team)


@pytest.fixture
def jpeg() -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (400, 400), "red").save(held, "JPEG")
    return held.getvalue()


def test_a_post_with_a_picture_goes_out_with_its_first_comment(account: Account):
    ran = account.team.publish()
    assert ran.code == 0, ran.err
    assert account.texts() == ["Hello", "More in the docs"]
    (record,) = account.team.ledger().records.values()
    assert record.url.startswith(f"https://www.{account.name}.com/")
    kept = account.team.sandbox.store.records(account.name, COLLECTIONS[account.name])[-1]
    assert kept.value["media"][0]["alt"] == "Red"
    assert kept.value["media"][0]["name"], "the platform has fetched the picture"
    assert not account.still_public()


@pytest.mark.parametrize("fault", LOST)
def test_what_was_lost_is_there_once_after_a_second_tick(account: Account, fault: str):
    account.team.sandbox.inject(f"{account.name}.publish {fault} times=1")
    account.team.publish()
    ran = account.team.publish(now=after(minutes=30))
    assert ran.code == 0, ran.err
    assert account.texts() == ["Hello", "More in the docs"]
    assert account.made() == 2
    assert account.states() == {"published"}


def test_what_was_lost_and_not_listed_yet_is_not_sent_again(account: Account):
    """The list lags behind by minutes, and the container can be asked: neither makes a second post."""
    account.team.sandbox.inject(f"{account.name}.publish drop after times=1; {account.name}.find hide 600")
    account.team.publish()
    assert account.made() == 1
    account.team.sandbox.inject("")
    for minutes in (60, 180):
        account.team.publish(now=after(minutes=minutes))
    assert account.texts() == ["Hello", "More in the docs"]
    assert account.made() == 2


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("media", "error 503"),
        ("publish", "error 503"),
        ("publish", "drop before"),
        ("limits", "error 500"),
        ("read", "error 500"),
    ],
)
def test_what_was_not_obeyed_goes_out_once_at_a_later_tick(account: Account, operation: str, fault: str):
    account.team.sandbox.inject(f"{account.name}.{operation} {fault} times=1")
    for minutes in (0, 30):
        account.team.publish(now=after(minutes=minutes))
    assert account.texts() == ["Hello", "More in the docs"]
    assert account.made() == 2
    assert not account.still_public()


def test_a_lost_comment_is_there_once(team: Team, jpeg: bytes):
    team.merge({
        "smm.yml": SMM_YML,
        "media/red.jpg": jpeg,
        "posts/hello.md": post("Hello", to="acme-instagram", first_comment="More").replace(
            "---\nHello", "media: [{file: media/red.jpg, alt: Red}]\n---\nHello"
        ),
    })  # fmt: skip
    account = Account("instagram", team)
    team.sandbox.inject("instagram.comment drop after times=1")
    team.publish()
    team.publish(now=after(minutes=30))
    assert account.texts() == ["Hello", "More"]
    assert account.made() == 2


def test_a_chain_that_broke_goes_on_where_it_ended(team: Team):
    body = "One\n\n---\n\nTwo\n\n---\n\nThree\n"
    team.merge({"smm.yml": SMM_YML, "posts/hello.md": post("X", to="acme-threads").replace("X\n", body)})
    account = Account("threads", team)
    team.sandbox.inject("threads.publish drop after times=1 skip=1")
    team.publish()
    team.publish(now=after(minutes=30))
    assert account.texts() == ["One", "Two", "Three"]
    assert account.made() == 3
    records = sorted(team.sandbox.store.records("threads", "post"), key=lambda record: record.key)
    assert [record.value["reply_to"] for record in records] == ["", records[0].key, records[1].key]


def test_a_search_that_fails_leaves_it_in_doubt_and_never_sends_it_twice(account: Account):
    account.team.sandbox.inject(f"{account.name}.publish drop after times=1; {account.name}.find error 500")
    for hours in (0, 1, 2):
        account.team.publish(now=after(hours=hours))
    assert account.made() == 1
    account.team.sandbox.inject("")
    account.team.publish(now=after(hours=3))
    assert account.texts() == ["Hello", "More in the docs"]
    assert account.states() == {"published"}


def test_a_refused_token_is_said_and_nothing_goes_out(account: Account):
    account.team.sandbox.inject("threads.* error 401; instagram.* error 401; facebook.* error 401")
    ran = account.team.publish()
    assert ran.states("hello") == {f"acme-{account.name}": "retry"}
    assert account.made() == 0


def test_a_post_is_taken_back_with_its_comment(account: Account):
    account.team.publish()
    ran = account.team.run("retract", "hello", now=after(hours=1))
    assert ran.code == 0, ran.err
    account.team.publish(now=after(hours=1))
    assert account.texts() == []


def test_numbers_are_collected(account: Account):
    account.team.publish()
    ran = account.team.run("metrics", now=after(days=1))
    assert ran.code == 0, ran.err
    assert account.team.sandbox.store.calls(f"{account.name}.count")


def test_the_doctor_names_the_account(account: Account):
    ran = account.team.run("doctor", now=after(hours=1))
    (line,) = (one for one in ran.out.splitlines() if f"acme-{account.name}" in one)
    assert "signed in as acme" in line, ran.out + ran.err


def test_a_rehearsed_week_loses_and_doubles_nothing(team: Team, jpeg: bytes):
    picture = "media: [{file: media/red.jpg, alt: Red}]\n"
    files: dict[str, str | bytes] = {"smm.yml": SMM_YML, "media/red.jpg": jpeg}
    for day in range(1, 8):
        text = post(
            f"Day {day}", to="acme-instagram, acme-threads", time=f"2026-12-0{day}T09:00:00Z", first_comment="M"
        )
        files[f"posts/day-{day}.md"] = text.replace("---\nDay", f"{picture}---\nDay")
    team.merge(files)
    faults = "*.publish error 500 after chance=0.3; *.find hide 300 chance=0.3; *.comment drop after chance=0.3"
    span = ("--from", "2026-12-01", "--to", "2026-12-08")
    ran = team.run("rehearse", *span, "--runners", "2", "--faults", faults, "--format", "json", now=None, sandbox=False)
    assert ran.code == 0, ran.out + ran.err
    told = json.loads(ran.out)
    assert (told["published"], told["duplicates"], told["lost"], told["unknown"]) == (14, 0, 0, 0)

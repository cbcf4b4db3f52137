"""`smm publish` as a team runs it, against real servers behind a proxy that loses answers: each post is there once."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from smm_action.core.clock import format_instant
from smm_action.ledger.fold import fold
from smm_action.ledger.store import entries
from smm_action.model.entry import Ledger
from tests.scenarios.repositories import Repository
from tests.servers.bluesky import POST, BlueskyAccount, BlueskyNetwork
from tests.servers.proxy import Proxy, in_front_of

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
CHECKOUT = Path(__file__).parents[2]
PATIENCE = 60.0
POSTS = {
    "hello": "Hello, world! Read https://example.org/a?b=1&c=2 and tell us. 🎉 #opensource MARK",
    "thread": "The first part, with a picture. MARK\n\n![A teal field](media/teal.png)\n\n---\n\nThe second part. MARK\n\n---\n\nThe third. MARK",
    "umlaut": "Grüße aus Köln – 日本語 too, & <b>not bold</b>. MARK",
}
MESSAGES = 5
"""What the posts are in messages: two of one part, one of three."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One message as its server tells it."""

    id: str
    parent: str | None
    text: str


@dataclass(kw_only=True)
class Place:
    """A real server with a new account on it, behind a proxy."""

    platform: str
    handle: str
    secret: tuple[str, str] = field(repr=False)
    proxy: Proxy
    messages: Callable[[], list[Seen]]
    """What the server itself says is there."""


@dataclass(kw_only=True)
class Team:
    """One clone of a repository with three posts that are due at once."""

    origin: Repository
    here: Repository
    place: Place

    def start(self, after: timedelta | None = None) -> subprocess.Popen[str]:
        """Start a tick, now or after a while."""
        field_name, value = self.place.secret
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(self.origin.path.parent), "PYTHONPATH": str(CHECKOUT),
            "LC_ALL": "C.UTF-8", "NO_COLOR": "1", f"SMM_ACME_{field_name}": value,
        }  # fmt: skip
        environ |= {"SMM_NOW": format_instant(datetime.now(UTC) + after)} if after is not None else {}
        return subprocess.Popen(
            [sys.executable, "-m", "smm_action", "--format", "json", "publish"],
            cwd=self.here.path, env=environ, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def publish(self, after: timedelta | None = None) -> subprocess.CompletedProcess[str]:
        return ended(self.start(after))

    def another(self, name: str) -> Team:
        """Return a second clone: it shares nothing but the remote."""
        path = self.origin.path.parent / name
        self.origin.git("clone", "-q", f"file://{self.origin.path}", str(path))
        return Team(origin=self.origin, here=Repository(path), place=self.place)

    def ledger(self) -> Ledger:
        names = self.origin.git("ls-tree", "-r", "--name-only", "smm-state").splitlines()
        held = [name for name in names if name.startswith("ledger/")]
        return fold(
            [entry for path in held for entry in entries(path, self.origin.git("show", f"smm-state:{path}").encode())]
        )

    def has_claimed(self) -> bool:
        return bool(self.origin.git("branch", "--list", "smm-state")) and bool(self.ledger().records)

    def check_once(self) -> None:
        """Check that the server has each message once, in threads, and that the ledger knows every one."""
        seen = self.place.messages()
        assert len(seen) == MESSAGES, [one.text for one in seen]
        assert len({one.text for one in seen}) == MESSAGES
        assert sum(one.parent is not None for one in seen) == 2
        records = self.ledger().records.values()
        assert {record.state for record in records} == {"published"}
        assert {receipt.id for record in records for receipt in record.receipts} == {one.id for one in seen}
        assert len(self.place.proxy.obeyed) == MESSAGES


def ended(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    out, err = process.communicate(timeout=2 * PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def states(ran: subprocess.CompletedProcess[str]) -> list[str]:
    return [row["state"] for row in json.loads(ran.stdout)["deliveries"]]


@pytest.fixture(params=["bluesky", "snac", "mastodon_mock"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param == "bluesky":
        network: BlueskyNetwork = request.getfixturevalue("bluesky_network")
        who = network.new_account()
        with in_front_of(network.pds) as proxy:
            yield Place(
                platform="bluesky", handle=who.handle, secret=("APP_PASSWORD", who.app_password), proxy=proxy,
                messages=lambda: on_bluesky(network, who),
            )  # fmt: skip
        return
    server = request.getfixturevalue(request.param)
    token = server.new_account().token if request.param == "snac" else server.tokens[0]
    before = {one.id for one in on_mastodon(server.answer, token)}
    with in_front_of(server.url) as proxy:
        yield Place(
            platform="mastodon", handle="acme", secret=("TOKEN", token), proxy=proxy,
            messages=lambda: [one for one in on_mastodon(server.answer, token) if one.id not in before],
        )  # fmt: skip


def on_bluesky(network: BlueskyNetwork, who: BlueskyAccount) -> list[Seen]:
    asked = {"repo": who.did, "collection": POST, "limit": 100}
    found: Sequence[Any] = network.answer("GET", "com.atproto.repo.listRecords", params=asked).json()["records"]
    return [
        Seen(
            id=one["uri"], parent=one["value"].get("reply", {}).get("parent", {}).get("uri"), text=one["value"]["text"]
        )
        for one in found
    ]


def on_mastodon(answer: Callable[..., Any], token: str) -> list[Seen]:
    me = answer("GET", "/api/v1/accounts/verify_credentials", token).json()["id"]
    found = answer("GET", f"/api/v1/accounts/{me}/statuses", token, params={"limit": 40}).json()
    return [Seen(id=one["id"], parent=one["in_reply_to_id"], text=one["content"]) for one in found]


@pytest.fixture
def team(place: Place, tmp_path: Path) -> Team:
    origin, here = Repository(tmp_path / "origin.git"), Repository(tmp_path / "here")
    for one in (origin, here):
        one.path.mkdir()
    origin.git("init", "-q", "--bare", "-b", "main")
    here.git("init", "-q", "-b", "main")
    here.git("remote", "add", "origin", f"file://{origin.path}")
    account = f"{{platform: {place.platform}, server: '{place.proxy.url}', handle: {place.handle}}}"
    here.write("content/smm.yml", f"brand: acme\naccounts:\n  acme: {account}\n")
    # the mock's account is the same for every test: the key and the texts of one must not be found by the next
    mark = uuid.uuid4().hex[:8]
    for name, body in POSTS.items():
        text = f"---\nplatforms: [acme]\ntime: asap\n---\n{body.replace('MARK', mark)}\n"
        here.write(f"content/posts/{name}-{mark}.md", text)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "PNG")
    (here.path / "content/media").mkdir()
    (here.path / "content/media/teal.png").write_bytes(picture.getvalue())
    here.commit("Write posts")
    here.git("push", "-q", "origin", "HEAD:main")
    return Team(origin=origin, here=here, place=place)


def test_publish_twice_in_a_row(team: Team):
    first = team.publish()
    assert (first.returncode, states(first)) == (0, ["published"] * 3), first.stderr
    team.check_once()
    again = team.publish()
    assert (again.returncode, states(again)) == (0, []), again.stderr
    team.check_once()


def test_two_at_once(team: Team):
    other = team.another("other")
    both = [ended(process) for process in (team.start(), other.start())]
    assert [ran.returncode for ran in both] == [0, 0], [ran.stderr for ran in both]
    # one may have met the other's claims and left them; between them everything went out
    assert sorted(state for ran in both for state in states(ran) if state == "published") == ["published"] * 3
    team.check_once()


@pytest.mark.parametrize("where", ["the same clone", "a fresh runner"])
def test_killed_while_the_answer_is_on_its_way(team: Team, where: str):
    team.place.proxy.fault = "hold"
    kill_when(team.start(), lambda: bool(team.place.proxy.obeyed))
    team.place.proxy.heal()
    recover(team, where)


@pytest.mark.parametrize("where", ["the same clone", "a fresh runner"])
def test_killed_between_the_answer_and_the_outcome_push(team: Team, where: str):
    # the claim's push creates the branch; the next push, with outcomes, never ends
    held = team.origin.path.parent / "held"
    waits = f"git rev-parse -q --verify smm-state >/dev/null && touch '{held}' && sleep 60; exit 0"
    team.origin.hook("pre-receive", waits)
    kill_when(team.start(), held.exists)
    assert team.place.proxy.obeyed
    team.origin.hook("pre-receive", "exit 0")
    assert {record.state for record in team.ledger().records.values()} == {"claimed"}
    recover(team, where)


@pytest.mark.parametrize("fault", ["drop", "error"])
def test_an_answer_that_is_lost_after_the_server_obeyed(team: Team, fault: Any):
    team.place.proxy.fault, team.place.proxy.times = fault, 2
    team.publish()
    recover(team, "the same clone")


def kill_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "the point was never reached"
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -9


def recover(team: Team, where: str) -> None:
    """Publish until everything is out, as the next ticks would.

    Where nobody has the journal of the dead run, what is not there may still come until its lease has passed.
    """
    here = where == "the same clone"
    next_one = team if here else team.another("fresh")
    for number in range(3):
        ran = next_one.publish(None if here or not number else timedelta(minutes=21 * number))
        assert ran.returncode in {0, 1}, ran.stderr
    assert ran.returncode == 0, ran.stdout
    team.check_once()

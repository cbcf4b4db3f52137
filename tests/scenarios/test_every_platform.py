"""Accepted and then 500, accepted and then dropped, on every platform that is simulated: once, or a question.

One post goes to an account of each, in one repository, so that one account's trouble is seen to be its own.
"""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from smm_action.platforms import names
from smm_action.sandbox.simulation import simulation, simulations
from tests.scenarios.conftest import Team, after, post

PLATFORMS = tuple(one.name for one in simulations() if one.name in names())
CONFIG = "brand: acme\naccounts:\n" + "".join(
    f"  acme-{name}: {{platform: {name}, handle: acme.example"
    f"{', server: https://social.example' if name == 'mastodon' else ''}}}\n"
    for name in PLATFORMS
)
ASKED = frozenset({"linkedin"})
"""A person's own posts can not be listed there: doubt becomes a question."""


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (400, 400), "red").save(data, "JPEG")
    return data.getvalue()


def created(team: Team) -> dict[str, int]:
    """Return how many publications were ever made, by platform."""
    store = team.sandbox.store
    return {name: sum(store.created(name, where) for where in simulation(name).collections) for name in PLATFORMS}


def states(team: Team, minutes: int) -> dict[str, str]:
    found = team.status("hello", now=after(minutes=minutes))
    return {account.removeprefix("acme-"): state for account, state in found.items()}


def strike(team: Team, what: str) -> None:
    """Let ``what`` befall each platform: words after a pattern of operations."""
    operations, _, fault = what.partition(" ")
    team.sandbox.inject("\n".join(f"{name}.{operations} {fault}" for name in PLATFORMS))


@pytest.fixture
def everywhere(team: Team) -> Team:
    to = ", ".join(f"acme-{name}" for name in PLATFORMS)
    body = post("Hello, world", to=to, media="[{file: media/red.jpg, alt: A red field}]")
    team.merge({"smm.yml": CONFIG, "media/red.jpg": picture(), "posts/hello.md": body})
    return team


def test_it_goes_out_once_everywhere_and_is_on_the_record(everywhere: Team):
    ran = everywhere.publish()
    assert set(ran.states("hello").values()) == {"published"}, ran.out + ran.err
    addresses = [row["url"] for row in ran.deliveries.values()]
    assert all(address.startswith(("https://", everywhere.sandbox.url)) for address in addresses)
    assert len(set(addresses)) == len(PLATFORMS)
    assert everywhere.publish(now=after(minutes=15)).deliveries == {}
    assert created(everywhere) == dict.fromkeys(PLATFORMS, 1)


@pytest.mark.parametrize("fault", ["error 500 after", "drop after", "drop during", "answer malformed after"])
def test_an_answer_that_is_lost_never_makes_it_twice(everywhere: Team, fault: str):
    strike(everywhere, f"publish {fault} times=1")
    everywhere.publish()
    for minutes in (15, 45, 120):
        everywhere.publish(now=after(minutes=minutes))
    assert created(everywhere) == dict.fromkeys(PLATFORMS, 1)
    found = states(everywhere, 125)
    assert {found[name] for name in PLATFORMS if name not in ASKED} == {"published"}, found
    # an answer that says everything in its headers is not lost when its body is
    assert {found[name] for name in ASKED} <= ({"published", "unknown"} if fault == "drop during" else {"unknown"})


def test_a_connection_that_ends_before_anything_was_accepted_loses_nothing(everywhere: Team):
    strike(everywhere, "publish drop before times=1")
    everywhere.publish()
    for minutes in (15, 45, 120):
        everywhere.publish(now=after(minutes=minutes))
    found, made = states(everywhere, 125), created(everywhere)
    for name in PLATFORMS:
        assert (found[name], made[name]) == (("unknown", 0) if name in ASKED else ("published", 1)), name


def test_expired_tokens_send_nothing_and_are_said(everywhere: Team):
    strike(everywhere, "* expire")
    ran = everywhere.publish()
    assert created(everywhere) == dict.fromkeys(PLATFORMS, 0)
    assert set(ran.states("hello").values()) <= {"retry", "failed"}, ran.out
    everywhere.sandbox.inject("")
    for minutes in (15, 45, 120, 240):
        everywhere.publish(now=after(minutes=minutes))
    assert created(everywhere) == dict.fromkeys(PLATFORMS, 1)
    assert set(states(everywhere, 250).values()) == {"published"}


@pytest.mark.parametrize("where", ["the same clone", "a fresh runner"])
def test_a_runner_killed_before_it_could_record_makes_nothing_twice(everywhere: Team, where: str):
    running = everywhere.start("publish")
    deadline = time.monotonic() + 60
    while set(created(everywhere).values()) != {1}:
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline, created(everywhere)
        time.sleep(0.002)
    running.kill()
    running.communicate(timeout=30)
    after_it = everywhere if where == "the same clone" else everywhere.another()
    for minutes in (5, 30, 60, 120):
        after_it.publish(now=after(minutes=minutes))
    assert created(everywhere) == dict.fromkeys(PLATFORMS, 1)
    found = states(after_it, 125)
    assert {found[name] for name in PLATFORMS if name not in ASKED} == {"published"}, found
    assert {found[name] for name in ASKED} <= {"published", "unknown"}

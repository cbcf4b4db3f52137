"""What is in force, and that nobody with push rights alone can swap, replay, remove or roll back a token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from smm_action.tokens.edits import Keep
from smm_action.tokens.record import ANY, Record, parse
from smm_action.tokens.sealing import seal
from smm_action.tokens.vault import Token, TokenDoubt
from tests.unit.tokens.fakes import World, key

FILE = "tokens/acme-x.json"


def renewed(world: World, times: int = 1) -> None:
    for _ in range(times):
        assert isinstance(world.renewal().token(world.held, None, world.server.renew), Token)
        world.now += timedelta(days=55)


def put(world: World, data: bytes | None, path: str = FILE) -> None:
    """Push a file as somebody with push rights and without the key does."""
    clone = world.another(f"intruder-{len(list(world.origin.path.parent.iterdir()))}").here
    clone.git("checkout", "-q", "smm-state")
    if data is None:
        clone.git("rm", "-q", path)
    else:
        clone.write(path, data.decode())
    clone.commit("Intrude")
    clone.git("push", "-q", "origin", "smm-state")


def stored(world: World, path: str = FILE, at: str = "smm-state") -> bytes:
    return world.origin.git("show", f"{at}:{path}").encode() + b"\n"


def in_force(world: World) -> Token:
    branch = world.branch()
    return world.vault(branch).token(branch.fetch(), world.held)


CHANGES: dict[str, Callable[[bytes, bytes], bytes | None]] = {
    "an older one": lambda old, _new: old,
    "removed": lambda _old, _new: None,
    "emptied": lambda _old, new: json.dumps({**json.loads(new), "sealed": "", "seq": 0}).encode(),
    "a higher number": lambda _old, new: new.replace(b'"seq": 2', b'"seq": 9'),
    "an older one as the newest": lambda old, _new: old.replace(b'"seq": 1', b'"seq": 3'),
    "no json": lambda _old, _new: b"{",
    "another server": lambda _old, new: new.replace(b"api.x.com", b"evil.example"),
    "another account": lambda _old, new: new.replace(b"acme-x", b"acme-y"),
    "other fields": lambda _old, new: new.replace(b'"TOKEN"', b'"PASSWORD"'),
    "a later end": lambda _old, new: new.replace(b'"expires": "20', b'"expires": "30'),
}


@pytest.mark.parametrize("where", ["the clone that renewed", "a fresh clone"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_intruder_is_noticed(lasting: World, change: Callable[[bytes, bytes], bytes | None], where: str) -> None:
    renewed(lasting)
    old = stored(lasting)
    renewed(lasting)
    put(lasting, change(old, stored(lasting)))
    world = lasting if where == "the clone that renewed" else lasting.another("fresh")
    with pytest.raises(TokenDoubt, match="smm auth acme-x"):
        in_force(world)


def test_the_token_of_one_account_is_none_of_another(lasting: World) -> None:
    renewed(lasting)
    other = replace(lasting, account="acme-y")
    put(lasting, stored(lasting).replace(b"acme-x", b"acme-y"), "tokens/acme-y.json")
    with pytest.raises(TokenDoubt, match="does not open"):
        in_force(other)


def test_a_made_up_number_in_the_past_locks_nobody_out(lasting: World) -> None:
    renewed(lasting)
    good = stored(lasting)
    put(lasting, good.replace(b'"seq": 1', b'"seq": 99'))
    put(lasting, good)
    assert in_force(lasting.another("fresh")).values == {"TOKEN": "token-1"}


def test_a_clone_that_took_a_number_knows_it_also_when_history_is_cut(lasting: World) -> None:
    renewed(lasting)
    old = stored(lasting)
    renewed(lasting)
    in_force(lasting)
    here = lasting.another("cut").here
    here.git("checkout", "-q", "--orphan", "other")
    here.git("rm", "-rqf", ".")
    here.write(FILE, old.decode())
    here.commit("Begin anew")
    here.git("push", "-qf", "origin", "HEAD:smm-state")
    lasting.here.git("update-ref", "-d", "refs/smm/state/smm-state")
    with pytest.raises(TokenDoubt, match="number 2 was there before"):
        in_force(lasting)


def test_without_the_key_the_token_is_locked(lasting: World) -> None:
    renewed(lasting)
    token = in_force(replace(lasting, key=None))
    assert (token.values, token.locked) == (lasting.held, True)


def test_another_key_opens_nothing(lasting: World) -> None:
    renewed(lasting)
    with pytest.raises(TokenDoubt, match="SMM_TOKEN_KEY is another key"):
        in_force(replace(lasting, key=key("another key of forty characters, or so..")))


def test_what_a_person_stores_wins_and_its_number_is_above_all(lasting: World) -> None:
    renewed(lasting, times=2)
    put(lasting, stored(lasting).replace(b'"seq": 2', b'"seq": 7'))
    branch = lasting.branch()
    head, vault = branch.fetch(), lasting.vault(branch)
    number = vault.next_number(head)
    assert number == 8
    record = replace(vault.subject.blank(), seq=number, grew_from=ANY)
    branch.commit([Keep(path=FILE, record=seal(key(), record, {"TOKEN": "token-by-hand"}), anew=True)], "Store")
    assert in_force(lasting).values == {"TOKEN": "token-by-hand"}
    lasting.now += timedelta(days=1)
    assert isinstance(lasting.renewal().token(lasting.held, None, lasting.server.renew), Token)
    assert parse(stored(lasting)).grew_from not in {"", ANY}


@pytest.mark.parametrize("told", [2**53, 2**53 - 1])
def test_a_number_that_was_made_up_does_not_use_all_numbers_up(lasting: World, told: int) -> None:
    renewed(lasting)
    put(lasting, stored(lasting).replace(b'"seq": 1', f'"seq": {told}'.encode()))
    assert lasting.vault().next_number(lasting.branch().fetch()) == 2


def test_a_record_of_a_secret_tells_old_from_new_credentials(lasting: World) -> None:
    from smm_action.tokens.key import fingerprint

    old, new = ({"TOKEN": name} for name in ("old", "new"))
    record: Record = replace(
        lasting.subject().blank(), seq=1, expires="2027-01-30T12:00:00Z", renewed="2026-12-01T12:00:00Z",
        grew_from=fingerprint("acme-x", old, None), print=fingerprint("acme-x", new, None),
    )  # fmt: skip
    branch = lasting.branch()
    head = branch.commit([Keep(path=FILE, record=record)], "Keep")
    seen = {name: lasting.vault(branch).token(head, {"TOKEN": name}) for name in ("old", "new", "third")}
    assert {name: (token.expires, token.stale) for name, token in seen.items()} == {
        "old": (None, True), "new": ("2027-01-30T12:00:00Z", False), "third": (None, False),
    }  # fmt: skip

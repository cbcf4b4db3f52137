"""Links of the chain: what they say, what they are made of, and what is no link."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from smm_action.core.errors import SmmError
from smm_action.core.schema import faults, is_valid
from smm_action.ledger.chain import KEY, MOST, ChainFault, Link, StateKey, is_genuine, link, parse_link, state_key

SECRET = "0123456789abcdef0123456789abcdef"
OURS = StateKey(SECRET.encode())
TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
FIRST = link(OURS, 1, "", TREE)


def test_a_link_is_the_mac_that_the_schema_describes():
    text = f'["smm-action/chain/1",1,"","{TREE}"]'
    assert FIRST.mac == hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


def test_a_link_survives_the_file_and_satisfies_its_schema():
    second = link(OURS, 2, FIRST.mac, "a" * 64)
    for held in (FIRST, second, link(OURS, 3, second.mac, "")):
        assert parse_link(held.to_bytes()) == held
        assert list(faults("artifacts/chain/v1", json.loads(held.to_bytes()))) == []


@pytest.mark.parametrize(
    "forged",
    [
        replace(FIRST, seq=2),
        replace(FIRST, previous="a" * 64),
        replace(FIRST, ledger_tree="a" * 40),
        replace(FIRST, mac="a" * 64),
        link(StateKey(b"another key of thirty-two letters"), 1, "", TREE),
    ],
)
def test_whatever_is_changed_without_the_key_is_seen(forged: Link):
    assert is_genuine(OURS, FIRST)
    assert not is_genuine(OURS, forged)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": -1},
        {"seq": "1"},
        {"seq": True},
        {"seq": 1.0},
        {"seq": MOST + 1},
        {"previous": None},
        {"previous": "A" * 64},
        {"mac": ""},
        {"mac": "a" * 63},
        {"mac": "a" * 64 + "\n"},
        {"ledger_tree": "HEAD"},
        {"ledger_tree": ["a" * 40]},
    ],
)
def test_what_is_no_link_is_a_fault(change: dict[str, object]):
    held = {**json.loads(FIRST.to_bytes()), **change}
    with pytest.raises(ChainFault):
        parse_link(json.dumps(held).encode())
    if change != {"seq": 1.0} and change != {"seq": MOST + 1}:  # JSON Schema takes 1.0 for a whole number
        assert not is_valid("artifacts/chain/v1", held)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"{}", b"\xff", b'{"seq": 1}', b"[" * 100_000])
def test_what_is_no_json_object_is_a_fault(data: bytes):
    with pytest.raises(ChainFault):
        parse_link(data)


@pytest.mark.parametrize("environ", [{}, {KEY: ""}, {KEY: " \n"}])
def test_no_key_is_none(environ: dict[str, str]):
    assert state_key(environ) is None


def test_white_space_around_a_key_is_no_part_of_it():
    assert state_key({KEY: f" {SECRET}\n"}) == OURS


@pytest.mark.parametrize("short", ["a", SECRET[:31]])
def test_a_key_that_could_be_guessed_is_refused_and_not_shown(short: str):
    with pytest.raises(SmmError, match="too short") as refused:
        state_key({KEY: f"{short:x<31}"[:31]})
    assert refused.value.exit_code == 3
    assert short not in str(refused.value) or len(short) == 1


def test_a_key_is_never_shown():
    assert SECRET not in repr(OURS)

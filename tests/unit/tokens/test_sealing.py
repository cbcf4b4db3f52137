"""A sealed token opens for what it was sealed for, and for nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from smm_action.core.errors import SmmError
from smm_action.core.schema import faults, is_valid
from smm_action.ledger.tokens import account_of, token_flaws, token_path
from smm_action.model.entry import Owner
from smm_action.model.ids import AccountName
from smm_action.tokens.key import fingerprint, token_key
from smm_action.tokens.record import Claim, Failure, Record, TokenFault, parse
from smm_action.tokens.sealing import is_genuine, seal, unseal
from tests.unit.tokens.fakes import SECRET, key

VALUES = {"USER_TOKEN": "user-1", "REFRESH_TOKEN": "refresh-1"}
PLAIN = Record(
    account="acme-x", platform="x", server="https://api.x.com", fields=("USER_TOKEN", "REFRESH_TOKEN"), seq=3,
    renewed="2026-12-01T12:00:00Z", expires="2026-12-01T14:00:00Z", grew_from="a" * 64,
)  # fmt: skip
CLAIM = Claim(
    owner=Owner(run="7", nonce="b" * 32), at="2026-12-01T12:00:00Z", lease_until="2026-12-01T12:05:00Z", tried="c" * 64
)
FAILURE = Failure(kind="later", at="2026-12-01T12:00:00Z", again="2026-12-02T12:00:00Z", tried="c" * 64)


def test_what_is_sealed_opens() -> None:
    held = seal(key(), PLAIN, VALUES)
    assert unseal(key(), parse(held.to_bytes())) == VALUES


def test_no_two_seals_are_alike_and_none_shows_the_token() -> None:
    first, second = (seal(key(), PLAIN, VALUES) for _ in range(2))
    assert first.sealed != second.sealed
    for shown in (first.to_bytes().decode(), repr(first), repr(key())):
        assert "refresh-1" not in shown
        assert SECRET not in shown


@pytest.mark.parametrize(
    "change",
    [
        {"account": "acme-y"}, {"platform": "threads"}, {"server": "https://evil.example"}, {"seq": 4},
        {"fields": ("REFRESH_TOKEN", "USER_TOKEN")}, {"fields": ("USER_TOKEN", "REFRESH_TOKEN", "TOKEN")},
        {"expires": "2027-12-01T14:00:00Z"}, {"expires": None}, {"renewed": None}, {"grew_from": "*"}, {"print": "d" * 64},
        {"sealed": ""}, {"sealed": "AAAA"}, {"sealed": "no base64"},
    ],
)  # fmt: skip
def test_everything_readable_is_bound_to_it(change: dict[str, Any]) -> None:
    held = replace(seal(key(), PLAIN, VALUES), **change)
    assert not is_genuine(key(), held)


def test_a_claim_and_a_failure_are_not_bound() -> None:
    assert unseal(key(), replace(seal(key(), PLAIN, VALUES), claim=CLAIM, failure=FAILURE)) == VALUES


def test_another_key_opens_nothing_and_its_fault_says_nothing() -> None:
    held = seal(key(), PLAIN, VALUES)
    with pytest.raises(TokenFault) as caught:
        unseal(key("l" * 40), held)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("values", [{}, {"PASSWORD": "x"}])
def test_only_the_fields_of_the_record_are_sealed(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="are not the fields"):
        seal(key(), PLAIN, values)


def test_a_short_key_is_refused_without_showing_it() -> None:
    with pytest.raises(SmmError) as caught:
        token_key({"SMM_TOKEN_KEY": "hunter2"})
    assert "hunter2" not in str(caught.value)
    assert token_key({"SMM_TOKEN_KEY": "  "}) is None


def test_fingerprints_are_equal_when_the_credentials_are() -> None:
    same = fingerprint("a", {"X": "1", "Y": ""}, key())
    assert same == fingerprint("a", {"X": "1"}, key())
    others = [
        fingerprint("b", {"X": "1"}, key()),
        fingerprint("a", {"Y": "1"}, key()),
        fingerprint("a", {"X": "1"}, None),
    ]
    assert len({same, *others}) == 4
    assert fingerprint("a", {"X": ""}, key()) == ""


@pytest.mark.parametrize(
    "record", [PLAIN, seal(key(), PLAIN, VALUES), replace(PLAIN, claim=CLAIM, failure=FAILURE), replace(PLAIN, seq=0)]
)
def test_a_record_is_as_its_schema_says_and_comes_back(record: Record) -> None:
    assert list(faults("artifacts/token/v1", json.loads(record.to_bytes()))) == []
    assert parse(record.to_bytes()) == record
    assert list(token_flaws({"tokens/acme-x.json": record.to_bytes()})) == []


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b"{", b"[" * 100_000, replace(PLAIN, seq=-1).to_bytes(), replace(PLAIN, expires="soon").to_bytes(),
        PLAIN.to_bytes().replace(b'"acme-x"', b"7"), replace(PLAIN, fields=()).to_bytes(),
        replace(PLAIN, failure=replace(FAILURE, again="never")).to_bytes(),
    ],
)  # fmt: skip
def test_what_is_no_record_is_not_taken(data: bytes) -> None:
    with pytest.raises(TokenFault):
        parse(data)


@pytest.mark.parametrize(
    ("path", "data", "what"),
    [
        ("tokens/acme-x.json", b"{", "a file that is no JSON"),
        ("tokens/acme-x.json", b"{}", "not as schemas/artifacts/token/v1.schema.json says"),
        ("tokens/acme-y.json", PLAIN.to_bytes(), "the token of another account"),
        ("tokens/acme-x.txt", PLAIN.to_bytes(), "a file where none belongs"),
        ("tokens/deep/acme-x.json", PLAIN.to_bytes(), "a file where none belongs"),
    ],
)
def test_fsck_says_what_is_wrong_with_a_file(path: str, data: bytes, what: str) -> None:
    assert what in [flaw.what for flaw in token_flaws({path: data, "README.md": b""})]


def test_a_path_names_its_account() -> None:
    assert account_of(token_path(AccountName("acme-x"))) == "acme-x"
    assert account_of("tokens/acme x.json") is None
    assert not is_valid("artifacts/token/v1", {"account": "acme-x"})

"""CIDs are those that everybody else computes."""

from __future__ import annotations

import json

import dag_cbor
import pytest
from hypothesis import given
from hypothesis import strategies as st
from multiformats import CID

from smm_action.sandbox.bluesky import cid
from tests.shared import shared

LINK = "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc$é", min_size=1, max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_records_are_encoded_as_dag_cbor(value: object) -> None:
    assert cid.encode(value) == dag_cbor.encode(value)


def test_links_and_bytes_have_forms_of_their_own() -> None:
    assert cid.encode({"$link": LINK}) == dag_cbor.encode(CID.decode(LINK))
    assert cid.encode({"$bytes": "nFERjvLLiw9qm45JrqH9QTzyC2Lu1Xb4ne6+sBrCzI0"}) == dag_cbor.encode(
        bytes.fromhex("9c51118ef2cb8b0f6a9b8e49aea1fd413cf20b62eed576f89deebeb01ac2cc8d")
    )


def test_floats_have_no_place_in_a_record() -> None:
    with pytest.raises(TypeError):
        cid.encode({"x": 1.5})


@pytest.mark.parametrize(
    "text", ["", "bafy", "BAFYREICLP443", "zb2rhe5P4gXftAwvA4eXQ5HJwsER2owDyS9sKaQRRVQPn93bA", LINK[:-1]]
)
def test_what_is_no_cid_is_told(text: str) -> None:
    assert not cid.is_cid(text)
    assert cid.is_cid(LINK)


@pytest.mark.shared
def test_the_official_records_have_the_official_cids() -> None:
    fixtures = json.loads(shared("contracts/bluesky/interop-tests/data-model/data-model-fixtures.json").read_text())
    assert fixtures
    for fixture in fixtures:
        assert cid.of_record(fixture["json"]) == fixture["cid"]

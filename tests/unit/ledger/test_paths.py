"""Where things lie on the state branch."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.ledger.paths import SUMMARY, ledger_path, metrics_path, name_of, named, post_of, segment, site_path
from smm_action.model.ids import AccountName, BrandName, PostId
from tests.unit.ledger.entries import HELLO


def of(brand: str, post: str) -> str:
    return ledger_path((BrandName(brand), PostId(post)))


def test_a_post_has_one_file_by_brand_and_hash():
    folder = hashlib.sha256(b"hello").hexdigest()[:2]
    assert ledger_path(HELLO) == of("acme", "hello") == f"ledger/acme/{folder}/hello.jsonl"


def test_the_file_says_whose_it_is():
    assert post_of(ledger_path(HELLO)) == ("acme", "hello")


@pytest.mark.parametrize(
    "path",
    ["", "index.json", "ledger/acme/hello.jsonl", "ledger/acme/00/hello.jsonl", "metrics/2026-12.jsonl",
     "ledger/acme/2c/hello.json", "site/acme/2c/hello.jsonl"],
)  # fmt: skip
def test_other_files_are_nobodys(path: str):
    assert post_of(path) is None


def test_metrics_are_kept_by_month():
    assert metrics_path("2026-12-31T23:59:59Z") == "metrics/2026-12.jsonl"


def test_pages_are_kept_by_account():
    assert site_path(AccountName("acme-pages")) == "site/acme-pages"
    assert site_path(AccountName("acme-pages"), "hello/index.html") == "site/acme-pages/hello/index.html"


@pytest.mark.parametrize("name", ["..", ".", "../x", "a/b", "a\\b", "a b", "grüße", "%2E", "a\0b", "a\nb"])
def test_a_hostile_name_stays_one_harmless_segment(name: str):
    assert set(segment(name)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%-_.~")
    assert segment(name).strip(".") != ""


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_two_posts_share_a_file(first: str, second: str):
    assert (of("acme", first) == of("acme", second)) == (first == second)
    assert post_of(of(first, second)) == (first, second)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_name_in_a_list_says_whose_it_is(brand: str, post: str):
    name = name_of((BrandName(brand), PostId(post)))
    assert named(name) == (brand, post)
    assert not set(" \n") & set(name)


@pytest.mark.parametrize("name", ["", "acme", "acme/a/b", "acme/a b", "acme/ä", "ac%6De/hello"])
def test_what_is_no_name_of_ours_names_nobody(name: str):
    with pytest.raises(ValueError, match=r"names no post|unpack"):
        named(name)


@given(st.text(min_size=1))
def test_no_brand_lies_where_the_summary_lies(brand: str):
    assert not of(brand, "hello").startswith(SUMMARY.partition("+")[0] + "+")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.model.project import Utm
from smm_action.platformkit.links import tracked
from tests.unit.platformkit.making import Plain, account, brand, post

BASE = Utm(source="{platform}", medium="social", campaign="{campaign}")
LINK = "https://acme.example/launch"


def test_parameters_are_filled_in() -> None:
    url = tracked(LINK, post(campaign="winter"), account(Plain()), brand(utm=BASE))
    assert url == f"{LINK}?utm_source=plain&utm_medium=social&utm_campaign=winter"


def test_every_name_of_a_template_is_known() -> None:
    utm = Utm(content="{post}-{account}", term="{campaign}/{platform}")
    url = tracked(LINK, post(campaign="winter"), account(Plain()), brand(utm=utm))
    assert url == f"{LINK}?utm_content=news-acme-plain&utm_term=winter%2Fplain"


def test_a_parameter_that_needs_a_missing_campaign_is_left_out() -> None:
    assert tracked(LINK, post(), account(Plain()), brand(utm=BASE)) == f"{LINK}?utm_source=plain&utm_medium=social"


def test_the_campaigns_own_win_one_by_one() -> None:
    of = brand(utm=BASE, campaigns={"winter": Utm(medium="winter-social", term="x y")})
    url = tracked(LINK, post(campaign="winter"), account(Plain()), of)
    assert url == f"{LINK}?utm_source=plain&utm_medium=winter-social&utm_campaign=winter&utm_term=x%20y"


def test_a_template_without_names_stays_as_it_is_written() -> None:
    assert (
        tracked(LINK, post(), account(Plain()), brand(utm=Utm(source="News {x}")))
        == f"{LINK}?utm_source=News%20%7Bx%7D"
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{LINK}?a=b", f"{LINK}?a=b&utm_source=plain&utm_medium=social"),
        (f"{LINK}?", f"{LINK}?utm_source=plain&utm_medium=social"),
        (f"{LINK}?a=b&", f"{LINK}?a=b&utm_source=plain&utm_medium=social"),
        (f"{LINK}#top", f"{LINK}?utm_source=plain&utm_medium=social#top"),
        (f"{LINK}#a?b", f"{LINK}?utm_source=plain&utm_medium=social#a?b"),
        (f"{LINK}?utm_source=mine", f"{LINK}?utm_source=mine&utm_medium=social"),
        (f"{LINK}?utm_medium&utm_source=", f"{LINK}?utm_medium&utm_source="),
        ("https://[broken", "https://[broken?utm_source=plain&utm_medium=social"),
        ("mailto:a@acme.example", "mailto:a@acme.example"),
        ("", ""),
    ],
)
def test_the_rest_of_the_url_stays_as_it_is(url: str, expected: str) -> None:
    assert tracked(url, post(), account(Plain()), brand(utm=BASE)) == expected


@given(st.text())
def test_nothing_is_added_twice_and_nothing_raises(tail: str) -> None:
    once = tracked(f"https://{tail}", post(), account(Plain()), brand(utm=BASE))
    assert tracked(once, post(), account(Plain()), brand(utm=BASE)) == once


def test_without_templates_a_url_is_itself() -> None:
    assert tracked(f"{LINK}?", post(campaign="winter"), account(Plain()), brand()) == f"{LINK}?"

"""LinkedIn's little text format: what is written is read again as it was, by an implementation of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.model.ids import AccountName, BrandName, PlatformName
from smm_action.model.payload import Facet
from smm_action.model.project import Account, Person
from smm_action.platformkit.detect import detect
from smm_action.platformkit.richtext import RichText
from smm_action.platforms.linkedin import PLATFORM, little
from smm_action.sandbox.linkedin.text import authored, shown
from tests.contract.payloads import facet

RESERVED = "\\|{}@[]()<>#*_~"
ACME = "@[Acme \\(EU\\)](urn:li:organization:2414183)"


def facets(text: str) -> tuple[Facet, ...]:
    return RichText(text, detect(text)).facets()


@pytest.mark.parametrize("character", RESERVED)
def test_every_reserved_character_is_escaped_and_comes_back(character: str) -> None:
    text = f"a {character} b"
    assert little.commentary(text, ()) == f"a \\{character} b"
    assert authored(little.commentary(text, ())) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Plain text, 30% off! Größe 春", "Plain text, 30% off! Größe 春"),
        ("We ship (at last) *now*", "We ship \\(at last\\) \\*now\\*"),
        ("New #launch", "New {hashtag|\\#|launch}"),
        ("New #AI_tools!", "New {hashtag|\\#|AI\\_tools}!"),
        ("C# and no # tag", "C\\# and no \\# tag"),
        ("mail me@acme.example", "mail me\\@acme.example"),
        ("@bob hello", "\\@bob hello"),
        ("https://acme.example/a_b?x=(1)#top", "https://acme.example/a\\_b?x=\\(1\\)\\#top"),
    ],
)
def test_a_text_is_written_as_the_page_says(text: str, written: str) -> None:
    assert little.commentary(text, facets(text)) == written
    assert authored(written) == text
    assert little.length(text) == len(written)


def test_a_person_with_a_urn_is_mentioned() -> None:
    person = Person(key="acme", name="Acme (EU)", handles={"linkedin": "urn:li:organization:2414183"})
    account = Account(name=AccountName("a"), brand=BrandName("b"), platform=PlatformName("linkedin"))
    assert PLATFORM.mention(person, account) == ACME
    assert PLATFORM.mention(Person(key="acme", name="Acme", handles={"linkedin": "acme"}), account) is None
    text = f"Thanks, {ACME}!"
    held = (facet(text, ACME, "mention", ACME.removeprefix("@")),)
    assert little.commentary(text, held) == text
    assert little.plain(text, held) == "Thanks, Acme (EU)!"
    assert little.read(little.commentary(text, held)) == "Thanks, Acme (EU)!"
    assert shown(little.commentary(text, held)) == "<p>Thanks, Acme (EU)!</p>"
    assert little.length(text) == len(text)


def test_an_author_can_not_write_a_mention_or_a_template_by_accident() -> None:
    text = f"{ACME} {{hashtag|\\#|x}}"
    assert authored(little.commentary(text, ())) == text


def test_an_unescaped_character_cuts_the_text_in_the_sandbox_as_at_linkedin() -> None:
    assert authored("We ship (at last)") == "We ship "


@given(st.text(alphabet=st.one_of(st.sampled_from(RESERVED + " \n#a1é春"), st.characters(exclude_categories=["Cs"]))))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    written = little.commentary(text, facets(text))
    assert authored(written).replace("＃", "#") == text.replace("＃", "#")
    assert little.comparable(little.read(written)).replace("＃", "#") == little.comparable(text).replace("＃", "#")
    assert little.length(text) >= len(written)

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smm_action.content.markdown import parse
from smm_action.model.document import Code, Heading, Link, Mention, Text
from smm_action.model.ids import AccountName, BrandName, Digest, PostId
from smm_action.model.payload import LinkCard, Medium, PollPayload
from smm_action.model.post import MediaRef, Post, Variant
from smm_action.model.project import Utm
from smm_action.platformkit.base import Platform
from smm_action.platformkit.render import render
from smm_action.platforms import load, names
from tests.unit.platformkit.making import (
    POLL,
    Bare,
    Plain,
    Rich,
    Warned,
    account,
    brand,
    document,
    facts,
    paragraph,
    post,
    rendered,
    rules,
    shown,
    texts,
)

URL = "https://acme.example/a"
LONG = "https://acme.example/" + "a" * 60


def test_a_part_says_how_long_it_is_and_may_be() -> None:
    (part,) = rendered(post("Hello Wörld")).payload.parts
    assert (part.text, part.length, part.limit, part.unit) == ("Hello Wörld", 11, 50, "characters")


def test_whose_post_it_is_stands_in_the_payload() -> None:
    payload = rendered(post("Hello", revision=3)).payload
    assert (payload.post, payload.brand, payload.account, payload.platform, payload.revision) == (
        "news",
        "acme",
        "acme-plain",
        "plain",
        3,
    )


def test_each_part_of_the_body_is_a_part() -> None:
    rendering = rendered(post("one", ("two", "three"), "four"))
    assert texts(rendering) == ["one", "two\n\nthree", "four"]
    assert rendering.problems == ()


class TestVariant:
    def test_the_accounts_own_text_wins_over_the_platforms_and_the_posts(self) -> None:
        variants = {"plain": Variant(body=document("platform")), "acme-plain": Variant(body=document("account"))}
        assert texts(rendered(post("post", variants=variants))) == ["account"]
        assert texts(rendered(post("post", variants={"plain": variants["plain"]}))) == ["platform"]
        assert texts(rendered(post("post", variants={"rich": variants["plain"]}))) == ["post"]

    def test_tags_media_and_link_are_replaced_one_by_one(self) -> None:
        variants = {"plain": Variant(tags=("own",), media=(), link="")}
        written = post("post", tags=("a",), link=URL, media=(MediaRef(file="media/a.png"),), variants=variants)
        rendering = rendered(written)
        assert texts(rendering) == ["post\n\n#own"]
        assert rendering.payload.parts[0].media == ()

    def test_options_of_account_and_variant_are_merged(self) -> None:
        variants = {"plain": Variant(options={"b": 2, "c": 2})}
        payload = rendered(post("post", variants=variants), options={"a": 1, "b": 1}).payload
        assert payload.options == {"a": 1, "b": 2, "c": 2}

    def test_a_problem_of_its_text_points_at_it(self) -> None:
        variants = {"plain": Variant(body=document("a" * 51))}
        (problem,) = rendered(post("post", variants=variants)).problems
        assert problem.where == ("variants", "plain", "text")


class TestFacets:
    def test_links_mentions_and_tags_slice_to_what_they_say(self) -> None:
        body = paragraph("ü ", Link(URL, (Text("news"),)), " by ", Mention("acme"), " #été")
        assert shown(rendered(post(body), Rich())) == [
            ("link", "news", URL),
            ("mention", "@acme.example", "acme.example"),
            ("tag", "#été", "été"),
        ]

    def test_links_are_text_and_address_where_there_are_no_facets(self) -> None:
        assert texts(rendered(post(paragraph("our ", Link(URL, (Text("news"),)))))) == [f"our news: {URL}"]

    def test_nothing_in_code_is_a_link_or_a_tag(self) -> None:
        body = paragraph(Code("#define a.com"), " #tag")
        assert shown(rendered(post(body), Rich())) == [("tag", "#tag", "tag")]

    def test_the_text_of_a_link_is_not_searched_for_more(self) -> None:
        body = paragraph(Link(URL, (Text("see example.com #now"),)))
        assert shown(rendered(post(body), Rich())) == [("link", "see example.com #now", URL)]


class TestMention:
    def test_a_person_of_nobody_here_is_named_and_reported(self) -> None:
        rendering = rendered(post(paragraph("By ", Mention("bob"), line=7)))
        (problem,) = rendering.problems
        assert texts(rendering) == ["By Bob"]
        assert (problem.rule, problem.line) == ("unresolved-mention", 7)
        assert "@{bob} has no handle on Plain" in problem.message

    def test_a_key_that_nobody_has_is_reported_once(self) -> None:
        rendering = rendered(post(paragraph(Mention("eve"), " and ", Mention("eve"))))
        assert [problem.message for problem in rendering.problems] == [
            "@{eve} is not in people.yml; acme-plain would get 'eve' instead."
        ]


class TestTags:
    def test_they_are_the_last_paragraph_of_the_last_part(self) -> None:
        assert texts(rendered(post("one", "two", tags=("a", "#b")))) == ["one", "two\n\n#a #b"]

    def test_one_the_text_has_is_not_repeated(self) -> None:
        assert texts(rendered(post("All about #Python", tags=("python", "code", "Code")))) == [
            "All about #Python\n\n#code"
        ]
        assert texts(rendered(post("one #a", "two", tags=("a",)))) == ["one #a", "two"]

    def test_they_are_facets(self) -> None:
        assert shown(rendered(post("é", tags=("été", "b")), Rich())) == [("tag", "#été", "été"), ("tag", "#b", "b")]

    def test_alone_they_are_a_post_but_no_part_of_a_thread(self) -> None:
        assert rules(rendered(post(tags=("a",)))) == []
        rendering = rendered(post("one", "#a #b"))
        assert [(problem.rule, problem.part) for problem in rendering.problems] == [("thread-part-only-tags", 1)]


class TestLink:
    def test_it_is_a_card_where_there_are_cards(self) -> None:
        payload = rendered(post("Hello", link=URL), Rich()).payload
        assert (payload.card, [part.text for part in payload.parts]) == (LinkCard(url=URL), ["Hello"])

    def test_beside_media_it_is_a_line(self) -> None:
        rendering = rendered(post("Hello", link=URL, media=(MediaRef(file="media/a.png"),)), Rich())
        assert rendering.payload.card is None
        assert texts(rendering) == [f"Hello\n\n{URL}"]
        assert shown(rendering) == [("link", URL, URL)]

    def test_without_cards_it_is_a_line_of_its_own_before_the_tags(self) -> None:
        assert texts(rendered(post("one", "two", link=URL, tags=("a",)))) == ["one", f"two\n\n{URL}\n\n#a"]

    def test_a_card_alone_is_a_post(self) -> None:
        rendering = rendered(post(link=URL), Rich())
        assert (rendering.payload.card, texts(rendering), rules(rendering)) == (LinkCard(url=URL), [""], [])

    def test_one_the_body_has_is_not_repeated(self) -> None:
        body = paragraph("See ", Link(URL, (Text(URL),), bare=True))
        assert texts(rendered(post(body, link=URL))) == [f"See {URL}"]
        assert texts(rendered(post(body, link=URL), of=brand(utm=Utm(source="s")))) == [f"See {URL}"]

    def test_it_carries_the_parameters_and_the_body_does_not(self) -> None:
        of = brand(utm=Utm(source="{platform}"))
        body = paragraph(Link(f"{URL}2", (Text(f"{URL}2"),), bare=True))
        assert texts(rendered(post(body, link="https://a.example"), of=of)) == [
            f"{URL}2\n\nhttps://a.example?utm_source=plain"
        ]
        card = rendered(post("Hello", link=URL), Rich(), of=of).payload.card
        assert card == LinkCard(url=f"{URL}?utm_source=rich")


class TestMedia:
    def test_they_are_on_the_first_part(self) -> None:
        written = post("one", "two", media=(MediaRef(file="media/a.png", alt="A parcel", focus=(0.3, 0.5)),))
        first, second = rendered(written).payload.parts
        assert second.media == ()
        assert first.media == (
            Medium(
                path="media/a.png",
                sha256=Digest("digest of media/a.png"),
                rule="strip-location/1",
                kind="image",
                mime="image/png",
                width=4,
                height=3,
                bytes=10,
                alt="A parcel",
                focus=(0.3, 0.5),
            ),
        )

    def test_paths_start_at_the_brand(self) -> None:
        written = post("Hello", media=(MediaRef(file="media/a.png"),))
        (medium,) = rendered(written, of=brand(path="north")).payload.parts[0].media
        assert (medium.path, medium.sha256) == ("north/media/a.png", "digest of north/media/a.png")

    @pytest.mark.parametrize(
        ("file", "rule", "kind"),
        [
            ("media/a.png", "strip-location/1", "image"),
            ("media/b.gif", "strip-location/1", "gif"),
            ("media/c.mp4", "none", "video"),
            ("https://cdn.example/a.png", "remote", "image"),
        ],
    )
    def test_pictures_lose_their_location(self, file: str, rule: str, kind: str) -> None:
        (medium,) = rendered(post("Hello", media=(MediaRef(file=file),))).payload.parts[0].media
        assert (medium.path, medium.rule, medium.kind) == (file, rule, kind)

    def test_a_remote_picture_has_no_digest(self) -> None:
        (medium,) = rendered(post("Hi", media=(MediaRef(file="https://a.example/b"),))).payload.parts[0].media
        assert (medium.sha256, medium.bytes, medium.width, medium.height) == ("", 0, 0, 0)

    def test_a_decorative_one_has_no_description(self) -> None:
        media = (MediaRef(file="media/a.png", alt="x", decorative=True),)
        assert rendered(post("Hello", media=media)).payload.parts[0].media[0].alt == ""

    def test_a_focal_point_is_a_hint(self) -> None:
        media = (MediaRef(file="media/a.png", focus=(0, 0)),)
        assert rendered(post("Hello", media=media), Bare()).payload.parts[0].media[0].focus is None

    def test_media_alone_are_a_post(self) -> None:
        rendering = rendered(post(media=(MediaRef(file="media/a.png"),)))
        assert (texts(rendering), rules(rendering)) == ([""], [])


class TestLength:
    def test_too_long_says_by_how_much(self) -> None:
        (problem,) = rendered(post("a" * 53)).problems
        assert (problem.rule, problem.part, problem.line) == ("text-too-long", 0, 1)
        assert problem.message.startswith("The text is 3 characters too long (53 of 50) for acme-plain.")
        assert "thread: auto" in problem.message

    def test_each_part_that_is_too_long_is_reported_with_its_number_and_line(self) -> None:
        problems = rendered(post("a" * 51, "b", "c" * 60)).problems
        assert [(problem.part, problem.line, problem.message.split(" for ")[0]) for problem in problems] == [
            (0, 1, "Part 1 is 1 characters too long (51 of 50)"),
            (2, 21, "Part 3 is 10 characters too long (60 of 50)"),
        ]

    def test_what_link_and_tags_add_counts(self) -> None:
        assert rules(rendered(post("a" * 46, tags=("ab",)))) == ["text-too-long"]
        assert rules(rendered(post("a" * 45, tags=("ab",)))) == []

    def test_bytes_count_where_they_are_limited(self) -> None:
        (problem,) = rendered(post("日" * 34), Rich()).problems
        assert "2 bytes too long (102 of 100 bytes)" in problem.message

    def test_a_content_warning_counts_where_the_platform_says_so(self) -> None:
        assert rules(rendered(post("a" * 48, content_warning="abc"), Warned())) == ["text-too-long"]
        assert rules(rendered(post("a" * 48, content_warning="abc"))) == []

    def test_a_url_that_can_never_fit_is_named(self) -> None:
        body = paragraph("See ", Link(LONG, (Text(LONG),), bare=True))
        for thread in (None, "auto"):
            (problem,) = rendered(post(body, thread=thread)).problems
            assert problem.rule == "url-longer-than-post"
            assert LONG[:40] in problem.message

    def test_nothing_is_ever_cut(self) -> None:
        assert texts(rendered(post("a" * 500))) == ["a" * 500]

    def test_no_thread_is_offered_where_there_are_none(self) -> None:
        (problem,) = rendered(post("word " * 20, thread="auto"), Bare()).problems
        assert problem.rule == "text-too-long"
        assert "thread: auto" not in problem.message


class TestThread:
    def test_auto_splits_what_is_too_long_and_nothing_else(self) -> None:
        rendering = rendered(post("one", "A sentence of some words. Another sentence of words.", thread="auto"))
        assert texts(rendering) == ["one", "A sentence of some words.", "Another sentence of words."]
        assert rendering.problems == ()

    def test_facets_move_into_their_part(self) -> None:
        body = paragraph("A sentence that is here. Then ", Link(URL, (Text("our long news"),)), " came.")
        rendering = rendered(post(body, thread="auto"), Rich())
        assert texts(rendering) == ["A sentence that is here.", "Then our long news came."]
        assert shown(rendering) == [("link", "our long news", URL)]

    def test_tags_alone_that_could_not_be_joined_are_reported(self) -> None:
        rendering = rendered(post("A word", tags=("a" * 49,), thread="auto"))
        assert texts(rendering) == ["A word", "#" + "a" * 49]
        assert [(problem.rule, problem.part) for problem in rendering.problems] == [("thread-part-only-tags", 1)]

    def test_a_long_word_is_reported(self) -> None:
        (problem,) = rendered(post("One. " + "a" * 60, thread="auto")).problems
        assert problem.rule == "text-too-long"
        assert "A word that can not be split alone is 10 characters too long" in problem.message


class TestFirstComment:
    def test_it_is_one_more_part(self) -> None:
        rendering = rendered(post("Hello", tags=("a",), first_comment=" More: https://acme.example by @{acme} "))
        assert texts(rendering) == ["Hello\n\n#a", "More: https://acme.example by @acme@plain.example"]
        assert ("mention", "@acme@plain.example", "acme@plain.example") in shown(rendering)

    def test_it_may_be_too_long_and_may_be_split(self) -> None:
        comment = "A sentence of some words. Another sentence of words."
        (problem,) = rendered(post("Hello", first_comment=comment)).problems
        assert (problem.rule, problem.where, problem.part) == ("text-too-long", ("first_comment",), 1)
        assert len(texts(rendered(post("Hello", first_comment=comment, thread="auto")))) == 3

    def test_of_nothing_it_is_nothing(self) -> None:
        assert rules(rendered(post(first_comment="More"))) == ["empty-post"]


class TestWhatElseIsSent:
    def test_targets_poll_and_warning_are_carried(self) -> None:
        written = post("Hi", reply_to="u1", quote="post:other", poll=POLL, content_warning="Spoilers")
        payload = rendered(written).payload
        assert (payload.reply_to, payload.quote, payload.content_warning) == ("u1", "post:other", "Spoilers")
        assert payload.poll == PollPayload(options=("Yes", "No"), duration=timedelta(days=1))

    def test_a_repost_alone_has_no_parts(self) -> None:
        rendering = rendered(post(repost=URL, tags=("a",), link=URL, first_comment="x"), Rich())
        assert (rendering.payload.parts, rendering.payload.card, rendering.payload.repost) == ((), None, URL)
        assert rendering.problems == ()

    def test_the_language_is_the_posts_else_the_accounts_else_the_brands(self) -> None:
        of = brand(language="en")
        assert rendered(post("x", language="de"), of=of, language="fr").payload.language == "de"
        assert rendered(post("x"), of=of, language="fr").payload.language == "fr"
        assert rendered(post("x"), of=of).payload.language == "en"

    def test_the_accounts_visibility_holds_where_the_post_says_nothing(self) -> None:
        assert rendered(post("x"), visibility="unlisted").payload.visibility == "unlisted"
        assert rendered(post("x", visibility="direct"), visibility="unlisted").payload.visibility == "direct"
        assert rendered(post("x", visibility="public"), visibility="unlisted").payload.visibility == "public"
        assert rendered(post("x")).payload.visibility == "public"

    def test_the_first_heading_is_the_title_where_posts_have_one(self) -> None:
        body = document(("Before", Heading(2, (Text("The "), Code("title")))))
        written = Post(id=PostId("a"), brand=BrandName("acme"), path="a.md", body=body)
        assert rendered(written, Rich()).payload.title == "The title"
        assert rendered(written).payload.title is None
        assert rendered(post("No heading"), Rich()).payload.title is None

    def test_nothing_at_all_is_an_empty_post(self) -> None:
        assert rules(rendered(post())) == ["empty-post"]
        assert rules(rendered(post(paragraph()))) == ["empty-post"]


SNIPPETS = (
    *("word", "Sentence.", "#tag", "@{acme}", "@{nobody}", "**bold**", "`code #x`", "[t](https://a.example/b)"),
    *("https://a.example/long/path", "日本語。", "👩🏽‍💻", "\n", "\n\n", "\n\n---\n\n", "\n- item\n", "\n> quote\n"),
    *("![alt](a.png)", "\n# Heading\n", "```\ncode\n```", "<b>html</b>", "\u202e", ":tada:", "\\", "@{", "]("),
)
MARKDOWN = st.lists(st.sampled_from(SNIPPETS), max_size=25).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(
    text=MARKDOWN,
    name=st.sampled_from(names()),
    thread=st.sampled_from([None, "auto"]),
    tags=st.lists(st.text(max_size=6), max_size=3),
)
def test_whatever_is_written_renders_and_what_has_no_problem_fits(
    text: str, name: str, thread: None, tags: list[str]
) -> None:
    platform = load(name)
    written = Post(
        id=PostId("a"), brand=BrandName("acme"), path="a.md", body=parse(text), thread=thread, tags=tuple(tags)
    )
    rendering = render(written, account(platform), brand(), platform, facts)  # type: ignore[arg-type]
    for part in rendering.payload.parts:
        data = part.text.encode()
        at = 0
        for facet in part.facets:
            assert at <= facet.start < facet.end <= len(data)
            assert data[facet.start : facet.end].decode().strip()
            at = facet.end
        assert part.length == platform.length(part.text)
        assert rendering.problems or part.length <= part.limit


def test_rendering_the_same_twice_gives_the_same() -> None:
    written = post(paragraph("By ", Mention("acme")), tags=("a",), link=URL)
    assert rendered(written) == rendered(written)


def test_an_account_is_addressed_by_name_in_problems() -> None:
    assert account(Plain()).name == AccountName("acme-plain")
    assert isinstance(Plain(), Platform)
    assert "acme-plain" in rendered(post("a" * 51)).problems[0].message

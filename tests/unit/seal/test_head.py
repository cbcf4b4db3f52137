"""What a page says about itself, whatever it is made of."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.seal.head import DESCRIPTION, TITLE, Head, decoded, plain, read_head

E_ACUTE = "caf\u00e9!"


def title(page: str) -> str:
    return read_head(page.encode()).title


class TestWhatIsSaid:
    def test_a_page_as_most_are(self) -> None:
        page = b"""<!DOCTYPE html><html lang=en><head><meta charset="utf-8"><title>Acme | Home</title>
            <meta property="og:title" content="Parcels that arrive">
            <meta name="description" content="We carry parcels.">
            <meta property="og:image" content="/img/a.png"></head><body><h1>x</h1></body></html>"""
        assert read_head(page) == Head(title="Parcels that arrive", description="We carry parcels.", image="/img/a.png")

    @pytest.mark.parametrize(
        ("page", "said"),
        [
            ("<title>A</title>", "A"),
            ("<TITLE>A</TITLE>", "A"),
            ("<title> A\n\t B </title>", "A B"),
            ("<title>Fish &amp; Chips &#8211; caf&eacute; &lt;b&gt;</title>", "Fish & Chips – café <b>"),
            ("<meta property=og:title content='Fish &amp; &quot;Chips&quot;'>", 'Fish & "Chips"'),
            ("<meta name=og:title content=A>", "A"),
            ("<meta property=OG:Title content=A>", "A"),
            ("<meta property=' og:title ' content=A>", "A"),
            ("<meta content=A property=og:title>", "A"),
            ("<meta property=og:title content=A><meta property=og:title content=B>", "A"),
            ("<meta property=og:title content=' '><title>B</title>", "B"),
            ("<meta property=og:title><title>B</title>", "B"),
            ("<meta name=twitter:title content=A><title>B</title>", "A"),
            ("<title>A</title><svg><title>Menu</title></svg>", "A"),
            ("<title></title><svg><title>Menu</title></svg>", ""),
            ("<title>A", ""),
            ("<title>A<b>B</b></title>", "AB"),
            ("<script>document.write('<title>evil</title>')</script><title>A</title>", "A"),
            ("<!-- <title>evil</title> --><title>A</title>", "A"),
            ("<title>&#x202e;A&#0;&#8203;</title>", "A\ufffd"),
            ("<title>&#xD800;A&#x110000;</title>", "\ufffdA\ufffd"),
            ("", ""),
        ],
    )
    def test_titles(self, page: str, said: str) -> None:
        assert title(page) == said

    @pytest.mark.parametrize(
        ("page", "said"),
        [
            ("<meta name=description content=A>", "A"),
            ("<meta name=description content=A><meta property=og:description content=B>", "B"),
            ("<meta name=description content=A><meta name=twitter:description content=B>", "B"),
            ("<p>A</p>", ""),
        ],
    )
    def test_descriptions(self, page: str, said: str) -> None:
        assert read_head(page.encode()).description == said

    @pytest.mark.parametrize(
        ("page", "said"),
        [
            ("<meta property=og:image content='  a.png\n'>", "a.png"),
            ("<meta property=og:image content=a><meta property=og:image:secure_url content=b>", "b"),
            ("<meta name=twitter:image content=a>", "a"),
            ("<meta property=og:image content='javascript:alert(1)'>", "javascript:alert(1)"),
            ("<img src=a.png>", ""),
        ],
    )
    def test_pictures(self, page: str, said: str) -> None:
        assert read_head(page.encode()).image == said


class TestEncodings:
    @pytest.mark.parametrize(
        ("body", "charset"),
        [
            (E_ACUTE.encode(), ""),
            (E_ACUTE.encode(), "utf-8"),
            (E_ACUTE.encode(), "UTF8"),
            (E_ACUTE.encode("latin-1"), ""),
            (E_ACUTE.encode("latin-1"), "iso-8859-1"),
            (E_ACUTE.encode("latin-1"), "US-ASCII"),
            (E_ACUTE.encode("utf-8-sig"), "latin-1"),
            (E_ACUTE.encode("utf-16"), "utf-8"),
            (E_ACUTE.encode("utf-16-le"), "utf-16le"),
            (E_ACUTE.encode("cp1250"), "windows-1250"),
            (E_ACUTE.encode("mac-roman"), "macintosh"),
            (E_ACUTE.encode(), "no-such-thing"),
            (E_ACUTE.encode(), "\0"),
            (E_ACUTE.encode(), "../../etc/passwd"),
            (E_ACUTE.encode(), "x" * 100_000),
        ],
    )
    def test_the_same_word_in_many_encodings(self, body: bytes, charset: str) -> None:
        assert decoded(body, charset) == E_ACUTE

    @pytest.mark.parametrize(
        "codec",
        [
            "utf-7",
            "unicode_escape",
            "raw_unicode_escape",
            "punycode",
            "idna",
            "rot13",
            "hex",
            "zip",
            "bz2",
            "undefined",
        ],
    )
    def test_a_codec_that_is_no_encoding_of_pages_is_not_used(self, codec: str) -> None:
        text = "+AD4-\\x41 789c"
        assert decoded(text.encode(), codec) == text

    @pytest.mark.parametrize(
        ("encoding", "declared"),
        [
            ("shift_jis", "<meta charset=shift_jis>"),
            ("euc_jp", '<meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">'),
            ("koi8-r", "<META CHARSET='koi8-r'>"),
            ("gb18030", '<meta  charset = "gb2312">'),
            ("euc_kr", "<meta name=a content=b><meta charset=euc-kr>"),
            ("utf-8", "<meta charset=utf-16>"),
        ],
    )
    def test_a_page_says_it_itself(self, encoding: str, declared: str) -> None:
        word = {"koi8-r": "\u041f\u0440\u0438\u0432\u0435\u0442", "euc_kr": "\uc548\ub155"}.get(
            encoding, "\u65e5\u672c"
        )
        assert title_of(f"{declared}<title>{word}</title>".encode(encoding)) == word

    def test_what_the_server_says_counts_more(self) -> None:
        assert decoded(b"<meta charset=koi8-r>" + E_ACUTE.encode(), "utf-8").endswith(E_ACUTE)

    def test_only_the_first_kilobyte_is_asked(self) -> None:
        page = b"<!-- " + b"x" * 1024 + b" --><meta charset=koi8-r><title>" + E_ACUTE.encode() + b"</title>"
        assert title_of(page) == E_ACUTE

    @pytest.mark.parametrize("cut", range(1, 4))
    def test_a_page_that_was_cut_inside_a_character_is_utf_8_still(self, cut: int) -> None:
        assert decoded((E_ACUTE + "🎉").encode()[:-cut]) == E_ACUTE


def title_of(page: bytes) -> str:
    return read_head(page).title


class TestPlain:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("  a \r\n\t b\u2028c\u00a0d\u3000e\x1f", "a b c d e"),
            ("a\u202eb\u2066c\u2069d\u200ee\u061cf", "abcdef"),
            ("a\u200bb\ufeffc\u00add\u2060e", "abcde"),
            ("a\x00b\x07c\x1b[31md\x7fe\x9ff", "abc[31mdef"),
            ("\ue000a\U000f0000\ud800b", "ab"),
            ("a\U000e0041\U000e007fb", "ab"),
            ("a \u202e b", "a b"),
            ("\u202e", ""),
            ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
            ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
            ("❤\ufe0f e\u0301", "❤\ufe0f e\u0301"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ],
    )
    def test_only_what_can_be_seen_stays_on_one_line(self, text: str, shown: str) -> None:
        assert plain(text, 100) == shown

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("abcde", "abcde"),
            ("abcdef", "abcd…"),
            ("abc def", "abc…"),
            ("abc👩\u200d👩\u200d👧", "abc…"),
            ("abce\u0301\u0301\u0301", "abc…"),
            ("e" + "\u0301" * 20, "e\u0301\u0301\u0301…"),
        ],
    )
    def test_the_cut_falls_between_characters_that_readers_see(self, text: str, shown: str) -> None:
        assert plain(text, 5) == shown

    def test_a_page_is_held_to_the_limits(self) -> None:
        told = read_head(b"<title>%s</title><meta name=description content='%s'>" % (b"a" * 9999, b"b" * 9999))
        assert (len(told.title), len(told.description)) == (TITLE, DESCRIPTION)

    @given(st.text(), st.integers(min_value=1, max_value=40))
    def test_any_text_comes_out_short_and_on_one_line(self, text: str, limit: int) -> None:
        shown = plain(text, limit)
        assert len(shown) <= limit
        assert shown == shown.strip()
        assert shown.splitlines() in ([], [shown])
        assert plain(shown, limit) == shown


class TestGarbage:
    @pytest.mark.parametrize(
        "garbage", ["<![x[", "<!x", "<!DOCTYPE [", "<?", "</", "<a ='\"", "&#", "<![CDATA[", "\0<\0"]
    )
    def test_what_stood_before_it_counts(self, garbage: str) -> None:
        assert title(f"<title>A</title>{garbage}") == "A"

    @given(st.binary(max_size=200), st.text(max_size=20))
    def test_any_bytes_are_a_page(self, body: bytes, charset: str) -> None:
        assert isinstance(read_head(body, charset), Head)

    @given(st.text(alphabet="<>!-[]?/=\"'&#;x atimeolcn:\0", max_size=200))
    def test_anything_like_html_is_a_page(self, page: str) -> None:
        assert isinstance(read_head(page.encode()), Head)

    @pytest.mark.parametrize(
        "piece",
        ["<", "<!--", "<!", "</", "<a ", "<a a='", "<a\0", "<?", "&", "<![if ", "<title>", "<meta content=", "<script>", "&#x", " ", "<!x "],
    )  # fmt: skip
    @pytest.mark.parametrize("end", ["", "'>"])
    def test_half_a_megabyte_of_it_takes_no_longer_than_a_visit(self, piece: str, end: str) -> None:
        began = time.process_time()
        read_head((piece * (524_288 // len(piece)) + end).encode())
        assert time.process_time() - began < 10

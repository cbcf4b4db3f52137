"""Visits to strangers, over real TLS on loopback: where they may lead, how long they take, how much they read."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from smm_action.core.visit import Unvisited, Visitor, addresses_of, is_public
from tests.fakes.pages import CERTIFICATE, LOOPBACK, Pages, answer, drip, moved
from tests.shared import missing

HTML = frozenset({"text/html"})
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = zlib.compress(b"\0" * 100_000_000)
"""Some 97 kB."""


@pytest.fixture
def pages() -> Iterator[Pages]:
    server = Pages()
    yield server
    server.close()


def why(visitor: Visitor, url: str, **options: object) -> str:
    """Return why ``url`` can not be had."""
    with pytest.raises(Unvisited) as caught:
        visitor.get(url, most=1000, **options)  # type: ignore[arg-type]
    return str(caught.value)


class TestWhatIsRead:
    def test_a_page_comes_with_its_kind_and_where_it_was_found(self, pages: Pages) -> None:
        pages.answers["/a?b=c"] = answer(b"Hello", 'Text/HTML; Charset="UTF-8"')
        page = pages.visitor().get(pages.url("/a?b=c#d"), most=5, kinds=HTML)
        assert (page.body, page.whole, page.mime, page.charset) == (b"Hello", True, "text/html", "UTF-8")
        assert page.url == pages.url("/a?b=c#d")

    def test_the_request_says_who_we_are_and_names_the_host(self, pages: Pages) -> None:
        pages.answers["/"] = answer(b"x")
        pages.visitor().get(pages.url(""), most=5)
        assert f"host: pages.example:{pages.port}\r\n".encode() in pages.requests[0]
        assert b"user-agent: smm-action" in pages.requests[0]
        assert b"authorization" not in pages.requests[0].lower()

    @pytest.mark.parametrize(
        ("path", "asked"),
        [
            ("/grüße", "/gr%C3%BC%C3%9Fe"),
            ("/a b?c d", "/a%20b?c%20d"),
            ("/%C3%BC?a=%20&b", "/%C3%BC?a=%20&b"),
            ('/"<>\x7f', "/%22%3C%3E%7F"),
            ("//other.example/x", "//other.example/x"),
            ("/a\r\nX-Evil: 1", "/aX-Evil:%201"),
        ],
    )
    def test_any_path_is_asked_for_in_one_line_of_ascii(self, pages: Pages, path: str, asked: str) -> None:
        why(pages.visitor(), pages.url(path))
        assert pages.paths == [asked]
        assert b"\r\nX-Evil" not in pages.requests[0]

    def test_an_international_name_is_looked_up_and_verified_as_browsers_do(self, pages: Pages) -> None:
        pages.answers["/"] = answer(b"x")
        assert pages.visitor().get(pages.url(host="Straße.example"), most=5).body == b"x"
        assert pages.names == ["xn--strae-oqa.example"]

    @pytest.mark.parametrize("kind", ["application/pdf", "text/plain", "", "text/htmlx", "image/png"])
    def test_another_kind_is_not_read(self, pages: Pages, kind: str) -> None:
        pages.answers["/"] = HEAD.replace(b"text/html", kind.encode()) + b"Content-Length: 1000000\r\n\r\n"
        assert why(pages.visitor(), pages.url(), kinds=HTML) == "it is of another kind"

    def test_without_kinds_anything_is_read(self, pages: Pages) -> None:
        pages.answers["/"] = answer(b"x", "application/octet-stream")
        assert pages.visitor().get(pages.url(), most=5).body == b"x"

    @pytest.mark.parametrize("status", [204, 206, 304, 400, 403, 404, 429, 500, 503])
    def test_only_200_is_a_page(self, pages: Pages, status: int) -> None:
        pages.answers["/"] = b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status
        assert why(pages.visitor(), pages.url()) == f"it answers {status}"

    @pytest.mark.parametrize(
        "told", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", b"SSH-2.0-x\r\n", HEAD]
    )
    def test_half_an_answer_is_none(self, pages: Pages, told: bytes) -> None:
        pages.answers["/"] = told
        assert why(pages.visitor(), pages.url()) == "it gives no answer (RemoteProtocolError)"


class TestHowMuchIsRead:
    def test_reading_stops_at_the_limit_while_more_is_coming(self, pages: Pages) -> None:
        said = 0

        def endless(connection: socket.socket) -> None:
            nonlocal said
            connection.sendall(HEAD + b"\r\n")
            while True:
                connection.sendall(b"x" * 65536)
                said += 65536

        pages.answers["/"] = endless
        page = pages.visitor().get(pages.url(), most=100_000)
        assert (len(page.body), page.whole) == (100_000, False)
        time.sleep(0.2)
        # what the sockets of both sides hold; nobody asked for it
        assert said < 32_000_000

    @pytest.mark.parametrize(("most", "whole"), [(999, False), (1000, True), (1001, True)])
    @pytest.mark.parametrize("packed", [False, True])
    def test_the_limit_is_exact(self, pages: Pages, most: int, whole: bool, packed: bool) -> None:
        body = b"x" * 1000
        pages.answers["/"] = answer(gzip.compress(body), Content_Encoding="gzip") if packed else answer(body)
        page = pages.visitor().get(pages.url(), most=most)
        assert (page.body, page.whole) == (body[:most], whole)

    @pytest.mark.parametrize(
        ("encoding", "pack"), [("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress)]
    )
    def test_a_packed_page_is_unpacked(self, pages: Pages, encoding: str, pack: Callable[[bytes], bytes]) -> None:
        pages.answers["/"] = answer(pack(b"Hello" * 10), Content_Encoding=encoding)
        page = pages.visitor().get(pages.url(), most=1000)
        assert (page.body, page.whole) == (b"Hello" * 10, True)

    def test_a_bomb_is_unpacked_to_the_limit_and_no_further(self, pages: Pages) -> None:
        import tracemalloc

        pages.answers["/"] = answer(BOMB, Content_Encoding="deflate")
        tracemalloc.start()
        page = pages.visitor().get(pages.url(), most=200_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (len(page.body), page.whole) == (200_000, False)
        assert peak < 20_000_000

    def test_a_packing_that_never_says_anything_is_counted_too(self, pages: Pages) -> None:
        # a gzip header with a file name that does not end
        pages.answers["/"] = drip(HEAD + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + b"\0" * 6, b"x" * 4096, 0)
        page = pages.visitor().get(pages.url(), most=100_000)
        assert (page.body, page.whole) == (b"", False)

    def test_a_packed_page_that_is_cut_off_is_not_whole(self, pages: Pages) -> None:
        pages.answers["/"] = answer(gzip.compress(os.urandom(500))[:-20], Content_Encoding="gzip")
        assert not pages.visitor().get(pages.url(), most=1000).whole

    @pytest.mark.parametrize(
        ("encoding", "reason"),
        [
            ("gzip", "it gives no answer (error)"),
            ("br", "it is packed in a way that nobody asked for"),
            ("gzip, gzip", "it is packed in a way that nobody asked for"),
        ],
    )
    def test_what_can_not_be_unpacked_is_no_page(self, pages: Pages, encoding: str, reason: str) -> None:
        pages.answers["/"] = answer(b"not gzip", Content_Encoding=encoding)
        assert why(pages.visitor(), pages.url()) == reason


class TestHowLongItTakes:
    """Each of these servers says something in time every time, and never comes to an end."""

    @pytest.mark.parametrize(
        "told",
        [
            drip(b"", b"H"),
            drip(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n"),
            drip(b"", b"HTTP/1.1 103 Early\r\n\r\n"),
            drip(HEAD + b"\r\n", b"x"),
            drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
            drip(HEAD + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + b"\0" * 6, b"x"),
        ],
    )
    def test_a_server_that_drips_is_left_when_the_time_is_up(
        self, pages: Pages, told: Callable[[socket.socket], None]
    ) -> None:
        pages.answers["/"] = told
        began = time.monotonic()
        # the clock is up between two bytes, or while waiting for one
        assert why(pages.visitor(0.4), pages.url()) in {"it takes too long", "it gives no answer (ReadTimeout)"}
        assert time.monotonic() - began < 2

    def test_a_handshake_that_does_not_end_is_left(self, pages: Pages) -> None:
        pages.before_tls = lambda _: time.sleep(3)
        began = time.monotonic()
        assert why(pages.visitor(0.3), pages.url()) == "it gives no answer (ConnectTimeout)"
        assert time.monotonic() - began < 2

    def test_a_name_that_takes_for_ever_is_left(self) -> None:
        visitor = Visitor(0.2, look_up=lambda _: [time.sleep(3), "1.1.1.1"][1:])  # type: ignore[list-item,func-returns-value]
        began = time.monotonic()
        assert why(visitor, "https://slow.example") == "its name has no address"
        assert time.monotonic() - began < 2

    def test_one_clock_runs_over_redirects_and_everything_that_is_visited(self, pages: Pages) -> None:
        def slow(connection: socket.socket) -> None:
            time.sleep(0.25)
            connection.sendall(moved("/end"))

        pages.answers |= {"/slow": slow, "/end": answer(b"x")}
        visitor = pages.visitor(0.6)
        assert visitor.get(pages.url("/slow"), most=5).body == b"x"
        assert visitor.get(pages.url("/slow"), most=5).body == b"x"
        assert why(visitor, pages.url("/slow"))
        assert why(visitor, pages.url("/end")) == "it takes too long"


class TestWhereItLeads:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_redirects_are_followed_to_other_hosts_and_relative_ones_too(self, pages: Pages, status: int) -> None:
        pages.answers |= {"/a": moved(pages.url("/b/c", "other.example"), status), "/b/c": moved("d?e", status)}
        pages.answers["/b/d?e"] = answer(b"x")
        page = pages.visitor().get(pages.url("/a"), most=5)
        assert page.url == pages.url("/b/d?e", "other.example")
        assert pages.names == ["pages.example", "other.example", "other.example"]

    def test_three_redirects_are_followed_and_a_fourth_is_not(self, pages: Pages) -> None:
        pages.answers |= {f"/{n}": moved(f"/{n + 1}") for n in range(4)}
        pages.answers["/4"] = answer(b"x")
        assert pages.visitor().get(pages.url("/1"), most=5).body == b"x"
        assert why(pages.visitor(), pages.url("/0")) == "it is redirected too often"

    def test_a_redirect_without_a_place_is_no_page(self, pages: Pages) -> None:
        pages.answers["/"] = answer(status=302)
        assert why(pages.visitor(), pages.url()) == "it answers 302"

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("http://pages.example/", "it is not https"),
            ("ftp://pages.example/", "it is not https"),
            ("file:///etc/passwd", "it is not https"),
            ("data:text/html,x", "it is not https"),
            ("javascript:alert(1)", "it is not https"),
            ("https://[::1", "its address is none"),
            ("https://pages.example:99999/", "its address is none"),
            ("https://pages.example:x/", "its address is none"),
            ("https://a b.example/", "its address is none"),
            ("https://a%2fb.example/", "its address is none"),
            ("https://[fe80::1%25eth0]/", "its address is none"),
            ("https://xn--\N{SNOWMAN}\u202e.example/", "its address is none"),
            ("https://pages.example@evil.example/", "its address holds a user name"),
            ("https://:secret@pages.example/", "its address holds a user name"),
            ("https://@pages.example/", "its address holds a user name"),
            ("https://169.254.169.254/latest/meta-data/", "its address is not public"),
            ("https://[::ffff:127.0.0.1]/", "its address is not public"),
            ("https://[::ffff:a9fe:a9fe]/", "its address is not public"),
            ("https://[::1]/", "its address is not public"),
            ("https://[fd00:ec2::254]/", "its address is not public"),
            ("https://[64:ff9b::7f00:1]/", "its address is not public"),
            ("https://0.0.0.0/", "its address is not public"),
            ("https://0/", "its address is not public"),
            ("https://127.1/", "its address is not public"),
            ("https://2130706433/", "its address is not public"),
            ("https://0x7f000001/", "its address is not public"),
            ("https://0177.0.0.1/", "its address is not public"),
            ("https://0xa9fea9fe/", "its address is not public"),
            ("https://localhost/", "its address is not public"),
            ("https://localhost./", "its address is not public"),
            ("https://LOCALHOST:8080/", "its address is not public"),
            ("https://10.0.0.1/", "its address is not public"),
            ("https://192.168.1.1/", "its address is not public"),
            ("https://１２７.0.0.1/", "its address is not public"),
        ],
    )
    def test_what_may_not_be_visited_is_not_even_connected_to(self, pages: Pages, url: str, reason: str) -> None:
        assert why(Visitor(5), url) == reason
        # and the same at the end of a redirect, with the system's own resolver and the real judgement
        pages.answers["/"] = moved(url)
        redirected = Visitor(
            5,
            look_up=lambda host: (LOOPBACK,) if host == "pages.example" else addresses_of(host),
            may_reach=lambda address: is_public(address) or not pages.requests,
            trust=ssl.create_default_context(cadata=CERTIFICATE),
        )
        assert why(redirected, pages.url()) == reason
        assert len(pages.requests) == 1

    @pytest.mark.parametrize("url", ["", "https://", "https:///x", "/x", "pages.example/x", "?"])
    def test_an_address_without_a_host_is_none(self, url: str) -> None:
        assert why(Visitor(5), url) in {"it is not https", "its address is none"}

    @pytest.mark.parametrize("fault", [socket.gaierror("no such name"), UnicodeError("label too long")])
    def test_a_name_that_nobody_knows_has_no_address(self, fault: Exception) -> None:
        def unknown(host: str) -> tuple[str, ...]:
            raise fault

        assert why(Visitor(5, look_up=unknown), "https://unknown.example/") == "its name has no address"

    def test_a_name_with_one_private_address_among_public_ones_is_refused(self) -> None:
        visitor = Visitor(5, look_up=lambda _: ("1.1.1.1", "10.0.0.1"))
        assert why(visitor, "https://mixed.example") == "its address is not public"

    def test_a_name_that_changes_its_mind_leads_where_it_was_looked_at(self, pages: Pages) -> None:
        inside = Pages(address=LOOPBACK, port=0)
        asked: list[str] = []
        try:
            outside = Pages(address="127.0.0.2", port=inside.port)
        except OSError:
            missing("this system has one loopback address only")

        def rebinding(host: str) -> tuple[str, ...]:
            asked.append(host)
            return ("127.0.0.2",) if len(asked) == 1 else (LOOPBACK,)

        outside.answers["/"] = answer(b"outside")
        inside.answers["/"] = answer(b"inside")
        trust = ssl.create_default_context(cadata=CERTIFICATE)
        visitor = Visitor(5, look_up=rebinding, may_reach=lambda address: address == "127.0.0.2", trust=trust)
        assert visitor.get(inside.url(), most=10).body == b"outside"
        assert asked == ["pages.example"]
        assert why(visitor, inside.url()) == "its address is not public"
        assert inside.requests == []

    def test_an_address_that_does_not_answer_is_passed_over_for_the_next(self, pages: Pages) -> None:
        pages.answers["/"] = answer(b"x")
        trust = ssl.create_default_context(cadata=CERTIFICATE)
        visitor = Visitor(5, look_up=lambda _: ("::1", LOOPBACK), may_reach=lambda _: True, trust=trust)
        assert visitor.get(pages.url(), most=5).body == b"x"

    def test_nobody_at_home_is_no_answer(self, pages: Pages) -> None:
        with socket.create_server((LOOPBACK, 0)) as listener:
            port = listener.getsockname()[1]
        assert why(pages.visitor(), f"https://pages.example:{port}/") == "it gives no answer (ConnectError)"


class TestWhomItTrusts:
    def test_a_certificate_that_nobody_vouches_for_is_refused(self, pages: Pages) -> None:
        visitor = Visitor(5, look_up=lambda _: (LOOPBACK,), may_reach=lambda _: True)
        assert why(visitor, pages.url()) == "it gives no answer (ConnectError)"
        assert pages.requests == []

    def test_a_certificate_for_another_name_is_refused(self, pages: Pages) -> None:
        visitor = pages.visitor(names={"evil.example": LOOPBACK})
        assert why(visitor, pages.url(host="evil.example")) == "it gives no answer (ConnectError)"

    def test_a_certificate_for_a_name_is_none_for_its_address(self, pages: Pages) -> None:
        assert why(pages.visitor(), pages.url(host=LOOPBACK)) == "it gives no answer (ConnectError)"
        assert pages.requests == []

    def test_the_environments_proxies_are_not_asked(self, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        pages.answers["/"] = answer(b"x")
        assert pages.visitor().get(pages.url(), most=5).body == b"x"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True), ("93.184.215.14", True), ("2606:4700::1111", True), ("2a00:1450:4001::1", True),
        ("0.0.0.0", False), ("10.1.2.3", False), ("127.0.0.1", False), ("100.64.0.1", False), ("169.254.169.254", False),
        ("172.16.0.1", False), ("192.168.0.1", False), ("192.0.0.192", False), ("192.0.2.1", False),
        ("168.63.129.16", False), ("198.18.0.1", False), ("224.0.0.1", False), ("240.0.0.1", False), ("255.255.255.255", False),
        ("::", False), ("::1", False), ("::ffff:1.1.1.1", False), ("::ffff:127.0.0.1", False), ("::127.0.0.1", False),
        ("64:ff9b::101:101", False), ("2002:7f00:1::", False), ("2001::1", False), ("2001:db8::1", False),
        ("fc00::1", False), ("fd00:ec2::254", False), ("fe80::1", False), ("fec0::1", False), ("ff02::1", False),
        ("fe80::1%eth0", False), ("", False), ("localhost", False), ("1.1.1", False),
    ],
)  # fmt: skip
def test_public_is_what_the_public_network_routes(address: str, public: bool) -> None:
    assert is_public(address) is public

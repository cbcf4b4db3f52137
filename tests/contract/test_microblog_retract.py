"""The microblog edits and takes back: pages, lists, feeds and pictures as if nothing else had ever been there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from smm_action.model.delivery import Sent
from smm_action.platformkit.base import Prepared, Published
from smm_action.platforms.microblog import PLATFORM
from tests.contract.microblog_site import ROOT, Head, many, post, publish, session, site
from tests.contract.payloads import medium, part, payload, seal

LATER = "2026-12-02T09:00:00Z"


def remove(head: Head, *names: str) -> None:
    receipts = [publish(post("x", name)).receipts[0] for name in names]
    for path, data in PLATFORM.removed("acme-pages", receipts, head.files.get).items():
        if data is None:
            head.files.pop(path, None)
        else:
            head.files[path] = data


def edited(before: Published, text: str) -> Published:
    """Return the second revision of what was published, at the same address."""
    fresh = replace(before.sealed.payload, revision=2, parts=(part(text),))
    receipt = before.receipts[0]
    outcome = PLATFORM.edit(session(), seal(fresh), 0, Prepared(), receipt)
    assert outcome == Sent(receipt=receipt)
    return Published(sealed=seal(fresh), receipts=(receipt,), at=LATER)


class TestRemoved:
    def test_what_is_left_is_as_if_it_had_never_been_there(self) -> None:
        head = site(publish(post("One", "one")), publish(post("Two", "two")), publish(post("Three", "three")))
        remove(head, "two")
        other = site(publish(post("One", "one")), publish(post("Three", "three")))
        # the feed was changed, and says so; here everything was published at the same instant
        assert head.files == other.files

    @pytest.mark.parametrize("count", [2, 21, 51, 101])
    @pytest.mark.parametrize("place", [0, -1])
    def test_every_list_moves_up(self, count: int, place: int) -> None:
        head = many(count)
        names = [f"post-{n}" for n in range(count)]
        remove(head, names.pop(place))
        shown = "".join(data.decode() for path, data in head.files.items() if "archive/" in path)
        assert sorted(name for name in names if f'/{name}/"' in shown) == sorted(names)
        archives = {path for path in head.files if "/archive/" in path}
        assert archives == {f"{ROOT}/archive/{n}/index.html" for n in range(1, -(-len(names) // 50) + 1)}
        feed = json.loads(head.text("feed.json"))
        assert [item["url"].split("/")[-2] for item in feed["items"]] == names[::-1][:20]

    def test_the_last_post_leaves_an_empty_site(self) -> None:
        head = site(publish(post("One", "one")))
        remove(head, "one")
        assert "One" not in "".join(data.decode() for data in head.files.values())
        assert json.loads(head.text("feed.json"))["items"] == []
        assert f"{ROOT}/one/index.html" not in head.files
        head.add(publish(post("Two", "two")))
        assert head.files == {**site(publish(post("Two", "two"))).files}

    def test_a_picture_goes_with_the_last_post_that_shows_it(self) -> None:
        first = seal(payload(part("Look", medium()), platform="microblog", post="one"))
        second = seal(payload(part("Look again", medium()), platform="microblog", post="two"))
        head = site(publish(first), publish(second))
        remove(head, "one")
        assert len([path for path in head.files if "/media/" in path]) == 1
        remove(head, "two")
        assert [path for path in head.files if "/media/" in path] == []

    def test_doing_it_again_changes_nothing(self) -> None:
        head = site(publish(post("One", "one")), publish(post("Two", "two")))
        remove(head, "one")
        before = dict(head.files)
        remove(head, "one")
        assert head.files == before

    def test_every_revision_of_an_edited_post_goes(self) -> None:
        first = publish(post("Onne", "one"))
        head = site(first)
        head.add(edited(first, "One"))
        remove(head, "one")
        assert "Onne" not in head.text("items.jsonl")
        assert PLATFORM.delete(session(), first.receipts[0]) == first.receipts[0]


class TestEdited:
    def test_the_page_and_every_list_say_the_new_text_at_the_old_place(self) -> None:
        first = publish(post("The parcells", "one"))
        head = site(first, publish(post("Two", "two")))
        head.add(edited(first, "The parcels"))
        for path in ("one/index.html", "index.html", "archive/1/index.html", "feed.xml", "feed.json"):
            assert "The parcels" in head.text(path), path
            assert "parcells" not in head.text(path), path
        assert [item["url"].split("/")[-2] for item in json.loads(head.text("feed.json"))["items"]] == ["two", "one"]
        assert not any("one-r2" in path for path in head.files)

    def test_feeds_tell_when_it_was_published_and_when_it_was_changed(self) -> None:
        first = publish(post("Onne", "one"))
        head = site(first)
        head.add(edited(first, "One"))
        (item,) = json.loads(head.text("feed.json"))["items"]
        assert (item["date_published"], item["date_modified"]) == (first.at, LATER)
        assert f"<published>{first.at}</published>\n<updated>{LATER}</updated>" in head.text("feed.xml")
        assert f'"dateModified": "{LATER}"' in head.text("one/index.html")

    def test_doing_it_again_changes_nothing(self) -> None:
        first = publish(post("Onne", "one"))
        head = site(first)
        head.add(edited(first, "One"))
        before = dict(head.files)
        head.add(edited(first, "One"))
        assert head.files == before

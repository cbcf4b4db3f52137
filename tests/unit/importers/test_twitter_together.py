from __future__ import annotations

from pathlib import Path

from smm_action.importers.imported import Imported
from smm_action.importers.twitter_together import import_twitter_together


def checkout(root: Path, **tweets: str) -> Path:
    for name, text in tweets.items():
        path = root / "tweets" / f"{name}.tweet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def said(found: Imported) -> str:
    return "\n".join(note.what for note in found.report.notes)


def test_a_tweet_is_published_and_never_due(tmp_path: Path) -> None:
    (post,) = import_twitter_together(checkout(tmp_path, hello="Hello *world* :tada:")).posts

    assert post.path == "posts/hello.md"
    assert post.front == {"id": "hello", "platforms": ["x"], "imported": {"x": {"state": "published"}}}
    assert post.body == "Hello \\*world\\* \\:tada:"


def test_several_checkouts_have_an_account_each(tmp_path: Path) -> None:
    checkout(tmp_path / "one", a="A")
    checkout(tmp_path / "two", a="A")

    found = import_twitter_together(tmp_path)

    assert list(found.config["accounts"]) == ["one-x", "two-x"]
    assert [(post.path, post.front["id"]) for post in found.posts] == [
        ("posts/one/a.md", "a"),
        ("posts/two/tweets-a.md", "tweets-a"),
    ]


def test_a_thread_is_a_body_with_breaks_and_later_pictures_stand_in_their_part(tmp_path: Path) -> None:
    checkout(
        tmp_path,
        a="---\nmedia: [{file: 1.png, alt: One}]\n---\nFirst\n\n---\n---\nmedia: [{file: sub/2.png}]\n---\nSecond",
    )
    (tmp_path / "media/sub").mkdir(parents=True)
    (tmp_path / "media/1.png").write_bytes(b"1")
    (tmp_path / "media/sub/2.png").write_bytes(b"2")

    found = import_twitter_together(tmp_path)

    (post,) = found.posts
    assert post.front["media"] == [{"file": "media/1.png", "alt": "One"}]
    assert post.body == "First\n\n---\n\nSecond\n\n![](<media/sub/2.png>)"
    assert [copy.target for copy in found.media] == ["media/1.png", "media/sub/2.png"]
    assert {line.source: line.fate for line in found.report.files}["media/1.png"] == "read"
    assert "sub/2.png has no alt text" in said(found)


def test_media_outside_the_folder_are_never_copied(tmp_path: Path) -> None:
    source = checkout(
        tmp_path / "repo", a="---\nmedia: [{file: ../../secret.png}, {file: link.png}, {file: gone.png}]\n---\nHi"
    )
    (tmp_path / "secret.png").write_bytes(b"s")
    (source / "media").mkdir()
    (source / "media/link.png").symlink_to(tmp_path / "secret.png")

    found = import_twitter_together(source)

    assert (found.media, "media" in found.posts[0].front) == ((), False)
    assert said(found).count("left out") == 3


def test_a_retweet_without_text_is_a_repost_and_with_text_a_quote(tmp_path: Path) -> None:
    url = "https://twitter.com/a/status/1"
    checkout(tmp_path, a=f"---\nretweet: {url}\n---\n", b=f"---\nretweet: {url}\n---\nLook")

    repost, quote = import_twitter_together(tmp_path).posts

    assert (repost.front["repost"], repost.body) == ("https://x.com/a/status/1", "")
    assert (quote.front["quote"], quote.body) == ("https://x.com/a/status/1", "Look")


def test_a_poll_stays_open_for_their_one_day(tmp_path: Path) -> None:
    (post,) = import_twitter_together(checkout(tmp_path, a="Which?\n\n( ) one\n( ) two")).posts

    assert post.front["poll"] == {"options": ["one", "two"], "duration": "1d"}


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    checkout(tmp_path, a="A")
    (tmp_path / "README.md").write_text("read me")
    (tmp_path / "tweets/b.tweet").write_bytes(b"\xff")

    assert {line.source: line.fate for line in import_twitter_together(tmp_path).report.files} == {
        "README.md": "left", "tweets/a.tweet": "imported", "tweets/b.tweet": "left",
    }  # fmt: skip

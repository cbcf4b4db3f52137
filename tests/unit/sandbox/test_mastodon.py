"""The Mastodon side answers as a 4.6 server does."""

from __future__ import annotations

import httpx
import pytest

from smm_action.sandbox.call import Settings
from smm_action.sandbox.server import Sandbox, running
from tests.unit.sandbox.conftest import Clock, Mastodon, png


def test_the_token_says_whose_it_is(mastodon: Mastodon) -> None:
    me = mastodon("GET", "/api/v1/accounts/verify_credentials").json()
    assert (me["acct"], me["display_name"]) == ("acme_mastodon", "acme-mastodon")
    assert mastodon("GET", f"/api/v1/accounts/{me['id']}").json()["acct"] == me["acct"]
    assert mastodon("GET", "/api/v1/accounts/lookup", params={"acct": me["acct"]}).json()["id"] == me["id"]


@pytest.mark.parametrize("token", ["", "Bearer bogus", "Bearer sandbox-"])
def test_another_token_is_401(sandbox: Sandbox, token: str) -> None:
    answer = httpx.post(f"{sandbox.url}/api/v1/statuses", json={"status": "x"}, headers={"authorization": token})
    assert (answer.status_code, answer.json()) == (401, {"error": "The access token is invalid"})


def test_a_status_is_kept_and_told_as_html(sandbox: Sandbox, mastodon: Mastodon) -> None:
    url = "https://www.example.com/a/very/long/path/that/goes/on"
    made = mastodon.post(f"Hi @ada@mastodon.social & <all>\nnew line\n\nsee {url}. #PyCon2026", language="en")
    assert made["content"] == (
        '<p>Hi <span class="h-card" translate="no"><a href="https://mastodon.social/@ada" class="u-url mention">'
        "@<span>ada</span></a></span> &amp; &lt;all&gt;<br />new line</p>"
        f'<p>see <a href="{url}" target="_blank" rel="nofollow noopener" translate="no">'
        '<span class="invisible">https://www.</span><span class="ellipsis">example.com/a/very/long/path/t</span>'
        '<span class="invisible">hat/goes/on</span></a>. '
        f'<a href="{sandbox.url}/tags/PyCon2026" class="mention hashtag" rel="tag">#<span>PyCon2026</span></a></p>'
    )
    assert [tag["name"] for tag in made["tags"]] == ["pycon2026"]
    assert [mention["acct"] for mention in made["mentions"]] == ["ada@mastodon.social"]
    assert made["language"] == "en"
    assert mastodon("GET", f"/api/v1/statuses/{made['id']}").json() == made
    assert mastodon("GET", f"/api/v1/statuses/{made['id']}/source").json()["text"].startswith("Hi @ada")


def test_a_form_is_as_good_as_json(mastodon: Mastodon) -> None:
    form = {"status": "vote", "poll[options][]": ["a", "b"], "poll[expires_in]": "3600", "poll[multiple]": "true"}
    made = mastodon("POST", "/api/v1/statuses", data=form).json()
    assert [option["title"] for option in made["poll"]["options"]] == ["a", "b"]
    assert made["poll"]["multiple"] is True


def test_the_same_key_answers_the_same_status_for_an_hour(sandbox: Sandbox, mastodon: Mastodon, clock: Clock) -> None:
    def send(text: str) -> str:
        headers = {"Idempotency-Key": "k"}
        return str(mastodon("POST", "/api/v1/statuses", json={"status": text}, headers=headers).json()["id"])

    first = send("one")
    clock.move(minutes=59)
    assert send("two") == first
    clock.move(minutes=2)
    assert send("three") != first
    assert sandbox.store.created("mastodon", "status") == 2


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"status": ""}, "Validation failed: Text can't be blank"),
        ({"status": "x" * 501}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "x" * 490, "spoiler_text": "y" * 11}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "x", "media_ids": ["9"]}, "Media 9 not found or already attached to another post"),
        ({"status": "x", "media_ids": list("12345")}, "Cannot attach more than 4 files"),
        ({"status": "x", "visibility": "secret"}, "Validation failed: Visibility is not included in the list"),
        (
            {"status": "x", "poll": {"options": ["a"], "expires_in": 300}},
            "Validation failed: Options must be more than one item",
        ),
        (
            {"status": "x", "poll": {"options": ["a", "b"], "expires_in": 299}},
            "Validation failed: Expires at is too soon",
        ),
        (
            {"status": "x", "poll": {"options": ["a", "a"], "expires_in": 300}},
            "Validation failed: Options contain duplicate items",
        ),
        (
            {"status": "x", "poll": {"options": ["a", "b" * 51], "expires_in": 300}},
            "Validation failed: Options can't be longer than 50 characters each",
        ),
    ],
)
def test_what_breaks_a_rule_is_422(mastodon: Mastodon, fields: dict[str, object], error: str) -> None:
    answer = mastodon("POST", "/api/v1/statuses", json=fields)
    assert (answer.status_code, answer.json()["error"]) == (422, error)


def test_a_url_counts_23_and_500_is_enough(mastodon: Mastodon) -> None:
    mastodon.post("x" * 476 + " https://example.com/" + "y" * 200)


@pytest.mark.parametrize("name", ["in_reply_to_id", "quoted_status_id"])
def test_answering_or_quoting_nothing_is_404(mastodon: Mastodon, name: str) -> None:
    assert mastodon("POST", "/api/v1/statuses", json={"status": "x", name: "1"}).status_code == 404


def test_an_image_is_ready_at_once_and_told_with_its_description(sandbox: Sandbox, mastodon: Mastodon) -> None:
    answer = mastodon.upload(png(), description="a red box", focus="0.1,-0.2")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["type"], told["description"]) == ("image", "a red box")
    assert told["meta"]["focus"] == {"x": 0.1, "y": -0.2}
    assert (told["meta"]["original"]["width"], told["meta"]["original"]["height"]) == (64, 48)
    made = mastodon.post("with it", media_ids=[told["id"]])
    assert [media["description"] for media in made["media_attachments"]] == ["a red box"]
    assert httpx.get(made["media_attachments"][0]["url"]).content == png()
    again = mastodon("POST", "/api/v1/statuses", json={"status": "again", "media_ids": [told["id"]]})
    assert again.status_code == 422


def test_media_in_processing_are_206_until_they_are_ready(sandbox: Sandbox, mastodon: Mastodon, clock: Clock) -> None:
    sandbox.inject("mastodon.media processing 30")
    answer = mastodon.upload(png())
    place = f"/api/v1/media/{answer.json()['id']}"
    assert (answer.status_code, answer.json()["url"]) == (202, None)
    assert mastodon("GET", place).status_code == 206
    early = mastodon("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [answer.json()["id"]]})
    assert (early.status_code, early.json()["error"][:12]) == (422, "Cannot attac")
    clock.move(seconds=30)
    assert mastodon("GET", place).status_code == 200


@pytest.mark.parametrize(
    ("data", "fields", "status"),
    [
        (b"hello, I am a text", {}, 422),
        (png()[:60], {}, 422),
        (png(), {"description": "x" * 1501}, 422),
        (png(), {"focus": "left"}, 422),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    mastodon: Mastodon, data: bytes, fields: dict[str, str], status: int
) -> None:
    assert mastodon.upload(data, **fields).status_code == status


def test_a_file_that_is_too_large_is_413() -> None:
    with running(settings=Settings(image_bytes=100)) as sandbox:
        assert Mastodon(sandbox.url).upload(png(500, 500)).status_code == 413


def test_a_description_can_be_changed_and_a_file_deleted(mastodon: Mastodon) -> None:
    place = f"/api/v1/media/{mastodon.upload(png()).json()['id']}"
    assert mastodon("PUT", place, json={"description": "now"}).json()["description"] == "now"
    assert mastodon("DELETE", place).status_code == 200
    assert mastodon("GET", place).status_code == 404


def test_a_thread_is_told_as_context(mastodon: Mastodon) -> None:
    first = mastodon.post("one")
    second = mastodon.post("two", in_reply_to_id=first["id"])
    third = mastodon.post("three", in_reply_to_id=second["id"])
    context = mastodon("GET", f"/api/v1/statuses/{second['id']}/context").json()
    assert [status["id"] for status in context["ancestors"]] == [first["id"]]
    assert [status["id"] for status in context["descendants"]] == [third["id"]]


def test_own_statuses_are_listed_newest_first_in_pages(mastodon: Mastodon, clock: Clock) -> None:
    made = []
    for number in range(5):
        clock.move(seconds=1)
        made.append(mastodon.post(f"post {number}")["id"])
    mine = mastodon("GET", "/api/v1/accounts/verify_credentials").json()["id"]
    first = mastodon("GET", f"/api/v1/accounts/{mine}/statuses", params={"limit": 3})
    second = mastodon("GET", f"/api/v1/accounts/{mine}/statuses", params={"limit": 3, "max_id": first.json()[-1]["id"]})
    assert [status["id"] for status in first.json() + second.json()] == made[::-1]
    assert 'rel="next"' in first.headers["link"]


def test_the_list_leaves_out_what_was_not_asked_for(mastodon: Mastodon) -> None:
    first = mastodon.post("one")
    mastodon.post("reply", in_reply_to_id=first["id"])
    mastodon("POST", f"/api/v1/statuses/{first['id']}/reblog")
    mine = mastodon("GET", "/api/v1/accounts/verify_credentials").json()["id"]
    asked = {"exclude_replies": "true", "exclude_reblogs": "true"}
    listed = mastodon("GET", f"/api/v1/accounts/{mine}/statuses", params=asked).json()
    assert [status["id"] for status in listed] == [first["id"]]


def test_others_count(sandbox: Sandbox, mastodon: Mastodon) -> None:
    made, other = mastodon.post("hello"), Mastodon(sandbox.url, "somebody")
    place = f"/api/v1/statuses/{made['id']}"
    for action in ("favourite", "favourite", "reblog", "reblog"):
        assert other("POST", f"{place}/{action}").status_code == 200
    other.post("answer", in_reply_to_id=made["id"])
    other.post("look", quoted_status_id=made["id"])
    counted = mastodon("GET", place).json()
    names = ("favourites_count", "reblogs_count", "replies_count", "quotes_count")
    assert [counted[name] for name in names] == [1, 1, 1, 1]
    assert [person["acct"] for person in mastodon("GET", f"{place}/favourited_by").json()] == ["somebody"]
    assert [person["acct"] for person in mastodon("GET", f"{place}/reblogged_by").json()] == ["somebody"]
    other("POST", f"{place}/unfavourite")
    other("POST", f"{place}/unreblog")
    counted = mastodon("GET", place).json()
    assert (counted["favourites_count"], counted["reblogs_count"]) == (0, 0)


def test_followers_are_counted(sandbox: Sandbox, mastodon: Mastodon) -> None:
    mine = mastodon("GET", "/api/v1/accounts/verify_credentials").json()["id"]
    Mastodon(sandbox.url, "somebody")("POST", f"/api/v1/accounts/{mine}/follow")
    assert mastodon("GET", "/api/v1/accounts/verify_credentials").json()["followers_count"] == 1
    assert [one["acct"] for one in mastodon("GET", f"/api/v1/accounts/{mine}/followers").json()] == ["somebody"]


def test_a_quote_is_told_inside_the_status(sandbox: Sandbox, mastodon: Mastodon) -> None:
    quoted = mastodon.post("the original")
    made = mastodon.post("look", quoted_status_id=quoted["id"])
    assert made["quote"]["quoted_status"]["id"] == quoted["id"]
    assert made["content"].startswith('<p class="quote-inline">RE: <a href="')


def test_an_edit_keeps_the_id_and_the_history(mastodon: Mastodon, clock: Clock) -> None:
    made = mastodon.post("one")
    clock.move(minutes=5)
    edited = mastodon("PUT", f"/api/v1/statuses/{made['id']}", json={"status": "two"}).json()
    assert (edited["id"], edited["content"], edited["edited_at"]) == (
        made["id"],
        "<p>two</p>",
        "2026-12-01T08:05:00.000Z",
    )
    history = mastodon("GET", f"/api/v1/statuses/{made['id']}/history").json()
    assert [version["content"] for version in history] == ["<p>one</p>", "<p>two</p>"]


def test_deleting_answers_the_text_and_then_404(sandbox: Sandbox, mastodon: Mastodon) -> None:
    made = mastodon.post("gone")
    place = f"/api/v1/statuses/{made['id']}"
    assert Mastodon(sandbox.url, "somebody")("DELETE", place).status_code == 404
    answer = mastodon("DELETE", place).json()
    assert answer["text"] == "gone"
    assert "content" not in answer
    assert mastodon("DELETE", place).status_code == mastodon("GET", place).status_code == 404


def test_a_private_status_is_nobody_elses(sandbox: Sandbox, mastodon: Mastodon) -> None:
    made = mastodon.post("secret", visibility="private")
    other = Mastodon(sandbox.url, "somebody")
    assert other("GET", f"/api/v1/statuses/{made['id']}").status_code == 404
    assert mastodon("POST", f"/api/v1/statuses/{made['id']}/reblog").status_code == 403


def test_search_resolves_urls_of_this_server(sandbox: Sandbox, mastodon: Mastodon) -> None:
    made = mastodon.post("find me")
    asked = {"q": made["url"], "resolve": "true"}
    assert [one["id"] for one in mastodon("GET", "/api/v2/search", params=asked).json()["statuses"]] == [made["id"]]
    nothing = mastodon("GET", "/api/v2/search", params={"q": "https://example.com/@a/1"}).json()
    assert nothing == {"accounts": [], "statuses": [], "hashtags": []}


def test_the_instance_states_the_limits_it_enforces() -> None:
    with running(settings=Settings(characters=5000)) as sandbox:
        client = Mastodon(sandbox.url)
        stated = client("GET", "/api/v2/instance").json()["configuration"]["statuses"]
        assert stated["max_characters"] == 5000
        assert client("GET", "/api/v1/instance").json()["configuration"]["statuses"] == stated
        client.post("x" * 5000)


def test_every_answer_tells_what_is_left(mastodon: Mastodon) -> None:
    answers = [mastodon("GET", "/api/v1/accounts/verify_credentials") for _ in range(2)]
    left = [int(answer.headers["x-ratelimit-remaining"]) for answer in answers]
    assert left == [299, 298]
    assert answers[0].headers["x-ratelimit-reset"] == "2026-12-01T08:05:00.000Z"


def test_a_server_that_enforces_its_limits_says_429_until_the_window_ends(clock: Clock) -> None:
    with running(now=clock, settings=Settings(requests=2, enforce_rates=True)) as sandbox:
        client = Mastodon(sandbox.url)
        answers = [client("GET", "/api/v1/accounts/verify_credentials") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["retry-after"] == "300"
        clock.move(minutes=5)
        assert client("GET", "/api/v1/accounts/verify_credentials").status_code == 200


def test_an_unknown_path_is_404_in_json(mastodon: Mastodon) -> None:
    answer = mastodon("GET", "/api/v1/nowhere")
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})

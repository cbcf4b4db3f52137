"""`smm auth` against the sandbox's authorization servers: obtained, tried, stored, and never shown."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.scenarios.conftest import NOON, Team, after, post
from tests.warm.client import CHECKOUT

SMM_YML = """\
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}
  acme-x: {platform: x, handle: acme}
  acme-linkedin: {platform: linkedin}
  acme-pages: {platform: microblog, base_url: https://acme.example/social/}
"""
KEY = {"SMM_TOKEN_KEY": "k" * 40}


@pytest.fixture
def shop(team: Team) -> Team:
    """Return a team with an account of each kind."""
    team.merge({"smm.yml": SMM_YML})
    return team


class Person:
    """Somebody at `smm auth`, whose browser is httpx."""

    def __init__(self, team: Team, *arguments: str, environ: Mapping[str, str] | None = None) -> None:
        self.home = team.origin.path.parent / "home"
        self.home.mkdir(exist_ok=True)
        clean = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8",
            "PYTHONUNBUFFERED": "1", "SMM_NOW": NOON, **(environ or {}),
        }  # fmt: skip
        command = [sys.executable, "-m", "smm_action", "--sandbox", team.sandbox.url, "auth", *arguments]
        self.process = subprocess.Popen(
            command, cwd=team.here.path, env=clean, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.said = ""

    def reads(self, pattern: str) -> re.Match[str]:
        """Return what the program says, up to a line that matches."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            found = re.search(pattern, line)
            if found:
                return found
        raise AssertionError(self.said)

    def types(self, *lines: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines))
        self.process.stdin.flush()

    def ends(self) -> int:
        self.said += self.process.communicate(timeout=60)[0]
        return self.process.returncode


def click(address: str, link: str = "Allow") -> str:
    """Open a page of the sandbox, click on a link, and return the page behind it."""
    shown = httpx.get(address).raise_for_status().text
    return httpx.get(httpx.URL(address).join(unescape(re.findall(rf'href="([^"]+)">{link}<', shown)[0]))).text


def stored(person: Person, account: str) -> dict[str, str]:
    path = person.home / ".config" / "smm" / f"{account}.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    pairs = (line.split("=", 1) for line in path.read_text().splitlines())
    return {name: value.strip("'") for name, value in pairs}


def test_a_code_comes_back_to_this_machine_and_becomes_a_token(shop: Team) -> None:
    person = Person(shop, "acme-linkedin", "--port", "0")
    click(person.reads(r"^http\S+authorize\?\S+")[0])
    assert person.ends() == 0, person.said
    held = stored(person, "acme-linkedin")
    assert held["SMM_ACME_LINKEDIN_TOKEN"] == "sandbox-acme-linkedin"
    assert held["SMM_ACME_LINKEDIN_EXPIRES"] == "2027-01-30T12:00:00Z"
    assert "Signed in as" in person.said
    assert "gh secret set SMM_ACME_LINKEDIN_TOKEN --env smm-production" in person.said
    assert "sandbox-acme-linkedin'" not in person.said


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda address: re.sub("state=[^&]+", "state=other", address), "the state differs"),
        (lambda address: re.sub("code=[^&]+", "code=other", address), "invalid_grant"),
        (lambda address: re.sub("code=[^&]+", "error=access_denied", address), "access_denied"),
        (lambda address: re.sub("code=[^&]+&", "", address), "holds no code"),
    ],
)
def test_what_comes_back_otherwise_is_not_taken(shop: Team, change: object, why: str) -> None:
    assert callable(change)
    person = Person(shop, "acme-linkedin", "--port", "0")
    shown = httpx.get(person.reads(r"^http\S+authorize\?\S+")[0]).text
    assert httpx.get(change(unescape(re.findall(r'href="([^"]+)">Allow', shown)[0]))).status_code == 200
    assert person.ends() == 2
    assert why in person.said
    assert not (person.home / ".config").exists()


def test_a_code_without_its_verifier_is_worth_nothing(shop: Team) -> None:
    person = Person(shop, "acme-x", "--by", "code", "--port", "0")
    address = person.reads(r"^http\S+authorize\?\S+")[0]
    assert "code_challenge_method=S256" in address
    shown = httpx.get(address).text
    back = httpx.URL(unescape(re.findall(r'href="([^"]+)">Allow', shown)[0]))
    stolen = {
        "grant_type": "authorization_code", "code": back.params["code"], "client_id": "sandbox-acme-x",
        "redirect_uri": str(back.copy_with(query=None)), "code_verifier": "guessed",
    }  # fmt: skip
    answer = httpx.post(f"{shop.sandbox.url}/sandbox/oauth/token", data=stolen)
    assert answer.json()["error"] == "invalid_grant"
    person.process.kill()
    person.ends()


def test_a_token_that_rotates_goes_sealed_onto_the_branch_and_is_used(shop: Team) -> None:
    shop.merge({"posts/hello.md": post("Hello", to="acme-x")})
    person = Person(shop, "acme-x", "--by", "code", "--port", "0", "--store", "branch", environ=KEY)
    click(person.reads(r"^http\S+authorize\?\S+")[0])
    assert person.ends() == 0, person.said
    assert "SMM_ACME_X_REFRESH_TOKEN: sealed on the state branch." in person.said
    record = json.loads(shop.origin.git("show", "smm-state:tokens/acme-x.json"))
    assert (record["seq"], record["grew_from"]) == (1, "*")
    environ = {**KEY, "SMM_ACME_X_CLIENT_ID": "sandbox-acme-x", "SMM_ACME_X_REFRESH_TOKEN": "sandbox-used-up-long-ago"}
    assert shop.another().publish(now=NOON, environ=environ).code == 0
    assert shop.sends() == 1
    shop.merge({"posts/more.md": post("More", to="acme-x", time=after(days=60))})
    ran = shop.publish(now=after(days=60), environ=environ)
    assert (ran.code, shop.sends()) == (0, 2), ran


def test_a_person_ends_the_doubt_about_a_lost_renewal(shop: Team) -> None:
    shop.merge({"posts/hello.md": post("Hello", to="acme-x")})
    environ = {**KEY, "SMM_ACME_X_CLIENT_ID": "sandbox-acme-x", "SMM_ACME_X_REFRESH_TOKEN": "sandbox-acme-x"}
    shop.sandbox.inject("x.refresh drop before")
    shop.publish(environ=environ)
    shop.sandbox.inject("")
    person = Person(shop, "acme-x", "--by", "code", "--port", "0", "--store", "branch", environ=KEY)
    click(person.reads(r"^http\S+authorize\?\S+")[0])
    assert person.ends() == 0, person.said
    shop.run("retry", "hello", environ=environ)
    assert shop.publish(now=after(minutes=30), environ=environ).code == 0
    assert shop.sends() == 1


def test_a_new_key_takes_a_new_token(shop: Team) -> None:
    held = {"SMM_ACME_X_CLIENT_ID": "sandbox-acme-x"}
    for number, letter in enumerate("kl", start=1):
        key = {"SMM_TOKEN_KEY": letter * 40}
        before = shop.run("doctor", environ=held | key)
        assert ("does not open" in before.out) is (number == 2), before
        person = Person(shop, "acme-x", "--by", "code", "--port", "0", "--store", "branch", environ=key)
        click(person.reads(r"^http\S+authorize\?\S+")[0])
        assert person.ends() == 0, person.said
        assert f"sealed on the state branch as token {number}" in shop.run("doctor", environ=held | key).out


def test_a_device_code_is_waited_for(shop: Team) -> None:
    person = Person(shop, "acme-linkedin", "--by", "device")
    found = person.reads(r"Open (\S+), sign in .* type in (\d+)\.")
    click(f"{found[1]}?user_code={found[2]}")
    assert person.ends() == 0, person.said
    assert stored(person, "acme-linkedin")["SMM_ACME_LINKEDIN_TOKEN"] == "sandbox-acme-linkedin"


@pytest.mark.parametrize(("wrong", "code"), [(False, 0), (True, 2)])
def test_a_pin_becomes_a_pair_of_secrets(shop: Team, wrong: bool, code: int) -> None:
    person = Person(shop, "acme-x", "--by", "pin")
    shown = httpx.get(person.reads(r"^http\S+pin\?\S+")[0]).text
    pin = re.findall(r"<p>(\d{7})</p>", shown)[0]
    person.types("0000000" if wrong and pin != "0000000" else pin)
    assert person.ends() == code, person.said
    if code == 0:
        assert stored(person, "acme-x")["SMM_ACME_X_ACCESS_SECRET"] == "sandbox-acme-x"


def test_what_is_pasted_is_tried_before_it_is_stored(shop: Team) -> None:
    person = Person(shop, "acme-mastodon")
    person.types("a wrong one with spaces", "sandbox-acme-mastodon")
    assert person.ends() == 0, person.said
    assert "paste it once more" in person.said
    assert stored(person, "acme-mastodon")["SMM_ACME_MASTODON_TOKEN"] == "sandbox-acme-mastodon"
    refused = Person(shop, "acme-mastodon", "--file", str(person.home / "other.env"))
    refused.types("not-taken-by-anybody")
    assert refused.ends() == 1
    assert "Nothing was stored." in refused.said
    assert not (person.home / "other.env").exists()


def test_the_credentials_that_last_come_first_and_it_says_so(shop: Team) -> None:
    person = Person(shop, "acme-x")
    person.types(*["sandbox-acme-x"] * 4)
    assert person.ends() == 0, person.said
    assert "oauth1 is the way to prefer" in person.said
    assert set(stored(person, "acme-x")) == {
        f"SMM_ACME_X_{field}" for field in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")
    }


def test_gh_gets_the_value_on_its_standard_input(shop: Team, tmp_path: Path) -> None:
    tools, log = tmp_path / "tools", tmp_path / "gh.log"
    tools.mkdir()
    (tools / "gh").write_text(f'#!/bin/sh\necho "$@ <- $(cat)" >> {log}\n')
    (tools / "gh").chmod(0o755)
    person = Person(
        shop,
        "acme-mastodon",
        "--store",
        "gh",
        environ={"PATH": f"{tools}:{os.environ['PATH']}", "SMM_SECRETS_ENVIRONMENT": "live"},
    )
    person.types("sandbox-acme-mastodon")
    assert person.ends() == 0, person.said
    assert log.read_text() == "secret set SMM_ACME_MASTODON_TOKEN --env live <- sandbox-acme-mastodon\n"
    assert "SMM_ACME_MASTODON_TOKEN: stored in the environment live." in person.said


def test_a_gh_that_fails_is_named_and_says_no_secret(shop: Team, tmp_path: Path) -> None:
    (tmp_path / "gh").write_text('#!/bin/sh\nread value\necho "bad $value" >&2\nexit 4\n')
    (tmp_path / "gh").chmod(0o755)
    person = Person(shop, "acme-mastodon", "--store", "gh", environ={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    person.types("sandbox-acme-mastodon")
    assert person.ends() == 2
    assert "gh did not store SMM_ACME_MASTODON_TOKEN (status 4)" in person.said
    assert "sandbox-acme-mastodon" not in person.said


def test_no_file_in_the_repository_takes_a_secret(shop: Team) -> None:
    inside = shop.here.path / "content" / "secrets.env"
    person = Person(shop, "acme-mastodon", "--store", "file", "--file", str(inside))
    person.types("sandbox-acme-mastodon")
    assert person.ends() == 2
    assert "lies in the repository" in person.said
    assert not inside.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("acme-pages",), 0, "needs no credentials"),
        (("nobody",), 2, "There is no account nobody"),
        (("acme-x", "--way", "oauth3"), 2, "X has no way oauth3"),
        (("acme-mastodon", "--list"), 0, "gh secret set SMM_ACME_MASTODON_TOKEN --env smm-production"),
    ],
)
def test_other_questions(shop: Team, arguments: tuple[str, ...], code: int, said: str) -> None:
    person = Person(shop, *arguments)
    assert person.ends() == code, person.said
    assert said in person.said


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    for number in (ours, theirs):
        os.close(number)


@pytest.mark.timeout(60)
def test_a_terminal_does_not_show_what_is_pasted(shop: Team, terminal: tuple[int, int]) -> None:
    ours, theirs = terminal
    home = shop.origin.path.parent / "home"
    home.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "smm_action", "--sandbox", shop.sandbox.url, "auth", "acme-mastodon", "--no-browser"],
        cwd=shop.here.path, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    # select() takes no descriptor beyond 1024, and the process of the tests may have that many
    ready = select.poll()
    ready.register(ours, select.POLLIN)
    seen = ""
    # a line above names the variable, too: the prompt is what comes after that line's end
    for asked, typed in (("media.\r\nSMM_ACME_MASTODON_TOKEN: ", "sandbox-acme-mastodon"), ("[file]: ", "file")):
        while not seen.endswith(asked):
            assert ready.poll(20_000), seen
            seen += os.read(ours, 4096).decode()
        os.write(ours, f"{typed}\n".encode())
    while "one by one" not in seen:
        assert ready.poll(20_000), seen
        seen += os.read(ours, 4096).decode()
    assert process.wait(60) == 0
    assert "sandbox-acme-mastodon" not in seen
    assert (home / ".config/smm/acme-mastodon.env").read_text() == "SMM_ACME_MASTODON_TOKEN='sandbox-acme-mastodon'\n"


def test_a_card_without_addresses_offers_no_browser(shop: Team) -> None:
    ran = shop.run("auth", "acme-mastodon", "--by", "code", sandbox=False)
    assert (ran.code, "Mastodon offers no sign-in by code here." in ran.err) == (2, True), ran

"""What has the shape of a credential is found, never repeated, and little else is taken for one."""

from __future__ import annotations

import pytest

from smm_action.lint.files import file_findings
from smm_action.lint.secrets import masked
from smm_action.model.project import Project
from tests.unit.lint.world import CONFIG, World, places, post

# put together here, so that no scanner takes this file for a leak
SECRETS = {
    "GitHub": "ghp_" + "a1B2" * 9,
    "GitHub, fine-grained": "github_pat_" + "11ABCDEFG0" * 4,
    "GitLab": "glpat-" + "a1B2c3D4" * 3,
    "Slack": "xoxb-" + "1234567890-abcdefghij",
    "Slack, app": "xapp-" + "1-A0123-1234567890-abcdef",
    "AWS": "AKIA" + "IOSFODNN7EXAMPLE",
    "AWS, secret": "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY",
    "Google": "AIza" + "Sy01234567890123456789012345678901X",
    "Stripe": "sk_live_" + "a1B2" * 6,
    "npm": "npm_" + "a1B2" * 9,
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a bare private key": "-----BEGIN " + "PRIVATE KEY-----",
    "a private key of PGP": "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----",
    "a web token": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0NTY3" + ".SflKxwRJSMeKKF2QT4",
    "Bluesky": "ab23-cd34-" + "ef56-gh67",
    "Bluesky, letters alone": "the password is " + "abcd-efgh-" + "ijkl-mnop",
    "Mastodon": "access_token: " + "K9x-_" * 8 + "abc",
    "Mastodon, as a key": "token: " + "k9Xw" * 10,
    "X, bearer": "A" * 22 + "MLheAAAAAAA0%2BuSeid" + "a1B2" * 14,
    "a header": "Authorization: Bearer " + "a1B2" * 10,
    "Telegram": "123456789" + ":AA" + "a1B2" * 8 + "c",
    "Discord": "discord.com/api/webhooks/" + "1234567890/" + "a1B2" * 8,
    "a variable": "SMM_ACME_MASTODON_TOKEN=" + "s3cr3ts3cr3t",
}
HARMLESS = [
    "order 1234-5678-9012-3456",
    "this-that-then-when",
    "https://acme.example/parcels/abcd-ef23-gh45-ij67-and-more",
    "5f0c2a34-cd34-ef56-ab67-1234567890ab",
    "SMM_ACME_TOKEN=${{ secrets.SMM_ACME_TOKEN }}",
    "set SMM_ACME_MASTODON_TOKEN in the environment",
    "https://files.example/a.pdf?X-Amz-Credential=ASIA" + "ABCDEFGH12345678" + "%2Feu",
    "ghp_short and xoxo to all",
    "The password policy is well-known.",
    "The secret: everybody-packs-parcels-by-hand-and-signs-them",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAARGH!",
    "the standard-bearer of our parcels since 1998",
]


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_a_credential_is_found_wherever_it_stands_and_not_repeated(text: str) -> None:
    files: dict[str, str | bytes] = {
        "posts/a.md": post(f"Look: {text}"),
        "posts/b.md": post("Fine.", content_warning=f"'{text}'"),
        "posts/c.md": post(f"Fine too.\n<!-- {text} -->"),
        "posts/never-closed.md": f"---\nplatforms: [acme-mastodon]\n{text}\n",
        "posts/no-text.md": f"{text}\n".encode() + b"\xff\xfe\n",
        "smm.yml": f"{CONFIG}# {text}\n",
        "people.yml": f"mira: {{name: Mira}}\n# {text}\n",
        "campaigns/winter.yml": f"title: |\n  {text}\n",
        "other/smm.yml": f"brand: other\n# {text}\n",
        "README.md": f"{text}\n",
        ".env": f"{text}\n",
    }
    found = World(files=files).lint(select=frozenset({"secret-in-content"}))
    assert sorted(finding.location.path for finding in found) == sorted(files)
    words = [word for word in text.split() if len(word) > 9]
    assert all(word not in finding.message for finding in found for word in words)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_resembles_one_is_left_alone(text: str) -> None:
    files = {"posts/a.md": post(f"Look: {text}")}
    assert World(files=files).lint(select=frozenset({"secret-in-content"})) == ()


def test_the_place_is_that_of_the_credential_alone() -> None:
    files = {"people.yml": b"\xef\xbb\xbfmira: {name: Mira}\r\n# our password: " + b"abcd-efgh-" + b"ijkl-mnop\r\n"}
    (found,) = World(files=files).lint()
    place = found.location
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 17, 2, 36)


def test_a_file_that_can_not_be_read_hides_nothing() -> None:
    def read(path: str) -> bytes:
        if path == "a.txt":
            raise PermissionError(path)
        return SECRETS["AWS"].encode()

    files = frozenset({"a.txt", "b.txt", "media/c.png"})
    found = file_findings(Project(root="content", files=files), read, lambda _: None)
    assert places(found) == ["b.txt:1:1 secret-in-content"]


def test_it_can_not_be_ignored_and_is_an_error_in_what_was_imported_too() -> None:
    secret = SECRETS["GitHub"]
    text = post(secret, imported="{acme-mastodon: {state: published}}", lint="{ignore: [secret-in-content]}")
    found = World(files={"posts/a.md": text}).lint(select=frozenset({"secret-in-content"}))
    assert [(finding.rule, finding.severity.value) for finding in found] == [("secret-in-content", "error")]


def test_a_post_at_hand_is_looked_at_and_other_files_always_are() -> None:
    secret = SECRETS["AWS"]
    files = {"posts/a.md": post(secret), "posts/b.md": f"---\n{secret}", "notes.txt": secret}
    found = World(files=files).lint(only=frozenset({"posts/b.md"}), select=frozenset({"secret-in-content"}))
    assert places(found) == ["notes.txt:1:1 secret-in-content", "posts/b.md:2:1 secret-in-content"]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("`tags[0]` is 'hunter2hunter2'.", "`tags[0]` is '***'."),
        ("It starts with hunter2hunt… and hunter2hunter2.", "It starts with ***… and ***."),
        ("The hunter is a hunter.", "The hunter is a hunter."),
    ],
)
def test_messages_of_other_rules_are_masked(message: str, shown: str) -> None:
    assert masked(message, ["hunter2hunter2"]) == shown

"""What has the shape of a credential is found, never repeated, and little else is taken for one."""

from __future__ import annotations

import pytest

from tests.unit.lint.world import World, post

# put together here, so that no scanner takes this file for a leak
SECRETS = {
    "GitHub": "ghp_" + "a1B2" * 9,
    "GitHub, fine-grained": "github_pat_" + "11ABCDEFG0" * 4,
    "Slack": "xoxb-" + "1234567890-abcdefghij",
    "AWS": "AKIA" + "IOSFODNN7EXAMPLE",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a bare private key": "-----BEGIN " + "PRIVATE KEY-----",
    "a web token": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0NTY3" + ".SflKxwRJSMeKKF2QT4",
    "Bluesky": "the password is " + "ab23-cd34-ef56-gh67",
    "a variable": "SMM_ACME_MASTODON_TOKEN=" + "s3cr3ts3cr3t",
}
HARMLESS = [
    "order 1234-5678-9012-3456",
    "SMM_ACME_TOKEN=${{ secrets.SMM_ACME_TOKEN }}",
    "set SMM_ACME_MASTODON_TOKEN in the environment",
    "https://files.example/a.pdf?X-Amz-Credential=ASIA" + "ABCDEFGH12345678" + "%2Feu",
    "ghp_short and xoxo to all",
    "The password policy is well-known.",
]


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_a_credential_is_found_wherever_it_stands_and_not_repeated(text: str) -> None:
    files = {
        "posts/a.md": post(f"Look: {text}"),
        "posts/b.md": post("Fine.", content_warning=f"'{text}'"),
        "posts/c.md": post(f"Fine too.\n<!-- {text} -->"),
    }
    found = World(files=files).lint(select=frozenset({"secret-in-content"}))
    assert {finding.location.path for finding in found} == set(files)
    words = [word for word in text.split() if len(word) > 9]
    assert all(word not in finding.message for finding in found for word in words)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_resembles_one_is_left_alone(text: str) -> None:
    files = {"posts/a.md": post(f"Look: {text}")}
    assert World(files=files).lint(select=frozenset({"secret-in-content"})) == ()

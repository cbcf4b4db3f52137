"""What is wrong in files that no post is made of: configurations, campaigns, and posts that can not be read.

Rules see posts. What some of them have to say of other files is found here, where those can be read, and handed to
them with what loading found (``LintContext.loaded``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smm_action.content.document_file import read_yaml
from smm_action.lint.options import option_faults
from smm_action.lint.places import KeyPath, between
from smm_action.lint.rule import Rule
from smm_action.lint.rules import invalid_option, secret_in_content, unsupported_feature
from smm_action.lint.secrets import secrets
from smm_action.model.card import Card
from smm_action.model.finding import Finding
from smm_action.model.project import Account, Project
from smm_action.platformkit.base import Platform

Read = Callable[[str], bytes]
_TEXTS = (".yml", ".yaml", ".md", ".txt", ".json", ".csv", ".toml", ".ini", ".env")


def file_findings(project: Project, read: Read, platform: Callable[[str], Platform | None]) -> tuple[Finding, ...]:
    """Return the findings; ``read`` gives the bytes of a path relative to the content root."""
    return (*_secrets(project, read), *_accounts(project, read, platform))


def _secrets(project: Project, read: Read) -> Iterator[Finding]:
    posts = {post.path for post in project.posts if post.source}
    for path in sorted(path for path in project.files if path.endswith(_TEXTS) and path not in posts):
        try:
            data = read(path)
        except OSError:
            continue  # loading says so where it matters
        # a byte that is no UTF-8 is a finding of its own and must not hide what stands around it
        text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        for secret in secrets(text):
            yield secret_in_content.RULE.found(secret, between(path, text, secret.start, secret.end))


def _accounts(project: Project, read: Read, platform: Callable[[str], Platform | None]) -> Iterator[Finding]:
    for brand in project.brands.values():
        path = f"{brand.path}/smm.yml" if brand.path else "smm.yml"
        for account in brand.accounts.values():
            built = platform(account.platform)
            faults = tuple(_faults(account, built.card)) if built is not None else ()
            if faults:
                locate = read_yaml(path, read(path), "config").locate
                for rule, key, message in faults:
                    yield rule.finding(message, locate(("accounts", account.name, *key)))


def _faults(account: Account, card: Card) -> Iterator[tuple[Rule, KeyPath, str]]:
    for key, message in option_faults(account.platform, account.options):
        yield invalid_option.RULE, ("options", *key), message
    if account.visibility not in {None, "public"} and "visibility" not in card.features:
        message = f"On {card.label} every post is public. Remove `visibility:`, or take the account out."
        yield unsupported_feature.RULE, ("visibility",), message

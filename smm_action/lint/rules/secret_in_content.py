"""A password, token or key in a post.

### What it does

Finds what has the shape of a credential anywhere in a post's file: tokens of GitHub, GitLab, Slack, Stripe, npm,
Google, AWS, Telegram and Discord, app passwords of Bluesky, JSON Web Tokens, private keys, and values of `SMM_…`
variables.

### Why

What is in the repository is read by everyone who can read the repository, and what is in a post by everyone. It stays
in the history when the line is gone.

### Fails

```markdown posts/launch.md 4:22
---
platforms: [acme-bluesky]
---
Our app password is: abcd-ef23-gh45-ij67
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-bluesky]
---
Never write an app password into a file; the order number 1234-5678-9012-3456 is fine.
```

### How to fix

Revoke the credential first: it is known. Then remove it, and keep the new one as a secret of the environment. This
rule can not be ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import at
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post

_SIGNS = (
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "hooks.slack", "AKIA", "AIza",
    "sk_live_", "rk_live_", "npm_", "PRIVATE KEY", "eyJ", "SMM_", ":AA", "/webhooks/",
)  # fmt: skip
_WORDS = ("passw", "token", "secret", "key")
# shapes as the issuers document them; lengths are the least that is issued
_SECRET = re.compile(
    r"(?P<github>\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,})"
    r"|(?P<gitlab>\bglpat-[A-Za-z0-9_-]{20,})"
    r"|(?P<slack>\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bhooks\.slack\.com/services/T\w+/B\w+/\w+)"
    # a pre-signed URL names its key; it is no secret there, and the signature expires
    r"|(?P<aws>\b(?<!Credential=)AKIA[A-Z0-9]{16}\b)"
    r"|(?P<google>\bAIza[A-Za-z0-9_-]{35})"
    r"|(?P<stripe>\b[sr]k_live_[A-Za-z0-9]{16,})"
    r"|(?P<npm>\bnpm_[A-Za-z0-9]{36,})"
    r"|(?P<private_key>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----)"
    r"|(?P<web_token>\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})"
    r"|(?P<environment>\bSMM_[A-Z0-9_]+\s{0,3}[=:]\s{0,3}[\"']?[^\s\"'<>${}…*]{6,})"
    r"|(?P<telegram>\b\d{8,10}:AA[A-Za-z0-9_-]{33})"
    r"|(?P<discord>\bdiscord(?:app)?\.com/api/webhooks/\d+/[A-Za-z0-9_-]{20,})"
)
_NAMED = re.compile(
    r"(?i:passw(?:or)?d|passwort)[^\n]{0,40}?(?<![\w-])(?P<app_password>(?=[2-7-]*[a-z])[a-z2-7]{4}(?:-[a-z2-7]{4}){3})(?![\w-])"
    r"|(?i:access[_ -]?token|api[_ -]?key|api[_ -]?secret|client[_ -]?secret)[\"'` ]{0,3}[:=][\"'` ]{0,3}"
    r"(?P<token>(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{32,})"
)


class SecretInContent(Rule):
    """Credentials in plain sight. The message never repeats one."""

    severity: ClassVar[Severity] = Severity.ERROR
    suppressible: ClassVar[bool] = False

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a credential."""
        del context
        source = post.source
        if any(sign in source for sign in _SIGNS):
            for match in _SECRET.finditer(source):
                yield self.found(post, match)
        lowered = source.lower()
        if any(word in lowered for word in _WORDS):
            for match in _NAMED.finditer(source):
                yield self.found(post, match)

    def found(self, post: Post, match: re.Match[str]) -> Finding:
        """Return the finding of one match, by the name of its group."""
        kind = match.lastgroup or ""
        what = kind.replace("_", " ")
        message = f"This looks like a credential ({what}). Revoke it first, then remove it: the history keeps it."
        return self.finding(message, at(post, match.start(kind), match.end(kind)))


RULE = SecretInContent()

"""A password, token or key in a post.

### What it does

Finds what has the shape of a credential anywhere in a post's file, in `smm.yml`, `people.yml`, campaigns and other
texts below the content root: tokens of GitHub, GitLab, Slack, Stripe, npm, Google, AWS, X, Telegram and Discord, app
passwords of Bluesky, JSON Web Tokens, private keys, values of `SMM_…` variables, and long values that are called a
token, a secret or a key.

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

from collections.abc import Iterator

from smm_action.lint.context import LintContext
from smm_action.lint.places import at
from smm_action.lint.rule import LoaderRule
from smm_action.lint.secrets import Secret, secrets
from smm_action.model.finding import Finding, Location
from smm_action.model.post import Post


class SecretInContent(LoaderRule):
    """Credentials in plain sight; those outside of posts come from ``lint.files``. No message repeats one."""

    suppressible = False

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a credential."""
        del context
        for secret in secrets(post.source):
            yield self.found(secret, at(post, secret.start, secret.end))

    def found(self, secret: Secret, place: Location) -> Finding:
        """Return the finding of one credential."""
        message = (
            f"This looks like a credential ({secret.kind}). Revoke it first, then remove it: the history keeps it."
        )
        return self.finding(message, place)


RULE = SecretInContent()

"""An option that the platform does not have.

### What it does

Checks `options:` of variants, and of accounts in `smm.yml`, against the options of the account's platform.

### Why

An option that is misspelt does nothing, and one of another platform was meant for another account.

### Fails

```markdown posts/launch.md 4:29
---
platforms: [acme-mastodon]
variants:
  acme-mastodon: {options: {sensitve: true}}
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
variants:
  acme-mastodon: {options: {sensitive: true}}
---
The parcels are packed.
```

### How to fix

The page of each platform lists its options.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.core.schema import SchemaFault, faults, is_valid, schema
from smm_action.lint.context import LintContext
from smm_action.lint.places import nearest
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Location, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account


class InvalidOption(Rule):
    """Options beside the schema."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for each faulty option of an account, at its ``smm.yml``."""
        for brand in context.project.brands.values():
            path = f"{brand.path}/smm.yml" if brand.path else "smm.yml"
            for account in brand.accounts.values():
                for _, message in _faults(account, account.options, context):
                    yield self.finding(f"{account.name}: {message}", Location(path=path, line=1, column=1))

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for each faulty option of a variant."""
        if not post.variants:
            return
        for account in context.accounts(post):
            for name in (account.name, account.platform):
                variant = post.variants.get(name)
                if variant is not None:
                    for key, message in _faults(account, variant.options, context):
                        place = post.locate(("variants", name, "options", *key))
                        yield self.finding(message, place)


def _faults(account: Account, options: object, context: LintContext) -> Iterator[tuple[tuple[str | int, ...], str]]:
    name = f"platforms/{account.platform}"
    if not options or context.platform(account.platform) is None or is_valid(name, options):
        return
    for fault in faults(name, options):
        if fault.keyword == "additionalProperties":
            yield from _unknown(fault, account, list(schema(name).get("properties", {})))
        else:
            yield fault.path, f"{'.'.join(map(str, fault.path))}: {fault.message}."


def _unknown(fault: SchemaFault, account: Account, known: list[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key in fault.value:
        if key not in known:
            hint = nearest(key, known) or f" It has {', '.join(known) or 'none'}."
            yield (*fault.path, key), f"`{key}` is no option of {account.platform}.{hint}"


RULE = InvalidOption()

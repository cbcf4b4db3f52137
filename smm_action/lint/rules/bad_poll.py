"""A poll that a platform would refuse.

### What it does

Checks number and length of the answers and how long the poll is open against the platform's card, and finds equal
answers.

### Why

The post is refused when it is due, or the poll is open for longer than anybody meant.

### Fails

```markdown posts/vote.md 3:18 3:91
---
platforms: [acme-mastodon]
poll: {options: [The red one with the golden ribbon that Mira tied by hand, Blue, Green], duration: 9w}
---
Which ribbon?
```

### Passes

```markdown posts/vote.md
---
platforms: [acme-mastodon]
poll: {options: [Red, Blue, Green], duration: 1d}
---
Which ribbon?
```

### How to fix

Shorten the answers (25 characters on X, 50 on Mastodon), and keep to four.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.core.clock import span
from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Poll, Post
from smm_action.model.project import Account
from smm_action.platformkit.base import Platform
from smm_action.platformkit.render import Rendering

Fault = tuple[KeyPath, str]


class BadPoll(Rule):
    """Polls beyond the limits."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding an answer that is given twice."""
        del context
        if post.poll is None:
            return
        seen: set[str] = set()
        for index, option in enumerate(post.poll.options):
            if option.strip().casefold() in seen:
                yield self.finding(f"The answer {option!r} is given twice.", post.locate(("poll", "options", index)))
            seen.add(option.strip().casefold())

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding for each thing the platform would refuse."""
        del rendering
        platform = context.platform(account.platform) if post.poll is not None else None
        if post.poll is None or platform is None or "polls" not in platform.card.features:
            return
        for key, message in _faults(post.poll, account, platform):
            yield self.finding(message, post.locate(key), account=account.name)


def _faults(poll: Poll, account: Account, platform: Platform) -> Iterator[Fault]:
    card, rules = platform.card, platform.card.polls
    if rules is None:
        return
    least, most = rules.options[0], account.limits.get("poll_options", rules.options[1])
    if not least <= len(poll.options) <= most:
        message = f"{card.label} takes {least} to {most} answers, and this poll has {len(poll.options)}."
        yield ("poll", "options"), message
    limit = account.limits.get("poll_option", rules.characters)
    for index, option in enumerate(poll.options):
        if len(option) > limit:
            message = (
                f"This answer is {len(option) - limit} characters too long for {card.label} ({len(option)} of {limit})."
            )
            yield ("poll", "options", index), message
    if not rules.duration[0] <= poll.duration <= rules.duration[1]:
        shortest, longest = rules.duration
        lasts = span(shortest) if shortest == longest else f"{span(shortest)} to {span(longest)}"
        message = f"Polls on {card.label} are open for {lasts}, and this one for {span(poll.duration)}."
        yield ("poll", "duration"), message


RULE = BadPoll()

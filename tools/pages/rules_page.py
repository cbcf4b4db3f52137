"""Every rule's page, from its docstring."""

from __future__ import annotations

from smm_action.lint import rules

WORLD = (
    "The examples are Acme's: accounts named after their platforms (`acme-mastodon`, `acme-bluesky`, `acme-x` …) and"
    " a `media_host`. Where a page shows a `smm.yml` without accounts, it is added to that one."
)


def page() -> str:
    """Return ``docs/reference/rules.md``."""
    found = sorted(rules.all_rules(), key=lambda rule: rule.id)
    rows = [f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.summary} |" for rule in found]
    head = [
        "# Rules\n",
        f"{len(found)} rules. `smm explain RULE` shows one of these pages.\n",
        f"{WORLD}\n",
        "| rule | severity | |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows, "", *(f"## {rule.id}\n\n{rule.page().strip()}\n" for rule in found)])

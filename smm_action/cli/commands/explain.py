"""``smm explain``: a rule's page."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("explain")
@click.argument("rule", required=False)
@global_options
def command(rule: str | None) -> None:
    """Show what a rule finds, why, and how to mend it; without a name, list all rules."""
    import difflib

    from smm_action.cli.output.deliveries import table
    from smm_action.core.errors import SmmError
    from smm_action.lint.rules import all_rules

    rules = {item.id: item for item in all_rules()}
    if rule is None:
        click.echo(table([(item.id, item.severity.value, item.summary) for item in rules.values()]))
        return
    if rule not in rules:
        near = difflib.get_close_matches(rule, rules, n=1)
        raise SmmError(f"There is no rule {rule}.", "", f"Did you mean {near[0]}?" if near else "Run `smm explain`.")
    click.echo(f"{rules[rule].id} ({rules[rule].severity.value})\n\n{rules[rule].page().strip()}")

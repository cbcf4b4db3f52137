"""The command line, as click describes it."""

from __future__ import annotations

import click

HEAD = """# Commands

`smm`, also `python -m smm_action`. The global options are accepted before or after the command.

| exit code | means |
|---|---|
| 0 | done |
| 1 | findings of severity error, or a delivery that failed, became unknown or was held in this run |
| 2 | usage or configuration |
| 3 | could not work safely: nothing was sent that is not on record |
"""


def page() -> str:
    """Return ``docs/reference/commands.md``."""
    from smm_action.cli.main import smm

    context = click.Context(smm, info_name="smm", max_content_width=100)
    parts = [HEAD, _block("smm", smm, context)]
    for name in smm.list_commands(context):
        command = smm.get_command(context, name)
        if command is not None and not command.hidden:
            parts.append(_block(f"smm {name}", command, click.Context(command, info_name=name, parent=context)))
    return "\n".join(parts)


def _block(title: str, command: click.Command, context: click.Context) -> str:
    context.max_content_width = 100
    context.terminal_width = 100
    return f"\n## {title}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"

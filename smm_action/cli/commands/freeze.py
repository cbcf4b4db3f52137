"""``smm freeze``."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("freeze")
@click.argument("scope", nargs=-1)
@click.option(
    "--reason", help="Why; it becomes the reason of every held delivery. Without it, what is frozen is shown."
)
@click.option("--until", help="A time, or a date whose end is meant, in the root brand's zone.")
@click.option("--except", "excepted", multiple=True, help="What goes out all the same, like post:statement.")
@click.option("--lift", "lifting", is_flag=True, help="Lift the freezes of SCOPE, or every one.")
@global_options
def command(
    scope: tuple[str, ...], *, reason: str | None, until: str | None, excepted: tuple[str, ...], lifting: bool
) -> None:
    """Stop everything, or SCOPE, at once: all, brand:…, account:…, platform:…, campaign:…, tag:…, post:….

    No commit and no pull request: it is read again before every send. What falls inside is held, and stays held
    when the freeze is over: give it a fresh time, or release it. Formats: text json.
    """
    from smm_action.cli import freezing
    from smm_action.core.errors import SmmError

    if lifting:
        freezing.lift(scope)
    elif reason is not None:
        freezing.freeze(scope, excepted, reason, until)
    elif scope or until or excepted:
        raise SmmError("A freeze needs a reason.", "Everybody whose post is held will ask.", "Add --reason TEXT.")
    else:
        freezing.show()

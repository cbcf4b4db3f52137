"""``smm resolve``: answer the question an unknown delivery asks."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings


@click.command("resolve")
@click.argument("post")
@click.argument("account")
@click.option("--published", metavar="URL", help="It is out, here.")
@click.option("--resend", is_flag=True, help="It is not out; send it again.")
@global_options
def command(post: str, account: str, published: str | None, *, resend: bool) -> None:
    """Say of an unknown delivery that it is out at a URL, or that it shall be sent again. Formats: text json."""
    from smm_action.cli.amending import OUT, resolved_receipt, say
    from smm_action.core.clock import format_instant

    if (published is None) == (not resend):
        raise click.UsageError("Say either --published URL or --resend.")
    if published is not None:
        receipt = resolved_receipt(published, format_instant(settings().instant()))
        say(post, account, "resolved", reason="a person found it", receipts=(receipt,), code=OUT)
    else:
        say(post, account, "resolved", reason="a person looked: it is not out")

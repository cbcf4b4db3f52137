"""``smm rehearse``: a calendar replayed."""

from __future__ import annotations

from pathlib import Path

import click

from smm_action.cli.options import global_options


@click.command("rehearse")
@click.option("--from", "start", required=True, metavar="DATE", help="First day (2026-12-01), or an instant.")
@click.option("--to", "end", required=True, metavar="DATE", help="Last day, or an instant.")
@click.option("--faults", default="", metavar="SCENARIO", help="What goes wrong on the platforms, or @FILE.")
@click.option("--seed", type=int, default=0, show_default=True, help="What chance depends on.")
@click.option(
    "--runners", type=click.IntRange(1, 9), default=1, show_default=True, help="How many may work at the same time."
)
@click.option("--counts", is_flag=True, help="Let the sandbox's audience react, and count it as `smm metrics` does.")
@global_options
def command(*, start: str, end: str, faults: str, seed: int, runners: int, counts: bool) -> None:
    """Replay the calendar against a sandbox in virtual time, and say what goes out when. Formats: text json.

    Ticks come as GitHub's cron brings them: late, left out, doubled; runners are killed on the way. The posts are
    those of the last commit, in a temporary clone; nothing leaves this machine. Exit 1 when something would go out
    twice or be lost. SCENARIO is written as for `smm sandbox`.
    """
    from smm_action.cli.rehearsing import Wanted, rehearse_calendar

    scenario = Path(faults[1:]).read_text("utf-8") if faults.startswith("@") else faults
    wanted = Wanted(start=start, end=end, faults=scenario, seed=seed, runners=runners, counts=counts)
    raise SystemExit(rehearse_calendar(wanted))

"""The commands: finds the one asked for, runs it, and turns a broken set-up into a sentence and an exit code."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys

import click

from smm_action import __version__
from smm_action.cli.options import global_options
from smm_action.core.errors import SmmError


class LazyCommands(click.Group):
    """A group whose commands are the modules of ``cli.commands``, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands, in the order a person meets them."""
        del ctx
        from smm_action.cli import commands

        found = {info.name.rstrip("_").replace("_", "-") for info in pkgutil.iter_modules(commands.__path__)}
        known = [name for name in ORDER if name in found]
        return known + sorted(found - set(known))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command ``cmd_name``, or None when there is no such file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        # `import` is a keyword: its module ends with an underscore
        name = "import_" if cmd_name == "import" else cmd_name.replace("-", "_")
        module = importlib.import_module(f"smm_action.cli.commands.{name}")
        command: click.Command = module.command
        return command


ORDER = (
    "demo", "init", "new", "lint", "preview", "plan", "publish", "status",
    "reconcile", "resolve", "retry", "hold", "release", "freeze", "retract", "fsck",
    "metrics", "import", "sandbox", "rehearse", "explain", "doctor", "auth", "prepare", "flush", "action",
)  # fmt: skip


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="smm")
@global_options
def smm() -> None:
    """Keep a team's social media in a Git repository.

    Posts are Markdown files; a pull request proposes them, `smm lint` checks them, `smm publish` sends what is due
    and records what happened on the state branch.
    """


def run() -> None:
    """Run the command line and exit: 0 done, 1 findings or failed deliveries, 2 usage, 3 could not work safely."""
    # posts and entries come by the ten thousand and stay: looking for rubbish after every 700 objects, as Python
    # does, costs a tenth of loading and a third of reading the ledger (benchmarks/tick.py)
    gc.set_threshold(50_000)
    try:
        smm.main(prog_name="smm", standalone_mode=False)
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except SmmError as error:
        _show(error)
        sys.exit(error.exit_code)


def _show(error: SmmError) -> None:
    click.echo(f"{click.style('smm:', fg='red', bold=True)} {error.what}", err=True)
    for text in (error.why, error.do):
        if text:
            click.echo(f"     {text}", err=True)

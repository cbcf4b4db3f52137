"""The options every command takes, accepted before or after its name."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the global options and the environment say."""

    root: Path = Path("content")
    now: datetime | None = None
    """As given by ``--now`` or ``SMM_NOW``; None means the clock."""
    format: str = "text"
    quiet: bool = False
    color: bool = True
    sandbox: str | None = None

    def instant(self) -> datetime:
        """Return the instant this run works at: the one place that reads the clock."""
        return self.now or datetime.now(UTC)


def settings() -> Settings:
    """Return the settings of the running command."""
    held = click.get_current_context().find_root().obj
    return held if isinstance(held, Settings) else _from_environment()


def _from_environment() -> Settings:
    now = os.environ.get("SMM_NOW")
    root = os.environ.get("SMM_ROOT")
    given = Settings(color="NO_COLOR" not in os.environ)
    given = replace(given, root=Path(root)) if root else given
    return replace(given, now=parse_now(now)) if now else given


def parse_now(text: str) -> datetime:
    """Return the instant of ``--now``.

    Raises:
        click.BadParameter: no RFC 3339 instant.
    """
    from smm_action.core.clock import parse_instant

    try:
        return parse_instant(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}; an example: 2026-12-01T08:00:00Z", param_hint="--now") from None


def _store(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    root = ctx.find_root()
    if not isinstance(root.obj, Settings):
        root.obj = _from_environment()
    if value is None or value is False:
        return
    name = parameter.name or ""
    change: dict[str, Any] = {name: value}
    if name == "root":
        change = {"root": Path(value)}
    elif name == "now":
        change = {"now": parse_now(value)}
    elif name == "no_color":
        change = {"color": False}
        ctx.color = False
    root.obj = replace(root.obj, **change)


FORMATS = ("text", "json", "github", "sarif", "markdown", "html", "csv", "ics")


def global_options(function: F) -> F:
    """Add the global options to a command or the group; read them with ``settings()``."""
    options = (
        click.option("--root", metavar="DIR", help="Content root. [default: content]"),
        click.option("--now", metavar="ISO", help="Work at this instant instead of the clock's."),
        click.option("--format", type=click.Choice(FORMATS), metavar="FORMAT", help="Output format; see each command."),
        click.option("--quiet", is_flag=True, help="Say only what needs attention."),
        click.option("--no-color", is_flag=True, help="No colours."),
        click.option("--sandbox", metavar="URL", help="Point every account at a sandbox on this machine."),
    )
    for option in reversed(options):
        function = option_without_value(option)(function)
    return function


def option_without_value(option: Callable[[F], F]) -> Callable[[F], F]:
    """Return ``option`` changed to store into the settings instead of passing a value."""

    def add(function: F) -> F:
        decorated = option(function)
        parameters = getattr(decorated, "__click_params__", None) or getattr(decorated, "params", [])
        parameter = parameters[-1]
        parameter.expose_value = False
        parameter.callback = _store
        parameter.is_eager = True
        return decorated

    return add


def words(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the selectors of repeated options, each of which may hold several with spaces between."""
    return tuple(word for value in values for word in value.split())

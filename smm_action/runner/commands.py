"""Workflow commands and outputs: how a step talks to the runner it runs on.

The runner obeys what a step prints: ``::name …::``, and ``##[name]`` anywhere in a line. So content is either escaped
(inside a command of ours) or printed while commands are stopped.
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands (read 2026-11-24)
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Echo = Callable[[str], object]
"""Prints one line, with its end."""


def command(name: str, message: str = "", **properties: str | int) -> str:
    """Return a workflow command; a property that is empty is left out."""
    shown = ",".join(f"{key}={escape_property(str(value))}" for key, value in properties.items() if value != "")
    return f"::{name}{' ' if shown else ''}{shown}::{escape(message)}"


def escape(text: str) -> str:
    """Escape a message as the runner's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Escape a property: also what ends properties."""
    return escape(text).replace(":", "%3A").replace(",", "%2C")


@contextmanager
def quoted(echo: Echo) -> Iterator[None]:
    """Keep what is printed meanwhile from being obeyed: ids, answers and texts are hostile input."""
    token = secrets.token_hex(16)
    echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        echo(f"::{token}::")


def mask(echo: Echo, secret: str) -> None:
    """Have the runner replace ``secret`` in logs from now on: each of its lines, because logs are searched by line."""
    for line in dict.fromkeys([secret, *secret.splitlines()]):
        if line.strip():
            echo(command("add-mask", line))


def write_outputs(environ: Mapping[str, str], **values: str) -> None:
    """Set outputs of this step, by a fence that no value can hold; outside a workflow nothing happens.

    Underscores in names become dashes: outputs are written as inputs are.
    """
    path = environ.get("GITHUB_OUTPUT")
    if not path:
        return
    with Path(path).open("a", encoding="utf-8", newline="\n") as file:
        for name, value in values.items():
            fence = secrets.token_hex(16)
            file.write(f"{name.replace('_', '-')}<<{fence}\n{value}\n{fence}\n")

"""Inputs and outputs, from action.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ACTION = Path(__file__).parents[2] / "action.yml"


def page() -> str:
    """Return ``docs/reference/action.md``."""
    return f"# The Action\n\n{_action()['description']}\n\n## Inputs\n\n{inputs()}\n\n## Outputs\n\n{outputs()}\n"


def inputs() -> str:
    """Return the table of inputs."""
    rows = [f"| `{name}` | {item['description']} |" for name, item in _action()["inputs"].items()]
    return "\n".join(["| input | |", "|---|---|", *rows])


def outputs() -> str:
    """Return the table of outputs."""
    rows = [f"| `{name}` | {item['description']} |" for name, item in _action()["outputs"].items()]
    return "\n".join(["| output | |", "|---|---|", *rows])


def _action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(ACTION.read_text("utf-8"))
    return loaded

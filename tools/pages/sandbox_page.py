"""What the sandbox simulates, from its own routes."""

from __future__ import annotations

from smm_action.sandbox.simulation import simulations


def operations() -> str:
    """Return the table of operations that a scenario line can name."""
    rows = [
        f"| {one.label} | {' '.join(f'`{name}`' for name in dict.fromkeys(row[2] for row in one.table))} |"
        for one in simulations()
    ]
    return "\n".join(["| platform | operations |", "|---|---|", *rows])

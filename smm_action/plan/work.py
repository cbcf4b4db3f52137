"""When a tick has something to do: what the index promises the gate."""

from __future__ import annotations

from datetime import datetime

from smm_action.model.plan import Plan


def next_work(plan: Plan) -> datetime | None:
    """Return when a tick after ``plan`` has work: at once while anything is due still, else ``plan.next``.

    A run may leave a due delivery (no credentials, another run's push), and one may become due by what a run
    published (``after:``). ``plan.next`` looks at the future alone, and an index made of it would let every later
    tick end at its gate.
    """
    return plan.now if plan.due or plan.settle else plan.next

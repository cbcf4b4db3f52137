"""A brand's policy: read, and never weaker than the root's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from typing import Any

from smm_action.content.config_checks import section
from smm_action.content.document_file import YamlFile
from smm_action.content.faults import invalid
from smm_action.core.clock import parse_duration
from smm_action.model.finding import Finding
from smm_action.model.ids import PlatformName
from smm_action.model.project import Policy, QuietHours


def policy(data: Mapping[str, Any]) -> Policy:
    """Return the policy; what can not be read keeps its default."""
    held = section(data, "policy")
    default = Policy()
    return Policy(
        alt_text="recommended" if held.get("alt_text") == "recommended" else "required",
        min_gap=_duration(held.get("min_gap")),
        quiet_hours=quiet_hours(held.get("quiet_hours")),
        max_late=_duration(held.get("max_late")) or default.max_late,
        approval="required" if held.get("approval") == "required" else "none",
        budget=_budget(held.get("budget")),
    )


def tightened(base: Policy, own: Policy) -> Policy:
    """Return what is in force for a further brand: of each rule the stricter one."""
    gaps = [gap for gap in (base.min_gap, own.min_gap) if gap is not None]
    return Policy(
        alt_text="required" if "required" in {base.alt_text, own.alt_text} else "recommended",
        min_gap=max(gaps, default=None),
        quiet_hours=own.quiet_hours if _minutes(base.quiet_hours) <= _minutes(own.quiet_hours) else base.quiet_hours,
        max_late=min(base.max_late, own.max_late),
        approval="required" if "required" in {base.approval, own.approval} else "none",
        budget={**own.budget, **{name: min(most, own.budget.get(name, most)) for name, most in base.budget.items()}},
    )


def loosened(file: YamlFile, base: Policy, own: Policy) -> Iterator[Finding]:
    """Yield a finding for each rule that a further brand makes weaker than the root's."""
    strict = tightened(base, own)
    for name in section(file.data, "policy"):
        if name in Policy.__slots__ and getattr(own, name) != getattr(strict, name):
            yield invalid(
                f"`policy.{name}` is weaker than the root's; a brand may only tighten it.",
                file.locate(("policy", name)),
            )


def quiet_hours(text: Any) -> QuietHours | None:
    """Return the window of ``22:00-07:00``; None when there is none or it can not be read."""
    match = re.fullmatch(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})", text) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        return QuietHours(start=time(int(match[1]), int(match[2])), end=time(int(match[3]), int(match[4])))
    except ValueError:
        return None


def _minutes(hours: QuietHours | None) -> frozenset[int]:
    """Return the minutes of the day in a window: the first is in it, the last is not."""
    if hours is None:
        return frozenset()
    start, end = hours.start.hour * 60 + hours.start.minute, hours.end.hour * 60 + hours.end.minute
    return frozenset((start + passed) % 1440 for passed in range((end - start) % 1440))


def _budget(held: Any) -> Mapping[PlatformName, float]:
    """Return dollars by platform; what is no amount is a finding already."""
    amounts = held.items() if isinstance(held, dict) else ()
    return {
        PlatformName(name): float(amount)
        for name, amount in amounts
        if isinstance(amount, int | float) and not isinstance(amount, bool) and amount >= 0
    }


def _duration(text: Any) -> timedelta | None:
    try:
        return parse_duration(text) if isinstance(text, str) else None
    except ValueError:
        return None

"""Facebook's own numbers and headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from smm_action.sandbox.call import Call
from smm_action.sandbox.simulation import Window

PAGE, OBJECT = 61, 122
"""How the numbers of Pages, and of what Pages make, begin here, so that a path tells whose it is."""


def page_number(account: str) -> str:
    """Return the number of an account's Page, the same in every run."""
    return f"{PAGE}{int(hashlib.sha256(account.encode()).hexdigest()[:12], 16) % 10**12:012}"


def new_number(call: Call) -> str:
    """Return the number of a new object, greater than those before it."""
    return str(call.store.number("facebook", OBJECT * 10**15 + int(call.now.timestamp() * 1000)))


def rates(window: Window) -> Mapping[str, str]:
    """Return the usage header of Pages: percentages, and the minutes until calls are taken again."""
    used = 100 - window.left * 100 // window.limit
    use = {"type": "pages", "call_count": used, "total_cputime": 0, "total_time": 0}
    regain = 0 if window.left else max(1, window.seconds // 60)
    uses = {"0": [{**use, "estimated_time_to_regain_access": regain}]}
    return {"x-business-use-case-usage": json.dumps(uses)}

"""A rule that failed on a post: a fault of this tool.

### What it does

Says which rule (or which platform's rendering) failed and on which file. All others have run.

### Why

A fault of one rule must neither hide what the others find nor pass for a clean post.

### How to fix

Report it with the file. Until it is mended, leave the rule out with `--ignore RULE`.
"""

from __future__ import annotations

from typing import ClassVar

from smm_action.lint.rule import Rule
from smm_action.model.finding import Severity


class RuleCrashed(Rule):
    """Found where rules are run (``lint.engine``)."""

    severity: ClassVar[Severity] = Severity.ERROR
    suppressible: ClassVar[bool] = False


RULE = RuleCrashed()

"""The rules, one module each and nothing else. A new one is found by being here."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smm_action.lint.rule import Rule


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").RULE for name in names)

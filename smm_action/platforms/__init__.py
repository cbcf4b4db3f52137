"""The platforms, one module or package each and nothing else. A new one is found by being here."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from smm_action.platformkit.base import Platform


@functools.cache
def names() -> tuple[str, ...]:
    """Return the names of all platforms, in alphabetical order; none of them is imported."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@functools.cache
def load(name: str) -> Platform:
    """Import the platform ``name`` and return it.

    Raises:
        KeyError: there is no such platform.
    """
    if name not in names():
        raise KeyError(name)
    platform = importlib.import_module(f"{__name__}.{name}").PLATFORM
    assert isinstance(platform, Platform)
    return platform

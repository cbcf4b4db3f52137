"""Run the benchmarks that are named, or all."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    """Import each benchmark and call its ``main``."""
    skipped = {"__main__", "timing", "posts"}
    names = sys.argv[1:] or [
        info.name for info in pkgutil.iter_modules(benchmarks.__path__) if info.name not in skipped
    ]
    for name in names:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()

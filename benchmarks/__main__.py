"""Run the benchmarks that are named, or all; with ``--readme`` all, and quote them in README.md."""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import benchmarks
from benchmarks import quotes

PARTS = frozenset({"__main__", "timing", "posts", "quotes", "ledgers"})
"""Modules that benchmarks are made of."""


def main() -> None:
    """Call ``main`` of each benchmark; it prints its rows and returns what to quote of them."""
    known = [info.name for info in pkgutil.iter_modules(benchmarks.__path__) if info.name not in PARTS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--readme", action="store_true", help="run all and write the table of the README")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in known]
    if unknown or (given.readme and given.names):
        parser.error(f"no benchmark is called {unknown[0]}" if unknown else "--readme takes no names: it quotes all")
    found = [quote for name in given.names or known for quote in importlib.import_module(f"benchmarks.{name}").main()]
    if given.readme:
        quotes.write(found)


if __name__ == "__main__":
    main()

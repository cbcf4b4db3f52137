"""Numbers in paths.

Meta's platforms share one shape of addresses, ``/{version}/{number}/{edge}``: the number alone tells whose it is.
"""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor


def numbers(name: str, pattern: str) -> str:
    """Make ``{id:name}`` in a path match ``pattern``, and return the pattern."""

    class Numbers(Convertor[str]):
        regex = pattern

        def convert(self, value: str) -> str:
            return value

        def to_string(self, value: str) -> str:
            return value

    register_url_convertor(name, Numbers())
    return pattern

"""Options of a platform, checked against its schema: of variants in posts, and of accounts in ``smm.yml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smm_action.core.schema import SchemaFault, faults, is_valid, schema
from smm_action.lint.places import nearest

OptionFault = tuple[tuple[str | int, ...], str]
"""The faulty key below ``options``, and a sentence."""


def option_faults(platform: str, options: Mapping[str, Any]) -> Iterator[OptionFault]:
    """Yield what is wrong with ``options`` of a platform that is built."""
    name = f"platforms/{platform}"
    if not options or is_valid(name, options):
        return
    for fault in faults(name, options):
        if fault.keyword == "additionalProperties":
            yield from _unknown(fault, platform, list(schema(name).get("properties", {})))
        else:
            yield fault.path, f"{'.'.join(map(str, fault.path))}: {fault.message}."


def _unknown(fault: SchemaFault, platform: str, known: list[str]) -> Iterator[OptionFault]:
    for key in fault.value:
        if key not in known:
            hint = nearest(key, known) or f" It has {', '.join(known) or 'none'}."
            yield (*fault.path, key), f"`{key}` is no option of {platform}.{hint}"

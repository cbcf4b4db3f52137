"""The foreign formats by the names that the command line takes; each is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from smm_action.core.errors import SmmError
from smm_action.importers.imported import Imported

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "galaxy-social": "galaxy_social.import_galaxy_social",
        "twitter-together": "twitter_together.import_twitter_together",
        "nodejs-bluesky": "nodejs_bluesky.import_nodejs_bluesky",
        "csv": "csv_rows.import_csv",
    }
)


def read(name: str, source: Path) -> Imported:
    """Return what ``source`` holds in the format ``name``.

    Raises:
        SmmError: there is no such format, or ``source`` is not what it reads.
    """
    if name not in FORMATS:
        raise SmmError(f"{name} is no format that can be imported.", "", f"Choose one of {', '.join(FORMATS)}.")
    module, _, function = FORMATS[name].partition(".")
    imported = getattr(importlib.import_module(f"smm_action.importers.{module}"), function)(source)
    assert isinstance(imported, Imported)
    return imported

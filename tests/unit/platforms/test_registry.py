from __future__ import annotations

import subprocess
import sys

import pytest

from smm_action.platformkit.base import Platform
from smm_action.platforms import load, names


def test_every_platform_is_found_by_being_there() -> None:
    assert {"bluesky", "mastodon", "microblog", "x"} <= set(names())
    assert list(names()) == sorted(names())


@pytest.mark.parametrize("name", names())
def test_each_module_holds_a_platform_of_its_own_name(name: str) -> None:
    assert isinstance(load(name), Platform)
    assert load(name).card.name == name
    assert load(name) is load(name)


@pytest.mark.parametrize("name", ["friendfeed", "", "..", "__init__", "x.y"])
def test_an_unknown_name_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        load(name)


def test_listing_names_imports_no_platform() -> None:
    code = (
        "import sys; from smm_action.platforms import names; names();"
        "print([m for m in sys.modules if m.startswith('smm_action.platforms.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

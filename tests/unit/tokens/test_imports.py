"""A run that renews nothing loads neither PyNaCl nor Authlib."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["publishing", "counting", "checkup", "authorizing"])
def test_what_seals_and_signs_is_loaded_when_it_is_needed(module: str) -> None:
    code = (
        f"import sys, smm_action.cli.{module}\nprint(*{{'nacl', 'authlib', 'cryptography', 'cffi'}} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

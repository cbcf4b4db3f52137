"""`smm --help` says without click what click says; everything else goes to click."""

from __future__ import annotations

import os
import subprocess
import sys
import termios

import pytest

RUN = "from smm_action.cli.main import main\nmain()\n"
CLICKLESS = f"{RUN}\nimport sys\nsys.exit('click' in sys.modules)\n"


def smm(*arguments: str, code: str = RUN, columns: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = _without_columns()
    if columns is not None:
        environ["COLUMNS"] = columns
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def _without_columns() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "COLUMNS"}


@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_the_page_is_clicks_own(asked: str) -> None:
    shown = smm(asked)
    assert (shown.returncode, shown.stderr) == (0, "")
    # with COLUMNS it is click that answers
    assert shown.stdout == smm(asked, columns="80").stdout
    assert "  publish " in shown.stdout


def test_the_page_needs_no_click() -> None:
    assert smm("--help", code=CLICKLESS).returncode == 0


@pytest.mark.parametrize(("width", "longest"), [(60, 60), (80, 78), (200, 78)])
def test_lines_fit_the_terminal(width: int, longest: int) -> None:
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, width))
    subprocess.run([sys.executable, "-c", RUN, "--help"], env=_without_columns(), stdout=theirs, check=True)
    os.close(theirs)
    lines = _all(ours).decode().splitlines()
    os.close(ours)
    assert longest - 8 < max(map(len, lines)) <= longest


def _all(terminal: int) -> bytes:
    read = b""
    while True:
        try:
            read += os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody writes any more
            return read


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("lint", "--help"), 0, "Usage: smm lint"),
        (("--help", "lint"), 0, "Usage: smm [OPTIONS]"),
        (("--version",), 0, "smm, version"),
        ((), 2, "Usage: smm [OPTIONS]"),
        (("nothing-like-it",), 2, "No such command"),
    ],
)
def test_other_questions_are_clicks(arguments: tuple[str, ...], status: int, said: str) -> None:
    answered = smm(*arguments)
    assert answered.returncode == status
    assert said in answered.stdout + answered.stderr

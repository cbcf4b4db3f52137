"""The process that is killed: ``python tests/chaos/runner.py SPEC`` runs the real command line under trace points.

``SPEC`` is JSON: arguments, cwd, environ, out, err, trace, and optionally at, how, origin, switches. With ``--fork``
the process imports everything once and forks for each line of SPEC on its input.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.warm import clocks
from tests.warm.forker import Forker, become, flushed, load, status_of


def play(spec: dict[str, Any]) -> int:
    """Run the command line as ``spec`` says and return its exit status."""
    from smm_action.cli.main import main
    from tests.chaos.broken import SWITCHES
    from tests.chaos.points import Points

    become(spec)
    points = Points(
        spec["trace"], spec.get("at", ""), spec.get("how", "kill"), spec.get("origin", ""), away=spec.get("away", 0.0)
    )
    points.install()
    for name in spec.get("switches", ()):
        SWITCHES[name]()
    return status_of(main)


if __name__ == "__main__":
    clocks.install()
    if sys.argv[1] == "--fork":
        load()
        Forker(play).loop()
    else:
        sys.exit(flushed(play(json.loads(sys.argv[1]))))

"""Who we are, and whether another owner of a claim is still alive."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

from smm_action.model.entry import Owner
from smm_action.runner.runs import is_run_completed


def ourselves(environ: Mapping[str, str]) -> Owner:
    """Return this run: a workflow run by its id, a process here by host, pid and the time it started."""
    shard, nonce = _shard(environ), secrets.token_hex(16)
    run = environ.get("GITHUB_RUN_ID")
    if run and environ.get("GITHUB_ACTIONS") == "true":
        return Owner(run=run, attempt=int(environ.get("GITHUB_RUN_ATTEMPT", "1")), shard=shard, nonce=nonce)
    pid = os.getpid()
    return Owner(run=f"local-{socket.gethostname()}-{pid}-{_started(pid)}", shard=shard, nonce=nonce)


def person(environ: Mapping[str, str]) -> str:
    """Return who gives the command: on GitHub who started the workflow, else the user of this machine."""
    return environ.get("GITHUB_ACTOR") or getpass.getuser()


def _shard(environ: Mapping[str, str]) -> int:
    """Return which of several jobs of one run this is; it tells people where to look, and decides nothing."""
    text = environ.get("SMM_SHARD", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def death(environ: Mapping[str, str], us: Owner, finished: frozenset[str] = frozenset()) -> Callable[[Owner], bool]:
    """Return the function that says whether an owner is known to be over.

    ``finished`` are nonces whose journal is at hand and whose process is known to have ended.
    """

    def is_dead(owner: Owner) -> bool:
        if owner.nonce == us.nonce:
            return False
        if owner.nonce in finished:
            return True
        if owner.run.startswith("local-"):
            return _is_gone(owner.run)
        if owner.run == us.run:
            return owner.attempt < us.attempt
        return is_run_completed(owner.run, environ) is True

    return is_dead


def _is_gone(run: str) -> bool:
    host, _, rest = run.removeprefix("local-").rpartition("-")
    host, _, pid = host.rpartition("-")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _started(int(pid)) != rest


def _started(pid: int) -> str:
    """Return when a process started, in clock ticks since boot; ``0`` where that is not known (proc(5))."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return "0"
    return text.rpartition(")")[2].split()[19]

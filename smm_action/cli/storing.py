"""Put credentials where runs find them, and show none: GitHub's secrets, the state branch, or a file of one's own.

A value goes through the standard input of ``gh``, into a sealed file, or into a file that its owner alone reads: never
onto a command line, into a history or a log.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from smm_action.cli.app import App
from smm_action.cli.keeping import not_on_branch
from smm_action.cli.obtaining import Obtained
from smm_action.cli.tokens import EXPIRES, Wallet
from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.model.card import Refresh
from smm_action.model.project import Account
from smm_action.platformkit.base import Platform, SupportsRefresh
from smm_action.platformkit.credentials import SERVER, variable
from smm_action.tokens.edits import Keep
from smm_action.tokens.github import ENVIRONMENT, USUAL
from smm_action.tokens.key import KEY, token_key
from smm_action.tokens.record import ANY
from smm_action.tokens.sealing import seal

Place = Literal["gh", "branch", "file"]


def places(app: App, platform: Platform, obtained: Obtained) -> dict[Place, str]:
    """Return where the credentials can be put here, each with what a person should know of it, the best one first."""
    found: dict[Place, str] = {}
    if app.settings.sandbox is None and shutil.which("gh", path=app.environ.get("PATH")):
        found["gh"] = f"as secrets of {_place(app)} on GitHub, by gh"
    if _on_branch(platform, obtained) and token_key(app.environ) is not None and not_on_branch(app) is None:
        found["branch"] = "sealed on the state branch, where runs renew it"
    found["file"] = "in a file outside the repository that you alone can read"
    return found


def store(
    app: App, account: Account, wallet: Wallet, platform: Platform, obtained: Obtained, place: Place, path: Path | None
) -> list[str]:
    """Put them there, and return what to say: names and places.

    Raises:
        SmmError: they could not be put there.
    """
    told: list[str] = []
    rest = dict(obtained.values)
    expires = obtained.expires
    if place == "branch":
        fields, refresh = _on_branch(platform, obtained), platform.card.refresh
        refusal = not_on_branch(app)
        if not fields or refresh is None or token_key(app.environ) is None or refusal is not None:
            raise SmmError(
                "These credentials can not be kept on the state branch.",
                refusal or f"Only a token that runs renew is kept there, and {KEY} has to be set.",
                "Store them with --store gh or --store file.",
            )
        _seal(app, wallet, refresh, {name: rest.pop(name) for name in fields}, expires)
        told += [f"{variable(account.name, name)}: sealed on the state branch." for name in fields]
        expires, place = None, next(iter(places(app, platform, Obtained(values={}))))
    names = {variable(account.name, name): value for name, value in rest.items()}
    plain = {variable(account.name, EXPIRES): expires} if expires is not None else {}
    plain |= {variable(account.name, SERVER): account.server} if account.server and app.settings.sandbox is None else {}
    if not names:
        return told
    if place == "gh":
        return told + _by_gh(app, names, plain)
    return told + _in_file(app, account, names, plain, path)


def lines(app: App, names: Mapping[str, str], plain: Mapping[str, str]) -> list[str]:
    """Return the commands that store each, which ask for the value themselves."""
    where = _flags(app)
    kept = [" ".join(["gh secret set", name, *where]) for name in names]
    return kept + [" ".join(["gh variable set", name, *where, "--body", value]) for name, value in plain.items()]


def _on_branch(platform: Platform, obtained: Obtained) -> tuple[str, ...]:
    refresh = platform.card.refresh
    if refresh is None or not isinstance(platform, SupportsRefresh):
        return ()
    return tuple(name for name in refresh.fields if name in obtained.values)


def _seal(app: App, wallet: Wallet, refresh: Refresh, values: Mapping[str, str], expires: str | None) -> None:
    key, branch, subject = token_key(app.environ), app.must_have_branch(), wallet.subject(refresh)
    assert key is not None
    number = wallet.vault(refresh).next_number(branch.fetch())
    ends = expires or format_instant(app.now + refresh.lifetime)
    if refresh.rotating and expires is None:
        ends = format_instant(app.now)  # whoever has the refresh token alone has to renew first
    record = replace(subject.blank(), seq=number, renewed=format_instant(app.now), expires=ends, grew_from=ANY)
    edit = Keep(path=subject.path, record=seal(key, record, values), anew=True)
    branch.commit([edit], f"Store token {number} of {subject.account}")


def _by_gh(app: App, names: Mapping[str, str], plain: Mapping[str, str]) -> list[str]:
    top = app.must_have_repository().top
    for kind, held in (("secret", names), ("variable", plain)):
        for name, value in held.items():
            done = subprocess.run(
                ["gh", kind, "set", name, *_flags(app)],
                cwd=top, input=value, env=dict(app.environ), capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise SmmError(
                    f"gh did not store {name} (status {done.returncode}).",
                    # what it says of itself is shown, unless it says the value back
                    "" if value in done.stderr else " ".join(done.stderr.split())[:300],
                    f"Run `gh auth status`, make sure that there is {_place(app)}, or use --store file.",
                )
    return [f"{name}: stored in {_place(app)}." for name in (*names, *plain)]


def _in_file(
    app: App, account: Account, names: Mapping[str, str], plain: Mapping[str, str], path: Path | None
) -> list[str]:
    home = Path(app.environ.get("XDG_CONFIG_HOME") or Path(app.environ.get("HOME", "~")).expanduser() / ".config")
    shown = " ".join(_flags(app))
    target = (path or home / "smm" / f"{account.name}.env").resolve()
    if app.repository is not None and target.is_relative_to(app.repository.top.resolve()):
        raise SmmError(
            f"{target} lies in the repository.", "What lies there is committed sooner or later.", "Name another file."
        )
    _write(target, "".join(f"{name}={_quoted(value)}\n" for name, value in {**names, **plain}.items()))
    return [
        *(f"{name}: in {target}." for name in names),
        "You alone can read that file. To store what it holds on GitHub, and then delete it:",
        f"  gh secret set --env-file {target} {shown}".rstrip(),
        "Or one by one; each of these asks for the value:",
        *(f"  {line}" for line in lines(app, names, plain)),
    ]


def _write(target: Path, text: str) -> None:
    """Write a file whose mode is 0600 from its first byte on."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(target)
    except OSError as error:
        raise SmmError(
            f"{target} can not be written: {error.strerror or error}.",
            "The credentials are nowhere now.",
            "Name another file with --file, and run this again.",
        ) from None


def _quoted(value: str) -> str:
    """Return a value as the reader of ``gh secret set --env-file`` takes it word for word."""
    if "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return f'"{escaped}"'


def _environment(app: App) -> str:
    return app.environ.get(ENVIRONMENT, USUAL)


def _flags(app: App) -> list[str]:
    return ["--env", _environment(app)] if _environment(app) else []


def _place(app: App) -> str:
    return f"the environment {_environment(app)}" if _environment(app) else "the repository"

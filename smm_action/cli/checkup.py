"""Examine every account: declared, built, credentials set, signed in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from smm_action.cli.accounts import sign_in
from smm_action.cli.app import App
from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Retry, Unauthorized
from smm_action.model.project import Account
from smm_action.platformkit.base import Session, SupportsPublish
from smm_action.platformkit.credentials import Missing, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One account's state."""

    account: str
    platform: str
    ready: bool
    said: str
    missing: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return asdict(self)


def examine(app: App, *, offline: bool) -> list[Health]:
    """Return the health of every account, in the order of declaration."""
    accounts = (account for brand in app.project.brands.values() for account in brand.accounts.values())
    return [_one(app, account, offline=offline) for account in accounts]


def _one(app: App, account: Account, *, offline: bool) -> Health:
    platform = app.platform(account.platform)
    if platform is None:
        return _health(account, "this platform is not built", ready=False)
    if not isinstance(platform, SupportsPublish):
        return _health(account, "posts are rendered and linted; publishing is not built yet", ready=False)
    if app.settings.sandbox is None:
        held = read(account, platform.card, app.environ)
        if isinstance(held, Missing):
            return _health(account, held.reason, ready=False, missing=held.variables)
    if offline:
        return _health(account, "everything it needs is set", ready=True)
    try:
        opened = sign_in(app, account, platform)
    except (NotSent, Lost) as error:
        return _health(account, str(error), ready=False)
    match opened:
        case Session():
            return _health(account, f"signed in as {opened.handle or account.handle or account.name}", ready=True)
        case Missing():
            return _health(account, opened.reason, ready=False, missing=opened.variables)
        case Unauthorized(reason=reason) | Retry(reason=reason):
            return _health(account, reason, ready=False)


def _health(account: Account, said: str, *, ready: bool, missing: tuple[str, ...] = ()) -> Health:
    return Health(account=account.name, platform=account.platform, ready=ready, said=said, missing=missing)

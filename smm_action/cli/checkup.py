"""Examine every account: declared, built, credentials set, signed in, allowed enough, living long enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from smm_action.cli.accounts import open_with, origin_of
from smm_action.cli.app import App
from smm_action.cli.health import Health, days_left, help_note, is_lost, renewal, version_note, ways
from smm_action.cli.keeping import keeper_of
from smm_action.cli.tokens import Standing, Wallet, environ_of
from smm_action.core.errors import SmmError
from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Unauthorized
from smm_action.model.project import Account
from smm_action.platformkit.base import Inspection, Platform, Session, SupportsInspect, SupportsPublish
from smm_action.platformkit.credentials import Missing


def examine(app: App, *, offline: bool) -> list[Health]:
    """Return the health of every account, in the order of declaration. Nothing is changed, and no token renewed."""
    accounts = [account for brand in app.project.brands.values() for account in brand.accounts.values()]
    named = {name for post in app.project.posts for name in post.accounts}
    return [
        replace(_one(app, account, offline=offline), in_use=not named or account.name in named) for account in accounts
    ]


def _one(app: App, account: Account, *, offline: bool) -> Health:
    platform = app.platform(account.platform)
    if platform is None:
        return _health(account, "this platform is not built", ready=False)
    if not isinstance(platform, SupportsPublish):
        if not platform.card.credentials:
            return _health(account, "a person posts here; there is nothing to sign in to", ready=True)
        return _health(account, "posts are rendered and linted; publishing is not built yet", ready=False)
    noted = version_note(platform.card.version, platform.card.label, app.now)
    found = _examined(app, account, platform, offline=offline)
    return replace(found, notes=(*found.notes, *noted))


def _examined(app: App, account: Account, platform: Platform, *, offline: bool) -> Health:
    origin = origin_of(account, platform)
    if isinstance(origin, Unauthorized):
        return _health(account, origin.reason, ready=False)
    try:
        wallet = Wallet(app, account, platform, origin)
        standing = wallet.standing(offline=offline)
        fault = _keeper_fault(app, standing)
    except SmmError as error:
        return _health(account, str(error), ready=False)
    found = _signed_in(app, account, platform, standing, fault, offline=offline)
    token = standing.token
    found = _ending(app, found, found.expires or (token.expires if token is not None else wallet.ends))
    found = _renewing(app, found, standing, fault)
    if isinstance(standing.values, Missing):
        lacks = ways(account.name, platform.card, environ_of(app, account, platform.card))
        return replace(found, notes=(*lacks, help_note(account.name, account.platform)))
    return found


def _signed_in(
    app: App, account: Account, platform: Platform, standing: Standing, fault: str | None, *, offline: bool
) -> Health:
    values, token, refresh = standing.values, standing.token, standing.refresh
    if isinstance(values, Missing):
        return _health(account, values.reason, ready=False, missing=values.variables)
    if token is not None and refresh is not None and refresh.rotating and not token.works(refresh, app.now):
        # the token of the moment has ended, and looking must not use up the one that brings the next
        ready = fault is None and not is_lost(token, refresh, app.now)
        return _health(account, "signs in with a token that is renewed first", ready=ready)
    if offline:
        return _health(account, "everything it needs is set", ready=True)
    try:
        return _opened(app, account, platform, values)
    except (NotSent, Lost) as error:
        return _health(account, str(error), ready=False)


def _opened(app: App, account: Account, platform: Platform, values: Mapping[str, str]) -> Health:
    opened = open_with(app, account, platform, values)
    if not isinstance(opened, Session):
        found = _health(account, opened.reason, ready=False)
        refused = isinstance(opened, Unauthorized) and platform.card.credentials
        return replace(found, notes=(help_note(account.name, account.platform),)) if refused else found
    seen = platform.inspect(opened) if isinstance(platform, SupportsInspect) else Inspection()
    expires = min(filter(None, (seen.expires, opened.expires)), default=None)
    found = _health(account, f"signed in as {opened.handle or account.handle or account.name}", ready=True)
    return replace(
        found,
        ready=not seen.missing_scopes,
        missing_scopes=seen.missing_scopes,
        expires=expires,
        notes=seen.said,
    )


def _ending(app: App, found: Health, expires: str | None) -> Health:
    return replace(found, expires=expires, days_left=days_left(expires, app.now))


def _renewing(app: App, found: Health, standing: Standing, fault: str | None) -> Health:
    """Return ``found`` with what is known here of the token's renewal."""
    token, refresh = standing.token, standing.refresh
    if token is None or refresh is None or not (token.values or token.locked):
        return found
    ready = found.ready and not is_lost(token, refresh, app.now)
    return replace(found, ready=ready, renewal=renewal(token, refresh, fault, app.now))


def _keeper_fault(app: App, standing: Standing) -> str | None:
    """Return why a new token could be kept nowhere, where there is one to keep."""
    if standing.refresh is None or standing.token is None:
        return None
    keeper = keeper_of(app)
    return keeper if isinstance(keeper, str) else None


def _health(account: Account, said: str, *, ready: bool, missing: tuple[str, ...] = ()) -> Health:
    return Health(account=account.name, platform=account.platform, ready=ready, said=said, missing=missing)

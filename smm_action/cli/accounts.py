"""Sign in to accounts: the only place where secrets meet platforms."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from smm_action.cli.app import App
from smm_action.cli.hosting import host_of
from smm_action.cli.tokens import Wallet
from smm_action.core.errors import SmmError
from smm_action.core.http import Http, checked_origin, is_loopback
from smm_action.model.delivery import Retry, Unauthorized
from smm_action.model.ids import AccountName
from smm_action.model.project import Account
from smm_action.platformkit.base import Platform, Session, SupportsPublish
from smm_action.platformkit.credentials import Missing
from smm_action.publish.access import Access, NoCredentials, Opened


def opener(app: App, account: AccountName) -> Opened:
    """Sign in to ``account`` for publishing."""
    found = app.project.account(account)
    platform = app.platform(found.platform) if found else None
    if found is None or platform is None:
        return NoCredentials(reason=f"the account {account} is not declared, or its platform is not built")
    if not isinstance(platform, SupportsPublish):
        return NoCredentials(reason=f"publishing to {platform.card.label} is not built yet")
    opened = sign_in(app, found, platform)
    if isinstance(opened, Session):
        return Access(platform=platform, session=opened)
    return NoCredentials(reason=opened.reason) if isinstance(opened, Missing) else opened


def sign_in(app: App, account: Account, platform: Platform) -> Session | Unauthorized | Retry | Missing:
    """Return a session; ``Missing`` says which variables are not set. A token that is about to end is renewed first."""
    origin = origin_of(account, platform)
    if isinstance(origin, Unauthorized):
        return origin
    try:
        found = Wallet(app, account, platform, origin).credentials()
    except SmmError as error:
        return Retry(reason=str(error))
    return open_with(app, account, platform, found) if isinstance(found, Mapping) else found


def open_with(
    app: App, account: Account, platform: Platform, credentials: Mapping[str, str]
) -> Session | Unauthorized | Retry:
    """Return a session of ``account`` with ``credentials``, by field name."""
    origin, address = origin_of(account, platform), server_of(account, platform)
    if isinstance(origin, Unauthorized) or address is None:
        return Unauthorized(reason=f"the account {account.name} has no `server:`")
    assert isinstance(platform, SupportsPublish)
    session = Session(
        http=Http(origin),
        account=account.name,
        server=address,
        handle=account.handle,
        options=account.options,
        host=host_of(app, account, platform),
    )
    return platform.open(session, credentials)


def server_of(account: Account, platform: Platform) -> str | None:
    """Return the address an account is reached at: pages have a base URL, others a server."""
    if not platform.card.credentials:
        return account.base_url
    return account.server or platform.card.default_server


def origin_of(account: Account, platform: Platform) -> str | Unauthorized:
    """Return the origin that an account's credentials go to."""
    address = server_of(account, platform)
    if address is None:
        return Unauthorized(reason=f"the account {account.name} has no `server:`")
    try:
        return checked_origin(address)
    except SmmError as error:
        return Unauthorized(reason=error.what)


def is_harmless(app: App, account: Account) -> bool:
    """Whether publishing to ``account`` reaches nobody: pages on the state branch, or a server on this machine."""
    platform = app.platform(account.platform)
    if platform is None or not platform.card.credentials:
        return True
    address = server_of(account, platform)
    return address is not None and is_loopback(urlsplit(address).hostname or "")

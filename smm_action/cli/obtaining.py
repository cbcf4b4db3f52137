"""Walk a person through obtaining an account's credentials, the way its card says."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal, assert_never

from smm_action.cli.accounts import open_with
from smm_action.cli.app import App
from smm_action.cli.tokens import environ_of
from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.core.http import Lost, NotSent
from smm_action.model.card import Auth, Card, Credential
from smm_action.model.delivery import Retry, Unauthorized
from smm_action.model.project import Account
from smm_action.platformkit.base import Platform, Session, SupportsInspect, SupportsPublish
from smm_action.platformkit.credentials import Missing, read, variable
from smm_action.tokens import oauth1, oauth2
from smm_action.tokens.loopback import listening

Kind = Literal["code", "device", "pin", "paste"]
CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN = "CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """The person, and what the command line says."""

    say: Callable[[str], None]
    ask: Callable[[str], str]
    """Asks for something secret; what is typed is not shown."""
    browse: Callable[[str], None]
    """Opens an address, if it can."""
    kind: Kind | None = None
    way: str | None = None
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Obtained:
    """What a person now has, by field name, beside what the environment holds already."""

    values: Mapping[str, str] = field(repr=False)
    expires: str | None = None
    """RFC 3339 UTC instant; None when nobody says."""


def obtain(app: App, account: Account, platform: Platform, how: How) -> Obtained:
    """Return credentials that a person obtained; none of them is shown.

    Raises:
        SmmError: there are none: the platform refused, or the card offers no such way.
    """
    told = platform.card.auth or Auth(kind="paste")
    kind = how.kind or told.kind
    auth = _at_sandbox(told, app.settings.sandbox, kind) if app.settings.sandbox is not None else told
    if kind != "paste" and not (auth.authorize_url and auth.token_url):
        raise SmmError(
            f"{platform.card.label} offers no sign-in by {kind} here.",
            "Its card names no addresses for it.",
            "Leave --by out.",
        )
    _steps(auth, how)
    try:
        match kind:
            case "code":
                return _by_code(app, account, platform, auth, how)
            case "device":
                return _by_device(app, account, platform, auth, how)
            case "pin":
                return _by_pin(app, account, platform, auth, how)
            case "paste":
                return _pasted(app, account, platform.card, how)
            case _:
                assert_never(kind)
    except oauth2.GrantFault as fault:
        raise SmmError(
            f"There is no token for {account.name}: {fault}.",
            "Nothing was stored.",
            f"Run `smm auth {account.name}` again; docs/platforms/{account.platform}.md says what has to be set up.",
        ) from None


def verified(app: App, account: Account, platform: Platform, obtained: Obtained, how: How) -> bool:
    """Whether the credentials are taken, or nobody can tell now; says who signed in, or why not."""
    environ = environ_of(app, account, platform.card)
    fresh = {variable(account.name, name): value for name, value in obtained.values.items()}
    held = read(account, platform.card, {**environ, **fresh, "GITHUB_ACTIONS": ""})
    if isinstance(held, Missing) or not isinstance(platform, SupportsPublish):
        return True
    try:
        opened = open_with(app, account, platform, held)
    except (NotSent, Lost) as error:
        opened = Retry(reason=str(error))
    match opened:
        case Session():
            how.say(f"Signed in as {opened.handle or account.handle or account.name}.")
            scopes = platform.inspect(opened).missing_scopes if isinstance(platform, SupportsInspect) else ()
            if scopes:
                how.say(f"It lacks {', '.join(scopes)}; some of what you plan will be refused.")
            return True
        case Unauthorized(reason=reason):
            how.say(f"{platform.card.label} does not take it: {reason}")
            return False
        case Retry(reason=reason):
            how.say(f"It could not be tried now: {reason}")
            return True


def way_of(card: Card, chosen: str | None) -> str:
    """Return which alternative of the card's credentials is meant: the chosen one, else the first that does not end.

    Raises:
        SmmError: the card has no such way.
    """
    ways = list(dict.fromkeys(item.way for item in card.credentials if item.way))
    if chosen is not None and chosen not in ways:
        raise SmmError(
            f"{card.label} has no way {chosen}.", f"There is {', '.join(ways) or 'one way alone'}.", "Leave --way out."
        )
    if chosen is not None or not ways:
        return chosen or ""
    ends = card.refresh.way if card.refresh is not None else ""
    return next((way for way in ways if way != ends), ways[0])


def needed(card: Card, way: str) -> tuple[Credential, ...]:
    """Return the credentials that a way needs."""
    return tuple(item for item in card.credentials if item.way in {"", way} and not item.optional)


_PLACES = {"code": ("authorize", "token"), "device": ("device", "token"), "pin": ("pin", "access_token")}
"""Where the sandbox's authorization servers are asked, and where they give tokens."""


def _at_sandbox(auth: Auth, sandbox: str, kind: Kind) -> Auth:
    base = f"{sandbox.rstrip('/')}/sandbox/oauth"
    ask, give = _PLACES.get(kind, _PLACES["code"])
    return replace(auth, authorize_url=f"{base}/{ask}", token_url=f"{base}/{give}", redirect="")


def _by_code(app: App, account: Account, platform: Platform, auth: Auth, how: How) -> Obtained:
    with listening(how.port) as callback:
        redirect = auth.redirect or callback.address
        how.say(f"The redirect address to register at {platform.card.label}: {redirect}")
        client, typed = _client(app, account, platform.card, how)
        request = oauth2.Request(client=client, redirect=redirect, scopes=auth.scopes, pkce=auth.pkce)
        address = request.address(auth.authorize_url)
        how.say(f"Open this address, sign in with the account that posts, and allow it:\n{address}")
        how.browse(address)
        told = _pasted_address(how) if auth.redirect else callback.wait()
    grant = oauth2.exchange(auth.token_url, request, request.code(told))
    return _obtained(app, platform.card, grant, typed)


def _by_device(app: App, account: Account, platform: Platform, auth: Auth, how: How) -> Obtained:
    client, typed = _client(app, account, platform.card, how)
    # a device is asked for at the address that others are sent to
    held = oauth2.device(auth.authorize_url, client, auth.scopes)
    how.say(f"Open {held.page}, sign in with the account that posts, and type in {held.typed}.")
    return _obtained(app, platform.card, oauth2.await_device(auth.token_url, client, held, time.sleep), typed)


def _by_pin(app: App, account: Account, platform: Platform, auth: Auth, how: How) -> Obtained:
    client, typed = _client(app, account, platform.card, how, names=("API_KEY", "API_SECRET"))
    asked = oauth1.request_token(auth.token_url.replace("access_token", "request_token"), client)
    address = oauth1.page(auth.authorize_url, asked)
    how.say(f"Open this address, sign in with the account that posts, and allow it:\n{address}")
    how.browse(address)
    pair = oauth1.access_token(auth.token_url, client, asked, _plain("the PIN", how))
    return Obtained(values={**typed, "ACCESS_TOKEN": pair.token, "ACCESS_SECRET": pair.secret})


def _pasted(app: App, account: Account, card: Card, how: How) -> Obtained:
    way = way_of(card, how.way)
    ends = card.refresh is not None and card.refresh.way == way
    if card.refresh is None or not ends:
        how.say("These credentials do not have to be renewed.")
    environ = environ_of(app, account, card) if app.settings.sandbox is None else {}
    values: dict[str, str] = {}
    for item in needed(card, way):
        name = variable(account.name, item.field)
        if environ.get(name, "").strip():
            how.say(f"{name} is set already.")
            continue
        how.say(f"{name}: {item.what}" + (f" It needs {', '.join(item.scopes)}." if item.scopes else ""))
        values[item.field] = _plain(name, how)
    return Obtained(values=values)


def _obtained(app: App, card: Card, grant: oauth2.Grant, typed: Mapping[str, str]) -> Obtained:
    fields = {item.field for item in card.credentials}
    renewed = [name for name in card.refresh.fields if name != REFRESH_TOKEN] if card.refresh is not None else []
    tokens = [item.field for item in card.credentials if item.field.endswith("TOKEN") and item.field != REFRESH_TOKEN]
    values = {(renewed or tokens)[0]: grant.access, **typed}
    if grant.refresh and REFRESH_TOKEN in fields:
        values[REFRESH_TOKEN] = grant.refresh
    ends = None if grant.lifetime is None else format_instant(app.now + timedelta(seconds=grant.lifetime))
    return Obtained(values=values, expires=ends)


def _client(
    app: App, account: Account, card: Card, how: How, names: tuple[str, str] = (CLIENT_ID, CLIENT_SECRET)
) -> tuple[oauth2.Client, Mapping[str, str]]:
    """Return the app that asks, and what of it has to be stored. OAuth 2 has apps without a secret."""
    if app.settings.sandbox is not None:
        return oauth2.Client(number=f"sandbox-{account.name}", secret="sandbox-secret"), {}  # noqa: S106 no secret
    fields = {item.field: item.what for item in card.credentials}
    told: dict[str, str] = {}
    for name in names:
        told[name] = app.environ.get(variable(account.name, name), "").strip()
        if not told[name]:
            optional = name == CLIENT_SECRET
            how.say(f"{name}: {fields.get(name, '')}" + (" Leave it empty when there is none." if optional else ""))
            told[name] = _plain(name, how, optional=optional)
    number, secret = (told[name] for name in names)
    return oauth2.Client(number=number, secret=secret), {n: v for n, v in told.items() if v and n in fields}


def _plain(name: str, how: How, *, optional: bool = False) -> str:
    for _ in range(TRIES):
        text = how.ask(name).strip()
        if text.isprintable() and " " not in text and (text or optional):
            return text
        how.say("That holds a space or an invisible character, or nothing; paste it once more.")
    raise SmmError(f"There is no usable {name}.", "Nothing was stored.", "Copy it once more, and run this again.")


def _pasted_address(how: How) -> Mapping[str, str]:
    from urllib.parse import parse_qsl, urlsplit

    how.say("Afterwards the browser shows a page that may not load. Paste its whole address here.")
    return dict(parse_qsl(urlsplit(how.ask("the address")).query))


def _steps(auth: Auth, how: How) -> None:
    for number, step in enumerate(auth.steps, start=1):
        how.say(f"{number}. {step}")

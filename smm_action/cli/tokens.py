"""The credentials in force for an account: variables, over them the token that was renewed, renewed when it is time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from smm_action.cli.app import App
from smm_action.cli.keeping import keeper_of
from smm_action.cli.owner import death, ourselves
from smm_action.core.clock import parse_instant
from smm_action.core.http import Http
from smm_action.model.card import Card, Refresh
from smm_action.model.delivery import Retry, Unauthorized
from smm_action.model.project import Account
from smm_action.platformkit.base import Platform, SupportsRefresh
from smm_action.platformkit.credentials import Missing, read, variable
from smm_action.tokens.keeping import Keeper
from smm_action.tokens.key import KEY, token_key
from smm_action.tokens.memory import Memory
from smm_action.tokens.renewal import Renewal, Renewed, Run
from smm_action.tokens.vault import Subject, Token, TokenDoubt, Vault

EXPIRES = "EXPIRES"
"""The variable that may say until when the token in the environment lives: ``SMM_<ACCOUNT>_EXPIRES``, RFC 3339."""
SANDBOX = "sandbox"
_CREDENTIAL = f"{SANDBOX}-"
"""What a credential for a sandbox begins with. No other one is handed to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an account signs in with."""

    values: Mapping[str, str] | Missing
    refresh: Refresh | None = None
    """How its token is renewed, where it has one that is."""
    token: Token | None = None


def environ_of(app: App, account: Account, card: Card) -> Mapping[str, str]:
    """Return the variables that count. With ``--sandbox`` nothing real does: every field is ``sandbox-<account>``.

    Whoever wants to see what is missing sets some of them: then these alone count. An empty one is missing, except on
    GitHub, where a secret that is not set is empty.
    """
    if app.settings.sandbox is None:
        return app.environ
    names = [variable(account.name, item.field) for item in card.credentials]
    ends = variable(account.name, EXPIRES)
    empty = app.environ.get("GITHUB_ACTIONS") != "true"
    given = {name: app.environ[name] for name in names if name in app.environ}
    own = {name: value for name, value in given.items() if value.startswith(_CREDENTIAL) or (empty and not value)}
    return {ends: app.environ.get(ends, ""), **(own or dict.fromkeys(names, f"{_CREDENTIAL}{account.name}"))}


class Wallet:
    """One account's credentials. ``address`` is the origin they go to."""

    def __init__(self, app: App, account: Account, platform: Platform, address: str) -> None:
        """Look at nothing yet."""
        self._app, self._account, self._platform, self._address = app, account, platform, address
        self._environ = environ_of(app, account, platform.card)

    def standing(self, *, offline: bool = False) -> Standing:
        """Return what the account signs in with, and renew nothing; ``offline`` asks no remote.

        Raises:
            TokenDoubt: the token on the state branch is not the last one we left there.
            SmmError: the branch can not be read, or ``SMM_TOKEN_KEY`` is too short.
        """
        held = read(self._account, self._platform.card, self._environ)
        refresh = self._refresh(held)
        branch = self._app.branch if refresh is not None else None
        if refresh is None or branch is None:
            return Standing(values=held, refresh=refresh)
        head = branch.last_seen() or (None if offline else branch.fetch())
        token = self.vault(refresh).token(head, self._own(refresh), self.ends)
        if token.locked and (refresh.rotating or not token.values):
            why = f"The token of {self._account.name} is sealed on the state branch, and {KEY} is not set here."
            return Standing(values=Missing(variables=(KEY,), reason=why), refresh=refresh, token=token)
        return Standing(values=self._over(token), refresh=refresh, token=token)

    def credentials(self) -> Mapping[str, str] | Missing | Unauthorized | Retry:
        """Return what to sign in with, renewed first where that is due and possible.

        Raises:
            SmmError: the branch can not be read or written, or ``SMM_TOKEN_KEY`` is too short.
        """
        try:
            found = self.standing()
            if found.refresh is None or found.token is None or isinstance(found.values, Missing):
                return found.values
            keeper = keeper_of(self._app)
            if isinstance(keeper, str):
                return self._unrenewed(found.values, found.token, found.refresh, keeper)
            token = self._renewal(found.refresh, keeper).token(self._own(found.refresh), self.ends, self._renew)
        except TokenDoubt as doubt:
            return Unauthorized(reason=str(doubt))
        return self._over(token) if isinstance(token, Token) else token

    @property
    def ends(self) -> str | None:
        """Until when the environment's token is said to live; None when nothing sensible is said."""
        text = self._environ.get(variable(self._account.name, EXPIRES), "").strip()
        try:
            parse_instant(text)
        except ValueError:
            return None
        return text

    def subject(self, refresh: Refresh) -> Subject:
        """Return whose token it is, as its file on the branch says."""
        server = SANDBOX if self._app.settings.sandbox is not None else self._address
        return Subject(account=self._account.name, platform=self._account.platform, server=server, refresh=refresh)

    def _refresh(self, held: Mapping[str, str] | Missing) -> Refresh | None:
        """Return how the token is renewed; None when it is not, or the account signs in another way."""
        card = self._platform.card
        if card.refresh is None or not isinstance(self._platform, SupportsRefresh):
            return None
        if not isinstance(held, Missing) and not set(card.refresh.needs) <= set(held):
            return None
        needed = {item.field for item in card.credentials if not item.optional} & set(card.refresh.fields)
        return card.refresh if isinstance(held, Missing) or needed & set(held) else None

    def _own(self, refresh: Refresh) -> Mapping[str, str]:
        named = ((name, self._environ.get(variable(self._account.name, name), "").strip()) for name in refresh.fields)
        return {name: value for name, value in named if value}

    def _over(self, token: Token) -> Mapping[str, str] | Missing:
        fields = {variable(self._account.name, name): value for name, value in token.values.items()}
        return read(self._account, self._platform.card, {**self._environ, **fields})

    def vault(self, refresh: Refresh) -> Vault:
        """Return the reader of the account's file on the state branch."""
        subject, branch = self.subject(refresh), self._app.must_have_branch()
        memory = Memory(self._app.must_have_repository().git, self._app.project.state.branch, subject.account)
        return Vault(branch, memory, token_key(self._app.environ), subject)

    def _renewal(self, refresh: Refresh, keeper: Keeper) -> Renewal:
        owner, started = ourselves(self._app.environ), time.monotonic()
        run = Run(
            owner=owner,
            is_dead=death(self._app.environ, owner),
            now=lambda: self._app.now + timedelta(seconds=time.monotonic() - started),
            sleep=time.sleep,
        )
        return Renewal(self._app.must_have_branch(), self.vault(refresh), keeper, run)

    def _renew(self, values: Mapping[str, str]) -> Renewed:
        """Make the one call, with ``values`` over the other credentials."""
        assert isinstance(self._platform, SupportsRefresh)
        held = self._over(Token(values=values, print=""))
        if isinstance(held, Missing):
            return Unauthorized(reason=held.reason)
        return self._platform.refresh(Http(self._address), held)

    def _unrenewed(
        self, values: Mapping[str, str], token: Token, refresh: Refresh, why: str
    ) -> Mapping[str, str] | Unauthorized:
        """Go on with a token that nobody can renew here, as long as it works."""
        if refresh.rotating and not token.works(refresh, self._app.now):
            return Unauthorized(reason=f"the token of {self._account.name} can not be renewed: {why}")
        return values

"""Credentials that sign requests: OAuth 1.0a's four secrets, which never end, or an OAuth 2 token of two hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol


class Signer(Protocol):
    """Whoever can prove who asks. No repr shows a secret."""

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """Return the headers that prove it for one call; ``url`` with its query."""
        ...

    def secrets(self) -> tuple[str, ...]:
        """Return what must never be shown, not even when the server says it back."""
        ...


class OAuth1:
    """User context by HMAC-SHA1 (https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature).

    JSON and multipart bodies are not signed, only method, address and query.
    """

    __slots__ = ("_fields",)

    def __init__(self, credentials: Mapping[str, str]) -> None:
        """Keep the four secrets."""
        self._fields = tuple(credentials[name] for name in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET"))

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """Return headers that are signed anew each time they are sent: X takes a nonce once."""
        return _Fresh(lambda: self._authorization(method, url))

    def secrets(self) -> tuple[str, ...]:
        """Return all four."""
        return self._fields

    def _authorization(self, method: str, url: str) -> str:
        from authlib.oauth1 import ClientAuth  # type: ignore[import-untyped]

        key, secret, token, token_secret = self._fields
        _, signed, _ = ClientAuth(key, secret, token, token_secret).prepare(method, url, {}, b"")
        return str(signed["Authorization"])


class Bearer:
    """User context by an OAuth 2 access token."""

    __slots__ = ("_token",)

    def __init__(self, token: str) -> None:
        """Keep the token."""
        self._token = token

    def headers(self, method: str, url: str) -> Mapping[str, str]:
        """Return the token's header."""
        del method, url
        return {"authorization": f"Bearer {self._token}"}

    def secrets(self) -> tuple[str, ...]:
        """Return the token."""
        return (self._token,)


class _Fresh(Mapping[str, str]):
    """One header whose value is made whenever it is read, so that a repeated read is signed again."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __getitem__(self, name: str) -> str:
        if name != "authorization":
            raise KeyError(name)
        return self._make()

    def __iter__(self) -> Iterator[str]:
        return iter(("authorization",))

    def __len__(self) -> int:
        return 1

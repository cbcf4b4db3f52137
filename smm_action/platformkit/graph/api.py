"""Calls of a Graph API. The token goes into a header and never into an address, where proxies would keep it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from smm_action.core.http import Answer, Http, Lost, NotSent
from smm_action.model.delivery import Rejected, Unknown
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal, lost, unreached
from smm_action.platformkit.errortable import ErrorTable
from smm_action.platformkit.graph.errors import NONE, GraphError, error_of, refused, refused_create
from smm_action.platformkit.graph.usage import shut_by_usage

Object = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """One of Meta's Graph APIs, at the version that a card names.

    Paths are those of the reference without the version: ``/me``, ``/{page}/feed``. Every call returns a JSON object
    or what its absence means for a delivery, and raises nothing.
    """

    version: str
    """``v26.0``"""
    errors: ErrorTable = field(default_factory=ErrorTable)

    def read(self, session: Session, path: str, params: Mapping[str, str] = EMPTY) -> Object | Refusal:
        """Return the object at ``path``."""
        return self.repeat(session, "GET", path, params=dict(params))

    def repeat(
        self, session: Session, method: str, path: str, *, http: Http | None = None, **content: Any
    ) -> Object | Refusal:
        """Make a call that may be made twice: it reads, it uploads what nobody sees, it edits or it deletes.

        ``http`` is another origin of the platform; ``content`` is httpx's ``params``, ``data``, ``files`` …
        """
        extra = content.pop("headers", EMPTY)
        try:
            answer = (http or session.http).read(
                method, f"/{self.version}{path}", headers={**authorized(session), **extra}, **content
            )
        except (NotSent, Lost) as error:
            return unreached(error)
        return self.understood(session, answer)

    def understood(self, session: Session, answer: Answer) -> Object | Refusal:
        """Return the object of an answer to a call that may be repeated, or what its absence means."""
        body, fault = self._parsed(session, answer)
        return body if fault is None and body is not None else refused(self.errors, answer, fault or NONE)

    def create(self, session: Session, path: str, data: Mapping[str, str]) -> tuple[Object, Answer] | Refusal | Unknown:
        """Make the one call that everyone sees, once: a form posted to ``path``."""
        try:
            answer = session.http.create("POST", f"/{self.version}{path}", headers=authorized(session), data=dict(data))
        except (NotSent, Lost) as error:
            return lost(error)
        body, fault = self._parsed(session, answer)
        if fault is not None or body is None:
            return refused_create(self.errors, answer, fault or NONE)
        return body, answer

    def pages(
        self, session: Session, path: str, params: Mapping[str, str], most: int
    ) -> Iterator[list[Object] | Refusal]:
        """Yield the lists of an edge, page by page, at most ``most`` of them; a refusal ends it.

        The next page is asked for by its cursor. The address that Meta gives for it is not used: it is Meta's word
        where to send the token, and holds that token.
        """
        cursor = ""
        for _ in range(most):
            page = self.read(session, path, {**params, **({"after": cursor} if cursor else {})})
            if not isinstance(page, dict):
                yield page
                return
            items = page.get("data")
            if not isinstance(items, list):
                yield Rejected(reason="Meta answered a list without its items", code="no-data")
                return
            yield [item for item in items if isinstance(item, dict)]
            cursor = next_cursor(page)
            if not cursor:
                return

    def _parsed(self, session: Session, answer: Answer) -> tuple[Object | None, GraphError | None]:
        """Return the body when it is an object, and the error in it: Meta sends errors with 200 too."""
        found = shut_by_usage(answer)
        if found is not None:
            session.throttle.keep(found)
        session.throttle.note(answer)
        body = answer.json()
        whole = body if isinstance(body, dict) and 200 <= answer.status < 300 else None
        return whole, error_of(body, (session.token,))


def authorized(session: Session) -> dict[str, str]:
    """Return the headers of a call with the account's token."""
    return {"authorization": f"Bearer {session.token}", "accept": "application/json"}


def next_cursor(page: Mapping[str, Any]) -> str:
    """Return the cursor of the page after this one, empty when this is the last."""
    paging = page.get("paging")
    if not isinstance(paging, Mapping) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, Mapping) else None
    return after if isinstance(after, str) else ""

"""Sign in to a platform, for tests that hold it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.core.http import Http
from smm_action.model.delivery import Retry, Unauthorized
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session


def enter(
    platform: Any,
    http: Http,
    account: str,
    server: str,
    handle: str,
    credentials: Mapping[str, str],
    options: Mapping[str, Any] = EMPTY,
) -> Session | Unauthorized | Retry:
    session = Session(http=http, account=account, server=server, handle=handle, options=options)
    opened: Session | Unauthorized | Retry = platform.open(session, credentials)
    return opened

"""A request as a ``Call``: who asks, and the fields of a JSON or form body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from smm_action.sandbox.call import CREDENTIAL, Call, Settings, Upload
from smm_action.sandbox.simulation import simulations
from smm_action.sandbox.store import Store

_SCHEME = re.compile(r"(?:Bearer|OAuth) (?=\S)")
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


async def call(request: Request, store: Store, settings: Settings, now: datetime) -> Call:
    """Return the request decoded; an unreadable body has no fields."""
    body = await request.body()
    fields, files = await _content(request, body)
    headers = {name.lower(): value for name, value in request.headers.items()}
    query: dict[str, tuple[str, ...]] = {}
    for name, value in request.query_params.multi_items():
        query[name] = (*query.get(name, ()), value)
    return Call(
        store=store,
        settings=settings,
        now=now,
        origin=f"{request.url.scheme}://{request.url.netloc}",
        account=account(headers, fields),
        query=query,
        headers=headers,
        fields=fields,
        files=files,
        body=body,
    )


def account(headers: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Return the account that a credential names, wherever it stands; empty when there is none."""
    token = _SCHEME.sub("", headers.get("authorization", "")).strip()
    if token.startswith(CREDENTIAL):
        return token.removeprefix(CREDENTIAL)
    return next((name for one in simulations() if (name := one.account(headers, fields))), "")


async def _content(request: Request, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _parsed(body), {}
    if kind not in FORMS:
        return {}, {}
    fields: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files[name] = Upload(name=value.filename or "", mime=value.content_type or "", data=await value.read())
        else:
            _unfold(fields, re.findall(r"[^\[\]]+|\[\]", name), value)
    return fields, files


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _unfold(fields: dict[str, Any], path: list[str], value: str) -> None:
    """Put ``poll[options][]`` into ``{"poll": {"options": [...]}}``, as Rails reads forms."""
    *outer, last = path
    if last == "[]" and outer:
        *way, name = outer
        _inside(fields, way).setdefault(name, []).append(value)
    else:
        _inside(fields, outer)[last] = value


def _inside(fields: dict[str, Any], way: list[str]) -> dict[str, Any]:
    for name in way:
        fields = fields.setdefault(name, {})
    return fields

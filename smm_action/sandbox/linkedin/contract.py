"""Requests held against LinkedIn's own samples, and a schema of posts that was written from its pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

from smm_action.core.schema import broken_by
from smm_action.sandbox.call import Call

_SAMPLES = {
    "/rest/images": "InitializeImageUploadRequest",
    "/rest/documents": "InitializeImageUploadRequest",
    "/rest/videos": "InitializeVideoUploadRequest",
}


@dataclass(frozen=True, slots=True)
class Samples:
    """``contract.json`` (official requests, headers) and ``posts.schema.json``."""

    contract: Mapping[str, Any]
    posts: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Samples:
        """Read them from the contracts folder."""
        contract, posts = (
            json.loads((folder / "linkedin" / name).read_text("utf-8"))
            for name in ("contract.json", "posts.schema.json")
        )
        return cls(contract, posts)

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        path = request.url.path
        return (*_headers(path, call), *self._body(request.method, path, call))

    def _body(self, method: str, path: str, call: Call) -> Iterator[str]:
        if method == "POST" and path == "/rest/posts":
            faults = broken_by(self.posts, dict(call.fields))
            yield from (f"body/{'/'.join(map(str, fault.path))}: {fault.message}" for fault in faults)
        elif method == "POST" and path.startswith("/rest/posts/"):
            allowed = set(self.contract["requests"]["UpdateAPostRequest"]["patch"]["$set"])
            changes = (call.fields.get("patch") or {}).get("$set") or {}
            if not changes or changes.keys() - allowed:
                yield f"body/patch/$set: {sorted(changes)} is not among {sorted(allowed)}"
        elif method == "POST" and path in _SAMPLES and call.one("action") == "initializeUpload":
            sample = self.contract["requests"][_SAMPLES[path]]["initializeUploadRequest"]
            given = call.fields.get("initializeUploadRequest") or {}
            if set(given) != set(sample):
                yield f"body/initializeUploadRequest: {sorted(given)} instead of {sorted(sample)}"


def _headers(path: str, call: Call) -> Iterator[str]:
    if not path.startswith("/rest/"):
        return
    if not re.fullmatch(r"20\d{4}", call.headers.get("linkedin-version", "")):
        yield "header Linkedin-Version: not YYYYMM"
    if call.headers.get("x-restli-protocol-version") != "2.0.0":
        yield "header X-Restli-Protocol-Version: not 2.0.0"
    if not call.headers.get("authorization", "").startswith("Bearer "):
        yield "header Authorization: no bearer token"

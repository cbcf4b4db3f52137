"""A media host in the test's own memory: what was put, and what was taken away again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from smm_action.model.delivery import Rejected, Retry
from smm_action.platformkit.hosting import Hosted

SITE = "https://media.example"


@dataclass
class MemoryHost:
    put_bytes: list[bytes] = field(default_factory=list)
    mimes: list[str] = field(default_factory=list)
    there: dict[str, bytes] = field(default_factory=dict)
    refusal: Retry | Rejected | None = None

    def put(self, data: bytes, mime: str) -> Hosted | Retry | Rejected:
        if self.refusal is not None:
            return self.refusal
        name = hashlib.sha256(data).hexdigest()[:12]
        if name not in self.there:
            self.put_bytes.append(data)
            self.mimes.append(mime)
        self.there[name] = data
        return Hosted(name=name, url=f"{SITE}/{name}")

    def drop(self, hosted: Hosted) -> None:
        self.there.pop(hosted.name, None)

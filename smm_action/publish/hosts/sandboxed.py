"""The sandbox's own folder of public files, for platforms that fetch media."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smm_action.core.http import Http, Lost, NotSent
from smm_action.publish.hosts.host import HostFault


@dataclass(frozen=True, slots=True)
class SandboxStore:
    """Files of a sandbox on this machine."""

    http: Http

    def write(self, name: str, data: bytes, mime: str, stale: Callable[[str], bool]) -> None:
        """Put one file."""
        del stale
        self._call("PUT", name, content=data, headers={"content-type": mime})

    def remove(self, name: str) -> None:
        """Remove one file."""
        self._call("DELETE", name)

    def _call(self, method: str, name: str, **content: object) -> None:
        try:
            answer = self.http.read(method, f"/hosted/{name}", **content)  # type: ignore[arg-type]
        except (NotSent, Lost) as error:
            raise HostFault(str(error)) from None
        if answer.status >= 300:
            raise HostFault(f"the sandbox answered {answer.status}")

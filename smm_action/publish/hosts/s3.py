"""An S3-compatible bucket as a media host. Documentation: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from smm_action.core.http import Answer, Http, Lost, NotSent
from smm_action.publish.hosts.host import HostFault

KEY, SECRET = "SMM_MEDIA_HOST_KEY", "SMM_MEDIA_HOST_SECRET"
"""Environment variables with the access key and its secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Store:
    """Objects below one prefix of a bucket, addressed by path, which every S3-compatible server understands."""

    http: Http
    """Of the endpoint."""
    bucket: str
    region: str
    prefix: str = ""
    """Begins every key: empty, or with a slash at its end."""
    key: str = field(repr=False)
    secret: str = field(repr=False)

    def write(self, name: str, data: bytes, mime: str, stale: Callable[[str], bool]) -> None:
        """Put one object. What a killed run left is cleared by a lifecycle rule of the bucket."""
        del stale
        answer = self._call("PUT", name, headers={"content-type": mime}, content=data)
        if answer.status != 200:
            raise HostFault(_why(answer))

    def remove(self, name: str) -> None:
        """Delete one object; S3 answers 204 also when there is none."""
        answer = self._call("DELETE", name)
        if answer.status not in {200, 204, 404}:
            raise HostFault(_why(answer))

    def _call(self, method: str, name: str, **content: Any) -> Answer:
        from httpx_auth import AWS4Auth

        auth = AWS4Auth(self.key, self.secret, self.region, "s3")
        path = f"/{quote(self.bucket)}/{quote(self.prefix)}{quote(name)}"
        try:
            return self.http.read(method, path, auth=auth, **content)
        except (NotSent, Lost) as error:
            raise HostFault(str(error)) from None


def _why(answer: Answer) -> str:
    """Return the refusal as a clause; the body is XML with the key's id in it, so only the status is told."""
    words = {403: ": the key may not do that, or is wrong", 404: ": there is no such bucket"}
    return f"it answered {answer.status}{words.get(answer.status, '')}"

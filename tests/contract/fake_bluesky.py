"""A personal data server with an AppView, as far as the contract suite needs it; answers as PDS 0.5.35 gave them."""

from __future__ import annotations

from typing import Any

import httpx

from tests.contract.fake_server import FakeServer, body_of

PASSWORD = "abcd-efgh-ijkl-mnop"
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
OTHER = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
CID = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"
BLOB = "bafkreibbc4r77b5n7dk3e5qb6ytsszdzsssf33csufrznom5jaqmdwsmmi"


class FakeBluesky(FakeServer):
    """One account, ``acme.test``, and a post of ``bob.test``."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.handles = {"acme.test": DID, "bob.test": OTHER}
        self.has_appview = True
        self.access, self.refresh = "access-jwt-1", "refresh-jwt-1"
        self.expired: set[str] = set()
        self.counters = {"likeCount": 3, "repostCount": 2, "replyCount": 1, "quoteCount": 4}

    def is_create(self, request: httpx.Request) -> bool:
        return request.url.path.endswith("/com.atproto.repo.putRecord")

    def obey(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/xrpc/")
        if name == "com.atproto.server.createSession":
            return self.sign_in(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if name == "com.atproto.server.refreshSession":
            return self.renew(token)
        if token in self.expired:
            return error(400, "ExpiredToken", "Token has expired")
        if token != self.access:
            return error(400, "InvalidToken", "Token could not be verified")
        act = getattr(self, name.replace(".", "_"), None)
        return act(request) if act else error(501, "MethodNotImplemented", "Method Not Implemented")

    def sign_in(self, request: httpx.Request) -> httpx.Response:
        body = body_of(request)
        if body["identifier"] not in self.handles or body["password"] != PASSWORD:
            return error(401, "AuthenticationRequired", "Invalid identifier or password")
        tokens = {"accessJwt": self.access, "refreshJwt": self.refresh}
        return httpx.Response(200, json={**tokens, "did": DID, "handle": "acme.test", "active": True})

    def renew(self, token: str) -> httpx.Response:
        if token != self.refresh:
            return error(400, "ExpiredToken", "Token has been revoked")
        self.access, self.refresh = self.access + "+", self.refresh + "+"
        tokens = {"accessJwt": self.access, "refreshJwt": self.refresh}
        return httpx.Response(200, json={**tokens, "did": DID, "handle": "acme.test"})

    def com_atproto_repo_uploadBlob(self, request: httpx.Request) -> httpx.Response:  # noqa: N802 the method's name
        blob = {
            "$type": "blob",
            "ref": {"$link": BLOB},
            "mimeType": request.headers["content-type"],
            "size": len(request.content),
        }
        return httpx.Response(200, json={"blob": blob})

    def com_atproto_identity_resolveHandle(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        did = self.handles.get(request.url.params["handle"])
        if did is None:
            return error(400, "InvalidRequest", "Unable to resolve handle")
        return httpx.Response(200, json={"did": did})

    def com_atproto_repo_putRecord(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        body = body_of(request)
        place = (body["repo"], body["collection"], body["rkey"])
        if "swapRecord" in body and body["swapRecord"] is None and place in self.records:
            return error(400, "InvalidSwap", f"Record was at {CID}")
        self.records[place] = body["record"]
        commit = {"cid": CID, "rev": "3n2zk72xbfs2s"}
        return httpx.Response(200, json={**self._ref(place), "commit": commit, "validationStatus": "valid"})

    def com_atproto_repo_getRecord(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        params = request.url.params
        place = (params["repo"], params["collection"], params["rkey"])
        if place not in self.records or place[0] != DID:
            return error(400, "RecordNotFound", f"Could not locate record: at://{'/'.join(place)}")
        return httpx.Response(200, json={**self._ref(place), "value": self.records[place]})

    def com_atproto_repo_deleteRecord(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        body = body_of(request)
        self.records.pop((body["repo"], body["collection"], body["rkey"]), None)
        return httpx.Response(200, json={})

    def app_bsky_feed_getPosts(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        if not self.has_appview:
            return error(502, "UpstreamFailure", "Upstream Failure")
        wanted = request.url.params.get_list("uris")
        posts = [
            {**self._ref(place), "record": record, "author": {"did": place[0]}, **self.counters}
            for place, record in self.records.items()
            if self._ref(place)["uri"] in wanted
        ]
        return httpx.Response(200, json={"posts": posts})

    def app_bsky_actor_getProfile(self, request: httpx.Request) -> httpx.Response:  # noqa: N802
        if not self.has_appview:
            return error(502, "UpstreamFailure", "Upstream Failure")
        return httpx.Response(200, json={"did": DID, "handle": "acme.test", "followersCount": 5})

    def _ref(self, place: tuple[str, str, str]) -> dict[str, str]:
        return {"uri": f"at://{'/'.join(place)}", "cid": CID}


def error(status: int, name: str, message: str, **headers: str) -> httpx.Response:
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    return httpx.Response(status, json={"error": name, "message": message}, headers=given)

"""Mastodon as far as the contract suite needs it, with the manners of other servers as switches."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx

from tests.contract.fake_server import FakeServer, body_of, form_of

TOKEN = "mastodon-token-3f9a"
ORIGIN = "https://social.example"


class FakeMastodon(FakeServer):
    """One account, ``acme``."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[dict[str, Any]] = []
        self.media: dict[str, dict[str, Any]] = {}
        self.looks_until_ready = 0
        self.has_v2 = True
        self.api_version: int | None = 7
        self.pages = True
        self.keeps_keys = False
        self.keys: dict[str, dict[str, Any]] = {}
        self.searchable: dict[str, str] = {}
        self.clock = "2026-12-01T08:00:30.000Z"

    def is_create(self, request: httpx.Request) -> bool:
        path = request.url.path
        return request.method == "POST" and (path == "/api/v1/statuses" or path.endswith("/reblog"))

    def obey(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return httpx.Response(401, json={"error": "The access token is invalid"})
        routes = {
            ("GET", r"/api/v1/accounts/verify_credentials"): self.owner,
            ("GET", r"/api/v2/instance"): self.instance,
            ("GET", r"/api/v1/instance"): self.instance_v1,
            ("POST", r"/api/v2/media"): self.upload,
            ("POST", r"/api/v1/media"): self.upload_v1,
            ("GET", r"/api/v1/media/(?P<key>[^/]+)"): self.look,
            ("POST", r"/api/v1/statuses"): self.post,
            ("GET", r"/api/v1/accounts/(?P<key>[^/]+)/statuses"): self.own,
            ("GET", r"/api/v2/search"): self.search,
            ("GET", r"/api/v1/statuses/(?P<key>[^/]+)"): self.show,
            ("PUT", r"/api/v1/statuses/(?P<key>[^/]+)"): self.edit,
            ("DELETE", r"/api/v1/statuses/(?P<key>[^/]+)"): self.delete,
            ("POST", r"/api/v1/statuses/(?P<key>[^/]+)/reblog"): self.reblog,
            ("POST", r"/api/v1/statuses/(?P<key>[^/]+)/unreblog"): self.unreblog,
        }
        for (method, pattern), act in routes.items():
            match = re.fullmatch(pattern, request.url.path)
            if match and method == request.method:
                return act(request, **match.groupdict())
        return httpx.Response(404, html="<h1>404 Not Found</h1>")

    def owner(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "7", "acct": "acme", "username": "acme", "followers_count": 12})

    def instance(self, request: httpx.Request) -> httpx.Response:
        if not self.has_v2:
            return httpx.Response(404, html="<h1>404</h1>")
        body = {"domain": "social.example", "version": "4.5.0", "configuration": CONFIGURATION}
        if self.api_version is not None:
            body["api_versions"] = {"mastodon": self.api_version}
        return httpx.Response(200, json=body)

    def instance_v1(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"uri": "social.example", "configuration": CONFIGURATION})

    def upload(self, request: httpx.Request) -> httpx.Response:
        return self.upload_v1(request) if self.has_v2 else httpx.Response(404, html="<h1>404</h1>")

    def upload_v1(self, request: httpx.Request) -> httpx.Response:
        form = form_of(request)
        key = str(len(self.media) + 1)
        self.media[key] = {
            "id": key,
            "mime": form["file"][0],
            "data": form["file"][1],
            "description": form["description"][1].decode() if "description" in form else None,
            "focus": form["focus"][1].decode() if "focus" in form else None,
            "looks": self.looks_until_ready,
        }
        status = 202 if self.looks_until_ready else 200
        return httpx.Response(status, json=self._attachment(key, ready=status == 200))

    def look(self, request: httpx.Request, key: str) -> httpx.Response:
        medium = self.media[key]
        medium["looks"] -= 1
        ready = medium["looks"] < 0
        return httpx.Response(200 if ready else 206, json=self._attachment(key, ready=ready))

    def post(self, request: httpx.Request) -> httpx.Response:
        key = request.headers.get("idempotency-key", "")
        if self.keeps_keys and key in self.keys:
            return httpx.Response(200, json=self.keys[key])
        status = self._status(body_of(request))
        self.statuses.insert(0, status)
        self.keys[key] = status
        return httpx.Response(200, json=status)

    def own(self, request: httpx.Request, key: str) -> httpx.Response:
        if not self.pages:
            return httpx.Response(200, json=self.statuses)
        bound = request.url.params.get("max_id")
        older = [status for status in self.statuses if bound is None or int(status["id"]) < int(bound)]
        return httpx.Response(200, json=older[: int(request.url.params["limit"])])

    def search(self, request: httpx.Request) -> httpx.Response:
        found = self.searchable.get(request.url.params["q"])
        statuses = [self._status({"status": "theirs"}) | {"id": found}] if found else []
        return httpx.Response(200, json={"accounts": [], "statuses": statuses, "hashtags": []})

    def show(self, request: httpx.Request, key: str) -> httpx.Response:
        for status in self.statuses:
            if status["id"] == key:
                return httpx.Response(200, json=status)
        return httpx.Response(404, json={"error": "Record not found"})

    def edit(self, request: httpx.Request, key: str) -> httpx.Response:
        """Change what is given; what is not given stays, except for media and polls."""
        for place, status in enumerate(self.statuses):
            if status["id"] == key:
                changed = self._status(body_of(request))
                kept = ("id", "url", "uri", "created_at", "visibility", "in_reply_to_id")
                given = {name for name in ("spoiler_text", "language") if name in body_of(request)}
                stays = {name: status[name] for name in (*kept, *({"spoiler_text", "language"} - given))}
                self.statuses[place] = changed | stays
                return httpx.Response(200, json=self.statuses[place])
        return httpx.Response(404, json={"error": "Record not found"})

    def delete(self, request: httpx.Request, key: str) -> httpx.Response:
        for status in self.statuses:
            if status["id"] == key:
                self.statuses.remove(status)
                return httpx.Response(200, json=status)
        return httpx.Response(404, json={"error": "Record not found"})

    def reblog(self, request: httpx.Request, key: str) -> httpx.Response:
        for status in self.statuses:
            if status["reblog"] and status["reblog"]["id"] == key:
                return httpx.Response(200, json=status)
        status = self._status({"status": ""}) | {"reblog": {"id": key}}
        self.statuses.insert(0, status)
        return httpx.Response(200, json=status)

    def unreblog(self, request: httpx.Request, key: str) -> httpx.Response:
        self.statuses = [s for s in self.statuses if not (s["reblog"] and s["reblog"]["id"] == key)]
        return httpx.Response(200, json={"id": key})

    def _attachment(self, key: str, *, ready: bool) -> dict[str, Any]:
        medium = self.media[key]
        url = f"{ORIGIN}/media/{key}" if ready else None
        return {"id": key, "type": "image", "url": url, "description": medium["description"]}

    def _status(self, body: dict[str, Any]) -> dict[str, Any]:
        number = 100 + len(self.statuses) + len(self.keys)
        while any(int(status["id"]) == number for status in self.statuses):
            number += 1
        return {
            "id": str(number),
            "url": f"{ORIGIN}/@acme/{number}",
            "uri": f"{ORIGIN}/users/acme/statuses/{number}",
            "created_at": self.clock,
            "content": rewritten(body["status"]),
            "spoiler_text": body.get("spoiler_text", ""),
            "visibility": body.get("visibility", "public"),
            "language": body.get("language"),
            "in_reply_to_id": body.get("in_reply_to_id"),
            "media_attachments": [self._attachment(key, ready=True) for key in body.get("media_ids", [])],
            "poll": {"id": "1", "options": body["poll"]["options"]} if "poll" in body else None,
            "reblog": None,
            "favourites_count": 3,
            "reblogs_count": 2,
            "replies_count": 1,
        }


CONFIGURATION = {
    "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
    "media_attachments": {"description_limit": 1500, "image_size_limit": 16777216, "video_size_limit": 103809024},
    "polls": {"max_options": 4, "max_characters_per_option": 50},
}


def rewritten(text: str) -> str:
    """Return a text as Mastodon shows it: paragraphs, hidden parts of URLs, mentions without their server."""
    shown = html.escape(text, quote=False)
    shown = re.sub(
        r"(https?://)(\S{30})(\S*)",
        r'<a href="\1\2\3" rel="nofollow"><span class="invisible">\1</span><span class="ellipsis">\2</span>'
        r'<span class="invisible">\3</span></a>',
        shown,
    )
    shown = re.sub(
        r"@(\w+)@([\w.]+)",
        r'<span class="h-card"><a href="https://\2/@\1" class="u-url mention">@<span>\1</span></a></span>',
        shown,
    )
    paragraphs = "</p><p>".join(part.replace("\n", "<br />") for part in re.split(r"\n\n+", shown))
    return f"<p>{paragraphs}</p>" if text else ""

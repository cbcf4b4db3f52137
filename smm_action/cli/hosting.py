"""Give accounts the media host that their brand names."""

from __future__ import annotations

import time
from pathlib import PurePosixPath

from smm_action.cli.app import App
from smm_action.core.errors import SmmError
from smm_action.core.http import Http, checked_origin
from smm_action.model.project import Account, HostLocation
from smm_action.platformkit.base import Platform
from smm_action.platformkit.hosting import MediaHost
from smm_action.publish.hosts.branch import BranchStore
from smm_action.publish.hosts.host import Host, Store
from smm_action.publish.hosts.reach import fetch
from smm_action.publish.hosts.s3 import KEY, SECRET, S3Store
from smm_action.publish.hosts.sandboxed import SandboxStore


def host_of(app: App, account: Account, platform: Platform) -> MediaHost | None:
    """Return the media host for ``account``; None where its platform takes bytes, or nothing is set up.

    Raises:
        SmmError: what smm.yml names can not be used here, and what to do.
    """
    if not platform.card.media.by_url:
        return None
    if app.settings.sandbox is not None:
        return _host(app, SandboxStore(Http(app.settings.sandbox)), f"{app.settings.sandbox.rstrip('/')}/hosted/")
    location = app.project.brands[account.brand].media_host
    return None if location is None else _host(app, _store(app, location), location.base_url)


def _host(app: App, store: Store, base_url: str) -> Host:
    return Host(store=store, base_url=base_url, fetch=fetch, sleep=time.sleep, clock=lambda: app.now)


def _store(app: App, location: HostLocation) -> Store:
    if location.kind == "s3":
        return _bucket(app, location)
    state = app.project.state
    if location.branch == state.branch:
        raise SmmError(
            "`media_host.branch` is the state branch.", "It is written anew each time.", "Name another branch."
        )
    repository = app.must_have_repository()
    path = "" if location.path in {"", "."} else PurePosixPath(location.path).as_posix()
    return BranchStore(git=repository.git, remote=state.remote, branch=location.branch, path=path)


def _bucket(app: App, location: HostLocation) -> S3Store:
    key, secret = (app.environ.get(name, "").strip() for name in (KEY, SECRET))
    if not key or not secret:
        raise SmmError(
            f"{KEY} and {SECRET} are not set.",
            "The bucket takes no files without them.",
            "Keep them as secrets, and pass them in the step's `env` (docs/how-to/media-host.md).",
        )
    return S3Store(
        http=Http(checked_origin(location.endpoint)),
        bucket=location.bucket,
        region=location.region,
        prefix=f"{location.path}/" if location.path else "",
        key=key,
        secret=secret,
    )

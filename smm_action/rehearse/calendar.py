"""What the window's calendar promises: each delivery with its time and with what must exist of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from smm_action.model.delivery import DeliveryId
from smm_action.model.payload import Payload
from smm_action.model.post import Imported, Post
from smm_action.model.project import Account, Project
from smm_action.plan.schedule import lapses
from smm_action.platforms.microblog.items import slug_of

REPOST = "(a repost)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One delivery of the window."""

    delivery: DeliveryId
    platform: str
    due: datetime
    """``asap``: the window's beginning."""
    lapses: datetime
    """After this instant it may not go out any more."""
    units: tuple[str, ...]
    """Texts of the parts; each must exist once on the account. A page has one: its address."""


def within(project: Project, start: datetime, end: datetime, taken: Callable[[Account], bool]) -> Project:
    """Return ``project`` with the deliveries due in ``[start, end)`` to accounts that are ``taken`` part of it.

    What was due earlier counts as published, because later posts may refer to it; the rest is not there.
    """
    return replace(project, posts=tuple(_cut(project, post, start, end, taken) for post in project.posts))


def expected(
    project: Project, start: datetime, render: Callable[[Post, Account], Payload | None]
) -> tuple[Expected, ...]:
    """Return every delivery of a project that was cut to its window, in order of time."""
    found = (_expected(project, post, account, start, render) for post, account in _deliveries(project))
    return tuple(sorted((item for item in found if item is not None), key=lambda item: (item.due, item.delivery)))


def page_unit(slug: str) -> str:
    """Return the unit of a page of our own."""
    return f"page {slug}"


def _cut(project: Project, post: Post, start: datetime, end: datetime, taken: Callable[[Account], bool]) -> Post:
    earlier = dict(post.imported)
    kept = []
    for name in post.accounts:
        account = project.account(name)
        when = post.when(name, account.platform) if account is not None else None
        if account is None or when is None or not taken(account):
            continue
        if when.instant is not None and when.instant < start:
            earlier.setdefault(name, Imported(state="published", url=f"https://earlier.invalid/{post.id}"))
        if when.instant is None or when.instant < end:
            kept.append(name)
    return replace(post, accounts=tuple(kept), imported=earlier)


def _deliveries(project: Project) -> Iterator[tuple[Post, Account]]:
    for post in project.posts:
        for name in post.accounts:
            account = project.account(name)
            if account is not None and name not in post.imported and not post.draft:
                yield post, account


def _expected(
    project: Project,
    post: Post,
    account: Account,
    start: datetime,
    render: Callable[[Post, Account], Payload | None],
) -> Expected | None:
    when = post.when(account.name, account.platform)
    payload = render(post, account)
    if when is None or payload is None:
        return None
    due = when.instant or start
    return Expected(
        delivery=DeliveryId(post.brand, post.id, account.name, post.revision),
        platform=account.platform,
        due=due,
        lapses=lapses(post, project.brands[post.brand].policy, due),
        units=_units(payload),
    )


def _units(payload: Payload) -> tuple[str, ...]:
    if payload.platform == "microblog":
        return (page_unit(slug_of(payload)),)
    return tuple(part.text for part in payload.parts) or (REPOST,)

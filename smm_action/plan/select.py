"""``--select campaign:x platform:y …``: OR within a kind, AND across kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from smm_action.core.errors import SmmError
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.ids import BrandName, PlatformName, PostId
from smm_action.model.plan import Plan, PlannedDelivery
from smm_action.model.post import EMPTY
from smm_action.model.project import Project

KINDS = ("campaign", "platform", "account", "state", "post", "brand")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Wanted values by kind; an absent kind wants everything."""

    wanted: Mapping[str, frozenset[str]] = field(default_factory=lambda: EMPTY)

    def matches(self, delivery: DeliveryId, platform: PlatformName, state: State, campaign: str | None) -> bool:
        """Whether a delivery is wanted by every kind that says anything."""
        has: dict[str, set[str]] = {
            "campaign": {campaign or ""},
            "platform": {platform},
            "account": {delivery.account},
            "state": _spoken(state),
            "post": {delivery.post},
            "brand": {delivery.brand},
        }
        return all(has[kind] & values for kind, values in self.wanted.items())


def parse(values: Iterable[str]) -> Selection:
    """Return the selection of ``kind:value`` texts.

    Raises:
        SmmError: no colon, an unknown kind, or an unknown state.
    """
    wanted: dict[str, set[str]] = {}
    for text in values:
        kind, colon, value = text.partition(":")
        if not colon or not value or kind not in KINDS:
            raise SmmError(
                f"--select {text!r} is not understood.",
                f"It is a kind and a value with a colon between; the kinds are {', '.join(KINDS)}.",
                "Write for example --select campaign:winter.",
            )
        if kind == "state" and value not in {state.value for state in State}:
            raise SmmError(
                f"--select {text!r} names no state.", "", f"The states are {', '.join(state.value for state in State)}."
            )
        wanted.setdefault(kind, set()).add(value)
    return Selection(wanted={kind: frozenset(found) for kind, found in wanted.items()})


def select(plan: Plan, selection: Selection, project: Project) -> Plan:
    """Return ``plan`` with only what is wanted; what is left out stays as it is in the ledger."""
    campaigns: dict[tuple[BrandName, PostId], str | None] = {
        (post.brand, post.id): post.campaign for post in project.posts
    }

    def wanted(items: tuple[PlannedDelivery, ...]) -> tuple[PlannedDelivery, ...]:
        return tuple(
            item
            for item in items
            if selection.matches(
                item.delivery, item.platform, item.state, campaigns.get((item.delivery.brand, item.delivery.post))
            )
        )

    return replace(
        plan,
        due=wanted(plan.due),
        settle=wanted(plan.settle),
        upcoming=wanted(plan.upcoming),
        waiting=wanted(plan.waiting),
        blocked=wanted(plan.blocked),
    )


def _spoken(state: State) -> set[str]:
    """People say failed of both kinds of failure."""
    return {state.value, State.FAILED.value} if state is State.RETRY else {state.value}

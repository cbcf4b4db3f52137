"""Deliberately broken protocols and other versions of the tool, switched on in a runner's process of the tests only.

They exist to show that the harness sees: each of the broken ones must make it report duplicates or lost deliveries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def claim_after_send() -> None:
    """Send first; push the claim together with the outcome."""
    from smm_action.cli import run
    from smm_action.ledger.branch import StateBranch
    from smm_action.publish import publisher
    from smm_action.publish.sending import Task

    commit = StateBranch.commit
    kept: list[Any] = []

    def late(branch: StateBranch, edits: Sequence[Any], message: str, **keywords: Any) -> str:
        if message.startswith("Claim"):
            kept.extend(edits)
            return branch._head or "0" * 40
        first, kept[:] = list(kept), []
        return commit(branch, [*first, *edits], message, **keywords)

    StateBranch.commit = late  # type: ignore[method-assign]
    publisher.ours = lambda branch, head, batch, owner: tuple(batch)  # type: ignore[attr-defined]
    # a ledger that is new looks before its first sends, and would find what was sent and never claimed
    publisher.Task = lambda **said: Task(**{**said, "look_first": False})  # type: ignore[attr-defined, assignment, misc]
    run.Recheck = lambda *_: lambda sealed: None  # type: ignore[attr-defined, assignment, misc]


def blind_retry() -> None:
    """Repeat a create whose answer was lost, as HTTP libraries love to."""
    from smm_action.core.http import Http, Lost

    create = Http.create

    def again(http: Http, *arguments: Any, **keywords: Any) -> Any:
        try:
            answer = create(http, *arguments, **keywords)
        except Lost:
            return create(http, *arguments, **keywords)
        return create(http, *arguments, **keywords) if answer.status >= 500 else answer

    Http.create = again  # type: ignore[method-assign]


def no_reconcile() -> None:
    """Leave the claims of dead runners as they are."""
    from smm_action.cli import run
    from smm_action.publish.reconcile import Reconciled

    run.reconcile = lambda ledger, evidence: Reconciled()  # type: ignore[attr-defined, assignment]


def no_search() -> None:
    """Take the claims of dead runners over without looking whether they are out."""
    from smm_action.publish import reconcile

    reconcile._Work._ask = lambda *_: reconcile._Free("nobody looked")  # type: ignore[method-assign, assignment]


def cannot_be_searched() -> None:
    """Not broken: a platform of the policy ``ask``, which has no search and forgets keys. Mastodon plays it."""
    from dataclasses import replace
    from typing import ClassVar

    from smm_action.model.card import Idempotency
    from smm_action.platforms import mastodon
    from smm_action.platforms.mastodon.platform import Mastodon

    kept = {name: value for name, value in vars(Mastodon).items() if name not in {"find", "__dict__", "__weakref__"}}
    unsearchable = type("Unsearchable", Mastodon.__bases__, kept)
    card = replace(Mastodon.card, idempotency=Idempotency(policy="ask"), features=Mastodon.card.features - {"find"})
    assert ClassVar
    unsearchable.card = card  # type: ignore[attr-defined]
    mastodon.PLATFORM = unsearchable()


def newer_tool() -> None:
    """Another version with another name on the wire."""
    import smm_action
    from smm_action.core import http

    smm_action.__version__ = "99.0.0"
    http.USER_AGENT = "smm-action/99 (+https://example.org)"


def newer_pillow() -> None:
    """A Pillow that writes other bytes for the same picture."""
    import PIL
    from PIL import Image

    save = Image.Image.save

    def other(image: Image.Image, where: Any, format: str | None = None, **options: Any) -> None:  # noqa: A002
        save(image, where, format, **{**options, "compress_level": 1, "quality": 60})

    PIL.__version__ = "99.0.0"
    Image.Image.save = other  # type: ignore[method-assign]


def summary() -> None:
    """Keep a summary of the ledger from the first post on, and go by it: as where there are thousands of posts."""
    from smm_action.ledger import selective, upkeep

    upkeep.WIDE = 0
    selective.HALF = 99.0


SUMMARY = "summary"
SWITCHES: dict[str, Callable[[], None]] = {
    "claim after send": claim_after_send,
    "blind retry": blind_retry,
    "no reconcile": no_reconcile,
    "no search": no_search,
    "cannot be searched": cannot_be_searched,
    "newer tool": newer_tool,
    "newer pillow": newer_pillow,
    SUMMARY: summary,
}

"""Findings in each format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smm_action.cli.output import findings_github, findings_json, findings_sarif, findings_text
from smm_action.core.errors import SmmError

if TYPE_CHECKING:
    from smm_action.cli.app import App
    from smm_action.cli.linting import Linted

FORMATS = {
    "text": findings_text.render,
    "json": findings_json.render,
    "github": findings_github.render,
    "sarif": findings_sarif.render,
}


def render(linted: Linted, name: str, app: App, *, quiet: bool = False) -> str:
    """Return the findings in the format ``name``; with ``quiet`` nothing when there is nothing to say."""
    if quiet and not linted.findings and name == "text":
        return ""
    # GitHub shows ten of a kind: those beside the diff come first
    shown = linted.touched.first(linted.findings) if name == "github" else linted.findings
    return FORMATS.get(name, findings_text.render)(
        shown, prefix=shown_prefix(app), sources=linted.sources, posts=linted.posts
    )


def shown_prefix(app: App) -> str:
    """Return what stands before paths: the content root, from the top of its repository where there is one."""
    if app.repository is not None:
        return app.repository.prefix
    return app.root.as_posix()


def known(names: tuple[str, ...]) -> frozenset[str]:
    """Return the rules of ``--select`` or ``--ignore``, which may hold several with commas between.

    Raises:
        SmmError: there is no such rule.
    """
    from smm_action.lint.rules import all_rules

    wanted = frozenset(name.strip() for item in names for name in item.split(",") if name.strip())
    if not wanted:
        return wanted
    unknown = sorted(wanted - {rule.id for rule in all_rules()})
    if unknown:
        raise SmmError(f"There is no rule {unknown[0]}.", "", "Run `smm explain` for a list.")
    return wanted

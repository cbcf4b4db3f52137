"""What a rule is. Each file of ``rules`` defines one subclass and calls an instance of it ``RULE``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import body_place
from smm_action.model.finding import Finding, Fix, Location, Severity
from smm_action.model.ids import AccountName
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.problem import Problem
from smm_action.platformkit.render import Rendering


class Rule:
    """One kind of fault. Its module's docstring is its page; override the hook that sees what it needs."""

    id: ClassVar[str]
    """Names the bad pattern. Default: the module's name with dashes."""
    severity: ClassVar[Severity]
    suppressible: ClassVar[bool] = True
    """False for rules that protect the world: a post can not ignore them."""

    def __init_subclass__(cls) -> None:
        """Name the rule after its file."""
        if "id" not in cls.__dict__:
            cls.id = cls.__module__.rsplit(".", 1)[-1].replace("_", "-")

    def check_project(self, context: LintContext) -> Iterable[Finding]:
        """Yield what is wrong between files."""
        del context
        return ()

    def check_post(self, post: Post, context: LintContext) -> Iterable[Finding]:
        """Yield what is wrong with one post, whatever account it goes to."""
        del post, context
        return ()

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterable[Finding]:
        """Yield what is wrong with what one account would get."""
        del post, account, rendering, context
        return ()

    def page(self) -> str:
        """Return the rule's page, Markdown."""
        return sys.modules[type(self).__module__].__doc__ or ""

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page().partition("\n")[0].strip()

    def finding(
        self,
        message: str,
        location: Location,
        *,
        severity: Severity | None = None,
        account: AccountName | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding of this rule."""
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            message=message,
            location=location,
            account=account,
            fix=fix,
        )


class LoaderRule(Rule):
    """A rule whose faults the loader finds."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield what loading found under this rule's name."""
        yield from context.loaded.get(self.id, ())


class RenderingRule(Rule):
    """A rule whose faults show when a post is rendered for an account."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield the problems under this rule's name, placed in the file."""
        del context
        for problem in rendering.problems:
            if problem.rule == self.id:
                yield self.finding(problem.message, place_of(post, problem), account=account.name)


def place_of(post: Post, problem: Problem) -> Location:
    """Return where in the file of ``post`` a problem has its cause."""
    if problem.where is not None:
        return post.locate(problem.where)
    return body_place(post, problem.line)

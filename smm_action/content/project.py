"""A content root becomes a ``Project``. Never raises because of what an author wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smm_action.content import config
from smm_action.content.brands import brands
from smm_action.content.document_file import unreadable
from smm_action.content.faults import invalid
from smm_action.content.freezes import NAME, load_freezes
from smm_action.content.post import read_post
from smm_action.content.source import Source
from smm_action.core.errors import SmmError
from smm_action.model.finding import Finding, Location
from smm_action.model.post import Post
from smm_action.model.project import Brand, Project

_NOT_POSTS = frozenset({"readme.md"})


def load(source: Source, root: str) -> Project:
    """Return everything below one content root.

    Raises:
        SmmError: there is no ``smm.yml``.
    """
    listed = source.paths()
    files = frozenset(path for path in listed if _named(path))
    if config.NAME not in files:
        raise SmmError(
            f"There is no {config.NAME} in {root}.",
            "It declares the accounts; without it nothing can be checked.",
            "Run `smm init`, or name the content root with --root.",
        )
    root_file = config.read_config(source, config.NAME)
    held, findings = brands(source, files, root_file)
    posts: list[Post] = []
    for path, brand in _post_paths(files, held):
        post, found = read_post(source, path, brand)
        posts.append(post)
        findings += found
    freezes, found = load_freezes(source, held[0].timezone) if NAME in files else ((), ())
    findings += (*found, *_links(source.links(), held), *_lost(source, listed - files))
    return Project(
        root=root,
        brands={brand.name: brand for brand in held},
        posts=tuple(posts),
        files=files,
        findings=tuple(findings),
        state=config.state(root_file.data),
        freezes=freezes,
    )


def _named(path: str) -> bool:
    """Whether the name of a file can be shown, written and compared everywhere."""
    return path.isascii() or not any("\ud800" <= char <= "\udfff" for char in path)


def _lost(source: Source, unnamed: Iterable[str]) -> Iterator[Finding]:
    """Yield findings of what the content root holds and nobody can read."""
    for path in sorted(unnamed):
        place = Location(path=_escaped(path), line=1, column=1)
        yield invalid("The name of this file is not UTF-8; rename it.", place)
    for path, error in source.barred().items():
        yield unreadable(_escaped(path), error)


def _escaped(path: str) -> str:
    """Return a path with hexadecimal numbers for the bytes that are no UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _post_paths(files: frozenset[str], brands: Iterable[Brand]) -> list[tuple[str, Brand]]:
    by_prefix = {f"{brand.path}/posts/" if brand.path else "posts/": brand for brand in brands}
    found = []
    for path in files:
        if not path.endswith(".md") or path.rsplit("/", 1)[-1].lower() in _NOT_POSTS:
            continue
        if path.startswith("posts/"):
            prefix = "posts/"
        else:
            first, _, rest = path.partition("/")
            prefix = f"{first}/posts/" if rest.startswith("posts/") else ""
        brand = by_prefix.get(prefix)
        if brand is not None:
            found.append((path, brand))
    return sorted(found, key=lambda item: item[0])


def _links(links: frozenset[str], brands: Iterable[Brand]) -> list[Finding]:
    prefixes = tuple(f"{brand.path}/posts/" if brand.path else "posts/" for brand in brands)
    message = "This is a symbolic link; links are never followed. Put the file itself here."
    return [
        invalid(message, Location(path=_escaped(path), line=1, column=1))
        for path in sorted(links)
        if path.startswith(prefixes)
    ]

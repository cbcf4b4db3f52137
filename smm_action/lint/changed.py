"""Which posts a change concerns: those it touches, and those that depend on a file it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smm_action.model.post import Post
from smm_action.model.project import Brand, Project

Concerns = Callable[[Post], bool]


def affected(project: Project, changed: frozenset[str]) -> frozenset[str] | None:
    """Return the paths of the posts that a change of the paths ``changed`` (relative to the content root) concerns.

    None means every post: the root ``smm.yml`` changed. That of a brand concerns every post of the brand,
    ``people.yml`` those that mention somebody, a campaign its posts, a picture those that show it, a post those that
    refer to it.
    """
    if "smm.yml" in changed:
        return None
    tests = tuple(test for brand in project.brands.values() for test in _tests(project, brand, changed))
    return frozenset(
        post.path for post in project.posts if post.path in changed or any(concerns(post) for concerns in tests)
    )


def _tests(project: Project, brand: Brand, changed: frozenset[str]) -> Iterator[Concerns]:
    def below(path: str) -> str:
        return f"{brand.path}/{path}" if brand.path else path

    def mine(post: Post) -> bool:
        return post.brand == brand.name or not brand.path

    if below("smm.yml") in changed:
        yield mine
    if below("people.yml") in changed:
        yield lambda post: mine(post) and "@{" in post.source
    campaigns = {name for name in changed if name.startswith(below("campaigns/"))}
    if campaigns:
        names = {name.rsplit("/", 1)[-1].rsplit(".", 1)[0] for name in campaigns}
        yield lambda post: post.brand == brand.name and post.campaign in names
    pictures = {path for path in changed if not path.endswith((".md", ".yml", ".yaml"))}
    if pictures:
        yield lambda post: post.brand == brand.name and any(below(file) in pictures for file in _files(post))
    ids = _ids(project, brand, changed)
    if ids:
        yield lambda post: post.brand == brand.name and any(target in ids for target in _targets(post))


def _files(post: Post) -> Iterator[str]:
    for ref in post.media:
        yield ref.file
    for variant in post.variants.values():
        for ref in variant.media or ():
            yield ref.file


def _targets(post: Post) -> Iterator[str]:
    for target in (post.after, post.reply_to, post.quote, post.repost):
        if target is not None and target.startswith("post:"):
            yield target.removeprefix("post:")


def _ids(project: Project, brand: Brand, changed: frozenset[str]) -> frozenset[str]:
    """Return ids that the change may have given or taken: of changed posts, and, when one is gone, of no post."""
    posts = [post for post in project.posts if post.brand == brand.name]
    ids = {str(post.id) for post in posts if post.path in changed}
    gone = any(path.endswith(".md") and path not in project.files for path in changed)
    if gone:
        known = {str(post.id) for post in posts}
        ids |= {target for post in posts for target in _targets(post) if target not in known}
    return frozenset(ids)

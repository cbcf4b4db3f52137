"""A content root becomes a ``Project``. Never raises because of what an author wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smm_action.content import config
from smm_action.content.document_file import YamlFile, read_yaml
from smm_action.content.faults import invalid
from smm_action.content.people import campaign, people
from smm_action.content.post import read_post
from smm_action.content.source import Source
from smm_action.core.errors import SmmError
from smm_action.model.finding import Finding, Location, Severity
from smm_action.model.ids import AccountName, BrandName
from smm_action.model.post import Post
from smm_action.model.project import Brand, Campaign, Person, Project

_NOT_POSTS = frozenset({"readme.md"})


def load(source: Source, root: str) -> Project:
    """Return everything below one content root.

    Raises:
        SmmError: there is no ``smm.yml``.
    """
    files = source.paths()
    if config.NAME not in files:
        raise SmmError(
            f"There is no {config.NAME} in {root}.",
            "It declares the accounts; without it nothing can be checked.",
            "Run `smm init`, or name the content root with --root.",
        )
    root_file = config.read_config(source, config.NAME)
    brands, findings = _brands(source, files, root_file)
    posts: list[Post] = []
    for path, brand in _post_paths(files, brands):
        post, found = read_post(path, source.read(path), brand)
        posts.append(post)
        findings += found
    findings += _links(source.links(), brands)
    return Project(
        root=root,
        brands={brand.name: brand for brand in brands},
        posts=tuple(posts),
        files=files,
        findings=tuple(findings),
        state=config.state(root_file.data),
    )


def _brands(source: Source, files: frozenset[str], root_file: YamlFile) -> tuple[list[Brand], list[Finding]]:
    paths = sorted(path for path in files if path.endswith(f"/{config.NAME}") and path.count("/") == 1)
    base = root_file.data
    findings: list[Finding] = []
    root_people = _people(source, files, "", findings)
    brands = [_brand(source, files, "", root_file, {}, "default", root_people, findings)]
    for path in paths:
        directory = path.split("/", 1)[0]
        file = config.read_config(source, path)
        held = {**root_people, **_people(source, files, directory, findings)}
        brands.append(_brand(source, files, directory, file, base, directory, held, findings))
        findings += config.loosened(file, brands[0].policy, brands[-1].policy)
    return brands, findings + _collisions(brands, {brand.path: _config_path(brand) for brand in brands}, source)


def _brand(
    source: Source,
    files: frozenset[str],
    directory: str,
    file: YamlFile,
    base: dict[str, Any],
    default_name: str,
    held_people: dict[str, Person],
    findings: list[Finding],
) -> Brand:
    own = {**file.data, "brand": config.brand_name(file.data, default_name)}
    data = config.merged(base, own)
    name = config.brand_name(own, default_name)
    findings += file.findings
    timezone = data.get("timezone")
    language = data.get("language")
    broken_zone = any(finding.message.startswith("`timezone`") for finding in file.findings)
    return Brand(
        name=name,
        path=directory,
        timezone=timezone if isinstance(timezone, str) and not broken_zone else "UTC",
        language=language if isinstance(language, str) else None,
        accounts=config.accounts(data, name),
        sets=config.sets(data),
        policy=config.policy(data),
        utm=config.utm(data),
        people=held_people,
        campaigns=_campaigns(source, files, directory, name, findings),
        broken=any(finding.severity is Severity.ERROR for finding in file.findings),
    )


def _people(source: Source, files: frozenset[str], directory: str, findings: list[Finding]) -> dict[str, Person]:
    path = f"{directory}/people.yml" if directory else "people.yml"
    if path not in files:
        return {}
    file = read_yaml(path, source.read(path), "people")
    findings += file.findings
    return people(file.data)


def _campaigns(
    source: Source, files: frozenset[str], directory: str, brand: BrandName, findings: list[Finding]
) -> dict[str, Campaign]:
    prefix = f"{directory}/campaigns/" if directory else "campaigns/"
    found: dict[str, Campaign] = {}
    for path in sorted(path for path in files if path.startswith(prefix) and path.endswith((".yml", ".yaml"))):
        file = read_yaml(path, source.read(path), "campaign")
        name = path.removeprefix(prefix).rsplit(".", 1)[0]
        found[name], more = campaign(file, name, brand)
        findings += (*file.findings, *more)
    return found


def _collisions(brands: list[Brand], paths: dict[str, str], source: Source) -> list[Finding]:
    """Return findings of account names, and of names of secrets, that two accounts share."""
    names: dict[AccountName, str] = {}
    secrets: dict[str, AccountName] = {}
    found: list[Finding] = []
    for brand in brands:
        path = paths[brand.path]
        locate = read_yaml(path, source.read(path), "config").locate if len(brands) > 1 or brand.accounts else None
        for name in brand.accounts:
            prefix = config.secret_prefix(name)
            place = locate(("accounts", name)) if locate else Location(path=path)
            if name in names:
                found.append(
                    invalid(f"The account `{name}` is declared in {names[name]} too; names are unique.", place)
                )
            elif prefix in secrets:
                other = secrets[prefix]
                found.append(invalid(f"`{name}` and `{other}` would share the secret {prefix}…; rename one.", place))
            names.setdefault(name, path)
            secrets.setdefault(prefix, name)
    return found


def _config_path(brand: Brand) -> str:
    return f"{brand.path}/{config.NAME}" if brand.path else config.NAME


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
        invalid(message, Location(path=path, line=1, column=1)) for path in sorted(links) if path.startswith(prefixes)
    ]

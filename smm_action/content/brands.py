"""The brands of a content root: each ``smm.yml`` cascaded, and what two of them may not share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from smm_action.content import config
from smm_action.content.config_checks import state_is_sound
from smm_action.content.document_file import YamlFile, load_yaml
from smm_action.content.faults import invalid, short
from smm_action.content.names import BRAND_NAME, slug
from smm_action.content.people import campaign, people
from smm_action.content.policies import loosened, policy, tightened
from smm_action.content.source import Source
from smm_action.model.finding import Finding, Severity
from smm_action.model.ids import AccountName, BrandName
from smm_action.model.project import Brand, Campaign, Person


@dataclass(frozen=True, slots=True)
class _Held:
    """A brand and the file that declares it."""

    brand: Brand
    file: YamlFile


def brands(source: Source, files: frozenset[str], root: YamlFile) -> tuple[list[Brand], list[Finding]]:
    """Return the root brand, then the further ones by path; a brand whose ``smm.yml`` has an error is broken."""
    findings: list[Finding] = []
    held = [_Held(_brand(source, files, "", root, root, {}, findings), root)]
    first = held[0].brand
    for path in sorted(path for path in files if path.endswith(f"/{config.NAME}") and path.count("/") == 1):
        directory = path.split("/", 1)[0]
        file = config.read_config(source, path)
        brand = _brand(source, files, directory, file, root, first.people, findings)
        findings += loosened(file, first.policy, brand.policy)
        held.append(_Held(replace(brand, policy=tightened(first.policy, brand.policy)), file))
    held, more = _told_apart(held)
    findings += (*more, *_collisions(held))
    # without the root's `state:` nobody knows what any brand has published
    astray = not state_is_sound(root)
    errors = {finding.location.path for finding in findings if finding.severity is Severity.ERROR}
    return [replace(item.brand, broken=astray or item.file.path in errors) for item in held], findings


def _brand(
    source: Source,
    files: frozenset[str],
    directory: str,
    file: YamlFile,
    root: YamlFile,
    inherited: Mapping[str, Person],
    findings: list[Finding],
) -> Brand:
    data = config.merged(root.data, file.data) if directory else file.data
    name = config.brand_name(file.data, directory or "default")
    language = data.get("language")
    findings += file.findings
    prefix = f"{directory}/" if directory else ""
    return Brand(
        name=name,
        path=directory,
        timezone=config.timezone(data) or "UTC",
        language=language if isinstance(language, str) else None,
        accounts=config.accounts(data, name),
        sets=config.sets(data),
        policy=policy(data),
        utm=config.utm(data),
        media_host=config.media_host(data),
        manual=config.manual(data),
        people={**inherited, **_people(source, files, f"{prefix}people.yml", findings)},
        campaigns=_campaigns(source, files, f"{prefix}campaigns/", name, findings),
    )


def _people(source: Source, files: frozenset[str], path: str, findings: list[Finding]) -> dict[str, Person]:
    if path not in files:
        return {}
    file = load_yaml(source, path, "people")
    findings += file.findings
    return people(file.data)


def _campaigns(
    source: Source, files: frozenset[str], prefix: str, brand: BrandName, findings: list[Finding]
) -> dict[str, Campaign]:
    found: dict[str, Campaign] = {}
    for path in sorted(path for path in files if path.startswith(prefix) and path.endswith((".yml", ".yaml"))):
        file = load_yaml(source, path, "campaign")
        name = path.removeprefix(prefix).rsplit(".", 1)[0]
        found[name], more = campaign(file, name, brand)
        findings += (*file.findings, *more)
    return found


def _told_apart(held: Sequence[_Held]) -> tuple[list[_Held], list[Finding]]:
    """Return the brands under names of their own, and findings of those whose name can not stay."""
    taken: dict[BrandName, str] = {}
    kept: list[_Held] = []
    findings: list[Finding] = []
    for item in held:
        name, place = item.brand.name, item.file.locate(("brand",))
        if name in taken:
            findings.append(invalid(f"The brand `{name}` is declared in {taken[name]} too; names are unique.", place))
        elif "brand" not in item.file.data and not BRAND_NAME.fullmatch(name):
            findings.append(
                invalid(
                    f"There is no `brand:`, and the directory's name, '{short(name)}', can not be one: use a-z, 0-9 "
                    f"and dashes. Add `brand: {slug(name, 40)}`.",
                    place,
                )
            )
        # under the other one's name its posts would be that brand's, also to the ledger
        kept.append(item if name not in taken else replace(item, brand=_renamed(item.brand, taken)))
        taken.setdefault(kept[-1].brand.name, item.file.path)
    return kept, findings


def _renamed(brand: Brand, taken: dict[BrandName, str]) -> Brand:
    name, number = BrandName(brand.path), 2
    while name in taken:
        name, number = BrandName(f"{brand.path}-{number}"), number + 1
    return replace(
        brand,
        name=name,
        accounts={key: replace(account, brand=name) for key, account in brand.accounts.items()},
        campaigns={key: replace(held, brand=name) for key, held in brand.campaigns.items()},
    )


def _collisions(held: Sequence[_Held]) -> Iterator[Finding]:
    """Yield findings of account names, and of names of secrets, that two accounts share."""
    names: dict[AccountName, str] = {}
    secrets: dict[str, AccountName] = {}
    for item in held:
        for name in item.brand.accounts:
            prefix = config.secret_prefix(name)
            if name in names:
                message = f"The account `{name}` is declared in {names[name]} too; names are unique."
                yield invalid(message, item.file.locate(("accounts", name)))
            elif prefix in secrets:
                message = f"`{name}` and `{secrets[prefix]}` would share the secret {prefix}…; rename one."
                yield invalid(message, item.file.locate(("accounts", name)))
            names.setdefault(name, item.file.path)
            secrets.setdefault(prefix, name)

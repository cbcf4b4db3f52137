"""A small platform whose tokens end, on one clone of a repository with a bare origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.git import Git
from smm_action.ledger.branch import StateBranch
from smm_action.model.card import Refresh
from smm_action.model.delivery import Unknown
from smm_action.model.entry import Owner
from smm_action.model.ids import AccountName
from smm_action.model.project import StateLocation
from smm_action.platformkit.base import Refreshed
from smm_action.tokens.keeping import Keeper, OnBranch
from smm_action.tokens.key import TokenKey, token_key
from smm_action.tokens.memory import Memory
from smm_action.tokens.renewal import Renewal, Renewed, Run
from smm_action.tokens.vault import Subject, Vault
from tests.scenarios.repositories import Repository

NOW = parse_instant("2026-12-01T12:00:00Z")
SECRET = "k" * 40
ROTATING = Refresh(
    fields=("USER_TOKEN", "REFRESH_TOKEN"),
    lifetime=timedelta(hours=2),
    before=timedelta(minutes=30),
    rotating=True,
    source="here",
    read="2026-11-24",
)
LASTING = Refresh(
    fields=("TOKEN",), lifetime=timedelta(days=60), before=timedelta(days=10), source="here", read="2026-11-24"
)


def key(secret: str = SECRET) -> TokenKey:
    found = token_key({"SMM_TOKEN_KEY": secret})
    assert found is not None
    return found


@dataclass
class Server:
    """Gives a new token for the last one it gave; an old refresh token ends everything, as real servers do."""

    rotating: bool
    now: Callable[[], datetime]
    made: int = 0
    revoked: bool = False
    handed_in: list[Mapping[str, str]] = field(default_factory=list)

    def renew(self, values: Mapping[str, str]) -> Renewed:
        self.handed_in.append(dict(values))
        if self.rotating and values.get("REFRESH_TOKEN") != f"refresh-{self.made}":
            self.revoked = True
            return Unknown(reason="an old refresh token")
        self.made += 1
        if self.rotating:
            fresh = {"USER_TOKEN": f"user-{self.made}", "REFRESH_TOKEN": f"refresh-{self.made}"}
            return Refreshed(values=fresh, expires=format_instant(self.now() + timedelta(hours=2)))
        return Refreshed(
            values={"TOKEN": f"token-{self.made}"}, expires=format_instant(self.now() + timedelta(days=60))
        )


@dataclass
class World:
    """One repository, one account, one clock."""

    origin: Repository
    here: Repository
    refresh: Refresh = LASTING
    account: str = "acme-x"
    now: datetime = NOW
    key: TokenKey | None = field(default_factory=key)
    dead: set[str] = field(default_factory=set)
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = Server(self.refresh.rotating, lambda: self.now)

    @property
    def held(self) -> dict[str, str]:
        return {"REFRESH_TOKEN": "refresh-0"} if self.refresh.rotating else {"TOKEN": "token-0"}

    def another(self, name: str = "another") -> World:
        """Return the same world seen from a second clone."""
        path = self.origin.path.parent / name
        self.origin.git("clone", "-q", f"file://{self.origin.path}", str(path))
        return self.at(Repository(path))

    def at(self, here: Repository) -> World:
        made = replace(self, here=here)
        made.server = self.server
        return made

    def branch(self) -> StateBranch:
        return StateBranch(self.here.path, StateLocation(), {})

    def subject(self) -> Subject:
        return Subject(
            account=AccountName(self.account), platform="x", server="https://api.x.com", refresh=self.refresh
        )

    def vault(self, branch: StateBranch | None = None) -> Vault:
        memory = Memory(Git(self.here.path, {}), "smm-state", AccountName(self.account))
        return Vault(branch or self.branch(), memory, self.key, self.subject())

    def renewal(
        self, nonce: str = "a" * 32, branch: StateBranch | None = None, keeper: Keeper | None = None
    ) -> Renewal:
        branch = branch or self.branch()
        run = Run(
            owner=Owner(run="1", nonce=nonce),
            is_dead=lambda owner: owner.nonce in self.dead,
            now=lambda: self.now,
            sleep=self.sleep,
        )
        return Renewal(branch, self.vault(branch), keeper or OnBranch(key()), run)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def file(self) -> str:
        return self.origin.git("show", f"smm-state:tokens/{self.account}.json")

    def log(self) -> list[str]:
        return self.origin.git("log", "--format=%s", "--reverse", "smm-state").splitlines()


def world(folder: Path, refresh: Refresh) -> World:
    origin, here = Repository(folder / "origin.git"), Repository(folder / "here")
    origin.path.mkdir()
    origin.git("init", "-q", "--bare", "-b", "main")
    here.path.mkdir()
    here.git("init", "-q", "-b", "main")
    here.git("remote", "add", "origin", f"file://{origin.path}")
    (here.path / "smm.yml").write_text("brand: acme\n")
    here.commit("Begin")
    here.git("push", "-q", "origin", "HEAD:main")
    return World(origin, here, refresh)

"""``smm.yml``: what Git, a server or another brand would refuse is a finding, and the stricter policy is in force."""

from __future__ import annotations

import subprocess
from datetime import time, timedelta

import pytest

from smm_action.content.config_checks import branch
from smm_action.model.ids import BrandName
from smm_action.model.project import Policy, QuietHours
from tests.unit.content.worlds import CONFIG, found, loaded, only

FURTHER = b"brand: further\naccounts:\n  further-x: {platform: x}\n"
POST = b"---\nplatforms: [further-x]\n---\nHello\n"


@pytest.mark.parametrize(
    "path",
    ["../../x", "a/../b", "/tmp/x", ".git", "a/.GIT/b", ".git/refs", "a//b", "a\\\\b", "C:/x", "~/x", '"a\\n"', '""'],
)
def test_a_state_path_out_of_the_branch_is_a_finding(path: str) -> None:
    written = path if path.startswith('"') else f'"{path}"'
    project = loaded(config=CONFIG + f"state: {{path: {written}}}\n".encode())

    assert found(project) == [("invalid-value", 5, 9)]
    assert project.brands[BrandName("default")].broken


@pytest.mark.parametrize("path", [".", ".smm/", "./records", "records/smm", ".github/x", "a.b"])
def test_a_state_path_on_the_branch_is_accepted(path: str) -> None:
    project = loaded(config=CONFIG + f'state: {{path: "{path}"}}\n'.encode())

    assert project.findings == ()
    assert project.state.path == path


BRANCHES = [
    "-x",
    "a..b",
    "a b",
    "a//b",
    "a/",
    "a.",
    "a.lock",
    "a/.b",
    "a.lock/b",
    "@{",
    "a~1",
    "a^",
    "a:b",
    "a?",
    "[",
    "",
]


@pytest.mark.parametrize("name", BRANCHES)
def test_a_branch_that_git_refuses_is_a_finding(name: str) -> None:
    project = loaded(config=CONFIG + f'state: {{branch: "{name}"}}\n'.encode())

    assert found(project) == [("invalid-value", 5, 9)]
    assert project.brands[BrandName("default")].broken
    assert subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=False).returncode or name == "-x"


@pytest.mark.parametrize("name", ["refs/heads/x", "HEAD"])
def test_a_branch_that_git_would_take_for_another_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        branch(name)


@pytest.mark.parametrize("name", ["smm-state", "state/smm", "a.b", "A1_b", "a.lockx"])
def test_a_branch_that_git_accepts_is_accepted(name: str) -> None:
    assert loaded(config=CONFIG + f"state: {{branch: {name}}}\n".encode()).findings == ()
    assert subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=False).returncode == 0


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("https://a.example/path", "write `server: https://a.example`"),
        ("https://a.example:8443/api/", "write `server: https://a.example:8443`"),
        ("https://a.example?x=1", "holds more than a server"),
        ('"https://a.example#"', "holds more than a server"),
        ("https://", "names no host"),
        ("https:///a.example", "names no host"),
        ("https://:443", "names no host"),
        ('"https://a b.example"', "names no host"),
        ("https://..", "names no host"),
        ("https://a.example:99999", "no address of a server"),
        ('"https://[::1"', "no address of a server"),
        ("http://a.example", "https only"),
        ("a.example", "https"),
        ("https://me:pw@a.example", "holds a user name"),
    ],
)
def test_a_server_that_is_none_is_a_finding(server: str, words: str) -> None:
    project = loaded(config=f"accounts:\n  acme-x: {{platform: x, server: {server}}}\n".encode())

    assert found(project) == [("invalid-value", 2, 25)]
    assert words in only(project).message
    (account,) = project.brands[BrandName("default")].accounts.values()
    assert account.server is None


@pytest.mark.parametrize(
    ("server", "origin"),
    [("https://a.example/", "https://a.example"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080")],
)
def test_a_server_is_kept_as_its_origin(server: str, origin: str) -> None:
    project = loaded(config=f"accounts:\n  acme-x: {{platform: x, server: {server}}}\n".encode())

    assert project.findings == ()
    assert project.brands[BrandName("default")].accounts["acme-x"].server == origin  # type: ignore[index]


STRICT = Policy(
    min_gap=timedelta(hours=1),
    quiet_hours=QuietHours(start=time(22), end=time(7)),
    max_late=timedelta(hours=2),
    approval="required",
)
ROOT = CONFIG + b'policy: {min_gap: 1h, quiet_hours: "22:00-07:00", max_late: 2h, approval: required}\n'


@pytest.mark.parametrize(
    "line",
    [
        "alt_text: recommended",
        "min_gap: 59m",
        "max_late: 3h",
        "approval: none",
        'quiet_hours: "23:00-07:00"',
        'quiet_hours: "12:00-13:00"',
    ],
)
def test_a_weaker_policy_is_a_finding_and_the_stricter_one_stays_in_force(line: str) -> None:
    project = loaded(config=ROOT, further__smm_yml=FURTHER + f"policy: {{{line}}}\n".encode())

    brand = project.brands[BrandName("further")]
    assert (only(project).location.path, found(project)) == ("further/smm.yml", [("invalid-value", 4, 10)])
    assert (brand.policy, brand.broken) == (STRICT, True)
    assert not project.brands[BrandName("default")].broken


@pytest.mark.parametrize(
    "line", ["min_gap: 2h", "max_late: 1h", 'quiet_hours: "21:00-07:30"', "approval: required", "alt_text: required"]
)
def test_a_stricter_policy_is_in_force(line: str) -> None:
    project = loaded(config=ROOT, further__smm_yml=FURTHER + f"policy: {{{line}}}\n".encode())

    assert project.findings == ()
    assert (project.brands[BrandName("further")].policy == STRICT) is ("required" in line)


@pytest.mark.parametrize("policy", ["5", "{max_late: 99999999999w}", "{quiet_hours: never}", "{alt_text: [a]}"])
def test_a_policy_that_can_not_be_read_loosens_nothing(policy: str) -> None:
    project = loaded(config=ROOT, further__smm_yml=FURTHER + f"policy: {policy}\n".encode())

    assert (project.brands[BrandName("further")].policy, project.brands[BrandName("further")].broken) == (STRICT, True)


def test_a_duration_that_is_too_long_is_a_finding() -> None:
    assert found(loaded(config=CONFIG + b"policy: {min_gap: 99999999999w}\n")) == [("invalid-value", 5, 10)]


@pytest.mark.parametrize(
    "names", [(b"brand: acme\n", b"brand: acme\n"), (b"brand: b\n", b""), (b"", b"brand: default\n")]
)
def test_two_brands_of_one_name_stay_apart_and_the_second_is_broken(names: tuple[bytes, bytes]) -> None:
    project = loaded(
        config=names[0] + CONFIG, b__smm_yml=names[1] + FURTHER.partition(b"\n")[2], **{"b__posts__b.md": POST}
    )

    (first, second), (other, post) = project.brands.values(), project.posts
    assert "names are unique" in only(project).message
    assert only(project).location.path == "b/smm.yml"
    assert (first.broken, second.broken) == (False, True)
    assert (post.brand, other.brand) == (first.name, second.name)
    assert {account.brand for account in second.accounts.values()} == {second.name}


def test_an_account_of_two_brands_breaks_the_second() -> None:
    project = loaded(further__smm_yml=b"brand: further\naccounts:\n  acme-x: {platform: x}\n")

    assert found(project) == [("invalid-value", 3, 3)]
    assert [brand.broken for brand in project.brands.values()] == [False, True]


@pytest.mark.parametrize("root", [b"state: {branch: a..b}\n", b"state: 5\n", b"state: {brunch: a}\n", b"a: [\n", b"\0"])
def test_without_the_roots_state_every_brand_is_broken(root: bytes) -> None:
    project = loaded(config=CONFIG + root, further__smm_yml=FURTHER)

    assert project.findings
    assert all(brand.broken for brand in project.brands.values())


def test_another_fault_of_the_root_breaks_the_root_alone() -> None:
    project = loaded(config=CONFIG + b"timezone: Mars/Olympus\n", further__smm_yml=FURTHER)

    assert [(brand.broken, brand.timezone) for brand in project.brands.values()] == [(True, "UTC"), (False, "UTC")]


def test_a_directory_whose_name_can_be_no_brands_is_a_finding_that_proposes_one() -> None:
    project = loaded(**{"Acme Ltd__smm_yml": FURTHER.partition(b"\n")[2]})

    assert "`brand: acme-ltd`" in only(project).message
    assert only(project).location.path == "Acme Ltd/smm.yml"


@pytest.mark.parametrize(
    "goals", ["5", "{a: b}", "[5]", "[{metric: likes, target: 1e400}]", f"[{{metric: likes, target: 1{'0' * 400}}}]"]
)
def test_goals_that_are_none_are_findings(goals: str) -> None:
    project = loaded(campaigns__winter_yml=f"goals: {goals}\n".encode())

    assert only(project).location.line == 1
    assert project.brands[BrandName("default")].campaigns["winter"].goals == ()

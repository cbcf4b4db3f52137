"""Several publish jobs at once on one state branch: each post is there once, every outcome recorded, the index right."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections import Counter

import pytest

from smm_action.ledger.index import parse_index
from tests.scenarios.conftest import NOON, Team, after, ended, post
from tests.warm.client import CHECKOUT

ACCOUNTS = ("red", "blue", "green", "grey")
POSTS = 10
SMM_YML = """\
brand: acme
accounts:
  red: {platform: mastodon, server: https://mastodon.example, handle: red}
  blue: {platform: mastodon, server: https://mastodon.example, handle: blue}
  green: {platform: bluesky, handle: green.bsky.social}
  grey: {platform: bluesky, handle: grey.bsky.social}
"""


@pytest.fixture
def crowd(team: Team) -> Team:
    """Return a team with ten posts, each due on four accounts, and one for later."""
    files = {f"posts/p{n}.md": post(f"Post {n}", to=", ".join(ACCOUNTS)) for n in range(POSTS)}
    team.merge({"smm.yml": SMM_YML, **files, "posts/later.md": post("Later", to="red", time=after(hours=5))})
    return team


def matrix(team: Team, *arguments: str) -> list[dict[str, object]]:
    include = json.loads(team.run("plan", "--matrix", *arguments).out)["include"]
    assert isinstance(include, list)
    return include


def test_the_plan_is_a_matrix_of_jobs(crowd: Team) -> None:
    assert matrix(crowd) == [
        {"shard": number, "accounts": name, "select": f"account:{name}"} for number, name in enumerate(sorted(ACCOUNTS))
    ]
    assert [job["select"] for job in matrix(crowd, "--shards", "2")] == [
        "account:blue account:grey",
        "account:green account:red",
    ]
    assert crowd.run("plan", "--matrix", now=after(hours=-1)).out == '{"include":[]}\n'


def test_four_runners_publish_at_once(crowd: Team) -> None:
    jobs = matrix(crowd)
    runners = [crowd.another(f"runner{job['shard']}") for job in jobs]
    started = [
        runner.start(
            "--format", "json", "publish", "--select", str(job["select"]), environ={"SMM_SHARD": str(job["shard"])}
        )
        for runner, job in zip(runners, jobs, strict=True)
    ]
    for process in started:
        ran = ended(process)
        assert ran.code == 0, ran.err
        assert Counter(row["state"] for row in ran.deliveries.values()) == {"published": POSTS}

    assert crowd.made() == (2 * POSTS, 2 * POSTS)
    assert sorted(crowd.statuses()) == sorted(f"Post {n}" for n in range(POSTS) for _ in range(2))
    ledger = crowd.ledger()
    assert Counter(record.state for record in ledger.records.values()) == {"published": 4 * POSTS}
    shards = {(e.delivery.account, e.owner.shard) for e in crowd.entries() if e.owner is not None}
    assert shards == {(job["accounts"], job["shard"]) for job in jobs}

    index = parse_index(crowd.origin.git("show", "smm-state:index.json").encode())
    assert index is not None
    assert (index.next_due, list(index.open)) == (after(hours=5), [])
    page = crowd.origin.git("show", "smm-state:README.md")
    assert all(f"p{n}" in page for n in range(POSTS))


def test_an_index_that_another_run_outdates_is_written_again(crowd: Team) -> None:
    """Between one run's look at the ledger and its push of the index, a whole other run happens."""
    other = crowd.another()
    folder = crowd.origin.path.parent
    command = [
        sys.executable,
        "-m",
        "smm_action",
        "--sandbox",
        crowd.sandbox.url,
        "publish",
        "--select",
        "account:blue",
    ]
    environ = [f"PATH={os.environ['PATH']}", f"HOME={folder}", f"PYTHONPATH={CHECKOUT}", f"SMM_NOW={NOON}"]
    crowd.origin.hook(
        "pre-receive",
        f"""
        read old new ref
        case "$(git log -1 --format=%s "$new")" in "Update the index"*) ;; *) exit 0 ;; esac
        [ -e {folder}/happened ] && exit 0
        touch {folder}/happened
        cd {other.here.path} && exec env -i {shlex.join([*environ, *command])} >&2
        """,
    )
    ran = crowd.publish("--select", "account:red")
    assert ran.code == 0, ran.err
    assert (folder / "happened").exists()
    assert crowd.made() == (2 * POSTS, 0)
    page = crowd.origin.git("show", "smm-state:README.md")
    assert page.count("| `red` |  |") == page.count("| `blue` |  |") == POSTS, page


def test_runners_that_were_given_the_same_share_send_each_post_once(crowd: Team) -> None:
    runners = [crowd.another(f"runner{n}") for n in range(4)]
    for process in [runner.start("--format", "json", "publish") for runner in runners]:
        ran = ended(process)
        assert ran.code == 0, ran.err
    assert crowd.made() == (2 * POSTS, 2 * POSTS)
    assert Counter(record.state for record in crowd.ledger().records.values()) == {"published": 4 * POSTS}

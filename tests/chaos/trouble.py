"""What goes wrong beside a kill: the remote's moods, damage to the state branch, and what people change meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from smm_action.ledger.paths import post_of
from tests.chaos.crew import Crew
from tests.scenarios.conftest import NOON, after

FIRST = 'n=$(cat "$PWD/../pushes" 2>/dev/null || echo 0); echo $((n + 1)) > "$PWD/../pushes"; '
"""Counts the pushes beside the bare repository, in which hooks run."""
STORM = (
    "unset $(git rev-parse --local-env-vars); cd $PWD; tree=$(git mktree < /dev/null); "
    "head=$(git rev-parse -q --verify refs/heads/smm-state) && tree=$(git rev-parse $head^{tree}); "
    "commit=$(echo storm | git -c user.name=Ada -c user.email=ada@example.org commit-tree ${head:+-p $head} $tree); "
    "git update-ref refs/heads/smm-state $commit; "
)
REMOTES: Mapping[str, tuple[str, str]] = {
    "no push is taken": ("update", "echo protected branch; exit 1"),
    "no push is taken after the claim": ("update", FIRST + "[ $n -lt 1 ]"),
    "others push first, four times": ("pre-receive", FIRST + f"[ $n -ge 4 ] || {{ {STORM} }}; exit 0"),
    "the first pushes are taken, their answers lost": ("post-receive", FIRST + "[ $n -ge 2 ] || kill -9 $PPID"),
    "the answer to the outcome push is lost": ("post-receive", FIRST + "[ $n -ne 1 ] || kill -9 $PPID"),
    "the connection ends before a push is taken": ("pre-receive", FIRST + "[ $n -ge 2 ] || kill -9 $PPID; exit 0"),
}
"""Hooks of the bare origin while the first tick runs."""


def arm(crew: Crew, name: str) -> None:
    crew.origin.hook(*REMOTES[name])


def heal(crew: Crew, name: str) -> None:
    crew.origin.hook(REMOTES[name][0], "exit 0")


# between crash and recovery: the state branch


def forced_back(crew: Crew) -> None:
    crew.origin.git("update-ref", "refs/heads/smm-state", "smm-state~1")


def vanished(crew: Crew) -> None:
    crew.origin.git("update-ref", "-d", "refs/heads/smm-state")


def torn_line(crew: Crew) -> None:
    """End a ledger file in the middle of its last line, as a merge by hand might."""
    path = next(name for name in crew.files() if post_of(name) is not None)
    data = crew.origin.git("show", f"smm-state:{path}").encode()
    work = crew.root / "mender"
    crew.origin.git("clone", "-q", "--template=", "-b", "smm-state", str(crew.origin.path), str(work))
    (work / path).write_bytes(data[: len(data) - 40])
    mender = type(crew.here)(work)
    mender.commit("Merge by hand")
    mender.git("push", "-q", "origin", "HEAD:smm-state")


DAMAGES: Mapping[str, Callable[[Crew], None]] = {
    "the state branch was forced back": forced_back,
    "the state branch vanished": vanished,
    "a ledger line is torn": torn_line,
}


def repair(crew: Crew, head: str) -> None:
    """Do what the message says: put the branch back."""
    crew.origin.git("update-ref", "refs/heads/smm-state", head)


# between crash and recovery: the content


def edited(crew: Crew) -> None:
    crew.merge({path: text.replace("/1", "/1 in other words") for path, text in crew.world.posts.items()})


def moved(crew: Crew) -> None:
    _away(crew)
    crew.merge({path.replace("posts/", "posts/2026/winter/"): text for path, text in crew.world.posts.items()})


def renamed(crew: Crew) -> None:
    _away(crew)
    crew.merge({path.replace("posts/", "posts/renamed-"): text for path, text in crew.world.posts.items()})


def rescheduled(crew: Crew) -> None:
    crew.merge({path: text.replace(NOON, after(hours=2)) for path, text in crew.world.posts.items()})


def withdrawn(crew: Crew) -> None:
    _away(crew)
    crew.merge({"posts/later.md": "---\nplatforms: [all]\n---\nA draft\n"})


def people(crew: Crew) -> None:
    crew.merge({"people.yml": 'acme: {name: New, mastodon: "@new@mastodon.example", bluesky: new.bsky.social}\n'})


def utm(crew: Crew) -> None:
    crew.merge({"smm.yml": crew.world.smm_yml.replace("medium: social", "medium: other")})


CHANGES: Mapping[str, Callable[[Crew], None]] = {
    "edited": edited,
    "moved": moved,
    "renamed": renamed,
    "rescheduled": rescheduled,
    "withdrawn": withdrawn,
    "people.yml": people,
    "utm": utm,
}
UPGRADES: Mapping[str, Sequence[str]] = {"newer tool": ("newer tool",), "newer pillow": ("newer pillow",)}


def _away(crew: Crew) -> None:
    for path in crew.world.posts:
        (crew.here.path / "content" / path).unlink()

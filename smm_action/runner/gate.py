"""Is there work? Decided from the state branch's index.json, by the standard library alone, installing nothing.

Run as ``python3 -I "$GITHUB_ACTION_PATH/smm_action/runner/gate.py" [--no-fetch]``. Imports nothing of ours, and of the
standard library only what starts at once: the quiet tick is what a repository pays for, every fifteen minutes.

Doubt is work: an index that is missing, or not exactly as we write it, opens the gate.
"""

import os
import sys
import time

SEEN = "refs/smm/gate/"


def main() -> int:
    """Decide, print why, and write ``work`` and ``reason`` to GITHUB_OUTPUT."""
    reason = decide(os.environ, fetch="--no-fetch" not in sys.argv[1:])
    work = "true" if reason is not None else "false"
    text = reason if reason is not None else "nothing is due, and no post changed"
    sys.stdout.write(f"{'Work' if reason is not None else 'No work'}: {text}.\n")
    output = os.environ.get("GITHUB_OUTPUT")
    if output:
        with open(output, "a", encoding="utf-8") as file:  # noqa: PTH123 pathlib costs more than the whole decision
            file.write(f"work={work}\nreason={text}\n")
    return 0


def decide(environ: "os._Environ[str] | dict[str, str]", *, fetch: bool) -> "str | None":
    """Return why there is work, or None when there is none."""
    branch = environ.get("SMM_INPUT_STATE_BRANCH") or "smm-state"
    root = (environ.get("SMM_INPUT_ROOT") or "content").strip("/")
    if not is_plain(branch) or not is_plain(root):
        return "the name of the branch or of the content root is unusual"
    if fetch and not fetched(branch, environ):
        return f"the branch {branch} is not there yet, or can not be read"
    # one process answers both questions; an index that is not there ends in an empty answer
    ref = SEEN + branch if fetch else "refs/remotes/origin/" + branch
    answer = git(["cat-file", "blob", f"{ref}:index.json"])
    index = parsed(answer)
    if index is None:
        return "there is no index that can be understood"
    now = instant(environ.get("SMM_NOW") or "")
    for key, what in (("next_due", "a post is due"), ("next_metrics", "it is time to count")):
        if index[key] is not None and index[key] <= now:
            return f"{what} since {index[key]}"
    if index["open"] != "[]":
        return "a delivery is not settled"
    sha = environ.get("GITHUB_SHA", "")
    if sha and sha == index["main_sha"]:
        return None
    tree = git(["rev-parse", "--verify", "--quiet", f"HEAD:{root}"]).strip()
    return None if tree and tree == index["content_tree"] else "a file below the content root changed"


def parsed(text: str) -> "dict[str, str | None] | None":
    """Return the index, or None for anything but the exact form in which ``ledger.index`` writes it."""
    lines = text.split("\n")
    keys = ("main_sha", "content_tree", "next_due", "next_metrics", "open")
    if len(lines) != 8 or lines[0] != "{" or lines[6] != "}" or lines[7]:
        return None
    found: dict[str, str | None] = {}
    for number, key in enumerate(keys, start=1):
        head, comma = f'  "{key}": ', "," if number < len(keys) else ""
        line = lines[number]
        if not line.startswith(head) or not line.endswith(comma):
            return None
        value = line[len(head) : len(line) - len(comma)]
        if key == "open":
            found[key] = value
        elif value == "null":
            found[key] = None
        elif len(value) > 2 and value[0] == value[-1] == '"' and "\\" not in value:
            found[key] = value[1:-1]
        else:
            return None
    times = [found["next_due"], found["next_metrics"]]
    # instants are compared as text, which holds only for this one form
    return (
        found
        if all(time is None or (len(time) >= 20 and time[10] == "T" and time[-1] == "Z") for time in times)
        else None
    )


def instant(given: str) -> str:
    """Return the instant now in the index's form; ``given`` (SMM_NOW) counts when it is in that form."""
    if len(given) >= 20 and given[10] == "T" and given[-1] == "Z":
        return given
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def fetched(branch: str, environ: "os._Environ[str] | dict[str, str]") -> bool:
    """Fetch the tip of the state branch into a ref of our own; say whether it is there."""
    extra = dict(environ)
    token, server = environ.get("GITHUB_TOKEN"), environ.get("GITHUB_SERVER_URL", "https://github.com")
    if token and server.startswith("https://"):
        import base64

        basic = base64.b64encode(b"x-access-token:" + token.encode()).decode()
        # by environment: a token on a command line or in a file could be read by others
        extra["GIT_CONFIG_COUNT"] = "1"
        extra["GIT_CONFIG_KEY_0"] = f"http.{server}/.extraheader"
        extra["GIT_CONFIG_VALUE_0"] = f"AUTHORIZATION: basic {basic}"
    extra["GIT_TERMINAL_PROMPT"] = "0"
    arguments = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "origin"]
    git([*arguments, f"+refs/heads/{branch}:{SEEN}{branch}"], extra)
    return bool(git(["rev-parse", "--verify", "--quiet", SEEN + branch]).strip())


def git(arguments: "list[str]", environ: "dict[str, str] | None" = None) -> str:
    """Return what git prints, empty when it fails; posix_spawn, because importing subprocess costs more than git."""
    read, write = os.pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, write, 1),
        (os.POSIX_SPAWN_CLOSE, read),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        process = os.posix_spawnp("git", ["git", *arguments], environ or os.environ, file_actions=actions)
    except OSError:
        os.close(read)
        os.close(write)
        return ""
    os.close(write)
    pieces = []
    while piece := os.read(read, 65536):
        pieces.append(piece)
    os.close(read)
    _, status = os.waitpid(process, 0)
    return b"".join(pieces).decode("utf-8", "replace") if status == 0 else ""


def is_plain(name: str) -> bool:
    """Whether a name can stand in a git argument without a second thought."""
    return bool(name) and name[0] != "-" and ".." not in name and all(c.isalnum() or c in "-_./" for c in name)


if __name__ == "__main__":
    sys.exit(main())

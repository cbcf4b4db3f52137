"""Is there work? Decided from the state branch's index.json, by the standard library alone, installing nothing.

``python3 -I gate.py fetch`` brings the tip of the state branch, ``python3 -I gate.py`` decides from what is here. They
are two steps because the decision is measured (benchmarks/gate.py). Imports nothing of ours, and of the standard
library only what a starting Python has loaded: the quiet tick is what a repository pays for, every fifteen minutes.

Where the state lies is read from `state:` in the committed smm.yml, the few ways in which people write that. Doubt is
work: an index that is missing, or not exactly as ``ledger.index`` writes it, opens the gate. One at a wrong place does
no harm either: it was made from another smm.yml, so from another commit and another tree.
"""

import os
import sys
import time

SEEN = "refs/smm/gate/"
KEYS = ("main_sha", "content_tree", "next_due", "next_metrics", "open")
MINUTE = "0000-00-00T00:00:00Z"


def main() -> int:
    """Fetch, or decide and write ``work`` and ``reason`` to GITHUB_OUTPUT. Exit 3: the remote can not be read."""
    environ = dict(os.environ)
    if sys.argv[1:] == ["fetch"]:
        return fetch(environ)
    reason = decide(environ)
    work = "true" if reason else "false"
    reason = reason or "nothing is due, and no post changed"
    sys.stdout.write(f"{'Work' if work == 'true' else 'No work'}: {reason}.\n")
    output = environ.get("GITHUB_OUTPUT")
    if output:
        with open(output, "a", encoding="utf-8") as file:  # noqa: PTH123 importing pathlib costs more than deciding
            file.write(f"work={work}\nreason={reason}\n")
    return 0


def decide(environ: "dict[str, str]") -> "str | None":
    """Return why there is work, or None when there is none."""
    if environ.get("GITHUB_EVENT_NAME") == "workflow_dispatch":
        # perhaps because of something that no index knows: a secret that was set, a server that is back
        return "a person started this run"
    root = content_root(environ)
    if not is_plain(root):
        return "the name of the content root is unusual"
    now = instant(environ.get("SMM_NOW") or "")
    if now is None:
        return "SMM_NOW is no instant in UTC"
    asking = Objects(environ)
    try:
        state = asking.state(root, environ)
        if not all(map(is_plain, state)):
            return "`state:` in smm.yml is unusual"
        text = asking.newest_index(*state)
        index = parsed(text) if text is not None else None
        if index is None:
            return "there is no index of the state that can be understood"
        return pressing(index, now) or changed(index, environ.get("GITHUB_SHA", ""), root, asking)
    except (OSError, ValueError):
        return "Git did not answer"
    finally:
        asking.close()


def pressing(index: "dict[str, str]", now: str) -> "str | None":
    """Return what the index says is to be done by ``now``."""
    for key, what in (("next_due", "something is due"), ("next_metrics", "it is time to count")):
        if index[key] and index[key] <= now:
            return f"{what} since {index[key]}Z"
    return "a delivery is not settled" if index["open"] else None


def changed(index: "dict[str, str]", sha: str, root: str, asking: "Objects") -> "str | None":
    """Return that the content is not what the index was made from; the same commit needs no look at it."""
    if sha and sha == index["main_sha"]:
        return None
    found = asking.look(f"HEAD:{root}" if root != "." else "HEAD^{tree}")
    return None if found and found[0] == index["content_tree"] else "a file below the content root changed"


class Objects:
    """One ``git cat-file --batch``, asked one thing after another."""

    def __init__(self, environ: "dict[str, str]") -> None:
        """Start it: by posix_spawn, because importing subprocess costs more than git itself."""
        theirs, self.ask = os.pipe()
        self.answer, ours = os.pipe()
        moves = [
            (os.POSIX_SPAWN_DUP2, theirs, 0),
            (os.POSIX_SPAWN_DUP2, ours, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        self.held = b""
        try:
            self.process = os.posix_spawnp("git", ["git", "cat-file", "--batch"], environ, file_actions=moves)
        except OSError:
            self.process = 0
        os.close(theirs)
        os.close(ours)

    def state(self, root: str, environ: "dict[str, str]") -> "tuple[str, str, str]":
        """Return branch, path and remote of the state as the committed smm.yml says; the branch else as the input."""
        try:
            found = self.look(f"HEAD:{root}/smm.yml" if root != "." else "HEAD:smm.yml", whole=True)
        except (OSError, ValueError):
            found = None
        said = located(found[1]) if found else {}
        branch = said.get("branch") or environ.get("SMM_INPUT_STATE_BRANCH") or "smm-state"
        return branch, said.get("path") or ".", said.get("remote") or "origin"

    def newest_index(self, branch: str, path: str, remote: str) -> "str | None":
        """Return index.json where the state branch is known: fetched by us, by a run, or by a checkout."""
        own = path.strip("/").removeprefix("./")
        # on the default branch the state lies below .smm/
        files = (".smm/index.json", f"{own}/index.json" if own not in {"", "."} else "index.json")
        for ref in (SEEN + branch, "refs/smm/state/" + branch, f"refs/remotes/{remote}/{branch}"):
            for file in files:
                found = self.look(f"{ref}:{file}", whole=True)
                if found:
                    return found[1]
        return None

    def look(self, name: str, *, whole: bool = False) -> "tuple[str, str] | None":
        """Return the id of an object, and its text when ``whole``; None when there is none of that name.

        Raises OSError or ValueError when git has gone.
        """
        os.write(self.ask, f"{name}\n".encode())
        head = self.line().split()
        if len(head) != 3 or head[1] not in {"blob", "tree"}:
            return None
        return head[0], self.text(int(head[2])) if whole else ""

    def line(self) -> str:
        """Return the answer's next line."""
        while b"\n" not in self.held:
            self.more()
        first, _, self.held = self.held.partition(b"\n")
        return first.decode()

    def text(self, size: int) -> str:
        """Return the answer's next ``size`` bytes, and drop the line end after them."""
        while len(self.held) <= size:
            self.more()
        data, self.held = self.held[:size], self.held[size + 1 :]
        return data.decode()

    def more(self) -> None:
        """Wait for more of the answer. OSError when git has ended."""
        piece = os.read(self.answer, 65536)
        if not piece:
            raise OSError("git has ended")
        self.held += piece

    def close(self) -> None:
        """End it; what it still had to say is not waited for."""
        os.close(self.ask)
        os.close(self.answer)
        if self.process:
            os.waitpid(self.process, 0)


def parsed(text: str) -> "dict[str, str] | None":
    """Return the index (nothing for null), or None for all but the exact form in which ``ledger.index`` writes it."""
    lines = text.split("\n")
    if len(lines) != 8 or lines[0] != "{" or lines[6:] != ["}", ""]:
        return None
    found = {}
    for key, line in zip(KEYS, lines[1:6]):  # noqa: B905 the lengths were looked at
        head, comma = f'  "{key}": ', "" if key == "open" else ","
        value = line[len(head) : len(line) - len(comma)]
        if line != head + value + comma or "\\" in value:
            return None
        found[key] = value
    listed = found.pop("open")
    if listed[:1] + listed[-1:] != "[]" or not all(is_text(value) for value in found.values()):
        return None
    index = {key: value.strip('"') if value != "null" else "" for key, value in found.items()}
    for key in ("next_due", "next_metrics"):
        if index[key] and not is_instant(index[key]):
            return None
        index[key] = index[key][:-1]
    return {**index, "open": listed[1:-1]} if index["main_sha"] and index["content_tree"] else None


def is_text(value: str) -> bool:
    """Whether a value is ``null`` or a plain JSON string."""
    return value == "null" or (len(value) > 2 and value[0] == value[-1] == '"' and '"' not in value[1:-1])


def is_instant(text: str) -> bool:
    """Whether ``text`` is RFC 3339 in UTC, perhaps with a fraction: such texts, without the Z, compare as times do."""
    shape = "".join("0" if char in "0123456789" else char for char in text)
    return shape == MINUTE or (shape[:20] == MINUTE[:19] + "." and shape[20:].strip("0") == "Z" and len(shape) > 21)


def instant(given: str) -> "str | None":
    """Return now without its Z: ``given`` when there is one, else the clock's; None when it can not be compared."""
    if not given:
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    text = given[:-6] + "Z" if given.endswith(("+00:00", "-00:00")) else given
    return text[:-1] if is_instant(text) else None


def located(text: str) -> "dict[str, str]":
    """Return what smm.yml says below `state:`, in braces on one line or one key a line."""
    lines = iter(text.splitlines())
    first = next((line for line in lines if line.startswith("state:")), "")[len("state:") :].strip()
    items = first.partition("}")[0][1:].split(",") if first.startswith("{") else []
    for line in lines if not first or first.startswith("#") else ():
        if line.strip() and not line.startswith((" ", "#")):
            break
        items.append(line)
    found = {}
    for item in items:
        key, _, value = item.partition(":")
        found[key.strip().strip("\"'")] = value.partition(" #")[0].strip().strip("\"'")
    return found


def fetch(environ: "dict[str, str]") -> int:
    """Bring the tip of the state branch into a ref of our own. No such branch is an answer, no answer is exit 3."""
    asking = Objects(environ)
    branch, _, remote = asking.state(content_root(environ), environ)
    asking.close()
    if not is_plain(branch) or not is_plain(remote):
        return 0
    ref, access = SEEN + branch, {**environ, **authorized(environ), "GIT_TERMINAL_PROMPT": "0"}
    # One commit is enough for a shallow checkout; a whole clone must not become a shallow one.
    depth = ["--depth=1"] if os.path.exists(".git/shallow") else []  # noqa: PTH110 as above
    quiet = ["fetch", "--quiet", *depth, "--no-tags", "--no-write-fetch-head", "--refmap="]
    if run([*quiet, remote, f"+refs/heads/{branch}:{ref}"], access) == 0:
        return 0
    run(["update-ref", "-d", ref], environ)
    if run(["ls-remote", "--quiet", "--exit-code", remote, f"refs/heads/{branch}"], access) == 2:
        return 0
    sys.stdout.write(f"::error title=The state can not be read::Git could not fetch {branch} from {remote}.\n")
    return 3


def authorized(environ: "dict[str, str]") -> "dict[str, str]":
    """Return variables that let git in: the token goes by environment, never on a command line or into a file."""
    token, server = environ.get("GITHUB_TOKEN"), environ.get("GITHUB_SERVER_URL") or "https://github.com"
    if not token or not server.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        return {}
    import base64

    basic = base64.b64encode(b"x-access-token:" + token.encode()).decode()
    key = f"http.{server}/.extraheader"
    settings = (
        # The empty value takes back a header that actions/checkout may have left: GitHub refuses two of them.
        (key, ""),
        (key, f"AUTHORIZATION: basic {basic}"),
        # Git would send the header along.
        (f"http.{server}/.followRedirects", "false"),
    )
    given = {"GIT_CONFIG_COUNT": str(len(settings))}
    for index, (name, value) in enumerate(settings):
        given[f"GIT_CONFIG_KEY_{index}"], given[f"GIT_CONFIG_VALUE_{index}"] = name, value
    return given


def run(arguments: "list[str]", environ: "dict[str, str]") -> int:
    """Return git's exit status; what it complains of stays in the log."""
    process = os.posix_spawnp("git", ["git", *arguments], environ)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def content_root(environ: "dict[str, str]") -> str:
    """Return the content root as the action's input names it."""
    root = environ.get("SMM_INPUT_ROOT") or "content"
    while root.startswith("./"):
        root = root[2:]
    return root if root.startswith("/") else root.rstrip("/") or "."


def is_plain(name: str) -> bool:
    """Whether a name can stand in a git argument without a second thought."""
    return bool(name) and name[0] not in "-/" and ".." not in name and not set(name) & set(":~^?*[\\\"'\r\n\t@{}")


if __name__ == "__main__":
    sys.exit(main())

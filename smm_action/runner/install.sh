#!/usr/bin/env bash
# Makes the virtual environment the Action runs in: hash-locked, binaries only, our own code by a path file.
# uv sets it up in a third of a second where venv and pip take eight (docs/architecture/action.md).
set -euo pipefail
action=$(cd "$(dirname "$0")/../.." && pwd)
venv=${SMM_INPUT_VENV:-}
if [ -z "$venv" ]; then
  venv=${RUNNER_TEMP:-/tmp}/smm-venv
fi
if [ ! -x "$venv/bin/python" ]; then
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "::error title=Python is too old::smm-action needs Python 3.11 or newer; add a step with actions/setup-python before it."
    exit 2
  }
  tool=${RUNNER_TEMP:-/tmp}/smm-uv
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --target "$tool" --requirement "$action/requirements/uv.txt"
  "$tool/bin/uv" venv --quiet --python "$(command -v python3)" "$venv"
  "$tool/bin/uv" pip sync --quiet --python "$venv/bin/python" --require-hashes --only-binary :all: --compile-bytecode \
    "$action/requirements/action.txt"
fi
site=$("$venv/bin/python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$action" > "$site/smm_action.pth"
printf 'venv=%s\n' "$venv" >> "${GITHUB_OUTPUT:-/dev/null}"

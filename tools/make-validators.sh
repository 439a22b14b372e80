#!/usr/bin/env bash
# Makes a second virtual environment with the validators of outputs, whose dependencies do not go with ours. Only tests
# use them, and skip with a reason where they are missing.
set -euo pipefail

venv=$1
python=${PYTHON:-python3}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "Installing the validators of outputs into $venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tools/validators.lock

#!/usr/bin/env bash
# Installs the programs of Python that formats and server are held against into a virtual environment of this project,
# and prints the path of its interpreter, for LORA_GEN_PYTHON. Needs Python >= 3.10 with venv, and PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$PWD/node_modules/.cache/interop
python3 -m venv "$venv" >&2
timeout 1800 "$venv/bin/pip" install --quiet --requirement tests/interop/requirements.txt >&2
echo "$venv/bin/python"

#!/usr/bin/env bash
# Every format and interface against its own ecosystem's programs, those of Python in a virtual environment of this project.
# Needs Python >= 3.10 with venv, and PyPI; PIP_EXTRA_INDEX_URL may name PyTorch's index of CPU builds, which are smaller.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$PWD/node_modules/.cache/interop
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --requirement tests/interop/requirements.txt
LORA_GEN_PYTHON=$venv/bin/python npx vitest run tests/interop

#!/usr/bin/env bash
# What a user gets: the packed package, installed into an empty project, runs its demo.
set -euo pipefail
cd "$(dirname "$0")/.."

project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
npm pack --silent --pack-destination "$project" >/dev/null
cd "$project"
[ "$(tar -tzf lora-gen-*.tgz | grep -c '[.]wasm$')" = 1 ] # the playground's; a second would be a fifth of the package
npm init --yes >/dev/null
npm install --no-audit --no-fund ./lora-gen-*.tgz
npx --no-install lora-gen demo --json

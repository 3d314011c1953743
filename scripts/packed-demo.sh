#!/usr/bin/env bash
# What a user gets: the packed package, installed into an empty project, has all its entries, runs what README.md tells
# programs to write, and its demo.
set -euo pipefail
cd "$(dirname "$0")/.."

project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
npm pack --silent --pack-destination "$project" >/dev/null
cd "$project"
if tar -tzf lora-gen-*.tgz | grep smollm2-reasoning; then exit 1; fi # 70 MB, for a model that nobody has to have
[ "$(tar -tzf lora-gen-*.tgz | grep -c '[.]wasm$')" = 1 ] # the playground's; a second would be a fifth of the package
npm init --yes >/dev/null
npm install --no-audit --no-fund ./lora-gen-*.tgz
for entry in "" /edge /training /service /evaluation; do
  node --input-type=module -e "await import('lora-gen$entry')"
done
{
  echo 'const systemPrompt = "Answer with the name of a colour.";'
  awk '/^```ts$/ { inside = 1; next } /^```$/ && inside { exit } inside' node_modules/lora-gen/README.md
} >snippet.mjs
node snippet.mjs >&2
npx --no-install lora-gen demo --json

#!/usr/bin/env bash
# Some suites talk to a real program from Debian's packages; their file names say which. Where such a suite exists and
# its program doesn't, install it if we may, and otherwise say what is left out (the suite then skips itself).
set -euo pipefail
cd "$(dirname "$0")/.."

need() { # need SUFFIX PROGRAM PACKAGE
  [ -n "$(find tests -name "*.$1.test.ts" -print -quit)" ] || return 0
  command -v "$2" >/dev/null && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null &&
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$3" >/dev/null; then
    return 0
  fi
  echo "Left out: tests/**/*.$1.test.ts, which need $2 (as root: apt-get install $3)." >&2
}

need browser chromium chromium
need redis redis-server redis-server

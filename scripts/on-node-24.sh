#!/usr/bin/env bash
# Runs a command on Node 24, which the images bring, whatever Node this machine has: the binary of an npm package goes
# first in PATH, so that npm, npx and every program that they start run on it.
#
#   scripts/on-node-24.sh npm test -- --project @earmark/queue
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)

node "$here/test/deploy/install.mjs"
architecture=$(node -p process.arch)
export PATH="$here/test/deploy/node_modules/node-linux-$architecture/bin:$PATH"
[[ $(node --version) == v24.* ]] || {
  echo "on-node-24: there is no package node-linux-$architecture with Node 24 for this machine; node is $(node --version)" >&2
  exit 1
}
exec "$@"

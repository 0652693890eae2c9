#!/bin/sh
# Lays out workspaces as they run in an image: their built code, what they need of each other, production dependencies
# for this platform, and the embedded model. Needs the repository with all dependencies (npm ci).
#
#   deploy/pack.sh FOLDER WORKSPACE…
set -eu
folder=$1
shift
cd "$(dirname "$0")/.."
source=$PWD

filters=
for workspace in "$@"; do filters="$filters --filter=$workspace"; done
# shellcheck disable=SC2086
npx --no-install turbo run build $filters --output-logs=errors-only
npx --no-install turbo prune "$@" --production --out-dir "$folder"
cp -R .npmrc models "$folder"

cd "$folder"
# They name workspaces that are not here, such as the embedded servers that tests run on.
npm pkg delete devDependencies --workspaces --include-workspace-root
npm ci --omit=dev --loglevel=error
for workspace in apps/* packages/*; do
  rm -rf "$workspace/src" "$workspace/test"
  cp -R "$source/$workspace/dist" "$workspace/dist"
done
# What is in it, as CycloneDX: production dependencies alone are left.
npm sbom --omit=dev --sbom-type=application --sbom-format=cyclonedx >sbom.cdx.json
# ONNX Runtime brings its libraries for every system: 220 MB that cannot run here.
rm -rf node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

#!/usr/bin/env bash
# workerd, which runs Cloudflare's Workers: an answer in chunks that breaks off in the middle, since the origin died, is
# ended by workerd with the last chunk, as if it were whole. Whoever reads it cannot know that the rest is missing, and
# a cache may keep it. A message in chunks without its last one is incomplete, and is to be handed on as such (RFC 9112,
# 8). Whether Cloudflare's own servers do the same is not seen here.
#
# workerd 1.20251118.0, 2026-11-30, before an origin that writes `part` and dies:
#   curl at the origin: 18 (transfer closed with outstanding read data remaining)     curl at workerd: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p); rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix . workerd@1.20251118.0
cat > origin.mjs <<'JS'
import { createServer } from "node:http";
createServer((request, response) => {
  response.write("part");
  setTimeout(() => response.socket.destroy(), 200);
}).listen("origin");
JS
cat > worker.mjs <<'JS'
export default { fetch: (request) => fetch(request) };
JS
cat > config.capnp <<'CAPNP'
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "worker", worker = .worker), (name = "origin", external = (address = "unix:origin", http = ()))],
  sockets = [(name = "socket", address = "unix:edge", http = (), service = "worker")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "2025-11-01",
  globalOutbound = "origin"
);
CAPNP
node origin.mjs &
node_modules/.bin/workerd serve config.capnp &
until [ -S origin ] && [ -S edge ]; do sleep 0.1; done

ask() {
  curl -s --max-time 5 --unix-socket "$1" --output answer --write-out "$1: %{http_code} %{exitcode}" http://localhost/ || true
}
origin=$(ask origin) edge=$(ask edge)
echo "$origin, $edge"
[[ $origin == "origin: 200 18" && $edge == "edge: 200 0" && $(cat answer) == part ]]

#!/usr/bin/env bash
# workerd, which runs Cloudflare's Workers: fetch() takes an interim answer for the whole one. An origin that sends
# 103 Early Hints before its answer, or 100 Continue to a client that asked for it, seems to have said nothing but 103
# or 100, which `new Response` then refuses as a status; its real answer is lost. A proxy has to read on until a final
# status (RFC 9110, 15.2). Whether Cloudflare's own servers keep interim answers away from Workers is not seen here.
#
# workerd 1.20251118.0, 2026-11-30, before an origin that answers 103 and then 200:
#   HTTP/1.1 103 Early Hints
#   Transfer-Encoding: chunked
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p); rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix . workerd@1.20251118.0
cat > origin.mjs <<'JS'
import { createServer } from "node:http";
createServer((request, response) => {
  response.writeEarlyHints({ link: "</a.css>; rel=preload" });
  setTimeout(() => response.end("whole"), 50);
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

[[ $(curl -s --unix-socket origin http://localhost/) == whole ]]
curl -si --max-time 5 --unix-socket edge http://localhost/ | tee answer || true
[[ $(head -1 answer | tr -d '\r') == "HTTP/1.1 103 Early Hints" ]] && ! grep -q "^HTTP/1.1 200" answer

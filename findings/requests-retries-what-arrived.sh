#!/usr/bin/env bash
# requests says of HTTPAdapter(max_retries=3) that it is for failed connections, "never to requests where data has made
# it to the server". But if the server answers 503 (or 413, 429) with Retry-After, a GET, PUT or DELETE that has arrived
# is sent again, three times, each after sleeping what the header says, up to six hours, in silence and whatever timeout=
# says. Without Retry-After it is sent once. So with an answer 503 whose request may have been carried out, Retry-After
# is what repeats it.
#
# requests 2.34.2 with urllib3 2.8.0 (PyPI). Seen:
#   PUT answered 503 with Retry-After: 2 -> arrived 4 times, in 6.0 seconds, timeout=1
#   PUT answered 503 without             -> arrived 1 times
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check requests==2.34.2 urllib3==2.8.0
"$folder/venv/bin/python" - <<'PYTHON'
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests
from requests.adapters import HTTPAdapter

arrived = []


class Down(BaseHTTPRequestHandler):
    def do_PUT(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        arrived.append(self.path)
        self.send_response(503)
        if self.path == "/with":
            self.send_header("Retry-After", "2")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Down)
threading.Thread(target=server.serve_forever, daemon=True).start()
session = requests.Session()
session.trust_env = False
session.mount("http://", HTTPAdapter(max_retries=3))
begun = time.monotonic()
for path in ("/with", "/without"):
    session.put(f"http://127.0.0.1:{server.server_port}{path}", data=b"an order", timeout=1)
slept = time.monotonic() - begun
print(f"PUT answered 503 with Retry-After: 2 -> arrived {arrived.count('/with')} times, in {slept:.1f} seconds, timeout=1")
print(f"PUT answered 503 without             -> arrived {arrived.count('/without')} times")
raise SystemExit((arrived.count("/with"), arrived.count("/without"), slept > 5) != (4, 1, True))
PYTHON

#!/usr/bin/env bash
# apprise calls a message to a WeCom group bot sent that WeCom has refused: WeCom answers every POST with HTTP 200 and
# says in the body, by errcode, whether it has taken it, and apprise looks at the status alone. So a wrong key, a bot
# that was removed from its group or a rate limit is reported as success.
#
# apprise 2.3.0 (PyPI); the server here answers as WeCom does to an unknown key. Seen:
#   WeCom refused with errcode 93000; apprise says: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apprise==2.3.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import apprise
from apprise.plugins.wecombot import NotifyWeComBot

ANSWER = {"errcode": 93000, "errmsg": "invalid webhook url"}


class WeCom(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), WeCom)
threading.Thread(target=server.serve_forever, daemon=True).start()
NotifyWeComBot.notify_url = f"http://127.0.0.1:{server.server_port}/send?key={{key}}"
hub = apprise.Apprise()
assert hub.add("wecombot://6b64a2c4-0000-0000-0000-000000000000")
said = bool(hub.notify("Sign-in is failing."))
print(f"WeCom refused with errcode {ANSWER['errcode']}; apprise says: {said}")
raise SystemExit(not said)
PYTHON

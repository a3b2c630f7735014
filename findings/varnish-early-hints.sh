#!/usr/bin/env bash
# Varnish takes `103 Early Hints` from the application for a broken answer, and says `503 Backend fetch failed`, though
# the final answer follows on the same connection and any HTTP/1.1 client has to skip interim answers that it does not
# know (RFC 9110, 15.2).
#
# varnish 7.1.1-2+deb12u1 (Debian 12), 2026-11-30; needs a C compiler, as Varnish does. Seen:
#   asked directly: 200 | through Varnish: 503
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT
chmod 755 "$folder"

(cd "$folder" && apt-get --quiet=2 download varnish=7.1.1-2+deb12u1 && dpkg -x varnish_*.deb .)
export LD_LIBRARY_PATH=$folder/usr/lib/$(uname -m)-linux-gnu/varnish
cat > "$folder/application.py" <<'PYTHON'
from http.server import BaseHTTPRequestHandler, HTTPServer


class Application(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *arguments):
        pass


HTTPServer(("127.0.0.1", 18940), Application).serve_forever()
PYTHON
cat > "$folder/client.py" <<'PYTHON'
import http.client
import sys
import time

for _ in range(100):
    try:
        client = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
        client.request("GET", "/", headers={"Connection": "close"})
        break
    except OSError:
        time.sleep(0.1)
# http.client skips 100 alone.
lines = client.sock.makefile("rb").read().split(b"\r\n")
print(next(line.split()[1].decode() for line in lines if line.startswith(b"HTTP/") and b" 103 " not in line))
PYTHON
python3 "$folder/application.py" &
"$folder/usr/sbin/varnishd" -j none -F -n "$folder/work" -a 127.0.0.1:18941 -b 127.0.0.1:18940 -s malloc,16m \
    > "$folder/log" 2>&1 &
direct=$(python3 "$folder/client.py" 18940)
through=$(python3 "$folder/client.py" 18941)
echo "asked directly: $direct | through Varnish: $through"
[ "$direct $through" = "200 503" ]

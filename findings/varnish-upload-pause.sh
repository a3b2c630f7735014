#!/usr/bin/env bash
# Varnish gives up on an upload in which nothing comes for five seconds, by `timeout_idle`. Its manual says of that
# parameter that a connection is idle "until we have received the full request headers", and that it is for connections
# between requests; but it is also how long Varnish waits within a body. The client is told `503 Backend fetch failed`,
# as if the application were at fault. `sess.timeout_idle` in VCL does not change it; only the parameter does.
#
# varnish 7.1.1-2+deb12u1 (Debian 12), 2026-11-30; needs a C compiler, as Varnish does. Seen:
#   a pause of 6 s: HTTP/1.1 503 Backend fetch failed | with -p timeout_idle=60: HTTP/1.1 200 OK
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT
chmod 755 "$folder"

(cd "$folder" && apt-get --quiet=2 download varnish=7.1.1-2+deb12u1 && dpkg -x varnish_*.deb .)
export LD_LIBRARY_PATH=$folder/usr/lib/$(uname -m)-linux-gnu/varnish
cat > "$folder/application.py" <<'PYTHON'
from http.server import BaseHTTPRequestHandler, HTTPServer


class Application(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


HTTPServer(("127.0.0.1", 18930), Application).serve_forever()
PYTHON
cat > "$folder/client.py" <<'PYTHON'
import socket
import sys
import time

for _ in range(100):
    try:
        client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        break
    except OSError:
        time.sleep(0.1)
client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab")
time.sleep(6)
client.sendall(b"cd")
print(client.recv(4096).split(b"\r\n")[0].decode())
PYTHON
python3 "$folder/application.py" &
varnish() { exec "$folder/usr/sbin/varnishd" -j none -F -n "$folder/$1" -a "127.0.0.1:$1" -b 127.0.0.1:18930 -s malloc,16m "${@:2}"; }
varnish 18931 > "$folder/log" 2>&1 &
varnish 18932 -p timeout_idle=60 > "$folder/log" 2>&1 &
usual=$(python3 "$folder/client.py" 18931)
patient=$(python3 "$folder/client.py" 18932)
echo "a pause of 6 s: $usual | with -p timeout_idle=60: $patient"
[[ $usual == *" 503 "* && $patient == *" 200 "* ]]

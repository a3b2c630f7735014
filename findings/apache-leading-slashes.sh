#!/usr/bin/env bash
# `ProxyPass / http://application/ nocanon` in Apache hands on a path as it was sent (with `MergeSlashes Off` and
# `AllowEncodedSlashes NoDecode`), unless it begins with two slashes: any number of them matches the one of the prefix.
# Then they are gone, and the rest is made straight, too; the log warns of an unsafe nocanon. Written as
# `ProxyPassMatch ^/ http://application nocanon` it hands on all of it.
#
# Debian's apache2-bin 2.4.71-1~deb12u1, 2026-11-30:
#   //a//%2Fb/./c   ProxyPass: /a//%2Fb/c   ProxyPassMatch: //a//%2Fb/./c
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
    target = client.recv(65536).split(b" ")[1]
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(target), target))
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
<VirtualHost *>
  ServerName prefix
  MergeSlashes Off
  AllowEncodedSlashes NoDecode
  ProxyPass / unix:$folder/application|http://application/ nocanon
</VirtualHost>
<VirtualHost *>
  ServerName match
  MergeSlashes Off
  AllowEncodedSlashes NoDecode
  ProxyPassMatch ^/ unix:$folder/application|http://application nocanon
</VirtualHost>
APACHE
[ "$(id -u)" != 0 ] || printf 'User nobody\nGroup nogroup\n' >> apache.conf
for _ in $(seq 100); do [ -S application ] && break; sleep 0.1; done
chmod 755 . && chmod 777 application
LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) usr/sbin/apache2 -d "$folder" -f apache.conf -DFOREGROUND & server=$!
for _ in $(seq 100); do curl --silent --output body "http://127.0.0.1:$port/" && break; sleep 0.1; done

asked() {
  curl --silent --path-as-is --header "Host: $1" "http://127.0.0.1:$port//a//%2Fb/./c"
}

prefix=$(asked prefix)
match=$(asked match)
echo "//a//%2Fb/./c   ProxyPass: $prefix   ProxyPassMatch: $match"
[ "$prefix $match" = "/a//%2Fb/c //a//%2Fb/./c" ]

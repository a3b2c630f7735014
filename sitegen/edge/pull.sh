#!/bin/sh
# Fetches the 503 page of @site@ to this machine, and verifies it.
# If anything fails it prints why, exits with 1, and keeps the existing files.
set -eu
LC_ALL=C
export LC_ALL
umask 022

site=@site_word@
bodies=@bodies_word@
new=$bodies/.new.$$

fail() {
    echo "sitegen-edge-pull: $*" >&2
    exit 1
}

trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM

# fetch ADDRESS MAX WITHIN MARK: into $new, which is on the same file system.
# Fails unless the file has at most MAX bytes, and MARK within the first WITHIN.
fetch() {
    mkdir -p "$new/$(dirname "$1")"
    status=$(curl --silent --show-error --globoff --max-time 30 --max-filesize "$2" \
        --output "$new/$1" --write-out '%{http_code}' "$site/$1") || fail "$site/$1 cannot be fetched"
    [ "$status" = 200 ] || fail "$site/$1: expected status 200, found $status"
    size=$(wc -c < "$new/$1")
    if [ "$size" -eq 0 ] || [ "$size" -gt "$2" ]; then
        fail "$site/$1: expected 1 to $2 bytes, found $((size))"
    fi
    # dd, since head -c is not portable.
    dd if="$new/$1" bs="$3" count=1 2>/dev/null | grep -q "$4" || fail "$site/$1: expected a 503 page of sitegen, found something else"
}

# install_file ADDRESS: rename it into place, if it has changed.
install_file() {
    if ! cmp -s "$new/$1" "$bodies/$1"; then
        mkdir -p "$bodies/$(dirname "$1")"
        mv -f "$new/$1" "$bodies/$1"
        @changed@
    fi
}

mkdir -p "$bodies"
@fetch@
@install@
@then@

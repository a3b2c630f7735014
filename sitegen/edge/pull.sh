#!/bin/sh
# Fetches the 503 page of @site@ to this machine, verifies it, and leaves a compressed copy beside it.
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

# fetch ADDRESS MAX WITHIN MARK: into $new, which is on the same file system, with a compressed copy ADDRESS.gz.
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
    # Without name and time: the same bytes for the same page.
    gzip -9 -n < "$new/$1" > "$new/$1.gz" || fail "$site/$1 cannot be compressed with gzip"
}

# install_pair ADDRESS: rename the file and its copy into place, if one of the two is not right there.
# The old copy goes first, so that no page is ever beside the copy of another one, whatever stops this.
install_pair() {
    if ! cmp -s "$new/$1" "$bodies/$1" || ! cmp -s "$new/$1.gz" "$bodies/$1.gz"; then
        @changed@
        mkdir -p "$bodies/$(dirname "$1")"
        rm -f "$bodies/$1.gz"
        mv -f "$new/$1" "$bodies/$1"
        mv -f "$new/$1.gz" "$bodies/$1.gz"
    fi
}

mkdir -p "$bodies"
@fetch@
@install@
@then@

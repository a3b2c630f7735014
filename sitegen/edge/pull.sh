#!/bin/sh
# Fetches the 503 page of @site@ to this machine, verifies it, and leaves a compressed copy beside it.
# If anything fails it prints why, exits with 1, and keeps the existing files.
set -eu
LC_ALL=C
export LC_ALL
umask 022

site=@site_word@
bodies=@bodies_word@
new=$bodies/.new

fail() {
    echo "sitegen-edge-pull: $*" >&2
    exit 1
}

# fetch ADDRESS MAX WITHIN MARK END: into $new, which is on the same file system, with a compressed copy ADDRESS.gz.
# Fails unless the file has at most MAX bytes, MARK within the first WITHIN, and a last line that matches END.
fetch() {
    mkdir -p "$new/$(dirname "$1")"
    : > "$new/$1"
    # ulimit, in blocks of 512 bytes, since curl before 8.4 has no limit for an answer that does not say its length.
    status=$(trap '' XFSZ && ulimit -f "$(($2 / 512 + 1))" && exec curl --disable --silent --show-error --globoff \
        --proto '=@scheme@' --max-time 30 --output "$new/$1" --write-out '%{http_code}' "$site/$1") || status=failed
    size=$(wc -c < "$new/$1")
    [ "$size" -le "$2" ] || fail "$site/$1: expected at most $2 bytes, found more"
    [ "$status" != failed ] || fail "$site/$1 cannot be fetched"
    [ "$status" = 200 ] || fail "$site/$1: expected status 200, found $status"
    # dd, since head -c is not portable.
    dd if="$new/$1" bs="$3" count=1 2> /dev/null | grep -q "$4" ||
        fail "$site/$1: expected a 503 page of sitegen, found something else"
    tail -n 1 "$new/$1" | grep -q "$5" || fail "$site/$1: expected a whole file, found one without its end"
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

for command in curl gzip flock; do
    command -v "$command" > /dev/null || fail "$command is not installed"
done
mkdir -p "$bodies"
# One at a time. The lock is on the folder itself, so that nothing is left of it, and ends with this process.
exec 9< "$bodies"
flock 9
@then@
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
# Also what a run that was killed has left.
rm -rf "$bodies"/.new*
@fetch@
@install@

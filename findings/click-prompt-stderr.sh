#!/usr/bin/env bash
# click.prompt(..., err=True) turns line editing off. A program that imports readline lets people move with the arrow
# keys in input() and in click.prompt(); with err=True the same prompt on the same terminal takes the arrow keys as
# characters of the answer. The prompt goes to standard error by another standard output for the time of the question,
# and Python uses readline only where its standard output is the terminal's own. Commands whose output is piped are
# told to ask on standard error, so it is met where people type most.
#
# click 8.5.1, CPython 3.11.7 with GNU readline, 2026-11-30; typed: a b, arrow left, X, Enter:
#   input(): 'aXb'    click.prompt(): 'aXb'    click.prompt(err=True): 'ab\x1b[DX'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check click==8.5.1
cat > "$folder/asks.py" <<'PYTHON'
import readline
import sys

import click

ask = {"input": input, "prompt": click.prompt, "err": lambda text: click.prompt(text, err=True)}[sys.argv[1]]
print("answer", repr(ask("? ")))
PYTHON
cat > "$folder/typing_at_it.py" <<'PYTHON'
import os
import pty
import re
import sys

child, terminal = pty.fork()
if not child:
    os.environ["TERM"] = "xterm"
    os.execv(sys.executable, [sys.executable, sys.argv[1], sys.argv[2]])
screen = b""
while b"? " not in screen:
    screen += os.read(terminal, 1024)
os.write(terminal, b"ab\x1b[DX\r")
while True:
    try:
        more = os.read(terminal, 1024)
    except OSError:
        break
    if not more:
        break
    screen += more
print(re.search(r"answer ('.*')", screen.decode())[1])
PYTHON

seen=""
for way in input prompt err; do
  answer=$("$folder/venv/bin/python" "$folder/typing_at_it.py" "$folder/asks.py" "$way")
  echo "$way: $answer"
  seen="$seen $answer"
done
[ "$seen" = " 'aXb' 'aXb' 'ab\\x1b[DX'" ]

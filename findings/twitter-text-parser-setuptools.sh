#!/usr/bin/env bash
# twitter-text-parser, which counts a post as X does, reads a file of its own by way of pkg_resources, and does not say
# that it needs setuptools: installed alone, as Python 3.12 and later install packages, it cannot be imported.
#
# twitter-text-parser 3.0.0 (PyPI), without setuptools. Seen:
#   ModuleNotFoundError: No module named 'pkg_resources'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check twitter-text-parser==3.0.0
"$folder/venv/bin/pip" uninstall --quiet --yes setuptools 2> /dev/null || true

required=$("$folder/venv/bin/python" -c '
from importlib.metadata import requires
print(requires("twitter-text-parser"))')
echo "It asks for: $required"
case $required in *setuptools*) echo "It asks for setuptools now."; exit 1 ;; esac

if said=$("$folder/venv/bin/python" -c 'import twitter_text' 2>&1); then
  echo "It can be imported now."
  exit 1
fi
echo "$said" | tail -1
echo "$said" | grep -q "No module named 'pkg_resources'"

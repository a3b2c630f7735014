#!/usr/bin/env bash
# A filter of a constant, {{ "style.css"|asset }}, is applied when Jinja2 compiles a template, not when it renders it,
# and its result is in the bytecode. A bytecode cache tells templates apart by name, file and source alone, so that two
# environments that share one and register another function under the same filter get each other's results. (Functions
# marked with `pass_context` are called at each rendering.)
#
# Jinja2 3.1.6 with MarkupSafe 3.0.3, 2026-12-01, rendered by environments whose filter adds ?v=1 and ?v=2:
#   cache of each own: style.css?v=1 style.css?v=2   shared cache: style.css?v=1 style.css?v=1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$folder"
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check Jinja2==3.1.6 MarkupSafe==3.0.3
mkdir shared first second
cat > render.py <<'PYTHON'
import sys

from jinja2 import DictLoader, Environment, FileSystemBytecodeCache


def rendered(version, folder):
    environment = Environment(
        loader=DictLoader({"page": '{{ "style.css"|asset }}'}), bytecode_cache=FileSystemBytecodeCache(folder)
    )
    environment.filters["asset"] = lambda name: f"{name}?v={version}"
    return environment.get_template("page").render()


print(rendered(1, sys.argv[1]), rendered(2, sys.argv[2]))
PYTHON
own=$(environment/bin/python render.py first second)
shared=$(environment/bin/python render.py shared shared)
echo "cache of each own: $own   shared cache: $shared"
[ "$own $shared" = "style.css?v=1 style.css?v=2 style.css?v=1 style.css?v=1" ]

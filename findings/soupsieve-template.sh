#!/usr/bin/env bash
# A CSS selector of soupsieve 4 finds nothing inside a <template>, although Beautiful Soup's own find_all does, and
# although a selector that begins at the template finds it. Up to soupsieve 3 the same selector found it. So a test that
# counts elements of a page passes or fails with the version of a dependency of a dependency.
#
# beautifulsoup4 4.15.0 with soupsieve 3.0.4 and 4.1.2 (which needs Python 3.11.5), 2026-11-29:
#   soupsieve 3.0.4: select('li') 2, select('template li') 1, find_all('li') 2, template.select('li') 1
#   soupsieve 4.1.2: select('li') 1, select('template li') 0, find_all('li') 2, template.select('li') 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

seen() {
  python3 -m venv "$folder/$1"
  "$folder/$1/bin/python" -m pip install --quiet --disable-pip-version-check beautifulsoup4==4.15.0 "soupsieve==$1"
  "$folder/$1/bin/python" - <<'PYTHON'
from bs4 import BeautifulSoup

page = BeautifulSoup("<ul><li>a</li></ul><template><ul><li>b</li></ul></template>", "html.parser")
print(*map(len, (page.select("li"), page.select("template li"), page.find_all("li"), page.template.select("li"))))
PYTHON
}

old=$(seen 3.0.4)
new=$(seen 4.1.2)
echo "soupsieve 3.0.4: $old; soupsieve 4.1.2: $new"
[ "$old" = "2 1 2 1" ] && [ "$new" = "1 0 2 1" ]

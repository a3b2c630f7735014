"""How many bytes readers load, and how large an index becomes with the years."""

from __future__ import annotations

import gzip
import importlib.util
import shutil
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from bench import histories
from bench.process import environment, measure
from bench.setup import OUTAGE, QUIET, Commands
from bench.sites import MOMENT
from bench.versions import Version

LOADED = {
    OUTAGE: {
        "index, during an outage": "index.html",
        "incident, active": "incidents/2026-01-23-login-outage/index.html",
        "503 page": "503.html",
        "updates as RSS": "updates.rss",
        "what open pages ask for each minute": "status.json",
    },
    QUIET: {
        "index, quiet": "index.html",
        "postmortem": "incidents/2026-01-23-login-outage/postmortem/index.html",
        "history": "history/index.html",
        "styles of all pages but the index": "assets/style.*.css",
        "script of all pages but the index": "assets/page.*.js",
        "script of the bars": "assets/days.*.js",
        "script of the search": "assets/search.*.js",
    },
}
"""What readers load of the sample, by moment and name."""
ONE_FILE = """if True:
    import sys
    from datetime import datetime
    from pathlib import Path
    from sitegen.build import AsOf, check
    checked = check(Path(sys.argv[1]), AsOf(datetime.fromisoformat(sys.argv[2]), given=True))
    index = next(file for file in checked.files if file.path == "index.html")
    Path(sys.argv[3]).write_bytes(index.render())
    """
"""Makes the index and nothing else."""


class Size(NamedTuple):
    """The bytes of a file as it is, and compressed as hosts do; None where brotli is not installed."""

    name: str
    raw: int
    gzip: int
    brotli: int | None
    requests: int | None
    """How many a browser makes to show a page; None of what is no page."""


def sample_sizes(version: Version, folder: Path) -> Iterator[Size]:
    """What readers load of the sample."""
    commands = Commands(version, folder)
    shutil.rmtree(folder / version.name, ignore_errors=True)
    commands.sample(watch=False)
    for moment, files in LOADED.items():
        commands.build(moment)
        for name, pattern in files.items():
            yield measured(name, next(commands.output.glob(pattern)))


def index_of(version: Version, incidents: int, present: int, folder: Path) -> Size:
    """The index of a history of *incidents* that has the last months of one of *present*."""
    site, index = folder / "grown", folder / "index.html"
    histories.write_site(site, histories.grown(incidents, present))
    variables = environment(PYTHONPATH=version.folder, XDG_CACHE_HOME=folder / "caches")
    command = (sys.executable, "-c", ONE_FILE, site, MOMENT, index)
    measure(command, folder / "log.txt", variables, cwd=version.folder)
    shutil.rmtree(site)
    return measured(f"index of {incidents:,} incidents", index)


def measured(name: str, file: Path) -> Size:
    """The size of one file."""
    data = file.read_bytes()
    requests = None
    if file.suffix == ".html":
        page = _Requests()
        page.feed(data.decode("utf-8"))
        requests = 1 + len(page.addresses)
    return Size(name, len(data), len(gzip.compress(data, 9)), _brotli(data), requests)


def _brotli(data: bytes) -> int | None:
    if importlib.util.find_spec("brotli") is None:
        return None
    import brotli

    return len(brotli.compress(data))


_LOADING = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
"""Links of which a browser loads what they lead to."""


class _Requests(HTMLParser):
    """The addresses that a browser asks for while it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what this element loads."""
        found = dict(attributes)
        if tag == "link":
            rels = (found.get("rel") or "").split()
            address = found.get("href") if _LOADING.intersection(rels) else None
        else:
            address = found.get("src")
        if address and not address.startswith("data:"):
            self.addresses.add(address)

"""What Lighthouse says of a page of each kind, on a phone: accessibility, best practices and SEO.

Performance is not asserted, for it differs from machine to machine; docs/performance.md has it as measured by hand.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.browsers import CHROMIUM, FLAGS, needs_chromium
from support.places import NODE_TOOLS, TESTS

LIGHTHOUSE = NODE_TOOLS / "node_modules/lighthouse"
DRIVER = TESTS / "support/lighthouse.mjs"

PAGES = {
    "2026-01-23T14:52:00+08:00": ("", "zh-CN/", "incidents/2026-01-23-login-outage/", "503.html"),
    "2026-02-01T02:30:00+08:00": (
        "",
        "maintenance/2026-02-01-database-upgrade/",
        "maintenance/2026-02-01-database-upgrade/503.html",
    ),
    "2026-02-20T12:00:00+08:00": (
        "",
        "incidents/2026-01-23-login-outage/postmortem/",
        "history/",
        "history/2026-01/",
        "components/login/",
        "subscribe/",
        "404.html",
    ),
}
"""A page of each kind, at a moment at which it has most to say."""


@needs_chromium
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.skipif(not LIGHTHOUSE.is_dir(), reason="lighthouse is not installed")
def test_lighthouse_finds_nothing_to_improve(sites: Callable[[str], Path], serve: Callable[[Path], str]) -> None:
    """100 of 100, on every kind of page."""
    addresses = [f"{serve(sites(moment))}/{path}" for moment, paths in PAGES.items() for path in paths]
    command = ["node", DRIVER, CHROMIUM, " ".join(FLAGS), "accessibility,best-practices,seo", *addresses]
    done = subprocess.run(command, cwd=NODE_TOOLS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    marks = json.loads(done.stdout)

    assert len(marks) == 3 * len(addresses)
    assert [one for one in marks if one["score"] != 1] == []

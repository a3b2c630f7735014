"""Where the tests find what they read.

Nothing here leads to the site.yml and the content/ of this repository: whoever adopts it writes their own, and whether
those are right is for `sitegen check` to say.
"""

from __future__ import annotations

import os
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
EXAMPLES = TESTS / "examples"
GOLDEN = TESTS / "golden"
SAMPLE = TESTS / "sample"
"""The site.yml and content/ that this repository comes with, which .ci/run holds equal to them."""
BRIEFS = TESTS / "internal"
"""The briefs of the sample: what its people knew, as a team keeps it in a private repository."""

_REPOSITORY = TESTS.parent
PACKAGE = _REPOSITORY / "sitegen"
THEME = _REPOSITORY / "themes/default"
DOCS = _REPOSITORY / "docs"
CONSTRAINTS = _REPOSITORY / "constraints.txt"
"""The versions that sitegen runs with, as every site that `init` makes has them."""
WHEELS, SOURCES = _REPOSITORY / "wheels.txt", _REPOSITORY / "sources.txt"
"""The hashes of what those are made of: of what has wheels, and of what pip builds."""
DEV_WHEELS = _REPOSITORY / "wheels-dev.txt"
DEV_CONSTRAINTS = _REPOSITORY / "constraints-dev.txt"
PROJECT = _REPOSITORY / "pyproject.toml"
GITHUB = _REPOSITORY / ".github"
WORKFLOWS = GITHUB / "workflows"
MAKEFILE = _REPOSITORY / "Makefile"

NODE_TOOLS = Path(os.environ.get("SITEGEN_NODE_TOOLS", _REPOSITORY / ".node-tools"))
"""Where npm has installed what some tests need."""

_SHARED = _REPOSITORY.parent / "shared"
"""What other systems have answered: not ours to ship, so it lies beside the repository or is not there."""
FIXTURES = _SHARED / "fixtures"
RECORDS = _SHARED / "corpora/statuspage-github-incident-history/incidents"
"""Fourteen years of a company's incidents, as its status page gave them."""

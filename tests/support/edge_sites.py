"""A site for the tests of `sitegen edge`, and its command."""

from __future__ import annotations

from pathlib import Path

from sitegen.cli import run

WINDOW = """\
---
title: {title}
start: {start}
end: {end}
components: [login]
---

## 2026-01-26 11:00 scheduled

We work.
"""
WINDOWS = {
    "upgrade": ("2026-02-01 02:00", "2026-02-01 04:00"),
    "network": ("2026-02-01 03:00", "2026-02-01 05:00"),
    "later": ("2026-03-01 02:00", "2026-03-01 04:00"),
}


def windowed_site(folder: Path) -> Path:
    """A site with three windows, two of which overlap."""
    (folder / "content/incidents").mkdir(parents=True)
    (folder / "content/maintenance").mkdir()
    (folder / "site.yml").write_text(
        "name: Example\nurl: https://status.example.com/product\ntimezone: UTC\n"
        "components:\n  - {id: login, name: Login}\n"
    )
    for slug, (start, end) in WINDOWS.items():
        text = WINDOW.format(title=slug, start=start, end=end)
        (folder / f"content/maintenance/{slug}.md").write_text(text)
    return folder


def edge(root: Path, *arguments: str, now: str = "2026-02-01T02:30:00Z") -> int:
    """The command's exit code."""
    return run(["edge", *arguments, "--site", str(root), "--now", now])

"""What the tests of briefs share: a folder of them beside a site, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sitegen.internal.brief import Brief
from sitegen.internal.reading import BriefFolder
from sitegen.problems import Problems
from sitegen.read.config import read_config
from support.places import SAMPLE

CONFIG = read_config(SAMPLE)


def read_briefs(
    folder: Path, files: Mapping[str, str | bytes], slugs: tuple[str, ...] = ("a",), clock: datetime | None = None
) -> tuple[list[Brief], str]:
    """The briefs that *files*, by name, make beside the sample site, and everything that is said about them."""
    for name, content in files.items():
        path = folder / "briefs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = Problems()
    briefs = BriefFolder(folder / "briefs", folder, CONFIG, clock).all(slugs, problems)
    return briefs, "\n".join(map(str, sorted(problems.found)))


def read_brief(folder: Path, text: str, **translations: str) -> Brief:
    """The brief whose file is *text*, with translations by language (`zh_CN`); it has no problem."""
    files = {"a.md": text} | {f"a.{locale.replace('_', '-')}.md": one for locale, one in translations.items()}
    [brief], said = read_briefs(folder, files)
    assert said == ""
    return brief

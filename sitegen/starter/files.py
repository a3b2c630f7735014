"""The files of a new site beside its site.yml, and how those of an older one differ."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from string import Template

from sitegen.model import Config
from sitegen.starter.requirement import documentation

_PACKAGE = Path(__file__).resolve().parent.parent
_TEMPLATES = Path(__file__).resolve().parent / "templates"

REQUIREMENTS = "requirements.txt"
_PIN = re.compile(r"^(sitegen\s*(?:\[[^]]*\]\s*)?==\s*)\S+", re.MULTILINE)
_SHARED = (
    ".github/workflows/check.yml",
    ".github/workflows/publish.yml",
    ".github/workflows/timer.yml",
    ".github/pull_request_template.md",
    "constraints.txt",
    "sources.txt",
    "wheels.txt",
)
"""Files of sitegen's own repository that every site has unchanged: the wheel carries them, see pyproject.toml."""
_NOTES = {"content/incidents/README.md": "incidents.md", "content/maintenance/README.md": "maintenance.md"}
"""Pages for people in the content folders, each with its template."""


def site_files(config: Config, requirement: str, docs: str) -> dict[str, str]:
    """Every file of a new site but site.yml: its text by its path.

    *requirement* is what pip installs; *docs* leads to sitegen's documentation, from a content folder or from
    anywhere, and may be empty.
    """
    return {
        **_kept_files(config, docs),
        REQUIREMENTS: _fill("requirements.txt", requirement=requirement),
        "README.md": _fill("README.md", name=config.name.original, url=config.url, guide=_guide(docs, "content.md")),
        ".gitignore": _fill("gitignore"),
        ".gitattributes": _fill("gitattributes"),
        ".github/CODEOWNERS": _fill("CODEOWNERS"),
    }


def _kept_files(config: Config, docs: str) -> dict[str, str]:
    """The files that follow sitegen: nobody needs to change them, and each version may bring others."""
    known = [component.id for component in config.components if component.retired is None] or ["website"]
    values = {
        "component": known[0],
        "components": ", ".join(known[:2]),
        "locale": next(iter(config.locales[1:]), "LOCALE"),
        "guide": _guide(docs, "content.md"),
        "wording": _guide(docs, "wording.md"),
    }
    return {
        **{path: _shared(path) for path in _SHARED},
        **{path: _fill(template, **values) for path, template in _NOTES.items()},
    }


def changes(root: Path, config: Config, version: str, docs: str | None) -> Iterator[str]:
    """How the files in *root* that follow sitegen differ from those of *version*, which is ours: a patch for git.

    *docs* is as in `site_files`; None is what follows from the requirement that the site has.
    """
    required = _read(root / REQUIREMENTS)
    wanted = _kept_files(config, documentation(required) if docs is None else docs)
    wanted[REQUIREMENTS] = _PIN.sub(rf"\g<1>{version}", required)
    for path, text in sorted(wanted.items()):
        found = _read(root / path)
        before = f"a/{path}" if found else "/dev/null"
        for line in difflib.unified_diff(_lines(found), _lines(text), before, f"b/{path}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """As git counts them: nothing but a line feed ends one."""
    return StringIO(text).readlines()


def _read(file: Path) -> str:
    """The text of a file; nothing where there is none."""
    return file.read_text("utf-8", errors="replace") if file.is_file() else ""


def _shared(path: str) -> str:
    inside = _PACKAGE / "starter" / "shared" / path
    return (inside if inside.is_file() else _PACKAGE.parent / path).read_text("utf-8")


def _fill(template: str, **values: str) -> str:
    return Template((_TEMPLATES / template).read_text("utf-8")).substitute(values)


def _guide(docs: str, page: str) -> str:
    """A link to a page of the documentation, or its name where nobody knows where that is."""
    return f"[docs/{page}]({docs}/{page})" if docs else f"docs/{page} of sitegen"

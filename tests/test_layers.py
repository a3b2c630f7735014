"""How the modules of sitegen lean on each other: downwards only, and each package from elsewhere has its home."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from support.places import PACKAGE, TESTS
from support.tables import rows

BELOW = {
    "problems": "",
    "progress": "",
    "urls": "",
    "markdown": "",
    "model": "",
    "times": "problems",
    "derive": "markdown model times",
    "read": "derive markdown model problems times urls",
    "present": "derive markdown model problems times urls",
    "theme": "present derive markdown model problems times urls",
    "messages": "theme present derive markdown model problems times urls",
    "outputs": "theme present derive markdown model problems times urls",
    "publish": "model problems progress",
    "memory": "read derive model problems",
    "build": "outputs theme memory derive read publish model problems progress",
    "authoring": "build derive read model problems progress times",
    "starter": "authoring build guard model problems read",
    "importers": "authoring read markdown model problems progress times",
    "edge": "outputs urls",
    "delivery": "messages derive model times",
    "internal": "messages derive read model problems",
    "guard": "build theme publish derive read markdown model problems progress times urls",
    "preview": "guard messages outputs build present theme publish derive delivery model problems urls",
    "wording": "derive markdown model problems read",
    "cli": (
        "preview starter guard build internal wording delivery messages importers edge authoring publish present "
        "derive read model problems progress times urls"
    ),
}
"""Who may import whom, folder by folder and top module by top module; within a folder all may, but outputs."""

HOMES = {
    "yaml": ["read.document"],
    "pydantic": ["read.fields", "read.forms", "read.validation"],
    "pydantic_core": ["read.fields", "read.validation"],
    "imagesize": ["read.pictures"],
    "markdown_it": ["markdown"],
    "mdit_py_plugins": ["markdown"],
    "linkify_it": ["markdown", "messages.channels.x_links"],
    "babel": ["present.catalog", "present.language"],
    "jinja2": ["theme.templates", "theme.bytecode"],
    # It marks a text as safe HTML: whoever makes HTML needs it.
    "markupsafe": ["present", "theme", "outputs", "messages.desk"],
    "feedgen": ["outputs.feeds"],
    "icalendar": ["outputs.calendar.writer"],
    "click": ["cli"],
    "watchfiles": ["cli.server"],
    "bs4": ["importers.prose"],
    "markdownify": ["importers.prose"],
    "apprise": ["delivery.senders.apprise"],
}
"""Each third-party package, and where it may be imported: a module, or a folder."""

FACES = {
    "files": "outputs",
    "render": "edge",
    "FORM": "messages",
    "send": "delivery",
    "find": "wording",
    "RULE": "wording",
}
"""The names that several modules define, and in which folder: the one function by which each of these is called."""

LOADED_BY_NAME = re.compile(r"(sitegen(?:\.\w+)+):\w+")
"""What stands in a text to be imported later: `sitegen.cli.build:build_command`."""

CLOCK = ["cli.options"]
"""The only module that asks what time it is."""


@cache
def modules() -> dict[str, Path]:
    """Every module of sitegen, by its name without `sitegen.`; a package by that of its folder."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    """A module's syntax."""
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


@cache
def imports(name: str) -> set[str]:
    """The full names of all modules that a module imports, wherever in it, also of those that it names to be loaded."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if loaded := LOADED_BY_NAME.fullmatch(node.value):
                found.add(loaded[1])
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: write imports in full"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" if is_package(module) else module for alias in node.names}
    return found


def is_package(module: str) -> bool:
    """Whether names imported from it may be modules."""
    path = modules().get(module.removeprefix("sitegen").removeprefix(".") or "__init__")
    return path is not None and path.name == "__init__.py"


def own(name: str) -> set[str]:
    """The modules of sitegen that a module imports."""
    known = modules()
    found = set()
    for full in imports(name):
        if full.split(".")[0] == "sitegen":
            short = full.removeprefix("sitegen").removeprefix(".")
            # `from sitegen.cli import run` names something in the package, not a module of it.
            found.add(short if short in known else ".".join(short.split(".")[:-1]) or "__init__")
    return found - {name}


def defined(name: str) -> set[str]:
    """The public names that a module defines at its top."""
    found: set[str] = set()
    for node in tree(name).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    return {one for one in found if not one.startswith("_")}


def folder(name: str) -> str:
    """The folder that a module lies in, or its own name at the top."""
    return name.split(".")[0]


@rows("name", [name for name in modules() if not name.startswith("__")])
def test_imports_flow_downwards(name: str) -> None:
    """What stands below knows nothing of what stands above."""
    allowed = {folder(name), "__init__", *BELOW[folder(name)].split()}

    assert {imported for imported in own(name) if folder(imported) not in allowed} == set()


def test_only_the_command_line_can_read_a_brief() -> None:
    """It loads what can where `--internal` is given, and nobody else names it, in an import or in a text."""
    seen = {name for name in modules() if folder(name) != "internal" for one in own(name) if folder(one) == "internal"}
    named = {name for name, path in modules().items() if "sitegen.internal" in path.read_text(encoding="utf-8")}

    assert seen == {"cli.insiders"}
    assert {name for name in named if folder(name) != "internal"} == {"cli.insiders"}


@rows("name", [name for name in BELOW if name not in ("cli", "internal")])
def test_a_public_module_that_imports_a_brief_fails(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table forbids it to every other folder, also inside a function."""
    path = tmp_path / "spy.py"
    path.write_text("def spy():\n    from sitegen.internal.brief import Brief\n")
    monkeypatch.setitem(modules(), f"{name}.spy", path)

    with pytest.raises(AssertionError, match="internal"):
        test_imports_flow_downwards.__wrapped__(f"{name}.spy")


@rows(("above", "below"), [(above, below) for above in BELOW for below in BELOW[above].split()])
def test_every_permission_is_used(above: str, below: str) -> None:
    """The table says who imports whom, and not who might."""
    residents = [name for name in modules() if folder(name) == above]

    assert any(folder(imported) == below for name in residents for imported in own(name))


def test_nothing_stands_below_itself() -> None:
    """The table has no circle, so that it can be read as floors."""
    for above, below in BELOW.items():
        assert all(above not in BELOW[each].split() for each in below.split()), above


PRINTING = (
    r"(?<![\w.])print\(|\bclick\.(?:echo\w*|secho|style|prompt|progressbar)\b|\bsys\.std(?:out|err)\.(?:write|buffer)"
)


@rows("name", [name for name in modules() if name != "cli.printing"])
def test_one_module_prints(name: str) -> None:
    """What it prints is words to a terminal and to GitHub, see test_printing.py."""
    assert not re.search(PRINTING, modules()[name].read_text(encoding="utf-8"))


@rows("name", [name for name in modules() if name.startswith("outputs.")])
def test_outputs_know_nothing_of_each_other(name: str) -> None:
    """Each makes its files from the snapshot alone."""
    kind = name.split(".")[1]

    assert {one for one in own(name) if folder(one) == "outputs" and one.split(".")[1] not in (kind, "limits")} == set()


def test_the_top_is_a_few_modules() -> None:
    """The folders are the listing that a newcomer reads first."""
    assert len([path for path in modules().values() if path.parent == PACKAGE]) <= 8


def test_a_public_name_means_one_thing() -> None:
    """Whoever reads it anywhere knows which is meant: no two modules define it, but for the face of a folder."""
    homes: dict[str, list[str]] = {}
    for module in modules():
        for name in defined(module):
            if FACES.get(name) != folder(module):
                homes.setdefault(name, []).append(module)

    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


@rows("name", FACES)
def test_a_face_is_shown_by_several(name: str) -> None:
    """An exception that nothing needs is none."""
    assert len([module for module in modules() if folder(module) == FACES[name] and name in defined(module)]) > 1


@rows("name", modules())
def test_each_package_has_its_home(name: str) -> None:
    """Who wants to know how we use a package has one place to look."""
    for full in imports(name):
        package = full.split(".")[0]
        if package == "sitegen" or package in sys.stdlib_module_names:
            continue
        homes = HOMES.get(package)
        assert homes is not None, f"{name} imports {package}: give it a home in HOMES"
        assert any(name == home or name.startswith(f"{home}.") for home in homes), (
            f"{name} imports {package}, which is at home in {homes}"
        )


@rows("package", HOMES)
def test_no_home_stands_empty(package: str) -> None:
    """The table says what is so, not what once was."""
    for home in HOMES[package]:
        residents = [name for name in modules() if name == home or name.startswith(f"{home}.")]
        assert any(full.split(".")[0] == package for name in residents for full in imports(name)), home


def test_a_module_that_is_loaded_by_its_name_is_an_import_too() -> None:
    """Or commands could lean on anything, and nobody would see it here."""
    assert {"cli.build", "cli.update", "cli.schema"} <= own("cli")


@rows("name", modules())
def test_only_the_command_line_reads_the_clock(name: str) -> None:
    """Everything else is given its moment, so that one commit and one moment give the same bytes."""
    asked = [f"line {node.lineno}: {what}" for node in ast.walk(tree(name)) if (what := asks_for_the_time(node))]

    assert bool(asked) == (name in CLOCK), f"{name} {asked}"


def asks_for_the_time(node: ast.AST) -> str:
    """`datetime.now` and its like, called or handed on; how long something takes may be measured anywhere."""
    of_time = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"}
    if isinstance(node, ast.Attribute):
        owner = ast.unparse(node.value)
        if owner.split(".")[-1] in ("datetime", "date") and node.attr in ("now", "utcnow", "today"):
            return f"{owner}.{node.attr}"
        if (owner == "time" and node.attr in of_time) or (owner, node.attr) == ("email.utils", "formatdate"):
            return f"{owner}.{node.attr}"
    if isinstance(node, ast.ImportFrom) and node.module in ("time", "email.utils"):
        named = {alias.name for alias in node.names} & (of_time | {"formatdate"})
        return f"from {node.module} import {', '.join(sorted(named))}" if named else ""
    return ""


def test_the_table_of_imports_is_of_what_there_is() -> None:
    """The table says what is so."""
    assert BELOW.keys() == {folder(name) for name in modules()} - {"__init__", "__main__"}


def test_tzdata_is_read_as_files_in_one_place() -> None:
    """Zones come from the pinned package alone, and whoever wants one asks `times`; keys name its version."""
    naming = [
        name
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and node.value == "tzdata"
    ]

    assert naming == ["__init__", "times"]


def test_no_zone_is_taken_from_the_machine() -> None:
    """`ZoneInfo("…")` reads the system's files, which may be older, newer or missing."""
    calls = [
        name
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("ZoneInfo", "zoneinfo.ZoneInfo")
    ]

    assert calls == []


def test_only_places_says_where_the_tests_find_things() -> None:
    """It leads to no site but the sample: a test that read the repository's own would fail where it is adopted."""
    finders = [
        path.name
        for path in sorted(TESTS.rglob("*.py"))
        if any(isinstance(node, ast.Name) and node.id == "__file__" for node in ast.walk(ast.parse(path.read_bytes())))
    ]

    assert finders == ["places.py"]

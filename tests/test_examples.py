"""Every example of good and bad input, with exactly what is said about it.

A bad example is a file `bad/KIND/NAME.md` (or `.yml`, or a folder in `bad/sites/` or `bad/themes/`) beside `NAME.txt`,
which holds the problems as they are printed. To write them anew after a message has changed, and then to read the
difference: `pytest --update-golden tests/test_examples.py && git diff tests/examples`.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from support.places import EXAMPLES
from support.sites import CLOCK, Folder
from support.tables import rows

from sitegen.build import AsOf, check
from sitegen.problems import ContentError

GOOD, BAD = EXAMPLES / "good", EXAMPLES / "bad"
NO_WORDS_OF_OURS = re.compile(
    r"Traceback|Error\b|Exception|<class|object at 0x|sitegen\.|datetime|/tmp|\b(dict|tuple|str|None|Scalar|Mapping)\b"
)


def cases(folder: Path) -> list[str]:
    """The examples in *folder* by their names, a whole site or a single file each."""
    folders = [path for kind in ("sites", "themes") for path in (folder / kind).glob("*") if path.is_dir()]
    files = [path for path in folder.rglob("*") if path.suffix in (".md", ".yml")]
    files = [path for path in files if path.relative_to(folder).parts[0] not in ("sites", "themes")]
    return sorted(path.relative_to(folder).as_posix() for path in (*files, *folders))


def place(case: str, source: Path, site: Folder) -> str:
    """Put an example where it belongs in *site*; the problems that are told about it."""
    kind, *between, _ = case.split("/")
    content = site.root / "content"
    shutil.copytree(EXAMPLES / "site/content", content, dirs_exist_ok=True)
    target = content / "incidents" / source.name
    if kind == "maintenance":
        target = content / "maintenance" / source.name
    elif kind == "postmortems":
        target = content / "incidents/outage.postmortem.md"
    elif kind == "translations":
        target = content / "incidents/outage.zh-CN.md"
    elif kind == "site":
        target = site.root / "site.yml"
        shutil.rmtree(content / "incidents")
        shutil.rmtree(content / "maintenance")
    elif kind == "messages":
        target = site.root / "messages.yml"
    elif kind == "sites":
        shutil.copytree(source, site.root, dirs_exist_ok=True)
        return site.problems()
    elif kind == "themes":
        shutil.copytree(source, site.root / "themes/mine")
        return refused_theme(site)
    elif kind == "zones":
        # The folders are the zone in which the example is read.
        yml = (site.root / "site.yml").read_text().replace("Asia/Shanghai", "/".join(between))
        site.write("site.yml", yml)
    shutil.copy(source, target)
    return site.problems(CLOCK if kind == "clock" else None)


def refused_theme(site: Folder) -> str:
    """What `check` says of a theme of the site's own."""
    with (site.root / "site.yml").open("a") as settings:
        settings.write("theme: mine\n")
    try:
        problems = check(site.root, AsOf(CLOCK, given=True), pages=True).warnings
    except ContentError as error:
        problems = error.problems
    return "\n".join(map(str, problems))


@rows("case", cases(BAD))
def test_bad_input_is_told_in_the_words_beside_it(case: str, site: Folder, update_golden: bool) -> None:
    """Each bad example gives exactly the problems in the `.txt` beside it."""
    told = place(case, BAD / case, site)

    expected = (BAD / case).with_suffix(".txt")
    if update_golden:
        expected.write_text(told + "\n")
    assert told.splitlines() == expected.read_text().splitlines()


@rows("case", cases(GOOD))
def test_good_input_is_told_nothing(case: str, site: Folder) -> None:
    """Every accepted form is read without a problem, and without a warning."""
    assert place(case, GOOD / case, site) == ""


def test_examples_are_many() -> None:
    """The tables above are not empty by mistake."""
    assert len(cases(BAD)) > 450
    assert len(cases(GOOD)) > 30


def test_every_expectation_has_its_example() -> None:
    """No message is left behind when its example is renamed."""
    left = {path.relative_to(BAD).with_suffix("").as_posix() for path in BAD.rglob("*.txt")}

    assert left == {str(Path(case).with_suffix("")) for case in cases(BAD)}


@rows("name", sorted(path.relative_to(BAD).as_posix() for path in BAD.rglob("*.txt")))
def test_messages_are_for_authors(name: str) -> None:
    """A message says where, what was expected and what was found, in words of the content and not of the program."""
    problems = re.split(r"\n(?! )", (BAD / name).read_text().strip("\n"))

    for problem in problems:
        place_, _, rest = problem.partition(": ")
        first, *hints = rest.split("\n")
        assert re.fullmatch(r"((content|themes)(/[^:/]+)*|(site|messages)\.yml)(:[1-9]\d*)?", place_)
        assert re.search(r"(^|: )expected .+(, found .+| found none)|this template is wrong: ", first)
        assert len(hints) < 2
        assert not NO_WORDS_OF_OURS.search(problem)
        assert len(problem) < 600


# --- what an editor or git would change, and what is no file --------------------------------------------------

INCIDENT = """\
---
title: Sign-in is failing
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

We are looking into it.
"""
BYTES = INCIDENT.encode()
PATH = "content/incidents/a.md"


Maker = Callable[[Folder], object]


def several(*makers: Maker) -> Maker:
    """One thing after another."""
    return lambda site: [make(site) for make in makers]


def data(content: bytes, path: str = PATH) -> Maker:
    """A file at *path* that holds *content*; `../` is beside the site."""
    return lambda site: site.write(path, content)


def folder(path: str) -> Maker:
    """A folder at *path*."""
    return lambda site: (site.root / path).mkdir(parents=True)


def link(target: str, path: str = PATH) -> Maker:
    """A symbolic link at *path* to *target*."""

    def make(site: Folder) -> None:
        (site.root / path).parent.mkdir(parents=True, exist_ok=True)
        (site.root / path).symlink_to(target)

    return make


def pipe(path: str = PATH) -> Maker:
    """A pipe at *path*, which would make whoever opens it wait for ever."""

    def make(site: Folder) -> None:
        (site.root / path).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(site.root / path)

    return make


def gone(path: str) -> Maker:
    """Nothing at *path*."""
    return lambda site: (site.root / path).rmdir() if (site.root / path).is_dir() else (site.root / path).unlink()


def named(name: str | bytes) -> Maker:
    """A good incident in a file of that name, which may be no text."""

    def make(site: Folder) -> None:
        (site.root / "content/incidents").mkdir()
        (site.root / "content/incidents" / os.fsdecode(name)).write_bytes(BYTES)

    return make


NAME = "Use small letters and digits with single dashes between, then .md, or .zh-CN.md for a translation."
EXPECTED_NAME = "expected a name such as 2026-01-23-login-outage.md"
ERROR = "content/incidents/error.png"
PICTURE = b"\n![The error](error.png)\n"
SHOT = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01"


def gif(*, x: int, wide: int, remarks: int = 1) -> bytes:
    """The head of a GIF with a screen of 16 by 8 pixels, and of its first frame."""
    colours = b"\0\0\0\xff\xff\xff"
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", 16, 8, 0x80, 0, 0)
        + colours
        + b"\x21\xfe"
        + b"\x01a" * remarks
        + b"\0,"
        + struct.pack("<4HB", x, 0, wide, 1_000 if wide > 16 else 8, 0)
    )


MADE: dict[str, tuple[Maker, str]] = {
    "latin-1": (
        data(BYTES.replace(b"Sign-in", b"Caf\xe9")),
        f"{PATH}:2: expected UTF-8, found the byte 0xe9\n    Save the file as UTF-8.",
    ),
    "gbk": (
        data("---\ntitle: 无法登录\n---\n".encode("gbk")),
        f"{PATH}:2: expected UTF-8, found the byte 0xce\n    Save the file as UTF-8.",
    ),
    "utf-16": (data(INCIDENT.encode("utf-16")), f"{PATH}:1: expected UTF-8, found UTF-16\n    Save the file as UTF-8."),
    "surrogates in UTF-8": (
        data(BYTES + b"\n\xed\xa0\x80\n"),
        f"{PATH}:10: expected UTF-8, found the byte 0xed\n    Save the file as UTF-8.",
    ),
    "byte order mark": (
        data(b"\xef\xbb\xbf" + BYTES),
        f"{PATH}:1: expected UTF-8 without a byte order mark, found one\n    Save the file as UTF-8, not “with BOM”.",
    ),
    "byte order mark further down": (
        data(BYTES + b"\n\xef\xbb\xbfWords.\n"),
        f"{PATH}:10: expected text, found the invisible character U+FEFF\n    Delete it, or retype the line.",
    ),
    "nul": (
        data(BYTES + b"\nWor\x00ds.\n"),
        f"{PATH}:10: expected text, found the invisible character U+0000\n    Delete it, or retype the line.",
    ),
    "escape sequence": (
        data(BYTES + b"\n\x1b[31mred\n"),
        f"{PATH}:10: expected text, found the invisible character U+001B\n    Delete it, or retype the line.",
    ),
    "line separator": (
        data(BYTES + "\nWor\u2028ds.\n".encode()),
        f"{PATH}:10: expected text, found the invisible character U+2028\n    Delete it, or retype the line.",
    ),
    "next line": (
        data(BYTES + "\nWor\u0085ds.\n".encode()),
        f"{PATH}:10: expected text, found the invisible character U+0085\n    Delete it, or retype the line.",
    ),
    "CRLF": (
        data(BYTES.replace(b"\n", b"\r\n")),
        f"{PATH}:1: expected lines that end in LF, found CR\n"
        "    Set your editor to LF; with `* text=auto eol=lf` in .gitattributes, git does it for you.",
    ),
    "a lone CR": (
        data(BYTES + b"\nOne.\rTwo.\n"),
        f"{PATH}:10: expected lines that end in LF, found CR\n"
        "    Set your editor to LF; with `* text=auto eol=lf` in .gitattributes, git does it for you.",
    ),
    "a line of 5 MB": (
        data(BYTES + b"x" * 5_000_000),
        f"{PATH}: expected at most 250,000 bytes, found {len(BYTES) + 5_000_000:,}",
    ),
    "100,000 brackets": (
        data(BYTES.replace(b"{login: major_outage}", b"[" * 100_000)),
        f"{PATH}:3: components: expected at most 8 levels of nesting, found more\n"
        "    A text that begins with [ or { must be put in quotes.",
    ),
    "100,000 dashes": (
        data(BYTES.replace(b"{login: major_outage}", b"\n  " + b"- " * 100_000)),
        f"{PATH}:4: components: expected at most 8 levels of nesting, found more\n"
        "    A text that begins with [ or { must be put in quotes.",
    ),
    "link out of the tree": (
        link("/etc/hostname"),
        f"{PATH}: expected a file of this site, found a symbolic link that leads out of it",
    ),
    "link beside the site": (
        several(data(BYTES, "../secret.md"), link("../../../secret.md")),
        f"{PATH}: expected a file of this site, found a symbolic link that leads out of it",
    ),
    "link that leads nowhere": (
        link("nothing.md"),
        f"{PATH}: expected a file, found a symbolic link that leads nowhere",
    ),
    "links in a circle": (
        several(link("b.md"), link("a.md", "content/incidents/b.md")),
        f"{PATH}: expected a file, found a symbolic link that leads nowhere\n"
        "content/incidents/b.md: expected a file, found a symbolic link that leads nowhere",
    ),
    "link to a folder": (
        several(folder("content/maintenance"), link("../maintenance")),
        f"{PATH}: expected a folder, found a symbolic link",
    ),
    "folder that is a link out of the tree": (
        link("../..", "content/incidents"),
        "content/incidents: expected a folder, found a symbolic link",
    ),
    "folder that is a link in a circle": (
        link("..", "content/incidents/again"),
        "content/incidents/again: expected a folder, found a symbolic link",
    ),
    "content that is a link": (
        several(gone("content"), link("..", "content")),
        "content: expected this folder in the site's folder, found a symbolic link",
    ),
    "no content": (
        gone("content"),
        "content: expected this folder in the site's folder, found none\n"
        "    Git does not keep empty folders: add content/.gitkeep, or a first file.",
    ),
    "pipe": (pipe(), f"{PATH}: expected a file, found something else"),
    "folder for a file": (folder("content/incidents/a.md"), f"{PATH}: expected a file, found a folder"),
    "file for a folder": (
        data(BYTES, "content/incidents"),
        f"content/incidents: {EXPECTED_NAME}, found 'incidents'\n    {NAME}",
    ),
    "folders without end": (
        folder("content/incidents/" + "x/" * 20),
        "content/incidents/x/x/x/x/x/x/x/x: expected at most 8 levels of folders, found more",
    ),
    "name with a space": (
        named("login outage.md"),
        f"content/incidents/login outage.md: {EXPECTED_NAME}, found 'login outage.md'\n"
        "    Did you mean 'login-outage.md'?",
    ),
    "name with capitals": (
        named("Login_Outage.MD"),
        f"content/incidents/Login_Outage.MD: {EXPECTED_NAME}, found 'Login_Outage.MD'\n"
        "    Did you mean 'login-outage.md'?",
    ),
    "name in Chinese": (
        named("登录.md"),
        f"content/incidents/登录.md: {EXPECTED_NAME}, found '登录.md'\n    {NAME}",
    ),
    "name that begins with a sign": (
        named("_x.md"),
        f"content/incidents/_x.md: {EXPECTED_NAME}, found '_x.md'\n    Did you mean 'x.md'?",
    ),
    "name that begins with a dash": (
        named("-x.md"),
        f"content/incidents/-x.md: {EXPECTED_NAME}, found '-x.md'\n    Did you mean 'x.md'?",
    ),
    "name that ends in a dash": (
        named("x-.md"),
        f"content/incidents/x-.md: {EXPECTED_NAME}, found 'x-.md'\n    Did you mean 'x.md'?",
    ),
    "name with two dashes in a row": (
        named("a--b.md"),
        f"content/incidents/a--b.md: {EXPECTED_NAME}, found 'a--b.md'\n    Did you mean 'a-b.md'?",
    ),
    "name with its ending twice": (
        named("login.md.md"),
        "content/incidents/login.md.md: expected one ending, found 'login.md.md'\n    Did you mean 'login.md'?",
    ),
    "name of dashes": (named("--.md"), f"content/incidents/--.md: {EXPECTED_NAME}, found '--.md'\n    {NAME}"),
    "name with the language before the part": (
        named("a.zh-CN.postmortem.md"),
        f"content/incidents/a.zh-CN.postmortem.md: {EXPECTED_NAME}, found 'a.zh-CN.postmortem.md'\n"
        "    Did you mean 'a.postmortem.zh-CN.md'?",
    ),
    "name with a language without its region": (
        named("a.zh.md"),
        "content/incidents/a.zh.md: expected a language of site.yml (en or zh-CN), found 'zh'\n"
        "    Did you mean 'zh-CN'?",
    ),
    "name with another suffix": (
        named("a.markdown"),
        f"content/incidents/a.markdown: {EXPECTED_NAME}, found 'a.markdown'\n    Did you mean 'a.md'?",
    ),
    "name without suffix": (named("a"), f"content/incidents/a: {EXPECTED_NAME}, found 'a'\n    {NAME}"),
    "name with dots": (named("..a.md"), ""),
    "name with two dots": (named("a..md"), f"content/incidents/a..md: {EXPECTED_NAME}, found 'a..md'\n    {NAME}"),
    "name with a colon": (
        named("a:1: b.md"),
        f"content/incidents/a:1: b.md: {EXPECTED_NAME}, found 'a:1: b.md'\n    {NAME}",
    ),
    "name with a line end": (
        named("a\nb.md"),
        "content/incidents/a\\u000ab.md: expected a name of visible characters, found others\n    Rename it.",
    ),
    "name that is no UTF-8": (
        named(b"a\xff.md"),
        "content/incidents/a\\udcff.md: expected a name of visible characters, found others\n    Rename it.",
    ),
    "name of a backup": (named("a.md~"), f"content/incidents/a.md~: {EXPECTED_NAME}, found 'a.md~'\n    {NAME}"),
    "name with two stems": (
        named("a.backup.md"),
        f"content/incidents/a.backup.md: {EXPECTED_NAME}, found 'a.backup.md'\n    {NAME}",
    ),
    "hidden file": (named(".a.md.swp"), ""),
    "readme": (named("README.md"), ""),
    "readme in Chinese": (named("readme.zh-CN.md"), ""),
    "site.yml a folder": (
        several(gone("site.yml"), folder("site.yml")),
        "site.yml: expected a file, found a folder",
    ),
    "site.yml missing": (
        gone("site.yml"),
        "site.yml: expected this file in the site's folder, found none\n    Is this the right folder? See --site.",
    ),
    "site.yml a link out of the tree": (
        several(gone("site.yml"), link("/etc/hostname", "site.yml")),
        "site.yml: expected a file of this site, found a symbolic link that leads out of it",
    ),
    "site.yml with CRLF": (
        data(b"name: X\r\nurl: https://example.com\r\ntimezone: UTC\r\n", "site.yml"),
        "site.yml:1: expected lines that end in LF, found CR\n"
        "    Set your editor to LF; with `* text=auto eol=lf` in .gitattributes, git does it for you.",
    ),
    "picture out of the tree": (
        several(data(BYTES + PICTURE), data(SHOT, "../secret.png"), link("../../../secret.png", ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, "
        "found a symbolic link that leads out of the site",
    ),
    "picture of another kind": (
        several(data(BYTES + PICTURE), data(b"GIF89a", ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, found a file of another format",
    ),
    "picture that is damaged": (
        several(data(BYTES + PICTURE), data(b"\x89PNG\r\n", ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, found a damaged picture",
    ),
    "picture that is a script": (
        several(data(BYTES + PICTURE), data(b"<svg/>", ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, found a file of another format",
    ),
    "picture too large": (
        several(data(BYTES + PICTURE), data(b"\x89PNG" * 2_000_000, ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, "
        "found 8,000,000 bytes, more than 5,000,000",
    ),
    "picture that a browser would unpack to a gigabyte": (
        # A head alone: nobody could unpack it.
        several(data(BYTES + PICTURE), data(SHOT[:16] + b"\x00\x00\x40\x00" * 2, ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, "
        "found 16,384 by 16,384 pixels, more than 40,000,000 in all",
    ),
    "picture as large as one may be": (
        several(data(BYTES + PICTURE), data(SHOT[:16] + struct.pack(">II", 8_000, 5_000), ERROR)),
        "",
    ),
    "picture one row larger": (
        several(data(BYTES + PICTURE), data(SHOT[:16] + struct.pack(">II", 8_000, 5_001), ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, "
        "found 8,000 by 5,001 pixels, more than 40,000,000 in all",
    ),
    "picture with a first frame larger than its screen": (
        # Behind a table of two colours and a remark. Browsers enlarge the screen.
        several(
            data(BYTES + PICTURE.replace(b".png", b".gif")), data(gif(x=2, wide=40_000), "content/incidents/error.gif")
        ),
        f"{PATH}:10: image: expected a picture named 'error.gif' beside the file, "
        "found 40,002 by 1,000 pixels, more than 40,000,000 in all",
    ),
    "picture with a first frame that its screen holds": (
        several(data(BYTES + PICTURE.replace(b".png", b".gif")), data(gif(x=0, wide=8), "content/incidents/error.gif")),
        "",
    ),
    "picture with its first frame behind remarks without end": (
        several(
            data(BYTES + PICTURE.replace(b".png", b".gif")),
            data(gif(x=0, wide=8, remarks=30_000), "content/incidents/error.gif"),
        ),
        f"{PATH}:10: image: expected a picture named 'error.gif' beside the file, found a damaged picture",
    ),
    "picture that is cut off before its first frame": (
        several(
            data(BYTES + PICTURE.replace(b".png", b".gif")),
            data(gif(x=2, wide=40_000)[:-8], "content/incidents/error.gif"),
        ),
        "",
    ),
    "picture that is a pipe": (
        several(data(BYTES + PICTURE), pipe(ERROR)),
        f"{PATH}:10: image: expected a picture named 'error.png' beside the file, found none",
    ),
    "picture that is there": (
        several(data(BYTES + PICTURE), data(SHOT, ERROR)),
        "",
    ),
}


@rows("case", MADE)
def test_what_no_repository_can_hold_is_told(case: str, site: Folder) -> None:
    """What git or an editor would change, and what is no file, gives exactly the message in the table."""
    make, expected = MADE[case]
    make(site)

    assert site.problems() == expected


def test_a_link_within_the_site_is_followed(site: Folder) -> None:
    """A symbolic link that stays in the site is the file to which it leads."""
    site.write("content/incidents/a.md", INCIDENT)
    link("../incidents/a.md", "content/incidents/b.md")(site)

    read, problems = site.read()

    assert problems == []
    assert read is not None
    assert [incident.slug for incident in read.incidents] == ["a", "b"]


def test_a_file_that_cannot_be_read_is_told(site: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is a problem with the system's own reason."""
    site.write(PATH, INCIDENT)
    opened = os.open

    def refuse(path: str | Path, flags: int, *rest: int) -> int:
        if Path(path).name == "a.md":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)

    assert site.problems() == f"{PATH}: expected a file that can be read, found: Permission denied"

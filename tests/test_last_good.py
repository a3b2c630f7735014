"""`build --last-good`: what is wrong is published as git last had it right, with real git."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.published import PNG
from support.repositories import Repository, cloned

from sitegen.cli import run
from sitegen.guard.git import git_bytes
from sitegen.guard.last_good import PATIENCE

NOW = "2026-01-24T00:00:00Z"
SITE = """\
name: Example
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
components: [{id: login, name: Login}, {id: api, name: API}]
"""
FIRST = """\
---
title: Nobody can sign in
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

Nobody can sign in.
"""
SECOND = f"{FIRST}\n## 2026-01-23 14:50 identified\n\nA disk is full.\n"
THIRD = f"{SECOND}\n## 2026-01-23 15:10 resolved\n\nSign-in works again.\n"
BROKEN = THIRD.replace("resolved", "resolvd")
CHINESE = "---\ntitle: 无法登录\n---\n\n## 2026-01-23 14:35\n\n无法登录。\n"
POSTMORTEM = "---\npublished: 2026-01-23 20:00\n---\n\n## Summary\n\nA disk was full.\n"
OTHER = FIRST.replace("Nobody can sign in", "The API is slow").replace("login: major", "api: partial")
WINDOW = """\
---
title: The database moves
components: [api]
start: 2026-02-01 02:00
end: 2026-02-01 04:00
---

## 2026-01-20 10:00 scheduled

We move the database.
"""
PATH = "content/incidents/login.md"
TRANSLATION = "content/incidents/login.zh-CN.md"
EXPLANATION = "content/incidents/login.postmortem.md"
NEIGHBOUR = "content/incidents/slow.md"
MAINTENANCE = "content/maintenance/move.md"
PIXEL = "content/incidents/graph 图.png"
SHOWN = f"{FIRST}\n![Errors](<graph 图.png>)\n"

Files = Mapping[str, str | bytes | None]
"""Texts by path; None: the file is removed."""
STANDING: Files = {"site.yml": SITE, NEIGHBOUR: OTHER, MAINTENANCE: WINDOW}
NEVER = "left out, since git has no version of it"
NOT_RIGHT_THEME = "left out, since no older version of it was found that is right"
NOT_RIGHT = "left out, since no older version of it was found that is right with the rest"


@dataclass(frozen=True)
class Story:
    """What was committed, one after the other, and how it stands now."""

    commits: tuple[Files, ...]
    """Each is a commit `c1`, `c2`, …"""
    expected: Files
    """What differs in the site that is published."""
    told: Mapping[str, str]
    """By path: what is published instead."""
    uncommitted: Files = field(default_factory=dict)


THEME_FILE = "themes/default/brand.css"

STORIES: Mapping[str, Story] = {
    "a broken update": Story(({PATH: SECOND}, {PATH: BROKEN}), {PATH: SECOND}, {PATH: "c1"}),
    "several broken commits": Story(
        ({PATH: FIRST}, {PATH: SECOND}, {PATH: BROKEN}, {PATH: BROKEN + "<!--"}), {PATH: SECOND}, {PATH: "c2"}
    ),
    "a broken edit that is not committed": Story(
        ({PATH: FIRST}, {PATH: SECOND}), {PATH: SECOND}, {PATH: "c2"}, {PATH: BROKEN}
    ),
    "an entry that never was right": Story(({PATH: BROKEN}, {PATH: BROKEN + "\n"}), {PATH: None}, {PATH: NOT_RIGHT}),
    "an entry that git does not know": Story(({},), {PATH: None}, {PATH: NEVER}, {PATH: BROKEN}),
    "a new entry beside the broken one": Story(
        ({PATH: SECOND}, {PATH: BROKEN}, {"content/incidents/new.md": OTHER}), {PATH: SECOND}, {PATH: "c1"}
    ),
    "two entries": Story(
        ({PATH: FIRST}, {PATH: BROKEN, MAINTENANCE: WINDOW.replace("start", "strat")}),
        {PATH: FIRST, MAINTENANCE: WINDOW},
        {PATH: "c1", MAINTENANCE: "c0"},
    ),
    "a translation into the language that the original has now": Story(
        ({PATH: FIRST, TRANSLATION: CHINESE}, {PATH: THIRD.replace("title", "lang: zh-CN\ntitle", 1)}),
        {TRANSLATION: None},
        {TRANSLATION: NOT_RIGHT},
    ),
    "a translation into a language that the site has not": Story(
        ({PATH: FIRST, "content/incidents/login.de.md": CHINESE},),
        {"content/incidents/login.de.md": None},
        {"content/incidents/login.de.md": NOT_RIGHT},
    ),
    "a broken original with its translation": Story(
        (
            {PATH: FIRST, TRANSLATION: CHINESE},
            {PATH: BROKEN, TRANSLATION: f"{CHINESE}\n## 2026-01-23 15:10\n\n恢复。\n"},
        ),
        {PATH: FIRST},
        {PATH: "c1"},
    ),
    "a broken postmortem": Story(
        ({PATH: THIRD, EXPLANATION: POSTMORTEM}, {EXPLANATION: POSTMORTEM.replace("published", "publishd")}),
        {EXPLANATION: POSTMORTEM},
        {EXPLANATION: "c1"},
    ),
    "a postmortem that never was right": Story(
        ({PATH: THIRD}, {EXPLANATION: "nothing"}), {EXPLANATION: None}, {EXPLANATION: NOT_RIGHT}
    ),
    "an original that is gone without its translation": Story(
        ({PATH: THIRD, TRANSLATION: CHINESE}, {PATH: None}), {TRANSLATION: None}, {TRANSLATION: NOT_RIGHT}
    ),
    "an entry that is gone": Story(
        ({PATH: THIRD}, {PATH: None, NEIGHBOUR: "x"}), {NEIGHBOUR: OTHER}, {NEIGHBOUR: "c0"}
    ),
    "a renamed and broken entry": Story(
        ({PATH: THIRD}, {PATH: None, "content/incidents/sign-in.md": BROKEN}),
        {"content/incidents/sign-in.md": None},
        {"content/incidents/sign-in.md": NOT_RIGHT},
    ),
    "an entry moved into a folder and left where it was": Story(
        ({PATH: SECOND}, {"content/incidents/2026/login.md": THIRD}),
        {"content/incidents/2026/login.md": None},
        {"content/incidents/2026/login.md": NOT_RIGHT},
    ),
    "a file with a wrong name": Story(
        ({"content/incidents/Log in.md": FIRST, "content/notes/x.md": "x", "content/incidents/日 志.txt": "x"},),
        {"content/incidents/Log in.md": None, "content/notes": None, "content/incidents/日 志.txt": None},
        {
            "content/incidents/Log in.md": NOT_RIGHT,
            "content/notes": "left out, since it has no place in the site",
            "content/incidents/日 志.txt": "left out, since it has no place in the site",
        },
    ),
    "a name with a line break": Story(
        ({"content/incidents/log\nin.md": FIRST},),
        {"content/incidents/log\nin.md": None},
        {"content/incidents/log\\u000ain.md": "left out, since it has no place in the site"},
    ),
    "an id that another has": Story(
        ({PATH: FIRST.replace("title", "id: abc\ntitle", 1)}, {NEIGHBOUR: OTHER.replace("title", "id: abc\ntitle", 1)}),
        {NEIGHBOUR: OTHER},
        {NEIGHBOUR: "c0"},
    ),
    "an id that an older entry has, whose name sorts last": Story(
        (
            {MAINTENANCE: WINDOW.replace("title", "id: abc\ntitle", 1)},
            {PATH: FIRST},
            {PATH: SECOND.replace("title", "id: abc\ntitle", 1)},
            {PATH: THIRD.replace("title", "id: abc\ntitle", 1)},
        ),
        {PATH: FIRST},
        {PATH: "c2"},
    ),
    "an id that three have": Story(
        tuple(
            {path: FIRST.replace("title", "id: abc\ntitle", 1)} for path in (PATH, "content/incidents/a.md", NEIGHBOUR)
        ),
        {"content/incidents/a.md": None, NEIGHBOUR: OTHER},
        {"content/incidents/a.md": NOT_RIGHT, NEIGHBOUR: "c0"},
    ),
    "an old address that is another's": Story(
        ({PATH: FIRST}, {PATH: SECOND.replace("title", "aliases: [/incidents/slow/]\ntitle", 1)}),
        {PATH: FIRST},
        {PATH: "c1"},
    ),
    "old addresses of two others in one that sorts first": Story(
        (
            {PATH: FIRST.replace("title", "aliases: [/a]\ntitle", 1)},
            {NEIGHBOUR: OTHER.replace("title", "aliases: [/b]\ntitle", 1)},
            {"content/incidents/a.md": FIRST.replace("title", "aliases: [/a, /b]\ntitle", 1)},
        ),
        {"content/incidents/a.md": None},
        {"content/incidents/a.md": NOT_RIGHT},
    ),
    "an old address that is a page's": Story(
        ({PATH: FIRST}, {PATH: SECOND.replace("title", "aliases: [/history/]\ntitle", 1)}), {PATH: FIRST}, {PATH: "c1"}
    ),
    "a list of prose on one line": Story(
        ({PATH: FIRST}, {PATH: SECOND.replace("title", f"not_working: [{', '.join(['多' * 120] * 60)}]\ntitle", 1)}),
        {PATH: FIRST},
        {PATH: "c1"},
    ),
    "a broken site.yml": Story(
        ({"site.yml": SITE.replace("name:", "nmae:", 1)},), {"site.yml": SITE}, {"site.yml": "c0"}
    ),
    "a broken site.yml and a broken entry": Story(
        ({PATH: FIRST}, {"site.yml": "x", PATH: BROKEN}),
        {"site.yml": SITE, PATH: FIRST},
        {"site.yml": "c0", PATH: "c1"},
    ),
    "a component that is gone from site.yml": Story(
        ({PATH: FIRST}, {"site.yml": SITE.replace("{id: login, name: Login}, ", "")}, {NEIGHBOUR: OTHER + "\n"}),
        {"site.yml": SITE},
        {"site.yml": "c0"},
    ),
    "an entry of a new component, and then a broken site.yml that adds it": Story(
        ({"site.yml": SITE.replace("{id: api", "{id: mail}, {id: api"), PATH: FIRST.replace("login:", "mail:")},),
        {"site.yml": SITE, PATH: None},
        {"site.yml": "c0", PATH: NOT_RIGHT},
    ),
    "a language that is gone from site.yml": Story(
        ({PATH: FIRST, TRANSLATION: CHINESE}, {"site.yml": SITE.replace(", zh-CN", "")}),
        {"site.yml": SITE},
        {"site.yml": "c0"},
    ),
    "an entry of a component that was gone before": Story(
        ({"site.yml": SITE.replace("{id: login, name: Login}, ", "")}, {PATH: FIRST}), {PATH: None}, {PATH: NOT_RIGHT}
    ),
    "a broken catalog": Story(
        ({THEME_FILE: ".a { color: red }"}, {THEME_FILE: b"\xff"}),
        {THEME_FILE: ".a { color: red }"},
        {"themes/default": "c1"},
    ),
    "a theme that never was right": Story(
        ({"themes/default/nonsense.html": "x"},),
        {"themes/default/nonsense.html": None},
        {"themes/default": NOT_RIGHT_THEME},
    ),
    "a template that fails when it is used": Story(
        ({"themes/default/404.html": "<p>{{ nothing }}</p>"},),
        {"themes/default/404.html": None},
        {"themes/default": NOT_RIGHT_THEME},
    ),
    "a template that fails after one that did not": Story(
        (
            {"themes/default/404.html": "<p>{{ locale }}</p>"},
            {"themes/default/404.html": "<p>{{ nothing }}</p>"},
            {"themes/default/404.html": "<p>{{ nothing.more }}</p>"},
        ),
        {"themes/default/404.html": "<p>{{ locale }}</p>"},
        {"themes/default": "c1"},
    ),
    "a template that fails in more versions than are tried": Story(
        tuple({"themes/default/404.html": f"<p>{'{{ nothing }}'} {number}</p>"} for number in range(PATIENCE + 2)),
        {"themes/default/404.html": None},
        {"themes/default": NOT_RIGHT_THEME},
    ),
    "a theme that is gone": Story(
        (
            {"site.yml": f"{SITE}theme: own\n", "themes/own/404.html": "<p>{{ locale }}</p>"},
            {"themes/own": None, PATH: FIRST},
        ),
        {"themes/own/404.html": "<p>{{ locale }}</p>"},
        {"themes/own": "c1"},
    ),
    "a theme that leads out of the site": Story(
        ({"site.yml": f"{SITE}theme: ../../../elsewhere\n"},), {"site.yml": SITE}, {"site.yml": "c0"}
    ),
    "a new theme that is broken": Story(
        ({"site.yml": f"{SITE}theme: own\n", "themes/own/404.html": "{% if %}"},),
        {"site.yml": SITE, "themes/own/404.html": None},
        {"site.yml": "c0", "themes/own": NOT_RIGHT_THEME},
    ),
    "a picture that is gone": Story(({PATH: SHOWN, PIXEL: PNG}, {PIXEL: None}), {PIXEL: PNG}, {PIXEL: "c1"}),
    "a picture that is broken": Story(
        ({PATH: FIRST}, {PATH: SHOWN, PIXEL: PNG}, {PIXEL: b"x", PATH: f"{SHOWN}\nMore.\n"}),
        {PIXEL: PNG},
        {PIXEL: "c2"},
    ),
    "a picture that was forgotten": Story(({PATH: FIRST}, {PATH: SHOWN}), {PATH: FIRST}, {PATH: "c1"}),
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with a site in a folder of it, each in a folder that is hard to name."""
    monkeypatch.chdir(tmp_path)
    made = Repository(tmp_path / "我 的\nrepository")
    (made.folder / "status *").mkdir(parents=True)
    made.git("init", "--quiet", "--initial-branch=main")
    return made


def put(folder: Path, files: Files) -> None:
    """Other texts for files; None: it is gone."""
    for path, text in files.items():
        file = folder / path
        if text is None and file.is_dir():
            shutil.rmtree(file)
        elif text is None:
            file.unlink(missing_ok=True)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode() if isinstance(text, str) else text)


class Committed:
    """A site in a repository, whose commits are an hour apart."""

    def __init__(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        self.repository = repository
        self.root = repository.folder / "status *"
        self.names: dict[str, str] = {}
        self._env = monkeypatch.setenv

    def commit(self, files: Files) -> str:
        """A commit `c0`, `c1`, …"""
        put(self.root, files)
        name = f"c{len(self.names)}"
        self._env("GIT_COMMITTER_DATE", f"2026-01-23T{len(self.names):02}:00:00Z")
        self.names[self.repository.commit(f"{name} \x1b[31m 日")[:7]] = name
        return name

    def hash(self, name: str) -> str:
        """The short hash of a commit."""
        return next(one for one, other in self.names.items() if other == name)

    def build(self, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, dict[str, str]]:
        """The exit code of `build --last-good`, what it prints for people, and what it says of each file."""
        arguments = ["build", "--last-good", "--site", str(self.root), "--output", "out", "--now", NOW, *options]
        code = run(arguments)
        told = capsys.readouterr().err
        _, _, after = told.partition("published all the same, but for these files:\n")
        return code, told, dict(map(self._said, after.splitlines()))

    def _said(self, line: str) -> tuple[str, str]:
        path, _, said = line.partition(": ")
        words = said.split()
        return path, self.names[words[5]] if said.startswith("published as it was in") else said


@pytest.fixture
def site(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Committed:
    """A site that is right, committed as `c0`."""
    made = Committed(repository, monkeypatch)
    made.commit(STANDING)
    return made


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def plain(root: Path, *options: str) -> dict[str, bytes]:
    """What `build` makes of a site."""
    assert run(["build", "--site", str(root), "--output", "expected", "--now", NOW, *options]) == 0
    return tree(Path("expected"))


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_each_file_that_is_wrong_is_published_as_it_last_was_right(
    site: Committed, capsys: pytest.CaptureFixture[str], story: Story
) -> None:
    """The output is, byte for byte, what `build` makes of the site with the older files in the places of the wrong."""
    for files in story.commits:
        site.commit(files)
    put(site.root, story.uncommitted)
    before = tree(site.root)

    code, _, told = site.build(capsys)

    assert told == story.told
    assert code == 4
    assert tree(site.root) == before
    put(site.root, story.expected)
    assert tree(Path("out")) == plain(site.root)


def test_where_nothing_is_wrong_it_is_build_and_git_is_not_asked(
    site: Committed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes, the exit code 0, and no need of git; a fault in a translation is a warning, as ever."""
    put(site.root, {PATH: FIRST, TRANSLATION: "nothing"})
    monkeypatch.setenv("PATH", "")
    shutil.rmtree(site.repository.folder / ".git")

    assert site.build(capsys)[0] == 0

    assert tree(Path("out")) == plain(site.root)


def test_what_it_says(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """Every problem with its line, then what is published instead, how old that is, and what is left out."""
    site.commit({PATH: SECOND})
    site.commit({PATH: BROKEN, NEIGHBOUR: "x"})
    put(site.root, {MAINTENANCE: WINDOW.replace("start", "strat"), "content/incidents/new.md": "y"})

    assert site.build(capsys)[0] == 4
    _, told, _ = site.build(capsys)

    assert told.splitlines()[-5:] == [
        "5 problems in 4 files. The site is published all the same, but for these files:",
        f"{PATH}: published as it was in {site.hash('c1')} of 2026-01-23 09:00 +08:00, 23 hours ago: "
        "'c1 \\u001b[31m 日'",
        "content/incidents/new.md: left out, since git has no version of it",
        f"{NEIGHBOUR}: published as it was in {site.hash('c0')} of 2026-01-23 08:00 +08:00, 24 hours ago: "
        "'c0 \\u001b[31m 日'",
        f"{MAINTENANCE}: published as it was in {site.hash('c0')} of 2026-01-23 08:00 +08:00, 24 hours ago: "
        "'c0 \\u001b[31m 日'",
    ]
    assert f"{PATH}:14: status: expected investigating, " in told


def test_a_problem_of_an_older_version_says_so(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody looks for it in the file as it stands."""
    site.commit({"themes/default/404.html": "<p>{{ nothing }}</p>"})
    site.commit({"themes/default/404.html": "<p>{{ nothing.more }}</p>"})
    site.commit({"site.yml": "x", PATH: BROKEN})

    _, told, _ = site.build(capsys)

    assert f"{PATH}:14: status: with site.yml of {site.hash('c0')}: expected investigating, " in told
    assert f"404.html:1: in the version of {site.hash('c1')}: this template is wrong: 'nothing' is undefined" in told


def test_on_github_it_annotates(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """Each problem is an error beside its line, and what is published instead a warning."""
    site.commit({PATH: FIRST})
    site.commit({PATH: FIRST.replace("investigating", "investigatin")})
    arguments = [
        "build",
        "--last-good",
        "--format",
        "github",
        "--site",
        str(site.root),
        "--output",
        "out",
        "--now",
        NOW,
    ]

    assert run(arguments) == 4
    lines = capsys.readouterr().out.splitlines()
    assert run([one for one in arguments if one != "--last-good"]) == 1
    [alone] = capsys.readouterr().out.splitlines()

    shown = "file=我 的%0Arepository/status */content/incidents/login.md"
    assert lines[0] == alone
    assert alone.startswith(f"::error {shown},line=6,title=status::status: expected investigating,")
    assert lines[1].startswith(f"::warning {shown},line=1,title=content::published as it was in {site.hash('c1')} of")


def test_a_build_after_it_writes_only_what_differs(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """Pages are known by what they are made from, and not by the folder that this lies in."""
    site.commit({PATH: FIRST})
    arguments = ["build", "--last-good", "--site", str(site.root), "--output", "out", "--now", NOW]
    assert run(arguments) == 0
    site.commit({PATH: BROKEN})
    capsys.readouterr()

    assert run(arguments) == 4
    assert capsys.readouterr().out.startswith("0 files written, ")


def refused(site: Committed, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said where nothing can be published, and nothing is."""
    code, told, _ = site.build(capsys)
    assert code == 1
    assert told.endswith("Nothing was written.\n")
    assert not Path("out").exists()
    return told


def test_without_git_nothing_is_published(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what is missing."""
    put(site.root, {PATH: BROKEN})
    shutil.rmtree(site.repository.folder / ".git")

    told = refused(site, capsys)

    assert f"{PATH}:14: status: expected investigating, " in told
    assert "site.yml: expected older versions in git, found: not a git repository" in told


def test_without_a_commit_nothing_is_published(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is no version of anything."""
    site = Committed(repository, monkeypatch)
    put(site.root, {**STANDING, PATH: BROKEN})

    assert "site.yml: expected older versions in git, found: no commit" in refused(site, capsys)


@pytest.mark.parametrize("text", ["x", "", None])
def test_without_a_site_file_that_is_right_nothing_is_published(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    """Everything else is read with it."""
    site = Committed(repository, monkeypatch)
    site.commit({**STANDING, "site.yml": "y"})
    site.commit({"site.yml": text})

    assert "site.yml: expected a version in git that fits, found none" in refused(site, capsys)


def test_a_folder_of_entries_is_never_left_out(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """A site without any incident would say that there never was one."""
    site.commit({PATH: FIRST})
    (site.root / "content/incidents").rename(site.root / "content/elsewhere")
    (site.root / "content/incidents").symlink_to("elsewhere")

    assert "content/incidents: expected a folder, found a symbolic link" in refused(site, capsys)


def test_a_shallow_clone_says_what_it_lacks(
    site: Committed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An older version may be where the history is cut off."""
    site.commit({PATH: FIRST})
    site.commit({PATH: BROKEN})
    clone = Committed(cloned(site.repository, Path("clone"), "--depth", "1"), monkeypatch)

    code, _, told = clone.build(capsys)

    assert code == 4
    assert told == {PATH: f"{NOT_RIGHT}; the history is cut off here, as in a shallow clone: an older one may be right"}


def test_a_shallow_clone_is_enough_where_the_right_version_is_in_it(
    site: Committed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its oldest commit has every file."""
    site.commit({PATH: FIRST})
    newest = site.commit({NEIGHBOUR: OTHER + "\n"})
    site.commit({PATH: BROKEN})
    clone = Committed(cloned(site.repository, Path("clone"), "--depth", "2"), monkeypatch)
    clone.names = site.names

    assert clone.build(capsys)[::2] == (4, {PATH: newest})


def test_a_detached_head_is_as_good_as_a_branch(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    site.commit({PATH: FIRST})
    site.commit({PATH: BROKEN})
    site.repository.git("checkout", "--quiet", "--detach")

    assert site.build(capsys)[::2] == (4, {PATH: "c1"})


def merge(site: Committed, files: Files) -> str:
    """A merge of the branch `side` that leaves *files* so."""
    site.repository.git("merge", "--quiet", "--no-commit", "--no-ff", "-s", "ours", "side")
    return site.commit(files)


def test_what_a_branch_never_published_is_not_taken_before_what_it_did(
    site: Committed, capsys: pytest.CaptureFixture[str]
) -> None:
    """A draft on a branch that was merged when it was broken was never public; what main had before was."""
    site.commit({PATH: FIRST})
    site.repository.git("switch", "--quiet", "--create", "side")
    site.commit({PATH: SECOND.replace("disk", "maybe a disk")})
    site.repository.git("switch", "--quiet", "main")
    merge(site, {PATH: BROKEN})

    assert site.build(capsys)[::2] == (4, {PATH: "c1"})


def test_what_the_work_of_others_had_is_found_behind_a_pull(
    site: Committed, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever pulls before a push makes what was published the second parent."""
    site.repository.git("switch", "--quiet", "--create", "side")
    site.commit({PATH: FIRST})
    site.commit({PATH: BROKEN})
    site.repository.git("switch", "--quiet", "main")
    merge(site, {PATH: BROKEN})

    assert site.build(capsys)[::2] == (4, {PATH: "c1"})


def test_a_conflict_that_was_committed_goes_back_to_before(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """The merge is the commit that made it wrong."""
    site.commit({PATH: FIRST})
    site.repository.git("switch", "--quiet", "--create", "side")
    site.commit({PATH: SECOND})
    site.repository.git("switch", "--quiet", "main")
    site.commit({PATH: THIRD})
    merge(site, {PATH: f"<<<<<<< HEAD\n{SECOND}=======\n{THIRD}>>>>>>> side\n"})

    assert site.build(capsys)[::2] == (4, {PATH: "c3"})


def test_content_in_a_submodule_goes_back_in_its_own_history(
    site: Committed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commit that is named is one of the submodule."""
    inner = Repository(site.root / "content")
    inner.git("init", "--quiet", "--initial-branch=main")
    put(site.root, {PATH: FIRST})
    right = inner.commit()
    put(site.root, {PATH: BROKEN})
    site.names = {right[:7]: "right", inner.commit()[:7]: "wrong"}
    site.repository.git("rm", "--quiet", "-r", "--cached", "status */content")
    site.repository.commit()

    assert site.build(capsys)[::2] == (4, {PATH: "right"})


@dataclass(frozen=True)
class Odd:
    """Something in the place of a file that is none."""

    make: Callable[[Path], object]
    expected: str | None
    told: str


ODD = {
    "a pipe": Odd(os.mkfifo, FIRST, "c1"),
    "a folder": Odd(Path.mkdir, FIRST, "c1"),
    "a link to nothing": Odd(lambda path: path.symlink_to("nothing"), FIRST, "c1"),
    "a link out of the site": Odd(lambda path: path.symlink_to("/etc/hostname"), FIRST, "c1"),
    "a link to itself": Odd(lambda path: path.symlink_to(path.name), FIRST, "c1"),
    "a link to a file of the site that is wrong": Odd(lambda path: path.symlink_to("../../other.md"), FIRST, "c1"),
}


@pytest.mark.parametrize("site_file", [SITE, "x"], ids=["", "and site.yml is wrong too"])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_is_no_file_goes_back_to_one(
    site: Committed, capsys: pytest.CaptureFixture[str], odd: Odd, site_file: str
) -> None:
    """It is neither followed nor waited for."""
    put(site.root, {"other.md": BROKEN})
    site.commit({PATH: FIRST})
    (site.root / PATH).unlink()
    odd.make(site.root / PATH)
    put(site.root, {"site.yml": site_file})

    code, _, told = site.build(capsys)

    assert (code, told.pop(PATH)) == (4, odd.told)
    assert told == ({} if site_file == SITE else {"site.yml": "c0"})
    put(site.root, {PATH: None, "site.yml": SITE})
    put(site.root, {PATH: odd.expected})
    assert tree(Path("out")) == plain(site.root)


def test_a_link_to_a_right_file_of_the_site_is_that_file(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """As in any build."""
    put(site.root, {"other.md": FIRST, PATH: BROKEN, NEIGHBOUR: None})
    (site.root / NEIGHBOUR).symlink_to("../../other.md")

    assert site.build(capsys)[::2] == (4, {PATH: NEVER})
    put(site.root, {PATH: None})
    assert tree(Path("out")) == plain(site.root)


def test_an_older_draft_is_no_page(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """What was right then is what holds, also that it was not yet public."""
    site.commit({PATH: FIRST.replace("title", "draft: true\ntitle", 1)})
    site.commit({PATH: BROKEN})

    assert site.build(capsys)[::2] == (4, {PATH: "c1"})
    assert not Path("out/incidents/login").exists()


def test_an_update_ahead_of_the_clock_waits(
    site: Committed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip of an hour is wrong only until then, and stops nobody in the meantime."""
    site.commit({PATH: FIRST})
    site.commit({PATH: SECOND.replace("2026-01-23 14:50", "2999-01-23 14:50")})

    assert run(["build", "--last-good", "--site", str(site.root), "--output", "out"]) == 4
    assert f"{PATH}: published as it was in {site.hash('c1')}" in capsys.readouterr().err


def test_settings_of_git_do_not_matter(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever builds may have any."""
    for name, value in {"log.showSignature": "true", "log.follow": "true", "diff.renames": "copies"}.items():
        site.repository.git("config", name, value)
    site.commit({PATH: FIRST})
    site.commit({PATH: BROKEN})

    assert site.build(capsys)[::2] == (4, {PATH: "c1"})


def test_hundreds_of_wrong_entries_go_back_at_once(site: Committed, capsys: pytest.CaptureFixture[str]) -> None:
    """Git is asked once for all of them."""
    paths = [f"content/incidents/{number:03}.md" for number in range(60)]
    site.commit(dict.fromkeys(paths, FIRST))
    site.commit(dict.fromkeys(paths, BROKEN))

    assert site.build(capsys)[::2] == (4, dict.fromkeys(paths, "c1"))


def test_git_is_asked_for_what_is_wrong_alone(
    site: Committed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the history holds, nothing of it is read for a file that is right."""
    site.commit({PATH: FIRST, TRANSLATION: CHINESE, "content/incidents/third.md": OTHER})
    site.commit({PATH: BROKEN})
    asked: list[tuple[str, ...]] = []

    def record(root: Path, *arguments: str) -> bytes:
        asked.append(arguments[arguments.index("--") + 1 :])
        return git_bytes(root, *arguments)

    monkeypatch.setattr("sitegen.guard.history.git_bytes", record)

    assert site.build(capsys)[::2] == (4, {PATH: "c1"})
    assert sorted({path for paths in asked for path in paths}) == [
        "incidents/login.md",
        "incidents/login.zh-CN.md",
        "site.yml",
    ]

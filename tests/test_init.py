"""`sitegen init`: a site that stands apart from its generator."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from support.catalogs import CATALOGS
from support.places import CONSTRAINTS, DOCS, GITHUB, MAKEFILE, PROJECT, SAMPLE, SOURCES, WHEELS, WORKFLOWS
from support.repositories import IDENTITY, Repository
from support.tables import rows
from support.zizmor import assert_zizmor_is_silent

from sitegen import __version__
from sitegen.cli import run
from sitegen.cli.init import QUESTIONS
from sitegen.read.config import read_config
from sitegen.starter.answers import SECTIONS
from sitegen.starter.plan import write_new
from sitegen.starter.requirement import default_requirement, documentation, origin, read_requirement

NOW = ("--now", "2026-11-30T17:00:00Z")
GIVEN = (
    "--name",
    "Acme",
    "--url",
    "https://status.acme.test",
    "--timezone",
    "Asia/Shanghai",
    "--component",
    "Website",
    "--component",
    "login=登录",
    "--requirement",
    f"sitegen=={__version__}",
    *NOW,
)
WRITTEN = {
    ".gitattributes",
    ".github/CODEOWNERS",
    ".github/pull_request_template.md",
    ".github/workflows/check.yml",
    ".github/workflows/publish.yml",
    ".github/workflows/timer.yml",
    ".gitignore",
    "README.md",
    "constraints.txt",
    "sources.txt",
    "wheels.txt",
    "content/incidents/README.md",
    "content/maintenance/README.md",
    "requirements.txt",
    "site.yml",
}


def tree(folder: Path) -> set[str]:
    """Every file below a folder but git's."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] != ".git"}


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new site, made without a terminal."""
    folder = tmp_path / "status"
    assert run(["init", str(folder), *GIVEN]) == 0
    capsys.readouterr()
    return folder


# --- what comes out ------------------------------------------------------------------------------------------


def test_a_new_site_is_checked_without_a_warning_and_builds(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is all that it needs to be published."""
    assert tree(made) == WRITTEN
    assert run(["check", "--site", str(made), *NOW]) == 0
    assert capsys.readouterr() == ("0 incidents, 0 maintenances: no problem.\n", "")
    assert run(["build", "--site", str(made), *NOW]) == 0
    assert "Acme" in (made / "dist/index.html").read_text()


@pytest.mark.parametrize("languages", [("en",), *((tag,) for tag in CATALOGS), ("zh-CN", "en")])
def test_it_builds_in_every_language_that_sitegen_brings(languages: tuple[str, ...], tmp_path: Path) -> None:
    """The sections of a postmortem are in each."""
    options = [option for language in languages for option in ("--lang", language)]

    assert run(["init", str(tmp_path / "s"), *GIVEN, *options]) == 0

    config = read_config(tmp_path / "s")
    assert config.locales == languages
    assert [key for key, _ in config.sections] == list(languages)


def test_site_yml_says_what_was_answered(made: Path) -> None:
    """History begins on the day in the site's own zone, so that no day before it is told as a good one."""
    config = read_config(made)

    assert (config.name.original, config.url, config.timezone) == ("Acme", "https://status.acme.test", "Asia/Shanghai")
    assert [(one.id, one.name.original, one.since) for one in config.components] == [
        ("website", "Website", date(2026, 12, 1)),
        ("login", "登录", date(2026, 12, 1)),
    ]


def test_contacts_are_told_apart(tmp_path: Path) -> None:
    """By their form."""
    contacts = ["--contact", "help@acme.test", "--contact", "+86 400 1", "--contact", "https://acme.test/help"]

    assert run(["init", str(tmp_path / "s"), *GIVEN, *contacts]) == 0

    support = read_config(tmp_path / "s").support
    assert (support.email, support.phone, support.url) == ("help@acme.test", "+86 400 1", "https://acme.test/help")


def test_nothing_of_the_sample_is_in_it(made: Path) -> None:
    """Neither its name, nor its components, nor its stories."""
    text = "\n".join((made / path).read_text() for path in WRITTEN)
    sample = read_config(SAMPLE)
    names = {one.name.original for one in sample.components} - {"Website"}
    titles = {re.findall("^title: (.+)$", path.read_text(), re.MULTILINE)[0] for path in SAMPLE.rglob("2*-*.md")}

    assert [word for word in (sample.name.original, sample.url, *names, *titles) if word in text] == []


def test_its_pages_for_people_name_its_own_components(made: Path) -> None:
    """What is copied from them is right."""
    assert "\n  website: major_outage\n" in (made / "content/incidents/README.md").read_text()
    assert "\ncomponents: [website, login]\n" in (made / "content/maintenance/README.md").read_text()


def test_the_template_of_an_incident_can_be_pasted(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is read without an error as soon as its words are somebody's own."""
    template = re.search(r"```markdown\n(---\n.+?)```", (made / "content/incidents/README.md").read_text(), re.DOTALL)
    assert template
    text = template[1].replace("What readers notice, in a few words", "Sign-in is failing")
    text = re.sub("What you know, .+", "Signing in fails. We are sorry.", text)
    (made / "content/incidents/2026-01-23-x.md").write_text(text)

    assert run(["check", "--site", str(made), "--now", "2026-01-23T14:36:00+08:00"]) == 0

    assert "1 incident," in capsys.readouterr().out


def test_its_workflows_are_ours_and_install_a_pinned_sitegen(made: Path) -> None:
    """Byte for byte: what runs there is what runs here."""
    for name in ("check.yml", "publish.yml", "timer.yml"):
        assert (made / ".github/workflows" / name).read_bytes() == (WORKFLOWS / name).read_bytes()
    template = "pull_request_template.md"
    assert (made / ".github" / template).read_bytes() == (GITHUB / template).read_bytes()
    for file in (CONSTRAINTS, WHEELS, SOURCES):
        assert (made / file.name).read_bytes() == file.read_bytes()
    required = [line for line in (made / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert required[0] == "-c constraints.txt"
    assert read_requirement(required[1]) == required[1]
    assert len(required) == 2


def test_zizmor_finds_nothing_in_its_workflows(made: Path) -> None:
    """Nothing of medium severity or above."""
    assert_zizmor_is_silent(made / ".github")


def test_an_installed_wheel_makes_the_same_site(made: Path, tmp_path: Path) -> None:
    """What is outside the package in this repository is inside it there."""
    built = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "wheel")]
    subprocess.run(built, cwd=PROJECT.parent, check=True, capture_output=True)
    zipfile.ZipFile(next((tmp_path / "wheel").iterdir())).extractall(tmp_path / "installed")
    command = [sys.executable, "-m", "sitegen", "init", "other", *GIVEN]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}

    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment, stdin=subprocess.DEVNULL)

    assert tree(tmp_path / "other") == tree(made)
    for path in WRITTEN - {"requirements.txt"}:
        assert (tmp_path / "other" / path).read_bytes() == (made / path).read_bytes()


# --- questions -----------------------------------------------------------------------------------------------


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Somebody sits there and types these lines."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)


def test_a_terminal_is_asked_and_what_is_wrong_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each answer is judged at once by what reads site.yml, and the problem said."""
    at_a_terminal(
        monkeypatch,
        "Acme",
        "github.com/acme/status",
        "https://github.com/acme/status",
        "",
        "Asia/Shangai",
        "Asia/Shanghai",
        "en, it",
        "en，zh-CN",
        "Website, 登录",
        "Website, login = 登录",
        "help@acme.test, +86 400 1",
    )

    assert run(["init", str(tmp_path / "s"), *NOW]) == 0

    told = capsys.readouterr().err
    assert "expected an address that begins with https://, found 'github.com/acme/status'." in told
    assert "found 'Asia/Shangai'. Did you mean 'Asia/Shanghai'?" in told
    assert "found 'it'." in told
    assert "components: expected an id before a name without Latin letters, as in login=登录, found '登录'." in told
    config = read_config(tmp_path / "s")
    assert (config.repository, config.url) == ("https://github.com/acme/status", "https://acme.github.io/status")
    assert (config.timezone, config.locales) == ("Asia/Shanghai", ("en", "zh-CN"))
    assert [one.id for one in config.components] == ["website", "login"]
    assert config.support.email == "help@acme.test"


def test_what_is_given_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enter takes the rest as it is proposed."""
    at_a_terminal(monkeypatch, "", "", "")

    assert run(["init", str(tmp_path / "s"), *GIVEN]) == 0

    told = capsys.readouterr().err
    assert [one.key for one in QUESTIONS if one.asked in told] == ["repository", "language", "contact"]


def test_whoever_stops_among_the_questions_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written before all is answered."""
    at_a_terminal(monkeypatch, "Acme")

    assert run(["init", str(tmp_path / "s")]) == 130

    assert list(tmp_path.iterdir()) == []


def test_every_wrong_option_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing is written."""
    wrong = ["--url", "status", "--timezone", "EST", "--lang", "it", "--component", "支付", "--contact", "a@b, c@d"]

    assert run(["init", str(tmp_path / "s"), *wrong]) == 2

    told = capsys.readouterr().err
    assert re.findall("^(?:Error: )?(--[a-z]+): ", told, re.MULTILINE) == [
        "--url",
        "--timezone",
        "--lang",
        "--component",
        "--contact",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_language_that_is_written_shorter_is_told_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is one Chinese; whoever types `zh` means that."""
    assert run(["init", str(tmp_path / "s"), "--url", "https://status.acme.test", "--lang", "zh"]) == 2
    assert "or ar, found 'zh'. Did you mean 'zh-CN'?" in capsys.readouterr().err


def test_without_a_terminal_only_an_address_has_to_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody can guess that one; the rest has a default."""
    assert run(["init", str(tmp_path / "my-status")]) == 2
    assert "--url: expected it" in capsys.readouterr().err

    assert run(["init", str(tmp_path / "my-status"), "--url", "https://status.acme.test"]) == 0

    config = read_config(tmp_path / "my-status")
    assert (config.name.original, config.locales) == ("My status", ("en",))
    assert [one.id for one in config.components] == ["website"]


@rows(
    ("repository", "expected"),
    [
        ("https://github.com/Acme/status", "https://acme.github.io/status"),
        ("https://github.com/acme/acme.github.io", "https://acme.github.io"),
        ("https://github.com/acme/status/", "https://acme.github.io/status"),
    ],
)
def test_the_address_follows_from_a_repository_on_github(repository: str, expected: str, tmp_path: Path) -> None:
    """As GitHub Pages makes it."""
    assert run(["init", str(tmp_path / "s"), "--repository", repository]) == 0

    assert read_config(tmp_path / "s").url == expected


# --- where it is written -------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_refused_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what is in the way."""
    for name in ("a.py", "b.py", "c", "d", "e", "f", "g"):
        (tmp_path / name).touch()

    assert run(["init", str(tmp_path), *GIVEN]) == 2

    assert "a.py, b.py, c, d, e and 2 more. Name a new folder" in capsys.readouterr().err
    assert len(tree(tmp_path)) == 7


def test_a_site_is_not_made_over_a_site(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the command that shows what would change."""
    before = {path: (made / path).read_bytes() for path in tree(made)}

    assert run(["init", str(made), *GIVEN]) == 2

    assert "--diff" in capsys.readouterr().err
    assert {path: (made / path).read_bytes() for path in tree(made)} == before


def test_a_fork_is_told_of_its_own_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There the generator lies beside the site."""
    (tmp_path / "sitegen").mkdir()
    (tmp_path / "site.yml").touch()

    assert run(["init", str(tmp_path), *GIVEN]) == 2

    assert "make mine" in capsys.readouterr().err


def test_a_clone_of_a_new_repository_on_github_is_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its README and licence stay, its address is known, and what is typed next needs no remote."""
    repository = Repository(tmp_path)
    repository.git("init", "--quiet", "--initial-branch", "trunk")
    repository.git("remote", "add", "origin", "git@github.com:acme/status.git")
    (tmp_path / "README.md").write_text("# status\n")
    (tmp_path / "LICENSE").write_text("MIT\n")

    assert run(["init", str(tmp_path), "--name", "Acme"]) == 0

    assert (tmp_path / "README.md").read_text() == "# status\n"
    assert tree(tmp_path) == WRITTEN | {"HOWTO.md", "LICENSE"}
    assert read_config(tmp_path).repository == "https://github.com/acme/status"
    told = capsys.readouterr().out
    assert "README.md stays as it was" in told
    assert "git branch --move main" in told
    assert "git init" not in told
    assert "git remote" not in told


def test_what_it_says_to_type_publishes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines of git are typed as they stand, to a repository on this disk."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "bare.git")], check=True)
    assert run(["init", str(tmp_path / "a b"), *GIVEN, "--repository", "https://github.com/acme/status"]) == 0
    told = capsys.readouterr().out
    assert "https://github.com/acme/status/settings/pages" in told
    assert "Source: GitHub Actions, and Custom domain: status.acme.test" in told
    lines = [line.strip() for line in told.splitlines() if line.strip().startswith(("cd ", "git "))]
    script = "\n".join(lines).replace("https://github.com/acme/status.git", str(tmp_path / "bare.git"))

    subprocess.run(["sh", "-e", "-c", script], check=True, capture_output=True, env={**os.environ, **IDENTITY})

    listed = Repository(tmp_path / "bare.git").git("ls-tree", "-r", "--name-only", "main").splitlines()
    assert set(listed) == WRITTEN


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    """Of the new site, not of what was there."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s/LICENSE").touch()

    with pytest.raises(OSError, match="a"):
        write_new(tmp_path / "s", {"b/c.txt": "", "a": "", "a/b": ""})

    assert [path.name for path in (tmp_path / "s").rglob("*")] == ["LICENSE"]


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """It is somebody's."""
    (tmp_path / "site.yml").write_text("mine")

    with pytest.raises(FileExistsError):
        write_new(tmp_path, {"new": "", "site.yml": "ours"})

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"site.yml": "mine"}


# --- which sitegen -------------------------------------------------------------------------------------------

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@rows(
    ("text", "expected"),
    [
        ("sitegen==1.2.3", "sitegen==1.2.3"),
        ("sitegen[apprise]==1.2.3", "sitegen[apprise]==1.2.3"),
        (f"git+https://github.com/a/b@{COMMIT}", f"sitegen @ git+https://github.com/a/b@{COMMIT}"),
        ("sitegen @ git+ssh://git@host/a/b.git@v1.2", "sitegen @ git+ssh://git@host/a/b.git@v1.2"),
        (
            "sitegen @ https://host/sitegen-1.2.3-py3-none-any.whl",
            "sitegen @ https://host/sitegen-1.2.3-py3-none-any.whl",
        ),
        ("./sitegen-1.2.3-py3-none-any.whl", "./sitegen-1.2.3-py3-none-any.whl"),
    ],
)
def test_a_requirement_names_one_sitegen(text: str, expected: str) -> None:
    """A version, a commit or a file."""
    assert read_requirement(text) == expected


@rows(
    "text",
    [
        "sitegen",
        "sitegen>=1",
        "sitegen==1.*",
        "git+https://github.com/a/b",
        "other==1",
        "sitegen==1\nother==2",
        "-r x",
        "",
    ],
)
def test_a_requirement_that_names_several_is_refused(text: str) -> None:
    """Tomorrow's build must be today's."""
    with pytest.raises(ValueError, match="expected one version of sitegen"):
        read_requirement(text)


def checkout(folder: Path) -> Repository:
    """A checkout whose commit its remote has."""
    folder.mkdir(exist_ok=True)
    repository = Repository(folder)
    repository.git("init", "--quiet")
    repository.git("remote", "add", "origin", "git@github.com:acme/sitegen.git")
    repository.git("update-ref", "refs/remotes/origin/main", repository.commit())
    return repository


def test_a_checkout_makes_sites_that_install_its_commit(tmp_path: Path) -> None:
    """No index has to know it."""
    commit = checkout(tmp_path).git("rev-parse", "HEAD")

    assert default_requirement("1.2.3", tmp_path) == f"sitegen @ git+https://github.com/acme/sitegen@{commit}"


def test_a_commit_that_nobody_else_has_is_not_installed(tmp_path: Path) -> None:
    """Nor one of a folder that is no checkout."""
    repository = checkout(tmp_path / "a")
    repository.commit("not pushed")

    assert default_requirement("1.2.3", repository.folder) == "sitegen==1.2.3"
    assert default_requirement("1.2.3", tmp_path) == "sitegen==1.2.3"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://host/a/b.git", f"sitegen @ git+https://host/a/b.git@{COMMIT}"),
        ("ssh://git@host/a/b.git", f"sitegen @ git+ssh://git@host/a/b.git@{COMMIT}"),
        ("file:///srv/git/b", "sitegen==1.2.3"),
    ],
)
def test_what_was_installed_from_git_is_installed_from_there(
    address: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pip has written down from where; a folder of this machine is nowhere else."""
    told = {"url": address, "vcs_info": {"vcs": "git", "commit_id": COMMIT}}
    installed = tmp_path / "sitegen-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: sitegen\nVersion: 1\n")
    (installed / "direct_url.json").write_text(json.dumps(told))
    monkeypatch.syspath_prepend(str(tmp_path))

    assert default_requirement("1.2.3", tmp_path) == expected


def test_the_requirement_and_where_its_documentation_is_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Links lead to the documentation of that commit."""
    address = f"git+https://github.com/acme/sitegen.git@{COMMIT}"

    assert run(["init", str(tmp_path / "s"), *GIVEN, "--requirement", address]) == 0
    capsys.readouterr()

    assert f"\nsitegen @ {address}\n" in (tmp_path / "s/requirements.txt").read_text()
    page = f"https://github.com/acme/sitegen/blob/{COMMIT}/docs/content.md"
    assert f"({page})" in (tmp_path / "s/content/incidents/README.md").read_text()
    assert documentation("sitegen==1.2.3") == ""
    assert run(["init", "--diff", str(tmp_path / "s")]) == 0
    assert capsys.readouterr().out == ""


@rows(
    ("remote", "expected"),
    [
        ("git@github.com:acme/status.git", "https://github.com/acme/status"),
        ("ssh://git@github.com/acme/status.git", "https://github.com/acme/status"),
        ("https://github.com/acme/status", "https://github.com/acme/status"),
        ("https://user:secret@github.com/acme/status.git", ""),
        ("/srv/git/status.git", ""),
    ],
)
def test_an_origin_is_an_https_address_without_a_secret_or_none(remote: str, expected: str, tmp_path: Path) -> None:
    """It goes into files that are public."""
    repository = Repository(tmp_path)
    repository.git("init", "--quiet")
    repository.git("remote", "add", "origin", remote)

    assert origin(tmp_path) == expected


# --- later versions ------------------------------------------------------------------------------------------


def test_a_new_site_differs_in_nothing(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--diff` is silent."""
    assert run(["init", "--diff", str(made)]) == 0

    assert capsys.readouterr().out == ""


def test_a_site_of_an_older_version_is_brought_up_to_date_by_a_patch(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What belongs to its people stays: site.yml, README, an extra of the requirement, a line of their own."""
    repository = Repository(made)
    repository.git("init", "--quiet")
    (made / "requirements.txt").write_text("-c constraints.txt\nsitegen[apprise]==0.0.1\nmore==1\n")
    (made / "constraints.txt").write_text("click==1\fx")
    (made / ".github/workflows/timer.yml").unlink()
    (made / "README.md").write_text("# Ours\n")
    kept = {path: (made / path).read_text() for path in ("site.yml", "README.md", ".gitignore")}

    assert run(["init", "--diff", str(made)]) == 0

    patch = capsys.readouterr().out
    repository.git("apply", "-", given=patch)
    assert (made / "requirements.txt").read_text() == f"-c constraints.txt\nsitegen[apprise]=={__version__}\nmore==1\n"
    assert (made / "constraints.txt").read_bytes() == CONSTRAINTS.read_bytes()
    assert (made / ".github/workflows/timer.yml").read_bytes() == (WORKFLOWS / "timer.yml").read_bytes()
    assert {path: (made / path).read_text() for path in kept} == kept
    assert run(["init", "--diff", str(made)]) == 0
    assert capsys.readouterr().out == ""


# --- a fork --------------------------------------------------------------------------------------------------


def forked(folder: Path) -> Repository:
    """A copy of what `make mine` works on: the sample as the site, and the sample that tests read."""
    repository = Repository(folder)
    folder.mkdir()
    repository.git("init", "--quiet", "--initial-branch", "main")
    for place in ("", "tests/sample/"):
        for file in SAMPLE.rglob("*"):
            if file.is_file():
                copy = folder / place / file.relative_to(SAMPLE)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(file.read_bytes())
    (folder / "content/incidents/README.md").write_text("How\n")
    (folder / "Makefile").write_bytes(MAKEFILE.read_bytes())
    (folder / ".gitignore").write_text("/.venv\n")
    repository.commit()
    return repository


def make_mine(repository: Repository) -> subprocess.CompletedProcess[str]:
    """`make mine` in a fork, with this virtual environment."""
    options = [f"BIN={Path(sys.executable).parent}", "ANSWERS=--name Acme --url https://status.acme.test"]
    command = ["make", "--old-file=.venv/.site", "mine", *options]
    return subprocess.run(
        command, cwd=repository.folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_make_mine_takes_the_sample_away_and_nothing_else(tmp_path: Path) -> None:
    """What the fork has written stays, and so does what the tests read."""
    repository = forked(tmp_path / "fork")
    (repository.folder / "content/incidents/2026-12-01-ours.md").write_text("x")

    assert make_mine(repository).returncode == 0

    config = read_config(repository.folder)
    assert config.name.original == "Acme"
    left = {path for path in tree(repository.folder) if path.startswith("content/")}
    assert left == {
        f"content/{name}" for name in ("incidents/README.md", "maintenance/README.md", "incidents/2026-12-01-ours.md")
    }
    assert "](../../docs/content.md)" in (repository.folder / "content/incidents/README.md").read_text()
    assert repository.git("status", "--porcelain", "tests", "Makefile") == ""


def test_make_mine_leaves_a_site_that_is_somebodys(tmp_path: Path) -> None:
    """It works once."""
    repository = forked(tmp_path / "fork")
    site = repository.folder / "site.yml"
    site.write_text(site.read_text().replace("Example Cloud", "Acme"))
    before = repository.state()

    done = make_mine(repository)

    assert done.returncode != 0
    assert "it is yours" in done.stdout
    assert repository.state() == before


def test_the_way_of_a_fork_to_the_next_version_keeps_its_content(tmp_path: Path) -> None:
    """The commands of docs/upgrading.md, typed as they stand, after a change of everything that could conflict."""
    ours = forked(tmp_path / "sitegen")
    subprocess.run(["git", "clone", "--quiet", str(ours.folder), str(tmp_path / "fork")], check=True)
    fork = Repository(tmp_path / "fork")
    fork.git("remote", "rename", "origin", "sitegen")
    assert make_mine(fork).returncode == 0
    fork.commit()
    changed = next((ours.folder / "content/incidents").glob("2*.md"))
    changed.write_text(changed.read_text() + "\nMore.\n")
    (ours.folder / "content/incidents/2026-12-02-new.md").write_text("x")
    (ours.folder / "site.yml").write_text("name: Other\n")
    (ours.folder / "Makefile").write_text("next:\n")
    ours.commit()
    before = fork.git("ls-tree", "-r", "HEAD", "site.yml", "content")
    (fork.folder / "content/incidents/2026-12-03-draft.md").write_text("not committed yet")
    page = (DOCS / "upgrading.md").read_text(encoding="utf-8")
    block = next(one for one in re.findall(r"```sh\n(.+?)```", page, re.DOTALL) if "git restore" in one)

    subprocess.run(
        ["sh", "-c", block], cwd=fork.folder, check=True, capture_output=True, env={**os.environ, **IDENTITY}
    )

    assert fork.git("ls-tree", "-r", "HEAD", "site.yml", "content") == before
    assert (fork.folder / "Makefile").read_text() == "next:\n"
    assert fork.git("status", "--porcelain") == "?? content/incidents/2026-12-03-draft.md"
    assert len(fork.git("show", "--no-patch", "--format=%P", "HEAD").split()) == 2


def test_the_sections_of_a_postmortem_are_those_of_the_sample() -> None:
    """The seeds' seven, in both languages; in every other that sitegen brings there are as many."""
    sample = yaml.safe_load((SAMPLE / "site.yml").read_text())["postmortem"]["sections"]

    assert {language: list(SECTIONS[language]) for language in sample} == sample
    assert {"en", *CATALOGS} <= SECTIONS.keys()
    assert {len(set(names)) for names in SECTIONS.values()} == {7}


def test_no_folder_for_temporary_files_is_told_by_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Python says it where TMPDIR, /tmp and the current folder are all read-only."""

    def none(*given: object, **more: object) -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("tempfile.mkdtemp", none)
    words = ["--name", "Example", "--url", "https://status.example.com"]

    assert run(["init", str(tmp_path / "status"), *words]) == 1
    assert capsys.readouterr().err == "sitegen: TMPDIR: No usable temporary directory found in ['/tmp'].\n"

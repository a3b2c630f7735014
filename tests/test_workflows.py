"""The workflows that this repository runs, and that every site of `sitegen init` runs as they are."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from support.places import CONSTRAINTS, DOCS, GITHUB, SOURCES, WHEELS, WORKFLOWS
from support.tables import rows
from support.zizmor import assert_zizmor_is_silent

from sitegen.cli import sitegen

NAMES = sorted(path.name for path in WORKFLOWS.iterdir())
CALLABLE = ("check.yml", "publish.yml")


@cache
def workflow(name: str) -> dict[Any, Any]:
    """A workflow as data; YAML takes its key `on` for True."""
    found = yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return {"on" if key is True else key: value for key, value in found.items()}


def steps(name: str) -> list[dict[str, Any]]:
    """Every step of every job, in the order of the file."""
    return [step for job in workflow(name)["jobs"].values() for step in job.get("steps", ())]


def step(name: str, title: str) -> dict[str, Any]:
    """The first step of that name."""
    return next(one for one in steps(name) if one.get("name") == title)


class Ran:
    """A step's script as GitHub's runner runs it, with stand-ins for the programs that it calls."""

    def __init__(self, folder: Path, script: str, programs: dict[str, str], **environment: str) -> None:
        bin_folder = folder / "bin"
        bin_folder.mkdir()
        for program, text in programs.items():
            file = bin_folder / program
            file.write_text(f'#!/bin/sh\nprintf "%s\\n" "{program} $*" >> "{folder}/calls"\n{text}\n')
            file.chmod(0o755)
        self._folder = folder
        self.done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env={
                "PATH": f"{bin_folder}:{os.environ['PATH']}",
                "GITHUB_OUTPUT": str(folder / "output"),
                "GITHUB_STEP_SUMMARY": str(folder / "summary"),
                "SITE": ".",
                **environment,
            },
        )

    @property
    def calls(self) -> list[str]:
        """The commands that were run, in order."""
        return self._read("calls").splitlines()

    @property
    def outputs(self) -> list[str]:
        """What the step gives to others."""
        return self._read("output").splitlines()

    @property
    def summary(self) -> str:
        """What it says in the summary of the run."""
        return self._read("summary")

    def _read(self, name: str) -> str:
        file = self._folder / name
        return file.read_text() if file.exists() else ""


# --- every workflow ------------------------------------------------------------------------------------------


def test_zizmor_finds_nothing_of_medium_severity_or_above() -> None:
    """A site made by `init` has the same files, see test_init.py."""
    assert_zizmor_is_silent(GITHUB)


@rows("name", NAMES)
def test_actions_are_pinned_by_hash_and_say_which_version_that_is(name: str) -> None:
    """A tag can be moved to other code; a hash cannot."""
    for line in re.findall(r"^\s*(?:- )?uses: (.+)$", (WORKFLOWS / name).read_text(), re.MULTILINE):
        assert line.startswith("./.github/") or re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@rows("name", NAMES)
def test_no_workflow_may_do_anything_that_a_job_does_not_ask_for(name: str) -> None:
    """Each job names its permissions, and the workflow has none."""
    assert workflow(name)["permissions"] == {}
    for job in workflow(name)["jobs"].values():
        assert "permissions" in job


def test_one_version_of_an_action_is_used_everywhere() -> None:
    """An update reaches all of them."""
    used = {match for name in NAMES for match in re.findall(r"uses: (\w[\w/-]+)@(\S+)", (WORKFLOWS / name).read_text())}

    assert len({action for action, _ in used}) == len(used)


def test_every_sitegen_command_in_a_workflow_is_one() -> None:
    """A command or an option that is renamed fails here, and not in everybody's publication."""
    scripts = [one.get("run", "").replace("\\\n", "") for name in CALLABLE for one in steps(name)]
    found = [match for script in scripts for match in re.findall(r"^ *sitegen (\w+)([^|>\n]*)", script, re.MULTILINE)]

    assert {name for name, _ in found} >= {"build", "check", "due", "notify", "preview"}
    for name, rest in found:
        command = sitegen.loaded()[name]
        known = {option for one in command.params if isinstance(one, click.Option) for option in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, name


# --- called from another repository --------------------------------------------------------------------------


@rows("name", CALLABLE)
def test_it_can_be_called_with_a_folder_and_a_requirement(name: str) -> None:
    """And on its own events, where there are no inputs, it takes the root of the repository."""
    inputs = workflow(name)["on"]["workflow_call"]["inputs"]

    assert {key: value["default"] for key, value in inputs.items()} == {"site": ".", "requirement": ""}
    assert workflow(name)["env"] == {"SITE": "${{ inputs.site || '.' }}"}


@rows("name", CALLABLE)
def test_nothing_is_taken_from_a_repository_that_is_not_checked_out(name: str) -> None:
    """On a call the checkout is the caller's, which has no Makefile and no virtual environment of ours."""
    text = "\n".join(one.get("run", "") for one in steps(name))

    assert not re.search(r"\bmake\b|\.venv", text)
    assert all("$SITE" in line for line in text.splitlines() if re.search(r"\bsitegen (?!took)\w", line))


@rows("name", CALLABLE)
def test_its_concurrency_group_is_no_other_workflows(name: str) -> None:
    """A workflow and the one that calls it would wait for each other in a group of one name."""
    group = workflow(name)["concurrency"]["group"]

    assert group.startswith("sitegen-")
    assert group not in [workflow(other).get("concurrency", {}).get("group") for other in NAMES if other != name]


def test_checks_of_two_sites_in_one_run_do_not_cancel_each_other() -> None:
    """A repository may have several, each checked by a call of its own."""
    assert "${{ inputs.site }}" in workflow("check.yml")["concurrency"]["group"]


def may_write(name: str) -> set[str]:
    """What any job of a workflow may write; whoever calls it has to allow that."""
    jobs = workflow(name)["jobs"].values()
    return {what for job in jobs for what, level in job["permissions"].items() if level == "write"}


def test_the_timer_hands_on_what_publish_takes() -> None:
    """Every secret by its name, and every permission that a job there asks for."""
    call = workflow("timer.yml")["jobs"]["publish"]

    assert call["secrets"].keys() == workflow("publish.yml")["on"]["workflow_call"]["secrets"].keys()
    assert may_write("publish.yml") == call["permissions"].keys()


def test_the_documentation_calls_them_as_they_can_be_called(tmp_path: Path) -> None:
    """Both, with inputs, secrets and permissions that there are; zizmor finds nothing in them."""
    page = (DOCS / "hosting.md").read_text(encoding="utf-8")
    found = re.findall(r"```yaml\n# (\.github/workflows/\S+)\n(.+?)```", page, re.DOTALL)
    called = []
    for path, text in found:
        [job] = yaml.safe_load(text)["jobs"].values()
        name = job["uses"].partition("@")[0].rpartition("/")[2]
        declared = workflow(name)["on"]["workflow_call"]
        assert job["with"].keys() <= declared["inputs"].keys()
        assert job.get("secrets", {}).keys() <= declared.get("secrets", {}).keys()
        assert {what for what, level in job["permissions"].items() if level == "write"} == may_write(name)
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("COMMIT # the full hash", f"{'0a' * 20} # v1.2.3"))
        called.append(name)

    assert sorted(called) == sorted(CALLABLE)
    assert_zizmor_is_silent(tmp_path)


@pytest.mark.parametrize("name", CALLABLE)
@pytest.mark.parametrize(
    ("requirement", "constrained", "expected"),
    [
        ("", True, "--requirement=requirements.txt in constraints.txt"),
        ("", False, "--requirement=requirements.txt in "),
        ("sitegen @ git+https://git.example/it@abc", False, "sitegen @ git+https://git.example/it@abc in "),
        ("sitegen==1.2.3", True, "sitegen==1.2.3 in constraints.txt"),
    ],
)
def test_it_installs_what_is_asked_for_else_what_the_site_names(
    name: str, requirement: str, constrained: bool, expected: str, tmp_path: Path
) -> None:
    """With the versions that the site pins, where it does."""
    if constrained:
        (tmp_path / "constraints.txt").touch()

    ran = Ran(
        tmp_path,
        step(name, "Install sitegen")["run"],
        {"python": 'for last; do :; done; echo "$last in $PIP_CONSTRAINT"'},
        REQUIREMENT=requirement,
    )

    assert ran.done.stdout == f"{expected}\n"
    assert ran.calls[0].startswith("python -m pip install --disable-pip-version-check ")


@pytest.mark.parametrize("name", CALLABLE)
@pytest.mark.parametrize("requirement", ["", "sitegen @ git+https://git.example/it@abc"])
def test_it_installs_only_files_whose_hashes_the_site_has(name: str, requirement: str, tmp_path: Path) -> None:
    """Sitegen itself comes alone, and what builds it is there already: pip fetches nothing beside them."""
    for file in (CONSTRAINTS, WHEELS, SOURCES):
        (tmp_path / file.name).touch()

    ran = Ran(tmp_path, step(name, "Install sitegen")["run"], {"python": ""}, REQUIREMENT=requirement)

    *installed, last = [call.removeprefix("python -m pip ") for call in ran.calls]
    assert [set(call.split(" ")) & {"--require-hashes", "--no-deps"} for call in installed] == [
        {"--require-hashes", "--no-deps"},
        {"--require-hashes", "--no-deps"},
        {"--no-deps"},
    ]
    assert "--only-binary :all: --requirement=wheels.txt" in installed[0]
    assert [
        f"--no-build-isolation {what}" in call
        for call, what in zip(
            installed[1:], ("--requirement=sources.txt", requirement or "--requirement=requirements.txt"), strict=True
        )
    ] == [True, True]
    assert last == "check"


def test_what_is_overdue_is_code_in_the_summary(tmp_path: Path) -> None:
    """Whatever title it has: nothing in an indented line ends the code or is markup."""
    ran = Ran(
        tmp_path,
        step("publish.yml", "See what is overdue")["run"],
        {"sitegen": "printf 'a\n```\n</pre><b>\n# c\n'; exit 1"},
    )

    assert ran.done.returncode == 1
    assert ran.summary == "    a\n    ```\n    </pre><b>\n    # c\n"
    assert ran.calls[-1] == "sitegen due --site . --format github"


def test_every_job_installs_it_in_the_same_way() -> None:
    """But for the time, which only the check tells."""
    scripts = [one["run"] for name in CALLABLE for one in steps(name) if one.get("name") == "Install sitegen"]

    assert len(scripts) == 3
    assert len({re.sub("^trap .+\n", "", script) for script in scripts}) == 1
    assert len([one for name in CALLABLE for one in steps(name) if one.get("name") == "Make room for sitegen"]) == 3


@rows("name", CALLABLE)
def test_what_is_installed_is_kept_until_what_names_it_changes(name: str) -> None:
    """In each job that installs it, and by the Python that it is installed for; what a call asks for is not kept."""
    jobs = [
        job["steps"] for job in workflow(name)["jobs"].values() if step(name, "Install sitegen") in job.get("steps", ())
    ]
    for found in jobs:
        [kept] = [one for one in found if one.get("id") == "kept"]
        install = next(one for one in found if one.get("name") == "Install sitegen")
        assert kept["if"] == "${{ !inputs.requirement }}"
        assert kept["with"]["path"] == "${{ runner.temp }}/sitegen"
        assert "${{ steps.python.outputs.python-version }}" in kept["with"]["key"]
        read = {f"**/{file.name}" for file in (CONSTRAINTS, SOURCES, WHEELS)} | {"**/requirements.txt"}
        assert {*re.findall("'([^']+)'", kept["with"]["key"])} == read | {"pyproject.toml", "sitegen/**", "themes/**"}
        assert install["if"] == "${{ steps.kept.outputs.cache-hit != 'true' }}"
        assert "restore-keys" not in kept["with"]

    assert jobs


@pytest.mark.parametrize(("there", "expected"), [(False, 1), (True, 0)])
def test_room_is_made_once_and_is_where_the_next_steps_look(there: bool, expected: int, tmp_path: Path) -> None:
    """What was kept is used as it is."""
    if there:
        (tmp_path / "sitegen").mkdir()
    told = tmp_path / "path"

    ran = Ran(
        tmp_path,
        step("publish.yml", "Make room for sitegen")["run"],
        {"python": ""},
        RUNNER_TEMP=str(tmp_path),
        GITHUB_PATH=str(told),
    )

    assert ran.calls == [f"python -m venv {tmp_path}/sitegen"] * expected
    assert told.read_text() == f"{tmp_path}/sitegen/bin\n"


# --- the check -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 1])
def test_the_check_says_how_long_it_took_and_decides(code: int, tmp_path: Path) -> None:
    """Also when it fails."""
    ran = Ran(tmp_path, step("check.yml", "Check the content")["run"], {"sitegen": f"exit {code}"}, BASE="HEAD^")

    assert ran.done.returncode == code
    assert ran.calls == ["sitegen check --site . --format github --base HEAD^"]
    assert re.search(r"^The check took \d+ s\.$", ran.summary, re.MULTILINE)


def test_installing_says_how_long_it_took(tmp_path: Path) -> None:
    """It is most of what a pull request waits for."""
    ran = Ran(tmp_path, step("check.yml", "Install sitegen")["run"], {"python": ""}, REQUIREMENT="")

    assert re.fullmatch(r"Installing sitegen took \d+ s\.\n", ran.summary)


def test_what_readers_will_get_stands_in_the_summary_and_in_an_artifact(tmp_path: Path) -> None:
    """The Markdown, and how to look at the site."""
    ran = Ran(
        tmp_path,
        step("check.yml", "Show what readers will get")["run"],
        {"sitegen": 'echo "2 new items"'},
        BASE="HEAD^",
        PREVIEW="/p",
    )

    assert ran.done.returncode == 0
    options = "--format markdown --output /p --url http://localhost:8000"
    assert ran.calls == [f"sitegen preview --site . --base HEAD^ {options}"]
    assert ran.summary.startswith("2 new items\n")
    assert "`python3 -m http.server`" in ran.summary
    kept = step("check.yml", "Keep the site as it would be")
    assert kept["with"]["path"] == step("check.yml", "Show what readers will get")["env"]["PREVIEW"]


def test_a_preview_runs_after_a_failed_check_and_hides_nothing() -> None:
    """Its own failure changes no outcome, and without it there is nothing to keep."""
    preview, keep = step("check.yml", "Show what readers will get"), step("check.yml", "Keep the site as it would be")

    assert steps("check.yml").index(preview) > steps("check.yml").index(step("check.yml", "Check the content"))
    assert "!cancelled()" in preview["if"]
    assert preview["continue-on-error"] is True
    assert "continue-on-error" not in step("check.yml", "Check the content")
    assert "steps.preview.outcome == 'success'" in keep["if"]


# --- publishing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected", "outputs"),
    [(0, 0, []), (4, 0, ["older=true"]), (1, 1, []), (2, 2, []), (3, 3, [])],
)
def test_the_build_goes_on_where_there_is_something_to_publish(
    code: int, expected: int, outputs: list[str], tmp_path: Path
) -> None:
    """That is all of it, or all of it with an older version of what is wrong; the lines that are wrong are shown."""
    ran = Ran(tmp_path, step("publish.yml", "Build the site")["run"], {"sitegen": f"exit {code}"})

    assert ran.done.returncode == expected
    assert ran.outputs == outputs
    assert ran.calls == ["sitegen build --site . --last-good --format github"]


@pytest.mark.parametrize("routes", [True, False])
def test_messages_are_sent_where_there_are_routes(routes: bool, tmp_path: Path) -> None:
    """The job that sends them has no checkout when that is decided."""
    if routes:
        (tmp_path / "messages.yml").touch()

    ran = Ran(tmp_path, step("publish.yml", "Build the site")["run"], {"sitegen": ""})

    assert ran.outputs == (["messages=true"] if routes else [])
    assert workflow("publish.yml")["jobs"]["build"]["outputs"]["messages"] == "${{ steps.build.outputs.messages }}"


def test_a_run_that_published_something_older_fails_after_the_deployment(tmp_path: Path) -> None:
    """Whoever pushed what is wrong is told, and the readers have the rest already."""
    jobs = workflow("publish.yml")["jobs"]

    assert jobs["build"]["outputs"]["older"] == "${{ steps.build.outputs.older }}"
    assert jobs["older"]["needs"] == ["build", "deploy"]
    assert jobs["older"]["if"] == "${{ needs.build.outputs.older == 'true' }}"
    assert "if" not in jobs["deploy"]
    ran = Ran(tmp_path, jobs["older"]["steps"][0]["run"], {})
    assert ran.done.returncode == 1
    assert ran.done.stdout.startswith("::error title=")


def test_the_build_has_the_history_that_the_last_right_version_is_in() -> None:
    """All of it, with the files: no credentials are left with which more could be fetched."""
    checkout = steps("publish.yml")[0]

    assert checkout["with"] == {"persist-credentials": False, "ref": "${{ github.ref }}", "fetch-depth": 0}

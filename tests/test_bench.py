"""`make bench`: what alternates, what it measures of a site, a workflow and a commit, and the page that it writes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.places import PROJECT
from support.repositories import Repository, bare, cloned
from support.tables import rows

from bench import histories, page, run, setup, versions
from bench.process import OF_OUR_CALLER, Run, environment
from bench.results import (
    ALIKE,
    BASELINE,
    BEFORE,
    BOUNDS,
    COLD,
    HELP,
    HUGO,
    PUBLISH,
    RESTORED,
    SAME,
    UPDATE,
    WITH_PIP,
    Results,
    Subject,
    other_bounds,
    ratios,
)
from bench.setup import PublishJob, add_updates
from bench.sites import Desk, OurSite, generate
from bench.sizes import Size, measured
from bench.versions import OURS, RevisionError, Version, commit, committed, working_tree

ROOT = PROJECT.parent
TODAY = BASELINE[:7]


# --- rounds


def test_what_is_compared_alternates_in_every_round() -> None:
    """After one round that samples memory, and without what needs no warm-up there."""
    ran: list[tuple[str, str, bool]] = []

    def task(tool: str, build: str, times: int = 1, warm_up: bool = True) -> run.Task:
        def note(watch: bool) -> Run:
            ran.append((tool, build, watch))
            return Run(1, 1)

        return run.Task(Subject(tool, build), note, times, warm_up)

    tasks = [task("a", "x"), task("b", "x"), task("a", "y", 2), task("b", "y", 2), task("a", "z", warm_up=False)]
    results = Results()
    run.run_rounds(tasks, 1, results)

    first = [("a", "x", True), ("b", "x", True), ("a", "y", True), ("b", "y", True)]
    alternating = [("a", "y", False), ("b", "y", False)] * 2
    assert ran == [*first, ("a", "x", False), ("b", "x", False), *alternating, ("a", "z", False)]
    assert {subject.build: len(runs) for subject, runs in results.timed.items()} == {"x": 1, "y": 2, "z": 1}


# --- commits


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Two commits; since then a file was changed, one was added, one deleted, and one is ignored."""
    made = cloned(bare(tmp_path / "remote.git"), tmp_path / "checkout")
    for number in (1, 2):
        (made.folder / "code.py").write_text(f"{number}\n")
        (made.folder / "gone.py").write_text("")
        (made.folder / ".gitignore").write_text("*.pyc\n")
        made.commit()
    (made.folder / "code.py").write_text("3\n")
    (made.folder / "new folder").mkdir()
    (made.folder / "new folder/é.py").write_text("4\n")
    (made.folder / "code.pyc").write_text("")
    (made.folder / "gone.py").unlink()
    monkeypatch.setattr(versions, "ROOT", made.folder)
    return made


def files(folder: Path) -> dict[str, str]:
    """The text of every file."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_our_checkout_is_measured_as_it_is(checkout: Repository, tmp_path: Path) -> None:
    """Committed or not."""
    version = working_tree(tmp_path / "ours")

    assert version.name == OURS
    assert files(version.folder) == {".gitignore": "*.pyc\n", "code.py": "3\n", "new folder/é.py": "4\n"}


def test_another_commit_is_measured_beside_it(checkout: Repository, tmp_path: Path) -> None:
    """In a folder of its own: git knows nothing of that, and nobody's checkout has changed."""
    before = checkout.state()

    version = committed(commit("HEAD~1"), tmp_path / "before")

    assert version.name == checkout.git("rev-parse", "HEAD~1")[:7]
    assert files(version.folder) == {".gitignore": "*.pyc\n", "code.py": "1\n", "gone.py": ""}
    assert checkout.state() == before
    assert len(checkout.git("worktree", "list").splitlines()) == 1


@rows("revision", ["no-such", "--all", "HEAD:code.py", ""])
def test_a_revision_that_git_does_not_know_is_refused(
    revision: str, checkout: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is measured."""
    with pytest.raises(RevisionError, match="a shallow clone has few"):
        commit(revision)
    if revision:
        with pytest.raises(SystemExit):
            run.main(["--against", "no-such"])
        assert "error: --against: expected a revision that git knows here, found no-such" in capsys.readouterr().err


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_is_left_behind(
    fails: bool,
    checkout: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither in memory nor on the disk, whether all was measured or something failed."""
    memory, disk = tmp_path / "memory", tmp_path / "disk"
    memory.mkdir()
    disk.mkdir()
    monkeypatch.setattr(run, "MEMORY", memory)
    monkeypatch.setattr(run, "ROOM", 1)
    monkeypatch.setattr(run.tempfile, "tempdir", str(disk))
    places: list[Path] = []

    def measured(_options: object, _hugo: object, _before: object, desk: Desk, disk: Path) -> Results:
        places.extend((desk.folder, disk))
        for place in places:
            (place / "file").write_text("")
        if fails:
            raise run.BuildError("broken")
        return Results()

    monkeypatch.setattr(run, "measured", measured)

    assert run.main(["--against", "HEAD", "--markdown", str(tmp_path / "page.md")]) == int(fails)
    assert [place.parent for place in places] == [memory, disk]
    assert [*memory.iterdir(), *disk.iterdir()] == []
    assert (tmp_path / "page.md").exists() != fails
    assert ("broken" in capsys.readouterr().err) == fails


# --- what is measured


def test_a_history_is_built_as_ci_builds_it(tmp_path: Path) -> None:
    """From nothing, again, after an update, and in a fresh checkout with what the build before left."""
    history = generate(3, Desk(tmp_path, in_memory=True))
    site = OurSite(history, Version(OURS, ROOT))
    root = history.site.parent / OURS / "site"
    written = [site.cold(True).written, site.same(True).written, site.updated(True).written]
    output, content = (root / name for name in ("dist/404.html", "content/incidents"))
    old = output.stat().st_mtime_ns
    written.append(site.restored(True).written)

    everything, nothing, some, as_many = written
    assert everything == sum(path.is_file() for path in (root / "dist").rglob("*"))
    assert (nothing, some) == (0, as_many)
    assert 0 < some < everything
    assert output.stat().st_mtime_ns == old < min(path.stat().st_mtime_ns for path in content.iterdir())
    shown = (root / f"dist/incidents/{history.newest.slug}/index.html").read_text()
    assert all(histories.next_words(number) in shown for number in (1, 2))
    assert not (history.site.parent / f"{OURS}-before").exists()


@pytest.mark.parametrize("in_memory", [False, True])
def test_on_a_disk_what_is_done_with_is_deleted_at_the_end(in_memory: bool, tmp_path: Path) -> None:
    """Deleting would make the next build slower there."""
    desk = Desk(tmp_path, in_memory)
    for _ in range(2):
        (tmp_path / "output").mkdir()
        desk.discard(tmp_path / "output")
    desk.discard(tmp_path / "none")

    assert not (tmp_path / "output").exists()
    assert len([*tmp_path.glob("aside/*")]) == (0 if in_memory else 2)


WORKFLOW = """
jobs:
  build:
    steps:
      - uses: actions/checkout@0
      - run: |
          mkdir -p "$RUNNER_TEMP/kept"
          echo "$RUNNER_TEMP/kept" >> "$GITHUB_PATH"
      - if: ${{ steps.kept.outputs.cache-hit != 'true' }}
        run: |
          echo installed >> "$RUNNER_TEMP/calls"
          echo 'echo built >> "$RUNNER_TEMP/calls"; mkdir -p dist .dist.sitegen; touch dist/index.html' \
            > "$RUNNER_TEMP/kept/build"
          chmod +x "$RUNNER_TEMP/kept/build"
      - run: git rev-parse HEAD && build
      - continue-on-error: true
        run: |
          grep -c ' update$' content/incidents/*.md >> "$RUNNER_TEMP/calls"
          exit 7
"""


def test_the_job_that_publishes_is_that_of_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run installs, untimed; each one after it has what that left, and one more update."""
    code = tmp_path / "code"
    for path, text in {
        ".github/workflows/publish.yml": WORKFLOW,
        "content/incidents/2026-01-23-a.md": "## 2026-01-23 14:35 resolved\n\nOver.\n",
    }.items():
        (code / path).parent.mkdir(parents=True, exist_ok=True)
        (code / path).write_text(text)
    # An environment is of no use here, and takes seconds.
    stand_in = tmp_path / "python"
    stand_in.write_text('#!/bin/sh\nmkdir -p "$3/bin"\n')
    stand_in.chmod(0o755)
    monkeypatch.setattr(setup, "PYTHON", stand_in)
    job = PublishJob(Version("v", code), tmp_path)

    runs = [job.run(False), job.run(False)]

    calls = (tmp_path / "job-v/temporary/calls").read_text().split()
    assert calls == ["installed", "built", "1", "built", "2", "built", "3"]
    assert all(run.wall > 0 for run in runs)


def test_an_update_of_the_sample_is_right(tmp_path: Path) -> None:
    """Or the job would publish what was right before."""
    site = tmp_path / "site"
    shutil.copytree(ROOT / "tests/sample", site)
    add_updates(site, 2)

    Version(OURS, ROOT).run("check", "--site", site, log=tmp_path / "log", caches=tmp_path)

    assert sum("is complete in part" in text for text in files(site).values()) == 1


def test_what_our_caller_has_set_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make bench` exports constraints, and a developer may keep Python from caching."""
    for name in OF_OUR_CALLER:
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("PIP_INDEX_URL", "mirror")

    found = environment(XDG_CACHE_HOME=Path("caches"))

    assert OF_OUR_CALLER & found.keys() == set()
    assert (found["PIP_INDEX_URL"], found["XDG_CACHE_HOME"]) == ("mirror", "caches")


def test_requests_are_what_a_browser_asks_for(tmp_path: Path) -> None:
    """Not where links lead, and not what is in the page."""
    file = tmp_path / "index.html"
    file.write_text(
        '<link rel="canonical" href="/"><link rel="alternate" href="/updates.rss"><link rel="icon" href="data:x">'
        '<link rel="stylesheet" href="a.css"><script src="a.js"></script><script>0</script><img src="a.png">'
        '<a href="b">'
    )
    found = measured("index", file)

    assert (found.raw, found.requests) == (file.stat().st_size, 4)
    assert found.gzip < found.raw


# --- the page


def results(**factors: float) -> Results:
    """Three rounds, the second on a machine that is twice as slow: ours take these factors of the bounds' times."""
    made = Results(TODAY, is_baseline=True)

    def add(subject: Subject, seconds: float) -> None:
        made.timed[subject] = [Run(seconds * load, seconds * load, 100, 200, 3) for load in (1, 2, 1)]
        made.watched[subject] = [Run(1, 1, 100_000_000, 200_000_000, 3)]

    for size in (1_000, 10_000):
        add(Subject(HUGO, COLD, size), size / 1_000)
        add(Subject(ALIKE, COLD, size), 2 * size / 1_000)
        for build, factor in {COLD: 1.2, SAME: 0.1, UPDATE: 0.1, RESTORED: 0.2}.items():
            add(Subject(OURS, build, size), factors.get(build, factor) * size / 1_000)
            add(Subject(TODAY, build, size), size / 1_000)
    for build, factor in {HELP: 0.5, WITH_PIP: 0.4, PUBLISH: 0.1}.items():
        add(Subject(OURS, build), factors.get(build, factor) * 10)
        add(Subject(TODAY, build), 10)
    made.loaded = [Size("index, during an outage", 44_000, 12_600, 11_000, 1), Size("feed", 900, 300, None, None)]
    made.grown = [Size("index of 1,000", 50_000, 12_000, None, 1), Size("index of 100,000", 55_000, 12_500, None, 1)]
    return made


def row(text: str, *cells: str) -> list[str]:
    """What a row of a table says behind its first cells."""
    begin = f"| {' | '.join(cells)} | "
    line = next(line for line in text.splitlines() if line.startswith(begin))
    return line[len(begin) : -2].split(" | ")


def test_the_page_says_first_what_somebody_wants_to_know() -> None:
    """And that everything is as it should be."""
    assert page.lead(results()).splitlines() == [
        "A site with 10,000 incidents is built in 1.0 seconds after one new update, in 12.0 seconds from nothing; "
        "Hugo makes pages of the same texts in 10.0 seconds.",
        "A site with 1,000 incidents is built in 0.1 seconds after one new update, in 1.2 seconds from nothing; "
        "Hugo makes pages of the same texts in 1.0 seconds.",
        "`make site` in a fresh clone takes 4.0 seconds.",
        "Of what a merge waits for until it is published, 1.0 seconds are ours.",
        "During an outage the index is 1 request of 12.6 kB.",
        "Of 16 bounds 16 are met.",
    ]


def test_a_bound_that_is_missed_is_told() -> None:
    """In the beginning, and in its row, where the ratio is that of the rounds: load slows down both."""
    text = page.page(results(**{COLD: 1.4, PUBLISH: 0.25}), "a machine")

    assert "Of 16 bounds 14 are met, not these:\n\n- 10,000 incidents, cold, beside Hugo\n- publish job" in text
    assert row(text, "10,000", "cold", HUGO) == [*["1.40 (1.40–1.40)"] * 2, "at most 1.30", "**missed**"]
    assert row(text, "10,000", "cold", ALIKE) == [*["0.70 (0.70–0.70)"] * 2, "at most 1.05", "met"]
    assert row(text, "–", PUBLISH, TODAY) == [*["0.25 (0.25–0.25)"] * 2, "at most 0.20, wall time", "**missed**"]


@rows(("measured", "untold"), [(results(), 5), (Results(), 17)])
def test_a_bound_that_nobody_measured_is_not_met(measured: Results, untold: int) -> None:
    """Nor is it left out."""
    text = page.page(measured, "a machine")
    every = {(one.size, one.build, one.to) for one in ratios(measured)}

    assert text.count("not measured |") == untold
    assert {(size, build, TODAY if to == BEFORE else to) for size, build, to in BOUNDS} <= every


def test_bounds_beside_another_commit_are_for_one_commit() -> None:
    """Beside yesterday's nobody asks for a sixth of the time."""
    measured = results()
    measured.is_baseline = False

    assert {one.to: one.limit for one in ratios(measured) if (one.size, one.build) == (10_000, SAME)} == {
        HUGO: 0.12,
        TODAY: None,
    }


@rows(
    ("change", "what"),
    [
        (lambda made: made.grown.reverse(), None),
        (lambda made: made.grown.__setitem__(1, Size("index", 60_001, 1, 1, 1)), "index of a hundred times"),
        (lambda made: made.watched[Subject(OURS, COLD, 10_000)].append(Run(1, 1, 1, 250_000_001)), "cold build of"),
        (lambda made: made.timed.update({Subject(OURS, COLD, 10_000): [Run(15, 1)]}), "cold: time for 10,000 to 1,000"),
    ],
)
def test_other_bounds(change: Callable[[Results], None], what: str | None) -> None:
    """Of the index, of memory, and of what ten times the incidents take."""
    made = results()
    change(made)

    missed = [one.what for one in other_bounds(made) if one.met is False]
    assert len(missed) == (1 if what else 0)
    assert all(one.startswith(what or "") for one in missed)


def test_every_table_is_one_in_markdown_and_in_the_terminal() -> None:
    """With as many cells in each row; what is measured by hand stays."""
    made = page.tables(results())
    text = page.page(results(), "a machine")

    assert [table.title for table in made] == [
        f"Beside Hugo and {TODAY}",
        "Other bounds",
        "Builds",
        "Start, set-up, from push to page",
        "What readers load",
    ]
    assert {len(row) - len(table.heads) for table in made for row in table.rows} == {0}
    assert all(table.as_markdown() in text and table.title.upper() in table.as_text() for table in made)
    assert row(text, "index, during an outage") == ["44,000", "12,600", "11,000", "1"]
    assert (ROOT / "bench/pages.md").read_text().strip() in text


@rows(
    ("arguments", "said"),
    [
        ("'--enable-optimizations' '--with-lto'", "built with PGO and with LTO"),
        ("'--enable-shared' '--enable-optimizations'", "built with PGO and without LTO"),
        (None, "built without PGO and without LTO"),
    ],
)
def test_the_page_says_how_python_was_built(arguments: str | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a tenth of what is measured."""
    monkeypatch.setattr(page.sysconfig, "get_config_var", lambda _: arguments)

    assert page.python().endswith(said)


def test_make_hands_on_the_commit() -> None:
    """`make bench` alone needs no history, so that it works in a shallow clone."""
    command = ["make", "--no-print-directory", "--dry-run", "--assume-old=.venv/.bench", "bench"]
    plain, with_commit = (
        subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        for more in ([], ["AGAINST=HEAD~1", "BENCHFLAGS=--large"])
    )

    assert "--against" not in plain
    assert with_commit[-3:] == ["--against", "HEAD~1", "--large"]

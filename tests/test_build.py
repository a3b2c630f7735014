"""The whole way, from content to a published site: the same bytes everywhere, and no more work than needed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support.places import RECORDS, SAMPLE
from support.tables import rows

from sitegen.build import AsOf, build, check
from sitegen.cli import run

NOW = "2026-01-23T14:52:00+08:00"

needs_records = pytest.mark.skipif(not RECORDS.is_dir(), reason="the recorded history lies beside the repository")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def states(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file below a folder: both change when it is written."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- the sample


def test_the_sample_builds_without_a_warning() -> None:
    """`sitegen check` has nothing to say about it."""
    checked = check(SAMPLE, AsOf(datetime(2026, 11, 30, tzinfo=UTC)))

    assert checked.warnings == ()


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2030])
@rows("month", [1, 2, 7, 11])
def test_the_sample_builds_at_any_date(year: int, month: int, tmp_path: Path) -> None:
    """Before its first incident, in the middle of it all, and years later."""
    report, _ = build(SAMPLE, tmp_path / "out", AsOf(datetime(year, month, 1, 18, 30, tzinfo=UTC), given=True))

    assert "index.html" in report.written
    assert "zh-CN/index.html" in report.written


# --- the same bytes everywhere


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "America/St_Johns"},
        {"LC_ALL": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "zh_CN.UTF-8"},
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4294967295"},
        {"PYTHONTZPATH": "", "TZ": ":/nonexistent"},
    ],
    ids=lambda environment: ",".join(environment),
)
def test_one_commit_and_one_moment_give_the_same_bytes(environment: dict[str, str], tmp_path: Path) -> None:
    """Neither the zone, the locale, the hash seed nor the system's time zone files show in the output."""
    command = [sys.executable, "-m", "sitegen", "build", "--site", str(SAMPLE), "--now", NOW, "--output"]
    subprocess.run([*command, tmp_path / "here"], check=True, capture_output=True)
    subprocess.run([*command, tmp_path / "there"], check=True, capture_output=True, env={**os.environ, **environment})

    assert tree(tmp_path / "there") == tree(tmp_path / "here")


def test_the_order_of_directories_does_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File systems list in any order."""
    moment = AsOf(datetime.fromisoformat(NOW).astimezone(UTC), given=True)
    build(SAMPLE, tmp_path / "here", moment)
    listed = Path.iterdir

    def backwards(self: Path) -> Iterator[Path]:
        return iter(sorted(listed(self), reverse=True))

    monkeypatch.setattr(Path, "iterdir", backwards)
    build(SAMPLE, tmp_path / "there", moment)

    assert tree(tmp_path / "there") == tree(tmp_path / "here")


def test_an_incremental_build_equals_a_clean_one_at_every_step_of_a_story(tmp_path: Path) -> None:
    """Whatever the last build left, the next one ends as if there had been none."""
    moments = [
        datetime.fromisoformat(text).astimezone(UTC)
        for text in (
            "2026-01-23T14:31:00+08:00",
            "2026-01-23T14:35:00+08:00",
            "2026-01-23T14:51:00+08:00",
            "2026-01-23T15:10:00+08:00",
            "2026-01-31T23:59:59+08:00",
            "2026-02-01T02:30:00+08:00",
            "2026-06-01T00:00:00+08:00",
            "2026-01-23T14:51:00+08:00",
        )
    ]
    for number, now in enumerate(moments):
        build(SAMPLE, tmp_path / "kept", AsOf(now, given=True))
        build(SAMPLE, tmp_path / f"clean-{number}", AsOf(now, given=True))

        assert tree(tmp_path / "kept") == tree(tmp_path / f"clean-{number}")


def test_building_again_at_the_same_moment_writes_nothing(tmp_path: Path) -> None:
    """Unchanged files keep their bytes and their times."""
    moment = AsOf(datetime.fromisoformat(NOW).astimezone(UTC), given=True)
    build(SAMPLE, tmp_path / "out", moment)
    before = states(tmp_path / "out")

    report, _ = build(SAMPLE, tmp_path / "out", moment)

    assert (report.written, report.removed) == ((), ())
    assert states(tmp_path / "out") == before


def test_an_update_a_few_minutes_ahead_of_the_clock_is_published_as_of_its_own_moment(tmp_path: Path) -> None:
    """People round up: what they have just committed is on the page, and is not said to come later."""
    shutil.copytree(SAMPLE, tmp_path / "site")
    clock = datetime(2026, 11, 2, 11, 55, tzinfo=UTC)
    words = "Opening the shop is slow for everyone since the last release."
    (tmp_path / "site/content/incidents/2026-11-02-slow.md").write_text(
        f"---\ntitle: The shop is slow\ncomponents: []\n---\n\n## 2026-11-02 20:00 investigating\n\n{words}\n"
    )

    _, checked = build(tmp_path / "site", tmp_path / "out", AsOf(clock))

    assert checked.snapshot.now == clock + timedelta(minutes=5)
    assert words in (tmp_path / "out/incidents/2026-11-02-slow/index.html").read_text()
    assert "The shop is slow" in (tmp_path / "out/index.html").read_text()


# --- below a path


def test_a_site_below_a_path_links_below_it(tmp_path: Path) -> None:
    """Every link of our own begins with the path of `url`."""
    shutil.copytree(SAMPLE, tmp_path / "site")
    text = (SAMPLE / "site.yml").read_text()
    (tmp_path / "site/site.yml").write_text(text.replace("https://status.example.com", "https://example.com/status"))

    build(tmp_path / "site", tmp_path / "out", AsOf(datetime.fromisoformat(NOW), given=True))

    links = {
        link
        for name, data in tree(tmp_path / "out").items()
        if name.endswith(".html")
        for link in re.findall(r'(?:href|src)="(/[^"]*)"', data.decode())
    }
    assert links
    assert [link for link in links if not link.startswith("/status/")] == []


# --- a real history


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen years of a real company's incidents, imported."""
    folder = tmp_path_factory.mktemp("history")
    assert run(["import", "statuspage", str(RECORDS), "--into", str(folder)]) == 0
    return folder


class _Words(HTMLParser):
    """The words that a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style", "template")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "template")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def shown(page: str) -> str:
    """The text of a page, without spaces: a converter may set them elsewhere."""
    parser = _Words()
    parser.feed(page)
    return "".join("".join(parser.words).split())


@needs_records
def test_every_update_of_a_real_history_stands_on_its_incidents_page(history: Path, tmp_path: Path) -> None:
    """Fourteen years go through whole: 1,282 incidents, 2,801 updates, every word."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    _, checked = build(history, tmp_path / "out", AsOf(now, given=True))
    slugs = {view.id: view.slug for view in checked.snapshot.incidents}
    missing = []
    updates = 0
    for record in sorted(RECORDS.glob("*.json")):
        incident = json.loads(record.read_text())["incident"]
        page = shown((tmp_path / "out/incidents" / slugs[incident["id"]] / "index.html").read_text())
        for update in incident["incident_updates"]:
            updates += 1
            if shown(update["body"]) not in page:
                missing.append((incident["id"], update["body"]))

    assert (len(checked.snapshot.incidents), updates) == (1282, 2801)
    assert missing == []


@needs_records
def test_the_index_does_not_grow_with_history(history: Path, tmp_path: Path) -> None:
    """Years after its last incident the index of a long history is that of a short one that is told since when."""
    now = AsOf(datetime(2026, 11, 1, tzinfo=UTC), given=True)
    long, short = tmp_path / "long", tmp_path / "short"
    shutil.copytree(history, long)
    config = re.sub(r"(?m)^ +since: .*\n", "", (long / "site.yml").read_text())
    (long / "site.yml").write_text(re.sub(r"(?m)^( +)- id: .*$", r"\g<0>\n\1  since: 2012-01-01", config))
    shutil.copytree(long, short)
    for file in sorted((short / "content/incidents").glob("*.md"))[:-10]:
        file.unlink()
    build(long, tmp_path / "long-out", now)
    build(short, tmp_path / "short-out", now)

    assert (tmp_path / "long-out/index.html").read_bytes() == (tmp_path / "short-out/index.html").read_bytes()


@needs_records
def test_an_update_to_one_incident_rewrites_only_the_files_that_show_it(history: Path, tmp_path: Path) -> None:
    """In a site of 1,282 incidents, one changed wording is one incident, and what lists it."""
    shutil.copytree(history, tmp_path / "site")
    now = AsOf(datetime(2026, 11, 1, tzinfo=UTC), given=True)
    build(tmp_path / "site", tmp_path / "out", now)
    before = states(tmp_path / "out")
    file = sorted((tmp_path / "site/content/incidents").glob("2015-*.md"))[3]
    file.write_text(file.read_text() + "\n## 2015-12-30 10:00 Z update\n\nOne more word about it.\n")

    report, _ = build(tmp_path / "site", tmp_path / "out", now)

    changed = {name for name, state in states(tmp_path / "out").items() if state != before.get(name)}
    assert changed == set(report.written)
    assert f"incidents/{file.stem}/index.html" in changed
    (identity,) = re.findall(r"^id: (\S+)$", file.read_text(), re.MULTILINE)
    pages = rf"incidents/{re.escape(file.stem)}/index\.html|history/2015-\d\d/index\.html|sitemap(-2015)?\.xml"
    allowed = re.compile(rf"{pages}|api/v2/incidents/{identity}\.json")
    assert [name for name in changed if not allowed.fullmatch(name)] == []


# --- the turning of days and clocks


def test_the_site_is_right_one_second_before_and_after_midnight(tmp_path: Path) -> None:
    """A day of the site's zone begins at its midnight, not at that of UTC."""
    edge = datetime(2026, 1, 24, 0, 0, tzinfo=UTC) - timedelta(hours=8)
    pages = []
    for number, now in enumerate((edge - timedelta(seconds=1), edge)):
        build(SAMPLE, tmp_path / str(number), AsOf(now, given=True))
        pages.append(shown((tmp_path / str(number) / "index.html").read_text()))

    assert "Fri,Jan23" in pages[0]
    assert "Sat,Jan24" not in pages[0]
    assert "Sat,Jan24" in pages[1]

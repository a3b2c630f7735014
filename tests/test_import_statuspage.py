"""A Statuspage history comes over whole: its words, times, ids and states, and nothing that it does not say."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.places import FIXTURES, RECORDS
from support.tables import rows

from sitegen import build, markdown, urls
from sitegen.importers.prose import BLOCK, is_html, to_markdown
from sitegen.importers.report import ImportReport, Note
from sitegen.importers.statuspage import convert, import_statuspage
from sitegen.importers.statuspage.record import SavedDocument
from sitegen.importers.target import read_present, write_missing
from sitegen.model import ComponentStatus, Impact, Incident, Maintenance, Site, Status
from sitegen.problems import Problem, Problems
from sitegen.read.config import read_config
from sitegen.read.content import read_content

needs_history = pytest.mark.skipif(not RECORDS.is_dir(), reason="the recorded history lies beside the repository")
needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the recorded documents lie beside the repository")

Json = dict[str, Any]
PAGE: Json = {
    "id": "page1",
    "name": "Example",
    "url": "https://status.example.com/",
    "time_zone": "Etc/UTC",
    "updated_at": "2023-01-10T18:00:00.000Z",
}


def post(number: int, status: str, body: str = "Words.", at: str = "", **more: Any) -> Json:
    """An update, an hour after the one before it."""
    moment = at or f"2023-01-10T{9 + number:02}:00:00.000Z"
    return {"id": f"u{number}", "status": status, "body": body, "created_at": moment, "display_at": moment, **more}


def part(code: str, name: str, **more: Any) -> Json:
    """A component."""
    return {"id": code, "name": name, "status": "operational", "group": False, "group_id": None, **more}


def mention(code: str, name: str, old: str, new: str) -> Json:
    """What an update says about a component."""
    return {"code": code, "name": name, "old_status": old, "new_status": new}


def incident(*posts: Json, code: str = "abc1", name: str = "API is slow", **more: Any) -> Json:
    """An incident, its updates given oldest first."""
    status = posts[-1]["status"] if posts else ""
    parts: list[Json] = []
    entry = {"id": code, "name": name, "status": status, "impact": "minor", "components": parts}
    return {**entry, "incident_updates": list(posts[::-1]), **more}


def maintenance(*posts: Json, **more: Any) -> Json:
    """A window from 12:00 to 14:00."""
    window = {"scheduled_for": "2023-01-10T12:00:00.000Z", "scheduled_until": "2023-01-10T14:00:00.000Z"}
    return {**incident(*posts, code="win1", name="Upgrade"), "impact": "maintenance", **window, **more}


def document(data: Json, name: str = "a.json") -> SavedDocument:
    """A saved response about one incident or one maintenance."""
    return SavedDocument(name, {"page": PAGE, "scheduled_maintenance" if "scheduled_for" in data else "incident": data})


@dataclass
class Imported:
    """A site after an import, with what was said about it."""

    site: Site
    report: ImportReport
    files: dict[str, str]

    @property
    def incident(self) -> Incident:
        """The only incident."""
        (found,) = self.site.incidents
        return found

    @property
    def maintenance(self) -> Maintenance:
        """The only maintenance."""
        (found,) = self.site.maintenances
        return found

    def said(self, words: str) -> list[Note]:
        """The notes that hold *words*."""
        return [note for note in self.report.notes if words in note.text]


Bring = Callable[..., Imported]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Import incidents and maintenances (or whole documents) into an empty site that must then be without fault."""

    def run(*data: Json | SavedDocument) -> Imported:
        documents = [
            one if isinstance(one, SavedDocument) else document(one, f"{number}.json")
            for number, one in enumerate(data)
        ]
        report = convert(documents)
        assert report.problems == []
        write_missing(tmp_path, report.files)
        return Imported(read_site(tmp_path), report, report.files)

    return run


def read_site(root: Path) -> Site:
    """The site in *root*, of which nothing may be wrong but what a record tells so itself."""
    problems = Problems()
    site = read_content(root, read_config(root), problems)
    assert [str(problem) for problem in problems.found if "'completed' before its start" not in problem.message] == []
    return site


def served(root: Path, now: str) -> dict[str, Any]:
    """The documents of the API as of *now*, by path."""
    checked = build.check(root, build.AsOf(datetime.fromisoformat(now), given=True))
    return {file.path: json.loads(file.render()) for file in checked.files if file.path.startswith("api/")}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def save(folder: Path, documents: dict[str, object]) -> Path:
    """A folder with saved documents; text is written as it is."""
    folder.mkdir(exist_ok=True)
    for name, data in documents.items():
        text = data if isinstance(data, str) else json.dumps(data)
        (folder / name).write_text(text, "utf-8")
    return folder


def shown(page: str) -> list[str]:
    """The words that readers see of HTML."""
    return html.unescape(re.sub("</?[a-z][^>]*>", "", re.sub(rf"</?(?:{'|'.join(BLOCK)})\b[^>]*>", "\n", page))).split()


# --- One incident --------------------------------------------------------------------------------------------


def test_an_incident_becomes_a_file_that_people_can_read(bring: Bring) -> None:
    """Front matter with what was first announced, then the updates, oldest first, with their ids."""
    imported = bring(
        incident(
            post(
                1,
                "investigating",
                "We are looking.",
                affected_components=[mention("c1", "API", "operational", "operational")],
            ),
            post(2, "resolved", "It is <1% now.", at="2023-01-10T11:00:00.120Z"),
            started_at="2023-01-10T09:59:59.500Z",
            components=[part("c1", "API")],
        )
    )

    assert imported.files["content/incidents/2023-01-10-api-is-slow.md"] == (
        "---\n"
        "title: API is slow\n"
        "id: abc1\n"
        "impact: minor\n"
        "started: 2023-01-10 09:59:59.500 Z\n"
        "components:\n  - api\n"
        "aliases:\n  - /incidents/abc1\n"
        "---\n\n"
        "## 2023-01-10 10:00 Z investigating\n\n- id: u1\n\nWe are looking.\n\n"
        "## 2023-01-10 11:00:00.120 Z resolved\n\n- id: u2\n\nIt is <1% now.\n"
    )


def test_updates_are_told_in_the_order_of_their_moments_and_else_as_recorded(bring: Bring) -> None:
    """The record stands newest first; two of one moment keep their order in it."""
    same = "2023-01-10T12:00:00.000Z"
    imported = bring(
        incident(
            post(1, "investigating", "first"),
            post(2, "identified", "second", at=same),
            post(3, "monitoring", "third", at=same),
            post(4, "resolved", "out of place", at="2023-01-10T11:00:00.000Z"),
            post(5, "resolved", "last", at="2023-01-10T13:00:00.000Z"),
        )
    )

    bodies = [update.body.original for update in imported.incident.updates]
    assert bodies == ["first", "out of place", "second", "third", "last"]
    assert imported.said("not the order in which they were recorded")
    assert not bring(incident(post(1, "resolved"), post(2, "resolved"))).said("the order in which they were recorded")


@pytest.mark.parametrize(
    ("started", "kept"),
    [
        ("2023-01-10T09:00:00.000Z", datetime(2023, 1, 10, 9, tzinfo=UTC)),
        ("2023-01-10T10:00:00.000Z", None),
        ("2023-01-10T10:00:00.001Z", None),
    ],
)
def test_a_start_after_the_first_notice_is_left_out_and_told(bring: Bring, started: str, kept: datetime | None) -> None:
    """One that is earlier is kept, one that is equal says nothing new."""
    imported = bring(incident(post(1, "resolved"), started_at=started))

    assert imported.incident.started == kept
    assert len(imported.said("contradicts it and is not kept")) == (started > "2023-01-10T10:00:00.000Z")


def test_the_recorded_impact_is_stated(bring: Bring) -> None:
    """It is not computed anew from components whose statuses the record does not tell."""
    assert bring(incident(post(1, "resolved"), impact="critical")).incident.facts.impact is Impact.CRITICAL


def test_a_postmortem_update_becomes_a_postmortem(bring: Bring) -> None:
    """Its sections stay, its title comes down to them, and it is published when it was posted."""
    imported = bring(
        incident(
            post(1, "resolved"),
            post(2, "postmortem", "# Cause\n\nA **bug**.\n\n- impact: high ![p](https://a.example/b.png)"),
        )
    )

    path = "content/incidents/2023-01-10-api-is-slow.postmortem.md"
    assert imported.files[path] == (
        "---\npublished: 2023-01-10 11:00 Z\nid: u2\n---\n\n"
        "## Cause\n\nA **bug**.\n\n- impact: high [p](https://a.example/b.png)\n"
    )
    assert imported.incident.postmortem is not None
    assert [update.id for update in imported.incident.updates] == ["u1"]


def test_a_postmortem_keeps_its_id_and_its_words_in_the_api(bring: Bring, tmp_path: Path) -> None:
    """What a program has read once is not a new postmortem to it."""
    text = "### **Summary**\n\nOn May 3, a *bug*.\n\n1. One\n2. Two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    bring(incident(post(1, "resolved"), post(2, "postmortem", text)))

    told = served(tmp_path, "2023-02-01T00:00Z")[urls.incident_document("abc1")]["incident"]

    assert told["status"] == "postmortem"
    assert [(update["id"], update["status"], update["body"]) for update in told["incident_updates"]] == [
        ("u2", "postmortem", text),
        ("u1", "resolved", "Words."),
    ]


def test_a_break_does_not_make_html_of_a_postmortem_in_markdown(bring: Bring) -> None:
    """Its headings stay headings; in a table, which has no lines, a break is a space."""
    text = "## Cause<br>\n\nA bug.<br/>And another.\n\n| a<br>b |\n| --- |\n\n<b>Bold</b>"
    imported = bring(incident(post(1, "resolved"), post(2, "postmortem", text)))

    assert imported.incident.postmortem is not None
    assert imported.incident.postmortem.body.original.strip() == (
        "## Cause  \n\nA bug.  \nAnd another.\n\n| a b |\n| --- |\n\n<b>Bold</b>"
    )
    assert imported.said("shown as text")


def test_links_of_a_postmortem_stay_where_they_lead_somewhere_safe(bring: Bring) -> None:
    """Also those that are defined elsewhere in it."""
    links = "[One][1], [two][2], [three](mailto:a@b.example), [four](mailto:)."
    text = f"## Cause\n\n{links}\n\n[1]: https://a.example/\n[2]: javascript:x"
    imported = bring(incident(post(1, "resolved"), post(2, "postmortem", text)))

    assert imported.incident.postmortem is not None
    page = markdown.html(imported.incident.postmortem.body.original)
    assert re.findall('href="([^"]*)"', page) == ["https://a.example/", "mailto:a@b.example"]
    assert imported.said("a link to something other than http")


@pytest.mark.parametrize(
    "picture", ["![x](https://a.example/)", "![x][1]", "![1]", "![1][]", "![a\nb](https://a.example/)"]
)
def test_a_picture_of_a_postmortem_becomes_a_link(bring: Bring, picture: str) -> None:
    """Pictures of ours lie beside the file; the report tells of it."""
    text = f"## Cause\n\nSee {picture}!\n\n[1]: https://a.example/"
    imported = bring(incident(post(1, "resolved"), post(2, "postmortem", text)))

    assert imported.incident.postmortem is not None
    page = markdown.html(imported.incident.postmortem.body.original)
    assert re.findall('href="([^"]*)"', page) == ["https://a.example/"]
    assert imported.said("a picture, kept as a link")


def test_a_back_dated_update_keeps_when_it_was_entered(bring: Bring, tmp_path: Path) -> None:
    """It tells one time and was posted at another: subscribers are told of it once, when they were."""
    entered = "2023-01-12T08:00:00.250Z"
    imported = bring(incident(post(1, "investigating"), post(2, "resolved", created_at=entered, updated_at=entered)))

    (update, first) = imported.incident.updates[::-1]
    told = served(tmp_path, "2023-02-01T00:00Z")[urls.incident_document("abc1")]["incident"]
    assert (update.at.hour, update.published) == (11, datetime(2023, 1, 12, 8, 0, 0, 250_000, tzinfo=UTC))
    assert first.published == first.at
    assert (
        "- id: u2\n- was: 2023-01-12 08:00:00.250 Z\n" in imported.files["content/incidents/2023-01-10-api-is-slow.md"]
    )
    assert told["incident_updates"][0]["created_at"] == told["incident_updates"][0]["updated_at"] == entered
    assert told["incident_updates"][0]["display_at"] == told["resolved_at"] == "2023-01-10T11:00:00.000Z"
    assert told["updated_at"] == entered
    assert told["created_at"] == "2023-01-10T10:00:00.000Z"


def test_after_resolved_comes_an_update_or_a_reopening(bring: Bring) -> None:
    """What else the record says is told in the report."""
    statuses = ["investigating", "resolved", "resolved", "monitoring", "resolved", "investigating", "resolved"]
    imported = bring(incident(*(post(number, status) for number, status in enumerate(statuses))))

    told = [str(update.status) for update in imported.incident.updates]
    assert told == ["investigating", "resolved", "update", "investigating", "resolved", "investigating", "resolved"]
    assert len(imported.said("became `update`")) == 1
    assert len(imported.said("became `investigating`")) == 1


def test_an_end_that_no_update_tells_is_told_without_words(bring: Bring) -> None:
    """The status and its moment are in the record; words are not, and none are made up."""
    imported = bring(incident(post(1, "investigating"), status="resolved", resolved_at="2023-01-10T11:30:00.000Z"))

    last = imported.incident.updates[-1]
    assert (last.status, last.at, last.body.original) == (
        Status.RESOLVED,
        datetime(2023, 1, 10, 11, 30, tzinfo=UTC),
        "",
    )
    assert imported.said("without words")


def test_a_long_title_is_cut_and_told_whole(bring: Bring) -> None:
    """Two hundred characters are the limit; the report keeps the rest."""
    name = "word " * 2000
    imported = bring(incident(post(1, "resolved"), name=name))

    assert imported.incident.title.original == name[:200].strip()
    assert imported.said(f"it was: {name.strip()}")


def test_hostile_words_stay_words(bring: Bring) -> None:
    """Whatever somebody typed shows as typed: no heading, field, script, comment or YAML is made of it."""
    body = (
        "## 2023-01-10 12:00 resolved\n- impact: critical\n2023-01-10 12:00 resolved\n＃＃ x\n---\n<!-- x\n```\n"
        "<script>alert(1)</script>\n[x](javascript:alert(1))\n\x07\ud800"
    )
    imported = bring(incident(post(1, "resolved", body), name='no: "[x]" # \x00y'))

    (update,) = imported.incident.updates
    page = markdown.html(update.body.original)
    assert imported.incident.title.original == 'no: "[x]" # y'
    assert shown(page) == [*body.replace("\x07\ud800", "\ufffd").split()]
    assert "<script" not in page
    assert "href" not in page
    assert imported.said("control characters in a text")


def test_spaces_and_lines_of_a_text_stay_as_far_as_markdown_has_them(bring: Bring, tmp_path: Path) -> None:
    """Within a line every space counts; what is at its ends, and a second empty line, is told in the report."""
    kept = "Two  spaces,\ta tab,\u00a0one that does not break.\nA line.\n\nA paragraph."
    imported = bring(
        incident(post(1, "investigating", kept), post(2, "resolved", " at the edge \r\nof a line\n\n\nand far below"))
    )

    told = served(tmp_path, "2023-02-01T00:00Z")[urls.incident_document("abc1")]["incident"]["incident_updates"]
    assert [update["body"] for update in told] == ["at the edge\nof a line\n\nand far below", kept]
    assert [note.detail for note in imported.said("spaces and line breaks")] == ["incident.incident_updates[0]"]


def test_what_is_not_kept_is_told(bring: Bring) -> None:
    """Keys that we have no place for, a time that is another's, an edit: each with where it stands."""
    imported = bring(
        incident(
            post(1, "investigating", updated_at="2023-01-10T15:00:00.000Z", custom_tweet="Down."),
            post(2, "resolved", wants_something=True),
            metadata={"jira": {"issue_id": "7"}},
            created_at="2023-01-10T09:59:59.900Z",
            updated_at="2023-01-10T15:00:00.000Z",
            components=[part("c1", "API", only_show_if_degraded=True)],
        )
    )

    told = [note.text for note in imported.report.notes]
    for words in (
        "an update was edited later",
        "tweeted (custom_tweet)",
        "'wants_something' of an update",
        "'metadata' of an incident",
        "created_at and updated_at of an incident are the times of its first and its last update",
        "'only_show_if_degraded' of a component",
        "created_at, updated_at and showcase of components",
        "short links",
    ):
        assert [text for text in told if words in text] != [], words


# --- Components ----------------------------------------------------------------------------------------------


def test_components_are_told_when_the_record_tells_them(bring: Bring) -> None:
    """Concerned at first, then in a status, then well again; named once more with the end, as the record does."""
    imported = bring(
        incident(
            post(1, "investigating", affected_components=[mention("c1", "API", "operational", "operational")]),
            post(
                2,
                "identified",
                affected_components=[
                    mention("c1", "API", "operational", "major_outage"),
                    mention("c2", "Web", "operational", "operational"),
                ],
            ),
            post(3, "monitoring", affected_components=[mention("c1", "API", "major_outage", "operational")]),
            post(4, "resolved", affected_components=[mention("c1", "API", "operational", "operational")]),
            components=[part("c1", "API"), part("c2", "Web")],
        )
    )

    changes = [update.facts.components for update in imported.incident.updates]
    assert imported.incident.facts.components == (("api", None),)
    assert changes == [
        None,
        (("api", ComponentStatus.MAJOR_OUTAGE), ("web", ComponentStatus.OPERATIONAL)),
        (("api", ComponentStatus.OPERATIONAL),),
        (("api", ComponentStatus.OPERATIONAL),),
    ]


def test_an_update_is_told_with_all_components_and_the_report_says_so(bring: Bring, tmp_path: Path) -> None:
    """What an incident concerns it concerns to its end; the record may cease to name it."""
    both = [mention(code, code, "operational", "partial_outage") for code in ("c1", "c2")]
    imported = bring(
        incident(
            post(1, "investigating", affected_components=both),
            post(2, "resolved", affected_components=[mention("c1", "c1", "partial_outage", "operational")]),
        )
    )

    told = served(tmp_path, "2023-02-01T00:00Z")[urls.incident_document("abc1")]["incident"]["incident_updates"][0]
    assert [one["code"] for one in told["affected_components"]] == ["c1", "c2"]
    assert [note.detail for note in imported.said("names some of the components")] == ["u2"]


@pytest.mark.parametrize("second", [["c1", "c2"], ["c2", "c1"], ["c2"], ["c3", "c1"], ["c1", "c3"]], ids=" ".join)
def test_an_update_that_names_components_in_another_order_is_told(
    bring: Bring, tmp_path: Path, second: list[str]
) -> None:
    """Programs get them in the order in which they were first named, and the report says where that differs."""
    imported = bring(
        incident(
            post(1, "investigating", affected_components=_down("c1", "c2")),
            post(2, "identified", affected_components=_down(*second)),
        )
    )

    update, _ = served(tmp_path, "2023-02-01T00:00Z")[urls.incident_document("abc1")]["incident"]["incident_updates"]
    codes = [one["code"] for one in update["affected_components"]]
    kept = [code for code in codes if code in second] == second
    assert len(imported.said("in the order in which they were first named")) == (not kept)


def test_a_component_that_is_first_named_at_an_end_is_told_with_the_next_episode(bring: Bring, tmp_path: Path) -> None:
    """Nothing is affected after an end, so our files cannot say it there; after a reopening they can."""
    well = mention("c2", "Web", "operational", "operational")
    imported = bring(
        incident(
            post(1, "investigating", affected_components=_down("c1")),
            post(2, "resolved", affected_components=[mention("c1", "c1", "partial_outage", "operational"), well]),
            post(3, "investigating", affected_components=[*_down("c1"), well]),
            post(4, "resolved", affected_components=[mention("c1", "c1", "partial_outage", "operational"), well]),
        )
    )

    told = served(tmp_path, "2023-02-01T00:00Z")[urls.incident_document("abc1")]["incident"]
    named = [[one["code"] for one in update["affected_components"]] for update in told["incident_updates"]]
    assert named == [["c1", "c2"], ["c1", "c2"], ["c1"], ["c1"]]
    assert [note.detail for note in imported.said("first at the end")] == ["Web"]


def _down(*codes: str) -> list[Json]:
    return [mention(code, code, "operational", "partial_outage") for code in codes]


def test_a_list_that_says_that_it_is_empty_names_no_component(bring: Bring) -> None:
    """Recordings of 2017 have a sentence in it; anything else without an id is told."""
    nothing = [{"name": "No components were affected by this update."}]
    imported = bring(
        incident(
            post(1, "investigating", affected_components=nothing),
            post(2, "resolved", affected_components=[{"name": "API"}]),
        )
    )

    assert imported.incident.facts.components == ()
    (note,) = imported.said("a component without a usable id")
    assert note.detail == "incident.incident_updates[0].affected_components[0]"


def test_a_reopened_incident_restores_no_component(bring: Bring) -> None:
    """After the end all are well, so one that is down again is told again."""
    down = [mention("c1", "API", "operational", "major_outage")]
    imported = bring(
        incident(
            post(1, "investigating", affected_components=down),
            post(2, "resolved"),
            post(3, "investigating", affected_components=down),
        )
    )

    changes = [update.facts.components for update in imported.incident.updates]
    assert changes == [None, None, (("api", ComponentStatus.MAJOR_OUTAGE),)]


def test_a_stated_status_goes_into_the_front_matter(bring: Bring) -> None:
    """A component that no update names stands beside it as operational, and the report says so."""
    imported = bring(
        incident(
            post(1, "resolved", affected_components=[mention("c1", "API", "operational", "partial_outage")]),
            components=[part("c1", "API"), part("c2", "Web")],
        )
    )

    assert dict(imported.incident.facts.components or ()) == {
        "api": ComponentStatus.PARTIAL_OUTAGE,
        "web": ComponentStatus.OPERATIONAL,
    }
    assert imported.said("no update names")


def test_a_status_that_began_between_updates_is_told_in_the_report_only(bring: Bring) -> None:
    """When it began is not recorded, so no moment is made up."""
    imported = bring(
        incident(
            post(1, "investigating", affected_components=[mention("c1", "API", "operational", "operational")]),
            post(2, "resolved", affected_components=[mention("c1", "API", "major_outage", "operational")]),
        )
    )

    told = [update.facts.components for update in imported.incident.updates]
    assert told == [None, (("api", ComponentStatus.OPERATIONAL),)]
    assert imported.said("when is not recorded")


def test_an_open_incident_has_the_status_of_its_components_when_it_was_saved(bring: Bring) -> None:
    """It is told with the newest update, never with an earlier one."""
    stuck = part("c1", "API", status="partial_outage", updated_at="2023-01-10T12:00:00.000Z")
    imported = bring(incident(post(1, "investigating"), post(2, "identified"), components=[stuck]))

    assert imported.incident.facts.components == (("api", None),)
    assert imported.incident.updates[-1].facts.components == (("api", ComponentStatus.PARTIAL_OUTAGE),)
    assert imported.said("when the document was saved")


def test_the_site_lists_every_component_that_the_history_names(bring: Bring) -> None:
    """In the page's order, in groups, as last described; also those that only old updates name."""
    old = mention("c4", "Gone", "operational", "operational")
    grouped = mention("c2", "Money - Pay out", "operational", "operational")
    summary = {
        "page": PAGE,
        "components": [
            part("c2", "Pay out", position=1, group_id="g1"),
            part("g2", "Shop", position=3, group=True),
            part("c3", "Cart", position=1, group_id="g2", start_date="2022-02-01"),
            part("c1", "API", position=2, description="Newest", updated_at="2023-01-02T00:00:00.000Z"),
            part("c5", "API", position=9),
        ],
        "incidents": [],
        "scheduled_maintenances": [],
    }
    imported = bring(
        incident(
            post(1, "resolved", affected_components=[old, grouped]),
            components=[part("c1", "API", description="Older", updated_at="2023-01-01T00:00:00.000Z")],
        ),
        SavedDocument("summary.json", summary),
    )

    assert imported.files["site.yml"] == (
        "name: Example\nurl: https://status.example.com\ntimezone: UTC\nlocales:\n  - en\napi_id: page1\n"
        "components:\n"
        "  - group: Money\n    api_id: g1\n    components:\n"
        "      - id: pay-out\n        name: Pay out\n        api_id: c2\n"
        "  - id: api\n    name: API\n    api_id: c1\n    description: Newest\n"
        "  - group: Shop\n    api_id: g2\n    components:\n"
        "      - id: cart\n        name: Cart\n        api_id: c3\n        since: 2022-02-01\n"
        "  - id: api-c5\n    name: API\n    api_id: c5\n"
        "  - id: gone\n    name: Gone\n    api_id: c4\n"
    )
    assert [note.where for note in imported.said("named by updates only")] == ["Gone"]


def test_page_groups_and_components_keep_their_ids_in_the_api(bring: Bring, tmp_path: Path) -> None:
    """A group has the id by which its components name it, also where the documents do not describe it."""
    imported = bring(
        SavedDocument(
            "summary.json",
            {
                "page": PAGE,
                "components": [
                    part("c1", "API", position=1),
                    part("g1", "Shop", position=2, group=True, description="Where people pay"),
                    part("c2", "Cart", position=1, group_id="g1"),
                    part("g9", "Empty", position=3, group=True),
                ],
                "incidents": [],
            },
        )
    )

    told = served(tmp_path, "2023-02-01T00:00Z")[urls.API_SUMMARY]
    assert told["page"]["id"] == "page1"
    assert [(one["id"], one["group_id"], one["page_id"]) for one in told["components"]] == [
        ("c1", None, "page1"),
        ("g1", None, "page1"),
        ("c2", "g1", "page1"),
    ]
    assert imported.said("a group without components is not kept")
    assert imported.said("the description of a group is not kept")


def test_an_update_that_names_components_does_so_in_the_api(bring: Bring, tmp_path: Path) -> None:
    """Also where it leaves them as they were; one that names none, and with which they recover, is told."""
    down, still = (mention("c1", "API", old, "partial_outage") for old in ("operational", "partial_outage"))
    imported = bring(
        incident(
            post(1, "investigating", affected_components=[down]),
            post(2, "identified", affected_components=[still]),
            post(3, "monitoring", affected_components=None),
            post(4, "resolved", affected_components=None),
        )
    )

    told = served(tmp_path, "2023-02-01T00:00Z")[urls.incident_document("abc1")]["incident"]["incident_updates"]
    recovered = mention("c1", "API", "partial_outage", "operational")
    assert [update["affected_components"] for update in told] == [[recovered], None, [still], [down]]
    assert [note.detail for note in imported.said("that does not name them")] == ["u4"]


def test_a_site_that_exists_keeps_its_components(bring: Bring, tmp_path: Path) -> None:
    """They are found by api_id, then by name; one that is missing is a problem that says what to add."""
    site = tmp_path / "mine"
    site.mkdir()
    text = (
        "name: Mine\nurl: https://mine.example.com\ntimezone: Asia/Shanghai\nlocales: [en]\ncomponents:\n"
        "  - {id: backend, name: Backend, api_id: c1}\n  - {id: shop, name: The shop}\n"
    )
    (site / "site.yml").write_text(text)
    known = [
        mention("c1", "API", "operational", "operational"),
        mention("c2", "the Shop", "operational", "operational"),
    ]
    unknown = mention("c3", "Mail, [new]", "operational", "operational")
    saved = save(
        tmp_path / "saved",
        {
            "a.json": document(
                incident(post(1, "resolved", at="2023-01-10T20:00:00Z", affected_components=known))
            ).data,
            "b.json": document(incident(post(1, "resolved", affected_components=[unknown]), code="abc2")).data,
        },
    )

    report = import_statuspage(saved, site, config=read_config(site))

    (found,) = read_site(site).incidents
    assert (site / "site.yml").read_text() == text
    assert found.slug == "2023-01-11-api-is-slow"
    assert found.facts.components == (("backend", None), ("shop", None))
    (problem,) = report.problems
    assert (problem.path, problem.field) == ("site.yml", "components")
    assert [note.where for note in report.notes if "`api_id`" in note.text] == ["page1"]
    assert '{id: mail-new, name: "Mail, [new]", api_id: c3}' in problem.hint


# --- Maintenance ---------------------------------------------------------------------------------------------


def test_a_maintenance_that_ran_is_told_by_its_record_alone(bring: Bring) -> None:
    """The clock adds no step to one whose steps are recorded, and a reminder after the start goes back nowhere."""
    imported = bring(
        maintenance(
            post(1, "scheduled", affected_components=[mention("c1", "API", "operational", "operational")]),
            post(3, "in_progress", affected_components=[mention("c1", "API", "operational", "under_maintenance")]),
            post(4, "scheduled"),
            post(5, "completed", affected_components=[mention("c1", "API", "under_maintenance", "operational")]),
        )
    )

    found = imported.maintenance
    assert (found.start.hour, found.end.hour, found.auto, found.emergency) == (12, 14, False, False)
    assert found.facts.components == (("api", ComponentStatus.UNDER_MAINTENANCE),)
    assert [str(update.status) for update in found.updates] == ["scheduled", "in_progress", "update", "completed"]
    assert [update.facts.components for update in found.updates] == [None] * 4
    assert imported.said("precedes the current one")


def test_a_maintenance_still_to_come_runs_by_the_clock(bring: Bring) -> None:
    """Nothing in its record moves it."""
    window = {"scheduled_for": "2023-01-11T12:00:00.000Z", "scheduled_until": "2023-01-11T14:00:00.000Z"}
    assert bring(maintenance(post(1, "scheduled"), **window)).maintenance.auto


@pytest.mark.parametrize(("saved", "auto"), [("12:00:00.000Z", True), ("12:00:00.001Z", False)])
def test_a_maintenance_that_nobody_began_is_not_begun_by_the_clock(bring: Bring, saved: str, auto: bool) -> None:
    """The page was changed after its start, and it was still scheduled: there it did not begin by itself."""
    page = {**PAGE, "updated_at": f"2023-01-10T{saved}"}
    data = {"page": page, "scheduled_maintenance": maintenance(post(1, "scheduled"))}

    assert bring(SavedDocument("a.json", data)).maintenance.auto is auto


def test_a_component_in_another_status_during_the_window_is_told(bring: Bring) -> None:
    """Statuspage lets the work be an outage."""
    imported = bring(
        maintenance(
            post(1, "scheduled"),
            post(3, "in_progress", affected_components=[mention("c1", "API", "operational", "partial_outage")]),
            components=[part("c1", "API", status="partial_outage")],
        )
    )

    assert imported.maintenance.updates[1].facts.components == (("api", ComponentStatus.PARTIAL_OUTAGE),)


def test_a_maintenance_without_a_notice_is_an_emergency(bring: Bring) -> None:
    """Its first update is its beginning, or all that is recorded is its end."""
    assert bring(maintenance(post(3, "in_progress"), post(4, "completed"))).maintenance.emergency


@pytest.mark.parametrize("status", ["scheduled", "cancelled"])
def test_a_maintenance_announced_when_it_was_over_is_an_emergency(bring: Bring, status: str) -> None:
    """Of our own such a window is a slip; the record has it, and keeps its words and statuses."""
    imported = bring(maintenance(post(5, status), post(6, "cancelled")))

    assert imported.maintenance.emergency
    assert [update.status for update in imported.maintenance.updates] == ["scheduled", "cancelled"]
    assert imported.said("announced when its window was over")


def test_a_maintenance_of_which_only_the_end_is_recorded_begins_with_its_window(bring: Bring) -> None:
    """The window is in the record; the update that stands for it has no words."""
    imported = bring(maintenance(post(5, "completed")))

    told = [(str(update.status), update.at.hour, update.body.original) for update in imported.maintenance.updates]
    assert told == [("in_progress", 12, ""), ("completed", 14, "Words.")]
    assert imported.said("no notice")


# --- There and back ------------------------------------------------------------------------------------------


def at(text: object) -> datetime | None:
    """A recorded moment, in any zone, to the millisecond."""
    return datetime.fromisoformat(str(text)).astimezone(UTC) if text else None


def spaceless(body: object) -> str:
    """The words of a body with HTML, or without."""
    return " ".join(shown(str(body or "")))


def differences(recorded: Json, told: Json) -> set[str]:
    """The fields of an incident or a maintenance, and of its updates, that are not as they were recorded."""
    found = {key for key in ("id", "name", "status", "impact") if recorded[key] != told[key]}
    moments = (
        "created_at",
        "updated_at",
        "started_at",
        "monitoring_at",
        "resolved_at",
        "scheduled_for",
        "scheduled_until",
    )
    found |= {key for key in moments if key in recorded and at(recorded[key]) != at(told.get(key))}
    if [part["id"] for part in recorded["components"]] != [part["id"] for part in told["components"]]:
        found.add("components")
    updates = list(zip(recorded["incident_updates"], told["incident_updates"], strict=False))
    parts = "affected_components"
    if [one["id"] for one, _ in updates] != [one["id"] for one in told["incident_updates"]]:
        found.add("updates")
    for one, other in updates:
        found |= {f"update.{key}" for key in ("id", "status") if one[key] != other[key]}
        found |= {f"update.{key}" for key in ("created_at", "display_at") if at(one[key]) != at(other[key])}
        if spaceless(one["body"]) != spaceless(other["body"]):
            found.add("update.body")
        before, after = (
            None if named is None else {(one["code"], one["old_status"], one["new_status"]) for one in named}
            for named in (one.get(parts), other[parts])
        )
        if before != after:
            found.add("update.affected_components")
        named, retold = ([each["code"] for each in every or ()] for every in (one.get(parts), other[parts]))
        if [code for code in named if code in retold] != [code for code in retold if code in named]:
            found.add("update.order")
    return found


API, EU = part("api000000001", "API"), part("eu0000000001", "EU: West #1", group_id="g1")


def moved(code: str, *statuses: str) -> list[Json]:
    """A mention of the API or of the EU in an update."""
    name = {"api000000001": "API", "eu0000000001": "Regions - EU: West #1"}[code]
    return [mention(code, name, *statuses)]


def lived(name: str, *posts: Json, **more: Any) -> Json:
    """An incident with the moments that Statuspage computes from its updates."""
    ordered = sorted(posts, key=lambda one: at(one["display_at"]) or datetime.min)
    first, last = ordered[0], ordered[-1]
    said = {one["status"]: one["display_at"] for one in ordered}
    return incident(
        *posts,
        name=name,
        **{
            "status": last["status"],
            "created_at": first["display_at"],
            "started_at": first["display_at"],
            "updated_at": max(last["display_at"], last["created_at"]),
            "monitoring_at": said.get("monitoring"),
            "resolved_at": said.get("resolved") or said.get("completed"),
            **more,
        },
    )


def planned(name: str, *posts: Json, **more: Any) -> Json:
    """The same of a maintenance, from 12:00 to 14:00 at a place six hours behind."""
    window = {"scheduled_for": "2023-01-10T06:00:00.000-06:00", "scheduled_until": "2023-01-10T08:00:00.000-06:00"}
    return {**lived(name, *posts), "impact": "maintenance", **window, **more}


DOWN = moved("api000000001", "operational", "major_outage")
UP = moved("api000000001", "major_outage", "operational")
WORK = moved("eu0000000001", "operational", "under_maintenance")
DONE = moved("eu0000000001", "under_maintenance", "operational")
SAME = moved("eu0000000001", "operational", "operational")
HTML = (
    '<p>See <a href="https://x.example/?a=1&amp;b=2">the post</a> &amp; more</p><ul><li>A<br />B</li><li>C 😀</li></ul>'
    "<table><tr><th>Where</th><th>State</th></tr><tr><td>EU</td><td>up | down</td></tr></table>"
)

THERE_AND_BACK = {
    "an outage from beginning to end": (
        lived(
            'Sign-in: "fails" #1 — 登录故障 مرحبا',
            post(1, "investigating", "We're looking.\r\n\r\n- one\r\n- two", affected_components=DOWN),
            post(2, "identified", HTML, affected_components=moved("api000000001", "major_outage", "major_outage")),
            post(3, "monitoring", "Fixed.<br />Watching.<br><br>5 < 6", affected_components=UP),
            post(4, "resolved", "", affected_components=moved("api000000001", "operational", "operational")),
            impact="critical",
            components=[API],
        ),
        {"update.body"},
    ),
    "a name with spaces in it": (lived("Two  spaces,\u3000and\u00a0others", post(1, "resolved")), set()),
    "a name on two lines": (lived("One \n two ", post(1, "resolved")), {"name"}),
    "several updates at one millisecond": (
        lived(
            "Busy", *(post(n, s, at="2023-01-10T10:00:00.001Z") for n, s in enumerate(("investigating", "resolved")))
        ),
        set(),
    ),
    "one that was entered afterwards": (
        lived(
            "Old",
            post(1, "resolved", created_at="2023-01-20T10:00:00.000Z"),
            impact="none",
        ),
        set(),
    ),
    "reopened": (
        lived(
            "Again",
            post(1, "investigating", affected_components=DOWN),
            post(2, "resolved", affected_components=UP),
            post(3, "investigating", affected_components=DOWN),
            post(4, "resolved", affected_components=UP),
            components=[API],
        ),
        set(),
    ),
    "with a postmortem": (
        lived(
            "Explained",
            post(1, "investigating", None),
            post(2, "resolved", "   "),
            post(3, "postmortem", "### **Summary**\n\n1. It *failed*.\n\n| a |\n| --- |\n| b |\n\n```\n# code\n```"),
        ),
        {"update.body"},
    ),
    "still going on": (
        lived(
            "Open",
            post(1, "investigating", affected_components=DOWN),
            post(2, "monitoring", "**Not** _markup_\n# here\n1. nor\n> there", affected_components=UP),
            components=[API],
        ),
        set(),
    ),
    "with moments that no update tells": (
        lived(
            "Odd",
            post(1, "investigating"),
            post(2, "resolved"),
            monitoring_at="2023-01-10T10:30:00.000Z",
            resolved_at="2023-01-10T11:00:00.001Z",
        ),
        {"monitoring_at", "resolved_at"},
    ),
    "with a title that is too long": (lived("x" * 201, post(1, "resolved")), {"name"}),
    "with an impact that is a maintenance's": (lived("Odd", post(1, "resolved"), impact="maintenance"), {"impact"}),
    "a maintenance from its notice to its end": (
        planned(
            "Upgrade",
            post(-8, "scheduled", "<p>We plan.</p>", affected_components=SAME),
            post(-7, "scheduled", "Soon.", affected_components=SAME),
            post(3, "in_progress", "Now.", affected_components=WORK),
            post(4, "verifying", affected_components=moved("eu0000000001", "under_maintenance", "under_maintenance")),
            post(5, "completed", affected_components=DONE),
            components=[EU],
        ),
        set(),
    ),
    "a maintenance that ended without having begun": (
        planned("Called off", post(-8, "scheduled"), post(-5, "completed", "We will not.")),
        set(),
    ),
    "a maintenance under way": (
        planned(
            "Going",
            post(-8, "scheduled", affected_components=SAME),
            post(3, "in_progress", affected_components=WORK),
            components=[{**EU, "status": "under_maintenance"}],
        ),
        set(),
    ),
    "a maintenance still to come": (
        planned(
            "Next",
            post(-8, "scheduled"),
            scheduled_for="2023-02-02T06:00:00.000-06:00",
            scheduled_until="2023-02-02T08:00:00.000-06:00",
        ),
        set(),
    ),
    "a maintenance with another impact": (
        planned("Odd", post(-8, "scheduled"), post(5, "completed"), impact="minor"),
        {"impact"},
    ),
    "with a component that no update names": (
        lived("Vague", post(1, "investigating"), post(2, "resolved"), components=[API]),
        {"update.affected_components"},
    ),
    "with a component that was well all the time": (
        lived(
            "Near",
            post(1, "investigating", affected_components=None),
            post(2, "identified", affected_components=SAME),
            post(3, "resolved", affected_components=SAME),
            components=[EU],
        ),
        set(),
    ),
    "with a component that only its end names": (
        lived("Late", post(1, "investigating"), post(2, "resolved", affected_components=SAME), components=[EU]),
        {"update.affected_components"},
    ),
    "with a component that its list lacks": (
        lived(
            "Gone", post(1, "investigating", affected_components=SAME), post(2, "resolved", affected_components=SAME)
        ),
        {"components"},
    ),
    "that ended without a word about its components": (
        lived("Short", post(1, "investigating", affected_components=DOWN), post(2, "resolved"), components=[API]),
        {"update.affected_components"},
    ),
}


@pytest.mark.parametrize("name", THERE_AND_BACK)
def test_a_recording_comes_back_through_the_api(bring: Bring, tmp_path: Path, name: str) -> None:
    """Ids, statuses, times, impact, order and words are those that were recorded; what is not is in the report."""
    recorded, lost = THERE_AND_BACK[name]
    imported = bring(recorded)

    documents = served(tmp_path, "2023-02-01T00:00Z")
    path = urls.maintenance_document if "scheduled_for" in recorded else urls.incident_document
    told = documents[path(recorded["id"])]
    assert differences(recorded, next(told[key] for key in told if key != "page")) == lost
    notes = [note.text for note in imported.report.notes if note.where == recorded["id"]]
    assert [field for field in lost if field.endswith("_at") and not any(field in note for note in notes)] == []
    assert not lost or notes


# --- Addresses -----------------------------------------------------------------------------------------------


def test_incidents_of_one_day_with_one_title_have_their_own_addresses() -> None:
    """The earlier one has the plain slug, whatever the order of the files."""
    data = [
        document(incident(post(2, "resolved"), code="zzzz9999"), "a.json"),
        document(incident(post(1, "resolved"), code="yyyy8888"), "b.json"),
        document(incident(post(1, "resolved"), code="xxxx7777", name="登录故障"), "c.json"),
    ]

    paths = [path for path in convert(data).files if "incidents" in path]

    assert paths == [
        "content/incidents/2023-01-10-xxxx7777.md",
        "content/incidents/2023-01-10-api-is-slow.md",
        "content/incidents/2023-01-10-api-is-slow-zzzz.md",
    ]
    assert convert(data).files == convert(data[::-1]).files


def test_a_second_import_finds_what_was_put_into_folders(tmp_path: Path) -> None:
    """Folders only keep order: neither a file, nor its postmortem, nor the name of one by hand is taken twice."""
    posts = [post(1, "resolved"), post(2, "postmortem", "**Why**: a bug.")]
    other = incident(post(1, "resolved"), code="abc2", name="Other")
    saved = save(tmp_path / "saved", {"a.json": document(incident(*posts)).data, "b.json": document(other).data})
    site = tmp_path / "site"
    import_statuspage(saved, site)
    folder = site / "content/incidents"
    (folder / "2023").mkdir()
    for file in folder.glob("*.md"):
        file.rename(folder / "2023" / file.name)
    by_hand = folder / "2023/2023-01-10-other.md"
    by_hand.write_text(by_hand.read_text().replace("id: abc2\n", ""))
    before = tree(site)

    second = import_statuspage(saved, site, config=read_config(site))

    assert (second.written, second.present) == ([], 3)
    assert tree(site) == before


def test_a_second_import_changes_nothing_even_after_a_file_was_renamed(tmp_path: Path) -> None:
    """An incident is known by its id, and one without an id by its path; what has grown is told, not changed."""
    saved = save(
        tmp_path / "saved",
        {
            "a.json": document(incident(post(1, "investigating"), post(2, "resolved"))).data,
            "b.json": document(incident(post(1, "resolved"), code="abc2", name="Other")).data,
            "c.json": document(maintenance(post(1, "scheduled"))).data,
        },
    )
    site = tmp_path / "site"
    first = import_statuspage(saved, site)
    folder = site / "content/incidents"
    (folder / "2023-01-10-api-is-slow.md").rename(folder / "renamed.md")
    other = folder / "2023-01-10-other.md"
    other.write_text(other.read_text().replace("id: abc2\n", "").replace("- id: u1\n", ""))
    before = tree(site)
    save(saved, {"a.json": document(incident(*(post(n, "resolved") for n in (1, 2, 3)))).data})

    second = import_statuspage(saved, site, config=read_config(site))

    assert len(first.written) == 4
    assert tree(site) == before
    assert (second.written, second.present, second.problems) == ([], 3, [])
    assert [note.where for note in second.notes if "fewer updates" in note.text] == ["content/incidents/renamed.md"]


def test_a_postmortem_that_came_later_is_added_beside_its_incident(tmp_path: Path) -> None:
    """Only what is missing is written, under the name that the incident has now."""
    posts = [post(1, "resolved"), post(2, "postmortem", "**Why**: a bug.")]
    site = tmp_path / "site"
    import_statuspage(save(tmp_path / "saved", {"a.json": document(incident(posts[0])).data}), site)
    folder = site / "content/incidents"
    (folder / "2023-01-10-api-is-slow.md").rename(folder / "renamed.md")
    later = save(tmp_path / "later", {"a.json": document(incident(*posts)).data})

    report = import_statuspage(later, site, config=read_config(site))

    assert report.written == ["content/incidents/renamed.postmortem.md"]
    assert read_site(site).incidents[0].postmortem is not None


# --- Documents -----------------------------------------------------------------------------------------------


def test_every_shape_of_saved_document_is_read(tmp_path: Path) -> None:
    """Single ones, lists and summaries, in one folder; what two of them tell is told once, by the newer."""
    newer = incident(post(1, "investigating"), post(2, "resolved"), updated_at="2023-01-11T00:00:00.000Z")
    older = incident(post(1, "investigating"), updated_at="2023-01-10T00:00:00.000Z")
    saved = save(
        tmp_path / "saved",
        {
            "abc1.json": {"page": PAGE, "incident": newer},
            "incidents.json": {"page": PAGE, "incidents": [older, incident(post(1, "resolved"), code="abc2")]},
            "scheduled-maintenances.json": {
                "page": PAGE,
                "scheduled_maintenances": [maintenance(post(1, "scheduled"))],
            },
            "status.json": {"page": PAGE, "status": {"indicator": "none"}},
            "notes.txt": "not read",
        },
    )
    site = tmp_path / "site"
    seen: list[tuple[int, int]] = []

    report = import_statuspage(saved, site, progress=lambda what, done, total: seen.append((done, total)))

    assert (report.documents, report.incidents, report.maintenances, report.updates) == (4, 2, 1, 4)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert {found.id: len(found.updates) for found in read_site(site).incidents} == {"abc1": 2, "abc2": 1}
    assert import_statuspage(saved / "incidents.json", tmp_path / "one").incidents == 2


GOOD = {"page": PAGE, "incident": incident(post(1, "resolved"), code="good")}


def changed(**more: object) -> Json:
    """A document whose incident is wrong in one way."""
    return {"page": PAGE, "incident": {**incident(post(1, "resolved")), **more}}


@rows(
    ("content", "message"),
    [
        ("", "expected JSON: Expecting value, column 1"),
        ('{"page":', "expected JSON: Expecting value, column 9"),
        ("[" * 100_000, "nested too deeply"),
        ("9" * 10_000, "a number that is too long"),
        ([], "expected an object, found a list"),
        ("null", "expected an object, found nothing"),
        (
            {},
            "expected incident, scheduled_maintenance, incidents, scheduled_maintenances or components in the document",
        ),
        ({"page": 3, "incident": {}}, "page: expected an object, found '3'"),
        ({"incidents": "all"}, "incidents: expected a list, found 'all'"),
        ({"incidents": [None]}, "incidents[0]: expected an object, found nothing"),
        (changed(id="../../etc/passwd"), "incident.id: expected an id of letters, digits, - and _, found '../../etc"),
        (changed(id=None), "incident.id: expected an id of letters, digits, - and _, found nothing"),
        (changed(name=["x"]), "incident.name: expected text, found a list"),
        (changed(name=" "), "incident.name: expected text, found ' '"),
        (changed(incident_updates=None), "incident.incident_updates: expected a list, found nothing"),
        (changed(incident_updates=[]), "incident.incident_updates: expected at least one update, found a list"),
        (changed(incident_updates=["x"]), "incident.incident_updates[0]: expected an object, found 'x'"),
        (changed(incident_updates=[post(1, "resolved", at="yesterday")]), "created_at: expected a moment such as"),
        (changed(incident_updates=[post(1, "resolved", at="2023-02-30T00:00:00Z")]), "expected a moment that exists"),
        (changed(incident_updates=[post(1, "resolved", at="0001-01-01T00:00:00Z")]), "expected a year from 1970"),
        (changed(incident_updates=[{**post(1, "resolved"), "body": 3}]), "[0].body: expected text, found '3'"),
        (changed(incident_updates=[post(1, "broken")]), "expected the first update of abc1 to be investigating, "),
        (changed(incident_updates=[post(1, "postmortem")]), "abc1 has a postmortem but no update"),
        (changed(scheduled_for="2023-01-10T12:00:00Z"), "incident.scheduled_until: expected a moment after"),
        (changed(components=[{"id": "c", "name": 3}]), "incident.components[0].name: expected text, found '3'"),
    ],
)
def test_a_damaged_document_is_told_and_does_not_stop_the_others(tmp_path: Path, content: object, message: str) -> None:
    """The message names the file and the place; what is good is imported all the same."""
    saved = save(tmp_path / "saved", {"bad.json": content, "good.json": GOOD})

    report = import_statuspage(saved, tmp_path / "site")

    assert report.failed
    (problem,) = report.problems
    assert problem.path == "bad.json"
    assert message in str(problem)
    assert [found.id for found in read_site(tmp_path / "site").incidents] == ["good"]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """With the byte at which it ceases to be."""
    (tmp_path / "a.json").write_bytes(b'{"page": "\xff"}')

    (problem,) = import_statuspage(tmp_path / "a.json", tmp_path / "site").problems

    assert str(problem) == "a.json: expected UTF-8, found something else at byte 10"
    assert not (tmp_path / "site/site.yml").exists()


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    """An import of nothing is a mistake."""
    (problem,) = import_statuspage(save(tmp_path / "empty", {}), tmp_path / "site").problems

    assert str(problem) == "empty: expected saved documents, found no file that ends in .json"


def test_without_a_page_no_site_is_made_up() -> None:
    """Name and address are not guessed."""
    report = convert([SavedDocument("a.json", {"incident": incident(post(1, "resolved"))})])

    assert report.files == {}
    (problem,) = report.problems
    assert "page's name and address" in problem.message


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-01-10T08:31:24.239-06:00", datetime(2023, 1, 10, 14, 31, 24, 239_000, tzinfo=UTC)),
        ("2023-01-10T08:31:24.239999Z", datetime(2023, 1, 10, 8, 31, 24, 239_000, tzinfo=UTC)),
        ("2023-01-10 08:31 UTC", datetime(2023, 1, 10, 8, 31, tzinfo=UTC)),
        ("2023-01-10T08:31:24", datetime(2023, 1, 10, 14, 31, 24, tzinfo=UTC)),
    ],
)
def test_moments_keep_their_milliseconds_in_any_zone(bring: Bring, text: str, moment: datetime) -> None:
    """One without a zone is in the page's."""
    data = {"page": {**PAGE, "time_zone": "America/Chicago"}, "incident": incident(post(1, "resolved", at=text))}

    assert bring(SavedDocument("a.json", data)).incident.updates[0].at == moment


def test_a_full_disk_ends_in_a_message(tmp_path: Path) -> None:
    """What cannot be written is named, and nothing half written stays behind."""
    (tmp_path / "content").write_text("in the way")

    written, (problem,) = write_missing(tmp_path, {"content/incidents/a.md": "text"})

    assert written == []
    assert "cannot be written" in str(problem)
    assert tree(tmp_path) == {"content": b"in the way"}


def test_equal_notes_are_told_once_with_a_count() -> None:
    """Four hundred equal lines would hide the one that matters."""
    notes = [Note("a start is left out", f"id{number}", f"{number} o'clock") for number in range(1, 4)]
    report = ImportReport(
        documents=1, incidents=3, notes=[*notes, Note("other")], problems=[Problem("a.json", 0, "", "bad")]
    )

    assert report.lines() == [
        "1 document: 3 incidents, 0 maintenances, 0 updates, 0 postmortems, 0 components",
        "0 files written, 0 already there",
        "3 × a start is left out (e.g. id1: 1 o'clock)",
        "other",
        "a.json: bad",
    ]


# --- HTML ----------------------------------------------------------------------------------------------------


@rows(
    ("body", "expected"),
    [
        ("<1% of a_b & <your-token>", "<1% of a_b & \\<your-token>"),
        ("AT&amp;T &lt;b&gt;", "AT&T \\<b>"),
        (
            "<ul><li><strong>12:00</strong> - down, < 5 min</li><li>Impact: none</li></ul>",
            "* **12:00** - down, < 5 min\n* Impact\\: none",
        ),
        ("<p>One<br>two</p><p># three</p>", "One\\\ntwo\n\n\\# three"),
        ("One\n\ntwo\n<b>three</b>", "One\n\ntwo\\\n**three**"),
        ("One<br />\ntwo\n<br>three\n\nfour", "One\\\ntwo\\\nthree\n\nfour"),
        ("One\n\ntwo:\n<ul>\n<li>a</li>\n</ul>\nfive\nsix", "One\n\ntwo:\n\n* a\n\nfive\\\nsix"),
        ("<p>one\nline</p>\n\n<p>two</p>\n", "one line\n\ntwo"),
        ("<b>a</b>  b&nbsp;c", "**a**  b\u00a0c"),
        ("<h1>Head</h1><hr><h4>Low</h4>", "### Head\n\n___\n\n#### Low"),
        ('<a href="/x_(y)">see</a> <a href="javascript:x">no</a>', "[see](https://a.example/x_%28y%29) no"),
        ('<img src="/p.png" alt="Graph"> <img src="data:x" alt="None">', "[Graph](https://a.example/p.png) None"),
        ("https://a.example/?x=1&copy=2", "https://a.example/?x=1&copy=2"),
        ("请看<b>（重要）</b>", "请看（重要）"),
        ("<b>（重要）</b>请看<b>这里</b>", "（重要）请看**这里**"),
        ("<pre>a\n  ```b</pre><code>c`d</code>", "````\na\n  ```b\n````\n\n`` c`d ``"),
        (
            "<table><tr><td>a|b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            "|  |  |\n| --- | --- |\n| a&#124;b |  |\n| c | d |",
        ),
        ("<script>x</script><p>y", "\\<script>x\\</script>\n\ny"),
        ("<!-- hidden --><p>seen</p>", "seen"),
        ("<ol start='²'><li>a<li>b</ol>", "1. a\n2. b"),
    ],
)
def test_html_becomes_markdown_with_the_same_words(body: str, expected: str) -> None:
    """Elements that Markdown has become its own; everything else shows as text."""
    prose = to_markdown(body, base="https://a.example")

    assert prose.markdown == expected


@rows("body", ["plain", "1 < 2 & 3 > 2", "<your-token>", "R&D;", "a <- b"])
def test_text_without_elements_or_entities_is_plain(body: str) -> None:
    """An angle bracket alone makes no HTML."""
    assert not is_html(body)


ELEMENTS = [
    "b",
    "em",
    "code",
    "a href='https://a.b'",
    "p",
    "div",
    "ul",
    "li",
    "ol",
    "h2",
    "pre",
    "blockquote",
    "br",
    "hr",
    "span",
]
PIECES = "one # - 3. > === *s* _u_ a_b `c` ~~ [l](m) &amp; &lt;b&gt; <5 | \\ ! 你好 ： http://x.y/z_"
words = st.sampled_from(re.findall(r"\S+", PIECES))
fragments = st.recursive(
    st.lists(words, min_size=1, max_size=3).map(" ".join),
    lambda inner: st.tuples(st.sampled_from(ELEMENTS), st.lists(inner, min_size=1, max_size=3).map(" ".join)).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>"
    ),
    max_leaves=8,
)


@given(fragments)
def test_no_word_of_any_html_is_lost(body: str) -> None:
    """However elements are nested, every letter stands on the page, in its place."""
    page = markdown.html(to_markdown(body).markdown)
    letters = re.compile(r"[^\W\d_]")

    assert letters.findall("".join(shown(page))) == letters.findall("".join(shown(body)))


def test_elements_nested_without_end_are_words_all_the_same() -> None:
    """A body made to break a converter is shown, quickly."""
    assert to_markdown("<b>" * 5000 + "x").markdown == "**x**"


# --- The recorded history ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    """A site made of the recorded history, and the report."""
    site = tmp_path_factory.mktemp("history")
    return site, import_statuspage(RECORDS, site)


@needs_history
def test_fourteen_years_of_history_come_over_whole(history: tuple[Path, ImportReport]) -> None:
    """Every incident, every update with its id and its milliseconds, and every word."""
    site, report = history
    assert (report.incidents, report.updates, report.problems) == (1282, 2801, [])
    recorded = {
        update["id"]: (path.stem, update)
        for path in RECORDS.glob("*.json")
        for update in json.loads(path.read_text())["incident"]["incident_updates"]
    }

    incidents = read_site(site).incidents

    told = {update.id: (incident.id, update) for incident in incidents for update in incident.updates}
    assert len(incidents) == 1282
    assert told.keys() == recorded.keys()
    for key, (owner, update) in told.items():
        source, record = recorded[str(key)]
        words = re.sub(r"</?(?:ul|li)>", " ", re.sub(r"</?(?:strong|a)\b[^>]*>", "", record["body"]))
        assert owner == source
        assert update.at == datetime.fromisoformat(record["display_at"])
        assert shown(markdown.html(update.body.original)) == html.unescape(words).split()


@needs_history
def test_the_history_comes_back_through_the_api(history: tuple[Path, ImportReport]) -> None:
    """Every incident; what differs is what the report tells, as often as it tells it."""
    documents = served(history[0], "2023-10-07T00:00Z")
    found: dict[str, list[str]] = {}
    for path in RECORDS.glob("*.json"):
        recorded = json.loads(path.read_text())["incident"]
        told = documents[urls.incident_document(recorded["id"])]["incident"]
        assert abs(at(recorded["created_at"]) - at(told["created_at"])) < timedelta(seconds=1)  # type: ignore[operator]
        for field in differences(recorded, told) - {"created_at", "updated_at"}:
            found.setdefault(field, []).append(recorded["id"])

    def told_of(words: str) -> set[str]:
        return {note.where for note in history[1].notes if re.search(words, note.text)}

    assert found.keys() == {"started_at", "components", "update.affected_components", "update.order"}
    assert set(found["update.order"]) == told_of("in which they were first named")
    assert set(found["started_at"]) == told_of("contradicts it")
    assert set(found["components"]) == told_of("whose own list lacks it")
    assert set(found["update.affected_components"]) <= told_of("when is not recorded|does not name|cannot have|the end")


@needs_history
def test_a_second_import_of_the_history_changes_no_byte(history: tuple[Path, ImportReport]) -> None:
    """All of it is there already."""
    site, first = history
    before = tree(site)

    second = import_statuspage(RECORDS, site, config=read_config(site))

    assert (len(first.written), second.written, second.present) == (1283, [], 1282)
    assert tree(site) == before


@needs_history
def test_the_report_of_the_history_says_what_could_not_be_kept(history: tuple[Path, ImportReport]) -> None:
    """Five starts contradict their record; old names of components are gone."""
    notes = history[1].notes

    assert sum("contradicts it" in note.text for note in notes) == 5
    assert any("another name then" in note.text for note in notes)
    assert len(history[1].lines()) < 20


@needs_fixtures
@pytest.mark.parametrize(
    ("name", "incidents", "maintenances"),
    [
        ("github-summary-2022-11-25-incident.json", 1, 0),
        ("github-scheduled-maintenances-2022-02-07.json", 0, 1),
        ("htx-summary-2020-02-11-incident+scheduled.json", 1, 1),
    ],
)
def test_recorded_documents_of_three_pages_come_over(
    tmp_path: Path, name: str, incidents: int, maintenances: int
) -> None:
    """A summary and a list of maintenances, without a fault in the site that they make."""
    report = import_statuspage(FIXTURES / name, tmp_path)

    site = read_site(tmp_path)
    assert (len(site.incidents), len(site.maintenances)) == (incidents, maintenances)
    assert not report.failed


# --- ids that cannot be kept ---------------------------------------------------------------------------------


def told(*data: Json) -> list[str]:
    """The problems of an import of entries in one document each."""
    documents = [document(one, f"{number}.json") for number, one in enumerate(data)]
    return [str(problem) for problem in convert(documents).problems]


OTHER = incident(post(3, "resolved"), name="Mail is late")


@rows(
    ("second", "is_told"),
    [
        (OTHER, True),
        ({**OTHER, "id": "ABC1"}, True),
        ({**OTHER, "id": "abc2"}, False),
        (maintenance(post(3, "completed"), id="abc1", name="Mail is late"), True),
        (incident(post(1, "investigating"), post(2, "resolved"), name="Mail is late"), False),
    ],
)
def test_two_entries_with_one_id_are_told(second: Json, is_told: bool) -> None:
    """One of them would be gone without a word; two descriptions of one entry share an update."""
    found = told(incident(post(1, "investigating"), name="API is slow"), second)

    assert len(found) == is_told
    if found:
        assert ": id: expected one entry with the id '" in found[0]
        assert "Give the other an id of its own." in found[0]


@pytest.mark.parametrize("reserved", ["unresolved", "Active", "upcoming"])
def test_an_id_that_the_api_needs_is_told(reserved: str) -> None:
    """Nothing is written that `check` would refuse."""
    (found,) = told(incident(post(1, "resolved"), code=reserved))

    assert found == f"0.json: incident.id: expected an id that the API does not reserve for a list, found '{reserved}'"


def test_more_updates_than_a_file_can_hold_are_told() -> None:
    """Likewise."""
    posts = [{**post(1, "investigating"), "id": f"u{number}"} for number in range(1001)]

    assert told(incident(*posts)) == ["0.json: incident_updates: expected at most 1,000 updates in abc1, found 1,001"]


def test_an_entry_that_the_site_has_by_another_case_of_its_id_is_not_written_again(
    bring: Bring, tmp_path: Path
) -> None:
    """Two ids that differ in nothing else are one to `check`."""
    bring(incident(post(1, "resolved")))
    again = [document(incident(post(1, "resolved"), code="ABC1"))]

    report = convert(again, config=read_config(tmp_path), present=read_present(tmp_path))

    assert (report.files, report.present) == ({}, 1)


def test_a_pipe_among_the_content_is_not_opened(tmp_path: Path) -> None:
    """Nobody would ever write into it; its name is taken all the same."""
    (tmp_path / "content/incidents").mkdir(parents=True)
    os.mkfifo(tmp_path / "content/incidents/a.md")

    assert read_present(tmp_path).names == {"content/incidents/a.md"}

"""The Statuspage API: what programs that were written for Statuspage find in our documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.documents import API_SCHEMAS, GROUPED, MOMENTS, OUTAGE, SCHEMAS, STORY, UPGRADE, faults, file, schema_of
from support.places import DOCS, FIXTURES, RECORDS
from support.stories import SITE, moment, read, snapshot
from support.tables import rows

from sitegen import urls
from sitegen.build import AsOf, check
from sitegen.derive.snapshot import Snapshot, derive
from sitegen.importers.statuspage import import_statuspage
from sitegen.outputs import api
from sitegen.publish.fingerprint import Keys
from sitegen.theme.edition import load_editions
from sitegen.times import iso_milliseconds

needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the recorded responses lie beside the repository")
needs_records = pytest.mark.skipif(not RECORDS.is_dir(), reason="the recorded history lies beside the repository")

ENTRY = re.findall(
    r"\w+",
    "id name status created_at updated_at monitoring_at resolved_at impact shortlink started_at page_id "
    "incident_updates components",
)
COMPONENT = re.findall(
    r"\w+",
    "id name status created_at updated_at position description showcase start_date group_id page_id group "
    "only_show_if_degraded",
)
UPDATE = re.findall(
    r"\w+",
    "id status body incident_id created_at updated_at display_at affected_components deliver_notifications "
    "custom_tweet tweet_id",
)
LISTS = {
    urls.API_INCIDENTS: "incidents",
    urls.API_UNRESOLVED: "incidents",
    urls.API_MAINTENANCES: "scheduled_maintenances",
    urls.API_UPCOMING: "scheduled_maintenances",
    urls.API_ACTIVE: "scheduled_maintenances",
}


def made(root: Path, files: Mapping[str, str], now: str, yml: str = GROUPED) -> dict[str, bytes]:
    """The documents of a site at a moment, as they are served."""
    return rendered(snapshot(root, files, now, yml), root)


def rendered(found: Snapshot, root: Path) -> dict[str, bytes]:
    """The documents of a snapshot."""
    return {file.path: file.render() for file in api.files(found, load_editions(root, found.config)[0])}


def documents(root: Path, files: Mapping[str, str], now: str, yml: str = GROUPED) -> dict[str, Any]:
    """The same, read."""
    return {path: json.loads(data) for path, data in made(root, files, now, yml).items()}


def incident(found: Mapping[str, Any]) -> Any:
    """The newest incident."""
    return found[urls.API_INCIDENTS]["incidents"][0]


def maintenance(found: Mapping[str, Any]) -> Any:
    """The newest maintenance."""
    return found[urls.API_MAINTENANCES]["scheduled_maintenances"][0]


# ---- what there is


def test_every_document_of_statuspage_is_there_with_its_keys_in_order(tmp_path: Path) -> None:
    """Eight documents, and one for each incident and each maintenance."""
    found = documents(tmp_path, STORY, "2026-01-30 00:00")

    identifier, other = incident(found)["id"], maintenance(found)["id"]
    assert {path: list(document) for path, document in found.items()} == {
        "api/v2/summary.json": ["page", "components", "incidents", "scheduled_maintenances", "status"],
        "api/v2/status.json": ["page", "status"],
        "api/v2/components.json": ["page", "components"],
        "api/v2/incidents.json": ["page", "incidents"],
        "api/v2/incidents/unresolved.json": ["page", "incidents"],
        "api/v2/scheduled-maintenances.json": ["page", "scheduled_maintenances"],
        "api/v2/scheduled-maintenances/upcoming.json": ["page", "scheduled_maintenances"],
        "api/v2/scheduled-maintenances/active.json": ["page", "scheduled_maintenances"],
        f"api/v2/incidents/{identifier}.json": ["page", "incident"],
        f"api/v2/scheduled-maintenances/{other}.json": ["page", "scheduled_maintenance"],
    }
    assert found[urls.incident_document(identifier)]["incident"] == incident(found)
    assert found[urls.maintenance_document(other)]["scheduled_maintenance"] == maintenance(found)


def test_an_update_that_is_told_to_nobody_says_so(tmp_path: Path) -> None:
    """As Statuspage does of one for which its author unticked the box."""
    text = (
        "---\ntitle: Slow\ncomponents: [login]\n---\n"
        "\n## 2026-01-23 10:00 investigating\n\nOne.\n"
        "\n## 2026-01-23 11:00 update\n\n- notify: no\n\nTwo.\n"
        "\n## 2026-01-23 12:00 update\n\n- notify: [team]\n\nThree.\n"
    )
    updates = incident(documents(tmp_path, {"incidents/a.md": text}, "2026-01-23 13:00"))["incident_updates"]

    assert [one["deliver_notifications"] for one in updates] == [True, False, True]


def test_a_site_without_anything_has_empty_lists(tmp_path: Path) -> None:
    """Never a key that is missing."""
    found = documents(tmp_path, {}, "2026-01-30 00:00")

    assert {path: found[path][name] for path, name in LISTS.items()} == {path: [] for path in LISTS}
    assert found[urls.API_STATUS]["status"] == {"indicator": "none", "description": "All Systems Operational"}


def test_objects_have_the_keys_of_recorded_ones_in_their_order(tmp_path: Path) -> None:
    """As far as anybody can tell, programs may read them by place."""
    found = documents(tmp_path, STORY, "2026-02-01 03:00")

    assert list(found[urls.API_SUMMARY]["page"]) == ["id", "name", "url", "time_zone", "updated_at"]
    assert list(found[urls.API_SUMMARY]["status"]) == ["indicator", "description"]
    assert list(incident(found)) == ENTRY
    assert list(maintenance(found)) == [*ENTRY, "scheduled_for", "scheduled_until"]
    assert {tuple(one) for one in incident(found)["incident_updates"]} == {tuple(UPDATE)}
    assert list(incident(found)["incident_updates"][-1]["affected_components"][0]) == [
        "code",
        "name",
        "old_status",
        "new_status",
    ]
    for one in found[urls.API_COMPONENTS]["components"]:
        assert list(one) == ([*COMPONENT, "components"] if one["group"] else COMPONENT)


@needs_fixtures
def test_recorded_objects_have_those_keys_too() -> None:
    """The lists above are what was recorded, not what we remember."""
    recorded = json.loads((FIXTURES / "github-summary-2022-11-25-incident.json").read_text())
    window = json.loads((FIXTURES / "github-scheduled-maintenances-2022-02-07.json").read_text())

    assert list(recorded) == ["page", "components", "incidents", "scheduled_maintenances", "status"]
    assert list(recorded["incidents"][0])[-3:] == ["page_id", "incident_updates", "components"]
    assert list(window["scheduled_maintenances"][0])[-2:] == ["scheduled_for", "scheduled_until"]


# ---- components


def test_components_stand_after_their_group_and_retired_ones_are_left_out(tmp_path: Path) -> None:
    """Places are counted on the page and within the group; retiring one moves no other."""
    found = documents(tmp_path, {}, "2026-01-30 00:00")[urls.API_COMPONENTS]["components"]

    group = found[1]
    assert [(one["name"], one["group"], one["position"], one["group_id"]) for one in found] == [
        ("Website", False, 1, None),
        ("Accounts", True, 2, None),
        ("Sign-in", False, 1, group["id"]),
        ("Orders", False, 2, group["id"]),
        ("Mail", False, 4, None),
    ]
    assert group["components"] == [found[2]["id"], "ord3rs0rd3rs"]
    assert (found[0]["description"], found[0]["start_date"]) == ("The pages", "2025-03-01")
    assert found[0]["created_at"] == "2025-03-01T00:00:00.000Z"
    assert found[4]["created_at"] == "1970-01-01T00:00:00.000Z"


def test_a_group_is_as_bad_as_the_worst_of_its_components(tmp_path: Path) -> None:
    """And changed when the last of them did."""
    found = documents(tmp_path, STORY, "2026-01-23 14:55")[urls.API_COMPONENTS]["components"]

    assert [(one["status"], one["updated_at"]) for one in found[1:4]] == [
        ("major_outage", "2026-01-23T14:50:00.000Z"),
        ("major_outage", "2026-01-23T14:35:00.000Z"),
        ("operational", "2026-01-23T14:50:00.000Z"),
    ]


def test_components_of_what_is_over_stand_as_it_left_them(tmp_path: Path) -> None:
    """A later incident changes no document of an earlier one, whatever it does to the same components."""
    before = made(tmp_path, STORY, "2026-01-29 00:00")
    later = {**STORY, "incidents/again.md": file("Again", "2026-01-28 12:00", components="{login: major_outage}")}
    after = made(tmp_path, later, "2026-01-29 00:00")

    path = next(path for path in before if path.startswith("api/v2/incidents/") and path != urls.API_UNRESOLVED)
    assert before[path] == after[path]
    shown = json.loads(after[path])["incident"]["components"]
    assert [(one["name"], one["status"], one["updated_at"]) for one in shown] == [
        ("Sign-in", "operational", "2026-01-23T15:10:00.000Z"),
        ("Orders", "operational", "2026-01-23T14:50:00.000Z"),
    ]


# ---- the top-level status


@rows(
    ("components", "indicator", "description"),
    [
        ("[login]", "none", "All Systems Operational"),
        ("{login: degraded_performance}", "minor", "Partially Degraded Service"),
        (
            "{login: degraded_performance, orders: degraded_performance, mail: degraded_performance}",
            "minor",
            "Degraded System Service",
        ),
        ("{login: partial_outage, orders: degraded_performance}", "minor", "Minor Service Outage"),
        ("{login: partial_outage, orders: partial_outage, mail: partial_outage}", "major", "Partial System Outage"),
        ("{login: major_outage}", "major", "Partial System Outage"),
        ("{login: major_outage, orders: major_outage, mail: major_outage}", "critical", "Major System Outage"),
    ],
)
def test_the_top_level_status_is_that_of_the_components(
    components: str, indicator: str, description: str, tmp_path: Path
) -> None:
    """In Statuspage's own seven descriptions."""
    content = {"incidents/a.md": file("A", "2026-01-23 12:00", components=components)}
    found = documents(tmp_path, content, "2026-01-23 13:00", SITE)

    assert found[urls.API_STATUS]["status"] == {"indicator": indicator, "description": description}
    assert found[urls.API_SUMMARY]["status"] == found[urls.API_STATUS]["status"]


@pytest.mark.parametrize(
    ("impact", "indicator", "description"),
    [
        ("none", "none", "All Systems Operational"),
        ("minor", "minor", "Minor Service Outage"),
        ("major", "major", "Partial System Outage"),
        ("critical", "critical", "Major System Outage"),
    ],
)
def test_an_active_incident_that_names_no_component_raises_it_to_its_impact(
    impact: str, indicator: str, description: str, tmp_path: Path
) -> None:
    """Or all would be well beside it."""
    content = {"incidents/a.md": file("A", "2026-01-23 12:00", components=f"[]\nimpact: {impact}")}
    found = documents(tmp_path, content, "2026-01-23 13:00")

    assert found[urls.API_STATUS]["status"] == {"indicator": indicator, "description": description}


def test_an_incident_that_names_no_component_lowers_nothing(tmp_path: Path) -> None:
    """The worse of the two counts."""
    content = {
        "incidents/a.md": file("A", "2026-01-23 12:00", components="[]\nimpact: minor"),
        "incidents/b.md": file("B", "2026-01-23 12:00", components="{login: major_outage}"),
    }

    assert documents(tmp_path, content, "2026-01-23 13:00")[urls.API_STATUS]["status"]["indicator"] == "major"


# ---- times, order, how much


def test_every_time_is_utc_with_three_digits(tmp_path: Path) -> None:
    """Whatever the site's zone: programs compare the text."""
    yml = GROUPED.replace("timezone: UTC", "timezone: Asia/Shanghai")
    found = made(tmp_path, STORY, "2026-02-01 03:00", yml)

    times = re.findall(r'"(?:\w+_at|scheduled_(?:for|until))":([^,}]+)', "".join(map(bytes.decode, found.values())))
    assert len(times) > 100
    assert [one for one in times if not re.fullmatch(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"|null', one)] == []
    assert json.loads(found[urls.API_STATUS])["page"]["time_zone"] == "Asia/Shanghai"
    assert incident({path: json.loads(data) for path, data in found.items()})["started_at"] == (
        "2026-01-23T06:32:00.000Z"
    )


def test_milliseconds_are_kept(tmp_path: Path) -> None:
    """A recorded moment comes back to the digit."""
    found = documents(tmp_path, {"incidents/a.md": file("A", "2026-01-23 12:00:07.045")}, "2026-01-23 13:00")

    assert incident(found)["created_at"] == "2026-01-23T12:00:07.045Z"


def test_an_incident_tells_its_times(tmp_path: Path) -> None:
    """It is created with its first notice, begins before, is resolved when somebody said so, and changes last."""
    found = incident(documents(tmp_path, STORY, "2026-02-01 03:00"))

    assert {key: value[5:16] for key, value in found.items() if key.endswith("_at")} == {
        "created_at": "01-23T14:35",
        "updated_at": "01-26T10:00",
        "monitoring_at": "01-23T15:00",
        "resolved_at": "01-23T15:10",
        "started_at": "01-23T14:32",
    }


def test_a_corrected_time_is_shown_and_the_first_one_is_kept(tmp_path: Path) -> None:
    """`display_at` is the time that the update tells, `created_at` when it appeared."""
    text = file("A", "2026-01-23 12:10", "").replace("Words.", "- was: 2026-01-23 12:00\n\nWords.")
    update = incident(documents(tmp_path, {"incidents/a.md": text}, "2026-01-23 13:00"))["incident_updates"][0]

    assert (update["display_at"], update["created_at"]) == ("2026-01-23T12:10:00.000Z", "2026-01-23T12:00:00.000Z")


def test_the_newest_comes_first_and_there_are_fifty_at_most(tmp_path: Path) -> None:
    """Pollers look at the first of each list and nowhere else."""
    content = {
        f"incidents/{number}.md": file(f"No. {number}", f"2026-01-{number // 24 + 1:02d} {number % 24:02d}:00")
        for number in range(60)
    }
    found = documents(tmp_path, content, "2026-01-23 13:00")

    listed = found[urls.API_INCIDENTS]["incidents"]
    assert [one["name"] for one in listed] == [f"No. {number}" for number in range(59, 9, -1)]
    assert len(found[urls.API_UNRESOLVED]["incidents"]) == 60
    assert len(found) == 8 + 60
    updates = incident(documents(tmp_path, STORY, "2026-02-01 03:00"))["incident_updates"]
    assert [one["display_at"] for one in updates] == sorted((one["display_at"] for one in updates), reverse=True)


# ---- what entries tell


def test_the_status_after_an_update_is_never_update(tmp_path: Path) -> None:
    """Statuspage has no such word: things stand as they stood."""
    updates = incident(documents(tmp_path, STORY, "2026-01-24 00:00"))["incident_updates"]

    assert [one["status"] for one in updates] == ["resolved", "resolved", "monitoring", "identified", "investigating"]


def test_components_change_from_one_update_to_the_next(tmp_path: Path) -> None:
    """An update that says nothing about components has null."""
    updates = incident(documents(tmp_path, STORY, "2026-01-24 00:00"))["incident_updates"]

    told = [
        one["affected_components"]
        and [(each["name"], each["old_status"], each["new_status"]) for each in one["affected_components"]]
        for one in updates
    ]
    assert told == [
        None,
        [
            ("Accounts - Sign-in", "major_outage", "operational"),
            ("Accounts - Orders", "operational", "operational"),
        ],
        None,
        [
            ("Accounts - Sign-in", "major_outage", "major_outage"),
            ("Accounts - Orders", "partial_outage", "operational"),
        ],
        [
            ("Accounts - Sign-in", "operational", "major_outage"),
            ("Accounts - Orders", "operational", "partial_outage"),
        ],
    ]
    assert updates[-1]["affected_components"][1]["code"] == "ord3rs0rd3rs"


def test_a_postmortem_is_an_update_and_the_incident_says_so(tmp_path: Path) -> None:
    """As in Statuspage: the status becomes `postmortem`, and its words stay Markdown, without HTML."""
    before = incident(documents(tmp_path, STORY, "2026-01-26 09:59"))
    after = incident(documents(tmp_path, STORY, "2026-01-26 10:00"))

    assert (before["status"], len(before["incident_updates"])) == ("resolved", 5)
    assert (after["status"], len(after["incident_updates"])) == ("postmortem", 6)
    newest = after["incident_updates"][0]
    assert newest["status"] == "postmortem"
    assert newest["body"] == ("## Summary\n\nA setting in https://example.com/a was wrong, and `&lt;b>` stood in it.")
    assert after["resolved_at"] == before["resolved_at"]


def test_a_postmortem_does_not_close_an_incident_that_is_open_again(tmp_path: Path) -> None:
    """Nobody may take it for over."""
    again = "\n## 2026-01-27 09:00 investigating\n\n- components: {login: major_outage}\n\nIt is back.\n"
    found = documents(tmp_path, {**STORY, "incidents/login.md": OUTAGE + again}, "2026-01-27 10:00")

    assert incident(found)["status"] == "investigating"
    assert incident(found)["resolved_at"] is None
    assert [one["status"] for one in incident(found)["incident_updates"]][:2] == ["investigating", "postmortem"]
    assert len(found[urls.API_UNRESOLVED]["incidents"]) == 1


@rows(
    ("now", "status", "where"),
    [
        ("2026-01-28 10:00:00", "scheduled", "upcoming"),
        ("2026-02-01 01:59:59", "scheduled", "upcoming"),
        ("2026-02-01 02:00:00", "in_progress", "active"),
        ("2026-02-01 03:59:59", "in_progress", "active"),
        ("2026-02-01 04:00:00", "completed", None),
        ("2026-02-01 04:00:01", "completed", None),
    ],
)
def test_a_window_goes_its_way_by_the_clock(now: str, status: str, where: str | None, tmp_path: Path) -> None:
    """Each step is an update; one that nobody confirmed is completed, for Statuspage has no other word."""
    found = documents(tmp_path, STORY, now)

    window = maintenance(found)
    assert (window["status"], window["impact"]) == (status, "maintenance")
    steps = ["scheduled", "in_progress", "completed"]
    assert [one["status"] for one in window["incident_updates"]][::-1] == steps[: steps.index(status) + 1]
    shown = {"upcoming": urls.API_UPCOMING, "active": urls.API_ACTIVE}
    lists = {name: [one["id"] for one in found[path]["scheduled_maintenances"]] for name, path in shown.items()}
    assert lists == {name: [window["id"]] if name == where else [] for name in shown}
    assert len(found[urls.API_SUMMARY]["scheduled_maintenances"]) == (where is not None)
    assert window["resolved_at"] == ("2026-02-01T04:00:00.000Z" if status == "completed" else None)
    assert (window["scheduled_for"], window["scheduled_until"]) == (
        "2026-02-01T02:00:00.000Z",
        "2026-02-01T04:00:00.000Z",
    )
    in_progress = status == "in_progress"
    assert found[urls.API_STATUS]["status"]["indicator"] == ("maintenance" if in_progress else "none")


def test_the_steps_of_the_clock_say_so_in_english(tmp_path: Path) -> None:
    """They change components as any other update does."""
    updates = maintenance(documents(tmp_path, STORY, "2026-02-01 05:00"))["incident_updates"]

    assert [one["body"] for one in updates] == [
        "The planned window is over.",
        "The planned maintenance has started.",
        "We upgrade.",
    ]
    assert [one["affected_components"][0]["new_status"] for one in updates] == [
        "operational",
        "under_maintenance",
        "operational",
    ]


def test_a_cancelled_maintenance_is_completed_and_neither_planned_nor_active(tmp_path: Path) -> None:
    """Statuspage knows no other end; its words say what happened, or we do."""
    content = {"maintenance/upgrade.md": UPGRADE + "\n## 2026-01-30 10:00 cancelled\n"}
    found = documents(tmp_path, content, "2026-02-01 03:00")

    window = maintenance(found)
    assert (window["status"], window["resolved_at"]) == ("completed", "2026-01-30T10:00:00.000Z")
    assert window["incident_updates"][0]["status"] == "completed"
    assert window["incident_updates"][0]["body"] == "This maintenance has been cancelled."
    assert found[urls.API_UPCOMING]["scheduled_maintenances"] == found[urls.API_ACTIVE]["scheduled_maintenances"] == []
    assert found[urls.API_STATUS]["status"]["indicator"] == "none"


def test_an_announcement_is_never_active(tmp_path: Path) -> None:
    """Statuspage has none; it counts as resolved from the first, without impact, and raises nothing."""
    front = "---\ntitle: Holidays\nkind: notice\ncomponents: []\nuntil: 2026-03-01 00:00\n---\n"
    notice = f"{front}\n## 2026-01-20 10:00 update\n\nShort hours.\n"
    found = documents(tmp_path, {"incidents/holidays.md": notice}, "2026-01-23 13:00")

    shown = incident(found)
    assert (shown["status"], shown["impact"], shown["resolved_at"]) == ("resolved", "none", "2026-01-20T10:00:00.000Z")
    assert [one["status"] for one in shown["incident_updates"]] == ["resolved"]
    assert found[urls.API_UNRESOLVED]["incidents"] == found[urls.API_SUMMARY]["incidents"] == []


# ---- names and addresses


def test_ids_stay_when_words_change(tmp_path: Path) -> None:
    """They come from file names and moments, or from another system."""

    def ids(found: Mapping[str, Any]) -> list[str]:
        return re.findall(r'"(?:id|incident_id|page_id|group_id|code)": "(\w+)"', json.dumps(found))

    before = ids(documents(tmp_path, STORY, "2026-02-01 03:00"))
    renamed = {path: text.replace("title: ", "title: Another ").replace("We ", "They ") for path, text in STORY.items()}
    yml = GROUPED.replace("name: Website", "name: Homepage").replace("en: Sign-in", "en: Login")
    after = ids(documents(tmp_path, renamed, "2026-02-01 03:00", yml))

    assert before == after
    assert {one for one in before if not re.fullmatch("[0-9a-z]{12}", one)} == set()


def test_ids_from_elsewhere_are_kept(tmp_path: Path) -> None:
    """An incident's, an update's and a component's."""
    text = file("A", "2026-01-23 12:00", components="[orders]\nid: zxl9k08m9xwf")
    text = text.replace("Words.", "- id: n1dr3fb22655\n\nWords.")
    found = documents(tmp_path, {"incidents/a.md": text}, "2026-01-23 13:00")

    assert urls.incident_document("zxl9k08m9xwf") in found
    update = incident(found)["incident_updates"][0]
    assert (update["id"], update["incident_id"]) == ("n1dr3fb22655", "zxl9k08m9xwf")
    assert incident(found)["components"][0]["id"] == "ord3rs0rd3rs"


def test_links_are_whole_and_lead_below_the_sites_path(tmp_path: Path) -> None:
    """A program has no page to be relative to."""
    yml = GROUPED.replace("https://status.example.com", "https://example.com/status/")
    found = documents(tmp_path, STORY, "2026-02-01 03:00", yml)

    assert found[urls.API_SUMMARY]["page"]["url"] == "https://example.com/status"
    assert incident(found)["shortlink"] == "https://example.com/status/incidents/login/"
    assert maintenance(found)["shortlink"] == "https://example.com/status/maintenance/upgrade/"


def test_a_chinese_site_speaks_its_language_and_statuspages(tmp_path: Path) -> None:
    """Names and bodies are the site's, descriptions and steps Statuspage's, in English."""
    yml = GROUPED.replace("locales: [en, zh-CN]", "locales: [zh-CN, en]")
    content = {"maintenance/upgrade.md": UPGRADE.replace("Database upgrade", "数据库升级")}
    text = json.dumps(documents(tmp_path, content, "2026-02-01 03:00", yml), ensure_ascii=False)

    assert "Service Under Maintenance" in text
    assert "数据库升级" in text
    assert "账号 - Orders" in text
    assert "The planned maintenance has started." in text


# ---- words


def test_a_body_holds_the_title_of_its_update_and_the_full_addresses_of_pictures(tmp_path: Path) -> None:
    """Statuspage's updates have no title, and whoever shows a body has no page to look for pictures on."""
    folder = tmp_path / "content" / "incidents"
    folder.mkdir(parents=True)
    (folder / "load.png").write_bytes(
        bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
    )
    content = {
        "incidents/a.md": file(
            "A", "2026-01-23 12:00", "\n## 2026-01-23 12:30 resolved: All clear\n\n![L](load.png)\n"
        ),
        "incidents/a.postmortem.md": "---\npublished: 2026-01-23 12:40\n---\n\n![L](load.png)\n",
    }
    shown = incident(documents(tmp_path, content, "2026-01-23 13:00"))
    postmortem, resolved, _ = [update["body"] for update in shown["incident_updates"]]

    address = r"https://status\.example\.com/assets/[0-9a-f]{16}\.png"
    assert re.fullmatch(rf'All clear\n\n<img src="{address}" alt="L" width="1" height="1" loading="lazy">', resolved)
    assert re.fullmatch(rf"!\[L\]\({address}\)\n*", postmortem)


@rows("words", ["]]>", "ٱلسَّلَامُ עליכם", "🔥👩‍👩‍👧‍👦", "x" * 200, "\\u0000 \\n", '"; DROP'])
def test_any_words_come_back_equal(words: str, tmp_path: Path) -> None:
    """As a title and in a body."""
    content = {"incidents/a.md": file(f"'{words}'", "2026-01-23 12:00", f"\n`{words}`\n")}
    shown = incident(documents(tmp_path, content, "2026-01-23 13:00"))

    assert shown["name"] == words
    assert words.split() == re.findall("<code>(.*)</code>", shown["incident_updates"][0]["body"], re.DOTALL)[0].split()


# ---- what changes when


def test_nothing_says_when_it_was_built(tmp_path: Path) -> None:
    """Between two changes every document keeps its bytes, and its key, so that no build makes it again."""
    site = read(tmp_path, STORY, GROUPED)
    for early, late in pairwise(MOMENTS):
        first, last = moment(early), moment(late) - timedelta(seconds=1)
        one, other = derive(site, first), derive(site, last)
        context = load_editions(tmp_path, site.config)[0]

        assert rendered(one, tmp_path) == rendered(other, tmp_path)
        assert [*map(Keys().of, api.files(one, context))] == [*map(Keys().of, api.files(other, context))]


@pytest.mark.parametrize(
    ("now", "updated"),
    [
        ("2026-01-23 12:59", "2026-01-23T12:00:00.000Z"),
        ("2026-01-23 13:00", "2026-01-23T13:00:00.000Z"),
        ("2026-01-23 15:00", "2026-01-23T13:00:00.000Z"),
    ],
)
def test_a_back_dated_update_changes_its_incident_when_it_is_posted(now: str, updated: str, tmp_path: Path) -> None:
    """It tells one time and was published at another, which is never ahead of the moment."""
    told = file("Late", "2026-01-23 12:00").replace("Words.", "- was: 2026-01-23 13:00\n\nWords.")
    content = {"incidents/a.md": told}
    found = documents(tmp_path, content, now)

    assert incident(found)["updated_at"] == found[urls.API_INCIDENTS]["page"]["updated_at"] == updated
    assert incident(found)["created_at"] == "2026-01-23T12:00:00.000Z"


def test_updated_at_never_goes_back_nor_ahead(tmp_path: Path) -> None:
    """Pollers compare it as text, also when something has left a list."""
    before: dict[str, str] = {}
    for now in MOMENTS:
        found = documents(tmp_path, STORY, now)
        pages = {path: document["page"]["updated_at"] for path, document in found.items()}
        assert max(pages.values()) <= iso_milliseconds(moment(now))
        assert {path: at for path, at in pages.items() if at < before.get(path, "")} == {}
        before = pages


def test_updated_at_moves_when_a_document_does(tmp_path: Path) -> None:
    """Whatever a poller could see has another `updated_at` on its page."""
    before: dict[str, Any] = {}
    for now in MOMENTS:
        found = documents(tmp_path, STORY, now)
        silent = [
            path
            for path in found.keys() & before.keys()
            if found[path] != before[path] and found[path]["page"] == before[path]["page"]
        ]
        assert silent == []
        before = found


def test_a_change_to_one_incident_changes_only_what_shows_it(tmp_path: Path) -> None:
    """Of sixty incidents and a maintenance, those beside it keep their bytes."""
    over = "\n## 2026-01-22 00:00 resolved\n\nOver.\n"
    content = {
        f"incidents/{number}.md": file(f"No. {number}", f"2026-01-{number // 24 + 1:02d} {number % 24:02d}:00", over)
        for number in range(60)
    }
    content |= {"maintenance/upgrade.md": UPGRADE}

    now = "2026-01-29 00:00"
    before = made(tmp_path, content, now)

    def changed(path: str, old: str, new: str) -> set[str]:
        assert old in content[path]
        after = made(tmp_path, {**content, path: content[path].replace(old, new)}, now)
        made(tmp_path, {path: content[path]}, now)
        return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}

    def own(title: str) -> str:
        return next(
            path for path, data in before.items() if path not in API_SCHEMAS and f'"name":"{title}"'.encode() in data
        )

    assert changed("incidents/3.md", "Words.", "Other words.") == {own("No. 3")}
    assert changed("incidents/40.md", "Words.", "Other words.") == {own("No. 40"), urls.API_INCIDENTS}
    more = "Over.\n\n## 2026-01-28 12:00 update\n\nMore."
    assert changed("incidents/40.md", "Over.", more) == {own("No. 40"), urls.API_INCIDENTS}
    listed = {urls.API_INCIDENTS, urls.API_UNRESOLVED, urls.API_SUMMARY}
    assert changed("incidents/40.md", over, "") == {own("No. 40"), *listed}
    planned = {urls.API_MAINTENANCES, urls.API_UPCOMING, urls.API_SUMMARY}
    assert changed("maintenance/upgrade.md", "We upgrade.", "We upgrade it.") == {own("Database upgrade"), *planned}


# ---- schemas


@rows("path", sorted(SCHEMAS.glob("*.json")))
def test_a_schema_is_one(path: Path) -> None:
    """It validates against the schema of schemas, and is known by its name."""
    schema = json.loads(path.read_text())

    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == path.name


def test_our_documents_are_as_the_schemas_say(tmp_path: Path) -> None:
    """At every step of a story."""
    for now in MOMENTS:
        for path, document in documents(tmp_path, STORY, now).items():
            assert (now, path, faults(document, schema_of(path))) == (now, path, [])


@needs_fixtures
@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("github-summary-2022-11-25-incident.json", "summary.json"),
        ("htx-summary-2020-02-11-incident+scheduled.json", "summary.json"),
        ("github-scheduled-maintenances-2022-02-07.json", "scheduled-maintenances.json"),
    ],
)
def test_recorded_documents_are_as_the_schemas_say(name: str, schema: str) -> None:
    """They describe what Statuspage sends, not only what we do."""
    assert faults(json.loads((FIXTURES / name).read_text()), schema) == []


@needs_records
def test_recorded_incidents_are_as_the_schema_says() -> None:
    """A hundred of them, of all years."""
    for path in sorted(RECORDS.glob("*.json"))[::13]:
        assert (path.name, faults(json.loads(path.read_text()), "incident.json")) == (path.name, [])


@rows(
    ("old", "new"),
    [
        ('"investigating"', '"update"'),
        ('"Partial System Outage"', '"Major Service Outage"'),
        ('"indicator":"major"', '"indicator":"critical"'),
        (".000Z", "Z"),
        ('"affected_components":', '"affected":'),
        ('"major_outage"', '"down"'),
    ],
)
def test_the_schemas_find_what_is_wrong(old: str, new: str, tmp_path: Path) -> None:
    """Or they would say nothing."""
    text = made(tmp_path, STORY, "2026-01-23 14:55")[urls.API_SUMMARY].decode()
    assert old in text

    assert faults(json.loads(text), "summary.json") == []
    assert faults(json.loads(text.replace(old, new)), "summary.json") != []


def test_the_documentation_names_every_document_and_every_schema() -> None:
    """With the address that it has."""
    told = (DOCS / "api.md").read_text()

    addresses = [*API_SCHEMAS, urls.incident_document("ID"), urls.maintenance_document("ID")]
    assert [address for address in addresses if f"`/{address}`" not in told] == []
    assert [schema for schema in {*API_SCHEMAS.values()} if not (SCHEMAS / schema).is_file()] == []


# ---- there and back


def _recorded(source: Path) -> Iterable[tuple[str, Any]]:
    """Every incident and maintenance of saved documents."""
    for path in sorted(source.glob("*.json")) if source.is_dir() else [source]:
        document = json.loads(path.read_text())
        for name in ("incident", "scheduled_maintenance"):
            several = [document[name]] if name in document else document.get(f"{name}s", [])
            yield from ((name, entry) for entry in several)


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _spaced(text: str) -> str:
    """Without the spaces beside tags, and with one space where there are several."""
    return " ".join(re.sub(r"\s*(</?(?:ul|li|strong)>)\s*", r" \1 ", text).split())


@pytest.fixture(scope="module", params=["history", "maintenance", "github", "htx"])
def returned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Recorded documents, and what a site makes of them that imported them."""
    source, now = {
        "history": (RECORDS, "2026-11-01T00:00:00Z"),
        "maintenance": (FIXTURES / "github-scheduled-maintenances-2022-02-07.json", "2022-02-07T15:25:09Z"),
        "github": (FIXTURES / "github-summary-2022-11-25-incident.json", "2022-11-25T15:50:06Z"),
        "htx": (FIXTURES / "htx-summary-2020-02-11-incident+scheduled.json", "2020-02-11T03:17:00Z"),
    }[request.param]
    if not source.exists():
        pytest.skip("the recorded responses lie beside the repository")
    root = tmp_path_factory.mktemp(request.param)
    assert import_statuspage(source, root).problems == []
    at = datetime.fromisoformat(now)
    found = check(root, AsOf(at, given=True)).snapshot
    return source, {path: json.loads(data) for path, data in rendered(found, root).items()}


Returned = tuple[Path, dict[str, Any]]


def _pairs(returned: Returned) -> list[tuple[Any, Any]]:
    """What was recorded, beside what we give back under the same id."""
    source, ours = returned
    address = {"incident": urls.incident_document, "scheduled_maintenance": urls.maintenance_document}
    return [(entry, ours[address[name](entry["id"])][name]) for name, entry in _recorded(source)]


def test_what_was_imported_comes_back_with_its_ids_statuses_and_impacts(returned: Returned) -> None:
    """Of entries and updates, in their order."""
    for old, new in _pairs(returned):
        assert [new[key] for key in ("id", "name", "status", "impact")] == [
            old[key] for key in ("id", "name", "status", "impact")
        ]
        assert [(one["id"], one["status"], one["incident_id"]) for one in new["incident_updates"]] == [
            (one["id"], one["status"], one["incident_id"]) for one in old["incident_updates"]
        ]


def test_what_was_imported_comes_back_with_its_times(returned: Returned) -> None:
    """To the millisecond; `created_at`, which lies moments before the first update, within a second."""
    for old, new in _pairs(returned):
        exact = ("monitoring_at", "resolved_at", "scheduled_for", "scheduled_until")
        assert [_at(new.get(key)) for key in exact] == [_at(old.get(key)) for key in exact]
        assert [_at(one["display_at"]) for one in new["incident_updates"]] == [
            _at(one["display_at"]) for one in old["incident_updates"]
        ]
        created = _at(old["created_at"]), _at(new["created_at"])
        assert created[0] is not None
        assert created[1] is not None
        assert abs(created[0] - created[1]) < timedelta(seconds=1)
        started = _at(old["started_at"])
        assert started is not None
        first = min(started, created[1])  # A start after the first notice is a mistake, which the import tells.
        if "scheduled_for" not in old:
            assert _at(new["started_at"]) == first


def test_what_was_imported_comes_back_with_its_words(returned: Returned) -> None:
    """Equal, but that a run of spaces has become one."""
    pairs = [
        (was["body"], now["body"])
        for old, new in _pairs(returned)
        for was, now in zip(old["incident_updates"], new["incident_updates"], strict=True)
    ]

    assert [(was, now) for was, now in pairs if _spaced(was) != _spaced(now)] == []
    assert sum(was == now for was, now in pairs) >= len(pairs) * 0.95


def test_what_was_imported_comes_back_in_its_order(returned: Returned) -> None:
    """Newest first, as far as the list reaches."""
    source, ours = returned
    recorded = sorted(_recorded(source), key=lambda pair: pair[1]["created_at"], reverse=True)

    for name, path in (("incident", urls.API_INCIDENTS), ("scheduled_maintenance", urls.API_MAINTENANCES)):
        expected = [entry["id"] for kind, entry in recorded if kind == name][:50]
        assert [entry["id"] for entry in ours[path][f"{name}s"]] == expected


@needs_fixtures
@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("github-summary-2022-11-25-incident.json", "2022-11-25T15:50:06Z"),
        ("htx-summary-2020-02-11-incident+scheduled.json", "2020-02-11T03:17:00Z"),
    ],
)
def test_a_recorded_summary_comes_back_with_its_status_and_components(name: str, now: str, tmp_path: Path) -> None:
    """The same words from the same components."""
    recorded = json.loads((FIXTURES / name).read_text())
    import_statuspage(FIXTURES / name, tmp_path)
    at = datetime.fromisoformat(now).astimezone(UTC)
    found = check(tmp_path, AsOf(at, given=True)).snapshot
    ours = json.loads(rendered(found, tmp_path)[urls.API_SUMMARY])

    assert ours["status"] == recorded["status"]
    assert {key: ours["page"][key] for key in ("name", "url", "time_zone")} == {
        key: recorded["page"][key] for key in ("name", "url", "time_zone")
    }
    keys = ("id", "name", "status", "description")
    shown = {one["id"]: [one[key] for key in keys] for one in ours["components"]}
    assert [shown[one["id"]] for one in recorded["components"]] == [
        [one[key] for key in keys] for one in recorded["components"]
    ]
    assert [one["id"] for one in ours["incidents"]] == [one["id"] for one in recorded["incidents"]]
    assert [one["id"] for one in ours["scheduled_maintenances"]] == [
        one["id"] for one in recorded["scheduled_maintenances"]
    ]

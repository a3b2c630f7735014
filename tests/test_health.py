"""/status.json: the state of everything in one document, for scripts and for pages that are open."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support.documents import GROUPED, MOMENTS, OUTAGE, STORY, UPGRADE, faults, file
from support.places import DOCS
from support.stories import SITE, snapshot

from sitegen.outputs import health
from sitegen.theme.edition import load_editions


def document(root: Path, files: Mapping[str, str], now: str, yml: str = GROUPED) -> Any:
    """The document of a site at a moment."""
    found = snapshot(root, files, now, yml)
    (made,) = health.files(found, load_editions(root, found.config)[0])
    assert made.path == "status.json"
    return json.loads(made.render())


def test_it_has_the_keys_that_health_documents_have(tmp_path: Path) -> None:
    """`timestamp`, `overall_status` and `services` with name, status and last check; true at the moment."""
    found = document(tmp_path, STORY, "2026-01-23 14:55")

    assert found["timestamp"] == "2026-01-23T14:55:00.000Z"
    assert (found["overall_status"], found["description"]) == ("major", "Major incident")
    assert [(one["name"], one["status"], one["last_check"]) for one in found["services"]] == [
        ("Website", "operational", found["timestamp"]),
        ("Sign-in", "major_outage", found["timestamp"]),
        ("Orders", "operational", found["timestamp"]),
        ("Mail", "operational", found["timestamp"]),
    ]
    assert found["services"][1]["url"] == "https://status.example.com/components/login/"


def test_it_is_as_its_schema_says(tmp_path: Path) -> None:
    """At every step of a story, and while somebody is late."""
    for now in MOMENTS:
        assert (now, faults(document(tmp_path, STORY, now), "health.json")) == (now, [])
    late = {"maintenance/upgrade.md": UPGRADE.replace("components:", "auto: false\ncomponents:")}
    found = document(tmp_path, late, "2026-02-01 03:00")
    assert faults(found, "health.json") == []
    assert found["maintenances"][0]["status"] == "late"


def test_it_names_what_is_active_and_what_is_planned(tmp_path: Path) -> None:
    """With an address each, and when to expect the next words."""
    promised = OUTAGE.partition("## 2026-01-23 14:50")[0].replace("We are", "- next update: 15:00\n\nWe are")
    front = "---\ntitle: Holidays\nkind: notice\ncomponents: []\nuntil: 2026-03-01 00:00\n---\n"
    files = {
        "incidents/login.md": promised,
        "incidents/holidays.md": f"{front}\n## 2026-01-20 10:00 update\n\nShort hours.\n",
        "maintenance/upgrade.md": UPGRADE.replace("2026-01-28", "2026-01-20"),
    }
    found = document(tmp_path, files, "2026-01-23 15:00")

    (incident,) = found["incidents"]
    assert (incident["slug"], incident["status"], incident["impact"]) == ("login", "investigating", "major")
    assert (incident["next_update"], incident["overdue"]) == ("2026-01-23T15:00:00.000Z", True)
    assert incident["url"] == "https://status.example.com/incidents/login/"
    (window,) = found["maintenances"]
    assert (window["slug"], window["status"], window["start"]) == ("upgrade", "scheduled", "2026-02-01T02:00:00.000Z")
    (notice,) = found["announcements"]
    assert (notice["title"], notice["until"]) == ("Holidays", "2026-03-01T00:00:00.000Z")
    assert "status" not in notice


def test_it_tells_what_the_clock_will_change_next(tmp_path: Path) -> None:
    """A window that opens, one that ends; beyond three days, or when nothing is planned, nothing."""
    soon = document(tmp_path, STORY, "2026-01-31 00:00")["next_transition"]
    open_now = document(tmp_path, STORY, "2026-02-01 03:00")["next_transition"]

    assert soon == {
        "at": "2026-02-01T02:00:00.000Z",
        "overall_status": "maintenance",
        "services": {"orders": "under_maintenance"},
    }
    assert open_now == {
        "at": "2026-02-01T04:00:00.000Z",
        "overall_status": "operational",
        "services": {"orders": "operational"},
    }
    assert document(tmp_path, STORY, "2026-01-28 10:00")["next_transition"] is None
    assert document(tmp_path, STORY, "2026-03-01 00:00")["next_transition"] is None


def test_another_version_means_that_something_has_changed(tmp_path: Path) -> None:
    """Each step of a story has its own, and time alone has none."""
    versions = [document(tmp_path, STORY, now)["version"] for now in MOMENTS[:-1]]

    assert len(set(versions)) == len(versions)
    assert document(tmp_path, STORY, "2026-01-23 14:49:59")["version"] == versions[1]
    assert document(tmp_path, STORY, "2026-02-01 02:01")["version"] == versions[8]
    assert document(tmp_path, STORY, "2026-02-01 03:59")["version"] == versions[8]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("incidents/login.md", "We have found the cause.", "We have found it."),
        ("incidents/login.md", "Sign-in is failing", "Sign-in fails"),
        ("incidents/login.md", "- components: {orders: operational}", "- eta: 16:00"),
        ("maintenance/upgrade.md", "We upgrade.", "We upgrade it."),
    ],
)
def test_a_word_that_is_edited_is_a_change_too(path: str, old: str, new: str, tmp_path: Path) -> None:
    """A page that is open can tell by comparing one field."""
    assert old in STORY[path]
    before = document(tmp_path, STORY, "2026-01-28 12:00")
    after = document(tmp_path, {**STORY, path: STORY[path].replace(old, new)}, "2026-01-28 12:00")

    assert before["version"] != after["version"]
    assert before["timestamp"] == after["timestamp"]


def test_a_site_in_which_nothing_ever_happened_has_a_document(tmp_path: Path) -> None:
    """And empty lists in it."""
    found = document(tmp_path, {}, "2026-01-23 12:00", SITE)

    assert (found["overall_status"], found["next_transition"]) == ("operational", None)
    assert found["incidents"] == found["maintenances"] == found["announcements"] == []
    assert found["updated_at"] == "1970-01-01T00:00:00.000Z"


def test_it_speaks_the_sites_first_language(tmp_path: Path) -> None:
    """One document has one language."""
    yml = GROUPED.replace("locales: [en, zh-CN]", "locales: [zh-CN, en]")
    found = document(tmp_path, {"incidents/a.md": file("登录失败", "2026-01-23 12:00")}, "2026-01-23 13:00", yml)

    assert re.fullmatch("[\u4e00-\u9fff，]+", found["description"])
    assert found["services"][1]["name"] == "登录"
    assert found["incidents"][0]["title"] == "登录失败"


def test_the_documentation_names_every_key(tmp_path: Path) -> None:
    """Of the document itself."""
    told = (DOCS / "api.md").read_text()

    assert [
        key for key in document(tmp_path, STORY, "2026-01-23 14:55") if f"`{key}`" not in told and key != "url"
    ] == []

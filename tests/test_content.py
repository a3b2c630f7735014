"""Content files → typed values: what each form means, and what many files mean together."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime

import pytest
from support.places import EXAMPLES, SAMPLE
from support.sites import CLOCK, Folder
from support.tables import rows

from sitegen.derive.snapshot import latest_moment
from sitegen.model import Compensation, ComponentStatus, Impact, Incident, Kind, Status, Text, Words
from sitegen.problems import Problems, Severity
from sitegen.read.config import read_config
from sitegen.read.content import read_content, read_group
from sitegen.read.files import ContentFile, FileGroup, find_groups
from sitegen.read.reader import Reader
from sitegen.times import MAX_AHEAD


def utc(text: str) -> datetime:
    """A moment told in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def example(name: str) -> str:
    """The text of a good example."""
    return (EXAMPLES / "good" / name).read_text()


def en(text: str) -> Text:
    """A text in English that is not translated."""
    return Text(text, "en")


# --- an incident ---------------------------------------------------------------------------------------------


def test_every_key_of_front_matter_has_its_value(site: Folder) -> None:
    """Each key is typed as docs/content.md says, whatever its form."""
    incident = site.incident(example("incidents/front-matter-complete.md"))
    facts = incident.facts

    assert incident.title == en("Sign-in: failing for all users")
    assert incident.kind is Kind.THIRD_PARTY
    assert incident.started == utc("2026-01-23 06:32:10")
    assert incident.id == "zxl9k08m9xwf"
    assert incident.aliases == ("/incidents/abc123", "/history/2026/old-name.html")
    assert facts.impact is Impact.MAJOR
    assert facts.components == (("login", ComponentStatus.MAJOR_OUTAGE), ("orders", ComponentStatus.PARTIAL_OUTAGE))
    assert facts.not_working == (en("Signing in"), en("Signing up: all of it"))
    assert facts.still_working == (en("Browsing"), en("Orders #1 to #9"))
    assert facts.workaround == en("Stay signed in; do not sign out.")
    assert facts.scope == (
        ("users", en("about 100,000")),
        ("regions", en("all")),
        ("requests", en("3 %")),
        ("data", en("no")),
    )
    assert facts.compensation == (
        Compensation(en("users"), en("7 days of VIP"), utc("2026-01-24 07:10")),
        Compensation(en("partners"), en("20% more calls")),
    )


def test_every_field_of_an_update_has_its_value(site: Folder) -> None:
    """Times lean on the heading; only what is said is there."""
    incident = site.incident(example("incidents/fields-complete.md"))
    first, second, third = incident.updates

    assert first.facts.next_update is None
    assert second.facts.impact is Impact.CRITICAL
    assert second.facts.components == (
        ("login", ComponentStatus.PARTIAL_OUTAGE),
        ("orders", ComponentStatus.OPERATIONAL),
    )
    assert second.facts.not_working == (en("Signing in"),)
    assert second.facts.still_working == (en("Browsing"),)
    assert second.facts.workaround == en("Two ways: wait, or stay signed in")
    assert second.facts.scope == (("users", en("about 100,000")),)
    assert second.facts.compensation == (Compensation(en("users"), en("7 days of VIP"), utc("2026-01-24 06:50")),)
    assert second.facts.eta == utc("2026-01-23 07:00")
    assert second.facts.next_update == utc("2026-01-23 07:05")
    assert second.facts.progress == 70
    assert (second.at, second.published) == (utc("2026-01-23 06:50"), utc("2026-01-23 06:53"))
    assert (second.id, second.key) == ("n1zlm2bc6q4n", "n1zlm2bc6q4n")
    assert second.body == en("Found.")
    assert third.facts.ended == utc("2026-01-23 07:00")


def test_keys_spelled_freely_are_the_same_fields(site: Folder) -> None:
    """Capitals, dashes, spaces, full-width colons and the signs * and + make no difference."""
    _, second, third, fourth = site.incident(example("incidents/fields-spelled-freely.md")).updates

    assert second.facts.next_update == utc("2026-01-23 07:30")
    assert second.facts.not_working == (en("Signing in"),)
    assert second.facts.progress == 70
    assert second.facts.compensation == (Compensation(en("users"), en("7 days")),)
    assert third.facts.next_update == utc("2026-01-23 08:00")
    assert third.facts.eta == utc("2026-01-23 08:00")
    assert third.facts.progress == 95
    assert third.body == en("Prose with a list:\n\n- Note: this is no field\n- progress\\: a word")
    assert fourth.facts.ended == utc("2026-01-23 08:00")


@rows(
    ("text", "percent"), [("70", 70), ("70%", 70), ("70 %", 70), ("'70%'", 70), ("0", 0), ("100%", 100), ("70％", 70)]
)
def test_progress_has_a_percent_sign_or_not(site: Folder, text: str, percent: int) -> None:
    """`70`, `70%` and `70 %` are the same."""
    incident = site.incident(example("incidents/design.md").replace("progress: 70%", f"progress: {text}"))

    assert incident.updates[1].facts.progress == percent


def test_an_empty_field_clears_what_was_said(site: Folder) -> None:
    """It is told apart from a field that is not there; a key of front matter without a value is not there."""
    incident = site.incident(example("incidents/fields-cleared.md"))

    assert incident.started is None
    assert incident.facts.workaround == en("Stay signed in.")
    assert incident.updates[1].facts.cleared == ("workaround", "next_update", "eta", "components")
    assert incident.updates[1].facts.workaround is None


def test_scalars_are_what_was_written(site: Folder) -> None:
    """`404`, `12:30`, `no`, `1.10` and `yes` are words for readers."""
    incident = site.incident(example("incidents/scalars-are-text.md"))

    assert incident.title.original == "404"
    assert incident.facts.workaround == en("12:30")
    assert dict(incident.facts.scope or ()) == {
        "users": en("no"),
        "regions": en("1.10"),
        "requests": en("null"),
        "data": en("0x1F"),
    }
    assert [item.original for item in incident.facts.not_working or ()] == ["yes", "2026-01-23", "1_000", ".inf"]


def test_headings_in_every_form_are_moments(site: Folder) -> None:
    """With T or spaces, seconds or parts of them, in UTC, at an offset, or in the site's zone."""
    updates = site.incident(example("incidents/heading-forms.md")).updates

    assert [(update.at, update.status, update.title and update.title.original) for update in updates] == [
        (utc("2026-01-23 06:30"), "investigating", None),
        (utc("2026-01-23 06:31"), "identified", None),
        (utc("2026-01-23 06:32:05"), "monitoring", None),
        (utc("2026-01-23 06:33:05.250"), "update", None),
        (utc("2026-01-23 06:34"), "update", "In UTC"),
        (utc("2026-01-23 06:35"), "update", "Full-width colon"),
        (utc("2026-01-23 06:36"), "update", "A title: with a colon #1"),
        (utc("2026-01-23 06:37"), "resolved", None),
    ]


def test_updates_come_oldest_first_whatever_their_order_in_the_file(site: Folder) -> None:
    """Both orders mean the same."""
    oldest = site.incident(example("incidents/oldest-first.md"))
    newest = site.incident(example("incidents/newest-first.md"))

    assert [update.status for update in newest.updates] == ["investigating", "identified", "resolved"]
    assert [(one.at, one.body, one.key) for one in newest.updates] == [
        (one.at, one.body, one.key) for one in oldest.updates
    ]


def test_updates_of_one_moment_are_known_by_their_order(site: Folder) -> None:
    """The identity of an update is its moment as first published, and then its place there."""
    updates = site.incident(example("incidents/one-moment-twice.md")).updates

    assert [update.status for update in updates] == ["investigating", "identified", "resolved"]
    assert updates[1].key == f"{updates[0].key}-2"


def test_updates_of_one_moment_stand_newest_first_too(site: Folder) -> None:
    """They say nothing about the order of the file, and come in its order, from the bottom up."""
    updates = site.incident(example("incidents/newest-first-one-moment-twice.md")).updates

    assert [update.status for update in updates] == ["investigating", "update", "identified"]
    assert updates[2].key == f"{updates[1].key}-2"


def test_a_corrected_time_keeps_its_identity(site: Folder) -> None:
    """With `was`, an update is known by the moment under which it first appeared."""
    text = "---\ntitle: X\ncomponents: []\n---\n\n## 2026-01-23 14:35 investigating\n"
    before = site.incident(text).updates[0]
    after = site.incident(text.replace("14:35", "14:31") + "\n- was: 2026-01-23 14:35\n").updates[0]

    assert after.key == before.key
    assert after.published == before.at
    assert after.at == utc("2026-01-23 06:31")


def test_components_may_be_named_without_a_status(site: Folder) -> None:
    """A list, or an empty mapping: both say what is concerned."""
    assert site.incident(example("incidents/components-in-a-list.md")).facts.components == (
        ("login", None),
        ("orders", None),
    )
    assert site.incident(example("incidents/components-none.md")).facts.components == ()


def test_what_stands_in_a_comment_is_not_said(site: Folder) -> None:
    """Whole updates, fields and words; but not what stands in code."""
    incident = site.incident(example("incidents/comments.md"))
    [update] = incident.updates

    assert update.facts.next_update == utc("2026-01-23 06:50")
    assert "identified" not in update.body.original
    assert "Lee" not in update.body.original
    assert "continued" not in update.body.original
    for kept in (
        "`<!-- code -->`",
        "\\<!-- text.",
        "    <!-- indented code -->",
        "\n<!-- fenced code -->\n",
        "Really.",
    ):
        assert kept in update.body.original


def test_an_original_in_another_language_says_so(site: Folder) -> None:
    """Its texts are marked with it, and the first language of the site may be a translation then."""
    site.write("content/incidents/only.en.md", "---\ntitle: Sign-in fails\n---\n\n## 2026-01-23 14:35\n\nIt fails.\n")
    incident = site.incident(example("incidents/in-chinese.md"))

    assert incident.title.to("zh-CN") == Words("无法登录", "zh-CN")
    assert incident.title.to("en") == Words("Sign-in fails", "en")
    assert incident.updates[0].body.to("en") == Words("It fails.", "en")
    assert incident.updates[0].title == Text("正在排查", "zh-CN")
    assert incident.updates[0].facts.next_update == utc("2026-01-23 06:50")


def test_a_notice_is_over_at_its_time(site: Folder) -> None:
    """It has updates only, and perhaps an end."""
    incident = site.incident(example("incidents/notice.md"))

    assert (incident.kind, incident.until) == (Kind.NOTICE, utc("2026-10-08 01:00"))
    assert {update.status for update in incident.updates} == {Status.UPDATE}


def test_a_draft_is_checked_and_left_out(site: Folder) -> None:
    """Its faults are told, and nothing of it is published."""
    site.write("content/incidents/a.md", example("incidents/draft.md"))
    read, problems = site.read()
    assert read is not None
    assert (read.incidents, problems) == ((), [])

    site.write("content/incidents/a.md", example("incidents/draft.md").replace("login:", "lgoin:"))
    assert "expected a component of site.yml, found 'lgoin'" in site.problems()


def test_a_draft_is_left_out_with_all_that_is_beside_it(site: Folder) -> None:
    """Its translation and its postmortem are read, too, and not published."""
    draft = example("incidents/draft.md")
    site.write("content/incidents/a.md", draft)
    site.write("content/incidents/a.zh-CN.md", "---\ntitle: 无法登录\n---\n\n## 2026-01-23 14:35\n\n正在排查。\n")
    site.write("content/incidents/a.postmortem.md", example("postmortems/plain.md"))

    content, problems = site.read()
    assert problems == []
    assert content is not None
    assert content.incidents == ()


def test_a_picture_is_known_by_its_content(site: Folder) -> None:
    """Name, size and digest; one that lies in the folder unused is not read."""
    shot = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x20\x00\x00\x00\x10"
    site.write("content/incidents/2026/error.png", shot)
    site.write("content/incidents/2026/unused.png", b"not a picture")
    site.write(
        "content/incidents/2026/a.md",
        "---\ntitle: X\ncomponents: []\n---\n\n## 2026-01-23 14:35 investigating\n\n![The error](./error.png)\n",
    )
    read, problems = site.read()

    assert problems == []
    assert read is not None
    [image] = read.incidents[0].images
    assert (image.name, image.path) == ("./error.png", "content/incidents/2026/error.png")
    assert (image.width, image.height) == (32, 16)
    assert re.fullmatch("[0-9a-f]{16}", image.digest)


@rows(
    ("name", "start"),
    [
        ("error.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("error.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\xff\xc0\x00\x11\x08"),
        ("error.gif", b"GIF89a\x20"),
        ("error.webp", b"RIFF\x30\x00\x00\x00WEBPVP8X"),
        ("error.webp", b"RIFF\x30\x00\x00\x00WEBPVP8L\x00"),
    ],
)
def test_a_damaged_picture_is_a_problem_like_any_other(site: Folder, name: str, start: bytes) -> None:
    """Whatever stands behind its first bytes, or nothing."""
    site.write(
        "content/incidents/a.md",
        f"---\ntitle: X\ncomponents: []\n---\n\n## 2026-01-23 14:35 investigating\n\n![The error]({name})\n",
    )
    for length in range(len(start) + 1):
        site.write(f"content/incidents/{name}", start[:length])
        assert re.match(
            r"content/incidents/a.md:8: image: expected a picture named '[a-z.]+' beside the file, found a ",
            site.problems(),
        )


def test_a_lines_number_is_that_of_its_heading(site: Folder) -> None:
    """Annotations and edit links point there."""
    assert [update.line for update in site.incident(example("incidents/oldest-first.md")).updates] == [6, 10, 14]


# --- a maintenance -------------------------------------------------------------------------------------------


def test_a_window_moves_by_an_update(site: Folder) -> None:
    """The first announced window stays; each update says what it changes."""
    maintenance = site.maintenance(example("maintenance/moved.md"))

    assert (maintenance.start, maintenance.end) == (utc("2026-01-31 18:00"), utc("2026-01-31 20:00"))
    assert [(one.facts.start, one.facts.end) for one in maintenance.updates] == [
        (None, None),
        (utc("2026-02-01 18:00"), utc("2026-02-01 20:00")),
        (None, utc("2026-02-01 21:00")),
    ]


def test_a_list_of_components_means_under_maintenance(site: Folder) -> None:
    """Another status may be stated."""
    assert site.maintenance(example("maintenance/confirmed.md")).facts.components == (
        ("login", ComponentStatus.UNDER_MAINTENANCE),
    )
    assert site.maintenance(example("maintenance/emergency.md")).facts.components == (
        ("login", ComponentStatus.MAJOR_OUTAGE),
        ("orders", ComponentStatus.UNDER_MAINTENANCE),
    )


def test_yes_and_no_are_spelled_freely(site: Folder) -> None:
    """`yes`, `No` and `true` are read; `auto` is true and `emergency` false where nothing is said."""
    emergency = site.maintenance(example("maintenance/emergency.md"))
    confirmed = site.maintenance(example("maintenance/confirmed.md"))

    assert (emergency.emergency, emergency.auto) == (True, False)
    assert (confirmed.emergency, confirmed.auto) == (False, True)
    assert emergency.reason == en("A fault that cannot wait.")
    assert [one.status for one in confirmed.updates] == [
        "scheduled",
        "in_progress",
        "verifying",
        "completed",
        "update",
    ]


# --- postmortems and translations ------------------------------------------------------------------------------


def outage(site: Folder, **files: str) -> tuple[Incident, str]:
    """The examples' outage with more files beside it (`zh` its translation, …), and what is said about them."""
    names = {
        "zh": "outage.zh-CN.md",
        "postmortem": "outage.postmortem.md",
        "postmortem_zh": "outage.postmortem.zh-CN.md",
    }
    site.write("content/incidents/outage.md", (EXAMPLES / "site/content/incidents/outage.md").read_bytes())
    for name, text in files.items():
        site.write(f"content/incidents/{names[name]}", text)
    read, problems = site.read()
    assert read is not None
    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []
    return read.incidents[0], "\n".join(map(str, problems))


def test_a_postmortem_has_what_its_file_says(site: Folder) -> None:
    """Authors, events in their order, actions with their days."""
    incident, problems = outage(site, postmortem=example("postmortems/complete.md"))
    postmortem = incident.postmortem

    assert problems == ""
    assert postmortem is not None
    assert postmortem.title == en("How it failed")
    assert postmortem.published == utc("2026-01-26 02:00")
    assert postmortem.authors == ("SRE", "DBA")
    assert [(event.at, event.what.original) for event in postmortem.events] == [
        (utc("2026-01-23 06:30"), "It began"),
        (utc("2026-01-23 14:33:00.500"), "14:33: an alarm"),
    ]
    assert [(one.what.original, one.owner, one.due, one.done) for one in postmortem.actions] == [
        ("Try each release first", "SRE", date(2026, 1, 30), date(2026, 1, 30)),
        ("Think", None, None, True),
        ("Tell", None, None, False),
    ]
    assert postmortem.body.original.startswith("## summary ##\n\nIt failed.")
    assert "why" not in postmortem.body.original


def test_a_translation_carries_the_words(site: Folder) -> None:
    """Each text has its translation; times, components and status are the original's."""
    incident, problems = outage(site, zh=example("translations/complete.md"))
    facts = incident.facts

    assert problems == ""
    assert incident.title.to("zh-CN") == Words("无法登录", "zh-CN")
    assert [item.to("zh-CN").text for item in facts.not_working or ()] == ["登录", "注册"]
    assert facts.workaround == Text("Stay signed in.", "en", (("zh-CN", "请勿退出。"),))
    assert facts.scope == (("users", Text("everyone", "en", (("zh-CN", "所有人"),))),)
    assert [update.body.to("zh-CN").text for update in incident.updates] == [
        "我们正在排查。",
        "原因已找到。",
        "已恢复。",
    ]
    assert incident.updates[1].facts.still_working == (Text("Browsing", "en", (("zh-CN", "浏览"),)),)
    assert incident.updates[2].facts.compensation == (
        Compensation(
            Text("everyone who tried to sign in", "en", (("zh-CN", "所有尝试登录的用户"),)),
            Text("7 days of VIP", "en", (("zh-CN", "7 天 VIP"),)),
            utc("2026-01-24 07:10"),
        ),
    )


def test_what_is_not_translated_is_the_original_s(site: Folder) -> None:
    """And marked as such."""
    incident, problems = outage(
        site, zh="---\n---\n\n## 2026-01-23 14:35\n\n## 2026-01-23 14:50\n\n## 2026-01-23 15:10\n"
    )

    assert problems == ""
    assert incident.title.to("zh-CN") == Words("Sign-in is failing", "en")
    assert incident.updates[0].body.to("zh-CN") == Words("We are looking into it.", "en")


@rows("case", sorted(path.name for path in (EXAMPLES / "bad/translations").glob("*.md")))
def test_a_fault_in_a_translation_stops_nothing(site: Folder, case: str) -> None:
    """Every bad translation is told as warnings only, and the original is read whole."""
    alone = outage(site)[0]
    incident, problems = outage(site, zh=(EXAMPLES / "bad/translations" / case).read_text())

    assert "warning: " in problems
    assert incident.title.original == alone.title.original
    assert [(one.at, one.status, one.body.original) for one in incident.updates] == [
        (one.at, one.status, one.body.original) for one in alone.updates
    ]


def test_words_with_a_fault_fall_back_to_the_original_s(site: Folder) -> None:
    """A link that leads nowhere in a translation is told, and what the original says is shown; its title stays."""
    update = "---\n---\n\n## 2026-01-23 14:35: 排查\n\n{}\n\n## 2026-01-23 14:50\n\n## 2026-01-23 15:10\n"
    incident, problems = outage(site, zh=update.format("[见此](./x)"))
    sound, _ = outage(site, zh=update.format("见此"))

    assert "link: expected a link to http, https or mailto, found './x'" in problems
    assert incident.updates[0].body.to("zh-CN") == Words("We are looking into it.", "en")
    assert incident.updates[0].title == sound.updates[0].title
    assert sound.updates[0].body.to("zh-CN").text == "见此"


def test_translated_words_that_read_otherwise_than_they_are_written_fall_back(site: Folder) -> None:
    """A warning alone would still publish what nobody meant."""
    update = "---\n---\n\n## 2026-01-23 14:35\n\n&#x202E;排查\n\n## 2026-01-23 14:50\n\n## 2026-01-23 15:10\n"
    incident, problems = outage(
        site,
        zh=update,
        postmortem=example("postmortems/complete.md"),
        postmortem_zh="---\n---\n\n## 经过\n\n见&#8295;此\n",
    )

    assert "found '&#x202E;'" in problems
    assert "found '&#8295;'" in problems
    assert incident.updates[0].body.to("zh-CN") == Words("We are looking into it.", "en")
    assert incident.postmortem is not None
    assert incident.postmortem.body.translations == ()


def test_a_postmortem_in_translation_with_a_fault_falls_back_to_the_original(site: Folder) -> None:
    """So does the whole story."""
    incident, problems = outage(
        site, postmortem=example("postmortems/complete.md"), postmortem_zh="---\n---\n\n## 经过\n\n[见此](./x)\n"
    )

    assert "link: expected a link to http, https or mailto, found './x'" in problems
    assert incident.postmortem is not None
    assert incident.postmortem.body.translations == ()


@pytest.mark.parametrize(("pictures", "told"), [(100, False), (101, True)])
def test_a_text_may_not_hold_pictures_without_end(pictures: int, told: bool, site: Folder) -> None:
    """Nested in one another they would hold up a publication for minutes."""
    shot = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x20\x00\x00\x00\x10"
    site.write("content/incidents/a.png", shot)
    text = example("incidents/oldest-first.md") + "\n" + "![a](a.png)\n" * pictures
    site.write("content/incidents/a.md", text)

    _, problems = site.read()

    line = text.count("\n", 0, text.rindex("\n## ")) + 4
    expected = f"content/incidents/a.md:{line}: image: expected at most 100 pictures in one text, found 101"
    assert [str(one).split("\n")[0] for one in problems] == ([expected] if told else [])


def test_only_the_faulty_part_of_a_translation_falls_back(site: Folder) -> None:
    """A fact said again, a list too short and a strange update cost nothing else."""
    incident, problems = outage(
        site,
        zh="---\ntitle: 无法登录\nstarted: 2026-01-23 14:32\nnot_working:\n  - 登录\nworkaround: 请勿退出。\n---\n\n"
        "## 2026-01-23 14:35\n\n- progress: 70%\n- workaround: 无\n\n我们正在排查。\n\n"
        "## 2026-01-23 14:55\n\n没有。\n\n## 2026-01-23 15:10\n\n已恢复。\n",
    )

    assert problems.count("warning: ") == 6
    assert incident.title.to("zh-CN").text == "无法登录"
    assert incident.facts.workaround == Text("Stay signed in.", "en", (("zh-CN", "请勿退出。"),))
    assert incident.facts.not_working == (en("Signing in"), en("Signing up"))
    assert [update.body.to("zh-CN").lang for update in incident.updates] == ["zh-CN", "en", "zh-CN"]


def test_a_postmortem_is_translated_item_by_item(site: Folder) -> None:
    """Events and actions in the original's order, only their words."""
    incident, problems = outage(
        site,
        postmortem=example("postmortems/complete.md"),
        postmortem_zh="---\ntitle: 如何失败\nevents:\n  - what: 开始\n  - what: 报警\nactions:\n  - what: 甲\n---\n\n"
        "## 概述\n\n失败。\n",
    )
    postmortem = incident.postmortem

    assert problems.count("warning: ") == 1
    assert "actions: expected 3 items as in the original, found 1" in problems
    assert postmortem is not None
    assert [event.what.to("zh-CN").text for event in postmortem.events] == ["开始", "报警"]
    assert [action.what.to("zh-CN").lang for action in postmortem.actions] == ["en", "en", "en"]
    assert postmortem.body.to("zh-CN").text == "## 概述\n\n失败。"


# --- the clock -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "refused"), [(0, False), (10, False), (11, True)])
def test_an_update_may_be_ten_minutes_ahead_of_the_clock(site: Folder, minutes: int, refused: bool) -> None:
    """People round up; more than that is a mistake, but only where the clock is asked."""
    site.write(
        "content/incidents/a.md",
        f"---\ntitle: X\ncomponents: []\n---\n\n## 2026-01-23 16:{minutes:02d} investigating\n\nWords.\n",
    )

    assert ("expected a time up to now" in site.problems(CLOCK)) is refused
    assert site.problems() == ""


def test_the_moment_is_that_of_an_update_slightly_ahead(site: Folder) -> None:
    """What was said for 16:08 is there at 16:00."""
    site.write(
        "content/incidents/a.md",
        "---\ntitle: X\ncomponents: []\n---\n\n## 2026-01-23 15:00 investigating\n\n## 2026-01-23 16:08 resolved\n",
    )
    read, _ = site.read(CLOCK)

    assert read is not None
    assert latest_moment(read, CLOCK) == utc("2026-01-23 08:08")
    assert latest_moment(read, CLOCK - MAX_AHEAD) == CLOCK - MAX_AHEAD


# --- many files ----------------------------------------------------------------------------------------------


def test_every_problem_of_every_file_is_told_in_one_run(site: Folder) -> None:
    """A mistake in one file hides none in another, nor further down in the same."""
    for name in ("a", "b"):
        site.write(
            f"content/incidents/{name}.md",
            "---\ntitle: X\ncomponents: {lgoin: down}\nimpact: huge\n---\n\n"
            "## 2026/01/23 14:35 investigating\n\n- eta: soon\n\n"
            "## 2026-01-23 14:50 fixed\n\n[x](javascript:x)\n\n```\n",
        )

    _, problems = site.read()

    assert [(problem.path, problem.line) for problem in problems] == [
        (f"content/incidents/{name}.md", line) for name in ("a", "b") for line in (3, 3, 4, 7, 11, 13, 15)
    ]


def test_drafts_stand_for_what_is_on_disk(site: Folder) -> None:
    """A change can be tried before it is made: the text given for a path is read instead."""
    site.write("content/incidents/a.md", example("incidents/oldest-first.md"))
    config = read_config(site.root)
    [group] = find_groups(site.root, config, Problems())

    entry, problems = read_group(Reader(site.root, config, None, {"content/incidents/a.md": "nothing"}), group)

    assert entry is None
    assert [str(problem).split("\n")[0] for problem in problems] == [
        "content/incidents/a.md:1: expected '---' as the first line, found 'nothing'"
    ]


def test_a_file_that_is_not_there_yet_can_be_tried(site: Folder) -> None:
    """`new` checks what it is about to write."""
    path = "content/incidents/a.md"
    group = FileGroup("incidents", "a", (ContentFile(path, "", ""),))
    text = example("incidents/oldest-first.md")

    entry, problems = read_group(Reader(site.root, read_config(site.root), None, {path: text}), group)

    assert problems == []
    assert entry is not None
    assert entry.slug == "a"


def test_the_sample_has_no_problem() -> None:
    """It is read without a warning."""
    problems = Problems()
    site = read_content(SAMPLE, read_config(SAMPLE), problems)

    assert problems.found == []
    assert len(site.incidents) > 4


def test_a_text_that_no_file_can_hold_is_a_problem(site: Folder) -> None:
    """A message from the command line may hold bytes that are no UTF-8."""
    path = "content/incidents/a.md"
    group = FileGroup("incidents", "a", (ContentFile(path, "", ""),))

    _, problems = read_group(Reader(site.root, read_config(site.root), None, {path: "---\n\udcff"}), group)

    assert [str(problem) for problem in problems] == [
        f"{path}:2: expected UTF-8, found the byte 0xed\n    Save the file as UTF-8."
    ]


# --- robustness ----------------------------------------------------------------------------------------------


def test_no_mutation_of_a_real_file_breaks_the_readers(site: Folder) -> None:
    """Lines cut, doubled, swapped and mangled give problems or a site, never anything else."""
    files = sorted((*SAMPLE.rglob("*.md"), *(EXAMPLES / "good").rglob("*.md")))
    chance = random.Random(1)
    for number in range(250):
        text = mangled(chance.choice(files).read_text(), chance)
        folder = chance.choice(["incidents", "maintenance"])
        name = chance.choice(["outage.md", "outage.zh-CN.md", "outage.postmortem.md"])
        site.write("content/incidents/outage.md", (EXAMPLES / "site/content/incidents/outage.md").read_bytes())
        file = site.write(f"content/{folder}/{name}", text)
        read, problems = site.read(CLOCK if number % 2 else None)
        assert read is not None
        for problem in problems:
            assert problem.message.startswith("expected "), problem
            assert problem.message.isprintable()
        file.unlink()


SNIPPETS = [
    "---",
    "```",
    "<!--",
    "-->",
    "## ",
    "- eta: 15:00",
    ": ",
    " #",
    '"',
    "[",
    "{",
    "&a ",
    "*a",
    "!",
    "|",
    "\t",
    "　",
]


def mangled(text: str, chance: random.Random) -> str:
    """*text* with a few accidents."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(at, chance.choice(lines))
            case 2:
                place = chance.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + chance.choice(SNIPPETS) + lines[at][place:]
            case 3:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 4:
                lines[at] = chance.choice(SNIPPETS)
            case 5:
                lines[at] = lines[at].translate({ord(":"): chance.choice(["：", ""]), ord("-"): chance.choice("/-–")})
    return "\n".join(lines)

"""One incident, one maintenance, as it stood at each moment of its story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.stories import edges, moment, read, told_incident, told_intervals, told_maintenance
from support.tables import rows

from sitegen.derive.entries import IncidentView, MaintenanceView
from sitegen.derive.incident import view_incident
from sitegen.derive.maintenance import view_maintenance
from sitegen.model import ComponentStatus, Facts, Impact, Site, Status
from sitegen.present.afterwards import scorecard_measures

# Each story tells what is true from a moment on; edges() asks one second before, at, and one second after.

INCIDENTS = {
    "started before the notice, updated, resolved with its true end": (
        """
---
title: Sign-in is failing
started: 14:32
components: {login: major_outage, orders: partial_outage}
---

## 2026-01-23 14:35 investigating

- next update: 14:50

## 2026-01-23 14:50 identified

- components: {orders: operational}
- next update: 15:05

## 2026-01-23 15:00 update

- components: {login: degraded_performance, mail: degraded_performance}

## 2026-01-23 15:10 resolved

- ended: 15:05
""",
        {
            "14:35": "investigating major | login down, orders partly | next 14:50",
            "14:50": "identified major | login down, orders ok | next 15:05",
            "15:00": "identified major | login slow, orders ok, mail slow",
            "15:10": "resolved major after 33m | login ok, orders ok, mail ok",
        },
        "login down 14:32-15:00, orders partly 14:32-14:50, login slow 15:00-15:05, mail slow 15:00-15:05",
    ),
    "a promise that is broken, then kept": (
        """
---
title: Slow
components: {login: degraded_performance}
---

## 2026-01-23 14:00 investigating

- next update: 14:15

## 2026-01-23 14:20 update

- next update: 14:40

## 2026-01-23 14:40 update

## 2026-01-23 15:00 resolved
""",
        {
            "14:00": "investigating minor | login slow | next 14:15",
            "14:15": "investigating minor | login slow | next 14:15 overdue",
            "14:20": "investigating minor | login slow | next 14:40",
            "14:40": "investigating minor | login slow",
            "15:00": "resolved minor after 60m | login ok",
        },
        "login slow 14:00-15:00",
    ),
    "a promise replaced by a later one before it fell due": (
        """
---
title: Slow
components: {login: degraded_performance}
---

## 2026-01-23 14:00 investigating

- next update: 14:15

## 2026-01-23 14:10 update

- next update: 15:00
""",
        {
            "14:00": "investigating minor | login slow | next 14:15",
            "14:10": "investigating minor | login slow | next 15:00",
            "15:00": "investigating minor | login slow | next 15:00 overdue",
        },
        "login slow 14:00-",
    ),
    "a promise in the last words falls due for nobody": (
        """
---
title: Slow
components: {login: degraded_performance}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:10 resolved

- next update: 15:00
""",
        {
            "14:00": "investigating minor | login slow",
            "14:10": "resolved minor after 10m | login ok",
            "15:00": "resolved minor after 10m | login ok",
        },
        "login slow 14:00-14:10",
    ),
    "impact follows the worst that was reached": (
        """
---
title: Everything fails
components: {login: degraded_performance}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:10 update

- components: {login: major_outage}

## 2026-01-23 14:20 update

- components: {orders: major_outage, mail: major_outage}

## 2026-01-23 14:30 update

- components: {login: operational, orders: operational, mail: operational}
""",
        {
            "14:00": "investigating minor | login slow",
            "14:10": "investigating major | login down",
            "14:20": "investigating critical | login down, orders down, mail down",
            "14:30": "investigating critical | login ok, orders ok, mail ok",
        },
        "login slow 14:00-14:10, login down 14:10-14:30, mail down 14:20-14:30, orders down 14:20-14:30",
    ),
    "impact stated, raised, lowered, cleared": (
        """
---
title: Odd
impact: none
components: {login: partial_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:10 update

- impact: critical

## 2026-01-23 14:20 update

- impact: minor
- components: {login: major_outage}

## 2026-01-23 14:30 update

- impact:
""",
        {
            "14:00": "investigating none | login partly",
            "14:10": "investigating critical | login partly",
            "14:20": "investigating minor | login down",
            "14:30": "investigating major | login down",
        },
        "login partly 14:00-14:20, login down 14:20-",
    ),
    "the end stated while it is watched": (
        """
---
title: Watched
components: {login: major_outage, orders: degraded_performance}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 monitoring

- ended: 14:25

## 2026-01-23 14:40 update

## 2026-01-23 15:00 resolved

## 2026-01-23 16:00 update
""",
        {
            "14:00": "investigating major | login down, orders slow",
            "14:30": "monitoring major | login ok, orders ok",
            "14:40": "monitoring major | login ok, orders ok",
            "15:00": "resolved major after 25m | login ok, orders ok",
            "16:00": "resolved major after 25m | login ok, orders ok",
        },
        "login down 14:00-14:25, orders slow 14:00-14:25",
    ),
    "the end stated, and trouble again before it is resolved": (
        """
---
title: Again
components: {login: major_outage, orders: degraded_performance}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 monitoring

- ended: 14:25

## 2026-01-23 14:40 update

- components: {login: partial_outage}

## 2026-01-23 15:00 resolved

- ended: 14:55
""",
        {
            "14:00": "investigating major | login down, orders slow",
            "14:30": "monitoring major | login ok, orders ok",
            "14:40": "monitoring major | login partly, orders ok",
            "15:00": "resolved major after 55m | login ok, orders ok",
        },
        "login down 14:00-14:25, orders slow 14:00-14:25, login partly 14:40-14:55",
    ),
    "the end stated before a component changed": (
        """
---
title: Late knowledge
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 update

- components: {login: degraded_performance, orders: degraded_performance}

## 2026-01-23 15:00 resolved

- ended: 14:20
""",
        {
            "14:00": "investigating major | login down",
            "14:30": "investigating major | login slow, orders slow",
            "15:00": "resolved major after 20m | login ok, orders ok",
        },
        "login down 14:00-14:20",
    ),
    "trouble again that turns out to have been none": (
        """
---
title: False alarm
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 monitoring

- ended: 14:25

## 2026-01-23 14:40 update

- components: {login: partial_outage}

## 2026-01-23 15:00 resolved

- ended: 14:10
""",
        {
            "14:00": "investigating major | login down",
            "14:30": "monitoring major | login ok",
            "14:40": "monitoring major | login partly",
            "15:00": "resolved major after 10m | login ok",
        },
        "login down 14:00-14:10",
    ),
    "the end stated, and stated later": (
        """
---
title: Not quite
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 monitoring

- ended: 14:20

## 2026-01-23 15:00 resolved

- ended: 14:50

## 2026-01-23 15:30 update

- ended: 15:20

## 2026-01-23 16:00 update

- ended: 14:40
""",
        {
            "14:00": "investigating major | login down",
            "14:30": "monitoring major | login ok",
            "15:00": "resolved major after 50m | login ok",
            "15:30": "resolved major after 80m | login ok",
            "16:00": "resolved major after 40m | login ok",
        },
        "login down 14:00-14:40",
    ),
    "the end stated and taken back": (
        """
---
title: Too early
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 monitoring

- ended: 14:20

## 2026-01-23 14:40 update

- ended:

## 2026-01-23 15:00 resolved

- ended: 14:55

## 2026-01-23 16:00 update

- ended:
""",
        {
            "14:00": "investigating major | login down",
            "14:30": "monitoring major | login ok",
            "14:40": "monitoring major | login down",
            "15:00": "resolved major after 55m | login ok",
            "16:00": "resolved major after 60m | login ok",
        },
        "login down 14:00-15:00",
    ),
    "reopened: nothing comes back by itself, and the gap does not count": (
        """
---
title: Twice
started: 13:50
components: {login: major_outage, orders: partial_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 resolved

- ended: 14:20

## 2026-01-23 16:00 investigating

## 2026-01-23 16:10 update

- components: {orders: degraded_performance}

## 2026-01-23 16:30 resolved

## 2026-01-23 17:00 update
""",
        {
            "14:00": "investigating major | login down, orders partly",
            "14:30": "resolved major after 30m | login ok, orders ok",
            "16:00": "investigating major | login ok, orders ok",
            "16:10": "investigating major | login ok, orders slow",
            "16:30": "resolved major after 60m | login ok, orders ok",
            "17:00": "resolved major after 60m | login ok, orders ok",
        },
        "login down 13:50-14:20, orders partly 13:50-14:20, orders slow 16:10-16:30",
    ),
    "reopened by mistake: an end before the reopening leaves the first story alone": (
        """
---
title: False alarm
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 resolved

## 2026-01-23 16:00 investigating

- components: {login: major_outage}

## 2026-01-23 16:30 resolved

- ended: 14:10
""",
        {
            "14:00": "investigating major | login down",
            "14:30": "resolved major after 30m | login ok",
            "16:00": "investigating major | login down",
            "16:30": "resolved major after 30m | login ok",
        },
        "login down 14:00-14:30",
    ),
    "reopened and never told what": (
        """
---
title: Vague
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 resolved

## 2026-01-23 15:00 investigating

## 2026-01-23 15:10 resolved
""",
        {
            "14:00": "investigating major | login down",
            "14:30": "resolved major after 30m | login ok",
            "15:00": "investigating major | login ok",
            "15:10": "resolved major after 40m | login ok",
        },
        "login down 14:00-14:30",
    ),
    "reopened with components that are concerned, and no word of how": (
        """
---
title: Vague again
components: {login: major_outage, orders: partial_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:30 resolved

## 2026-01-23 15:00 investigating

- components: [login, mail]

## 2026-01-23 15:10 update

- components: {orders: degraded_performance}

## 2026-01-23 15:20 update

- components: {login: partial_outage}

## 2026-01-23 15:30 resolved
""",
        {
            "14:00": "investigating major | login down, orders partly",
            "14:30": "resolved major after 30m | login ok, orders ok",
            "15:00": "investigating major | login named, orders ok, mail named",
            "15:10": "investigating major | login named, orders slow, mail named",
            "15:20": "investigating major | login partly, orders slow, mail named",
            "15:30": "resolved major after 60m | login ok, orders ok, mail named",
        },
        "login down 14:00-14:30, orders partly 14:00-14:30, orders slow 15:10-15:30, login partly 15:20-15:30",
    ),
    "told only when it was over": (
        """
---
title: Afterwards
started: 13:00
components: {login: major_outage}
---

## 2026-01-23 15:00 resolved

- ended: 13:30
""",
        {"15:00": "resolved major after 30m | login ok"},
        "login down 13:00-13:30",
    ),
    "components named without a status, cleared, and named again": (
        """
---
title: Unclear
components: [login, orders]
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:10 update

- components: {login: partial_outage}

## 2026-01-23 14:20 update

- components: [login, mail]

## 2026-01-23 14:30 update

- components:

## 2026-01-23 14:40 update

- components: {orders: degraded_performance}
""",
        {
            "14:00": "investigating none | login named, orders named",
            "14:10": "investigating minor | login partly, orders named",
            "14:20": "investigating minor | login partly, orders named, mail named",
            "14:30": "investigating minor | none",
            "14:40": "investigating minor | orders slow",
        },
        "login partly 14:10-14:30, orders slow 14:40-",
    ),
    "at a supplier of ours": (
        """
---
title: Mail is late
kind: third_party
components: {mail: degraded_performance}
---

## 2026-01-23 14:00 identified

## 2026-01-23 15:00 resolved
""",
        {
            "14:00": "identified minor | mail slow",
            "15:00": "resolved minor after 60m | mail ok",
        },
        "mail slow 14:00-15:00",
    ),
    "an announcement with an end, which breaks nothing": (
        """
---
title: Office hours
kind: notice
components: {login: major_outage}
until: 16:00
---

## 2026-01-23 14:00 update

## 2026-01-23 15:00 update

- components: {orders: major_outage}
- next update: 15:30
""",
        {
            "14:00": "announced none | login named",
            "15:00": "announced none | login named, orders named | next 15:30",
            "15:30": "announced none | login named, orders named | next 15:30 overdue",
            "16:00": "past none | login named, orders named",
        },
        "",
    ),
    "an announcement without an end is never current": (
        """
---
title: New address
kind: notice
components: []
---

## 2026-01-23 14:00 update
""",
        {"14:00": "past none | none"},
        "",
    ),
    "the time of an update corrected": (
        """
---
title: Corrected
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

## 2026-01-23 14:20 resolved

- was: 2026-01-23 14:40
""",
        {
            "14:00": "investigating major | login down",
            "14:20": "resolved major after 20m | login ok",
        },
        "login down 14:00-14:20",
    ),
    "across midnight": (
        """
---
title: Night
components: {login: major_outage}
---

## 2026-01-23 23:50 investigating

- next update: 00:05

## 2026-01-24 00:20 resolved

- ended: 00:10
""",
        {
            "2026-01-23 23:50": "investigating major | login down | next 00:05",
            "2026-01-24 00:05": "investigating major | login down | next 00:05 overdue",
            "2026-01-24 00:20": "resolved major after 20m | login ok",
        },
        "login down 23:50-00:10",
    ),
}


def incident_at(site: Site, now: str, shift: timedelta = timedelta()) -> IncidentView | None:
    """The only incident of *site*."""
    at = moment(now, site.config) + shift
    return view_incident(site.incidents[0], site.config, known_until=at, at=at)


def incident(root: Path, text: str, now: str) -> IncidentView:
    """The incident that *text* tells, as of *now*."""
    view = incident_at(tell(root, text), now)
    assert view is not None
    return view


def tell(root: Path, text: str, postmortem: str = "") -> Site:
    """The site with this one incident; `started: 14:32` is on the day of the stories."""
    for key in ("started", "until"):
        text = text.replace(f"\n{key}: 1", f"\n{key}: 2026-01-23 1")
    files = {"incidents/story.md": text}
    if postmortem:
        files["incidents/story.postmortem.md"] = postmortem
    return read(root, files)


@rows(
    ("name", "now", "shift", "expected"),
    [(name, *edge) for name, (_, table, _) in INCIDENTS.items() for edge in edges(table)],
)
def test_an_incident_tells_what_was_true_and_said(
    name: str, now: str, shift: timedelta, expected: str, tmp_path: Path
) -> None:
    """One second before, at, and one second after each edge of each story."""
    site = tell(tmp_path, INCIDENTS[name][0])

    assert told_incident(incident_at(site, now, shift)) == expected


@rows("name", INCIDENTS)
def test_an_incident_affects_components_for_as_long_as_was_told(name: str, tmp_path: Path) -> None:
    """In the end, with everything said, the intervals are what uptime counts."""
    text, table, expected = INCIDENTS[name]
    view = incident_at(tell(tmp_path, text), list(table)[-1])

    assert view is not None
    assert told_intervals(view.intervals) == expected


@rows("name", INCIDENTS)
def test_the_duration_of_an_incident_covers_what_it_affected(name: str, tmp_path: Path) -> None:
    """No component is affected outside the episodes that the duration is the sum of."""
    text, table, _ = INCIDENTS[name]
    view = incident_at(tell(tmp_path, text), list(table)[-1])

    assert view is not None
    for one in view.intervals:
        assert any(
            start <= one.start and (end is None or (one.end is not None and one.end <= end))
            for start, end in view.episodes
        )


# --- what an incident states about itself

FACTS = """
---
title: Facts
components: {login: major_outage}
not_working:
  - Signing in
workaround: Stay signed in.
scope: {users: many}
---

## 2026-01-23 14:00 investigating

- eta: 15:00
- progress: 0%
- next update: 14:10

## 2026-01-23 14:10 update

- workaround:
- not_working:
- still_working:
    - Browsing
- progress: 70%

## 2026-01-23 14:30 resolved

- ended: 14:25

## 2026-01-23 16:00 investigating

## 2026-01-23 16:10 update

- eta: 16:30
"""


def test_facts_hold_until_they_are_replaced_or_cleared(tmp_path: Path) -> None:
    """An empty value takes back what was said; what an update does not name stays."""
    before, after = (incident(tmp_path, FACTS, now).facts for now in ("14:09:59", "14:10"))

    assert before.workaround is not None
    assert (before.not_working or [None])[0] is not None
    assert before.still_working is None
    assert before.progress == 0
    assert after.workaround is None
    assert after.not_working is None
    assert [text.original for text in after.still_working or ()] == ["Browsing"]
    assert after.progress == 70
    assert after.eta == before.eta == moment("15:00")
    assert after.scope == before.scope


def test_a_promise_of_the_next_update_is_only_that_of_the_newest(tmp_path: Path) -> None:
    """Whatever was said since has kept it or broken it: it no longer stands among the facts."""
    assert incident(tmp_path, FACTS, "14:09").facts.next_update == moment("14:10")
    assert incident(tmp_path, FACTS, "14:10").facts.next_update is None


def test_a_reopened_incident_forgets_how_far_the_first_repair_had_come(tmp_path: Path) -> None:
    """Yesterday's 70 % and yesterday's expected end are no statement about today."""
    reopened = incident(tmp_path, FACTS, "16:00").facts

    assert (reopened.eta, reopened.progress, reopened.ended) == (None, None, None)
    assert incident(tmp_path, FACTS, "16:10").facts.eta == moment("16:30")
    assert reopened.still_working is not None


def test_steps_keep_what_was_true_when_they_were_said(tmp_path: Path) -> None:
    """Feeds repeat an update with the impact and the components of its own moment."""
    view = incident(tmp_path, INCIDENTS["impact stated, raised, lowered, cleared"][0], "15:00")

    assert [step.impact.value for step in reversed(view.steps)] == ["none", "critical", "minor", "major"]
    assert [dict(step.affected)["login"] for step in reversed(view.steps)] == [
        ComponentStatus.PARTIAL_OUTAGE,
        ComponentStatus.PARTIAL_OUTAGE,
        ComponentStatus.MAJOR_OUTAGE,
        ComponentStatus.MAJOR_OUTAGE,
    ]


def test_a_corrected_time_keeps_the_identity_and_the_first_date(tmp_path: Path) -> None:
    """`was` moves the update in the story, and nothing that subscribers know it by."""
    corrected = incident(tmp_path, INCIDENTS["the time of an update corrected"][0], "15:00").steps[0]

    assert corrected.at == moment("14:20")
    assert corrected.published == moment("14:40")
    assert corrected.key == "20260123T144000Z"


def test_resolved_is_when_it_was_said_and_ended_when_it_was_so(tmp_path: Path) -> None:
    """While it is active it has neither, also when it was resolved once before."""
    text = INCIDENTS["reopened: nothing comes back by itself, and the gap does not count"][0]
    first, again, last = (incident(tmp_path, text, now) for now in ("15:00", "16:20", "17:00"))

    assert (first.resolved, first.ended) == (moment("14:30"), moment("14:20"))
    assert (again.resolved, again.ended, again.duration, again.reopened) == (None, None, None, True)
    assert (last.resolved, last.ended) == (moment("16:30"), moment("16:30"))
    assert again.episodes[-1] == (moment("16:00"), None)


def test_every_component_means_those_of_that_day(tmp_path: Path) -> None:
    """A component that began later or was retired earlier does not keep an outage of everything from being critical."""
    yml = """\
name: Example
url: https://status.example.com
timezone: UTC
components:
  - {id: login, name: Login}
  - {id: ftp, name: FTP, retired: 2026-01-23}
  - {id: api, name: API, since: 2026-01-24}
"""
    text = "---\ntitle: All\ncomponents: {login: major_outage}\n---\n\n## 2026-01-%s 14:00 investigating\n"
    site = read(tmp_path, {"incidents/a.md": text % 23, "incidents/b.md": text % 24, "incidents/c.md": text % 22}, yml)
    now = moment("2026-01-25 00:00")
    views = [view_incident(one, site.config, known_until=now, at=now) for one in site.incidents]

    assert [view.impact for view in views if view] == [Impact.CRITICAL, Impact.MAJOR, Impact.MAJOR]


def test_an_outage_before_every_record_is_not_one_of_everything(tmp_path: Path) -> None:
    """Where no component is on record yet, nobody can say that all were out."""
    yml = "name: X\nurl: https://x.example\ntimezone: UTC\ncomponents:\n  - {id: login, name: L, since: 2026-02-01}\n"
    text = "---\ntitle: Old\ncomponents: {login: major_outage}\n---\n\n## 2026-01-23 14:00 investigating\n"
    view = incident_at(read(tmp_path, {"incidents/a.md": text}, yml), "15:00")

    assert view is not None
    assert view.impact is Impact.MAJOR


def test_a_picture_of_a_later_update_is_not_published_yet(tmp_path: Path) -> None:
    """The site as of an earlier moment has no file that only a later update shows."""
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
    )
    (tmp_path / "content/incidents").mkdir(parents=True)
    for name in ("early.png", "late.png"):
        (tmp_path / "content/incidents" / name).write_bytes(pixel)
    text = """
---
title: Pictures
components: []
---

## 2026-01-23 14:00 investigating

![Before](early.png)

## 2026-01-23 15:00 resolved

![After](late.png)
"""

    assert [image.name for image in incident(tmp_path, text, "14:59").images] == ["early.png"]
    assert [image.name for image in incident(tmp_path, text, "15:00").images] == ["early.png", "late.png"]


# --- postmortem and scorecard

POSTMORTEM = """
---
published: 2026-01-25 10:00
authors:
  - SRE
actions:
  - what: Test it
    due: 2026-01-30
    done: 2026-01-28
  - what: Write it down
    done: yes
  - what: Buy another
---

## Summary

It broke.
"""


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-25 09:59:59", None),
        ("2026-01-25 10:00", [False, True, False]),
        ("2026-01-27 23:59:59", [False, True, False]),
        ("2026-01-28 00:00", [date(2026, 1, 28), True, False]),
    ],
)
def test_a_postmortem_is_read_from_its_publication_on(now: str, expected: list[object] | None, tmp_path: Path) -> None:
    """An action that was done later is still open."""
    view = incident_at(tell(tmp_path, FACTS, POSTMORTEM), now)

    assert view is not None
    assert (None if view.postmortem is None else [action.done for action in view.postmortem.actions]) == expected
    assert (view.scorecard is None) == (expected is None)
    assert view.changed == (moment("16:10") if expected is None else moment("2026-01-25 10:00"))


CARD = """
---
title: Measured
started: 13:52
components: {login: degraded_performance}
---

## 2026-01-23 14:00 investigating

- next update: 14:20

## 2026-01-23 14:20 update

- next update: 14:30
- components: {login: major_outage}

## 2026-01-23 14:51 identified

- next update: 15:30

## 2026-01-23 15:00 monitoring

## 2026-01-23 15:50 resolved

- next update: 2026-01-24 10:00
"""


def test_the_scorecard_measures_from_the_stated_times(tmp_path: Path) -> None:
    """First notice, silences against the promise of their impact, promises kept and broken."""
    view = incident_at(tell(tmp_path, CARD, POSTMORTEM), "2026-01-26 00:00")

    assert view is not None
    card = view.scorecard
    assert card is not None
    assert card.first_notice == timedelta(minutes=8)
    assert card.first_notice_target == timedelta(minutes=5)
    assert card.longest_silence == timedelta(minutes=50)
    assert card.longest_silence_target == timedelta(minutes=30)
    assert card.silences_kept is False
    # 14:20 and 15:30 were kept, 14:30 was not; what the resolution promised is watched by nobody.
    assert (card.promises_kept, card.promises_broken) == (2, 1)
    assert card.postmortem == timedelta(hours=42, minutes=10)
    assert card.postmortem_target == timedelta(days=3)


def test_a_silence_is_held_to_the_impact_that_held_during_it(tmp_path: Path) -> None:
    """An hour is allowed while it is minor, half an hour once it is major."""
    text = CARD.replace("14:51 identified", "14:49 identified").replace("15:00 monitoring", "15:19 monitoring")
    view = incident_at(tell(tmp_path, text.replace("15:50 resolved", "15:49 resolved"), POSTMORTEM), "2026-01-26 00:00")

    assert view is not None
    assert view.scorecard is not None
    assert view.scorecard.silences_kept is True


def test_the_time_between_a_resolution_and_a_reopening_is_no_silence(tmp_path: Path) -> None:
    """Nobody waits for words about what is over."""
    over = FACTS + "\n## 2026-01-23 16:20 resolved\n"
    view = incident_at(tell(tmp_path, over, POSTMORTEM), "2026-01-26 00:00")

    assert view is not None
    assert view.scorecard is not None
    assert view.scorecard.longest_silence == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("status", "silence", "kept"),
    [("investigating", timedelta(days=1, hours=20), False), ("resolved", None, None)],
)
def test_a_single_update_is_followed_by_silence_unless_it_was_the_end(
    status: str, silence: timedelta | None, kept: bool | None, tmp_path: Path
) -> None:
    """Three days without a word were no kept promise; who says at once that it is over owes no further one."""
    story = f"---\ntitle: Outage\nimpact: major\ncomponents: []\n---\n\n## 2026-01-23 14:00 {status}\n\nWords.\n"
    view = incident_at(tell(tmp_path, story, POSTMORTEM), "2026-01-26 00:00")

    assert view is not None
    assert view.scorecard is not None
    assert (view.scorecard.longest_silence, view.scorecard.silences_kept) == (silence, kept)
    assert [one.kept for one in scorecard_measures(view.scorecard) if one.name == "longest_silence"] == [kept]


def test_a_postmortem_before_a_reopening_is_measured_from_the_resolution_that_it_followed(tmp_path: Path) -> None:
    """A later resolution does not turn the time into a negative one, nor does a reopening take it away."""
    early = POSTMORTEM.replace("2026-01-25 10:00", "2026-01-23 15:30")
    later = FACTS + "\n## 2026-01-23 17:00 resolved\n"
    active, over = (incident_at(tell(tmp_path, text, early), "18:00") for text in (FACTS, later))

    for view in (active, over):
        assert view is not None
        assert view.scorecard is not None
        assert view.scorecard.postmortem == timedelta(hours=1)


# --- maintenance

FRONT = """
---
title: Upgrade
start: 2026-01-25 02:00
end: 2026-01-25 04:00
components: [login]
---

## 2026-01-20 10:00 scheduled
"""
BY_HAND = FRONT.replace("components:", "auto: false\ncomponents:")
PLAN = "scheduled | 25 02:00-04:00 | login named"
OPEN = "in_progress | 25 02:00-04:00 | login work | 25 02:00 to now"
OVER = "completed unconfirmed | 25 02:00-04:00 | login ok | 25 02:00 to 04:00"

MAINTENANCES = {
    "moves by itself, and nobody confirms the end": (
        FRONT,
        {"2026-01-20 10:00": PLAN, "2026-01-25 02:00": OPEN, "2026-01-25 04:00": OVER},
        "login work 02:00-04:00",
    ),
    "confirmed after the window was over": (
        FRONT + "\n## 2026-01-25 04:30 completed\n",
        {
            "2026-01-25 04:00": OVER,
            "2026-01-25 04:30": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 04:00",
        },
        "login work 02:00-04:00",
    ),
    "confirmed afterwards with its true end": (
        FRONT + "\n## 2026-01-25 04:30 completed\n\n- ended: 03:40\n\n## 2026-01-25 05:00 update\n\n- ended: 03:50\n",
        {
            "2026-01-25 04:00": OVER,
            "2026-01-25 04:30": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 03:40",
            "2026-01-25 05:00": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 03:50",
        },
        "login work 02:00-03:50",
    ),
    "completed before its end": (
        FRONT + "\n## 2026-01-25 03:00 completed\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 03:00": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 03:00",
            "2026-01-25 04:00": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 03:00",
        },
        "login work 02:00-03:00",
    ),
    "service back before the work is done": (
        FRONT + "\n## 2026-01-25 03:00 verifying\n\n- ended: 02:50\n\n## 2026-01-25 03:30 completed\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 03:00": "verifying | 25 02:00-04:00 | login ok | 25 02:00 to now",
            "2026-01-25 03:30": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 02:50",
        },
        "login work 02:00-02:50",
    ),
    "service back, and trouble again before the work is done": (
        FRONT
        + "\n## 2026-01-25 03:00 verifying\n\n- ended: 02:50\n"
        + "\n## 2026-01-25 03:10 update\n\n- components: {orders: partial_outage}\n"
        + "\n## 2026-01-25 03:30 completed\n",
        {
            "2026-01-25 03:00": "verifying | 25 02:00-04:00 | login ok | 25 02:00 to now",
            "2026-01-25 03:10": "verifying | 25 02:00-04:00 | login ok, orders partly | 25 02:00 to now",
            "2026-01-25 03:30": "completed | 25 02:00-04:00 | login ok, orders ok | 25 02:00 to 03:30",
        },
        "login work 02:00-02:50, orders partly 03:10-03:30",
    ),
    "an end that was stated for before it began": (
        BY_HAND + "\n## 2026-01-25 02:20 in_progress\n\n## 2026-01-25 04:30 completed\n\n- ended: 02:10\n",
        {
            "2026-01-25 02:00": "scheduled late | 25 02:00-04:00 | login named",
            "2026-01-25 02:20": "in_progress | 25 02:00-04:00 | login work | 25 02:20 to now",
            "2026-01-25 04:00": "in_progress overrun | 25 02:00-04:00 | login work | 25 02:20 to now",
            "2026-01-25 04:30": "completed | 25 02:00-04:00 | login ok | 25 02:20 to 02:20",
        },
        "",
    ),
    "started early, verified, and past its end until somebody ends it": (
        FRONT + "\n## 2026-01-25 01:30 in_progress\n\n## 2026-01-25 03:30 verifying\n\n## 2026-01-25 04:40 completed\n",
        {
            "2026-01-20 10:00": PLAN,
            "2026-01-25 01:30": "in_progress | 25 02:00-04:00 | login work | 25 01:30 to now",
            "2026-01-25 02:00": "in_progress | 25 02:00-04:00 | login work | 25 01:30 to now",
            "2026-01-25 03:30": "verifying | 25 02:00-04:00 | login work | 25 01:30 to now",
            "2026-01-25 04:00": "verifying overrun | 25 02:00-04:00 | login work | 25 01:30 to now",
            "2026-01-25 04:40": "completed | 25 02:00-04:00 | login ok | 25 01:30 to 04:40",
        },
        "login work 01:30-04:40",
    ),
    "taken over by hand while the clock had opened it": (
        FRONT + "\n## 2026-01-25 02:10 in_progress\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 02:10": OPEN,
            "2026-01-25 04:00": "in_progress overrun | 25 02:00-04:00 | login work | 25 02:00 to now",
        },
        "login work 02:00-",
    ),
    "taken over by hand when the clock had thought it over": (
        FRONT + "\n## 2026-01-25 04:10 in_progress\n\n## 2026-01-25 05:00 completed\n",
        {
            "2026-01-25 04:00": OVER,
            "2026-01-25 04:10": "in_progress overrun | 25 02:00-04:00 | login work | 25 02:00 to now",
            "2026-01-25 05:00": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 05:00",
        },
        "login work 02:00-05:00",
    ),
    "said again to be scheduled when it is not": (
        FRONT + "\n## 2026-01-25 02:10 scheduled\n\n## 2026-01-25 04:10 scheduled\n",
        {"2026-01-25 02:00": OPEN, "2026-01-25 02:10": OPEN, "2026-01-25 04:00": OVER, "2026-01-25 04:10": OVER},
        "login work 02:00-04:00",
    ),
    "moved once, both ends": (
        FRONT + "\n## 2026-01-24 10:00 update\n\n- start: 2026-01-26 02:00\n- end: 2026-01-26 03:00\n",
        {
            "2026-01-20 10:00": PLAN,
            "2026-01-24 10:00": "scheduled | 26 02:00-03:00 | login named",
            "2026-01-25 02:00": "scheduled | 26 02:00-03:00 | login named",
            "2026-01-26 02:00": "in_progress | 26 02:00-03:00 | login work | 26 02:00 to now",
            "2026-01-26 03:00": "completed unconfirmed | 26 02:00-03:00 | login ok | 26 02:00 to 03:00",
        },
        "login work 02:00-03:00",
    ),
    "moved twice, first the start, then the end": (
        FRONT
        + "\n## 2026-01-24 10:00 update\n\n- start: 2026-01-25 03:00\n"
        + "\n## 2026-01-24 11:00 update\n\n- end: 2026-01-25 06:00\n",
        {
            "2026-01-24 10:00": "scheduled | 25 03:00-04:00 | login named",
            "2026-01-24 11:00": "scheduled | 25 03:00-06:00 | login named",
            "2026-01-25 03:00": "in_progress | 25 03:00-06:00 | login work | 25 03:00 to now",
            "2026-01-25 06:00": "completed unconfirmed | 25 03:00-06:00 | login ok | 25 03:00 to 06:00",
        },
        "login work 03:00-06:00",
    ),
    "moved into the past: it opens, or is over, when that is said": (
        FRONT
        + "\n## 2026-01-25 01:00 update\n\n- start: 2026-01-25 00:30\n"
        + "\n## 2026-01-25 03:00 update\n\n- end: 2026-01-25 02:30\n",
        {
            "2026-01-25 01:00": "in_progress | 25 00:30-04:00 | login work | 25 01:00 to now",
            "2026-01-25 03:00": "completed unconfirmed | 25 00:30-02:30 | login ok | 25 01:00 to 03:00",
        },
        "login work 01:00-03:00",
    ),
    "moved after the clock had opened it: it had not begun": (
        FRONT + "\n## 2026-01-25 02:10 update\n\n- start: 2026-01-25 03:00\n- end: 2026-01-25 05:00\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 02:10": "scheduled | 25 03:00-05:00 | login named",
            "2026-01-25 03:00": "in_progress | 25 03:00-05:00 | login work | 25 03:00 to now",
            "2026-01-25 05:00": "completed unconfirmed | 25 03:00-05:00 | login ok | 25 03:00 to 05:00",
        },
        "login work 03:00-05:00",
    ),
    "scheduled again with a later start after the clock had opened it": (
        FRONT + "\n## 2026-01-25 02:10 scheduled\n\n- start: 2026-01-25 03:00\n- end: 2026-01-25 05:00\n",
        {"2026-01-25 02:00": OPEN, "2026-01-25 02:10": "scheduled | 25 03:00-05:00 | login named"},
        "",
    ),
    "its end moved later while it is open": (
        FRONT + "\n## 2026-01-25 03:50 update\n\n- end: 2026-01-25 05:00\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 03:50": "in_progress | 25 02:00-05:00 | login work | 25 02:00 to now",
            "2026-01-25 04:00": "in_progress | 25 02:00-05:00 | login work | 25 02:00 to now",
            "2026-01-25 05:00": "completed unconfirmed | 25 02:00-05:00 | login ok | 25 02:00 to 05:00",
        },
        "login work 02:00-05:00",
    ),
    "its end moved later after the clock had thought it over": (
        FRONT + "\n## 2026-01-25 04:10 update\n\n- end: 2026-01-25 05:00\n",
        {
            "2026-01-25 04:00": OVER,
            "2026-01-25 04:10": "in_progress | 25 02:00-05:00 | login work | 25 02:00 to now",
            "2026-01-25 05:00": "completed unconfirmed | 25 02:00-05:00 | login ok | 25 02:00 to 05:00",
        },
        "login work 02:00-05:00",
    ),
    "its end corrected after the clock had thought it over": (
        FRONT + "\n## 2026-01-25 04:10 update\n\n- end: 2026-01-25 03:00\n",
        {
            "2026-01-25 04:00": OVER,
            "2026-01-25 04:10": "completed unconfirmed | 25 02:00-03:00 | login ok | 25 02:00 to 03:00",
        },
        "login work 02:00-03:00",
    ),
    "moved to another day after the clock had thought it over": (
        FRONT + "\n## 2026-01-25 09:00 update\n\n- start: 2026-01-26 02:00\n- end: 2026-01-26 04:00\n",
        {
            "2026-01-25 04:00": OVER,
            "2026-01-25 09:00": "scheduled | 26 02:00-04:00 | login named",
            "2026-01-26 02:00": "in_progress | 26 02:00-04:00 | login work | 26 02:00 to now",
            "2026-01-26 04:00": "completed unconfirmed | 26 02:00-04:00 | login ok | 26 02:00 to 04:00",
        },
        "login work 02:00-04:00",
    ),
    "moved in the hands of a person: it stays open": (
        FRONT
        + "\n## 2026-01-25 02:00 in_progress\n\n## 2026-01-25 04:10 update\n\n- end: 2026-01-25 05:00\n"
        + "\n## 2026-01-25 05:10 completed\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 04:00": "in_progress overrun | 25 02:00-04:00 | login work | 25 02:00 to now",
            "2026-01-25 04:10": "in_progress | 25 02:00-05:00 | login work | 25 02:00 to now",
            "2026-01-25 05:00": "in_progress overrun | 25 02:00-05:00 | login work | 25 02:00 to now",
            "2026-01-25 05:10": "completed | 25 02:00-05:00 | login ok | 25 02:00 to 05:10",
        },
        "login work 02:00-05:10",
    ),
    "nothing moves by itself": (
        BY_HAND + "\n## 2026-01-25 02:20 in_progress\n\n## 2026-01-25 04:30 completed\n",
        {
            "2026-01-20 10:00": PLAN,
            "2026-01-25 02:00": "scheduled late | 25 02:00-04:00 | login named",
            "2026-01-25 02:20": "in_progress | 25 02:00-04:00 | login work | 25 02:20 to now",
            "2026-01-25 04:00": "in_progress overrun | 25 02:00-04:00 | login work | 25 02:20 to now",
            "2026-01-25 04:30": "completed | 25 02:00-04:00 | login ok | 25 02:20 to 04:30",
        },
        "login work 02:20-04:30",
    ),
    "nothing moves by itself, and nobody does": (
        BY_HAND,
        {
            "2026-01-25 02:00": "scheduled late | 25 02:00-04:00 | login named",
            "2026-01-25 04:00": "scheduled late | 25 02:00-04:00 | login named",
        },
        "",
    ),
    "late to start, and moved": (
        BY_HAND + "\n## 2026-01-25 02:30 update\n\n- start: 2026-01-25 03:00\n",
        {
            "2026-01-25 02:00": "scheduled late | 25 02:00-04:00 | login named",
            "2026-01-25 02:30": "scheduled | 25 03:00-04:00 | login named",
            "2026-01-25 03:00": "scheduled late | 25 03:00-04:00 | login named",
        },
        "",
    ),
    "completed without a word that it had begun": (
        BY_HAND + "\n## 2026-01-25 04:30 completed\n",
        {
            "2026-01-25 02:00": "scheduled late | 25 02:00-04:00 | login named",
            "2026-01-25 04:30": "completed | 25 02:00-04:00 | login named",
        },
        "",
    ),
    "cancelled before": (
        FRONT + "\n## 2026-01-24 10:00 cancelled\n",
        {
            "2026-01-24 10:00": "cancelled | 25 02:00-04:00 | login named",
            "2026-01-25 02:00": "cancelled | 25 02:00-04:00 | login named",
            "2026-01-25 04:00": "cancelled | 25 02:00-04:00 | login named",
        },
        "",
    ),
    "cancelled while it is open": (
        FRONT + "\n## 2026-01-25 02:30 cancelled\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 02:30": "cancelled | 25 02:00-04:00 | login ok | 25 02:00 to 02:30",
            "2026-01-25 04:00": "cancelled | 25 02:00-04:00 | login ok | 25 02:00 to 02:30",
        },
        "login work 02:00-02:30",
    ),
    "cancelled when only the clock had thought that it took place": (
        FRONT + "\n## 2026-01-25 09:00 cancelled\n",
        {"2026-01-25 04:00": OVER, "2026-01-25 09:00": "cancelled | 25 02:00-04:00 | login named"},
        "",
    ),
    "words at the very moments of the clock: cancelled": (
        FRONT + "\n## 2026-01-25 02:00 cancelled\n",
        {"2026-01-20 10:00": PLAN, "2026-01-25 02:00": "cancelled | 25 02:00-04:00 | login named"},
        "",
    ),
    "words at the very moments of the clock: moved": (
        FRONT + "\n## 2026-01-25 02:00 update\n\n- start: 2026-01-25 03:00\n",
        {
            "2026-01-20 10:00": PLAN,
            "2026-01-25 02:00": "scheduled | 25 03:00-04:00 | login named",
            "2026-01-25 03:00": "in_progress | 25 03:00-04:00 | login work | 25 03:00 to now",
        },
        "login work 03:00-",
    ),
    "words at the very moments of the clock: no more than words": (
        FRONT + "\n## 2026-01-25 02:00 update\n\n## 2026-01-25 04:00 completed\n",
        {
            "2026-01-25 02:00": OPEN,
            "2026-01-25 04:00": "completed | 25 02:00-04:00 | login ok | 25 02:00 to 04:00",
        },
        "login work 02:00-04:00",
    ),
    "an emergency: begun when it is announced": (
        """
---
title: Urgent
emergency: true
start: 2026-01-25 02:00
end: 2026-01-25 03:00
components: {login: partial_outage, orders: degraded_performance}
---

## 2026-01-25 02:05 in_progress

## 2026-01-25 02:30 update

- components: {login: under_maintenance, mail: major_outage}

## 2026-01-25 02:40 update

- components: {mail: operational}

## 2026-01-25 02:50 completed
""",
        {
            "2026-01-25 02:05": ("in_progress | 25 02:00-03:00 | login partly, orders slow | 25 02:05 to now"),
            "2026-01-25 02:30": ("in_progress | 25 02:00-03:00 | login work, orders slow, mail down | 25 02:05 to now"),
            "2026-01-25 02:40": "in_progress | 25 02:00-03:00 | login work, orders slow, mail ok | 25 02:05 to now",
            "2026-01-25 02:50": "completed | 25 02:00-03:00 | login ok, orders ok, mail ok | 25 02:05 to 02:50",
        },
        "login partly 02:05-02:30, orders slow 02:05-02:50, login work 02:30-02:50, mail down 02:30-02:40",
    ),
    "components changed before it begins, as it begins, and cleared": (
        FRONT
        + "\n## 2026-01-21 10:00 update\n\n- components: {orders: partial_outage}\n"
        + "\n## 2026-01-25 02:00 in_progress\n\n- components: {login: degraded_performance}\n"
        + "\n## 2026-01-25 03:00 update\n\n- components:\n",
        {
            "2026-01-21 10:00": "scheduled | 25 02:00-04:00 | login named, orders named",
            "2026-01-25 02:00": "in_progress | 25 02:00-04:00 | login slow, orders partly | 25 02:00 to now",
            "2026-01-25 03:00": "in_progress | 25 02:00-04:00 | none | 25 02:00 to now",
        },
        "login slow 02:00-03:00, orders partly 02:00-03:00",
    ),
    "announced when it should have been over": (
        FRONT.replace("2026-01-20 10:00", "2026-01-25 05:00").replace("components", "emergency: true\ncomponents"),
        {"2026-01-25 05:00": "completed unconfirmed | 25 02:00-04:00 | login ok | 25 05:00 to 05:00"},
        "",
    ),
    "across midnight": (
        FRONT.replace("2026-01-25 02:00", "2026-01-24 23:00").replace("2026-01-25 04:00", "2026-01-25 01:00"),
        {
            "2026-01-24 23:00": "in_progress | 24 23:00-01:00 | login work | 24 23:00 to now",
            "2026-01-25 00:00": "in_progress | 24 23:00-01:00 | login work | 24 23:00 to now",
            "2026-01-25 01:00": "completed unconfirmed | 24 23:00-01:00 | login ok | 24 23:00 to 01:00",
        },
        "login work 23:00-01:00",
    ),
}


def maintenance_at(site: Site, now: str, shift: timedelta = timedelta()) -> MaintenanceView | None:
    """The only maintenance of *site*."""
    at = moment(now, site.config) + shift
    return view_maintenance(site.maintenances[0], site.config, known_until=at, at=at)


def maintenance(root: Path, text: str, now: str) -> MaintenanceView:
    """The maintenance that *text* tells, as of *now*."""
    view = maintenance_at(read(root, {"maintenance/story.md": text}), now)
    assert view is not None
    return view


def table_edges(table: dict[str, str]) -> Iterable[tuple[str, timedelta, str]]:
    """Like edges(); a table that begins after the announcement does not speak of before."""
    cases = edges(table)
    return cases if next(iter(table.values())) == PLAN else cases[1:]


@rows(
    ("name", "now", "shift", "expected"),
    [(name, *edge) for name, (_, table, _) in MAINTENANCES.items() for edge in table_edges(table)],
)
def test_a_maintenance_tells_what_was_true_and_said(
    name: str, now: str, shift: timedelta, expected: str, tmp_path: Path
) -> None:
    """One second before, at, and one second after each edge of each story, an author's or the clock's."""
    site = read(tmp_path, {"maintenance/story.md": MAINTENANCES[name][0]})

    assert told_maintenance(maintenance_at(site, now, shift)) == expected


@rows("name", MAINTENANCES)
def test_a_maintenance_affects_components_only_while_its_window_is_open(name: str, tmp_path: Path) -> None:
    """Before, it does not change them at all."""
    text, table, expected = MAINTENANCES[name]

    assert told_intervals(maintenance(tmp_path, text, list(table)[-1]).intervals) == expected


@rows("name", MAINTENANCES)
def test_a_maintenance_prepared_for_a_moment_is_what_it_will_be_then(name: str, tmp_path: Path) -> None:
    """What pages prepare with the words of now is what the clock makes of them."""
    text, table, _ = MAINTENANCES[name]
    site = read(tmp_path, {"maintenance/story.md": text})
    whole = site.maintenances[0]
    moments = [moment(edge) for edge in table]
    for said in moments:
        silent = [at for at in moments if not any(said < update.at <= at for update in whole.updates)]
        for at in (one for one in silent if one >= said):
            prepared = view_maintenance(whole, site.config, known_until=said, at=at)
            assert prepared == view_maintenance(whole, site.config, known_until=at, at=at)


@rows("name", MAINTENANCES)
def test_the_steps_of_a_maintenance_stand_in_order_and_are_known_apart(name: str, tmp_path: Path) -> None:
    """Newest first; the clock's are among them with ids of their own."""
    text, table, _ = MAINTENANCES[name]
    steps = maintenance(tmp_path, text, list(table)[-1]).steps

    assert [step.at for step in steps] == sorted((step.at for step in steps), reverse=True)
    assert len({step.key for step in steps}) == len(steps)


def test_what_the_clock_did_is_an_update_that_stays_when_an_author_undoes_it(tmp_path: Path) -> None:
    """Subscribers have read that it began: the step is still told, with the status that it had."""
    text, _, _ = MAINTENANCES["moved after the clock had opened it: it had not begun"]
    steps = maintenance(tmp_path, text, "2026-01-25 03:00").steps

    assert [(step.key, step.written_status, step.status, step.automatic) for step in steps] == [
        ("auto-in_progress-20260125T030000Z", Status.IN_PROGRESS, Status.IN_PROGRESS, True),
        ("20260125T021000Z", Status.UPDATE, Status.SCHEDULED, False),
        ("auto-in_progress-20260125T020000Z", Status.IN_PROGRESS, Status.IN_PROGRESS, True),
        ("20260120T100000Z", Status.SCHEDULED, Status.SCHEDULED, False),
    ]


def test_each_window_that_was_announced_is_remembered(tmp_path: Path) -> None:
    """Pages show them, and calendars count them; saying the same window again moves nothing."""
    text, _, _ = MAINTENANCES["moved twice, first the start, then the end"]
    same = "\n## 2026-01-24 12:00 update\n\n- start: 2026-01-25 03:00\n"
    first, second = ((moment(f"2026-01-25 {start}"), moment("2026-01-25 04:00")) for start in ("02:00", "03:00"))

    assert maintenance(tmp_path, text, "2026-01-24 09:59:59").moved == ()
    assert maintenance(tmp_path, text, "2026-01-24 10:00").moved == (first,)
    assert maintenance(tmp_path, text + same, "2026-01-24 12:00").moved == (first, second)


@rows(
    ("announced", "more", "expected"),
    [
        ("2026-01-23 02:00", "", False),
        ("2026-01-23 02:00:01", "", True),
        ("2026-01-25 03:59", "", True),
        # Brought forward: the new start is held to the promise, too.
        ("2026-01-20 10:00", "\n## 2026-01-23 10:00 update\n\n- start: 2026-01-24 02:00\n", True),
        ("2026-01-18 10:00", "\n## 2026-01-20 10:00 update\n\n- start: 2026-01-24 02:00\n", False),
        # Put off: whoever had prepared for the first window has time enough.
        ("2026-01-20 10:00", "\n## 2026-01-25 01:50 update\n\n- start: 2026-01-25 03:00\n", False),
        # Begun already: an earlier start is a correction.
        ("2026-01-20 10:00", "\n## 2026-01-25 02:30 update\n\n- start: 2026-01-25 01:30\n", False),
    ],
)
def test_short_notice_is_later_than_promised(announced: str, more: str, expected: bool, tmp_path: Path) -> None:
    """Measured from each time that an earlier start was said; putting off is no short notice."""
    text = FRONT.replace("2026-01-20 10:00", announced) + more

    assert maintenance(tmp_path, text, "2026-01-25 06:00").short_notice is expected


@rows(
    ("now", "expected"),
    [
        ("01:59:59", None),
        ("02:00", 0),
        ("02:01:11", 0),
        ("02:01:12", 1),
        ("02:34:48", 29),
        ("03:00", 50),
        ("03:59:59", 99),
        ("04:00", None),
    ],
)
def test_elapsed_is_the_whole_percent_of_the_window_that_has_passed(
    now: str, expected: int | None, tmp_path: Path
) -> None:
    """Rounded down, and only while the window is open."""
    assert maintenance(tmp_path, FRONT, f"2026-01-25 {now}").elapsed == expected


def test_elapsed_stays_full_past_the_planned_end_and_empty_before_the_start(tmp_path: Path) -> None:
    """It is a share of the window, not of the work."""
    text = FRONT + "\n## 2026-01-25 01:30 in_progress\n"

    assert maintenance(tmp_path, text, "2026-01-25 01:45").elapsed == 0
    assert maintenance(tmp_path, text, "2026-01-25 05:00").elapsed == 100


def test_the_planned_statuses_are_known_before_and_after_the_window(tmp_path: Path) -> None:
    """What will be is told apart from what is."""
    text = FRONT.replace("components: [login]", "components: {login: partial_outage, orders: under_maintenance}")
    planned = (("login", ComponentStatus.PARTIAL_OUTAGE), ("orders", ComponentStatus.UNDER_MAINTENANCE))

    for now in ("2026-01-21 00:00", "2026-01-25 03:00", "2026-01-25 05:00"):
        view = maintenance(tmp_path, text, now)
        assert view.planned == planned
        assert view.facts.components == planned
    assert maintenance(tmp_path, text, "2026-01-25 03:00").affected == planned


def test_a_promise_holds_in_a_maintenance_until_it_is_over(tmp_path: Path) -> None:
    """Steps of the clock keep no promise; the end of the window ends it."""
    text = FRONT + "\n## 2026-01-25 01:00 update\n\n- next update: 02:30\n"

    told = [
        (view.next_update, view.overdue)
        for view in (maintenance(tmp_path, text, f"2026-01-25 {now}") for now in ("02:29:59", "02:30", "04:00"))
    ]
    assert told == [(moment("2026-01-25 02:30"), False), (moment("2026-01-25 02:30"), True), (None, False)]


@pytest.mark.parametrize(
    ("zone", "start", "end", "hours"),
    [
        ("Europe/Berlin", "2026-03-29 01:30", "2026-03-29 03:30", 1),
        ("Europe/Berlin", "2026-10-25 01:30", "2026-10-25 03:30", 3),
        ("America/New_York", "2026-03-08 01:30", "2026-03-08 03:30", 1),
        ("America/New_York", "2026-11-01 00:30", "2026-11-01 02:30", 3),
    ],
)
def test_a_window_over_a_change_of_clocks_has_its_true_length(
    zone: str, start: str, end: str, hours: int, tmp_path: Path
) -> None:
    """It opens and ends by the clocks on the wall, and half of it is half of the time that passes."""
    yml = f"name: X\nurl: https://x.example\ntimezone: {zone}\ncomponents:\n  - {{id: login, name: Login}}\n"
    text = FRONT.replace("2026-01-25 02:00", start).replace("2026-01-25 04:00", end)
    site = read(tmp_path, {"maintenance/story.md": text}, yml)
    opening, closing = moment(start, site.config), moment(end, site.config)

    def at(when: object) -> str:
        view = view_maintenance(site.maintenances[0], site.config, known_until=when, at=when)  # type: ignore[arg-type]
        assert view is not None
        return f"{view.status} {view.elapsed}"

    second = timedelta(seconds=1)
    assert closing - opening == timedelta(hours=hours)
    assert [at(opening - second), at(opening)] == ["scheduled None", "in_progress 0"]
    assert at(opening + timedelta(hours=hours) / 2) == "in_progress 50"
    assert [at(closing - second), at(closing)] == ["in_progress 99", "completed None"]


def test_facts_have_a_place_for_everything_that_can_be_cleared() -> None:
    """What an update can state it can also take back."""
    assert set(Facts._fields) == {
        "impact", "components", "not_working", "still_working", "workaround", "scope", "compensation", "endpoints",
        "eta", "next_update", "progress", "ended", "start", "end", "cleared",
    }  # fmt: skip

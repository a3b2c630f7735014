"""Feeds: what a strange parser reads in them, and what never changes about an item once it is out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree
from support.places import SAMPLE
from support.stories import SITE, moment, read
from support.tables import rows

from sitegen import markdown
from sitegen.build import AsOf, check
from sitegen.derive.snapshot import derive
from sitegen.model import File, Site, Text
from sitegen.outputs import feeds, subscribe
from sitegen.theme.edition import load_editions

HOST = "https://status.example.com"
BOTH = SITE.replace("timezone:", "locales: [en, zh-CN]\ntimezone:")
LOGIN = "incidents/login.md"
ATOM = "{http://www.w3.org/2005/Atom}"

FRONT = """\
---
title: Sign-in is failing
started: 2026-01-23 14:32
components: {login: major_outage, orders: partial_outage}
---
"""
STEPS = (
    """
## 2026-01-23 14:35 investigating

- next update: 14:50

We see failures when signing in.
""",
    """
## 2026-01-23 14:50 identified

- components: {orders: operational}
- eta: 15:00

We have found the cause.
""",
    """
## 2026-01-23 15:10 resolved

- ended: 15:00

Sign-in works again.
""",
)
STORY = FRONT + "".join(STEPS)
TRANSLATED = """\
---
title: 登录失败
---

## 2026-01-23 14:35

登录时出现故障。
"""
WINDOW = """\
---
title: Database upgrade
start: 2026-02-01 01:00
end: 2026-02-01 03:00
components: [login]
reason: A new version
---

## 2026-01-26 11:00 scheduled

We upgrade the database.
"""
MOVED = """
## 2026-01-28 17:00 update

- start: 2026-02-01 02:00
- end: 2026-02-01 04:00

One hour later.
"""


# --- what the tests read with


def files_of(root: Path, content: Mapping[str, str], now: str, yml: str = SITE) -> list[File]:
    """The feeds of a site at a time of its own."""
    site = read(root, content, yml)
    return files_at(root, site, moment(now, site.config))


def files_at(root: Path, site: Site, now: datetime) -> list[File]:
    """The feeds in XML of a site that is read; those in JSON have tests of their own."""
    made = feeds.files(derive(site, now), load_editions(root, site.config))
    return [one for one in made if not one.path.endswith(".json")]


def build(root: Path, content: Mapping[str, str], now: str, yml: str = SITE) -> dict[str, bytes]:
    """What is published: bytes by path."""
    return {file.path: file.render() for file in files_of(root, content, now, yml)}


def parse(data: bytes) -> Any:
    """What feedparser makes of a feed, as it stands: nothing taken out, nothing resolved."""
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.bozo_exception
    return found


def titles(data: bytes) -> list[str]:
    """The titles of a feed's items, newest first."""
    return [entry.title for entry in parse(data).entries]


def items(data: bytes) -> dict[str, bytes]:
    """The bytes of each item by its id."""
    found = re.findall(rb"^ *<(?:item|entry)>.*?</(?:item|entry)>", data, re.DOTALL | re.MULTILINE)
    by_id = {re.search(rb"<(guid|id)[^>]*>([^<]*)", one)[2].decode(): one for one in found}  # type: ignore[index]
    assert len(by_id) == len(found), "each has an id of its own"
    return by_id


def identities(data: bytes) -> list[tuple[str, object]]:
    """What readers know items by: id and date."""
    return [(entry.id, entry.published_parsed) for entry in parse(data).entries]


class Links(HTMLParser):
    """Every address in a piece of HTML, and every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.elements: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and where it leads."""
        self.elements.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def assert_good(path: str, data: bytes, now: datetime, site: str) -> None:
    """The rules for good feeds, by our own reading of the XML."""
    root = etree.fromstring(data)
    channel = root if path.endswith(".atom") else root[0]
    links = {link.get("rel"): link.get("href") for link in channel.findall(f"{ATOM}link")}
    assert links["self"] == f"{site}/{path}"
    if path.endswith(".atom"):
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang")
        assert urlsplit(links["alternate"]).netloc == urlsplit(site).netloc
        changed = datetime.fromisoformat(channel.findtext(f"{ATOM}updated"))
        entries = [_atom_entry(entry) for entry in channel.findall(f"{ATOM}entry")]
    else:
        assert channel.findtext("language")
        assert urlsplit(channel.findtext("link")).path.endswith("/")
        assert links["self"] != channel.findtext("link")
        changed = parsedate_to_datetime(channel.findtext("lastBuildDate"))
        entries = [_rss_item(item) for item in channel.findall("item")]
        own = {element.tag for element in root.iter() if not element.tag.startswith("{")}
        assert own <= _RSS, "whatever RSS does not know is in a namespace of its own"
    assert len(entries) <= 50
    assert len({identity for identity, *_ in entries}) == len(entries)
    dates = [published for _, published, _, _ in entries]
    assert dates == sorted(dates, reverse=True)
    assert all(published <= updated <= now for _, published, updated, _ in entries)
    assert changed == max((updated for _, _, updated, _ in entries), default=feeds.BEFORE_FEEDS)
    for *_, content in entries:
        found = Links(content)
        assert all(address.startswith(("https://", "http://", "mailto:")) for address in found.addresses)
        assert not found.elements & {"script", "style", "svg", "time", "iframe", "form"}


_RSS = {"rss", "channel", "item", "title", "link", "description", "docs", "generator", "language", "lastBuildDate"}
_RSS |= {"pubDate", "ttl", "guid", "category"}
_Entry = tuple[str, datetime, datetime, str]


def _atom_entry(entry: Any) -> _Entry:
    (link,) = entry.findall(f"{ATOM}link")
    assert link.get("href").startswith("https://")
    published = datetime.fromisoformat(entry.findtext(f"{ATOM}published"))
    updated = datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
    assert published.microsecond == updated.microsecond == 0
    assert entry.find(f"{ATOM}content").get("type") == "html"
    return entry.findtext(f"{ATOM}id"), published, updated, entry.findtext(f"{ATOM}content")


def _rss_item(item: Any) -> _Entry:
    guid, published = item.find("guid"), parsedate_to_datetime(item.findtext("pubDate"))
    assert (guid.get("isPermaLink") == "true") == guid.text.startswith("https://")
    assert item.findtext("link").startswith("https://")
    return guid.text, published, published, item.findtext("description")


# --- every feed


@pytest.mark.parametrize(
    "now", ["2024-01-01T00:00:00Z", "2026-01-23T06:52:00Z", "2026-02-01T03:00:00Z", "2030-01-01T00:00Z"]
)
def test_a_stranger_reads_every_feed_of_the_sample(now: str) -> None:
    """Before the first incident, in the middle of it all, and years later."""
    at = datetime.fromisoformat(now).astimezone(UTC)
    site = check(SAMPLE, AsOf(at, given=True)).site
    for file in files_at(SAMPLE, site, at):
        data = file.render()
        parsed = parse(data)

        assert parsed.feed.title
        assert_good(file.path, data, at, site.config.url)


def test_there_is_a_pair_of_feeds_for_each_purpose_in_every_language(tmp_path: Path) -> None:
    """All updates, whole incidents, each component, each impact."""
    built = build(tmp_path, {LOGIN: STORY}, "16:00", BOTH)

    names = ["updates", "history", *(f"components/{one}" for one in ("login", "orders", "mail"))]
    names += [f"impact/{level}" for level in ("minor", "major", "critical")]
    assert sorted(built) == sorted(
        f"{folder}{name}.{form}" for folder in ("", "zh-CN/") for name in names for form in ("rss", "atom")
    )


def test_a_feed_without_an_item_is_a_feed(tmp_path: Path) -> None:
    """One can subscribe before anything has happened."""
    for path, data in build(tmp_path, {}, "16:00").items():
        assert parse(data).entries == []
        assert_good(path, data, moment("16:00"), HOST)


def test_rss_and_atom_say_the_same(tmp_path: Path) -> None:
    """Title, words, date and identity of each item."""
    built = build(tmp_path, {LOGIN: STORY, "maintenance/db.md": WINDOW + MOVED}, "2026-02-02 00:00")
    rss, atom = parse(built["updates.rss"]), parse(built["updates.atom"])

    assert [(one.id, one.title, one.published_parsed, one.summary) for one in rss.entries] == [
        (one.id, one.title, one.published_parsed, one.content[0].value) for one in atom.entries
    ]


def test_a_site_below_a_path_has_all_of_it_in_its_addresses(tmp_path: Path) -> None:
    """And in the ids that are no addresses, so that two sites on one host never share one."""
    yml = BOTH.replace(HOST, f"{HOST}/cloud")
    built = build(tmp_path, {LOGIN: STORY}, "16:00", yml)
    for path, data in built.items():
        assert_good(path, data, moment("16:00"), f"{HOST}/cloud")
        assert all(entry.link.startswith(f"{HOST}/cloud/") for entry in parse(data).entries)
    everything = [parse(data) for data in built.values() if b"<feed" in data]

    assert len({one.feed.id for one in everything}) == len(everything)
    assert all("/cloud/" in one.feed.id for one in everything)


def test_a_hub_is_named_in_both_forms(tmp_path: Path) -> None:
    """A WebSub hub lets readers be told at once; without one nothing is said of it."""
    with_hub = build(tmp_path, {LOGIN: STORY}, "16:00", SITE + "hub: https://hub.example.com/\n")
    without = build(tmp_path, {LOGIN: STORY}, "16:00")
    for path, data in with_hub.items():
        links = {link.rel: link.href for link in parse(data).feed.links}

        assert links["hub"] == "https://hub.example.com/"
        assert links["self"] == f"{HOST}/{path}"
        assert b"hub" not in without[path]


# --- an item is made once and for all


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_each_step_of_a_story_adds_one_item_and_touches_no_other(tmp_path: Path, form: str) -> None:
    """Id, date and every byte of what was published stay, whatever is said later and whenever it is built."""
    before: dict[str, bytes] = {}
    clocks = ("14:36", "14:50", "15:11")
    for count, clock in enumerate(clocks, start=1):
        now = items(build(tmp_path, {LOGIN: FRONT + "".join(STEPS[:count])}, clock)[f"updates.{form}"])

        assert len(now) == count
        assert {identity: now[identity] for identity in before} == before
        before = now
    later = items(build(tmp_path, {LOGIN: STORY, "maintenance/db.md": WINDOW}, "2026-06-01 00:00")[f"updates.{form}"])

    assert {identity: later[identity] for identity in before} == before


def test_the_past_is_told_as_it_was(tmp_path: Path) -> None:
    """A build as of an earlier moment makes the items that were made then."""
    then = build(tmp_path / "then", {LOGIN: FRONT + "".join(STEPS[:2])}, "14:55")
    now = build(tmp_path / "now", {LOGIN: STORY, "maintenance/db.md": WINDOW}, "14:55")

    assert now == then


def test_titles_say_what_happened_and_to_what(tmp_path: Path) -> None:
    """How bad it is and the status first, the components last."""
    built = build(tmp_path, {LOGIN: STORY}, "16:00")

    assert titles(built["updates.rss"]) == [
        "Major · Resolved: Sign-in is failing – Login, Orders",
        "Major · Identified: Sign-in is failing – Login, Orders",
        "Major · Investigating: Sign-in is failing – Login, Orders",
    ]
    newest = parse(built["updates.rss"]).entries[0]
    assert newest.id == newest.link == f"{HOST}/incidents/login/#update-20260123T151000Z"
    assert newest.published == "Fri, 23 Jan 2026 15:10:00 +0000"
    assert [tag.term for tag in newest.tags] == ["Login", "Orders"]


def test_an_item_tells_what_its_update_stated(tmp_path: Path) -> None:
    """The first one tells how everything began."""
    built = build(tmp_path, {LOGIN: STORY}, "16:00")
    resolved, identified, first = (one.summary for one in parse(built["updates.rss"]).entries)

    assert "Impact: Major" in first
    assert f'<a href="{HOST}/components/login/">Login</a>: Major outage' in first
    assert "Next update by January 23, 2026, 14:50 UTC" in first
    assert f'<a href="{HOST}/components/orders/">Orders</a>: Operational' in identified
    assert "Login" not in identified
    assert "Service restored at January 23, 2026, 15:00 UTC" in resolved


HELP = "not_working:\n  - Signing in\nstill_working:\n  - Browsing\nworkaround: Stay signed in.\n"


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_an_item_says_what_fails_what_works_and_what_helps(tmp_path: Path, form: str) -> None:
    """In the update that states it: the first has the front matter's, a later one what it changes, others nothing."""
    change = "- not_working:\n    - Changing a password\n- still_working:\n    - Everything else\n- workaround:\n"
    steps = (STEPS[0], STEPS[1].replace("- eta: 15:00\n", change), STEPS[2])
    site = read(tmp_path, {LOGIN: FRONT.replace("components:", f"{HELP}components:") + "".join(steps)})
    made = feeds.files(derive(site, moment("16:00", site.config)), load_editions(tmp_path, site.config))
    (data,) = (file.render().decode() for file in made if file.path == f"updates.{form}")
    if form == "json":
        texts = [item["content_html"] for item in json.loads(data)["items"]]
    else:
        texts = [entry.summary for entry in parse(data.encode()).entries]
    told = [re.findall(r"<li>((?:Not working|Still working|Workaround).*?)</li>", text) for text in texts]

    assert told == [
        [],
        ["Not working: Changing a password", "Still working: Everything else", "Workaround no longer applies"],
        ["Not working: Signing in", "Still working: Browsing", "Workaround: Stay signed in."],
    ]


def test_a_title_says_how_bad_it_was_then(tmp_path: Path) -> None:
    """The impact after the update; nothing where there is none."""
    worse = STEPS[1].replace("- eta: 15:00", "- impact: critical")
    nothing = FRONT.replace("started:", "impact: none\nstarted:")

    assert titles(build(tmp_path / "a", {LOGIN: FRONT + STEPS[0] + worse + STEPS[2]}, "16:00")["updates.rss"]) == [
        "Critical · Resolved: Sign-in is failing – Login, Orders",
        "Critical · Identified: Sign-in is failing – Login, Orders",
        "Major · Investigating: Sign-in is failing – Login, Orders",
    ]
    assert titles(build(tmp_path / "b", {LOGIN: nothing + STEPS[0]}, "16:00")["updates.atom"]) == [
        "Investigating: Sign-in is failing – Login, Orders"
    ]
    chinese = build(tmp_path / "c", {LOGIN: FRONT + STEPS[0]}, "16:00", BOTH)["zh-CN/updates.rss"]
    assert titles(chinese) == ["严重 · 调查中：Sign-in is failing – Login、Orders"]


def test_mended_words_stay_the_item_that_they_were(tmp_path: Path) -> None:
    """Same id, same date; the other items are the same bytes."""
    before = build(tmp_path / "a", {LOGIN: STORY}, "16:00")["updates.rss"]
    after = build(tmp_path / "b", {LOGIN: STORY.replace("the cause", "the reason")}, "17:00")["updates.rss"]

    assert identities(after) == identities(before)
    assert sum(items(after)[one] != items(before)[one] for one in items(before)) == 1
    assert b"We have found the reason." in after


def test_a_corrected_time_stays_the_item_that_it_was(tmp_path: Path) -> None:
    """`was` keeps the id and the date of the first publication."""
    corrected = STORY.replace(
        "## 2026-01-23 14:50 identified\n", "## 2026-01-23 14:45 identified\n\n- was: 2026-01-23 14:50"
    )
    before = build(tmp_path / "a", {LOGIN: STORY}, "16:00")
    after = build(tmp_path / "b", {LOGIN: corrected}, "16:00")
    for path in ("updates.rss", "updates.atom", "components/login.rss", "impact/major.atom"):
        assert items(after[path]) == items(before[path])


def test_no_item_lies_in_the_future(tmp_path: Path) -> None:
    """Neither what is written ahead, nor a window's start, nor a time that is corrected to an earlier one."""
    ahead = STORY.replace(
        "## 2026-01-23 14:50 identified\n", "## 2026-01-23 14:45 identified\n\n- was: 2026-01-23 14:50"
    )
    content = {LOGIN: ahead, "maintenance/db.md": WINDOW.replace("2026-01-26", "2026-01-22")}
    for clock, count in (("14:34", 1), ("14:36", 2), ("14:46", 2), ("14:51", 3)):
        built = build(tmp_path, content, clock)
        for path, data in built.items():
            assert_good(path, data, moment(clock), HOST)

        assert len(items(built["updates.rss"])) == count


def test_time_alone_changes_no_feed(tmp_path: Path) -> None:
    """The moment of a feed is that of its newest item: a timer's builds leave every byte."""
    content = {LOGIN: FRONT + "".join(STEPS[:2]), "maintenance/db.md": WINDOW}

    assert build(tmp_path, content, "2026-01-27 00:00") == build(tmp_path, content, "2026-01-31 23:59")


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_translation_takes_the_place_of_the_original(tmp_path: Path, form: str) -> None:
    """Readers of another language are told at once; when the translation is there, it is the same item."""
    content = {LOGIN: FRONT + STEPS[0]}
    at_once = build(tmp_path, content, "14:36", BOTH)
    translated = build(tmp_path, content | {"incidents/login.zh-CN.md": TRANSLATED}, "14:40", BOTH)
    path = f"zh-CN/updates.{form}"
    before, after = parse(at_once[path]).entries[0], parse(translated[path]).entries[0]

    assert identities(translated[path]) == identities(at_once[path])
    assert before.id == f"{HOST}/zh-CN/incidents/login/#update-20260123T143500Z"
    assert "Sign-in is failing" in before.title
    assert '<div lang="en" dir="ltr"><p>We see failures when signing in.</p>' in before.summary
    assert "登录失败" in after.title
    assert "<p>登录时出现故障。</p>" in after.summary
    assert translated[f"updates.{form}"] == at_once[f"updates.{form}"]


# --- maintenance


def test_the_clock_publishes_the_steps_that_it_takes(tmp_path: Path) -> None:
    """A window that nobody touches is scheduled, moved, begun and over; nobody said that it is completed."""
    content = {"maintenance/db.md": WINDOW + MOVED}
    story = {
        "2026-01-26 10:59": [],
        "2026-01-26 11:00": ["Scheduled: Database upgrade – Login"],
        "2026-01-28 17:00": ["Rescheduled: Database upgrade – Login"],
        "2026-02-01 01:59": [],
        "2026-02-01 02:00": ["In progress: Database upgrade – Login"],
        "2026-02-01 03:59": [],
        "2026-02-01 04:00": ["The planned window is over: Database upgrade – Login"],
        "2026-05-01 00:00": [],
    }
    told: list[str] = []
    before: dict[str, bytes] = {}
    for clock, news in story.items():
        told = news + told
        data = build(tmp_path, content, clock)["updates.rss"]

        assert titles(data) == told
        assert before.items() <= items(data).items()
        before = items(data)


def test_the_first_notice_of_a_window_tells_when_and_why(tmp_path: Path) -> None:
    """As it was announced, also after it has moved."""
    first = items(build(tmp_path / "a", {"maintenance/db.md": WINDOW}, "2026-01-27 00:00")["updates.rss"])
    after = build(tmp_path / "b", {"maintenance/db.md": WINDOW + MOVED}, "2026-01-29 00:00")["updates.rss"]
    moved, scheduled = (entry.summary for entry in parse(after).entries)

    assert first.items() <= items(after).items()
    assert "<li>Planned: February 1, 2026, 01:00 – 03:00 UTC</li>" in scheduled
    assert "<li>Reason: A new version</li>" in scheduled
    assert "New start: February 1, 2026, 02:00 UTC" in moved


@pytest.mark.parametrize(
    ("last", "title"),
    [
        ("2026-02-01 02:30 verifying", "Verifying: Database upgrade – Login"),
        ("2026-02-01 02:30 completed", "Completed: Database upgrade – Login"),
        ("2026-01-30 09:00 cancelled", "Cancelled: Database upgrade – Login"),
    ],
)
def test_what_authors_say_of_a_window_is_an_item(tmp_path: Path, last: str, title: str) -> None:
    """Every other stage of its life."""
    content = {"maintenance/db.md": f"{WINDOW}\n## {last}\n\nSo it is.\n"}

    assert titles(build(tmp_path, content, "2026-02-01 02:31")["updates.atom"])[0] == title


def test_an_announcement_is_called_one(tmp_path: Path) -> None:
    """It has no status that would say anything."""
    notice = "---\ntitle: Holidays\nkind: notice\ncomponents: []\nuntil: 2026-02-01 00:00\n---\n\n"
    content = {"incidents/n.md": f"{notice}## 2026-01-23 10:00 update\n\nA.\n\n## 2026-01-23 12:00 update\n\nB.\n"}

    assert titles(build(tmp_path, content, "16:00")["updates.rss"]) == ["Update: Holidays", "Announcement: Holidays"]


def test_a_postmortem_is_an_item(tmp_path: Path) -> None:
    """Dated by its publication, under its own address, in every feed that told of the incident."""
    after = "---\ntitle: How it came\npublished: 2026-01-25 10:00\n---\n\n"
    after += "## Summary\n\nA wrong setting[^1].\n\n[^1]: Ten, not 100.\n"
    content = {LOGIN: STORY, "incidents/login.postmortem.md": after}
    before = build(tmp_path, content, "2026-01-25 09:59")
    built = build(tmp_path, content, "2026-01-25 10:00")
    newest = parse(built["updates.rss"]).entries[0]

    assert newest.title == "Postmortem: Sign-in is failing – Login, Orders"
    assert newest.id == newest.link == f"{HOST}/incidents/login/postmortem/"
    assert newest.summary.startswith("<p><strong>How it came</strong></p>")
    assert f'href="{HOST}/incidents/login/postmortem/#fn-postmortem-1"' in newest.summary
    assert items(before["updates.rss"]).items() <= items(built["updates.rss"]).items()
    for path in ("components/orders.rss", "impact/major.atom"):
        assert len(items(built[path])) == len(items(before[path])) + 1
    whole = parse(built["history.atom"]).entries[0]
    assert whole.updated_parsed > whole.published_parsed
    assert (
        f'<strong>Postmortem</strong> - <a href="{HOST}/incidents/login/postmortem/">How it came</a>' in whole.summary
    )


# --- which feed tells what


def _worse_and_better() -> str:
    updates = [
        ("10:00 investigating", ""),
        ("10:10 update", "- components: {login: major_outage}"),
        ("10:20 update", "- impact: critical"),
        ("10:30 update", "- components: {mail: partial_outage}"),
        ("10:40 update", "- impact: minor\n- components:"),
        ("10:50 resolved", ""),
    ]
    front = "---\ntitle: Slow\ncomponents: {login: degraded_performance}\n---\n"
    return front + "".join(f"\n## 2026-01-23 {heading}\n\n{fields}\n\nText.\n" for heading, fields in updates)


def test_whoever_was_told_of_the_beginning_is_told_of_the_end(tmp_path: Path) -> None:
    """An impact counts from when it is reached; who is told that a component is well again was told before."""
    built = build(tmp_path, {"incidents/slow.md": _worse_and_better()}, "11:00")
    clocks = {
        path.removesuffix(".rss"): [f"{one.published_parsed.tm_min:02d}" for one in reversed(parse(data).entries)]
        for path, data in built.items()
        if path.endswith(".rss")
    }

    assert clocks == {
        "updates": ["00", "10", "20", "30", "40", "50"],
        "history": ["50"],
        "impact/minor": ["00", "10", "20", "30", "40", "50"],
        "impact/major": ["10", "20", "30", "40", "50"],
        "impact/critical": ["20", "30", "40", "50"],
        "components/login": ["00", "10", "20", "30", "40"],
        "components/mail": ["30", "40"],
        "components/orders": [],
    }


def test_only_the_newest_fifty_are_kept(tmp_path: Path) -> None:
    """However many incidents there are, and whichever of them spoke last."""
    content = {}
    for hour in range(20):
        first, last = f"2026-01-{hour + 1:02d}", f"2026-01-{20 + hour % 3:02d} {hour:02d}:30"
        updates = f"## {first} 10:00 investigating\n\nA.\n\n## {first} 11:00 monitoring\n\nB.\n\n"
        updates += f"## {first} 12:00 identified\n\nC.\n\n## {last} resolved\n\nD.\n"
        content[f"incidents/i{hour:02d}.md"] = f"---\ntitle: T{hour}\ncomponents: [login]\n---\n\n{updates}"
    site = read(tmp_path, content)
    said = sorted((step.published for one in site.incidents for step in one.updates), reverse=True)
    built = {file.path: file.render() for file in files_at(tmp_path, site, moment("2026-03-01 00:00"))}
    for path in ("updates.rss", "components/login.rss"):
        dates = [parsedate_to_datetime(one.published) for one in parse(built[path]).entries]

        assert dates == said[:50]
    assert len(items(built["history.rss"])) == 20


def test_words_that_no_feed_shows_are_not_rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the newest once for all feeds that show it, and the rest never."""
    updates = "".join(
        f"## 2026-01-{day:02d} {hour:02d}:00 {'update' if day + hour > 1 else 'investigating'}\n\nSaid.\n\n"
        for day in range(1, 21)
        for hour in range(10)
    )
    content = {"incidents/long.md": f"---\ntitle: Long\ncomponents: {{login: major_outage}}\n---\n\n{updates}"}
    files = [file for file in files_of(tmp_path, content, "2026-02-01 00:00") if file.path[:7] != "history"]
    rendered: list[str] = []
    html = markdown.html

    def counted(source: str, **rest: Any) -> str:
        rendered.append(source)
        return html(source, **rest)

    monkeypatch.setattr(markdown, "html", counted)
    for file in files:
        file.render()

    assert len(rendered) == 50


def test_one_update_changes_only_the_feeds_that_show_it(tmp_path: Path) -> None:
    """Neither the bytes of the others nor what they are made from."""
    other = (
        "---\ntitle: Late\ncomponents: {mail: partial_outage}\n---\n\n## 2026-01-23 13:00 investigating\n\nWe look.\n"
    )
    mail = {"incidents/mail.md": other}
    before = files_of(tmp_path / "a", mail | {LOGIN: FRONT + "".join(STEPS[:2])}, "16:00", BOTH)
    after = files_of(tmp_path / "b", mail | {LOGIN: STORY}, "16:00", BOTH)
    made = {file.path: repr(file.inputs) for file in before}
    bytes_before = {file.path: file.render() for file in before}
    changed = {file.path for file in after if made[file.path] != repr(file.inputs)}

    assert changed == {file.path for file in after if bytes_before[file.path] != file.render()}
    assert {path for path in changed if path.endswith(".rss") and not path.startswith("zh-CN/")} == {
        "updates.rss",
        "history.rss",
        "components/login.rss",
        "components/orders.rss",
        "impact/minor.rss",
        "impact/major.rss",
    }


# --- whole incidents, as Statuspage has them


def test_history_has_one_item_with_everything_newest_first(tmp_path: Path) -> None:
    """In the form that programs made for Statuspage read."""
    built = build(tmp_path, {LOGIN: STORY}, "16:00")
    (entry,) = parse(built["history.atom"]).entries

    assert entry.title == "Sign-in is failing"
    assert re.fullmatch(r"tag:status\.example\.com,2005:Incident/[0-9a-z]{12}", entry.id)
    assert entry.link == f"{HOST}/incidents/login/"
    assert entry.content[0].value == (
        "<p><small>Jan 23, 15:10 UTC</small><br><strong>Resolved</strong> - Sign-in works again.</p>\n"
        "<p><small>Jan 23, 14:50 UTC</small><br><strong>Identified</strong> - We have found the cause.</p>\n"
        "<p><small>Jan 23, 14:35 UTC</small><br><strong>Investigating</strong> - We see failures when signing in.</p>"
    )
    assert parse(built["history.rss"]).entries[0].id == f"{HOST}/incidents/login/"


def test_history_keeps_the_item_and_moves_its_date(tmp_path: Path) -> None:
    """The item of an incident is dated by its newest update, as Statuspage's is."""
    found = []
    for count, clock in enumerate(("14:36", "14:50", "15:11"), start=1):
        built = build(tmp_path, {LOGIN: FRONT + "".join(STEPS[:count])}, clock)
        found += [(one.id, one.published[11:16], one.updated[11:16]) for one in parse(built["history.atom"]).entries]

    assert len({identity for identity, _, _ in found}) == 1
    assert [moments for _, *moments in found] == [["14:35"] * 2, ["14:50"] * 2, ["15:10"] * 2]


def test_history_says_when_maintenance_is_and_is_not_dated_by_it(tmp_path: Path) -> None:
    """Statuspage dates it by the start, which lies in the future."""
    built = build(tmp_path, {"maintenance/db.md": WINDOW + MOVED}, "2026-01-29 00:00")
    (entry,) = parse(built["history.rss"]).entries

    assert entry.published == "Wed, 28 Jan 2026 17:00:00 +0000"
    assert entry.summary.startswith("<p><strong>THIS IS A SCHEDULED EVENT Feb 1, 02:00 – 04:00 UTC</strong></p>")
    assert "<strong>Rescheduled</strong> - One hour later.</p>" in entry.summary


def test_history_holds_words_of_every_shape(tmp_path: Path) -> None:
    """A list cannot follow the status in its paragraph."""
    body = STORY.replace("We have found the cause.", "* one\n* two").replace("resolved\n", "resolved: Done\n")
    (entry,) = parse(build(tmp_path, {LOGIN: body}, "16:00")["history.rss"]).entries

    assert "<strong>Identified</strong></p>\n<ul>\n<li>one</li>" in entry.summary
    assert "<strong>Resolved</strong> - <strong>Done</strong></p>\n<p>Sign-in works again.</p>" in entry.summary


# --- text of every kind

HOSTILE = {
    "cdata": "a ]]> b <![CDATA[ c ]]> d",
    "script": "<script>alert(1)</script> & <b>bold</b> &amp; &lt;i&gt;",
    "rtl": "تعطل تسجيل الدخول \u200fabc\u200e שלום",
    "emoji": "🔥 down 👩‍👩‍👧‍👦 \U0001f468\U0001f3fd‍🚒",
    "quotes": "\"double\" 'single' “curly” {braces} {time} %s",
    "long": "very " * 2000 + "long",
    "chinese": "登录服务中断，请稍后再试。",
}


@pytest.mark.parametrize("form", ["rss", "atom"])
@rows("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_text_comes_back_equal(tmp_path: Path, text: str, form: str) -> None:
    """Through feedparser, in titles and in words."""
    title = text[:150].strip()
    quoted = title.replace("'", "''")
    front = f"---\ntitle: '{quoted}'\ncomponents: [login]\n---\n\n"
    body = text.replace("&", "\\&").replace("<", "\\<")
    built = build(tmp_path, {LOGIN: f"{front}## 2026-01-23 14:35 investigating\n\n{body}\n"}, "16:00")
    for name in ("updates", "history"):
        (entry,) = parse(built[f"{name}.{form}"]).entries

        assert (f"Investigating: {title} – Login" if name == "updates" else title) == re.sub(
            "[\u2068\u2069]", "", entry.title
        )
        assert text in _words(entry.summary)
        assert "script" not in Links(entry.summary).elements


def _words(html: str) -> str:
    """What a browser shows of it."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_what_xml_cannot_hold_stops_no_publication(tmp_path: Path) -> None:
    """Our readers refuse it; whoever makes content otherwise sees a sign in its place."""
    site = read(tmp_path, {LOGIN: STORY})
    (incident,) = site.incidents
    bad = replace(incident, title=Text("a\x00b\x0bc\ufffed\ud800e", "en"))
    for file in files_at(tmp_path, replace(site, incidents=(bad,)), moment("16:00")):
        for entry in parse(file.render()).entries:
            assert "a\ufffdb\ufffdc\ufffdd\ufffde" in entry.title


def test_addresses_lead_back_to_the_site(tmp_path: Path) -> None:
    """Also those of pictures, and of notes at the foot of a page."""
    png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489".replace(" ", ""))
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "content/incidents/graph.png").write_bytes(png)
    words = "See[^1] ![the graph](graph.png) and [that](https://example.org/).\n\n[^1]: A note.\n"
    built = build(tmp_path, {LOGIN: FRONT + STEPS[0].replace("We see failures when signing in.", words)}, "16:00")
    for path in ("updates.rss", "history.atom"):
        (entry,) = parse(built[path]).entries
        addresses = Links(entry.summary).addresses

        assert f"{HOST}/incidents/login/#fn-20260123T143500Z-1" in addresses
        assert "https://example.org/" in addresses
        assert any(re.fullmatch(rf"{HOST}/assets/[0-9a-f]{{16}}\.png", address) for address in addresses)


# --- the page that explains them


def test_the_page_names_every_feed_of_its_language(tmp_path: Path) -> None:
    """But not those of what is retired, which only keep their addresses."""
    yml = BOTH.replace("name: Orders}", "name: Orders, retired: 2026-01-01}")
    site = read(tmp_path, {LOGIN: STORY}, yml)
    snapshot = derive(site, moment("16:00"))
    for context in load_editions(tmp_path, site.config):
        (page,) = subscribe.files(snapshot, context)
        listed = Links(page.render().decode()).addresses
        addresses = list(_addresses(feeds.files(snapshot, [context])))

        assert {one for one in addresses if one not in listed} == {one for one in addresses if "/orders." in one}


def _addresses(files: Sequence[File] | Iterator[File]) -> Iterator[str]:
    for file in files:
        yield f"{HOST}/{file.path}"

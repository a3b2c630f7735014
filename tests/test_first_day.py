"""A site that has just been made, with nothing in it: every document that it publishes is one, by its own grammar.

Whoever sets up a monitor, a reader or a calendar does it on that day, and is told what is wrong by another program.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import feedparser
import icalendar
import jsonfeed
import pytest
import vobject
from jsonschema import Draft202012Validator
from prometheus_client.parser import text_string_to_metric_families
from support.documents import faults, schema_of
from support.tables import rows

from sitegen.cli import run

HOST = "https://status.acme.test"
NOW = ("--now", "2026-11-30T17:00:00Z")
ATOM, MAP, SVG = (
    f"{{{name}}}"
    for name in (
        "http://www.w3.org/2005/Atom",
        "http://www.sitemaps.org/schemas/sitemap/0.9",
        "http://www.w3.org/2000/svg",
    )
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file but pages, styles and scripts, by its path."""
    folder = tmp_path_factory.mktemp("first") / "status"
    options = ["--name", "Acme", "--url", HOST, "--timezone", "Asia/Shanghai", "--lang", "en", "--lang", "zh-CN"]
    assert run(["init", str(folder), *options, "--component", "Website", "--requirement", "sitegen==1", *NOW]) == 0
    assert run(["build", "--site", str(folder), *NOW]) == 0
    output = folder / "dist"
    files = (path for path in output.rglob("*") if path.is_file() and path.suffix not in (".html", ".css", ".js"))
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


# --- the grammars


def is_rss(data: bytes) -> None:
    """RSS 2.0: what a channel must have, and dates as in mails (RFC 822)."""
    is_feed(data)
    (channel,) = ElementTree.fromstring(data)
    assert all((channel.findtext(name) or "").strip() for name in ("title", "link", "description"))
    for name in ("lastBuildDate", "pubDate"):
        assert parsedate_to_datetime(channel.findtext(name) or "").tzinfo is not None
    assert channel.findall("item") == []


def is_atom(data: bytes) -> None:
    """RFC 4287, 4.1.1: one id, one title, one moment, and an author, since no entry has one."""
    is_feed(data)
    feed = ElementTree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    assert [len(feed.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "").tzinfo is not None
    assert len([one for one in feed.findall(f"{ATOM}link") if one.get("rel") == "alternate"]) == 1


def is_feed(data: bytes) -> None:
    """What feedparser takes for a feed, without items."""
    found = feedparser.parse(data)
    assert not found.bozo, found.bozo_exception
    assert (found.entries, bool(found.feed.title)) == ([], True)


def is_json_feed(data: bytes) -> None:
    """JSON Feed 1.1."""
    assert jsonfeed.Feed.parse_string(data.decode()).items == []
    assert json.loads(data)["version"] == "https://jsonfeed.org/version/1.1"


def is_calendar(data: bytes) -> None:
    """RFC 5545, 3.4: CRLF at the end of lines of at most 75 bytes, a version, a product, and a component."""
    lines = data.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert calendar.subcomponents != []
    assert calendar.events == []
    assert [error for one in calendar.walk() for error in one.errors] == []
    assert vobject.readOne(data.decode()).validate(raiseException=True)


def is_badge(data: bytes) -> None:
    """A picture with a name and a size."""
    root = ElementTree.fromstring(data)
    assert root.tag == f"{SVG}svg"
    assert all(root.get(name) for name in ("width", "height", "aria-label"))


def is_metrics(data: bytes) -> None:
    """Prometheus's text format, with a value in each metric that has no label."""
    found = {family.name: family.samples for family in text_string_to_metric_families(data.decode())}
    assert found["sitegen_level"][0].value == 0
    assert len(found["sitegen_component_status"]) == 1
    assert data.endswith(b"\n")


def is_map(data: bytes) -> None:
    """sitemaps.org: at least one address, each whole, each once, with the moment of its change at most."""
    root = ElementTree.fromstring(data)
    places = [one.findtext(f"{MAP}loc") or "" for one in root]
    assert root.tag == f"{MAP}urlset"
    assert all(one.tag == f"{MAP}url" and {part.tag for part in one} <= {f"{MAP}loc", f"{MAP}lastmod"} for one in root)
    assert len(set(places)) == len(places) > 0
    assert all(place.startswith(f"{HOST}/") for place in places)


def is_robots(data: bytes) -> None:
    """RFC 9309, and where the map is."""
    rules = RobotFileParser()
    rules.parse(data.decode().splitlines())
    assert rules.can_fetch("*", f"{HOST}/history/")
    assert rules.site_maps() == [f"{HOST}/sitemap.xml"]


def is_problem(data: bytes) -> None:
    """RFC 9457: each member of its type, and no reason is made up."""
    document = json.loads(data)
    types = {"type": str, "title": str, "status": int, "detail": str, "written": str, "status_page": str}
    assert {name: type(document[name]) for name in types} == types
    assert (document["status"], document["type"]) == (503, "about:blank")
    assert not {"incident", "maintenance"} & document.keys()


def is_png(data: bytes) -> None:
    """PNG: its signature, the size that chats ask for, and its end."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert data.endswith(b"IEND\xaeB`\x82")


def is_headers(data: bytes) -> None:
    """A path at the margin, and below it headers with a name and a value."""
    assert re.fullmatch(r"(?:/\S*\n(?:  [A-Za-z-]+: \S.*\n)+)+", data.decode())


def is_empty(data: bytes) -> None:
    """Nothing has moved."""
    assert data == b""


def keeps_to(schema: str) -> Callable[[bytes], None]:
    """What a schema of ours finds nothing wrong with."""

    def check(data: bytes) -> None:
        assert faults(json.loads(data), schema) == []

    return check


GRAMMARS: dict[str, Callable[[bytes], None]] = {
    r".*\.rss": is_rss,
    r".*\.atom": is_atom,
    r"(zh-CN/)?maintenance\.ics": is_calendar,
    r".*\.svg": is_badge,
    r"(.*[./])?badge\.json": keeps_to("badge.json"),
    r"(zh-CN/)?(updates|components/\w+|impact/\w+)\.json": is_json_feed,
    r"status\.json": keeps_to("health.json"),
    r"503\.json": is_problem,
    r"metrics\.txt": is_metrics,
    r"sitemap\.xml": is_map,
    r"robots\.txt": is_robots,
    r"_headers": is_headers,
    r"_redirects": is_empty,
    r"assets/.*\.png": is_png,
}
"""The path of each kind of document, and what reads it as its own programs do; those of the API have a schema each."""


@rows("pattern", GRAMMARS)
def test_a_document_of_a_new_site_is_one(published: dict[str, bytes], pattern: str) -> None:
    """In every language."""
    found = [path for path in published if re.fullmatch(pattern, path)]

    assert found
    for path in found:
        GRAMMARS[pattern](published[path])


def test_the_api_of_a_new_site_is_whole(published: dict[str, bytes]) -> None:
    """Each of Statuspage's documents that needs no entry, as its schema says."""
    documents = {path: json.loads(data) for path, data in published.items() if path.startswith("api/")}

    assert len(documents) == 8
    assert [(path, *faults(one, schema_of(path))) for path, one in documents.items()] == [(path,) for path in documents]


def test_no_document_of_a_new_site_goes_unread(published: dict[str, bytes]) -> None:
    """A kind that is added later gets a grammar here."""
    known = re.compile("|".join((*GRAMMARS, r"api/.*")))

    assert [path for path in published if not known.fullmatch(path)] == []


@rows("kind", ["site", "incident", "maintenance", "postmortem", "translation", "postmortem-translation", "messages"])
def test_a_schema_for_editors_is_one(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As it is printed on the first day."""
    assert run(["schema", kind]) == 0
    schema: Any = json.loads(capsys.readouterr().out)

    Draft202012Validator.check_schema(schema)

"""Badges: small pictures of a status, for a README, a dashboard, a footer."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from support.documents import GROUPED, OUTAGE, STORY, faults, file
from support.stories import snapshot
from support.tables import rows

from sitegen.outputs import badges
from sitegen.theme.edition import load_editions

SVG = "{http://www.w3.org/2000/svg}"


def made(root: Path, now: str, files: dict[str, str] | None = None, yml: str = GROUPED) -> dict[str, bytes]:
    """Every badge of a site at a moment, in each of its languages."""
    found = snapshot(root, STORY if files is None else files, now, yml)
    return {
        one.path: one.render() for context in load_editions(root, found.config) for one in badges.files(found, context)
    }


def picture(data: bytes) -> ET.Element:
    """A badge, read as any reader of XML would."""
    return ET.fromstring(data)


def words(badge: ET.Element) -> list[str]:
    """What it shows."""
    return [text.text or "" for text in badge.iter(f"{SVG}text")]


def test_there_is_one_of_everything_and_one_of_each_component_in_every_language(tmp_path: Path) -> None:
    """Each as a picture and as what shields.io makes one from."""
    found = made(tmp_path, "2026-01-23 14:55")

    names = ["badge", *(f"components/{one}" for one in ("site", "login", "orders", "ftp", "mail"))]
    first = {f"{name}.svg" for name in names} | {
        "badge.json" if name == "badge" else f"{name}.badge.json" for name in names
    }
    assert found.keys() == first | {f"zh-CN/{name}" for name in first}


@pytest.mark.parametrize(
    ("components", "message", "color", "bad"),
    [
        ("[login]\nimpact: none", "Incident with no known impact", "56606c", False),
        ("{login: degraded_performance}", "Minor incident", "8a5a00", True),
        ("{login: major_outage}", "Major incident", "b44a06", True),
        ("{login: major_outage}\nimpact: critical", "Critical incident", "b3261e", True),
    ],
)
def test_the_badge_says_what_the_banner_says(
    components: str, message: str, color: str, bad: bool, tmp_path: Path
) -> None:
    """The worst of all incidents, in words and in a colour."""
    content = {"incidents/a.md": file("A", "2026-01-23 12:00", components=components)}
    found = made(tmp_path, "2026-01-23 13:00", content)

    assert words(picture(found["badge.svg"])) == ["Example", message]
    assert json.loads(found["badge.json"]) == {
        "schemaVersion": 1,
        "label": "Example",
        "message": message,
        "color": color,
        "isError": bad,
    }


@rows(
    ("now", "of_all", "of_orders"),
    [
        ("2026-01-23 14:34:59", "All systems operational", "Operational"),
        ("2026-01-23 14:35:00", "Major incident", "Partial outage"),
        ("2026-01-23 14:50:00", "Major incident", "Operational"),
        ("2026-01-23 15:10:00", "All systems operational", "Operational"),
        ("2026-02-01 02:00:00", "Maintenance in progress", "Under maintenance"),
        ("2026-02-01 04:00:00", "All systems operational", "Operational"),
    ],
)
def test_badges_follow_a_story(now: str, of_all: str, of_orders: str, tmp_path: Path) -> None:
    """Of everything, and of one component."""
    found = made(tmp_path, now)

    assert json.loads(found["badge.json"])["message"] == of_all
    assert json.loads(found["components/orders.badge.json"])["message"] == of_orders
    assert words(picture(found["components/orders.svg"])) == ["Orders", of_orders]


def test_a_further_language_has_its_own_words(tmp_path: Path) -> None:
    """Below its own address."""
    found = made(tmp_path, "2026-01-23 14:55")

    label, message = words(picture(found["zh-CN/components/login.svg"]))
    assert label == "登录"
    assert re.fullmatch("[\u4e00-\u9fff]+", message)
    assert json.loads(found["zh-CN/components/login.badge.json"])["message"] == message
    assert re.fullmatch("[\u4e00-\u9fff]+", json.loads(found["zh-CN/badge.json"])["message"])


def test_the_badge_of_a_retired_component_says_so(tmp_path: Path) -> None:
    """It stands in somebody's README."""
    found = made(tmp_path, "2026-01-23 14:55")

    assert json.loads(found["components/ftp.badge.json"])["message"] == "Retired"


def test_a_badge_can_be_read_aloud(tmp_path: Path) -> None:
    """It is an image with a name, and its parts are silent."""
    badge = picture(made(tmp_path, "2026-01-23 14:55")["components/login.svg"])

    assert badge.get("role") == "img"
    assert badge.get("aria-label") == "Sign-in: Major outage"
    assert badge[0].tag == f"{SVG}title"
    assert badge[0].text == "Sign-in: Major outage"
    (group,) = badge.iter(f"{SVG}g")
    assert group.get("aria-hidden") == "true"
    assert badge.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_a_badge_needs_nothing_else(tmp_path: Path) -> None:
    """No style, script, font or picture from anywhere: it is shown in places that allow none of it."""
    for path, data in made(tmp_path, "2026-01-23 14:55").items():
        if path.endswith(".svg"):
            text = data.decode().replace("http://www.w3.org/2000/svg", "")
            assert re.findall(r"style|<script|url\(|href|http|@import|\bid=", text) == []


def _luminance(color: str) -> float:
    parts = [int(color.lstrip("#")[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@rows("color", [*badges.BADGE_COLORS.values(), "#30363e"])
def test_white_words_are_readable_on_every_colour(color: str) -> None:
    """At least 4.5 to 1, whatever lies around the badge."""
    assert 1.05 / (_luminance(color) + 0.05) >= 4.5


def test_the_words_of_a_badge_have_room(tmp_path: Path) -> None:
    """Each half is as wide as its words and some space; the whole is what it says."""
    for path, data in made(tmp_path, "2026-01-23 14:55").items():
        if path.endswith(".svg"):
            badge = picture(data)
            one, other = badge.iter(f"{SVG}text")
            ends = [int(text.get("x", "")) + int(text.get("textLength", "")) for text in (one, other)]
            assert ends[0] + 12 == int(other.get("x", ""))
            assert ends[1] + 6 == int(badge.get("width", ""))


@rows(
    ("text", "low", "high"),
    [
        ("Operational", 60, 75),
        ("All systems operational", 120, 150),
        ("登录", 22, 22),
        ("所有系统运行正常", 88, 88),
        ("iiii", 14, 20),
        ("WWWW", 34, 42),
        ("e\u0301", 6, 8),
        ("", 1, 1),
    ],
)
def test_chinese_is_square_and_latin_letters_differ(text: str, low: int, high: int) -> None:
    """Close to what Verdana needs at eleven pixels; the picture then makes its words fit."""
    assert low <= badges.text_width(text) <= high


@pytest.mark.parametrize("name", ['A & B <i>"x"</i> ]]>', "x" * 300, "🔥\u200fשלום", "it's"], ids=ascii)
def test_any_name_makes_a_badge(name: str, tmp_path: Path) -> None:
    """What a site may be called can be read back; one that is very long is cut where it is shown."""
    quoted = name.replace("'", "''")
    yml = GROUPED.replace("name: Example", f"name: '{quoted}'", 1)
    found = made(tmp_path, "2026-01-23 14:55", {"incidents/login.md": OUTAGE}, yml)
    badge = picture(found["badge.svg"])

    assert badge.get("aria-label") == f"{name}: Major incident"
    assert words(badge)[0] == (name if len(name) <= 60 else f"{name[:60]}…")
    assert json.loads(found["badge.json"])["label"] == name


def test_the_documents_for_shields_are_as_the_schema_says(tmp_path: Path) -> None:
    """In both languages."""
    found = made(tmp_path, "2026-01-23 14:55")
    documents: dict[str, Any] = {path: json.loads(data) for path, data in found.items() if path.endswith(".json")}

    assert {path: faults(document, "badge.json") for path, document in documents.items()} == {
        path: [] for path in documents
    }

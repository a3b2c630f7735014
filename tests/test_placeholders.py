"""Words of our templates that nobody has replaced: each is a problem, and no true word is."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from support.places import PACKAGE
from support.sites import Folder
from support.tables import rows

from sitegen.authoring.compose import first_words, new_incident, new_maintenance, new_postmortem
from sitegen.problems import Severity
from sitegen.read.placeholders import is_placeholder, placeholder_in
from sitegen.times import read_zone

ZONE = read_zone("Asia/Shanghai")
AT = datetime(2026, 1, 23, 6, 35, tzinfo=UTC)


def uncommented(text: str) -> str:
    """A new file whose author took away the # before everything, and changed no word."""
    return re.sub(r"(?m)^# (?=[a-z_]+:( |$)|  )", "", text)


def left_standing(site: Folder) -> set[str]:
    """The fields in which words of a template are a problem; nothing else is one."""
    _, problems = site.read()
    assert all("found those of the template" in one.message for one in problems), problems
    assert all(one.severity is Severity.ERROR for one in problems)
    return {one.field for one in problems}


def test_each_example_of_a_new_incident_is_a_problem_once_it_is_stated(site: Folder) -> None:
    """Whoever takes the # away and leaves the words would publish them."""
    text = new_incident("Sign-in is failing", AT, zone=ZONE)
    site.write("content/incidents/a.md", uncommented(text))

    assert left_standing(site) == {"not_working[1]", "still_working[1]", "workaround", "scope.users"}


def test_each_example_of_a_new_maintenance_is_a_problem_once_it_is_stated(site: Folder) -> None:
    """Likewise."""
    text = new_maintenance("Upgrade", AT, AT.replace(day=26), AT.replace(day=27), zone=ZONE)
    site.write("content/maintenance/a.md", uncommented(text))

    assert left_standing(site) == {"not_working[1]", "reason"}


def test_each_example_of_a_new_postmortem_is_a_problem_once_it_is_stated(site: Folder) -> None:
    """Likewise."""
    site.write("content/incidents/a.md", new_incident("Sign-in is failing", AT, zone=ZONE))
    text = new_postmortem(AT.replace(day=26), zone=ZONE, sections=("Summary", "Cause"))
    told = re.sub(r"(?m)^(## .*)$", r"\1\n\nA setting was wrong.", uncommented(text))
    site.write("content/incidents/a.postmortem.md", told)

    assert left_standing(site) == {"authors[1]", "events[1].what", "actions[1].what", "actions[1].owner"}


def test_a_new_file_as_it_is_written_has_no_problem(site: Folder) -> None:
    """The examples are comments, and its first sentence is always true."""
    site.write("content/incidents/a.md", new_incident("Sign-in is failing", AT, zone=ZONE))
    site.write("content/maintenance/a.md", new_maintenance("Up", AT, AT.replace(day=26), AT.replace(day=27), zone=ZONE))

    assert site.problems() == ""
    for language in ("en", "zh-CN"):
        assert placeholder_in(first_words("incident", language)) is None
        assert placeholder_in(first_words("maintenance", language)) is None


@pytest.mark.parametrize("name", ["incidents", "maintenance"])
def test_every_template_of_a_readme_is_known(name: str) -> None:
    """Each word in it that readers would see, as `init` writes it beside the content for people to copy."""
    readme = (PACKAGE / f"starter/templates/{name}.md").read_text(encoding="utf-8")
    templates = re.findall(r"```markdown\n(.*?)```", readme, re.DOTALL)
    assert templates

    for template in templates:
        front, _, body = template.rpartition("---\n") if template.startswith("---") else ("", "", template)
        fields = re.findall(r"(?m)^#?\s*(?:title|reason|workaround):\s+(.+)$|^#?\s+- (.+)$", front)
        assert [text for pair in fields for text in pair if text and not is_placeholder(text)] == []
        said = [line for line in body.splitlines() if line and not re.match(r"## |- [a-z ]+: ", line)]
        assert said
        assert [line for line in said if placeholder_in(line) is None] == []


@rows(
    ("words", "is_known"),
    [
        ("What people cannot do", True),
        ("what people cannot do.", True),
        ("…", True),
        ("...", False),
        ("What people cannot do: sign in", False),
        ("Signing in", False),
        ("Browsing", False),
        ("Stay signed in; do not sign out.", False),
        ("about 1%", False),
    ],
)
def test_only_the_words_of_a_template_are_its_words(words: str, is_known: bool) -> None:
    """What could be true of a real incident is none of them."""
    assert is_placeholder(words) == is_known


@rows(
    ("body", "line"),
    [
        ("We look into it.\n\nLeave out what you do not know.", 3),
        ("What you know, what you are doing, and that you are sorry. Leave out what you do not know.", 1),
        ("…", 1),
        ("\n…\n", 1),
        ("We look into it …", None),
        ("```\n…\n```", None),
        ("...", None),
    ],
)
def test_words_of_a_template_are_found_in_their_line(body: str, line: int | None) -> None:
    """Also among words of one's own; dots are only a template where nothing else is said."""
    found = placeholder_in(body)

    assert (found and found[0]) == line

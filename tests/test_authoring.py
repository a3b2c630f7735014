"""What we write into content files comes back from the reader unchanged, and shows the same words."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from support.bodies import COMMENTS, FENCES, HEADINGS, LISTS, NEARLY, NOTE, RULES, WORDS, hostile_lines, starts
from support.tables import rows

from sitegen import markdown
from sitegen.authoring.compose import (
    append_update,
    front_matter,
    moment_text,
    new_incident,
    new_maintenance,
    new_postmortem,
    slug_for,
    update_block,
    yaml_scalar,
)
from sitegen.importers.escaping import clean_text, escape_prose, guard_body
from sitegen.model import INCIDENT_STATUSES, ComponentStatus, Incident, Site
from sitegen.problems import Problems
from sitegen.read.body import split_updates
from sitegen.read.config import read_config
from sitegen.read.content import read_content
from sitegen.read.document import read_document
from sitegen.read.forms import IncidentForm, MaintenanceForm
from sitegen.read.lines import body_lines
from sitegen.read.nodes import YamlScalar
from sitegen.read.validation import FieldContext, fill_form
from sitegen.times import read_zone

SHANGHAI = read_zone("Asia/Shanghai")
NEW_YORK = read_zone("America/New_York")
AT = datetime(2026, 1, 23, 6, 35, tzinfo=UTC)

SITE = """\
name: Example
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en]
components:
  - {id: login, name: Login}
  - {id: orders, name: Orders}
postmortem: {sections: [Summary, Cause]}
"""
INCIDENT = """\
---
title: Sign-in fails
components: [login]
---

"""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PIECES = """\
\\ ` * _ ~~ < > & [ ] ( ) ! # - + = | 1. : " { a 你好 。 ＃ &amp; <b> <!-- --> --- === ``` |---|---|
- impact: x
- status: resolved
- x-a: b
- severity: high
- login: operational
- 下次更新：15:10
1. eta: 15:10
> - eta: 15:10
- [ ] eta: 15:10
－ eta: 15:10
<!— x
＜!-- x
-## 2026-01-23 14:35 resolved
-- next update: 15:00
-_eta: 15:00
components:
- status: resolved
**2026-01-23 14:35** - resolved
![z](y z.png)
![z] (z.png)
[z]（https://a.b）
<<<<<<< x
## 2026-01-23 14:35 resolved
2026-01-23 14:35 resolved
[x]: /y ![z](y) https://a.b/c_d http://a.b/(c)_* javascript:x {{x}}"""
ENDS = ("\n", "\n\n", " ", "\t", "\x07", "\u2028")
SLIPS = ("\u00a0", "# ", ". ", "2026-01-23 14:35 resolved", "10:20 resolved", "E")
awkward = st.lists(st.sampled_from([*PIECES.split(), *PIECES.splitlines(), *ENDS]), max_size=12).map("".join)
HOSTILE = hostile_lines(starts(*LISTS) | st.just(NOTE), (*FENCES, *RULES, *HEADINGS, *WORDS, *COMMENTS, *NEARLY))
slipped = st.lists(st.sampled_from([*PIECES.splitlines(), *ENDS, *SLIPS]), max_size=6).map("".join)


def site_with(root: Path, files: dict[str, str]) -> tuple[Site, list[str]]:
    """The site that consists of *files* below content/, and what is wrong with it."""
    for path, text in {"site.yml": SITE, **{f"content/{path}": text for path, text in files.items()}}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    for folder in ("incidents", "maintenance"):
        (root / "content" / folder).mkdir(parents=True, exist_ok=True)
    problems = Problems()
    return read_content(root, read_config(root), problems), [str(problem) for problem in problems.found]


def shown(source: str) -> list[list[str]]:
    """The words of each line that readers see of Markdown."""
    page = re.sub(
        r"<br>|</?(?:p|h\d|li|[uo]l|pre|blockquote|hr|table|t[hdr]|thead|tbody)\b[^>]*>", "\n", markdown.html(source)
    )
    lines = [line.split() for line in html.unescape(re.sub("<[^>]*>", "", page)).split("\n")]
    return [line for line in lines if line]


# --- YAML ----------------------------------------------------------------------------------------------------


@given(st.dictionaries(texts, texts, max_size=4), st.lists(texts, max_size=3))
def test_any_text_comes_back_from_yaml_unchanged(fields: dict[str, str], prose: list[str]) -> None:
    """Keys, values and items survive quoting, whatever characters they hold."""
    text = front_matter({"fields": fields, "prose": prose, "nested": [{"a": value, "b": [value]} for value in prose]})

    (found,) = yaml.load_all(text.removesuffix("---\n"), Loader=yaml.BaseLoader)

    assert found == {"fields": fields, "prose": prose, "nested": [{"a": value, "b": [value]} for value in prose]}


@given(texts.map(clean_text).map(lambda text: text.replace("\n", " ")))
def test_the_reader_takes_any_text_in_front_matter_without_complaint(value: str) -> None:
    """No anchor, tag, tab or comment can be made of somebody's words."""
    problems = Problems()

    document = read_document(front_matter({"title": value}), "a.md", problems)

    assert problems.found == []
    assert document is not None
    node = document.front.get("title")
    assert isinstance(node, YamlScalar)
    assert node.text == value


@rows(
    "text",
    ["Sign-in fails", "12:30", "no", "404", "1.10", "a:b", "C#", "50% & more", "标题，很长：的", "it's", "a, b [c]"],
)
def test_ordinary_words_stay_unquoted(text: str) -> None:
    """Scalars are text for the reader, so quotes would only be in people's way."""
    assert yaml_scalar(text) == text


@rows(
    ("text", "quoted"),
    [
        ("", '""'),
        ("- a", '"- a"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("end:", '"end:"'),
        ("<<", '"<<"'),
        (' "a"', "' \"a\"'"),
        ("a\nb", '"a\\nb"'),
        ("\x00\u2028", '"\\x00\\u2028"'),
    ],
)
def test_words_that_yaml_would_take_apart_are_quoted(text: str, quoted: str) -> None:
    """One line always, in the plainest quotes that do."""
    assert yaml_scalar(text) == quoted


def test_a_comma_is_quoted_within_brackets_only() -> None:
    """It ends a scalar there and nowhere else."""
    assert yaml_scalar("a, b") == "a, b"
    assert yaml_scalar("a, b", flow=True) == '"a, b"'


def test_a_lone_surrogate_is_refused() -> None:
    """No UTF-8 file can hold it."""
    with pytest.raises(ValueError, match="U\\+D800"):
        yaml_scalar("\ud800")


def test_a_list_of_prose_stands_one_item_a_line() -> None:
    """In brackets a comma would cut an item in two."""
    text = front_matter({"not_working": ["Signing in, and out", "Orders"], "components": [], "scope": {"users": "all"}})

    assert text == (
        "---\nnot_working:\n  - Signing in, and out\n  - Orders\ncomponents: []\nscope:\n  users: all\n---\n"
    )


# --- Updates -------------------------------------------------------------------------------------------------


@rows(
    ("moment", "text"),
    [
        (AT, "2026-01-23 06:35 Z"),
        (AT.replace(second=7), "2026-01-23 06:35:07 Z"),
        (AT.replace(microsecond=120_000), "2026-01-23 06:35:00.120 Z"),
        (AT.astimezone(SHANGHAI), "2026-01-23 06:35 Z"),
    ],
)
def test_a_moment_is_told_in_the_shortest_form_that_is_exact(moment: datetime, text: str) -> None:
    """Seconds and milliseconds are left out when they are nought."""
    assert moment_text(moment) == text


def test_an_hour_that_exists_twice_is_told_in_utc() -> None:
    """Without a zone nobody could know which one is meant."""
    assert moment_text(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), NEW_YORK) == "2026-11-01 05:30 Z"
    assert moment_text(datetime(2026, 11, 1, 7, 30, tzinfo=UTC), NEW_YORK) == "2026-11-01 02:30"


@pytest.mark.parametrize("moment", [datetime(2026, 1, 23), AT.replace(microsecond=1)])
def test_a_moment_that_cannot_be_told_exactly_is_refused(moment: datetime) -> None:
    """Neither a zone nor a millisecond is guessed."""
    with pytest.raises(ValueError, match=r"zone|millisecond"):
        moment_text(moment)


def test_an_update_block_is_heading_fields_and_words() -> None:
    """The form of the example that everyone copies."""
    block = update_block(
        AT,
        "identified",
        title="Cause found",
        fields={
            "next_update": "14:50",
            "components": {"login": "operational"},
            "not working": ["Signing in", "Orders: new ones"],
            "compensation": [{"for": "users", "what": "7 days"}],
            "workaround": "",
        },
        body="\nWe know.\n",
        zone=SHANGHAI,
    )

    assert block == (
        "## 2026-01-23 14:35 identified: Cause found\n\n"
        "- next update: 14:50\n"
        "- components: {login: operational}\n"
        '- not working:\n    - Signing in\n    - "Orders: new ones"\n'
        "- compensation:\n    - for: users\n      what: 7 days\n"
        "- workaround:\n\n"
        "We know.\n"
    )


def test_many_components_stand_one_a_line() -> None:
    """A line of a hundred columns is as long as people read."""
    block = update_block(AT, "update", fields={"components": {f"component-{n}": "operational" for n in range(5)}})

    assert "- components:\n    component-0: operational\n    component-1: operational\n" in block


@pytest.mark.parametrize("bullet", ["-", "*", "+"])
def test_a_list_in_the_body_does_not_run_into_the_fields(tmp_path: Path, bullet: str) -> None:
    """Fields use another bullet than the body, which makes them another list."""
    words = f"{bullet} one\n{bullet} two"
    block = update_block(AT, "investigating", fields={"id": "abc"}, body=words)

    site, found = site_with(tmp_path, {"incidents/a.md": INCIDENT + block})

    assert found == []
    assert site.incidents[0].updates[0].id == "abc"
    assert site.incidents[0].updates[0].body.original == words


FIRST = "## 2026-01-23 14:35 investigating\n\nOne.\n"
SECOND = "## 2026-01-23 14:50 identified\n\nTwo.\n"
DECOY = "<!--\n## 2026-01-24 14:35 resolved\n-->\n\n"
ADDED = "## 2026-01-23 15:10 resolved\n\nThree.\n"


@rows(
    ("before", "after"),
    [
        pytest.param(FIRST, f"{FIRST}\n{ADDED}", id="one update"),
        pytest.param(f"{FIRST}\n{SECOND}", f"{FIRST}\n{SECOND}\n{ADDED}", id="oldest first"),
        pytest.param(f"{SECOND}\n{FIRST}", f"{ADDED}\n{SECOND}\n{FIRST}", id="newest first"),
        pytest.param(FIRST.rstrip(), f"{FIRST}\n{ADDED}", id="no last newline"),
        pytest.param(FIRST + "\n\n", f"{FIRST}\n{ADDED}\n\n", id="free lines at the end"),
        # Only what readers see as an update is one, and what looks like the beginning of a comment may be none.
        pytest.param(f"{DECOY}{FIRST}\n{SECOND}", f"{DECOY}{FIRST}\n{SECOND}\n{ADDED}", id="a heading in a comment"),
        pytest.param(f"{SECOND}`<!--`\n\n{FIRST}", f"{ADDED}\n{SECOND}`<!--`\n\n{FIRST}", id="a code span"),
        pytest.param(f"{SECOND}\n    <!-- x\n\n{FIRST}", f"{ADDED}\n{SECOND}\n    <!-- x\n\n{FIRST}", id="code"),
    ],
)
def test_an_update_is_added_where_the_file_keeps_its_newest(before: str, after: str) -> None:
    """At the end, or above the others in a file that stands newest first; no other byte changes."""
    assert append_update(INCIDENT + before, ADDED, zone=SHANGHAI) == INCIDENT + after


def test_a_free_line_stands_between_the_front_matter_and_a_new_first_update() -> None:
    """Also where none stood before the old one."""
    front = "---\na: b\n---\n"

    assert append_update(f"{front}{SECOND}\n{FIRST}", ADDED) == f"{front}\n{ADDED}\n{SECOND}\n{FIRST}"


def test_the_order_is_that_of_moments_not_of_digits() -> None:
    """Two headings in different zones are compared in one."""
    text = "## 2026-01-23 07:00 Z identified\n\nTwo.\n\n## 2026-01-23 14:35 investigating\n\nOne.\n"

    assert append_update(INCIDENT + text, ADDED, zone=SHANGHAI).startswith(INCIDENT + ADDED)


# --- Prose ---------------------------------------------------------------------------------------------------


@given(awkward)
def test_plain_text_shows_every_word_and_every_line_break(text: str) -> None:
    """Nothing in it is markup, nothing is lost, and lines end where they ended."""
    expected = [line.split() for line in clean_text(text).split("\n")]

    assert shown(escape_prose(text)) == [line for line in expected if line]


@rows(
    "text",
    [
        "We're investigating <1% of snake_case_names, 2 * 3 < 7 & AT&T's e-mail #1 (see above)!",
        "Details: https://a.example/b_c?d=1&e=2.",
        "07:35 UTC - Everything is back. [resolved",
        "我们已恢复服务。",
    ],
)
def test_ordinary_prose_gets_no_escapes(text: str) -> None:
    """People will read and edit these files."""
    assert escape_prose(text) == text


def test_addresses_stay_links() -> None:
    """Also where an escape of ours would have become part of them."""
    page = markdown.html(escape_prose("See http://a.example/b\nor https://a.example/(c)_* now."))

    assert '<a href="http://a.example/b">http://a.example/b</a><br>' in page
    assert re.search(r'<a href="https://a.example/\(c\)">https://a.example/\(c\)</a>_\*', page)


@pytest.mark.parametrize("fields", [{"id": "abc"}, {}])
@given(text=st.lists(awkward | slipped, min_size=1, max_size=5).map("\n".join) | HOSTILE.map("\n".join))
def test_the_reader_of_an_update_takes_a_guarded_body(fields: dict[str, str], text: str) -> None:
    """No heading, field, fence or comment in it counts as ours."""
    problems = Problems()
    source = INCIDENT + update_block(AT, "investigating", fields=fields, body=guard_body(text))
    document = read_document(source, "a.md", problems)
    assert document is not None
    lines = body_lines(document.body, document.body_line, "a.md", problems)
    blocks = split_updates(lines, "a.md", INCIDENT_STATUSES, problems)

    assert [str(problem) for problem in problems.found] == []
    (block,) = blocks
    assert [key.text for key, _ in block.fields.entries] == ["id"] if block.fields else not fields


@rows(
    ("before", "after"),
    [
        ("# Cause", "### Cause"),
        ("Cause #\n---\n---|---", "### Cause \\#\n\n---|---"),
        ("# a | b\n|---|---|", "\\# a | b\n|---|---|"),
        ("- ```\n  a\nb", "- ```\n  a\n  ```\nb"),
        ("> 1. ~~~\n>    a\n\nb", "> 1. ~~~\n>    a\n>    ~~~\n\nb"),
        ("a\n\n    - eta: 15:00\n    ``` <!-- b", "a\n\n````\n- eta: 15:00\n``` <!-- b\n````"),
        ("-     # b\n\n      c", "- ```\n  # b\n\n  c\n  ```"),
        ("`a\n<!-- b` <!-- c", "`a <!-- b` <&#33;-- c"),
        ("https://a.b/＜!-- x", "https://a.b/＜&#33;-- x"),
        ("https://a.b/![c] (d.png)", "https://a.b/![c] (d&#46;png)"),
        ("https://a.b/[c]（http://d）", "https://a.b/[c]（http&#58;//d）"),
        ("[^1]:     ```\n    a", "[^1]:     ```\n    a\n    ```"),
        (">>>>>>> main", "> >>>>>> main"),
        ("Cause\nof it\n---\n\nx", "### Cause of it\n\nx"),
        ("## 2026-01-23 14:35 resolved", "### 2026\\-01-23 14:35 resolved"),
        ("##2026-01-23 14:35 resolved", "\\##2026-01-23 14:35 resolved"),
        ("＃＃ 2026-01-23", "&#xFF03;＃ 2026-01-23"),
        ("2026-01-23 14:35 resolved", "2026\\-01-23 14:35 resolved"),
        ("* Impact: high", "* Impact\\: high"),
        ("- next-update：soon", "- next-update&#xFF1A;soon"),
        ("- Cause: a bug\n- see `id: x`", "- Cause: a bug\n- see `id: x`"),
        ("`<!--` and <!-- x", "`<!--` and <&#33;-- x"),
        ("`<!-` and <!— x", "`<!-` and <&#33;— x"),
        ("- status: identified", "- status\\: identified"),
        ("- x-ticket: OPS-1", "- x-ticket\\: OPS-1"),
        ("- X-Ticket: OPS-1", "- X-Ticket\\: OPS-1"),
        ("- severity: high", "- severity\\: high"),
        ("- Duration: 38 minutes", "- Duration: 38 minutes"),
        ("- login: operational", "- login\\: operational"),
        ("- 下次更新：15:10", "- 下次更新&#xFF1A;15:10"),
        ("－ eta: 15:10", "－ eta\\: 15:10"),
        ("- 2026-01-23 14:35 resolved", "- 2026\\-01-23 14:35 resolved"),
        ("-## 2026-01-23 14:35 resolved", "-## 2026\\-01-23 14:35 resolved"),
        ("**2026-01-23 14:35** - resolved", "**2026\\-01-23 14:35** - resolved"),
        ("`＜!-- a` ＜!-- b <！-- c", "`＜!-- a` ＜&#33;-- b <&#65281;-- c"),
        ("![e](my e.png) ![e] (e.png)", "!\\[e](my e.png) !\\[e] (e.png)"),
        ("`[a]（https://b）` [a]（https://b）", "`[a]（https://b）` \\[a]（https://b）"),
        ("<<<<<<< HEAD", "\\<<<<<<< HEAD"),
        ("```\n>>>>>>> main\n```", "```\n>>>>>>>\u00a0main\n```"),
        ("```\n# x\n- id: y", "```\n# x\n- id: y\n```"),
    ],
)
def test_what_would_be_taken_for_ours_is_guarded(before: str, after: str) -> None:
    """The words stay; only what the reader would trip over is changed."""
    assert guard_body(before) == after
    assert guard_body(after) == after


def test_sections_of_a_postmortem_stay_at_level_two() -> None:
    """There they are what the reader asks for; nothing stands above them."""
    assert guard_body("# Cause\n\n- impact: x\n\nWhy\n===", sections=True) == "## Cause\n\n- impact: x\n\n## Why"


# --- New files -----------------------------------------------------------------------------------------------


def test_new_files_pass_the_check(tmp_path: Path) -> None:
    """An incident, a maintenance and a postmortem are right as they are written, in any language.

    Of a postmortem it is told that its story is still to be written.
    """
    incident = new_incident(
        'Sign-in: "fails" #1',
        AT,
        zone=SHANGHAI,
        components={"login": "major_outage"},
        known=["login", "orders"],
        fields={"next update": "14:50"},
    )
    later = datetime(2026, 1, 26, 2, tzinfo=UTC)
    files = {
        "incidents/a.md": incident,
        "incidents/a.postmortem.md": new_postmortem(
            later, zone=SHANGHAI, sections=["Summary", "Cause"], facts={"title": "Why"}
        ),
        "incidents/b.md": new_incident("故障", AT, zone=SHANGHAI, language="zh-CN"),
        "maintenance/c.md": new_maintenance(
            "Upgrade", AT, later, later.replace(hour=4), zone=SHANGHAI, components=["orders"], message="Soon."
        ),
    }

    site, found = site_with(tmp_path, files)

    assert found == [
        "content/incidents/a.postmortem.md:18: warning: expected text in sections, found only headings\n"
        "    It is not shown, and stays due, until it has text."
    ]
    first, second = site.incidents
    assert isinstance(first, Incident)
    assert first.title.original == 'Sign-in: "fails" #1'
    assert first.facts.components == (("login", ComponentStatus.MAJOR_OUTAGE),)
    assert first.updates[0].facts.next_update == datetime(2026, 1, 23, 6, 50, tzinfo=UTC)
    assert first.postmortem is None
    assert second.updates[0].body.original.startswith("我们")
    assert site.maintenances[0].start == later
    assert site.maintenances[0].updates[0].body.original == "Soon."


def test_a_key_that_is_stated_stands_for_its_example() -> None:
    """Once, where its comment is; the others stay as examples."""
    text = new_incident("T", AT, zone=SHANGHAI, facts={"not_working": ["Signing in, and out"], "impact": "minor"})

    assert text.count("not_working") == text.count("impact:") == 1
    assert "major or critical.\nimpact: minor\n# What does not work" in text
    assert "one item a line:\nnot_working:\n  - Signing in, and out\n# still_working:\n#   - What they can" in text


lines = texts.map(lambda text: " ".join(clean_text(text).split())).filter(lambda text: re.search(r"\w", text))


@given(st.lists(lines, min_size=1, max_size=3), lines, lines)
def test_what_a_new_file_states_is_read_back_unchanged(many: list[str], one: str, other: str) -> None:
    """Whatever characters its words hold."""
    facts = {"not_working": many, "still_working": [one], "workaround": other, "scope": {"users": one}, "lang": "zh-CN"}
    began = {"started": "2026-01-23 14:32", "impact": "minor"}
    later = AT.replace(day=26)
    texts_by_form = {
        IncidentForm: new_incident(one, AT, zone=SHANGHAI, facts=facts | began),
        MaintenanceForm: new_maintenance(
            one, AT, later, later.replace(hour=8), zone=SHANGHAI,
            facts={"reason": other, "not_working": many, "emergency": "true"},
        ),
    }  # fmt: skip
    problems = Problems()
    read = {}
    for form, text in texts_by_form.items():
        document = read_document(text, "a.md", problems)
        assert document is not None
        read[form] = fill_form(form, document.front, FieldContext(SHANGHAI, locales=("en", "zh-CN")), "a.md", problems)

    assert [str(problem) for problem in problems.found] == []
    incident, window = read[IncidentForm], read[MaintenanceForm]
    assert isinstance(incident, IncidentForm)
    assert isinstance(window, MaintenanceForm)
    assert (incident.not_working, incident.still_working, incident.workaround) == (tuple(many), (one,), other)
    assert (incident.scope and incident.scope.users, incident.lang, incident.impact) == (one, "zh-CN", "minor")
    assert incident.started == datetime(2026, 1, 23, 6, 32, tzinfo=UTC)
    assert (window.title, window.reason, window.not_working, window.emergency) == (one, other, tuple(many), True)


@rows(
    ("title", "slug"),
    [
        ("Sign-in is failing!", "2026-01-23-sign-in-is-failing"),
        ("Überlastung der API", "2026-01-23-uberlastung-der-api"),
        ("登录故障", "2026-01-23-abc123"),
        ("登录故障 API", "2026-01-23-api"),
        ("word " * 40, "2026-01-23" + "-word" * 14),
        ("x" * 200, "2026-01-23-" + "x" * 69),
    ],
)
def test_a_slug_is_the_day_and_the_words_of_the_title(title: str, slug: str) -> None:
    """Latin letters and digits, at most eighty characters, cut between words."""
    assert slug_for(AT.date(), title, "abc123") == slug


def in_one(page: list[list[str]]) -> list[str]:
    """The words of all lines."""
    return [word for line in page for word in line]


@given(lines=HOSTILE, sections=st.booleans())
def test_a_guarded_body_shows_the_same_words(lines: list[str], sections: bool) -> None:
    """Whatever is guarded, closed or made another kind of heading or of code, readers see what they saw."""
    text = clean_text("\n".join(lines)).strip()

    assert in_one(shown(guard_body(text, sections=sections))) == in_one(shown(text))


@given(lines=HOSTILE)
def test_the_reader_of_a_postmortem_takes_a_guarded_body(lines: list[str]) -> None:
    """Its sections stand at level 2, none is underlined, and no fence is open."""
    problems = Problems()
    read = body_lines(guard_body("\n".join(lines), sections=True), 1, "a.md", problems)

    assert problems.found == []
    assert not any(line.is_underline or line.heading == 1 for line in read)


def test_what_is_nested_too_deep_is_shown_as_it_is_written() -> None:
    """Markdown would show nothing of it."""
    assert in_one(shown(guard_body(f"{'- ' * 10}words\n\nand more"))) == [*"-" * 10, "words", "and", "more"]


def test_a_fence_that_cannot_be_closed_is_shown_as_it_is_written() -> None:
    """A tab in a quote in a quote is as wide as it likes."""
    assert in_one(shown(guard_body(">>-\t~~~ x"))) == [">>-", "~~~", "x"]

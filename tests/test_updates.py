"""The body of a file: which updates it holds, and that no line of it is passed over in silence."""

from __future__ import annotations

import re
import string
import time
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from support.tables import rows

from sitegen.authoring.compose import update_block
from sitegen.importers.escaping import escape_prose
from sitegen.model import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Status
from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.field_lists import FIELDS
from sitegen.read.forms import IncidentUpdateForm, MaintenanceUpdateForm
from sitegen.read.lines import BodyLine, body_lines
from sitegen.read.nodes import YamlList, YamlMapping, YamlNode
from sitegen.read.vocabulary import FOREIGN_KEYS, KNOWN_FIELDS, normal_key
from sitegen.times import join, read_day, read_offset, read_zone

SHANGHAI = read_zone("Asia/Shanghai")


def split(
    body: str, statuses: tuple[Status, ...] = INCIDENT_STATUSES, *, translation: bool = False
) -> tuple[list[UpdateBlock], str]:
    """The updates in *body*, and what is said about it; lines are counted from 1."""
    problems = Problems()
    blocks = split_updates(body_lines(body, 1, "a.md", problems), "a.md", statuses, problems, translation=translation)
    return blocks, "\n".join(map(str, problems.found))


def read(body: str, statuses: tuple[Status, ...] = INCIDENT_STATUSES) -> list[UpdateBlock]:
    """The updates in *body*, which has no problem."""
    blocks, problems = split(body, statuses)
    assert problems == ""
    return blocks


def values(node: YamlNode | None) -> object:
    """Fields as Python's own strings, lists and dictionaries."""
    if isinstance(node, YamlMapping):
        return {key.text: values(value) for key, value in node.entries}
    if isinstance(node, YamlList):
        return [values(item) for item in node.items]
    return node.text if node else None


# --- headings ------------------------------------------------------------------------------------------------


@rows(
    ("heading", "day", "clock", "zone", "status", "title"),
    [
        ("2026-01-23 14:35 investigating", "2026-01-23", "14:35", "", "investigating", ""),
        ("2026-01-23T14:35 identified", "2026-01-23", "14:35", "", "identified", ""),
        ("2026-01-23   14:35:07   resolved", "2026-01-23", "14:35:07", "", "resolved", ""),
        ("2026-01-23 14:35:07.123Z update", "2026-01-23", "14:35:07.123", "Z", "update", ""),
        ("2026-01-23 14:35 UTC monitoring", "2026-01-23", "14:35", "UTC", "monitoring", ""),
        ("2026-01-23 14:35UTC monitoring", "2026-01-23", "14:35", "UTC", "monitoring", ""),
        ("2026-01-23 14:35 +08:00 update", "2026-01-23", "14:35", "+08:00", "update", ""),
        ("2026-01-23 14:35+0800 update", "2026-01-23", "14:35", "+0800", "update", ""),
        ("2026-01-23 14:35 -08 update", "2026-01-23", "14:35", "-08", "update", ""),
        ("2026-01-23 14:35 RESOLVED", "2026-01-23", "14:35", "", "resolved", ""),
        ("2026-01-23 14:35 resolved: It works", "2026-01-23", "14:35", "", "resolved", "It works"),
        ("2026-01-23 14:35 resolved : It works", "2026-01-23", "14:35", "", "resolved", "It works"),
        ("2026-01-23 14:35 resolved：已恢复", "2026-01-23", "14:35", "", "resolved", "已恢复"),
        ("2026-01-23 14:35 resolved: 14:30: all: well", "2026-01-23", "14:35", "", "resolved", "14:30: all: well"),
        ("2026-01-23 14:35 resolved: closed ##", "2026-01-23", "14:35", "", "resolved", "closed"),
        ("2026-01-23 14:35 resolved: in C#", "2026-01-23", "14:35", "", "resolved", "in C#"),
        ("2026-01-23 14:35 resolved: in C \\#", "2026-01-23", "14:35", "", "resolved", "in C #"),
        ("2026-01-23 14:35 resolved:", "2026-01-23", "14:35", "", "resolved", ""),
        ("2026-01-23 14:35 resolved: `a <!-- b`", "2026-01-23", "14:35", "", "resolved", "`a <!-- b`"),
        ("2026-01-23 14:35 resolved<!-- really -->", "2026-01-23", "14:35", "", "resolved", ""),
    ],
)
def test_a_heading_is_read_in_each_of_its_forms(
    heading: str, day: str, clock: str, zone: str, status: str, title: str
) -> None:
    """Day, time, zone, status and title, as they were written."""
    [block] = read(f"## {heading}\n")

    assert (block.day, block.clock, block.zone, block.status, block.title) == (day, clock, zone, status, title)


@rows("spelled", ["in_progress", "in progress", "In-Progress", "IN  PROGRESS"])
def test_a_status_of_two_words_is_spelled_freely(spelled: str) -> None:
    """Space, dash and underscore are the same, and capitals do not matter."""
    [block] = read(f"## 2026-02-01 02:00 {spelled}: Begun\n", MAINTENANCE_STATUSES)

    assert (block.status, block.title) == ("in_progress", "Begun")


def test_a_translation_may_leave_the_status_out() -> None:
    """A title stands behind the time then."""
    headings = ["14:35", "14:36 Z：标题", "14:37Z: 标题", "14:38 +08:00: 标题", "14:39: 标题"]
    blocks, problems = split("".join(f"## 2026-01-23 {heading}\n" for heading in headings), translation=True)

    assert problems == ""
    assert [(block.zone, block.status, block.title) for block in blocks] == [
        ("", "", ""),
        ("Z", "", "标题"),
        ("Z", "", "标题"),
        ("+08:00", "", "标题"),
        ("", "", "标题"),
    ]


@rows(
    "line",
    [
        "#1 priority: 2026-01-23 14:50",
        "#hashtag",
        "### Details",
        "### 2026-01-20 and before",
        "#### 2026",
        "2026-01-23 14:50 is when we tell more",
        "2026-01-23 14:50: identified by Lee",
        "**Note**",
        "- 2026-01-23 14:50 we saw the first failures",
        "- 2026-01-23 14:50 fixed",
        "- At 2026-01-23 14:50 identified",
        "- ### What we know",
        "    # a comment in a script",
        "* * *",
        "14:50 identified",
        "Resolved",
    ],
)
def test_prose_is_not_taken_for_a_heading(line: str) -> None:
    """What nobody could have meant as the heading of an update stays among the words."""
    [block] = read(f"## 2026-01-23 14:35 investigating\n\n{line}\n")

    assert block.body == line


@rows(
    "lines",
    [
        "**Bold**\n---",
        "#hashtag\n---",
        "-dash\n===",
        "1.5 GB\n---",
        "+1\n---",
        "one\n2. two\n---",
        "one\n*\n---",
        "*\none\n---",
        "> # one\n  two\n---",
        "1. # one\n  two\n---",
        "-\none\n    two\n---",
        "one\n    two\n---",
        "   one\n   ---",
        "[^1]: one\n\ntwo\n---",
    ],
)
def test_no_underline_makes_a_heading_in_silence(lines: str) -> None:
    """Whatever a paragraph begins with, a line of dashes below would make it a heading."""
    problems = split(f"## 2026-01-23 14:35 investigating\n\n{lines}\n")[1]

    assert "expected no underlined heading" in problems


@rows(
    "lines",
    [
        "- item\n---",
        "- item\n  goes on\n---",
        "one\n- item\n---",
        "2. two\n---",
        "> quote\n---",
        "1. one\n---",
        "### a\n---",
        "one\n\n---",
        "* * *\n---",
        "| one\n---",
    ],
)
def test_a_rule_is_no_underline(lines: str) -> None:
    """Below a list, a quote or a heading a line of dashes is a rule, and below a row it makes a table."""
    assert read(f"## 2026-01-23 14:35 investigating\n\n{lines}\n")[0].body == lines


# --- fields --------------------------------------------------------------------------------------------------


@rows("key", FIELDS)
def test_a_key_may_be_spelled_with_spaces_dashes_and_capitals(key: str) -> None:
    """All of them are one field."""
    for spelled in (
        key,
        key.replace("_", " "),
        key.replace("_", "-").title(),
        key.upper(),
        f" {key.replace('_', '  ')} ",
    ):
        assert normal_key(spelled) == key


def test_full_width_letters_and_colons_are_read_in_keys() -> None:
    """An input method types them; in a value they are the author's own."""
    [block] = read("## 2026-01-23 14:35 investigating\n\n- ＥＴＡ：15:00\n- workaround：请稍候：十分钟\n")

    assert values(block.fields) == {"eta": "15:00", "workaround": "请稍候：十分钟"}


def test_fields_end_where_the_words_begin() -> None:
    """The words are what stands below the list, without the free lines around them."""
    [block] = read("## 2026-01-23 14:35 investigating\n\n- eta: 15:00\n\n\nOne\n\n- a: list\n\n\n")

    assert values(block.fields) == {"eta": "15:00"}
    assert block.body == "One\n\n- a: list"
    assert [block.line_of(number) for number in (1, 2, 3)] == [6, 7, 8]


def test_another_sign_begins_a_list_of_prose() -> None:
    """In Markdown, too, a list ends where the sign of its items changes."""
    [block] = read("## 2026-01-23 14:35 investigating\n\n* eta: 15:00\n\n- We roll back\n- Then we test\n")

    assert values(block.fields) == {"eta": "15:00"}
    assert block.body == "- We roll back\n- Then we test"


@rows(
    "body",
    [
        "- Users: all of them\n- **Cause**: unknown\n- progress\\: a word",
        "- eta\\: soon\nwords",
        "- `eta`: soon",
        "- [eta]: x",
        "- Note: we roll back\n- API: back",
        "- Duration: 38 minutes\n- Reason: a wrong setting",
        "- reason: a wrong setting",
        "- API: operational",
        "- What: the database\n- Status: all is well again",
        "- 影响：部分用户无法登录\n- 影响: 100 名用户\n- 组件：登录",
        "1. Impact: people could not sign in",
        "> Impact: people could not sign in",
    ],
)
def test_a_list_that_begins_with_prose_is_prose(body: str) -> None:
    """Its colons mean nothing, unless a key of ours stands before one; a backslash makes any of them prose."""
    [block] = read(f"## 2026-01-23 14:35 investigating\n\n{body}\n")

    assert block.fields is None
    assert block.body == body


def test_keys_that_begin_with_x_are_free() -> None:
    """They are fields, in any case, first in their list and further down; a backslash makes one prose, as ever."""
    [block] = read("## 2026-01-23 14:35 investigating\n\n- eta: 15:00\n- X-Ticket: OPS-1\n\n* X-Cache: HIT\n")

    assert values(block.fields) == {"x-ticket": "OPS-1", "eta": "15:00"}
    assert block.body == "* X-Cache: HIT"
    [block] = read("## 2026-01-23 14:35 investigating\n\n- X-Ticket: OPS-1\n\nWords\n")
    assert (values(block.fields), block.body) == ({"x-ticket": "OPS-1"}, "Words")
    assert read("## 2026-01-23 14:35 investigating\n\n- X-Cache\\: HIT\n")[0].body == "- X-Cache\\: HIT"


def test_what_is_typed_for_a_field_from_habit_is_what_the_forms_tell_of() -> None:
    """The list by which words from elsewhere are guarded is that of the forms."""
    foreign = {*IncidentUpdateForm.hints, *MaintenanceUpdateForm.hints} - set(FIELDS)

    assert sorted(map(normal_key, FOREIGN_KEYS)) == sorted(foreign)


def test_every_field_of_an_update_is_known_by_its_name() -> None:
    """The list has an order of its own, in which commands write them."""
    fields = {*IncidentUpdateForm.model_fields, *MaintenanceUpdateForm.model_fields}

    assert set(FIELDS) == fields
    assert len(FIELDS) == len(fields)


@rows("key", FOREIGN_KEYS)
def test_a_list_that_begins_with_a_key_of_another_system_is_no_prose(key: str) -> None:
    """Written as keys are, or with a value that is no prose; the form then says what stands here instead."""
    statuses = MAINTENANCE_STATUSES if key in ("auto", "emergency", "reason") else INCIDENT_STATUSES

    for item in (f"- {key}: some words", f"- {key.title()}: word", f"- {key.upper()}: {{login: operational}}"):
        [block] = read(f"## 2026-01-23 14:35 {statuses[0]}\n\n{item}\n", statuses)
        assert (block.fields is not None, block.body) == (True, ""), item


def test_a_field_without_its_dash_is_a_warning() -> None:
    """It may be prose, which is published as it stands; but nobody writes `eta: 15:00` for readers."""
    problems = Problems()
    lines = body_lines("## 2026-01-23 14:35 investigating\n\neta: 15:00\n\nWords\n", 1, "a.md", problems)
    [block] = split_updates(lines, "a.md", INCIDENT_STATUSES, problems)

    assert block.body == "eta: 15:00\n\nWords"
    assert [str(problem) for problem in problems.found] == [
        "a.md:3: warning: eta: expected '- eta: …' for a field, found 'eta: 15:00'\n"
        "    Without '- ' readers see it as text."
    ]


def test_problems_of_fields_are_in_the_author_s_spelling_and_line() -> None:
    """A nested fault points at its own line, behind comments and free lines too."""
    blocks, problems = split(
        "## 2026-01-23 14:35 investigating\n\n- Next-Update: 15:00\n<!-- one\ntwo -->\n- ETA: 1: 2\n\nWords\n"
    )

    assert problems == (
        "a.md:6: ETA: expected a text without ': ' or in quotes, found '- ETA: 1: 2'\n"
        "    Put the whole value in quotes."
    )
    assert blocks[0].body == "Words"


# --- comments and code ---------------------------------------------------------------------------------------


@rows(
    ("text", "kept"),
    [
        ("a <!-- b --> c", "a  c"),
        ("<!-- a -->", ""),
        ("a <!-- b\nc\nd --> e", "a\n\n e"),
        ("<!----> a <!--> b <!---> c", " a  b  c"),
        ("`<!-- a -->` b", "`<!-- a -->` b"),
        ("``<!-- ` a -->`` b", "``<!-- ` a -->`` b"),
        ("` <!-- a --> b", "`  b"),
        ("\\<!-- a --> b", "\\<!-- a --> b"),
        ("\\\\<!-- a --> b", "\\\\ b"),
        ("```\n<!-- a\n```\nb", "```\n<!-- a\n```\nb"),
        ("    <!-- a -->", "    <!-- a -->"),
        ("    ```\n\n<!-- a -->", "    ```\n\n"),
        ("a\n    ```\n\n<!-- a -->", "a\n    ```\n\n"),
        ("```\na\n```\n    <!-- b -->", "```\na\n```\n    <!-- b -->"),
        ("- ```\n  a\n  ```\n\n    <!-- b -->", "- ```\n  a\n  ```\n\n"),
        ("\t<!-- a -->", "\t<!-- a -->"),
        ("a\n    <!-- b -->", "a\n"),
        ("- a\n\n    <!-- b -->", "- a\n\n"),
        ("- a\n\nb\n\n    <!-- c -->", "- a\n\nb\n\n    <!-- c -->"),
        ("> a <!-- b -->", "> a"),
        ("a --> b", "a --> b"),
        ("a <!-- b --\\> --> c", "a  c"),
    ],
)
def test_comments_are_removed_outside_code(text: str, kept: str) -> None:
    """What stands in code, or behind a backslash, is shown."""
    problems = Problems()

    assert "\n".join(line.text for line in body_lines(text, 1, "a.md", problems)) == kept
    assert problems.found == []


@given(text=st.text(st.sampled_from("ab <!->\n"), max_size=60))
def test_nothing_but_comments_is_removed(text: str) -> None:
    """Where there can be no code, what is left is the text without its comments, line by line."""
    assume("    " not in text)
    problems = Problems()
    lines = body_lines(text, 1, "a.md", problems)
    assume(not problems.found)
    expected = re.sub(r"<!--(?:-?>|(.*?)-->)", lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL)

    assert [line.text.strip() for line in lines] == [line.strip() for line in expected.split("\n")]
    assert [line.number for line in lines] == list(range(1, text.count("\n") + 2))


@rows(
    "code",
    [
        "```\n## x\n```",
        "~~~\n```\n## x\n~~~",
        "````\n```\n## x\n````",
        "``` text\n## x\n   ```  ",
        "   ```\n## x\n ```",
        "- a\n\n  ```\n  ## x\n  ```",
        "- ```\n  ## x\n  ```",
        "1. ```\n   ## x\n   ```",
        "> ```\n> ## x\n> ```",
        "> - ~~~\n>   ## x\n>   ~~~",
    ],
)
def test_code_is_no_structure(code: str) -> None:
    """A heading, a field or a comment within a block of code is part of it."""
    text = f"## 2026-01-23 14:35 investigating\n\n{code.replace('## x', '## x <!-- y')}\n\nWords\n"
    [block] = read(text)

    assert block.body == f"{code.replace('## x', '## x <!-- y')}\n\nWords"


@rows(
    "text",
    [
        "```\na\n\n## 2026-01-23 14:50 identified\n\n```\nb\n",
        "```\na\n    ```\n",
        "```\na\n~~~\n",
        "````\na\n```\n",
        "- ```\n  a\nb\n",
        "- ```\n a\n  ```\n",
        "1. ```\n  a\n   ```\n",
        "> ```\n> a\n\nb\n",
        "``` a\nb\n``` c\n",
        "<!-- a\n\n## 2026-01-23 14:50 identified\n\n<!-- b -->\n",
        "<!-- a\n",
        "a <!-- b ->\n",
        "`a <!-- b`` c\n",
    ],
)
def test_what_is_not_closed_is_told_where_it_opens(text: str) -> None:
    """It would hide what follows; two mistakes do not mend each other."""
    problems = split(f"## 2026-01-23 14:35 investigating\n\n{text}")[1]

    assert re.match(r"a\.md:3: expected (```|````|-->) to close this (code block|comment), found ", problems)


def test_comments_that_stand_too_close_are_told_once() -> None:
    """Each of them may change what the lines below it are; far from each other they may be many."""
    _, problems = split("## 2026-01-23 14:35 investigating\n\n" + "- a <!-- b -->\n" * 1000)

    assert problems == (
        "a.md:319: expected fewer comments in one list or paragraph, found too many to parse\n"
        "    One comment may span many lines."
    )
    assert read("## 2026-01-23 14:35 investigating\n\n" + "a <!-- b -->\n\n" * 1000)


# --- what we compose, we read ----------------------------------------------------------------------------------

PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=40).filter(
    # A comment is removed wherever it stands, and a fence opens at the beginning of an item.
    lambda text: "<!--" not in text and not text.startswith("~")
)
WORDS = PRINTABLE.map(str.strip).filter(bool)
NAMES = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=12)
FIELD_VALUES = st.one_of(
    PRINTABLE,
    st.lists(WORDS, min_size=1, max_size=3),
    st.dictionaries(NAMES, WORDS, min_size=1, max_size=3),
    st.lists(st.dictionaries(NAMES, WORDS, min_size=1, max_size=3), min_size=1, max_size=2),
)


@given(
    moment=st.datetimes(datetime(1970, 1, 2), datetime(2999, 12, 30)),
    status=st.sampled_from(INCIDENT_STATUSES),
    title=PRINTABLE,
    fields=st.dictionaries(st.sampled_from(KNOWN_FIELDS), FIELD_VALUES, max_size=4),
    prose=st.text(max_size=120),
    zoned=st.booleans(),
)
def test_an_update_that_we_compose_is_read_back(
    moment: datetime, status: Status, title: str, fields: dict[str, object], prose: str, zoned: bool
) -> None:
    """Heading, fields and words of an update block come back as they went in."""
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    body = escape_prose(prose.replace("<!--", ""))
    text = update_block(moment, status, title=title, fields=fields, body=body, zone=SHANGHAI if zoned else None)  # type: ignore[arg-type]

    [block] = read(text)

    zone = read_offset(block.zone) if block.zone else SHANGHAI
    assert join(read_day(block.day), block.clock, zone) == moment
    assert block.status == status
    assert block.title == " ".join(title.split())
    assert values(block.fields) == ({normal_key(key): value for key, value in fields.items()} or None)
    assert block.body == body.strip()


# --- nothing in silence --------------------------------------------------------------------------------------

HEADINGS = [f"## 2026-01-23 {14 + number}:35 {status}" for number, status in enumerate(INCIDENT_STATUSES)]
PIECES = [
    "",
    "",
    "words",
    "  words",
    "    words",
    "\twords",
    "- item",
    "  - item",
    "- eta: 15:00",
    "  - eta: 15:00",
    "* eta: 15:00",
    "-eta: 15:00",
    "eta: 15:00",
    "- progress: 70%",
    "- **eta**: 15:00",
    "- components:",
    "    login: operational",
    "- not working:",
    "    - words",
    "- key: value",
    "- x-key: value",
    "1. one",
    "2) two",
    "*",
    "> quote",
    ">",
    "> # quote",
    "```",
    "   ```",
    "    ```",
    "```` text",
    "````",
    "~~~",
    "- ```",
    "  ```",
    "> ```",
    "```a`",
    "---",
    "  ---",
    "===",
    "- - -",
    "| a | b |",
    "|---|---|",
    "#",
    "# words",
    "## words",
    " ## words",
    "    ## words",
    "##words",
    "### words",
    "#words",
    "＃＃ words",
    "- ## words",
    "> ## words",
    "[^1]: words",
    "    [^1]: words",
    "[a]: https://example.com",
    "[a]:",
    "<!-- hidden -->",
    "<!-- hidden",
    "hidden -->",
    "words <!-- hidden --> words",
    "`<!--` words",
    "    <!-- words -->",
    "\\",
    "words\\",
    "<div>",
    "<!-->",
    "2026-01-23 14:35 investigating",
    "＃",
    "- ",
    "-",
]
BODIES = st.lists(
    st.sampled_from([*PIECES, *HEADINGS]) | st.text(st.sampled_from("ab`~-#>*_ <!\t:"), max_size=8), max_size=12
)


@given(lines=BODIES)
def test_every_line_is_somewhere_or_told(lines: list[str]) -> None:
    """Each letter of a body stands in a heading, a field or the words of an update, unless a problem is told."""
    body = "\n".join([HEADINGS[0], *lines])
    problems = Problems()
    kept = body_lines(body, 1, "a.md", problems)
    blocks = split_updates(kept, "a.md", INCIDENT_STATUSES, problems)
    assume(not problems.found)

    headings = "".join(line.text for line in kept if line.number in {block.line for block in blocks})
    told = headings + "".join(written(block.fields) + block.body for block in blocks)
    assert sorted(filter(str.isalnum, told)) == sorted(filter(str.isalnum, "".join(line.text for line in kept)))


def written(node: YamlNode | None) -> str:
    """Everything that stands in fields, keys as their author spelled them."""
    if isinstance(node, YamlMapping):
        return "".join((key.written or key.text) + written(value) for key, value in node.entries)
    if isinstance(node, YamlList):
        return "".join(map(written, node.items))
    return node.text if node else ""


@given(lines=BODIES)
def test_markdown_sees_the_headings_that_we_see(lines: list[str]) -> None:
    """In a body without a problem, its headings of level 1 and 2 are exactly those of our updates."""
    problems = Problems()
    kept = body_lines("\n".join([HEADINGS[0], *lines]), 1, "a.md", problems)
    blocks = split_updates(kept, "a.md", INCIDENT_STATUSES, problems)
    assume(not problems.found)

    assert markdown_headings(kept) == [block.line for block in blocks]


def markdown_headings(lines: list[BodyLine]) -> list[int]:
    """The lines at which markdown-it finds a heading of level 1 or 2 that is in no list and no quote."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"]).use(footnote_plugin)
    tokens = parser.parse("\n".join(line.text for line in lines))
    return [
        token.map[0] + 1
        for token in tokens
        if token.type == "heading_open" and token.tag in ("h1", "h2") and not token.level and token.map
    ]


@given(body=st.text(max_size=200), translation=st.booleans())
def test_no_text_breaks_the_reader_of_updates(body: str, translation: bool) -> None:
    """Any text gives updates and problems, never anything else."""
    for statuses in (INCIDENT_STATUSES, MAINTENANCE_STATUSES, (Status.UPDATE,)):
        split(body, statuses, translation=translation)


@given(lines=BODIES, translation=st.booleans())
def test_no_structure_breaks_the_reader_of_updates(lines: list[str], translation: bool) -> None:
    """So too for lines that look like something."""
    split("\n".join(lines), translation=translation)


@rows(
    "body",
    [
        "## 2026-01-23 14:35 investigating\n" * 20_000,
        "- eta: 15:00\n" * 60_000,
        "## 2026-01-23 14:35 investigating\n\n" + "- x: y\n" * 100_000,
        "<!-- a --> " * 80_000,
        "<!--" * 200_000,
        "- <!-- a -->\n" * 80_000,
        "> " * 18 + "a\n" + "b <!-- c -->\n" * 80_000,
        "    <!-- a -->\n\nb <!-- c -->\n\n" * 30_000,
        "```\n" + "<!--\n" * 200_000,
        "a\n===\n" * 150_000,
        "` `` ``` ````" * 70_000 + "<!--",
        "`a" * 400_000 + "<!--",
        "text\n" * 100_000 + "---\n" * 50_000,
        "> " * 400_000,
        "- " * 400_000 + "# 2026-01-23",
        "## 2026-01-23 14:35 investigating\n" + "> " * 400_000 + "eta: 1",
        "![a](b c" * 120_000,
        "[a]（https:" * 90_000,
        "#" * 900_000,
        "## " + "x " * 400_000,
        "## 2026-01-23 14:35 " + "a" * 900_000,
        "## 2026-01-23 14:35 " + " " * 900_000 + "x",
        "-" * 900_000,
        "- " + "a" * 900_000 + ": b",
        "```\n" * 100_000,
        "  " * 400_000 + "```",
        "2026-01-23 14:35 " + "a " * 400_000,
        "*" * 900_000,
        "2026-01-23 14:35 a" + " " * 900_000 + "!",
        "|" * 900_000 + "x\n---",
        "* " * 400_000 + "x\n---",
        "## " + " " * 900_000 + "x #",
        "1" + " " * 900_000,
    ],
)
def test_a_body_costs_no_more_than_its_length(body: str) -> None:
    """The longest file that we take, of whatever it consists, is read or refused within seconds."""
    began = time.process_time()
    split(body[:1_000_000])

    assert time.process_time() - began < 10


def test_the_clock_is_not_asked() -> None:
    """An update's day and time stay text here; what they mean is for the reader of content."""
    far = datetime.now(UTC) + timedelta(days=400)

    assert read(update_block(far.replace(microsecond=0), "investigating"))[0].day == f"{far:%Y-%m-%d}"

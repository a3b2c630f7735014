"""Where code, headings and comments are: the reader says of no line what the pages do not show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it.token import Token
from support.bodies import COMMENTS, FENCES, HEADINGS, LISTS, NOTE, RULES, WORDS, hostile_lines, starts
from support.tables import rows

from sitegen.markdown.blocks import needs_parser, plain_fences, read_blocks
from sitegen.markdown.parser import make_parser
from sitegen.model import INCIDENT_STATUSES
from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.lines import BodyLine, body_lines

PARSER = make_parser(linkify=True)

OPENED = "## 2026-01-23 14:35 investigating"
LINES = hostile_lines(starts(*LISTS, NOTE, "-\t"), (*FENCES, *RULES, *HEADINGS, *WORDS, *COMMENTS, OPENED))
FENCE_LINES = [
    *("```", "```", "``` ", "```py", "```a b", "````", " ```", "\t```", "~~~", "```a```", "- ```", "> ```", "  ```"),
    *(
        "a",
        "",
        "    a",
        "- a",
        "  b",
        "> a",
        "1. a",
        "# a",
        "    # a",
        "===",
        "| a |",
        "|---|",
        "[a]: b",
        "'a",
        "[^1]: a",
    ),
]


def blocks_of(lines: Sequence[str]) -> list[Token]:
    """What markdown-it makes of a text, without what is within its blocks."""
    tokens: list[Token] = []
    PARSER.block.parse("\n".join([*lines, ""]), PARSER, {}, tokens)
    return tokens


def code_in(lines: Sequence[str], *kinds: str) -> set[int]:
    """The indices of the lines that markdown-it takes for code."""
    return {n for token in blocks_of(lines) if token.type in kinds and token.map for n in range(*token.map)}


def unclosed_in(lines: Sequence[str]) -> set[int]:
    """The indices of the lines at which a fence opens that goes on to the end of all that it is in, or to an update."""
    fences = [token for token in blocks_of(lines) if token.type == "fence"]
    return {
        token.map[0]
        for token in fences
        if token.map
        and (
            token.map[1] - token.map[0] < token.content.count("\n") + 2
            or any(line.lstrip().startswith("## 2026") for line in lines[slice(*token.map)])
        )
    }


def parts_of(lines: Sequence[BodyLine]) -> list[Sequence[BodyLine]]:
    """The lines of each update with its heading."""
    dated = [n for n, line in enumerate(lines) if n and re.match(r"## \d{4}-\d\d-\d\d \d\d:\d\d", line.text)]
    return [lines[start:end] for start, end in pairwise([0, *dated, len(lines)])]


def read(lines: Sequence[str]) -> tuple[list[BodyLine], list[UpdateBlock], Problems]:
    """What the reader makes of an update that begins with *lines*."""
    problems = Problems()
    kept = body_lines("\n".join([OPENED, *lines]), 1, "a.md", problems)
    return kept, split_updates(kept, "a.md", INCIDENT_STATUSES, problems), problems


@rows(
    ("text", "shown", "closed"),
    [
        ("```\na\n```", "a", True),
        ("```\n```", "", True),
        ("```\na", "a", False),
        ("```", "", False),
        ("```\na\n\n", "a\n\n", False),
        ("```\na\n    ```", "a\n    ```", False),
        ("- ```\n  a\n  ```", "a", True),
        ("- ```\n  a\n     ```", "a", True),
        ("- ```\n  a\n      ```\n\n  b", "a\n    ```\n\nb", False),
        ("- ```\n  a\n ```", "a", False),
        ("> ```\n> a\n```", "a", False),
        ("> ```\n> a\n> ```", "a", True),
        ("[^1]: ```\n    a\n    ```", "a", True),
        ("[^1]: a\n\n    ~~~\n    a\n\nb", "a\n", False),
        ("    a\n\n     b\n\n", "a\n\n b", True),
        ("-     a", "a", True),
        ("- a\n\n      b", "b", True),
        (">     a", "a", True),
    ],
)
def test_code_is_found_at_any_depth(text: str, shown: str, closed: bool) -> None:
    """With what is shown of it, and whether the fence that opened it is closed where it can be."""
    block = read_blocks(text).code[0]

    assert (block.content.removesuffix("\n"), block.is_closed) == (shown, closed)


@rows("text", ["a\n    b", "- a\n\n    b", "a\n```x`", "[^1]: a\n\n    b", "- a\n    b", "1. a\n\n    b"])
def test_what_only_looks_like_code_is_none(text: str) -> None:
    """Words that go on, words of an item or of a footnote, and marks within a line."""
    assert read_blocks(text).code == []


@rows(
    ("text", "headings"),
    [
        ("# a\n## b", [(0, 1, 1, False), (1, 2, 2, False)]),
        ("a\nb\n===\nc\n-", [(0, 3, 1, True), (3, 5, 2, True)]),
        ("###### a\n####### b\n#c", [(0, 1, 6, False)]),
        ("# a | b\n|---|---|", []),
        ("a\n# b\n```\n# c\n```", [(1, 2, 1, False)]),
    ],
)
def test_headings_are_found_with_their_lines_and_level(text: str, headings: list[tuple[int, int, int, bool]]) -> None:
    """Those with marks before them, and those with a line below; the head of a table is none."""
    found = read_blocks(text).headings

    assert [(one.start, one.end, one.level, one.is_underlined) for one in found] == headings
    assert not any(one.is_nested for one in found)


@rows("text", ["- # a", "> a\n> ===", "[^1]: # a", "- a\n\n  # b"])
def test_a_heading_in_a_list_a_quote_or_a_footnote_is_nested(text: str) -> None:
    """There it is no heading of the text."""
    assert [one.is_nested for one in read_blocks(text).headings] == [True]


@rows(("mark", "most"), [("- ", 9), ("1. ", 9), ("> ", 19), ("[^1]: ", 19)])
def test_what_is_nested_too_deep_is_told_before_it_vanishes(mark: str, most: int) -> None:
    """One more, and the words are not shown, perhaps none of those below them either."""
    assert read_blocks(f"{mark * most}words").too_deep is None
    assert "words" in str(blocks_of([f"{mark * most}words"]))
    assert read_blocks(f"a\n\n{mark * (most + 1)}words").too_deep == 2
    assert "words" not in str(blocks_of([f"{mark * (most + 1)}words"]))


@given(lines=LINES)
def test_what_needs_no_parser_holds_only_what_can_be_seen(lines: list[str]) -> None:
    """No fence, no underline, and each line that begins with marks is a heading; so it is quickly read."""
    text = "\n".join(lines)
    assume(not needs_parser(text))
    blocks = read_blocks(text)

    assert not [block for block in blocks.code if block.fence]
    assert [(one.start, one.level) for one in blocks.headings if not one.is_nested] == [
        (n, len(marks[1])) for n, line in enumerate(lines) if (marks := re.match(r"(#{1,6})(?:[ \t]|$)", line))
    ]
    assert not any(one.is_underlined and not one.is_nested for one in blocks.headings)
    assert blocks.too_deep is None


@given(lines=st.lists(st.sampled_from(FENCE_LINES), max_size=12))
def test_fences_that_need_no_parser_are_the_blocks_that_it_finds(lines: list[str]) -> None:
    """Closed, and in no list or quote; what is left when they are blank has no other."""
    text = "\n".join(lines)
    code, rest = plain_fences(text)
    assume(not needs_parser(rest))
    fenced = [block for block in read_blocks(text).code if block.fence]

    assert code == {line for block in fenced for line in range(block.start, block.end)}
    assert all(block.is_closed and not block.is_nested for block in fenced)
    assert rest.count("\n") == text.count("\n")


@given(lines=LINES)
def test_the_reader_and_the_pages_see_the_same_blocks(lines: list[str]) -> None:
    """Where nothing is wrong, each update alone is what it is in the whole: code, headings, and the rest."""
    kept, updates, problems = read(lines)
    assume(not problems.found)
    texts = [line.text for line in kept]
    whole = blocks_of(texts)

    assert {line.number - 1 for line in kept if line.code} == code_in(texts, "fence")
    assert [update.line - 1 for update in updates] == [
        token.map[0]
        for token in whole
        if token.type == "heading_open" and token.tag < "h3" and not token.level and token.map
    ]
    for update in updates:
        words = update.body.split("\n")
        alone = blocks_of(words)
        first = update.line_of(1) - 1
        last = update.lines[-1].number if update.lines else 0
        there = [token for token in whole if token.map and first <= token.map[0] < last]
        assert shape(alone, 0) == shape(there, first)
        assert not unclosed_in(words)
        assert not [
            one for one in alone if one.type == "heading_open" and not one.level and one.markup in ("#", "##", "=", "-")
        ]


def shape(tokens: Sequence[Token], first: int) -> list[object]:
    """What a text consists of, and where; a list may count the free lines behind it, and as many more as there are."""
    return [
        (token.type, token.tag, token.level, token.content, token.map[0] - first, token.nesting or token.map[1] - first)
        for token in tokens
        if token.map
    ]


@given(lines=LINES)
def test_what_is_told_is_what_the_pages_would_show(lines: list[str]) -> None:
    """Every fence that is not closed, and every heading that is underlined, and no other."""
    kept, _, problems = read(lines)
    told = {one.line for one in problems.found if "to close this code block" in one.message}

    assert told == {part[n].number for part in parts_of(kept) for n in unclosed_in([line.text for line in part])}
    assert {line.number for line in kept if line.code} == {
        part[n].number for part in parts_of(kept) for n in code_in([line.text for line in part], "fence")
    }
    assert {line.number for line in kept if line.is_underline} == {
        part[token.map[1] - 1].number
        for part in parts_of(kept)
        for token in blocks_of([line.text for line in part])
        if token.type == "heading_open" and token.markup in ("=", "-") and not token.level and token.map
    }


@given(lines=LINES)
def test_comments_are_removed_where_they_are_no_code(lines: list[str]) -> None:
    """So it is when the whole text above is parsed again for every line."""
    kept, _, problems = read(lines)
    assume("title of a link" not in "".join(one.message for one in problems.found))

    assert [line.text for line in kept] == without_comments([OPENED, *lines])


def without_comments(lines: Sequence[str]) -> list[str]:
    """The lines without comments, slowly."""
    kept: list[str] = []
    inside = False
    for text in lines:
        above = kept[max((n for n, line in enumerate(kept) if re.match(r"## 2026", line)), default=0) :]
        if re.match(r"## 2026", text):
            above = []
        is_code = not inside and len(above) in code_in([*above, text], "fence", "code_block")
        left, rest = "", text
        while rest and not is_code:
            if inside:
                _, end, rest = rest.partition("-->")
                inside = not end
                continue
            piece = re.match(r"\\.|(`+)(?:.*?(?<!`)\1(?!`))?|<!--(?:-?>)?|.", rest)
            assert piece
            rest = rest[piece.end() :]
            inside = piece[0] == "<!--"
            left += "" if piece[0].startswith("<!--") else piece[0]
        kept.append(text if is_code or left == text else left.rstrip())
    return kept

"""Front matter: what is kept as it was written, and what YAML would change or lose."""

from __future__ import annotations

import string
import time
from collections.abc import Callable

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from support.tables import rows

from sitegen.authoring.compose import front_matter
from sitegen.problems import Problems, quoted, visible
from sitegen.read.document import (
    Document,
    YamlList,
    YamlMapping,
    YamlNode,
    YamlScalar,
    decode,
    read_document,
    read_yaml,
)


def tree(text: str, *, comments: bool = False) -> tuple[YamlNode | None, str]:
    """What YAML holds, and what is said about it; lines are those of *text*, from 1."""
    problems = Problems()
    node = read_yaml(text, "a.yml", problems, first=1, comments=comments)
    return node, "\n".join(map(str, problems.found))


def document(text: str) -> tuple[Document | None, str]:
    """A content file, and what is said about it."""
    problems = Problems()
    return read_document(text, "a.md", problems), "\n".join(map(str, problems.found))


def values(node: YamlNode | None) -> object:
    """A tree as Python's own strings, lists and dictionaries."""
    if isinstance(node, YamlMapping):
        return {key.text: values(value) for key, value in node.entries}
    if isinstance(node, YamlList):
        return [values(item) for item in node.items]
    return node.text if node else None


# --- scalars are text ----------------------------------------------------------------------------------------


@rows(
    "text",
    [
        "12:30",
        "no",
        "yes",
        "true",
        "404",
        "1.10",
        "0x1F",
        "1_000",
        ".inf",
        "null",
        "~",
        "2026-01-23",
        "1e3",
        "=",
        "a:b",
    ],
)
def test_a_scalar_is_what_was_written(text: str) -> None:
    """Nothing becomes a number, a truth or a time before a field types it."""
    assert values(tree(f"key: {text}")[0]) == {"key": text}


@rows(
    ("text", "expected"),
    [
        ('key: "a # b: c"', "a # b: c"),
        ("key: 'it''s'", "it's"),
        ("key: one\n  two", "one two"),
        ("key: >\n  one\n  two\n", "one two\n"),
        ("key: |\n  # one\n  two: three", "# one\ntwo: three"),
        ("key: a#b", "a#b"),
        ("key: http://example.com/#a", "http://example.com/#a"),
        ("# above\nkey: value\n  # below", "value"),
        ('key: "\\u4e2d\\x41"', "中A"),
        ("key: 'a\n  b'", "a b"),
    ],
)
def test_the_forms_of_yaml_are_read(text: str, expected: str) -> None:
    """Quoted, folded and literal texts, and comments on lines of their own."""
    node, problems = tree(text)

    assert problems == ""
    assert values(node) == {"key": expected}


def test_quotes_are_remembered() -> None:
    """An empty text in quotes is not the same as no text."""
    node, _ = tree("a:\nb: ''\nc: x")

    assert isinstance(node, YamlMapping)
    assert [value.plain for _, value in node.entries if isinstance(value, YamlScalar)] == [True, False, True]


def test_pieces_know_their_lines_and_how_a_list_was_written() -> None:
    """Lines are those of the file; a list in brackets is told apart from one in lines."""
    node, _ = tree("a: 1\nb:\n  - x\n  - y\nc: [x]\nd: []")

    assert isinstance(node, YamlMapping)
    assert [(key.text, key.line) for key, _ in node.entries] == [("a", 1), ("b", 2), ("c", 5), ("d", 6)]
    lists = [value for _, value in node.entries if isinstance(value, YamlList)]
    assert [one.flow for one in lists] == [False, True, True]
    assert [item.line for item in lists[0].items] == [3, 4]
    assert node.line_of("c") == 5
    assert node.line_of("z") == 1


@given(
    fields=st.recursive(
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=30),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=8), inner, max_size=3)
        ),
        max_leaves=8,
    ).filter(lambda value: isinstance(value, dict))
)
def test_what_authoring_writes_is_read_back(fields: dict[str, object]) -> None:
    """Front matter that we compose comes back as it went in, whatever its texts are."""
    read, problems = document(front_matter(fields))  # type: ignore[arg-type]

    if read is None:
        assert "expected at most 8 levels of nesting" in problems
    else:
        assert values(read.front) == fields


@given(text=st.text(st.sampled_from("ab:- #'\"{}[],&*!|>%@`\n\t?<.~\\x0u"), max_size=60), comments=st.booleans())
def test_no_text_breaks_the_reader_of_yaml(text: str, comments: bool) -> None:
    """Any text gives a tree or a problem that says so."""
    node, problems = tree(text, comments=comments)

    assert not (node and problems)
    for problem in problems.splitlines():
        assert problem.startswith(("a.yml:", "    "))


@given(text=st.text(st.sampled_from("ab:- #'\"{}[],\n"), max_size=60))
def test_a_plain_reader_of_yaml_finds_the_same(text: str) -> None:
    """What we accept, PyYAML's own loader reads as the same keys, items and texts."""
    node, problems = tree(text)
    assume(node is not None and not problems)

    assert values(node) == yaml.load(text, yaml.BaseLoader)


@given(text=st.text(st.sampled_from("ab: #\"'-\n"), max_size=50))
def test_no_word_is_lost_to_a_comment(text: str) -> None:
    """In what we accept, every letter stands in the tree or in a comment on a line of its own."""
    node, problems = tree(text)
    assume(node is not None and not problems)
    written = "".join(line for line in text.split("\n") if not line.strip().startswith("#"))

    assert sorted(filter(str.isalpha, words(node))) == sorted(filter(str.isalpha, written))


def words(node: YamlNode | None) -> str:
    """Every text in a tree, keys too."""
    if isinstance(node, YamlMapping):
        return "".join(key.text + words(value) for key, value in node.entries)
    if isinstance(node, YamlList):
        return "".join(map(words, node.items))
    return node.text if node else ""


@rows(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: " + "{b: " * 50_000,
        "- " * 100_000,
        "".join(" " * depth + f"k{depth}:\n" for depth in range(2000)),
        "a: &a [x]\n" + "".join(f"k{number}: *a\n" for number in range(10_000)),
        "".join(f"k{number}: v # c\n" for number in range(20_000)),
        "a:\n" + "".join(f"  - 'x # {number}'\n" for number in range(50_000)),
        "a: [" + ", ".join(f"'x # {number}'" for number in range(50_000)) + "]",
        "a: " + "x " * 400_000,
        "a: |\n" + "  # x\n" * 100_000,
        "? " * 50_000,
        'a: "x' + '": "' * 300_000,
        "a: b" + ": c" * 300_000,
        "a: b" + " " * 900_000 + ": c",
        "!" * 500_000,
        '"' * 500_001,
        "a: '" + "\n" * 900_000,
    ],
)
def test_a_bomb_costs_no_more_than_its_length(text: str) -> None:
    """Nesting, aliases and masses of comments are read or refused within seconds."""
    began = time.process_time()
    tree(text)

    assert time.process_time() - began < 10


# --- the file ------------------------------------------------------------------------------------------------


def test_a_document_is_split_at_its_dashes() -> None:
    """What stands below keeps its lines' numbers, and later dashes are its own."""
    read, problems = document("---\ntitle: X\n---\n\nWords\n\n---\n")

    assert problems == ""
    assert read is not None
    assert values(read.front) == {"title": "X"}
    assert (read.body, read.body_line) == ("\nWords\n\n---\n", 4)


def test_blanks_behind_the_dashes_do_no_harm() -> None:
    """Editors leave them."""
    assert document("--- \ntitle: X\n---  \n")[1] == ""


@given(data=st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_files(data: bytes) -> None:
    """Whatever a file holds gives a document or a problem."""
    problems = Problems()
    text = decode(data, "a.md", problems)
    read = None if text is None else read_document(text, "a.md", problems)

    assert (read is None) == bool(problems.errors)


@given(text=st.text(max_size=80))
def test_a_text_that_is_decoded_is_the_one_that_was_written(text: str) -> None:
    """Nothing is repaired: a file is taken byte for byte or refused."""
    problems = Problems()
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    decoded = decode(data, "a.md", problems)

    assert decoded == (None if problems.found else text)
    assert len(problems.found) < 2


@rows("code", [0x00, 0x07, 0x0B, 0x0C, 0x0D, 0x1B, 0x7F, 0x80, 0x85, 0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE])
def test_no_invisible_character_passes(code: int) -> None:
    """Controls, and what one reader takes for a line's end and another does not, are problems with their line."""
    problems = Problems()

    assert decode(f"one\ntwo{chr(code)}three".encode(), "a.md", problems) is None
    assert [problem.line for problem in problems.found] == [2]


@rows("text", ["a\tb", "中文，“引号”", "🧑‍🚒", "a\u00a0b", "é", "עברית", "a\u200db", "\U0010fffd"])
def test_every_language_passes(text: str) -> None:
    """Letters, marks, joiners and signs of any script are text."""
    problems = Problems()

    assert decode(text.encode(), "a.md", problems) == text
    assert problems.found == []


# --- messages ------------------------------------------------------------------------------------------------


@rows(
    ("text", "shown"),
    [
        ("abc", "'abc'"),
        ("中文", "'中文'"),
        ("a\nb", "'a\\u000ab'"),
        ("a\u00a0b\u3000c", "'a\\u00a0b\\u3000c'"),
        ("\u202eabc", "'\\u202eabc'"),
        ("x" * 80, f"'{'x' * 80}'"),
        ("x" * 81, f"'{'x' * 80}…'"),
        ("x" * 1_000_000, f"'{'x' * 80}…'"),
        ("", "''"),
    ],
)
def test_a_quotation_is_short_and_visible(text: str, shown: str) -> None:
    """Somebody's text inside a message stays on one line and hides nothing."""
    assert quoted(text) == shown


@given(text=st.text(max_size=30))
def test_what_is_shown_can_be_printed(text: str) -> None:
    """It has no controls, no surrogates and no line ends, and could be written to any terminal in UTF-8."""
    shown = visible(text)

    assert shown.isprintable()
    shown.encode()


# --- the reader's own promise --------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [tree, document])
def test_a_tree_comes_without_problems_or_not_at_all(reader: Callable[[str], tuple[object, str]]) -> None:
    """Whoever gets a value need not look whether it was told to be wrong."""
    for text in ("a: 1\na: 2", "---\na: 1\na: 2\n---\n", "a: x # y", "---\na: x # y\n---\n"):
        value, problems = reader(text)
        assert value is None
        assert problems

"""YAML that is read without the parser is read as the parser reads it."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.problems import Problems
from sitegen.read import document
from sitegen.read.nodes import YamlList, YamlMapping, YamlNode, YamlScalar
from sitegen.read.plain_yaml import plain_yaml


def parsed(text: str, first: int) -> tuple[YamlNode | None, Problems]:
    """What the parser makes of *text*, and what it says of it."""
    problems = Problems()
    with mock.patch.object(document, "plain_yaml", return_value=None):
        return document.read_yaml(text, "a.md", problems, first=first), problems


def agree(text: str, first: int = 2) -> bool:
    """Whether *text* is read without the parser; fails where the parser reads something else, or finds a fault."""
    quick = plain_yaml(text, first)
    if quick is None:
        return False
    value, problems = parsed(text, first)
    assert (value, problems.found) == (quick, []), repr(text)
    return True


PLAIN = [
    "title: Sign-in is failing",
    "title:    Sign-in is failing   ",
    "title: 登录失败，请稍候",
    "title: a:b c:d",
    "title: 10:30",
    'title: it\'s 50 % [of] {all}, "or" so & more * | > ! ? @ ` -',
    'title: "Sign-in: failing"',
    "title: ' Sign-in: failing '",
    "title: ''",
    "title:",
    "title: \nlang: en",
    "title: null\nlang: en",
    "yes: no\nnull: 2026-01-23\non: 0x1F\nx: 1e3",
    "\n\ntitle: a\n\n\nlang: en\n\n",
    "components: {login: major_outage, api: degraded_performance}",
    "components: [login, api]",
    "aliases: []",
    "scope:\n  users: about 2,000\n  regions: us-west-2\nlang: en",
    "scope:\n\n      users: all\n\nlang: en",
    "not working:\n  - Sign-in\n  - 10:30",
    "scope:\n  users:\n  regions:",
    "a:\n  b:\n    c: d\n  e: f",
    "compensation:\n  - for: all\n    what: 3 days\n  - for: some\n    what:\n      - a\n      - b",
    "- eta: 15:00",
    "- next update: +30m\n- progress: 40%\n- x-ticket: OPS-1",
    "- eta:\n- not_working:\n    - a\n    - b\n- workaround: /help",
    "- compensation:\n    for: all\n    what: 3 days\n\n- eta: 15:00",
    "- components: {login: operational}",
]
"""What stands in files every day."""


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("first", [1, 2, 40])
def test_plain_yaml_needs_no_parser(text: str, first: int) -> None:
    """Plain front matter and lists of fields are read at once, each value with its line."""
    assert agree(text, first)


def test_a_value_has_its_line() -> None:
    """Lines count from that of the beginning, and blank ones count."""
    assert plain_yaml("a: b\n\nc:\n  - d", 5) == YamlMapping(
        (
            (YamlScalar("a", 5), YamlScalar("b", 5)),
            (YamlScalar("c", 7), YamlList((YamlScalar("d", 8),), 8, flow=False)),
        ),
        5,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "   ",
        "title",
        "title:a",
        "title: a: b",
        "title: a:",
        "title: a # b",
        "# a\ntitle: b",
        "title: a\ntitle: b",
        "a: {b: c, b: d}",
        "title: a\n  b",
        "title: a\n  b: c",
        "title: a\n b: c",
        "  title: a\nlang: en",
        "a:\n  b: c\n d: e",
        "a:\n  - b\n  c: d",
        "a:\n- b",
        "- a\n  b: c",
        "- a: b\n  - c",
        "- a\n-b",
        "-  a: b",
        "- - a",
        "a:\tb",
        "a: b\t",
        "a: \u3000b",
        "a: b\u2028c",
        "a: b\x85c",
        "a: b\x00",
        "a: \ufeffb",
        "a: \ud800",
        'a: "b\\n"',
        "a: 'it''s'",
        'a: "b" c',
        'a: "b',
        "a: {b: c",
        "a: {b: [c]}",
        "a: {b: c,}",
        "a: {b}",
        "a: [b, c",
        "a: [b,, c]",
        "a: |\n  b",
        "a: >\n  b",
        "a: &b c",
        "a: *b",
        "a: !b c",
        "a: @b",
        "a: `b`",
        "a: %b",
        "a: ?",
        "a: - b",
        "a: ~",
        "? a",
        "<<: a",
        '"a": b',
        "---\na: b",
        "a: b\n---\nc: d",
        "a: b\n...",
        "%YAML 1.1\n---\na: b",
        "a:\n  b:\n    c:\n      d:\n        e: f",
    ],
)
def test_what_may_not_be_plain_is_left_to_the_parser(text: str) -> None:
    """Whatever needs a rule of YAML is the parser's, and so is every message."""
    assert plain_yaml(text, 2) is None


SIGNS = [
    *"-: \n'\"{}[],&*!|>%@`?~=<.#\\/+($\t\x85\u00a0\u2028\u3000\ufeff：é中1a",
    "- ",
    ": ",
    ", ",
    "\n  ",
    "\n- ",
    "a: ",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
def test_signs_in_any_order_are_read_as_the_parser_reads_them(text: str) -> None:
    """What is taken for plain is what the parser makes of it, and the parser has nothing to say of it."""
    agree(text)


@given(
    st.sampled_from(PLAIN), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 3), st.sampled_from(["", *SIGNS])))
)
def test_plain_yaml_that_was_changed_is_read_as_the_parser_reads_it(
    text: str, changes: list[tuple[int, int, str]]
) -> None:
    """A few characters more, fewer or others, and it is still read alike."""
    for place, removed, added in changes:
        text = text[:place] + added + text[place + removed :]
    agree(text)

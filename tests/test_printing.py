"""What is printed: words to a terminal and to GitHub's runner, whatever stands in file names and quoted lines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sites import Folder
from support.tables import rows

from sitegen.cli import run
from sitegen.cli.printing import harmless, print_annotation, print_as, print_json, print_problems, say, styled
from sitegen.problems import Problem

COMMANDS = (
    "::error::x",
    "  ::stop-commands::x",
    "\u3000::add-mask::e",
    "a ##[error]b",
    "##vso[task.x]",
    "::error file=a,line=1::b",
)
CONTROLS = ("\x1b]0;title\x07", "\x1b[2J", "\x9b8m", "a\rb", "a\x08b", "\x7f", "\u2028::error::x", "a\u202eb", "\0")
PIECES = st.lists(
    st.sampled_from(
        [*COMMANDS, *CONTROLS, ":", "::", "#", "##", "[", "]", "\n", "\r", "\t", " ", "\xa0", "\x1b", "e", "登"]
    )
    | st.text(max_size=3),
    max_size=8,
).map("".join)


def obeyed(line: str) -> bool:
    """Whether GitHub's runner takes a line for a command, as it is in ActionCommand.cs of actions/runner."""
    trimmed = line.strip()
    second = trimmed.startswith("::") and "::" in trimmed[2:]
    first = "##[" in line and "]" in line[line.index("##[") :]
    return second or first


def assert_words(printed: str) -> None:
    """Nothing in it moves a cursor, turns a line around or is a command."""
    assert re.findall("[^ -~\xa0-\U0010ffff\n\t]|[\u2028-\u202e]", printed) == []
    assert [line for line in re.split(r"\r\n|\r|\n", printed) if obeyed(line)] == []


@given(PIECES)
def test_whatever_is_printed_is_words(text: str) -> None:
    """For every text, and for what else would split or join its lines."""
    assert_words(harmless(text))


@given(PIECES.filter(lambda text: text.isprintable() and "#" not in text and ":" not in text))
def test_words_are_printed_as_they_are(text: str) -> None:
    """In any script."""
    assert harmless(text) == text


@rows("text", [*COMMANDS, *CONTROLS])
def test_what_would_be_obeyed_is_escaped_where_it_stands(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of it is left out: who reads it sees what is there."""
    say(text)

    printed = capsys.readouterr().out.removesuffix("\n")
    assert_words(printed)
    assert re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), printed) == text


@rows("pieces", [(":", ":error::x"), ("", "::error::x"), ("#", "#[error]"), ("##", "[error]"), (" ", " ::a::")])
def test_a_style_joins_no_command(pieces: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """It is gone where there is no terminal."""
    say(styled(pieces[0], bold=True) + styled(pieces[1], fg="red", dim=True))

    assert_words(capsys.readouterr().out)


def test_a_style_that_somebody_wrote_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only ours reaches a terminal."""
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)

    say(styled("a\x1b[8mb", bold=True) + "\x1b[8mc\ue00000000000000000008m")

    assert re.findall("\x1b\\[[0-9;]*m", capsys.readouterr().out) == ["\x1b[1m", "\x1b[0m"]


@given(st.recursive(PIECES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(PIECES, inner, max_size=2)))
def test_a_document_says_the_same_and_is_no_command(document: Any) -> None:
    """JSON has escapes of its own."""
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("click.echo", lambda text, **_: printed.append(text))
        print_json(document)

    assert_words(printed[0])
    assert json.loads(printed[0]) == document


HOSTILE = Problem(
    "themes/a\n::error::b\x1b[2J/c.css", 3, "x\n::warning::y", "found '\x1b[8m' ##[error]d", "e\n::notice::f"
)


@rows("form", ["text", "markdown"])
def test_a_problem_with_anything_in_it_is_words(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its path, its field, its message and its hint."""
    print_as([HOSTILE], form, Path())

    out, err = capsys.readouterr()
    assert_words(out + err)
    assert "themes/a\\u000a::error::b\\u001b[2J/c.css" in out + err or form == "markdown"


def test_an_annotation_is_one_command_whatever_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """A line of its own, whose parts are escaped as GitHub reads them."""
    print_as([HOSTILE], "github", Path())
    print_annotation("notice", "a::b\n::c", "d\r\n::error::e")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::notice"]
    assert all(line.count("::") >= 2 and line.isprintable() for line in lines)
    assert lines[1] == "::notice title=a%3A%3Ab%0A%3A%3Ac::d%0D%0A::error::e"


@rows("form", ["text", "markdown", "github"])
def test_a_file_of_a_theme_with_any_name_is_words(form: str, site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole way: from the disk to what `check` prints."""
    site.write("themes/default/static/a", "")
    site.write("themes/default/x\n::error title=a::b\x1b]0;c\x07 ##[error]d.css", "a{}")

    assert run(["check", "--site", str(site.root), "--format", form]) == 1

    out, err = capsys.readouterr()
    ours = [line for line in out.splitlines() if form == "github"]
    assert all(re.match(r"::(error|warning|notice) file=[^:,]+,line=\d+,title=", line) for line in ours)
    assert_words(err + ("" if ours else out))
    assert "x" in out + err


def test_a_refusal_is_words_too(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Click says what it was given."""
    assert run(["update", "--site", str(site.root), "\x1b[2J\n::error::x"]) == 2

    assert_words(capsys.readouterr().err)


def test_problems_keep_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Place and fault, the hint below, the count last."""
    print_problems([Problem("a", 1, "b", "c", "d")])

    assert capsys.readouterr().err.splitlines() == ["a:1: b: c", "    d", "1 problem in 1 file" + "."]

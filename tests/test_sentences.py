"""Sentences: where they end, and how a text begins in a few of them."""

from __future__ import annotations

import pytest
from support.tables import rows

from sitegen.markdown import opening, sentences


@rows(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("一。二！三？", ["一。", "二！", "三？"]),
        (
            "Version 2.4.0 is out. See example.com/a.b for more.",
            ["Version 2.4.0 is out.", "See example.com/a.b for more."],
        ),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("他说“不行。”然后走了。", ["他说“不行。”", "然后走了。"]),
        ("No mark at the end", ["No mark at the end"]),
        ("", []),
    ],
)
def test_sentences_end_at_their_marks(text: str, expected: list[str]) -> None:
    """Neither a number nor an address ends one."""
    assert sentences(text) == expected


RUN_IN = "**What happened.** A setting went live. Then more.\n\n**What we did.** At 14:45 we decided."


@rows(
    ("source", "most", "expected"),
    [
        pytest.param("One. Two. Three.", 9, "One. Two.", id="as many as fit"),
        pytest.param("A long first sentence.", 1, "A long first sentence.", id="one at least"),
        pytest.param("一二三。四五六。", 5, "一二三。", id="Chinese"),
        pytest.param("一。二。", 99, "一。二。", id="no space between Chinese sentences"),
        pytest.param("**Bold** and [a link](https://example.com).", 99, "Bold and a link.", id="without marks"),
        pytest.param(RUN_IN, 1, "What happened. A setting went live.", id="never bold words alone"),
        pytest.param(RUN_IN, 66, "What happened. A setting went live. Then more.", id="nor at the end"),
        pytest.param("**经过：** 今天上线。", 99, "经过：今天上线。", id="no space behind a full-width mark"),
        pytest.param("All is well. Only hours:\n\n- a\n- b", 99, "All is well.", id="no introduction of a list"),
        pytest.param("Only hours:\n\n| a |\n| --- |\n| b |", 99, "Only hours:", id="but where it is all"),
        pytest.param("One.\n\n```\ncode\n```\n\nTwo.", 99, "One.", id="ends before code"),
        pytest.param("## Summary\n\nOne.\n\n## Cause\n\nTwo.", 99, "One. Two.", id="headings are passed over"),
        pytest.param("- a\n- b", 99, "a b", id="a list alone"),
    ],
)
def test_a_text_begins_in_whole_sentences(source: str, most: int, expected: str) -> None:
    """Whatever is cut, what stays can be read alone."""
    assert opening(source, most) == expected

"""What lists say of an entry that is over."""

from __future__ import annotations

from pathlib import Path

from support.stories import snapshot
from support.tables import rows

from sitegen.model import Text
from sitegen.present.latest import is_stock, latest_words, telling_words

DONE = "This incident has been resolved. Thank you for your patience and understanding as we addressed this issue."
CAUSE = "A certificate had run out; we have replaced it."


@rows(
    ("text", "stock"),
    [
        (DONE, True),
        ("This incident has been resolved", True),
        ("The issue is now fully resolved!", True),
        ("Everything operating normally.", True),
        ("All systems go.", True),
        ("API Requests, Webhooks and Pages are now operating normally.", True),
        ("We are continuing to investigate this issue.", True),
        ("We're looking into it.", True),
        ("Investigating.", True),
        ("We are still investigating and will provide an update when we have one.", True),
        ("The issue has been identified and a fix is being implemented.", True),
        ("A fix has been implemented and we are monitoring the results.", True),
        ("The scheduled maintenance has been completed.", True),
        ("We apologise for any inconvenience this may have caused. Thanks!", True),
        ("本次故障已解决。感谢您的耐心等待。", True),
        ("所有服务已恢复正常。", True),
        ("我们正在排查此问题。", True),
        # One sentence that says something is enough.
        (f"{DONE} {CAUSE}", False),
        ("We are investigating reports of degraded performance for Pages.", False),
        ("Payments take up to ten minutes.", False),
        ("The incident was resolved by rolling back.", False),
        ("We investigated this for two hours and found a broken switch.", False),
        ("登录已恢复：我们更换了过期的证书。", False),
        ("Search works again.", False),
        # Whatever its sentences, a long text is worth a look.
        ("All systems go. " * 50, False),
    ],
)
def test_a_text_is_stock_where_every_sentence_could_stand_under_any_incident(text: str, stock: bool) -> None:
    """Known sentences of Statuspage and of courtesy, in English and Chinese, whatever their mark and case."""
    assert is_stock(text) is stock
    assert is_stock(text.upper()) is stock


def test_a_hostile_text_takes_no_time() -> None:
    """A sentence is compared as a whole, and none is long."""
    for text in ("a " * 299, "we are " * 85, "感谢" * 299, ", and " * 99 + "is"):
        assert not is_stock(text)


INCIDENT = """
---
title: Sign-in is failing
components: {login: major_outage}
---

## 2026-01-23 10:00 investigating

We are investigating this issue.

## 2026-01-23 11:00 identified

FIRST

## 2026-01-23 12:00 monitoring

SECOND

## 2026-01-23 13:00 resolved

LAST
"""


@rows(
    ("first", "second", "last", "told"),
    [
        (CAUSE, "Half are back.", DONE, "Half are back."),
        (CAUSE, "We are monitoring.", DONE, CAUSE),
        (CAUSE, "Half are back.", "It works again.", "It works again."),
        # Without anything better, the last word stays.
        ("We're on it.", "Monitoring.", DONE, DONE),
    ],
)
def test_what_is_over_is_described_by_its_newest_words_that_say_something(
    first: str, second: str, last: str, told: str, tmp_path: Path
) -> None:
    """While it goes on, its newest words are the news, whatever they are."""
    text = INCIDENT.replace("FIRST", first).replace("SECOND", second).replace("LAST", last)
    over = snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-23 14:00").incidents[0]
    open_ = snapshot(tmp_path, {"incidents/a.md": text}, "2026-01-23 12:30").incidents[0]

    assert telling_words(over) == Text(told, "en")
    assert latest_words(over) == Text(last, "en")
    assert telling_words(open_) == Text(second, "en")


FINISHED = "The scheduled maintenance has been completed."
WINDOW = f"""
---
title: New disks
start: 2026-01-24 02:00
end: 2026-01-24 04:00
components: [login]
REASON---

## 2026-01-20 10:00 scheduled

WORDS

## 2026-01-24 04:00 completed

{FINISHED}
"""


@rows(
    ("reason", "words", "told"),
    [
        ("reason: The old ones are full.\n", "Sign-in is off.", "The old ones are full."),
        ("", "Sign-in is off for two hours.", "Sign-in is off for two hours."),
        # Where nothing says what it was for, its last words.
        ("", "We will be undergoing scheduled maintenance at that time.", FINISHED),
    ],
)
def test_a_maintenance_that_is_over_is_described_by_what_it_was_for(
    reason: str, words: str, told: str, tmp_path: Path
) -> None:
    """Its reason, else its announcement."""
    text = WINDOW.replace("REASON", reason).replace("WORDS", words)
    view = snapshot(tmp_path, {"maintenance/w.md": text}, "2026-01-24 05:00").maintenances[0]

    assert telling_words(view) == Text(told, "en")

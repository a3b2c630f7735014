"""The brief: how it is read, what is known of it on an occasion, and that a problem of it never holds a word of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.briefs import read_brief, read_briefs
from support.places import BRIEFS, EXAMPLES, SAMPLE
from support.slips import SECRET, SLIPS
from support.tables import rows

from sitegen.derive.stages import Occasion
from sitegen.internal import discretion, reading
from sitegen.internal.brief import Brief, BriefView, view_brief
from sitegen.internal.discretion import discreet, without_words
from sitegen.internal.forms import BRIEF_FORMS, BriefForm, NoteForm
from sitegen.internal.reading import BriefFolder
from sitegen.model import Stage, Text
from sitegen.problems import ContentError, Problem, Problems
from sitegen.read.config import read_config
from sitegen.read.vocabulary import normal_key

CLOCK = datetime.fromisoformat("2026-01-23T16:00:00+08:00")
NUMBER = "86753"
FRONT = "---\nseverity: P0\n---\n\n"
NOTE = f"{FRONT}## 2026-01-23 14:35\n\n"
EMPTY = "---\n---\n"

BRIEF = """\
---
severity: P1
commander: Zhang San
on_call: [Li Si, Wang Wu]
meeting: https://meet.example.com/a
tickets: 7 received
---

## 2026-01-23 14:35

- doing:
    - Look at the graphs

## 2026-01-23 14:50: We know why

- severity: P0
- doing:
    - Roll back
- done:
    - Found it

It was the pool.

## 2026-01-23 15:10

- doing:
- tickets:
    - 12 received
    - 3 of them angry
"""
CHINESE = """\
---
commander: 张三
on_call: [李四, 王五]
tickets: 收到 7 条
---

## 2026-01-23 14:35

- doing:
    - 查看曲线

## 2026-01-23 14:50: 原因已明

- doing:
    - 回滚

是连接池。
"""


def occasion(at: str, key: str = "") -> Occasion:
    """One at a time of the day, in Shanghai."""
    moment = datetime.fromisoformat(f"2026-01-23T{at}:00+08:00").astimezone(UTC)
    return Occasion("a", "content/incidents/a.md", key or at, Stage.PROGRESS, moment)


OCCASIONS = (occasion("14:35"), occasion("14:50"), occasion("15:10"))


def known(brief: Brief, number: int, until: datetime | None = None) -> BriefView:
    """What is known on one of the three occasions."""
    return view_brief(brief, OCCASIONS[number], OCCASIONS, until)


def shown(texts: tuple[Text, ...], locale: str = "en") -> list[str]:
    """Texts as readers of a language get them."""
    return [text.to(locale).text for text in texts]


# --- what is known on an occasion


def test_front_matter_is_what_was_known_at_first(tmp_path: Path) -> None:
    """It holds on every occasion, until a note replaces it."""
    view = known(read_brief(tmp_path, BRIEF), 0)

    assert view.severity == Text("P1", "en")
    assert shown(view.on_call) == ["Li Si", "Wang Wu"]
    assert view.meeting == "https://meet.example.com/a"
    assert shown(view.tickets) == ["7 received"]


def test_a_note_holds_from_then_on_and_replaces_what_was_noted_before(tmp_path: Path) -> None:
    """A list is replaced as a whole, and what a note does not name stays."""
    brief = read_brief(tmp_path, BRIEF)

    assert shown(known(brief, 1).doing) == ["Roll back"]
    assert known(brief, 1).severity == Text("P0", "en")
    assert shown(known(brief, 2).done) == ["Found it"]
    assert shown(known(brief, 2).tickets) == ["12 received", "3 of them angry"]


def test_a_field_without_a_value_clears_what_was_noted_before(tmp_path: Path) -> None:
    """`- doing:` says that nothing is being done any more."""
    assert known(read_brief(tmp_path, BRIEF), 2).doing == ()


@rows(("noted", "counts"), [("14:34:59", True), ("14:35:00", True), ("14:49:59", True), ("14:50:00", False)])
def test_an_occasion_knows_what_was_noted_before_the_next_one(tmp_path: Path, noted: str, counts: bool) -> None:
    """A note of the moment of the next occasion belongs to that."""
    brief = read_brief(tmp_path, f"{FRONT}## 2026-01-23 {noted}\n\n- owner: Li Si\n")

    assert (known(brief, 0).owner is not None) == counts
    assert known(brief, 1).owner is not None


@rows(("until", "counts"), [("15:19:59", False), ("15:20:00", True), ("15:20:01", True)])
def test_nothing_is_known_before_it_is_noted(tmp_path: Path, until: str, counts: bool) -> None:
    """As of a moment, later notes do not count."""
    brief = read_brief(tmp_path, f"{FRONT}## 2026-01-23 15:20\n\n- owner: Li Si\n")
    moment = datetime.fromisoformat(f"2026-01-23T{until}+08:00")

    assert (known(brief, 2, moment).owner is not None) == counts


def test_two_occasions_of_one_moment_know_the_same(tmp_path: Path) -> None:
    """The next occasion is the next that is later."""
    brief = read_brief(tmp_path, f"{FRONT}## 2026-01-23 14:35\n\n- owner: Li Si\n")
    twins = (occasion("14:35", "a"), occasion("14:35", "b"), occasion("14:50"))

    assert [view_brief(brief, one, twins).owner is not None for one in twins] == [True, True, True]


def test_the_moment_of_a_view_is_that_of_its_newest_note(tmp_path: Path) -> None:
    """And how much later than the occasion that is."""
    brief = read_brief(tmp_path, f"{FRONT}## 2026-01-23 14:55\n\n- owner: Li Si\n")

    assert known(brief, 1).since == timedelta(minutes=5)
    assert known(brief, 1).at == OCCASIONS[1].at + timedelta(minutes=5)
    assert known(brief, 0).at == OCCASIONS[0].at
    assert known(brief, 2).since == timedelta()


def test_words_of_notes_belong_to_one_occasion(tmp_path: Path) -> None:
    """Those before the first occasion to the first, those after one to that one, and no others."""
    heads = ("14:30: before", "14:40: between", "14:50: at", "15:20: after")
    brief = read_brief(tmp_path, FRONT + "".join(f"## 2026-01-23 {head}\n\n" for head in heads))

    titles = [[note.title.original for note in known(brief, number).notes if note.title] for number in range(3)]
    assert titles == [["before", "between"], ["at"], ["after"]]


# --- in another language


def test_a_translation_replaces_the_texts_for_its_readers(tmp_path: Path) -> None:
    """Note by note; what it leaves out is said in the language of the original."""
    brief = read_brief(tmp_path, BRIEF, zh_CN=CHINESE)
    view = known(brief, 1)

    assert shown(view.doing, "zh-CN") == ["回滚"]
    assert shown(view.doing, "en") == ["Roll back"]
    assert shown(view.done, "zh-CN") == ["Found it"]
    assert view.commander == Text("Zhang San", "en", (("zh-CN", "张三"),))
    assert view.notes[0].title == Text("We know why", "en", (("zh-CN", "原因已明"),))
    assert view.notes[0].body.to("zh-CN").text == "是连接池。"
    assert shown(known(brief, 2).tickets, "zh-CN") == ["12 received", "3 of them angry"]


def test_the_language_of_an_original_is_stated_or_the_first_of_the_site(tmp_path: Path) -> None:
    """A team may write in Chinese and translate into English."""
    brief = read_brief(tmp_path, "---\nlang: zh-CN\ncommander: 张三\n---\n", en="---\ncommander: Zhang San\n---\n")

    assert known(brief, 0).commander == Text("张三", "zh-CN", (("en", "Zhang San"),))


TRANSLATIONS = {
    "another number of items": (
        "---\non_call: [李四]\n---\n",
        "briefs/a.zh-CN.md:2: warning: on_call: expected 2 items as in the original, found 1",
    ),
    "a field that the original has not": (
        "---\nchannel: 频道\n---\n",
        "briefs/a.zh-CN.md:2: warning: channel: expected none, as in the original, found one",
    ),
    "what is no text": (
        "---\nmeeting: https://meet.example.com/b\n---\n",
        "briefs/a.zh-CN.md:2: warning: meeting: expected a key that is known here, found something else\n"
        "    It comes from the original; a translation has only texts.",
    ),
    "a note of another time": (
        "---\n---\n\n## 2026-01-23 14:36\n\n- doing:\n    - 查看\n",
        "briefs/a.zh-CN.md:4: warning: heading: expected a note of the original, found none of this time",
    ),
    "a title and a text that the original has not": (
        "---\n---\n\n## 2026-01-23 14:35: 标题\n\n正文\n",
        "briefs/a.zh-CN.md:4: warning: title: expected no title, as in the original, found one\n"
        "briefs/a.zh-CN.md:6: warning: expected no text, as in the original, found one",
    ),
    "a fault": (
        "---\non_call: 李四\n---\n",
        "briefs/a.zh-CN.md:2: warning: on_call: expected a list, found something else\n"
        "    Write one item a line, each after '- '.",
    ),
}


@rows("case", TRANSLATIONS)
def test_what_does_not_match_the_original_is_a_warning(case: str, tmp_path: Path) -> None:
    """The original's text is used in its place, so nothing is kept back."""
    text, expected = TRANSLATIONS[case]
    [brief], said = read_briefs(tmp_path, {"a.md": BRIEF, "a.zh-CN.md": text})

    said = said.replace("\n    Until this is fixed, the original is shown.", "")
    assert said == expected
    assert shown(known(brief, 0).on_call, "zh-CN") == ["Li Si", "Wang Wu"]


# --- files


FILES: dict[str, tuple[dict[str, str], str]] = {
    "a brief of no entry": (
        {"b.md": EMPTY},
        "briefs/b.md: expected the slug of an incident or a maintenance, found none of this name\n"
        "    A brief is named as the content file of its entry; in another language, it ends in .zh-CN.md.",
    ),
    "a slip in the slug": (
        {"2026-01-23-login-outge.md": EMPTY},
        "briefs/2026-01-23-login-outge.md: expected the slug of an incident or a maintenance, found none of this name\n"
        "    Did you mean '2026-01-23-login-outage'?",
    ),
    "a slug of two entries": (
        {"twice.md": EMPTY},
        "briefs/twice.md: expected the slug of one entry, found that of an incident and of a maintenance\n"
        "    A brief cannot say which it is of.",
    ),
    "another suffix": (
        {"a.markdown": EMPTY},
        "briefs/a.markdown: expected a name such as 2026-01-23-login-outage.md, found another\n"
        "    A brief is named as the content file of its entry; in another language, it ends in .zh-CN.md.",
    ),
    "a language that the site has not": (
        {"a.md": EMPTY, "a.de.md": EMPTY},
        "briefs/a.de.md: expected a language of site.yml (en or zh-CN), found another",
    ),
    "a language without its region": (
        {"a.md": EMPTY, "a.zh.md": EMPTY},
        "briefs/a.zh.md: expected a language of site.yml (en or zh-CN), found another\n    Did you mean 'zh-CN'?",
    ),
    "a translation alone": (
        {"a.zh-CN.md": EMPTY},
        "briefs/a.zh-CN.md: expected a.md, which this is the translation of, found none",
    ),
    "a translation into the language of the original": (
        {"a.md": EMPTY, "a.en.md": EMPTY},
        "briefs/a.en.md: expected a translation into another language, found one into that of the original\n"
        "    The language of an original is the site's first, or `lang` in its front matter.",
    ),
    "two of one name": (
        {"a.md": EMPTY, "2026/a.md": EMPTY},
        "briefs/a.md: expected one file of this name, found another: 2026/a.md",
    ),
    "readmes and hidden files": ({"README.md": "x", "readme.zh-CN.md": "x", ".git/config": "x"}, ""),
    "a folder in the folder": ({"2026/01/a.md": EMPTY}, ""),
}


@rows("case", FILES)
def test_a_folder_of_briefs_is_read_strictly(case: str, tmp_path: Path) -> None:
    """A file that would be passed over in silence is told; the names of files are no secret."""
    files, expected = FILES[case]

    _, said = read_briefs(tmp_path, files, ("a", "2026-01-23-login-outage", "twice", "twice"))

    assert said == expected


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """Neither to a file nor to a folder."""
    (tmp_path / "secret.md").write_text(EMPTY)
    (tmp_path / "briefs").mkdir()
    (tmp_path / "briefs/a.md").symlink_to("../secret.md")
    (tmp_path / "briefs/b").symlink_to("..")
    (tmp_path / "briefs/c.md").symlink_to("nowhere.md")
    os.mkfifo(tmp_path / "briefs/d.md")

    briefs, said = read_briefs(tmp_path, {}, ("a", "b", "c", "d"))

    assert briefs == []
    assert said.splitlines() == [
        "briefs/a.md: expected a file of this site, found a symbolic link that leads out of it",
        "briefs/b: expected a folder, found a symbolic link",
        "briefs/c.md: expected a file, found a symbolic link that leads nowhere",
        "briefs/d.md: expected a file, found something else",
    ]


def test_an_entry_without_a_brief_is_a_warning_where_its_brief_is_asked_for(tmp_path: Path) -> None:
    """With the nearest name; what is wrong with another file does not keep this entry's messages back."""
    (tmp_path / "b.md").write_text(EMPTY)
    (tmp_path / "B!.md").write_text(EMPTY)
    problems = Problems()

    assert BriefFolder(tmp_path, tmp_path, read_config(SAMPLE), None).of("bb", problems) is None
    assert problems.errors == 0
    assert [(one.path, one.message) for one in sorted(problems.found)] == [
        ("B!.md", "expected a name such as 2026-01-23-login-outage.md, found another"),
        ("bb.md", "expected the brief of this entry, found none"),
    ]


def test_the_briefs_of_the_sample_are_right() -> None:
    """They are complete in both languages, and nothing is said of them."""
    problems = Problems()
    slugs = ("2026-01-23-login-outage", "2026-02-01-database-upgrade")
    briefs = BriefFolder(BRIEFS, SAMPLE, read_config(SAMPLE), None).all(slugs, problems)

    assert [brief.slug for brief in briefs] == [*slugs]
    assert problems.found == []
    for path in BRIEFS.glob("*[!N].md"):
        assert path.with_suffix(".zh-CN.md").exists()


# --- what is wrong in a file: exactly these words, and none of its own


def test_the_keys_of_notes_are_those_of_front_matter_and_more() -> None:
    """What was known at first may change."""
    assert BriefForm.model_fields.keys() - {"lang"} < NoteForm.model_fields.keys()
    assert {name for form in BRIEF_FORMS for name in form.model_fields} - {"lang"} == {
        name for name in BriefView.__dataclass_fields__ if name not in ("at", "since", "notes")
    }


@rows("case", SLIPS)
def test_a_slip_is_told_with_its_line_and_what_was_expected(case: str, tmp_path: Path) -> None:
    """With the nearest key, or what to do; and without a word of what stands there."""
    text, expected = SLIPS[case]

    briefs, said = read_briefs(tmp_path, {"a.md": text}, clock=CLOCK)

    assert briefs == []
    assert said.replace("briefs/a.md", "") == expected
    assert SECRET.lower() not in said.lower()


def bad_files() -> list[bytes]:
    """Everything that is wrong in content, as bytes, and every slip in a brief."""
    found = [path.read_bytes() for path in sorted((EXAMPLES / "bad").rglob("*.md"))]
    return [*found, *(text.encode() if isinstance(text, str) else text for text, _ in SLIPS.values())]


def with_secrets(data: bytes) -> Iterator[bytes]:
    """The same file with a secret in the place of each word and number, and with one at the end of each word."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    keys = {normal_key(name) for form in BRIEF_FORMS for name in form.model_fields}
    word = re.compile(r"[A-Za-z\u4e00-\u9fff][\w-]*")

    def put(instead: str) -> str:
        return word.sub(lambda found: found[0] if normal_key(found[0]) in keys else instead.format(found[0]), text)

    yield put(SECRET).encode()
    yield put("{}" + SECRET).encode()
    yield re.sub(r"(?<![\d:-])\d+(?![\d:-])", NUMBER, text).encode()


def test_no_file_is_quoted_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    """Over six hundred bad files with secrets for words, as briefs and as translations of one."""
    number = 0
    for data in bad_files():
        for secret in with_secrets(data):
            number += 1
            for files in ({"a.md": secret}, {"a.md": NOTE + "- done:\n    - x\n", "a.zh-CN.md": secret}):
                _, said = read_briefs(tmp_path / str(number), files, clock=CLOCK)
                assert SECRET.lower() not in said.lower(), secret
                assert NUMBER not in said, secret

    assert number > 1500


def refuse(path: str, flags: int) -> int:
    """The answer of a system that does not let us read."""
    raise PermissionError(13, "Permission denied", path)


def test_only_sentences_that_are_needed_may_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the tables is what some fault says, so that none is left behind when its wording changes."""
    said: set[str] = set()

    def listen(problem: Problem) -> Problem:
        message = re.sub(r"(?<=begins with ).(?=,)", "this sign", problem.message.removeprefix("expected "))
        expected, _, found = message.replace(", found: ", ", found ").partition(", found ")
        for sentence in (expected, found, *re.split(r"(?<=[.?])\s+", problem.hint)):
            said.update((sentence, re.sub(r"[\d,]*\d", "{n}", sentence)))
        return discreet(problem)

    monkeypatch.setattr(reading, "discreet", listen)
    for number, data in enumerate(bad_files()):
        original = {"a.md": NOTE + "- done:\n    - x\n    - y\n\nWords.\n"}
        read_briefs(tmp_path / f"{number}", {"a.md": data}, clock=CLOCK)
        read_briefs(tmp_path / f"{number}t", {**original, "a.zh-CN.md": data}, clock=CLOCK)
    for name in TRANSLATIONS:
        read_briefs(tmp_path / name, {"a.md": BRIEF, "a.zh-CN.md": TRANSLATIONS[name][0]}, clock=CLOCK)
    one_more = BRIEF.replace("[Li Si, Wang Wu]", "[Li Si]")
    read_briefs(tmp_path / "fewer", {"a.md": one_more, "a.zh-CN.md": CHINESE}, clock=CLOCK)
    test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path)
    read_briefs(tmp_path / "same", {"a.md": EMPTY, "a.en.md": EMPTY})
    monkeypatch.setattr(os, "open", refuse)
    read_briefs(tmp_path / "refused", {"a.md": EMPTY})

    tables = (discretion._EXPECTED, discretion._FOUND, discretion._HINTS)
    assert {line for table in tables for line in table.splitlines()} - said == set()


def test_an_exception_is_raised_without_its_words() -> None:
    """A bug of ours, or of a template, tells where it happened; its message may quote a brief."""
    with (
        pytest.raises(RuntimeError, match=r"^KeyError, on a brief, whose words are not shown$") as raised,
        without_words(),
    ):
        raise KeyError(SECRET)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    with pytest.raises(ContentError) as refused, without_words():
        raise ContentError([Problem("themes/x/messages/team.md", 7, "", f"this template is wrong: {SECRET}")])
    assert str(refused.value) == (
        "themes/x/messages/team.md:7: this template is wrong\n"
        "    What it says is not shown, since it may quote a brief. Try it without --internal."
    )

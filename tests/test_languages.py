"""The languages of pages: how each writes days, numbers and lists, how it counts, and what it has no words for."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import pytest
from support.catalogs import ALL_MESSAGES, CATALOGS
from support.places import THEME
from support.stories import read
from support.tables import rows

from sitegen.cli import run
from sitegen.model import Text
from sitegen.present.catalog import Catalog, catalog_faults
from sitegen.present.language import Language, direction_of
from sitegen.theme.edition import load_editions
from sitegen.theme.files import load_theme

ZONE = timezone(timedelta(hours=8))
MOMENT = datetime(2026, 11, 30, 6, 35, tzinfo=UTC)


class Written(NamedTuple):
    """How a language writes what pages are full of."""

    day: str
    moment: str
    week_day: str
    days: str
    month: str
    uptime: str
    visits: str
    names: str
    itself: str
    direction: str = "ltr"


WRITTEN = {
    "en": Written(
        "November 30, 2026",
        "Nov 30, 14:35 UTC+8",
        "Mon, Nov 30",
        "Nov 25 – Dec 2",
        "November 2026",
        "99.97%",
        "12,345",
        "A, B, and C",
        "English",
    ),
    "zh-CN": Written(
        "2026年11月30日",
        "11月30日 14:35 UTC+8",
        "11月30日周一",
        "11月25日至12月2日",
        "2026年11月",
        "99.97%",
        "12,345",
        "A、B和C",
        "简体中文",
    ),
    "zh-TW": Written(
        "2026年11月30日",
        "11月30日 14:35 UTC+8",
        "11月30日 週一",
        "11月25日至12月2日",
        "2026年11月",
        "99.97%",
        "12,345",
        "A、B和C",
        "繁體中文",
    ),
    "ja": Written(
        "2026年11月30日",
        "11月30日 14:35 UTC+8",
        "11月30日(月)",
        "11月25日～12月2日",
        "2026年11月",
        "99.97%",
        "12,345",
        "A、B、C",
        "日本語",
    ),
    "ko": Written(
        "2026년 11월 30일",
        "11월 30일 14:35 UTC+8",
        "11월 30일 (월)",
        "11월 25일 ~ 12월 2일",
        "2026년 11월",
        "99.97%",
        "12,345",
        "A, B 및 C",
        "한국어",
    ),
    "de": Written(
        "30. November 2026",
        "30. Nov., 14:35 UTC+8",
        "Mo., 30. Nov.",
        "25. Nov. – 2. Dez.",
        "November 2026",
        "99,97 %",
        "12.345",
        "A, B und C",
        "Deutsch",
    ),
    "fr": Written(
        "30 novembre 2026",
        "30 nov., 14:35 UTC+8",
        "lun. 30 nov.",
        "25 nov. – 2 déc.",
        "novembre 2026",
        "99,97 %",
        "12 345",
        "A, B et C",
        "Français",
    ),
    "es": Written(
        "30 de noviembre de 2026",
        "30 nov, 14:35 UTC+8",
        "lun, 30 nov",
        "25 nov – 2 dic",
        "noviembre de 2026",
        "99,97 %",
        "12.345",
        "A, B y C",
        "Español",
    ),
    "pt-BR": Written(
        "30 de novembro de 2026",
        "30 de nov. 14:35 UTC+8",
        "seg., 30 de nov.",
        "25 de nov. – 2 de dez.",
        "novembro de 2026",
        "99,97%",
        "12.345",
        "A, B e C",
        "Português",
    ),
    # With the digits 0 to 9 throughout, as CLDR has it for Arabic, and as clocks and zones have them anyway.
    "ar": Written(
        "30 نوفمبر 2026",
        "30 نوفمبر، 14:35 UTC+8",
        "الاثنين، 30 نوفمبر",
        "25 نوفمبر – 2 ديسمبر",
        "نوفمبر 2026",
        "99.97%",
        "12,345",
        "\u2068A\u2069 و\u2068B\u2069 و\u2068C\u2069",
        "العربية",
        "rtl",
    ),
}


@pytest.mark.parametrize("tag", WRITTEN)
def test_days_times_numbers_and_lists_are_written_as_in_the_language(tag: str) -> None:
    """By CLDR, with the clock from 0 to 23; spaces of every width are one here."""
    language = Language(tag, Catalog(), ZONE)

    said = Written(
        language.day(date(2026, 11, 30)),
        language.moment(MOMENT, year=MOMENT.year),
        language.week_day(date(2026, 11, 30)),
        language.days(date(2026, 11, 25), date(2026, 12, 2)),
        language.month(2026, 11),
        language.text.percent(99.97),
        language.number(12345),
        language.text.enumeration(["A", "B", "C"]),
        language.own_name,
        language.direction,
    )

    assert Written(*(re.sub(r"\s", " ", value) for value in said)) == WRITTEN[tag]


def test_a_number_and_its_percent_sign_stay_on_one_line() -> None:
    """Where a language has a space between them, no line ends there."""
    assert Language("de", Catalog(), ZONE).text.percent(70) == "70\u00a0%"


def test_every_language_that_we_ship_is_in_the_table() -> None:
    """So that its dates have been looked at."""
    assert {"en", *CATALOGS} <= WRITTEN.keys()


@pytest.mark.parametrize("tag", CATALOGS)
def test_a_language_is_called_in_its_catalog_as_it_calls_itself(tag: str) -> None:
    """In the list of languages on each page; `Português (Brasil)` may say which."""
    catalog = Catalog.read([(THEME / "locale" / tag / "messages.po").read_bytes()])

    assert Language(tag, catalog, ZONE).own_name.startswith(WRITTEN[tag].itself)


def test_chinese_numbers_stand_beside_their_units_without_a_space() -> None:
    """One form on every page: not `3起故障` here and `另有 3 项` there."""
    words = (THEME / "locale/zh-CN/messages.po").read_text("utf-8")

    assert re.findall(r"[\u4e00-\u9fff] (?:\{n\}|\d).*|(?:\{n\}|\d) [\u4e00-\u9fff].*", words) == []


@rows(
    ("tag", "direction"),
    [
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("fa", "rtl"),
        ("he", "rtl"),
        ("ur-PK", "rtl"),
        ("uz-Arab", "rtl"),
        ("xx", "ltr"),
        ("en", "ltr"),
    ],
)
def test_a_direction_follows_from_the_language(tag: str, direction: str) -> None:
    """Nobody has to state it."""
    assert direction_of(tag) == direction


# --- plural forms

ARABIC = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
)
FORMS = ("لا أيام", "يوم واحد", "يومان", "{n} أيام", "{n} يومًا", "{n} يوم")


def po(rule: str, *forms: str) -> bytes:
    """A catalog with the plural forms of one message."""
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {rule}\\n"\n\n' if rule else 'msgid ""\nmsgstr ""\n\n\n'
    message = 'msgid "{n} day"\nmsgid_plural "{n} days"\n'
    return (head + message + "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))).encode()


def test_arabic_has_six_forms_and_may_leave_out_one_and_two() -> None:
    """The word alone says how many there are."""
    assert catalog_faults(po(ARABIC, *FORMS), "ar") == []
    language = Language("ar", Catalog.read([po(ARABIC, *FORMS)]), ZONE)

    counted = [language.text.ngettext("{n} day", "{n} days", number) for number in (0, 1, 2, 3, 10, 11, 99, 100, 103)]
    assert counted == [
        "لا أيام",
        "يوم واحد",
        "يومان",
        "3 أيام",
        "10 أيام",
        "11 يومًا",
        "99 يومًا",
        "100 يوم",
        "103 أيام",
    ]


@rows(
    ("tag", "rule", "forms"),
    [
        ("de", "nplurals=2; plural=(n != 1);", 2),
        ("fr", "nplurals=2; plural=(n > 1);", 2),
        ("pt-BR", "nplurals=2; plural=(n > 1);", 2),
        ("ja", "nplurals=1; plural=0;", 1),
        # CLDR has a form of its own for millions, which a catalog may have and need not.
        ("fr", "nplurals=3; plural=(n < 2 ? 0 : n % 1000000 == 0 ? 1 : 2);", 3),
        ("es", "nplurals=3; plural=(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);", 3),
        ("xx", "nplurals=2; plural=(n > 5);", 2),
    ],
)
def test_a_plural_rule_tells_apart_what_the_language_does(tag: str, rule: str, forms: int) -> None:
    """In which order is the catalog's own matter; for a language that CLDR does not know, so is the rule."""
    assert catalog_faults(po(rule, *["{n} x"] * forms), tag) == []


@rows(
    ("tag", "rule", "forms", "line", "fault"),
    [
        ("ar", "nplurals=2; plural=(n != 1);", 2, 3, "or its like, with two forms for 0 and 2, found"),
        ("fr", "nplurals=2; plural=(n != 1);", 2, 3, "or its like, with one form for 0 and 1, found"),
        ("de", "nplurals=2; plural=(n > 1);", 2, 3, "or its like, with two forms for 0 and 1, found"),
        ("ja", "nplurals=2; plural=(n != 1);", 2, 3, "or its like, with one form for 0 and 1, found"),
        ("de", "nplurals=1; plural=(n != 1);", 1, 3, "expected a form from 0 to 0 for every number"),
        ("xx", "nplurals=2; plural=(n > 999999 ? 2 : 1);", 2, 3, "expected a form from 0 to 1 for every number"),
        ("de", "nplurals=2; plural=(5 % n);", 2, 3, "which fails: integer modulo by zero"),
        ("de", "nplurals=2; plural=(n !=;", 2, 3, "expected a plural such as n != 1, found"),
        ("de", "nplurals=INTEGER; plural=EXPRESSION;", 2, 3, "expected 'Plural-Forms: nplurals=2; plural=(n != 1);'"),
        ("de", "", 2, 1, "expected 'Plural-Forms: nplurals=2; plural=(n != 1);' in the head of a catalog with plural"),
        ("ar", ARABIC, 5, 5, "expected 6 plural forms, none empty, for '{n} day', found 5"),
        ("de", "nplurals=2; plural=(n != 1);", 1, 5, "expected 2 plural forms, none empty, for '{n} day', found 1"),
        ("ar", ARABIC, 7, 5, "expected a catalog, found: msg has more translations than num_plurals"),
    ],
)
def test_a_plural_rule_that_counts_wrongly_is_a_problem(tag: str, rule: str, forms: int, line: int, fault: str) -> None:
    """With its line, and what the language needs; else it would fail, or read wrongly, on a page with that number."""
    ((found, told),) = catalog_faults(po(rule, *["{n} x"] * forms), tag)

    assert (found, fault in told) == (line, True), told


def test_a_form_for_several_numbers_needs_the_number() -> None:
    """And none may have another name than the message."""
    assert catalog_faults(po(ARABIC, *FORMS[:5], "يوم"), "ar") == [(5, "expected '{n}', as in '{n} day', found none")]
    assert catalog_faults(po(ARABIC, "{m}", *FORMS[1:]), "ar") == [(5, "expected {n}, as in '{n} day', found '{m}'")]
    assert catalog_faults(po("nplurals=2; plural=(n > 1);", "un jour", "{n} jours"), "fr") == [
        (5, "expected '{n}', as in '{n} day', found none")
    ]


# --- words that are missing

YML = """\
name: Esempio
url: https://status.example.com
timezone: Asia/Shanghai
locales: [it, en]
theme: mine
components: [{id: login, name: Login, since: 2026-01-01}]
"""
INCIDENT = """\
---
title: Login non funziona
started: 2026-01-23 14:30
components: {login: major_outage}
---

## 2026-01-23 14:32 investigating

Stiamo indagando.

## 2026-01-23 15:02 resolved

Risolto.
"""
ITALIAN = {"History": "Cronologia", "All entries in {month}": "Tutto in {month}"}
PLURAL_FORMS = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def begun(words: dict[str, str]) -> str:
    """A catalog begun as docs/theme.md says: a copy of the file with all messages, some of them translated."""
    text = ALL_MESSAGES.read_text("utf-8").replace('msgstr ""\n', f'msgstr ""\n{PLURAL_FORMS}', 1)
    for message, translation in words.items():
        assert f'msgid "{message}"\nmsgstr ""' in text
        text = text.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{translation}"', 1)
    return text


@pytest.fixture
def italian(tmp_path: Path) -> Path:
    """A site in Italian whose catalog has only begun."""
    read(tmp_path, {"incidents/a.md": INCIDENT}, YML)
    catalog = tmp_path / "themes/mine/locale/it/messages.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(begun(ITALIAN), "utf-8")
    return tmp_path


def test_words_that_are_missing_are_a_warning_with_their_share(
    italian: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The site is published: readers have the news, and a frame in English."""
    catalog = italian / "themes/mine/locale/it/messages.po"
    every = catalog.read_text().count('\nmsgid "') - 1
    expected = f"expected a translation of all {every} messages into 'it', found"

    assert run(["check", "--site", str(italian), "--now", "2026-01-24T12:00:00Z"]) == 0
    assert (
        f"themes/mine/locale/it/messages.po: warning: {expected} 2, 0%; the rest is shown in English, "
        in capsys.readouterr().err
    )

    catalog.unlink()
    assert run(["check", "--site", str(italian), "--now", "2026-01-24T12:00:00Z"]) == 0
    assert f"site.yml:4: warning: locales: {expected} 0, 0%; the rest " in capsys.readouterr().err


def test_no_word_is_missing_in_what_we_ship(tmp_path: Path) -> None:
    """A site in all of its languages, and in English by another name, is told nothing."""
    locales = ", ".join(["en-GB", *CATALOGS])
    config = read(tmp_path, {}, YML.replace("it, en", locales).replace("theme: mine\n", "")).config

    assert list(load_theme(tmp_path, config).missing_words(config)) == []


def test_missing_words_are_marked_as_english_and_values_in_them_are_not(italian: Path) -> None:
    """A screen reader pronounces each as what it is, on every page; words for nothing but marks have no language."""
    output = italian / "dist"
    assert run(["build", "--site", str(italian), "--now", "2026-01-23T15:30:00+08:00"]) == 0

    page = (output / "incidents/a/index.html").read_text("utf-8")
    assert '<span lang="en" dir="ltr">Resolved after <span lang="it" dir="ltr">' in page
    assert re.search(r">Tutto in gennaio 2026</a>", page)
    assert re.search(r'<a href="/history/">Cronologia</a>', page)
    for path in output.rglob("*.html"):
        text = path.read_text("utf-8")
        assert text.count("<span") == text.count("</span>"), path
        assert not re.search(r'="[^"]*<span|<title>[^<]*<span', text), path
    for path in output.rglob("*"):
        assert path.is_dir() or path.suffix == ".png" or not re.search(rb"[\x0e-\x10]", path.read_bytes()), path
    english = (output / "en/index.html").read_text("utf-8")
    assert 'lang="en" dir' not in re.sub(r"<html[^>]*>", "", english)


def test_missing_words_are_marked_where_an_element_can_stand() -> None:
    """Not in an attribute, a title, a script or a comment, whoever wrote the template."""
    language = Language("ar", Catalog(), ZONE)
    say = language.html.gettext

    whole = f'<title>{say("History")}</title><a title="x > y" aria-label="{say("History")}">{say("History")}</a>'

    assert language.finished(whole) == (
        '<title>History</title><a title="x > y" aria-label="History"><span lang="en" dir="ltr">History</span></a>'
    )
    assert language.finished(f"<!-- it's {say('History')} -->{say('History')}<!-- it's -->") == (
        """<!-- it's History --><span lang="en" dir="ltr">History</span><!-- it's -->"""
    )
    assert language.finished(say("All entries in {month}", month="<x>")) == (
        '<span lang="en" dir="ltr">All entries in <span lang="ar" dir="rtl">\u2068&lt;x&gt;\u2069</span></span>'
    )
    assert language.finished(say("{key}: {text}", key="<1>", text="2")) == "&lt;1&gt;: 2"


def test_a_mail_marks_missing_words_where_its_template_has_some(
    italian: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The default's has none, and a theme's own may."""
    (italian / "themes/mine/messages").mkdir()
    (italian / "themes/mine/messages/mail.html").write_text(
        '<p title="{{ _("Reason") }}">{{ _("Reason") }}</p>', "utf-8"
    )
    asked = [
        "message",
        "a",
        "--site",
        str(italian),
        "--now",
        "2026-01-24T12:00:00Z",
        "--locale",
        "it",
        "--format",
        "json",
    ]

    assert run([*asked, "--audience", "users", "--channel", "email"]) == 0
    assert json.dumps('<p title="Reason"><span lang="en" dir="ltr">Reason</span></p>')[1:-1] in capsys.readouterr().out


def test_the_503_page_marks_each_language_in_its_own(italian: Path) -> None:
    """It holds all of them; a value in an English sentence of the Italian part is Italian."""
    config = read(italian, {"incidents/a.md": INCIDENT}, YML).config
    editions = load_editions(italian, config)

    assert [edition.language.own_name for edition in editions] == ["Italiano", "English"]
    assert run(["build", "--site", str(italian), "--now", "2026-01-23T14:40:00+08:00"]) == 0
    page = (italian / "dist/503.html").read_text("utf-8")
    assert '<span lang="en" dir="ltr">Since <span lang="it" dir="ltr">' in page


# --- from right to left

ARABIC_YML = """\
name: مثال
url: https://status.example.com
timezone: Asia/Riyadh
locales: [ar, en, he]
support: {email: support@example.com, phone: "+966 11 000 0000"}
components:
  - {id: login, name: {ar: تسجيل الدخول, en: Login, he: כניסה}, since: 2026-01-01}
  - {id: api, name: API (v2), since: 2026-01-01}
"""


@pytest.fixture
def arabic(tmp_path: Path) -> Path:
    """A site in Arabic, English and Hebrew with an incident that is written in English alone."""
    incident = INCIDENT.replace("---\ntitle", "---\nlang: en\ntitle", 1).replace("login: major", "login: partial")
    read(tmp_path, {"incidents/a.md": incident.replace("{login", "{api: major_outage, login")}, ARABIC_YML)
    return tmp_path


def test_every_text_in_another_language_has_its_direction(arabic: Path) -> None:
    """On every page, in both kinds of surroundings; the page itself has one where it is not the usual."""
    assert run(["build", "--site", str(arabic), "--now", "2026-01-23T14:40:00+03:00"]) == 0

    named = 0
    for path in (arabic / "dist").rglob("*.html"):
        if path.name == "503.html":
            continue
        begin, *tags = re.findall(r"<[a-z][^>]*\slang=[^>]*>[^<]*<?", path.read_text("utf-8"))
        language = re.search(r'lang="([\w-]+)"', begin)
        assert language, path
        assert ('dir="rtl"' in begin) is (language[1] != "en"), path
        for tag in tags:
            lang, direction = re.search(r' lang="([\w-]+)"', tag), re.search(r' dir="(\w+)"', tag)
            assert lang, tag
            assert direction, f"{path}: {tag}"
            assert direction[1] == direction_of(lang[1]) or ">API (v2)<" in tag, tag
            named += 1
    assert named > 20


def test_names_in_a_sentence_from_right_to_left_are_isolated(arabic: Path) -> None:
    """A name in Latin letters keeps its brackets, and one in Arabic letters its place; in English nothing needs it."""
    config = read(arabic, {}, ARABIC_YML).config
    right_to_left, english, _ = load_editions(arabic, config)

    assert right_to_left.html.name("api") == '<bdi dir="ltr">API (v2)</bdi>'
    assert right_to_left.html.name("login") == '<bdi dir="rtl">تسجيل الدخول</bdi>'
    assert right_to_left.away.clock(MOMENT) == '<bdi dir="ltr">09:35</bdi>'
    assert english.html.name("login") == "Login"
    assert english.html.name("api") == '<span lang="ar" dir="ltr">API (v2)</span>'
    assert english.html.words(Text("تسجيل (v2)", "ar")) == '<span lang="ar" dir="rtl">تسجيل (v2)</span>'
    assert str(right_to_left.text.name("api")) == "API (v2)"


@rows("title", ["שלום (2)", "تسجيل 12", "a \u05d0"])
def test_words_against_the_direction_of_a_sentence_are_isolated(title: str) -> None:
    """In text, which has no elements, by Unicode's marks; they stand only where the direction changes, and once."""
    english, arabic = Language("en", Catalog(), ZONE), Language("ar", Catalog(), ZONE)
    inner = english.text.gettext("{key}: {text}", key="Login", text=title)

    assert inner == f"Login: \u2068{title}\u2069"
    assert english.text.gettext("Resolved: {title}", title=inner) == f"Resolved: {inner}"
    assert english.markdown.gettext("Resolved: {title}", title=title).startswith("Resolved: \u2068")
    assert english.html.gettext("Resolved: {title}", title=title) == f"Resolved: \u2068{title}\u2069"
    assert english.text.enumeration(["A", title]) == f"A and \u2068{title}\u2069"
    assert english.text.gettext("Resolved: {title}", title="登录 é") == "Resolved: 登录 é"
    assert arabic.text.gettext("Resolved: {title}", title="API (2)") == "Resolved: \u2068API (2)\u2069"
    assert arabic.text.gettext("Resolved: {title}", title="تسجيل") == "Resolved: تسجيل"


def test_words_against_the_direction_of_a_page_are_in_an_element_with_theirs(arabic: Path) -> None:
    """So that a time or a status beside a title stays where it is."""
    english = load_editions(arabic, read(arabic, {}, ARABIC_YML).config)[1]

    assert english.html.words(Text("שלום (2)", "en")) == '<bdi dir="ltr">שלום (2)</bdi>'
    assert english.html.lang(Text("שלום (2)", "en")) == ' dir="ltr"'
    assert english.html.lang(Text("Login é 登录", "en")) == ""
    assert english.html.several([Text("שלום", "en"), Text("b", "en")]) == '<bdi dir="ltr">שלום</bdi>; b'


def test_a_feed_from_right_to_left_says_so_in_its_items(arabic: Path) -> None:
    """A feed reader has a direction of its own."""
    assert run(["build", "--site", str(arabic), "--now", "2026-01-23T14:40:00+03:00"]) == 0

    items = json.loads((arabic / "dist/updates.json").read_text("utf-8"))["items"]
    assert all(item["content_html"].startswith('<div lang="ar" dir="rtl">') for item in items)
    english = json.loads((arabic / "dist/en/updates.json").read_text("utf-8"))["items"]
    assert not any("<bdi" in item["content_html"] for item in english)
    assert len(items) == len(english) > 0

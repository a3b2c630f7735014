"""The theme: files over files, strict templates, catalogs, dates and durations, and what names a page's makings."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from gettext import c2py
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from support import golden
from support.catalogs import ALL_MESSAGES, CATALOGS, asked, template
from support.places import DOCS, SAMPLE, THEME
from support.stories import read
from support.tables import rows

from sitegen.build import AsOf, check
from sitegen.cli import run
from sitegen.derive.uptime import Day, UptimeRecord
from sitegen.model import ComponentStatus, Config, File, Status, Text
from sitegen.outputs.kinds import one_of_each
from sitegen.present.catalog import Catalog, TranslatedMessage, catalog_faults, catalog_for, message_keys
from sitegen.present.labels import AUTOMATIC
from sitegen.present.language import Language, zone_name
from sitegen.present.record import settled_bars
from sitegen.present.writers import shorten
from sitegen.problems import ContentError
from sitegen.read.config import read_config
from sitegen.theme.edition import Edition, _filters, load_editions
from sitegen.theme.files import load_theme
from sitegen.theme.policy import page_policy
from sitegen.theme.styles import minify_style, squeeze_script
from sitegen.theme.templates import MAX_DEPTH
from sitegen.times import iso

SHANGHAI = timezone(timedelta(hours=8))
MOMENT = datetime(2026, 1, 23, 6, 35, tzinfo=UTC)

YML = """\
name: {en: Example, zh-CN: 示例}
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
components: [{id: login, name: Login}]
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Of a small site in two languages."""
    return read(tmp_path, {}, YML).config


def put(root: Path, name: str, text: str) -> None:
    """A file of the site's own theme."""
    path = root / "themes" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# --- files over files


def test_a_theme_of_ones_own_replaces_single_files(tmp_path: Path, config: Config) -> None:
    """Everything that it does not hold comes from the default theme."""
    put(tmp_path, "ours/incident/state.html", '<p id="state">Ours</p>')

    theme = load_theme(tmp_path, replace(config, theme="ours"))

    assert theme.text("incident/state.html") == '<p id="state">Ours</p>'
    assert theme.text("base.html") == load_theme(tmp_path, config).text("base.html")


def test_the_default_theme_is_overridden_under_its_own_name(tmp_path: Path, config: Config) -> None:
    """A site that keeps `theme: default` may still bring a file."""
    put(tmp_path, "default/index.css", ".ours { color: red }")

    assert load_theme(tmp_path, config).text("index.css") == ".ours { color: red }"


def test_a_theme_that_is_not_there_is_a_problem(tmp_path: Path, config: Config) -> None:
    """So is a name that would climb out of the folder."""
    for name in ("none", "../default"):
        with pytest.raises(
            ContentError, match=re.escape(f"site.yml: theme: expected a folder in themes/, found none named {name!r}")
        ):
            load_theme(tmp_path, replace(config, theme=name))


def test_a_theme_does_not_read_through_symbolic_links(tmp_path: Path, config: Config) -> None:
    """A pull request cannot publish a file of the machine that builds."""
    put(tmp_path, "ours/brand.css", "x")
    (tmp_path / "themes/ours/static").mkdir()
    (tmp_path / "themes/ours/static/passwd").symlink_to("/etc/passwd")

    assert load_theme(tmp_path, replace(config, theme="ours")).names("static/") == []


def test_a_theme_that_lies_elsewhere_is_refused(tmp_path: Path, config: Config) -> None:
    """Nor by a link in the place of its folder, or of the folder of all themes; one within the site is followed."""
    outside = tmp_path / "outside"
    put(outside, "ours/static/secret.txt", "x")
    site = tmp_path / "site"
    (site / "themes").mkdir(parents=True)
    (site / "themes/ours").symlink_to(outside / "themes/ours")
    (site / "elsewhere").mkdir()
    (site / "themes/near").symlink_to(site / "elsewhere")
    other = tmp_path / "other"
    other.mkdir()
    (other / "themes").symlink_to(outside / "themes")

    for root in (site, other):
        with pytest.raises(ContentError, match="theme: expected a folder of this site, found a symbolic link"):
            load_theme(root, replace(config, theme="ours"))
    assert load_theme(site, replace(config, theme="near")).name == "near"


def test_what_is_no_text_in_a_theme_is_told_file_by_file(tmp_path: Path, config: Config) -> None:
    """Nothing of it is waited for, and a picture may hold any bytes."""
    put(tmp_path, "ours/index.css", "a {}\n\n")
    (tmp_path / "themes/ours/index.css").write_bytes(b"a {}\n\xff\n")
    os.mkfifo(tmp_path / "themes/ours/pipe.html")
    (tmp_path / "themes/ours/large.txt").write_bytes(b"x" * 10_000_001)
    (tmp_path / "themes/ours/static").mkdir()
    (tmp_path / "themes/ours/static/logo.png").write_bytes(b"\xff")

    assert sorted(told(tmp_path, replace(config, theme="ours"))) == [
        "themes/ours/index.css:2: expected UTF-8, found the byte 0xff",
        "themes/ours/large.txt: expected at most 10,000,000 bytes, found 10,000,001",
        "themes/ours/pipe.html: expected a file, found something else",
    ]


def test_a_static_file_is_served_under_the_hash_of_its_content(tmp_path: Path, config: Config) -> None:
    """So that it may be kept forever, and a page that shows a picture may show it."""
    put(tmp_path, "ours/static/logo.svg", "<svg/>")
    put(tmp_path, "ours/static/type.woff2", "x")

    theme = load_theme(tmp_path, replace(config, theme="ours"))

    assert re.fullmatch(r"assets/logo\.[0-9a-f]{16}\.svg", theme.assets["logo.svg"].address)
    assert "img-src 'self' data:; font-src 'self'" in page_policy(theme, inline=True, pictures=False)


# --- templates


@pytest.mark.parametrize("moment", ["2026-11-02T00:00:00+00:00", "2026-02-01T18:30:00+00:00"])
def test_a_page_of_each_kind_meets_every_line_of_every_template(moment: str) -> None:
    """So `check`, which renders no more than these, refuses what a build would."""
    files = check(SAMPLE, AsOf(datetime.fromisoformat(moment), given=True)).files

    few, every = lines_run(one_of_each(files)), lines_run(files)

    assert every - few == set()
    assert len(every) > 2000
    assert len(one_of_each(files)) < len(files) / 2


def lines_run(files: Iterable[File]) -> set[tuple[str, int]]:
    """The lines of templates, as Python, that run while files are rendered."""
    found = set()

    def line(frame: FrameType, event: str, argument: object) -> Any:
        found.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    def call(frame: FrameType, event: str, argument: object) -> Any:
        return line if frame.f_code.co_filename.startswith("themes/") else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        for file in files:
            file.render()
    finally:
        sys.settrace(before)
    return found


def test_the_check_renders_only_where_a_site_has_templates_of_its_own(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours are tested with the program; a fork has them in its own folder, and may have changed them."""
    assert not load_theme(tmp_path, config).is_of_site
    put(tmp_path, "ours/404.html", "x")
    assert load_theme(tmp_path, replace(config, theme="ours")).is_of_site
    monkeypatch.setattr("sitegen.theme.files._bundled", lambda: tmp_path / "themes/default")
    shutil.copytree(THEME, tmp_path / "themes/default")
    assert load_theme(tmp_path, config).is_of_site


def test_a_fault_of_a_template_in_a_fork_is_the_forks(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check names its file and line."""
    shutil.copytree(THEME, tmp_path / "themes/default")
    put(tmp_path, "default/404.html", "\n{{ 1 / 0 }}")
    monkeypatch.setattr("sitegen.theme.files._bundled", lambda: tmp_path / "themes/default")
    read(tmp_path, {}, YML)

    with pytest.raises(ContentError) as refused:
        check(tmp_path, AsOf(datetime(2026, 2, 1, tzinfo=UTC), given=True), pages=True)

    assert [str(one) for one in refused.value.problems] == [
        "themes/default/404.html:2: this template is wrong: ZeroDivisionError: division by zero"
    ]


def test_a_template_that_includes_itself_ends(tmp_path: Path, config: Config) -> None:
    """Soon, also through filters that render; and it is not counted where it has failed before."""
    put(tmp_path, "ours/404.html", '{{ "404.html"|once }}')
    put(tmp_path, "ours/base.html", '\n{% include "base.html" %}')
    edition = load_editions(tmp_path, replace(config, theme="ours"))[0]

    for _ in range(2):
        with pytest.raises(ContentError) as once:
            edition.render("404.html")
        with pytest.raises(ContentError) as included:
            edition.render("base.html")

    wrong = f"this template is wrong: expected at most {MAX_DEPTH} templates in each other, found more"
    assert str(once.value.problems[0]) == f"themes/ours/404.html: {wrong}"
    assert str(included.value.problems[0]) == f"themes/ours/base.html:2: {wrong}"


def test_a_template_may_stand_in_others_any_number_of_times(tmp_path: Path, config: Config) -> None:
    """Only the depth counts."""
    put(tmp_path, "ours/404.html", f'{{% for _ in range({2 * MAX_DEPTH}) %}}{{% include "news.js" %}}{{% endfor %}}')
    edition = load_editions(tmp_path, replace(config, theme="ours"))[0]

    assert len(edition.render("404.html")) > 2 * MAX_DEPTH


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{{ 10**5000 }}", "expected what Python can compile, found: Exceeds the limit"),
        ("{{ f(a=1, a=2) }}", "expected what Python can compile, found: keyword argument repeated"),
        ("{% if 1 %}" * 150 + "{% endif %}" * 150, "expected what Python can compile, found: too many levels"),
        ("{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "expected something simpler, found too much in each other"),
    ],
    ids=["digits", "arguments", "blocks", "brackets"],
)
def test_a_template_that_python_does_not_take_is_told(wrong: str, said: str, tmp_path: Path, config: Config) -> None:
    """Jinja2 lets some things by, and fails with exceptions that are not its own."""
    put(tmp_path, "ours/404.html", wrong)

    assert told(tmp_path, replace(config, theme="ours"))[0].startswith(
        f"themes/ours/404.html:1: this template is wrong: {said}"
    )


def test_half_a_character_is_the_templates_fault(tmp_path: Path, config: Config) -> None:
    """No file can hold it."""
    put(tmp_path, "ours/404.html", r'{{ "\ud800" }}')
    edition = load_editions(tmp_path, replace(config, theme="ours"))[0]

    with pytest.raises(
        ContentError, match=r"404\.html: this template is wrong: expected characters, found half of one"
    ):
        edition.render("404.html")


def test_a_name_that_does_not_exist_is_a_problem_of_the_template(tmp_path: Path, config: Config) -> None:
    """It never prints nothing."""
    put(tmp_path, "ours/redirect.html", "{{ titel }}")
    context = load_editions(tmp_path, replace(config, theme="ours"))[0]

    with pytest.raises(ContentError, match=r"themes/ours/redirect\.html:1: .*'titel' is undefined"):
        context.render("redirect.html")


def told(root: Path, config: Config) -> list[str]:
    """The problems of a theme as they are told before it is used, without hints."""
    with pytest.raises(ContentError) as caught:
        load_editions(root, config)
    return [str(problem).split("\n")[0] for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["ours", "default"])
def test_templates_that_cannot_be_read_are_all_named_with_their_lines(
    name: str, tmp_path: Path, config: Config
) -> None:
    """Whoever broke them sees where, before anything is made of them."""
    put(tmp_path, f"{name}/parts/next.html", "\n\n{% if %}")
    put(tmp_path, f"{name}/badge.svg", "{{ text|tmie }}")
    put(tmp_path, f"{name}/static/{{%.html", "{% if %}")  # Served as it is.

    assert told(tmp_path, replace(config, theme=name)) == [
        f"themes/{name}/badge.svg:1: this template is wrong: No filter named 'tmie'.",
        f"themes/{name}/parts/next.html:3: this template is wrong: "
        "Expected an expression, got 'end of statement block'",
    ]


def test_problems_of_a_theme_are_told_beside_those_of_the_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything at once, with the line of site.yml."""
    read(tmp_path, {}, YML)
    (tmp_path / "site.yml").write_text(YML.replace("zh-CN]", "cn]").replace("zh-CN: ", "cn: "), "utf-8")
    put(tmp_path, "default/404.html", "{% endif %}")
    (tmp_path / "content/incidents/a.md").write_text("nothing", "utf-8")

    assert run(["check", "--site", str(tmp_path)]) == 1

    lines = [line for line in capsys.readouterr().err.splitlines() if line[:1].strip()]
    assert [line.partition(" ")[0] for line in lines[:3]] == [
        "content/incidents/a.md:1:",
        "site.yml:4:",
        "themes/default/404.html:1:",
    ]


def test_a_theme_that_site_yml_names_wrongly_is_told_with_its_line(tmp_path: Path, config: Config) -> None:
    """Like any other value there."""
    (tmp_path / "site.yml").write_text(f"{YML}theme: ours\n", "utf-8")

    assert told(tmp_path, read_config(tmp_path)) == [
        "site.yml:6: theme: expected a folder in themes/, found none named 'ours'"
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{{ 1 / 0 }}", "ZeroDivisionError: division by zero"),
        ("{% for one in 5 %}{% endfor %}", "TypeError: 'int' object is not iterable"),
        ("{{ 'a'|time }}", "AttributeError: 'str' object has no attribute 'astimezone'"),
        ("{{ titel }}", "'titel' is undefined"),
    ],
)
def test_a_fault_in_a_template_of_ones_own_is_told_with_its_line(
    wrong: str, said: str, tmp_path: Path, config: Config
) -> None:
    """Also where another template includes it; it is no bug of ours."""
    put(tmp_path, "ours/parts/next.html", f"\n\n{wrong}")
    put(tmp_path, "ours/redirect.html", '{% include "parts/next.html" %}')
    context = load_editions(tmp_path, replace(config, theme="ours"))[0]

    with pytest.raises(ContentError) as caught:
        context.render("redirect.html")

    assert str(caught.value.problems[0]) == f"themes/ours/parts/next.html:3: this template is wrong: {said}"


BROKEN = type("Broken", (), {"overdue": True, "next_update": "never"})()


def test_a_fault_in_our_own_templates_is_our_bug(tmp_path: Path, config: Config) -> None:
    """Nobody is told to mend what they did not write."""
    with pytest.raises(AttributeError):
        load_editions(tmp_path, config)[0].render("parts/next.html", one=BROKEN)


def test_everything_is_escaped_whatever_the_file_is_called(tmp_path: Path, config: Config) -> None:
    """Also in SVG, where some defaults do not."""
    put(tmp_path, "ours/badge.svg", "<text>{{ text }}</text>")
    context = load_editions(tmp_path, replace(config, theme="ours"))[0]

    assert context.render("badge.svg", text="<&\"'>") == "<text>&lt;&amp;&#34;&#39;&gt;</text>"


def test_comments_and_indentation_are_not_sent() -> None:
    """A style sheet loses what only its authors need, and nothing that is in quotes."""
    assert minify_style("/* why */\na {\n  b: c;\n  d: e\n}\n\n@media x {\n  f { g: h }\n}\n") == (
        "a{b:c;d:e}@media x{f{g:h}}"
    )


def test_quotes_in_a_style_sheet_stay_as_they_are() -> None:
    """What a page shows is not squeezed."""
    assert minify_style("a::before { content: \"Note: {  a } ; \" / '  ' }") == (
        "a::before{content:\"Note: {  a } ; \" / '  '}"
    )


@rows(
    ("script", "small"),
    [
        ("// why\nconst a = (b) => c[d];\n", "const a=(b)=>c[d];"),
        ("if (a < b && c) {\n  d();\n}", "if(a<b&&c){\nd();\n}"),
        ("a = b + +c - -d / e;", "a=b + +c - -d / e;"),
        ("a = ' ( b ) ' , \" = \", ` ${ c } , `;", "a=' ( b ) ',\" = \",` ${ c } , `;"),
        ('a = b ? "it\'s" : c;', 'a=b?"it\'s":c;'),
        ("return [a in b]", "return[a in b]"),
    ],
)
def test_a_squeezed_script_says_the_same(script: str, small: str) -> None:
    """Strings keep their spaces, and signs that could run together keep theirs."""
    assert squeeze_script(script) == small


def test_the_script_is_small(tmp_path: Path, config: Config) -> None:
    """It picks among what is there and asks one address of its own site; what it keeps stays in the browser."""
    theme = load_theme(tmp_path, config)
    linked = {name: theme.assets[name].data.decode() for name in ("page.js", "days.js", "search.js", "subscribe.js")}

    assert linked["page.js"] == theme.script
    assert theme.inline_script == f"{theme.script}\n{linked['days.js']}"
    assert len(gzip.compress(theme.script.encode(), 9)) < 3450
    assert len(linked["days.js"]) < 3600
    for name, asks in (("page.js", 1), ("days.js", 0), ("search.js", 1), ("subscribe.js", 0)):
        assert not re.search(r"HTML|eval|XMLHttp|cookie|sendBeacon|import", linked[name]), name
        assert linked[name].count("fetch(") == asks, name
    assert not re.search(r"HTML|eval|XMLHttp|cookie|sendBeacon|import|localStorage", theme.unavailable_script)
    assert theme.unavailable_script.count("fetch(") == 1


# --- colours

TONES = ("ok", "none", "maintenance", "low", "high", "worst")


def luminance(colour: str) -> float:
    """As WCAG 2 defines it, of `#rrggbb` or `#rgb`."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def palettes(style: str) -> dict[str, dict[str, str]]:
    """The colours by name, in light and in dark."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): ?(#\w+)", block)) for block in re.findall(r":root ?{([^}]*)}", style)[:2]
    )
    return {"light": light, "dark": {**light, **dark}}


def colours_of_bars(style: str, colours: dict[str, str]) -> dict[str, str]:
    """The colour of a day's bar by tone, as the first rules of the style sheet give it."""
    stroke = r" {[^}]*stroke: var\(--([\w-]+)\)"
    every = re.search(r"\.bars path" + stroke, style)
    found = {tone: re.search(rf"\.bars \.{tone}" + stroke, style) or every for tone in TONES}
    return {tone: colours[own[1]] for tone, own in found.items() if own}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_bar_stands_out_from_the_page_and_the_bad_ones_from_each_other(scheme: str) -> None:
    """3 : 1 against the page, as WCAG 1.4.11 asks; and a partial outage is no major one at a glance."""
    style = (THEME / "style.css").read_text()
    colours = palettes(style)[scheme]
    bars = colours_of_bars(style, colours)

    for tone, colour in bars.items():
        assert contrast(colour, colours["bg"]) >= 3, tone
    assert contrast(bars["high"], bars["worst"]) > 1.6
    assert contrast(bars["low"], bars["high"]) > 1.3
    assert len(set(bars.values())) == len(bars) == len(TONES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_in_the_colour_of_a_state_can_be_read(scheme: str) -> None:
    """4.5 : 1 against the page and a card, as WCAG 1.4.3 asks."""
    colours = palettes((THEME / "style.css").read_text())[scheme]

    for name in ("fg", "soft", "link", "ok", "blue", "grey", "low", "high", "worst"):
        for ground in ("bg", "card"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def test_worse_days_are_higher() -> None:
    """So that whoever sees no colours, and paper, tell them apart; a day without data is lowest."""
    record = UptimeRecord(tuple(Day(date(2026, 1, 1), status) for status in (None, *ComponentStatus, None)), None)
    style = (THEME / "style.css").read_text()
    usual = re.search(r"\.bars path {[^}]*stroke-width: (\d+)", style)
    own = dict(re.findall(r"\.bars \.(\w+) {[^}]*stroke-width: (\d+)", style))
    assert usual is not None
    heights = [int(own.get(bar.tone, usual[1])) for bar in settled_bars(record)]

    assert heights == sorted(set(heights))
    assert min(b - a for a, b in pairwise(heights)) >= 8


# --- languages


def test_the_list_of_all_messages_is_complete(update_golden: bool) -> None:
    """It is what a catalog begins as a copy of, and what its share is counted by."""
    assert len({one.key for one in asked()}) > 150
    golden.hold(ALL_MESSAGES, template(), update=update_golden)


@pytest.mark.parametrize("tag", CATALOGS)
def test_a_catalog_that_we_ship_is_complete(tag: str) -> None:
    """Every message has a translation, in all plural forms, that nobody has marked as doubtful; none is for nothing."""
    source = (THEME / "locale" / tag / "messages.po").read_bytes()
    every = {one.key for one in asked()}

    assert catalog_faults(source, tag) == []
    assert every - Catalog.read([source]).translations.keys() == set()
    assert message_keys(source) - every == set()


@pytest.mark.parametrize("tag", sorted({*CATALOGS} - {"zh-CN"}))
def test_a_catalog_that_no_native_has_read_says_so(tag: str) -> None:
    """In the comment at its head, where whoever corrects it looks first."""
    head = (THEME / "locale" / tag / "messages.po").read_text("utf-8").split('msgid ""')[0]

    assert "native" in head
    assert head.startswith("#")


def test_a_language_that_nobody_knows_is_a_problem(tmp_path: Path, config: Config) -> None:
    """Most likely it is a slip: `cn` is no language."""
    with pytest.raises(ContentError, match=r"locales: expected a language that CLDR knows, .* found 'cn'"):
        load_editions(tmp_path, replace(config, locales=("en", "cn")))


def test_words_of_the_same_language_and_script_serve() -> None:
    """British readers are served in English; readers of Traditional Chinese are not served in Simplified."""
    assert catalog_for("en-GB", ["en", "zh-CN"]) == "en"
    assert catalog_for("zh-Hans", ["en", "zh-CN"]) == "zh-CN"
    assert catalog_for("zh-TW", ["en", "zh-CN"]) is None


def test_a_language_that_nobody_knows_is_not_english() -> None:
    """A tag such as `xx-YY` has no words, rather than English ones under another name."""
    assert catalog_for("xx-YY", ["en", "zh-CN"]) is None
    assert catalog_for("xx-YY", ["en", "xx-YY"]) == "xx-YY"


PO = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);\\n"

msgid "Resolved after {duration}"
msgstr "po {duration} hotovo"

#, fuzzy
msgid "Timeline"
msgstr "?"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} den"
msgstr[1] "{n} dny"
msgstr[2] "{n} dní"
"""


@rows(
    ("name", "hint"),
    [
        ("stile.css", "Did you mean 'style.css'?"),
        ("Index.html", "Did you mean 'index.html'?"),
        ("logo.svg", "What pages link to lies in static/."),
        ("icons/badge-of-honour.svg", "What pages link to lies in static/."),
        ("parts/mine.html", "Did you mean"),
        ("locale/de/message.po", "Did you mean 'locale/"),
    ],
)
def test_a_file_that_changes_nothing_is_a_problem(name: str, hint: str, tmp_path: Path, config: Config) -> None:
    """Else a slip in its name would leave the default in place, and nobody would know why."""
    put(tmp_path, f"ours/{name}", "")

    with pytest.raises(ContentError) as refused:
        load_theme(tmp_path, replace(config, theme="ours"))

    (problem,) = refused.value.problems
    assert problem.path == f"themes/ours/{name}"
    assert problem.hint.startswith(hint)


def test_a_catalog_adds_to_that_of_the_default_theme(tmp_path: Path, config: Config) -> None:
    """One word of a company's own costs it none of the others, also where the two count by other rules."""
    words = 'msgid "History"\nmsgstr "往事"\n\nmsgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} 日"\n'
    put(
        tmp_path,
        "ours/locale/zh-CN/messages.po",
        HEAD.replace("nplurals=2; plural=n != 1", "nplurals=1; plural=0") + words,
    )

    theme = load_theme(tmp_path, replace(config, theme="ours"))

    chinese = theme.language("zh-CN", config).text
    assert (chinese.gettext("History"), chinese.gettext("Timeline")) == ("往事", "处理进展")
    assert (chinese.duration(timedelta(days=3)), chinese.duration(timedelta(hours=3))) == ("3 日", "3小时")
    assert list(theme.missing_words(config)) == []


def test_a_theme_may_add_what_its_own_templates_use(tmp_path: Path, config: Config) -> None:
    """A template, a picture, words, what pages link to, and a note for people."""
    put(tmp_path, "ours/404.html", '{% include "parts/mine.html" %}{{ "logo"|icon }}')
    (tmp_path / "themes/ours/static").mkdir()
    (tmp_path / "themes/ours/static/old.html").write_bytes(b"\xb5")
    for name in ("parts/mine.html", "icons/logo.svg", "locale/de/messages.po", "static/x.woff2", "README.md"):
        put(tmp_path, f"ours/{name}", "")

    assert load_theme(tmp_path, replace(config, theme="ours")).has("parts/mine.html")


def test_a_brand_comes_last_in_every_style_sheet(tmp_path: Path, config: Config) -> None:
    """Four lines of colour need no copy of the rest."""
    put(tmp_path, "ours/brand.css", ":root { --link: #c0f }")
    theme = load_theme(tmp_path, replace(config, theme="ours"))

    assert theme.inline_style.endswith(":root{--link: #c0f}") or theme.inline_style.endswith(":root{--link:#c0f}")
    assert theme.assets["style.css"].data.decode().endswith(theme.inline_style[-20:])


HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'


@rows(
    ("text", "told"),
    [
        (HEAD + 'msgid "History"\nmsgstr "Geschichte\n', ":6: expected a keyword and words in quotes"),
        (HEAD + 'msgid "History"\nmsgstr Geschichte\n', ":6: expected a keyword and words in quotes"),
        (HEAD + 'msgid "From {time} on"\nmsgstr "Ab {tiem}"\n', ":5: expected {time}, as in 'From {time} on', found"),
        (HEAD + 'msgid "From {time} on"\nmsgstr "Bald"\n', ":5: expected '{time}', as in 'From {time} on', found none"),
        (HEAD.replace("n != 1", "(n !="), ":3: expected a plural such as n != 1, found 'nplurals=2; plural=(n !=;'"),
        (
            HEAD + 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "Tag"\nmsgstr[1] "{m} Tage"\n',
            ":5: expected {n}",
        ),
    ],
)
def test_a_catalog_that_would_lose_or_leave_out_words_is_a_problem(
    text: str, told: str, tmp_path: Path, config: Config
) -> None:
    """With its file and line; a gettext tool of the translator would say the same."""
    put(tmp_path, "ours/locale/de/messages.po", text)

    with pytest.raises(ContentError) as refused:
        load_theme(tmp_path, replace(config, theme="ours"))

    assert any(str(one).startswith(f"themes/ours/locale/de/messages.po{told}") for one in refused.value.problems)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ok #fff\n", ": expected a colour for cancelled, "),
        ("ok\n", ":1: expected the name of a picture and a colour, found 'ok'"),
    ],
)
def test_colours_of_pictures_are_complete(text: str, told: str, tmp_path: Path, config: Config) -> None:
    """Else a tab would have no picture, on a day on which nobody looks at the theme."""
    put(tmp_path, "ours/icons/colors.txt", text)

    with pytest.raises(ContentError) as refused:
        load_theme(tmp_path, replace(config, theme="ours"))

    assert any(str(one).startswith(f"themes/ours/icons/colors.txt{told}") for one in refused.value.problems)


@rows(
    ("name", "text", "told"),
    [
        ("brand.css", "a {}\nb::after { content: '</style>' }\n", ":2: "),
        ("brand.css", "b::after { content: '</STYLE ' }", ":1: "),
        ("brand.css", "a {} </st/* */yle><p>", ": "),
        ("503.css", "</style>", ":1: "),
        ("archive.css", "</style>", ":1: "),
        ("days.js", 'let a = "</script>";', ":1: "),
        ("503.js", "1\nif (a <!--b) c()", ":2: "),
    ],
)
def test_no_style_and_no_script_ends_early_in_a_page(
    name: str, text: str, told: str, tmp_path: Path, config: Config
) -> None:
    """What follows would be markup; what is left out of it joins nothing either."""
    put(tmp_path, f"ours/{name}", text)

    with pytest.raises(ContentError) as refused:
        load_theme(tmp_path, replace(config, theme="ours"))

    [problem] = refused.value.problems
    assert str(problem).startswith(f"themes/ours/{name}{told}expected nothing that ends it where it stands in a page")
    assert problem.hint


@rows(
    ("name", "text"),
    [
        ("brand.css", "a::after { content: '<\\/style>' }"),
        ("brand.css", "@media (400px < width) { a { color: red } } /* </styl e> */"),
        ("days.js", 'let a = "<\\/script>", b = 1 <!a;'),
        ("static/own.js", 'let a = "</script>";'),
    ],
)
def test_other_styles_and_scripts_are_taken_as_they_are(name: str, text: str, tmp_path: Path, config: Config) -> None:
    """A file of its own ends where it ends."""
    put(tmp_path, f"ours/{name}", text)

    assert load_theme(tmp_path, replace(config, theme="ours")).text(name) == text


def test_a_plural_rule_that_fails_for_a_number_that_nobody_tried_still_has_words() -> None:
    """The check tries a thousand numbers: what fails only beyond them must not stop a page."""
    rule = c2py("n == 5000 ? 1 / (n - 5000) : n == 6000 ? 7 : n != 1")
    message = TranslatedMessage(("{n} day", "{n} days"), rule)

    assert [message.form(number) for number in (1, 2, 5000, 6000)] == ["{n} day", "{n} days", "{n} days", "{n} days"]


def test_catalogs_have_plurals_of_their_own_and_doubt_is_not_shown() -> None:
    """What is fuzzy falls back to the source."""
    language = Language("cs", Catalog.read([PO.encode()]), SHANGHAI)

    assert [language.text.duration(timedelta(days=days)) for days in (1, 3, 5)] == ["1 den", "3 dny", "5 dní"]
    assert language.html.gettext("Resolved after {duration}", duration="<x>") == "po &lt;x&gt; hotovo"
    assert language.text.gettext("Timeline") == "Timeline"


@rows(
    ("minutes", "english", "chinese"),
    [
        (0, "less than a minute", "不到1分钟"),
        (1, "1 minute", "1分钟"),
        (38, "38 minutes", "38分钟"),
        (60, "1 hour", "1小时"),
        (90, "1 hour 30 minutes", "1小时30分钟"),
        (24 * 60 + 1, "1 day 1 minute", "1天1分钟"),
        (2 * 24 * 60 + 3 * 60, "2 days 3 hours", "2天3小时"),
    ],
)
def test_a_duration_is_whole_days_hours_and_minutes(
    tmp_path: Path, config: Config, minutes: int, english: str, chinese: str
) -> None:
    """Nothing is rounded up: 90 minutes are not two hours, and a second is no minute."""
    span = timedelta(minutes=minutes, seconds=59)

    assert [context.language.text.duration(span) for context in load_editions(tmp_path, config)] == [english, chinese]


def test_a_moment_is_told_on_the_sites_clock_with_its_zone(tmp_path: Path, config: Config) -> None:
    """In the order of each language, with the hour from 0 to 23."""
    english, chinese = (context.language for context in load_editions(tmp_path, config))

    assert english.moment(MOMENT) == "January 23, 2026, 14:35 UTC+8"
    assert english.moment(MOMENT, year=2026) == "Jan 23, 14:35 UTC+8"
    assert english.moment(MOMENT, year=2027) == "Jan 23, 2026, 14:35 UTC+8"
    assert english.utc(MOMENT) == "January 23, 2026, 06:35 UTC"
    assert english.week_day(date(2026, 1, 23)) == "Fri, Jan 23"
    assert english.days(date(2026, 1, 5), date(2026, 1, 12)).replace("\u2009", " ") == "Jan 5 – 12"
    assert english.month(2026, 1) == "January 2026"
    assert chinese.moment(MOMENT) == "2026年1月23日 14:35 UTC+8"
    assert chinese.month(2026, 1) == "2026年1月"


@rows(("minutes", "name"), [(0, "UTC"), (480, "UTC+8"), (330, "UTC+5:30"), (-210, "UTC-3:30"), (-720, "UTC-12")])
def test_a_zone_is_named_by_its_offset(minutes: int, name: str) -> None:
    """Letters such as CST mean several things."""
    assert zone_name(MOMENT.astimezone(timezone(timedelta(minutes=minutes)))) == name


@pytest.mark.parametrize(("value", "said"), [(100.0, "100%"), (99.97, "99.97%"), (99.9, "99.90%"), (0.0, "0%")])
def test_uptime_has_two_decimals_unless_it_is_whole(tmp_path: Path, config: Config, value: float, said: str) -> None:
    """99.9 and 99.90 should not look like different precisions side by side."""
    assert load_editions(tmp_path, config)[0].language.text.percent(value) == said


def test_a_window_tells_its_day_once(tmp_path: Path, config: Config) -> None:
    """Unless it ends on another day."""
    context = load_editions(tmp_path, config)[0]
    two, ten = MOMENT + timedelta(hours=2), MOMENT + timedelta(hours=10)

    assert text(context.html.window(MOMENT, two)) == "January 23, 2026, 14:35 – 16:35 UTC+8"
    assert text(context.html.window(MOMENT, ten)) == "January 23, 2026, 14:35 – January 24, 2026, 00:35 UTC+8"
    assert context.html.window_utc(MOMENT, two) == "January 23, 2026, 06:35 – 08:35 UTC"


def text(markup: str) -> str:
    """What is read of it."""
    return re.sub(r"<[^>]+>", "", markup)


def test_every_automatic_step_has_words(tmp_path: Path, config: Config) -> None:
    """In each language, as plain text that feeds and calendars can use."""
    for context in load_editions(tmp_path, config):
        for status in AUTOMATIC:
            assert "&" not in context.text.automatic(status)
    assert context.text.automatic(Status.COMPLETED) == "计划维护时段已结束。"


def test_words_in_another_language_than_the_page_say_so(tmp_path: Path, config: Config) -> None:
    """So that they are pronounced as what they are."""
    context = load_editions(tmp_path, config)[1]
    translated, not_yet = Text("Login", "en", (("zh-CN", "登录"),)), Text("<Login>", "en")

    assert (context.html.words(translated), context.html.lang(translated)) == ("登录", "")
    assert (context.html.words(not_yet), context.html.lang(not_yet)) == (
        '<span lang="en" dir="ltr">&lt;Login&gt;</span>',
        ' lang="en" dir="ltr"',
    )


# --- what names a page's makings


def names(root: Path, config: Config) -> list[str]:
    """The `repr` of each language's context."""
    return [repr(context) for context in load_editions(root, config)]


def test_a_context_is_named_by_all_that_is_equal_on_every_page(tmp_path: Path, config: Config) -> None:
    """Theme, site.yml and language; two builds of the same name it the same."""
    before = names(tmp_path, config)

    assert before == names(tmp_path, config)
    assert len(set(before)) == 2
    assert all(len(name) < 60 for name in before)
    assert names(tmp_path, replace(config, repository="https://github.com/x/y")) != before
    put(tmp_path, "default/index.css", "a{}")
    assert names(tmp_path, config) != before


def test_where_the_site_lies_does_not_name_it(tmp_path: Path, config: Config) -> None:
    """A checkout elsewhere makes the same pages."""
    assert names(tmp_path / "elsewhere", config) == names(tmp_path, config)


# --- small things


def test_a_moment_for_machines_is_utc() -> None:
    """With milliseconds only where there are some."""
    assert iso(MOMENT.astimezone(SHANGHAI)) == "2026-01-23T06:35:00Z"
    assert iso(MOMENT + timedelta(milliseconds=7)) == "2026-01-23T06:35:00.007Z"


def test_a_text_is_cut_between_words_where_it_has_any() -> None:
    """Chinese is cut anywhere."""
    assert shorten("one two three", 9) == "one two…"
    assert shorten("我们正在处理", 4) == "我们正在…"
    assert shorten("short") == "short"


def test_every_status_has_a_picture_for_page_and_tab(tmp_path: Path, config: Config) -> None:
    """Of its own shape, so that colour is never all there is."""
    theme = load_theme(tmp_path, config)
    shapes = [name.removeprefix("icons/").removesuffix(".svg") for name in theme.names("icons/", ".svg")]

    assert len({theme.icon(shape).replace(shape, "") for shape in shapes}) == len(shapes) == 9
    assert all(theme.favicon(shape).startswith("data:image/svg+xml,%3Csvg%20xmlns=") for shape in shapes)


def test_a_context_makes_pages_in_its_language(tmp_path: Path, config: Config) -> None:
    """The site's own name too."""
    context: Edition
    for context, name in zip(load_editions(tmp_path, config), ("Example", "示例"), strict=True):
        assert context.title("x") == f"x – {name}"


def test_the_filters_of_templates_are_documented(tmp_path: Path, config: Config) -> None:
    """All of them, and none that there is not."""
    table = (DOCS / "theme.md").read_text().split("## Filters")[1].split("## ")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]

    assert {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} == set(
        _filters(load_editions(tmp_path, config)[0])
    )

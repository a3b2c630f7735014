"""The message desk: its pages, its files, the folder that they go to, and the local server that shows them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from support.desks import NOW, SECRET, SHEET, SLUG, TITLE, checked, desk_of, hostile_site, standing_in
from support.places import BRIEFS, SAMPLE, THEME
from support.tables import rows

from sitegen.build import Checked
from sitegen.cli import run
from sitegen.cli.server import DESKS, Preview
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.messages.desk.cards import exact_text, message_size
from sitegen.messages.desk.files import json_file
from sitegen.messages.desk.frames import framed_mail, without_pictures
from sitegen.messages.desk.labels import AUDIENCE_NAMES, CHANNEL_NAMES, PART_NAMES, STAGE_NAMES, usual_channels
from sitegen.messages.desk.pages import DeskPage, MessageDesk
from sitegen.messages.draft import Message
from sitegen.model import PUBLIC_AUDIENCES, Audience, Channel, Route, Routing, Stage
from sitegen.problems import ContentError
from sitegen.publish.folder import FOLDER_MARK, write_folder
from sitegen.publish.problem import PublishProblem

AT = "2026-01-23T15:20:00+08:00"
SAMPLE_NOW = datetime.fromisoformat("2026-03-01T12:00:00+08:00")
"""After everything in the sample's largest incident, its postmortem included."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """The site of the hostile story."""
    return checked(hostile_site(tmp_path_factory.mktemp("hostile") / "site"))


@pytest.fixture
def made(hostile: Checked) -> Iterator[MessageDesk]:
    """Its desk, with the forms that stand in, and internal messages."""
    with standing_in():
        yield desk_of(hostile, audiences=tuple(Audience))


@pytest.fixture(scope="module")
def sample() -> MessageDesk:
    """The desk of the sample's largest incident, in the forms of the channels themselves."""
    return desk_of(checked(SAMPLE, SAMPLE_NOW), "2026-01-23-login-outage")


def soup(data: bytes) -> BeautifulSoup:
    """A page, as a parser reads it."""
    return BeautifulSoup(data, "lxml")


def page_of(desk: MessageDesk, stage: Stage, locale: str = "en") -> DeskPage:
    """The page of the first occasion of a stage."""
    return next(page for page in reversed(desk.pages) if page.occasion.stage is stage and page.locale == locale)


def text_of(element: Tag | None) -> str:
    """The words of an element, on one line."""
    assert element is not None
    return " ".join(element.get_text().split())


# --- what it calls things


@rows(
    ("table", "kind"),
    [(AUDIENCE_NAMES, Audience), (STAGE_NAMES, Stage), (CHANNEL_NAMES, Channel)],
)
def test_everything_that_there_is_has_a_name(table: dict[Any, object], kind: Any) -> None:
    """A new audience, stage or channel cannot be forgotten here."""
    assert list(table) == list(kind)


def test_the_parts_of_all_messages_have_names() -> None:
    """What was left out is said in words, also in Chinese."""
    templates = [file.read_text("utf-8") for file in (THEME / "messages").rglob("*.md")]
    named = {one or other for text in templates for one, other in re.findall(PART, text, re.MULTILINE)}

    assert named - PART_NAMES.keys() == set()
    assert len(named) > 30


PART = r"""part\("(\w+)\"|^  \("(\w+)", \d,"""
"""A part of a template, by its name; some templates have a table of them."""


@rows(
    ("length", "limit", "unit", "english", "chinese"),
    [
        (231, 280, "weighted characters", "231 of 280 weighted characters", "231/280加权字符"),
        (1, 78, "characters", "1 of 78 characters", "1/78字符"),
        (4097, 4096, "bytes", "4,097 of 4,096 bytes", "4,097/4,096字节"),
        (2, 6, "segments", "2 of 6 segments", "2/6条"),
        (1, None, "characters", "1 character", "1字符"),
        (1234, None, "characters", "1,234 characters", "1,234字符"),
        (1, None, "bytes", "1 byte", "1字节"),
        (2, None, "segments", "2 segments", "2条"),
        (1, None, "weighted characters", "1 weighted character", "1加权字符"),
    ],
)
def test_the_size_is_told_in_the_unit_of_the_channel(
    length: int, limit: int | None, unit: str, english: str, chinese: str
) -> None:
    """With the limit, where there is one, and in the singular where it is one."""
    languages = [edition.language for edition in checked(SAMPLE, NOW).editions]
    one = Message("s", "u", Stage.FIRST, Audience.USERS, "en", Channel.TEXT, "", "", length, unit, limit)

    assert [message_size(one, language) for language in languages] == [english, chinese]


def test_every_unit_of_a_channel_can_be_told() -> None:
    """A channel that counts in something else would break the page."""
    language = checked(SAMPLE, NOW).editions[0].language
    for channel, form in CHANNEL_FORMS.items():
        one = Message("s", "u", Stage.FIRST, Audience.USERS, "en", channel, "", "", 2, form.unit, form.limit)
        assert message_size(one, language).endswith(form.unit), channel


# --- pages


def test_the_newest_page_is_the_index_and_each_has_its_occasion_and_language(made: MessageDesk) -> None:
    """In the first language of the site; names do not change when something is added later, but for the index."""
    assert [page.name for page in made.pages] == [
        "index.html",
        "resolved.20260123T071000Z.zh-CN.html",
        "progress.20260123T065000Z.en.html",
        "progress.20260123T065000Z.zh-CN.html",
        "first.20260123T063500Z.en.html",
        "first.20260123T063500Z.zh-CN.html",
    ]


def test_every_page_leads_to_every_other(made: MessageDesk) -> None:
    """By occasion in its language, and to the same occasion in the others."""
    known = {page.name for page in made.pages}
    for page in made.pages:
        links = {str(link["href"]) for link in soup(made.html(page)).select("nav a") if "#" not in str(link["href"])}
        assert links <= known
        assert links == {
            other.name for other in made.pages if other.locale == page.locale or other.occasion == page.occasion
        }


def test_a_page_has_each_message_once_with_its_exact_text(made: MessageDesk) -> None:
    """Seven audiences by fourteen channels, each as it is sent."""
    page = page_of(made, Stage.FIRST)
    found = soup(made.html(page))

    assert len(found.select("article")) == len(Audience) * len(Channel) == len(made.messages(page))
    for _, one in made.messages(page):
        exact = found.select_one(f"#{one.audience}-{one.channel} pre[id$=-text]")
        if one.channel is Channel.MACROS and one.audience is Audience.SUPPORT:
            continue  # Its answers are copied one by one.
        assert exact is not None, one.channel
        text = one.text if one.channel is not Channel.WEBHOOK else json_file(one.payload).decode()
        # This parser keeps the line end that a browser drops; see test_desk_in_browser.py.
        assert exact.get_text().removeprefix("\n").replace("\r", "") == text.replace("\r", "")


def test_messages_stand_below_their_audience_with_the_usual_channels_first(made: MessageDesk) -> None:
    """And the others are folded, not hidden."""
    found = soup(made.html(page_of(made, Stage.FIRST)))
    social = found.select_one("#social")
    assert social is not None

    assert [section["id"] for section in found.select("main section.audience")] == [str(one) for one in Audience]
    assert [card["data-channel"] for card in social.select(":scope > article")] == ["x", "weibo"]
    assert len(social.select(":scope > details article")) == len(Channel) - 2
    assert text_of(social.select_one(":scope > details > summary")).startswith("12 other channels: Email, Slack,")


def test_where_no_usual_channel_is_asked_for_nothing_is_folded(hostile: Checked) -> None:
    """Whoever says `--channel sms` for social media wants to see that."""
    with standing_in():
        desk = desk_of(hostile, audiences=[Audience.SOCIAL], channels=[Channel.SMS])
        found = soup(desk.html(desk.pages[0]))

    assert [card["id"] for card in found.select("#social > article")] == ["social-sms"]
    assert found.select("details.others, #only") == []


@rows(
    ("audience", "channels"),
    [
        (Audience.USERS, "email slack wechat sms text"),
        (Audience.SOCIAL, "x weibo"),
        (Audience.SUPPORT, "macros"),
        (Audience.TEAM, "feishu"),
        (Audience.MANAGEMENT, "email wecom"),
    ],
)
def test_the_channels_of_the_routes_come_first(audience: Audience, channels: str) -> None:
    """With what people paste; to whom there is no route, what most sites use."""
    routes = [
        Route("a", Audience.USERS, Channel.EMAIL, "A", "en", 1),
        Route("b", Audience.USERS, Channel.SLACK, "B", "en", 1),
        Route("c", Audience.USERS, Channel.SLACK, "B", "zh-CN", 1),
        Route("d", Audience.TEAM, Channel.FEISHU, "C", "en", 1),
    ]

    assert " ".join(usual_channels(audience, Routing(tuple(routes)))) == channels
    assert all(usual_channels(one, None) for one in Audience)


def test_the_command_shows_first_what_messages_yml_routes(
    told: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """And a fault in that file is told, and hides nothing."""
    routes = tmp_path / "site/messages.yml"
    routes.write_text("routes:\n  - {audience: customers, channel: teams, to: $TEAMS}\n")
    assert told("--output", str(tmp_path / "desk"))[0] == 0
    found = soup((tmp_path / "desk/index.html").read_bytes())
    assert [card["data-channel"] for card in found.select("#customers > article")] == ["teams", "text"]

    routes.write_text("routes:\n  - {audience: customers, channel: fax, to: $TEAMS}\n")
    code, _, err = told("--output", str(tmp_path / "desk"))

    assert code == 0
    assert "messages.yml:2: " in err
    found = soup((tmp_path / "desk/index.html").read_bytes())
    assert [card["data-channel"] for card in found.select("#customers > article")] == ["email", "text"]


@rows(
    ("channel", "form"),
    [(channel, form) for channel, (_, form) in CHANNEL_NAMES.items()],
)
def test_each_channel_is_shown_in_its_form(made: MessageDesk, channel: Channel, form: str) -> None:
    """As its readers will see it."""
    audience = Audience.SUPPORT if channel is Channel.MACROS else Audience.USERS
    found = soup(made.html(page_of(made, Stage.FIRST)))

    shown = found.select_one(f"#{audience}-{channel} .shown")

    assert shown is not None
    assert shown["class"] == ["shown", form, channel.value]
    assert shown["lang"] == "en"


def test_an_article_has_its_headings_below_that_of_the_card(made: MessageDesk) -> None:
    """And its digest, to be copied alone."""
    card = soup(made.html(page_of(made, Stage.FIRST))).select_one("#users-wechat")
    assert card is not None

    assert text_of(card.select_one("h4")).endswith(TITLE)
    assert card.select("h1, h2") == []
    assert text_of(card.select_one("#users-wechat-digest")) == f"In short: {TITLE}"
    assert [button["data-copy"] for button in card.select("button")] == [
        f"users-wechat-{what}" for what in ("title", "digest", "text")
    ]


def test_answers_of_support_are_copied_one_by_one(made: MessageDesk) -> None:
    """The standard one, that to somebody upset, and the automatic reply."""
    found = soup(made.html(page_of(made, Stage.FIRST)))
    card = found.select_one("#support-macros")
    assert card is not None

    assert [text_of(title) for title in card.select("h4")] == [
        "Answer",
        "Answer to someone who is upset",
        "Automatic reply",
    ]
    for button in card.select("button"):
        words = found.select_one(f"pre#{button['data-copy']}")
        assert "https://status.example.com/" in text_of(words)
    assert len(card.select("button")) == 3
    assert text_of(card.select_one("#support-macros-avoid")).startswith("Please do not say or promise")


def test_a_message_that_does_not_fit_is_told_at_the_top_and_beside_it(made: MessageDesk) -> None:
    """With the numbers, and what to do; but not at the top for what is hardly ever used."""
    found = soup(made.html(page_of(made, Stage.FIRST)))
    weibo = found.select_one("#social-weibo")
    assert weibo is not None
    listed = [str(link["href"]) for link in found.select(".warn a")]

    assert "#social-weibo" in listed
    assert "#support-weibo" not in listed
    assert "Does not fit." in text_of(weibo.select_one(".rail"))
    assert "do not fit" in text_of(found.select_one("#support > details > summary"))
    assert found.select_one("#support-weibo p.over") is not None


def test_what_was_left_out_is_said(made: MessageDesk) -> None:
    """In words."""
    found = soup(made.html(page_of(made, Stage.FIRST)))
    chinese = soup(made.html(page_of(made, Stage.FIRST, "zh-CN")))

    assert "author's text" in text_of(found.select_one("#users-weibo .left"))
    assert "author's text" in text_of(chinese.select_one("#users-weibo .left"))


def test_the_desk_speaks_the_first_language_of_the_site(tmp_path: Path) -> None:
    """And each message is marked with its own."""
    with standing_in():
        desk = desk_of(checked(hostile_site(tmp_path / "site", "zh-CN")))
        found = soup(desk.html(page_of(desk, Stage.FIRST, "en")))

    assert found.html is not None
    assert found.html["lang"] == "zh-CN"
    assert text_of(found.select_one("#users h2")) == "用户"
    assert {shown["lang"] for shown in found.select(".shown")} == {"en"}
    assert not re.search(
        r"[A-Za-z]{4}",
        text_of(found.select_one("#only"))
        .replace("Slack", "")
        .replace("Microsoft Teams", "")
        .replace("Webhook", "")
        .replace("Apprise", ""),
    )


def test_a_page_stays_small(sample: MessageDesk) -> None:
    """At most a megabyte, with the whole of a postmortem in every audience."""
    sizes = {page.name: len(sample.html(page)) for page in sample.pages}

    assert max(sizes.values()) < 1_000_000, sizes


# --- what is internal


def test_internal_messages_are_told_at_the_top_and_stand_apart(made: MessageDesk) -> None:
    """Whoever opens the page sees first that it must not be passed on."""
    found = soup(made.html(made.pages[0]))
    inside = found.select_one("main > .inside")
    assert inside is not None

    assert "Contains internal messages" in text_of(found.select_one("header"))
    assert [section["id"] for section in inside.select("section.audience")] == ["team", "management"]
    assert "internal" in text_of(inside.select_one("#team h2"))
    assert SECRET in text_of(inside)
    inside.decompose()
    assert SECRET not in found.get_text()


def test_without_internal_audiences_nothing_internal_is_on_any_page(hostile: Checked) -> None:
    """Not the words, not the sections, not the note, not in a file."""
    with standing_in():
        desk = desk_of(hostile)
        everything = desk.everything()

    assert not desk.internal
    for path, data in everything.items():
        assert not re.search(rb"commander|internal messages|\"(team|management)\"", data), path
        assert not re.search(r"\b(team|management)\b", path), path


# --- hostile content


def test_an_author_can_add_no_element(made: MessageDesk) -> None:
    """Whatever is written is shown as it was written."""
    for page in made.pages:
        found = soup(made.html(page))
        assert [script.get("src") for script in found.select("script")] == [None]
        assert len(found.select("style")) == 1
        assert {frame.get("src") for frame in found.select("iframe")} == {None}
        assert len(found.select("iframe")) == len(Audience)
        assert not [element for element in found.find_all(True) for name in element.attrs if name.startswith("on")]
        assert not found.select("img[src], link[rel=stylesheet], object, embed, form, meta[http-equiv=refresh]")
        assert TITLE in found.get_text()


def test_the_policy_allows_nothing_but_what_the_page_has(made: MessageDesk) -> None:
    """By hash: its style, its script, and the styles of the mails in its frames."""
    found = soup(made.html(made.pages[0]))
    meta = found.select_one("meta[http-equiv=Content-Security-Policy]")
    assert meta is not None
    policy = dict(rule.strip().split(" ", 1) for rule in str(meta["content"]).split(";"))
    style, script = (one.string or "" for one in (found.style, found.script) if one)
    mails = {SHEET, 'margin: 0; font-family: "Noto Sans", sans-serif', "font-size: 20px"}

    assert policy == {
        "default-src": "'none'",
        "style-src": " ".join([digest(style), "'unsafe-hashes'", *sorted(map(digest, mails))]),
        "script-src": digest(script),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def digest(text: str) -> str:
    """The source of a policy that allows a style or a script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# --- mails in frames


def test_a_framed_mail_loads_nothing_and_names_its_styles() -> None:
    """Pictures are shown by what they are called, as mail readers do before they are loaded."""
    html = (
        "<!doctype html><html><head><meta charset=utf-8>\n<style>a > b { c: url(x) }</style></head>"
        '<body style="d: &quot;e&quot;"><p style="f">A &amp; B &lt;img src=x&gt;<IMG\n  SRC="https://x/y" '
        'alt="&lt;Logo&gt;" srcset="z 2x"></p><td background="https://x/z" style="f"></td></body></html>'
    )

    framed = framed_mail(html)

    assert framed.styles == ("a > b { c: url(x) }", 'd: "e"', "f")
    assert framed.html == (
        '<!doctype html><html><head><base target="_blank"><meta charset=utf-8>\n'
        "<style>a > b { c: url(x) }</style></head>"
        '<body style="d: &quot;e&quot;"><p style="f">A &amp; B &lt;img src=x&gt;<img alt="&lt;Logo&gt;">'
        '</p><td style="f"></td></body></html>'
    )


@given(st.text(alphabet="ab <>&;\"'=/!-\n\r[]#x1", max_size=60))
def test_html_without_pictures_stays_as_it_is(text: str) -> None:
    """To the character, whatever a parser thinks of it."""
    html = f"<p>{text}</p>"

    assert without_pictures(html) == html


def test_pictures_of_authors_are_shown_by_what_they_are_called(tmp_path: Path) -> None:
    """A chat has none, and the page must not ask for any."""
    root = hostile_site(tmp_path / "site")
    file = root / f"content/incidents/{SLUG}.md"
    file.write_text(file.read_text().replace("We have found the cause.", "We have found it: ![The graph](graph.png)"))
    (root / "content/incidents/graph.png").write_bytes(PNG)
    with standing_in():
        desk = desk_of(checked(root))
        found = soup(desk.html(page_of(desk, Stage.PROGRESS)))
    pictures = found.select("#users-slack img")

    assert [(picture.get("src"), picture["alt"]) for picture in pictures] == [(None, "The graph")]


PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
"""A picture of one pixel."""


@rows(
    ("text", "html"),
    [
        ("a\nb", "\na\nb"),
        ("\na", "\n\na"),
        ("a\r\nb", "\na&#13;\nb"),
        ("<&>\"'", "\n&lt;&amp;&gt;&#34;&#39;"),
        ("", "\n"),
    ],
)
def test_a_text_is_kept_to_the_character(text: str, html: str) -> None:
    """A browser drops the first line end of a `pre`, and every carriage return."""
    assert exact_text(text) == html


# --- files


def test_each_message_is_a_file_in_each_of_its_forms(made: MessageDesk) -> None:
    """In a folder for its occasion, beside the pages, and once more in a list of all."""
    files = made.everything()
    listed = json.loads(files["messages.json"])
    users = {path: data for path, data in files.items() if path.startswith("first.20260123T063500Z/users.en.")}

    assert len(listed) == 3 * 2 * len(Audience) * len(Channel)
    assert sorted(path.removeprefix("first.20260123T063500Z/users.en.") for path in users) == sorted(
        [f"{channel}.txt" for channel in Channel]
        + ["email.html", "wechat.html", "wechat.json"]
        + [f"{channel}.json" for channel in ("slack", "wecom", "dingtalk", "feishu", "teams", "webhook", "apprise")]
    )
    for one in listed:
        place = f"{one['stage']}.{one['update']}/{one['audience']}.{one['locale']}.{one['channel']}"
        assert files[f"{place}.txt"].decode() == one["text"]
        if one["html"] is not None:
            assert files[f"{place}.html"].decode() == one["html"]
        if one["payload"] is not None:
            assert json.loads(files[f"{place}.json"]) == one["payload"]


def test_every_link_to_a_file_leads_to_one(made: MessageDesk) -> None:
    """From each card to its own."""
    files = made.everything()
    for page in made.pages:
        links = [str(link["href"]) for link in soup(files[page.name]).select(".files a")]
        assert len(links) == len(set(links)) > 0
        assert set(links) <= files.keys()


def test_a_file_made_alone_is_the_one_among_all(made: MessageDesk) -> None:
    """The local server makes one at a time."""
    files = made.everything()
    some = ["index.html", "first.20260123T063500Z/social.zh-CN.x.txt", "messages.json", made.pages[-1].name]

    assert [made.file(path) for path in some] == [files[path] for path in some]
    assert [made.file(path) for path in ("", "first", "first.20260123T063500Z/users.en.fax.txt", "../x")] == [None] * 4


# --- the folder


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run `sitegen message` on the hostile story; gives the exit code and what was printed."""
    root = hostile_site(tmp_path / "site")

    def message(*arguments: str) -> tuple[int, str, str]:
        code = run(["message", SLUG, "--site", str(root), "--now", AT, *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return message


def listing(folder: Path) -> set[str]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_command_writes_all_of_an_entry(told: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """And says how much there is, and where to look."""
    code, out, _ = told("--output", str(tmp_path / "desk"))

    assert code == 0
    number = 3 * 2 * len(PUBLIC_AUDIENCES) * len(CHANNEL_FORMS)
    assert out == f"{number} messages, on 6 pages: {tmp_path / 'desk/index.html'}\n"
    assert {"index.html", "messages.json", ".gitignore", "first.20260123T063500Z/users.en.text.txt"} <= listing(
        tmp_path / "desk"
    )


def test_the_list_in_the_folder_is_that_of_the_command(
    told: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """`messages.json` and `--format json` are one form."""
    told("--output", str(tmp_path / "desk"), "--channel", "text", "--stage", "first")
    printed = told("--format", "json", "--channel", "text", "--stage", "first")[1]

    written = json.loads((tmp_path / "desk/messages.json").read_text())
    key = ("locale", "audience")
    assert sorted(written, key=lambda one: [one[name] for name in key]) == sorted(
        json.loads(printed), key=lambda one: [one[name] for name in key]
    )


def test_options_choose_what_is_written(told: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """One audience, one language, one stage."""
    code, out, _ = told(
        "--output",
        str(tmp_path / "desk"),
        "--audience",
        "users",
        "--locale",
        "zh-CN",
        "--channel",
        "text",
        "--stage",
        "progress",
    )

    assert (code, out.split(",")[0]) == (0, "1 message")
    assert listing(tmp_path / "desk") == {
        "index.html",
        "messages.json",
        ".gitignore",
        FOLDER_MARK,
        "progress.20260123T065000Z/users.zh-CN.text.txt",
    }


def test_a_folder_is_replaced_by_the_next_run(told: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """What is no longer there goes; what somebody put there themselves stays."""
    folder = tmp_path / "desk"
    told("--output", str(folder))
    (folder / "notes.txt").write_text("mine")

    assert told("--output", str(folder), "--stage", "resolved")[0] == 0

    assert (folder / "notes.txt").read_text() == "mine"
    assert not [path for path in listing(folder) if path.startswith("first.")]
    assert not (folder / "first.20260123T063500Z").exists()


def test_one_form_at_a_time(told: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """--format json prints, --output writes."""
    code, _, err = told("--output", str(tmp_path / "desk"), "--format", "json")

    assert code == 2
    assert "expected --format json or --output, found both" in err
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize("place", ["content/desk", "themes/default/static/desk"])
def test_messages_do_not_go_where_the_site_is_made_from(
    told: Callable[..., tuple[int, str, str]], tmp_path: Path, place: str
) -> None:
    """They would be published with it, or be taken for content."""
    code, _, err = told("--output", str(tmp_path / "site" / place))

    assert code == 2
    assert "--output: expected a folder outside" in err
    assert not (tmp_path / "site" / place).exists()


@pytest.mark.parametrize("place", ["dist", "dist/desk", "dist/incidents/desk"])
def test_messages_are_never_published(
    told: Callable[..., tuple[int, str, str]], tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even where somebody asks for it: neither into the output of a build nor below it."""
    dist = tmp_path / "dist"
    assert run(["build", "--site", str(tmp_path / "site"), "--output", str(dist), "--now", AT]) == 0
    capsys.readouterr()
    before = listing(dist)

    code, _, err = told("--output", str(tmp_path / place))

    assert code == 1
    assert "which `sitegen build` publishes. Nothing was written." in err
    assert listing(dist) == before


def test_a_folder_that_is_not_ours_is_left_alone(told: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """Whatever it holds."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "index.html").write_text("mine")

    code, _, err = told("--output", str(folder))

    assert code == 1
    assert err.endswith(
        f"sitegen: {folder} is not empty, and no {FOLDER_MARK} in it says that sitegen made it. Nothing was written. "
        "Choose another folder.\n"
    )
    assert listing(folder) == {"index.html"}


@rows("damage", ["", "{", '"x"', "[1]", '["../../etc/passwd"]', '["/etc/passwd"]', '[".sitegen/x"]'])
def test_a_mark_that_is_damaged_removes_nothing(tmp_path: Path, damage: str) -> None:
    """What it names may not be ours."""
    write_folder({"a.txt": b"a"}, tmp_path / "desk")
    (tmp_path / "desk" / FOLDER_MARK).write_text(damage)

    with pytest.raises(PublishProblem, match="is damaged"):
        write_folder({"b.txt": b"b"}, tmp_path / "desk")

    assert listing(tmp_path / "desk") == {"a.txt", ".gitignore", FOLDER_MARK}


def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path) -> None:
    """Neither through a folder in ours, nor over a file that somebody put there."""
    folder, other = tmp_path / "desk", tmp_path / "other"
    other.mkdir()
    write_folder({"a.txt": b"a"}, folder)
    (folder / "sub").symlink_to(other)
    with pytest.raises(PublishProblem, match="is in the way"):
        write_folder({"sub/b.txt": b"b"}, folder)
    (folder / "sub").unlink()
    (folder / "b.txt").write_text("mine")
    with pytest.raises(PublishProblem, match="is in the way"):
        write_folder({"b.txt": b"b"}, folder)

    assert (folder / "b.txt").read_text() == "mine"
    assert listing(other) == set()


def test_a_file_in_place_of_the_folder_is_a_problem(told: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """Nothing is overwritten."""
    (tmp_path / "desk").write_text("mine")

    assert told("--output", str(tmp_path / "desk"))[0] == 2
    assert (tmp_path / "desk").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_told_as_it_is(tmp_path: Path) -> None:
    """Nothing in it can be new."""
    (tmp_path / "desk").write_text("mine")

    with pytest.raises(PublishProblem, match=r"Not a directory. Nothing was written\.$"):
        write_folder({"a.txt": b"a"}, tmp_path / "desk" / "of" / "today")


KILLED = """
import os, signal, sys
from pathlib import Path
from sitegen.publish import folder
steps = int(sys.argv[2])
replace = folder._replace
def counted(*arguments):
    global steps
    if steps == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    steps -= 1
    replace(*arguments)
folder._replace = counted
folder.write_folder({"new/b.txt": b"b" * 9, "c.txt": b"new"}, Path(sys.argv[1]))
"""


@pytest.mark.parametrize("steps", range(6))
def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_finishes(tmp_path: Path, steps: int) -> None:
    """Whatever was old is old or new, and nothing of ours counts as a stranger afterwards."""
    folder = tmp_path / "desk"
    write_folder({"a.txt": b"a", "c.txt": b"old"}, folder)

    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(steps)], check=False)

    assert ended.returncode == (-signal.SIGKILL if steps < 5 else 0)
    assert (folder / "c.txt").read_bytes() in (b"old", b"new")
    write_folder({"d.txt": b"d"}, folder)
    assert listing(folder) == {"d.txt", ".gitignore", FOLDER_MARK}
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []


def test_a_folder_is_not_for_git(tmp_path: Path) -> None:
    """So that nobody commits it by accident, least of all with internal messages."""
    write_folder({"a.txt": b"a"}, tmp_path / "desk")

    assert (tmp_path / "desk/.gitignore").read_text() == "*\n"


# --- the local server


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """The hostile story, built once for the local server."""
    found = Preview(hostile_site(tmp_path / "site"), tmp_path / "out", NOW)
    found.rebuild()
    return found


def test_the_server_has_the_messages_and_the_output_has_none(preview: Preview) -> None:
    """The same pages, below an address that no page can have, and nothing of it among the published files."""
    index = preview.messages(SLUG, "index.html")

    assert index is not None
    assert b"first.20260123T063500Z.en.html" in index
    assert preview.messages(SLUG, "first.20260123T063500Z.en.html") is not None
    assert preview.messages(SLUG, "first.20260123T063500Z/users.en.text.txt") is not None
    assert not [path for path in listing(preview.output) if "message" in path or ".sitegen" in path]
    for path in preview.output.rglob("*.html"):
        assert DESKS.encode() not in path.read_bytes(), path


def test_the_server_lists_the_entries_with_active_ones_first(
    preview: Preview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each leads to its messages; of many, the oldest are counted."""
    incidents = preview.root / "content/incidents"
    (incidents / "2026-01-23-later.md").write_text(
        "---\ntitle: Later and over\ncomponents: []\n---\n\n## 2026-01-23 15:15 resolved\n\nOver.\n"
    )
    (incidents / "2026-01-20-open.md").write_text(
        "---\ntitle: Older and open\ncomponents: []\n---\n\n## 2026-01-20 10:00 investigating\n\nWe look.\n"
    )
    monkeypatch.setattr("sitegen.cli.server.MAX_LISTED", 2)
    preview.rebuild()

    found = soup(preview.messages("", "index.html") or b"")

    assert [link["href"] for link in found.select("main a")] == ["2026-01-20-open/", "2026-01-23-later/"]
    assert "1 older entry is not listed" in text_of(found.main)
    assert preview.messages(SLUG, "index.html") is not None


@rows(
    ("slug", "name"), [("", "other.html"), ("nothing", "index.html"), (SLUG, "nothing.html"), (SLUG, "../index.html")]
)
def test_the_server_has_nothing_elsewhere(tmp_path: Path, slug: str, name: str) -> None:
    """An unknown entry, an unknown file."""
    preview = Preview(hostile_site(tmp_path / "site"), tmp_path / "out", NOW)
    preview.rebuild()

    assert preview.messages(slug, name) is None


def test_the_server_shows_a_change_in_the_messages(preview: Preview) -> None:
    """And the faults of the content above the last good ones."""
    file = preview.root / f"content/incidents/{SLUG}.md"
    file.write_text(file.read_text().replace("It works again.", "It works again for good."))
    preview.rebuild()
    assert b"It works again for good." in (preview.messages(SLUG, "index.html") or b"")

    file.write_text("No front matter <b>.\n")
    preview.rebuild()

    found = soup(preview.messages(SLUG, "index.html") or b"")
    assert "expected '---' as the first line" in text_of(found.select_one("pre[role=alert]"))
    assert "It works again for good." in text_of(found.main)


def test_on_the_server_the_policy_allows_one_more_script_and_its_question(preview: Preview) -> None:
    """The one that reloads the page; everything else stays forbidden."""
    found = soup(preview.messages(SLUG, "index.html") or b"")
    meta = found.select_one("meta[http-equiv=Content-Security-Policy]")
    assert meta is not None
    scripts = [script.string or "" for script in found.select("script")]

    assert scripts[1] == preview.reload
    assert f"script-src {digest(scripts[0])} {digest(scripts[1])};" in str(meta["content"])
    assert "; connect-src 'self';" in str(meta["content"])
    assert "unsafe-inline" not in str(meta["content"])


def test_a_fault_in_a_template_of_messages_is_told(preview: Preview) -> None:
    """With its file and line; the rest of the site goes on."""
    own = preview.root / "themes/mine/messages"
    own.mkdir(parents=True)
    yml = preview.root / "site.yml"
    yml.write_text(yml.read_text() + "theme: mine\n")
    (own / "users.md").write_text("{{ nonsense }}\n")
    preview.rebuild()

    with pytest.raises(ContentError, match=r"themes/mine/messages/users.md:1: this template is wrong"):
        preview.messages(SLUG, "index.html")
    assert preview.messages("", "index.html") is not None


# --- with the briefs


BRIEFED = re.compile(rb"Zhang San|\xe5\xbc\xa0\xe4\xb8\x89")
"""Who is in command of the sample incident, by its brief, in either language."""


def briefed(folder: Path) -> set[str]:
    """The files below a folder that have a word of the brief."""
    return {path for path in listing(folder) if BRIEFED.search((folder / path).read_bytes())}


def test_with_the_briefs_the_folder_has_what_insiders_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its internal messages alone; and the command says so."""
    folder = tmp_path / "desk"
    command = ["message", "2026-01-23-login-outage", "--site", str(SAMPLE), "--now", AT, "--output", str(folder)]
    assert run([*command, "--internal", str(BRIEFS)]) == 0

    assert "messages, internal ones among them, on" in capsys.readouterr().out
    assert {"index.html", "messages.json"} < briefed(folder)
    for path in briefed(folder) - {"messages.json"}:
        assert re.search(r"/(team|management)\.", path) or "/" not in path, path
    for path in folder.glob("*.html"):
        found = soup(path.read_bytes())
        for inside in found.select(".inside"):
            inside.decompose()
        assert not BRIEFED.search(found.encode()), path

    assert run(command) == 0
    assert briefed(folder) == set()
    assert [path for path in listing(folder) if re.search(r"(^|/)(team|management)\.", path)] == []


def test_the_server_has_internal_messages_only_where_it_is_given_the_briefs(tmp_path: Path) -> None:
    """And in no published file."""
    now = datetime.fromisoformat(AT)
    without, inside = Preview(SAMPLE, tmp_path / "a", now), Preview(SAMPLE, tmp_path / "b", now, BRIEFS)
    without.rebuild()
    inside.rebuild()
    slug = "2026-01-23-login-outage"

    assert BRIEFED.search(inside.messages(slug, "index.html") or b"")
    assert not BRIEFED.search(without.messages(slug, "index.html") or b"")
    assert briefed(inside.output) == set()


def test_a_fault_in_a_page_of_internal_messages_quotes_no_brief(tmp_path: Path) -> None:
    """Wherever the page fails: a log may be public."""
    root = tmp_path / "site"
    shutil.copytree(SAMPLE, root)
    own = root / "themes/mine/messages/desk"
    own.mkdir(parents=True)
    (root / "site.yml").write_text((root / "site.yml").read_text("utf-8").replace("theme: default", "theme: mine"))
    (own / "section.html").write_text("{{ section.cards[0].message.text + 1 }}")
    preview = Preview(root, tmp_path / "out", datetime.fromisoformat(AT), BRIEFS)
    preview.rebuild()

    with pytest.raises(ContentError) as refused:
        preview.messages("2026-01-23-login-outage", "index.html")

    assert str(refused.value).startswith("themes/mine/messages/desk/section.html:1: this template is wrong\n")
    assert not BRIEFED.search(str(refused.value).encode())


def test_serve_says_where_the_messages_are(tmp_path: Path) -> None:
    """In its second line."""
    root = hostile_site(tmp_path / "site")
    command = [sys.executable, "-m", "sitegen", "serve", "--site", str(root), "--port", "0", "--now", AT]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout
        site, messages = process.stdout.readline(), process.stdout.readline()
    finally:
        process.terminate()
        process.communicate(timeout=10)

    assert messages == f"Messages: {site.split('/  ')[0]}{DESKS}\n"

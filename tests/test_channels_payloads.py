"""What is posted to each channel: the shape that its vendor takes, and what is in it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import faults
from support.drafts import CHINESE, ENGLISH, URL, draft, in_chinese, mailed
from support.tables import rows

from sitegen.messages.channels import message
from sitegen.messages.draft import ChannelWords, Message
from sitegen.messages.writer import CUSTOMER
from sitegen.model import Audience, Channel, Impact, Stage
from sitegen.theme.parts import Part

SENTENCE = "We are still restarting servers, one after the other, and see more sign-ins succeed. "


# ---- Slack


def slack(*parts: Part | str, **more: Any) -> dict[str, Any]:
    """What is posted to Slack."""
    payload: Any = message(draft(*parts, **more), Channel.SLACK).payload
    return dict(payload)


def sections(payload: dict[str, Any]) -> list[str]:
    """The texts of the sections, each of mrkdwn in which Slack finds nothing of its own."""
    found = [block for block in payload["blocks"] if block["type"] == "section"]
    assert all(block["text"]["type"] == "mrkdwn" and block["text"]["verbatim"] is True for block in found)
    return [block["text"]["text"] for block in found]


def headers(payload: dict[str, Any]) -> list[str]:
    """The texts of the headers."""
    found = [block["text"] for block in payload["blocks"] if block["type"] == "header"]
    assert all(text["type"] == "plain_text" for text in found)
    return [text["text"] for text in found]


def test_slack_shows_a_header_and_a_section() -> None:
    """And says the same in `text`, for notifications and for who listens."""
    payload = slack("One **a**.", "Two.", title="Down & out")

    assert headers(payload) == ["🔴 Down &amp; out"]
    assert sections(payload) == ["One *a*.\n\nTwo."]
    assert payload["text"] == "*🔴 Down &amp; out*\n\nOne *a*.\n\nTwo."
    assert (payload["unfurl_links"], payload["unfurl_media"]) == (False, False)


@rows(
    ("title", "header", "whole"),
    [
        ("T" * 148, "🔴 " + "T" * 147, None),
        ("服" * 147, "🔴 " + "服" * 147, False),
        ("服" * 148, "🔴 " + "服" * 146 + "…", True),
        ("服务中断，" * 40, "🔴 " + "服务中断，" * 28 + "服务中断…", True),
        ("&" * 29, "🔴 " + "&amp;" * 29, False),
        ("& " * 29 + "&", "🔴 " + "&amp; " * 23 + "&amp;…", True),
        ("x" * 400, None, True),
    ],
)
def test_a_header_of_slack_has_150_characters_at_most(title: str, header: str | None, whole: bool | None) -> None:
    """Escapes counted; a title that is shortened there stands whole in the first section; one word makes no header."""
    payload = slack("One.", title=title)
    shown = headers(payload)

    assert all(len(one.encode("utf-16-le")) // 2 <= 150 for one in shown)
    if whole is not None:
        assert shown == ([header] if header else [])
        assert (title.replace("&", "&amp;") in sections(payload)[0]) == whole


@rows(
    ("parts", "count"),
    [
        ([SENTENCE * 30], 1),
        ([SENTENCE * 30, SENTENCE * 30], 2),
        (["a.", SENTENCE * 30, "b."], 1),
        (["\n\n".join([SENTENCE.strip()] * 100)], 3),
        (["\n".join([f"- {SENTENCE.strip()}"] * 100)], 3),
        ([f"```\n{chr(10).join([SENTENCE] * 100)}\n```"], 3),
        (["| A |\n|---|\n" + "\n".join([f"| {SENTENCE} |"] * 100)], 3),
    ],
    ids=["a part", "two parts", "small ones", "paragraphs", "a list", "code", "a table"],
)
def test_sections_of_slack_have_3000_characters_at_most(parts: list[str], count: int) -> None:
    """They end between parts, blocks, items, rows and lines of code, and say together what the text says."""
    payload = slack(*parts)
    found = sections(payload)

    assert len(found) == count
    assert all(len(one.encode("utf-16-le")) // 2 <= 3_000 for one in found)
    assert not [one for one in found if not re.search(r"[.`|]$|succeed\.$", one.strip())]
    letters = re.sub(r"\W", "", "".join(found))
    assert letters == re.sub(r"\W", "", payload["text"].split("\n\n", 1)[1])
    assert all(one.count("```") in (0, 2) for one in found)


def test_a_sentence_that_no_section_takes_is_posted_as_text() -> None:
    """Slack takes 40,000 characters there, and nothing has to be cut."""
    payload = slack("word " * 700 + "end.")

    assert "blocks" not in payload
    assert payload["text"].endswith("word end.")


BLOCKS = st.sampled_from(
    [
        "One. ",
        SENTENCE * 20,
        "- a\n- b",
        f"- {SENTENCE * 3}",
        "```\ncode\n```",
        "> quoted",
        "## Head",
        "> " + SENTENCE * 9,
    ]
)


@given(st.lists(st.lists(BLOCKS, min_size=1, max_size=12).map("\n\n".join), min_size=1, max_size=6))
def test_whatever_slack_is_posted_it_takes(parts: list[str]) -> None:
    """At most 50 blocks, none too long, none empty."""
    payload = slack(*parts)

    assert 2 <= len(payload["blocks"]) <= 50
    assert all(0 < len(one.encode("utf-16-le")) // 2 <= 3_000 for one in sections(payload))
    assert all(one.strip() == one for one in sections(payload))


# ---- WeCom, DingTalk


def test_wecom_is_posted_markdown() -> None:
    """The title is its first line, since it has no place of its own."""
    shown = message(in_chinese(), Channel.WECOM)

    assert shown.payload == {"msgtype": "markdown", "markdown": {"content": shown.text}}
    assert shown.text.startswith("**🔴 服务中断：全部用户无法登录**\n\n**正在调查**")
    assert shown.length == len(shown.text.encode())


def test_wecom_counts_bytes() -> None:
    """1,365 Chinese characters fill it."""
    fits = message(draft("服" * 1_355, title=""), Channel.WECOM)
    too_long = message(draft("服" * 1_365, title=""), Channel.WECOM)

    assert (fits.fits, too_long.fits) == (True, False)


def test_dingtalk_is_posted_a_title_for_the_list_of_chats_and_a_text() -> None:
    """The message shows the text alone; nobody is named in `at`."""
    shown = message(in_chinese(), Channel.DINGTALK)

    assert shown.payload == {
        "msgtype": "markdown",
        "markdown": {"title": "🔴 服务中断：全部用户无法登录", "text": shown.text},
        "at": {"isAtAll": False},
    }
    assert shown.text.startswith("**🔴 服务中断：全部用户无法登录**\n\n")


# ---- Feishu


def test_feishu_is_posted_lines_of_runs() -> None:
    """Every text is literal; links and marks are data; an empty line has a space, since an empty text is refused."""
    made = draft('a **b** [c](https://e.com/x) <at user_id="all">x</at>\n\n- d', title="T")
    payload: Any = message(made, Channel.FEISHU).payload

    assert payload == {
        "msg_type": "post",
        "content": {
            "post": {
                "en_us": {
                    "title": "🔴 T",
                    "content": [
                        [
                            {"tag": "text", "text": "a "},
                            {"tag": "text", "text": "b", "style": ["bold"]},
                            {"tag": "text", "text": " "},
                            {"tag": "a", "text": "c", "href": "https://e.com/x"},
                            {"tag": "text", "text": ' <at user_id="all">x</at>'},
                        ],
                        [{"tag": "text", "text": " "}],
                        [{"tag": "text", "text": "• d"}],
                    ],
                }
            }
        },
    }


@rows(("locale", "key"), [("zh-CN", "zh_cn"), ("zh-Hant", "zh_cn"), ("ja", "ja_jp"), ("en", "en_us"), ("de", "en_us")])
def test_feishu_is_told_the_language(locale: str, key: str) -> None:
    """Of the three that it has."""
    payload: Any = message(draft(locale=locale), Channel.FEISHU).payload

    assert list(payload["content"]["post"]) == [key]


@given(
    st.lists(
        st.sampled_from(["a", "**b**", "*c*", "[d](https://e.com)", "~~e~~", "`f`", " ", "\n\n", "- g\n", "> h\n"]),
        max_size=8,
    )
)
def test_feishu_gets_no_empty_text(pieces: list[str]) -> None:
    """Each line has a run, and each run words and known styles."""
    payload: Any = message(draft("x", "".join(pieces) or "y"), Channel.FEISHU).payload

    for line in payload["content"]["post"]["en_us"]["content"]:
        assert line
        for run in line:
            assert run["text"]
            assert run["tag"] == ("a" if "href" in run else "text")
            assert set(run.get("style", ())) <= {"bold", "italic", "lineThrough"}


# ---- Teams


def test_teams_is_posted_a_card() -> None:
    """A message with one attachment: the title as a heading, then an element for each block."""
    made = draft("**Not working**\n\n- a\n- b", "> quoted", "```\ncode *x*\n\n  more\n```", title="T *x*")
    payload: Any = message(made, Channel.TEAMS).payload
    (attachment,) = payload["attachments"]
    card = attachment["content"]

    assert (payload["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    assert (card["type"], card["version"], card["lang"]) == ("AdaptiveCard", "1.4", "en")
    assert card["body"] == [
        {
            "type": "TextBlock",
            "text": r"🔴 T \*x\*",
            "wrap": True,
            "size": "Large",
            "weight": "Bolder",
            "style": "heading",
        },
        {"type": "TextBlock", "text": "**Not working**", "wrap": True},
        {"type": "TextBlock", "text": "- a\r- b", "wrap": True},
        {"type": "Container", "style": "emphasis", "items": [{"type": "TextBlock", "text": "quoted", "wrap": True}]},
        {"type": "TextBlock", "text": r"code \*x\*", "wrap": True, "fontType": "Monospace"},
        {"type": "TextBlock", "text": "\u00a0", "wrap": True, "fontType": "Monospace", "spacing": "None"},
        {"type": "TextBlock", "text": "\u00a0\u00a0more", "wrap": True, "fontType": "Monospace", "spacing": "None"},
    ]
    assert "entities" not in card["msteams"]


# ---- X, Weibo, SMS, WeChat


def test_a_post_is_text_to_paste() -> None:
    """No payload: nothing is posted for people."""
    for channel in (Channel.X, Channel.WEIBO, Channel.TEXT, Channel.EMAIL):
        assert message(draft(), channel).payload is None


def test_weibo_keeps_to_140_characters_or_says_all() -> None:
    """A post that is folded anyway has every part again."""
    short = message(in_chinese(), Channel.WEIBO)
    long = message(draft("我们正在处理。" * 20, *CHINESE), Channel.WEIBO)

    assert (short.limit, short.fits, short.left_out) == (140, True, ())
    assert (long.limit, long.fits, long.left_out) == (2_000, True, ())


def test_a_text_message_is_simple_where_that_makes_it_shorter() -> None:
    """Typographic signs alone would more than halve what a segment holds; with any other sign they stay."""
    english = message(draft("“Sign-in” fails – we’re on it…", title="Sign-in • down"), Channel.SMS)
    chinese = message(draft("“登录”失败…", title="中断"), Channel.SMS)

    assert english.text == 'Sign-in - down\n"Sign-in" fails - we\'re on it...'
    assert chinese.text == "中断\n“登录”失败…"
    assert (english.length, chinese.length) == (1, 1)


def test_a_text_message_in_china_is_variables_for_a_template() -> None:
    """Carriers there send approved templates alone: the payload has what there is to put in, on one line each."""
    made = draft(*CHINESE[:2], title="服务中断：全部用户无法登录", topic="全部用户无法登录", locale="zh-CN")

    assert message(made, Channel.SMS).payload == {
        "title": "服务中断：全部用户无法登录",
        "state": "正在调查 · 2026年1月23日 14:32 UTC+8 起",
        "words": "全部用户无法登录。我们正在处理。",
        "url": URL,
    }


@rows(
    ("title", "shown"),
    [
        ("服" * 64, "服" * 64),
        ("服" * 65, "服" * 63 + "…"),
        ("服务中断，登录失败" * 8, ("服务中断，登录失败" * 7)[:58] + "…"),
        ("x" * 65, "x" * 63 + "…"),
    ],
)
def test_a_title_of_wechat_has_64_characters_at_most(title: str, shown: str) -> None:
    """A longer one stands whole in the body."""
    sent = message(draft("一。", title=title), Channel.WECHAT)
    payload: Any = sent.payload

    assert (sent.title, payload["title"]) == (shown, shown)
    assert sent.text == ("一。" if title == shown else f"{title}\n\n一。")
    assert (f"<p><strong>{title}</strong></p>" in payload["content"]) == (title != shown)


@rows(
    ("words", "digest"),
    [
        ("We are **on it**. More at 15:00.", "We are on it. More at 15:00."),
        ("One. " + "two " * 40, "One."),
        ("one " * 40, "Service disruption: sign-in is failing"),
        ("", "Service disruption: sign-in is failing"),
    ],
)
def test_a_digest_of_wechat_is_whole_sentences(words: str, digest: str) -> None:
    """Of what the author wrote, else the title; 120 characters at most."""
    parts = [Part("state", "Now."), *([Part("words", words)] if words else [])]
    payload: Any = message(draft(*parts), Channel.WECHAT).payload

    assert (payload["digest"], payload["content_source_url"]) == (digest, URL)


# ---- apprise


def test_apprise_is_given_title_and_text() -> None:
    """Without markup, which each service would read in its own way."""
    shown = message(draft("a **b** @everyone", title="T"), Channel.APPRISE)

    assert shown.payload == {"title": "T", "body": "a b @\u200beveryone", "format": "text"}
    assert shown.text == "T\na b @\u200beveryone"


# ---- macros


ANSWERS = (
    Part("situation", "For you, not for customers."),
    Part("standard", f"Dear {CUSTOMER}, we are **on it**: {URL}"),
    Part("upset", f"We understand, {CUSTOMER}. {{{{ticket.requester.email}}}} {{% if x %}} `{{{{a}}}}`"),
    Part("auto_reply", "We know of it."),
)
WORDS = ChannelWords(customer="〔姓名〕", standard="标准答复", upset="安抚答复", auto_reply="自动回复")


def macros(**more: Any) -> Message:
    """The answers of support for a support desk."""
    return message(draft(*ANSWERS, topic="无法登录", words=WORDS, audience=Audience.SUPPORT, **more), Channel.MACROS)


def test_zendesk_takes_a_macro_for_each_answer() -> None:
    """Public, in HTML, with the name of whoever asks."""
    payload: Any = macros().payload

    assert [one["macro"]["title"] for one in payload["zendesk"]] == [
        "无法登录 · 标准答复",
        "无法登录 · 安抚答复",
        "无法登录 · 自动回复",
    ]
    assert payload["zendesk"][0] == {
        "macro": {
            "title": "无法登录 · 标准答复",
            "description": URL,
            "active": True,
            "actions": [
                {
                    "field": "comment_value_html",
                    "value": "<p>Dear {{ticket.requester.first_name}}, we are <strong>on it</strong>: "
                    f'<a href="{URL}">{URL}</a></p>\n',
                },
                {"field": "comment_mode_is_public", "value": True},
            ],
        }
    }


def test_freshdesk_takes_all_answers_at_once() -> None:
    """Personal ones, which need no folder of the account."""
    payload: Any = macros().payload
    first, *_others = payload["freshdesk"]["canned_responses"]

    assert len(payload["freshdesk"]["canned_responses"]) == 3
    assert (first["title"], first["visibility"]) == ("无法登录 · 标准答复", 1)
    assert first["content_html"].startswith("<p>Dear {{ticket.requester.firstname}}, we are")


def test_what_an_author_writes_is_no_placeholder() -> None:
    """Both desks would put a customer's data in for it, or refuse it."""
    payload: Any = macros().payload
    values = [one["macro"]["actions"][0]["value"] for one in payload["zendesk"]]
    values += [one["content_html"] for one in payload["freshdesk"]["canned_responses"]]

    for value in values:
        left = value.replace("{{ticket.requester.first_name}}", "").replace("{{ticket.requester.firstname}}", "")
        assert "{" not in left
    assert "&#123;&#123;ticket.requester.email}}" in values[1]


def test_people_read_words_in_place_of_the_name() -> None:
    """The text has everything, also what is for support alone."""
    text = macros().text

    assert text.startswith(
        "Service disruption: sign-in is failing\n\nFor you, not for customers.\n\nDear 〔姓名〕, we are on it"
    )
    assert "{{ticket.requester.email}}" in text


def test_a_message_without_answers_is_one_answer() -> None:
    """What users are told can be told by support, too."""
    payload: Any = message(draft(*ENGLISH), Channel.MACROS).payload

    assert [one["macro"]["title"] for one in payload["zendesk"]] == ["Sign-in is failing"]
    assert len(payload["freshdesk"]["canned_responses"]) == 1


# ---- webhook


@rows(
    ("stage", "kind", "impact", "locale"),
    [
        *((stage, "outage", Impact.MAJOR, "en") for stage in Stage),
        *((Stage.PROGRESS, kind, None, "zh-CN") for kind in ("third_party", "notice", "maintenance")),
        *((Stage.FIRST, "outage", impact, "pt-BR") for impact in Impact),
    ],
)
def test_a_webhook_is_posted_what_its_schema_says(stage: Stage, kind: str, impact: Impact | None, locale: str) -> None:
    """docs/schemas/message.json, for every stage, kind and impact."""
    for audience in Audience:
        made = draft(stage=stage, kind=kind, impact=impact, locale=locale, audience=audience)
        assert faults(message(made, Channel.WEBHOOK).payload, "message.json") == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", 2),
        ("stage", "broken"),
        ("impact", "bad"),
        ("at", "yesterday"),
        ("at", "2026-01-23T14:35:00+08:00"),
        ("more", 1),
    ],
)
def test_the_schema_of_messages_finds_what_is_wrong(key: str, value: object) -> None:
    """Or it would say nothing."""
    payload: Any = message(draft(), Channel.WEBHOOK).payload

    assert faults({**payload, key: value}, "message.json")
    assert key == "more" or faults({name: one for name, one in payload.items() if name != key}, "message.json")


def test_a_webhook_is_posted_all_of_a_message() -> None:
    """Parts in Markdown with the pictures that they show, and the whole as text and as HTML."""
    payload: Any = message(
        draft("a **b** ![Chart](chart.png)", Part("more", "c", 1, long=True)), Channel.WEBHOOK
    ).payload

    assert payload["text"] == "a b Chart (https://status.example.com/assets/0123456789abcdef.png)\n\nc"
    assert payload["parts"] == [
        {"name": "part0", "markdown": "a **b** ![Chart](chart.png)"},
        {"name": "more", "markdown": "c"},
    ]
    assert [one["name"] for one in payload["pictures"]] == ["chart.png"]
    assert (payload["at"], payload["url"], payload["topic"]) == ("2026-01-23T06:35:00Z", URL, "Sign-in is failing")


# ---- mail


def test_mail_has_a_text_and_html() -> None:
    """The subject is the title, whole, so the text does not repeat it."""
    shown = message(mailed(draft()), Channel.EMAIL)

    assert shown.title == "Service disruption: sign-in is failing"
    assert shown.text.startswith("Investigating · since")
    assert shown.html is not None
    assert "<title>Service disruption: sign-in is failing</title>" in shown.html


def test_mail_without_a_theme_has_text_alone() -> None:
    """The frame is the theme's."""
    assert message(draft(), Channel.EMAIL).html is None

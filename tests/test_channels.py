"""Every channel: its form, what is left out to fit, titles, limits, and that nothing is lost, cut or called."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drafts import CHINESE, ENGLISH, URL, as_sent, draft, mailed, strings
from support.oracles import counted_by_smsutil, counted_by_twitter
from support.tables import rows

from sitegen.messages.channels import CHANNEL_FORMS, message
from sitegen.messages.channels.form import ChannelForm, Composed, fitted, posted
from sitegen.messages.channels.titles import marked_title, shortened_title
from sitegen.messages.channels.weibo import weibo_length
from sitegen.messages.draft import ChannelWords, Draft, Message
from sitegen.messages.writer import CUSTOMER
from sitegen.model import Channel, Impact, Stage
from sitegen.theme.parts import Part

CHATS = (Channel.SLACK, Channel.WECOM, Channel.DINGTALK, Channel.FEISHU, Channel.TEAMS)
UNITS = {"characters", "bytes", "weighted characters", "segments"}


def test_every_channel_has_a_form() -> None:
    """There is none that a route could name and that nobody could write to."""
    assert CHANNEL_FORMS.keys() == set(Channel)
    assert {form.unit for form in CHANNEL_FORMS.values()} <= UNITS


@rows(
    ("channel", "unit", "preferred", "limit", "long"),
    [
        (Channel.EMAIL, "characters", None, None, True),
        (Channel.SLACK, "characters", None, 40_000, False),
        (Channel.WECOM, "bytes", None, 4_096, False),
        (Channel.DINGTALK, "bytes", None, 20_000, False),
        (Channel.FEISHU, "bytes", None, 19_900, False),
        (Channel.TEAMS, "bytes", 20_000, 28_000, False),
        (Channel.X, "weighted characters", None, 280, False),
        (Channel.WEIBO, "characters", 140, 2_000, False),
        (Channel.WECHAT, "characters", None, 19_999, True),
        (Channel.SMS, "segments", None, 3, False),
        (Channel.MACROS, "characters", None, None, True),
        (Channel.WEBHOOK, "bytes", None, None, True),
        (Channel.APPRISE, "characters", None, 1_000, False),
        (Channel.TEXT, "characters", None, None, True),
    ],
)
def test_the_limits_are_the_vendors(
    channel: Channel, unit: str, preferred: int | None, limit: int | None, long: bool
) -> None:
    """Each in the unit that it counts."""
    form = CHANNEL_FORMS[channel]

    assert (form.unit, form.preferred, form.limit, form.long) == (unit, preferred, limit, long)


# ---- what is left out


def counted(made: Draft, parts: Sequence[Part]) -> Composed:
    """A channel that has a character for each of its parts and its title."""
    text = "".join([made.title, *(part.markdown for part in parts)])
    return Composed(made.title, text, len(text))


def part(text: str, goes: int | None = None, short: str | None = None, *, long: bool = False) -> Part:
    """A part that is called by its first letter."""
    return Part(text[0], text, goes, short, long)


@rows(
    ("parts", "limit", "text", "left_out"),
    [
        # Everything fits, exactly.
        ("aaa bbb:1", 6, "aaabbb", ""),
        # What goes first goes first, wherever it stands.
        ("aaa bbb:2 ccc:1", 8, "aaabbb", "c"),
        ("ccc:1 aaa bbb:2", 8, "aaabbb", "c"),
        ("aaa bbb:2 ccc:1", 5, "aaa", "b c"),
        # A shorter form before nothing, and it is said.
        ("aaa bbb:1/B", 5, "aaaB", "b (shortened)"),
        ("aaa bbb:1/B", 3, "aaa", "b"),
        # The first to go is shortened, then left out, before the next is shortened.
        ("aaa bbb:2/B ccc:1/C", 7, "aaabbbC", "c (shortened)"),
        ("aaa bbb:2/B ccc:1/C", 6, "aaabbb", "c"),
        ("aaa bbb:2/B ccc:1/C", 5, "aaaBC", "b (shortened) c (shortened)"),
        ("aaa bbb:2/B ccc:1/C", 4, "aaaB", "b (shortened) c"),
        # What went early comes back where something larger has gone after it.
        ("aaa bbbbbb:2 cc:1", 6, "aaacc", "b"),
        ("aaa bbbbbb:2 ccc:1/C", 5, "aaaC", "b c (shortened)"),
        # What must stay is shortened last of all.
        ("aaa/A bbb:1", 3, "aaa", "b"),
        ("aaa/A bbb:1", 2, "A", "a (shortened) b"),
        ("aaa/A bbb:1/B", 2, "AB", "a (shortened) b (shortened)"),
        # Of two that must stay, the first is shortened first, and the more important ones are whole again if they can.
        ("aaaa/A bbb/B", 5, "Abbb", "a (shortened)"),
        # What must stay and does not fit is as short as it can be.
        ("aaaa/AAA bbb:1", 2, "AAA", "a (shortened) b"),
        ("aaaa bbb:1", 2, "aaaa", "b"),
        # Too long for a chat: only its shorter form, or nothing.
        ("aaa bbb!", 99, "aaa", "b"),
        ("aaa bbb!/B", 99, "aaaB", "b (shortened)"),
        ("aaa bbb:1!/B", 3, "aaa", "b"),
        # Parts of one name are each a part.
        ("aaa aa:1 a:2", 4, "aaaa", "a"),
        # A shorter form that is none.
        ("aaa bbb:1/bbb", 4, "aaa", "b"),
        # No limit.
        ("aaa bbb:1 ccc!", None, "aaabbb", "c"),
    ],
)
def test_parts_go_in_their_order_until_the_rest_fits(parts: str, limit: int | None, text: str, left_out: str) -> None:
    """`bbb:2/B` goes second and has a shorter form; `!` is long."""
    made = []
    for one in parts.split():
        words, _, short = one.partition("/")
        words, long = words.removesuffix("!"), words.endswith("!")
        letters, _, goes = words.partition(":")
        made.append(part(letters, int(goes) if goes else None, short or None, long=long))
    shown = fitted(draft(*made, title=""), Channel.TEXT, ChannelForm(counted, "characters", limit))

    assert (shown.text, " ".join(shown.left_out)) == (text, left_out)
    assert shown.fits == (limit is None or len(text) <= limit)
    assert (shown.length, shown.limit) == (len(text), limit)


@rows(
    ("limit", "text", "left_out"),
    [
        (99, "aaabbbbbb", ""),
        (8, "aaaBBBB", "b (shortened)"),
        (5, "aaab", "b (shortened)"),
        (3, "aaa", "b"),
    ],
)
def test_a_part_has_two_shorter_forms(limit: int, text: str, left_out: str) -> None:
    """The longer of them is tried first."""
    made = (part("aaa"), part("bbbbbb", 1, "BBBB")._replace(shortest="b"))
    shown = fitted(draft(*made, title=""), Channel.TEXT, ChannelForm(counted, "characters", limit))

    assert (shown.text, " ".join(shown.left_out)) == (text, left_out)


@rows(
    ("needs", "limit", "text", "left_out"),
    [
        pytest.param("b", 99, "aaabbbbbbcc", "", id="what it needs is there"),
        pytest.param("b", 5, "aaa", "b c", id="it has gone"),
        pytest.param("b a", 5, "aaacc", "b", id="one of several is there"),
        pytest.param("z", 5, "aaacc", "b", id="the message never had it"),
    ],
)
def test_a_part_goes_with_what_it_needs(needs: str, limit: int, text: str, left_out: str) -> None:
    """What still works is no news without what does not."""
    made = (part("aaa"), part("bbbbbb", 2), part("cc", 1)._replace(needs=needs))
    shown = fitted(draft(*made, title=""), Channel.TEXT, ChannelForm(counted, "characters", limit))

    assert (shown.text, " ".join(shown.left_out)) == (text, left_out)


@rows(
    ("text", "goes", "limit", "left_out"),
    [
        ("a" * 3, None, 10, ()),
        ("a" * 10, None, 10, ("b",)),
        ("a" * 12, 1, 10, ("a",)),
        ("a" * 12, None, 20, ()),
        ("a" * 25, None, 20, ("b",)),
        ("a" * 25, 2, 10, ("a",)),
    ],
)
def test_a_preferred_limit_is_kept_if_it_can_be(text: str, goes: int | None, limit: int, left_out: object) -> None:
    """What may go goes for it; what must stay goes beyond, and then the other limit holds for all."""
    form = ChannelForm(counted, "characters", limit=20, preferred=10)
    shown = fitted(draft(part(text, goes), part("bb", 1), title=""), Channel.TEXT, form)

    assert (shown.limit, shown.fits, shown.left_out) == (limit, shown.length <= limit, left_out)


def test_what_went_for_a_preferred_limit_is_there_within_the_other() -> None:
    """A post that is folded anyway says all of it."""
    form = ChannelForm(counted, "characters", limit=20, preferred=10)
    shown = fitted(draft(part("a" * 12), part("bb", 1), title=""), Channel.TEXT, form)

    assert (shown.text, shown.limit, shown.left_out) == ("a" * 12 + "bb", 20, ())


def test_a_title_is_shortened_where_nothing_else_helps() -> None:
    """Last of all, and it is said first."""
    form = ChannelForm(counted, "characters", limit=24)
    made = draft(part("aaa/A"), part("bbb", 1), title="Sign-in is failing, orders too")
    shown = fitted(made, Channel.TEXT, form)

    assert (shown.title, shown.left_out, shown.fits) == ("Sign-in is failing…", ("title (shortened)", "b"), True)


def test_a_title_stays_whole_where_shortening_it_does_not_help() -> None:
    """What does not fit is shown as it is, with its numbers."""
    shown = fitted(draft(part("a" * 30), title="Too long"), Channel.TEXT, ChannelForm(counted, "characters", limit=24))

    assert (shown.title, shown.fits, shown.length, shown.left_out) == ("Too long", False, 38, ())


# ---- titles


@rows(
    ("title", "most", "shown"),
    [
        ("Sign-in is failing", 18, "Sign-in is failing"),
        ("Sign-in is failing", 17, "Sign-in is…"),
        ("Sign-in is failing", 8, "Sign-in…"),
        ("Sign-in is failing", 7, ""),
        ("Sign-in fails: orders and payments are affected too", 40, "Sign-in fails: orders and payments are…"),
        ("Sign-in fails, and so do orders and payments", 30, "Sign-in fails…"),
        ("Sign-in fails for everybody, orders too", 34, "Sign-in fails for everybody…"),
        ("服务中断：全部用户无法登录，订单也无法提交", 16, "服务中断：全部用户无法登录…"),
        ("服务中断：全部用户无法登录，订单也无法提交", 12, "服务中断：全部用户无法…"),
        ("全部用户无法登录示例云（Example Cloud）", 20, "全部用户无法登录示例云（Example…"),
        ("全部用户无法登录Example", 12, "全部用户无法登…"),
        ("见https://status.example.com/incidents/1，已恢复", 30, ""),
        ("", 5, ""),
        ("，，，，，", 3, ""),
    ],
)
def test_a_title_ends_with_a_clause_or_between_words(title: str, most: int, shown: str) -> None:
    """Never in a word or an address; a clause is worth some words that would fit."""
    assert shortened_title(title, lambda one: len(one) <= most) == shown


TITLE_PIECES = ["sign-in", "服务", "中断", "，", "：", " ", ", ", "https://e.com/a?b=1", "🔴", "login", "。", "(", "）"]


@given(st.lists(st.sampled_from(TITLE_PIECES), max_size=20).map("".join), st.integers(0, 60))
def test_a_shortened_title_fits_and_is_a_beginning(title: str, most: int) -> None:
    """With an ellipsis, and without a part of a word or of an address at its end."""
    shown = shortened_title(title, lambda one: len(one) <= most)

    assert len(shown) <= most
    if shown not in ("", title):
        beginning = shown.removesuffix("…")
        assert title.startswith(beginning)
        assert not re.match(r"[A-Za-z0-9/:.?=]", title[len(beginning) :]) or not re.search(r"[A-Za-z0-9/]$", beginning)


@rows(
    ("stage", "kind", "impact", "mark"),
    [
        (Stage.FIRST, "outage", Impact.CRITICAL, "🔴"),
        (Stage.FIRST, "third_party", Impact.MINOR, "🔴"),
        (Stage.FIRST, "outage", Impact.NONE, "ℹ️"),
        (Stage.REOPENED, "outage", Impact.MAJOR, "🔴"),
        (Stage.PROGRESS, "outage", Impact.MAJOR, "🟡"),
        (Stage.RESOLVED, "outage", Impact.MAJOR, "✅"),
        (Stage.EXPLAINED, "outage", Impact.MAJOR, "ℹ️"),
        (Stage.ANNOUNCED, "maintenance", None, "🔧"),
        (Stage.REMINDER, "maintenance", None, "🔧"),
        (Stage.STARTED, "maintenance", None, "🔧"),
        (Stage.PROGRESS, "maintenance", None, "🔧"),
        (Stage.MOVED, "maintenance", None, "🔧"),
        (Stage.OVERRUN, "maintenance", None, "🔧"),
        (Stage.COMPLETED, "maintenance", None, "✅"),
        (Stage.CANCELLED, "maintenance", None, "🔧"),
        (Stage.ANNOUNCED, "notice", None, "ℹ️"),
        (Stage.PROGRESS, "notice", None, "ℹ️"),
    ],
)
def test_a_chat_marks_the_state_before_the_title(stage: Stage, kind: str, impact: Impact | None, mark: str) -> None:
    """Chats alone: a subject and a post are words."""
    made = draft(stage=stage, kind=kind, impact=impact)

    assert marked_title(made) == f"{mark} {made.title}"
    assert {message(made, channel).title for channel in CHATS} == {f"{mark} {made.title}"}
    assert {message(made, channel).title for channel in Channel if channel not in CHATS} == {made.title}


def test_a_title_that_begins_with_a_sign_has_its_own() -> None:
    """A site's own template may mark it otherwise."""
    assert marked_title(draft(title="🚨 [P0] 生产故障")) == "🚨 [P0] 生产故障"


# ---- what it is measured by


def measured(shown: Message) -> int:
    """The length of a message, from what is posted or pasted alone, without our own code."""
    payload: Any = shown.payload
    match shown.channel:
        case Channel.SLACK:
            return len(payload["text"].encode("utf-16-le")) // 2
        case Channel.WECOM:
            return len(payload["markdown"]["content"].encode("utf-8"))
        case Channel.DINGTALK | Channel.FEISHU | Channel.TEAMS | Channel.WEBHOOK:
            return len(as_sent(payload))
        case Channel.X:
            return counted_by_twitter(shown.text)
        case Channel.WEIBO:
            return weibo_length(shown.text)
        case Channel.WECHAT:
            return len(payload["content"])
        case Channel.SMS:
            return counted_by_smsutil(shown.text)
        case Channel.APPRISE:
            return len(f"{payload['title']}\n{payload['body']}".encode("utf-16-le")) // 2
        case _:
            return len(shown.text)


def seen(shown: Message) -> str:
    """Everything that leaves for a channel, as it is, and with its escapes undone."""
    texts = [shown.text, shown.html or "", *strings(shown.payload)]
    return "\n".join([*texts, *(unescape(text).replace("%28", "(").replace("%29", ")") for text in texts)])


# ---- long titles, many components, long updates

LONG_TITLE = ("服务中断：" + "登录、订单、支付、短信、邮件与开放接口均受影响，" * 9)[:200]
COMPONENTS = ["登录", "订单", "支付", "短信", "邮件", "搜索", "推荐", "开放接口", "管理后台", "数据导出"]
NEWS = "第{n}次更新：我们已经定位到问题所在，正在逐台恢复服务器；详见 https://status.example.com/a?n={n}&all=1 。"
LISTED = "\n".join(f"- {name}服务在所有地区都无法使用，包括网页端与客户端" for name in COMPONENTS)
LONG_PARTS = (
    CHINESE[0],
    Part("words", "\n\n".join(NEWS.format(n=number) for number in range(1, 120)), 6, "我们已经定位到问题所在。"),
    Part("not_working", f"**无法使用**\n\n{LISTED}", 5, f"无法使用：{'、'.join(COMPONENTS)}"),
    *CHINESE[3:],
)


def long_draft() -> Draft:
    """A title of 200 Chinese characters, ten components, an update of 8,000 characters."""
    return mailed(draft(*LONG_PARTS, title=LONG_TITLE, topic=LONG_TITLE, locale="zh-CN"))


def forms_kept(made: Draft, shown: Message) -> list[str]:
    """The Markdown of each part of which a message shows something, in the form that it shows."""
    shorter = {part.name for part in made.parts if f"{part.name} (shortened)" in shown.left_out}
    kept = [part for part in made.parts if part.name not in shown.left_out]
    return [part.short or "" if part.name in shorter else part.markdown for part in kept]


@rows("channel", Channel)
def test_long_titles_many_components_and_long_updates_fit(channel: Channel) -> None:
    """In each channel: within the vendor's limit, what was left out is said, and no address is cut."""
    made = long_draft()
    shown = message(made, channel)
    text = seen(shown)

    assert (shown.fits, shown.length) == (True, measured(shown))
    assert shown.limit is None or shown.length <= shown.limit
    for form in forms_kept(made, shown):
        assert [address for address in re.findall(r"https://[!-~]+", form) if address not in text] == []
    assert URL in text
    assert set(re.findall(r"https://status\.example\.com/a\?n=\d+(?:&amp;|&)(.{5})", text)) <= {"all=1"}


@rows("channel", Channel)
def test_a_title_of_200_characters_can_be_read_whole_or_is_said_to_be_shortened(channel: Channel) -> None:
    """A header of Slack and a title of WeChat are too small for it, so it stands in the text as well."""
    made = long_draft()
    shown = message(made, channel)
    whole = made.title in seen(shown) or made.title in shown.title

    assert whole != ("title (shortened)" in shown.left_out)
    assert whole or channel in (Channel.X, Channel.SMS)


@rows("channel", [channel for channel in Channel if CHANNEL_FORMS[channel].limit])
def test_what_must_stay_and_does_not_fit_is_said_with_its_numbers(channel: Channel) -> None:
    """The message is there all the same, whole."""
    sentence = "这一句话必须保留，而它太长了。"
    limit = CHANNEL_FORMS[channel].limit or 0
    shown = message(draft(sentence * max(20, limit // 10), "The end."), channel)

    assert not shown.fits
    assert shown.limit is not None
    assert shown.length == measured(shown) > shown.limit
    assert "The end." in seen(shown)


# ---- whatever is written

ADDRESSES = st.sampled_from(
    [
        "https://e.com/a",
        "https://status.example.com/incidents/x_y_z/#u*1*x",
        "http://e.com/?a=1&b=2&lt=3",
        "https://e.com/a(b)c",
        "https://e.com/~x/@y/!z",
        "https://e.com/a;b,c:d",
        "https://e.com/%E6%95%B0",
        "https://e.com/a_b__c",
    ]
)
WRAPS = ["{}", "<{}>", "[here]({})", "[**here** now]({})", "**{}**", "见{}。", "（[这里]({})）", "- {}", "> {}"]
WRAPS += ["| a |\n|---|\n| {} |", "`{}`"]
LINKED = st.tuples(st.sampled_from(WRAPS), ADDRESSES).map(lambda both: (both[0].format(both[1]), both[1]))
LETTERS = st.sampled_from(
    ["We look into it. ", "我们正在处理。", "*a* ", r"\*b\* ", "@all ", "<!channel> ", "#1 ", "`c` ", "- d"]
)
TEXTS = st.lists(LINKED | LETTERS.map(lambda letters: (letters, "")), min_size=1, max_size=6)
GOES = st.none() | st.integers(1, 4)


@st.composite
def drafts(pick: st.DrawFn) -> tuple[Draft, dict[str, set[str]]]:
    """A draft, and the addresses of each of its parts in its forms."""
    parts, addresses = [], {}
    for number in range(pick(st.integers(1, 5))):
        long, short = pick(TEXTS), pick(st.none() | TEXTS)
        name = f"part{number}"
        markdown = "\n\n".join(text for text, _ in long if text.strip()) or "a"
        shorter = "\n\n".join(text for text, _ in short if text.strip()) or "a" if short else None
        parts.append(Part(name, markdown * pick(st.sampled_from([1, 1, 1, 40])), pick(GOES), shorter))
        addresses[name] = {address for _, address in long if address}
        addresses[f"{name} (shortened)"] = {address for _, address in short or () if address}
    title = pick(st.sampled_from(["Sign-in is failing", "服务中断：" + "登录与订单" * 39, "<!channel> *a* @all"]))
    return draft(*parts, title=title, locale=pick(st.sampled_from(["en", "zh-CN"]))), addresses


@given(drafts(), st.sampled_from(list(Channel)))
def test_every_address_of_what_is_kept_is_whole(both: tuple[Draft, dict[str, set[str]]], channel: Channel) -> None:
    """Whatever words stand around it, and whatever was left out."""
    made, addresses = both
    shown = message(mailed(made) if channel is Channel.EMAIL else made, channel)
    text = seen(shown)

    for one in made.parts:
        if one.name in shown.left_out:
            continue
        named = f"{one.name} (shortened)"
        for address in addresses[named if named in shown.left_out else one.name]:
            assert address in text, (channel, address)
            if shown.html is not None:
                assert address in unescape(re.sub("<[^>]*>", "", shown.html)), "in HTML it can be read, too"


@given(drafts(), st.sampled_from(list(Channel)))
def test_a_message_is_as_long_as_it_says(both: tuple[Draft, dict[str, set[str]]], channel: Channel) -> None:
    """Measured from what is posted, or pasted, by other means than ours."""
    shown = message(both[0], channel)

    assert shown.length == measured(shown)
    assert shown.fits == (shown.limit is None or shown.length <= shown.limit)


@given(drafts(), st.sampled_from(list(Channel)))
def test_nothing_calls_anybody(both: tuple[Draft, dict[str, set[str]]], channel: Channel) -> None:
    """In the form in which each vendor looks for it."""
    shown = message(both[0], channel)
    texts = [shown.text, *strings(shown.payload)] if channel is not Channel.WEBHOOK else []
    match channel:
        case Channel.SLACK:
            assert not [text for text in texts if re.search(r"<[!@#]", text)]
        case Channel.WECOM:
            assert not [text for text in texts if re.search(r"<@", text)]
        case Channel.DINGTALK:
            assert shown.payload["at"] == {"isAtAll": False}  # type: ignore[index]
        case Channel.FEISHU:
            assert '"tag":"at"' not in as_sent(shown.payload).decode()
        case Channel.TEAMS:
            assert '"entities"' not in as_sent(shown.payload).decode()
        case Channel.X | Channel.WEIBO:
            # What they take for an address they do not search for names.
            assert not [text for text in texts if re.search(r"(?<!\w)@\w", re.sub(r"https?://[!-~]+", "", text))]
        case Channel.APPRISE:
            assert not [text for text in texts if re.search(r"@(everyone|here|all)|<[!@#]", text)]


@given(drafts(), st.sampled_from(list(Channel)))
def test_a_payload_is_json_as_it_is_sent(both: tuple[Draft, dict[str, set[str]]], channel: Channel) -> None:
    """It comes back as it was, and is as short as JSON can be."""
    payload = message(both[0], channel).payload

    assert json.loads(posted(payload)) == payload
    assert posted(payload) == as_sent(payload)


# ---- the customer's name


@rows("channel", Channel)
def test_the_customers_name_is_a_placeholder_or_words(channel: Channel) -> None:
    """No channel shows the sign that stands for it; only a support desk knows whose name it is."""
    made = draft(
        Part("standard", f"Dear {CUSTOMER}, we are **sorry**.", short=f"{CUSTOMER}: sorry."),
        title=f"To {CUSTOMER}",
        words=ChannelWords(customer="[name]"),
    )
    shown = message(mailed(made), channel)
    text = seen(shown)

    assert CUSTOMER not in text + shown.title
    assert "Dear [name]" in text.replace("\\", "").replace("［", "[")
    assert ("{{ticket.requester.first_name}}" in text) == (channel is Channel.MACROS)


def test_english_drafts_are_complete() -> None:
    """The parts that most tests use hold what they are to."""
    assert [one.name for one in ENGLISH] == [one.name for one in CHINESE]

"""What channels count: a post's weight, a text message's segments, Weibo's characters, beside those who know."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.oracles import counted_by_smsutil, counted_by_twitter, emoji_of_twitter
from support.tables import rows

from sitegen.messages.channels.sms import segments
from sitegen.messages.channels.weibo import weibo_length
from sitegen.messages.channels.x import weighted_length

# ---- X


@rows(
    ("text", "weight"),
    [
        ("", 0),
        ("Sign-in is failing.", 19),
        ("登录失败", 8),
        ("登录 – “失败”…", 15),
        ("https://status.example.com/incidents/2026-01-23-login-outage/#update-20260123T063500Z", 23),
        ("详见https://e.com/a，谢谢", 4 + 23 + 6),
        ("（https://e.com/a）", 23 + 4),
        ("see example.com now", 4 + 23 + 4),
        ("v2.3.1 of node.js", 17),
        ("README.md is a file, and .md is a country", 23 + 32),
        ("a@example.com", 13),
        ("http://localhost:8080/", 22),
        ("https://status.corp/", 20),
        ("例子.中国", 9),
        ("https://例子.中国", 23),
        ("🔴", 2),
        ("👩‍👩‍👧‍👦🇨🇳1️⃣👍🏽", 8),
        ("©", 2),
        ("e\u0301", 1),
        ("a\r\nb\rc", 5),
        ("\u200b", 1),
    ],
)
def test_a_post_weighs_what_x_says(text: str, weight: int) -> None:
    """Chinese is two, a link is 23 whatever its length, an emoji two, also one of many characters."""
    assert (weighted_length(text), counted_by_twitter(text)) == (weight, weight)


def test_every_emoji_counts_as_it_does_for_x() -> None:
    """Alone, twice, beside letters, cut short, with another tone, with a picture asked for."""
    for emoji in emoji_of_twitter():
        for text in (
            emoji,
            emoji * 2,
            f"a{emoji}b",
            emoji[:-1],
            f"{emoji}\ufe0f",
            f"{emoji}🏽",
            f"{emoji}\u200d{emoji}",
        ):
            assert (ascii(text), weighted_length(text)) == (ascii(text), counted_by_twitter(text))


PIECES = re.findall(
    r"\S+",
    """
    example.com status.example.com https:// http:// HTTPS:// / a b - _ . .. 中 文 中国 。 ， ） （ ( ) ? x=1 # & @ :
    8080 com co jp Ⱦ ⱦ Ѐ
    .co.jp .com .中国 .网站 www. t.co/ https://t.co/ abcdef0123 é и ＠ ＃ $ 🔴 👩‍👩‍👧‍👦 😀 © xn--fiqs8s xn-- ſ ı İ
    \u200e \ufeff -a- a_b ' ! ~ [ ] | * ; + = – e\u0301 \u0301 vermögensberater 嘉里大酒店 嘉里 भारतम् भारत v2.3.1 1.5s
    node.js README.md ㏄ ・ ． ａ ٠ 🏽 \ufe0f \u200d https://e.com/a_(b)_c https://e.com/((a)) amazon active
    https://status.example.com/incidents/2026-01-23-login/#update-1
    """,
)
PIECES += [" ", "\n", "\r\n", "a" * 30, "a" * 64]


@given(st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=14).map("".join))
def test_whatever_is_written_weighs_what_x_says(text: str) -> None:
    """Bare domains, Chinese punctuation beside links, marks that combine, emoji in a row."""
    assert weighted_length(text) == counted_by_twitter(text)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_weighs_what_x_says(text: str) -> None:
    """Of all characters that there are."""
    assert weighted_length(text) == counted_by_twitter(text)


@pytest.mark.parametrize(
    "text",
    [
        "a.b.c.d.e." * 2000,
        "中.国." * 3000,
        "a_" * 9000 + ".com",
        f"https://e.com/{'a(' * 9000}",
        "-." * 9000,
        "é." * 9000,
    ],
    ids=["dots", "Chinese dots", "hyphens", "accents", "low lines", "brackets"],
)
def test_no_text_takes_long_to_weigh(text: str) -> None:
    """Each is one that a search by trial and error would not finish: the time grows as the text does."""
    began = time.process_time()
    weighted_length(text)

    assert time.process_time() - began < 10


# ---- text messages


@rows(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("登" * 70, 1),
        ("登" * 71, 2),
        ("登" * 134, 2),
        ("登" * 135, 3),
        ("🔴" * 35, 1),
        ("🔴" * 35 + "a", 2),
        ("登" * 66 + "🔴" + "登" * 66, 3),
        ("", 1),
    ],
)
def test_a_text_message_has_so_many_segments(text: str, count: int) -> None:
    """160 and 153 in the GSM alphabet, 70 and 67 in UTF-16; what takes two places is not split between segments."""
    assert (segments(text), counted_by_smsutil(text)) == (count, count)


SIGNS = st.sampled_from("aZ09 @£é\nÄ€[]^{}~|\\\f登录·–“🔴中😀")


@given(st.lists(st.tuples(SIGNS, st.integers(1, 170)), max_size=6).map(lambda runs: "".join(a * n for a, n in runs)))
def test_segments_are_counted_as_smsutil_counts_them(text: str) -> None:
    """Runs of signs of each kind, around every edge."""
    assert segments(text) == counted_by_smsutil(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x1b"), max_size=200))
def test_segments_of_any_text_are_counted_as_smsutil_counts_them(text: str) -> None:
    """But for ESC, which is the escape sign of the alphabet and no character of a text."""
    assert segments(text) == counted_by_smsutil(text)


# ---- Weibo


@rows(
    ("text", "length"),
    [
        ("", 0),
        ("登录失败", 4),
        ("abcd", 2),
        ("abc", 2),
        ("é", 1),
        ("登录a", 3),
        ("🔴", 2),
        ("https://status.example.com/incidents/2026-01-23-login-outage/#update-20260123T063500Z", 10),
        ("http://e.com/a", 10),
        ("详见https://e.com/a，谢谢", 2 + 10 + 3),
        (f"https://e.com/{'a' * 126}", 10),
        (f"https://e.com/{'a' * 128}", 11),
        ("https://my-status.example.com/a", 16),
        ("\n\n", 1),
    ],
)
def test_a_weibo_counts_in_chinese_characters(text: str, length: int) -> None:
    """Two letters are one, a link is ten, and what its page does not see as a link counts as it is written."""
    assert weibo_length(text) == length

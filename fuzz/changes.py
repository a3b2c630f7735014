"""Slips and malice: what a hand, an editor or somebody else's program may do to the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

MAX_BYTES = 200_000
"""What a changed file is cut to: up to there a check is held to its time."""
PIECES = (
    *(
        "---\n",
        "\n## ",
        "\n- ",
        "\n\n",
        "  - ",
        ": ",
        "#",
        "{",
        "}",
        "[",
        "]",
        "|",
        ">",
        "&a",
        "*a",
        "!!a/b:c",
        "%YAML",
    ),
    *("## 2026-01-23 14:35 investigating\n", "- ended: 15:00\n", "- next update: +15m\n", "- impact: minor\n"),
    *("components: {login: major_outage}\n", "impact: critical\n", "id: x\n", "aliases: [/a]\n", "withdrawn: true\n"),
    *("```\n", "~~~\n", "<!--", "-->", "<script>", "</style>", "[^1]", "[^1]: a\n", "| a | b |\n", "|---|---|\n"),
    *(
        "![a](b.png)",
        "[a](javascript:b)",
        "<https://a>",
        "http://[",
        "**",
        "__",
        "``",
        "$$",
        "\\",
        "::error::a",
        "##[a]b",
    ),
    *("&#x202e;", "&#0;", "&lt;", "\t", "\r\n", "\r", "\0", "\x1b[2J", "\x85", "\u2028", "\u202e", "\u2066", "\u200b"),
    *(
        "\ufeff",
        "：",
        "，",
        "登录",
        "😀",
        "ﷺ",
        "2026-02-30",
        "25:61",
        "99999-01-01",
        "+99:99",
        "1e999",
        "-0",
        "24:00",
        "PT5M",
    ),
)
Change = Callable[[Random, bytes, bytes], bytes]
"""Makes other bytes of some; the third argument is another file of the same kind."""


def cut(random: Random, data: bytes, other: bytes) -> bytes:
    """Without a part of it."""
    start, end = _part(random, data)
    return data[:start] + data[end:]


def repeat(random: Random, data: bytes, other: bytes) -> bytes:
    """A part of it twice, or many times."""
    start, end = _part(random, data)
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 30, 1000)) + data[end:]


def insert(random: Random, data: bytes, other: bytes) -> bytes:
    """With a piece in it, or a run of one."""
    place = random.randint(0, len(data))
    return data[:place] + random.choice(PIECES).encode() * random.choice((1, 1, 1, 2, 50, 2000)) + data[place:]


def swap(random: Random, data: bytes, other: bytes) -> bytes:
    """Two bytes that stand side by side, the other way round."""
    place = random.randint(0, max(0, len(data) - 2))
    return data[:place] + data[place : place + 2][::-1] + data[place + 2 :]


def replace(random: Random, data: bytes, other: bytes) -> bytes:
    """Another byte in the place of one."""
    place = random.randint(0, max(0, len(data) - 1))
    return data[:place] + bytes([random.choice((random.randrange(256), *b" -:#0\n"))]) + data[place + 1 :]


def splice(random: Random, data: bytes, other: bytes) -> bytes:
    """A part of another file in it."""
    place, (start, end) = random.randint(0, len(data)), _part(random, other)
    return data[:place] + other[start:end] + data[place:]


def move_line(random: Random, data: bytes, other: bytes) -> bytes:
    """A line of it somewhere else."""
    lines = data.split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    lines.insert(random.randint(0, len(lines)), line)
    return b"\n".join(lines)


CHANGES: Sequence[Change] = (cut, repeat, insert, insert, swap, replace, splice, move_line)


def changed(random: Random, data: bytes, other: bytes) -> bytes:
    """*data* after one to six changes."""
    for _ in range(random.randint(1, 6)):
        data = random.choice(CHANGES)(random, data, other)[:MAX_BYTES]
    return data


def _part(random: Random, data: bytes) -> tuple[int, int]:
    """Where a part of it begins and ends: mostly a short one."""
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.choice((1, 2, 8, 40, 400)))

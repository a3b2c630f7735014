"""The dialects of the channels: what each parses, and how a text stays what its author wrote.

Where a vendor has an escape it is used. Where there is none, a sign that would act is replaced by one that looks like
it, and only where that would not do, an invisible character stands between the two that act together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from sitegen.markdown.dialect import Dialect, address_behind
from sitegen.markdown.plain_text import PLAIN
from sitegen.markdown.wide import is_wide

INVISIBLE = "\u200b"
"""A space without width: what it separates is not read as one sign."""
_ADDRESS = r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&()*+=%]+"
_ENTITY = r"&(?=#?\w+;)"


def _outside_addresses(pattern: str, change: Callable[[str], str]) -> Callable[[str], str]:
    """A function that changes what matches *pattern* in a text, but in no address."""
    found = re.compile(f"({_ADDRESS})|{pattern}")

    def changed(text: str) -> str:
        return found.sub(lambda match: match[0] if match[1] else change(match[0]), text)

    return changed


def _linked(words: str, address: str) -> str:
    """`[words](address)`; parsers that know little end the address at its first bracket."""
    return f"[{words}]({address.replace('(', '%28').replace(')', '%29')})"


TEXT = replace(PLAIN, tight=True)
"""A message in plain text."""


# ---- texts without markup, which services search for names

_NAMED = r"(?<![A-Za-z0-9_])[@＠](?=\w)"
_unnamed = _outside_addresses(_NAMED, lambda sign: sign + INVISIBLE)


def _without_markup(escape: Callable[[str], str]) -> Dialect:
    return replace(TEXT, escape=escape, code=escape, fence=escape)


X = _without_markup(_unnamed)
"""A post on X: `@name` would call somebody."""

WEIBO = _without_markup(_outside_addresses(f"{_NAMED}|#", lambda sign: "＃" if sign == "#" else sign + INVISIBLE))
"""A post on Weibo: `@name` would call somebody, and `#words#` would be a topic."""

_EVERYBODY = "@(?=everyone|here|channel|all)"


def _for_any_service(text: str) -> str:
    return re.sub(f"{_EVERYBODY}|<(?=[!@#])", lambda sign: sign[0] + INVISIBLE, _unnamed(text))


def _link_for_any_service(words: str, address: str) -> str:
    return address_behind(words, re.sub(_EVERYBODY, "%40", address))


ANY_SERVICE = replace(_without_markup(_for_any_service), link=_link_for_any_service, picture=_link_for_any_service)
"""A text for a service that is not known.

It may be Slack, which calls everybody for `<!channel>`, or Discord, which does for `@everyone`, also in an address.
"""


# ---- Slack

_LOOK_ALIKE = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_SLACK_ACTS = r"`|(?<!\s)[*_~](?![A-Za-z0-9])"
"""A backtick, and what may close words that are marked: without an end nothing is marked."""


def slack_entities(text: str) -> str:
    """A text as Slack has it also where nothing is marked, such as in a header."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slack_link(words: str, address: str) -> str:
    shown = words or ("" if address.startswith("http") else address.removeprefix("mailto:"))
    return f"<{slack_entities(address)}|{shown}>" if shown else f"<{slack_entities(address)}>"


_slack_unmarked = _outside_addresses(_SLACK_ACTS, lambda sign: _LOOK_ALIKE[sign])

SLACK = Dialect(
    escape=lambda text: slack_entities(_slack_unmarked(text)),
    begin=lambda line: INVISIBLE + line if line.startswith("&gt;") else line,
    code=lambda text: slack_entities(text.replace("`", _LOOK_ALIKE["`"])),
    fence=lambda text: f"```\n{slack_entities(text.replace('```', 3 * _LOOK_ALIKE['`']))}\n```",
    link=_slack_link,
    picture=lambda words, address: _slack_link(words, address) if address else words,
    marks={"strong": "*", "em": "_", "strike": "~", "code": "`"},
    apart=lambda outside, inside: outside.isalnum() or outside in "*_~`" or is_wide(outside),
    bullets=("• ", "◦ "),
    hang="    ",
    rule="———",
    tight=True,
)
"""mrkdwn: `&`, `<` and `>` are escaped, and the marks, which have no escape, look like themselves."""


# ---- WeCom

_WECOM_ACTS = r"<(?=[@/!A-Za-z])|\](?=\()|`|(?<!\s)\*(?![A-Za-z0-9])"


def _wecom_inert(sign: str) -> str:
    return _LOOK_ALIKE.get(sign) or sign + INVISIBLE


def _wecom_link(words: str, address: str) -> str:
    if not address.startswith("http"):
        return address_behind(words, address)
    return _linked(words.replace("[", "［").replace("]", "］") or address, address)


def _wecom_lines(text: str) -> str:
    """Code is marked line by line: marks do not reach further."""
    return "\n".join(f"`{_wecom_code(line)}`" if line.strip() else "" for line in text.split("\n"))


_wecom_escape = _outside_addresses(_WECOM_ACTS, _wecom_inert)
_wecom_code = _outside_addresses(r"`|<(?=@)", _wecom_inert)
_WECOM_BEGINS = re.compile(r"#{1,6}(?=\s)|>")

WECOM = Dialect(
    escape=_wecom_escape,
    begin=lambda line: INVISIBLE + line if _WECOM_BEGINS.match(line) else line,
    code=_wecom_code,
    fence=_wecom_lines,
    link=_wecom_link,
    picture=lambda words, address: _wecom_link(words, address) if address else words,
    marks={"strong": "**", "strike": "~~", "code": "`"},
    bullets=("• ", "◦ "),
    hang="\u3000",
    rule="———",
    tight=True,
)
"""The Markdown of a group bot: headings, bold, links, code in a line and quotations; no lists, and no escape.

`<@userid>` calls somebody and `<font>` colours; the names of a text call nobody.
"""


# ---- DingTalk and Teams: small parsers of CommonMark

_MARKDOWN_ACTS = r"[\\`\[\]]|(?<!\s)\*|\*(?=\S)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
_MARKDOWN_SIGN = re.compile(_MARKDOWN_ACTS)
_BLOCK_BEGINS = re.compile(r"(?P<number>\d{1,9}(?=[.)](?:\s|$)))|(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|--|==|~~~|>)")


def _begun(line: str) -> str:
    """A line whose first sign would begin a block, with that sign escaped."""
    found = _BLOCK_BEGINS.match(line)
    return f"{line[: found.end()]}\\{line[found.end() :]}" if found else line


def _flanked(outside: str, inside: str) -> bool:
    """Whether `**` is no mark here: beside another mark, or between punctuation within and a letter without."""
    return outside == "*" or (_is_punctuation(inside) and not (outside.isspace() or _is_punctuation(outside)))


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _kept_indents(text: str) -> str:
    """Code with spaces that do not collapse at the beginning of its lines."""
    return re.sub(r"^[ \t]+", lambda indent: "\u00a0" * len(indent[0].expandtabs(4)), text, flags=re.MULTILINE)


def _escaped_link(words: str, address: str) -> str:
    if not address.startswith("http"):
        return address_behind(words, _MARKDOWN_SIGN.sub(r"\\\g<0>", address.removeprefix("mailto:")))
    return _linked(words or _MARKDOWN_SIGN.sub(r"\\\g<0>", address), address)


def _dingtalk_sign(sign: str) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(sign) or f"\\{sign}"


_dingtalk_escape = _outside_addresses(f"<|{_ENTITY}|{_MARKDOWN_ACTS}", _dingtalk_sign)

DINGTALK = Dialect(
    escape=_dingtalk_escape,
    begin=lambda line: f"&gt;{line[1:]}" if line.startswith(">") else _begun(line),
    code=_dingtalk_escape,
    fence=lambda text: "  \n".join(f"> {_dingtalk_escape(line)}".rstrip() for line in _kept_indents(text).split("\n")),
    link=_escaped_link,
    picture=lambda words, address: f"!{_linked(words, address)}" if address else words,
    marks={"strong": "**", "em": "*", "strike": "~~"},
    apart=_flanked,
    hang="    ",
    rule="———",
    newline="  \n",
)
"""Headings, quotations, bold, italic, links, pictures and lists; no code. HTML is HTML, also where it is code.

`@number` calls somebody only where the message names the number in `at`.
"""


def _card_sign(sign: str) -> str:
    if sign.startswith("{"):
        return f"{{{INVISIBLE}{{"
    return "&amp;" if sign == "&" else f"\\{sign}"


_card_escape = _outside_addresses(rf"\{{\{{(?=DATE|TIME)|{_ENTITY}|{_MARKDOWN_ACTS}", _card_sign)

CARD = Dialect(
    escape=_card_escape,
    begin=_begun,
    code=_card_escape,
    fence=lambda text: "\n".join(map(_card_escape, _kept_indents(text).split("\n"))),
    link=_escaped_link,
    picture=lambda words, address: _escaped_link(words, address) if address else words,
    marks={"strong": "**", "em": "*", "strike": "~~"},
    apart=_flanked,
    hang="    ",
    quote="",
    rule="———",
    newline="\n\n",
)
"""The text of an Adaptive Card: bold, italic, lists and links. `<at>` calls somebody only where the card names him."""

"""The addresses that X finds in a post and shortens, also those without `https://`, by the rules of twitter-text.

In time that grows with the length of the text alone, whatever somebody has written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from linkify_it.tlds import TLDS

_MAX_ADDRESS = 4096
_MAX_SHORT_NAME = 40

# Classes of characters, for a text in lower case. An accented letter may have a lower case that is in none of them.
_SPACES = r"\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTIONS = r"\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_INVALID = r"\ufffe\ufeff\uffff"
_ACCENTS = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    r"\u0300-\u036f\u1e00-\u1eff"
)
_PATH = rf"[a-z0-9\u0400-\u04ff!*';:=+,.$/%#\[\]\-\u2013_~@|&{_ACCENTS}]"
_IN_QUERY, _ENDS_QUERY = r"[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]", r"[a-z0-9\-_&=#/]"

_LABEL = re.compile(rf"[^!'#%&()*+,\\./:;<=>?@\[\]^{{|}}~${_SPACES}{_INVALID}{_DIRECTIONS}]+")
"""A label of a host's name, which is everything but punctuation; `-` and `_` stand within."""
_PROTOCOL = re.compile("https?://")
_BEFORE = re.compile(rf"[^a-z0-9@＠$#＃{_INVALID}]")
"""What may stand before an address."""
_NOT_BEFORE_HOST = "-_./"
"""What may not stand before one without its protocol."""
_ASCII_LABELS = re.compile(rf"(?<![-a-z0-9{_ACCENTS}])(?:[-a-z0-9{_ACCENTS}]+\.)+", re.IGNORECASE)
_ASCII_NAME = re.compile(r"[a-z]+(?![a-z0-9@+-])")
_PUNYCODE = re.compile(r"xn--[-0-9a-z]+")
_GOES_ON = re.compile(r"[a-z0-9@+-]")
"""What may not follow the name of a top-level domain."""
_PORT = re.compile(":[0-9]+")
_IN_PATH = re.compile(_PATH, re.IGNORECASE)
_ENDS_PATH = re.compile(rf"[-+a-z0-9\u0400-\u04ff=_#/{_ACCENTS}]", re.IGNORECASE)
_BRACKETS = re.compile(rf"\((?:{_PATH}++|{_PATH}*+\({_PATH}++\){_PATH}*+)\)", re.IGNORECASE)
_QUERY = re.compile(rf"\?{_IN_QUERY}*{_ENDS_QUERY}")
_SHORT = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:\?{_IN_QUERY}*{_ENDS_QUERY})?")
_LIKE_ASCII = str.maketrans({"ı": "i", "İ": "i", "ſ": "s"})
"""What a search that ignores case takes for a letter of ASCII."""

_FORMER = """
active aigo an bl blanco bnl boots bq cartier chloe chrysler dodge doha doosan duns eh epost esurance everbank flsmidth
goodhands honeywell htc iinet intel iselect iwc jlc ladbrokes lancome liaison mcd mcdonalds meo metlife mf mobily
montblanc mopar movistar mtpc mutuelle nadex onion orientexpress pamperedchef panerai piaget rightathome sapo scor
spiegel srt starhub statoil symantec telecity telefonica tp uconnect um vista vistaprint warman xperia zippo موبايلي
工行 手表 珠宝
"""
"""Top-level domains that X knows and that are delegated no more."""
_UNKNOWN_TO_X = frozenset(("amazon", "spa", "アマゾン", "亚马逊"))


class PostLink(NamedTuple):
    """An address that X shortens: where it begins, and how many characters it takes the place of."""

    start: int
    length: int


def post_links(text: str) -> Iterator[PostLink]:
    """The addresses in a text, which is normalized (NFC), in their order."""
    if "." in text:
        yield from _Finder(text).links()


class _Finder:
    """Finds the addresses of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.translate(_LIKE_ASCII).lower()
        self._labels = [found.span() for found in _LABEL.finditer(self._lower)]
        self._starts = [start for start, _ in self._labels]
        self._names: dict[int, int] = {}
        """By the place of a dot, how long the name of the top-level domain behind it is; 0: there is none."""
        self._last: dict[int, int | None] = {}
        """By the place of a dot, which dot further on is the last before such a name."""
        for _, end in reversed(self._labels):
            if self._lower[end : end + 1] == "." and end not in self._names:
                self._names[end] = _name_length(self._lower, end + 1)
                self._last[end] = self._last_dot(end + 1)

    def links(self) -> Iterator[PostLink]:
        place = 0
        while place < len(self._lower):
            found = None
            if _BEFORE.match(self._lower, place):
                found = self._address(place + 1, before=self._lower[place])
            if found is None and place == 0:
                found = self._address(0, before="")
            if found is None:
                place += 1
                continue
            end, links = found
            yield from links
            place = end

    def _address(self, start: int, before: str) -> tuple[int, list[PostLink]] | None:
        """The end of what looks like an address at *start*, and the links in it; None: nothing does."""
        protocol = _PROTOCOL.match(self._lower, start)
        host = protocol.end() if protocol else start
        dot = self._last_dot(host)
        if dot is None:
            return None
        host_end = dot + 1 + self._names[dot]
        port = _PORT.match(self._lower, host_end)
        path = port.end() if port else host_end
        path_end = self._path_end(path)
        query = _QUERY.match(self._lower, path_end)
        end = query.end() if query else path_end
        name = self._text[host:host_end]
        if not _is_valid(name, len("https://" if protocol is None else protocol[0]) + end - start):
            return end, []
        if protocol:
            return end, self._with_protocol(start, end)
        links = list(self._ascii_hosts(host, host_end)) if before not in _NOT_BEFORE_HOST or not before else []
        if links and path_end > path:
            last = links[-1]
            shown = self._text[start:end].replace(name, self._text[last.start : last.start + last.length])
            links[-1] = PostLink(last.start, len(shown))
        return end, links

    def _last_dot(self, start: int) -> int | None:
        """Of the host that begins at *start*, the last dot before the name of a top-level domain."""
        label = bisect_right(self._starts, start) - 1
        if label < 0:
            return None
        end = self._labels[label][1]
        if start >= end or end not in self._names or self._lower[start] in "-_" or self._lower[end - 1] in "-_":
            return None
        if self._last[end] is not None:
            return self._last[end]
        return end if self._names[end] and self._lower.find("_", start, end) < 0 else None

    def _path_end(self, start: int) -> int:
        """Where the path that begins at *start* ends; *start* where there is none."""
        if self._lower[start : start + 1] != "/":
            return start
        end = place = start + 1
        while place < len(self._lower):
            if _IN_PATH.match(self._lower, place):
                end = place + 1 if _ENDS_PATH.match(self._lower, place) else end
                place += 1
            elif brackets := _BRACKETS.match(self._lower, place):
                end = place = brackets.end()
            else:
                break
        return end

    def _with_protocol(self, start: int, end: int) -> list[PostLink]:
        short = _SHORT.match(self._lower, start, end)
        if short is None:
            return [PostLink(start, end - start)]
        return [PostLink(start, short.end() - start)] if len(short[1]) <= _MAX_SHORT_NAME else []

    def _ascii_hosts(self, start: int, end: int) -> Iterator[PostLink]:
        """Of a host without its protocol, the names in Latin letters: Chinese words may stand beside them."""
        host = self._lower[start:end]
        place = 0
        while labels := _ASCII_LABELS.search(host, place):
            place = labels.end()
            dots = [dot for dot in range(*labels.span()) if host[dot] == "."]
            for dot in reversed(dots):
                if length := _name_length(host, dot + 1):
                    place = dot + 1 + length
                    yield PostLink(start + labels.start(), place - labels.start())
                    break


def _is_valid(host: str, length: int) -> bool:
    """Whether a host has an international name, with which the address, of *length* without it, is not too long."""
    try:
        name = host.encode("idna")
    except UnicodeError:
        return False
    return length + len(name) - len(host) <= _MAX_ADDRESS


def _name_length(text: str, start: int) -> int:
    """How long the name of a top-level domain at *start* is; 0: there is none."""
    ascii_name = _ASCII_NAME.match(text, start)
    if ascii_name and ascii_name[0] in _names():
        return len(ascii_name[0])
    for name in _other_names().get(text[start : start + 1], ()):
        end = start + len(name)
        if text.startswith(name, start) and not _GOES_ON.match(text, end):
            return len(name)
    punycode = _PUNYCODE.match(text, start)
    return len(punycode[0]) if punycode else 0


@cache
def _names() -> frozenset[str]:
    """The names of all top-level domains, in their own letters."""
    known = {_decoded(name.lower()) for name in TLDS} | set(_FORMER.split())
    return frozenset(known - _UNKNOWN_TO_X)


@cache
def _other_names() -> dict[str, list[str]]:
    """Those with letters other than Latin ones without accents, by their first, the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(_names(), key=len, reverse=True):
        if not name.isascii():
            found.setdefault(name[0], []).append(name)
    return found


def _decoded(name: str) -> str:
    return name[4:].encode().decode("punycode") if name.startswith("xn--") else name

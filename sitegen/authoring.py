"""The text that we ourselves put into content files: front matter, update blocks, prose from elsewhere.

Everything here is a pure function from values to text, and what it writes the reader takes back unchanged.
"""

from __future__ import annotations

import difflib
import html.entities
import re
import string
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What a field may hold: text, a list, or a mapping; never a string where a list is meant."""

LONGEST_LINE = 100
"""Columns up to which a mapping of components stays on the line of its field."""

LONGEST_SLUG = 80
"""Characters of a slug, its date included."""

KNOWN_FIELDS = (
    "impact",
    "components",
    "not working",
    "still working",
    "workaround",
    "scope",
    "compensation",
    "eta",
    "next update",
    "progress",
    "ended",
    "was",
    "id",
    "start",
    "end",
)
"""The fields of an update, as people read them."""


# --- YAML ----------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`\x00-\x20\x7f][^\x00-\x1f\x7f]*")
_AMBIGUOUS = re.compile(r":(?:\s|$)|\s#|\s$|^(?:<<$|\.\.\.)")
_FLOW_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]*")
_UNPRINTABLE = re.compile("[^ -~\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]|[\u2028\u2029]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def scalar(text: str) -> str:
    """*text* as a YAML scalar on one line, quoted only where it would not come back unchanged.

    Raises ValueError for a lone surrogate, which no YAML file can hold.
    """
    if not _UNPRINTABLE.search(text):
        if _PLAIN.fullmatch(text) and not _AMBIGUOUS.search(text):
            return text
        if not ('"' in text or "\\" in text):
            return f'"{text}"'
        if "'" not in text:
            return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if not _UNPRINTABLE.match(character):
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"a lone surrogate, U+{code:04X}, cannot be written")
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def block(fields: Mapping[str, Value], indent: int = 0) -> list[str]:
    """A mapping as lines of YAML in block style, one item of a list a line, in the mapping's own order."""
    lines: list[str] = []
    for key, value in fields.items():
        lines += _entry(f"{' ' * indent}{scalar(key)}:", value, indent + 2)
    return lines


def _entry(opening: str, value: Value, indent: int) -> list[str]:
    if isinstance(value, str):
        return [f"{opening} {scalar(value)}"]
    if not value:
        return [f"{opening} {'{}' if isinstance(value, Mapping) else '[]'}"]
    if isinstance(value, Mapping):
        return [opening, *block(value, indent)]
    return [opening, *_items(value, indent)]


def _items(values: Sequence[Value], indent: int) -> list[str]:
    lines: list[str] = []
    for value in values:
        dash = f"{' ' * indent}-"
        if isinstance(value, Mapping) and value:
            first, *rest = block(value, indent + 2)
            lines += [f"{dash} {first.lstrip(' ')}", *rest]
        else:
            lines += _entry(dash, value, indent + 2)
    return lines


def front_matter(fields: Mapping[str, Value]) -> str:
    """The front matter of a file, from `---` to `---`, ending in a newline."""
    return "\n".join(["---", *block(fields), "---"]) + "\n"


# --- Updates -------------------------------------------------------------------------------------------------


def moment_text(moment: datetime, zone: tzinfo | None = None) -> str:
    """*moment* in the shortest form that is exact: `2026-01-23 14:35`, with seconds and milliseconds if any.

    It is told in UTC with a `Z`, or as the site's time without one if *zone* is the site's; an hour that
    exists twice there is told in UTC all the same. Raises ValueError for a moment without a zone, or one
    that is finer than a millisecond.
    """
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a zone")
    if moment.microsecond % 1000:
        raise ValueError(f"{moment.isoformat()} is finer than a millisecond")
    local = moment.astimezone(zone) if zone is not None else None
    if local is not None and local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return _wall_clock(local)
    return f"{_wall_clock(moment.astimezone(UTC))} Z"


def _wall_clock(moment: datetime) -> str:
    finest = "milliseconds" if moment.microsecond else "seconds" if moment.second else "minutes"
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec=finest)


def update_block(
    moment: datetime,
    status: str,
    *,
    title: str = "",
    fields: Mapping[str, Value] | None = None,
    body: str = "",
    zone: tzinfo | None = None,
) -> str:
    """One update as it stands in a file, ending in a newline.

    *fields* go under the heading in their own order, an empty text clearing its field; *body* is Markdown and
    is taken as it is. *zone* is the site's, where the heading is to tell the site's time (see `moment_text`).
    """
    heading = f"## {moment_text(moment, zone)} {status}"
    if title.strip():
        heading += f": {' '.join(title.split())}"
        heading = re.sub(r"#$", r"\\#", heading)
    words = body.strip()
    parts = [heading]
    if fields:
        # A list in the body that used our bullet would be read as more fields.
        bullet = "*" if re.match(r" {0,3}-(?:\s|$)", words) else "-"
        parts.append("\n".join(line for key, value in fields.items() for line in _field(key, value, bullet)))
    if words:
        parts.append(words)
    return "\n\n".join(parts) + "\n"


def _field(key: str, value: Value, bullet: str) -> list[str]:
    name = key.replace("_", " ")
    opening = f"{bullet} {name}:"
    if value == "":
        return [opening]
    if isinstance(value, Mapping) and name == "components":
        pairs = ", ".join(f"{component}: {status}" for component, status in value.items())
        simple = all(isinstance(word, str) and _FLOW_WORD.fullmatch(word) for pair in value.items() for word in pair)
        if value and simple and len(opening) + len(pairs) + 3 <= LONGEST_LINE:
            return [f"{opening} {{{pairs}}}"]
    return _entry(opening, value, 4)


_UPDATE_HEADING = re.compile(
    r" {0,3}##[ \t]+(\d{4}-\d{2}-\d{2})[T \t]+(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)[ \t]*(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def append_update(text: str, addition: str, *, zone: tzinfo = UTC) -> str:
    """The file *text* with the update block *addition*, on the side where the file keeps its newest update.

    A file whose updates stand newest first gets it above the first of them, every other one at its end; one
    blank line stands between, and no other byte changes. *zone* is the site's: headings without a zone are in
    it. Line ends are the file's own.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    added = addition.strip("\n").replace("\n", newline)
    places = list(_update_headings(text, zone))
    if len(places) > 1 and places[0][1] > places[-1][1]:
        above, below = text[: places[0][0]], text[places[0][0] :]
        gap = "" if re.search(r"(?:^|\n)[ \t]*\r?\n\Z", above) else newline
        return above + gap + added + newline * 2 + below
    end = _TRAILING_LINES.search(text)
    above, below = (text[: end.start()], end[0]) if end else (text, "")
    return above + newline * 2 + added + (below or newline)


_TRAILING_LINES = re.compile(r"(?:\r?\n[ \t]*)+\Z")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?:.*\n)*?---[ \t]*(?:\r?\n|\Z)")


def _update_headings(text: str, zone: tzinfo) -> Iterator[tuple[int, datetime]]:
    """Where each update of a file begins, and when it was; code and comments hold none."""
    front = _FRONT_MATTER.match(text)
    offset = front.end() if front else 0
    in_comment = False
    for line, fence in _fences(text[offset:].splitlines(keepends=True)):
        found = _UPDATE_HEADING.match(line) if fence is None and not in_comment else None
        moment = _heading_moment(found[1], found[2], found[3], zone) if found else None
        if moment is not None:
            yield offset, moment
        offset += len(line)
        if fence is None:
            opened = line.rfind("<!--")
            in_comment = "-->" not in line if in_comment else opened >= 0 and "-->" not in line[opened:]


def _heading_moment(day: str, time: str, offset: str | None, zone: tzinfo) -> datetime | None:
    suffix = "" if offset is None else "+00:00" if offset.upper() in ("Z", "UTC") else offset
    try:
        moment = datetime.fromisoformat(f"{day}T{time}{suffix}")
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


_FENCE = re.compile(r"(?:\s|>|[-*+]\s|\d{1,9}[.)]\s)*(`{3,}(?=[^`]*$)|~{3,})")


def _fences(lines: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Each line with None, or with the fence that is open after it (or empty) if it belongs to code."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            closes = found and found[1].startswith(fence) and not line[found.end() :].strip()
            fence = "" if closes else fence
            yield line, fence
        elif found:
            fence = found[1]
            yield line, fence
        else:
            yield line, None


# --- Prose from elsewhere ------------------------------------------------------------------------------------

_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_NEVER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    r"""*text* as a file of ours can hold it: line ends are \n, lone surrogates U+FFFD, and no controls.

    Tabs stay.
    """
    lines = _LINE_ENDS.sub("\n", text)
    encodable = re.sub("[\ud800-\udfff]", "\ufffd", lines)
    return "".join(c for c in _NEVER.sub("", encodable) if ord(c) & 0xFFFE != 0xFFFE)


_URL = re.compile(r"https?://[0-9a-z.-]+(?::[0-9]+)?(?:[/?#][^\s<>\"]*|(?![^\s<>\".,;:!?')]))", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{0,31}));")
_LINE_START = (
    re.compile(r"(?=#{1,6}(?:\s|$)|#+\s*\d{4}[-/.年])"),
    re.compile(r"(?=[-+*](?:\s|$)|>)"),
    re.compile(r"[0-9]{1,9}(?=[.)](?:\s|$))"),
    re.compile(r"(?=(?:=+|-+|(?:[-*_]\s*){3,}|(?=[^-]*-)[|:\s-]+)\s*$)"),
)
_DATE_HEADING = re.compile(r"( {0,3}#+\s+\d{4})([-/.年])")
_FULL_WIDTH_HEADING = re.compile(r"^(\s{0,3})＃")


def escape_prose(text: str) -> str:
    """Plain *text* as Markdown that shows exactly its words and its line breaks, and as few escapes as that takes.

    Addresses that begin with http:// or https:// stay clickable.
    """
    blocks: list[str] = []
    for paragraph in re.split(r"\n\s*\n", clean(text).strip()):
        bracketed = "]" in paragraph
        lines = (" ".join(line.split()) for line in paragraph.split("\n"))
        shown = [start_escaped(escape_words(line, bracketed=bracketed)) for line in lines if line]
        blocks.append("\\\n".join(shown))
    return "\n\n".join(blocks)


def start_escaped(line: str) -> str:
    """A line of text with a backslash where its beginning would open a list, a heading, a quote or a table."""
    line = _FULL_WIDTH_HEADING.sub(r"\1&#xFF03;", line)
    place = start_to_escape(line)
    return line if place is None else f"{line[:place]}\\{line[place:]}"


def start_to_escape(line: str) -> int | None:
    """Where a backslash must go so that *line* begins as mere text; None where it does."""
    for pattern in _LINE_START:
        found = pattern.match(line)
        if found:
            return found.end()
    return None


def escape_words(text: str, *, before: str = " ", after: str = " ", bracketed: bool = True, links: bool = True) -> str:
    """*text* on one line with a backslash before what Markdown would take for markup.

    *before* and *after* are the characters around it, empty where they are not known; *bracketed* says that a
    bracket closes somewhere, so that an open one matters; *links* leaves addresses to the renderer.
    """
    pieces: list[str] = []
    position = 0
    for found in _URL.finditer(text) if links else ():
        address = found[0].rstrip(".,;:!?'\")]}*_~|\\`")
        bare = _escape_span(found[0], " ", " ", bracketed=True).startswith(address) and "]" not in address
        left = text[position - 1] if position else before
        pieces.append(_escape_span(text[position : found.start()], left, "h" if bare else "<", bracketed))
        pieces.append(address if bare else f"<{address}>")
        position = found.start() + len(address)
    left = text[position - 1] if position else before
    pieces.append(_escape_span(text[position:], left, after, bracketed))
    return "".join(pieces)


def _escape_span(text: str, before: str, after: str, bracketed: bool) -> str:
    shown: list[str] = []
    for index, character in enumerate(text):
        if character not in "\\`*_~<&[!":
            shown.append(character)
            continue
        left = text[index - 1] if index else before
        right = text[index + 1] if index + 1 < len(text) else after
        if character == "<" and text.startswith("<!--", index):
            # An escaped one could still be taken for a comment by whoever searches the text.
            shown.append("&lt;")
        elif _is_markup(character, left, right, text, index, bracketed):
            shown.append(f"\\{character}")
        else:
            shown.append(character)
    return "".join(shown)


def _is_markup(character: str, left: str, right: str, text: str, index: int, bracketed: bool) -> bool:
    match character:
        case "`":
            return True
        case "*":
            return not (left.isspace() and right.isspace())
        case "_":
            return not ((left.isalnum() and right.isalnum()) or (left.isspace() and right.isspace()))
        case "~":
            return not left or not right or "~" in (left, right)
        case "\\":
            return not right or right.isspace() or right in string.punctuation
        case "<":
            return not right or right.isalpha() or right in "/!?"
        case "&":
            return _opens_entity(text, index) or not right
        case "[":
            return bracketed
        case _:
            return not right


def _opens_entity(text: str, index: int) -> bool:
    found = _ENTITY.match(text, index)
    return found is not None and (not found[1] or f"{found[1]};" in html.entities.html5)


_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_PARAGRAPH = re.compile(r" {0,3}(?![-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|[>|#<]|`{3}|~{3})\S")
_LIST_FIELD = re.compile(r"(\s*(?:>\s?)*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)([^:：]{1,40}?)(\s*)([:：])")
_COMMENT = re.compile(r"(?<!`)(`+)(?!`)(?:.+?)(?<!`)\1(?!`)|<!--")


def guard_body(markdown: str, *, sections: bool = False) -> str:
    """Markdown from elsewhere, with the same words, that the reader of an update takes without complaint.

    Headings above level 3 come down to it, list items that look like our fields and lines that look like our
    headings are escaped, comments are shown and an open fence is closed. *sections* is for postmortems, where
    level-2 headings belong.
    """
    lines: list[str] = []
    fence = ""
    for line, inside in _fences(clean(markdown).split("\n")):
        if inside is not None:
            fence = inside
            lines.append(line)
        elif _UNDERLINE.match(line) and lines and _PARAGRAPH.match(lines[-1]):
            _lift_heading(lines, 2 if sections else 3)
        else:
            lines.append(_guard_line(line, sections))
    if fence:
        lines.append(fence)
    return "\n".join(lines).strip("\n").rstrip()


def _lift_heading(lines: list[str], level: int) -> None:
    """Turn the paragraph that ends *lines* into one heading."""
    words: list[str] = []
    while lines and _PARAGRAPH.match(lines[-1]):
        words.insert(0, lines.pop().strip().removesuffix("\\"))
    lines.append(_guard_line(f"{'#' * level} {' '.join(words)}", sections=level == 2))


def _guard_line(line: str, sections: bool) -> str:
    line = _COMMENT.sub(lambda found: found[0] if found[1] else "&lt;!--", line)
    line = _FULL_WIDTH_HEADING.sub(r"\1&#xFF03;", line)
    heading = _HEADING.match(line)
    if heading:
        level = max(len(heading[1]), 2 if sections else 3)
        line = line[: heading.start(1)] + "#" * level + line[heading.end() :]
        dated = None if sections else _DATE_HEADING.match(line)
        if dated:
            mark = "&#x5E74;" if dated[2] == "年" else f"\\{dated[2]}"
            line = f"{dated[1]}{mark}{line[dated.end() :]}"
        return line
    if re.match(r" {0,3}#+\s*\d{4}[-/.年]", line):
        return f"\\{line.lstrip(' ')}"
    field = _LIST_FIELD.match(line)
    if field and not sections and _is_nearly_a_field(field[2]):
        colon = "\\:" if field[4] == ":" else "&#xFF1A;"
        line = f"{field[1]}{field[2]}{field[3]}{colon}{line[field.end() :]}"
    return line


def _is_nearly_a_field(words: str) -> bool:
    if "`" in words or words.endswith("\\"):
        return False
    name = unicodedata.normalize("NFKC", words).casefold()
    name = " ".join(re.split(r"[\s_-]+", name.strip("*_~ \t")))
    return bool(difflib.get_close_matches(name, KNOWN_FIELDS, n=1))


# --- New files -----------------------------------------------------------------------------------------------

_FIRST_WORDS = {
    "en": {
        "incident": "We are looking into a problem. We will tell you here what we know as soon as we know it.",
        "maintenance": "We will do planned work in this window. We will tell you here when it begins and when it ends.",
    },
    "zh": {
        "incident": "我们发现服务异常，正在排查。有进展会第一时间在这里告知。",
        "maintenance": "我们将在此时段进行计划内维护。开始和结束时都会在这里告知。",
    },
}


def slug_for(day: date, title: str, fallback: str = "") -> str:
    """The slug `YYYY-MM-DD-words-of-title`, at most LONGEST_SLUG characters, cut between words.

    *fallback* stands for the words where the title has none in Latin letters or digits.
    """
    words = words_for_slug(title) or words_for_slug(fallback)
    slug = f"{day.isoformat()}-{words}".rstrip("-")
    if len(slug) <= LONGEST_SLUG:
        return slug
    cut = slug[: LONGEST_SLUG + 1].rpartition("-")[0]
    return cut if len(cut) > len("2026-01-23") else slug[:LONGEST_SLUG].rstrip("-")


def words_for_slug(text: str) -> str:
    """The Latin letters and digits of *text*, in lower case and without accents, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[0-9a-z]+", plain.replace("'", "")))


def new_incident(
    title: str,
    moment: datetime,
    *,
    zone: tzinfo,
    components: Mapping[str, str] | Sequence[str] = (),
    known: Sequence[str] = (),
    status: str = "investigating",
    next_update: datetime | None = None,
    message: str = "",
    language: str = "en",
) -> str:
    """A new incident file that is right as it stands: *title*, what is concerned, and the first notice.

    *known* are the site's component ids, named in a comment; *zone* is the site's; *message* is the first
    notice in Markdown, else a sentence that is always true.
    """
    lines = [
        "---",
        f"title: {scalar(title)}",
        "# When it began, if that was before the first notice:",
        f"# started: {moment_text(moment, zone)}",
        "# What is concerned: operational, degraded_performance, partial_outage or major_outage.",
        *_known_components(known),
        *block({"components": components}),
        "# What does not work, what does, and what people can do meanwhile; one item a line:",
        "# not_working:",
        "#   - Signing in",
        "# still_working:",
        "#   - Browsing",
        "# workaround: Stay signed in; do not sign out.",
        "---",
    ]
    fields: dict[str, Value] = {"next update": moment_text(next_update, zone)} if next_update else {}
    words = message or _first_words("incident", language)
    return "\n".join(lines) + "\n\n" + update_block(moment, status, fields=fields, body=words, zone=zone)


def new_maintenance(
    title: str,
    moment: datetime,
    start: datetime,
    end: datetime,
    *,
    zone: tzinfo,
    components: Sequence[str] = (),
    known: Sequence[str] = (),
    message: str = "",
    language: str = "en",
) -> str:
    """A new maintenance file that is right as it stands: the window, and its announcement at *moment*."""
    lines = [
        "---",
        f"title: {scalar(title)}",
        "# The window. It opens and is over by itself; with auto: false only an update does that.",
        *block({"start": moment_text(start, zone), "end": moment_text(end, zone)}),
        "# auto: false",
        "# What is under maintenance while the window is open.",
        *_known_components(known),
        *block({"components": components}),
        "# Why, and what will not work meanwhile; one item a line:",
        "# reason: The database gets a new version.",
        "# not_working:",
        "#   - Placing orders",
        "---",
    ]
    words = message or _first_words("maintenance", language)
    return "\n".join(lines) + "\n\n" + update_block(moment, "scheduled", body=words, zone=zone)


def new_postmortem(published: datetime, *, zone: tzinfo, sections: Sequence[str], title: str = "") -> str:
    """A new postmortem file with a heading for each of *sections*, on the site from *published* on."""
    lines = [
        "---",
        *([f"title: {scalar(title)}"] if title else []),
        "# From this moment on it is on the site:",
        f"published: {moment_text(published, zone)}",
        "# authors:",
        "#   - The team that wrote it",
        "# What happened and was not announced at the time:",
        "# events:",
        f"#   - at: {moment_text(published, zone)}",
        "#     what: An alarm went off",
        "# What will be done so that it does not happen again:",
        "# actions:",
        "#   - what: Every change of settings is approved by a second engineer",
        "#     owner: SRE",
        f"#     due: {published.astimezone(zone).date().isoformat()}",
        "---",
    ]
    return "\n".join(lines) + "\n" + "".join(f"\n## {section}\n" for section in sections)


def _known_components(known: Sequence[str]) -> list[str]:
    return [f"# This site has: {', '.join(known)}"] if known else []


def _first_words(kind: str, language: str) -> str:
    return _FIRST_WORDS.get(language.split("-")[0].lower(), _FIRST_WORDS["en"])[kind]

"""The text that commands write into content files: front matter, update blocks, whole new files.

Pure functions from values to text, which the reader parses back unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import MappingProxyType

from sitegen.model import Kind, Status
from sitegen.problems import Problems
from sitegen.read import placeholders
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.document import read_document
from sitegen.read.lines import body_lines
from sitegen.times import TimeProblem, wall_clock

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What a field may hold: text, a list, or a mapping; never a string where a list is meant."""

NO_FIELDS: Mapping[str, Value] = MappingProxyType({})

MAX_LINE_WIDTH = 100
"""Columns up to which a mapping of components stays on the line of its field."""

MAX_SLUG_LENGTH = 80
"""Characters of a slug, its date included."""

# --- YAML ----------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`\x00-\x20\x7f][^\x00-\x1f\x7f]*")
_AMBIGUOUS = re.compile(r":(?:\s|$)|\s#|\s$|^(?:(?:<<|~|null|Null|NULL)$|\.\.\.)")
_FLOW_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]*")
_UNPRINTABLE = re.compile("[^ -~\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]|[\u2028\u2029]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def yaml_scalar(text: str, *, flow: bool = False) -> str:
    """*text* as a YAML scalar on one line, quoted only where it would not come back unchanged.

    *flow* means that it is within brackets or braces, where a comma or a bracket ends it.
    Raises ValueError for a lone surrogate, which no YAML file can hold.
    """
    if not _UNPRINTABLE.search(text):
        if not (flow and re.search(r"[,\[\]{}]", text)) and _PLAIN.fullmatch(text) and not _AMBIGUOUS.search(text):
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


def yaml_lines(fields: Mapping[str, Value], indent: int = 0) -> Iterator[str]:
    """A mapping as lines of YAML in block style, one item of a list a line, in the mapping's own order."""
    for key, value in fields.items():
        yield from _entry(f"{' ' * indent}{yaml_scalar(key)}:", value, indent + 2)


def _entry(opening: str, value: Value, indent: int) -> list[str]:
    if isinstance(value, str):
        return [f"{opening} {yaml_scalar(value)}"]
    if not value:
        return [f"{opening} {'{}' if isinstance(value, Mapping) else '[]'}"]
    return [opening, *(yaml_lines(value, indent) if isinstance(value, Mapping) else _items(value, indent))]


def _items(values: Sequence[Value], indent: int) -> Iterator[str]:
    for value in values:
        dash = f"{' ' * indent}-"
        if isinstance(value, Mapping) and value:
            first, *rest = yaml_lines(value, indent + 2)
            yield from (f"{dash} {first.lstrip(' ')}", *rest)
        else:
            yield from _entry(dash, value, indent + 2)


def front_matter(fields: Mapping[str, Value]) -> str:
    """The front matter of a file, from `---` to `---`, ending in a newline."""
    return "\n".join(["---", *yaml_lines(fields), "---"]) + "\n"


# --- Updates -------------------------------------------------------------------------------------------------


def moment_text(moment: datetime, zone: tzinfo | None = None) -> str:
    """*moment* in the shortest form that is exact: `2026-01-23 14:35`, with seconds and milliseconds if any.

    In UTC with a `Z`, or in the site's *zone* without one, except in an hour that exists twice there.
    Raises ValueError for a moment without a zone, or one that is finer than a millisecond.
    """
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a zone")
    if moment.microsecond % 1000:
        raise ValueError(f"{moment.isoformat()} is finer than a millisecond")
    local = moment.astimezone(zone) if zone is not None else None
    if local is not None and local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return wall_clock(local)
    return f"{wall_clock(moment.astimezone(UTC))} Z"


def update_block(
    moment: datetime,
    status: str,
    *,
    title: str = "",
    fields: Mapping[str, Value] = NO_FIELDS,
    body: str = "",
    zone: tzinfo | None = None,
) -> str:
    """One update as text for a file, ending in a newline.

    *fields* go under the heading in their own order, an empty text clearing its field; *body* is Markdown and
    is not changed. With the site's *zone*, the heading is in the site's time (see `moment_text`).
    """
    heading = f"## {moment_text(moment, zone)} {status}"
    if title.strip():
        heading = re.sub(r"#$", r"\\#", f"{heading}: {' '.join(title.split())}")
    words = body.strip()
    # A list in the body that used our bullet would be read as more fields.
    bullet = "*" if begins_as_list(words) else "-"
    listed = "\n".join(line for key, value in fields.items() for line in field_lines(key, value, bullet))
    return "\n\n".join(filter(None, [heading, listed, words])) + "\n"


def begins_as_list(words: str, bullet: str = "-") -> bool:
    """Whether Markdown begins with a list that has the *bullet* of the fields above it, and would be more of them."""
    return re.match(rf"\s*^ {{0,3}}{re.escape(bullet)}(?:\s|$)", words, re.MULTILINE) is not None


def field_lines(key: str, value: Value, bullet: str = "-") -> list[str]:
    """A field of an update as lines of its list; an empty text clears it."""
    name = key.replace("_", " ")
    opening = f"{bullet} {name}:"
    if value == "":
        return [opening]
    if isinstance(value, Mapping) and name == "components":
        pairs = ", ".join(f"{component}: {status}" for component, status in value.items())
        simple = all(isinstance(word, str) and _FLOW_WORD.fullmatch(word) for pair in value.items() for word in pair)
        if value and simple and len(opening) + len(pairs) + 3 <= MAX_LINE_WIDTH:
            return [f"{opening} {{{pairs}}}"]
    return _entry(opening, value, 4)


def append_update(text: str, addition: str, *, zone: tzinfo = UTC) -> str:
    """The file *text* with the update block *addition*, at the end where the newest update is.

    A file with the newest update first gets it above that, any other file at its end; one blank line
    separates them, and no other byte changes. *zone* is the site's: headings without a zone are in it.
    """
    added = addition.strip("\n")
    places = [*_update_places(text, zone)]
    if len(places) > 1 and places[0][1] > places[-1][1]:
        lines = text.split("\n")
        first = places[0][0] - 1
        gap = [""] if lines[first - 1].strip() else []
        return "\n".join([*lines[:first], *gap, added, "", *lines[first:]])
    above = text.rstrip(" \t\n")
    end = text.find("\n", len(above))
    above, below = (text[:end], text[end:]) if end >= 0 else (text, "\n")
    return f"{above}\n\n{added}{below}"


def _update_places(text: str, zone: tzinfo) -> Iterator[tuple[int, datetime]]:
    """The line of each update's heading, and its time; problems are left for the reader to report."""
    document = read_document(text, "", Problems())
    for block in update_blocks(document.body, document.body_line) if document else ():
        with suppress(TimeProblem):
            yield block.line, block.moment(zone)


def update_blocks(body: str, line: int) -> Sequence[UpdateBlock]:
    """The updates in a body that begins in that line, in its order; problems are left for the reader to report."""
    ignored = Problems()
    return split_updates(body_lines(body, line, "", ignored), "", tuple(Status), ignored, translation=True)


def heading_in(words: str) -> str | None:
    """The first heading of an update in *words*, which are meant for a single update; None without any."""
    return next((words.split("\n")[block.line - 1] for block in update_blocks(words, 1)), None)


# --- New files -----------------------------------------------------------------------------------------------

_FIRST_WORDS = {
    "en": {
        "incident": "We are looking into a problem, and we are sorry. As soon as we know more, we will tell you here.",
        "maintenance": "We will do planned work in this window. We will tell you here when it begins and when it ends.",
        "emergency": "We are doing urgent work that we could not announce. We will tell you here when it is done.",
    },
    "zh": {
        "incident": "我们发现服务异常，正在排查，非常抱歉。有进展会第一时间在这里告知。",
        "maintenance": "我们将在此时段进行计划内维护。开始和结束时都会在这里告知。",
        "emergency": "我们正在进行未能提前通知的紧急维护。完成后会第一时间在这里告知。",
    },
}


def slug_for(day: date, title: str, fallback: str = "") -> str:
    """The slug `YYYY-MM-DD-words-of-title`, at most MAX_SLUG_LENGTH characters, cut between words.

    *fallback* is used where the title has no Latin letters or digits.
    """
    words = words_for_slug(title) or words_for_slug(fallback)
    slug = f"{day.isoformat()}-{words}".rstrip("-")
    if len(slug) <= MAX_SLUG_LENGTH:
        return slug
    cut = slug[: MAX_SLUG_LENGTH + 1].rpartition("-")[0]
    return cut if len(cut) > len("2026-01-23") else slug[:MAX_SLUG_LENGTH].rstrip("-")


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
    message: str = "",
    language: str = "en",
    facts: Mapping[str, Value] = NO_FIELDS,
    fields: Mapping[str, Value] = NO_FIELDS,
) -> str:
    """A new, valid incident file: *title*, affected components, and the first notice.

    *known* are the site's component ids, named in a comment; *zone* is the site's; *message* is the first
    notice in Markdown, else a sentence that is always true, in *language*; *facts* are more keys of the front matter,
    and *fields* those of the first notice.
    """
    front = _template(
        [
            ("kind", ""),
            "When it began, if that was before the first notice:",
            ("started", moment_text(moment, zone)),
            "What is concerned: operational, degraded_performance, partial_outage or major_outage.",
            *_known_components(known),
            ("components", ""),
            "How bad it is, if that does not follow from the components: none, minor, major or critical.",
            ("impact", "major"),
            "What does not work, what does, and what people can do meanwhile; one item a line:",
            ("not_working", [placeholders.WHAT_FAILS]),
            ("still_working", [placeholders.WHAT_WORKS]),
            ("workaround", placeholders.WHAT_HELPS),
            ("endpoints", ""),
            "How far it reaches: users, regions, requests, data.",
            ("scope", {"users": placeholders.HOW_MANY}),
            ("compensation", ""),
        ],
        {"title": title, "components": components, **facts},
    )
    words = message or first_words("incident", language)
    return f"{front}\n{update_block(moment, status, fields=fields, body=words, zone=zone)}"


def new_notice(
    title: str,
    moment: datetime,
    message: str,
    *,
    zone: tzinfo,
    components: Sequence[str] = (),
    known: Sequence[str] = (),
    facts: Mapping[str, Value] = NO_FIELDS,
    fields: Mapping[str, Value] = NO_FIELDS,
) -> str:
    """A new, valid announcement: an incident of kind `notice`. The rest is as in `new_incident`."""
    front = _template(
        [
            ("kind", ""),
            "Until when it is shown on the index:",
            ("until", moment_text(moment + timedelta(days=7), zone)),
            "What it concerns; none of them is shown as affected.",
            *_known_components(known),
            ("components", ""),
        ],
        {"title": title, "kind": Kind.NOTICE.value, "components": components, **facts},
    )
    return f"{front}\n{update_block(moment, Status.UPDATE, fields=fields, body=message, zone=zone)}"


def new_maintenance(
    title: str,
    moment: datetime,
    start: datetime,
    end: datetime,
    *,
    zone: tzinfo,
    components: Sequence[str] = (),
    known: Sequence[str] = (),
    emergency: bool = False,
    message: str = "",
    language: str = "en",
    facts: Mapping[str, Value] = NO_FIELDS,
    fields: Mapping[str, Value] = NO_FIELDS,
) -> str:
    """A new, valid maintenance file: the window, and its announcement at *moment*.

    An *emergency* that begins no later than it is announced is in progress at once. The rest is as in `new_incident`.
    """
    window: dict[str, Value] = {"start": moment_text(start, zone), "end": moment_text(end, zone)}
    if emergency:
        window["emergency"] = "true"
    front = _template(
        [
            "The window. It opens and is over by itself; with auto: false only an update does that.",
            ("start", ""),
            ("end", ""),
            ("auto", "false"),
            "What could not be announced in good time:",
            ("emergency", "true"),
            "What is under maintenance while the window is open.",
            *_known_components(known),
            ("components", ""),
            "Why, and what will not work meanwhile; one item a line:",
            ("reason", placeholders.WHY_IT_IS_DONE),
            ("not_working", [placeholders.WHAT_WILL_FAIL]),
            ("still_working", ""),
            ("workaround", ""),
            ("endpoints", ""),
            ("scope", ""),
            ("compensation", ""),
        ],
        {"title": title, **window, "components": components, **facts},
    )
    begun = emergency and start <= moment
    words = message or first_words("emergency" if begun else "maintenance", language)
    status = Status.IN_PROGRESS if begun else Status.SCHEDULED
    return f"{front}\n{update_block(moment, status, fields=fields, body=words, zone=zone)}"


def new_postmortem(
    published: datetime, *, zone: tzinfo, sections: Sequence[str], facts: Mapping[str, Value] = NO_FIELDS
) -> str:
    """A new postmortem file with a heading for each of *sections*, on the site from *published* on.

    *facts* are more keys of its front matter.
    """
    at, due = moment_text(published, zone), published.astimezone(zone).date().isoformat()
    front = _template(
        [
            "From this moment on it is on the site; say when it really was done:",
            ("published", ""),
            ("authors", [placeholders.WHO_WROTE_IT]),
            "What happened and was not announced at the time:",
            ("events", [{"at": at, "what": placeholders.WHAT_HAPPENED}]),
            "What will be done so that it does not happen again:",
            ("actions", [{"what": placeholders.WHAT_CHANGES, "owner": placeholders.WHICH_TEAM, "due": due}]),
        ],
        {"published": at, **facts},
    )
    return front + "".join(f"\n## {section}\n" for section in sections)


def _known_components(known: Sequence[str]) -> list[str]:
    return [f"This site has: {', '.join(known)}"] if known else []


def _template(lines: Sequence[str | tuple[str, Value]], stated: Mapping[str, Value]) -> str:
    """Front matter that explains itself: comments, and keys as *stated*, or else with their example as a comment.

    A title and a language come first.
    """
    shown = ["---"]
    lines = [("title", ""), ("lang", ""), ("draft", ""), *lines]
    assert stated.keys() <= {line[0] for line in lines if not isinstance(line, str)}, "none of them is lost"
    for line in lines:
        if isinstance(line, str):
            shown.append(f"# {line}")
        elif line[0] in stated:
            shown += yaml_lines({line[0]: stated[line[0]]})
        elif line[1]:
            shown += [f"# {example}" for example in yaml_lines(dict([line]))]
    return "\n".join([*shown, "---\n"])


def first_words(kind: str, language: str) -> str:
    """The text of a new incident or maintenance where its author gives none: a sentence that is always true."""
    return _FIRST_WORDS.get(language.split("-")[0].lower(), _FIRST_WORDS["en"])[kind]

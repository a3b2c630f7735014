"""The types of fields: what a value may look like, what it becomes, and its JSON Schema for editors."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from sitegen import times
from sitegen.model import ROUTE_CHANNELS, Audience, Channel, ComponentStatus, Impact, Kind, Stage, Text, WordingLevel
from sitegen.problems import by_synonym, nearest, one_of, quoted
from sitegen.read.nodes import YamlList, YamlMapping, YamlNode, YamlScalar
from sitegen.read.placeholders import OWN_WORDS, is_placeholder
from sitegen.read.validation import FieldContext, context_of, field_error, is_empty, node_kind

MAX_TITLE_LENGTH, _MAX_LINE, _MAX_ITEM, _MAX_WORKAROUND = 200, 300, 120, 500
"""Characters."""

# --- texts -----------------------------------------------------------------------------------------------

ANY_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""The schema of a text: editors parse an unquoted `404` as a number and `true` as a boolean."""


def one_line(max_length: int) -> Callable[[Any], str]:
    """A validator of one-line texts of at most *max_length* characters."""

    def read(node: Any) -> str:
        if not isinstance(node, YamlScalar):
            hint = "A text that contains ': ', or begins with [ or {, must be put in quotes."
            raise field_error(f"expected a text, found {node_kind(node)}", hint)
        if node.plain and node.text in ("~", "null", "Null", "NULL"):
            hint = "Leave the value out, or put it in quotes if you mean the word."
            raise field_error(f"expected a text, found {quoted(node.text)}, which in YAML means no value", hint)
        text = node.text.strip()
        if not text:
            raise field_error("expected a text, found nothing")
        if not text.isascii() and all(unicodedata.category(character) in ("Cf", "Mn", "Zs") for character in text):
            raise field_error(f"expected a text, found only invisible characters: {quoted(text)}")
        if "\n" in text:
            raise field_error("expected a text of one line, found several lines")
        if len(text) > max_length:
            raise field_error(f"expected at most {max_length} characters, found {len(text)}")
        if is_placeholder(text):
            raise field_error(f"expected words of your own, found those of the template: {quoted(text)}", OWN_WORDS)
        return text

    return read


def _text_schema(max_length: int) -> WithJsonSchema:
    # One more for the line feed at the end of a folded text, which `one_line` strips.
    return WithJsonSchema({**ANY_TEXT, "minLength": 1, "maxLength": max_length + 1})


def _pattern(pattern: str, *other_types: str) -> WithJsonSchema:
    """The schema of a text that matches *pattern*, or of *other_types* that editors parse such a text as."""
    types = ["string", *other_types] if other_types else "string"
    return WithJsonSchema({"type": types, "pattern": f"^\\s*({pattern})\\s*$"})


TitleText = Annotated[str, PlainValidator(one_line(MAX_TITLE_LENGTH)), _text_schema(MAX_TITLE_LENGTH)]
ListItem = Annotated[str, PlainValidator(one_line(_MAX_ITEM)), _text_schema(_MAX_ITEM)]
OneLine = Annotated[str, PlainValidator(one_line(_MAX_LINE)), _text_schema(_MAX_LINE)]
Workaround = Annotated[str, PlainValidator(one_line(_MAX_WORKAROUND)), _text_schema(_MAX_WORKAROUND)]


def list_items(node: Any) -> Any:
    """The items of a list; refuses a single text, which may have been meant as several."""
    if not isinstance(node, YamlList):
        raise field_error(f"expected a list, found {node_kind(node)}", "Write one item a line, each after '- '.")
    return list(node.items)


_Item = TypeVar("_Item")
Listed = Annotated[tuple[_Item, ...], BeforeValidator(list_items)]
"""A list of values of one type."""


_TWO_ITEMS = re.compile(r"\S[ ]{2,8}- \S")
"""What is left of two lines when the end of the first is lost."""


def prose_list(node: Any) -> Any:
    """The items of a list of prose; refuses brackets, in which a comma would cut an item in two."""
    if isinstance(node, YamlList) and node.flow and node.items:
        raise field_error("expected one item a line, found a list in brackets", "A comma would cut an item in two.")
    for item in node.items if isinstance(node, YamlList) else ():
        if isinstance(item, YamlScalar) and item.plain and _TWO_ITEMS.search(item.text):
            raise field_error(f"expected one item a line, found two in {quoted(item.text)}", "Begin a line with '- '.")
    return list_items(node)


ProseList = Annotated[tuple[ListItem, ...], BeforeValidator(prose_list)]
LineList = Annotated[tuple[OneLine, ...], BeforeValidator(prose_list)]
"""The same with longer items, for what no page has to find room for."""
LineOrList = Annotated[
    tuple[OneLine, ...], BeforeValidator(lambda node: [node] if isinstance(node, YamlScalar) else prose_list(node))
]
"""Items of prose; a single one may stand without a list."""


def _matched(pattern: str, max_length: int, expected: str) -> Callable[[Any], str]:
    """A validator of one-line texts that match *pattern* as a whole."""

    def read(node: Any) -> str:
        text = one_line(max_length)(node)
        if not re.fullmatch(pattern, text, re.ASCII):
            raise field_error(f"expected {expected}, found {quoted(text)}")
        return text

    return read


ID_PATTERN = "[A-Za-z0-9_-]+"
SLUG_PATTERN = "[0-9a-z]+(-[0-9a-z]+)*"
PHONE_PATTERN = r"\+?[0-9][0-9 ()./-]*"
_id_text = _matched(ID_PATTERN, 64, "letters, digits, _ and -")
_slug_text = _matched(SLUG_PATTERN, 80, "small letters, digits and single dashes")
_phone_text = _matched(PHONE_PATTERN, 40, "a telephone number")
Id = Annotated[str, PlainValidator(_id_text), _pattern(ID_PATTERN, "number", "boolean")]
"""An id of another system, or of an update."""
Slug = Annotated[str, PlainValidator(_slug_text), _pattern(SLUG_PATTERN, "number", "boolean")]
"""A name that is part of an address."""
Phone = Annotated[str, PlainValidator(_phone_text), _pattern(PHONE_PATTERN, "number")]
"""A telephone number, with spaces and punctuation."""
ALIAS_PATTERN = "/[A-Za-z0-9._~/-]+"


MAX_PATH_PART = 200
"""Characters of one part of an address: it names a file or folder, and file systems allow about 255."""


def _unfit_part(part: str) -> bool:
    return part in ("", ".", "..", ".sitegen") or len(part) > MAX_PATH_PART


def alias_text(node: Any) -> str:
    """An old address of this site: a path from its root, without `..`."""
    text = one_line(300)(node)
    parts = text[1:].removesuffix("/").split("/")
    if not re.fullmatch(ALIAS_PATTERN, text, re.ASCII) or any(_unfit_part(part) for part in parts):
        hint = "Write a path that begins with /, without .., // and characters that need escaping."
        if max(map(len, parts)) > MAX_PATH_PART:
            hint = f"Each part of a path has at most {MAX_PATH_PART} characters."
        elif ".sitegen" in parts:
            hint = "`.sitegen` is reserved for builds."
        raise field_error(f"expected an old address such as /incidents/abc123, found {quoted(text)}", hint)
    return text


Alias = Annotated[str, PlainValidator(alias_text), _pattern(ALIAS_PATTERN)]
MAX_ALIASES = 100


def limited_aliases(aliases: tuple[str, ...]) -> tuple[str, ...]:
    """*aliases*; refuses more old addresses than an entry can have had."""
    if len(aliases) > MAX_ALIASES:
        raise field_error(f"expected at most {MAX_ALIASES} old addresses, found {len(aliases):,}")
    return aliases


Aliases = Annotated[Listed[Alias], AfterValidator(limited_aliases)]
URL_PATTERN = r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?"


def url_text(node: Any) -> str:
    """A full http or https address."""
    text = one_line(500)(node)
    match = re.fullmatch(URL_PATTERN, text, re.ASCII)
    if not match:
        raise field_error(f"expected an address that begins with https://, found {quoted(text)}")
    if int((match[1] or ":443")[1:]) not in range(1, 65536):
        raise field_error(f"expected a port from 1 to 65535, found {quoted(match[1][1:])}")
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise field_error(f"expected two hexadecimal digits after each % of an address, found {quoted(text)}")
    return text


Url = Annotated[str, PlainValidator(url_text), _pattern(URL_PATTERN)]
# The address to clone from, without `.git`, is the address of the pages.
Repository = Annotated[
    str, PlainValidator(lambda node: url_text(node).rstrip("/").removesuffix(".git")), _pattern(URL_PATTERN)
]


def email_text(node: Any) -> str:
    """An e-mail address, loosely: the part before the @ belongs to its owner."""
    text = one_line(254)(node)
    if not re.fullmatch(r"[^@\s<>\"'():]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", text):
        hint = "Leave out mailto:." if text.lower().startswith("mailto:") else ""
        raise field_error(f"expected an e-mail address, found {quoted(text)}", hint)
    return text


Email = Annotated[str, PlainValidator(email_text), WithJsonSchema({"type": "string"})]


LOCALE_PATTERN = "[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"


def locale_text(node: Any) -> str:
    """A language tag (BCP 47): language, script, region."""
    text = one_line(20)(node)
    if not re.fullmatch(LOCALE_PATTERN, text, re.ASCII):
        better = text.replace("_", "-")
        hint = f"Did you mean '{better}'?" if re.fullmatch(LOCALE_PATTERN, better, re.ASCII) else ""
        raise field_error(f"expected a language tag such as en or zh-CN, found {quoted(text)}", hint)
    return text


Locale = Annotated[str, PlainValidator(locale_text), _pattern(LOCALE_PATTERN)]


def nearest_locale(text: str, locales: Sequence[str]) -> str:
    """The hint `Did you mean '…'?` with the nearest of *locales* or one of the same language, else nothing."""
    language = re.split("[_-]", text.lower())[0]
    same = next((one for one in locales if one.split("-")[0] == language), "")
    return nearest(text.replace("_", "-"), locales) or (f"Did you mean '{same}'?" if same else "")


def site_locale(node: Any, info: ValidationInfo) -> str:
    """One of the languages of the site."""
    text, locales = one_line(20)(node), context_of(info).locales
    if text not in locales:
        message = f"expected a language of this site ({one_of(locales)}), found {quoted(text)}"
        raise field_error(message, nearest_locale(text, locales) or "Add it to `locales` in site.yml.")
    return text


SiteLocale = Annotated[str, PlainValidator(site_locale), _pattern(LOCALE_PATTERN)]


def local_text(node: Any, info: ValidationInfo) -> Text:
    """A text for readers: one, or one for each language of the site."""
    locales = context_of(info).locales
    if isinstance(node, YamlScalar):
        return Text(one_line(_MAX_LINE)(node), locales[0])
    if isinstance(node, YamlList):
        raise field_error("expected a text, or one for each language, found a list")
    texts: dict[str, str] = {}
    for key, value in node.entries:
        if key.text not in locales:
            message = f"expected a language of this site ({one_of(locales)}), found {quoted(key.text)}"
            raise field_error(message, nearest_locale(key.text, locales) or "Add it to `locales`.", key.text)
        try:
            texts[key.text] = one_line(_MAX_LINE)(value)
        except PydanticCustomError as error:
            details = error.context or {}
            raise field_error(details["message"], details["hint"], key.text) from None
    if locales[0] not in texts:
        raise field_error(f"expected a text in {locales[0]}, the first language of the site, found none")
    return Text(texts[locales[0]], locales[0], tuple((key, text) for key, text in texts.items() if key != locales[0]))


_LOCAL_SCHEMA = {"anyOf": [ANY_TEXT, {"type": "object", "additionalProperties": ANY_TEXT}]}
LocalText = Annotated[Text, PlainValidator(local_text), WithJsonSchema(_LOCAL_SCHEMA)]

# --- enumerations and numbers ----------------------------------------------------------------------------


_SYNONYMS = by_synonym(
    major_outage="down outage",
    partial_outage="disrupted",
    degraded_performance="degraded slow",
    under_maintenance="maintenance",
    operational="up ok",
    minor="low",
    major="medium high",
    outage="incident",
    notice="announcement",
    first="investigating",
    progress="identified monitoring update",
    announced="scheduled",
    started="in_progress",
    team="internal engineering",
)


def _member(*members: _Enum) -> Callable[[Any], _Enum]:
    known = {str(member): member for member in members}

    def read(node: Any) -> _Enum:
        text = node.text.strip() if isinstance(node, YamlScalar) else ""
        if text not in known:
            spelled = re.sub(r"[\s-]+", "_", text.lower())
            synonym = _SYNONYMS.get(spelled)
            hint = f"Did you mean '{synonym}'?" if synonym in known else nearest(spelled[:60], known, cutoff=0.5)
            if spelled in ("maintenance", ComponentStatus.UNDER_MAINTENANCE):
                hint = hint if synonym in known else "Maintenance goes in content/maintenance/."
            raise field_error(f"expected {one_of(known)}, found {node_kind(node)}", hint)
        return known[text]

    return read


_Enum = TypeVar("_Enum", bound=StrEnum)


def _member_schema(values: Iterable[StrEnum]) -> dict[str, Any]:
    """The values, for editors to offer, and the same in quotes with spaces around them."""
    around = {"type": "string", "pattern": f"^\\s*({'|'.join(values)})\\s*$"}
    return {"anyOf": [{"enum": list(values)}, around]}


ImpactField = Annotated[Impact, PlainValidator(_member(*Impact)), WithJsonSchema(_member_schema(Impact))]
KindField = Annotated[Kind, PlainValidator(_member(*Kind)), WithJsonSchema(_member_schema(Kind))]


_audience = _member(*Audience)


def notified(node: Any) -> tuple[Audience, ...] | None:
    """Who is told of an update: `no` (nobody), `yes` (everybody: None), or a list of audiences."""
    if isinstance(node, YamlList):
        return tuple(dict.fromkeys(map(_audience, node.items)))
    text = node.text.strip().lower() if isinstance(node, YamlScalar) else ""
    if text in ("no", "false"):
        return ()
    if text in ("yes", "true"):
        return None
    hint = nearest(text, Audience, cutoff=0.5) if text else ""
    hint = f"Write `[{text}]`." if text in set(Audience) else hint
    raise field_error(f"expected no, or a list of {one_of(Audience)}, found {node_kind(node)}", hint)


Notified = Annotated[
    tuple[Audience, ...] | None,
    PlainValidator(notified),
    WithJsonSchema({"anyOf": [{"type": ["boolean", "string"]}, {"type": "array", "items": _member_schema(Audience)}]}),
]


AudienceField = Annotated[Audience, PlainValidator(_audience), WithJsonSchema(_member_schema(Audience))]
LevelField = Annotated[
    WordingLevel, PlainValidator(_member(*WordingLevel)), WithJsonSchema(_member_schema(WordingLevel))
]
StageField = Annotated[Stage, PlainValidator(_member(*Stage)), WithJsonSchema(_member_schema(Stage))]


def route_channel(node: Any) -> Channel:
    """A channel to which messages can be sent; refuses those where people paste them."""
    text = node.text.strip() if isinstance(node, YamlScalar) else ""
    if text in set(ROUTE_CHANNELS):
        return Channel(text)
    hint = nearest(text[:60].lower(), ROUTE_CHANNELS, cutoff=0.7) or "Other services are reached by `apprise`."
    if text in set(Channel):
        hint = f"People paste it there: `sitegen message SLUG --channel {text}` prints it."
    raise field_error(f"expected a channel to send to ({one_of(ROUTE_CHANNELS)}), found {node_kind(node)}", hint)


RouteChannel = Annotated[Channel, PlainValidator(route_channel), WithJsonSchema(_member_schema(ROUTE_CHANNELS))]
VARIABLE_PATTERN = r"\$[A-Za-z_][A-Za-z0-9_]*"


def variable_name(node: Any) -> str:
    """The name of an environment variable, from `$NAME`. Anything else may be a secret, so it is never repeated."""
    text = node.text.strip() if isinstance(node, YamlScalar) else ""
    if not re.fullmatch(VARIABLE_PATTERN, text, re.ASCII):
        found = node_kind(node) if not text else "something else, which may be a secret"
        hint = "Put the address into that variable. One that has been committed is no secret any more: replace it."
        bare = text.strip("${}")
        if re.fullmatch(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Z]+(_[A-Z0-9]+)*", text, re.ASCII) and len(bare) < 40:
            found, hint = quoted(text), f"Did you mean '${bare}'?"
        raise field_error(f"expected the name of an environment variable, such as $MAIL_USERS, found {found}", hint)
    return text[1:]


VariableName = Annotated[str, PlainValidator(variable_name), _pattern(VARIABLE_PATTERN)]


def yes_or_no(node: Any) -> bool:
    """`true` or `false`, `yes` or `no`."""
    text = one_line(20)(node)
    if text.lower() not in ("true", "yes", "false", "no"):
        raise field_error(f"expected true or false, found {quoted(text)}")
    return text.lower() in ("true", "yes")


YES_NO_PATTERN = "[Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]"
YesNo = Annotated[bool, PlainValidator(yes_or_no), _pattern(YES_NO_PATTERN, "boolean")]


def percent(node: Any) -> int:
    """`70` or `70%`."""
    text = one_line(20)(node)
    match = re.fullmatch(r"(\d{1,3}) ?[%％]?", text, re.ASCII)
    if not match or int(match[1]) > 100:
        raise field_error(f"expected a percentage from 0 to 100, found {quoted(text)}")
    return int(match[1])


_PERCENT_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 100}, {"type": "string"}]}
Percent = Annotated[int, PlainValidator(percent), WithJsonSchema(_PERCENT_SCHEMA)]
SHARE_PATTERN = r"0|1|[01]?\.[0-9]{1,4}"


def share(node: Any) -> float:
    """A number from 0 to 1."""
    text = one_line(20)(node)
    if not re.fullmatch(SHARE_PATTERN, text, re.ASCII) or float(text) > 1:
        raise field_error(f"expected a number from 0 to 1, found {quoted(text)}")
    return float(text)


_SHARE_SCHEMA = {"type": ["number", "string"], "minimum": 0, "maximum": 1, "pattern": f"^\\s*({SHARE_PATTERN})\\s*$"}
Share = Annotated[float, PlainValidator(share), WithJsonSchema(_SHARE_SCHEMA)]

# --- times -----------------------------------------------------------------------------------------------


def _time_field(read: Callable[[str, FieldContext], Any]) -> PlainValidator:
    """A validator of what *read* understands, which raises TimeProblem."""
    short = one_line(60)

    def validate(node: Any, info: ValidationInfo) -> Any:
        try:
            return read(short(node), context_of(info))
        except times.TimeProblem as problem:
            raise field_error(problem.message, problem.hint) from None

    return PlainValidator(validate)


def _moment(text: str, context: FieldContext, *, before: bool = False) -> datetime:
    if context.heading:
        return times.read_related(text, context.zone, context.heading, before=before)
    return times.read_moment(text, context.zone)


def _corrected(text: str, context: FieldContext) -> datetime:
    assert context.heading is not None, "only an update corrects its time"
    return times.read_corrected(text, zone=context.zone, heading=context.heading)


def _zone(text: str, _: FieldContext) -> str:
    times.read_zone(text)
    return text


DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT_PATTERN = f"{DAY_PATTERN}(T| +)({times.CLOCK})( *({times.ZONE}))?".replace(r"\d", "[0-9]")
MomentField = Annotated[datetime, _time_field(_moment), _pattern(MOMENT_PATTERN)]
PastMomentField = Annotated[datetime, _time_field(partial(_moment, before=True)), _pattern(MOMENT_PATTERN)]
OldMomentField = Annotated[datetime, _time_field(_corrected), _pattern(MOMENT_PATTERN)]
DayField = Annotated[date, _time_field(lambda text, _: times.read_day(text)), _pattern(DAY_PATTERN)]
DurationField = Annotated[timedelta, _time_field(lambda text, _: times.read_duration(text)), _pattern("[0-9]+[mhd]")]
Zone = Annotated[str, _time_field(_zone), WithJsonSchema({"type": "string"})]


def done_text(node: Any) -> date | bool:
    """The day on which something was done, or whether it was."""
    text = one_line(20)(node)
    if text.lower() in ("true", "yes", "false", "no"):
        return text.lower() in ("true", "yes")
    try:
        return times.read_day(text)
    except times.TimeProblem as problem:
        message = problem.message.replace("a day as YYYY-MM-DD", "yes, no or a day as YYYY-MM-DD")
        raise field_error(message, problem.hint) from None


Done = Annotated[date | bool, PlainValidator(done_text), _pattern(f"{YES_NO_PATTERN}|{DAY_PATTERN}", "boolean")]

# --- components, scope, compensation ---------------------------------------------------------------------


def known_component(text: Any, info: ValidationInfo) -> str:
    """The id of a component in site.yml."""
    known = context_of(info).components
    if text not in known:
        named = context_of(info).names.get(str(text).casefold())
        hint = f"The id of this component is '{named}'." if named else nearest(text, sorted(known), cutoff=0.8)
        if not hint:
            # Perhaps not a typo: files may name a component that somebody has removed from site.yml.
            hint = f"{nearest(text, sorted(known)) or _ids(known)} {_RETIRED}"
        hint = "Type a half-width comma and a space between ids." if re.search("[，、；]", str(text)) else hint
        raise field_error(f"expected a component of site.yml, found {quoted(text)}", hint)
    return str(text)


_RETIRED = "Keep a removed component in site.yml, with `retired: YYYY-MM-DD`, the first day without it."


def _ids(known: frozenset[str]) -> str:
    shown = ", ".join(sorted(known)[:12]) + (", …" if len(known) > 12 else "")
    return f"The components are {shown}." if known else "site.yml has no components."


def component_statuses(node: Any) -> Any:
    """Components with their statuses, or a list of affected components without statuses."""
    if isinstance(node, YamlScalar):
        message = f"expected components with their statuses, found {node_kind(node)}"
        raise field_error(message, "For example {login: major_outage}.")
    if isinstance(node, YamlList):
        ids = [_listed_id(item) for item in node.items]
        repeated = next((one for one, count in Counter(ids).items() if count > 1), None)
        if repeated is not None:
            raise field_error(f"expected each component once, found {quoted(repeated)} again")
        return dict.fromkeys(ids)
    for key, value in node.entries:
        colon = re.match(r"[^:：]+([:：])\s*\S", key.text) if is_empty(value) else None
        if colon:
            hint = "Put a space after the colon."
            hint = hint if colon[1] == ":" else "Type a half-width colon and a space after it."
            raise field_error(f"expected `component: status`, found {quoted(key.text)}", hint)
    return {key.text: value for key, value in node.entries}


def _listed_id(item: YamlNode) -> str:
    if isinstance(item, YamlMapping):
        hint = "With statuses, leave out the dashes: login: major_outage"
        raise field_error("expected ids of components, found a mapping", hint)
    return one_line(80)(item)


def _or_none(read: Callable[[Any], ComponentStatus]) -> PlainValidator:
    return PlainValidator(lambda node: None if node is None else read(node))


def _components_schema(*statuses: ComponentStatus) -> WithJsonSchema:
    mapping = {"type": "object", "additionalProperties": _member_schema(statuses)}
    return WithJsonSchema({"anyOf": [mapping, {"type": "array", "items": ANY_TEXT, "uniqueItems": True}]})


AFFECTED_STATUSES = tuple(status for status in ComponentStatus if status is not ComponentStatus.UNDER_MAINTENANCE)
"""The component statuses that an incident may state."""
ComponentId = Annotated[str, PlainValidator(known_component)]
Components = Annotated[
    dict[ComponentId, Annotated[ComponentStatus | None, _or_none(_member(*ComponentStatus))]],
    BeforeValidator(component_statuses),
    _components_schema(*ComponentStatus),
]
AffectedComponents = Annotated[
    dict[ComponentId, Annotated[ComponentStatus | None, _or_none(_member(*AFFECTED_STATUSES))]],
    BeforeValidator(component_statuses),
    _components_schema(*AFFECTED_STATUSES),
]
ListedComponent = Annotated[
    str, PlainValidator(lambda node, info: known_component(_listed_id(node), info)), WithJsonSchema(ANY_TEXT)
]
"""The id of a component as an item of a list."""

"""The types of fields: what a value may look like, what it becomes, and what editors are told. The home of pydantic.

A `Form` describes the keys of one mapping. Its values arrive as pieces of YAML whose scalars are still text;
`fill` turns them into typed values and tells every fault with its line. The JSON Schemas come from the same
forms, and accept whatever the reader accepts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache, partial
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sitegen.model import ComponentStatus, Impact, Kind, Text
from sitegen.problems import MAX_QUOTED_LENGTH, Problems, nearest, one_of, quoted, visible
from sitegen.read.document import YamlList, YamlMapping, YamlNode, YamlScalar
from sitegen.times import (
    CLOCK,
    ZONE,
    TimeProblem,
    read_corrected,
    read_day,
    read_duration,
    read_moment,
    read_related,
    read_zone,
)

LONGEST_TITLE, LONGEST_ITEM, LONGEST_WORKAROUND, LONGEST_LINE = 200, 120, 500, 300


@dataclass(frozen=True, slots=True)
class FieldContext:
    """What a value's meaning depends on."""

    zone: tzinfo
    components: frozenset[str] = frozenset()
    locales: tuple[str, ...] = ("en",)
    heading: datetime | None = None
    """The moment of the update that states the field."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The ids of components by what readers call them, in any language and in small letters."""


def _context(info: ValidationInfo) -> FieldContext:
    context = info.context
    assert isinstance(context, FieldContext), "forms are filled by fill()"
    return context


_Form = TypeVar("_Form", bound="Form")


class Form(BaseModel):
    """The keys of a mapping; keys that begin with `x-` are free, any other unknown key is a problem."""

    # Built when first used: no command uses them all, and each takes a while.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    elsewhere: ClassVar[Mapping[str, str]] = {}
    """Keys that people type from habit, and what to say instead."""

    @model_validator(mode="before")
    @classmethod
    def _open(cls, value: Any) -> Any:
        if isinstance(value, YamlMapping):
            known = _keys(cls)
            return {
                key.text: node
                for key, node in value.entries
                if not ((_empty(node) and key.text in known) or key.text.startswith("x-"))
            }
        if isinstance(value, YamlScalar | YamlList):
            raise field_error(
                f"expected `key: value` lines, found {node_kind(value)}", f"Keys are {', '.join(_keys(cls))}."
            )
        return value


MAX_FAULTS = 100
"""That are told of one mapping: nobody reads more, and each is looked for."""


def fill_form(
    form: type[_Form], node: YamlMapping, context: FieldContext, path: str, problems: Problems, *, partly: bool = False
) -> _Form | None:
    """*node* as *form*, or None after telling every fault; with *partly*, rather what is left without them."""
    try:
        return form.model_validate(node, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    for detail in details[:MAX_FAULTS]:
        _tell(form, node, detail["loc"], detail["type"], detail.get("ctx", {}), path, problems)
    if len(details) > MAX_FAULTS:
        message = f"expected fewer than {MAX_FAULTS} faults, found {len(details):,}"
        problems.error(path, node.line, "", message, "Mend those that are told; the others come after them.")
    wrong = {detail["loc"][0] for detail in details if detail["loc"]}
    left = tuple((key, value) for key, value in node.entries if key.text not in wrong)
    if not partly or len(left) == len(node.entries):
        return None
    return fill_form(form, YamlMapping(left, node.line), context, path, Problems())


def emptied(node: YamlMapping, form: type[Form]) -> tuple[str, ...]:
    """The known keys of *node* that have no value: in an update, they clear what was said."""
    return tuple(key.text for key, value in node.entries if _empty(value) and key.text in form.model_fields)


def json_schema(form: type[Form], title: str) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) for editors, from the same definition that the reader uses."""
    schema = form.model_json_schema(mode="validation")
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("title")
        part["patternProperties"] = {"^x-": {}}
        for name, described in part.get("properties", {}).items():
            described.pop("default", None)
            described.pop("title", None)
            if name not in part.get("required", ()):
                part["properties"][name] = _or_nothing(described)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _or_nothing(described: dict[str, Any]) -> dict[str, Any]:
    """A key without a value is as good as none."""
    about = {"description": described.pop("description")} if "description" in described else {}
    options = described.get("anyOf", [described])
    return {**about, "anyOf": options if _NOTHING in options else [*options, _NOTHING]}


_NOTHING = {"type": "null"}


def field_error(message: str, hint: str = "", *within: str) -> PydanticCustomError:
    """What a field's reader raises: what was expected and found, and what to do; *within*: the key or item at fault."""
    return PydanticCustomError("content", "{message}", {"message": message, "hint": hint, "within": within})


def node_kind(node: object) -> str:
    """What sort of YAML a value is, for messages."""
    if isinstance(node, YamlScalar):
        return quoted(node.text) if node.text else "nothing"
    return "a list" if isinstance(node, YamlList) else "a mapping"


def _empty(node: YamlNode) -> bool:
    return isinstance(node, YamlScalar) and node.plain and not node.text


def _tell(
    form: type[Form],
    node: YamlMapping,
    loc: Sequence[int | str],
    type_: str,
    details: Mapping[str, Any],
    path: str,
    problems: Problems,
) -> None:
    *outer, last = loc or ("",)
    # Pydantic names the form of a component, and the key of a mapping as such; people know neither.
    names = [part for part in outer if part not in _PARTS]
    if type_ in ("missing", "extra_forbidden") or last not in _PARTS:
        names.append(last)
    names += details.get("within", ())
    line, shown = _place(node, names)
    if type_ == "missing":
        parent = _at(node, names[:-1])
        stated = isinstance(parent, YamlMapping) and parent.get(str(last)) is not None
        message = "expected a value, found nothing" if stated else "expected this key, found none"
        example = _EXAMPLES.get(f"{_nested(form, outer).__name__}.{last}") or _EXAMPLES.get(str(last), "…")
        problems.error(path, line, shown, message, f"For example `{last}: {example}`.")
    elif type_ == "extra_forbidden":
        spaced = any(key.written for key, _ in node.entries)
        nested = _nested(form, outer)
        message, hint = _unknown(nested, str(last), _at(node, names[:-1]), spaced=spaced)
        problems.error(path, line, shown, message, hint)
    elif type_ == "content":
        problems.error(path, line, shown, details["message"], details["hint"])
    else:
        problems.error(path, line, shown, "expected another kind of value, found this one")


_PARTS = ("<ComponentForm>", "<GroupForm>", "[key]")
_EXAMPLES = {
    "title": "Sign-in is failing",
    "components": "{login: major_outage}`, or, where none is concerned, `components: []",
    "start": "2026-02-01 02:00",
    "end": "2026-02-01 04:00",
    "published": "2026-01-26 10:00",
    "at": "2026-01-23 14:45",
    "for": "everyone who tried to sign in",
    "id": "login",
    "name": "Example Cloud",
    "ComponentForm.name": "Login",
    "GroupForm.components": "[{id: login, name: Login}]",
    "LinkForm.name": "Help",
    "LinkForm.url": "https://example.com/help",
    "url": "https://status.example.com",
    "timezone": "Asia/Shanghai",
}


def _unknown(form: type[Form], key: str, parent: YamlNode | None, *, spaced: bool) -> tuple[str, str]:
    """What to say about a key of *parent* that *form* does not have; *spaced* where keys are written with spaces."""
    keys = [name.replace("_", " ") if spaced else name for name in _keys(form)]
    spelled = re.sub(r"[\s_-]+", "_", key.lower())
    hint = form.elsewhere.get(spelled) or nearest(key.replace("_", " ") if spaced else key, keys, cutoff=0.7)
    hint = _misread(form, key, parent, spaced=spaced) or hint
    return (
        f"expected a key that is known here, found {quoted(key)}",
        hint or f"Known are {', '.join(keys)}; keys that begin with x- are free.",
    )


def _misread(form: type[Form], key: str, parent: YamlNode | None, *, spaced: bool) -> str:
    """What to do about a key that its author did not take for one; perhaps nothing."""
    if not isinstance(parent, YamlMapping):
        return ""
    value, line = parent.get(key), parent.line_of(key)
    text = value.text if isinstance(value, YamlScalar) else ""
    if text in set(ComponentStatus) and "components" in _keys(form):
        stated = f"components: {{{key}: {text}}}"
        return f"Say `{'- ' if spaced else ''}{stated}`."
    before = [name for name, _ in parent.entries if name.line == line and name.text != key]
    if before and value is not None and _empty(value):
        return "A comma between braces ends a text: put it in quotes, or write each key on a line of its own."
    return ""


def _at(node: YamlNode | None, names: Sequence[int | str]) -> YamlNode | None:
    """The piece of *node* to which *names* lead."""
    for name in names:
        if isinstance(node, YamlMapping):
            node = node.get(str(name))
        elif isinstance(node, YamlList) and isinstance(name, int) and name < len(node.items):
            node = node.items[name]
        else:
            return None
    return node


def _place(node: YamlNode, names: Sequence[int | str]) -> tuple[int, str]:
    """The line to which *names* lead in *node*, and how the author would name the place."""
    line, shown = node.line, ""
    here: YamlNode | None = node
    for name in names:
        word = str(name)
        if isinstance(here, YamlMapping):
            key = next((key for key, _ in here.entries if key.text == name), None)
            line, word = (key.line, key.written or key.text) if key else (line, word)
            here = here.get(str(name))
        elif isinstance(here, YamlList):
            items = here.items
            texts = [item.text if isinstance(item, YamlScalar) else "" for item in items]
            index = name if isinstance(name, int) else texts.index(name) if name in texts else len(items)
            here = items[index] if index < len(items) else None
            line = here.line if here else line
        else:
            here = None
        shown += f"[{name + 1}]" if isinstance(name, int) else f".{word}"
    return line, visible(shown.lstrip(".")[:MAX_QUOTED_LENGTH])


@cache
def _keys(form: type[Form]) -> tuple[str, ...]:
    """The keys that *form* knows, as they are written."""
    return tuple(info.alias or name for name, info in form.model_fields.items())


def _nested(form: type[Form], loc: Sequence[int | str]) -> type[Form]:
    """The form at *loc* within *form*; a part such as `<GroupForm>` names the one of several."""
    nested = [form]
    for part in loc:
        if part in _PARTS:
            nested = [one for one in nested if one.__name__ == str(part).strip("<>")] or nested
        elif isinstance(part, str):
            field = next((info for name, info in nested[0].model_fields.items() if (info.alias or name) == part), None)
            nested = (_forms(field.annotation) if field else []) or nested
    return nested[0]


def _forms(annotation: Any) -> list[type[Form]]:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return [annotation]
    return [form for part in getattr(annotation, "__args__", ()) for form in _forms(part)]


# --- texts -----------------------------------------------------------------------------------------------

# Editors take `404` for a number and `true` for a truth, where we read the text that was written.
_ANY_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}


def one_line(longest: int) -> Callable[[Any], str]:
    """A reader of one-line texts of at most *longest* characters."""

    def read(node: Any) -> str:
        if not isinstance(node, YamlScalar):
            hint = "A text that contains ': ', or begins with [ or {, must be put in quotes."
            raise field_error(f"expected a text, found {node_kind(node)}", hint)
        if node.plain and node.text in ("~", "null", "Null", "NULL"):
            hint = "Leave the value out; or put it in quotes, if the word is meant."
            raise field_error(f"expected a text, found {quoted(node.text)}, which to many means nothing", hint)
        text = node.text.strip()
        if not text:
            raise field_error("expected a text, found nothing")
        if not text.isascii() and all(unicodedata.category(character) in ("Cf", "Mn", "Zs") for character in text):
            raise field_error(f"expected a text, found nothing that can be seen: {quoted(text)}")
        if "\n" in text:
            raise field_error("expected a text of one line, found several")
        if len(text) > longest:
            raise field_error(f"expected at most {longest} characters, found {len(text)}")
        return text

    return read


def _text_schema(longest: int) -> WithJsonSchema:
    # A folded text ends in a line feed, which we take off.
    return WithJsonSchema({**_ANY_TEXT, "minLength": 1, "maxLength": longest + 1})


def _pattern(pattern: str, *other: str) -> WithJsonSchema:
    """A text of that form; or what editors take such a text for."""
    return WithJsonSchema({"type": ["string", *other] if other else "string", "pattern": f"^\\s*({pattern})\\s*$"})


TitleText = Annotated[str, PlainValidator(one_line(LONGEST_TITLE)), _text_schema(LONGEST_TITLE)]
ListItem = Annotated[str, PlainValidator(one_line(LONGEST_ITEM)), _text_schema(LONGEST_ITEM)]
OneLine = Annotated[str, PlainValidator(one_line(LONGEST_LINE)), _text_schema(LONGEST_LINE)]
Workaround = Annotated[str, PlainValidator(one_line(LONGEST_WORKAROUND)), _text_schema(LONGEST_WORKAROUND)]


def list_items(node: Any) -> Any:
    """The items of a list; a single text is refused, for it may have been meant as several."""
    if isinstance(node, YamlList):
        return list(node.items)
    if isinstance(node, YamlScalar | YamlMapping):
        raise field_error(f"expected a list, found {node_kind(node)}", "Write one item a line, each behind '- '.")
    return node


def prose_list(node: Any) -> Any:
    """The items of a list of prose, which stands one item a line: in brackets a comma would cut it."""
    if isinstance(node, YamlList) and node.flow and node.items:
        raise field_error(
            "expected one item a line, found a list in brackets", "A comma in an item would cut it in two."
        )
    return list_items(node)


ProseList = Annotated[tuple[ListItem, ...], BeforeValidator(prose_list)]


ID_PATTERN = "[A-Za-z0-9_-]+"


def id_text(node: Any) -> str:
    """An id from elsewhere."""
    text = one_line(64)(node)
    if not re.fullmatch(ID_PATTERN, text, re.ASCII):
        raise field_error(f"expected letters, digits, _ and -, found {quoted(text)}")
    return text


Id = Annotated[str, PlainValidator(id_text), _pattern(ID_PATTERN, "number", "boolean")]
SLUG_PATTERN = "[0-9a-z]+(-[0-9a-z]+)*"


def slug_text(node: Any) -> str:
    """A name that is part of an address."""
    text = one_line(80)(node)
    if not re.fullmatch(SLUG_PATTERN, text, re.ASCII):
        raise field_error(f"expected small letters, digits and single dashes, found {quoted(text)}")
    return text


Slug = Annotated[str, PlainValidator(slug_text), _pattern(SLUG_PATTERN, "number", "boolean")]
ALIAS_PATTERN = "/[A-Za-z0-9._~/-]+"


MAX_PATH_PART = 200
"""Characters of one part of an address, which is the name of a file or a folder; systems take some 255."""


def _unfit_part(part: str) -> bool:
    return part in ("", ".", "..", ".sitegen") or len(part) > MAX_PATH_PART


def alias_text(node: Any) -> str:
    """An old address of ours: a path from the root, which cannot climb out of the site."""
    text = one_line(300)(node)
    parts = text[1:].removesuffix("/").split("/")
    if not re.fullmatch(ALIAS_PATTERN, text, re.ASCII) or any(_unfit_part(part) for part in parts):
        hint = "A path that begins with / and has neither .., // nor signs that need escaping."
        if max(map(len, parts)) > MAX_PATH_PART:
            hint = f"Each part of it has at most {MAX_PATH_PART} characters."
        elif ".sitegen" in parts:
            hint = "In `.sitegen` builds keep what is theirs."
        raise field_error(f"expected an old address such as /incidents/abc123, found {quoted(text)}", hint)
    return text


Alias = Annotated[str, PlainValidator(alias_text), _pattern(ALIAS_PATTERN)]
MAX_ALIASES = 100


def limited_aliases(aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list of old addresses that no entry can have had."""
    if len(aliases) > MAX_ALIASES:
        raise field_error(f"expected at most {MAX_ALIASES} old addresses, found {len(aliases):,}")
    return aliases


Aliases = Annotated[tuple[Alias, ...], BeforeValidator(list_items), AfterValidator(limited_aliases)]
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
        raise field_error(f"expected two digits behind each % of an address, found {quoted(text)}")
    return text


Url = Annotated[str, PlainValidator(url_text), _pattern(URL_PATTERN)]
# The address to clone from leads to no page; without its end it is that of the pages.
Repository = Annotated[
    str, PlainValidator(lambda node: url_text(node).rstrip("/").removesuffix(".git")), _pattern(URL_PATTERN)
]


def email_text(node: Any) -> str:
    """An e-mail address, loosely: the part before the @ belongs to its owner."""
    text = one_line(254)(node)
    if not re.fullmatch(r"[^@\s<>\"'():]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", text):
        hint = "Leave mailto: out." if text.lower().startswith("mailto:") else ""
        raise field_error(f"expected an e-mail address, found {quoted(text)}", hint)
    return text


Email = Annotated[str, PlainValidator(email_text), WithJsonSchema({"type": "string"})]


PHONE_PATTERN = r"\+?[0-9][0-9 ()./-]*"


def phone_text(node: Any) -> str:
    """A telephone number as people write it."""
    text = one_line(40)(node)
    if not re.fullmatch(PHONE_PATTERN, text, re.ASCII):
        raise field_error(f"expected a telephone number, found {quoted(text)}")
    return text


Phone = Annotated[str, PlainValidator(phone_text), _pattern(PHONE_PATTERN, "number")]

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
    """The hint `Did you mean '…'?` with one of *locales*: the nearest word, or another region of that language."""
    language = re.split("[_-]", text.lower())[0]
    same = next((one for one in locales if one.split("-")[0] == language), "")
    return nearest(text.replace("_", "-"), locales) or (f"Did you mean '{same}'?" if same else "")


def local_text(node: Any, info: ValidationInfo) -> Text:
    """Words for readers: one text, or one for each language of the site."""
    locales = _context(info).locales
    if isinstance(node, YamlScalar):
        return Text(one_line(LONGEST_LINE)(node), locales[0])
    if isinstance(node, YamlList):
        raise field_error("expected a text, or one for each language, found a list")
    texts: dict[str, str] = {}
    for key, value in node.entries:
        if key.text not in locales:
            message = f"expected a language of this site ({one_of(locales)}), found {quoted(key.text)}"
            raise field_error(message, nearest_locale(key.text, locales) or "Add it to `locales`.", key.text)
        try:
            texts[key.text] = one_line(LONGEST_LINE)(value)
        except PydanticCustomError as error:
            details = error.context or {}
            raise field_error(details["message"], details["hint"], key.text) from None
    if locales[0] not in texts:
        raise field_error(f"expected at least a text in {locales[0]}, the first language of the site, found none")
    return Text(texts[locales[0]], locales[0], tuple((key, text) for key, text in texts.items() if key != locales[0]))


_LOCAL_SCHEMA = {"anyOf": [_ANY_TEXT, {"type": "object", "additionalProperties": _ANY_TEXT}]}
LocalText = Annotated[Text, PlainValidator(local_text), WithJsonSchema(_LOCAL_SCHEMA)]

# --- words with a fixed meaning --------------------------------------------------------------------------


_HABITS = {
    "down": "major_outage",
    "outage": "major_outage",
    "disrupted": "partial_outage",
    "degraded": "degraded_performance",
    "slow": "degraded_performance",
    "maintenance": "under_maintenance",
    "up": "operational",
    "ok": "operational",
    "low": "minor",
    "medium": "major",
    "high": "major",
    "incident": "outage",
    "announcement": "notice",
}


def _exact(*words: _Enum) -> Callable[[Any], _Enum]:
    known = {str(word): word for word in words}

    def read(node: Any) -> _Enum:
        text = node.text.strip() if isinstance(node, YamlScalar) else ""
        if text not in known:
            spelled = re.sub(r"[\s-]+", "_", text.lower())
            habit = _HABITS.get(spelled)
            hint = f"Did you mean '{habit}'?" if habit in known else nearest(spelled[:60], known, cutoff=0.5)
            if spelled in ("maintenance", ComponentStatus.UNDER_MAINTENANCE):
                hint = hint if habit in known else "Maintenance lies in content/maintenance."
            raise field_error(f"expected {one_of(known)}, found {node_kind(node)}", hint)
        return known[text]

    return read


_Enum = TypeVar("_Enum", bound=StrEnum)


def _exact_schema(words: Iterable[StrEnum]) -> dict[str, Any]:
    """The words, for editors to offer, and the same with space around them in quotes."""
    around = {"type": "string", "pattern": f"^\\s*({'|'.join(words)})\\s*$"}
    return {"anyOf": [{"enum": list(words)}, around]}


ImpactWord = Annotated[Impact, PlainValidator(_exact(*Impact)), WithJsonSchema(_exact_schema(Impact))]
KindWord = Annotated[Kind, PlainValidator(_exact(*Kind)), WithJsonSchema(_exact_schema(Kind))]


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


Percent = Annotated[
    int,
    PlainValidator(percent),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0, "maximum": 100}, {"type": "string"}]}),
]


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


_SHORT = one_line(60)


def _timed(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    def from_node(node: Any) -> Any:
        try:
            return read(_SHORT(node))
        except TimeProblem as problem:
            raise field_error(problem.message, problem.hint) from None

    return from_node


def _moment(before: bool) -> Callable[[Any, ValidationInfo], datetime]:
    def from_node(node: Any, info: ValidationInfo) -> datetime:
        context = _context(info)
        heading = context.heading

        def read(text: str) -> datetime:
            if heading is None:
                return read_moment(text, context.zone)
            return read_related(text, context.zone, heading, before=before)

        return _timed(read)(node)  # type: ignore[no-any-return]

    return from_node


def _corrected(node: Any, info: ValidationInfo) -> datetime:
    context = _context(info)
    assert context.heading is not None, "only an update corrects its time"
    return _timed(partial(read_corrected, zone=context.zone, heading=context.heading))(node)  # type: ignore[no-any-return]


DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT_PATTERN = f"{DAY_PATTERN}(T| +)({CLOCK})( *({ZONE}))?".replace(r"\d", "[0-9]")
MomentField = Annotated[datetime, PlainValidator(_moment(before=False)), _pattern(MOMENT_PATTERN)]
PastMomentField = Annotated[datetime, PlainValidator(_moment(before=True)), _pattern(MOMENT_PATTERN)]
OldMomentField = Annotated[datetime, PlainValidator(_corrected), _pattern(MOMENT_PATTERN)]
DayField = Annotated[date, PlainValidator(_timed(read_day)), _pattern(DAY_PATTERN)]
DurationField = Annotated[timedelta, PlainValidator(_timed(read_duration)), _pattern("[0-9]+[mhd]")]


def _zone(text: str) -> str:
    read_zone(text)
    return text


Zone = Annotated[str, PlainValidator(_timed(_zone)), WithJsonSchema({"type": "string"})]


def done_text(node: Any) -> date | bool:
    """The day on which it was done, or only that it was."""
    text = one_line(20)(node)
    if text.lower() in ("true", "yes", "false", "no"):
        return text.lower() in ("true", "yes")
    try:
        return read_day(text)
    except TimeProblem as problem:
        raise field_error(
            problem.message.replace("a day as YYYY-MM-DD", "yes, no or a day as YYYY-MM-DD"), problem.hint
        ) from None


Done = Annotated[date | bool, PlainValidator(done_text), _pattern(f"{YES_NO_PATTERN}|{DAY_PATTERN}", "boolean")]

# --- components, scope, compensation ---------------------------------------------------------------------


def known_component(text: Any, info: ValidationInfo) -> str:
    """The id of a component in site.yml."""
    known = _context(info).components
    if text not in known:
        named = _context(info).names.get(str(text).casefold())
        hint = f"Its id is '{named}'." if named else nearest(text, sorted(known), cutoff=0.8)
        if not hint:
            # Not surely a slip of the pen: files may still name what somebody has taken out of site.yml.
            hint = f"{nearest(text, sorted(known)) or _ids(known)} {_RETIRED}"
        hint = "Type a half-width comma and a space between ids." if re.search("[，、；]", str(text)) else hint
        raise field_error(f"expected a component of site.yml, found {quoted(text)}", hint)
    return str(text)


_RETIRED = "One that is gone stays in site.yml, with `retired: YYYY-MM-DD`, the first day without it."


def _ids(known: frozenset[str]) -> str:
    shown = ", ".join(sorted(known)[:12]) + (", …" if len(known) > 12 else "")
    return f"The components are {shown}." if known else "site.yml has no components."


def component_statuses(node: Any) -> Any:
    """Components with their statuses, or a list of those concerned without a stated status."""
    if isinstance(node, YamlScalar):
        raise field_error(
            f"expected components with their statuses, found {node_kind(node)}", "For example {login: major_outage}."
        )
    if isinstance(node, YamlList):
        ids = [_listed_id(item) for item in node.items]
        twice = next((one for one, count in Counter(ids).items() if count > 1), None)
        if twice is not None:
            raise field_error(f"expected each component once, found {quoted(twice)} again")
        return dict.fromkeys(ids)
    if isinstance(node, YamlMapping):
        for key, value in node.entries:
            colon = re.match(r"[^:：]+([:：])\s*\S", key.text) if _empty(value) else None
            if colon:
                hint = "Put a space behind the colon."
                hint = hint if colon[1] == ":" else "Type a half-width colon and a space behind it."
                raise field_error(f"expected `component: status`, found {quoted(key.text)}", hint)
        return {key.text: value for key, value in node.entries}
    return node


def _listed_id(item: YamlNode) -> str:
    if isinstance(item, YamlMapping):
        raise field_error(
            "expected ids of components, found a mapping", "With statuses there are no dashes: login: major_outage"
        )
    return one_line(80)(item)


def _or_none(read: Callable[[Any], ComponentStatus]) -> PlainValidator:
    return PlainValidator(lambda node: None if node is None else read(node))


def _components_schema(*words: ComponentStatus) -> WithJsonSchema:
    mapping = {"type": "object", "additionalProperties": _exact_schema(words)}
    return WithJsonSchema({"anyOf": [mapping, {"type": "array", "items": _ANY_TEXT, "uniqueItems": True}]})


# During an incident nothing is under maintenance.
AFFECTED_STATUSES = tuple(status for status in ComponentStatus if status is not ComponentStatus.UNDER_MAINTENANCE)
ComponentId = Annotated[str, PlainValidator(known_component)]
Components = Annotated[
    dict[ComponentId, Annotated[ComponentStatus | None, _or_none(_exact(*ComponentStatus))]],
    BeforeValidator(component_statuses),
    _components_schema(*ComponentStatus),
]
AffectedComponents = Annotated[
    dict[ComponentId, Annotated[ComponentStatus | None, _or_none(_exact(*AFFECTED_STATUSES))]],
    BeforeValidator(component_statuses),
    _components_schema(*AFFECTED_STATUSES),
]


class ScopeForm(Form):
    """How far it reaches, in words."""

    users: OneLine | None = Field(default=None, description="Whom it concerns.")
    regions: OneLine | None = Field(default=None, description="Where.")
    requests: OneLine | None = Field(default=None, description="How many requests fail.")
    data: OneLine | None = Field(default=None, description="What it means for data.")


class CompensationForm(Form):
    """One compensation."""

    whom: OneLine = Field(alias="for", description="Who gets it.")
    what: OneLine = Field(description="What they get.")
    by: MomentField | None = Field(default=None, description="Until when they have it.")


Compensations = Annotated[tuple[CompensationForm, ...], BeforeValidator(list_items)]

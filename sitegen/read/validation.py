"""Forms: fill typed values from YAML, report each fault with its line, and describe the keys as a JSON Schema.

A `Form` describes the keys of one mapping; its values arrive as YAML nodes whose scalars are still text. The
schemas come from the same forms and accept whatever the reader accepts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from sitegen.model import ComponentStatus
from sitegen.problems import MAX_QUOTED_LENGTH, Problems, nearest, quoted, visible
from sitegen.read.document import read_text, read_yaml
from sitegen.read.nodes import YamlList, YamlMapping, YamlNode, YamlScalar


@dataclass(frozen=True, slots=True)
class FieldContext:
    """What the meaning of a field depends on."""

    zone: tzinfo
    components: frozenset[str] = frozenset()
    locales: tuple[str, ...] = ("en",)
    heading: datetime | None = None
    """The moment of the update that has the field, if any."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Component ids by displayed name, case-folded, in every language."""


def context_of(info: ValidationInfo) -> FieldContext:
    """The context that `fill_form` passed."""
    context = info.context
    assert isinstance(context, FieldContext), "forms are filled by fill_form()"
    return context


_Form = TypeVar("_Form", bound="Form")


class Form(BaseModel):
    """The keys of a mapping. Keys that begin with `x-` are ignored; any other unknown key is a problem."""

    # Built on first use: no command uses all forms, and building one is slow.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    hints: ClassVar[Mapping[str, str]] = {}
    """Hints for keys that belong elsewhere or to other systems, by key."""

    @model_validator(mode="before")
    @classmethod
    def _by_key(cls, value: Any) -> Any:
        if isinstance(value, YamlMapping):
            known = _keys(cls)
            return {
                key.text: node
                for key, node in value.entries
                if not ((is_empty(node) and key.text in known) or key.text.startswith("x-"))
            }
        if isinstance(value, YamlScalar | YamlList):
            hint = f"Keys are {', '.join(_keys(cls))}."
            raise field_error(f"expected `key: value` lines, found {node_kind(value)}", hint)
        return value


MAX_FAULTS = 100
"""Faults reported for one mapping: nobody reads more, and locating each takes time."""


def fill_form(
    form: type[_Form], node: YamlMapping, context: FieldContext, path: str, problems: Problems, *, partly: bool = False
) -> _Form | None:
    """*node* as *form*, or None after reporting its faults; with *partly*, what is valid without the faulty keys."""
    try:
        return form.model_validate(node, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    for detail in details[:MAX_FAULTS]:
        _report(form, node, detail, path, problems)
    if len(details) > MAX_FAULTS:
        message = f"expected at most {MAX_FAULTS} faults, found {len(details):,}"
        problems.error(path, node.line, "", message, "Fix these first; the others are reported next time.")
    faulty = {detail["loc"][0] for detail in details if detail["loc"]}
    valid = tuple((key, value) for key, value in node.entries if key.text not in faulty)
    if not partly or len(valid) == len(node.entries):
        return None
    return fill_form(form, YamlMapping(valid, node.line), context, path, Problems())


def read_mapping(root: Path, name: str, problems: Problems, hint_for_list: str = "") -> YamlMapping | None:
    """The `key: value` lines of the file *name* in *root*, comments allowed, or None after reporting its problems."""
    text = read_text(root, name, problems)
    if text is None:
        return None
    node = read_yaml(text, name, problems, first=1, comments=True)
    if problems.errors:
        return None
    if not isinstance(node, YamlMapping):
        found = "nothing" if node is None else node_kind(node)
        hint = hint_for_list if isinstance(node, YamlList) else ""
        problems.error(name, 1, "", f"expected `key: value` lines, found {found}", hint)
        return None
    return node


def cleared_keys(node: YamlMapping, form: type[Form]) -> tuple[str, ...]:
    """The known keys of *node* without a value: in an update, they clear what was stated before."""
    return tuple(key.text for key, value in node.entries if is_empty(value) and key.text in form.model_fields)


def json_schema(form: type[Form], title: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of *form*, for editors."""
    schema = form.model_json_schema(mode="validation")
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("title")
        part["patternProperties"] = {"^x-": {}}
        for name, described in part.get("properties", {}).items():
            described.pop("default", None)
            described.pop("title", None)
            if name not in part.get("required", ()):
                part["properties"][name] = _or_null(described)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _or_null(described: dict[str, Any]) -> dict[str, Any]:
    """A key without a value is the same as no key."""
    about = {"description": described.pop("description")} if "description" in described else {}
    options = described.get("anyOf", [described])
    return {**about, "anyOf": options if _NULL in options else [*options, _NULL]}


_NULL = {"type": "null"}


def field_error(message: str, hint: str = "", *within: str) -> PydanticCustomError:
    """The error that a field's validator raises, with a hint; *within* names the key or item at fault."""
    return PydanticCustomError("content", "{message}", {"message": message, "hint": hint, "within": within})


def node_kind(node: object) -> str:
    """A YAML value as messages name it: its text, or its type."""
    if isinstance(node, YamlScalar):
        return quoted(node.text) if node.text else "nothing"
    return "a list" if isinstance(node, YamlList) else "a mapping"


def is_empty(node: YamlNode) -> bool:
    """Whether a key has no value at all: `key:`."""
    return isinstance(node, YamlScalar) and node.plain and not node.text


def _report(form: type[Form], node: YamlMapping, detail: ErrorDetails, path: str, problems: Problems) -> None:
    type_, about = detail["type"], detail.get("ctx", {})
    *outer, last = detail["loc"] or ("",)
    # Pydantic also names the variant of a union and marks the keys of mappings: noise to authors.
    names = [part for part in outer if part not in _PYDANTIC_PARTS]
    if type_ in ("missing", "extra_forbidden") or last not in _PYDANTIC_PARTS:
        names.append(last)
    names += about.get("within", ())
    line, shown, parent = _place(node, names)
    if type_ == "missing":
        stated = isinstance(parent, YamlMapping) and parent.get(str(last)) is not None
        message = "expected a value, found nothing" if stated else "expected this key, found none"
        example = _EXAMPLES.get(f"{_nested(form, outer).__name__}.{last}") or _EXAMPLES.get(str(last), "…")
        problems.error(path, line, shown, message, f"For example `{last}: {example}`.")
    elif type_ == "extra_forbidden":
        spaced = any(key.written for key, _ in node.entries)
        message, hint = _unknown_key(_nested(form, outer), str(last), parent, spaced=spaced)
        problems.error(path, line, shown, message, hint)
    elif type_ == "content":
        problems.error(path, line, shown, about["message"], about["hint"])
    else:
        problems.error(path, line, shown, "expected another kind of value, found this one")


_PYDANTIC_PARTS = ("<ComponentForm>", "<GroupForm>", "[key]")
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
    "routes": "[{audience: users, channel: email, to: $MAIL_USERS}]",
    "audience": "users",
    "channel": "email",
    "to": "$MAIL_USERS",
}


def _unknown_key(form: type[Form], key: str, parent: YamlNode | None, *, spaced: bool) -> tuple[str, str]:
    """Message and hint for an unknown *key* in *parent*; *spaced* if its keys are written with spaces."""
    keys = [name.replace("_", " ") if spaced else name for name in _keys(form)]
    spelled = re.sub(r"[\s_-]+", "_", key.lower())
    hint = form.hints.get(spelled) or nearest(key.replace("_", " ") if spaced else key, keys, cutoff=0.7)
    hint = _misread_key(form, key, parent, spaced=spaced) or hint
    message = f"expected a key that is known here, found {quoted(key)}"
    return message, hint or f"Known keys are {', '.join(keys)}; keys that begin with x- are ignored."


def _misread_key(form: type[Form], key: str, parent: YamlNode | None, *, spaced: bool) -> str:
    """A hint for a *key* that its author did not mean as one; empty if it looks like one."""
    if not isinstance(parent, YamlMapping):
        return ""
    value, line = parent.get(key), parent.line_of(key)
    text = value.text if isinstance(value, YamlScalar) else ""
    if text in set(ComponentStatus) and "components" in _keys(form):
        return f"Write `{'- ' if spaced else ''}components: {{{key}: {text}}}`."
    same_line = [name for name, _ in parent.entries if name.line == line and name.text != key]
    if same_line and value is not None and is_empty(value):
        return "A comma between braces ends a text: put it in quotes, or write each key on a separate line."
    return ""


def _place(node: YamlNode, names: Sequence[int | str]) -> tuple[int, str, YamlNode | None]:
    """The line at the path *names* in *node*, the path as its author wrote it, and the node that its end is in."""
    line, shown = node.line, ""
    here: YamlNode | None = node
    parent = here
    for name in names:
        part, parent = str(name), here
        if isinstance(here, YamlMapping):
            key = next((key for key, _ in here.entries if key.text == name), None)
            line, part = (key.line, key.written or key.text) if key else (line, part)
            here = here.get(str(name))
        elif isinstance(here, YamlList):
            items = here.items
            texts = [item.text if isinstance(item, YamlScalar) else "" for item in items]
            index = name if isinstance(name, int) else texts.index(name) if name in texts else len(items)
            here = items[index] if index < len(items) else None
            line = here.line if here else line
        else:
            here = None
        shown += f"[{name + 1}]" if isinstance(name, int) else f".{part}"
    return line, visible(shown.lstrip(".")[:MAX_QUOTED_LENGTH]), parent


@cache
def _keys(form: type[Form]) -> tuple[str, ...]:
    """The keys of *form*, as authors write them."""
    return tuple(info.alias or name for name, info in form.model_fields.items())


def _nested(form: type[Form], loc: Sequence[int | str]) -> type[Form]:
    """The form at pydantic's *loc* within *form*; a part such as `<GroupForm>` picks a variant of a union."""
    nested = [form]
    for part in loc:
        if part in _PYDANTIC_PARTS:
            nested = [one for one in nested if one.__name__ == str(part).strip("<>")] or nested
        elif isinstance(part, str):
            field = next((info for name, info in nested[0].model_fields.items() if (info.alias or name) == part), None)
            nested = (_forms(field.annotation) if field else []) or nested
    return nested[0]


def _forms(annotation: Any) -> list[type[Form]]:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return [annotation]
    return [form for part in getattr(annotation, "__args__", ()) for form in _forms(part)]

"""The JSON Schemas for editors: they accept what the reader accepts, and refuse what an editor can know is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.places import EXAMPLES, SAMPLE, TESTS
from support.tables import rows

from sitegen.cli.schema import FORMS
from sitegen.problems import Problems
from sitegen.read.document import read_yaml
from sitegen.read.nodes import YamlMapping
from sitegen.read.validation import FieldContext, Form, fill_form, json_schema

SCHEMAS = {name: json_schema(form, title) for name, (form, title) in FORMS.items()}


class CoreLoader(yaml.CSafeLoader):
    """YAML 1.2's core schema, as editors read it: no yes and no, no times, no numbers to the base of 60."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way


def _integer(loader: CoreLoader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node))
    return int(text, {"0x": 16, "0o": 8}.get(text[:2], 10))


def _float(loader: CoreLoader, node: yaml.ScalarNode) -> float:
    return float(str(loader.construct_scalar(node)).lower().replace(".inf", "inf").replace(".nan", "nan"))


CORE = {
    "null": (r"~|null|Null|NULL|", lambda loader, node: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", lambda loader, node: loader.construct_scalar(node).lower() == "true"),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", _integer),
    "float": (
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        _float,
    ),
}
for name, (pattern, construct) in CORE.items():
    CoreLoader.add_implicit_resolver(f"core:{name}", re.compile(f"(?:{pattern})$"), None)
    CoreLoader.add_constructor(f"core:{name}", construct)


def as_editors_do(text: str) -> Any:
    """YAML as JSON has it: every key is a string."""
    return keyed(yaml.load(text, CoreLoader))


def keyed(value: Any) -> Any:
    """*value* with strings for keys."""
    if isinstance(value, dict):
        return {str(key): keyed(item) for key, item in value.items()}
    return [keyed(item) for item in value] if isinstance(value, list) else value


def faults(name: str, text: str) -> list[str]:
    """What an editor underlines."""
    return [error.message for error in Draft202012Validator(SCHEMAS[name]).iter_errors(as_editors_do(text))]


def front_matter(file: Path) -> str:
    """What stands between the dashes."""
    return file.read_text().split("---\n")[1]


def good_files() -> Iterator[tuple[str, Path]]:
    """Every file that the reader accepts, with the schema that is for it."""
    yield "site", SAMPLE / "site.yml"
    yield "site", EXAMPLES / "site/site.yml"
    for folder in (SAMPLE / "content", EXAMPLES / "site/content"):
        for file in folder.rglob("*.md"):
            translated = ".zh-CN" in file.name
            kind = file.parent.name.removesuffix("s")
            if ".postmortem" in file.name:
                kind = "postmortem-translation" if translated else "postmortem"
            yield "translation" if translated and "postmortem" not in kind else kind, file
    for file in (EXAMPLES / "good").rglob("*.*"):
        yield file.parent.name if file.parent.name == "messages" else file.parent.name.removesuffix("s"), file


GOOD = sorted(good_files(), key=str)


# --- the loader of the tests ---------------------------------------------------------------------------------


def test_editors_read_yaml_1_2() -> None:
    """The tests load files as editors do: `no` is a word, `12:30` and days are texts, `0o17` is a number."""
    text = "a: no\nb: 12:30\nc: 2026-01-23\nd: 0o17\ne: 1e3\nf: true\ng:\nh: 1_000\ni: 010\n404: x\nj: .5\n"

    assert as_editors_do(text) == {
        "a": "no",
        "b": "12:30",
        "c": "2026-01-23",
        "d": 15,
        "e": 1000.0,
        "f": True,
        "g": None,
        "h": "1_000",
        "i": 10,
        "404": "x",
        "j": 0.5,
    }


# --- the schemas ---------------------------------------------------------------------------------------------


@rows("name", SCHEMAS)
def test_it_is_a_schema(name: str) -> None:
    """Draft 2020-12, and JSON."""
    Draft202012Validator.check_schema(SCHEMAS[name])

    assert json.loads(json.dumps(SCHEMAS[name])) == SCHEMAS[name]
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMAS[name]["title"] == FORMS[name][1]


@rows("name", SCHEMAS)
def test_its_patterns_are_those_of_javascript(name: str) -> None:
    """Editors read them as ECMA-262 does, where Python's own signs are errors."""
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(SCHEMAS[name]))

    for pattern in map(json.loads, patterns):
        assert not re.search(r"\(\?[^:=!]|\\[AZdw]|\{,", pattern)
        re.compile(pattern)


@pytest.mark.parametrize("name", ["incident", "maintenance", "postmortem", "site", "messages"])
def test_every_key_is_explained(name: str) -> None:
    """An editor shows what a key says while one types."""
    for key, described in SCHEMAS[name]["properties"].items():
        parts = [described, *described.get("anyOf", ())]
        parts += [SCHEMAS[name]["$defs"][part["$ref"].split("/")[-1]] for part in parts if "$ref" in part]
        assert any(part.get("description", "").endswith(".") for part in parts), key


@rows(("name", "file"), GOOD, ids=[file.relative_to(TESTS) for _, file in GOOD])
def test_it_accepts_what_the_reader_accepts(name: str, file: Path) -> None:
    """Every good example, and the sample."""
    text = file.read_text() if file.suffix == ".yml" else front_matter(file)

    assert faults(name, text or "{}") == []


INCIDENT = "title: X\ncomponents: {login: major_outage}\n"
SITE = "name: X\nurl: https://status.example.com\ntimezone: UTC\n"


@rows(
    ("name", "text"),
    [
        ("incident", "components: []\n"),
        ("incident", "title:\ncomponents: []\n"),
        ("incident", "title: X\n"),
        ("incident", "title: X\ncomponents:\n"),
        ("incident", "title: [X]\ncomponents: []\n"),
        ("incident", f"title: {'x' * 220}\ncomponents: []\n"),
        ("incident", "title: X\ncomponents: {login: down}\n"),
        ("incident", "title: X\ncomponents: login\n"),
        ("incident", "title: X\ncomponents: [login, login]\n"),
        ("incident", INCIDENT + "severity: major\n"),
        ("incident", INCIDENT + "workarond: Y\n"),
        ("incident", INCIDENT + "impact: mjaor\n"),
        ("incident", INCIDENT + "kind: maintenance\n"),
        ("incident", INCIDENT + "started: yesterday\n"),
        ("incident", INCIDENT + "started: 2026/01/23 14:32\n"),
        ("incident", INCIDENT + "started: 2026-01-23 14:32 CST\n"),
        ("incident", INCIDENT + "not_working: Y\n"),
        ("incident", INCIDENT + "scope: {people: all}\n"),
        ("incident", INCIDENT + "compensation: [{for: all}]\n"),
        ("incident", INCIDENT + "aliases: [incidents/abc]\n"),
        ("incident", INCIDENT + "draft: maybe\n"),
        ("incident", INCIDENT + "start: 2026-01-23 14:32\n"),
        ("maintenance", "title: X\ncomponents: []\n"),
        ("maintenance", "title: X\ncomponents: []\nstart: 2026-02-01 02:00\nend: 04:00\n"),
        ("maintenance", "title: X\ncomponents: []\nstart: 2026-02-01 02:00\nend: 2026-02-01 04:00\nimpact: minor\n"),
        ("postmortem", "title: X\n"),
        ("postmortem", "published: 2026-01-26\n"),
        ("postmortem", "published: 2026-01-26 10:00\nactions: [{what: X, due: 2026-01-30 10:00}]\n"),
        ("postmortem", "published: 2026-01-26 10:00\nactions: [{what: X, done: almost}]\n"),
        ("translation", "title: X\ncomponents: []\n"),
        ("postmortem-translation", "title: X\npublished: 2026-01-26 10:00\n"),
        ("site", "url: https://status.example.com\ntimezone: UTC\n"),
        ("site", SITE.replace("https://", "")),
        ("site", SITE + "colour: red\n"),
        ("site", SITE + "components: [{id: A B, name: X}]\n"),
        ("site", SITE + "components: [{id: a}]\n"),
        ("site", SITE + "components: [{group: X, components: [{id: a, name: A, thirdparty: true}]}]\n"),
        ("site", SITE + "promises: {first_notice: 15min}\n"),
        ("site", SITE + "promises: {update_every: {criticl: 15m}}\n"),
        ("site", SITE + "uptime: {weights: {major_outage: 2}}\n"),
        ("site", SITE + "locales: en\n"),
        ("site", SITE + "postmortem: {sections: Summary}\n"),
        ("messages", "reminder: 1h\n"),
        ("messages", "routes: users\n"),
        ("messages", "routes: [{audience: users, channel: email}]\n"),
        ("messages", "routes: [{audience: user, channel: email, to: $A}]\n"),
        ("messages", "routes: [{audience: users, channel: weibo, to: $A}]\n"),
        ("messages", "routes: [{audience: users, channel: email, to: a@example.com}]\n"),
        ("messages", "routes: [{audience: users, channel: email, to: $A, stages: [last]}]\n"),
        ("messages", "routes: [{audience: users, channel: email, to: $A, retry: yes}]\n"),
    ],
)
def test_it_refuses_what_an_editor_can_know(name: str, text: str) -> None:
    """A key that is unknown or missing, a word that is misspelt, a value of another kind; the reader does, too."""
    assert faults(name, text)
    assert problems(FORMS[name][0], text)


# --- whatever the reader accepts -------------------------------------------------------------------------------


def problems(form: type[Form], text: str) -> list[str]:
    """What the reader says about front matter or site.yml."""
    found = Problems()
    node = read_yaml(text, "a", found, first=1)
    if isinstance(node, YamlMapping):
        fill_form(form, node, FieldContext(UTC, frozenset(("login", "no", "404", "true")), ("en", "zh-CN")), "a", found)
    return [str(problem) for problem in found.found]


SCALARS = st.sampled_from(
    [
        "404",
        "1.10",
        "no",
        "yes",
        "No",
        "TRUE",
        "false",
        "'false'",
        '""',
        "'~'",
        "~",
        "null",
        "12:30",
        "0x1F",
        "0o17",
        "1e3",
        ".inf",
        "1_000",
        "-1",
        "+1",
        "0",
        "1",
        "0.5",
        ".5",
        '"0.5"',
        "1.0",
        "X",
        "'X'",
        '"X: Y"',
        "2026-01-23",
        '"2026-01-23"',
        "2026-01-23T14:32Z",
        "major",
        "minor",
        "login",
        "5m",
        '"5m"',
        "48h",
        "3d",
        "en",
        "zh-CN",
        "zh-Hans-CN",
        "major_outage",
        "operational",
        "third_party",
        "' major '",
        '"notice "',
        "'\u00a0minor'",
        "'major_outage '",
        "notice",
        "/incidents/abc",
        "/a/b.html",
        "https://example.com/",
        "https://example.com/a#b?c",
        "a@example.com",
        "+86-400",
        "110",
        "a-b",
        "2026-01-30",
        "Asia/Shanghai",
        "UTC",
        "default",
    ]
) | st.sampled_from(
    [
        "2026-01-23 14:32",
        "2026-01-23  14:32:05.5",
        "'2026-01-23 14:32 +08:00'",
        "> \n  folded\n  text",
        "|\n  text\n",
        "",
    ]
)
INNER = st.dictionaries(
    st.sampled_from(
        [
            "users",
            "regions",
            "data",
            "for",
            "what",
            "by",
            "at",
            "owner",
            "due",
            "done",
            "en",
            "zh-CN",
            "login",
            "404",
            "x-free",
            "id",
            "name",
            "url",
        ]
    ),
    SCALARS.filter(lambda text: "\n" not in text),
    max_size=3,
)


def flow(value: Any) -> str:
    """A value as YAML in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, list) else value


@pytest.mark.parametrize("name", FORMS)
@given(data=st.data())
def test_no_form_that_the_reader_accepts_is_underlined(name: str, data: st.DataObject) -> None:
    """Whatever stands under a key, in any form of YAML: if the reader takes it, so does the editor."""
    form = FORMS[name][0]
    keys = [info.alias or key for key, info in form.model_fields.items()]
    required = {
        "title": "X",
        "components": "[]",
        "start": "2026-02-01 02:00",
        "end": "2026-02-01 04:00",
        "published": "2026-01-26 10:00",
        "name": "X",
        "url": "https://example.com",
        "timezone": "UTC",
        "routes": "[{audience: users, channel: email, to: $A}]",
    }
    key = data.draw(st.sampled_from([*keys, "x-free", "unknown"]))
    value = data.draw(
        SCALARS | (INNER | st.lists(SCALARS.filter(lambda text: "\n" not in text) | INNER, max_size=3)).map(flow)
    )
    lines = {needed: text for needed, text in required.items() if needed in keys} | {key: value}
    text = "".join(f"{one}: {words}\n" for one, words in lines.items())

    if not problems(form, text):
        assert faults(name, text) == []

"""What the reader of an update takes for a field, a link or code of ours: whoever writes such files needs it too."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sitegen.model import ComponentStatus
from sitegen.read.forms import IncidentUpdateForm, MaintenanceUpdateForm

KNOWN_FIELDS = (
    "impact",
    "components",
    "not working",
    "still working",
    "workaround",
    "scope",
    "compensation",
    "endpoints",
    "eta",
    "next update",
    "progress",
    "ended",
    "notify",
    "was",
    "id",
    "start",
    "end",
)
"""The fields of an update, as people read them."""

_HINTED = {key.replace("_", " ") for key in (*IncidentUpdateForm.hints, *MaintenanceUpdateForm.hints)}
FOREIGN_KEYS = tuple(sorted(_HINTED.difference(KNOWN_FIELDS)))
"""Names that people use for fields of an update by mistake; each is reported."""
CHINESE_FIELDS = {
    "下次更新": "next update",
    "下次更新时间": "next update",
    "预计恢复": "eta",
    "预计恢复时间": "eta",
    "进度": "progress",
    "影响": "impact",
    "组件": "components",
    "受影响组件": "components",
}
"""The fields of an update by the Chinese names that people use."""


@lru_cache(maxsize=1024)
def normal_key(key: str) -> str:
    """A field's key normalised for case, width, and spaces, dashes or underscores."""
    if not key.isascii():
        key = unicodedata.normalize("NFKC", key)
    return re.sub(r"[\s_-]+", "_", key.strip().lower())


def is_statement(key: str, value: str) -> bool:
    """Whether `key: value`, with a key that is not ours, is meant for a program; otherwise it is prose.

    Keys are in lower case; prose begins with a capital and has several words.
    """
    words = value.strip()
    return key == key.lower() or words[:1] in ("{", "[") or not re.search(r"\s", words)


def states_a_component(key: str, value: str) -> bool:
    """Whether `key: value` is the id of a component with its status."""
    return value.strip() in _COMPONENT_STATUSES and re.fullmatch("[0-9a-z]+(-[0-9a-z]+)*", key) is not None


_COMPONENT_STATUSES = frozenset(map(str, ComponentStatus))
LOOSE_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}\b|\d\s*[ap]\.?m\b", re.IGNORECASE)
"""A time of day in any form that people write."""
CODE_SPAN = re.compile(r"\\.|(?P<ticks>`+)(?!`)(?:(?P<code>.*?)(?<!`)(?P=ticks)(?!`))?")
"""A code span; or, without `code`, an escaped character or backticks that open no span."""


def is_in_code(text: str, position: int) -> bool:
    """Whether a character of a line is in a code span."""
    return any(span["code"] and span.start() < position < span.end() for span in CODE_SPAN.finditer(text))


def without_code(text: str) -> str:
    """A line with a line end in the place of each code span."""
    return CODE_SPAN.sub(lambda found: "\n" if found["code"] else found[0], text) if "`" in text else text


_PICTURE = r"\.(?:png|jpe?g|gif|webp)\s?"
ODD_LINK = re.compile(
    r"(?P<picture>!)?(?<!\\)\[[^\[\]\n]{0,200}\](?:"
    rf"（\s?(?:(?:https?:|mailto:)[^\s（）()]{{0,200}}|[^（）()\n]{{1,100}}{_PICTURE})[）)]?"
    r"|(?(picture)(?:"
    rf"[ ]{{1,4}}\([^()\s]{{1,100}}{_PICTURE}\)|\([^()<>\"'\s]{{1,100}}[ ][^()<>\"'\n]{{1,100}}{_PICTURE}\)"
    r")|(?!)))",
    re.IGNORECASE,
)
"""Text meant as a link or a picture that would be shown literally."""

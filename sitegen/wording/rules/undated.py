"""Compensation without `by`."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model import WordingRule
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.passages import Passage


def find(passage: Passage) -> Iterator[Hit]:
    """Each compensation that this update states without a day."""
    for one in passage.moment.stated.compensation or ():
        if one.by is None:
            yield Hit(one.what.original)


RULE = Rule(
    WordingRule.UNDATED,
    find,
    {
        "en": Advice(
            "expected `by`, the day by which people get this compensation",
            "Without a day nobody can tell whether it is late or forgotten, and everybody asks.",
            "Add `by: {week}` below `what`; `sitegen due` then reminds you of it.",
        ),
        "zh": Advice(
            "补偿应写明最晚何时兑现（`by`）",
            "没有期限，用户无法判断是还没兑现还是被忘了，只能反复询问。",
            "在 `what` 下加上 `by: {week}`，到期前 `sitegen due` 会提醒。",
        ),
    },
    lambda moment: bool(moment.stated.compensation),
)

"""An outage of major impact or worse without `not_working` and `still_working`."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model import Impact, WordingRule
from sitegen.wording.hits import Advice, Hit, Rule
from sitegen.wording.passages import Moment, Passage


def find(passage: Passage) -> Iterator[Hit]:
    """An update of a bad outage that stands without either list."""
    standing = passage.moment.standing
    missing = [f"`{name}`" for name in ("not_working", "still_working") if not getattr(standing, name)]
    if missing:
        en = f"neither {' nor '.join(missing)}" if len(missing) > 1 else f"no {missing[0]}"
        yield Hit("", None, {"en": en, "zh": " 和 ".join(missing)})


def _concerns(moment: Moment) -> bool:
    """Whether much of ours fails."""
    return moment.is_outage and moment.is_open and moment.impact.rank >= Impact.MAJOR.rank


RULE = Rule(
    WordingRule.NO_WORKING,
    find,
    {
        "en": Advice(
            "expected what does not work and what still does, found {}",
            "In a bad outage the first question is what people can still do.",
            "List both, one item a line, in the front matter or in this update.",
        ),
        "zh": Advice(
            "应写明哪些功能不可用、哪些仍可用，但缺少 {}",
            "发生严重故障时，用户首先想知道还能用什么。",
            "在文件开头或本条更新中逐行列出这两项。",
        ),
    },
    _concerns,
)

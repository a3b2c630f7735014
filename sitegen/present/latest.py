"""The latest words of an entry: one rule for lists, cards, descriptions, the 503 page and messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from sitegen import markdown
from sitegen.derive.entries import Entry, MaintenanceView, Step
from sitegen.model import Text
from sitegen.present.statements import Phrase, statements


def latest_words(entry: Entry) -> Text | None:
    """What an author wrote last, in Markdown; None where no update has words.

    Updates without words (which only state facts, or are automatic) are skipped. A maintenance's reason replaces
    its announcement, and what was written before an update moved the window is skipped too: it means another window.
    """
    return _newest(entry, bool)


def telling_words(entry: Entry) -> Text | None:
    """What lists and descriptions say of an entry: once it is over, its latest words that are not stock sentences."""
    telling = None if entry.active else _newest(entry, lambda words: bool(words) and not is_stock(words.original))
    return telling or latest_words(entry)


def _newest(entry: Entry, fits: Callable[[Text], bool]) -> Text | None:
    """The newest words that fit; without any, the reason of a maintenance, or None."""

    def words_of(step: Step) -> Text | None:
        words = step.body or step.title
        return words if words and fits(words) else None

    if not isinstance(entry, MaintenanceView):
        return next((words for step in entry.steps if (words := words_of(step))), None)
    for step in entry.steps[:-1]:
        if words := words_of(step):
            return words
        if step.changes.start or step.changes.end:
            return entry.reason
    return entry.reason or words_of(entry.steps[-1])


_SAID = (
    # What Statuspage fills in by itself, and what many write instead.
    r"(this|the) (incident|issue|problem|outage) (has been|is|was) (now )?(fully )?(resolved|fixed|mitigated)",
    r"(this|the) (incident|issue|problem) (has been|is) identified and a fix is being (implemented|deployed)",
    r"a fix (has been|is being|was) (implemented|deployed)( and we are monitoring the results)?",
    r"((we|i)('re| are| will| continue to| keep)? ?)?(currently |still |continuing to |continue to |also )?"
    r"(investigat\w+|look\w* into|research\w*|monitor\w*)( (this|the|it)( (issue|incident|problem|situation))?)?"
    r"( and will provide an update when we have one)?( for any further issues)?",
    r"we('re| are) on it",
    r"we will (continue to )?(keep (you|users|everyone) (updated|posted)|provide (an update|updates))\b.{0,60}",
    r"(everything|all (\w+ )?(systems|services)|(the )?services?) ?(is|are|has|have)? ?(now )?(been )?(fully )?"
    r"(back to normal|operational|operating normally|go|restored|recovered)",
    r"[\w ,&-]{1,60} (is|are) (now )?operating normally",
    r"(the )?scheduled maintenance (has been completed|is (currently|still) in progress)",
    r"we will be undergoing scheduled maintenance\b.{0,40}",
    r"verification is currently underway for the maintenance items",
    # Courtesy.
    r"(thank you|thanks)( (so|very) much)?( for your (patience|understanding|support)\b.{0,80})?",
    r"(we('re| are)? ?)?(sorry|apologi[sz]e)( for (any|the|this) (inconvenience|trouble|disruption)\b.{0,60})?",
    r"a (detailed )?(root cause analysis|post-?mortem)( of this incident)? will be (shared|published)\b.{0,60}",
    r"(本次|此次|该|此|以上)?(故障|事件|问题|异常)(现|目前)?(均|都)?已(经)?(完全|全部|彻底)?(解决|恢复|修复|处理完毕|排除)",
    r"(目前|现)?，?(所有|全部|各项|相关)?(服务|系统|功能|业务)?(现|均|都)?已?(经)?(全部|全面|完全|陆续)?恢复(正常|运行)",
    r"我们(正在|会|将)?(继续|持续|密切|紧急|全力)?(调查|排查|处理|关注|观察|监控|跟进)(此|该|这个|这一)?(问题|故障|情况|事件)?",
    r"(再次)?(感谢|谢谢)(您|你|大家|各位)?(的)?(耐心等待|耐心|理解|支持|等待|理解与支持)?",
    r"(由此|因此)?(给|对)?(您|你|大家|用户)?(造成|带来)的?(不便|影响)，?(我们)?(深表歉意|深感抱歉|非常抱歉|敬请谅解|请谅解|表示歉意)",
)
"""Sentences that say nothing about what happened, without the mark at their end."""
_STOCK = re.compile("|".join(_SAID), re.IGNORECASE)
MAX_STOCK_LENGTH = 600
"""Characters of a text; a longer one is never stock."""


def is_stock(words: str) -> bool:
    """Whether an author's Markdown has stock sentences alone."""
    text = " ".join(words.split())
    if len(text) > MAX_STOCK_LENGTH:
        return False
    said = (sentence.rstrip(".!…。！ ") for sentence in markdown.sentences(text))
    return all(map(_STOCK.fullmatch, said))


class News(NamedTuple):
    """An update as a card, or the beginning of its entry's page, shows it."""

    step: Step
    stated: tuple[Phrase, ...]
    """What it states and is not shown beside it anyway; on a card empty where the update has words."""


_ON_CARDS = ("components", "not_working", "still_working", "workaround", "start", "end", "eta", "next_update")
"""Facts of which a card shows the current value."""


def news(entry: Entry) -> list[News]:
    """The newest update, and where it has no words, also the newest one that has."""
    newest = entry.steps[0]
    if has_words(newest):
        return [News(newest, ())]
    stated = tuple(phrase for phrase in statements(newest) if phrase.field not in _ON_CARDS)
    return [News(newest, stated), *(News(step, ()) for step in islice(filter(has_words, entry.steps), 1))]


def leading(entry: Entry) -> list[News]:
    """The updates that an entry's page begins with: the newest, and back to the newest that has words."""
    spoken = next((number for number, step in enumerate(entry.steps) if has_words(step)), 0)
    beside = ("eta", "next_update") if entry.active else ()
    return [
        News(step, tuple(phrase for phrase in statements(step) if phrase.field not in beside))
        for step in entry.steps[: spoken + 1]
    ]


def has_words(step: Step) -> bool:
    """Whether an update has a text, an author's or an automatic one; else it only states facts."""
    return step.automatic or bool(step.body or step.title)

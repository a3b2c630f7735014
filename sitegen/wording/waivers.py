"""`<!-- wording: ok RULE reason -->`: silences one rule in the update that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sitegen.model import CheckComment, WordingRule
from sitegen.problems import Problem, Severity, nearest, one_of, quoted

_FORM = re.compile(r"wording\s*[:：]\s*ok\s+(?P<rule>[\w.-]+)(?P<reason>.*)", re.DOTALL)
_LIST = re.compile(r"\s*(?:,|，|、|and\b|&)\s*([\w-]+)")
_EXAMPLE = "Write it as <!-- wording: ok jargon our readers run clusters -->."


@dataclass(slots=True)
class Waiver:
    """A rule that is silenced in one update, and whether anything was."""

    path: str
    line: int
    rule: WordingRule
    used: bool = False


def read_waivers(comments: Sequence[CheckComment], problems: list[Problem]) -> Iterator[Waiver]:
    """The waivers among *comments*; the others, and those without a reason, are reported."""
    known = [rule.value for rule in WordingRule]
    for comment in comments:
        found = _FORM.fullmatch(comment.text.strip())
        name = found["rule"].removeprefix("wording.") if found else ""
        if found is None:
            problems.append(
                _told(comment, f"expected `wording: ok RULE reason`, found {quoted(comment.text)}", _EXAMPLE)
            )
        elif name not in known:
            message = f"expected a rule about wording ({one_of(known)}), found {quoted(name)}"
            problems.append(_told(comment, message, nearest(name, known) or _EXAMPLE))
        elif (others := _LIST.match(found["reason"])) and others[1] in known:
            message = f"expected one rule, found `{name}` and `{others[1]}`"
            problems.append(
                _told(comment, message, f"One comment silences one rule: write a second one for `{others[1]}`.")
            )
        elif not re.search(r"\w", found["reason"]):
            message = "expected a reason behind the rule, found none"
            problems.append(_told(comment, message, f"{_EXAMPLE} Whoever reads the file next asks why."))
        else:
            yield Waiver(comment.path, comment.line, WordingRule(name))


def unused(waivers: Sequence[Waiver]) -> Iterator[Problem]:
    """A problem for each waiver that silenced nothing."""
    for one in waivers:
        if not one.used:
            message = f"expected a finding of `{one.rule}` in this update, found none to silence"
            yield _told(
                one, message, "Delete the comment, or move it below the heading of the update that it is about."
            )


def _told(comment: CheckComment | Waiver, message: str, hint: str) -> Problem:
    return Problem(comment.path, comment.line, "wording", message, hint, Severity.WARNING, "wording.waiver")

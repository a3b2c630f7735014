"""The blocks of an original → its updates, each with its moment, oldest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sitegen.model import CheckComment, Status
from sitegen.problems import Problems, quoted
from sitegen.read.body import UpdateBlock, split_updates, update_form
from sitegen.read.document import Document
from sitegen.read.headings import heading_example
from sitegen.read.lines import body_lines
from sitegen.read.links import LinkChecker
from sitegen.read.reader import ParsedUpdate, Reader
from sitegen.read.validation import cleared_keys, fill_form
from sitegen.times import MAX_AHEAD, TimeProblem, compact_stamp, rough_length

_NOT_CLEARABLE = {"was", "id", "start", "end"}
"""Fields of an update that need a value."""


def read_updates(
    document: Document,
    statuses: Sequence[Status],
    reader: Reader,
    links: LinkChecker,
    problems: Problems,
    comments: list[CheckComment],
) -> list[ParsedUpdate] | None:
    """The updates of an original, oldest first, or None after reporting its problems."""
    before, path, form = problems.errors, document.path, update_form(statuses)
    lines = body_lines(document.body, document.body_line, path, problems, comments)
    blocks = split_updates(lines, path, statuses, problems)
    timed = [(block, at) for block in blocks if (at := moment_of(block, path, reader, problems, reader.clock))]
    if not blocks and problems.errors == before:
        message = "expected at least one update, found none"
        problems.error(path, document.body_line, "", message, heading_example(statuses))
    updates: list[ParsedUpdate] = []
    orders: dict[datetime, int] = defaultdict(int)
    keys: dict[str, int] = defaultdict(int)
    for block, at in oldest_first(timed, path, problems):
        links.check(block.body, block.line_of, path, problems)
        node = block.fields
        filled, cleared = None, tuple[str, ...]()
        if node:
            filled = fill_form(form, node, reader.context_at(at), path, problems)
            cleared = cleared_keys(node, form)
            for name in _NOT_CLEARABLE.intersection(cleared):
                problems.error(path, *node.place(name), "expected a value, found nothing")
        orders[at] += 1
        key = (filled.id if filled else None) or compact_stamp((filled.was if filled else None) or at)
        keys[key] += 1
        updates.append(
            ParsedUpdate(block, at, filled, cleared, orders[at], key if keys[key] == 1 else f"{key}-{keys[key]}")
        )
    return updates if problems.errors == before else None


def timed_blocks(document: Document, reader: Reader) -> list[tuple[datetime, UpdateBlock]]:
    """The updates of an original or a translation, each with its moment, in the file's order.

    Those without a valid moment are left out: whoever reads the content reports them.
    """
    path, ignored = document.path, Problems()
    lines = body_lines(document.body, document.body_line, path, ignored)
    blocks = split_updates(lines, path, tuple(Status), ignored, translation=True)
    return [(at, block) for block in blocks if (at := moment_of(block, path, reader, ignored))]


def moment_of(
    block: UpdateBlock, path: str, reader: Reader, problems: Problems, clock: datetime | None = None
) -> datetime | None:
    """The moment in a heading, or None after reporting why it is invalid; one ahead of *clock* is an error too."""
    if not block.day:
        return None
    try:
        at = block.moment(reader.config.zone)
    except TimeProblem as problem:
        problems.error(path, block.line, "heading", problem.message, problem.hint)
        return None
    if clock is not None and at > clock + MAX_AHEAD:
        found = f"{quoted(block.stated)}, {rough_length(at - clock)} ahead of the clock"
        zone = reader.config.timezone
        hint = "Is the zone right?" if block.zone else f"Times without a zone are in {zone}."
        if at - clock > timedelta(days=60):
            hint = "Are the year and the month right?"
        problems.error(path, block.line, "heading", f"expected a time up to now, found {found}", hint)
    return at


def oldest_first(
    timed: Sequence[tuple[UpdateBlock, datetime]], path: str, problems: Problems
) -> list[tuple[UpdateBlock, datetime]]:
    """The updates, oldest first; reports a file that is neither oldest first nor newest first."""
    steps = [(above, block, below) for (_, above), (block, below) in pairwise(timed) if above != below]
    rising = sum(above < below for above, _, below in steps)
    ascending = 2 * rising >= len(steps)
    misplaced = next((step for step in steps if (step[0] < step[2]) != ascending), None)
    hint = "A file is either oldest first or newest first."
    statuses = [block.status for block, _ in timed]
    if len(steps) == 1 and not ascending and _setbacks(statuses[::-1]) > _setbacks(statuses):
        # The statuses make more sense from the top down than from the bottom up. One pair is too little to tell the
        # order: a typo in a time would silently reverse the updates.
        misplaced = steps[0]
        hint = f"So {quoted(misplaced[1].status)} would come first. Is the time right? If it is, write oldest first."
    if misplaced:
        above, block, below = misplaced
        found = f"found {quoted(block.stated)} below {'a later' if above > below else 'an earlier'} one"
        problems.error(path, block.line, "heading", f"expected updates in order of time, {found}", hint)
    return list(timed if ascending else reversed(timed))


def _setbacks(statuses: Sequence[str]) -> int:
    """How often statuses go back; an `update` at the beginning counts as one."""
    ranks = [rank for status in statuses if status and (rank := Status(status).rank) >= 0]
    return sum(later < earlier for earlier, later in pairwise(ranks)) + (statuses[0] == Status.UPDATE)

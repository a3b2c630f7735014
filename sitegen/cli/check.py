"""`sitegen check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

import click

from sitegen.build import Checked
from sitegen.cli import printing
from sitegen.cli.apart import Since, checked_apart
from sitegen.cli.changes import changed_lines, is_new, revision_of
from sitegen.cli.foretold import foretold
from sitegen.cli.insiders import checked_briefs, internal_option
from sitegen.cli.options import build_moment, checked_site, format_option, now_option, site_option
from sitegen.guard.before import NotCompared, read_before
from sitegen.guard.losses import losses
from sitegen.guard.written import likely_slips
from sitegen.messages.outbox import Outbox
from sitegen.messages.rehearsal import has_own_templates, template_problems
from sitegen.messages.writer import writers_in
from sitegen.model import Facts, Incident, SourceEntry
from sitegen.problems import Problem, Problems, Severity
from sitegen.read.reader import Reader
from sitegen.read.routes import has_routing, parse_routing

MAX_LINE_NUMBER = 1_000_000
"""A line number past the end of any file: a content file may not hold as many bytes."""


class StatedTime(NamedTuple):
    """A time in a content file: a slip of an hour, a day or a zone is easy to see in a list of them."""

    path: str
    line: int
    """Of the part of the file that states it."""
    end: int
    """The line behind that part."""
    what: str
    at: datetime

    def is_new(self, changed: Mapping[str, Collection[int]]) -> bool:
        """Whether any line of that part is among those *changed*, by path."""
        return is_new(self.path, range(self.line, self.end), changed)


@click.command(short_help="Say what is wrong, or would hurt readers; change nothing.")
@site_option
@now_option
@format_option("a pull request: annotations of its lines, or Markdown for its comment or step summary", "markdown")
@click.option(
    "--base",
    metavar="REVISION",
    help=(
        "A git revision that stands for what is published, such as origin/main. Tells what readers would lose of it "
        "and what was rewritten, and judges wording in new lines only. Without it, only what is new since the last "
        "commit is told apart."
    ),
)
@click.option("--only", type=click.Choice(("wording",)), help="Print what the rules about wording find, and no more.")
@internal_option
def check_command(
    root: Path, now: datetime | None, form: str, base: str | None, only: str | None, internal: Path | None
) -> int:
    """Report every problem in the content and in messages.yml; change nothing.

    Lists every time in an update that is new or changed since --base, and every time in the future, in the site's
    zone, in UTC and relative to now: a slip of an hour, a day or a zone is easy to see there. A pull request is
    annotated only with the times that it changes, and with the messages that messages.yml would send if it is merged.

    With --base, also reports what readers would lose of what was published at that revision, and what was rewritten;
    a problem that stands there too is a warning.

    Warns of what is most often a slip in updates that are new since then: a new entry that is months old, work days
    before its window, an announcement later than promised, `resolved` without words, the same update twice.

    Warns of wording that the rules in docs/wording.md object to: with --base only in lines that are new since then,
    otherwise everywhere. No publication depends on it, unless site.yml raises a rule to an error for this check.

    With --internal, also what is wrong with the briefs, without a word of them, and where words of a brief stand in
    a public text of its entry.

    \b
    Example: sitegen check
             sitegen check --format github --base origin/main
             sitegen check --format markdown --base origin/main >> "$GITHUB_STEP_SUMMARY"
             sitegen check --only wording
    """
    as_of = build_moment(now)
    since = None if base is None else Since(base, revision_of(root, base))
    changed = changed_lines(root, since and since.revision)
    if since is None:
        checked, unread = checked_site(root, as_of, form, pages=True), frozenset[str]()
    else:
        checked, unread = checked_apart(root, as_of, form, since)
    wording = _wording(root, checked, changed if base is not None else None)
    if only:
        printing.print_as(wording, form, root, checked)
        _summarise(wording, form)
        if form == "text" and not wording:
            printing.say("No finding.")
        return int(any(problem.severity is Severity.ERROR for problem in wording))
    problems = Problems([*checked.warnings, *wording, *likely_slips(checked.site, checked.snapshot, changed)])
    routing = parse_routing(root, checked.site.config, problems) if has_routing(root) else None
    problems.found += _own_templates(checked)
    briefs, found = checked_briefs(internal, root, checked, as_of) if internal else (0, Problems())
    problems.found += found.found
    if since is not None:
        problems.found += _lost(root, since, checked, unread)
    printing.print_as(sorted(problems.found), form, root, checked)
    _summarise(wording, form)
    if problems.errors:
        return 1
    if form == "text":
        for one, line in _times(checked):
            if one.at > checked.snapshot.now or one.is_new(changed):
                printing.say(f"{one.path}:{one.line}: {line}")
    if form in ("text", "markdown"):
        incidents, maintenances = len(checked.site.incidents), len(checked.site.maintenances)
        counts = [printing.count(incidents, "incident"), printing.count(maintenances, "maintenance")]
        counts += [printing.count(briefs, "brief")] if internal else []
        printing.say(f"{', '.join(counts)}: no {'error' if problems.found else 'problem'}.")
    if form == "github":
        new = ((one, line) for one, line in _times(checked) if one.is_new(changed))
        # One annotation per update: GitHub shows ten of a step.
        for (path, number), times in groupby(new, lambda pair: (pair[0].path, pair[0].line)):
            listed = "\n".join(line for _, line in times)
            printing.print_annotation("notice", "times", listed, (root, path, number))
        for told in foretold(checked, routing, changed) if routing else ():
            printing.print_annotation("notice", "messages", told.text, (root, told.path, told.line))
    return 0


def _lost(root: Path, since: Since, checked: Checked, unread: Collection[str]) -> list[Problem]:
    """What readers would lose of what was published before."""
    try:
        before = read_before(root, since.revision)
    except NotCompared as reason:
        return [
            Problem(
                "site.yml",
                0,
                "",
                f"expected a site at {since.base} to compare with, found: {reason}",
                "",
                Severity.WARNING,
            )
        ]
    return [_placed(root, one) for one in losses(before, checked.site, checked.snapshot.now, unread)]


def _placed(root: Path, problem: Problem) -> Problem:
    """A problem of a whole file, in the line of its key in the front matter where that is there."""
    if problem.line or not problem.field or not (root / problem.path).is_file():
        return problem
    key = f"{problem.field.partition(' (')[0].replace(' ', '_')}:"
    lines = (root / problem.path).read_text("utf-8").split("\n")
    line = next((number for number, line in enumerate(lines, 1) if line.startswith(key)), 0)
    return replace(problem, line=line)


def _wording(root: Path, checked: Checked, changed: Mapping[str, Collection[int]] | None) -> list[Problem]:
    """What the rules about wording find: everywhere, or in the lines *changed*, by path."""
    from sitegen.wording.review import review  # Here, since its patterns are slow to compile, and only this needs them.

    reader = Reader(root, checked.site.config, None)
    found = review(checked.site, checked.snapshot, reader, None if changed is None else changed.keys())
    return [one.problem for one in found if changed is None or is_new(one.problem.path, one.lines, changed)]


def _summarise(wording: Sequence[Problem], form: str) -> None:
    """How often each rule about wording was broken."""
    if not wording or form == "json":
        return
    counts = Counter(problem.rule.removeprefix("wording.") for problem in wording)
    listed = ", ".join(f"{rule} {number:,}" for rule, number in counts.most_common())
    summary = f"Wording: {listed}. See docs/wording.md."
    if form == "github":
        printing.print_annotation("notice", "wording", summary)
    else:
        printing.say(summary, err=form == "text")


def _own_templates(checked: Checked) -> list[Problem]:
    """The faults of the site's own templates of messages, which no build would meet."""
    if not has_own_templates(checked.editions[0]):
        return []
    writers = writers_in(checked.editions)
    outbox = Outbox(checked.site, checked.snapshot, writers)
    return template_problems(outbox, checked.snapshot.entries, checked.site.config.locales)


def _times(checked: Checked) -> Iterator[tuple[StatedTime, str]]:
    """Every stated time, and the line that is printed for it."""
    zone = checked.site.config.zone
    for one in chain.from_iterable(map(_stated_times, checked.site.entries)):
        shown = f"{printing.in_zone(one.at, zone)} = {one.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        yield one, f"{one.what} at {shown}, {printing.distance(one.at, checked.snapshot.now, zone)}"


def _stated_times(entry: SourceEntry) -> Iterator[StatedTime]:
    """The times in the files of an incident or a maintenance."""
    lines = sorted(update.line for update in entry.updates)
    ends = dict(zip(lines, [*lines[1:], MAX_LINE_NUMBER], strict=True))
    window = ("started", "until") if isinstance(entry, Incident) else ("start", "end")
    for what, at in (*_named(entry, *window), *_facts(entry.facts)):
        yield StatedTime(entry.path, 1, lines[0], what, at)
    for update in entry.updates:
        end = ends[update.line]
        yield StatedTime(entry.path, update.line, end, update.status, update.at)
        if update.published != update.at:
            yield StatedTime(entry.path, update.line, end, f"{update.status}, first published", update.published)
        for what, at in _facts(update.facts):
            yield StatedTime(entry.path, update.line, end, f"{update.status}, {what}", at)
    postmortem = entry.postmortem if isinstance(entry, Incident) else None
    if postmortem:
        for what, at in (("published", postmortem.published), *(("event", event.at) for event in postmortem.events)):
            yield StatedTime(postmortem.path, 1, MAX_LINE_NUMBER, what, at)


def _facts(facts: Facts) -> Iterator[tuple[str, datetime]]:
    yield from _named(facts, "start", "end", "ended", "eta", "next_update")
    yield from (("compensation", given.by) for given in facts.compensation or () if given.by is not None)


def _named(source: SourceEntry | Facts, *names: str) -> Iterator[tuple[str, datetime]]:
    """Those of the times *names* that *source* states."""
    for name in names:
        if (at := getattr(source, name)) is not None:
            yield name.replace("_", " "), at

"""`sitegen due`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click

from sitegen.build import Checked
from sitegen.cli.ledgers import Invocation, public_store
from sitegen.cli.options import build_moment, checked_site, format_option, now_option, site_option
from sitegen.cli.printing import count, distance, in_zone, print_as, print_json, print_problems, say, span, styled
from sitegen.delivery.keys import Naming
from sitegen.delivery.ledger import Ledger
from sitegen.delivery.records import Record
from sitegen.delivery.store import LedgerProblem
from sitegen.derive import obligations as rules
from sitegen.derive.entries import Entry, IncidentView, MaintenanceView
from sitegen.derive.obligations import LAPSES_AFTER, ClockEvent, Obligation, ObligationKind, Obligations
from sitegen.derive.snapshot import HORIZON
from sitegen.model import Incident, SourceEntry, Status, Text
from sitegen.problems import Problem, Severity
from sitegen.read.routes import MESSAGES_FILE
from sitegen.times import iso

TURNS = {
    ClockEvent.WINDOW_NEAR: "about to start, which 503.html then gives as the reason",
    ClockEvent.WINDOW_OPENS: "in progress",
    ClockEvent.WINDOW_ENDS: "the planned window is over",
    ClockEvent.LATE_START: "late to start",
    ClockEvent.LATE_END: "past its planned end",
    ClockEvent.NEXT_UPDATE: "the promised update is overdue",
    ClockEvent.ETA_PASSES: "past its expected recovery",
    ClockEvent.NOTICE_ENDS: "no longer current",
    ClockEvent.DAY_TURNS: "a new day begins",
}


@click.command(short_help="Say what is overdue, and when the site next changes by itself.")
@site_option
@now_option
@format_option("a GitHub workflow")
@click.option("--remote", metavar="NAME", help="Read the ledger of sent messages at this git remote, too.")
@click.option(
    "--ledger",
    "ledger_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read the ledger of sent messages in this file, too.",
)
def due_command(root: Path, now: datetime | None, form: str, remote: str | None, ledger_file: Path | None) -> int:
    """List what is overdue, what is due within three days, and when the site next changes by itself.

    With --remote or --ledger it also lists the messages of which nobody knows whether they have arrived; without them
    it reads no ledger. The exit code is 1 when something is overdue or unknown, for timers.

    \b
    Example: sitegen due
             sitegen due --format json --now 2026-01-23T15:05:00+08:00
    """
    checked = checked_site(root, build_moment(now), form)
    found = rules.obligations(checked.snapshot)
    unknown = _unknown(root, remote, ledger_file, checked.snapshot.now)
    notify = Invocation(root, remote, ledger_file)
    overdue = [_report(one, checked, root) for one in found.overdue]
    coming = [_report(one, checked, root) for one in found.coming]
    if form == "json":
        document = _document(found, overdue, coming, checked)
        if unknown is not None:
            document["unknown"] = [{"key": one.name, "at": iso(one.at)} for one in unknown]
        print_json(document)
    elif form == "github":
        annotations = [_unknown_annotation(one, notify) for one in unknown or ()]
        print_as((*map(_annotation, overdue), *annotations), form, root)
    else:
        print_problems(checked.warnings)
        for line in (*_lines(found, overdue, coming, checked), *_unknown_lines(unknown or (), checked, notify)):
            say(line)
    return 1 if overdue or unknown else 0


def _unknown(root: Path, remote: str | None, file: Path | None, now: datetime) -> list[Record] | None:
    """The messages of which a ledger does not know what became; None where no ledger is named."""
    if remote is None and file is None:
        return None
    try:
        return list(Ledger(public_store(root, remote, file), Naming()).read().unsettled(now))
    except LedgerProblem as problem:
        raise click.ClickException(str(problem)) from None


def _unknown_annotation(one: Record, notify: Invocation) -> Problem:
    message = f"a message may have arrived, or not: {one.name}"
    return Problem(MESSAGES_FILE, 0, "unknown", message, _how_to_settle(one, notify), Severity.WARNING)


def _unknown_lines(unknown: Sequence[Record], checked: Checked, notify: Invocation) -> Iterator[str]:
    zone, now = checked.site.config.zone, checked.snapshot.now
    if unknown:
        yield styled("Messages that may have arrived", bold=True)
    for one in unknown:
        yield f"  {one.name}: tried {in_zone(one.at, zone)}, {distance(one.at, now, zone)}"
        yield styled(f"      {_how_to_settle(one, notify)}", dim=True)


def _how_to_settle(one: Record, notify: Invocation) -> str:
    settle, retry = notify.command("--settle", one.name), notify.command("--retry", one.name)
    return f"If it has arrived: {settle}. If not: {retry}"


@dataclass(frozen=True, slots=True)
class _Report:
    """What is printed for an obligation; in JSON these are its keys."""

    kind: ObligationKind
    path: str
    line: int
    """Of the newest update; 0 where the obligation concerns another file."""
    slug: str
    title: str
    due: str
    late_seconds: int
    message: str
    """When it is or was due, and what was promised."""
    hint: str
    """What to do next."""

    @property
    def what(self) -> str:
        return self.kind.replace("_", " ")


def _report(one: Obligation, checked: Checked, root: Path) -> _Report:
    now = checked.snapshot.now
    source = next(source for source in checked.site.entries if source.path == one.view.path)
    lines = [update.line for update in source.updates if update.at <= now]
    return _Report(
        kind=one.kind,
        path=one.path,
        line=lines[-1] if one.path == source.path else 0,
        slug=source.slug,
        title=_words(source.title, checked),
        due=iso(one.due),
        late_seconds=(now - one.due) // timedelta(seconds=1),
        message=_fact(one, checked),
        hint=_hint(one, source, checked, root),
    )


def _words(text: Text, checked: Checked) -> str:
    return text.to(checked.site.config.locales[0]).text


def _fact(one: Obligation, checked: Checked) -> str:
    zone, view = checked.site.config.zone, one.view
    when = f"{in_zone(one.due, zone)}, {distance(one.due, checked.snapshot.now, zone)}"
    promised = span(one.promised) if one.promised is not None else ""
    match one.kind:
        case ObligationKind.UPDATE_EVERY:
            during = f"at {view.impact} impact" if isinstance(view, IncidentView) else "during maintenance"
            return f"due by {when}; one is promised every {promised} {during}"
        case ObligationKind.START | ObligationKind.END:
            return f"planned for {when}; this window does not move by itself"
        case ObligationKind.MAINTENANCE_NOTICE:
            assert isinstance(view, MaintenanceView)
            return (
                f"due by {when}; announced {in_zone(view.start_announced, zone)}, promised {promised} before the start"
            )
        case ObligationKind.EXPLANATION | ObligationKind.POSTMORTEM:
            return f"due by {when}; promised within {promised} of the resolution"
        case ObligationKind.ACTION:
            return f"due before {when}: {_words(one.action, checked) if one.action else ''}"
        case _:
            return f"promised for {when}"


def _hint(one: Obligation, source: SourceEntry, checked: Checked, root: Path) -> str:
    zone, slug = checked.site.config.zone, one.view.slug
    local = max(one.due, checked.snapshot.now).astimezone(zone)
    site = "" if str(root) == "." else f" --site {shlex.quote(str(root))}"

    def add(status: Status, options: str = "") -> str:
        chosen = "" if status is Status.UPDATE else f" --status {status}"
        command = f"sitegen update {slug}{site}{chosen}{options} --message '…'"
        return f"write '## {local:%Y-%m-%d %H:%M} {status}' and your words, or {command}"

    match one.kind:
        case ObligationKind.UPDATE_EVERY if one.promised is not None:
            again = f" --next-update +{one.promised // timedelta(minutes=1)}m"
            return f"Even if nothing is new: {add(Status.UPDATE, again)}"
        case ObligationKind.START:
            return f"When it has begun, {add(Status.IN_PROGRESS)}. An update with start and end moves it."
        case ObligationKind.END:
            return f"When it is done, {add(Status.COMPLETED)}. An update with end puts the end off."
        case ObligationKind.MAINTENANCE_NOTICE:
            return "If it can wait, move it by an update with start and end; if not, add 'emergency: true' at the top."
        case ObligationKind.EXPLANATION:
            return f"To explain the cause, {add(Status.UPDATE)}"
        case ObligationKind.POSTMORTEM:
            if isinstance(source, Incident) and source.postmortem is not None:
                published = in_zone(source.postmortem.published, zone)
                return f"{source.postmortem.path} is written and is not shown before {published}."
            path = f"{source.path.removesuffix('.md')}.postmortem.md"
            if (root / path).exists():
                return f"To write it: {path} has only headings so far."
            return f"To start it: sitegen new postmortem {slug}{site}"
        case ObligationKind.ACTION:
            return f"When it is done, add 'done: {local:%Y-%m-%d}' to it."
        case _:
            return f"Even if nothing is new: {add(Status.UPDATE)}"


def _document(found: Obligations, overdue: list[_Report], coming: list[_Report], checked: Checked) -> dict[str, object]:
    changes = [{"kind": change.event.value, **_named(change.view, checked)} for change in found.changes]
    return {
        "as_of": iso(checked.snapshot.now),
        "overdue": list(map(asdict, overdue)),
        "coming": list(map(asdict, coming)),
        "lapsed": found.lapsed,
        "next_change": {"at": iso(found.next_change), "changes": changes},
    }


def _named(view: Entry | None, checked: Checked) -> dict[str, str]:
    return {"path": view.path, "slug": view.slug, "title": _words(view.title, checked)} if view else {}


def _annotation(one: _Report) -> Problem:
    """An error while readers wait for it, otherwise a warning."""
    severity = Severity.ERROR if one.kind.pressing else Severity.WARNING
    return Problem(one.path, one.line, one.what, f"{one.message} ({one.title})", one.hint, severity)


def _lines(found: Obligations, overdue: list[_Report], coming: list[_Report], checked: Checked) -> Iterator[str]:
    zone, now = checked.site.config.zone, checked.snapshot.now
    headline = styled("Overdue", bold=True) if overdue else "Nothing is overdue"
    yield f"{headline}, as of {in_zone(now, zone)}"
    for one in overdue:
        yield from _item(one, fg="red" if one.kind.pressing else "yellow")
        yield styled(f"      {one.hint}", dim=True)
    if found.lapsed:
        yield f"  {count(found.lapsed, 'older item')} omitted, each at least {span(LAPSES_AFTER)} late"
    if coming:
        yield f"Due within {span(HORIZON)}"
        for one in coming:
            yield from _item(one)
    at = found.next_change
    yield f"Next change by itself: {in_zone(at, zone)}, {distance(at, now, zone)}"
    for change in found.changes:
        title = f"{_words(change.view.title, checked)}  ({change.view.slug}): " if change.view else ""
        yield f"  {title}{TURNS[change.event]}"


def _item(one: _Report, fg: str | None = None) -> Iterator[str]:
    place = f"{one.path}:{one.line}" if one.line else one.path
    yield f"  {place}: {one.title}"
    yield f"    {styled(one.what, fg=fg)}: {one.message}"

"""Check that the updates of one incident or maintenance are consistent, and report each fault with its line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from sitegen.derive.maintenance import WindowTimeline
from sitegen.model import (
    INCIDENT_STATUSES,
    OPEN_STATUSES,
    OVER_STATUSES,
    ComponentStatus,
    Kind,
    Maintenance,
    Status,
    Update,
)
from sitegen.problems import Problems, one_of, quoted
from sitegen.read.document import Document
from sitegen.read.forms import EntryForm, IncidentForm, MaintenanceForm
from sitegen.read.nodes import YamlMapping
from sitegen.read.reader import ParsedUpdate, Reader, written_value

_TYPO = "Are the year and the month right?"
_ENDED = "`ended` says that every component is operational again: leave out one or the other."
_EXPECTATIONS = {
    "eta": "Leave it out: it is over.",
    "progress": "Leave it out: it is over.",
    "next_update": "It is over, so `sitegen due` gives no reminder. Say in the text when more will follow.",
}
"""Fields that are not shown once an entry is over, with hints."""


_HALF_A_DAY = timedelta(hours=12)
_ONE_DAY = timedelta(days=1)
"""How close a window must be for a time without a day to mean the next such time."""


def _fields(one: ParsedUpdate) -> YamlMapping:
    """The fields of an update that states one."""
    assert one.block.fields is not None, "only an update with fields has a form"
    return one.block.fields


def _states_a_fact(one: ParsedUpdate) -> bool:
    """Whether any of its fields tells readers something."""
    fields = one.block.fields.entries if one.block.fields else ()
    return any(key.text not in ("was", "id") and not key.text.startswith("x-") for key, _ in fields)


def _is_time_only(one: ParsedUpdate, name: str) -> bool:
    """Whether the field *name*, which is stated, has a time without a day."""
    return "-" not in written_value(_fields(one), name)


class Checks:
    """The checks of an original whose values have all been parsed."""

    def __init__(self, reader: Reader, document: Document, problems: Problems) -> None:
        self._zone = reader.config.zone
        self._shown = reader.shown
        self._path = document.path
        self._front = document.front
        self._problems = problems

    def incident(self, front: IncidentForm, updates: Sequence[ParsedUpdate]) -> None:
        """An incident begins, is resolved, and may be reopened; a notice has updates only."""
        first = updates[0]
        if front.started is not None and front.started > first.at:
            hint = "`started` is when the incident began, if that was before the first update."
            self._report_front("started", f"expected a time up to the first update's, {self._shown(first.at)}", hint)
        self._check_each(updates)
        if front.kind is Kind.NOTICE:
            self._check_notice(front, updates)
            self._check_withdrawn(front, updates, (Status.UPDATE,))
            return
        if front.until is not None:
            hint = "An incident ends when it is resolved."
            self._report_front("until", "expected it only with `kind: notice`", hint)
        began = min(front.started or first.at, first.at)
        previous = Status.UPDATE
        reopened: ParsedUpdate | None = None
        for one in updates:
            status = Status(one.block.status)
            if one is first and status is Status.UPDATE:
                self._report_status(one, f"expected {one_of(INCIDENT_STATUSES[:-1])} in the first update")
            if previous is Status.RESOLVED and status not in (Status.UPDATE, Status.INVESTIGATING):
                self._report_status(one, "expected 'update' or 'investigating' (reopened) after resolved")
            if previous is Status.RESOLVED and status is Status.INVESTIGATING:
                reopened = one
                self._check_reopened(front, updates, updates.index(one))
            previous = previous if status is Status.UPDATE else status
            if previous is Status.RESOLVED:
                self._check_nothing_affected(one, "After resolved no component is affected.")
                self._check_no_expectations(one, previous)
            elif one.form and one.form.ended is not None:
                self._check_nothing_affected(one, _ENDED)
            self._check_ended(one, began)
            if reopened is not None:
                self._check_ended_again(one, reopened)
        self._check_withdrawn(front, updates, (Status.RESOLVED,))

    def maintenance(self, front: MaintenanceForm, updates: Sequence[ParsedUpdate], maintenance: Maintenance) -> None:
        """It is announced, done and completed, or cancelled. *maintenance* is made of *front* and *updates*."""
        if front.end <= front.start:
            self._report_front("end", f"expected a time after the start, {self._shown(front.start)}")
        self._check_each(updates)
        self._check_window(front, updates, maintenance)
        status = Status(updates[0].block.status)
        right = (Status.SCHEDULED, Status.IN_PROGRESS) if front.emergency else (Status.SCHEDULED,)
        if status not in right:
            hint = "If urgent, write `emergency: true` in the front matter." if status is Status.IN_PROGRESS else ""
            self._report_status(updates[0], f"expected {one_of(right)} in the first update", hint)
        reached = status
        for previous, one in pairwise(updates):
            status = Status(one.block.status)
            if previous.block.status == Status.CANCELLED:
                self._report_status(one, "expected nothing after cancelled")
                break
            if -1 < status.rank < reached.rank:
                hint = "A maintenance never goes back to an earlier status. To add information, use 'update'."
                self._report_status(one, f"expected nothing before {reached}", hint)
            elif status is not Status.UPDATE:
                reached = status
        self._check_withdrawn(front, updates, OVER_STATUSES)

    # --- updates of both kinds

    def _check_withdrawn(self, front: EntryForm, updates: Sequence[ParsedUpdate], last: Sequence[Status]) -> None:
        """Who takes an entry back ends it with one of the statuses *last*, and says why."""
        if not front.withdrawn:
            return
        stated = [one.block.status for one in updates if one.block.status != Status.UPDATE]
        if (stated[-1] if stated else Status.UPDATE) not in last or not updates[-1].block.body:
            hint = f"Add one, such as `## 2026-01-23 15:10 {last[-1]}`: whoever has read the others waits for it."
            self._report_front("withdrawn", "expected a last update that says why", hint)

    def _check_each(self, updates: Sequence[ParsedUpdate]) -> None:
        """Check what holds for the updates of incidents and maintenances alike."""
        for one in updates:
            form = one.form
            if form and form.id and one.key != form.id:
                self._report_field(one, "id", "expected a unique id", again=" again")
            for name in ("next_update", "eta"):
                value = getattr(form, name, None)
                if value is not None and value <= one.at:
                    self._report_field(one, name, f"expected a time after its update's, {self._shown(one.at)}")
            self._check_tomorrow(one)
            if form and form.components == {}:
                hint = "State `operational` for what works again; `components:` without a value clears all of them."
                place = _fields(one).place("components")
                self._report(*place, "expected components whose status changes, found none", hint)
            if one.block.status == Status.UPDATE and not (one.block.title or one.block.body or _states_a_fact(one)):
                hint = "Subscribers get it too: say what is new, or that nothing is."
                message = "expected text or fields, found an update that says nothing"
                self._problems.warning(self._path, one.block.line, "", message, hint)

    def _check_tomorrow(self, one: ParsedUpdate) -> None:
        """Warn of a time for the next update that has passed that day, and so has been read as one of the next day."""
        promised = one.form.next_update if one.form else None
        if promised is None or promised - one.at <= _HALF_A_DAY or not _is_time_only(one, "next_update"):
            return
        another_day = promised.astimezone(self._zone).date() > one.at.astimezone(self._zone).date()
        if another_day and "+" not in written_value(_fields(one), "next_update"):
            hint = f"It is taken for {self._shown(promised)}. If that is meant, write the day too."
            self._warn_of_field(one, "next_update", "expected a time later that day", hint)

    def _check_ended(self, one: ParsedUpdate, began: datetime) -> None:
        """Service was restored after *began* and before the update that says so."""
        ended = one.form.ended if one.form else None
        if ended is None:
            return
        # A time without a day that is later than its heading has been read as one of the day before.
        day_before = (
            _is_time_only(one, "ended") and ended.astimezone(self._zone).date() < one.at.astimezone(self._zone).date()
        )
        if ended > one.at or (ended < began and day_before):
            self._report_field(one, "ended", f"expected a time up to its update's, {self._shown(one.at)}")
        elif ended < began:
            self._report_field(one, "ended", f"expected a time after the beginning, {self._shown(began)}")

    def _check_reopened(self, front: IncidentForm, updates: Sequence[ParsedUpdate], index: int) -> None:
        """Warn if a reopened incident states no components: with `resolved`, all became operational."""
        episode = takewhile(lambda one: one.block.status != Status.RESOLVED, updates[index:])
        had_components = front.components or any(one.form and one.form.components for one in updates[:index])
        if had_components and not any(one.form and one.form.components for one in episode):
            message = "expected the components that are affected again, found none"
            hint = "Without them, pages show all components as operational and nothing counts as downtime."
            self._problems.warning(self._path, updates[index].block.line, "components", message, hint)

    def _check_ended_again(self, one: ParsedUpdate, reopened: ParsedUpdate) -> None:
        """Warn if service is said to have been back before the incident was reopened."""
        ended = one.form.ended if one.form else None
        if ended is not None and ended < reopened.at <= one.at:
            expected = f"expected a time after the reopening, {self._shown(reopened.at)}"
            hint = "As written, nothing was affected after the reopening. Is that right?"
            self._warn_of_field(one, "ended", expected, hint)

    def _check_nothing_affected(self, one: ParsedUpdate, hint: str) -> None:
        """Refuse components that are not operational in an update that ends an outage."""
        components = (one.form.components if one.form else None) or {}
        for component, status in components.items():
            if status not in (None, ComponentStatus.OPERATIONAL):
                stated, name = _fields(one).get("components"), _fields(one).place("components")[1]
                assert isinstance(stated, YamlMapping), "a list has no statuses"
                message = f"expected operational, found {quoted(status)}"
                self._report(stated.line_of(component), f"{name}.{component}", message, hint)

    def _check_no_expectations(self, one: ParsedUpdate, over: Status) -> None:
        """Warn about fields that are not shown once the entry is over."""
        for name, hint in _EXPECTATIONS.items():
            value = getattr(one.form, name, None)
            if value is not None and not (name == "progress" and value == 100):
                self._warn_of_field(one, name, f"expected none in or after {over}", hint)

    # --- notices

    def _check_notice(self, front: IncidentForm, updates: Sequence[ParsedUpdate]) -> None:
        if front.impact is not None:
            self._report_front("impact", "expected none on a notice")
        for one in updates:
            for name in ("impact", "ended"):
                if getattr(one.form, name, None) is not None:
                    self._report_field(one, name, "expected none on a notice")
        if front.until is not None and front.until <= updates[0].at:
            self._report_front("until", f"expected a time after the first update's, {self._shown(updates[0].at)}")

    # --- windows

    def _check_window(self, front: MaintenanceForm, updates: Sequence[ParsedUpdate], maintenance: Maintenance) -> None:
        """The window is announced before its end, moves only until work begins, and service is restored after that."""
        first = updates[0]
        if first.block.status == Status.SCHEDULED and front.start < front.end <= first.at and not front.emergency:
            expected = f"expected a time after the announcement, {self._shown(first.at)}"
            self._report_front("end", expected, f"{_TYPO} If the work could not be announced, write `emergency: true`.")
        window = WindowTimeline(maintenance)
        over: Status | None = None
        for one, update in zip(updates, maintenance.updates, strict=True):
            if one is not first:
                window.advance(one.at, inclusive=False)
            if update.status is Status.COMPLETED and window.phase is Status.SCHEDULED and one.at < window.start:
                expected = f"expected a window that has begun, found {quoted(one.block.status)} before its start"
                hint = "To call it off, use 'cancelled'. If the work was done early, move the window first."
                self._problems.warning(self._path, one.block.line, "status", expected, hint)
            over = update.status if update.status in OVER_STATUSES else over
            if (update.facts.start or window.start, update.facts.end or window.end) != (window.start, window.end):
                self._check_move(one, window, update, over)
            window.apply(update)
            if over:
                self._check_no_expectations(one, over)
            if update.facts.ended is not None and window.began is None:
                hint = "`ended` is when service was restored; the window has `end`."
                if window.start <= one.at:
                    hint = f"Add an update before it: ## {self._shown(window.start)} {Status.IN_PROGRESS}"
                self._report_field(one, "ended", "expected none before the work has begun", hint)
            elif update.facts.ended is not None and window.began is not None:
                self._check_nothing_affected(one, _ENDED)
                self._check_ended(one, min(window.start, window.began))

    def _check_move(self, one: ParsedUpdate, window: WindowTimeline, update: Update, over: Status | None) -> None:
        """A window that an update moves still ends after it starts and after the update."""
        new_start, new_end = update.facts.start, update.facts.end
        start, end = new_start or window.start, new_end or window.end
        name = "end" if new_end else "start"
        begun_by_update = window.by_hand and window.began is not None
        without_day = [key for key in ("start", "end") if getattr(update.facts, key) and _is_time_only(one, key)]
        if without_day and window.start - one.at > _ONE_DAY:
            day = self._shown(window.start).partition(" ")[0]
            self._report_field(one, without_day[0], f"expected a day and a time, since the window is planned for {day}")
            return
        if over and (update.status is not Status.COMPLETED or end > one.at):
            hint = "Announce the new window as another maintenance."
            self._report_field(one, name, f"expected none in or after {over}", hint)
        elif start != window.start and (begun_by_update or (update.status in OPEN_STATUSES and start > one.at)):
            hint = "Only `end` can move now. For another start, complete or cancel this one and announce a new one."
            self._report_field(one, "start", "expected none once the work has begun", hint)
        elif end <= start and new_end:
            self._report_field(one, "end", f"expected a time after the start, {self._shown(start)}")
        elif end <= start:
            expected = f"expected a time before the end, {self._shown(end)}"
            self._report_field(one, "start", expected, "State both `start` and `end`.")
        elif end <= one.at and (window.began is None or end <= window.began):
            expected = "expected a time" if new_end else "expected a window that ends"
            self._report_field(one, name, f"{expected} after its update's, {self._shown(one.at)}", _TYPO)

    # --- reporting

    def _report(self, line: int, name: str, message: str, hint: str = "") -> None:
        self._problems.error(self._path, line, name, message, hint)

    def _report_front(self, name: str, expected: str, hint: str = "") -> None:
        """Report a fault of the front matter's *name*."""
        self._report(self._front.line_of(name), name, f"{expected}, found {written_value(self._front, name)}", hint)

    def _report_field(self, one: ParsedUpdate, name: str, expected: str, hint: str = "", again: str = "") -> None:
        """Report a fault of an update's field *name*."""
        fields = _fields(one)
        self._report(*fields.place(name), f"{expected}, found {written_value(fields, name)}{again}", hint)

    def _warn_of_field(self, one: ParsedUpdate, name: str, expected: str, hint: str) -> None:
        """Warn about an update's field *name*."""
        fields = _fields(one)
        message = f"{expected}, found {written_value(fields, name)}"
        self._problems.warning(self._path, *fields.place(name), message, hint)

    def _report_status(self, one: ParsedUpdate, expected: str, hint: str = "") -> None:
        self._report(one.block.line, "status", f"{expected}, found {quoted(one.block.status)}", hint)

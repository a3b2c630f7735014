"""Whether the updates of one incident or maintenance make a story that can be true, each fault told with its line."""

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
from sitegen.read.document import Document, YamlMapping
from sitegen.read.forms import IncidentForm, MaintenanceForm
from sitegen.read.reader import ParsedUpdate, Reader, written_value

_SLIP = "Are the year and the month right?"
_ENDED = "With `ended` all is well: leave one or the other out."
_AWAITED = {
    "eta": "Leave it out: it is over.",
    "progress": "Leave it out: it is over.",
    "next_update": "Nobody is reminded of it once all is over. Say in words when you will tell more.",
}
"""What readers of something that is over are not shown, and what to do instead."""


_ONE_DAY = timedelta(days=1)
"""Within it, a clock alone means the next such time; a window farther off would come nearer by it."""


def _names_no_day(one: ParsedUpdate, name: str) -> bool:
    """Whether a field says a clock alone."""
    return one.block.fields is not None and "-" not in written_value(one.block.fields, name)


class Checks:
    """Checks what an original tells, once every value in it has been read."""

    def __init__(self, reader: Reader, path: str, document: Document, problems: Problems) -> None:
        self._zone = reader.config.zone
        self._shown = reader.shown
        self._path = path
        self._front = document.front
        self._problems = problems

    def incident(self, front: IncidentForm, kind: Kind, said: Sequence[ParsedUpdate]) -> None:
        """An incident begins, is resolved, and may be reopened; a notice only tells."""
        first = said[0]
        if front.started is not None and front.started > first.at:
            hint = "`started` says when it began, if that was before the first notice."
            self._tell_front("started", f"expected a time up to the first update's, {self._shown(first.at)}", hint)
        self._check_each(said)
        if kind is Kind.NOTICE:
            self._check_notice(front, said)
            return
        if front.until is not None:
            hint = "An incident is over when it is resolved."
            self._tell_front("until", "expected it only with `kind: notice`", hint)
        began = min(front.started or first.at, first.at)
        previous = Status.UPDATE
        reopened: ParsedUpdate | None = None
        for one in said:
            status = Status(one.block.status)
            if one is first and status is Status.UPDATE:
                self._tell_status(one, f"expected {one_of(INCIDENT_STATUSES[:-1])} in the first update")
            if previous is Status.RESOLVED and status not in (Status.UPDATE, Status.INVESTIGATING):
                self._tell_status(one, "expected 'update' or 'investigating' (reopened) after resolved")
            if previous is Status.RESOLVED and status is Status.INVESTIGATING:
                reopened = one
                self._check_reopened(front, said, said.index(one))
            previous = previous if status is Status.UPDATE else status
            if previous is Status.RESOLVED:
                self._check_nothing_affected(one, "After resolved no component is affected.")
                self._check_nothing_awaited(one, previous)
            elif one.form and one.form.ended is not None:
                self._check_nothing_affected(one, _ENDED)
            self._check_ended(one, began)
            if reopened is not None:
                self._check_ended_again(one, reopened)

    def maintenance(self, front: MaintenanceForm, said: Sequence[ParsedUpdate], maintenance: Maintenance) -> None:
        """It is announced, done and completed, or cancelled. *maintenance* is what *front* and *said* make of it."""
        if front.end <= front.start:
            self._tell_front("end", f"expected a time after the start, {self._shown(front.start)}")
        self._check_each(said)
        self._check_window(front, said, maintenance)
        status = Status(said[0].block.status)
        right = (Status.SCHEDULED, Status.IN_PROGRESS) if front.emergency else (Status.SCHEDULED,)
        if status not in right:
            hint = "In an emergency say `emergency: true` in the front matter." if status is Status.IN_PROGRESS else ""
            self._tell_status(said[0], f"expected {one_of(right)} in the first update", hint)
        reached = status
        for previous, one in pairwise(said):
            status = Status(one.block.status)
            if previous.block.status == Status.CANCELLED:
                self._tell_status(one, "expected nothing after cancelled")
                break
            if -1 < status.rank < reached.rank:
                hint = "A maintenance never goes backwards. To say more, use 'update'."
                self._tell_status(one, f"expected nothing before {reached}", hint)
            elif status is not Status.UPDATE:
                reached = status

    # --- updates of both kinds

    def _check_each(self, said: Sequence[ParsedUpdate]) -> None:
        """What holds for the updates of both kinds."""
        for one in said:
            form = one.form
            if form and form.id and one.key != form.id:
                self._tell_field(one, "id", "expected an id of its own", again=True)
            for name in ("next_update", "eta"):
                value = getattr(form, name, None)
                if value is not None and value <= one.at:
                    self._tell_field(one, name, f"expected a time after its update's, {self._shown(one.at)}")
            if form and form.components == {} and one.block.fields:
                hint = "State operational for what works again; `components:` without a value clears all of them."
                line, written = one.block.fields.place("components")
                self._tell(line, written, "expected those that change, found none", hint)

    def _check_ended(self, one: ParsedUpdate, began: datetime) -> None:
        """Service was back after *began*, and before somebody said so."""
        ended = one.form.ended if one.form else None
        if ended is None:
            return
        # A clock alone that is later than its heading's has been read as that of the day before.
        only_clock = "-" not in written_value(one.block.fields, "ended") if one.block.fields else False
        day_before = only_clock and ended.astimezone(self._zone).date() < one.at.astimezone(self._zone).date()
        if ended > one.at or (ended < began and day_before):
            self._tell_field(one, "ended", f"expected a time up to its update's, {self._shown(one.at)}")
        elif ended < began:
            self._tell_field(one, "ended", f"expected a time after the beginning, {self._shown(began)}")

    def _check_reopened(self, front: IncidentForm, said: Sequence[ParsedUpdate], index: int) -> None:
        """With `resolved` every component was well again, so what fails anew is stated anew: a warning."""
        episode = takewhile(lambda one: one.block.status != Status.RESOLVED, said[index:])
        concerned = front.components or any(one.form and one.form.components for one in said[:index])
        if concerned and not any(one.form and one.form.components for one in episode):
            message = "expected the components that are affected again, found none"
            hint = "Without them pages show all components as operational, and nothing counts as downtime."
            self._problems.warning(self._path, said[index].block.line, "components", message, hint)

    def _check_ended_again(self, one: ParsedUpdate, reopened: ParsedUpdate) -> None:
        """An end before the reopening says that nothing had come back, which may be so: a warning."""
        ended = one.form.ended if one.form else None
        if ended is not None and ended < reopened.at <= one.at and one.block.fields:
            line, written = one.block.fields.place("ended")
            found = f"expected a time after it was reopened, {self._shown(reopened.at)}"
            message = f"{found}, found {written_value(one.block.fields, 'ended')}"
            hint = "As it stands, nothing had come back, and from then on nothing was affected. Is that right?"
            self._problems.warning(self._path, line, written, message, hint)

    def _check_nothing_affected(self, one: ParsedUpdate, hint: str) -> None:
        """Where all is well, an update states no component that is not."""
        fields = one.block.fields
        stated = fields.get("components") if fields else None
        if not (fields and one.form and one.form.components and isinstance(stated, YamlMapping)):
            return
        for component, status in one.form.components.items():
            if status not in (None, ComponentStatus.OPERATIONAL):
                name = f"{fields.place('components')[1]}.{component}"
                message = f"expected operational, found {quoted(str(status))}"
                self._tell(stated.line_of(component), name, message, hint)

    def _check_nothing_awaited(self, one: ParsedUpdate, over: Status) -> None:
        """Of what is over readers are shown nothing that is to come, and nobody is reminded of it: a warning."""
        fields = one.block.fields
        for name, hint in _AWAITED.items():
            value = getattr(one.form, name, None)
            if fields and value is not None and not (name == "progress" and value == 100):
                line, written = fields.place(name)
                message = f"expected none in or after {over}, found {written_value(fields, name)}"
                self._problems.warning(self._path, line, written, message, hint)

    # --- notices

    def _check_notice(self, front: IncidentForm, said: Sequence[ParsedUpdate]) -> None:
        if front.impact is not None:
            self._tell_front("impact", "expected none on a notice")
        for one in said:
            for name in ("impact", "ended"):
                if getattr(one.form, name, None) is not None:
                    self._tell_field(one, name, "expected none on a notice")
        if front.until is not None and front.until <= said[0].at:
            self._tell_front("until", f"expected a time after the first update's, {self._shown(said[0].at)}")

    # --- windows

    def _check_window(self, front: MaintenanceForm, said: Sequence[ParsedUpdate], maintenance: Maintenance) -> None:
        """A window lies ahead when it is announced, and moves until its work has begun; service is back after that."""
        first = said[0]
        if first.block.status == Status.SCHEDULED and front.start < front.end <= first.at and not front.emergency:
            expected = f"expected a time after the announcement, {self._shown(first.at)}"
            self._tell_front("end", expected, f"{_SLIP} What could not be announced says `emergency: true`.")
        window = WindowTimeline(maintenance)
        over: Status | None = None
        for one, update in zip(said, maintenance.updates, strict=True):
            if one is not first:
                window.advance(one.at, inclusive=False)
            if update.status is Status.COMPLETED and window.phase is Status.SCHEDULED and one.at < window.start:
                expected = f"expected a window that has begun, found {quoted(one.block.status)} before its start"
                hint = "To call it off, say 'cancelled'. If the work was done early, move the window before that."
                self._problems.warning(self._path, one.block.line, "status", expected, hint)
            over = update.status if update.status in OVER_STATUSES else over
            if (update.facts.start or window.start, update.facts.end or window.end) != (window.start, window.end):
                self._check_move(one, window, update, over)
            window.apply(update)
            if over:
                self._check_nothing_awaited(one, over)
            if update.facts.ended is not None and window.began is None:
                hint = "`ended` says when service was back; the window itself has `end`."
                if window.start <= one.at:
                    hint = f"Say before when that was: ## {self._shown(window.start)} {Status.IN_PROGRESS}"
                self._tell_field(one, "ended", "expected none before the work has begun", hint=hint)
            elif update.facts.ended is not None and window.began is not None:
                self._check_nothing_affected(one, _ENDED)
                self._check_ended(one, min(window.start, window.began))

    def _check_move(self, one: ParsedUpdate, window: WindowTimeline, update: Update, over: Status | None) -> None:
        """A window that an update moves still ends after it starts, and still lies ahead."""
        new_start, new_end = update.facts.start, update.facts.end
        start, end = new_start or window.start, new_end or window.end
        name = "end" if new_end else "start"
        said_to_have_begun = window.by_hand and window.began is not None
        vague = [key for key in ("start", "end") if getattr(update.facts, key) and _names_no_day(one, key)]
        if vague and window.start - one.at > _ONE_DAY:
            day = self._shown(window.start).partition(" ")[0]
            self._tell_field(one, vague[0], f"expected the day as well, since the window is planned for {day}")
            return
        if over and (update.status is not Status.COMPLETED or end > one.at):
            hint = "Announce what is planned now as a maintenance of its own."
            self._tell_field(one, name, f"expected none in or after {over}", hint=hint)
        elif start != window.start and (said_to_have_begun or (update.status in OPEN_STATUSES and start > one.at)):
            hint = "Complete or cancel this one first, and announce a new one; its `end` may move."
            self._tell_field(one, "start", "expected none once the work has begun", hint=hint)
        elif end <= start and new_end:
            self._tell_field(one, "end", f"expected a time after the start, {self._shown(start)}")
        elif end <= start:
            expected = f"expected a time before the end, {self._shown(end)}"
            self._tell_field(one, "start", expected, hint="State both, `start` and `end`.")
        elif end <= one.at and (window.began is None or end <= window.began):
            expected = "expected a time" if new_end else "expected a window that ends"
            self._tell_field(one, name, f"{expected} after its update's, {self._shown(one.at)}", hint=_SLIP)

    # --- how faults are told

    def _tell(self, line: int, name: str, message: str, hint: str = "") -> None:
        self._problems.error(self._path, line, name, message, hint)

    def _tell_front(self, name: str, expected: str, hint: str = "") -> None:
        """A fault of what the front matter says under *name*."""
        self._tell(self._front.line_of(name), name, f"{expected}, found {written_value(self._front, name)}", hint)

    def _tell_field(self, one: ParsedUpdate, name: str, expected: str, *, again: bool = False, hint: str = "") -> None:
        """A fault of what the field *name* of an update says."""
        fields = one.block.fields
        assert fields is not None, "it has said something"
        line, written = fields.place(name)
        self._tell(line, written, f"{expected}, found {written_value(fields, name)}{' again' if again else ''}", hint)

    def _tell_status(self, one: ParsedUpdate, expected: str, hint: str = "") -> None:
        self._tell(one.block.line, "status", f"{expected}, found {quoted(one.block.status)}", hint)

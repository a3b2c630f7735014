"""A run of `sitegen notify`: what it does at each ledger, and what it says of each message."""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

import click

from sitegen.build import Checked
from sitegen.cli.changes import uncommitted
from sitegen.cli.ledgers import Invocation, RoutedLedger, named_in
from sitegen.cli.notices import Notice, since, size
from sitegen.cli.options import present
from sitegen.cli.printing import in_zone, print_json, print_problems, say
from sitegen.delivery.candidates import NO_NEWS_AFTER, Candidate, candidates
from sitegen.delivery.dispatch import Dispatch, Fate, Parcel, Planner, RealTime
from sitegen.delivery.echo import repeats
from sitegen.delivery.plan import Decision, Planned, Wishes, plan
from sitegen.delivery.records import LATE_AFTER, MAX_SKEW, Book, Record, RecordState
from sitegen.delivery.senders import SENDERS, SETTINGS
from sitegen.delivery.store import LedgerProblem
from sitegen.messages.draft import Message
from sitegen.messages.outbox import Outbox
from sitegen.model import Channel, Route, Routing
from sitegen.problems import ContentError, Problem, Severity, nearest
from sitegen.read.routes import MESSAGES_FILE
from sitegen.times import iso

HANDFUL = 5
"""How many late messages are listed; of more only their number is told."""
COMPARED_FOR = timedelta(days=1)
"""For how long after an update its words are compared with what was sent."""
_WORDS = {
    RecordState.DELIVERED: "delivered",
    RecordState.REJECTED: "rejected",
    RecordState.RELEASED: "not sent",
    RecordState.UNKNOWN: "unknown",
    RecordState.SUPERSEDED: "superseded",
}
_HINTS = {
    RecordState.UNKNOWN: "If it has arrived: {settle}. If not: {retry}",
    RecordState.REJECTED: "When the cause is gone: {retry}. To leave it: {settle}",
    RecordState.RELEASED: "The next run tries again.",
}

_NOT_DONE = {
    Decision.DELIVERED: "it has arrived; --correct sends it again",
    Decision.SETTLED: "it is settled; --correct sends it again",
    Decision.SENDING: "another run is sending it",
    Decision.UNKNOWN: "it may have arrived; --retry sends it again",
}
"""Why a message that was asked for is not sent."""

_PREVIEWS = {
    Decision.DELIVERED: "already delivered",
    Decision.SETTLED: "settled",
    Decision.KNOWN: "known",
}
"""What a dry run says of messages that are done with."""

_ADDRESSES = {Channel.EMAIL: "mail addresses", Channel.APPRISE: "address for apprise"}
"""What the variable of a route holds; of all other channels, a webhook address."""


@dataclass
class Notification:
    """A call of the command: what it has found, and what it prints."""

    checked: Checked
    routing: Routing
    ledgers: Sequence[RoutedLedger]
    outbox: Outbox
    problems: list[Problem]
    root: Path
    again: Invocation
    """For the commands that are printed."""
    dry_run: bool
    form: str
    notices: list[Notice] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """What is wrong with a ledger, or with more messages than are listed."""
    _blocked: dict[Route, str] = field(default_factory=dict)
    """Routes that nothing can be sent by, each with its place in messages.yml: their messages wait."""
    _made: dict[tuple[object, ...], Message | None] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The moment of the run."""
        return self.checked.snapshot.now

    # --- sending

    def notify(self, *, late: bool, retry: Sequence[str], correct: Sequence[str], patience: timedelta) -> None:
        """Send what is due by every ledger; with *retry* or *correct*, which are keys, only that."""
        asked = (*retry, *correct)
        self._check_settings()
        for routed in self._open_ledgers(asked):
            only = named_in(routed, asked) if asked else None
            if only != frozenset():
                wishes = Wishes(late, named_in(routed, retry), named_in(routed, correct), only)
                self._notify(routed, wishes, asked, patience)

    def _notify(self, routed: RoutedLedger, wishes: Wishes, asked: Sequence[str], patience: timedelta) -> None:
        def planned(book: Book) -> list[Planned]:
            return plan(self._threads(routed, book, asked), book, routed.ledger.naming, self.now, wishes)

        def sendable(book: Book) -> list[Planned]:
            return [one for one in planned(book) if not self._waits(one)]

        first = planned(routed.ledger.book)
        self._warn_of_uncommitted(first)
        if self.dry_run:
            for one in first:
                self._preview(one)
        else:
            dispatch = Dispatch(routed.ledger, self.now, patience, RealTime(), present, self._tell)
            try:
                self._dispatch(dispatch, sendable, routed)
            except LedgerProblem as problem:
                self._trouble(f"{problem} Nothing more was sent.")
            except KeyboardInterrupt:
                self.result()
                raise
        self._tell_the_rest(routed, planned(routed.ledger.book), wishes)

    def _dispatch(self, dispatch: Dispatch, planned: Planner, routed: RoutedLedger) -> None:
        try:
            with stoppable():
                dispatch.send(planned, lambda one: self._parcel(routed, one))
        finally:
            for record in dispatch.lost:
                self._trouble(f"{record.name} is {record.state}, and the ledger will call it unknown.")
            if dispatch.lost:
                self._trouble(dispatch.why_lost)

    def _check_settings(self) -> None:
        """A problem for each route that nothing can be sent by: told also while there is nothing to send.

        Nothing of such a route is claimed, so that its messages go out by themselves once the cause is gone.
        """
        for route in self.routing.routes:
            address, look = address_of(route), SETTINGS.get(route.channel)
            what = _ADDRESSES.get(route.channel, "webhook address")
            hint = f"The messages of the route {route.name}, for {route.audience}, wait until that is put right."
            if not address:
                message = f"expected the environment variable {route.variable} to be set, found nothing"
                hint = f"It holds the {what} of the route {route.name}, for {route.audience}."
            elif look is None or not (message := look(address)):
                continue
            self.problems.append(Problem(MESSAGES_FILE, route.to_line, "to", message, hint))
            self._blocked[route] = f"{MESSAGES_FILE}:{route.to_line}"

    def _warn_of_uncommitted(self, planned: Sequence[Planned]) -> None:
        """A warning for each content file whose messages would go out before its page can."""
        sent = [one.candidate for one in planned if one.decision is Decision.SEND and not self._waits(one)]
        goes = {candidate.occasion.path for candidate in sent}
        for path in sorted(goes & uncommitted(self.root)) if goes else ():
            message = "is not committed: the page that the message links to may not have it."
            self.problems.append(Problem(path, 0, "", message, severity=Severity.WARNING))

    def _waits(self, one: Planned) -> bool:
        """Whether its route cannot send."""
        return one.candidate.route in self._blocked

    def _parcel(self, routed: RoutedLedger, one: Planned) -> Parcel | None:
        route, message = one.candidate.route, self._message(one)
        sender, address = SENDERS.get(route.channel), address_of(route)
        if message is None:
            return None
        if sender is None:
            self._say(_notice(one, "impossible", f"there is no sender for {route.channel}"))
            return None
        return Parcel(one, message, routed.ledger.naming.digest(message), sender, address)

    def _message(self, one: Planned) -> Message | None:
        """The message, or None after telling why there is none."""
        what = (one.name, one.opens, one.remark)
        if what not in self._made:
            self._made[what] = self._make(one)
        return self._made[what]

    def _make(self, one: Planned) -> Message | None:
        try:
            message = self._write(one)
        except ContentError as error:
            self.problems += error.problems
            source = "template, or its brief," if one.candidate.route.audience.internal else "template"
            self._say(_notice(one, "impossible", f"its {source} has a fault"))
            return None
        if not message.fits:
            detail = f"{size(message)}, without everything that may be left out"
            hint = "Shorten what the author wrote, or the site's own template."
            self._say(_notice(one, "too long", detail, hint, message))
            return None
        return message

    def _write(self, one: Planned) -> Message:
        route, occasion = one.candidate.route, replace(one.candidate.occasion, opens=one.opens)
        return self.outbox.message(occasion, route.audience, route.locale, route.channel, one.remark)

    # --- what is told

    def _tell(self, fate: Fate) -> None:
        hint = self._hint(fate.state, str(fate.planned.candidate.key))
        detail = _superseded(fate.planned) if fate.state is RecordState.SUPERSEDED else fate.detail
        if fate.message and fate.message.audience.internal and repeats(detail, fate.message):
            detail = "the channel's answer repeats words of the message, so it is not shown"
        word = "delivered in part" if fate.partial else _WORDS[fate.state]
        self._say(_notice(fate.planned, word, detail, hint, fate.message))

    def _hint(self, state: RecordState, key: str) -> str:
        settle, retry = self.again.command("--settle", key), self.again.command("--retry", key)
        return _HINTS.get(state, "").format(settle=settle, retry=retry)

    def _preview(self, one: Planned) -> None:
        if one.decision is Decision.SEND:
            message = self._message(one)
            if message is not None and self._waits(one):
                self._say(self._waiting(one, "cannot send", message))
            elif message is not None:
                self._say(_notice(one, "would send", message=message))
        elif one.decision is Decision.SUPERSEDED and not (one.to_record and self._waits(one)):
            self._say(_notice(one, "superseded", _superseded(one)))
        elif one.decision in _PREVIEWS:
            self._say(_notice(one, _PREVIEWS[one.decision]))

    def _waiting(self, one: Planned, word: str, message: Message | None = None) -> Notice:
        """That a message waits until something can be sent by its route."""
        detail = f"its route has a problem, see {self._blocked[one.candidate.route]}"
        return _notice(one, word, detail, "Once that is put right, the next run sends it.", message)

    def _tell_the_rest(self, routed: RoutedLedger, planned: Sequence[Planned], wishes: Wishes) -> None:
        """What is not sent, and why."""
        for one in planned if not self.dry_run else ():
            if one.decision is Decision.SEND and self._waits(one):
                self._say(self._waiting(one, _WORDS[RecordState.RELEASED]))
        arrived = (_WORDS[RecordState.DELIVERED], _PREVIEWS[Decision.DELIVERED])
        told = {notice.planned.name for notice in self.notices if notice.planned and notice.word not in arrived}
        if wishes.only is not None:
            done = {notice.planned.name for notice in self.notices if notice.planned}
            for one in planned:
                if one.name in wishes.only and one.name not in done:
                    self._say(_notice(one, one.decision.value, _NOT_DONE.get(one.decision, "it has not been sent")))
            return
        self._tell_late([one for one in planned if one.decision is Decision.LATE])
        for one in planned:
            key = str(one.candidate.key)
            if one.name in told:
                continue
            if one.decision is Decision.REJECTED:
                self._say(_notice(one, "rejected", "in an earlier run", self._hint(RecordState.REJECTED, key)))
            elif one.decision is Decision.SENDING and one.record is not None:
                until = in_zone(one.record.until or one.record.at, self.checked.site.config.zone)
                self._say(_notice(one, "sending", f"by another run, until {until}"))
            elif one.decision is Decision.DELIVERED and self._differs(routed, one):
                hint = f"To send it again: {self.again.command('--correct', key)}"
                self._say(_notice(one, "differs", "its words are not those that were sent", hint))
        self._tell_unknown(routed, planned, told)

    def _tell_late(self, late: Sequence[Planned]) -> None:
        if len(late) > HANDFUL:
            hours = LATE_AFTER // timedelta(hours=1)
            baseline, send = self.again.command("--baseline"), self.again.command("--late")
            self._trouble(
                f"{len(late):,} messages older than {hours} hours were never sent, as at the first use, by a new route"
                f" or after an import: {baseline} marks them as known; {send} sends the newest of each entry."
            )
            return
        for one in late:
            key = one.candidate.key
            at = since(one.candidate.occasion.at, self.now, self.checked.site.config)
            send, settle = self.again.command("--late"), self.again.command("--settle", str(key))
            hint = "" if one.candidate.over else f"To send it: {send}. To leave it: {settle}"
            detail = "the window has begun" if one.candidate.over else f"not sent, of {at}"
            self._say(_notice(one, "late", detail, hint))

    def _tell_unknown(self, routed: RoutedLedger, planned: Sequence[Planned], told: Collection[str]) -> None:
        known = {one.name: one for one in planned}
        for record in routed.ledger.book.unsettled(self.now):
            if not routed.owns(record.name) or record.name in told:
                continue
            one = known.get(record.name)
            key = str(one.candidate.key) if one else record.name
            at = since(record.at, self.now, self.checked.site.config)
            hint = self._hint(RecordState.UNKNOWN, key)
            self._say(Notice(key, "unknown", f"it may have arrived; tried {at}", hint, one))

    def _differs(self, routed: RoutedLedger, one: Planned) -> bool:
        """Whether it would now be written otherwise than it was sent."""
        if one.record is None or not one.record.digest or one.candidate.occasion.at < self.now - COMPARED_FOR:
            return False
        forms = (replace(one, opens=opens) for opens in (one.opens, not one.opens))
        try:
            return all(routed.ledger.naming.digest(self._write(form)) != one.record.digest for form in forms)
        except ContentError as error:
            self.problems += error.problems
            return False

    # --- decisions of people

    def baseline(self) -> None:
        """Mark all that is there as known."""
        unsent = (Decision.SEND, Decision.LATE, Decision.REJECTED, Decision.SUPERSEDED)
        for routed in self._open_ledgers(()):
            book, run = routed.ledger.book, secrets.token_hex(6)
            near = plan(self._near(routed), book, routed.ledger.naming, self.now)
            names = [one.name for one in near if one.decision in unsent]
            records = [Record(RecordState.KNOWN, self.now, run, name) for name in names]
            if self._decide(routed, [*records, Record(RecordState.BASELINE, self.now, run)]):
                what = "messages to team and management" if routed.internal else "public messages"
                at = in_zone(self.now, self.checked.site.config.zone)
                word, verb = ("would know", "would be") if self.dry_run else ("known", "are")
                detail = f"All {what} up to {at} {verb} marked as known, in {routed.ledger.store}"
                self._say(Notice("", word, detail))

    def _near(self, routed: RoutedLedger) -> list[list[Candidate]]:
        """The candidates that a baseline of this moment must name."""
        return self._threads(routed, Book(), (), since=self.now - LATE_AFTER)

    def settle(self, keys: Sequence[str]) -> None:
        """Write down that these are not sent again."""
        for routed in self._open_ledgers(keys):
            threads = self._threads(routed, routed.ledger.book, keys)
            standing = {one.name: one for one in plan(threads, routed.ledger.book, routed.ledger.naming, self.now)}
            for name in sorted(named_in(routed, keys)):
                one = standing.get(name)
                key = str(one.candidate.key) if one else name
                record = routed.ledger.book.messages.get(name)
                if one is not None and one.decision is Decision.SENDING:
                    self._say(Notice(key, "sending", "by another run: settle it when that has ended", planned=one))
                elif record is not None and record.state in (
                    RecordState.DELIVERED,
                    RecordState.KNOWN,
                    RecordState.SETTLED,
                ):
                    self._say(Notice(key, record.state.value, "there is nothing to settle", planned=one))
                elif self._decide(routed, [Record(RecordState.SETTLED, self.now, secrets.token_hex(6), name)]):
                    self._say(Notice(key, "would settle" if self.dry_run else "settled", planned=one))

    def _decide(self, routed: RoutedLedger, records: Sequence[Record]) -> bool:
        """Write what somebody has decided: whether that went well."""
        if self.dry_run:
            return True
        try:
            routed.ledger.insist(records)
        except LedgerProblem as problem:
            self._trouble(str(problem))
            return False
        return True

    # --- ledgers and candidates

    def _open_ledgers(self, asked: Sequence[str]) -> Iterator[RoutedLedger]:
        """The ledgers whose ledger can be read; a key in *asked* that none of them knows is wrong usage."""
        opened = []
        for routed in self.ledgers:
            try:
                routed.ledger.read()
                opened.append(routed)
            except LedgerProblem as problem:
                self._trouble(f"{problem} Nothing was sent.")
        if len(opened) == len(self.ledgers):
            self._check_asked(opened, asked)
        for routed in opened:
            baseline = routed.ledger.book.baseline
            if baseline is not None and baseline > self.now + MAX_SKEW:
                at = since(baseline, self.now, self.checked.site.config)
                self._trouble(
                    f"{routed.ledger.store}: its baseline is of {at}. {self.again.command('--baseline')} puts it right."
                )
        yield from opened

    def _check_asked(self, ledgers: Sequence[RoutedLedger], asked: Sequence[str]) -> None:
        known: set[str] = set()
        for routed in ledgers if asked else ():
            known.update(routed.ledger.book.messages)
            threads = self._threads(routed, routed.ledger.book, asked)
            known.update(str(candidate.key) for thread in threads for candidate in thread)
        for key in asked:
            if key not in known:
                hint = nearest(key, known, cutoff=0.8) or f"See {self.again.command('--dry-run')}."
                raise click.UsageError(f"expected the key of a message, found '{key}'. {hint}")

    def _threads(
        self, routed: RoutedLedger, book: Book, asked: Sequence[str], since: datetime | None = None
    ) -> list[list[Candidate]]:
        oldest, known = since or self.now - NO_NEWS_AFTER, book.known_until(self.now)
        return candidates(
            self.checked.snapshot.entries,
            routed.routes,
            self.now,
            self.routing.reminder,
            since=oldest if known is None else max(oldest, known),
            asked=asked,
        )

    # --- printing

    def _say(self, notice: Notice) -> None:
        self.notices.append(notice)
        if self.form == "text":
            say(notice.line(preview=self.dry_run))

    def _trouble(self, text: str) -> None:
        self.troubles.append(text)
        say(f"sitegen: {text}", err=True)

    def result(self) -> int:
        """Print what is left to print; returns the exit code."""
        problems = sorted(set(self.problems))
        print_problems(problems)
        if self.form == "json":
            document = {
                "as_of": iso(self.now),
                "dry_run": self.dry_run,
                "messages": [notice.document() for notice in self.notices],
                "troubles": self.troubles,
                "problems": list(map(asdict, problems)),
            }
            print_json(document)
        elif not (self.notices or self.troubles or problems):
            say("Nothing to send.")
        faults = [problem for problem in problems if problem.severity is Severity.ERROR]
        return 1 if faults or self.troubles or any(notice.bad for notice in self.notices) else 0


def _notice(one: Planned, word: str, detail: str = "", hint: str = "", message: Message | None = None) -> Notice:
    return Notice(str(one.candidate.key), word, detail, hint, one, message)


def _superseded(one: Planned) -> str:
    return f"by {one.by.occasion.stage} ({one.by.occasion.key})" if one.by else ""


def address_of(route: Route) -> str:
    """The address of a route, a secret; empty where its variable is not set."""
    return os.environ.get(route.variable, "").strip()


@contextmanager
def stoppable() -> Iterator[None]:
    """Within it, whoever ends the process ends it once: what is known by then is still written down."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Only the main thread is told of signals.
        return
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in ends:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, stop) for each in ends}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)

"""content/**.md → Site, or every problem. After this there are no dictionaries, only values that hold together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TypedDict, TypeVar

from sitegen import identity, markdown, urls
from sitegen.document import Document, Items, decode, line_with, read_document, read_text
from sitegen.document import Mapping as Keys
from sitegen.fields import Context, Scope, emptied, fill, kind
from sitegen.forms import (
    IncidentForm,
    IncidentUpdateForm,
    MaintenanceForm,
    MaintenanceUpdateForm,
    PostmortemForm,
    PostmortemTranslationForm,
    SpokenForm,
    TranslatedForm,
    TranslationForm,
    UpdateForm,
)
from sitegen.model import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    Action,
    Compensation,
    Component,
    ComponentStatus,
    Config,
    Event,
    Facts,
    Image,
    Incident,
    Kind,
    Maintenance,
    Postmortem,
    Site,
    Status,
    Text,
    Update,
)
from sitegen.pictures import PICTURES, read_picture
from sitegen.problems import Gravity, Problem, Problems, one_of, quoted
from sitegen.sources import Group, Source, find_groups
from sitegen.timeline import stamp
from sitegen.timeline_maintenance import OPEN, OVER, Window
from sitegen.times import TimeProblem, join, read_day, read_offset
from sitegen.updates import Block, Line, clean, heading_words, is_underlined, shape, split_updates

MOST_PICTURES, MOST_ADDRESSES, LONGEST_ADDRESSES = 100, 500, 200_000
"""In one text: pictures, addresses, and characters of all that links lead to, as often as they do.

With ten thousand pictures in one another, or a long address that is used as often, a build would take minutes.
"""
EARLY = timedelta(minutes=10)
"""How far an update may be ahead of the clock: people round up, and clocks differ."""

_ORDER = (Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED)
_SLIP = "Are the year and the month right?"
_ENDED = "With `ended` all is well: leave one or the other out."
_AWAITED = {
    "eta": "Leave it out: it is over.",
    "progress": "Leave it out: it is over.",
    "next_update": "Nobody is reminded of it once all is over. Say in words when you will tell more.",
}
"""What readers of something that is over are not shown, and what to do instead."""


@dataclass(frozen=True)
class Reader:
    """What every file is read with."""

    root: Path
    config: Config
    clock: datetime | None
    """The present moment, where what is said to come later is a mistake."""
    drafts: Mapping[str, str] = field(default_factory=dict)
    """Texts by path that stand for what is on disk: to try a change before it is made."""

    @cached_property
    def context(self) -> Context:
        """What the values in every file depend on."""
        return self.context_at(None)

    def context_at(self, heading: datetime | None) -> Context:
        """What those of an update depend on."""
        return Context(self.config.zone, self._components, self.config.locales, heading, self._names)

    @cached_property
    def _components(self) -> frozenset[str]:
        return frozenset(self.config.by_id)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {name.casefold(): one.id for one in self.config.components for name in _names(one)}


Entry = Incident | Maintenance
Read = tuple[Entry | None, list[Problem]]
Mapper = Callable[[Callable[[Group], Read], Sequence[Group]], Iterable[Read]]


def read_content(
    root: Path, config: Config, problems: Problems, *, clock: datetime | None = None, mapper: Mapper = map
) -> Site:
    """Everything below *root*/content, drafts left out; tells its problems.

    *clock* is given when the site is built as of the present: updates more than ten minutes ahead of it are
    problems then. *mapper* applies a function to many groups of files, here or in other processes.
    """
    groups = find_groups(root, config, problems)
    reader = Reader(root, config, clock)
    entries: list[Entry] = []
    for entry, found in mapper(partial(read_group, reader), groups):
        problems.found += found
        if entry is not None:
            entries.append(entry)
    _check_across(root, entries, problems)
    return Site(
        config=config,
        incidents=tuple(entry for entry in entries if isinstance(entry, Incident)),
        maintenances=tuple(entry for entry in entries if isinstance(entry, Maintenance)),
    )


def latest(site: Site, clock: datetime) -> datetime:
    """The moment to build as of: *clock*, or that of an update which is a few minutes ahead of it."""
    entries: tuple[Entry, ...] = (*site.incidents, *site.maintenances)
    ahead = [update.at for entry in entries for update in entry.updates if clock < update.at <= clock + EARLY]
    return max(ahead, default=clock)


# --- one group of files --------------------------------------------------------------------------------


def read_group(reader: Reader, group: Group) -> tuple[Entry | None, list[Problem]]:
    """One incident or maintenance from its files, and what is wrong with them; a draft is read and left out."""
    problems = Problems()
    source = group.find("")
    if source is None:
        return None, []
    document = _document(source, reader, problems)
    if document is None:
        return None, problems.found
    entry: Entry | None
    if group.folder == "incidents":
        entry = _EntryReader(reader, group, source, document, problems).incident()
    else:
        entry = _EntryReader(reader, group, source, document, problems).maintenance()
    return entry, problems.found


def _document(source: Source, reader: Reader, problems: Problems) -> Document | None:
    if source.path in reader.drafts:
        text = decode(reader.drafts[source.path].encode(errors="surrogatepass"), source.path, problems)
    else:
        text = read_text(reader.root, source.path, problems)
    return None if text is None else read_document(text, source.path, problems)


def _check_across(root: Path, entries: Sequence[Entry], problems: Problems) -> None:
    """What no single file can know: ids and addresses are used once."""
    _check_ids(root, entries, problems)
    addresses = {_address(entry): entry.path for entry in entries}
    for entry in sorted(entries, key=lambda one: one.path):
        for alias in entry.aliases:
            spelled = alias.strip("/")
            owner = addresses.setdefault(spelled, entry.path)
            if owner != entry.path or spelled == _address(entry):
                line = line_with(root / entry.path, alias)
                whose = "the present one" if owner == entry.path else f"that of {owner}"
                message = f"expected an old address of its own, found {quoted(alias)}, {whose}"
                problems.error(entry.path, line, "aliases", message)


def _check_ids(root: Path, entries: Sequence[Entry], problems: Problems) -> None:
    """Each is the name of a document, where some file systems make no difference between `a` and `A`."""
    kept = sorted((entry for entry in entries if entry.id is not None), key=lambda one: one.path)
    if not kept:
        return
    owners = {identity.made_id(entry): entry.path for entry in entries if entry.id is None}
    for entry in kept:
        assert entry.id is not None
        name = entry.id.casefold()
        if name in _RESERVED:
            message = f"expected an id that is no name of a list, found {quoted(entry.id)}"
        elif owners.setdefault(name, entry.path) != entry.path:
            message = f"expected an id of its own, found {quoted(entry.id)} of {owners[name]}"
        else:
            continue
        problems.error(entry.path, line_with(root / entry.path, entry.id), "id", message)


_RESERVED = {PurePosixPath(path).stem for path in (urls.UNRESOLVED, urls.UPCOMING, urls.ACTIVE)}


def _address(entry: Entry) -> str:
    return f"{'incidents' if isinstance(entry, Incident) else 'maintenance'}/{entry.slug}"


# --- one incident, one maintenance -----------------------------------------------------------------------

T = TypeVar("T", bound=TranslatedForm)


_NOT_TO_CLEAR = {"was", "id", "start", "end"}
"""Fields of an update that take nothing back."""
_NOTHING = Facts()
"""What most updates state beside their words."""


class _Spoken(TypedDict):
    """The facts that are words."""

    not_working: tuple[Text, ...] | None
    still_working: tuple[Text, ...] | None
    workaround: Text | None
    scope: tuple[tuple[str, Text], ...] | None
    compensation: tuple[Compensation, ...] | None


@dataclass(frozen=True, slots=True)
class _Said:
    """One update of the original with its block."""

    block: Block
    at: datetime
    form: UpdateForm | None
    cleared: tuple[str, ...]
    order: int
    """Among the updates of the same moment, from 1."""


@dataclass(frozen=True, slots=True)
class _Translated:
    """The words of one translation, where they could be matched."""

    locale: str
    front: TranslationForm | None
    updates: dict[tuple[datetime, int], tuple[Block, TranslatedForm | None]]


class _EntryReader:
    """Reads one incident or maintenance from its original, its translations and its postmortem."""

    def __init__(self, reader: Reader, group: Group, source: Source, document: Document, problems: Problems) -> None:
        self._reader = reader
        self._config = reader.config
        self._group = group
        self._source = source
        self._document = document
        self._problems = problems
        self._context = reader.context
        self._images: dict[str, Image] = {}

    def incident(self) -> Incident | None:
        """The incident, or None after telling what is wrong, or for a draft."""
        front = fill(IncidentForm, self._document.front, self._context, self._source.path, self._problems)
        kind = (front.kind if front else None) or Kind.OUTAGE
        statuses = (Status.UPDATE,) if kind is Kind.NOTICE else INCIDENT_STATUSES
        said = self._said(statuses, IncidentUpdateForm)
        if front is None or said is None:
            return None
        self._check_incident(front, kind, said)
        if self._problems.errors:
            return None
        lang = front.lang or self._config.locales[0]
        translations = self._translations(front, lang, statuses, said)
        incident = Incident(
            slug=self._group.slug,
            path=self._source.path,
            title=self._title(front.title, lang, translations),
            kind=kind,
            started=front.started,
            until=front.until,
            facts=Facts(
                **self._front_spoken(front, lang, translations),
                impact=front.impact,
                components=tuple(front.components.items()),
            ),
            updates=tuple(self._update(one, lang, translations) for one in said),
            id=front.id,
            aliases=front.aliases,
            images=tuple(self._images.values()),
            postmortem=self._postmortem(lang, said),
        )
        return None if front.draft else incident

    def maintenance(self) -> Maintenance | None:
        """The maintenance, or None after telling what is wrong, or for a draft."""
        front = fill(MaintenanceForm, self._document.front, self._context, self._source.path, self._problems)
        said = self._said(MAINTENANCE_STATUSES, MaintenanceUpdateForm)
        if front is None or said is None:
            return None
        self._check_maintenance(front, said)
        if self._problems.errors:
            return None
        lang = front.lang or self._config.locales[0]
        translations = self._translations(front, lang, MAINTENANCE_STATUSES, said)
        maintenance = self._maintenance(front, said, lang, translations)
        return None if front.draft else maintenance

    def _maintenance(
        self, front: MaintenanceForm, said: Sequence[_Said], lang: str, translations: Sequence[_Translated]
    ) -> Maintenance:
        return Maintenance(
            slug=self._group.slug,
            path=self._source.path,
            title=self._title(front.title, lang, translations),
            start=front.start,
            end=front.end,
            emergency=front.emergency,
            auto=front.auto,
            reason=_text(
                front.reason, lang, [(one.locale, one.front.reason if one.front else None) for one in translations]
            ),
            facts=Facts(
                **self._front_spoken(front, lang, translations),
                components=tuple(
                    (component, status or ComponentStatus.UNDER_MAINTENANCE)
                    for component, status in front.components.items()
                ),
            ),
            updates=tuple(self._update(one, lang, translations) for one in said),
            id=front.id,
            aliases=front.aliases,
            images=tuple(self._images.values()),
        )

    # --- updates

    def _said(self, statuses: Sequence[Status], form: type[UpdateForm]) -> list[_Said] | None:
        """The updates of the original, oldest first."""
        path = self._source.path
        before = self._problems.errors
        lines = clean(self._document.body, self._document.body_line, path, self._problems)
        blocks = split_updates(lines, path, statuses, self._problems)
        timed = [(block, self._moment(block, path, self._problems, self._reader.clock)) for block in blocks]
        if not blocks and self._problems.errors == before:
            line = self._document.body_line
            self._problems.error(path, line, "", "expected at least one update, found none", shape(statuses))
        known = [(block, at) for block, at in timed if at is not None]
        said: list[_Said] = []
        counts: dict[datetime, int] = defaultdict(int)
        for block, at in _oldest_first(known, path, self._problems):
            self._check_words(block.body, block.line_of, path)
            node = block.fields
            filled = fill(form, node, self._reader.context_at(at), path, self._problems) if node else None
            cleared = emptied(node, form) if node else ()
            for name in set(cleared) & _NOT_TO_CLEAR:
                line, written = node.place(name) if node else (block.line, name)
                self._problems.error(path, line, written, "expected a value, found nothing")
            counts[at] += 1
            said.append(_Said(block, at, filled, cleared, counts[at]))
        return said if self._problems.errors == before else None

    def _moment(self, block: Block, path: str, problems: Problems, clock: datetime | None = None) -> datetime | None:
        if not block.day:
            return None
        try:
            zone = read_offset(block.zone) if block.zone else self._config.zone
            at = join(read_day(block.day), block.clock, zone)
        except TimeProblem as problem:
            problems.error(path, block.line, "heading", problem.message, problem.hint)
            return None
        if clock is not None and at > clock + EARLY:
            found = f"{quoted(f'{block.day} {block.clock}')}, {_ahead(at - clock)} ahead of the clock"
            hint = f"Times without a zone are in {self._config.timezone}."
            if at - clock > timedelta(days=60):
                hint = "Are the year and the month right?"
            problems.error(path, block.line, "heading", f"expected a time that has come, found {found}", hint)
        return at

    def _update(self, said: _Said, lang: str, translations: Sequence[_Translated]) -> Update:
        words = [
            (one.locale, *one.updates[said.at, said.order])
            for one in translations
            if (said.at, said.order) in one.updates
        ]
        form = said.form
        facts = _NOTHING
        was = None
        if form is not None:
            was = form.was
            components = form.components
            facts = Facts(
                **self._spoken(form, lang, [(locale, translated) for locale, _, translated in words]),
                impact=form.impact if isinstance(form, IncidentUpdateForm) else None,
                components=tuple(components.items()) if components is not None else None,
                eta=form.eta,
                next_update=form.next_update,
                progress=form.progress,
                ended=form.ended,
                start=form.start if isinstance(form, MaintenanceUpdateForm) else None,
                end=form.end if isinstance(form, MaintenanceUpdateForm) else None,
                cleared=said.cleared,
            )
        elif said.cleared:
            facts = Facts(cleared=said.cleared)
        published = was or said.at
        title = said.block.title or None
        return Update(
            key=self._keys[id(said.block)],
            at=said.at,
            published=published,
            status=Status(said.block.status),
            title=_text(title, lang, [(locale, block.title or None) for locale, block, _ in words]),
            body=_body(said.block.body, lang, [(locale, block.body) for locale, block, _ in words]),
            facts=facts,
            line=said.block.line,
            id=form.id if form else None,
        )

    def _check_said(self, said: Sequence[_Said]) -> None:
        """What holds for the updates of both kinds, and the identity of each."""
        self._keys: dict[int, str] = {}
        seen: dict[str, int] = {}
        for one in said:
            form = one.form
            key = (form.id if form else None) or stamp((form.was if form else None) or one.at)
            if form and form.id and key in seen:
                self._tell_field(one, "id", "expected an id of its own", again=True)
            seen[key] = seen.get(key, 0) + 1
            self._keys[id(one.block)] = key if seen[key] == 1 else f"{key}-{seen[key]}"
            for name in ("next_update", "eta"):
                value = getattr(form, name, None)
                if value is not None and value <= one.at:
                    self._tell_field(one, name, f"expected a time after its update's, {self._shown(one.at)}")
            if form and form.components == {} and one.block.fields:
                hint = "State operational for what works again; `components:` without a value clears all of them."
                line, written = one.block.fields.place("components")
                self._tell(line, written, "expected those that change, found none", hint)

    def _check_ended(self, one: _Said, began: datetime) -> None:
        """Service was back after *began*, and before somebody said so; then no component is affected."""
        ended = one.form.ended if one.form else None
        if ended is None:
            return
        zone = self._config.zone
        # A clock alone that is later than its heading's has been read as that of the day before.
        only_clock = "-" not in _told(one.block.fields, "ended") if one.block.fields else False
        day_before = only_clock and ended.astimezone(zone).date() < one.at.astimezone(zone).date()
        if ended > one.at or (ended < began and day_before):
            self._tell_field(one, "ended", f"expected a time up to its update's, {self._shown(one.at)}")
        elif ended < began:
            self._tell_field(one, "ended", f"expected a time after the beginning, {self._shown(began)}")

    def _check_nothing_awaited(self, one: _Said, over: Status) -> None:
        """Of what is over readers are shown nothing that is to come, and nobody is reminded of it: a warning."""
        fields = one.block.fields
        for name, hint in _AWAITED.items():
            value = getattr(one.form, name, None)
            if fields and value is not None and not (name == "progress" and value == 100):
                line, written = fields.place(name)
                message = f"expected none in or after {over}, found {_told(fields, name)}"
                self._problems.warning(self._source.path, line, written, message, hint)

    def _shown(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._config.zone):%Y-%m-%d %H:%M}"

    def _tell(self, line: int, name: str, message: str, hint: str = "") -> None:
        self._problems.error(self._source.path, line, name, message, hint)

    def _tell_front(self, name: str, expected: str, hint: str = "") -> None:
        """A fault of what the front matter says under *name*."""
        front = self._document.front
        self._tell(front.line_of(name), name, f"{expected}, found {_told(front, name)}", hint)

    def _tell_field(self, one: _Said, name: str, expected: str, *, again: bool = False, hint: str = "") -> None:
        """A fault of what the field *name* of an update says."""
        fields = one.block.fields
        assert fields is not None, "it has said something"
        line, written = fields.place(name)
        self._tell(line, written, f"{expected}, found {_told(fields, name)}{' again' if again else ''}", hint)

    def _tell_status(self, one: _Said, expected: str, hint: str = "") -> None:
        self._tell(one.block.line, "status", f"{expected}, found {quoted(one.block.status)}", hint)

    def _check_incident(self, front: IncidentForm, kind: Kind, said: Sequence[_Said]) -> None:
        first = said[0]
        if front.started is not None and front.started > first.at:
            hint = "`started` says when it began, if that was before the first notice."
            self._tell_front("started", f"expected a time up to the first update's, {self._shown(first.at)}", hint)
        self._check_said(said)
        if kind is Kind.NOTICE:
            self._check_notice(front, said)
            return
        if front.until is not None:
            self._tell_front(
                "until", "expected it only with `kind: notice`", "An incident is over when it is resolved."
            )
        began = min(front.started or first.at, first.at)
        previous = Status.UPDATE
        for one in said:
            status = Status(one.block.status)
            if one is first and status is Status.UPDATE:
                self._tell_status(one, f"expected {one_of(INCIDENT_STATUSES[:-1])} in the first update")
            if previous is Status.RESOLVED and status not in (Status.UPDATE, Status.INVESTIGATING):
                self._tell_status(one, "expected 'update' or 'investigating' (reopened) after resolved")
            previous = previous if status is Status.UPDATE else status
            if previous is Status.RESOLVED:
                self._check_nothing_affected(one, "After resolved no component is affected.")
                self._check_nothing_awaited(one, previous)
            elif one.form and one.form.ended is not None:
                self._check_nothing_affected(one, _ENDED)
            self._check_ended(one, began)

    def _check_nothing_affected(self, one: _Said, hint: str) -> None:
        fields = one.block.fields
        stated = fields.get("components") if fields else None
        if not (fields and one.form and one.form.components and isinstance(stated, Keys)):
            return
        for component, status in one.form.components.items():
            if status not in (None, ComponentStatus.OPERATIONAL):
                name = f"{fields.place('components')[1]}.{component}"
                message = f"expected operational, found {quoted(str(status))}"
                self._tell(stated.line_of(component), name, message, hint)

    def _check_notice(self, front: IncidentForm, said: Sequence[_Said]) -> None:
        if front.impact is not None:
            self._tell_front("impact", "expected none on a notice")
        for one in said:
            for name in ("impact", "ended"):
                if getattr(one.form, name, None) is not None:
                    self._tell_field(one, name, "expected none on a notice")
        if front.until is not None and front.until <= said[0].at:
            self._tell_front("until", f"expected a time after the first update's, {self._shown(said[0].at)}")

    def _check_maintenance(self, front: MaintenanceForm, said: Sequence[_Said]) -> None:
        if front.end <= front.start:
            self._tell_front("end", f"expected a time after the start, {self._shown(front.start)}")
        self._check_said(said)
        self._check_window(front, said)
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
            if status in _ORDER and reached in _ORDER and _ORDER.index(status) < _ORDER.index(reached):
                hint = "A maintenance never goes backwards. To say more, use 'update'."
                self._tell_status(one, f"expected nothing before {reached}", hint)
            elif status in _ORDER:
                reached = status

    def _check_window(self, front: MaintenanceForm, said: Sequence[_Said]) -> None:
        """A window lies ahead when it is announced, and moves until its work has begun; service is back after that."""
        first = said[0]
        if first.block.status == Status.SCHEDULED and front.start < front.end <= first.at and not front.emergency:
            expected = f"expected a time after the announcement, {self._shown(first.at)}"
            self._tell_front("end", expected, f"{_SLIP} What could not be announced says `emergency: true`.")
        # What the window is at each update, only the story itself knows, which is told without its translations.
        maintenance = self._maintenance(front, said, "", ())
        window = Window(maintenance)
        over: Status | None = None
        for one, update in zip(said, maintenance.updates, strict=True):
            if one is not first:
                window.advance(one.at, inclusive=False)
            over = update.status if update.status in OVER else over
            if (update.facts.start or window.start, update.facts.end or window.end) != (window.start, window.end):
                self._check_move(one, window, update, over)
            window.hear(update)
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

    def _check_move(self, one: _Said, window: Window, update: Update, over: Status | None) -> None:
        """A window that an update moves still ends after it starts, and still lies ahead."""
        new_start, new_end = update.facts.start, update.facts.end
        start, end = new_start or window.start, new_end or window.end
        name = "end" if new_end else "start"
        said_to_have_begun = window.by_hand and window.began is not None
        if over and (update.status is not Status.COMPLETED or end > one.at):
            hint = "Announce what is planned now as a maintenance of its own."
            self._tell_field(one, name, f"expected none in or after {over}", hint=hint)
        elif start != window.start and (said_to_have_begun or (update.status in OPEN and start > one.at)):
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

    # --- words

    def _front_spoken(self, front: SpokenForm, lang: str, translations: Sequence[_Translated]) -> _Spoken:
        return self._spoken(front, lang, [(one.locale, one.front) for one in translations])

    def _spoken(self, form: SpokenForm, lang: str, words: Sequence[tuple[str, TranslatedForm | None]]) -> _Spoken:
        """What *form* says in words, with those of its translations, which fit it by now."""

        def several(name: str) -> tuple[Text, ...] | None:
            originals: tuple[str, ...] | None = getattr(form, name)
            if originals is None:
                return None
            others = [(locale, texts) for locale, one in words if one and (texts := getattr(one, name))]
            return tuple(
                Text(original, lang, tuple((locale, texts[index]) for locale, texts in others))
                for index, original in enumerate(originals)
            )

        def scoped(name: str, original: str) -> Text:
            others = [(locale, one.scope) for locale, one in words if one and one.scope]
            return Text(original, lang, tuple((locale, text) for locale, one in others if (text := getattr(one, name))))

        scope = None
        if form.scope is not None:
            scope = tuple((name, scoped(name, text)) for name, text in form.scope if text is not None)
        workaround = _text(form.workaround, lang, [(locale, one.workaround if one else None) for locale, one in words])
        return {
            "not_working": several("not_working"),
            "still_working": several("still_working"),
            "workaround": workaround,
            "scope": scope,
            "compensation": self._compensation(form, lang, words),
        }

    def _compensation(
        self, form: SpokenForm, lang: str, words: Sequence[tuple[str, TranslatedForm | None]]
    ) -> tuple[Compensation, ...] | None:
        if form.compensation is None:
            return None
        others = [(locale, one.compensation) for locale, one in words if one and one.compensation]
        return tuple(
            Compensation(
                whom=Text(gift.whom, lang, tuple((locale, gifts[index].whom) for locale, gifts in others)),
                what=Text(gift.what, lang, tuple((locale, gifts[index].what) for locale, gifts in others)),
                by=gift.by,
            )
            for index, gift in enumerate(form.compensation)
        )

    def _title(self, title: str, lang: str, translations: Sequence[_Translated]) -> Text:
        words = [(one.locale, one.front.title) for one in translations if one.front and one.front.title]
        return Text(title, lang, tuple(words))

    # --- translations

    def _translations(
        self, front: SpokenForm, lang: str, statuses: Sequence[Status], said: Sequence[_Said]
    ) -> list[_Translated]:
        """The translations as far as they match; what does not is told as a warning."""
        for source in (*self._group.translations(""), *self._group.translations("postmortem")):
            if source.locale == lang:
                message = f"expected a translation into another language, found one into {lang}, that of the original"
                hint = "The language of an original is the site's first, or `lang` in its front matter."
                self._problems.error(source.path, 0, "", message, hint)
        return [self._translation(source, front, statuses, said) for source in self._group.translations("")]

    def _translation(
        self, source: Source, original: SpokenForm, statuses: Sequence[Status], said: Sequence[_Said]
    ) -> _Translated:
        problems = Problems()
        front = None
        updates: dict[tuple[datetime, int], tuple[Block, TranslatedForm | None]] = {}
        document = _document(source, self._reader, problems)
        if document is not None:
            front = self._words(TranslationForm, original, document.front, source.path, problems)
            lines = clean(document.body, document.body_line, source.path, problems)
            blocks = split_updates(lines, source.path, statuses, problems, translation=True)
            updates = self._match(blocks, said, source.path, problems)
        self._warn(problems)
        return _Translated(source.locale, front, updates)

    def _words(self, form: type[T], original: SpokenForm | None, node: Keys, path: str, problems: Problems) -> T | None:
        """What a translation says and the original says too: the rest is told, and left out."""
        words = fill(form, node, self._context, path, problems, partly=True)
        unfit: dict[str, None] = {}
        for name, translated in words or ():
            source = getattr(original, name, None)
            if name == "scope" and source is not None:
                self._check_scope(source, translated, node, path, problems)
            wanted, found = _size(source), _size(translated)
            if translated is None or (wanted == found and (source is not None or name == "title")):
                continue
            line, written = node.place(name)
            expected = (
                f"expected {_items(wanted)} as in the original" if wanted else "expected none, as in the original"
            )
            problems.error(path, line, written, f"{expected}, found {found or 'one'}")
            unfit[name] = None
        return words and words.model_copy(update=unfit)

    def _check_scope(
        self, original: Scope, translated: Scope | None, node: Keys, path: str, problems: Problems
    ) -> None:
        within = node.get("scope")
        for name, text in translated or ():
            if text is not None and getattr(original, name) is None and isinstance(within, Keys):
                message = f"expected none, as in the original, found {quoted(text)}"
                problems.error(path, within.line_of(name), f"{node.place('scope')[1]}.{name}", message)

    def _warn(self, problems: Problems) -> None:
        """Tell of the faults of a translation, which never stop a publication."""
        self._problems.found += [
            replace(one, gravity=Gravity.WARNING, hint=one.hint or "Until it is mended the original is shown.")
            for one in problems.found
        ]

    def _match(
        self, blocks: Sequence[Block], said: Sequence[_Said], path: str, problems: Problems
    ) -> dict[tuple[datetime, int], tuple[Block, TranslatedForm | None]]:
        """The updates of a translation by the moment and the order of those of the original."""
        updates: dict[tuple[datetime, int], tuple[Block, TranslatedForm | None]] = {}
        timed = [(block, self._moment(block, path, problems)) for block in blocks]
        known = [(block, at) for block, at in timed if at is not None]
        originals = {(one.at, one.order): one for one in said}
        counts: dict[datetime, int] = defaultdict(int)
        for block, at in _oldest_first(known, path, problems):
            counts[at] += 1
            original = originals.get((at, counts[at]))
            if original is None:
                found = f"found {quoted(f'{block.day} {block.clock}')}"
                problems.error(path, block.line, "heading", f"expected an update of the original, {found}")
                continue
            if block.status and block.status != original.block.status:
                message = f"expected {original.block.status} as in the original, found {quoted(block.status)}"
                problems.error(path, block.line, "status", message, "In a translation the status may be left out.")
            for name, line, extra, wanted in (
                ("title", block.line, block.title, original.block.title),
                ("", block.line_of(1), block.body.partition("\n")[0], original.block.body),
            ):
                if extra and not wanted:
                    what = "no title" if name else "no words"
                    message = f"expected {what}, as in the original, found {quoted(extra)}"
                    problems.error(path, line, name, message)
            form = None
            if block.fields:
                form = self._words(TranslatedForm, original.form, block.fields, path, problems)
            before = problems.errors
            self._check_words(block.body, block.line_of, path, problems)
            sound = problems.errors == before
            updates[at, counts[at]] = (block if sound else Block(block.line, title=block.title), form)
        for key, original in originals.items():
            if key not in updates and len(known) == len(blocks):
                shown = f"{original.block.day} {original.block.clock}"
                problems.error(path, 0, "", f"expected the update of {shown} as in the original, found none")
        return updates

    def _check_words(
        self, body: str, line_of: Callable[[int], int], path: str, problems: Problems | None = None
    ) -> None:
        """Links lead somewhere safe, pictures lie beside the file."""
        problems = problems or self._problems
        pictures = body.count("![")
        if pictures > MOST_PICTURES:
            message = f"expected at most {MOST_PICTURES} pictures in one text, found {pictures:,}"
            problems.error(path, line_of(1), "image", message, "Tell it in several texts.")
            return
        addresses = body.count("://") + body.count("mailto:")
        if addresses > MOST_ADDRESSES:
            message = f"expected at most {MOST_ADDRESSES} addresses in one text, found {addresses:,}"
            problems.error(path, line_of(1), "link", message, "Tell it in several texts.")
            return
        found = markdown.references(body)
        length = sum(len(target) for _, _, target in found)
        if length > LONGEST_ADDRESSES:
            message = f"expected links to at most {LONGEST_ADDRESSES:,} characters in all, found {length:,}"
            problems.error(path, line_of(1), "link", message, "Link to it once.")
            return
        for index, what, target in found:
            line = line_of(index)
            if what == "image":
                self._image(target, path, line, problems)
            elif not re.match(r"(?:https?://|mailto:)[^\s/]", target, re.IGNORECASE):
                problems.error(
                    path,
                    line,
                    "link",
                    f"expected a link to http, https or mailto, found {quoted(target)}",
                    "Write the whole address.",
                )

    def _image(self, name: str, path: str, line: int, problems: Problems) -> None:
        if name in self._images:
            return
        plain = name.removeprefix("./")
        if "/" in plain or "\\" in plain or "%" in plain or not plain.lower().endswith(PICTURES):
            problems.error(
                path,
                line,
                "image",
                f"expected a picture that lies beside the file, found {quoted(name)}",
                "A PNG, JPEG, GIF or WebP in the same folder.",
            )
            return
        beside = (PurePosixPath(path).parent / plain).as_posix()
        try:
            picture = read_picture(self._reader.root / beside, beside, self._reader.root)
        except OSError as error:
            picture = f"one that cannot be read ({error.strerror})"
        if isinstance(picture, str):
            problems.error(
                path, line, "image", f"expected a picture named {quoted(plain)} beside the file, found {picture}"
            )
            return
        self._images[name] = replace(picture, name=name)

    # --- postmortem

    def _postmortem(self, lang: str, said: Sequence[_Said]) -> Postmortem | None:
        source = self._group.find("postmortem")
        if source is None:
            return None
        document = _document(source, self._reader, self._problems)
        if document is None:
            return None
        images, self._images = self._images, {}
        front = fill(PostmortemForm, document.front, self._context, source.path, self._problems)
        body = self._sections(document, source, lang, self._problems)
        if front is None:
            return None
        line, told = document.front.line_of("published"), _told(document.front, "published")
        clock = self._reader.clock
        if front.published < said[0].at:
            message = f"expected a time after the incident's first update, {self._shown(said[0].at)}, found {told}"
            self._problems.error(source.path, line, "published", message)
        elif clock is not None and front.published > clock + EARLY:
            message = (
                f"expected a time that has come, found {told}, {_ahead(front.published - clock)} ahead of the clock"
            )
            self._problems.warning(source.path, line, "published", message, "Until then the postmortem is not shown.")
        listed = document.front.get("events")
        for index, event in enumerate(front.events):
            node = listed.items[index] if isinstance(listed, Items) else None
            if event.at > front.published >= said[0].at and isinstance(node, Keys):
                shown = f"expected a time up to `published`, {self._shown(front.published)}, found {_told(node, 'at')}"
                self._problems.error(source.path, node.line_of("at"), f"events[{index + 1}].at", shown)
        if front.id is not None and front.id in self._keys.values():
            message = f"expected an id of its own, found {quoted(front.id)} of an update"
            self._problems.error(source.path, document.front.line_of("id"), "id", message)
        others = [self._postmortem_translation(one, front) for one in self._group.translations("postmortem")]
        forms = [(locale, form) for locale, form, _ in others]
        postmortem = Postmortem(
            path=source.path,
            published=front.published,
            title=_text(front.title, lang, [(locale, form.title if form else None) for locale, form in forms]),
            authors=front.authors,
            events=tuple(
                Event(
                    event.at,
                    _nth(event.what, index, lang, [(locale, form.events if form else None) for locale, form in forms]),
                )
                for index, event in enumerate(front.events)
            ),
            actions=tuple(
                Action(
                    what=_nth(
                        action.what, index, lang, [(locale, form.actions if form else None) for locale, form in forms]
                    ),
                    owner=action.owner,
                    due=action.due,
                    done=action.done,
                )
                for index, action in enumerate(front.actions)
            ),
            body=_body(body, lang, [(locale, text) for locale, _, text in others]),
            id=front.id,
            images=tuple(self._images.values()),
        )
        self._images = images
        return postmortem

    def _postmortem_translation(
        self, source: Source, original: PostmortemForm
    ) -> tuple[str, PostmortemTranslationForm | None, str]:
        problems = Problems()
        document = _document(source, self._reader, problems)
        front, body = None, ""
        if document is not None:
            front = fill(PostmortemTranslationForm, document.front, self._context, source.path, problems, partly=True)
            body = self._sections(document, source, source.locale, problems)
            if front is not None and front.title is not None and original.title is None:
                message = f"expected none, as in the original, found {quoted(front.title)}"
                problems.error(source.path, document.front.line_of("title"), "title", message)
            for name in ("events", "actions"):
                translated, wanted = getattr(front, name, None), len(getattr(original, name))
                if front is not None and translated is not None and len(translated) != wanted:
                    message = f"expected {_items(wanted)} as in the original, found {len(translated)}"
                    problems.error(source.path, document.front.line_of(name), name, message)
                    front = front.model_copy(update={name: None})
        self._warn(problems)
        return source.locale, front, body

    def _sections(self, document: Document, source: Source, lang: str, problems: Problems) -> str:
        """The body, after checking that it tells something in each section that site.yml asks for."""
        path = source.path
        lines = clean(document.body, document.body_line, path, problems)
        present: dict[str, tuple[str, int]] = {}
        told: set[str] = set()
        section = ""
        for index, line in enumerate(lines):
            heading = None if line.code else _SECTION.match(line.text)
            if is_underlined(lines, index):
                found = f"found {quoted(lines[index - 1].text.strip())} above {quoted(line.text.strip())}"
                hint = "Begin the heading with ##, or leave a line free above a rule."
                problems.error(path, line.number - 1, "heading", f"expected no underlined heading, {found}", hint)
            elif heading and heading["marks"] == "#":
                found = f"found {quoted(line.text.strip())}"
                problems.error(path, line.number, "heading", f"expected sections at level 2, {found}", "Use ##.")
            elif heading and heading["marks"] == "##":
                title = heading_words(line.text[heading.end() :])
                section = title.casefold()
                present[section] = title, line.number
                if _is_update(line, path):
                    found = f"found an update, {quoted(title)}"
                    hint = f"An update stands in {self._group.slug}.md; what was not announced then is one of `events`."
                    problems.error(path, line.number, "heading", f"expected the story in sections, {found}", hint)
            elif line.text.strip() and not heading:
                told.add(section)
        if present and not told:
            # `sitegen new postmortem` writes them; the translation of a story is shown once there is one.
            tell = problems.error if source.locale else problems.warning
            tell(path, next(iter(present.values()))[1], "", "expected the story in sections, found only headings")
        for wanted in dict(self._config.sections).get(lang, ()):
            name = wanted.casefold()
            if name not in present:
                near = get_close_matches(name, present, n=1)
                hint = "site.yml asks for it in `postmortem`."
                hint = f"Is it {quoted(f'## {present[near[0]][0]}')}?" if near else hint
                problems.warning(path, 0, "", f"expected the section {quoted(f'## {wanted}')}, found none", hint)
            elif told and name not in told:
                title, number = present[name]
                hint = "site.yml asks for it in `postmortem`."
                problems.warning(path, number, "", f"expected words below {quoted(f'## {title}')}, found none", hint)
        block = Block(document.body_line, lines=lines)
        before = problems.errors
        self._check_words(block.body, block.line_of, path, problems)
        if not block.body.strip():
            problems.error(path, document.body_line, "", "expected the story in sections, found nothing")
        lost = source.locale and not told
        return "" if problems.errors > before or lost else block.body


def _is_update(line: Line, path: str) -> bool:
    """Whether the heading of a section is that of an incident's update."""
    problems = Problems()
    blocks = split_updates([line._replace(text=line.text.strip())], path, INCIDENT_STATUSES, problems)
    return bool(blocks) and not problems.found


def _names(component: Component) -> tuple[str, ...]:
    """What readers call it, in every language."""
    return (component.name.original, *dict(component.name.translations).values())


_SECTION = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]")


def _told(node: Keys, name: str) -> str:
    """What the author wrote under *name*, for messages."""
    return kind(node.get(name))


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _size(words: object) -> int:
    return len(words) if isinstance(words, tuple) else 0


def _oldest_first(
    timed: Sequence[tuple[Block, datetime]], path: str, problems: Problems
) -> list[tuple[Block, datetime]]:
    """Updates in the order of their moments; the file's order is either that one or its reverse."""
    steps = [(above, block, below) for (_, above), (block, below) in pairwise(timed) if above != below]
    rising = sum(above < below for above, _, below in steps)
    oldest_first = 2 * rising >= len(steps)
    slip = next((step for step in steps if (step[0] < step[2]) != oldest_first), None)
    hint = "Oldest first or newest first, one order a file."
    if len(steps) == 1 and not oldest_first and _told_backwards([block.status for block, _ in timed]):
        # One pair is too little to say which order is meant: a slip of the pen would make a story of its own.
        slip = steps[0]
        hint = f"So {quoted(slip[1].status)} would come first. Is the time right? If it is, write oldest first."
    if slip:
        above, block, below = slip
        found = f"found {quoted(f'{block.day} {block.clock}')} below {'a later' if above > below else 'an earlier'} one"
        problems.error(path, block.line, "heading", f"expected updates in order of time, {found}", hint)
    return list(timed if oldest_first else reversed(timed))


_RANK = {
    status: rank
    for order in ((Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED), _ORDER)
    for rank, status in enumerate(order)
} | {Status.CANCELLED: len(_ORDER)}
"""How far a story has come."""


def _told_backwards(statuses: Sequence[str]) -> bool:
    """Whether updates, from the top down, are a better story than from the bottom up."""
    return _setbacks(statuses[::-1]) > _setbacks(statuses)


def _setbacks(statuses: Sequence[str]) -> int:
    """How often a story goes back; with `update` none begins."""
    ranks = [_RANK[Status(status)] for status in statuses if status in _RANK]
    return sum(later < earlier for earlier, later in pairwise(ranks)) + (statuses[0] == Status.UPDATE)


def _text(original: str | None, lang: str, words: Iterable[tuple[str, str | None]]) -> Text | None:
    if original is None:
        return None
    return Text(original, lang, tuple((locale, text) for locale, text in words if text))


def _body(original: str, lang: str, words: Iterable[tuple[str, str]]) -> Text:
    return Text(original, lang, tuple((locale, text) for locale, text in words if text) if original else ())


def _nth(original: str, index: int, lang: str, words: Iterable[tuple[str, Sequence[object] | None]]) -> Text:
    found = [(locale, getattr(lines[index], "what", None)) for locale, lines in words if lines]
    return Text(original, lang, tuple((locale, text) for locale, text in found if text))


def _ahead(difference: timedelta) -> str:
    minutes = int(difference.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 60 * 48 else f"{minutes // 60 // 24:,} days"

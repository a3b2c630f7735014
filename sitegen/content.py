"""content/**.md → Site, or every problem. After this there are no dictionaries, only values that hold together."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TypeVar

import imagesize

from sitegen import markdown
from sitegen.document import Document, decode, read_document, read_text
from sitegen.fields import LOCALE, Context, emptied, fill
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
from sitegen.problems import Gravity, Problem, Problems, nearest, one_of, quoted
from sitegen.timeline import stamp
from sitegen.times import TimeProblem, join, read_day, read_offset
from sitegen.updates import Block, Line, clean, split_updates

FOLDERS = ("incidents", "maintenance")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
LARGEST_PICTURE = 5_000_000
EARLY = timedelta(minutes=10)
"""How far an update may be ahead of the clock: people round up, and clocks differ."""

_NAME = re.compile(rf"(?P<slug>[0-9a-z-]+)(?P<part>\.postmortem)?(?:\.(?P<locale>{LOCALE}))?\.md", re.ASCII)
_ORDER = (Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class Source:
    """One content file, known by its name."""

    file: Path
    path: str
    part: str
    """Empty, or `postmortem`."""
    locale: str
    """Empty for an original."""


@dataclass(frozen=True, slots=True)
class Group:
    """The files of one incident or one maintenance."""

    folder: str
    slug: str
    sources: tuple[Source, ...]

    def find(self, part: str) -> Source | None:
        """The original of the entry itself (`""`) or of its postmortem."""
        return next((one for one in self.sources if one.part == part and not one.locale), None)

    def translations(self, part: str) -> list[Source]:
        """In the order of their names."""
        return [one for one in self.sources if one.part == part and one.locale]


@dataclass(frozen=True, slots=True)
class Reader:
    """What every file is read with."""

    root: Path
    config: Config
    clock: datetime | None
    """The present moment, where what is said to come later is a mistake."""
    drafts: Mapping[str, str] = field(default_factory=dict)
    """Texts by path that stand for what is on disk: to try a change before it is made."""


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
    _check_across(entries, problems)
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


# --- files -----------------------------------------------------------------------------------------------


def find_groups(root: Path, config: Config, problems: Problems) -> list[Group]:
    """The content files in *root*, grouped by what they tell; tells of names that mean nothing."""
    content = root / "content"
    found: dict[tuple[str, str], list[Source]] = defaultdict(list)
    if not content.is_dir():
        problems.error("content", 0, "", "expected this folder in the site's folder, found none")
        return []
    for child in _listed(content):
        if child.name not in FOLDERS and child.name.lower() != "readme.md":
            hint = nearest(child.name, FOLDERS) or f"Content lies in {one_of(f'content/{name}' for name in FOLDERS)}."
            problems.error(
                f"content/{child.name}", 0, "", f"expected {one_of(FOLDERS)}, found {quoted(child.name)}", hint
            )
    for folder in FOLDERS:
        if (content / folder).is_symlink():
            problems.error(f"content/{folder}", 0, "", "expected a folder, found a symbolic link")
            continue
        for file in _walk(content / folder, root, problems):
            source, slug = _source(file, root, folder, config, problems)
            if source:
                found[folder, slug].append(source)
    groups = [Group(folder, slug, tuple(sources)) for (folder, slug), sources in sorted(found.items())]
    for group in groups:
        _check_group(group, problems)
    return groups


def _listed(folder: Path) -> list[Path]:
    return sorted((child for child in folder.iterdir() if not child.name.startswith(".")), key=lambda child: child.name)


def _walk(folder: Path, root: Path, problems: Problems) -> Iterable[Path]:
    if not folder.is_dir():
        return
    for child in _listed(folder):
        if child.is_dir():
            if child.is_symlink():
                path = child.relative_to(root).as_posix()
                problems.error(path, 0, "", "expected a folder, found a symbolic link")
            else:
                yield from _walk(child, root, problems)
        else:
            yield child


def _source(file: Path, root: Path, folder: str, config: Config, problems: Problems) -> tuple[Source | None, str]:
    path = file.relative_to(root).as_posix()
    name = file.name
    if re.fullmatch(r"readme(\..+)?\.md", name, re.IGNORECASE) or name.lower().endswith(PICTURES):
        return None, ""
    match = _NAME.fullmatch(name)
    if not match:
        problems.error(
            path,
            0,
            "",
            f"expected a name such as 2026-01-23-login-outage.md, found {quoted(name)}",
            "Small letters, digits and dashes; then .md, or .zh-CN.md for a translation.",
        )
        return None, ""
    locale = match["locale"] or ""
    if locale and locale not in config.locales:
        problems.error(
            path,
            0,
            "",
            f"expected a language of site.yml ({one_of(config.locales)}), found {quoted(locale)}",
            nearest(locale, config.locales) or "Add it to `locales` in site.yml.",
        )
        return None, ""
    part = "postmortem" if match["part"] else ""
    if part and folder == "maintenance":
        problems.error(path, 0, "", "expected a postmortem beside an incident, found one beside a maintenance")
        return None, ""
    return Source(file, path, part, locale), match["slug"]


def _check_group(group: Group, problems: Problems) -> None:
    seen: dict[tuple[str, str], Source] = {}
    for source in group.sources:
        first = seen.setdefault((source.part, source.locale), source)
        if first is not source:
            problems.error(source.path, 0, "", f"expected one file of this name, found another: {first.path}")
    if group.find("") is None:
        for source in group.sources:
            what = "postmortem" if source.part else "translation"
            problems.error(
                source.path,
                0,
                "",
                f"expected the file that this is the {what} of, {group.slug}.md, found none",
                "Was it renamed?",
            )
    elif group.find("postmortem") is None:
        for source in group.translations("postmortem"):
            problems.error(
                source.path,
                0,
                "",
                f"expected the file that this is the translation of, {group.slug}.postmortem.md, found none",
            )


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
        text = decode(reader.drafts[source.path].encode(), source.path, problems)
    else:
        text = read_text(source.file, source.path, reader.root, problems)
    return None if text is None else read_document(text, source.path, problems)


def _check_across(entries: Sequence[Entry], problems: Problems) -> None:
    """What no single file can know: ids and old addresses are used once."""
    ids: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for entry in sorted(entries, key=lambda one: one.path):
        if entry.id is not None and ids.setdefault(entry.id, entry.path) != entry.path:
            problems.error(
                entry.path, 1, "id", f"expected an id of its own, found {quoted(entry.id)} of {ids[entry.id]}"
            )
        for alias in entry.aliases:
            spelled = alias.strip("/")
            if aliases.setdefault(spelled, entry.path) != entry.path:
                problems.error(
                    entry.path,
                    1,
                    "aliases",
                    f"expected an address of its own, found {quoted(alias)} of {aliases[spelled]}",
                )


# --- one incident, one maintenance -----------------------------------------------------------------------

S = TypeVar("S", bound=SpokenForm)


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
        self._context = Context(
            zone=reader.config.zone,
            components=frozenset(reader.config.by_id),
            locales=reader.config.locales,
        )
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
        if self._problems.errors or front.draft:
            return None
        lang = front.lang or self._config.locales[0]
        translations = self._translations(statuses, said)
        return Incident(
            slug=self._group.slug,
            path=self._source.path,
            title=self._title(front.title, lang, translations),
            kind=kind,
            started=front.started,
            until=front.until,
            facts=replace(
                self._front_facts(front, lang, translations),
                impact=front.impact,
                components=tuple(front.components.items()),
            ),
            updates=tuple(self._update(one, lang, translations) for one in said),
            id=front.id,
            aliases=front.aliases,
            images=tuple(self._images.values()),
            postmortem=self._postmortem(lang, said),
        )

    def maintenance(self) -> Maintenance | None:
        """The maintenance, or None after telling what is wrong, or for a draft."""
        front = fill(MaintenanceForm, self._document.front, self._context, self._source.path, self._problems)
        said = self._said(MAINTENANCE_STATUSES, MaintenanceUpdateForm)
        if front is None or said is None:
            return None
        self._check_maintenance(front, said)
        if self._problems.errors or front.draft:
            return None
        lang = front.lang or self._config.locales[0]
        translations = self._translations(MAINTENANCE_STATUSES, said)
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
            facts=replace(
                self._front_facts(front, lang, translations),
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
        timed = [(block, self._moment(block, path, self._problems)) for block in blocks]
        if not blocks and self._problems.errors == before:
            self._problems.error(
                path,
                self._document.body_line,
                "",
                "expected at least one update, found none",
                f"Add a line such as: ## 2026-01-23 14:35 {statuses[0]}",
            )
        known = [(block, at) for block, at in timed if at is not None]
        ordered = _oldest_first(known, path, self._problems)
        said: list[_Said] = []
        for block, at in ordered:
            self._check_words(block.body, block.line_of, path)
            node = block.fields
            filled = fill(form, node, replace(self._context, heading=at), path, self._problems) if node else None
            cleared = emptied(node, form) if node else ()
            order = sum(1 for one in said if one.at == at) + 1
            said.append(_Said(block, at, filled, cleared, order))
        return said if self._problems.errors == before else None

    def _moment(self, block: Block, path: str, problems: Problems) -> datetime | None:
        try:
            zone = read_offset(block.zone) if block.zone else self._config.zone
            at = join(read_day(block.day), block.clock, zone)
        except TimeProblem as problem:
            problems.error(path, block.line, "heading", problem.message, problem.hint)
            return None
        clock = self._reader.clock
        if clock is not None and at > clock + EARLY:
            problems.error(
                path,
                block.line,
                "heading",
                f"expected a time that has come, found {quoted(f'{block.day} {block.clock}')}, "
                f"{_ahead(at - clock)} ahead of the clock",
                f"Times without a zone are in {self._config.timezone}.",
            )
        return at

    def _update(self, said: _Said, lang: str, translations: Sequence[_Translated]) -> Update:
        words = [
            (one.locale, *one.updates[said.at, said.order])
            for one in translations
            if (said.at, said.order) in one.updates
        ]
        form = said.form
        facts = Facts()
        was = None
        if form is not None:
            was = form.was
            facts = self._facts(form, lang, [(locale, translated) for locale, _, translated in words], said.block.line)
            components = form.components
            facts = replace(
                facts,
                impact=getattr(form, "impact", None),
                components=tuple(components.items()) if components is not None else None,
                eta=form.eta,
                next_update=form.next_update,
                progress=form.progress,
                ended=form.ended,
                start=getattr(form, "start", None),
                end=getattr(form, "end", None),
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

    def _check_said(self, said: Sequence[_Said], began: datetime) -> None:
        """What holds for the updates of both kinds, and the identity of each."""
        path = self._source.path
        self._keys: dict[int, str] = {}
        seen: dict[str, int] = {}
        for one in said:
            published = (one.form.was if one.form else None) or one.at
            key = one.form.id if one.form and one.form.id else stamp(published)
            if one.form and one.form.id and key in seen:
                self._problems.error(
                    path, one.block.line, "id", f"expected an id of its own, found {quoted(key)} again"
                )
            seen[key] = seen.get(key, 0) + 1
            self._keys[id(one.block)] = key if seen[key] == 1 else f"{key}-{seen[key]}"
            ended = one.form.ended if one.form else None
            if ended is not None and ended > one.at:
                self._problems.error(
                    path, one.block.line, "ended", "expected a time before the update that says so, found a later one"
                )
            if ended is not None and ended < began:
                self._problems.error(
                    path, one.block.line, "ended", "expected a time after the beginning, found an earlier one"
                )
            self._check_later(one, "next_update")
            self._check_later(one, "eta")

    def _check_later(self, one: _Said, name: str) -> None:
        value = getattr(one.form, name, None)
        if value is not None and value <= one.at:
            self._problems.error(
                self._source.path,
                one.block.line,
                name.replace("_", " "),
                "expected a time after the update that says so, found an earlier one",
            )

    def _check_incident(self, front: IncidentForm, kind: Kind, said: Sequence[_Said]) -> None:
        path = self._source.path
        first = said[0]
        if front.started is not None and front.started > first.at:
            self._problems.error(
                path,
                first.block.line,
                "started",
                "expected `started` not to be after the first update, found it later",
                "`started` says when it began, if that was before the first notice.",
            )
        self._check_said(said, min(front.started or first.at, first.at))
        if kind is Kind.NOTICE:
            if front.impact is not None:
                self._problems.error(path, 1, "impact", "expected no impact on a notice, found one")
            if front.until is not None and front.until <= first.at:
                self._problems.error(path, 1, "until", "expected a time after the first update, found an earlier one")
            return
        if front.until is not None:
            self._problems.error(path, 1, "until", "expected `until` only with `kind: notice`, found it without")
        previous = Status.UPDATE
        for one in said:
            status = Status(one.block.status)
            if one is first and status is Status.UPDATE:
                self._problems.error(
                    path,
                    one.block.line,
                    "status",
                    f"expected {one_of(INCIDENT_STATUSES[:-1])} in the first update, found 'update'",
                )
            after = (Status.RESOLVED, Status.UPDATE, Status.INVESTIGATING)
            if previous is Status.RESOLVED and status not in after[1:]:
                self._problems.error(
                    path,
                    one.block.line,
                    "status",
                    f"expected 'update' or 'investigating' (reopened) after resolved, found {quoted(status)}",
                )
            previous = previous if status is Status.UPDATE else status

    def _check_maintenance(self, front: MaintenanceForm, said: Sequence[_Said]) -> None:
        path = self._source.path
        first = said[0]
        if front.end <= front.start:
            self._problems.error(path, 1, "end", "expected an end after the start, found an earlier one")
        self._check_said(said, min(front.start, first.at))
        self._check_first(front, first)
        start, end = front.start, front.end
        reached = -1
        cancelled = False
        for one in said:
            status = Status(one.block.status)
            line = one.block.line
            start = getattr(one.form, "start", None) or start
            end = getattr(one.form, "end", None) or end
            if end <= start:
                self._problems.error(path, line, "end", "expected an end after the start, found an earlier one")
            if cancelled:
                self._problems.error(path, line, "status", f"expected nothing after cancelled, found {quoted(status)}")
            if status is Status.CANCELLED:
                cancelled = True
            elif status is not Status.UPDATE:
                rank = _ORDER.index(status)
                if rank < reached:
                    self._problems.error(
                        path,
                        line,
                        "status",
                        f"expected nothing before {_ORDER[reached]}, found {quoted(status)}",
                        "A maintenance never goes backwards. To say more, use 'update'.",
                    )
                reached = max(reached, rank)

    def _check_first(self, front: MaintenanceForm, first: _Said) -> None:
        status = Status(first.block.status)
        right = (Status.SCHEDULED, Status.IN_PROGRESS) if front.emergency else (Status.SCHEDULED,)
        if status not in right:
            self._problems.error(
                self._source.path,
                first.block.line,
                "status",
                f"expected {one_of(right)} in the first update, found {quoted(status)}",
                "In an emergency say `emergency: true` in the front matter." if status is Status.IN_PROGRESS else "",
            )

    # --- words

    def _front_facts(self, front: SpokenForm, lang: str, translations: Sequence[_Translated]) -> Facts:
        return self._facts(front, lang, [(one.locale, one.front) for one in translations], 1)

    def _facts(
        self, form: SpokenForm, lang: str, words: Sequence[tuple[str, TranslatedForm | None]], line: int
    ) -> Facts:
        def several(name: str) -> tuple[Text, ...] | None:
            originals: tuple[str, ...] | None = getattr(form, name)
            if originals is None:
                return None
            others = [(locale, getattr(translated, name, None)) for locale, translated in words]
            matching = [
                (locale, texts) for locale, texts in others if self._same_length(originals, texts, name, locale)
            ]
            return tuple(
                Text(original, lang, tuple((locale, texts[index]) for locale, texts in matching if texts))
                for index, original in enumerate(originals)
            )

        scope = None
        if form.scope is not None:
            scope = tuple(
                (
                    name,
                    Text(
                        original,
                        lang,
                        tuple(
                            (locale, text)
                            for locale, translated in words
                            if translated and translated.scope and (text := getattr(translated.scope, name))
                        ),
                    ),
                )
                for name, original in form.scope
                if original is not None
            )
        return Facts(
            not_working=several("not_working"),
            still_working=several("still_working"),
            workaround=_text(
                form.workaround, lang, [(locale, one.workaround if one else None) for locale, one in words]
            ),
            scope=scope,
            compensation=self._compensation(form, lang, words),
        )

    def _compensation(
        self, form: SpokenForm, lang: str, words: Sequence[tuple[str, TranslatedForm | None]]
    ) -> tuple[Compensation, ...] | None:
        gifts = form.compensation
        if gifts is None:
            return None
        others = [(locale, one.compensation if one else None) for locale, one in words]
        matching = [(locale, each) for locale, each in others if self._same_length(gifts, each, "compensation", locale)]
        return tuple(
            Compensation(
                whom=Text(gift.whom, lang, tuple((locale, each[index].whom) for locale, each in matching if each)),
                what=Text(gift.what, lang, tuple((locale, each[index].what) for locale, each in matching if each)),
                by=gift.by,
            )
            for index, gift in enumerate(gifts)
        )

    def _same_length(
        self, originals: Sequence[object], others: Sequence[object] | None, name: str, locale: str
    ) -> bool:
        if others is None:
            return False
        if len(others) == len(originals):
            return True
        path = next(one.path for one in self._group.translations("") if one.locale == locale)
        self._problems.warning(
            path,
            0,
            name,
            f"expected {len(originals)} items as in the original, found {len(others)}",
            "Until it is mended the original is shown.",
        )
        return False

    def _title(self, title: str, lang: str, translations: Sequence[_Translated]) -> Text:
        words = [(one.locale, one.front.title) for one in translations if one.front and one.front.title]
        return Text(title, lang, tuple(words))

    def _translations(self, statuses: Sequence[Status], said: Sequence[_Said]) -> list[_Translated]:
        """The translations as far as they match; what does not is told as a warning."""
        return [self._translation(source, statuses, said) for source in self._group.translations("")]

    def _translation(self, source: Source, statuses: Sequence[Status], said: Sequence[_Said]) -> _Translated:
        problems = Problems()
        updates: dict[tuple[datetime, int], tuple[Block, TranslatedForm | None]] = {}
        front = None
        document = _document(source, self._reader, problems)
        if document is not None:
            front = fill(TranslationForm, document.front, self._context, source.path, problems)
            lines = clean(document.body, document.body_line, source.path, problems)
            blocks = split_updates(lines, source.path, statuses, problems, translation=True)
            self._match(blocks, said, source.path, updates, problems)
        self._problems.found += [
            replace(one, gravity=Gravity.WARNING, hint=one.hint or "Until it is mended the original is shown.")
            for one in problems.found
        ]
        return _Translated(source.locale, front, updates)

    def _match(
        self,
        blocks: Sequence[Block],
        said: Sequence[_Said],
        path: str,
        updates: dict[tuple[datetime, int], tuple[Block, TranslatedForm | None]],
        problems: Problems,
    ) -> None:
        timed = [(block, self._moment(block, path, problems)) for block in blocks]
        known = [(block, at) for block, at in timed if at is not None]
        originals = {(one.at, one.order): one for one in said}
        counts: dict[datetime, int] = defaultdict(int)
        for block, at in _oldest_first(known, path, problems):
            counts[at] += 1
            original = originals.get((at, counts[at]))
            if original is None:
                problems.error(
                    path,
                    block.line,
                    "heading",
                    f"expected an update of the original, found {quoted(f'{block.day} {block.clock}')}",
                )
                continue
            if block.status and block.status != original.block.status:
                problems.error(
                    path,
                    block.line,
                    "status",
                    f"expected {original.block.status} as in the original, found {quoted(block.status)}",
                )
            form = fill(TranslatedForm, block.fields, self._context, path, problems) if block.fields else None
            self._check_words(block.body, block.line_of, path, problems)
            updates[at, counts[at]] = (block, form)
        for key, original in originals.items():
            if key not in updates:
                shown = f"{original.block.day} {original.block.clock}"
                problems.error(path, 0, "heading", f"expected the update of {shown} as in the original, found none")

    def _check_words(
        self, body: str, line_of: Callable[[int], int], path: str, problems: Problems | None = None
    ) -> None:
        """Links lead somewhere safe, pictures lie beside the file."""
        problems = problems or self._problems
        for index, kind, target in markdown.references(body):
            line = line_of(index)
            if kind == "image":
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
                f"PNG, JPEG, GIF or WebP: {one_of(PICTURES)}.",
            )
            return
        file = (self._reader.root / path).parent / plain
        beside = (PurePosixPath(path).parent / plain).as_posix()
        picture = _picture(file, beside, self._reader.root)
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
        body = self._sections(document, source.path, lang, self._problems)
        if front is None:
            return None
        if front.published < said[0].at:
            self._problems.error(
                source.path, 1, "published", "expected a time after the incident's first update, found an earlier one"
            )
        clock = self._reader.clock
        if clock is not None and front.published > clock + EARLY:
            self._problems.warning(
                source.path,
                1,
                "published",
                f"expected a time that has come, found one {_ahead(front.published - clock)} ahead of the clock",
                "Until then the postmortem is not shown.",
            )
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
            front = fill(PostmortemTranslationForm, document.front, self._context, source.path, problems)
            body = self._sections(document, source.path, source.locale, problems)
        for name in ("events", "actions"):
            translated = getattr(front, name, None)
            wanted = len(getattr(original, name))
            if front is not None and translated is not None and len(translated) != wanted:
                problems.error(
                    source.path, 1, name, f"expected {wanted} items as in the original, found {len(translated)}"
                )
                front = front.model_copy(update={name: None})
        self._problems.found += [
            replace(one, gravity=Gravity.WARNING, hint=one.hint or "Until it is mended the original is shown.")
            for one in problems.found
        ]
        return source.locale, front, body

    def _sections(self, document: Document, path: str, lang: str, problems: Problems) -> str:
        """The body, after checking that it has the sections that site.yml asks for."""
        lines = clean(document.body, document.body_line, path, problems)
        headings = [match for line in lines if not line.code and (match := _section(line))]
        for number, marks, text in headings:
            if len(marks) == 1:
                problems.error(
                    path, number, "heading", f"expected sections at level 2, found {quoted(f'# {text}')}", "Use ##."
                )
        present = {text.casefold() for _, marks, text in headings if len(marks) == 2}
        for wanted in dict(self._config.sections).get(lang, ()):
            if wanted.casefold() not in present:
                problems.warning(path, 0, "section", f"expected the section {quoted('## ' + wanted)}, found none")
        block = Block(document.body_line, "", "", "", "", "", None, lines)
        self._check_words(block.body, block.line_of, path, problems)
        if not block.body.strip():
            problems.error(path, document.body_line, "", "expected the story in sections, found nothing")
        return block.body


def _section(line: Line) -> tuple[int, str, str] | None:
    match = re.fullmatch(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*", line.text)
    return (line.number, match[1], match[2]) if match else None


def _oldest_first(
    timed: Sequence[tuple[Block, datetime]], path: str, problems: Problems
) -> list[tuple[Block, datetime]]:
    """Updates in the order of their moments; the file's order is either that one or its reverse."""
    if len(timed) < 2:
        return list(timed)
    newest_first = timed[0][1] > timed[-1][1]
    ordered = list(reversed(timed)) if newest_first else list(timed)
    for (_, earlier), (block, later) in pairwise(ordered):
        if later < earlier:
            problems.error(
                path,
                block.line,
                "heading",
                f"expected updates in order of time, found {quoted(f'{block.day} {block.clock}')} out of order",
                "Oldest first or newest first, one order a file.",
            )
            break
    return ordered


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
    return f"{minutes // 60} hours" if minutes < 60 * 48 else f"{minutes // 60 // 24} days"


def _picture(file: Path, path: str, root: Path) -> Image | str:
    """The picture in *file*, or what was found instead."""
    if not file.is_file():
        return "none"
    if not file.resolve().is_relative_to(root.resolve()):
        return "a symbolic link that leads out of the site"
    size = file.stat().st_size
    if size > LARGEST_PICTURE:
        return f"{size:,} bytes, more than {LARGEST_PICTURE:,}"
    data = file.read_bytes()
    magic = {b"\x89PNG": (".png",), b"\xff\xd8\xff": (".jpg", ".jpeg"), b"GIF8": (".gif",), b"RIFF": (".webp",)}
    suffixes = next((names for start, names in magic.items() if data.startswith(start)), ())
    if file.suffix.lower() not in suffixes:
        return f"a file that is no {file.suffix.lower()[1:]}"
    width, height = imagesize.get(file)
    if width <= 0 or height <= 0:
        return "a damaged picture"
    return Image(file.name, path, hashlib.sha256(data).hexdigest()[:16], width, height)

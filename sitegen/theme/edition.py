"""A theme in one language, bound to one site: what makes pages, and what their templates may ask for.

An `Edition` stands first among a File's inputs. Its `repr` names everything that is equal on all pages (the
theme's files, site.yml, the language), so that equal inputs mean equal bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path

from markupsafe import Markup, escape

from sitegen import markdown, urls
from sitegen.derive.entries import Step
from sitegen.derive.uptime import UptimeRecord
from sitegen.model import Compensation, Config, Image, Impact, Status, Text, Words
from sitegen.present import labels, views
from sitegen.present.labels import N_
from sitegen.present.language import Language, as_html, escaped
from sitegen.problems import ContentError, Problem
from sitegen.theme.files import Theme, load_theme
from sitegen.theme.policy import page_policy
from sitegen.theme.templates import Templates


class Edition:
    """A theme in one language, for the pages of one site."""

    def __init__(self, theme: Theme, config: Config, locale: str) -> None:
        self.theme = theme
        self.config = config
        self.locale = locale
        self.language = theme.language(locale, config)
        self.own_name = theme.own_name(locale, config)
        self.urls = urls.Urls(config.url, config.locales)
        self.components = config.by_id
        self._component_links: dict[str, Markup] = {}
        self._fixed: dict[str, Markup] = {}
        self._templates = Templates(theme, self.language, _filters(self), _names(self))

    def __repr__(self) -> str:
        return self._name

    @cached_property
    def _name(self) -> str:
        digest = hashlib.sha256(f"{self.theme.digest} {_described(self.config)}".encode()).hexdigest()
        return f"<{self.theme.name} {self.locale} {digest[:16]}>"

    def render(self, template: str, **values: object) -> Markup:
        """What a template makes of *values* and of the helpers that all templates have."""
        return as_html(self._templates.render(template, values))

    def page(self, template: str, address: str, **values: object) -> bytes:
        """A whole page at *address*."""
        return self.render(template, address=address, **values).encode()

    def faults(self) -> Iterator[Problem]:
        """What is wrong with the form of the theme's own templates."""
        return self._templates.faults()

    # ---- what templates ask for

    def once(self, template: str) -> Markup:
        """What a template makes of the helpers alone, which is the same on every page."""
        if template not in self._fixed:
            self._fixed[template] = self.render(template)
        return self._fixed[template]

    def link(self, address: str) -> str:
        """The root-absolute link to a page in this language."""
        return self.urls.link(address, self.locale)

    def asset(self, name: str) -> str:
        """The link to a static file."""
        return self.urls.link(self.theme.assets[name].address)

    def words(self, text: Text) -> Words:
        """Somebody's words for the readers of this language."""
        return text.to(self.locale)

    def lang(self, text: Text) -> Markup:
        """The `lang` attribute of an element that holds somebody's words, if the page is in another language."""
        tag = text.to(self.locale).lang
        return _NOTHING if tag in (self.locale, "") else Markup(' lang="{}"').format(tag)

    def span(self, text: Text) -> Markup:
        """Somebody's words inside a sentence of ours."""
        said = text.to(self.locale)
        if said.lang in (self.locale, ""):
            return escape(said.text)
        return Markup('<span lang="{}">{}</span>').format(said.lang, said.text)

    def untranslated(self, title: Text, newest: Text | None = None) -> Markup:
        """What is said above an entry whose title, or whose newest words, readers see in another language."""
        for message, text in (
            (N_("Not translated yet. The original is in {language}."), title),
            (N_("What was said last is not translated yet. The original is in {language}."), newest),
        ):
            tag = self.words(text).lang if text else ""
            if tag and not self.language.is_read_like(tag):
                return self.language.gettext(message, language=self.language.language(tag))
        return _NOTHING

    def time(self, moment: datetime, *, year: bool = True, zone: bool = True, own: bool = False) -> Markup:
        """A moment on the site's clock; *own* leaves room for how far off it is on the reader's."""
        return _moment(self.language, moment, year, zone, own)

    def clock(self, moment: datetime, *, zone: bool = False, own: bool = False) -> Markup:
        """Only the time of day, where the day is told already."""
        said = self.language.clock(moment) + (f" {self.language.zone(moment)}" if zone else "")
        return _time(moment, said, own)

    def day(self, day: date) -> Markup:
        """A calendar day."""
        return Markup(f'<time datetime="{day.isoformat()}">{escape(self.language.day(day))}</time>')

    def icon(self, name: str) -> Markup:
        """A small picture of a status; the words beside it say the same."""
        return self.theme.icon(name)

    def favicon(self, name: str) -> str:
        """The same picture for the browser's tab, as a data: URL."""
        return self.theme.favicon(name)

    def markdown(self, text: Text, *, top: int, prefix: str = "", images: Sequence[Image] = ()) -> Markup:
        """Somebody's Markdown, as safe HTML that is marked with its language."""
        source = text.to(self.locale).text
        known = {
            image.name: markdown.Picture(self.urls.link(image_address(image)), image.width, image.height)
            for image in images
        }
        body = markdown.html(source, top=top, prefix=prefix, images=known)
        return as_html(f'<div class="prose"{self.lang(text)}>{body}</div>')

    def component(self, identity: str) -> Markup:
        """The name of a component, linked to its page."""
        if identity not in self._component_links:
            name = self.span(self.components[identity].name)
            link = Markup('<a href="{}">{}</a>').format(self.link(urls.component(identity)), name)
            self._component_links[identity] = link
        return self._component_links[identity]

    def names(self, identities: Iterable[str]) -> Markup:
        """The names of components, as a list in a sentence."""
        return self.language.enumeration(self.span(self.components[one].name) for one in identities)

    def window(self, start: datetime, end: datetime, *, year: bool = True, own: str = "") -> Markup:
        """From when to when, the day told once where it is the same; *own*: which of them has room for its distance."""
        one, other = self.language.local(start), self.language.local(end)
        alike = one.utcoffset() == other.utcoffset()
        together = alike and one.date() == other.date()
        first = self.time(start, year=year, zone=not alike, own=own == "start")
        far = own == "end"
        last = self.clock(end, zone=True, own=far) if together else self.time(end, year=year, own=far)
        return self.language.gettext("{start} – {end}", start=first, end=last)

    def ninety(self, record: UptimeRecord) -> Markup:
        """What the picture of ninety days says, as a sentence."""
        say, many, tally = self.language.gettext, self.language.ngettext, views.day_tally(record)
        if not tally.measured:
            return say("No record in the last 90 days")
        slow, work = tally.degraded, tally.maintenance
        found = [
            (tally.outage, many("{n} day with an outage", "{n} days with an outage", tally.outage)),
            (slow, many("{n} day with degraded performance", "{n} days with degraded performance", slow)),
            (work, many("{n} day with maintenance", "{n} days with maintenance", work)),
        ]
        days = self.language.enumeration([said for number, said in found if number] or [say("no outage")])
        one = tally.measured == 1
        span = say("Last day") if one else many("Last {n} day", "Last {n} days", tally.measured)
        if record.uptime is None:
            return say("{span}: {days}", span=span, days=days)
        share = self.language.percent(record.uptime)
        return say("{span}: {days}; uptime {share}", span=span, days=days, share=share)

    def is_abroad(self, moment: datetime) -> bool:
        """Whether the site's clock shows another time than UTC."""
        return bool(self.language.local(moment).utcoffset())

    def window_utc(self, start: datetime, end: datetime) -> Markup:
        """The same window in UTC, for readers elsewhere."""
        together = start.date() == end.date()
        last = f"{end:%H:%M} UTC" if together else self.language.utc(end)
        return self.language.gettext("{start} – {end}", start=self.language.utc(start, zone=not together), end=last)

    def line(self, one: views.EntryLine, identity: str) -> Markup:
        """An entry of a list, as an item that the clock may change."""
        return self.render("parts/line.html", one=one, ident=identity)

    def edit(self, path: str) -> str:
        """Where a content file is edited in a browser; empty where the site has no repository."""
        return urls.edit(self.config.repository, path) if self.config.repository else ""

    def title(self, text: object) -> Markup:
        """What the browser's tab says."""
        return self.language.gettext("{title} – {site}", title=text, site=self.words(self.config.name).text)

    def scope(self, key: str) -> Markup:
        """What an entry of `scope` is called: our word for those that we know, else the author's."""
        known = labels.SCOPE.get(key)
        return escape(key) if known is None else self.language.gettext(known)

    def compensation(self, given: Compensation) -> Markup:
        """Who gets what, by when."""
        what, whom = self.span(given.what), self.span(given.whom)
        if given.by is None:
            return self.language.gettext("{what} for {whom}", what=what, whom=whom)
        return self.language.gettext("{what} for {whom}, by {time}", what=what, whom=whom, time=self.time(given.by))

    def gist(self, text: Text, most: int = 200) -> Markup:
        """The beginning of somebody's Markdown, without its marks."""
        said = shorten(markdown.plain(self.words(text).text), most)
        return as_html(f"<span{self.lang(text)}>{escaped(said)}</span>")

    def impact(self, impact: Impact) -> Markup:
        """How bad it is, as a tag or in a list."""
        said = self.language.gettext(labels.IMPACT[impact])
        return said if impact is Impact.NONE else self.language.gettext("Impact: {impact}", impact=said)

    def statements(self, step: Step) -> list[Markup]:
        """What an update stated beside its words, one sentence a fact."""
        say, facts = self.language.gettext, step.changes
        found: list[Markup] = []
        if facts.impact is not None:
            found.append(self.impact(facts.impact))
        for each in views.stated_statuses(facts.components):
            status = as_html(f"{self.icon(each.tone)} {say(each.word)}")
            found.append(say("{component}: {status}", component=self.component(each.component), status=status))
        ahead = step.status is Status.SCHEDULED
        for message, texts in (
            (N_("Will not work: {list}") if ahead else N_("Not working: {list}"), facts.not_working),
            (N_("Will keep working: {list}") if ahead else N_("Still working: {list}"), facts.still_working),
        ):
            if texts:
                found.append(say(message, list=self._listed(texts)))
        if facts.workaround:
            found.append(say("Workaround: {text}", text=self.span(facts.workaround)))
        found += [say("{key}: {text}", key=self.scope(key), text=self.span(text)) for key, text in facts.scope or ()]
        found += [say("Compensation: {text}", text=self.compensation(given)) for given in facts.compensation or ()]
        if facts.progress is not None:
            found.append(say("Progress: {share} by our own estimate", share=self.language.percent(facts.progress)))
        for message, moment in (
            (N_("New start: {time}"), facts.start),
            (N_("New end: {time}"), facts.end),
            (N_("Expected recovery: {time}"), facts.eta),
            (N_("Service was back at {time}"), facts.ended),
            (N_("Next update by {time}"), facts.next_update),
        ):
            if moment is not None:
                found.append(say(message, time=self.time(moment)))
        found += [
            say("No longer stated: {field}", field=say(labels.FIELD[name]))
            for name in facts.cleared
            if name in labels.FIELD
        ]
        return found

    def _listed(self, texts: Sequence[Text]) -> Markup:
        between = self.language.pgettext("between the items of a list", "; ")
        return between.join(self.span(text) for text in texts)

    def counts(self, tally: views.MonthTally) -> Markup:
        """How much a month holds."""
        many = self.language.ngettext
        found = [
            (tally.incidents, many("{n} incident", "{n} incidents", tally.incidents)),
            (tally.maintenances, many("{n} maintenance", "{n} maintenances", tally.maintenances)),
            (tally.notices, many("{n} announcement", "{n} announcements", tally.notices)),
        ]
        return self.language.enumeration(said for number, said in found if number)

    def alternates(self, address: str) -> list[LocalizedPage]:
        """The same page in every language, for search engines."""
        if len(self.config.locales) == 1:
            return []
        every = [LocalizedPage(locale, self.urls.full(address, locale), "") for locale in self.config.locales]
        return [*every, LocalizedPage("x-default", every[0].url, "")]

    def others(self, address: str) -> list[LocalizedPage]:
        """The same page in the other languages, for readers."""
        return [
            LocalizedPage(locale, self.urls.link(address, locale), self.theme.own_name(locale, self.config))
            for locale in self.config.locales
            if locale != self.locale
        ]


@dataclass(frozen=True, slots=True)
class LocalizedPage:
    """A page in one language."""

    lang: str
    url: str
    name: str


def load_editions(root: Path, config: Config) -> tuple[Edition, ...]:
    """One for each language of the site, the first one first.

    Raises ContentError with all that is wrong with the theme as far as that can be seen before it is used.
    """
    theme = load_theme(root, config)
    found: list[Edition] = []
    problems: list[Problem] = []
    for locale in config.locales:
        try:
            found.append(Edition(theme, config, locale))
        except ContentError as error:
            problems += error.problems
    problems += found[0].faults() if found else ()
    if problems:
        raise ContentError(problems)
    return tuple(found)


def image_address(image: Image) -> str:
    """Where a picture of the content is published."""
    return urls.asset(f"{image.digest[:16]}{Path(image.path).suffix.lower()}")


def shorten(text: str, most: int = 200) -> str:
    """The beginning of a text, cut between words where it has any."""
    if len(text) <= most:
        return text
    head = text[:most]
    cut = head.rfind(" ", most - 40)
    return f"{head[: cut if cut > 0 else most].rstrip()}…"


def iso(moment: datetime) -> str:
    """A moment for machines: UTC, with milliseconds if it has any."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="milliseconds") if moment.microsecond else moment.isoformat()
    return f"{text[:-6]}Z"  # Instead of +00:00.


def iso_milliseconds(moment: datetime) -> str:
    """A moment as programs of Statuspage's API expect it: UTC, with exactly three digits of a second."""
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}Z"


_NOTHING = Markup("")


@lru_cache(maxsize=256)  # A page tells its moments more than once.
def _moment(language: Language, moment: datetime, year: bool, zone: bool, own: bool) -> Markup:
    return _time(moment, language.moment(moment, year=year, zone=zone), own)


def _time(moment: datetime, said: str, own: bool) -> Markup:
    beside = '<span class="own"></span>' if own else ""
    return as_html(f'<time datetime="{iso(moment)}">{escaped(said)}</time>{beside}')


def _described(config: Config) -> str:
    """Everything in site.yml, without what differs from run to run."""
    return repr(replace(config, zone=UTC))


def _filters(context: Edition) -> dict[str, Callable[..., object]]:
    """How templates show values: `view.began|time`, `one.title|span`."""
    return {
        "once": context.once,
        "say": context.language.gettext,
        "percent": context.language.percent,
        "duration": context.language.duration,
        "enumeration": context.language.enumeration,
        "link": context.link,
        "shared": context.urls.link,
        "full": lambda address: context.urls.full(address, context.locale),
        "anchor": urls.anchor,
        "asset": context.asset,
        "alternates": context.alternates,
        "others": context.others,
        "text": lambda text: text.to(context.locale).text,
        "lang": context.lang,
        "span": context.span,
        "markdown": context.markdown,
        "time": context.time,
        "clock": context.clock,
        "window": context.window,
        "window_utc": context.window_utc,
        "day": context.day,
        "stamp": iso,
        "icon": context.icon,
        "favicon": context.favicon,
        "component": context.component,
        "names": context.names,
        "ninety": context.ninety,
        "bars": views.uptime_bars,
        "line": views.entry_line,
        "tone": views.tone,
        "affects": views.affected_components,
        "works": views.what_works,
        "concerned": views.concerned,
        "nearest": views.next_edge,
        "standing": labels.standing_label,
        "label": labels.step_label,
        "automatic": partial(labels.automatic_words, context.language),
        "scope": context.scope,
        "compensation": context.compensation,
        "gist": context.gist,
        "statements": context.statements,
        "impact": context.impact,
        "days_late": views.days_late,
        "counts": context.counts,
    }


def _names(context: Edition) -> dict[str, object]:
    """What templates know beside the values that they are given; the last of them are what a page may leave out."""
    return {
        "_": context.language.gettext,
        "ngettext": context.language.ngettext,
        "language": context.language,
        "locale": context.locale,
        "config": context.config,
        "urls": urls,
        "name": context.words(context.config.name).text,
        "inline_style": Markup(context.theme.inline_style),
        "inline_script": Markup(context.theme.inline_script),
        "STATUS": labels.STATUS,
        "IMPACT": labels.IMPACT,
        "FAILING": labels.FAILING,
        "WORKING": labels.WORKING,
        "WORKAROUND": labels.WORKAROUND,
        "COMPONENT": labels.COMPONENT,
        "MEASURE": labels.MEASURE,
        "TONE": labels.TONE_OF_COMPONENT,
        "policy": cache(partial(page_policy, context.theme)),
        "inline": False,
        "pictures": False,
        "indexed": True,
        "built": None,
        "known": (),
        "changes": (),
        "description": "",
        "source": "",
        "mark": "ok",
        "ident": "",
    }

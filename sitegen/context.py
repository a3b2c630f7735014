"""A theme in one language, bound to one site: what makes pages, and what their templates may ask for.

A `Context` stands first among a File's inputs. Its `repr` names everything that is equal on all pages (the
theme's files, site.yml, this code), so that equal inputs mean equal bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup, escape

from sitegen import __version__, markdown, urls, views, words
from sitegen.model import Compensation, Config, Image, Text, Words
from sitegen.theme import Theme, load_theme
from sitegen.timeline import Step
from sitegen.uptime import Record
from sitegen.words import N_

_PACKAGES = ("Jinja2", "MarkupSafe", "Babel", "markdown-it-py", "mdit-py-plugins", "linkify-it-py", "tzdata")
"""Whose versions can change a page."""


class Context:
    """A theme in one language, for the pages of one site."""

    def __init__(self, theme: Theme, config: Config, locale: str) -> None:
        self.theme = theme
        self.config = config
        self.locale = locale
        self.language = theme.language(locale, config)
        self.urls = urls.Urls(config.url, config.locales)
        self.components = config.by_id
        self._helpers = _helpers(self)

    def __repr__(self) -> str:
        return self._name

    @cached_property
    def _name(self) -> str:
        digest = hashlib.sha256(f"{self.theme.digest} {_code()} {_described(self.config)}".encode()).hexdigest()
        return f"<{self.theme.name} {self.locale} {digest[:16]}>"

    def render(self, template: str, **values: object) -> Markup:
        """What a template makes of *values* and of the helpers that all templates have."""
        return Markup(self.theme.render(template, self._helpers, values))

    def page(self, template: str, address: str, **values: object) -> bytes:
        """A whole page at *address*."""
        return self.render(template, address=address, **values).encode()

    # ---- what templates ask for

    def link(self, address: str) -> str:
        """The root-absolute link to a page in this language."""
        return self.urls.link(address, self.locale)

    def asset(self, name: str) -> str:
        """The link to a static file."""
        return self.urls.link(self.theme.assets[name].address)

    def words(self, text: Text) -> Words:
        """Somebody's words for the readers of this language."""
        return text.to(self.locale)

    def lang(self, words: Words) -> Markup:
        """The `lang` attribute of an element that holds *words*, if they are in another language than the page."""
        return Markup("") if words.lang in (self.locale, "") else Markup(' lang="{}"').format(words.lang)

    def span(self, text: Text) -> Markup:
        """Somebody's words inside a sentence of ours."""
        words = text.to(self.locale)
        if words.lang in (self.locale, ""):
            return escape(words.text)
        return Markup('<span lang="{}">{}</span>').format(words.lang, words.text)

    def time(self, moment: datetime, *, year: bool = True, zone: bool = True, own: bool = False) -> Markup:
        """A moment on the site's clock; *own* leaves room for how far off it is on the reader's."""
        return _time(moment, self.language.moment(moment, year=year, zone=zone), own)

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
        words = text.to(self.locale)
        known = {
            image.name: markdown.Picture(self.urls.link(image_address(image)), image.width, image.height)
            for image in images
        }
        body = markdown.html(words.text, top=top, prefix=prefix, images=known)
        return Markup(f'<div class="prose"{self.lang(words)}>{body}</div>')

    def component(self, identity: str) -> Markup:
        """The name of a component, linked to its page."""
        known = self.components.get(identity)
        name = escape(identity) if known is None else self.span(known.name)
        return Markup('<a href="{}">{}</a>').format(self.link(urls.component(identity)), name)

    def names(self, identities: Iterable[str]) -> Markup:
        """The names of components, as a list in a sentence."""
        return self.language.enumeration(self.span(self.components[one].name) for one in identities)

    def window(self, start: datetime, end: datetime, *, year: bool = True, own: bool = False) -> Markup:
        """From when to when, the day told once where it is the same."""
        one, other = self.language.local(start), self.language.local(end)
        together = one.date() == other.date() and one.utcoffset() == other.utcoffset()
        first = self.time(start, year=year, zone=one.utcoffset() != other.utcoffset(), own=own)
        last = self.clock(end, zone=True, own=own) if together else self.time(end, year=year, own=own)
        return self.language.gettext("{start} – {end}", start=first, end=last)

    def ninety(self, record: Record) -> Markup:
        """What the picture of ninety days says, as a sentence."""
        language, count = self.language, views.tally(record)
        if not count.measured:
            return language.gettext("No record yet")
        found = [
            (count.outage, language.ngettext("{n} day with an outage", "{n} days with an outage", count.outage)),
            (
                count.degraded,
                language.ngettext(
                    "{n} day with degraded performance", "{n} days with degraded performance", count.degraded
                ),
            ),
            (
                count.maintenance,
                language.ngettext("{n} day with maintenance", "{n} days with maintenance", count.maintenance),
            ),
        ]
        days = language.enumeration([said for number, said in found if number] or [language.gettext("no outage")])
        span = language.ngettext("Last {n} day", "Last {n} days", count.measured)
        if record.uptime is None:
            return language.gettext("{span}: {days}", span=span, days=days)
        share = language.percent(record.uptime)
        return language.gettext("{span}: {days}; uptime {share}", span=span, days=days, share=share)

    def window_utc(self, start: datetime, end: datetime) -> str:
        """The same window in UTC, for readers elsewhere."""
        return self.language.gettext("{start} – {end}", start=self.language.utc(start), end=self.language.utc(end))

    def line(self, one: views.Line, identity: str = "") -> Markup:
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
        known = words.SCOPE.get(key)
        return escape(key) if known is None else self.language.gettext(known)

    def compensation(self, given: Compensation) -> Markup:
        """Who gets what, by when."""
        what, whom = self.span(given.what), self.span(given.whom)
        if given.by is None:
            return self.language.gettext("{what} for {whom}", what=what, whom=whom)
        return self.language.gettext("{what} for {whom}, by {time}", what=what, whom=whom, time=self.time(given.by))

    def gist(self, step: Step) -> Markup:
        """The beginning of what an update says, without its marks."""
        if step.automatic:
            return escape(words.automatic(self.language, step))
        if step.title is not None:
            return self.span(step.title)
        said = self.words(step.body)
        return Markup("<span{}>{}</span>").format(self.lang(said), shorten(markdown.plain(said.text)))

    def statements(self, step: Step) -> list[Markup]:
        """What an update stated beside its words, one sentence a fact."""
        say, facts = self.language.gettext, step.changes
        found: list[Markup] = []
        if facts.impact is not None:
            found.append(say("Impact: {impact}", impact=say(words.IMPACT[facts.impact])))
        for each in views.stated(facts.components):
            status = Markup("{} {}").format(self.icon(each.tone), say(each.word))
            found.append(say("{component}: {status}", component=self.component(each.component), status=status))
        for message, texts in (
            (N_("Not working: {list}"), facts.not_working),
            (N_("Still working: {list}"), facts.still_working),
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
            say("No longer stated: {field}", field=say(words.FIELD[name]))
            for name in facts.cleared
            if name in words.FIELD
        ]
        return found

    def _listed(self, texts: Sequence[Text]) -> Markup:
        return Markup("; ").join(self.span(text) for text in texts)

    def counts(self, tally: views.MonthTally) -> Markup:
        """How much a month holds."""
        count = self.language.ngettext
        found = [
            (tally.incidents, count("{n} incident", "{n} incidents", tally.incidents)),
            (tally.maintenances, count("{n} maintenance", "{n} maintenances", tally.maintenances)),
            (tally.notices, count("{n} announcement", "{n} announcements", tally.notices)),
        ]
        return self.language.enumeration(words for number, words in found if number)

    def policy(self, inline: bool) -> str:
        """The Content-Security-Policy of a page: nothing but what it uses."""
        return self.theme.policy if inline else self.theme.linked_policy

    def alternates(self, address: str) -> list[Place]:
        """The same page in every language, for search engines."""
        if len(self.config.locales) == 1:
            return []
        every = [Place(locale, self.urls.full(address, locale), "") for locale in self.config.locales]
        return [*every, Place("x-default", every[0].url, "")]

    def others(self, address: str) -> list[Place]:
        """The same page in the other languages, for readers."""
        return [
            Place(locale, self.urls.link(address, locale), self.theme.own_name(locale, self.config))
            for locale in self.config.locales
            if locale != self.locale
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A page in one language."""

    lang: str
    url: str
    name: str


def contexts(root: Path, config: Config) -> tuple[Context, ...]:
    """One for each language of the site, the first one first."""
    theme = load_theme(root, config)
    return tuple(Context(theme, config, locale) for locale in config.locales)


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


def stamp(moment: datetime) -> str:
    """A moment for machines: UTC, with milliseconds if it has any."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def _time(moment: datetime, said: str, own: bool) -> Markup:
    beside = '<span class="own"></span>' if own else ""
    return Markup(f'<time datetime="{stamp(moment)}">{escape(said)}</time>{beside}')


@lru_cache(maxsize=1)
def _code() -> str:
    """Names the code that pages are made with."""
    here = Path(__file__).resolve().parent
    found = hashlib.sha256(__version__.encode())
    for path in sorted([*here.glob("*.py"), *(here / "outputs").rglob("*.py")]):
        found.update(path.read_bytes())
    for package in _PACKAGES:
        found.update(version(package).encode())
    return found.hexdigest()


def _described(config: Config) -> str:
    """Everything in site.yml, without what differs from run to run."""
    return repr(replace(config, zone=UTC))


def _helpers(context: Context) -> dict[str, object]:
    """Everything that templates may use beside the values that they are given."""
    language = context.language
    return {
        "urls": urls,
        "_": language.gettext,
        "pgettext": language.pgettext,
        "ngettext": language.ngettext,
        "language": language,
        "config": context.config,
        "locale": context.locale,
        "name": context.words(context.config.name).text,
        "link": context.link,
        "full": lambda address: context.urls.full(address, context.locale),
        "asset": context.asset,
        "alternates": context.alternates,
        "others": context.others,
        "policy": context.policy,
        "inline_style": Markup(context.theme.inline_style),
        "script": Markup(context.theme.script),
        "words": context.words,
        "lang": context.lang,
        "span": context.span,
        "time": context.time,
        "clock": context.clock,
        "day": context.day,
        "window": context.window,
        "icon": context.icon,
        "favicon": context.favicon,
        "markdown": context.markdown,
        "component": context.component,
        "names": context.names,
        "ninety": context.ninety,
        "window_utc": context.window_utc,
        "scope": context.scope,
        "compensation": context.compensation,
        "gist": context.gist,
        "statements": context.statements,
        "counts": context.counts,
        "MEASURE": words.MEASURE,
        "automatic": lambda step: words.automatic(language, step),
        "stamp": stamp,
        "line": views.line,
        "tone": views.tone,
        "affects": views.affects,
        "concerned": views.concerned,
        "bars": views.bars,
        "standing": words.standing,
        "STATUS": words.STATUS,
        "IMPACT": words.IMPACT,
        "COMPONENT": words.COMPONENT,
        "TONE": words.TONE_OF_COMPONENT,
        # What a page may leave out.
        "inline": False,
        "indexed": True,
        "built": None,
        "changes": (),
        "description": "",
        "source": "",
        "mark": "ok",
        "ident": "",
    }

"""A theme in one language, bound to one site: it renders pages, and defines what their templates can use.

An `Edition` is the first of a File's inputs. Its `repr` is a digest of everything that all pages share (the theme's
files, site.yml, the language), so that equal inputs mean equal bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path

from markupsafe import Markup

from sitegen import markdown, urls
from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import ComponentState
from sitegen.model import Config, File, Image, Text
from sitegen.present import affected, afterwards, changes, labels, lines, record
from sitegen.present.language import as_html, escaped
from sitegen.present.latest import leading, news, telling_words
from sitegen.present.statements import statements
from sitegen.present.writers import HtmlWriter, TextWriter, in_language, shorten
from sitegen.problems import ContentError, Problem
from sitegen.theme.files import POSTERS, Theme, load_theme
from sitegen.theme.policy import page_policy
from sitegen.theme.templates import Templates
from sitegen.times import iso

MAX_NAMES = 6
"""Maximal number of components that a sentence of a page names; more are counted."""


class Edition:
    """The site in one language: its theme, config, addresses, and the writers that render data."""

    def __init__(self, theme: Theme, config: Config, locale: str) -> None:
        self.theme = theme
        self.config = config
        self.locale = locale
        self.language = theme.language(locale, config)
        self.urls = urls.Urls(config.url, config.locales)
        self.components = config.by_id
        self.text = TextWriter(self.language, self.components)
        """Writes plain text."""
        self.html = HtmlWriter(self.language, self.components, lambda one: self.link(urls.component(one)), theme.icon)
        """Writes HTML for pages of the site."""
        self.away = HtmlWriter(self.language, self.components, lambda one: self.full(urls.component(one)), None)
        """Writes HTML that is read away from the site, as in feeds."""
        self._fixed: dict[str, Markup] = {}
        self.preview_line = _preview_line(self)
        """What every page of a preview begins with, in this language; empty on the live site."""
        is_preview = config.preview_of is not None
        self.templates = Templates(
            theme, self.language, _filters(self), _names(self), known=self._name, preview=is_preview
        )

    def __repr__(self) -> str:
        return self._name

    @cached_property
    def _name(self) -> str:
        digest = hashlib.sha256(f"{self.theme.digest} {self.config}".encode()).hexdigest()
        return f"<{self.theme.name} {self.locale} {digest[:16]}>"

    def render(self, template: str, **values: object) -> Markup:
        """Render a template with *values* and what all templates can use, as a piece of what is `finished` later."""
        return as_html(self.templates.render(template, values))

    def whole(self, template: str, **values: object) -> Markup:
        """Render a template whose HTML goes out as it is: `finished`."""
        return self.finished(self.render(template, **values))

    def page(self, template: str, address: str, **values: object) -> bytes:
        """Render the whole page at *address*."""
        return self.document(template, address=address, **values)

    def document(self, template: str, **values: object) -> bytes:
        """Render a whole HTML document; raises ContentError for one that could be taken for the live site's."""
        made = self.whole(template, **values)
        if str(values.get("preview_line", self.preview_line)) not in made:
            message = "expected <body> here or in what it extends, for the line that marks a preview, found none"
            raise ContentError([Problem(self.theme.label(template), 0, "", message)])
        return made.encode()

    def finished(self, html: str) -> Markup:
        """Whole elements, marked where they have no words in this language."""
        return self.language.finished(html)

    def file(self, address: str, make: Callable[..., bytes], *inputs: object) -> File:
        """The file of a page in this language, which *make* renders from the edition and *inputs*."""
        return File(self.path(address), make, (self, *inputs))

    def path(self, address: str) -> str:
        """The file of a page in this language, relative to the output folder, with slashes."""
        return self.urls.path(address, self.locale)

    def full(self, address: str) -> str:
        """The URL of a page in this language, with scheme and host."""
        return self.urls.full(address, self.locale)

    def summary(self, entry: Entry) -> str:
        """An entry in a line of plain text: its telling words, or the statements of its newest update."""
        words = telling_words(entry)
        if words is None:
            return shorten("; ".join(self.text.statements(entry.steps[0])))
        return shorten(markdown.plain(self.text.words(words)))

    def title(self, text: str) -> str:
        """The title of a page, with the name of the site."""
        return self.text.messages.gettext("{title} – {site}", title=text, site=self.text.words(self.config.name))

    # ---- for templates

    def once(self, template: str) -> Markup:
        """Render a template without values, once, since it is the same on every page."""
        if template not in self._fixed:
            self._fixed[template] = self.render(template)
        return self._fixed[template]

    def link(self, address: str) -> str:
        """The root-absolute link to a page in this language."""
        return self.urls.link(address, self.locale)

    def asset(self, name: str) -> str:
        """The link to a static file."""
        return self.urls.link(self.theme.assets[name].address)

    def poster(self, tone: str) -> str:
        """The URL of the picture that chats and social networks show beside a link to a page of that tone."""
        return self.urls.full(self.theme.assets[f"{POSTERS}{tone}.png"].address)

    def markdown(self, text: Text, *, top: int, prefix: str = "", images: Sequence[Image] = ()) -> Markup:
        """An author's Markdown as safe HTML, marked with its language; empty where the text is."""
        if not text:
            return as_html("")
        source = text.to(self.locale).text
        body = markdown.html(source, top=top, prefix=prefix, images=pictures(images, self.urls.link))
        return as_html(f'<div class="prose"{self.html.lang(text)}>{body}</div>')

    def gist(self, text: Text, max_length: int = 200) -> Markup:
        """The first *max_length* characters of an author's Markdown, without its marks."""
        beginning = shorten(markdown.plain(self.text.words(text)), max_length)
        return as_html(f"<span{self.html.lang(text)}>{escaped(beginning)}</span>")

    def line(self, one: lines.EntryLine, identity: str, year: int) -> Markup:
        """An entry of a list as an item whose region may change; moments in *year* are written without it."""
        return self.render("parts/line.html", one=one, ident=identity, year=year)

    def bars(self, state: ComponentState, today: date) -> Markup:
        """The ninety days of a component as a region of the page that is built *today*.

        The days before have a place in it: they are a region, see `settled_bars`, that no later state changes.
        """
        return self.render(
            "parts/bars.html",
            one=state.component,
            record=state.record,
            settled=changes.place(f"p-{state.component.id}"),
            bars=record.current_bars(state.record, today),
        )

    def settled_bars(self, state: ComponentState) -> dict[str, Markup]:
        """The days before the one on which a page is built, as a region by its name."""
        name = f"p-{state.component.id}"
        return {name: self.render("parts/settled.html", ident=name, bars=record.settled_bars(state.record))}

    def edit(self, path: str) -> str:
        """The URL at which a content file is edited in a browser; empty where the site has no repository."""
        return urls.edit(self.config.repository, path) if self.config.repository else ""

    def alternates(self, address: str) -> list[LocalizedPage]:
        """The same page in every language, for search engines."""
        if len(self.config.locales) == 1:
            return []
        every = [LocalizedPage(locale, self.urls.full(address, locale), "") for locale in self.config.locales]
        return [*every, LocalizedPage("x-default", every[0].url, "")]

    def others(self, address: str) -> list[LocalizedPage]:
        """The same page in the other languages, for readers."""
        return [
            LocalizedPage(locale, self.urls.link(address, locale), self.theme.language(locale, self.config).own_name)
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
    """The editions of the site, one for each language, in the order of site.yml.

    Raises ContentError with all problems of the theme that can be found before rendering.
    """
    theme = load_theme(root, config)
    found: list[Edition] = []
    problems: list[Problem] = []
    for locale in config.locales:
        try:
            found.append(Edition(theme, config, locale))
        except ContentError as error:
            problems += error.problems
    problems += found[0].templates.faults() if found else ()
    if problems:
        raise ContentError(problems)
    return tuple(found)


def image_address(image: Image) -> str:
    """The address of a picture of the content."""
    return urls.asset(f"{image.digest[:16]}{Path(image.path).suffix.lower()}")


def pictures(images: Iterable[Image], link: Callable[[str], str]) -> dict[str, markdown.Picture]:
    """Pictures as Markdown refers to them, by name; *link* makes the link from an address."""
    return {image.name: markdown.Picture(link(image_address(image)), image.width, image.height) for image in images}


def _preview_line(edition: Edition) -> Markup:
    """The line that marks a page as a preview; no template of a theme writes it, so that none can be without it."""
    if edition.config.preview_of is None:
        return as_html("")
    say = edition.html.messages.gettext
    line = Markup('<aside class="preview"{}><b>{}</b> {} <a href="{}">{}</a></aside>').format(
        in_language(edition.locale),
        say("Preview"),
        say("This is an unpublished change, not the current status."),
        edition.config.preview_of,
        say("Go to the published site"),
    )
    return edition.finished(line)


def _filters(edition: Edition) -> dict[str, Callable[..., object]]:
    """The filters of templates: `view.began|time`, `one.title|words`. docs/theme.md lists them all."""
    html = edition.html
    return {
        # Messages
        "say": html.messages.gettext,
        "percent": html.messages.percent,
        "duration": html.messages.duration,
        "enumeration": html.messages.enumeration,
        # Authors' texts
        "text": edition.text.words,
        "words": html.words,
        "lang": html.lang,
        "in_language": in_language,
        "markdown": edition.markdown,
        "gist": edition.gist,
        # Moments
        "time": html.time,
        "year": edition.language.year,
        "clock": html.clock,
        "near": html.near,
        "window": html.window,
        "window_utc": html.window_utc,
        "window_text": edition.text.window,
        "day": html.day,
        "stamp": iso,
        # Facts
        "component": html.component,
        "component_name": html.name,
        "component_text": edition.text.name,
        "status": html.status,
        "names": partial(html.names, most=MAX_NAMES),
        "linked_names": partial(html.names, linked=True),
        "impact": html.impact,
        "scope": html.scope,
        "compensation": html.compensation,
        "statements": html.statements,
        "phrase": html.phrase,
        "stated": statements,
        "automatic": html.automatic,
        "ninety_days": html.ninety_days,
        "affected_for": html.affected_for,
        "counts": html.counts,
        # What is derived from an entry
        "line": lines.entry_line,
        "tone": lines.tone,
        "affected": affected.affected_components,
        "status_groups": affected.status_groups,
        "works": affected.what_works,
        "concerned": affected.concerned,
        "next_edge": affected.next_edge,
        "current_status": labels.status_label,
        "label": labels.step_label,
        "news": news,
        "leading": leading,
        "day_entry_address": record.day_entry_address,
        "days_late": afterwards.days_late,
        # Pictures and addresses
        "icon": edition.theme.icon,
        "favicon": edition.theme.favicon,
        "poster": edition.poster,
        "asset": edition.asset,
        "link": edition.link,
        "page": lines.entry_address,
        "shared": edition.urls.link,
        "full": edition.full,
        "anchor": urls.anchor,
        "alternates": edition.alternates,
        "others": edition.others,
        "once": edition.once,
    }


def _names(edition: Edition) -> dict[str, object]:
    """What all templates know beside their values; the last ones are defaults for values that a page leaves out."""
    html = edition.html.messages
    return {
        "_": html.gettext,
        "ngettext": html.ngettext,
        "language": edition.language,
        "locale": edition.locale,
        "config": edition.config,
        "urls": urls,
        "name": edition.text.words(edition.config.name),
        "inline_style": Markup(edition.theme.inline_style),
        "inline_script": Markup(edition.theme.inline_script),
        "STATUS": labels.STATUS,
        "IMPACT": labels.IMPACT,
        "FAILING": labels.FAILING,
        "WORKING": labels.WORKING,
        "WORKAROUND": labels.WORKAROUND,
        "MEASURE": labels.MEASURE,
        "MAX_NAMES": MAX_NAMES,
        "DAY_STATES": labels.DAY_STATES,
        "PHONE_DAYS": record.PHONE_DAYS,
        "policy": cache(partial(page_policy, edition.theme)),
        "preview_head": Markup('<meta name="robots" content="noindex">'),
        "preview_line": edition.preview_line,
        "address": None,
        "inline": False,
        "pictures": False,
        "indexed": True,
        "built": None,
        "known": (),
        "watch": (),
        "changes": (),
        "year": None,
        "description": "",
        "source": "",
        "mark": "none",
        "ident": "",
    }

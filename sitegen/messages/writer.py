"""Write the messages of a site in one language: facts and a template → parts of Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property, partial

from sitegen import markdown, urls
from sitegen.derive.entries import Entry, IncidentView
from sitegen.derive.stages import Occasion
from sitegen.markdown import MarkdownText, as_markdown, escape_markdown
from sitegen.messages.draft import ChannelWords, Draft
from sitegen.messages.facts import MessageFacts, facts_of
from sitegen.messages.headlines import headline
from sitegen.messages.situation import known_duration
from sitegen.model import Audience, Compensation, Support, Text
from sitegen.present import labels
from sitegen.present.writers import MarkdownWriter
from sitegen.theme.edition import Edition, pictures
from sitegen.theme.parts import LINE_BREAK, PARAGRAPH, PartTemplates

CUSTOMER = "\ue000"
"""Stands for the customer's name in an answer of support; each channel puts its own placeholder there."""


_UNSPACED = ("zh", "ja")
"""Languages with no space between sentences."""


class MessageWriter:
    """The site's messages in one language."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.text = MarkdownWriter(edition.language, edition.components)

    def facts(self, view: Entry, occasion: Occasion, audience: Audience) -> MessageFacts:
        """What a public message to an audience can say; *view* is the entry as of the occasion."""
        say, words = self.text.messages, self._own_words(view, occasion)
        return facts_of(
            view,
            occasion,
            audience,
            self.edition.config.support,
            words=words,
            regret=self._regret,
            thanks=str(say.pgettext("words of thanks, as a pattern", "thank")),
            partners=str(
                say.pgettext("words that name partners, as a pattern", r"\bpartners?\b|\bAPI\b|integrat|develop")
            ),
        )

    def draft(self, view: Entry, occasion: Occasion, audience: Audience) -> Draft:
        """A public message; raises ContentError for a fault in the site's own template."""
        return self.drafted(view, occasion, audience, {})

    def drafted(self, view: Entry, occasion: Occasion, audience: Audience, more: Mapping[str, object]) -> Draft:
        """A message whose template is also given *more*."""
        facts = self.facts(view, occasion, audience)
        topic = self._topic(facts)
        values = {
            "told": facts,
            "view": view,
            "stage": occasion.stage.value,
            "headline": self.text.messages.gettext(headline(facts), title=as_markdown(topic.rstrip(".。"))),
            "url": self.url(occasion, view),
            "page": self.page(occasion, view),
            "untranslated": self._untranslated(facts),
            "customer": as_markdown(CUSTOMER),
            "title": as_markdown(self.text.words(view.title).rstrip(".。")),
            "internal": False,
            "brief": None,
            **more,
        }
        parts = self._templates.parts(audience.value, values)
        title = next((part.markdown for part in parts if part.name == "title"), str(values["headline"]))
        images = (*view.images, *(facts.postmortem.images if facts.postmortem else ()))
        return Draft(
            slug=occasion.slug,
            update=occasion.key,
            stage=occasion.stage,
            at=occasion.at,
            audience=audience,
            locale=self.edition.locale,
            site=self.edition.text.words(self.edition.config.name),
            title=markdown.plain(title),
            parts=tuple(part for part in parts if part.name != "title"),
            url=str(values["url"]),
            topic=self.edition.text.words(view.title),
            impact=facts.impact,
            pictures=tuple(pictures(images, self.edition.full).items()),
            kind=facts.kind,
            words=self._channel_words,
            mail=partial(self.edition.whole, "messages/mail.html"),
        )

    @cached_property
    def _regret(self) -> str:
        return str(self.text.messages.pgettext("words of regret, as a pattern", "sorry|apolog|regret"))

    @cached_property
    def _channel_words(self) -> ChannelWords:
        say = self.edition.text.messages
        return ChannelWords(
            customer=say.gettext("[name]"),
            standard=say.gettext("Answer"),
            upset=say.gettext("Answer to someone who is upset"),
            auto_reply=say.gettext("Automatic reply"),
        )

    def url(self, occasion: Occasion, view: Entry) -> str:
        """The page of the entry at the update, or of the postmortem."""
        if not isinstance(view, IncidentView):
            return self.edition.full(urls.maintenance(view.slug)) + self._anchor(occasion)
        if occasion.step is None:
            return self.edition.full(urls.postmortem(view.slug))
        return self.edition.full(urls.incident(view.slug)) + self._anchor(occasion)

    def page(self, occasion: Occasion, view: Entry) -> str:
        """The page of the entry, or of the postmortem."""
        return self.url(occasion, view).partition("#")[0]

    @staticmethod
    def _anchor(occasion: Occasion) -> str:
        return f"#{urls.anchor(occasion.key)}" if occasion.step else ""

    def _own_words(self, view: Entry, occasion: Occasion) -> str:
        if occasion.step is not None:
            return occasion.step.body.to(self.edition.locale).text
        postmortem = view.postmortem if isinstance(view, IncidentView) else None
        return postmortem.body.to(self.edition.locale).text if postmortem else ""

    def _topic(self, facts: MessageFacts) -> str:
        title = facts.postmortem.title if facts.postmortem and facts.postmortem.title else facts.view.title
        return self.text.words(title)

    @cached_property
    def _templates(self) -> PartTemplates:
        text, edition = self.text, self.edition
        filters: dict[str, Callable[..., object]] = {
            "say": text.messages.gettext,
            "percent": text.messages.percent,
            "duration": text.messages.duration,
            "enumeration": text.messages.enumeration,
            "words": text.words,
            "several": text.several,
            "markdown": self._markdown,
            "opening": self._opening,
            "time": text.time,
            "year": edition.language.year,
            "clock": partial(text.clock, zone=True),
            "near": text.near,
            "since": lambda at, began: known_duration(at - began),
            "is_sorry": lambda words: re.search(self._regret, words, re.IGNORECASE) is not None,
            "date": lambda moment: text.plain(edition.language.day(edition.language.local(moment).date())),
            "code": _code,
            "contacts": _contacts,
            "compensations": self._compensations,
            "window": text.window,
            "names": text.names,
            "scope": text.scope,
            "compensation": text.compensation,
            "phrase": text.phrase,
            "impact": text.impact,
            "status": self._status,
            "address": _address,
        }
        names = {
            "_": text.messages.gettext,
            "ngettext": text.messages.ngettext,
            "locale": edition.locale,
            "config": edition.config,
            "site": edition.full(urls.INDEX),
            "name": text.words(edition.config.name),
            "STATUS": labels.STATUS,
            "FAILING": labels.FAILING,
            "WORKING": labels.WORKING,
            "br": as_markdown(LINE_BREAK),
            "par": as_markdown(PARAGRAPH),
            "sp": as_markdown("" if edition.language.tag.split("-")[0] in _UNSPACED else " "),
        }
        return PartTemplates(edition.theme, edition.language, filters, names, repr(edition))

    def _untranslated(self, facts: MessageFacts) -> MarkdownText | None:
        """The note under words that are in another language; None: no need."""
        words = facts.postmortem.body if facts.postmortem else facts.words or facts.words_title
        return self.text.untranslated(words) if words else None

    def _compensations(self, given: Iterable[Compensation]) -> MarkdownText:
        """Several compensations in one sentence."""
        between = self.text.messages.pgettext("between the items of a list", "; ")
        return between.join(map(self.text.compensation, given))

    def _status(self, view: Entry) -> MarkdownText:
        """The status of an entry."""
        return self.text.messages.gettext(labels.status_label(view))

    def _markdown(self, text: Text) -> MarkdownText:
        """An author's Markdown, which needs no escape."""
        return as_markdown(text.to(self.edition.locale).text)

    def _opening(self, text: Text, most: int = 280, cut: str = "") -> MarkdownText:
        """The beginning of an author's text in whole sentences, with *cut* behind it where that is not all of it.

        Of at most *most* Chinese characters where that is possible; of others two and a half times as many say as much.
        """
        source = text.to(self.edition.locale).text
        wide = sum(character > "\u2e80" for character in source) * 4 > len(source)
        shown = markdown.opening(source, most if wide else most * 5 // 2)
        return markdown.escape_markdown(shown + (cut if len(shown) < len(markdown.plain(source)) else ""))


def writers_in(editions: Iterable[Edition], locales: Collection[str] | None = None) -> dict[str, MessageWriter]:
    """The writers of a site, by locale: of those *locales*, or of every edition."""
    return {
        edition.locale: MessageWriter(edition) for edition in editions if locales is None or edition.locale in locales
    }


def _address(url: str) -> MarkdownText:
    """A link that shows its address."""
    return as_markdown(f"<{url}>")


def _code(text: str) -> MarkdownText:
    """A text as code, whatever backticks it has."""
    marks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    padding = " " if "`" in text else ""
    return as_markdown(f"{marks}{padding}{text}{padding}{marks}")


def _contacts(support: Support) -> MarkdownText:
    """The ways to reach support; empty where there is none."""
    ways = [f"[{escape_markdown(support.email)}](mailto:{support.email})"] if support.email else []
    ways += [escape_markdown(support.phone)] if support.phone else []
    ways += [_address(support.url)] if support.url else []
    return as_markdown(" · ").join(ways)

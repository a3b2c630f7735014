"""The pages of the desk: each has the messages of one occasion in one language, so that it stays small.

They ask for nothing, and their policy allows nothing but their own style, their own script, and the styles of the
mails that they show in frames. `index.html` is the newest one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from sitegen.derive.entries import Entry
from sitegen.derive.stages import Occasion
from sitegen.messages.channels import message
from sitegen.messages.desk.cards import audience_cards
from sitegen.messages.desk.files import json_file, message_files, occasion_folder
from sitegen.messages.desk.labels import CHANNEL_NAMES, STAGE_NAMES
from sitegen.messages.document import message_document
from sitegen.messages.draft import Draft, Message
from sitegen.messages.outbox import Outbox
from sitegen.model import Audience, Channel, Routing
from sitegen.present.language import as_html
from sitegen.theme.edition import Edition
from sitegen.theme.policy import desk_policy
from sitegen.theme.styles import minify_style, strip_script

DESK_INDEX = "index.html"
_DOCUMENTS = "messages.json"
_FOLDER = "messages/desk/"
"""Of the theme."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the desk, not yet made."""

    name: str
    """Its file."""
    occasion: Occasion
    locale: str


@dataclass(frozen=True, slots=True)
class Live:
    """What a page has besides on the local server."""

    script: str
    """Reloads it once the site has changed; it may ask the server that the page is from."""
    faults: str
    """Of the content as it is now; empty where there is none."""


class MessageDesk:
    """The messages of one entry, as pages and as files. Nothing is made before it is asked for.

    Whatever makes a page or a file raises ContentError for a fault in a template of the site.
    """

    def __init__(
        self,
        edition: Edition,
        outbox: Outbox,
        entry: Entry,
        *,
        audiences: Sequence[Audience],
        locales: Sequence[str],
        channels: Sequence[Channel],
        occasions: Sequence[Occasion],
        routing: Routing | None = None,
    ) -> None:
        """*edition* has the desk's own words; *occasions* are in the order of time; none of the sequences is empty.

        *routing* says which channels the site uses; None: it does not say.
        """
        self.pages = tuple(_pages(occasions, locales))
        """Newest first, and of one occasion in the order of *locales*."""
        self._edition = edition
        self._outbox = outbox
        self._entry = entry
        self._routing = routing
        self._audiences = [audience for audience in Audience if audience in audiences]
        self._channels = [channel for channel in Channel if channel in channels]
        self._made: tuple[DeskPage | None, list[tuple[Draft, Message]]] = (None, [])
        """The messages that were made last: those of one page are asked for several times in a row."""

    @property
    def internal(self) -> bool:
        """Whether it has messages that only people of the company may read."""
        return any(audience.internal for audience in self._audiences)

    def messages(self, page: DeskPage) -> list[tuple[Draft, Message]]:
        """The messages of a page, with their drafts, by audience and channel."""
        if self._made[0] != page:
            with self._discretion():
                self._made = page, list(self._make(page))
        return self._made[1]

    def _discretion(self) -> AbstractContextManager[None]:
        return self._outbox.discretion() if self.internal else nullcontext()

    def _make(self, page: DeskPage) -> Iterator[tuple[Draft, Message]]:
        for audience in self._audiences:
            draft = self._outbox.draft(page.occasion, audience, page.locale)
            for channel in self._channels:
                yield draft, message(draft, channel)

    def everything(self) -> dict[str, bytes]:
        """All pages and files, by their paths, and a list of all messages as JSON, newest first."""
        found: dict[str, bytes] = {}
        documents = []
        for page in self.pages:
            found[page.name] = self.html(page)
            for _, one in self.messages(page):
                found |= message_files(one)
                documents.append(message_document(one))
        return {**found, _DOCUMENTS: json_file(documents)}

    def file(self, path: str, live: Live | None = None) -> bytes | None:
        """What `everything` has at a path, made alone; None where it has nothing."""
        for page in self.pages:
            if path == page.name:
                return self.html(page, live)
            if path.startswith(occasion_folder(page.occasion.stage, page.occasion.key)):
                for _, one in self.messages(page):
                    if path in (files := message_files(one)):
                        return files[path]
        return self.everything()[_DOCUMENTS] if path == _DOCUMENTS else None

    def html(self, page: DeskPage, live: Live | None = None) -> bytes:
        """A page."""
        with self._discretion():
            return self._html(page, live)

    def _html(self, page: DeskPage, live: Live | None) -> bytes:
        theme, config, language = self._edition.theme, self._edition.config, self._edition.language
        sections = [
            audience_cards(self.messages(page), audience, language, self._routing) for audience in self._audiences
        ]
        cards = [card for section in sections for card in section.cards]
        values = {
            "topic": self._entry.title,
            "page": page,
            "stages": STAGE_NAMES,
            "occasions": [one for one in self.pages if one.locale == page.locale],
            "translations": [
                (one, theme.language(one.locale, config).own_name)
                for one in self.pages
                if one.occasion == page.occasion
            ],
            "channels": [(channel.value, CHANNEL_NAMES[channel][0]) for channel in self._channels],
            "public": [section for section in sections if not section.audience.internal],
            "inside": [section for section in sections if section.audience.internal],
            "misfits": [(section, card) for section in sections for card in section.misfits],
            "count": len(cards),
        }
        styles = [style for card in cards if card.frame for style in card.frame.styles]
        return _rendered(self._edition, "page.html", values, styles, live)


def desk_list(edition: Edition, entries: Sequence[Entry], omitted: int, live: Live) -> bytes:
    """A page that leads to the desks of *entries*, each below its slug; *omitted* ones are counted."""
    return _rendered(edition, "list.html", {"entries": entries, "omitted": omitted}, (), live)


def _rendered(
    edition: Edition, template: str, values: Mapping[str, object], framed: Iterable[str], live: Live | None
) -> bytes:
    """A page with its policy; *framed* are the styles of mails in frames."""
    style = minify_style(edition.theme.text(f"{_FOLDER}desk.css"))
    scripts = [strip_script(edition.theme.text(f"{_FOLDER}desk.js")), *([live.script] if live else [])]
    common = {
        "csp": desk_policy(style, scripts, framed, ask=live is not None),
        "style": as_html(style),
        "scripts": list(map(as_html, scripts)),
        "faults": live.faults if live else "",
    }
    return edition.whole(f"{_FOLDER}{template}", **common, **values).encode()


def _pages(occasions: Sequence[Occasion], locales: Sequence[str]) -> Iterator[DeskPage]:
    name = DESK_INDEX
    for occasion in reversed(occasions):
        for locale in locales:
            yield DeskPage(name or f"{occasion.stage}.{occasion.key}.{locale}.html", occasion, locale)
            name = ""

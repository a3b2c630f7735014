"""A postmortem and its translations, read with the incident that they explain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from difflib import get_close_matches
from typing import Any

from sitegen.model import INCIDENT_STATUSES, Action, Event, Postmortem, Text
from sitegen.problems import Problems, nearest, quoted
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.document import Document
from sitegen.read.files import ContentFile, FileGroup
from sitegen.read.forms import PostmortemForm, PostmortemTranslationForm
from sitegen.read.headings import begins_as_heading, heading_words
from sitegen.read.lines import BodyLine, body_lines
from sitegen.read.links import LinkChecker
from sitegen.read.localized import items_at, localized
from sitegen.read.nodes import YamlList, YamlMapping
from sitegen.read.reader import ParsedUpdate, Reader, written_value
from sitegen.read.translations import as_warnings, count_items
from sitegen.read.validation import fill_form
from sitegen.times import MAX_AHEAD, rough_length


class PostmortemReader:
    """Reads the postmortem in the group of files of an incident."""

    def __init__(self, reader: Reader, group: FileGroup, problems: Problems) -> None:
        self._reader = reader
        self._group = group
        self._problems = problems
        self._words = LinkChecker(reader.root)

    def read(self, lang: str, updates: Sequence[ParsedUpdate]) -> Postmortem | None:
        """The postmortem; None where there is none, or only headings, or its problems were reported.

        *lang* and *updates* are the incident's.
        """
        source = self._group.find("postmortem")
        document = self._reader.document(source, self._problems) if source else None
        if source is None or document is None:
            return None
        front = fill_form(PostmortemForm, document.front, self._reader.context, source.path, self._problems)
        body = self._sections(document, source, lang, self._problems)
        if front is None:
            return None
        self._check(front, document, updates)
        others = [self._translation(one, front) for one in self._group.translations("postmortem")]
        if not body:
            return None
        forms = [(locale, form) for locale, form, _ in others]
        texts = tuple((locale, text) for locale, _, text in others if text)

        def told(name: str) -> Iterator[dict[str, Any]]:
            """The items of a list as arguments, what each tells in every language."""
            for index, one in enumerate(getattr(front, name)):
                yield {**dict(one), "what": localized(one.what, lang, items_at(index, name, forms), "what")}

        return Postmortem(
            path=source.path,
            published=front.published,
            title=localized(front.title, lang, forms, "title") if front.title else None,
            authors=front.authors,
            events=tuple(Event(**one) for one in told("events")),
            actions=tuple(Action(**one) for one in told("actions")),
            body=Text(body, lang, texts),
            id=front.id,
            images=self._words.images,
        )

    def _check(self, front: PostmortemForm, document: Document, updates: Sequence[ParsedUpdate]) -> None:
        """Check that it is published after the incident, has no event after that, and has a unique id."""
        path, first, clock, shown = document.path, updates[0].at, self._reader.clock, self._reader.shown
        line, found = document.front.line_of("published"), written_value(document.front, "published")
        if front.published < first:
            message = f"expected a time after the incident's first update, {shown(first)}, found {found}"
            self._problems.error(path, line, "published", message)
        elif clock is not None and front.published > clock + MAX_AHEAD:
            far = rough_length(front.published - clock)
            message = f"expected a time up to now, found {found}, {far} ahead of the clock"
            self._problems.warning(path, line, "published", message, "Until then the postmortem is not shown.")
        listed = document.front.get("events")
        for index, event in enumerate(front.events):
            node = listed.items[index] if isinstance(listed, YamlList) else None
            if event.at > front.published >= first and isinstance(node, YamlMapping):
                expected = f"expected a time up to `published`, {shown(front.published)}"
                message = f"{expected}, found {written_value(node, 'at')}"
                self._problems.error(path, node.line_of("at"), f"events[{index + 1}].at", message)
        if front.id is not None and front.id in {one.key for one in updates}:
            message = f"expected a unique id, found {quoted(front.id)} of an update"
            self._problems.error(path, document.front.line_of("id"), "id", message)

    def _translation(
        self, source: ContentFile, original: PostmortemForm
    ) -> tuple[str, PostmortemTranslationForm | None, str]:
        """The locale, the front matter as far as it fits the original's, and the body."""
        problems = Problems()
        document = self._reader.document(source, problems)
        front, body = None, ""
        if document is not None:
            context = self._reader.context
            front = fill_form(PostmortemTranslationForm, document.front, context, source.path, problems, partly=True)
            body = self._sections(document, source, source.locale, problems)
            if front is not None and front.title is not None and original.title is None:
                message = f"expected none, as in the original, found {quoted(front.title)}"
                problems.error(source.path, document.front.line_of("title"), "title", message)
            for name in ("events", "actions"):
                translated, wanted = getattr(front, name, None), len(getattr(original, name))
                if front is not None and translated is not None and len(translated) != wanted:
                    message = f"expected {count_items(wanted)} as in the original, found {len(translated)}"
                    problems.error(source.path, document.front.line_of(name), name, message)
                    front = front.model_copy(update={name: None})
        as_warnings(problems, self._problems)
        return source.locale, front, body

    def _sections(self, document: Document, source: ContentFile, lang: str, problems: Problems) -> str:
        """The body, after checking that it has text in each section that site.yml requires."""
        path, before = source.path, problems.errors
        lines = body_lines(document.body, document.body_line, path, problems)
        is_shown_as_written = problems.errors == before
        present: dict[str, tuple[str, int]] = {}
        filled: set[str] = set()
        section = ""
        for index, line in enumerate(lines):
            if line.is_underline:
                above = lines[index - 1]
                found = f"found {quoted(above.text.strip())} above {quoted(line.text.strip())}"
                hint = "Begin the heading with ##, or leave a blank line above a rule."
                problems.error(path, above.number, "heading", f"expected no underlined heading, {found}", hint)
            elif line.heading == 1:
                found = f"found {quoted(line.text.strip())}"
                problems.error(path, line.number, "heading", f"expected sections at level 2, {found}", "Use ##.")
            elif line.heading == 2:
                title = heading_words(line.text.lstrip()[2:])
                section = title.casefold()
                present[section] = title, line.number
                if _is_update(line, path):
                    found = f"found an update, {quoted(title)}"
                    hint = f"Updates belong in {self._group.slug}.md, what was not announced then in `events`."
                    problems.error(path, line.number, "heading", f"expected text in sections, {found}", hint)
            elif line.text.strip() and not line.heading:
                filled.add(section)
                if not line.code and _is_update(line, path):
                    found = f"found what is nearly an update, {quoted(line.text.strip())}"
                    hint = f"Updates belong in {self._group.slug}.md; to show it as it stands, put it in `backticks`."
                    problems.error(path, line.number, "heading", f"expected text in sections, {found}", hint)
        if present and not filled:
            # `sitegen new postmortem` writes them.
            report = problems.error if source.locale else problems.warning
            first = next(iter(present.values()))[1]
            hint = "" if source.locale else "It is not shown, and stays due, until it has text."
            report(path, first, "", "expected text in sections, found only headings", hint)
        self._check_wanted(present, filled, lang, path, problems)
        block = UpdateBlock(document.body_line, lines=lines)
        before = problems.errors
        self._words.check(block.body, block.line_of, path, problems)
        if not block.body.strip():
            problems.error(path, document.body_line, "", "expected text in sections, found nothing")
        return block.body if filled and is_shown_as_written and problems.errors == before else ""

    def _check_wanted(
        self, present: Mapping[str, tuple[str, int]], filled: Set[str], lang: str, path: str, problems: Problems
    ) -> None:
        """Tell of sections that site.yml asks for and that are missing, or of those that say nothing."""
        for wanted in dict(self._reader.config.sections).get(lang, ()):
            name, hint = wanted.casefold(), "site.yml asks for it in `postmortem`."
            if name not in present:
                near = get_close_matches(name, present, n=1)
                hint = f"Is it {quoted(f'## {present[near[0]][0]}')}?" if near else hint
                problems.warning(path, 0, "", f"expected the section {quoted(f'## {wanted}')}, found none", hint)
            elif filled and name not in filled:
                title, number = present[name]
                problems.warning(path, number, "", f"expected words below {quoted(f'## {title}')}, found none", hint)


_FEWEST_DIGITS = 10
"""Of a day and a time with one digit or two left out."""


def _is_update(line: BodyLine, path: str) -> bool:
    """Whether the heading of a section is that of an incident's update, or a line of text one key away from it."""
    problems, text = Problems(), line.text.strip()
    if line.heading == 2 and sum(map(str.isdigit, text)) >= _FEWEST_DIGITS:
        # A status with a letter wrong, behind a day and a time; a section has words of its own.
        letters = re.sub(r"[\W\d_]", "", text)
        if nearest(letters, INCIDENT_STATUSES, cutoff=0.8):
            return True
    elif line.heading != 2:
        _, clock, rest = text[:100].partition(":")
        text = f"## 2026-01-23 15:{rest}" if clock and begins_as_heading(text) else ""
    blocks = split_updates([line._replace(text=text, heading=2)], path, INCIDENT_STATUSES, problems)
    return bool(blocks) and not problems.found

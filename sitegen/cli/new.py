"""`sitegen new`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from sitegen.authoring import compose
from sitegen.authoring.entries import find_entry, new_slug
from sitegen.authoring.write import write_checked
from sitegen.build import AsOf
from sitegen.cli import writing
from sitegen.cli.asking import ask, ask_words, can_ask
from sitegen.cli.choices import chosen_components, chosen_next_update, chosen_slug
from sitegen.cli.commands import Commands
from sitegen.cli.completion import component_option, slug_argument
from sitegen.cli.options import EnumChoice, StatusType, build_moment, now_option, site_option, to_the_minute
from sitegen.cli.printing import in_zone, progress_bar, say
from sitegen.model import Config, Incident, Kind
from sitegen.problems import one_of, quoted
from sitegen.read.config import read_config
from sitegen.read.content import read_group
from sitegen.read.fields import AFFECTED_STATUSES, nearest_locale
from sitegen.read.reader import Reader
from sitegen.times import CLOCK, read_related

DEFAULT_POSTMORTEM_DUE = timedelta(days=3)
"""How far off a new postmortem is published where site.yml promises none: time to write it."""

MAX_COMPONENTS_SHOWN = 12
"""Components that a hint names."""

_lang = click.option("--lang", metavar="LOCALE", help="The language it is in. Default: the site's first.")
_slug = click.option("--slug", help="The name of the file and the address. Default: the day and the title.")
_draft = click.option("--draft", is_flag=True, help="Write it as a draft: it is checked, and not published.")
_ids = component_option("ID", "What is concerned")


@click.group(cls=Commands, short_help="Open an incident; announce a maintenance; begin a postmortem.")
def new_group() -> None:
    """Write a new incident, maintenance, notice or postmortem; a notice announces what is no outage.

    On a terminal you are asked for what is missing.

    \b
    Example: sitegen new incident
             sitegen new incident 'Sign-in is failing' --component login=major_outage
    """


@new_group.command("incident", cls=writing.WritingCommand)
@click.argument("title", required=False)
@site_option
@now_option
@component_option("ID=STATUS", "What is affected")
@click.option(
    "--status",
    type=StatusType(("investigating", "identified", "monitoring")),
    default="investigating",
    help="How far you are. Default: investigating.",
)
@click.option("--message", help="The first notice (Markdown); - reads standard input. Default: one neutral sentence.")
@writing.at_option
@click.option(
    "--started", metavar="TIME", help="When it began: 14:32, or a complete time. Default: with the first notice."
)
@writing.impact_option
@writing.facts_options
@writing.eta_option
@writing.next_update_option
@writing.notify_option
@click.option(
    "--kind", type=EnumChoice((Kind.OUTAGE, Kind.THIRD_PARTY)), help="third_party: a provider's. Default: ours."
)
@_lang
@_slug
@_draft
def new_incident_command(title: str | None, root: Path, now: datetime | None, **given: Any) -> None:
    """Open an incident: write its file with the first notice.

    \b
    Example: sitegen new incident
             sitegen new incident 'Sign-in is failing' --component login=major_outage \\
               --message 'We are looking into it.' --next-update +15m
    """
    config = read_config(root)
    asked = title is None
    title = _title(title, "what readers notice")
    language, facts = _front(config, given)
    if can_ask() and not given["component"]:
        given["component"] = chosen_components(config, AFFECTED_STATUSES)
    typed = _typed(given) if asked else ""
    if asked and given["next_update"] is None:
        given["next_update"] = chosen_next_update(config, writing.moment_given(given, config, build_moment(now)))
    as_of = build_moment(now)
    moment = writing.moment_given(given, config, as_of)
    if given["started"] is not None:
        began = writing.read_time("--started", read_related, given["started"], config.zone, moment, before=True)
        facts["started"] = compose.moment_text(began, config.zone)
    if given["kind"] is Kind.THIRD_PARTY:
        facts["kind"] = given["kind"].value
    text = compose.new_incident(
        title,
        moment,
        zone=config.zone,
        components=writing.stated_components(given["component"], config, AFFECTED_STATUSES),
        known=_known(config),
        status=given["status"],
        message=_words(given),
        language=language,
        facts=facts | writing.given_fields(given, ("impact", *writing.FACTS)) | writing.given_compensation(given),
        fields=_first_fields(given, config, moment),
    )
    hints = _unmarked(config, title, given["lang"])
    if not given["component"]:
        effect = "so none is shown as affected" if given["impact"] else "so none is shown as affected, and no impact"
        hints += _unconcerned(config, effect, "{{{}: major_outage}}")
    name = partial(_file_name, root, config, given, "incidents", moment, title, "incident")
    _write(root, config, name, text, as_of, hints, typed=typed)


@new_group.command("notice", cls=writing.WritingCommand, short_help="Announce something that is no outage.")
@click.argument("title", required=False)
@site_option
@now_option
@click.option("--message", help="The announcement (Markdown); - reads standard input; left out, it opens $EDITOR.")
@click.option(
    "--until", metavar="TIME", help="Until when it stands on the index: +7d, or a complete time. Default: nowhere."
)
@_ids
@writing.at_option
@writing.notify_option
@_lang
@_slug
@_draft
def new_notice_command(title: str | None, root: Path, now: datetime | None, **given: Any) -> None:
    """Announce something that is no outage: a change of prices, holidays, the end of an old version.

    \b
    Example: sitegen new notice 'Support is closed at New Year' --until '2027-01-03 00:00' \\
               --message 'From December 31 to January 2 we answer urgent questions only.'
    """
    config = read_config(root)
    asked = title is None
    title = _title(title, "what it is about")
    _, facts = _front(config, given)
    as_of = build_moment(now)
    moment = writing.moment_given(given, config, as_of)
    until = None
    if given["until"] is not None or asked:
        question = "Until when is it on the index, such as +7d"
        until = _time(given["until"], "--until", question, config, moment, empty="Enter: it is not there")
    if until is not None:
        facts["until"] = compose.moment_text(until, config.zone)
    words = writing.message_words(given["message"])
    if not words:
        raise click.UsageError("--message: expected words, found none.")
    text = compose.new_notice(
        title,
        moment,
        words,
        zone=config.zone,
        components=writing.component_ids(given["component"]),
        known=_known(config),
        facts=facts,
        fields=writing.given_audiences(given),
    )
    name = partial(_file_name, root, config, given, "incidents", moment, title, "notice")
    hints = _unmarked(config, title, given["lang"])
    if until is None:
        hints.append("It is in the history and the feeds, and not on the index: --until says until when it is there.")
    _write(root, config, name, text, as_of, hints, typed="" if given["message"] else words)


@new_group.command("maintenance", cls=writing.WritingCommand)
@click.argument("title", required=False)
@site_option
@now_option
@click.option(
    "--start", metavar="TIME", help="02:00, +2h, or YYYY-MM-DD HH:MM in the site's zone. An emergency may begin now."
)
@click.option("--end", metavar="TIME", help="After the start: 04:00, +2h, or a complete time.")
@_ids
@click.option("--message", help="The announcement (Markdown); - reads standard input. Default: one neutral sentence.")
@writing.at_option
@click.option("--reason", help="Why, in a sentence.")
@writing.facts_options
@writing.next_update_option
@writing.notify_option
@click.option(
    "--emergency", is_flag=True, help="It could not be announced in good time; without --start the work has begun."
)
@click.option("--by-hand", is_flag=True, help="Only updates open and end the window, not the clock.")
@_lang
@_slug
@_draft
def new_maintenance_command(title: str | None, root: Path, now: datetime | None, **given: Any) -> None:
    """Announce a maintenance: write its file.

    \b
    Example: sitegen new maintenance 'Database upgrade' --start '2026-02-01 02:00' --end +2h --component orders
             sitegen new maintenance 'A disk is replaced' --emergency --end +1h --component orders
    """
    config = read_config(root)
    asked = title is None
    title = _title(title, "what is done")
    language, facts = _front(config, given)
    if can_ask() and not given["component"]:
        given["component"] = chosen_components(config, None)
    as_of = build_moment(now)
    moment = opens = writing.moment_given(given, config, as_of)
    if given["start"] is not None or not given["emergency"]:
        opens = _required_time(given["start"], "--start", "Start, such as 2026-02-01 02:00", config, moment)
    closes = _required_time(given["end"], "--end", "End, such as 04:00 or +2h", config, opens)
    typed = _typed(given) if asked else ""
    if given["by_hand"]:
        facts["auto"] = "false"
    text = compose.new_maintenance(
        title,
        moment,
        opens,
        closes,
        zone=config.zone,
        components=writing.component_ids(given["component"]),
        known=_known(config),
        emergency=given["emergency"],
        message=_words(given),
        language=language,
        facts=facts | writing.given_fields(given, ("reason", *writing.FACTS)) | writing.given_compensation(given),
        fields=_first_fields(given, config, moment),
    )
    hints = _unmarked(config, title, given["lang"])
    if not given["component"]:
        hints += _unconcerned(config, "so none is shown as under maintenance", "[{}]")
    name = partial(_file_name, root, config, given, "maintenance", opens, title, "maintenance")
    _write(root, config, name, text, as_of, hints, "maintenance", typed=typed)


@new_group.command("postmortem", cls=writing.WritingCommand, short_help="Begin the postmortem of an incident.")
@slug_argument
@site_option
@now_option
@click.option("--title", help="A title of its own. Default: the incident's.")
@click.option(
    "--published",
    metavar="TIME",
    help="From when on it is shown: +3d, or a complete time. Default: as site.yml promises.",
)
@click.option("--author", multiple=True, metavar="WHO", help="Who stands for it; may be repeated.")
def new_postmortem_command(slug: str | None, root: Path, now: datetime | None, **given: Any) -> None:
    """Begin the postmortem of an incident, with the sections that site.yml asks for.

    \b
    Example: sitegen new postmortem 2026-01-23-login-outage
    """
    config = read_config(root)
    as_of = build_moment(now)
    group = find_entry(root, config, chosen_slug(root, config, slug, as_of.now, also_past=True))
    if group.folder != "incidents":
        raise click.UsageError(f"{group.slug} is a maintenance; postmortems belong to incidents.")
    entry, _ = read_group(Reader(root, config, None), group)
    lang = entry.title.lang if isinstance(entry, Incident) else config.locales[0]
    sections = dict(config.sections).get(lang, ())
    moment = to_the_minute(as_of)
    if given["published"] is None:
        published = moment + (config.promises.postmortem_due or DEFAULT_POSTMORTEM_DUE)
    else:
        published = writing.read_time("--published", read_related, given["published"], config.zone, moment)
    facts: dict[str, compose.Value] = {"title": given["title"]} if given["title"] else {}
    if given["author"]:
        facts["authors"] = list(given["author"])
    text = compose.new_postmortem(published, zone=config.zone, sections=sections or ("Summary",), facts=facts)
    hint = f"It is shown from {in_zone(published, config.zone)} on; set `published` to when it is done."
    _write(root, config, lambda: group.slug, text, as_of, [hint], part=".postmortem")


def _title(title: str | None, what: str) -> str:
    """The title as given, or as asked for: *what* it says."""
    if title is None and not can_ask():
        raise click.UsageError(f"Missing argument 'TITLE': {what}, in a few words and in quotes.")
    return title if title is not None else ask(f"Title: {what}, in a few words", writing.check_title)


def _required_time(given: str | None, option: str, question: str, config: Config, after: datetime) -> datetime:
    """A time as given, or as asked for, in UTC; raises UsageError."""
    if given is None and not can_ask():
        raise click.UsageError(f"Missing option '{option}': {question[0].lower()}{question[1:]}.")
    found = _time(given, option, question, config, after)
    assert found is not None, "an answer is needed"
    return found


def _time(
    given: str | None, option: str, question: str, config: Config, after: datetime, empty: str = ""
) -> datetime | None:
    """A time as given, or as asked for, in UTC; None for an *empty* answer, which means that; raises UsageError."""

    def read(text: str) -> datetime | None:
        return writing.read_time(option, read_related, text, config.zone, after) if text else None

    if given is not None:
        return read(given)

    def answered(text: str) -> datetime | None:
        at = read(text)
        if at is not None:
            say(f"That is {writing.shown(at, config, after)}.", err=True)
        return at

    return ask(question, answered, empty=bool(empty), shown=empty)


def _typed(given: dict[str, Any]) -> str:
    """Ask for the first words where there are none; what was typed, to give it back where it cannot be used."""
    if given["message"] is not None:
        return ""
    given["message"] = ask_words("Words for readers", "Enter: one neutral sentence")
    return str(given["message"])


def _file_name(
    root: Path, config: Config, given: Mapping[str, Any], folder: str, at: datetime, title: str, fallback: str
) -> str:
    """`--slug`, else the day of *at* in the site's zone and the title."""
    return given["slug"] or new_slug(root, folder, at.astimezone(config.zone).date(), title, fallback)


def _words(given: Mapping[str, Any]) -> str:
    """The words as given; empty where one neutral sentence is to stand."""
    return writing.message_words(given["message"]) if given["message"] else ""


def _first_fields(given: Mapping[str, Any], config: Config, moment: datetime) -> dict[str, compose.Value]:
    """The fields of the first update."""
    fields: dict[str, compose.Value] = {}
    for name in ("eta", "next_update"):
        if given.get(name):
            option = f"--{name.replace('_', '-')}"
            at = writing.read_time(option, read_related, given[name], config.zone, moment)
            # A clock alone is read like that in the file too, with a warning where it has become tomorrow's.
            clock = re.fullmatch(CLOCK, given[name])
            fields[name.replace("_", " ")] = given[name] if clock else compose.moment_text(at, config.zone)
    return fields | writing.given_audiences(given)


def _write(
    root: Path,
    config: Config,
    name: Callable[[], str],
    text: str,
    as_of: AsOf,
    hints: Iterable[str],
    folder: str = "incidents",
    *,
    part: str = "",
    typed: str = "",
) -> None:
    """Write the new file, and say what may be missing in it, and how it is published.

    *name* gives its slug, once nobody else can take that. *typed* is given back to whoever typed it where the file is
    refused.
    """
    with writing.returning_words(None if typed else "", typed), writing.locked(root), progress_bar() as progress:
        slug = name()
        if not part:
            writing.check_slug("--slug", slug)
        path = f"content/{folder}/{slug}{part}.md"
        if os.path.lexists(root / path):
            hint = "To change it, edit it." if part else f"To say something new about it: sitegen update {slug}"
            raise click.UsageError(f"{path} exists. {hint}")
        written = write_checked(root, {path: text}, {path: None}, as_of, progress, writing.ignore_interrupts)
    say(f"{path} written.")
    writing.print_written(written, "" if part else path)
    for hint in hints:
        say(hint)
    writing.print_publishing(root, config, [path], f"New: {slug}", text, "Look it over, then")


def _known(config: Config) -> list[str]:
    return [component.id for component in config.components if component.retired is None]


def _front(config: Config, given: Mapping[str, Any]) -> tuple[str, dict[str, compose.Value]]:
    """The language of a new file, and what its front matter says of that and of drafts."""
    lang, facts = given["lang"], dict[str, compose.Value]()
    if given["draft"]:
        facts["draft"] = "true"
    if lang is None or lang == config.locales[0]:
        return config.locales[0], facts
    if lang not in config.locales:
        hint = nearest_locale(lang, config.locales)
        expected = f"expected a language of this site ({one_of(config.locales)})"
        raise click.UsageError(f"--lang: {expected}, found {quoted(lang)}. {hint}".rstrip())
    return lang, facts | {"lang": lang}


def _unmarked(config: Config, title: str, lang: str | None) -> list[str]:
    """That a title without any Latin letter may not be in the site's first language, where ours is."""
    first, *others = config.locales
    if (
        lang is None
        and others
        and not compose.words_for_slug(title)
        and compose.words_for_slug(compose.first_words("incident", first))
    ):
        return [
            f"It is marked as {first}, the site's first language. If its words are not, add for example "
            f"'lang: {others[0]}' at its top; the next time, say --lang."
        ]
    return []


def _unconcerned(config: Config, effect: str, shape: str) -> Iterator[str]:
    """That no component is stated, what that does, and how to state one."""
    known = _known(config)
    if known:
        shown = ", ".join(known[:MAX_COMPONENTS_SHOWN]) + (", …" if len(known) > MAX_COMPONENTS_SHOWN else "")
        yield (
            f"It states no component, {effect}. To state one, make that line for example "
            f"'components: {shape.format(known[0])}'. The site has {shown}."
        )

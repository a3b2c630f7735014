"""`sitegen new`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from sitegen.authoring import compose
from sitegen.authoring.entries import find_entry, new_slug
from sitegen.authoring.write import write_checked
from sitegen.build import AsOf
from sitegen.cli import writing
from sitegen.cli.options import Commands, StatusType, build_moment, now_option, site_option, to_the_minute
from sitegen.cli.printing import in_zone, progress_bar
from sitegen.model import Config, Incident
from sitegen.problems import one_of, quoted
from sitegen.read.config import read_config
from sitegen.read.content import read_group
from sitegen.read.fields import AFFECTED_STATUSES, SLUG_PATTERN, nearest_locale
from sitegen.read.reader import Reader
from sitegen.times import read_moment, read_related

DEFAULT_POSTMORTEM_DUE = timedelta(days=3)
"""How far off a new postmortem is published where site.yml promises none: time to write it."""

MAX_COMPONENTS_SHOWN = 12
"""Components that a hint names."""

_lang = click.option("--lang", metavar="LOCALE", help="The language it is in. Default: the site's first.")


@click.group(cls=Commands)
def new_group() -> None:
    """Write a new incident, maintenance or postmortem.

    \b
    Example: sitegen new incident 'Sign-in is failing' --component login=major_outage
    """


@new_group.command("incident", cls=writing.WritingCommand)
@click.argument("title")
@site_option
@now_option
@click.option("--component", multiple=True, metavar="ID=STATUS", help="What is affected; may be repeated.")
@click.option("--status", type=StatusType(("investigating", "identified", "monitoring")), default="investigating")
@click.option("--message", help="The first notice (Markdown); - reads standard input. Default: one neutral sentence.")
@click.option("--started", help="When it began: 14:32, or a complete time. Default: with the first notice.")
@writing.facts_options
@click.option("--next-update", help="15:00, +15m, or a complete time.")
@_lang
@click.option("--slug", help="The name of the file and the address. Default: today and the title.")
def new_incident_command(title: str, root: Path, now: datetime | None, lang: str | None, **given: Any) -> None:
    """Open an incident: write its file with the first notice.

    \b
    Example: sitegen new incident 'Sign-in is failing' --component login=major_outage \\
               --message 'We are looking into it.' --next-update +15m
    """
    config = read_config(root)
    language, facts = _language(config, lang)
    as_of = build_moment(now)
    moment = to_the_minute(as_of)
    if given["started"] is not None:
        began = writing.read_time("--started", read_related, given["started"], config.zone, moment, before=True)
        facts["started"] = compose.moment_text(began, config.zone)
    due = given["next_update"]
    promised = writing.read_time("--next-update", read_related, due, config.zone, moment) if due else None
    text = compose.new_incident(
        title,
        moment,
        zone=config.zone,
        components=writing.stated_components(given["component"], config, AFFECTED_STATUSES),
        known=_known(config),
        status=given["status"],
        next_update=promised,
        message=writing.message_words(given["message"]) if given["message"] is not None else "",
        language=language,
        facts=facts | writing.given_fields(given, writing.FACTS),
    )
    name = given["slug"] or new_slug(root, "incidents", moment.astimezone(config.zone).date(), title, "incident")
    hints = [*_unmarked(config, title, lang)]
    if not given["component"]:
        effect = "so none is shown as affected" if given["impact"] else "so none is shown as affected, and no impact"
        hints += _unconcerned(config, effect, "{{{}: major_outage}}")
    _write(root, "incidents", name, "", text, as_of, hints)


@new_group.command("maintenance", cls=writing.WritingCommand)
@click.argument("title")
@site_option
@now_option
@click.option("--start", required=True, help="YYYY-MM-DD HH:MM in the site's zone, or with an offset.")
@click.option("--end", required=True, help="YYYY-MM-DD HH:MM in the site's zone, or with an offset.")
@click.option("--component", multiple=True, metavar="ID", help="What is concerned; may be repeated.")
@click.option("--message", help="The announcement (Markdown); - reads standard input. Default: one neutral sentence.")
@click.option("--reason", help="Why, in a sentence.")
@writing.not_working_option
@click.option("--emergency", is_flag=True, help="It could not be announced in good time.")
@_lang
@click.option("--slug", help="The name of the file and the address. Default: the day of the start and the title.")
def new_maintenance_command(title: str, root: Path, now: datetime | None, lang: str | None, **given: Any) -> None:
    """Announce a maintenance: write its file.

    \b
    Example: sitegen new maintenance 'Database upgrade' --start '2026-02-01 02:00' \\
               --end '2026-02-01 04:00' --component orders
    """
    config = read_config(root)
    language, facts = _language(config, lang)
    if given["emergency"]:
        facts["emergency"] = "true"
    as_of = build_moment(now)
    opens = writing.read_time("--start", read_moment, given["start"], config.zone)
    closes = writing.read_time("--end", read_moment, given["end"], config.zone)
    text = compose.new_maintenance(
        title,
        to_the_minute(as_of),
        opens,
        closes,
        zone=config.zone,
        components=writing.component_ids(given["component"]),
        known=_known(config),
        message=writing.message_words(given["message"]) if given["message"] is not None else "",
        language=language,
        facts=facts | writing.given_fields(given, ("reason", "not_working")),
    )
    name = given["slug"] or new_slug(root, "maintenance", opens.astimezone(config.zone).date(), title, "maintenance")
    hints = [*_unmarked(config, title, lang)]
    if not given["component"]:
        hints += _unconcerned(config, "so none is shown as under maintenance", "[{}]")
    _write(root, "maintenance", name, "", text, as_of, hints)


@new_group.command("postmortem", cls=writing.WritingCommand)
@click.argument("slug")
@site_option
@now_option
def new_postmortem_command(slug: str, root: Path, now: datetime | None) -> None:
    """Begin the postmortem of an incident, with the sections that site.yml asks for.

    \b
    Example: sitegen new postmortem 2026-01-23-login-outage
    """
    config = read_config(root)
    group = find_entry(root, config, slug)
    if group.folder != "incidents":
        raise click.UsageError(f"{group.slug} is a maintenance; postmortems belong to incidents.")
    entry, _ = read_group(Reader(root, config, None), group)
    lang = entry.title.lang if isinstance(entry, Incident) else config.locales[0]
    as_of = build_moment(now)
    sections = dict(config.sections).get(lang, ())
    published = to_the_minute(as_of) + (config.promises.postmortem_due or DEFAULT_POSTMORTEM_DUE)
    text = compose.new_postmortem(published, zone=config.zone, sections=sections or ("Summary",))
    hint = f"It is shown from {in_zone(published, config.zone)} on; set `published` to when it is done."
    _write(root, "incidents", group.slug, ".postmortem", text, as_of, [hint])


def _write(root: Path, folder: str, slug: str, part: str, text: str, as_of: AsOf, hints: Sequence[str]) -> None:
    """Write the new file, and say what may be missing in it, and how it is published."""
    if not re.fullmatch(SLUG_PATTERN, slug, re.ASCII):
        raise click.UsageError(f"--slug: expected small letters, digits and single dashes, found {quoted(slug)}")
    if not part and len(slug) > compose.MAX_SLUG_LENGTH:
        raise click.UsageError(f"--slug: expected at most {compose.MAX_SLUG_LENGTH} characters, found {len(slug)}")
    path = f"content/{folder}/{slug}{part}.md"
    if (root / path).exists():
        hint = "To change it, edit it." if part else f"To say something new about it: sitegen update {slug}"
        raise click.UsageError(f"{path} exists. {hint}")
    with progress_bar() as progress:
        written = write_checked(root, path, text, as_of, progress)
    writing.print_written(written)
    click.echo(f"{path} written.")
    for hint in hints:
        click.echo(hint)
    click.echo(f"Look it over, then: {writing.publish_command(root, path, f'New: {slug}')}")


def _known(config: Config) -> list[str]:
    return [component.id for component in config.components if component.retired is None]


def _language(config: Config, lang: str | None) -> tuple[str, dict[str, compose.Value]]:
    """The language of a new file, and what states it, where it is not the site's first."""
    if lang is None or lang == config.locales[0]:
        return config.locales[0], {}
    if lang not in config.locales:
        hint = nearest_locale(lang, config.locales)
        expected = f"expected a language of this site ({one_of(config.locales)})"
        raise click.UsageError(f"--lang: {expected}, found {quoted(lang)}. {hint}".rstrip())
    return lang, {"lang": lang}


def _unmarked(config: Config, title: str, lang: str | None) -> Iterator[str]:
    """That a title without any Latin letter may not be in the site's first language, where ours is."""
    first, *others = config.locales
    if (
        lang is None
        and others
        and not compose.words_for_slug(title)
        and compose.words_for_slug(compose.first_words("incident", first))
    ):
        yield (
            f"It is marked as {first}, the site's first language. If its words are not, add for example "
            f"'lang: {others[0]}' at its top; the next time, say --lang."
        )


def _unconcerned(config: Config, effect: str, shape: str) -> Iterator[str]:
    """That no component is stated, what that does, and how to state one."""
    known = _known(config)
    if known:
        shown = ", ".join(known[:MAX_COMPONENTS_SHOWN]) + (", …" if len(known) > MAX_COMPONENTS_SHOWN else "")
        yield (
            f"It states no component, {effect}. To state one, make that line for example "
            f"'components: {shape.format(known[0])}'. The site has {shown}."
        )

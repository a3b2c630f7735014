"""`sitegen new`."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from pathlib import Path

import click

from sitegen.authoring import LONGEST_SLUG, new_incident, new_maintenance, new_postmortem, slug_for
from sitegen.cli.options import clock, site_option
from sitegen.cli.writing import Written, find_group, pairs, publishing, words, write_checked
from sitegen.config import read_config
from sitegen.content import read_group
from sitegen.content_parts import Reader
from sitegen.fields import SLUG
from sitegen.model import Config, Incident
from sitegen.problems import quoted
from sitegen.times import TimeProblem, read_moment, read_related


@click.group()
def new() -> None:
    """Write a new incident, maintenance or postmortem.

    \b
    Example: sitegen new incident 'Sign-in is failing' --component login=major_outage
    """


@new.command(cls=Written)
@click.argument("title")
@site_option
@click.option(
    "--component", "components", multiple=True, metavar="ID=STATUS", help="What is affected; may be repeated."
)
@click.option("--status", type=click.Choice(("investigating", "identified", "monitoring")), default="investigating")
@click.option("--message", help="The first notice (Markdown); - reads standard input. Default: one neutral sentence.")
@click.option("--next-update", help="15:00, +15m, or a complete time.")
@click.option("--slug", help="The name of the file and the address. Default: today and the title.")
def incident(
    title: str,
    root: Path,
    components: tuple[str, ...],
    status: str,
    message: str | None,
    next_update: str | None,
    slug: str | None,
) -> None:
    """Open an incident: write its file with the first notice.

    \b
    Example: sitegen new incident 'Sign-in is failing' --component login=major_outage \\
               --message 'We are looking into it.' --next-update +15m
    """
    config = read_config(root)
    now = clock()
    moment = now.replace(second=0)
    text = new_incident(
        title,
        moment,
        zone=config.zone,
        components=pairs(components, "--component"),
        known=_known(config),
        status=status,
        next_update=_related(next_update, config.zone, moment) if next_update else None,
        message=words(message) if message is not None else "",
        language=config.locales[0],
    )
    name = slug or slug_for(moment.astimezone(config.zone).date(), title, "incident")
    _write(root, "incidents", name, "", text, now)


@new.command(cls=Written)
@click.argument("title")
@site_option
@click.option("--start", required=True, help="YYYY-MM-DD HH:MM in the site's zone, or with an offset.")
@click.option("--end", required=True, help="YYYY-MM-DD HH:MM in the site's zone, or with an offset.")
@click.option("--component", "components", multiple=True, metavar="ID", help="What is concerned; may be repeated.")
@click.option("--message", help="The announcement (Markdown); - reads standard input. Default: one neutral sentence.")
@click.option("--slug", help="The name of the file and the address. Default: the day of the start and the title.")
def maintenance(
    title: str, root: Path, start: str, end: str, components: tuple[str, ...], message: str | None, slug: str | None
) -> None:
    """Announce a maintenance: write its file.

    \b
    Example: sitegen new maintenance 'Database upgrade' --start '2026-02-01 02:00' \\
               --end '2026-02-01 04:00' --component orders
    """
    config = read_config(root)
    now = clock()
    opens = _moment(start, config.zone, "--start")
    text = new_maintenance(
        title,
        now.replace(second=0),
        opens,
        _moment(end, config.zone, "--end"),
        zone=config.zone,
        components=list(components),
        known=_known(config),
        message=words(message) if message is not None else "",
        language=config.locales[0],
    )
    name = slug or slug_for(opens.astimezone(config.zone).date(), title, "maintenance")
    _write(root, "maintenance", name, "", text, now)


@new.command(cls=Written)
@click.argument("slug")
@site_option
def postmortem(slug: str, root: Path) -> None:
    """Begin the postmortem of an incident, with the sections that site.yml asks for.

    \b
    Example: sitegen new postmortem 2026-01-23-login-outage
    """
    config = read_config(root)
    group = find_group(root, config, slug)
    if group.folder != "incidents":
        raise click.UsageError(f"{group.slug} is a maintenance; postmortems belong to incidents.")
    entry, _ = read_group(Reader(root, config, None), group)
    lang = entry.title.lang if isinstance(entry, Incident) else config.locales[0]
    now = clock()
    sections = dict(config.sections).get(lang, ())
    text = new_postmortem(now.replace(second=0), zone=config.zone, sections=sections or ("Summary",))
    _write(root, "incidents", group.slug, ".postmortem", text, now)


def _write(root: Path, folder: str, slug: str, part: str, text: str, now: datetime) -> None:
    if not re.fullmatch(SLUG, slug, re.ASCII):
        raise click.UsageError(f"--slug: expected small letters, digits and single dashes, found {quoted(slug)}")
    if not part and len(slug) > LONGEST_SLUG:
        raise click.UsageError(f"--slug: expected at most {LONGEST_SLUG} characters, found {len(slug)}")
    path = f"content/{folder}/{slug}{part}.md"
    if (root / path).exists():
        raise click.UsageError(f"{path} exists. To say something new about it: sitegen update {slug}")
    write_checked(root, path, text, now)
    click.echo(f"{path} written.")
    click.echo(f"Look it over, then: {publishing(root, path, f'New: {slug}')}")


def _known(config: Config) -> list[str]:
    return [component.id for component in config.components if component.retired is None]


def _moment(text: str, zone: tzinfo, option: str) -> datetime:
    try:
        return read_moment(text, zone)
    except TimeProblem as problem:
        raise click.UsageError(f"{option}: {problem.message}. {problem.hint}".rstrip()) from None


def _related(text: str, zone: tzinfo, heading: datetime) -> datetime:
    try:
        return read_related(text, zone, heading)
    except TimeProblem as problem:
        raise click.UsageError(f"--next-update: {problem.message}. {problem.hint}".rstrip()) from None

"""`sitegen update`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sitegen.authoring import compose
from sitegen.authoring.entries import find_entry
from sitegen.authoring.write import add_update
from sitegen.cli import writing
from sitegen.cli.options import StatusType, build_moment, now_option, site_option, to_the_minute
from sitegen.cli.printing import in_zone, progress_bar
from sitegen.model import INCIDENT_STATUSES, MAINTENANCE_STATUSES, ComponentStatus
from sitegen.problems import nearest, one_of
from sitegen.read.config import read_config
from sitegen.read.field_lists import FIELDS
from sitegen.read.fields import AFFECTED_STATUSES
from sitegen.times import read_corrected

FIELD_OPTIONS = (*writing.FACTS, "eta", "next_update", "progress", "ended", "start", "end", "was", "id")
"""The options whose value is that of a field."""
_STATUSES = tuple(dict.fromkeys(str(status) for status in (*INCIDENT_STATUSES, *MAINTENANCE_STATUSES)))


@click.command(cls=writing.WritingCommand)
@click.argument("slug")
@site_option
@now_option
@click.option("--status", type=StatusType(_STATUSES), default="update", help="Default: update, which keeps the status.")
@click.option(
    "--message",
    help="The words for readers (Markdown); - reads standard input, '' is none; left out, it opens $EDITOR.",
)
@click.option("--at", help="The time of the update: 14:50, or a complete time. Default: now, to the minute.")
@click.option("--title", default="", help="A title of the update.")
@click.option("--component", multiple=True, metavar="ID=STATUS", help="What changed; may be repeated.")
@writing.facts_options
@click.option("--compensation", nargs=2, multiple=True, metavar="FOR WHAT", help="Who gets what; may be repeated.")
@click.option("--compensation-by", help="Until when it is given.")
@click.option("--eta", help="15:00, +30m, or a complete time.")
@click.option("--next-update", help="15:00, +15m, or a complete time.")
@click.option("--progress", help="A percentage.")
@click.option("--ended", help="When service really was back.")
@click.option("--start", help="The new start of a maintenance.")
@click.option("--end", help="The new end of a maintenance.")
@click.option(
    "--notify", multiple=True, metavar="AUDIENCE", help="Who is told beside the pages, or no; may be repeated."
)
@click.option("--was", help="The time as first published, where --at corrects it.")
@click.option("--id", help="An id kept from elsewhere.")
@click.option(
    "--clear", multiple=True, metavar="FIELD", help="Empty a field, for example --clear eta; may be repeated."
)
def update_command(slug: str, root: Path, now: datetime | None, status: str, message: str | None, **given: Any) -> None:
    """Add an update to an incident or a maintenance.

    Adds one update to its file, at the end where the newest is, and changes nothing else.
    Nothing is written that `check` would refuse.

    \b
    Example: sitegen update 2026-01-23-login-outage --status identified \\
               --message 'We have found the cause.' --progress 70 --next-update +15m
    """
    config = read_config(root)
    group = find_entry(root, config, slug)
    source = group.find("")
    assert source is not None
    at = given["at"]
    chosen = writing.read_time("--at", read_corrected, at, config.zone, build_moment(now).now) if at else None
    statuses = AFFECTED_STATUSES if group.folder == "incidents" else tuple(ComponentStatus)
    fields = _fields(given, writing.stated_components(given["component"], config, statuses))
    body = writing.message_words(message)
    if not (body or fields):
        raise click.UsageError("--message: expected words, found none; only an update that states a field needs none.")
    # Read the clock again: the editor may have been open for long, and a colleague may have written meanwhile.
    as_of = build_moment(now)
    moment = chosen or to_the_minute(as_of)
    block = compose.update_block(moment, status, title=given["title"], fields=fields, body=body, zone=config.zone)
    with writing.returning_words(message, body), progress_bar() as progress:
        written = add_update(root, source.path, block, config.zone, as_of, progress)
    writing.print_written(written)
    click.echo(f"{source.path}: {status} at {in_zone(moment, config.zone)} added.")
    for translation in group.translations(""):
        click.echo(f"Not yet translated: {translation.path}")
    click.echo(f"To publish it: {writing.publish_command(root, source.path, f'{status}: {group.slug}')}")


def _fields(given: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, compose.Value]:
    """The fields as the file has them, in the order in which they are documented."""
    values = writing.given_fields(given, FIELD_OPTIONS)
    if changed:
        values["components"] = changed
    if given["compensation"]:
        by = {"by": given["compensation_by"]} if given["compensation_by"] else {}
        values["compensation"] = [{"for": whom, "what": what, **by} for whom, what in given["compensation"]]
    elif given["compensation_by"]:
        raise click.UsageError("--compensation-by goes with --compensation.")
    if given["notify"]:
        told = list(given["notify"])
        values["notify"] = "no" if told == ["no"] else told
    stated = set(values)
    for name in given["clear"]:
        key = name.strip().lower().replace("-", "_").replace(" ", "_")
        if key not in FIELDS:
            raise click.UsageError(
                f"--clear: expected {one_of(FIELDS)}, found '{name}'. {nearest(key, FIELDS)}".rstrip()
            )
        if key in stated:
            raise click.UsageError(f"--clear {name}: expected either that or a new value, found both.")
        values[key] = ""
    return {name.replace("_", " "): values[name] for name in FIELDS if name in values}

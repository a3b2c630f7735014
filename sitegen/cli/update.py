"""`sitegen update` and `sitegen resolve`."""

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
from sitegen.cli.asking import can_ask
from sitegen.cli.choices import chosen_components, chosen_next_update, chosen_slug, chosen_status
from sitegen.cli.completion import component_option, slug_argument
from sitegen.cli.options import StatusType, build_moment, now_option, site_option
from sitegen.cli.printing import in_zone, progress_bar, say
from sitegen.model import INCIDENT_STATUSES, MAINTENANCE_STATUSES, OVER_STATUSES, ComponentStatus, Config, Status
from sitegen.problems import nearest, one_of
from sitegen.read.config import read_config
from sitegen.read.field_lists import FIELDS
from sitegen.read.fields import AFFECTED_STATUSES
from sitegen.read.files import FileGroup

FIELD_OPTIONS = ("impact", *writing.FACTS, "eta", "next_update", "progress", "ended", "start", "end", "was", "id")
"""The options whose value is that of a field."""
_STATUSES = tuple(dict.fromkeys(str(status) for status in (*INCIDENT_STATUSES, *MAINTENANCE_STATUSES)))

_OVER = (Status.RESOLVED, *OVER_STATUSES)
"""After these nothing more is awaited."""
_message = click.option(
    "--message",
    help="The words for readers (Markdown); - reads standard input, '' is none; left out, you are asked for them.",
)
_title = click.option("--title", default="", help="A title of the update.")
_ended = click.option(
    "--ended", metavar="TIME", help="When service was back, if that was before this update: 15:00, or a complete time."
)


@click.command(cls=writing.WritingCommand, short_help="Say more about an incident or a maintenance.")
@slug_argument
@site_option
@now_option
@click.option(
    "--status", type=StatusType(_STATUSES), help="How far you are now. Default: update, which changes nothing of it."
)
@_message
@writing.at_option
@_title
@component_option("ID=STATUS", "What changed")
@writing.impact_option
@writing.facts_options
@writing.eta_option
@writing.next_update_option
@click.option("--progress", help="How far you are, in percent: your own estimate.")
@_ended
@click.option("--start", metavar="TIME", help="Moves a maintenance: its new start.")
@click.option("--end", metavar="TIME", help="Moves a maintenance: its new end.")
@writing.notify_option
@click.option(
    "--was",
    metavar="TIME",
    help="Only for an update that readers have seen at another time: that time. To correct one: sitegen amend.",
)
@click.option("--id", help="The id that it had in another system. Default: its time.")
@click.option(
    "--clear", multiple=True, metavar="FIELD", help="Take back what a field said, as in --clear eta; may be repeated."
)
def update_command(slug: str | None, root: Path, now: datetime | None, status: str | None, **given: Any) -> None:
    """Add an update to an incident or a maintenance.

    Without SLUG to the one that is active. Adds one update to its file, at the end where the newest is, and changes
    nothing else. Nothing is written that `check` would refuse. On a terminal you are asked for what is missing.

    \b
    Example: sitegen update
             sitegen update 2026-01-23-login-outage --status identified \\
               --message 'We have found the cause.' --progress 70 --next-update +15m
    """
    config, group = _entry(root, slug, now)
    incident = group.folder == "incidents"
    statuses = _component_statuses(incident)
    if status is None and given["message"] is None and can_ask():
        status = chosen_status(INCIDENT_STATUSES if incident else MAINTENANCE_STATUSES)
        if not given["component"] and status not in _OVER:
            given["component"] = chosen_components(config, statuses, "Has a component changed?")
        if given["next_update"] is None and status not in _OVER:
            given["next_update"] = chosen_next_update(config, writing.moment_given(given, config, build_moment(now)))
    fields = _fields(given, writing.stated_components(given["component"], config, statuses))
    _add(root, config, group, now, status or Status.UPDATE, given, fields)


@click.command(cls=writing.WritingCommand)
@slug_argument
@site_option
@now_option
@_message
@writing.at_option
@_ended
@_title
@click.option("--compensation", nargs=2, multiple=True, metavar="WHO WHAT", help="Who gets what; may be repeated.")
@click.option("--compensation-by", metavar="TIME", help="By when they get it.")
@writing.notify_option
def resolve_command(slug: str | None, root: Path, now: datetime | None, **given: Any) -> None:
    """End an incident, or a maintenance, with a last update.

    Without SLUG the one that is active. The same as `update --status resolved`, or `completed` for a maintenance.

    \b
    Example: sitegen resolve --message 'Sign-in works again. We are sorry.' --ended 15:05
    """
    config, group = _entry(root, slug, now, to_end=True)
    fields: dict[str, compose.Value] = {"ended": given["ended"]} if given["ended"] else {}
    fields |= writing.given_compensation(given) | writing.given_audiences(given)
    status = Status.RESOLVED if group.folder == "incidents" else Status.COMPLETED
    _add(root, config, group, now, status, given, fields)


def _entry(root: Path, slug: str | None, now: datetime | None, *, to_end: bool = False) -> tuple[Config, FileGroup]:
    """The site's settings, and the files of the entry as given or chosen."""
    config = read_config(root)
    return config, find_entry(root, config, chosen_slug(root, config, slug, build_moment(now).now, to_end=to_end))


def _component_statuses(incident: bool) -> tuple[ComponentStatus, ...]:
    return AFFECTED_STATUSES if incident else tuple(ComponentStatus)


def _add(
    root: Path,
    config: Config,
    group: FileGroup,
    now: datetime | None,
    status: str,
    given: Mapping[str, Any],
    fields: Mapping[str, compose.Value],
) -> None:
    """Add the update, and say how it is published."""
    source = group.find("")
    assert source is not None
    if given["at"] is not None:
        writing.moment_given(given, config, build_moment(now))  # Before anybody writes words for nothing.
    body = writing.message_words(given["message"])
    if not (body or fields):
        raise click.UsageError("--message: expected words, found none; only an update that states a field needs none.")
    with writing.returning_words(given["message"], body), writing.locked(root), progress_bar() as progress:
        # Read the clock again: the editor may have been open for long, and a colleague may have written meanwhile.
        as_of = build_moment(now)
        moment = writing.moment_given(given, config, as_of)
        block = compose.update_block(moment, status, title=given["title"], fields=fields, body=body, zone=config.zone)
        written = add_update(root, source.path, block, config.zone, as_of, progress, writing.ignore_interrupts)
    say(f"{source.path}: {status} at {in_zone(moment, config.zone)} added.")
    writing.print_written(written, source.path, moment)
    for translation in group.translations(""):
        say(f"Not yet translated: {translation.path}")
    writing.print_publishing(root, config, [source.path], f"{status}: {group.slug}")


def _fields(given: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, compose.Value]:
    """The fields as the file has them, in the order in which they are documented."""
    values = writing.given_fields(given, FIELD_OPTIONS)
    if changed:
        values["components"] = changed
    values |= writing.given_compensation(given) | writing.given_audiences(given)
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

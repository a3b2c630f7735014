"""`sitegen amend`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sitegen.authoring.corrections import Correction, NotCorrected
from sitegen.authoring.entries import find_entry
from sitegen.authoring.write import write_checked
from sitegen.cli import writing
from sitegen.cli.asking import ask, can_ask, choose, chosen_slug
from sitegen.cli.completion import component_option, slug_argument
from sitegen.cli.options import build_moment, now_option, site_option, to_the_minute
from sitegen.cli.printing import distance, in_zone, progress_bar
from sitegen.model import ComponentStatus, Config, Incident, Update
from sitegen.problems import one_of, quoted
from sitegen.read.config import read_config
from sitegen.read.fields import AFFECTED_STATUSES
from sitegen.times import TimeProblem, read_corrected, read_related, wall_clock

_WAYS = {
    "time": "an update has the wrong time",
    "words": "an update has the wrong words",
    "component": "a component, or its status",
    "withdraw": "none of it was so: take it back",
}
_OPTIONS = ("at", "message", "component", "without", "started", "ended", "rename", "withdraw")


@click.command(cls=writing.WritingCommand, short_help="Correct what is published: a time, words; or take it back.")
@slug_argument
@site_option
@now_option
@click.option(
    "--update", "which", metavar="WHICH", help="The update: its time, as in 14:50, or its id. Default: the newest."
)
@click.option("--at", metavar="TIME", help="The right time of that update. Its translations move with it.")
@click.option("--message", help="The right words of that update (Markdown); - reads standard input.")
@component_option("ID=STATUS", "The right status of a component")
@click.option("--without", multiple=True, metavar="ID", help="A component that was named by mistake; may be repeated.")
@click.option("--started", metavar="TIME", help="When the incident began: 14:32, or a complete time.")
@click.option("--ended", metavar="TIME", help="When service was back, as that update says.")
@click.option("--rename", metavar="SLUG", help="Another name of the file and the address; the old address leads on.")
@click.option("--withdraw", metavar="WHY", help="Take back the entry, and say why. Its address and its updates stay.")
def amend_command(slug: str | None, root: Path, now: datetime | None, **given: Any) -> None:
    """Correct what was published: a time, words, a component; or take it all back.

    Readers, feeds and programs keep what they have: an update keeps its identity and the time of its first
    publication, and its translations move with it. Nobody who has read it is told of a correction: if it matters to
    them, add an update.

    \b
    Example: sitegen amend --at 14:48
             sitegen amend 2026-01-23-login-outage --update 14:50 --message 'The cause is known.'
             sitegen amend 2026-01-23-login-outage --withdraw 'It was a false alarm of our own monitoring.'
    """
    config = read_config(root)
    as_of = build_moment(now)
    group = find_entry(root, config, chosen_slug(root, config, slug, as_of.now, also_past=True))
    try:
        correction = Correction(root, config, group)
        if not any(given[name] for name in _OPTIONS):
            given |= _asked(correction, config, as_of.now)
        done = _corrected(correction, config, given, to_the_minute(as_of))
    except NotCorrected as problem:
        raise click.UsageError(str(problem)) from None
    with progress_bar() as progress:
        written = write_checked(root, correction.texts, as_of, progress)
    writing.print_written(written)
    click.echo(f"{correction.path}: {done}.")
    for path in correction.translations:
        if path in correction.texts:
            click.echo(f"{path} likewise.")
        elif given["message"] or given["withdraw"]:
            click.echo(f"Not yet translated: {path}")
    writing.print_publishing(root, config, list(correction.texts), f"Corrected: {group.slug}")


def _asked(correction: Correction, config: Config, now: datetime) -> dict[str, Any]:
    """What is to be corrected, as options; raises UsageError where nobody can be asked."""
    if not can_ask():
        raise click.UsageError(f"Say what is wrong: {one_of([f'--{name}' for name in _OPTIONS])}.")
    way = choose("What is wrong?", list(_WAYS.items()))
    if way == "withdraw":
        return {"withdraw": ask("Why, in words for readers", str.strip)}
    updates = correction.entry.updates
    which = updates[-1].key
    if len(updates) > 1:
        about = [
            (one.key, f"{one.status}, {_shown(one, config)}, {distance(one.at, now, config.zone)}") for one in updates
        ]
        which = choose("Which update?", about[::-1], default=0)
    if way == "time":
        return {"which": which, "at": ask("The right time, such as 14:48", str.strip)}
    if way == "words":
        return {"which": which, "message": writing.message_words(None)}
    return {"which": which, "component": [ask("What is right, such as login=partial_outage", str.strip)]}


def _corrected(correction: Correction, config: Config, given: Mapping[str, Any], moment: datetime) -> str:
    """Make the corrections that are given as options; returns what was done."""
    if given["withdraw"] is not None:
        if any(given[name] for name in _OPTIONS[:-1]):
            raise NotCorrected("--withdraw takes back all of it: leave the other corrections out.")
        why = writing.message_words(given["withdraw"])
        if not why:
            raise NotCorrected("--withdraw: expected why, in words for readers, found none.")
        correction.withdraw(why, moment)
        return f"taken back at {in_zone(moment, config.zone)}"
    if given["rename"]:
        if any(given[name] for name in _OPTIONS if name != "rename"):
            raise NotCorrected("--rename comes alone: make the other corrections first.")
        writing.check_slug("--rename", given["rename"])
        correction.rename(given["rename"])
        return "it has the name that it had as an old address"
    update = _update(correction, config, given["which"])
    done = []
    if given["message"]:
        correction.reword(update.key, writing.message_words(given["message"]))
        done.append("its words")
    if given["component"] or given["without"]:
        incident = isinstance(correction.entry, Incident)
        statuses = AFFECTED_STATUSES if incident else tuple(ComponentStatus)
        stated = writing.stated_components(given["component"], config, statuses)
        correction.restate(update.key, stated, given["without"])
        done.append("its components")
    if given["started"]:
        first = correction.entry.updates[0].at
        correction.begin(
            writing.read_time("--started", read_related, given["started"], config.zone, first, before=True)
        )
        done.append("when it began")
    if given["ended"]:
        correction.state(update.key, "ended", given["ended"])
        done.append("when service was back")
    if given["at"]:
        at = writing.read_time("--at", read_corrected, given["at"], config.zone, update.at)
        if at == update.at:
            raise NotCorrected(f"--at: that is its time already, {_shown(update, config)}.")
        correction.move(update.key, at)
        done.append(f"its time, which is {in_zone(at, config.zone)} now")
    return f"the update of {_shown(update, config)} is corrected: {', '.join(done)}"


def _update(correction: Correction, config: Config, which: str | None) -> Update:
    """The update that is meant; raises NotCorrected."""
    updates = correction.entry.updates
    if which is None:
        return updates[-1]
    found = [one for one in updates if one.key == which]
    if not found:
        try:
            found = [one for one in updates if one.at == read_corrected(which, config.zone, one.at)]
        except TimeProblem as problem:
            raise NotCorrected(f"--update: {problem.message}. {problem.hint}".rstrip()) from None
    if len(found) == 1:
        return found[0]
    if found:
        raise NotCorrected(f"--update: expected one update, found {len(found)}: {one_of([one.key for one in found])}.")
    times = one_of([wall_clock(one.at.astimezone(config.zone)) for one in updates])
    raise NotCorrected(f"--update: expected an update of {times}, found {quoted(which)}.")


def _shown(update: Update, config: Config) -> str:
    return in_zone(update.at, config.zone)

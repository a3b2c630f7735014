"""`sitegen amend`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from sitegen.authoring.corrections import Correction, NotCorrected
from sitegen.authoring.entries import find_entry
from sitegen.authoring.write import write_checked
from sitegen.cli import writing
from sitegen.cli.asking import agree, ask, ask_words, can_ask, choose
from sitegen.cli.choices import chosen_components, chosen_slug, status_options
from sitegen.cli.completion import component_option, slug_argument
from sitegen.cli.options import build_moment, now_option, site_option, to_the_minute
from sitegen.cli.printing import distance, in_zone, progress_bar, say
from sitegen.model import ComponentStatus, Config, Incident, Update
from sitegen.problems import nearest, one_of, quoted
from sitegen.read.config import read_config
from sitegen.read.fields import AFFECTED_STATUSES
from sitegen.times import CLOCK, TimeProblem, read_corrected, read_related, wall_clock

_WAYS = {
    "time": "an update has the wrong time",
    "words": "an update has the wrong words",
    "component": "a component, or its status",
    "withdraw": "none of it was so: take it back",
}
_OPTIONS = (
    *("at", "message", "component", "without", "title", "started", "ended", "eta", "next_update"),
    *("rename", "withdraw"),
)
_HALF_A_DAY = timedelta(hours=12)
_ANOTHER, _MISTAKE = "another", "none"


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
@click.option("--title", help="The right title of the entry.")
@click.option("--started", metavar="TIME", help="When the incident began: 14:32, or a complete time.")
@click.option("--ended", metavar="TIME", help="When service was back, as that update says.")
@click.option("--eta", metavar="TIME", help="The right time at which it was expected to work again.")
@click.option("--next-update", metavar="TIME", help="The right time at which more was promised.")
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
    slug = chosen_slug(root, config, slug, as_of.now, also_past=True)
    try:
        asked = not any(given[name] for name in _OPTIONS)
        if asked:
            given |= _asked(Correction(root, config, find_entry(root, config, slug)), config, as_of.now)
        given |= _words(given)
        typed = given["message"] or "" if asked else ""
        with writing.returning_words(None if typed else "", typed), writing.locked(root), progress_bar() as progress:
            # Read again: somebody may have thought for long, and a colleague may have written meanwhile.
            as_of = build_moment(now)
            group = find_entry(root, config, slug)
            correction = Correction(root, config, group)
            done = _corrected(correction, config, given, to_the_minute(as_of))
            written = write_checked(
                root, correction.texts, correction.before, as_of, progress, writing.ignore_interrupts
            )
    except NotCorrected as problem:
        raise click.UsageError(str(problem)) from None
    say(f"{correction.path}: {done}.")
    writing.print_written(written)
    for path in correction.translations:
        if path in correction.texts:
            say(f"{path} likewise.")
        elif given["message"] or given["withdraw"]:
            say(f"Not yet translated: {path}")
    writing.print_publishing(root, config, list(correction.texts), f"Corrected: {group.slug}")


def _asked(correction: Correction, config: Config, now: datetime) -> dict[str, Any]:
    """What is to be corrected, as options; raises UsageError where nobody can be asked."""
    if not can_ask():
        raise click.UsageError(f"Say what is wrong: {one_of([f'--{name}'.replace('_', '-') for name in _OPTIONS])}.")
    way = choose("What is wrong?", list(_WAYS.items()))
    if way == "withdraw":
        entry = correction.entry
        if not agree(f"Take back '{entry.title.original}' ({entry.updates[-1].status}) as a whole?"):
            raise click.Abort
        return {"withdraw": ask_words("Why, in words for readers", "Enter: stop") or _stop()}
    if way == "component":
        return _asked_component(correction, config)
    updates = correction.entry.updates
    update = updates[-1]
    if len(updates) > 1:
        about = [
            (one.key, f"{one.status}, {_shown(one, config)}, {distance(one.at, now, config.zone)}") for one in updates
        ]
        which = choose("Which update?", about[::-1], default=0)
        update = next(one for one in updates if one.key == which)
    if way == "time":
        return {"which": update.key, "at": ask("The right time, such as 14:48", _checked_time(update, config))}
    say(f"\n{update.body.original}\n", err=True)
    return {"which": update.key, "message": writing.message_words(None, update.body.original)}


def _words(given: Mapping[str, Any]) -> dict[str, str]:
    """The words that are given, read from standard input where that is meant; raises NotCorrected for none."""
    words = {name: writing.message_words(given[name]) for name in ("message", "withdraw") if given[name]}
    if words.get("message") == "":
        raise NotCorrected("--message: expected words, found none.")
    if words.get("withdraw") == "":
        raise NotCorrected("--withdraw: expected why, in words for readers, found none.")
    return words


def _stop() -> str:
    raise click.Abort


def _checked_time(update: Update, config: Config) -> Callable[[str], str]:
    """Takes a time for that update, and refuses what is none."""

    def read(text: str) -> str:
        writing.read_time("--at", read_corrected, text, config.zone, update.at)
        return text

    return read


def _asked_component(correction: Correction, config: Config) -> dict[str, Any]:
    """Which statement on a component is wrong, and what is right."""
    statuses = _statuses(correction)
    times = {one.key: f"in the update of {_shown(one, config)}" for one in correction.entry.updates}
    names = {one.id: one.name.original for one in config.components}
    stated: dict[str, tuple[str, str | None]] = {}
    options = []
    for one, status, key in correction.statements():
        earlier = sum(other == one for other, _ in stated.values())
        label = f"{one}-{earlier + 1}" if earlier else one
        stated[label] = one, key
        where = times[key] if key else "as announced"
        options.append((label, f"{names.get(one, one)}: {status or 'no status'}, {where}"))
    options.append((_ANOTHER, "a component that should have been named"))
    chosen = choose("Which is wrong?", options)
    if chosen == _ANOTHER:
        return {"component": chosen_components(config, statuses)}
    one, key = stated[chosen]
    right = choose("What is right?", [*status_options(statuses), (_MISTAKE, "it was named by mistake")])
    value = {"without": [one]} if right == _MISTAKE else {"component": [f"{one}={right}"]}
    return {**value, "places": {one: key}}


def _statuses(correction: Correction) -> tuple[ComponentStatus, ...]:
    return AFFECTED_STATUSES if isinstance(correction.entry, Incident) else tuple(ComponentStatus)


def _corrected(correction: Correction, config: Config, given: Mapping[str, Any], moment: datetime) -> str:
    """Make the corrections that are given as options; returns what was done."""
    if given["withdraw"] is not None:
        if any(given[name] for name in _OPTIONS[:-1]):
            raise NotCorrected("--withdraw takes back all of it: leave the other corrections out.")
        if not given["withdraw"]:
            raise NotCorrected("--withdraw: expected why, in words for readers, found none.")
        correction.withdraw(given["withdraw"], moment)
        return f"taken back at {in_zone(moment, config.zone)}"
    if given["rename"]:
        if any(given[name] for name in _OPTIONS if name != "rename"):
            raise NotCorrected("--rename comes alone: make the other corrections first.")
        writing.check_slug("--rename", given["rename"])
        correction.rename(given["rename"])
        return "it has the name that it had as an old address"
    update = _update(correction, config, given["which"])
    done = [*_entry_corrected(correction, config, given)]
    own = [*_update_corrected(correction, config, given, update, moment)]
    if own:
        done.append(f"of the update of {_shown(update, config)} {', '.join(own)}")
    return f"corrected: {'; '.join(done)}"


def _entry_corrected(correction: Correction, config: Config, given: Mapping[str, Any]) -> Iterator[str]:
    """Correct what belongs to the entry; what was corrected."""
    if given["title"]:
        correction.retitle(writing.check_title(given["title"]))
        yield "its title"
    if given["started"]:
        first = correction.entry.updates[0].at
        began = writing.read_time("--started", read_related, given["started"], config.zone, first, before=True)
        if re.fullmatch(CLOCK, given["started"]) and first - began > _HALF_A_DAY:
            raise NotCorrected(
                f"--started: expected a time up to the first update's, {in_zone(first, config.zone)}, found "
                f"{quoted(given['started'])}. If it was the day before, write the day too."
            )
        correction.begin(began)
        yield f"when it began, {in_zone(began, config.zone)}"
    if given["component"] or given["without"]:
        yield _restate(correction, config, given)


def _restate(correction: Correction, config: Config, given: Mapping[str, Any]) -> str:
    """Correct statements on components, each where it stands: in --update, else where it was stated last."""
    stated = writing.stated_components(given["component"], config, _statuses(correction))
    newest = {one: key for one, _, key in reversed(correction.statements())}
    chosen = _update(correction, config, given["which"]).key
    for one in (*stated, *given["without"]):
        key = given.get("places", {}).get(one, chosen if given["which"] or one not in newest else newest[one])
        if one in given["without"] and one not in newest:
            known = one_of(list(newest)) if newest else "none"
            raise NotCorrected(f"--without: it names {known}, found {quoted(one)}. {nearest(one, newest)}".rstrip())
        correction.restate(key, {one: stated[one]} if one in stated else {}, [one] if one in given["without"] else [])
    return f"what it says of {', '.join((*stated, *given['without']))}"


def _update_corrected(
    correction: Correction, config: Config, given: Mapping[str, Any], update: Update, now: datetime
) -> Iterator[str]:
    """Correct what belongs to one update, its time last; what was corrected."""
    if given["message"]:
        correction.reword(update.key, given["message"])
        yield "the words"
    for option in ("ended", "eta", "next_update"):
        if given[option]:
            correction.state(update.key, option.replace("_", " "), given[option])
            yield option.replace("_", " ")
    if given["at"]:
        at = writing.read_time("--at", read_corrected, given["at"], config.zone, update.at)
        if at == update.at:
            raise NotCorrected(f"--at: that is its time already, {_shown(update, config)}.")
        correction.move(update.key, at, now)
        yield f"the time, which is {in_zone(at, config.zone)} now"


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

"""`sitegen message`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from sitegen import build as building
from sitegen.build import Checked
from sitegen.cli.completion import slug_argument
from sitegen.cli.insiders import internal_option, open_outbox
from sitegen.cli.options import EnumChoice, build_moment, check_output, now_option, site_option
from sitegen.cli.printing import count, print_json, print_problems, progress_bar, say, styled
from sitegen.derive.entries import Entry
from sitegen.derive.stages import Occasion
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.messages.desk.pages import DESK_INDEX, MessageDesk
from sitegen.messages.document import message_document
from sitegen.messages.draft import Message
from sitegen.messages.writer import writers_in
from sitegen.model import PUBLIC_AUDIENCES, Audience, Channel, Stage
from sitegen.problems import Problems, nearest, nearest_slug, one_of
from sitegen.publish.folder import write_folder
from sitegen.read.routes import has_routing, parse_routing


@click.command(short_help="Show the messages that go out beside the page.")
@slug_argument
@site_option
@now_option
@click.option(
    "--audience",
    type=EnumChoice(Audience),
    multiple=True,
    help="For whom. Default: the public ones; with --internal, all.",
)
@click.option(
    "--stage", type=EnumChoice(Stage), help="Those of updates at this stage. Default: that of the newest update."
)
@click.option("--channel", type=EnumChoice(CHANNEL_FORMS), multiple=True, help="In which form. Default: text.")
@click.option("--locale", multiple=True, help="In which language of site.yml. Default: each.")
@click.option(
    "--update", "update_key", help="Of the update with this key, as a wrong one lists them. Default: the newest."
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the messages of all updates, in every form, as files and as pages to read and copy them from.",
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="For people or programs.")
@internal_option
def message_command(
    slug: str | None,
    root: Path,
    now: datetime | None,
    audience: tuple[Audience, ...],
    stage: Stage | None,
    channel: tuple[Channel, ...],
    locale: tuple[str, ...],
    update_key: str | None,
    output: Path | None,
    form: str,
    internal: Path | None,
) -> None:
    """Print the messages of an incident or a maintenance, as each audience and channel would get them.

    \b
    Example: sitegen message 2026-01-23-login-outage --audience users --channel slack
             sitegen message --stage first --locale zh-CN
             sitegen message 2026-01-23-login-outage --output desk
             sitegen message --audience management --internal ../private/briefs
    """
    if output is not None and form == "json":
        raise click.UsageError("expected --format json or --output, found both; --output writes a messages.json.")
    as_of = build_moment(now)
    with progress_bar() as progress:
        checked = building.check(root, as_of, progress)
    locales = _locales(checked, locale)
    writers = writers_in(checked.editions, locales)
    entry = _entry(checked, slug)
    outbox, warnings = open_outbox(internal, [entry.slug], root, checked, as_of, writers)
    audiences = audience or (PUBLIC_AUDIENCES if internal is None else tuple(Audience))
    if output is not None:
        problems = Problems([*checked.warnings, *warnings])
        routing = parse_routing(root, checked.site.config, problems) if has_routing(root) else None
        all_of_them = outbox.occasions(entry, routing.reminder) if routing else outbox.occasions(entry)
        desk = MessageDesk(
            checked.editions[0],
            outbox,
            entry,
            audiences=audiences,
            locales=locales,
            channels=channel or tuple(CHANNEL_FORMS),
            occasions=_known(all_of_them, stage, update_key),
            routing=routing,
        )
        print_problems(problems.found)
        _write(desk, output, root)
        return
    found = [
        outbox.message(occasion, each, language, where)
        for occasion in _known(outbox.occasions(entry), stage, update_key)[-1:]
        for each in audiences
        for language in locales
        for where in channel or (Channel.TEXT,)
    ]
    if form == "json":
        print_json([message_document(one) for one in found])
        return
    print_problems((*checked.warnings, *warnings))
    for one in found:
        for line in _lines(one):
            say(line)


def _locales(checked: Checked, wanted: tuple[str, ...]) -> tuple[str, ...]:
    known = checked.site.config.locales
    for locale in wanted:
        if locale not in known:
            hint = nearest(locale, known)
            raise click.UsageError(f"--locale: expected {one_of(known)}, found '{locale}'. {hint}".rstrip())
    return wanted or known


def _entry(checked: Checked, slug: str | None) -> Entry:
    """The entry of that slug, or the only active one."""
    entries = checked.snapshot.entries
    if slug is not None:
        found = [entry for entry in entries if entry.slug == slug]
        if not found:
            close = nearest_slug(slug, (entry.slug for entry in entries))
            raise click.UsageError(f"There is no incident or maintenance '{slug}'. {close}".rstrip())
        return found[0]
    active = [entry for entry in entries if entry.active]
    if len(active) != 1:
        listed = "".join(f"\n  {entry.slug}" for entry in active)
        found_text = f"{len(active)} are:{listed}" if active else "none is."
        raise click.UsageError(f"expected a SLUG; without it, exactly one entry must be active, and {found_text}")
    return active[0]


def _known(all_of_them: tuple[Occasion, ...], stage: Stage | None, key: str | None) -> list[Occasion]:
    """The occasions of that stage and that update, oldest first, at least one."""
    found = [one for one in all_of_them if stage in (None, one.stage) and key in (None, one.key)]
    if not found:
        known = "".join(f"\n  --stage {one.stage} --update {one.key}" for one in all_of_them)
        raise click.UsageError(f"expected a stage and an update that the entry has, found none. It has:{known}")
    return found


def _write(desk: MessageDesk, output: Path, root: Path) -> None:
    """Write a desk into a folder, and say what there is."""
    check_output(root, output, "dist")
    files = desk.everything()
    write_folder(files, output)
    number = sum(path.endswith(".txt") for path in files)
    inside = ", internal ones among them" if desk.internal else ""
    said = f"{count(number, 'message')}{inside}, on {count(len(desk.pages), 'page')}"
    say(f"{said}: {output / DESK_INDEX}")


def _lines(one: Message) -> Iterator[str]:
    size = f"{one.length:,} {one.unit}" if one.limit is None else f"{one.length:,} of {one.limit:,} {one.unit}"
    head = f"{one.audience} · {one.stage} · {one.locale} · {one.channel}"
    yield styled(f"── {head} · {size} ", bold=True)
    if one.left_out:
        yield styled(f"   left out: {', '.join(one.left_out)}", dim=True)
    if not one.fits:
        yield styled("   does not fit", fg="red")
    yield one.text
    yield ""

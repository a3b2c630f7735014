"""`sitegen message`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from sitegen import build as building
from sitegen.build import Checked
from sitegen.cli.insiders import internal_option, open_outbox
from sitegen.cli.options import EnumChoice, build_moment, now_option, site_option
from sitegen.cli.printing import print_problems, progress_bar
from sitegen.derive.entries import Entry
from sitegen.derive.stages import Occasion
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.messages.draft import Message
from sitegen.messages.writer import MessageWriter
from sitegen.model import PUBLIC_AUDIENCES, Audience, Channel, Stage
from sitegen.problems import nearest, one_of


@click.command()
@click.argument("slug", required=False)
@site_option
@now_option
@click.option(
    "--audience",
    type=EnumChoice(Audience),
    multiple=True,
    help="For whom. Default: the public ones; with --internal, all.",
)
@click.option("--stage", type=EnumChoice(Stage), help="At which stage. Default: that of the newest update.")
@click.option("--channel", type=EnumChoice(CHANNEL_FORMS), multiple=True, help="In which form. Default: text.")
@click.option("--locale", multiple=True, help="In which language of site.yml. Default: each.")
@click.option("--update", "update_key", help="Of which update, by its key. Default: the newest.")
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
    form: str,
    internal: Path | None,
) -> None:
    """Print the messages of an incident or a maintenance, as each audience and channel would get them.

    \b
    Example: sitegen message 2026-01-23-login-outage --audience users --channel slack
             sitegen message --stage first --locale zh-CN
             sitegen message --audience management --internal ../private/briefs
    """
    as_of = build_moment(now)
    with progress_bar() as progress:
        checked = building.check(root, as_of, progress)
    locales = _locales(checked, locale)
    writers = {edition.locale: MessageWriter(edition) for edition in checked.editions if edition.locale in locales}
    entry = _entry(checked, slug)
    outbox, warnings = open_outbox(internal, [entry.slug], root, checked, as_of, writers)
    found = [
        outbox.message(occasion, each, language, where)
        for occasion in _chosen(outbox.occasions(entry), stage, update_key)
        for each in audience or (PUBLIC_AUDIENCES if internal is None else Audience)
        for language in locales
        for where in channel or (Channel.TEXT,)
    ]
    if form == "json":
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
        return
    print_problems((*checked.warnings, *warnings))
    for one in found:
        for line in _lines(one):
            click.echo(line)


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
        slugs = [entry.slug for entry in entries]
        close = nearest(slug, slugs) or next((f"Did you mean '{one}'?" for one in slugs if slug in one), "")
        if not found:
            raise click.UsageError(f"There is no incident or maintenance '{slug}'. {close}".rstrip())
        return found[0]
    active = [entry for entry in entries if entry.active]
    if len(active) != 1:
        listed = "".join(f"\n  {entry.slug}" for entry in active)
        found_text = f"{len(active)} are:{listed}" if active else "none is."
        raise click.UsageError(f"expected a SLUG; without it, exactly one entry must be active, and {found_text}")
    return active[0]


def _chosen(all_of_them: tuple[Occasion, ...], stage: Stage | None, key: str | None) -> list[Occasion]:
    found = [one for one in all_of_them if stage in (None, one.stage) and key in (None, one.key)]
    if not found:
        known = ", ".join(f"{one.stage} ({one.key})" for one in all_of_them)
        raise click.UsageError(f"expected a stage and an update that it has, found none; it has {known}")
    return found[-1:]


def _document(one: Message) -> dict[str, object]:
    return {
        "slug": one.slug,
        "update": one.update,
        "stage": one.stage.value,
        "audience": one.audience.value,
        "locale": one.locale,
        "channel": one.channel.value,
        "title": one.title,
        "text": one.text,
        "html": one.html,
        "length": one.length,
        "limit": one.limit,
        "unit": one.unit,
        "left_out": list(one.left_out),
        "fits": one.fits,
        "payload": one.payload,
    }


def _lines(one: Message) -> Iterator[str]:
    size = f"{one.length:,} {one.unit}" if one.limit is None else f"{one.length:,} of {one.limit:,} {one.unit}"
    head = f"{one.audience} · {one.stage} · {one.locale} · {one.channel}"
    yield click.style(f"── {head} · {size} ", bold=True)
    if one.left_out:
        yield click.style(f"   left out: {', '.join(one.left_out)}", dim=True)
    if not one.fits:
        yield click.style("   does not fit", fg="red")
    yield one.text
    yield ""

"""`sitegen notify`."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from sitegen import build as building
from sitegen.cli.insiders import open_outbox
from sitegen.cli.ledgers import Invocation, ledger_options, open_ledgers
from sitegen.cli.notification import Notification
from sitegen.cli.older import OLDER, print_instead
from sitegen.cli.options import ReadValue, build_moment, now_option, site_option
from sitegen.cli.printing import print_problems, progress_bar
from sitegen.guard.last_good import LastGood, checked_last_good
from sitegen.messages.writer import writers_in
from sitegen.problems import ContentError
from sitegen.read.routes import read_routing
from sitegen.times import TimeProblem, read_duration


def read_patience(text: str) -> timedelta:
    """A duration, which may be in seconds, or `0`; raises ValueError."""
    if re.fullmatch(r"0|\d{1,5}s", text.strip(), re.ASCII):
        return timedelta(seconds=int(text.strip().rstrip("s")))
    try:
        return read_duration(text.strip())
    except TimeProblem as problem:
        raise ValueError(f"{problem.message} {problem.hint}".rstrip()) from None


@click.command(short_help="Send the messages that are due, by the routes of messages.yml.")
@site_option
@now_option
@click.option("--dry-run", is_flag=True, help="Print who would be told what; send and write nothing.")
@click.option("--late", is_flag=True, help="Send what is older than two hours, too: the newest of each entry.")
@click.option(
    "--retry",
    multiple=True,
    metavar="KEY",
    help="Send only the message of this key, again: it was rejected, or has not arrived.",
)
@click.option(
    "--correct",
    multiple=True,
    metavar="KEY",
    help="Send only the message of this key, again, since its words have changed.",
)
@click.option(
    "--settle",
    multiple=True,
    metavar="KEY",
    help="Send nothing; note that the message of this key has arrived, or no longer matters.",
)
@click.option(
    "--baseline",
    is_flag=True,
    help="Send nothing; note that everything published so far is known, before the first run.",
)
@click.option(
    "--patience",
    type=ReadValue("duration", read_patience),
    default="2m",
    help="For how long a refused message is tried again. Default: 2m.",
)
@click.option(
    "--last-good",
    is_flag=True,
    help="Send what is right although something else is wrong, as `build --last-good` publishes it; then exit with 4.",
)
@ledger_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="For people or programs.")
def notify_command(
    root: Path,
    now: datetime | None,
    dry_run: bool,
    late: bool,
    retry: tuple[str, ...],
    correct: tuple[str, ...],
    settle: tuple[str, ...],
    baseline: bool,
    patience: timedelta,
    last_good: bool,
    form: str,
    **where: Any,
) -> int:
    """Send the messages that are due, by the routes of messages.yml, each at most once.

    A ledger says what was sent: the branch sitegen-ledger of the site's repository, or --ledger FILE. Nothing is sent
    without it. A message that may have arrived is reported as unknown, and sent again only with --retry. The exit
    code is 1 when somebody has not been told, or may not have been, and 4 when --last-good left something out.

    \b
    Example: sitegen notify --dry-run
             sitegen notify --baseline
             sitegen notify --ledger /var/lib/sitegen/ledger.jsonl
    """
    modes = {"--baseline": baseline, "--settle": settle, "--late": late, "--retry or --correct": retry or correct}
    chosen = [name for name, given in modes.items() if given]
    if len(chosen) > 1:
        raise click.UsageError(f"expected only one of {', '.join(modes)}, found {' and '.join(chosen)}")
    as_of = build_moment(now)
    with ExitStack() as stack:
        try:
            with progress_bar() as progress:
                if last_good:
                    good = stack.enter_context(checked_last_good(root, as_of, progress))
                else:
                    good = LastGood(building.check(root, as_of, progress), (), ())
            checked = good.checked
            routing = read_routing(root, checked.site.config)
        except ContentError as error:
            print_problems(error.problems, outcome="Nothing was sent.")
            return 1
        if good.instead:
            print_problems(good.problems, outcome="Messages are sent all the same, but for these files:")
            print_instead(good.instead, checked)
        ledgers, problems = open_ledgers(root, routing, **where)
        wanted = {route.locale for route in routing.routes}
        writers = writers_in(checked.editions, wanted)
        outbox, _ = open_outbox(where["internal_folder"], None, root, checked, as_of, writers)
        again = Invocation(root, **where)
        run = Notification(checked, routing, ledgers, outbox, problems, root, again, dry_run=dry_run, form=form)
        if baseline:
            run.baseline()
        elif settle:
            run.settle(settle)
        else:
            run.notify(late=late, retry=retry, correct=correct, patience=patience)
        return run.result() or (OLDER if good.instead else 0)

"""`sitegen preview`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sitegen.build import Checked
from sitegen.cli.apart import Since, checked_apart
from sitegen.cli.changes import revision_of
from sitegen.cli.options import ReadValue, build_moment, check_output, checked_site, now_option, site_option
from sitegen.cli.printing import in_zone, progress_bar, say
from sitegen.guard.before import NoSite, NotCompared, whole_before
from sitegen.guard.git import git_answer
from sitegen.preview.difference import Difference, banner_words, difference
from sitegen.preview.marked import marked_files
from sitegen.preview.report import Section, as_markdown_list, as_text, report_sections
from sitegen.problems import Problems, markdown_code
from sitegen.publish.publication import publish
from sitegen.read.config import is_plain_address
from sitegen.read.fields import URL_PATTERN
from sitegen.read.files import entry_of
from sitegen.read.routes import MESSAGES_FILE, has_routing, parse_routing
from sitegen.times import iso

LOCAL_URL = "http://localhost:8000"
"""Where a preview is served if nobody says where: by `python3 -m http.server`."""
_SHORT = 10
"""Digits of a commit that are shown."""
_MAX_NAMED = 5
"""How many entries a remark names."""


def read_address(text: str) -> str:
    """The address of a site, without a slash at its end; raises ValueError."""
    if not re.fullmatch(URL_PATTERN, text, re.ASCII) or not is_plain_address(text):
        raise ValueError(f"expected an address such as https://preview.example.com/42, found {text!r}")
    return text.rstrip("/")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A site beside what it was at a revision."""

    base: str
    """The revision as it was asked for."""
    revision: str
    """Where the branch left it; empty: it cannot be compared with."""
    remarks: tuple[str, ...]
    """What a reader of the comparison has to know first."""
    banner: str
    """What it would say."""
    found: Difference | None
    """None: there is nothing to compare with, although there was a site."""


@click.command(short_help="Show what readers and subscribers will get of a change.")
@site_option
@now_option
@click.option(
    "--base",
    metavar="REVISION",
    default="HEAD",
    help="What is published: a branch, a tag or a commit, from where this branch left it. "
    "Default: HEAD, so that changes that are not committed are shown.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    help="For people, programs, or the comment or step summary of a pull request.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Also build the site, marked as a preview, into DIR.")
@click.option(
    "--url",
    type=ReadValue("address", read_address),
    help=f"Where that will be served: its links and feeds lead there. Default: {LOCAL_URL}.",
)
def preview_command(
    root: Path, now: datetime | None, base: str, form: str, output: Path | None, url: str | None
) -> None:
    """Show what readers and subscribers will get if the site is published as it is here.

    Compares it with the site at --base, both as of one moment: what the banner says, the messages that messages.yml
    sends, the feed items that are new, come again or are gone, and the pages with the words that change on them.
    Nothing is published or sent.

    With --output, also builds the site to look at it. Every page of it says that it is a preview, its name says so in
    feeds, calendars and badges, search engines are kept out, and no address in it leads to the published site but the
    one beside the mark.

    \b
    Example: sitegen preview
             sitegen preview --base origin/main --format markdown
             sitegen preview --base origin/main --output preview --url https://preview.example.com/42
    """
    if output is not None and os.path.realpath(output) == os.path.realpath(root / "dist"):
        message = "expected a folder of its own, found dist/, which is published."
        raise click.BadParameter(message, param_hint="'--output'")
    if output is not None:
        check_output(root, output)
    if url is not None and output is None:
        raise click.UsageError("expected --output beside --url, found none.")
    as_of = build_moment(now)
    revision = _revision(root, base)
    if revision:
        checked, _ = checked_apart(root, as_of, form, Since(base, revision))
    else:
        checked = checked_site(root, as_of, form)
    compared = _compared(root, checked, base, revision)
    say(_FORMS[form](checked, compared))
    if output is not None:
        with progress_bar() as progress:
            report = publish(marked_files(root, checked, url or LOCAL_URL), output, progress=progress)
        say(f"The preview is in {report.output}", err=True)
        if url is None:
            serve = f"python3 -m http.server 8000 --bind 127.0.0.1 --directory {report.output}"
            say(f"To look at it: {serve}\nand open {LOCAL_URL}/", err=True)


# --- comparing -----------------------------------------------------------------------------------------------


def _compared(root: Path, checked: Checked, base: str, revision: str) -> Comparison:
    remarks = []
    routing = None
    if has_routing(root):
        routing = parse_routing(root, checked.site.config, Problems())
        if routing is None:
            remarks.append(f"{MESSAGES_FILE} has problems, so that no messages are shown: see sitegen check.")
    found: Difference | None = None
    try:
        if not revision:
            raise NoSite("there is no commit yet")
        with whole_before(root, revision, checked.snapshot.now) as (before, wrong):
            left_out = [view.path for view in checked.snapshot.entries if entry_of(view.path) in wrong]
            if wrong:
                remarks.append(_not_compared(sorted(wrong), base))
            found = difference(before, checked, routing, left_out)
    except NoSite as reason:
        remarks.append(f"There is no site at {base} to compare with ({reason}): all of this one would be new.")
        found = difference(None, checked, routing)
    except NotCompared as reason:
        remarks.append(f"The site at {base} cannot be compared with, since {reason}")
    return Comparison(base, revision, tuple(remarks), banner_words(checked), found)


def _revision(root: Path, base: str) -> str:
    """The commit to compare with; empty where there is none yet. An unknown one is wrong usage."""
    unborn = base == "HEAD" and not git_answer(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return "" if unborn and git_answer(root, "rev-parse", "--git-dir") else revision_of(root, base)


def _not_compared(wrong: Sequence[tuple[str, str]], base: str) -> str:
    names = ", ".join(f"{folder}/{slug}" for folder, slug in wrong[:_MAX_NAMED])
    more = f" and {len(wrong) - _MAX_NAMED:,} more" if len(wrong) > _MAX_NAMED else ""
    return f"Not compared, since they had problems at {base}: {names}{more}."


# --- forms ---------------------------------------------------------------------------------------------------


def _text(checked: Checked, compared: Comparison) -> str:
    return "\n\n".join(filter(None, ("\n".join(_head(checked, compared, str)), _listed(compared, as_text))))


def _markdown(checked: Checked, compared: Comparison) -> str:
    head = "\n\n".join(_head(checked, compared, markdown_code))
    listed = _listed(compared, as_markdown_list)
    return "\n\n".join(filter(None, ("### What readers and subscribers would get", head, listed)))


def _head(checked: Checked, compared: Comparison, quote: Callable[[str], str]) -> Iterator[str]:
    """What is compared, as of when; and what has to be known of it. What anybody has written is for *quote*."""
    moment = in_zone(checked.snapshot.now, checked.site.config.zone)
    if compared.found is not None and compared.revision:
        place = f"{quote(compared.base)} ({compared.revision[:_SHORT]})"
        yield f"The site as it is here, compared with {place}, as of {moment}."
    else:
        yield f"The site as it is here, as of {moment}."
    yield from map(quote, compared.remarks)
    if compared.found is None:
        yield f"The banner would say {quote(compared.banner)}."


def _listed(compared: Comparison, form: Callable[[Sequence[Section]], str]) -> str:
    if compared.found is None:
        return ""
    return form(report_sections(compared.found)) or "Nothing changes for readers and subscribers."


def _json(checked: Checked, compared: Comparison) -> str:
    found = compared.found
    document: dict[str, Any] = {
        "as_of": iso(checked.snapshot.now),
        "base": compared.base,
        "revision": compared.revision or None,
        "compared": found is not None,
        "remarks": list(compared.remarks),
        "banner": {"was": found and found.headline_before, "now": compared.banner},
    }
    if found is not None:
        document |= {
            "components": [one._asdict() for one in found.statuses],
            "messages": None if found.messages is None else [one._asdict() for one in found.messages],
            "feed_items": [one._asdict() for one in found.items],
            "pages": [{**page._asdict(), "lines": [line._asdict() for line in page.lines]} for page in found.pages],
            "other_files": found.other_files,
        }
    return json.dumps(document, ensure_ascii=False, indent=2)


_FORMS = {"text": _text, "markdown": _markdown, "json": _json}

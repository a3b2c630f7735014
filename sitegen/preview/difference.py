"""What a change makes of a published site: the banner, feeds, pages and messages, before and after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.build import Checked
from sitegen.model import Config, Routing
from sitegen.outputs.index import headline_text
from sitegen.preview.outgoing import OutgoingMessage, outgoing_messages
from sitegen.preview.pages import PageChange, changed_files
from sitegen.preview.subscriptions import ItemChange, changed_items


class StatusChange(NamedTuple):
    """A component whose status would be another one; in the words of the site's first language."""

    id: str
    name: str
    was: str | None
    """None: the index did not have it."""
    now: str | None
    """None: the index has it no more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What readers and subscribers would get."""

    locales: tuple[str, ...]
    """Of the site as it would be."""
    headline: str
    """What the banner would say, in the site's first language."""
    headline_before: str | None
    """None: there was no site, or nothing to compare with."""
    statuses: tuple[StatusChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    """The most alarming first."""
    pages: tuple[PageChange, ...] = ()
    """The most important first."""
    other_files: int = 0
    """How many files for programs are new, change or are gone."""
    messages: tuple[OutgoingMessage, ...] | None = None
    """Oldest first; None: no messages.yml says what goes out."""
    settings: bool = False
    """Whether site.yml or the theme changes: pages may change that no entry is the reason for."""


def difference(
    before: Checked | None, after: Checked, routing: Routing | None, left_out: Collection[str] = ()
) -> Difference:
    """What changes from *before* (None: there was nothing) to *after*; both are as of the same moment.

    Nothing is said of the feed items, pages and messages of the entries whose files are *left_out*.
    """
    settings = before is not None and _settings(before) != _settings(after)
    same = {*left_out, *(() if before is None or settings else _same(before, after))}
    files = changed_files(before, after, left_out)
    return Difference(
        locales=after.site.config.locales,
        headline=banner_words(after),
        headline_before=banner_words(before) if before else None,
        statuses=tuple(_statuses(before, after)) if before else (),
        items=tuple(changed_items(before, after, same)),
        pages=files.pages,
        other_files=files.others,
        messages=None if routing is None else tuple(outgoing_messages(before, after, routing, same)),
        settings=settings,
    )


def banner_words(checked: Checked) -> str:
    """What the banner of a site says, in its first language."""
    return headline_text(checked.editions[0], checked.snapshot.state)


def _settings(checked: Checked) -> tuple[Config, str]:
    return checked.site.config, checked.editions[0].theme.digest


def _same(before: Checked, after: Checked) -> set[str]:
    """The files of the entries of which the same is true."""
    views = {view.path: view for view in before.snapshot.entries}
    return {view.path for view in after.snapshot.entries if views.get(view.path) == view}


def _statuses(before: Checked, after: Checked) -> list[StatusChange]:
    was, now = ({one.component.id: one.status for one in each.snapshot.state.components} for each in (before, after))
    found = []
    for identity in dict.fromkeys((*now, *was)):
        if was.get(identity) != now.get(identity):
            side = after if identity in now else before
            sides = ((before, was.get(identity)), (after, now.get(identity)))
            words = [None if status is None else each.editions[0].text.status(status) for each, status in sides]
            found.append(StatusChange(identity, side.editions[0].text.name(identity), *words))
    return found

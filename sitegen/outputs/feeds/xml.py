"""RSS 2.0 and Atom (RFC 4287). The home of feedgen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feedgen.ext.base import BaseExtension  # type: ignore[import-untyped]
from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]
from feedgen.util import xml_elem  # type: ignore[import-untyped]

from sitegen import urls
from sitegen.outputs.feeds.content import FeedEntry, FeedHead

TTL_MINUTES = 5
"""Minutes after which a feed reader may ask again."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 does not allow. Content files with them are refused; other sources may have them."""


class _Hub(BaseExtension):  # type: ignore[misc]
    """The link to a WebSub hub in RSS; feedgen itself writes it in Atom only."""

    href = ""

    def extend_rss(self, feed: Any) -> Any:
        xml_elem("{http://www.w3.org/2005/Atom}link", feed[0], href=self.href, rel="hub")
        return feed


def xml_feed(form: str, head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    """A feed in RSS or Atom; *form* is the ending of its address."""
    made = FeedGenerator()
    made.id(head.id)
    made.title(_fit(head.title))
    made.subtitle(_fit(head.about))
    made.author({"name": _fit(head.site)})
    made.language(head.language)
    made.generator("sitegen")
    made.ttl(TTL_MINUTES)
    made.updated(_date(head.changed))
    made.pubDate(_date(head.changed))
    made.link(href=head.address + form, rel="self", type=urls.FEED_FORMS[form][1])
    if head.hub is not None:
        made.link(href=head.hub, rel="hub")
        made.register_extension("hub", _Hub, atom=False)
        made.hub.href = head.hub
    # feedgen makes the last link the channel's own.
    made.link(href=head.page, rel="alternate", type="text/html")
    for entry in entries:
        _add(made, entry)
    return bytes(made.rss_str(pretty=True) if form == urls.RSS else made.atom_str(pretty=True))


def _add(made: FeedGenerator, entry: FeedEntry) -> None:
    one = made.add_entry(order="append")
    one.guid(entry.id, permalink=entry.id == entry.link)
    one.title(_fit(entry.title))
    one.link(href=entry.link)
    one.content(_fit(entry.html), type="html")
    one.published(_date(entry.published))
    one.updated(_date(entry.changed))
    for component, name in entry.components:
        one.category(term=component, label=_fit(name))


def _date(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _fit(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)

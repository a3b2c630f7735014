"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sitegen.outputs.feeds.content import FeedEntry, FeedHead
from sitegen.times import iso


def json_feed(form: str, head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    """A feed as JSON; *form* is the ending of its address."""
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "description": head.about,
        "home_page_url": head.page,
        "feed_url": head.address + form,
        "language": head.language,
        "authors": [{"name": head.site}],
        "items": [
            {
                "id": entry.id,
                "url": entry.link,
                "title": entry.title,
                "content_html": entry.html,
                "date_published": iso(entry.published),
                "date_modified": iso(entry.changed),
                "tags": [name for _, name in entry.components],
            }
            for entry in entries
        ],
    }
    if head.hub is not None:
        document["hubs"] = [{"type": "WebSub", "url": head.hub}]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

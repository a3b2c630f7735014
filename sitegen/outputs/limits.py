"""Size limits of the 503 page and document, and what identifies them, whole, to edge machines."""

from __future__ import annotations

UNAVAILABLE_MARK = "sitegen 503"
"""The generator that every 503.html names near its beginning, and 503.json in its member `generator`: an edge machine
uses it to tell them from a login page or a proxy's error."""
PREVIEW_MARK = "sitegen preview"
"""The generator that those of a preview name in its place, so that no edge machine takes them for the live ones."""
UNAVAILABLE_MARK_WITHIN = 600
"""The first bytes of 503.html, which contain the mark."""
UNAVAILABLE_END = "</html>"
"""With what every 503.html ends: an edge machine uses it to tell a whole one from one that was cut."""
UNAVAILABLE_PROBLEM_LAST_LINE = "}"
"""The last line of 503.json, which is no other's."""
MAX_UNAVAILABLE_PAGE = 10_000
"""Bytes of 503.html: the smallest limit among the servers that it is for (HAProxy, Cloudflare's error rules)."""
MAX_UNAVAILABLE_PROBLEM = 2_048
"""Bytes of 503.json; the longest title takes 800 of them."""

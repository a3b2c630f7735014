"""What the page for the product's edge holds itself to, and what whoever fetches it may rely on."""

from __future__ import annotations

UNAVAILABLE_MARK = "sitegen 503"
"""Stands in every 503.html as its generator, near its beginning, and in 503.json as the member `generator`: by it an
edge machine tells them from a login page or a proxy's error."""
UNAVAILABLE_MARK_WITHIN = 600
"""Bytes of 503.html in which the mark stands."""
MAX_UNAVAILABLE_PAGE = 10_000
"""Bytes of 503.html: the smallest of the places that serve it (HAProxy, Cloudflare's error rules) take as much."""
MAX_UNAVAILABLE_PROBLEM = 2_048
"""Bytes of 503.json: the longest title takes 800."""

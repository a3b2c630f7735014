"""What fits where a page stands in for the product, and how that page is known again.

The figures are those of the narrowest place that serves it: HAProxy answers with a file of at most 16,120 bytes,
Cloudflare's custom error rules and CloudFront's functions hold some 10,000.
"""

from __future__ import annotations

MARK = "sitegen 503"
"""Stands in every 503 page and document, so that an edge machine can tell one from a login page or a proxy's error."""
MOST_PAGE = 10_000
"""Bytes of a 503 page, with every language in it."""
MOST_PROBLEM = 2_048
"""Bytes of the same for programs."""

"""Why content files are not written."""

from __future__ import annotations


class NotWritten(Exception):
    """Content files were not written, or not all of them; says which, why, and what to do."""

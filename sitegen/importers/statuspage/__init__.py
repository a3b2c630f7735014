"""Statuspage's saved history: record.py reads it, components.py and stories.py make it ours, conversion.py writes."""

from sitegen.importers.statuspage.conversion import convert, import_statuspage

__all__ = ["convert", "import_statuspage"]

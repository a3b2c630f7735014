"""Import of saved Statuspage history: record.py parses, components.py and entries.py convert, conversion.py writes."""

from sitegen.importers.statuspage.conversion import convert, import_statuspage

__all__ = ["convert", "import_statuspage"]

"""`sitegen import`."""

from __future__ import annotations

import click


@click.group(name="import")
def import_group() -> None:
    """Bring a history over from another system."""

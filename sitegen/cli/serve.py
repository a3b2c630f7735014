"""`sitegen serve`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from sitegen.cli.commands import extra
from sitegen.cli.insiders import internal_option
from sitegen.cli.options import now_option, site_option


@click.command(short_help="Show the site in a browser while you write.")
@site_option
@now_option
@click.option(
    "--host",
    default="127.0.0.1",
    help="The address to listen on, and the only other name to answer to. Default: this machine.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Default: 8000; 0 takes a free one.")
@internal_option
def serve_command(root: Path, now: datetime | None, host: str, port: int, internal: Path | None) -> None:
    """Serve the site on this machine; rebuild and reload on every change, show problems on the page.

    With --now, the clock of the pages stands at that moment; that of published pages always goes.

    Beside it, at an address of their own, are the messages that would go out; --internal adds those to insiders.

    \b
    Example: sitegen serve
             sitegen serve --port 9000 --now 2026-01-23T14:50:00+08:00
    """
    with extra("serve"):
        from sitegen.cli.server import serve

    serve(root, now, host, port, internal)

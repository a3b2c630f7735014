"""`sitegen edge`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from sitegen import urls
from sitegen.build import check
from sitegen.cli.options import Commands, build_moment, now_option, site_option
from sitegen.derive.entries import MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.edge import apache as for_apache
from sitegen.edge import caddy as for_caddy
from sitegen.edge import cloudflare as for_cloudflare
from sitegen.edge import cloudfront as for_cloudfront
from sitegen.edge import fastly as for_fastly
from sitegen.edge import haproxy as for_haproxy
from sitegen.edge import nginx as for_nginx
from sitegen.edge import settings
from sitegen.edge import varnish as for_varnish
from sitegen.edge.pull import PARTS, Pull
from sitegen.edge.settings import Edge, Server
from sitegen.model import Status
from sitegen.problems import nearest
from sitegen.read.config import read_config
from sitegen.times import read_duration

_Command = TypeVar("_Command", bound=Callable[..., Any])
_Edge = TypeVar("_Edge", bound=Edge)


class FileContent(click.ParamType[Any]):
    """A value checked by *read*, which raises ValueError with what it expected."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value that *read* returns; fails with its message."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _options(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


_maintenance = click.option(
    "--maintenance", metavar="SLUG", help="Serve this window's own page while maintenance is on."
)
_bodies = click.option(
    "--bodies",
    type=FileContent("folder", settings.read_file),
    default=settings.BODIES,
    show_default=True,
    help="The folder with 503.html and 503.json.",
)
_every_edge = _options(
    site_option,
    now_option,
    _maintenance,
    click.option(
        "--retry-after",
        type=FileContent("seconds", settings.read_seconds),
        default=600,
        show_default=True,
        metavar="SECONDS",
        help="When clients may try again.",
    ),
    click.option(
        "--retry-after-date",
        is_flag=True,
        help="Send the end of the window instead, while it is in the future: of --maintenance, or of the open one.",
    ),
    click.option(
        "--health",
        multiple=True,
        type=FileContent("path", settings.read_path),
        default=("/healthz",),
        show_default=True,
        help="A path that always reaches the application; may be repeated.",
    ),
    click.option(
        "--secret",
        type=FileContent("text", settings.read_secret),
        envvar="SITEGEN_EDGE_SECRET",
        help="Who sends it reaches the application. Default: the variable SITEGEN_EDGE_SECRET, else nobody does.",
    ),
    click.option(
        "--bypass-header",
        "header",
        type=FileContent("name", settings.read_header),
        help=f"The header that the secret is sent in. Default: {settings.HEADER}.",
    ),
    click.option(
        "--bypass-cookie",
        "cookie",
        type=FileContent("name", settings.read_cookie),
        help=f"The cookie that the secret is sent in. Default: {settings.COOKIE}.",
    ),
    click.option(
        "--allow",
        "allowed",
        multiple=True,
        type=FileContent("cidr", settings.read_network),
        help="An address or a network that reaches the application; may be repeated.",
    ),
)
_own_server = _options(
    _every_edge,
    click.option(
        "--upstream",
        type=FileContent("host:port", settings.read_upstream),
        default="127.0.0.1:8080",
        show_default=True,
        help="The application.",
    ),
    _bodies,
    click.option(
        "--flag",
        type=FileContent("file", settings.read_file),
        default=settings.FLAG,
        show_default=True,
        help="The file that turns maintenance on.",
    ),
)
_listen = click.option(
    "--listen",
    type=FileContent("[address:]port", settings.read_endpoint),
    default="80",
    show_default=True,
    help="Where the server listens; [::1]:8080 for an IPv6 address.",
)
_name = click.option(
    "--name", type=FileContent("host", settings.read_name), help="The host name to answer for. Default: every one."
)


@click.group(cls=Commands)
def edge_group() -> None:
    """Print the configuration with which the product's edge answers 503 with our page while the product is down.

    \b
    Example: sitegen edge nginx --upstream 127.0.0.1:8080 > product.conf
             sitegen edge pull --part script > sitegen-edge-pull
    """


@edge_group.command()
@_own_server
@_listen
@_name
def nginx_command(**chosen: Any) -> None:
    """Print a site for nginx. It is turned on and off by a file.

    \b
    Example: sitegen edge nginx --name www.example.com --allow 192.0.2.0/24 > product.conf
    """
    click.echo(for_nginx.render(_read(Server, chosen)), nl=False)


@edge_group.command()
@_own_server
@_listen
@_name
def apache_command(**chosen: Any) -> None:
    """Print a virtual host for Apache. It is turned on and off by a file.

    \b
    Example: sitegen edge apache --name www.example.com --retry-after 1800 > product.conf
    """
    click.echo(for_apache.render(_read(Server, chosen)), nl=False)


@edge_group.command()
@_own_server
@_listen
def haproxy_command(**chosen: Any) -> None:
    """Print a frontend and backends for HAProxy. It is turned on and off through the runtime socket.

    \b
    Example: sitegen edge haproxy --upstream 10.0.0.5:8080 >> /etc/haproxy/haproxy.cfg
    """
    click.echo(for_haproxy.render(_read(Server, chosen)), nl=False)


@edge_group.command()
@_own_server
@_listen
@_name
def caddy_command(**chosen: Any) -> None:
    """Print a Caddyfile. It is turned on and off by a file.

    \b
    Example: sitegen edge caddy --name www.example.com > Caddyfile
    """
    click.echo(for_caddy.render(_read(Server, chosen)), nl=False)


@edge_group.command()
@_own_server
def varnish_command(**chosen: Any) -> None:
    """Print a VCL for Varnish. It is turned on and off by a file.

    \b
    Example: sitegen edge varnish --upstream 10.0.0.5:8080 > default.vcl
    """
    click.echo(for_varnish.render(_read(Server, chosen)), nl=False)


@edge_group.command()
@_every_edge
def cloudflare_command(**chosen: Any) -> None:
    """Print a Worker for Cloudflare. It is turned on and off by a key in KV.

    \b
    Example: sitegen edge cloudflare --maintenance 2026-02-01-database-upgrade > worker.mjs
    """
    click.echo(for_cloudflare.render(_read(Edge, chosen)), nl=False)


@edge_group.command()
@_every_edge
def fastly_command(**chosen: Any) -> None:
    """Print custom VCL for Fastly. It is turned on and off by an entry in a dictionary.

    \b
    Example: sitegen edge fastly --health /up > main.vcl
    """
    click.echo(for_fastly.render(_read(Edge, chosen)), nl=False)


@edge_group.command()
@_every_edge
def cloudfront_command(**chosen: Any) -> None:
    """Print a CloudFront Function. It is turned on and off by a key in a key value store.

    It has no room for the whole page, and answers with a short one that links to the status site.

    \b
    Example: sitegen edge cloudfront --retry-after-date > function.js
    """
    if chosen["maintenance"] and not chosen["retry_after_date"]:
        raise click.UsageError("--maintenance goes with --retry-after-date: the page of a window has no room here.")
    try:
        click.echo(for_cloudfront.render(_read(Edge, chosen)), nl=False)
    except ValueError as error:
        raise click.UsageError(f"{error}. Say fewer --allow or --health.") from None


@edge_group.command()
@site_option
@now_option
@click.option("--maintenance", metavar="SLUG", help="Fetch this window's own page, too.")
@_bodies
@click.option(
    "--every",
    type=FileContent("duration", read_duration),
    default="5m",
    show_default=True,
    help="How often: 5m, 1h, 1d.",
)
@click.option("--then", type=FileContent("command", settings.read_command), help="Run this when a page has changed.")
@click.option("--part", type=click.Choice(tuple(PARTS)), help="Only this one, for its file. Default: all, to look at.")
def pull_command(
    root: Path,
    now: datetime | None,
    maintenance: str | None,
    bodies: str,
    every: timedelta,
    then: str | None,
    part: str | None,
) -> None:
    """Print the script and the systemd units that fetch the pages to a machine, safely.

    \b
    Example: sitegen edge pull --part script  | ssh edge 'cat > /usr/local/bin/sitegen-edge-pull'
             sitegen edge pull --part service | ssh edge 'cat > /etc/systemd/system/sitegen-edge-pull.service'
             sitegen edge pull --part timer   | ssh edge 'cat > /etc/systemd/system/sitegen-edge-pull.timer'
    """
    page = urls.UNAVAILABLE
    if maintenance:
        page = urls.window_page(_window(_snapshot(root, now), maintenance).slug)
    made = Pull(site=_site(root), bodies=bodies, every=every, page=page, then=then)
    if part:
        click.echo(PARTS[part][1](made), nl=False)
        return
    for name, (file, render) in PARTS.items():
        click.echo(f"# ---- {file}  (sitegen edge pull --part {name})\n\n{render(made)}")


def _read(kind: type[_Edge], chosen: dict[str, Any]) -> _Edge:
    """The settings that the options make; raises UsageError where they do not go together."""
    root, now, slug = chosen.pop("root"), chosen.pop("now"), chosen.pop("maintenance")
    dated = chosen.pop("retry_after_date")
    for option in ("header", "cookie"):
        if chosen[option] is None:
            del chosen[option]
        elif chosen["secret"] is None:
            raise click.UsageError(f"--bypass-{option} goes with --secret: it carries the secret.")
    if slug or dated:
        snapshot = _snapshot(root, now)
        window = _window(snapshot, slug) if slug else _open_window(snapshot)
        if slug:
            chosen["page"] = urls.window_page(slug)
        if dated:
            chosen["retry_until"] = _end(window, snapshot)
    return kind(site=_site(root), **chosen)


def _site(root: Path) -> str:
    url = read_config(root).url
    try:
        return settings.read_site_settings(url)
    except ValueError as error:
        raise click.UsageError(f"site.yml: url: {error}") from None


def _snapshot(root: Path, now: datetime | None) -> Snapshot:
    return check(root, build_moment(now)).snapshot


def _window(snapshot: Snapshot, slug: str) -> MaintenanceView:
    for window in snapshot.maintenances:
        if window.slug == slug:
            return window
    close = nearest(slug, [window.slug for window in snapshot.maintenances])
    raise click.UsageError(f"--maintenance: there is no maintenance '{slug}'. {close}".rstrip())


def _open_window(snapshot: Snapshot) -> MaintenanceView:
    found = [window for window in snapshot.state.windows if window.open]
    if not found:
        raise click.UsageError("--retry-after-date: no window is open. Say which one: --maintenance SLUG.")
    if len(found) > 1:
        slugs = ", ".join(window.slug for window in found)
        raise click.UsageError(f"--retry-after-date: several windows are open: {slugs}. Say --maintenance SLUG.")
    return found[0]


def _end(window: MaintenanceView, snapshot: Snapshot) -> datetime:
    """The window's end; raises UsageError for a past one, which would make clients try again at once."""
    if window.status in (Status.COMPLETED, Status.CANCELLED):
        raise click.UsageError(f"--retry-after-date: {window.slug} is over ({window.status}).")
    if window.end <= snapshot.now:
        raise click.UsageError(
            f"--retry-after-date: {window.slug} was to end at {window.end:%Y-%m-%d %H:%M} UTC, which is past. "
            "Move its end with an update, or say --retry-after SECONDS."
        )
    return window.end

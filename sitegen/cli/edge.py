"""`sitegen edge`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from sitegen import urls
from sitegen.build import check
from sitegen.cli.commands import Commands
from sitegen.cli.options import Decorator, ReadValue, all_of, build_moment, now_option, site_option
from sitegen.cli.printing import hand_over, say
from sitegen.derive.entries import MaintenanceView
from sitegen.derive.snapshot import Snapshot
from sitegen.edge import apache, caddy, cloudflare, cloudfront, fastly, haproxy, nginx, settings, varnish
from sitegen.edge.pull import PARTS, Pull
from sitegen.edge.settings import Edge, Endpoint, Server
from sitegen.model import Status
from sitegen.problems import nearest
from sitegen.read.config import read_config
from sitegen.times import read_duration

_Edge = TypeVar("_Edge", bound=Edge)


def _option(flag: str, kind: str, read: Callable[[str], Any], text: str, **more: Any) -> Decorator:
    """An option whose value *read* checks; *kind* is what the help calls the value, *text* its help."""
    return click.option(flag, type=ReadValue(kind, read), show_default=True, help=text, **more)


_bodies = _option(
    "--bodies",
    "folder",
    settings.read_file,
    "The folder on the server with 503.html and 503.json.",
    default=settings.BODIES,
)
_every_edge = all_of(
    site_option,
    now_option,
    click.option(
        "--maintenance",
        metavar="SLUG",
        help=(
            "While the 503 page is on, show that of this planned maintenance, the name of its file without .md; not "
            "the general one, which gives as its reason whatever is wrong."
        ),
    ),
    _option(
        "--retry-after",
        "seconds",
        settings.read_seconds,
        "After how long browsers and programs are asked to try again.",
        default=600,
    ),
    click.option(
        "--retry-after-date",
        is_flag=True,
        help="Send the end of the window instead, while it is in the future: of --maintenance, or of the open one.",
    ),
    _option(
        "--health",
        "path",
        settings.read_path,
        "A path that always reaches the application, for health checks; may be repeated.",
        multiple=True,
        default=("/healthz",),
    ),
    _option(
        "--pass",
        "prefix",
        settings.read_prefix,
        "A path that always reaches the application, with everything below it; may be repeated. "
        f"{settings.CERTIFICATES} always does.",
        multiple=True,
    ),
    _option(
        "--secret",
        "text",
        settings.read_secret,
        "Requests that bring it always reach the application. Default: the variable SITEGEN_EDGE_SECRET, else none.",
        envvar="SITEGEN_EDGE_SECRET",
    ),
    *(
        _option(f"--bypass-{place}", "name", read, f"The {place} that the secret is sent in. Default: {default}.")
        for place, read, default in (
            ("header", settings.read_header, settings.HEADER),
            ("cookie", settings.read_cookie, settings.COOKIE),
        )
    ),
    _option(
        "--allow",
        "cidr",
        settings.read_network,
        "An address or a network that always reaches the application; may be repeated.",
        multiple=True,
    ),
)
_own_server = all_of(
    _every_edge,
    _option(
        "--upstream", "host:port", settings.read_upstream, "Where the application listens.", default="127.0.0.1:8080"
    ),
    _bodies,
    _option(
        "--flag",
        "file",
        settings.read_file,
        "The file on the server that turns the 503 page on while it exists.",
        default=settings.FLAG,
    ),
    _option(
        "--timeout",
        "seconds",
        settings.read_seconds,
        "How long the application may be silent: before its answer, which is then 504, or within it.",
        default=settings.TIMEOUT,
    ),
)
_tunnels = _option(
    "--tunnel-timeout",
    "seconds",
    settings.read_seconds,
    "How long a tunnel, such as a WebSocket, may be silent.",
    default=settings.TUNNEL_TIMEOUT,
)
_listening = all_of(
    _own_server,
    _option(
        "--listen",
        "[address:]port",
        settings.read_endpoint,
        "Where the server listens; [::1]:8080 for an IPv6 address.",
        default="80",
    ),
)
_named = all_of(
    _listening, _option("--name", "host", settings.read_name, "The host name to answer for. Default: every one.")
)


@click.group(cls=Commands, short_help="Configure nginx, a CDN, … to show the 503 page while you are down.")
def edge_group() -> None:
    """Print the configuration with which the product's edge answers 503 with our page while the product is down.

    The edge is what stands in front of your product: your own nginx, or a CDN. docs/edge.md leads through it.

    \b
    Example: sitegen edge nginx --upstream 127.0.0.1:8080 > product.conf
             sitegen edge pull --part script > sitegen-edge-pull
    """


@edge_group.command()
@_named
@_tunnels
@_option(
    "--resolver",
    "address",
    settings.read_resolver,
    "The name server for an --upstream that is a name, from /etc/resolv.conf there; for example 127.0.0.53.",
)
def nginx_command(resolver: Endpoint | None, **chosen: Any) -> None:
    """Print a site for nginx. It is turned on and off by a file.

    \b
    Example: sitegen edge nginx --name www.example.com --allow 192.0.2.0/24 > product.conf
    """
    server = _read(Server, chosen)
    if server.upstream.is_name and resolver is None:
        raise click.UsageError(
            f"--upstream: nginx does not start while {server.upstream.host} does not resolve, unless it has a name "
            "server: add --resolver ADDRESS, from /etc/resolv.conf there; for example 127.0.0.53."
        )
    if resolver and not server.upstream.is_name:
        raise click.UsageError("--resolver is only for an --upstream that is a name.")
    hand_over(nginx.render(server, resolver))


@edge_group.command()
@_named
@_tunnels
def apache_command(**chosen: Any) -> None:
    """Print a virtual host for Apache. It is turned on and off by a file.

    \b
    Example: sitegen edge apache --name www.example.com --retry-after 1800 > product.conf
    """
    hand_over(apache.render(_read(Server, chosen)))


@edge_group.command()
@_listening
@_tunnels
def haproxy_command(**chosen: Any) -> None:
    """Print a frontend and backends for HAProxy. It is turned on and off through the runtime socket.

    \b
    Example: sitegen edge haproxy --upstream 10.0.0.5:8080 >> /etc/haproxy/haproxy.cfg
    """
    hand_over(haproxy.render(_read(Server, chosen)))


@edge_group.command()
@_named
def caddy_command(**chosen: Any) -> None:
    """Print a Caddyfile. It is turned on and off by a file.

    \b
    Example: sitegen edge caddy --name www.example.com > Caddyfile
    """
    hand_over(caddy.render(_read(Server, chosen)))


@edge_group.command()
@_own_server
@_tunnels
def varnish_command(**chosen: Any) -> None:
    """Print a VCL for Varnish. It is turned on and off by a file.

    \b
    Example: sitegen edge varnish --upstream 10.0.0.5:8080 > default.vcl
    """
    hand_over(varnish.render(_read(Server, chosen)))


@edge_group.command()
@_every_edge
def cloudflare_command(**chosen: Any) -> None:
    """Print a Worker for Cloudflare. It is turned on and off by a key in KV.

    \b
    Example: sitegen edge cloudflare --maintenance 2026-02-01-database-upgrade > worker.mjs
    """
    hand_over(cloudflare.render(_read(Edge, chosen)))


@edge_group.command()
@_every_edge
def fastly_command(**chosen: Any) -> None:
    """Print custom VCL for Fastly. It is turned on and off by an entry in a dictionary.

    \b
    Example: sitegen edge fastly --health /up > main.vcl
    """
    hand_over(fastly.render(_read(Edge, chosen)))


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
        hand_over(cloudfront.render(_read(Edge, chosen)))
    except ValueError as error:
        raise click.UsageError(f"{error}. Say fewer --allow or --health.") from None


@edge_group.command(short_help="Print what fetches the 503 page to a machine, and keeps it fresh.")
@site_option
@now_option
@click.option(
    "--maintenance",
    metavar="SLUG",
    help="Fetch the page of this planned maintenance, too, by the name of its file without .md.",
)
@_bodies
@_option("--every", "duration", read_duration, "How often: 5m, 1h, 1d.", default="5m")
@_option("--then", "command", settings.read_command, "Run this as root when a page has changed.")
@click.option(
    "--allow-http", is_flag=True, help="Fetch from a url that is http://, where anybody on the way can change a page."
)
@click.option("--part", type=click.Choice(tuple(PARTS)), help="Only this one, for its file. Default: all, to look at.")
def pull_command(
    root: Path, now: datetime | None, maintenance: str | None, allow_http: bool, part: str | None, **chosen: Any
) -> None:
    """Print the script and the systemd units that fetch the pages to a machine, safely.

    The service runs as the user sitegen-edge, which you create; docs/edge.md has the commands.

    \b
    Example: sitegen edge pull --part script  | ssh edge 'cat > /usr/local/bin/sitegen-edge-pull'
             sitegen edge pull --part service | ssh edge 'cat > /etc/systemd/system/sitegen-edge-pull.service'
             sitegen edge pull --part timer   | ssh edge 'cat > /etc/systemd/system/sitegen-edge-pull.timer'
             sitegen edge pull --part script --allow-http    # url: http://status.internal
    """
    site = _site(root)
    if site.startswith("http://") != allow_http:
        raise click.UsageError(
            "--allow-http is only for a url in site.yml that is http://."
            if allow_http
            else f"site.yml: url: expected https://, found {site}: anybody on the way could change the page. "
            "If you trust the way, say --allow-http."
        )
    page = urls.UNAVAILABLE
    if maintenance:
        page = urls.window_page(_window(_snapshot(root, now), maintenance).slug)
    made = Pull(site=site, page=page, **chosen)
    if part:
        hand_over(PARTS[part][1](made))
        return
    for name, (file, render) in PARTS.items():
        say(f"# ---- {file}  (sitegen edge pull --part {name})\n\n{render(made)}")


def _read(kind: type[_Edge], chosen: dict[str, Any]) -> _Edge:
    """The settings that the options make; raises UsageError where they do not go together."""
    root, now, slug = chosen.pop("root"), chosen.pop("now"), chosen.pop("maintenance")
    dated = chosen.pop("retry_after_date")
    chosen["allowed"] = chosen.pop("allow")
    chosen["prefixes"] = chosen.pop("pass")
    for place in ("header", "cookie"):
        name = chosen.pop(f"bypass_{place}")
        if name is not None and chosen["secret"] is None:
            raise click.UsageError(f"--bypass-{place} goes with --secret: it carries the secret.")
        if name is not None:
            chosen[place] = name
    if slug or dated:
        snapshot = _snapshot(root, now)
        window = _window(snapshot, slug) if slug else _open_window(snapshot)
        if slug:
            chosen["page"] = urls.window_page(slug)
        if dated:
            chosen["retry_until"] = _end(window, snapshot)
    return kind(site=_site(root), **chosen)


def _site(root: Path) -> str:
    try:
        return settings.read_site_settings(read_config(root).url)
    except ValueError as error:
        raise click.UsageError(f"site.yml: url: {error}") from None


def _snapshot(root: Path, now: datetime | None) -> Snapshot:
    return check(root, build_moment(now)).snapshot


def _window(snapshot: Snapshot, slug: str) -> MaintenanceView:
    windows = {window.slug: window for window in snapshot.maintenances}
    if slug not in windows:
        raise click.UsageError(f"--maintenance: there is no maintenance '{slug}'. {nearest(slug, windows)}".rstrip())
    return windows[slug]


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

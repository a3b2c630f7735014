"""A script that fetches the 503 page to your own edge, and the systemd units that run it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sitegen import urls
from sitegen.edge.template import fill_template
from sitegen.outputs import limits

SCRIPT = "/usr/local/bin/sitegen-edge-pull"
SERVICE = "/etc/systemd/system/sitegen-edge-pull.service"
USER = "sitegen-edge"
TIMER = "/etc/systemd/system/sitegen-edge-pull.timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What to fetch, from where to where, and how often."""

    site: str
    """The URL of the status site, without a trailing slash."""
    bodies: str
    every: timedelta
    page: str = urls.UNAVAILABLE
    """The address of the page that is served while maintenance is on; 503.html is fetched in any case."""
    then: str | None = None
    """A shell command to run when a file has changed, with all rights."""


def script(pull: Pull) -> str:
    """A POSIX shell script that needs curl, gzip and flock."""
    pages = tuple(dict.fromkeys((urls.UNAVAILABLE, pull.page)))
    most, within = limits.MAX_UNAVAILABLE_PAGE, limits.UNAVAILABLE_MARK_WITHIN
    mark = shlex.quote(f'<meta name="generator" content="{limits.UNAVAILABLE_MARK}">')
    fetch = [f"fetch {shlex.quote(page)} {most} {within} {mark} '{limits.UNAVAILABLE_END}$'" for page in pages]
    most, mark = limits.MAX_UNAVAILABLE_PROBLEM, f'"generator": *"{limits.UNAVAILABLE_MARK}"'
    fetch.append(f"fetch {urls.PROBLEM} {most} {most} '{mark}' '^{limits.UNAVAILABLE_PROBLEM_LAST_LINE}$'")
    return fill_template(
        "pull.sh",
        {
            "site": pull.site,
            "site_word": shlex.quote(pull.site),
            "scheme": urlsplit(pull.site).scheme,
            "bodies_word": shlex.quote(pull.bodies),
            "fetch": fetch,
            "install": [f"install_pair {shlex.quote(address)}" for address in (*pages, urls.PROBLEM)],
            "changed": [': > "$bodies/.changed"'] if pull.then else [],
            "then": _then(pull),
        },
    )


def _then(pull: Pull) -> Iterator[str]:
    """Run by whoever may run the command; in the folder, which need not be theirs, they only remove the marker."""
    if pull.then:
        yield ""
        yield "# As `sitegen-edge-pull then`: run the command, if a page has changed since it last succeeded."
        yield 'if [ "${1-}" = "then" ]; then'
        yield '    if [ -e "$bodies/.changed" ]; then'
        yield f"        sh -c {shlex.quote(pull.then)} 9<&- || fail {shlex.quote(f'this failed: {pull.then}')}"
        yield '        rm -f "$bodies/.changed"'
        yield "    fi"
        yield "    exit"
        yield "fi"


def service(pull: Pull) -> str:
    """The unit that runs the script once, as a user who may write in the folder alone, and then the command as root."""
    then = [f"ExecStartPost=+{SCRIPT} then"] if pull.then else []
    return fill_template(
        "pull.service", {"site": pull.site, "script": SCRIPT, "then": then, "user": USER, "bodies": pull.bodies}
    )


def timer(pull: Pull) -> str:
    """The unit that starts the service periodically."""
    seconds = int(pull.every.total_seconds())
    return fill_template(
        "pull.timer",
        {
            "site": pull.site,
            "every": f"{seconds // 60} minutes" if seconds > 60 else "minute",
            "seconds": str(seconds),
            "delay": str(min(seconds // 10, 60)),
        },
    )


PARTS = {"script": (SCRIPT, script), "service": (SERVICE, service), "timer": (TIMER, timer)}
"""By name: the path to install each part at, and the function that renders it."""

"""Real feed readers follow a site as it is published step by step, and are told of each step once."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.browsers import Quiet
from support.stories import moment, read

from sitegen.derive.snapshot import derive
from sitegen.outputs import feeds
from sitegen.theme.edition import load_editions

NEWSBOAT = shutil.which("newsboat")
RSS2EMAIL = shutil.which("r2e", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
LONG_ENOUGH = 60
"""Seconds for one poll."""

Content = Mapping[str, str]
Story = Sequence[tuple[str, Content, str | None]]
"""A clock, what is committed by then, and the title that readers are told of; None: they are told nothing."""


# --- the stories

FRONT = "---\ntitle: Sign-in is failing\ncomponents: {login: major_outage, orders: partial_outage}\n---\n"
FIRST = "\n## 2026-01-23 14:35 investigating\n\nWe see failures when signing in.\n"
SECOND = "\n## 2026-01-23 14:50 identified\n\nWe have found the cause. ]]> <b>&\n"
THIRD = "\n## 2026-01-23 15:10 resolved\n\nSign-in works again. 🎉\n"
CORRECTED = "\n## 2026-01-23 14:48 identified\n\n- was: 2026-01-23 14:50\n\nWe have found the reason.\n"

WINDOW = """\
---
title: Database upgrade
start: 2026-02-01 01:00
end: 2026-02-01 03:00
components: [login]
---

## 2026-01-26 11:00 scheduled

We upgrade the database.
"""
MOVED = "\n## 2026-01-28 17:00 update\n\n- start: 2026-02-01 02:00\n- end: 2026-02-01 04:00\n\nOne hour later.\n"
STARTED = "\n## 2026-02-01 02:00 in_progress\n\nWe have begun.\n"
COMPLETED = "\n## 2026-02-01 03:20 completed\n\nAll is done.\n"


def _incident(*steps: str) -> Content:
    return {"incidents/login.md": FRONT + "".join(steps)}


def _window(*steps: str) -> Content:
    return {"maintenance/db.md": WINDOW + "".join(steps)}


INCIDENT: Story = (
    ("2026-01-23 14:34", {}, None),
    ("2026-01-23 14:36", _incident(FIRST), "Major · Investigating: Sign-in is failing – Login, Orders"),
    ("2026-01-23 14:40", _incident(FIRST), None),
    ("2026-01-23 14:51", _incident(FIRST, SECOND), "Major · Identified: Sign-in is failing – Login, Orders"),
    ("2026-01-23 14:55", _incident(FIRST, CORRECTED), None),
    ("2026-01-23 15:11", _incident(FIRST, CORRECTED, THIRD), "Major · Resolved: Sign-in is failing – Login, Orders"),
    ("2026-03-01 00:00", _incident(FIRST, CORRECTED, THIRD), None),
)
BY_HAND: Story = (
    ("2026-01-26 11:01", _window(), "Scheduled: Database upgrade – Login"),
    ("2026-01-28 17:01", _window(MOVED), "Rescheduled: Database upgrade – Login"),
    ("2026-02-01 01:01", _window(MOVED), None),
    ("2026-02-01 02:01", _window(MOVED, STARTED), "In progress: Database upgrade – Login"),
    ("2026-02-01 03:21", _window(MOVED, STARTED, COMPLETED), "Completed: Database upgrade – Login"),
    ("2026-02-01 04:01", _window(MOVED, STARTED, COMPLETED), None),
)
BY_CLOCK: Story = (
    ("2026-01-26 11:01", _window(), "Scheduled: Database upgrade – Login"),
    ("2026-01-28 17:01", _window(MOVED), "Rescheduled: Database upgrade – Login"),
    ("2026-02-01 02:01", _window(MOVED), "In progress: Database upgrade – Login"),
    ("2026-02-01 04:01", _window(MOVED), "The planned window is over: Database upgrade – Login"),
    ("2026-02-02 00:00", _window(MOVED), None),
)

stories = pytest.mark.parametrize(
    ("story", "count"), [(INCIDENT, 3), (BY_HAND, 4), (BY_CLOCK, 4)], ids=["incident", "maintenance", "automatic"]
)
forms = pytest.mark.parametrize("form", ["rss", "atom"])


@stories
@forms
@pytest.mark.skipif(RSS2EMAIL is None, reason="rss2email is not installed (it is in the extra `readers`)")
def test_rss2email_sends_one_mail_for_each_step(story: Story, count: int, form: str, tmp_path: Path) -> None:
    """A mail for each update, none for a correction, and none when nothing happens."""
    with _mailbox() as (port, mails), _served(tmp_path / "out") as url:
        _settings(tmp_path).write_text(RSS2EMAIL_SETTINGS.format(port=port))
        _rss2email(tmp_path, "add", "status", f"{url}/updates.{form}")
        told = list(_told(tmp_path, story, lambda: _rss2email(tmp_path, "run")))

    assert [_subject(mail) for mail in mails] == told
    assert len(mails) == count


@stories
@forms
@pytest.mark.skipif(NEWSBOAT is None, reason="newsboat is not installed (Debian's package of that name has it)")
def test_newsboat_shows_one_article_for_each_step(story: Story, count: int, form: str, tmp_path: Path) -> None:
    """One more unread article for each update, and none for anything else."""
    with _served(tmp_path / "out") as url:
        (tmp_path / "urls").write_text(f"{url}/updates.{form}\n")
        unread: list[int] = []
        told = list(_told(tmp_path, story, lambda: unread.append(_newsboat(tmp_path))))

    expected, number = [], 0
    for *_, title in story:
        number += title is not None
        expected.append(number)
    assert unread == expected
    assert unread[-1] == len(told) == count


def _told(root: Path, story: Story, poll: Callable[[], object]) -> Iterator[str]:
    """Publish a story step by step and poll after each; the titles of what is new."""
    for clock, content, title in story:
        _publish(root / "site", content, clock, root / "out")
        poll()
        if title is not None:
            yield title


def _publish(root: Path, content: Content, clock: str, output: Path) -> None:
    site = read(root, content)
    for file in feeds.files(derive(site, moment(clock, site.config)), load_editions(root, site.config)):
        path = output / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.render())


# --- the web server


class _Handler(Quiet):
    """Serves what is there now, without its time: builds of one second would look to readers like one."""

    def send_header(self, keyword: str, value: str) -> None:
        """Every header but that."""
        if keyword != "Last-Modified":
            super().send_header(keyword, value)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


# --- the readers


@contextmanager
def _mailbox() -> Iterator[tuple[int, list[bytes]]]:
    """A mail server on a port of its own, and what it has received."""
    controller = pytest.importorskip("aiosmtpd.controller")
    received: list[bytes] = []

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - its name there
            received.append(envelope.content)
            return "250 Taken"

    server = controller.Controller(Handler(), hostname="127.0.0.1", port=_free_port())
    server.start()
    try:
        yield server.port, received
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


RSS2EMAIL_SETTINGS = """\
[DEFAULT]
from = status@example.com
to = reader@example.com
force-from = True
email-protocol = smtp
smtp-server = 127.0.0.1
smtp-port = {port}
encodings = UTF-8
"""


def _settings(folder: Path) -> Path:
    return folder / "rss2email.cfg"


def _rss2email(folder: Path, *arguments: str) -> None:
    assert RSS2EMAIL is not None
    _run(folder, RSS2EMAIL, "-c", str(_settings(folder)), "-d", str(folder / "seen.json"), *arguments)


def _newsboat(folder: Path) -> int:
    """How many articles are unread after a reload."""
    (folder / "config").touch()
    assert NEWSBOAT is not None
    options = ("-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config")
    said = _run(folder, NEWSBOAT, "-q", *map(str, options), "-x", "reload", "print-unread")
    unread = re.search(r"(\d+) unread", said)
    assert unread, said
    return int(unread[1])


def _run(home: Path, *command: str) -> str:
    """Run a reader that knows nothing but a home of its own, least of all a proxy."""
    environment = {"HOME": str(home), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LONG_ENOUGH, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _subject(mail: bytes) -> str:
    return str(make_header(decode_header(message_from_bytes(mail)["Subject"].replace("\n ", " "))))

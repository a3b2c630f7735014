"""What the tests of `sitegen notify` share: doubles of a vendor, and one that is a server in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import SENDERS, SETTINGS, Envelope
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.model import Channel
from support import children

OUTAGE = """\
---
title: Sign-in is failing
components: {login: major_outage}
not_working:
  - Signing in
---

## 2026-01-23 14:00 investigating

We are looking into it.
"""
IDENTIFIED = "\n## 2026-01-23 14:20 identified\n\nWe know why.\n"
RESOLVED = "\n## 2026-01-23 14:40 resolved\n\nIt works again.\n"
EXPLAINED = "\n## 2026-01-23 15:00 update\n\nA switch had failed.\n"
USERS = "  - {audience: users, channel: webhook, to: $USERS}\n"
TEAM = "  - {audience: team, channel: webhook, to: $TEAM}\n"
SECRET = "https://hooks.example.com/services/T0SECRET/B0SECRET"


@dataclass
class Vendor:
    """A double of a channel's server, within the process: it takes what it is sent and answers as it was told to."""

    answers: list[Outcome] = field(default_factory=list)
    """For the next attempts; then everything is delivered."""
    got: list[Envelope] = field(default_factory=list)
    attempts: list[Envelope] = field(default_factory=list)

    def __call__(self, envelope: Envelope, to: str, *, deadline: float) -> Outcome:
        """Be sent to."""
        self.attempts.append(envelope)
        answer = self.answers.pop(0) if self.answers else Outcome(Verdict.DELIVERED, "ok")
        if answer.verdict is Verdict.DELIVERED:
            self.got.append(envelope)
        return answer

    @property
    def stages(self) -> list[str]:
        """The stages of what has arrived, in its order."""
        return [envelope.message.stage.value for envelope in self.got]


def installed(monkeypatch: pytest.MonkeyPatch, sender: Any, *channels: Channel) -> None:
    """Make *sender* that of these channels, by default of the webhook, in the form of plain text."""
    for channel in channels or (Channel.WEBHOOK,):
        monkeypatch.setitem(SENDERS, channel, sender)
        monkeypatch.setitem(SETTINGS, channel, lambda to: "")
        monkeypatch.setitem(CHANNEL_FORMS, channel, CHANNEL_FORMS[Channel.TEXT])


# --- a vendor in a process of its own


class _Handler(BaseHTTPRequestHandler):
    """Counts what is posted to each path, by update and stage; tells the counts."""

    counts: dict[str, int]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = "/".join((self.path.strip("/"), body["update"], body["stage"]))
        self.counts[key] = self.counts.get(key, 0) + 1
        self._answer(b"ok")

    def do_GET(self) -> None:
        self._answer(json.dumps(self.counts).encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@dataclass
class Counter:
    """Where it listens."""

    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/"

    def counts(self) -> dict[str, int]:
        """How often each message has arrived: by path, update and stage, with slashes between."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=children.PATIENCE)
        connection.request("GET", "/")
        found: dict[str, int] = json.loads(connection.getresponse().read())
        connection.close()
        return found


@contextmanager
def counting_vendor() -> Iterator[Counter]:
    """A server that counts what it is sent; whoever else is killed, it lives on."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"counts": {}}))
    child = children.start(server.serve_forever)
    try:
        yield Counter(server.server_port)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        server.server_close()


# --- time


@dataclass
class Hours:
    """A stopwatch on which time passes only while somebody waits, or when it is told to."""

    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self.now

    def wait(self, seconds: float) -> None:
        """Let so much time pass."""
        self.waits.append(seconds)
        self.now += seconds


def at(clock: str, day: str = "2026-01-23") -> str:
    """`14:35` in the zone of the examples, for --now."""
    return f"{day}T{clock}:00+08:00"


def moment(clock: str, day: str = "2026-01-23") -> datetime:
    """The same as a moment."""
    return datetime.fromisoformat(at(clock, day))


MINUTE = timedelta(minutes=1)


def lines(file: Path) -> list[dict[str, Any]]:
    """The lines of a ledger in a file."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def states(found: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """What a ledger says of each message, in order."""
    said: dict[str, list[str]] = {}
    for line in found:
        said.setdefault(line.get("key", ""), []).append(line["state"])
    return said

"""Mail servers on loopback: aiosmtpd, which keeps what it is given, and one that follows a script and breaks off."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from support.wires import Behaviour, Line, free_port

USER, PASSWORD = "status@example.com", "p@ss:word"


@dataclass
class Mailbox:
    """What a server was given."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    """Whether each came in TLS."""
    users: list[str] = field(default_factory=list)
    """Who was authenticated."""
    refused: dict[str, str] = field(default_factory=dict)
    """What it says to some addresses."""
    answer: str = "250 2.0.0 Taken"
    """What it says to a mail."""

    @property
    def read(self) -> list[EmailMessage]:
        """The mails as Python reads them."""
        found = [message_from_bytes(mail, policy=default) for mail in self.mails]
        assert all(isinstance(mail, EmailMessage) and not mail.defects for mail in found)
        return found  # type: ignore[return-value]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take or refuse an address."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - its name there
        """Keep a mail."""
        if self.answer.startswith("2"):
            self.mails.append(envelope.content)
            self.recipients.append(envelope.rcpt_tos)
            self.senders.append(envelope.mail_from)
            self.secure.append(session.ssl is not None)
        return self.answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        """Let one user in."""
        from aiosmtpd.smtp import AuthResult

        found = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        if found:
            self.users.append(USER)
        return AuthResult(success=found, handled=False)


@contextmanager
def mailbox(
    *,
    implicit: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    closed: bool = False,
    **values: Any,
) -> Iterator[Mailbox]:
    """A mail server: in TLS from the start, or by STARTTLS, or neither; *closed* to whoever is not known."""
    controller = pytest.importorskip("aiosmtpd.controller")
    box = Mailbox(**values)
    options: Mapping[str, Any] = {
        "tls_context": starttls,
        "require_starttls": starttls is not None,
        "authenticator": box.authenticate,
        "auth_required": closed,
        "auth_require_tls": False,
    }
    server = controller.Controller(box, hostname="127.0.0.1", port=free_port(), ssl_context=implicit, **options)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")  # Nobody listens on the line here.
        server.start()
        box.port = server.port
        try:
            yield box
        finally:
            server.stop()


STEPS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "end")
"""What a server answers, in order."""
_USUAL = {
    "greeting": "220 here",
    "EHLO": "250 here",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go on",
    "end": "250 OK",
}


def scripted(step: str, answer: str | None, asked: list[bytes] | None = None) -> Behaviour:
    """A server that does as usual, and at one step gives another answer, or None: it breaks off."""

    def behave(line: Line) -> None:
        for number, each in enumerate(STEPS):
            if number:
                said = _until_the_dot(line) if each == "end" else line.reader.readline()
                if asked is not None and said:
                    asked.append(said)
            words = answer if each == step else _USUAL[each]
            if words is None:
                return
            if words:
                line.say(f"{words}\r\n".encode())
            if not words.startswith(("2", "3")):
                line.wait()
                return
        line.wait()

    return behave


def _until_the_dot(line: Line) -> bytes:
    said = b""
    while not said.endswith(b"\r\n.\r\n"):
        some = line.reader.readline()
        if not some:
            return said
        said += some
    return said

"""Mail over SMTP: text and HTML in one, all mails of an entry on a route in one thread.

The server and the sender come from the environment, since the first has a secret in it:

- `SITEGEN_SMTP`: `smtps://USER:PASSWORD@HOST:PORT`, with TLS from the start (port 465 where none is written), or
  `smtp://…`, which changes to TLS before anything else (587); only on this machine may it stay without. What is not a
  letter or a digit in user and password is percent-encoded. Without a user nobody is authenticated.
  Certificates are verified; SSL_CERT_FILE and SSL_CERT_DIR name others than the system's.
- `SITEGEN_MAIL_FROM`: `Example Status <status@example.com>`; what bounces goes there too.
- `SITEGEN_MAIL_REPLY_TO`: where answers go, if not there.

The address of a route is one address, of a mailing list say, or several with commas between. People of the company see
each other's; readers of a public message do not, so where there are several nobody is named in `To`, which mailing
lists may hold back: a list is best alone on its route.

The Message-ID of the first mail is made from its thread, and all others refer to it, whether or not it was sent. Theirs
are made from key and words, so that a second attempt is to most readers the same mail, and a correction is another.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import smtplib
import socket
import ssl
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from urllib.parse import unquote, urlsplit

from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import Envelope
from sitegen.delivery.senders.deadline import Deadline, NotSentError, connected, is_loopback, secured
from sitegen.delivery.senders.redaction import Redaction

SERVER_VARIABLE = "SITEGEN_SMTP"
FROM_VARIABLE = "SITEGEN_MAIL_FROM"
REPLY_TO_VARIABLE = "SITEGEN_MAIL_REPLY_TO"

MAX_ID = 46
"""Characters of a Message-ID with its brackets: Python wraps a longer one into an encoded word, which is no id."""
_DIGEST = 20
"""Hexadecimal digits of an id."""
MAX_HEADER_LINE = 78
"""Characters of a line of a header, as RFC 5322 would have it."""
_UTF8 = ("utf-8", "replace")
"""How a text becomes bytes: half of a pair of surrogates has none."""
_WORD = 39
"""Bytes of an encoded word, which fits beside the name of the header then."""


_POLICY = SMTP.clone(cte_type="7bit")
"""In seven bits: no server needs to know 8BITMIME."""


class MailSettingError(ValueError):
    """A setting or an address that nothing can be mailed with; says what is expected, without its value."""


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """The server that takes our mail; without a repr, since it has a password."""

    implicit: bool
    """Whether TLS is there from the start."""
    host: str
    port: int
    user: str
    password: str


class AnsweredError(Exception):
    """The server said no to a step, so nothing was delivered; its words may hold a secret."""

    def __init__(self, step: str, code: int, words: bytes | str, *, final: bool = False) -> None:
        self.final = final or 500 <= code < 600
        super().__init__(f"{step}: {_line(code, words)}")


def send(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
    """Mail a message to the addresses in *to*; never raises."""
    limit = Deadline(deadline)
    try:
        server, sender, reply_to, recipients = _server(), _sender(), _reply_to(), _recipients(to)
    except MailSettingError as error:
        return Outcome(Verdict.REJECTED, str(error))
    mail = mail_of(envelope, sender, recipients, reply_to)
    outcome = _sent(mail.as_bytes(), server, sender.addr_spec, recipients, limit)
    redaction = Redaction([server.host, server.user, server.password], addresses=[to, *recipients])
    return replace(outcome, detail=redaction.line(outcome.detail))


# --- settings


def mail_fault(to: str) -> str:
    """All that is wrong with the settings and with the addresses in *to*, without them; empty where nothing is."""
    faults = []
    for read in (_server, _sender, _reply_to, lambda: _recipients(to)):
        try:
            read()
        except MailSettingError as error:
            faults.append(str(error))
    return "; ".join(faults)


def _server() -> MailServer:
    return mail_server(os.environ.get(SERVER_VARIABLE, ""))


def _sender() -> Address:
    return _own_address(FROM_VARIABLE)


def _reply_to() -> Address | None:
    return _own_address(REPLY_TO_VARIABLE) if os.environ.get(REPLY_TO_VARIABLE, "").strip() else None


def mail_server(setting: str) -> MailServer:
    """The server that a setting names; raises MailSettingError."""
    expected = f"{SERVER_VARIABLE}: expected smtps://USER:PASSWORD@HOST:PORT, percent-encoded"
    try:
        parts = urlsplit(setting.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
        user, password = unquote(parts.username or "", errors="strict"), unquote(parts.password or "", errors="strict")
        (user + password).encode("ascii")
    except ValueError:  # As every UnicodeError is.
        raise MailSettingError(expected) from None
    if not setting.strip():
        raise MailSettingError(f"{expected}, found nothing")
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise MailSettingError(expected)
    if bool(user) != bool(password):
        raise MailSettingError(f"{expected}, found a user without a password, or the other way round")
    return MailServer(parts.scheme == "smtps", host, port or (465 if parts.scheme == "smtps" else 587), user, password)


def _own_address(variable: str) -> Address:
    """The one address that a variable holds, with its name; raises MailSettingError."""
    expected = f"{variable}: expected one address, as in Example Status <status@example.com>"
    value = os.environ.get(variable, "").strip()
    found = re.fullmatch(r'"?([^"<>]*?)"?\s*<([^<>]+)>', value) or re.fullmatch(r"()(\S+)", value)
    if not found or not value.isprintable() or not _is_address(found[2]):
        raise MailSettingError(f"{expected}, found {'another form' if value else 'nothing'}")
    return Address(found[1], addr_spec=found[2])


def _recipients(to: str) -> tuple[str, ...]:
    """The addresses of a route, each once; raises MailSettingError."""
    pairs = getaddresses([re.sub(r"[\r\n;]+", ",", to.strip().strip(",;"))])
    found = tuple(dict.fromkeys(address for _, address in pairs))
    wrong = sum(not _is_address(address) for address in found)
    if wrong or not found:
        how_many = f"{wrong} of {len(found)} in another form" if found else "nothing"
        raise MailSettingError(f"expected mail addresses with commas between, found {how_many}")
    return found


def _is_address(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", text) is not None


# --- the mail


def mail_of(envelope: Envelope, sender: Address, recipients: Sequence[str], reply_to: Address | None) -> EmailMessage:
    """The mail that carries a message: the same bytes for the same envelope."""
    message = envelope.message
    digest = hashlib.sha256("\0".join([envelope.key, message.title, message.text, message.html or ""]).encode(*_UTF8))
    root = _id("thread", envelope.thread, sender.domain)
    own = root if envelope.first else _id("message", digest.hexdigest(), sender.domain)
    mail = EmailMessage(policy=_POLICY)
    mail["Date"] = envelope.at
    mail["From"] = sender
    if reply_to:
        mail["Reply-To"] = reply_to
    shown = len(recipients) == 1 or message.audience.internal
    mail["To"] = [Address(addr_spec=address) for address in recipients] if shown else "undisclosed-recipients:;"
    # Python would read words of ours that look encoded as such, with what ends a line in them, begin a subject of 70 to
    # 77 letters on the line after its name, and lose spaces between two words that it encodes.
    mail.set_raw("Subject", _subject(_one_line(message.title)))
    mail["Message-ID"] = own
    if not envelope.first:
        mail["In-Reply-To"] = root
        mail["References"] = root
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(message.text))
    if message.html is not None:
        mail.add_alternative(_text(message.html), subtype="html")
        mail.set_boundary(f"=_{digest.hexdigest()[:32]}")
    mail["Content-Language"] = _one_line(message.locale)  # Only now: contents remove it.
    return mail


def _id(kind: str, key: str, domain: str) -> str:
    """An id that a key always has; as much of the domain as there is room for."""
    digest = hashlib.sha256(f"{kind}\0{key}".encode(*_UTF8)).hexdigest()[:_DIGEST]
    room = MAX_ID - len(f"<{digest}@>")
    while len(domain) > room and "." in domain:
        domain = domain.partition(".")[2]
    return f"<{digest}@{domain if len(domain) <= room else 'sitegen.invalid'}>"


def _one_line(text: str) -> str:
    """A text that no header can be made to end in."""
    spaced = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in _text(text))
    return spaced.strip()


def _subject(text: str) -> str:
    """The value of a subject in lines of at most 78 characters with its name, from which it is read as it was."""
    pieces = re.split(r"(?<=[^ ])(?= [^ ])", f"Subject: {text}")
    if not text.isascii() or "=?" in text or any(len(piece) > MAX_HEADER_LINE for piece in pieces):
        pieces = ["Subject:", *(f" {word}" for word in _encoded_words(text))]
    lines = [""]
    for piece in pieces:
        lines += [piece] if len(lines[-1]) + len(piece) > MAX_HEADER_LINE else [lines.pop() + piece]
    return "\r\n".join(lines).removeprefix("Subject: ")


def _encoded_words(text: str) -> Iterator[str]:
    """A text as RFC 2047 has it, no character in two words."""
    word = b""
    for character in [*text, ""]:
        if word and (not character or len(word + character.encode()) > _WORD):
            yield f"=?utf-8?b?{base64.b64encode(word).decode()}?="
            word = b""
        word += character.encode()


def _text(text: str) -> str:
    """A text that has a form in UTF-8."""
    return text.encode(*_UTF8).decode()


# --- the way out


class _Connection(smtplib.SMTP):
    """SMTP on a connection that is open already."""

    def __init__(self, opened: socket.socket, host: str) -> None:
        self._opened = opened
        super().__init__(host, local_hostname="localhost")  # The system's own name may take a resolver's time.

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._opened


def _sent(mail: bytes, server: MailServer, sender: str, recipients: Sequence[str], limit: Deadline) -> Outcome:
    """What becomes of a mail; the detail may hold secrets."""
    try:
        opened = connected(server.host, server.port, limit)
        with limit.cuts(opened), _introduced(opened, server, limit) as client:
            return _handed_over(mail, client, sender, recipients, limit)
    except OSError as error:
        return Outcome(Verdict.REFUSED, f"no connection: {limit.why(error)}")
    except NotSentError as error:
        return Outcome(Verdict.REFUSED, str(error))
    except AnsweredError as error:
        return Outcome(Verdict.REJECTED if error.final else Verdict.REFUSED, str(error))


@contextmanager
def _introduced(opened: socket.socket, server: MailServer, limit: Deadline) -> Iterator[smtplib.SMTP]:
    """A client that the server knows, on a line that nobody else reads."""
    with closing(secured(opened, server.host, limit) if server.implicit else opened) as line:
        with _step("the greeting", limit):
            client = _Connection(line, server.host)
        with closing(client):
            with _step("EHLO", limit):
                _expect(client.ehlo())
            if not server.implicit and not is_loopback(server.host):
                with _step("STARTTLS", limit):
                    client.starttls(context=ssl.create_default_context())
                    _expect(client.ehlo())
            if server.user:
                with _step("user and password", limit):
                    _log_in(client, server)
            yield client


def _log_in(client: smtplib.SMTP, server: MailServer) -> None:
    try:
        client.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        # Its words are left out: a server that quotes what it was sent would put the password into the log, encoded.
        raise smtplib.SMTPResponseException(error.smtp_code, b"refused") from None


def _handed_over(mail: bytes, client: smtplib.SMTP, sender: str, recipients: Sequence[str], limit: Deadline) -> Outcome:
    with _step("MAIL FROM", limit):
        _expect(client.mail(sender, [f"SIZE={len(mail)}"] if client.has_extn("size") else []))
    refused = []
    for address in recipients:
        with _step("RCPT TO", limit):
            answer = client.rcpt(address)
            if not 200 <= answer[0] < 300:
                refused.append(answer)
    if len(refused) == len(recipients):
        # One that may be taken later is worth another attempt: none has got anything yet.
        code, words = min(refused, key=lambda answer: answer[0])
        raise AnsweredError("RCPT TO", code, words)
    with _step("DATA", limit):
        _expect(client.docmd("DATA"), 354)
        client.send(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
    try:
        code, words = client.getreply()
    except OSError as error:  # As all of smtplib's are.
        return Outcome(Verdict.UNKNOWN, f"no answer to the mail: {_why(error, limit)}")
    with suppress(OSError):
        client.putcmd("QUIT")  # What it says to that is not waited for.
    if 400 <= code < 600:
        raise AnsweredError("the mail", code, words)
    detail = _line(code, words)
    if refused:
        taken = len(recipients) - len(refused)
        detail = f"for {taken} of {len(recipients)} addresses: {detail}; the others: {_line(*refused[0])}"
    return Outcome(Verdict.DELIVERED if 200 <= code < 300 else Verdict.UNKNOWN, detail, partial=bool(refused))


@contextmanager
def _step(name: str, limit: Deadline) -> Iterator[None]:
    """A step before the mail has gone out whole: raises AnsweredError, or NotSentError."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise AnsweredError(name, error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPServerDisconnected as error:
        raise NotSentError(f"{name}: {_why(error, limit)}") from None
    except smtplib.SMTPException as error:  # It does not offer TLS, or no way to authenticate that both know.
        raise AnsweredError(name, 0, str(error), final=True) from None
    except OSError as error:
        raise NotSentError(f"{name}: {_why(error, limit)}") from None
    except ValueError:  # It wants a user to be authenticated in a way that it does not describe as is usual.
        raise AnsweredError(name, 0, "what the server said is not of SMTP", final=True) from None


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    code, words = answer
    if code not in (codes or (250,)):
        raise smtplib.SMTPResponseException(code, words)


def _why(error: OSError, limit: Deadline) -> str:
    ended = isinstance(error, smtplib.SMTPException | ConnectionError) and not limit.passed
    return "the connection ended" if ended else limit.why(error)


def _line(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}" if code > 0 else text

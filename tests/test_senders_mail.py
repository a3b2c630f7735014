"""Mail: what it is made of, how it is handed over, what each answer means, and which mails are one thread."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.certificates import certificate
from support.envelopes import AT, envelope
from support.mailboxes import PASSWORD, STEPS, USER, Mailbox, mailbox, scripted
from support.tables import rows
from support.wires import Behaviour, Line, closed_port, serving

from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import SENDERS, SETTINGS, Envelope
from sitegen.delivery.senders.mail import (
    FROM_VARIABLE,
    MAX_ID,
    REPLY_TO_VARIABLE,
    SERVER_VARIABLE,
    MailServer,
    mail_of,
    mail_server,
)
from sitegen.model import Audience, Channel

PATIENCE = 20.0
"""Seconds: a deadline that is never reached."""
SHORT = 1.0
"""Seconds: a deadline that is."""
DELIVERED, REFUSED, REJECTED, UNKNOWN = Verdict.DELIVERED, Verdict.REFUSED, Verdict.REJECTED, Verdict.UNKNOWN
FROM = "示例 Status, Inc <status@example.com>"
SENDER = Address("示例 Status, Inc", addr_spec="status@example.com")
LIST = "incidents@lists.example.com"
ENCODED = "status%40example.com:p%40ss%3Aword"
"""User and password of the servers here, as an address has them."""
LONG = "https://status.example.com/" + "a" * 300 + "?q=1&r=%2B"
HTML = f"<!doctype html><p>登录失败。</p><p><a href='{LONG.replace('&', '&amp;')}'>{LONG.replace('&', '&amp;')}</a></p>"
NOTMUCH = shutil.which("notmuch")


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FROM_VARIABLE, FROM)
    monkeypatch.delenv(REPLY_TO_VARIABLE, raising=False)
    monkeypatch.delenv(SERVER_VARIABLE, raising=False)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for servers here."""
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(tls: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The same, trusted here."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[0]))
    return tls[1]


def _send(server: str, to: str = LIST, deadline: float = PATIENCE, **values: Any) -> Outcome:
    """Mail by a server, as SITEGEN_SMTP names it."""
    os.environ[SERVER_VARIABLE] = server
    return SENDERS[Channel.EMAIL](envelope(Channel.EMAIL, **values), to, deadline=deadline)


def _sent(behave: Behaviour, to: str = LIST, deadline: float = PATIENCE, **values: Any) -> Outcome:
    with serving(behave) as server:
        return _send(f"smtp://127.0.0.1:{server.port}", to, deadline, **values)


def _mail(sent: Envelope, to: tuple[str, ...] = (LIST,), sender: Address = SENDER) -> EmailMessage:
    """As Python reads it on the other side."""
    read = message_from_bytes(mail_of(sent, sender, to, None).as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    return read


# --- what a mail is made of


def test_a_mail_arrives_whole() -> None:
    """A subject of 200 Chinese characters, a sender with a name, text and HTML with every address in them."""
    title = "登录、下单与支付在华东区域间歇性失败" * 12
    text = f"登录失败。\n\n{LONG}\n"
    with mailbox() as box:
        outcome = _send(f"smtp://127.0.0.1:{box.port}", title=title[:200], text=text, html=HTML, locale="zh-CN")

    mail = box.read[0]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert outcome.verdict is DELIVERED
    assert (mail["Subject"], mail["To"], mail["Content-Language"]) == (title[:200], LIST, "zh-CN")
    assert mail["From"].addresses == (SENDER,)
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == text
    assert html is not None
    assert html.get_content().strip() == HTML
    assert (box.senders, box.recipients) == (["status@example.com"], [[LIST]])


def test_a_full_stop_alone_on_a_line_ends_nothing() -> None:
    """SMTP's own end of a mail; in English the text goes out as it is."""
    text = "one\n.\n..two\n.three\n\nfour\n"
    with mailbox() as box:
        outcome = _send(f"smtp://127.0.0.1:{box.port}", text=text)

    assert (outcome.verdict, len(box.mails)) == (DELIVERED, 1)
    assert b"\r\n.\r\n" in box.mails[0]
    assert box.read[0].get_content().replace("\r\n", "\n") == text


def test_a_mail_without_html_is_text() -> None:
    """There is no part to choose from."""
    assert _mail(envelope(Channel.EMAIL, html=None)).get_content_type() == "text/plain"


def test_every_server_can_take_it() -> None:
    """Seven bits, lines of at most 998, none that ends elsewhere than at CR LF."""
    raw = mail_of(
        envelope(Channel.EMAIL, title="登" * 200, text="登" * 3000, html=HTML), SENDER, (LIST,), None
    ).as_bytes()

    assert raw.isascii()
    assert all(len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in raw.split(b"\r\n"))
    assert all(len(line) <= 78 for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))


ANYTHING = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=220)
MIXED = [
    "Login",
    "登录",
    "—",
    "café",
    "API",
    "失败",
    "“slow”",
    "已恢复",
    "支付",
    "in",
    "Europe",
    "\U0001f525",
    "=?utf-8?q?x?=",
]
ENGLISH = st.lists(st.text("aé =?", min_size=1, max_size=12), min_size=1, max_size=20).map(" ".join)


@given(title=ANYTHING | ENGLISH | st.lists(st.sampled_from(MIXED), min_size=2, max_size=25).map(" ".join))
def test_a_subject_is_read_as_it_was_written(title: str) -> None:
    """Whatever it consists of: Python itself loses a space in one of eight that mix languages."""
    assert _mail(envelope(Channel.EMAIL, title=title))["Subject"] == title.strip()


@rows("length", range(1, 200))
def test_a_subject_begins_where_its_name_ends(length: int) -> None:
    """Python would begin one of 70 to 77 letters on the next line, and some readers show an empty one."""
    title = ("Sign-in and checkout are failing for some customers " * 4)[:length].strip()
    raw = mail_of(envelope(Channel.EMAIL, title=title), SENDER, (LIST,), None).as_bytes()

    assert f"\r\nSubject: {title[:10]}".encode() in raw
    assert message_from_bytes(raw, policy=default)["Subject"] == title


HOSTILE = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00"]


@rows("end", HOSTILE)
def test_a_title_makes_no_header(end: str) -> None:
    """Nor a body, a part or a second mail, whatever its author takes for the end of a line."""
    title = f"Login{end}Bcc: everybody@example.com{end}{end}--=_x{end}.{end}MAIL FROM:<x@example.com>"
    plain = _mail(envelope(Channel.EMAIL, html=HTML))
    mail = _mail(envelope(Channel.EMAIL, title=title, html=HTML, locale=f"en{end}Bcc: x@example.com"))

    assert mail.keys() == plain.keys()
    assert len(list(mail.walk())) == 3
    assert " ".join(mail["Subject"].split()).startswith("Login Bcc: everybody@example.com")


def test_a_title_that_looks_encoded_is_not_decoded() -> None:
    """It arrives as it was written, sign for sign."""
    title = "=?utf-8?q?Login_fails?= =?utf-8?b?TG9naW4=?="

    assert _mail(envelope(Channel.EMAIL, title=title))["Subject"] == title


def test_the_same_envelope_is_the_same_bytes() -> None:
    """No word of chance: the boundary, the ids and the moment come from the envelope."""
    made = [mail_of(envelope(Channel.EMAIL, key, html=HTML), SENDER, (LIST,), None).as_bytes() for key in "aab"]

    assert made[0] == made[1] != made[2]


def test_a_boundary_is_not_foreseen_by_an_author() -> None:
    """It is made from what stands between it, too."""
    boundaries = {_mail(envelope(Channel.EMAIL, text=text, html=HTML)).get_boundary() for text in ("a", "b")}

    assert len(boundaries) == 2


def test_readers_of_a_public_message_do_not_see_each_other() -> None:
    """The team may, a list must."""
    several = ("a@example.com", "b@example.com")

    assert _mail(envelope(Channel.EMAIL), several)["To"] == "undisclosed-recipients:;"
    assert _mail(envelope(Channel.EMAIL, audience=Audience.TEAM), several)["To"] == "a@example.com, b@example.com"
    assert _mail(envelope(Channel.EMAIL), (LIST,))["To"] == LIST


def test_answers_go_where_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SITEGEN_MAIL_REPLY_TO says."""
    monkeypatch.setenv(REPLY_TO_VARIABLE, "客服 <support@example.com>")
    with mailbox() as box:
        _send(f"smtp://127.0.0.1:{box.port}")

    assert box.read[0]["Reply-To"].addresses == (Address("客服", addr_spec="support@example.com"),)


# --- threads


@rows(
    "domain",
    ["example.com", "status.mail.of-a-company-with-a-long-name.example.com", f"{'a' * 60}.example.com", "a" * 63, "x"],
)
def test_an_id_is_one_word_on_one_line(domain: str) -> None:
    """Python would make an encoded word of a longer one, which no reader takes for an id."""
    mail = mail_of(envelope(Channel.EMAIL, first=False), Address("", "status", domain), (LIST,), None)
    ids = [
        line for line in mail.as_bytes().split(b"\r\n") if line.startswith((b"Message-ID", b"In-Reply", b"References"))
    ]

    assert len(ids) == 3
    for line in ids:
        name, _, value = line.partition(b": ")
        assert value == str(mail[name.decode()]).encode()
        assert len(value) <= MAX_ID
        assert value[:1] + value[-1:] == b"<>"


def test_every_mail_refers_to_the_first() -> None:
    """Also where that was never sent."""
    first = _mail(envelope(Channel.EMAIL, "a", thread="login/users"))
    later = _mail(envelope(Channel.EMAIL, "b", thread="login/users", first=False))
    other = _mail(envelope(Channel.EMAIL, "b", thread="orders/users", first=False))

    assert first["Message-ID"] == later["References"] == later["In-Reply-To"] != other["References"]
    assert "References" not in first
    assert later["Message-ID"] != first["Message-ID"]


def test_a_second_attempt_is_the_same_mail_and_a_correction_another() -> None:
    """Readers show one of several with the same id, so a correction under it would be seen by nobody."""
    ids = [
        _mail(envelope(Channel.EMAIL, key, thread="login", first=False, text=text))["Message-ID"]
        for key, text in [("a", "We look."), ("a", "We look."), ("a", "We looked."), ("b", "We look.")]
    ]

    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


@pytest.mark.skipif(NOTMUCH is None, reason="notmuch is not installed (Debian's package of that name has it)")
def test_a_mail_store_shows_an_incident_as_one_thread(tmp_path: Path) -> None:
    """Notmuch, of two incidents: one was told from the start, of the other the first mail was not sent here."""
    told = [
        ("login", "first", True, "登录失败"),
        ("login", "progress", False, "更新：登录失败"),
        ("orders", "progress", False, "Orders are slow"),
        ("login", "resolved", False, "已恢复：登录失败"),
        ("orders", "resolved", False, "Orders are fast again"),
    ]
    with mailbox() as box:
        for slug, stage, first, title in told:
            sent = envelope(Channel.EMAIL, f"{slug}/{stage}", thread=slug, first=first, title=title, html=HTML)
            os.environ[SERVER_VARIABLE] = f"smtp://127.0.0.1:{box.port}"
            assert SENDERS[Channel.EMAIL](sent, LIST, deadline=PATIENCE).verdict is DELIVERED

    expected = [
        {mail["Message-ID"].strip("<>") for mail in box.read if ("Orders" in mail["Subject"]) == orders}
        for orders in (True, False)
    ]
    assert sorted(_threads(tmp_path, box.mails), key=len) == expected


def _threads(folder: Path, mails: list[bytes]) -> list[set[str]]:
    """The ids of the mails in each thread that Notmuch makes of them."""
    store = folder / "mail" / "cur"
    store.mkdir(parents=True)
    for number, mail in enumerate(mails):
        (store / f"{number}:2,").write_bytes(mail.replace(b"\r\n", b"\n"))
    settings = folder / "notmuch"
    settings.write_text(f"[database]\npath={folder / 'mail'}\n[user]\nname=Reader\nprimary_email=reader@example.com\n")
    environment = {"NOTMUCH_CONFIG": str(settings), "HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    def notmuch(*arguments: str) -> Any:
        command = [str(NOTMUCH), *arguments]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return json.loads(done.stdout or "null")

    notmuch("new", "--quiet")
    found = notmuch("search", "--format=json", "--output=threads", "*")
    return [set(notmuch("search", "--format=json", "--output=messages", f"thread:{thread}")) for thread in found]


# --- the way to a server


def test_a_mail_goes_out_in_tls_from_the_start(trusted: ssl.SSLContext) -> None:
    """With smtps://, the user authenticated."""
    with mailbox(implicit=trusted, closed=True) as box:
        outcome = _send(f"smtps://{ENCODED}@localhost:{box.port}")

    assert (outcome.verdict, box.users) == (DELIVERED, [USER])


def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """mail.example.com is this machine, and nobody knows."""
    resolve = socket.getaddrinfo

    def found(host: str, port: int, *more: Any, **options: Any) -> Any:
        return resolve("127.0.0.1" if host == "mail.example.com" else host, port, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_mail_changes_to_tls_before_anything_else(trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """With smtp://, on another machine: not a word of the user before."""
    _elsewhere(monkeypatch)
    with mailbox(starttls=trusted, closed=True) as box:
        outcome = _send(f"smtp://{ENCODED}@mail.example.com:{box.port}")

    assert outcome.verdict is DELIVERED
    assert (box.users, box.secure) == ([USER], [True])


def test_a_server_without_tls_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither user nor mail; whoever sits between may have taken the offer away."""
    _elsewhere(monkeypatch)
    asked: list[bytes] = []
    with serving(scripted("end", "250 OK", asked)) as server:
        outcome = _send(f"smtp://{ENCODED}@mail.example.com:{server.port}")

    assert outcome.verdict is REJECTED
    assert outcome.detail.startswith("STARTTLS: ")
    assert asked == [b"ehlo localhost\r\n"]


def test_a_certificate_of_nobody_is_refused(tls: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> None:
    """In both ways to TLS."""
    _elsewhere(monkeypatch)
    with mailbox(implicit=tls[1]) as box:
        implicit = _send(f"smtps://localhost:{box.port}")
    with mailbox(starttls=tls[1]) as box:
        starttls = _send(f"smtp://mail.example.com:{box.port}")

    assert (implicit.verdict, implicit.detail) == (REFUSED, "no TLS with the server: self-signed certificate")
    assert (starttls.verdict, starttls.detail) == (REFUSED, "STARTTLS: self-signed certificate")
    assert box.mails == []


def test_a_wrong_password_is_rejected() -> None:
    """And is not in what is said of it."""
    with mailbox(closed=True) as box:
        outcome = _send(f"smtp://status%40example.com:wrong-Pa55word@127.0.0.1:{box.port}")

    assert (outcome.verdict, box.mails) == (REJECTED, [])
    assert outcome.detail.startswith("user and password: 535")


def test_a_server_that_knows_no_users_rejects_one() -> None:
    """It is the wrong server, or the wrong port of it."""
    outcome = None
    with serving(scripted("end", "250 OK")) as server:
        outcome = _send(f"smtp://{ENCODED}@127.0.0.1:{server.port}")

    assert (outcome.verdict, outcome.detail[:18]) == (REJECTED, "user and password:")


def test_a_server_that_wants_a_user_rejects_nobody() -> None:
    """With the words of the server."""
    with mailbox(closed=True) as box:
        outcome = _send(f"smtp://127.0.0.1:{box.port}")

    assert outcome.verdict is REJECTED
    assert outcome.detail.startswith("MAIL FROM: 530")


@rows(
    ("challenge", "verdict"),
    [(b"not base64!", REJECTED), (b"", REJECTED), (b"454 4.7.0 Later\r\n", REFUSED), (b"535 No\r\n", REJECTED)],
)
def test_a_strange_way_to_authenticate_is_no_bug(challenge: bytes, verdict: Verdict) -> None:
    """Whatever it asks."""

    def behave(line: Line) -> None:
        line.say(b"220 here\r\n")
        line.reader.readline()
        line.say(b"250-here\r\n250 AUTH CRAM-MD5\r\n")
        line.reader.readline()
        line.say(challenge if challenge[:3].isdigit() else b"334 " + challenge + b"\r\n")
        line.reader.readline()
        line.say(b"535 No\r\n")
        line.wait()

    with serving(behave) as server:
        assert _send(f"smtp://{ENCODED}@127.0.0.1:{server.port}").verdict is verdict


# --- what answers mean

BEFORE = STEPS[:-1]
SAID = [
    *((step, None, REFUSED) for step in BEFORE),
    *((step, "421 4.3.2 Closing", REFUSED) for step in BEFORE),
    *((step, "450 4.2.0 Greylisted", REFUSED) for step in BEFORE),
    *((step, "550 5.7.1 No", REJECTED) for step in BEFORE if step != "EHLO"),
    *((step, "nonsense", REFUSED) for step in BEFORE),
    *((step, "199 what", REFUSED) for step in ("MAIL", "RCPT", "DATA")),
    ("RCPT", "251 will forward", DELIVERED),
    ("DATA", "250 what", REFUSED),
    ("end", "250 2.0.0 Queued as 4Xk", DELIVERED),
    ("end", None, UNKNOWN),
    ("end", "nonsense", UNKNOWN),
    ("end", "354 what", UNKNOWN),
    ("end", "421 4.3.2 Closing", REFUSED),
    ("end", "452 4.3.1 Full", REFUSED),
    ("end", "550 5.7.1 Spam", REJECTED),
    ("end", "552 5.3.4 Too big", REJECTED),
]


@rows(("step", "answer", "verdict"), SAID)
def test_an_answer_means_what_its_code_says(step: str, answer: str | None, verdict: Verdict) -> None:
    """4xx may change and 5xx not; where the mail has gone out and nothing came back, nobody knows."""
    outcome = _sent(scripted(step, answer))

    assert outcome.verdict is verdict
    assert answer is None or verdict is DELIVERED or answer.partition(" ")[2] in outcome.detail or answer == "nonsense"


def test_a_server_is_left_as_is_usual() -> None:
    """Its answer to QUIT is not waited for."""
    asked: list[bytes] = []

    assert _sent(scripted("end", "250 OK", asked)).verdict is DELIVERED
    assert [line.split()[0].upper() for line in asked[:4]] == [b"EHLO", b"MAIL", b"RCPT", b"DATA"]


def test_nothing_is_delivered_where_nobody_listens() -> None:
    """Another attempt may find somebody."""
    outcome = _send(f"smtp://127.0.0.1:{closed_port()}")

    assert (outcome.verdict, outcome.detail) == (REFUSED, "no connection: Connection refused")


def test_a_connection_that_breaks_in_the_mail_has_delivered_nothing() -> None:
    """The full stop that ends it was not sent."""

    def behave(line: Line) -> None:
        for words in (b"220 here", b"250 here", b"250 OK", b"250 OK", b"354 Go on"):
            line.say(words + b"\r\n")
            line.reader.readline()
        line.reset()

    outcome = _sent(behave, text="x" * 8_000_000)

    assert (outcome.verdict, outcome.detail) == (REFUSED, "DATA: the connection ended")


@rows(("step", "verdict"), [("greeting", REFUSED), ("DATA", REFUSED), ("end", UNKNOWN)])
def test_a_server_that_is_silent_is_not_waited_for(step: str, verdict: Verdict) -> None:
    """The deadline is one for the whole attempt."""
    outcome = _sent(scripted(step, ""), deadline=SHORT)

    assert outcome.verdict is verdict
    assert "nothing within 1 s" in outcome.detail


def test_a_server_that_drips_is_not_waited_for() -> None:
    """Each byte comes in time, and the end of the line never."""
    assert _sent(lambda line: line.drip(b"220-more\r\n"), deadline=SHORT).verdict is REFUSED


def test_a_handshake_that_stops_is_not_waited_for() -> None:
    """It belongs to the attempt."""
    with serving(Line.wait) as server:
        outcome = _send(f"smtps://localhost:{server.port}", deadline=SHORT)

    assert (outcome.verdict, outcome.detail) == (REFUSED, "no TLS with the server: nothing within 1 s")


# --- several addresses

ALICE, BOB, CAROL = "alice.liddell@example.com", "bob.builder@example.com", "carol.kaye@example.org"


@rows(
    ("refused", "verdict", "words"),
    [
        ({}, DELIVERED, "250 2.0.0 Taken"),
        ({BOB: "550 5.1.1 No such user"}, DELIVERED, "for 2 of 3 addresses: 250 2.0.0 Taken; the others: 550 5.1.1 No"),
        ({BOB: "450 4.2.0 Later", ALICE: "550 No"}, DELIVERED, "for 1 of 3 addresses"),
        (dict.fromkeys((ALICE, BOB, CAROL), "550 5.1.1 No"), REJECTED, "RCPT TO: 550 5.1.1 No"),
        ({ALICE: "550 No", BOB: "451 4.3.0 Later", CAROL: "550 No"}, REFUSED, "RCPT TO: 451 4.3.0 Later"),
    ],
)
def test_some_addresses_may_be_refused(refused: dict[str, str], verdict: Verdict, words: str) -> None:
    """Whoever has got it must not get it again; how many have not is said, and not who."""
    with mailbox(refused=refused) as box:
        outcome = _send(f"smtp://127.0.0.1:{box.port}", f" {ALICE}, Bob <{BOB}>;\n{CAROL}, {ALICE},\n")

    assert outcome.verdict is verdict
    assert words in outcome.detail
    assert box.recipients == (
        [[one for one in (ALICE, BOB, CAROL) if one not in refused]] if verdict is DELIVERED else []
    )


# --- settings


@rows(
    "to",
    ["", " , ", "alice", "alice@", "@example.com", "alice@example.com bob@example.com", "爱丽丝@example.com", "a@b,x"],
)
def test_addresses_that_are_none_are_rejected(to: str) -> None:
    """Before a server is asked, and without quoting them."""
    outcome = _send("smtp://127.0.0.1:1", to)

    assert outcome.verdict is REJECTED
    assert outcome.detail.startswith("expected mail addresses with commas between, found ")
    assert "alice" not in outcome.detail


@rows(
    "setting",
    [
        "",
        "mail.example.com",
        "mail.example.com:587",
        "https://mail.example.com",
        "smtp://",
        "smtp://mail.example.com:port",
        "smtp://mail.example.com:99999",
        "smtp://user@mail.example.com",
        "smtp://:secret@mail.example.com",
        "smtp://user:p/w@mail.example.com",
        "smtp://user:p%FFw@mail.example.com",
        "smtp://user:pässword@mail.example.com",
        "smtp://mail.example.com/?starttls=no",
        "smtp://mail.example.com#x",
    ],
)
def test_a_server_that_is_none_is_rejected(setting: str) -> None:
    """With what is expected, and nothing of what was found."""
    outcome = _send(setting)

    assert outcome.verdict is REJECTED
    assert outcome.detail.startswith("SITEGEN_SMTP: expected smtps://USER:PASSWORD@HOST:PORT, percent-encoded")
    assert "mail.example" not in outcome.detail


@rows("variable", [FROM_VARIABLE, REPLY_TO_VARIABLE])
def test_an_address_of_ours_is_one(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sender and reader of answers."""
    values = [
        "nobody",
        "a@example.com, b@example.com",
        "状态@example.com",
        "A\nBcc: x@example.com <a@example.com>",
        "a@",
    ]
    values += ["A <a@example.com", "group: a@example.com, b@example.com;"] + [""] * (variable == FROM_VARIABLE)
    monkeypatch.setenv(FROM_VARIABLE, FROM)
    for value in values:
        monkeypatch.setenv(variable, value)
        outcome = _send("smtp://127.0.0.1:1")
        assert outcome.verdict is REJECTED, value
        assert outcome.detail.startswith(f"{variable}: expected one address")


@rows(
    ("setting", "expected"),
    [
        ("smtps://a:b@mail.example.com", MailServer(True, "mail.example.com", 465, "a", "b")),
        ("smtp://a%40b.c:%25%2F@mail.example.com/", MailServer(False, "mail.example.com", 587, "a@b.c", "%/")),
        (" smtp://[::1]:25\n", MailServer(False, "::1", 25, "", "")),
        ("smtps://邮件.example.com:2465", MailServer(True, "xn--5nq051n.example.com", 2465, "", "")),
    ],
)
def test_a_server_has_its_usual_port(setting: str, expected: MailServer) -> None:
    """And what is not a letter or a digit is percent-encoded."""
    assert mail_server(setting) == expected


# --- secrets

CANARY = "Canary7f3b9c2e5d"


@rows("step", [*STEPS, "end in two"])
def test_no_answer_brings_a_secret_into_the_log(step: str) -> None:
    """Servers like to say whom they do not know; no address, no part of one, no server, user or password is kept."""
    to = f"{CANARY}@{CANARY.lower()}.example.com"
    words = f"550 5.1.1 <{to}>: {CANARY} {CANARY[:10]}@ unknown to {CANARY[3:]} (127.0.0.1) said \x1b[31m"
    told = words if step != "end in two" else f"250-{CANARY}\r\n250 for <{to}>"
    with serving(scripted(step.partition(" ")[0], told)) as server:
        outcome = _send(f"smtp://127.0.0.1:{server.port}", to)

    shown = repr(outcome).lower()
    assert not [at for at in range(len(CANARY) - 9) if CANARY[at : at + 9].lower() in shown]
    assert outcome.detail.isprintable()


def test_a_server_has_no_repr() -> None:
    """It would be in every traceback."""
    assert CANARY not in repr(mail_server(f"smtps://{CANARY}:{CANARY}@example.com"))


def test_what_was_kept_is_what_the_tests_count(trusted: ssl.SSLContext) -> None:
    """The mailbox of these tests lets nobody in with another password."""
    with mailbox(implicit=trusted, closed=True) as box:
        outcome = _send(
            f"smtps://status%40example.com:{PASSWORD[:-1].replace('@', '%40').replace(':', '%3A')}@localhost:{box.port}"
        )

    assert isinstance(box, Mailbox)
    assert (outcome.verdict, box.users) == (REJECTED, [])


# --- a look before anything is claimed


@rows(
    ("server", "sender", "to", "expected"),
    [
        ("smtps://a:b@mail.example.com", FROM, LIST, []),
        ("", FROM, LIST, [SERVER_VARIABLE]),
        (f"smtps://{CANARY}@mail.example.com", FROM, LIST, [SERVER_VARIABLE]),
        ("smtps://a:b@mail.example.com", "", LIST, [FROM_VARIABLE]),
        ("smtps://a:b@mail.example.com", CANARY, LIST, [FROM_VARIABLE]),
        ("smtps://a:b@mail.example.com", FROM, CANARY, ["expected mail addresses"]),
        ("", "", CANARY, [SERVER_VARIABLE, FROM_VARIABLE, "expected mail addresses"]),
    ],
)
def test_the_settings_are_looked_at_without_mailing(
    server: str, sender: str, to: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is wrong at once, and nothing of what was found."""
    monkeypatch.setenv(SERVER_VARIABLE, server)
    monkeypatch.setenv(FROM_VARIABLE, sender)

    fault = SETTINGS[Channel.EMAIL](to)

    faults = fault.split("; ") if fault else []
    assert len(faults) == len(expected)
    assert all(map(str.startswith, faults, expected))
    assert CANARY not in fault

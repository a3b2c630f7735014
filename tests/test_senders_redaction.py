"""What others say of a message, on one line and without what must not be in a log."""

from __future__ import annotations

from support.tables import rows

from sitegen.delivery.senders.redaction import MAX_LINE, Redaction

HOOK = "https://hooks.example.com/services/T0Team/webhook/s3cr%33tToken42?key=ABCDEFGH-1234&v=1#SEC%2Bword"
MAILED = "alice.liddell@example.org"


@rows(
    ("words", "expected"),
    [
        ("errcode 93000: invalid webhook url", "errcode 93000: invalid webhook url"),
        ("HTTP 404: no_service", "HTTP 404: no_service"),
        ("no services for this team", "no services for this team"),
        ("posting_to_general_channel_denied", "posting_to_general_channel_denied"),
        ("关键词不匹配", "关键词不匹配"),
        (HOOK, "[hidden]"),
        ("see https://other.example.net/x?y=z.", "see [hidden]"),
        ("no hooks.example.com here", "no [hidden] here"),
        ("no HOOKS.EXAMPLE.COM here", "no [hidden] here"),
        ("team T0Team is gone", "team [hidden] is gone"),
        ("key=ABCDEFGH-1234", "key=[hidden]"),
        ("key=ABCDEFGH…", "key=[hidden]…"),
        ("token s3cr3tToken42, s3cr%33tToken42", "token [hidden], [hidden]"),
        ("ends in cr3tToken", "ends in [hidden]"),
        ("secret SEC+word or SEC%2Bword", "secret [hidden] or [hidden]"),
        ("<alice.liddell@example.org>: nobody", "<[hidden]>: nobody"),
        ("alice.liddell is nobody", "[hidden] is nobody"),
        ("postmaster@mail.example.net says no", "[hidden] says no"),
        ("one\r\ntwo\tthree\x00\x1b[31mfour\u2028five  six", "one two three [31mfour five six"),
        ("", ""),
    ],
)
def test_words_are_kept_and_secrets_are_not(words: str, expected: str) -> None:
    """An address, its parts, a token that was cut off; what every vendor's address has is a word."""
    assert Redaction(["p@ssword"], addresses=[HOOK, MAILED]).line(words) == expected


def test_a_password_is_hidden_as_a_whole() -> None:
    """Its parts are words like others."""
    redaction = Redaction(["pass:word"], addresses=[])

    assert redaction.line("wrong password: PASS:WORD") == "wrong password: [hidden]"


def test_a_line_is_not_longer_than_a_log_likes() -> None:
    """And is cut after what is hidden is hidden."""
    line = Redaction(["canary7x"], addresses=[]).line("-" * (MAX_LINE - 3) + "canary7x" * 5)

    assert len(line) == MAX_LINE
    assert line.endswith("-[h…")

"""The services that apprise knows: what is asked of it, what is not, and what its word is worth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.envelopes import envelope
from support.tables import rows
from support.wires import BLOCKED, Behaviour, Line, Request, closed_port, http, serving

from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import SENDERS, SETTINGS
from sitegen.delivery.senders.apprise import told_to_apprise
from sitegen.model import Channel

PATIENCE = 60.0
"""Seconds: a deadline that is never reached."""
DELIVERED, REFUSED, REJECTED, UNKNOWN = Verdict.DELIVERED, Verdict.REFUSED, Verdict.REJECTED, Verdict.UNKNOWN
CANARY = "Canary7f3b9c2e5d"

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise imports it.


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BLOCKED:
        monkeypatch.delenv(name, raising=False)


def _send(to: str, deadline: float = PATIENCE, title: str = "Sign-in is failing", body: str = "We look.") -> Outcome:
    payload = {"title": title, "body": body, "format": "text"}
    return SENDERS[Channel.APPRISE](envelope(Channel.APPRISE, payload=payload), to, deadline=deadline)


def _keeps(kept: list[Request], answer: bytes) -> Behaviour:
    def behave(line: Line) -> None:
        kept.append(line.request())
        line.say(answer)

    return behave


def test_a_message_goes_out_whole() -> None:
    """Title and text as they are: no template, no emoji, no escape of theirs means anything."""
    kept: list[Request] = []
    title, text = "登录失败 :fire: {{ x }}", "登录失败 \\n {{ x }} :fire:\n\nhttps://status.example.com/?a=1&b=<c>"
    with serving(_keeps(kept, http(200))) as server:
        outcome = _send(f" json://127.0.0.1:{server.port}/{CANARY}\n", title=title, body=text)

    document = json.loads(kept[0].body)
    assert (outcome.verdict, len(kept)) == (DELIVERED, 1)
    assert (document["title"], document["message"]) == (title, text)


@rows("answer", [http(400), http(429), http(500), b""])
def test_a_failure_leaves_open_what_went_out(answer: bytes) -> None:
    """Apprise does not say how far it came; it is asked once."""
    kept: list[Request] = []
    with serving(_keeps(kept, answer)) as server:
        outcome = _send(f"json://127.0.0.1:{server.port}/")

    assert (outcome.verdict, len(kept)) == (UNKNOWN, 1)


def test_a_redirect_is_not_followed() -> None:
    """Apprise would take what is behind it for the service."""
    kept: list[Request] = []
    with serving(_keeps(kept, http(200))) as elsewhere:
        location = f"http://127.0.0.1:{elsewhere.port}/"
        with serving(_keeps([], http(307, Location=location))) as server:
            outcome = _send(f"json://127.0.0.1:{server.port}/")

    assert (outcome.verdict, kept) == (UNKNOWN, [])


def test_a_service_that_is_silent_is_not_waited_for() -> None:
    """Its process is ended, and with it the connection."""
    hung_up = []

    def behave(line: Line) -> None:
        line.request()
        line.wait()
        hung_up.append(True)

    with serving(behave) as server:
        outcome = _send(f"json://127.0.0.1:{server.port}/?rto=600", 5.0)

    assert (outcome.verdict, outcome.detail) == (UNKNOWN, "apprise was not done within 5 s")
    assert hung_up == [True]


@rows("payload", [None, "text", {"title": "x"}])
def test_a_message_without_a_form_is_rejected(payload: object) -> None:
    """A channel has forgotten it."""
    message = envelope(Channel.APPRISE, payload=payload)

    assert SENDERS[Channel.APPRISE](message, "json://127.0.0.1:1/", deadline=PATIENCE).verdict is REJECTED


def test_what_had_not_begun_has_delivered_nothing() -> None:
    """A machine that is slow is no reason for doubt."""
    assert _send("json://127.0.0.1:1/", 0.001).verdict is REFUSED


def test_nothing_of_the_address_is_to_be_seen(capfd: pytest.CaptureFixture[str]) -> None:
    """Not in the list of processes, not in the output, not in the outcome."""
    commands: list[bytes] = []

    def behave(line: Line) -> None:
        line.request()
        commands.extend(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline"))
        line.say(http(500, CANARY))

    with serving(behave) as server:
        outcome = _send(f"json://{CANARY}:{CANARY}@127.0.0.1:{server.port}/{CANARY}")

    assert CANARY.lower() not in repr(outcome).lower()
    assert not any(CANARY.encode() in command for command in commands)
    assert capfd.readouterr() == ("", "")


FAKE = {
    "without apprise": ("raise ImportError", REJECTED, "make extras"),
    "a bug before": ("class AppriseAsset: pass", REFUSED, "apprise ended without a result"),
    "a bug within": (
        "class Service:\n"
        "    protocol = secure_protocol = 'x'\n"
        "    overflow_mode, retry, optional, redirects, verify_certificate = 'upstream', 0, False, False, True\n"
        "    title_maxlen, body_maxlen = 100, 1000\n"
        "class AppriseAsset:\n"
        "    def __init__(self, **_): pass\n"
        "class Apprise:\n"
        "    def __init__(self, **_): pass\n"
        "    @staticmethod\n"
        "    def instantiate(*_, **__): return Service()\n"
        "    def add(self, _): pass\n"
        "    def notify(self, **_): raise RuntimeError\n"
        "class NotifyFormat: TEXT = 'text'\n",
        UNKNOWN,
        "apprise ended without a result",
    ),
}


@pytest.mark.parametrize("case", FAKE)
def test_another_apprise_is_no_bug_of_ours(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None at all, one that breaks before anything has gone out, and one that breaks later."""
    code, verdict, words = FAKE[case]
    (tmp_path / "apprise").mkdir()
    (tmp_path / "apprise" / "__init__.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)

    outcome = _send("json://127.0.0.1:1/")

    assert outcome.verdict is verdict
    assert words in outcome.detail


# --- what is asked of apprise, in this process


def _asked(to: str, text: str = "We look.") -> tuple[Outcome, bool]:
    """What becomes of a message, and whether anything may have gone out."""
    begun: list[bool] = []
    outcome = told_to_apprise(to, "Sign-in is failing", text, lambda: begun.append(True))
    return outcome, bool(begun)


@rows(
    ("to", "channel"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
        ("wecombot://693a91f6-7aac-4bc4-97a0-0ec2sifa5aaa", "wecom"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aac-4bc4-97a0-0ec2sifa5aaa", "wecom"),
        ("dingtalk://abcdefgh12345678", "dingtalk"),
        ("feishu://abcdefgh12345678", "feishu"),
        ("lark://abcdefgh12345678", "feishu"),
        ("workflows://prod-1.westeurope.logic.azure.com:443/abcdefgh12345678/abcdefgh12345678", "teams"),
        ("mailtos://user:password@gmail.com", "email"),
        ("mailto://user:password@example.com", "email"),
    ],
)
def test_what_sitegen_does_itself_is_not_left_to_apprise(to: str, channel: str) -> None:
    """It takes refusals for deliveries there; the channel to use is named."""
    outcome, begun = _asked(to)

    assert (outcome.verdict, begun) == (REJECTED, False)
    assert outcome.detail.endswith(f"use the channel {channel}")


@rows(
    ("option", "named"),
    [
        ("overflow=split", "overflow="),
        ("overflow=truncate", "overflow="),
        ("retry=2", "retry="),
        ("optional=yes", "optional=yes"),
        ("redirect=yes", "redirect=yes"),
        ("verify=no", "verify=no"),
    ],
)
def test_an_address_may_not_ask_for_what_loses_or_doubles(option: str, named: str) -> None:
    """Split, cut, repeated, forgiven, led elsewhere, or told to anybody: none of it."""
    outcome, begun = _asked(f"jsons://127.0.0.1:{closed_port()}/?{option}")

    assert (outcome.verdict, begun) == (REJECTED, False)
    assert named in outcome.detail


@rows("option", ["overflow=upstream", "retry=0", "optional=no", "redirect=no", "verify=yes", "rto=5", "emojis=yes"])
def test_the_rest_is_apprises_business(option: str) -> None:
    """It is asked to send."""
    assert _asked(f"json://127.0.0.1:{closed_port()}/?{option}")[1]


@rows("to", ["", "nonsense://x", "hello", "json://a/, json://b/", "json://a/ json://b/", "json://a/,ntfy://b"])
def test_an_address_that_apprise_does_not_know_is_rejected(to: str) -> None:
    """Also several at once: a route is one."""
    outcome, begun = _asked(to)

    assert (outcome.verdict, begun) == (REJECTED, False)


def test_a_message_that_a_service_would_cut_is_rejected() -> None:
    """With the numbers; one that just fits is sent."""
    limit = 32_768
    port = closed_port()

    assert _asked(f"json://127.0.0.1:{port}/", "x" * limit)[1]
    outcome, begun = _asked(f"json://127.0.0.1:{port}/", "x" * (limit + 1))
    assert (outcome.verdict, begun) == (REJECTED, False)
    assert "32,769 characters are more than the 32,768" in outcome.detail


# --- a look before anything is claimed


@rows(
    ("to", "expected"),
    [
        ("json://127.0.0.1:1/", ""),
        (f"nonsense://{CANARY}", "apprise knows no such address, or finds it incomplete"),
        (f"json://{CANARY}/, json://b/", "expected one address of apprise's, found several"),
        (f"dingtalk://{CANARY}", "dingtalk:// does not say whether a message was taken: use the channel dingtalk"),
        (f"jsons://{CANARY}/?retry=2", "take retry= out of the address"),
    ],
)
def test_an_address_is_looked_at_without_sending(to: str, expected: str) -> None:
    """What would be rejected is told with the same words, none of them the address's."""
    fault = SETTINGS[Channel.APPRISE](to)

    assert fault.startswith(expected)
    assert bool(fault) is bool(expected)
    assert CANARY.lower() not in fault.lower()


@pytest.mark.parametrize("case", ["without apprise", "a bug before"])
def test_a_look_tells_that_apprise_is_not_there(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug of another apprise is no fault of the address: that is for the sending to tell."""
    (tmp_path / "apprise").mkdir()
    (tmp_path / "apprise" / "__init__.py").write_text(FAKE[case][0])
    monkeypatch.syspath_prepend(tmp_path)

    fault = SETTINGS[Channel.APPRISE]("json://127.0.0.1:1/")

    assert fault == ("apprise is not installed: make extras" if case == "without apprise" else "")

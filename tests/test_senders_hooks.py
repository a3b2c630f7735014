"""Slack, WeCom, DingTalk, Feishu, Teams and plain webhooks: one POST, and what its answer means."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support import chats
from support.certificates import certificate
from support.chats import Chat
from support.envelopes import AT, envelope
from support.tables import rows
from support.wires import BLOCKED, Behaviour, Line, closed_port, http, serving

from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import SENDERS, SETTINGS
from sitegen.delivery.senders.posting import AddressError, Answer, hook_address
from sitegen.delivery.senders.vendors import VENDORS, sign_dingtalk, sign_feishu, sign_webhook
from sitegen.model import Channel

PATIENCE = 60.0
"""Seconds: a deadline that is never reached."""
SHORT = 1.0
"""Seconds: a deadline that is."""
LARGE = {"text": "x" * 8_000_000}
"""More than the buffers between two programs hold."""

DELIVERED, REFUSED, REJECTED, UNKNOWN = Verdict.DELIVERED, Verdict.REFUSED, Verdict.REJECTED, Verdict.UNKNOWN
POSTED = tuple(VENDORS)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BLOCKED:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for servers here."""
    return certificate(tmp_path_factory.mktemp("tls"))


def _send(channel: Channel, to: str, deadline: float = PATIENCE, **values: Any) -> Outcome:
    return SENDERS[channel](envelope(channel, **values), to, deadline=deadline)


def _sent(behave: Behaviour, channel: Channel, to: str = "/hook", deadline: float = PATIENCE, **values: Any) -> Outcome:
    """What becomes of a message to a server that behaves in a way; *to* is without the server."""
    with serving(behave) as server:
        return _send(channel, f"http://127.0.0.1:{server.port}{to}", deadline, **values)


def _answers(answer: bytes) -> Behaviour:
    def behave(line: Line) -> None:
        line.request()
        line.say(answer)

    return behave


# --- vendors

FORMS: dict[Channel, dict[str, Any]] = {
    Channel.SLACK: {"text": "登录失败"},
    Channel.WECOM: {"msgtype": "markdown", "markdown": {"content": "登录失败"}},
    Channel.DINGTALK: {"msgtype": "markdown", "markdown": {"title": "登录失败", "text": "登录失败"}},
    Channel.FEISHU: {"msg_type": "text", "content": {"text": "登录失败"}},
    Channel.TEAMS: {"type": "message", "attachments": []},
}
CHATS: dict[Channel, Callable[..., Chat]] = {
    Channel.SLACK: chats.slack,
    Channel.WECOM: chats.wecom,
    Channel.DINGTALK: chats.dingtalk,
    Channel.FEISHU: chats.feishu,
    Channel.TEAMS: chats.teams,
}


@rows("channel", CHATS)
def test_a_vendor_gets_the_payload_as_it_is(channel: Channel) -> None:
    """What the channel has made arrives, and nothing else, once."""
    chat = CHATS[channel]()

    outcome = _sent(chat, channel, chat.path, payload=FORMS[channel])

    assert (outcome.verdict, chat.taken) == (DELIVERED, [FORMS[channel]])


@rows("channel", CHATS)
def test_a_vendor_without_the_right_key_rejects(channel: Channel) -> None:
    """A webhook that is gone, or an address that was not copied whole: WeCom and DingTalk say so with HTTP 200."""
    chat = CHATS[channel]()

    outcome = _sent(chat, channel, chat.path[:-1], payload=FORMS[channel])

    assert (outcome.verdict, chat.taken) == (REJECTED, [])
    assert " (" in outcome.detail, "there is no hint"


@rows(
    ("channel", "wait"),
    [(Channel.SLACK, 30), (Channel.WECOM, 60), (Channel.DINGTALK, 600), (Channel.FEISHU, None), (Channel.TEAMS, 12)],
)
def test_a_rate_limit_refuses_and_says_how_long(channel: Channel, wait: int | None) -> None:
    """The vendor's waiting time, of the answer or of its documents; Feishu has none."""
    chat = CHATS[channel](allowed=0)

    outcome = _sent(chat, channel, chat.path, payload=FORMS[channel])

    assert outcome.verdict is REFUSED
    assert outcome.retry_after == (timedelta(seconds=wait) if wait else None)


@rows("channel", [Channel.SLACK, Channel.WECOM, Channel.TEAMS])
def test_a_form_that_the_vendor_does_not_take_is_rejected(channel: Channel) -> None:
    """Another attempt would end the same."""
    chat = CHATS[channel]()

    assert _sent(chat, channel, chat.path, payload={"nonsense": 1}).verdict is REJECTED


SIGNING = {Channel.DINGTALK: "SECsign+me/42", Channel.FEISHU: "feishu-secret-7"}


@rows("channel", SIGNING)
def test_a_bot_that_wants_signatures_gets_them(channel: Channel) -> None:
    """The secret stands behind the # of the address, percent-encoded or not."""
    chat = CHATS[channel](secret=SIGNING[channel])

    for secret in (SIGNING[channel], SIGNING[channel].replace("+", "%2B")):
        assert _sent(chat, channel, f"{chat.path}#{secret}", payload=FORMS[channel]).verdict is DELIVERED


@rows("channel", SIGNING)
def test_a_wrong_secret_is_explained(channel: Channel) -> None:
    """Whoever reads it knows where the secret goes."""
    chat = CHATS[channel](secret=SIGNING[channel])

    for path in (chat.path, f"{chat.path}#another"):
        outcome = _sent(chat, channel, path, payload=FORMS[channel])
        assert outcome.verdict is REJECTED
        assert "write its secret behind a #" in outcome.detail


@rows("channel", SIGNING)
def test_a_missing_keyword_is_explained(channel: Channel) -> None:
    """It is the one refusal that comes and goes with the words of a message."""
    chat = CHATS[channel](keyword="故障")

    outcome = _sent(chat, channel, chat.path, payload=FORMS[channel])

    assert outcome.verdict is REJECTED
    assert "asks for a keyword" in outcome.detail


def test_feishu_is_signed_beside_the_message() -> None:
    """The message itself is as the channel made it; the moment and the signature stand beside it."""
    chat = chats.feishu(secret="feishu-secret-7")
    payload = {**FORMS[Channel.FEISHU]}

    _sent(chat, Channel.FEISHU, f"{chat.path}#feishu-secret-7", payload=payload)

    assert chat.taken[0].keys() - payload.keys() == {"timestamp", "sign"}
    assert payload == FORMS[Channel.FEISHU]


def test_the_signatures_are_those_of_openssl() -> None:
    """Computed with `openssl dgst -sha256 -hmac` and `-mac HMAC -macopt hexkey:…`."""
    dingtalk = sign_dingtalk("SECsign+me/42", AT, b"")
    feishu = sign_feishu("feishu-secret-7", AT, b"")
    webhook = sign_webhook("hook-secret-9", AT, b'{"text":"x"}')

    assert dingtalk.query == "timestamp=1769150100000&sign=UNMHsZ2WbS8io%2BdMP2sMeKHyFugK%2BfznTGRSEvet0Ec%3D"
    assert feishu.fields == {"timestamp": "1769150100", "sign": "ViP9V/U3dsBa0BDe/TLXxiBvDSZW5jofKkOpolcls7M="}
    assert webhook.headers == {
        "Sitegen-Signature": "t=1769150100,v1=289250436a661b0dd14954d2e3408c9f57a405f0c12c312c5eae5f2a96e89bf1"
    }


# --- answers, as they are on record

_RATE = "too many request"
BEHIND_TEAMS = (
    "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error {} with ContextId"
)
SAID: list[tuple[Channel, bytes, Verdict, str]] = [
    (Channel.SLACK, http(200, "ok"), DELIVERED, "ok"),
    (Channel.SLACK, http(200, "ok\n"), DELIVERED, "ok"),
    (Channel.SLACK, http(200, '{"ok":true}'), DELIVERED, "ok"),
    (Channel.SLACK, http(200, '{"ok":false,"error":"invalid_payload"}'), REJECTED, "invalid_payload"),
    (Channel.SLACK, http(200, "invalid_payload"), REJECTED, "invalid_payload"),
    (Channel.SLACK, http(200, "<html>Log in to this network</html>"), UNKNOWN, "not the vendor's"),
    (Channel.SLACK, http(200), UNKNOWN, "not the vendor's"),
    (Channel.SLACK, http(400, "invalid_payload"), REJECTED, "HTTP 400: invalid_payload"),
    (Channel.SLACK, http(400, "no_text"), REJECTED, "no_text"),
    (Channel.SLACK, http(403, "action_prohibited"), REJECTED, "an administrator"),
    (Channel.SLACK, http(403, "invalid_token"), REJECTED, "make a new one"),
    (Channel.SLACK, http(404, "no_service"), REJECTED, "make a new one"),
    (Channel.SLACK, http(404, "channel_not_found"), REJECTED, "for another"),
    (Channel.SLACK, http(410, "channel_is_archived"), REJECTED, "archived"),
    (Channel.SLACK, http(429, "rate_limited"), REFUSED, "rate_limited"),
    (Channel.SLACK, http(429, "Too Many Requests"), REFUSED, "HTTP 429"),
    (Channel.SLACK, http(500, "rollup_error"), UNKNOWN, "rollup_error"),
    (Channel.SLACK, http(503, "<html>unavailable</html>"), UNKNOWN, "HTTP 503"),
    (Channel.WECOM, http(200, '{"errcode":0,"errmsg":"ok"}'), DELIVERED, "errcode 0"),
    (Channel.WECOM, http(200, '{"errcode":93000,"errmsg":"invalid webhook url, hint: [1]"}'), REJECTED, "the key in"),
    (Channel.WECOM, http(200, '{"errcode":93000,"errmsg":"content exceed max length"}'), REJECTED, "exceed max length"),
    (Channel.WECOM, http(200, '{"errcode":40058,"errmsg":"markdown.content exceed max length"}'), REJECTED, "40058"),
    (Channel.WECOM, http(200, '{"errcode":40008,"errmsg":"invalid message type"}'), REJECTED, "40008"),
    (Channel.WECOM, http(200, '{"errcode":45009,"errmsg":"api freq out of limit"}'), REFUSED, "45009"),
    (Channel.WECOM, http(200, '{"errcode":45033,"errmsg":"api concurrent out of limit"}'), REFUSED, "45033"),
    (Channel.WECOM, http(200, '{"errcode":99999,"errmsg":"news of next year"}'), REJECTED, "99999"),
    (Channel.WECOM, http(200, '{"errcode":99999,"errmsg":"超过频率限制，请求太频繁"}'), REFUSED, "99999"),
    (Channel.WECOM, http(200, '{"errcode":-1,"errmsg":"system busy"}'), UNKNOWN, "-1"),
    (Channel.WECOM, http(200, '{"errmsg":"ok"}'), UNKNOWN, "not the vendor's"),
    (Channel.WECOM, http(200, "ok"), UNKNOWN, "not the vendor's"),
    (Channel.WECOM, http(200, '["errcode"]'), UNKNOWN, "not the vendor's"),
    (Channel.WECOM, http(200, '{"errcode":false}'), UNKNOWN, "not the vendor's"),
    (Channel.WECOM, http(502, "<html>Bad Gateway</html>"), UNKNOWN, "HTTP 502"),
    (Channel.DINGTALK, http(200, '{"errcode":0,"errmsg":"ok"}'), DELIVERED, "errcode 0"),
    (Channel.DINGTALK, http(200, '{"errcode":"0","errmsg":"ok"}'), DELIVERED, "errcode 0"),
    (Channel.DINGTALK, http(200, '{"errcode":130101,"errmsg":"send too fast"}'), REFUSED, "130101"),
    (Channel.DINGTALK, http(200, '{"errcode":410100,"errmsg":"发送速度太快而限流"}'), REFUSED, "410100"),
    (Channel.DINGTALK, http(200, '{"errcode":310000,"errmsg":"keywords not in content"}'), REJECTED, "a keyword"),
    (Channel.DINGTALK, http(200, '{"errcode":310000,"errmsg":"错误描述:关键词不匹配;"}'), REJECTED, "a keyword"),
    (Channel.DINGTALK, http(200, '{"errcode":310000,"errmsg":"错误描述:签名不匹配;"}'), REJECTED, "a signature"),
    (Channel.DINGTALK, http(200, '{"errcode":310000,"errmsg":"invalid timestamp"}'), REJECTED, "the clock"),
    (Channel.DINGTALK, http(200, '{"errcode":310000,"errmsg":"ip 10.0.0.1 not in whitelist"}'), REJECTED, "its list"),
    (Channel.DINGTALK, http(200, '{"errcode":300005,"errmsg":"token is not exist"}'), REJECTED, "make a new one"),
    (Channel.DINGTALK, http(200, '{"errcode":40035,"errmsg":"缺少参数 access_token"}'), REJECTED, "not whole"),
    (Channel.DINGTALK, http(200, '{"errcode":-1,"errmsg":"系统繁忙"}'), UNKNOWN, "系统繁忙"),
    (Channel.DINGTALK, http(200, '{"status":1111,"wait":5,"source":"x5","punish":"deny"}'), REFUSED, "firewall"),
    (Channel.DINGTALK, http(200, "<html>deny</html>"), UNKNOWN, "not the vendor's"),
    (Channel.FEISHU, http(200, '{"code":0,"msg":"success","data":{}}'), DELIVERED, "code 0"),
    (Channel.FEISHU, http(200, '{"StatusCode":0,"StatusMessage":"success"}'), DELIVERED, "code 0"),
    (Channel.FEISHU, http(200, '{"code":19024,"msg":"Key Words Not Found"}'), REJECTED, "a keyword"),
    (Channel.FEISHU, http(200, '{"code":19021,"msg":"sign match fail"}'), REJECTED, "a signature"),
    (Channel.FEISHU, http(200, '{"code":19022,"msg":"Ip Not Allowed"}'), REJECTED, "in its list"),
    (Channel.FEISHU, http(200, '{"code":9499,"msg":"Bad Request"}'), REJECTED, "Bad Request"),
    (Channel.FEISHU, http(200, f'{{"code":9499,"msg":"{_RATE}"}}'), REFUSED, _RATE),
    (Channel.FEISHU, http(200, '{"code":11232,"msg":"frequency limited psm[x]"}'), REFUSED, "11232"),
    (Channel.FEISHU, http(400, '{"code":99991400,"msg":"request trigger frequency limit"}'), REFUSED, "HTTP 400"),
    (Channel.FEISHU, http(400, '{"code":19001,"msg":"param invalid"}'), REJECTED, "make a new one"),
    (Channel.FEISHU, http(429, '{"code":1,"msg":"x"}'), REFUSED, "HTTP 429"),
    (Channel.FEISHU, http(500, '{"code":19000,"msg":"x"}'), UNKNOWN, "HTTP 500"),
    (Channel.FEISHU, http(200, '{"code":10001,"msg":"internal error"}'), UNKNOWN, "internal error"),
    (Channel.FEISHU, http(504, '{"code":0}'), UNKNOWN, "HTTP 504"),
    (Channel.TEAMS, http(202), DELIVERED, "HTTP 202"),
    (Channel.TEAMS, http(200, "1"), DELIVERED, "HTTP 200"),
    (Channel.TEAMS, http(400, '{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"x"}}'), REJECTED, "deleted"),
    (Channel.TEAMS, http(401, '{"error":{"code":"Nobody","message":"Not signed"}}'), REJECTED, "401: Not signed"),
    (Channel.TEAMS, http(413), REJECTED, "HTTP 413"),
    (Channel.TEAMS, http(429), REFUSED, "HTTP 429"),
    (Channel.TEAMS, http(502, '{"error":{"code":"NoResponse","message":"Nothing."}}'), UNKNOWN, "HTTP 502"),
    (Channel.TEAMS, http(200, BEHIND_TEAMS.format(429)), REFUSED, "HTTP 429"),
    (Channel.TEAMS, http(200, BEHIND_TEAMS.format(400)), REJECTED, "HTTP 400"),
    (Channel.TEAMS, http(200, BEHIND_TEAMS.format(500)), UNKNOWN, "HTTP 500"),
    *((Channel.WEBHOOK, http(code), DELIVERED, f"HTTP {code}") for code in (200, 201, 202, 204)),
    (Channel.WEBHOOK, http(200, '{"errcode":1}'), DELIVERED, "HTTP 200"),
    (Channel.WEBHOOK, http(400, "no such field"), REJECTED, "HTTP 400: no such field"),
    (Channel.WEBHOOK, http(422, '{"error":"no such field"}'), REJECTED, "no such field"),
    (Channel.WEBHOOK, http(409, '{"x":1}'), REJECTED, "HTTP 409"),
    (Channel.WEBHOOK, http(303, "", Location="http://127.0.0.1/"), UNKNOWN, "HTTP 303"),
]  # fmt: skip


@rows(("channel", "answer", "verdict", "words"), SAID)
def test_an_answer_means_what_its_vendor_means(channel: Channel, answer: bytes, verdict: Verdict, words: str) -> None:
    """The body decides where the vendor says no with HTTP 200, and whatever is not understood is unknown."""
    outcome = _sent(_answers(answer), channel)

    assert outcome.verdict is verdict
    assert words in outcome.detail


@rows(("channel", "status"), [(channel, status) for channel in POSTED for status in (301, 302, 307, 308)])
def test_a_redirect_is_not_followed(channel: Channel, status: int) -> None:
    """It is a rejection: the message would arrive as a GET without a body, or with a secret at another's door."""
    with serving(_answers(http(200, "ok"))) as elsewhere:
        location = f"http://127.0.0.1:{elsewhere.port}/"
        outcome = _sent(_answers(http(status, Location=location)), channel)

    assert (outcome.verdict, elsewhere.count) == (REJECTED, 0)
    assert "redirect" in outcome.detail


@rows(
    ("channel", "status"), [(channel, status) for channel in POSTED for status in (408, 500, 501, 502, 503, 504, 599)]
)
def test_a_server_that_failed_may_have_delivered(channel: Channel, status: int) -> None:
    """A gateway says so too, when the program behind it has taken the message and not answered in time."""
    assert _sent(_answers(http(status, Retry_After="5")), channel).verdict is UNKNOWN


@rows(
    ("channel", "status"),
    [(channel, status) for channel in POSTED for status in (400, 401, 403, 404, 405, 410, 413, 415)],
)
def test_a_server_that_says_no_has_not_delivered(channel: Channel, status: int) -> None:
    """And would say no again."""
    outcome = _sent(_answers(http(status, "<html>No</html>")), channel)

    assert (outcome.verdict, outcome.detail) == (REJECTED, f"HTTP {status}")


WAITS = [
    ("0", timedelta(0)),
    ("30", timedelta(seconds=30)),
    ("1.5", timedelta(seconds=1.5)),
    ("Fri, 23 Jan 2026 06:36:00 GMT", timedelta(minutes=1)),
    ("Fri, 23 Jan 2026 06:34:00 GMT", timedelta(0)),
    ("999999999", timedelta(days=1)),
    ("Fri, 23 Jan 2099 06:34:00 GMT", timedelta(days=1)),
    ("99999999999999999999", None),
    ("-5", None),
    ("soon", None),
    ("", None),
]


@rows(("said", "expected"), WAITS)
def test_a_waiting_time_is_in_seconds_or_a_moment(said: str, expected: timedelta | None) -> None:
    """More than a day is not believed, and what is neither is not there."""
    assert _sent(_answers(http(429, Retry_After=said)), Channel.WEBHOOK).retry_after == expected


def test_feishus_gateway_has_a_header_of_its_own() -> None:
    """Seconds until its limit is over."""
    answer = Answer(429, {"x-ogw-ratelimit-reset": "7"}, b'{"code":99991400,"msg":"limit"}', whole=True)

    assert VENDORS[Channel.FEISHU].read(answer, AT).retry_after == timedelta(seconds=7)


# --- plain webhooks


def test_a_webhook_can_know_a_second_attempt() -> None:
    """Its key is the same then, another for a correction and for each message, and says nothing."""
    seen: list[str] = []

    def behave(line: Line) -> None:
        seen.append(line.request().headers["idempotency-key"])
        line.say(http(204))

    with serving(behave) as server:
        for key, text in [
            ("login/a", "We look."),
            ("login/a", "We look."),
            ("login/a", "We looked."),
            ("login/b", "We look."),
        ]:
            message = envelope(Channel.WEBHOOK, key, payload={"text": text})
            SENDERS[Channel.WEBHOOK](message, f"http://127.0.0.1:{server.port}/", deadline=PATIENCE)

    assert seen[0] == seen[1]
    assert len(set(seen)) == 3
    assert all(key.isalnum() and len(key) == 64 for key in seen)


def test_a_webhook_with_a_secret_is_signed_over_what_arrives() -> None:
    """The bytes of the body, not what they stand for."""
    seen: list[tuple[str, str]] = []

    def behave(line: Line) -> None:
        asked = line.request()
        seen.append(
            (
                asked.headers["sitegen-signature"],
                sign_webhook("s3cret word", AT, asked.body).headers["Sitegen-Signature"],
            )
        )
        line.say(http(204))

    assert _sent(behave, Channel.WEBHOOK, "/#s3cret%20word").verdict is DELIVERED
    assert seen[0][0] == seen[0][1]


def test_a_request_is_one_that_servers_know() -> None:
    """UTF-8, its length before it, the address percent-encoded once, user and password in their header."""
    seen = []

    def behave(line: Line) -> None:
        seen.append(line.request())
        line.say(http(204))

    with serving(behave) as server:
        to = f"  http://us%20er:p%40ss@localhost:{server.port}/a%2Fb/路?q=%2B&r=值#\n"
        assert _send(Channel.WEBHOOK, to, payload={"a": "登录 \U0001f525 \ud800"}).verdict is DELIVERED

    asked = seen[0]
    assert asked.line == "POST /a%2Fb/%E8%B7%AF?q=%2B&r=%E5%80%BC HTTP/1.1"
    assert asked.headers["host"] == f"localhost:{server.port}"
    assert asked.headers["content-type"] == "application/json; charset=utf-8"
    assert asked.headers["authorization"] == "Basic dXMgZXI6cEBzcw=="
    assert json.loads(asked.body) == {"a": "登录 \U0001f525 ?"}


# --- addresses


@rows(
    "to",
    [
        "",
        "hooks.slack.com/services/x",
        "ftp://127.0.0.1/",
        "http://hooks.example.com/x",
        "http://127.0.0.1.example.com/x",
        "http://[fe80::1]/x",
        "https://",
        "https:///x",
        "https://[::1/x",
        "https://127.0.0.1:99999/x",
        "https://127.0.0.1:x/",
        "https://a b/x",
        "https://127.0.0.1/a\r\nX-Injected: 1",
        f"https://{'a' * 70}.example.com/x",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_posted_to_is_rejected(to: str) -> None:
    """Before anything goes out, and without a word of the address."""
    outcome = _send(Channel.WEBHOOK, to)

    assert outcome.verdict is REJECTED
    assert outcome.detail.startswith("expected an address that begins with https://")
    assert "example" not in outcome.detail


@rows("channel", [Channel.SLACK, Channel.WECOM, Channel.TEAMS])
def test_a_secret_for_a_vendor_that_does_not_sign_is_a_mistake(channel: Channel) -> None:
    """Nobody shall think that it does something."""
    outcome = _send(channel, "https://127.0.0.1/x#secret")

    assert (outcome.verdict, "has to end before the #" in outcome.detail) == (REJECTED, True)


@rows("payload", [None, [], "text"])
def test_a_message_without_a_form_is_rejected(payload: object) -> None:
    """A channel has forgotten it."""
    assert _send(Channel.SLACK, "https://127.0.0.1/x", payload=payload).verdict is REJECTED


# --- what breaks


@rows("channel", POSTED)
def test_nothing_is_delivered_where_nobody_listens(channel: Channel) -> None:
    """Another attempt may find somebody."""
    outcome = _send(channel, f"http://127.0.0.1:{closed_port()}/hook")

    assert (outcome.verdict, outcome.detail) == (REFUSED, "no connection: Connection refused")


def test_a_name_that_is_not_resolved_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names come and go."""

    def fail(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    outcome = _send(Channel.SLACK, "https://hooks.example.com/x")

    assert outcome.verdict is REFUSED
    assert outcome.detail == "the name of the server was not resolved: Name or service not known"


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline is one for all of the attempt, also for what nothing can interrupt."""
    over = threading.Event()

    def wait(*_: object, **__: object) -> list[Any]:
        over.wait(PATIENCE)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    try:
        outcome = _send(Channel.SLACK, "https://hooks.example.com/x", 0.2)
    finally:
        over.set()

    assert (outcome.verdict, "was not resolved within 0.2 s" in outcome.detail) == (REFUSED, True)


def test_an_address_that_refuses_leaves_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host may have several."""
    with serving(_answers(http(204))) as server:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (closed_port(), server.port)
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

        assert _send(Channel.WEBHOOK, "http://localhost/").verdict is DELIVERED


@rows("channel", POSTED)
def test_a_connection_that_breaks_in_the_body_has_delivered_nothing(channel: Channel) -> None:
    """No server acts on half of it."""

    def behave(line: Line) -> None:
        line.reader.readline()
        line.reset()

    outcome = _sent(behave, channel, payload=LARGE)

    assert (outcome.verdict, "before all had gone out" in outcome.detail) == (REFUSED, True)


@rows("channel", POSTED)
def test_a_server_that_answers_within_the_body_is_heard(channel: Channel) -> None:
    """It has seen from the head that it will not take it, and hangs up."""

    def behave(line: Line) -> None:
        line.reader.readline()
        line.say(http(413))
        line.reset()

    outcome = _sent(behave, channel, payload=LARGE)

    assert (outcome.verdict, outcome.detail) == (REJECTED, "HTTP 413")


def _hangs_up(line: Line) -> None:
    line.request()


def _resets(line: Line) -> None:
    line.request()
    line.reset()


def _ends_in_the_head(line: Line) -> None:
    line.request()
    line.say(b"HTTP/1.1 200 OK\r\nContent-")


def _talks_nonsense(line: Line) -> None:
    line.request()
    line.say(b"220 mail.example.com ESMTP\r\n")


@rows(
    ("channel", "behave"),
    [(channel, behave) for channel in POSTED for behave in (_hangs_up, _resets, _talks_nonsense)],
)
def test_a_message_that_is_not_answered_may_have_arrived(channel: Channel, behave: Behaviour) -> None:
    """It had gone out whole."""
    assert _sent(behave, channel).verdict is UNKNOWN


BROKEN = http(200, '{"errcode":0,"code":0,"errmsg":"ok"}')[:-3]


@rows(
    ("channel", "behave"), [(channel, behave) for channel in POSTED for behave in (_answers(BROKEN), _ends_in_the_head)]
)
def test_an_answer_that_breaks_off_says_what_its_status_says(channel: Channel, behave: Behaviour) -> None:
    """Where the body decides, nothing is known."""
    expected = DELIVERED if channel in (Channel.TEAMS, Channel.WEBHOOK) else UNKNOWN

    assert _sent(behave, channel).verdict is expected


@rows("channel", [Channel.SLACK, Channel.WEBHOOK])
def test_a_server_that_is_silent_is_not_waited_for(channel: Channel) -> None:
    """The message has gone out."""

    def behave(line: Line) -> None:
        line.request()
        line.wait()

    outcome = _sent(behave, channel, deadline=SHORT)

    assert (outcome.verdict, outcome.detail) == (UNKNOWN, "no answer within 1 s")


def test_a_server_that_does_not_read_is_not_waited_for() -> None:
    """The message has not gone out."""

    def behave(line: Line) -> None:
        line.reader.readline()
        line.over.wait(PATIENCE)

    with serving(behave) as server:
        outcome = _send(Channel.WEBHOOK, f"http://127.0.0.1:{server.port}/", SHORT, payload=LARGE)

    assert (outcome.verdict, "nothing within 1 s" in outcome.detail) == (REFUSED, True)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n"


@rows(
    ("channel", "head", "drop", "verdict"),
    [
        (Channel.SLACK, b"HTTP/1.1 200 ", b"O", UNKNOWN),
        (Channel.SLACK, HEAD, b"X-More: 1\r\n", UNKNOWN),
        (Channel.SLACK, HEAD + b"\r\n", b" ", UNKNOWN),
        (Channel.SLACK, b"HTTP/1.1 200 OK\r\n\r\nok", b" ", UNKNOWN),
        (Channel.WEBHOOK, HEAD + b"\r\n", b" ", DELIVERED),
    ],
)
def test_an_answer_that_drips_ends_at_the_deadline(
    channel: Channel, head: bytes, drop: bytes, verdict: Verdict
) -> None:
    """Each byte comes in time, and all of them never; an answer that was cut off is none."""

    def behave(line: Line) -> None:
        line.request()
        line.say(head)
        line.drip(drop)

    assert _sent(behave, channel, deadline=SHORT).verdict is verdict


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    """Its status is enough, and 64 KiB of it."""

    def behave(line: Line) -> None:
        line.request()
        line.say(b"HTTP/1.1 400 No\r\n\r\n")
        while True:
            line.say(b"no " * 10_000)

    outcome = _sent(behave, Channel.SLACK)

    assert outcome.verdict is REJECTED
    assert len(outcome.detail) < 300


# --- TLS and proxies


@pytest.fixture
def trusted(tls: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The same, trusted here."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tls[0]))
    return tls[1]


def test_a_message_goes_out_in_tls(trusted: ssl.SSLContext) -> None:
    """The certificate is verified, and the host is named without its port where that is the usual one."""
    with serving(_answers(http(200, "ok")), trusted) as server:
        assert _send(Channel.SLACK, f"https://localhost:{server.port}/x").verdict is DELIVERED


def test_a_certificate_of_nobody_is_refused(tls: tuple[Path, ssl.SSLContext]) -> None:
    """Nothing goes out."""
    with serving(_answers(http(200, "ok")), tls[1]) as server:
        outcome = _send(Channel.SLACK, f"https://localhost:{server.port}/x")

    assert (outcome.verdict, outcome.detail) == (REFUSED, "no TLS with the server: self-signed certificate")


def test_a_certificate_of_another_is_refused(trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it say whose address it was."""
    with serving(_answers(http(200, "ok")), trusted) as server:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        outcome = _send(Channel.SLACK, "https://other.example.com/x")

    assert outcome.verdict is REFUSED
    assert "Hostname mismatch" in outcome.detail
    assert "other.example.com" not in outcome.detail


def test_a_server_without_tls_is_refused() -> None:
    """A message with a secret in its address is not said aloud."""
    with serving(lambda line: line.say(b"HTTP/1.1 200 OK\r\n\r\nok")) as server:
        outcome = _send(Channel.SLACK, f"https://localhost:{server.port}/x")

    assert (outcome.verdict, "no TLS with the server" in outcome.detail) == (REFUSED, True)


def test_a_handshake_that_stops_is_not_waited_for() -> None:
    """It belongs to the attempt."""
    with serving(Line.wait) as server:
        outcome = _send(Channel.SLACK, f"https://localhost:{server.port}/x", SHORT)

    assert (outcome.verdict, outcome.detail) == (REFUSED, "no TLS with the server: nothing within 1 s")


def _passes_on(port: int, seen: list[str]) -> Behaviour:
    """A proxy that knows one server."""

    def behave(line: Line) -> None:
        asked = line.request()
        seen.append(f"{asked.line} {asked.headers.get('proxy-authorization', '')}".rstrip())
        line.say(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as beyond:

            def back() -> None:
                while some := beyond.recv(65_536):
                    line.say(some)
                line.socket.shutdown(socket.SHUT_WR)

            returning = threading.Thread(target=back)
            returning.start()
            while some := line.reader.read1(65_536):
                beyond.sendall(some)
            beyond.shutdown(socket.SHUT_WR)
            returning.join()

    return behave


@rows("variable", ["HTTPS_PROXY", "https_proxy"])
def test_a_proxy_sees_the_host_alone(variable: str, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """What HTTPS_PROXY names is gone through, as everything else on such a machine goes; TLS goes through it whole."""
    seen: list[str] = []
    with serving(_answers(http(200, "ok")), trusted) as server, serving(_passes_on(server.port, seen)) as proxy:
        monkeypatch.setenv(variable, f"http://us:p%40ss@127.0.0.1:{proxy.port}")
        outcome = _send(Channel.SLACK, "https://hooks.example.com/services/T1/B2/secret")
    monkeypatch.delenv(variable)

    assert outcome.verdict is DELIVERED
    assert seen == ["CONNECT hooks.example.com:443 HTTP/1.1 Basic dXM6cEBzcw=="]


@rows(
    ("answer", "words"),
    [
        (http(407), "answered 407"),
        (http(502), "answered 502"),
        (b"", "answered nothing"),
        (b"HTTP/1.1 200 OK\r\n", "answered 200"),
        (b"SSH-2.0\r\n\r\n", "answered nothing"),
    ],
)
def test_a_proxy_that_says_no_is_refused(answer: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has gone out."""
    with serving(_answers(answer)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
        outcome = _send(Channel.SLACK, "https://hooks.example.com/x")

    assert outcome.verdict is REFUSED
    assert words in outcome.detail


@rows("proxy", ["socks5://127.0.0.1:1", "http://", "http://127.0.0.1:99999"])
def test_a_proxy_of_another_kind_is_said(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not passed by: it may be there to keep messages in."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    outcome = _send(Channel.SLACK, "https://hooks.example.com/x")

    assert (outcome.verdict, outcome.detail) == (
        REJECTED,
        "HTTPS_PROXY: expected a proxy that speaks HTTP, as HOST:PORT",
    )


def test_a_proxy_that_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one that drips."""
    for behave in (Line.wait, lambda line: line.drip(b"HTTP/1.1 ")):
        with serving(behave) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            outcome = _send(Channel.SLACK, "https://hooks.example.com/x", 0.5)
        assert outcome.verdict is REFUSED


def test_this_machine_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does what NO_PROXY names."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port()}")
    monkeypatch.setenv("NO_PROXY", "example.com")

    def fail(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert _sent(_answers(http(200, "ok")), Channel.SLACK).verdict is DELIVERED
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert "was not resolved" in _send(Channel.SLACK, "https://hooks.example.com/x").detail


def test_who_sends_nothing_waits_for_nothing() -> None:
    """TLS, HTTP and mail are loaded for the first message that needs them."""
    code = (
        "import sitegen.delivery.senders, sys; print(*{'ssl', 'smtplib', 'http.client', 'apprise'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert loaded.stdout.strip() == ""


# --- secrets

CANARY = "Canary7f3b9c2e5d"


def _echoes(status: int, where: str) -> Behaviour:
    """A server that says back what it was asked, whole or in part."""

    def behave(line: Line) -> None:
        asked = line.request()
        words = f"{asked.line} {asked.headers} {asked.body.decode()} http://{CANARY}/ {CANARY[:9]} {CANARY[4:].lower()}"
        documents = {
            "text": words,
            "errmsg": json.dumps({"errcode": 1, "code": 1, "errmsg": words, "msg": words}),
            "error": json.dumps({"error": {"code": "x", "message": words}}),
        }
        line.say(http(status, documents[where], Location=words.replace("\n", " ").encode("ascii", "replace").decode()))

    return behave


@rows(
    ("channel", "status", "where"),
    [
        (channel, status, where)
        for channel in POSTED
        for status in (200, 204, 302, 400, 404, 429, 500)
        for where in ("text", "errmsg", "error")
    ],
)
def test_no_answer_brings_a_secret_into_the_log(channel: Channel, status: int, where: str) -> None:
    """Not the address, no part of it, no part of a part, no signature, and no line of its own."""
    secret = f"#{CANARY}" if VENDORS[channel].sign else ""
    outcome = _sent(_echoes(status, where), channel, f"/{CANARY}/{CANARY}?key={CANARY}&a={CANARY}{secret}")

    shown = repr(outcome).lower()
    assert not [part for part in _parts(CANARY.lower(), 9) if part in shown]
    assert "sign=" not in shown or "sign=[hidden]" in shown
    assert "\n" not in outcome.detail


def _parts(text: str, length: int) -> Iterator[str]:
    return (text[at : at + length] for at in range(len(text) - length + 1))


def test_no_error_brings_a_secret_into_a_traceback() -> None:
    """An address has no repr, and what it raises does not quote it."""
    address = hook_address(f"https://{CANARY}:{CANARY}@example.com/{CANARY}?{CANARY}#{CANARY}")
    with pytest.raises(AddressError) as raised:
        hook_address(f"https://example.com:{CANARY}/{CANARY}")

    assert CANARY.lower() not in repr(address).lower()
    assert CANARY not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


# --- a look before anything is claimed


@rows(
    ("channel", "to", "expected"),
    [
        (Channel.SLACK, "https://hooks.example.com/services/T1/B2/x", ""),
        (Channel.WEBHOOK, "http://127.0.0.1:1/#secret", ""),
        (Channel.SLACK, f"hooks.example.com/{CANARY}", "expected an address that begins with https://"),
        (Channel.TEAMS, f"http://example.com/{CANARY}", "expected an address that begins with https://: http:// shows"),
        (Channel.WECOM, f"https://example.com/#{CANARY}", "WeCom knows no secret: the address has to end before the #"),
    ],
)
def test_an_address_is_looked_at_without_posting(channel: Channel, to: str, expected: str) -> None:
    """What would be rejected is told with the same words, none of them the address's."""
    fault = SETTINGS[channel](to)

    assert fault.startswith(expected)
    assert bool(fault) is bool(expected)
    assert CANARY not in fault


def test_a_proxy_is_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of another kind would be the end of every message."""
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1")

    assert SETTINGS[Channel.SLACK]("https://hooks.example.com/x").startswith("HTTPS_PROXY: expected a proxy")


def test_every_sender_has_its_look() -> None:
    """And no channel that nothing is sent by."""
    assert SETTINGS.keys() == SENDERS.keys()

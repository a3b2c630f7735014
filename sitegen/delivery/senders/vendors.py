"""What each chat and each webhook answers, and how it is signed.

WeCom, DingTalk and Feishu say no with HTTP 200 and a code of their own, so it is the body that decides.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders.posting import Answer
from sitegen.model import Channel

MAX_WAIT = timedelta(days=1)
"""The longest waiting time that is believed."""
MAX_MESSAGE = 120
"""Characters of a vendor's message that are kept: what can be done about it has to have room, too."""


class Explained(NamedTuple):
    """A refusal that somebody can do something about."""

    code: str
    """The vendor's."""
    word: str
    """What its message contains, in small letters; empty where the code says it all."""
    hint: str


class Signature(NamedTuple):
    """What proves that a message is from us: each is empty where the vendor wants it elsewhere."""

    query: str = ""
    fields: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Vendor:
    """A receiver of one kind."""

    name: str
    read: Callable[[Answer, datetime], Outcome]
    """What an answer means; the moment is when it was sent. Its detail may still hold secrets."""
    sign: Callable[[str, datetime, bytes], Signature] | None = None
    """The signature of a body, by the secret of the address; None: there is none, and no secret."""
    keyed: bool = False
    """Whether it is told which message it is, so that it can know a second attempt as such."""


# --- signatures


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def sign_dingtalk(secret: str, at: datetime, body: bytes) -> Signature:
    """DingTalk's: the secret is the key, over milliseconds and secret; in the query, percent-encoded once."""
    moment = int(at.timestamp() * 1000)
    code = base64.b64encode(_hmac(secret.encode(), f"{moment}\n{secret}".encode())).decode()
    return Signature(query=f"timestamp={moment}&sign={quote(code, safe='')}")


def sign_feishu(secret: str, at: datetime, body: bytes) -> Signature:
    """Feishu's: seconds and secret are the key, over nothing; in the body."""
    moment = int(at.timestamp())
    code = base64.b64encode(_hmac(f"{moment}\n{secret}".encode(), b"")).decode()
    return Signature(fields={"timestamp": str(moment), "sign": code})


def sign_webhook(secret: str, at: datetime, body: bytes) -> Signature:
    """Ours: the secret is the key, over the seconds, a full stop and the body."""
    moment = int(at.timestamp())
    code = _hmac(secret.encode(), f"{moment}.".encode() + body).hex()
    return Signature(headers={"Sitegen-Signature": f"t={moment},v1={code}"})


# --- answers


def read_slack(answer: Answer, at: datetime) -> Outcome:
    """Slack says `ok`, or one word for what is wrong; with a status that fits, but for what is compatible with it."""
    text = answer.text
    document = _document(answer)
    word = str(document.get("error", "")) if document.get("ok") is False else text
    if answer.status == 200 and answer.whole and (text == "ok" or document.get("ok") is True):
        return Outcome(Verdict.DELIVERED, "ok")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)+", word):
        return _unread(answer) if answer.status == 200 else by_status(answer, at)
    if word == "rate_limited" or answer.status == 429:
        return Outcome(Verdict.REFUSED, f"HTTP {answer.status}: {word}", retry_after(answer, at))
    if answer.status >= 500:
        return by_status(answer, at)
    return Outcome(Verdict.REJECTED, f"HTTP {answer.status}: {word}{_hint(SLACK_WORDS, word, word)}")


def read_teams(answer: Answer, at: datetime) -> Outcome:
    """A workflow says 202 when it has begun; an older connector says 200 and what went wrong behind it."""
    behind = re.search(r"webhook message delivery failed with error:.*?http error (\d{3})", answer.text.lower())
    if answer.status == 200 and behind:
        answer = Answer(int(behind[1]), answer.headers, answer.body, answer.whole)
    elif 200 <= answer.status < 300:
        return Outcome(Verdict.DELIVERED, f"HTTP {answer.status}")
    error = _document(answer).get("error")
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    found = by_status(answer, at)
    return Outcome(found.verdict, found.detail + _hint(TEAMS_CODES, code, code.lower()), found.retry_after)


def read_webhook(answer: Answer, at: datetime) -> Outcome:
    """Whoever wrote the receiver knows HTTP: 2xx is taken."""
    if 200 <= answer.status < 300:
        return Outcome(Verdict.DELIVERED, f"HTTP {answer.status}")
    return by_status(answer, at)


def read_wecom(answer: Answer, at: datetime) -> Outcome:
    """`errcode` 0 is taken."""
    document = _document(answer)
    message = str(document.get("errmsg", "")).split(", hint:")[0]
    return _by_code(answer, at, document.get("errcode"), message, WECOM_CODES)


def read_dingtalk(answer: Answer, at: datetime) -> Outcome:
    """`errcode` 0 is taken; from where a machine has asked too often, its firewall answers in a form of its own."""
    document = _document(answer)
    if document.get("punish") == "deny":
        return Outcome(Verdict.REFUSED, "DingTalk's firewall: too many requests from here", timedelta(minutes=5))
    return _by_code(answer, at, document.get("errcode"), str(document.get("errmsg", "")), DINGTALK_CODES)


def read_feishu(answer: Answer, at: datetime) -> Outcome:
    """`code` 0 is taken; older bots call it `StatusCode`."""
    document = _document(answer)
    code = document.get("code", document.get("StatusCode"))
    return _by_code(answer, at, code, str(document.get("msg", document.get("StatusMessage", ""))), FEISHU_CODES)


class Codes(NamedTuple):
    """What the codes of a vendor mean."""

    name: str
    """Of the code in its answer."""
    limits: frozenset[str]
    """Those of a rate limit."""
    wait: timedelta | None
    """How long a rate limit lasts, as the vendor documents it."""
    explained: tuple[Explained, ...]


_RATE = re.compile(
    r"too (fast|many requests?|frequent)|frequency|freq out of|rate.?limit|concurrent out of|限流|太快|频繁"
)
"""A vendor's words for a rate limit, in whatever code it has next year."""
_OWN_FAULT = re.compile(r"\binternal\b|system (error|busy)|\bbusy\b|time.?out|繁忙|内部错误|超时")
"""A vendor's words for a fault of its own, after which it may or may not have delivered."""


def _by_code(answer: Answer, at: datetime, code: object, message: str, codes: Codes) -> Outcome:
    if not isinstance(code, int | str) or isinstance(code, bool):
        return _unread(answer) if answer.status == 200 else by_status(answer, at)
    number, low = str(code), message.lower()
    if number == "0" and answer.status == 200:
        return Outcome(Verdict.DELIVERED, f"{codes.name} 0")
    detail = f"{codes.name} {number}: {message[:MAX_MESSAGE]}" + (
        "" if answer.status == 200 else f" (HTTP {answer.status})"
    )
    if number in codes.limits or answer.status == 429 or _RATE.search(low):
        return Outcome(Verdict.REFUSED, detail, retry_after(answer, at) or codes.wait)
    if number in ("0", "-1") or answer.status >= 500 or _OWN_FAULT.search(low):
        return Outcome(Verdict.UNKNOWN, detail)
    return Outcome(Verdict.REJECTED, detail + _hint(codes.explained, number, low))


def by_status(answer: Answer, at: datetime) -> Outcome:
    """What a status means where the body does not say more; 2xx is not among them."""
    status = answer.status
    detail = f"HTTP {status}"
    if status == 429:
        return Outcome(Verdict.REFUSED, _with(detail, answer), retry_after(answer, at))
    # Whoever says 303 has done what was asked; 408 and 5xx may come from a gateway before one that has.
    if status in (303, 408) or status >= 500 or status < 300:
        return Outcome(Verdict.UNKNOWN, _with(detail, answer))
    if status < 400:
        return Outcome(
            Verdict.REJECTED, f"{detail}: a redirect, which is not followed: the address has to be the last one"
        )
    return Outcome(Verdict.REJECTED, _with(detail, answer))


def retry_after(answer: Answer, at: datetime) -> timedelta | None:
    """The waiting time that an answer states: in seconds, or as a moment."""
    said = answer.headers.get("retry-after") or answer.headers.get("x-ogw-ratelimit-reset") or ""
    if re.fullmatch(r"\d{1,9}(\.\d+)?", said.strip()):
        return min(timedelta(seconds=float(said)), MAX_WAIT)
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - at, timedelta(0)), MAX_WAIT)


def _unread(answer: Answer) -> Outcome:
    """HTTP 200 without the words that the vendor has for yes and no."""
    detail = (
        "HTTP 200 with an answer that is not the vendor's" if answer.whole else "HTTP 200, and the answer broke off"
    )
    return Outcome(Verdict.UNKNOWN, detail)


def _with(detail: str, answer: Answer) -> str:
    """With what the server has said, unless it is a page."""
    document = _document(answer)
    error = document.get("error", document)
    said = error.get("message") or error.get("code") if isinstance(error, dict) else error
    if isinstance(said, str):
        return f"{detail}: {said}"
    return detail if document or not answer.text or answer.text.startswith("<") else f"{detail}: {answer.text}"


def _document(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; nothing where there is none."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and answer.whole else {}


def _hint(explained: tuple[Explained, ...], code: str, message: str) -> str:
    return next((f" ({one.hint})" for one in explained if one.code == code and one.word in message), "")


# --- what can be done


_NEW_HOOK = "the webhook is gone or switched off: make a new one, and put its address into the environment variable"

SLACK_WORDS = (
    Explained("no_service", "", _NEW_HOOK),
    Explained("no_team", "", _NEW_HOOK),
    Explained("invalid_token", "", _NEW_HOOK),
    Explained("no_active_hooks", "", _NEW_HOOK),
    Explained("channel_not_found", "", "the channel of the webhook is gone: make a webhook for another"),
    Explained("channel_is_archived", "", "the channel of the webhook is archived: make a webhook for another"),
    Explained("action_prohibited", "", "an administrator of the workspace does not allow it"),
    Explained("posting_to_general_channel_denied", "", "an administrator of the workspace does not allow it"),
)
"""The words of Slack's that somebody can do something about."""

TEAMS_CODES = (
    Explained("WorkflowTriggerIsNotEnabled", "", "the workflow is switched off or deleted"),
    Explained("WorkflowNotFound", "", "the workflow is deleted: make a new one"),
    Explained("DirectApiAuthorizationRequired", "", "the address is not whole: copy it with its sig"),
)
"""The codes of Teams' workflows that somebody can do something about."""

WECOM_CODES = Codes(
    "errcode",
    limits=frozenset({"45009", "45033"}),
    wait=timedelta(minutes=1),
    explained=(
        Explained(
            "93000", "invalid webhook url", "the key in the address is wrong, or the bot is no more in the group"
        ),
        Explained("40058", "", "longer than WeCom takes, or a field that it does not know"),
    ),
)
"""WeCom's: 20 a minute."""

_KEYWORD = "the bot asks for a keyword: add one that each message has, such as the name of the site, or let it sign"
_SIGNATURE = "the bot wants a signature: write its secret behind a # at the end of the address; or the clock is wrong"
_NOT_LISTED = "the bot takes messages only from addresses in its list, and this machine's is not there"

DINGTALK_CODES = Codes(
    "errcode",
    limits=frozenset({"130101", "410100", "90002", "90018"}),
    wait=timedelta(minutes=10),
    explained=(
        Explained("310000", "keyword", _KEYWORD),
        Explained("310000", "关键词", _KEYWORD),
        Explained("310000", "sign", _SIGNATURE),
        Explained("310000", "签名", _SIGNATURE),
        Explained("310000", "timestamp", "the clock of this machine is wrong by more than an hour"),
        Explained("310000", "whitelist", _NOT_LISTED),
        Explained("310000", "白名单", _NOT_LISTED),
        *(Explained(code, "", _NEW_HOOK) for code in ("300001", "300005", "400013", "400101", "400102", "400106")),
        Explained("40035", "access_token", "the address is not whole: copy it with its access_token"),
    ),
)
"""DingTalk's: 20 a minute, and whoever sends more waits for ten."""

FEISHU_CODES = Codes(
    "code",
    limits=frozenset({"11232", "99991400"}),
    wait=None,
    explained=(
        Explained("19024", "", _KEYWORD),
        Explained("19021", "", _SIGNATURE),
        Explained("19022", "", _NOT_LISTED),
        Explained("19001", "", _NEW_HOOK),
    ),
)
"""Feishu's: 100 a minute, 5 a second, and busiest at full and half hours."""

VENDORS = {
    Channel.SLACK: Vendor("Slack", read_slack),
    Channel.WECOM: Vendor("WeCom", read_wecom),
    Channel.DINGTALK: Vendor("DingTalk", read_dingtalk, sign_dingtalk),
    Channel.FEISHU: Vendor("Feishu", read_feishu, sign_feishu),
    Channel.TEAMS: Vendor("Teams", read_teams),
    Channel.WEBHOOK: Vendor("a webhook", read_webhook, sign_webhook, keyed=True),
}
"""The receiver of each channel that takes a POST."""

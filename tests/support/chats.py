"""Chats on loopback that answer as their vendors do: they look at the key, the signature, the form and how often."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support.wires import Line, Request, http

TOKEN = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
"""What each of their addresses ends in."""


def _json(status: int = 200, **document: Any) -> bytes:
    return http(status, json.dumps(document, ensure_ascii=False), Content_Type="application/json")


@dataclass
class Chat:
    """One group with one bot in it."""

    answer: Callable[[Chat, Request, dict[str, Any]], bytes]
    path: str
    """Of its address, without the secret behind the #."""
    secret: str = ""
    """With which it wants messages signed."""
    keyword: str = ""
    """What it wants in each message."""
    allowed: int = 20
    """How many messages it takes."""
    taken: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, line: Line) -> None:
        """Answer one request."""
        asked = line.request()
        try:
            document = json.loads(asked.body)
        except ValueError:
            document = {}
        line.say(self.answer(self, asked, document))

    def lacks(self, document: dict[str, Any]) -> bool:
        """Whether a message is without the keyword."""
        return self.keyword not in json.dumps(document, ensure_ascii=False)

    def takes(self, document: dict[str, Any]) -> bool:
        """Whether there is room for one more, and then it is there."""
        if len(self.taken) >= self.allowed:
            return False
        self.taken.append(document)
        return True


def _query(asked: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(asked.target).query).items()}


def _code(key: str, words: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), words.encode(), hashlib.sha256).digest()).decode()


def _slack(chat: Chat, asked: Request, document: dict[str, Any]) -> bytes:
    if urlsplit(asked.target).path != chat.path:
        return http(404, "no_service")
    if not {"text", "blocks"} & document.keys():
        return http(400, "invalid_payload")
    return http(200, "ok") if chat.takes(document) else http(429, "rate_limited", Retry_After="30")


def _wecom(chat: Chat, asked: Request, document: dict[str, Any]) -> bytes:
    hint = (
        "hint: [1592021214_50_551fc8807c11f27ed0e6714d0c267ba4], from ip: 127.0.0.1, more info at https://open.example"
    )
    if _query(asked).get("key") != TOKEN:
        return _json(errcode=93000, errmsg=f"invalid webhook url, {hint}")
    if document.get("msgtype") not in ("text", "markdown"):
        return _json(errcode=40008, errmsg=f"invalid message type, {hint}")
    if not chat.takes(document):
        return _json(errcode=45009, errmsg=f"api freq out of limit, {hint}")
    return _json(errcode=0, errmsg="ok")


def _dingtalk(chat: Chat, asked: Request, document: dict[str, Any]) -> bytes:
    query = _query(asked)
    if query.get("access_token") != TOKEN:
        return _json(errcode=300005, errmsg="token is not exist")
    if chat.secret and _code(chat.secret, f"{query.get('timestamp')}\n{chat.secret}") != query.get("sign"):
        return _json(errcode=310000, errmsg="sign not match, more: [https://ding-doc.example/doc#/serverapi2/qf2nxq]")
    if chat.lacks(document):
        return _json(errcode=310000, errmsg="keywords not in content, more: [https://ding-doc.example/]")
    if not chat.takes(document):
        return _json(errcode=130101, errmsg="send too fast, exceed 20 times per minute")
    return _json(errcode=0, errmsg="ok")


def _feishu(chat: Chat, asked: Request, document: dict[str, Any]) -> bytes:
    if urlsplit(asked.target).path != chat.path:
        return _json(400, code=19001, msg="param invalid: incoming webhook access token invalid", data={})
    if chat.secret and _code(f"{document.get('timestamp')}\n{chat.secret}", "") != document.get("sign"):
        return _json(code=19021, msg="sign match fail or timestamp is not within one hour from current time", data={})
    if chat.lacks(document):
        return _json(code=19024, msg="Key Words Not Found", data={})
    if not chat.takes(document):
        return _json(code=11232, msg="frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]", data={})
    return _json(StatusCode=0, StatusMessage="success", code=0, data={}, msg="success")


def _teams(chat: Chat, asked: Request, document: dict[str, Any]) -> bytes:
    if _query(asked).get("sig") != TOKEN:
        return _json(401, error={"code": "DirectApiAuthorizationRequired", "message": "The request must be signed."})
    if "attachments" not in document:
        return _json(400, error={"code": "TriggerInputSchemaMismatch", "message": "Required: attachments."})
    return http(202) if chat.takes(document) else http(429, Retry_After="12")


def slack(**values: Any) -> Chat:
    """Slack's incoming webhook."""
    return Chat(_slack, f"/services/T0/B0/{TOKEN}", **values)


def wecom(**values: Any) -> Chat:
    """WeCom's group bot."""
    return Chat(_wecom, f"/cgi-bin/webhook/send?key={TOKEN}", **values)


def dingtalk(**values: Any) -> Chat:
    """DingTalk's group bot."""
    return Chat(_dingtalk, f"/robot/send?access_token={TOKEN}", **values)


def feishu(**values: Any) -> Chat:
    """Feishu's custom bot."""
    return Chat(_feishu, f"/open-apis/bot/v2/hook/{TOKEN}", **values)


def teams(**values: Any) -> Chat:
    """A workflow of Teams."""
    return Chat(_teams, f"/workflows/0b1c/triggers/manual/paths/invoke?api-version=1&sig={TOKEN}", **values)

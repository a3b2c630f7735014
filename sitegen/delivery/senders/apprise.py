"""Every service that apprise knows and sitegen does not: the extra `sitegen[apprise]`.

The address is apprise's, such as `ntfy://…` or `tgram://…`. Its word is all that there is: what it takes for delivered
is reported as delivered, and of a failure it does not say whether something has gone out. So it is not asked to send
where sitegen has a channel of its own, and what an address may ask of it is limited: it must not split a message, try
again, follow redirects, take a failure for a success or a certificate as it comes.

apprise may wait inside for as long as a service says, and what it logs may hold the address; so it runs in a process
of its own, which is ended at the deadline and whose output nobody sees.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen import how_to_install
from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import Envelope
from sitegen.model import Channel

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

OWN = {
    "slack": Channel.SLACK,
    "wecombot": Channel.WECOM,
    "dingtalk": Channel.DINGTALK,
    "feishu": Channel.FEISHU,
    "lark": Channel.FEISHU,
    "workflow": Channel.TEAMS,
    "workflows": Channel.TEAMS,
    "msteams": Channel.TEAMS,
    "mailto": Channel.EMAIL,
    "mailtos": Channel.EMAIL,
}
"""The schemes of apprise's for which sitegen has a channel, which reads the answer."""

BEGUN = "begun"
"""What the process says before it hands the message to apprise."""
MOST_FOR_A_LOOK = 20.0
"""Seconds for a look at an address, most of which goes into loading apprise."""


def send(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
    """Have apprise send a message to its address *to*; never raises."""
    payload = envelope.message.payload
    if not isinstance(payload, dict) or not {"title", "body"} <= payload.keys():
        return Outcome(Verdict.REJECTED, "the message has no form for apprise")
    order = {"to": to.strip(), "title": payload["title"], "body": payload["body"]}
    return _ordered(order, deadline)


def apprise_fault(to: str) -> str:
    """Why apprise would not be asked to send to *to*, without it; empty where it would be, or nobody can tell."""
    outcome = _ordered({"to": to.strip()}, MOST_FOR_A_LOOK)
    return outcome.detail if outcome.verdict is Verdict.REJECTED else ""


def _ordered(order: dict[str, str], deadline: float) -> Outcome:
    """What the process says of an order: to send a message, or, without one, only to look at the address."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "sitegen.delivery.senders.apprise"]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        return Outcome(Verdict.REFUSED, f"apprise was not started: {error.strerror}")
    with process:
        try:
            said, _ = process.communicate(json.dumps(order).encode(), timeout=deadline)
        except subprocess.TimeoutExpired:
            _kill(process)
            said, _ = process.communicate()
            return _unfinished(said, f"apprise was not done within {deadline:g} s")
        except BaseException:
            _kill(process)  # Nobody would hear of what it does from now on.
            raise
    return _outcome(said) or _unfinished(said, "apprise ended without a result")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it, and what it has started, which would hold its output open."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _outcome(said: bytes) -> Outcome | None:
    """The outcome in the last line of what the process has said."""
    last = said.decode().rstrip("\n").rpartition("\n")[2]
    verdict, _, detail = last.partition(" ")
    return Outcome(Verdict(verdict), detail) if verdict in list(Verdict) else None


def _unfinished(said: bytes, detail: str) -> Outcome:
    return Outcome(Verdict.UNKNOWN if said.startswith(BEGUN.encode()) else Verdict.REFUSED, detail)


# --- in the process of its own


def _main() -> None:
    """Do what stands in the standard input, and say on the standard output what became of it."""
    order = json.loads(sys.stdin.buffer.read())
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as report, Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        logging.disable(logging.CRITICAL)

        def begin() -> None:
            report.write(f"{BEGUN}\n")
            report.flush()

        if "body" in order:
            outcome = told_to_apprise(order["to"], order["title"], order["body"], begin)
        else:
            outcome = looked_at(order["to"])
        report.write(f"{outcome.verdict} {outcome.detail}\n")


def told_to_apprise(to: str, title: str, body: str, begin: Callable[[], None]) -> Outcome:
    """What apprise makes of a message; *begin* is called when it may go out from then on."""
    try:
        service, asset = _service(to)
    except _UnfitError as error:
        return Outcome(Verdict.REJECTED, str(error))
    fault = _too_long(service, title, body)
    if fault:
        return Outcome(Verdict.REJECTED, fault)
    import apprise

    postman = apprise.Apprise(asset=asset)
    postman.add(service)
    begin()
    if postman.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT, interpret_escapes=False):
        return Outcome(Verdict.DELIVERED, "apprise says that it was taken")
    return Outcome(Verdict.UNKNOWN, "apprise says that it failed, and not how far it came")


def looked_at(to: str) -> Outcome:
    """REJECTED, and why, where apprise would not be asked to send to an address; else nothing has been delivered."""
    try:
        _service(to)
    except _UnfitError as error:
        return Outcome(Verdict.REJECTED, str(error))
    return Outcome(Verdict.REFUSED, "not asked to send")


class _UnfitError(ValueError):
    """Apprise is not there, or is not asked to send to an address; says why, without it."""


def _service(to: str) -> tuple[NotifyBase, AppriseAsset]:
    """The service at an address, and what holds for it; raises _UnfitError."""
    try:
        import apprise
    except ImportError:
        raise _UnfitError(f"apprise is not installed: {how_to_install('apprise')}") from None
    asset = apprise.AppriseAsset(
        storage_mode="memory",
        http_redirects=False,
        allow_templates=False,
        interpret_emojis=False,
        async_mode=False,
        pgp_autogen=False,
        pem_autogen=False,
    )
    if re.search(r"[\s,]+[a-z][a-z0-9+.-]*://", to, re.IGNORECASE):
        raise _UnfitError("expected one address of apprise's, found several")
    service = apprise.Apprise.instantiate(to, asset=asset)
    if service is None:
        raise _UnfitError("apprise knows no such address, or finds it incomplete")
    fault = _unfit(service)
    if fault:
        raise _UnfitError(fault)
    return service, asset


def _unfit(service: NotifyBase) -> str:
    """Why a service is not asked to send: what its address asks for."""
    for scheme in (service.protocol, service.secure_protocol):
        for name in (scheme or "",) if isinstance(scheme, str | None) else scheme:
            if name in OWN:
                return f"{name}:// does not say whether a message was taken: use the channel {OWN[name]}"
    asked = {
        "overflow=": service.overflow_mode != "upstream",
        "retry=": service.retry > 0,
        "optional=yes": service.optional,
        "redirect=yes": service.redirects,
        "verify=no": not service.verify_certificate,
    }
    for option, is_asked in asked.items():
        if is_asked:
            return f"take {option} out of the address: it can lose a message, or send it twice or to others"
    return ""


def _too_long(service: NotifyBase, title: str, body: str) -> str:
    """That a service would cut the message."""
    length = len(body) + (len(title) + 2 if title and service.title_maxlen <= 0 else 0)
    if length > service.body_maxlen:
        return f"{length:,} characters are more than the {service.body_maxlen:,} that this service takes"
    return ""


if __name__ == "__main__":
    _main()

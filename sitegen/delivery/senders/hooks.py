"""Slack, WeCom, DingTalk, Feishu, Teams and plain webhooks: one POST of the message's payload.

The address is the webhook's, as its vendor shows it. DingTalk, Feishu and a plain webhook sign with the secret that is
written behind a # at its end: `https://…/robot/send?access_token=…#SEC…`. What is behind the # is not sent.

A plain webhook is told an `Idempotency-Key`, which is the same for each attempt at a message, and another for a
correction of it. Where its address has a secret there is also `Sitegen-Signature: t=SECONDS,v1=CODE`, CODE being the
HMAC-SHA256, in hexadecimal digits, with the secret as key, of `SECONDS.BODY`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import Envelope
from sitegen.delivery.senders.deadline import Deadline, NotSentError
from sitegen.delivery.senders.posting import (
    AddressError,
    HookAddress,
    UnansweredError,
    hook_address,
    post,
    proxy_of,
)
from sitegen.delivery.senders.redaction import Redaction
from sitegen.delivery.senders.vendors import VENDORS, Signature, Vendor
from sitegen.messages.channels.form import posted
from sitegen.model import Channel


def send(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
    """Post a message to the webhook at *to*, as its channel does it; never raises."""
    limit = Deadline(deadline)
    vendor = VENDORS[envelope.message.channel]
    try:
        address = _address(vendor, to)
    except AddressError as error:
        return Outcome(Verdict.REJECTED, str(error))
    if not isinstance(envelope.message.payload, dict):
        return Outcome(Verdict.REJECTED, f"the message has no form for {vendor.name}")
    payload = envelope.message.payload
    signature = Signature()
    if address.secret and vendor.sign is not None:
        signature = vendor.sign(address.secret, envelope.at, posted(payload))
    outcome = _posted(envelope, payload, address, signature, limit)
    secrets = [address.secret, address.credentials, *signature.fields.values(), *signature.headers.values()]
    return replace(outcome, detail=Redaction(secrets, addresses=[to, signature.query]).line(outcome.detail))


def hook_fault(channel: Channel, to: str) -> str:
    """What is wrong with the address *to* or with HTTPS_PROXY, without either; empty where nothing is."""
    try:
        proxy_of(_address(VENDORS[channel], to))
    except AddressError as error:
        return str(error)
    return ""


def _address(vendor: Vendor, to: str) -> HookAddress:
    """The parts of an address of a vendor's; raises AddressError."""
    address = hook_address(to)
    if address.secret and vendor.sign is None:
        raise AddressError(f"{vendor.name} knows no secret: the address has to end before the #")
    return address


def _posted(
    envelope: Envelope, payload: dict[str, object], address: HookAddress, signature: Signature, limit: Deadline
) -> Outcome:
    vendor = VENDORS[envelope.message.channel]
    body = posted({**payload, **signature.fields})
    headers = dict(signature.headers)
    if vendor.keyed:
        headers["Idempotency-Key"] = hashlib.sha256(envelope.key.encode("utf-8", "replace") + b"\0" + body).hexdigest()
    try:
        answer = post(address.asking(signature.query) if signature.query else address, body, headers, limit)
    except AddressError as error:
        return Outcome(Verdict.REJECTED, str(error))
    except NotSentError as error:
        return Outcome(Verdict.REFUSED, str(error))
    except UnansweredError as error:
        return Outcome(Verdict.UNKNOWN, str(error))
    return vendor.read(answer, envelope.at)

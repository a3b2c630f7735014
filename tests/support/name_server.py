"""A name server on loopback that knows what it is told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_ADDRESS, _ANY_CLASS = 1, 1
_NO_SUCH_NAME = 3


@dataclass
class NameServer:
    """Of the names that it is asked for it knows those in `addresses`: IPv4 addresses."""

    port: int
    addresses: dict[str, str] = field(default_factory=dict)

    def answer(self, question: bytes) -> bytes:
        """To one packet with one question (RFC 1035, 4.1)."""
        number = question[:2]
        end = question.index(0, 12)
        kind = struct.unpack(">H", question[end + 1 : end + 3])[0]
        asked = question[12 : end + 5]
        name = _name(question[12:end])
        known = self.addresses.get(name)
        found = b""
        if known and kind == _ADDRESS:
            found = b"\xc0\x0c" + struct.pack(">HHIH", _ADDRESS, _ANY_CLASS, 1, 4) + socket.inet_aton(known)
        flags = 0x8580 | (0 if known else _NO_SUCH_NAME)
        return number + struct.pack(">HHHHH", flags, 1, 1 if found else 0, 0, 0) + asked + found


def _name(labels: bytes) -> str:
    words = []
    while labels:
        words.append(labels[1 : labels[0] + 1].decode().lower())
        labels = labels[labels[0] + 1 :]
    return ".".join(words)


@contextmanager
def name_server() -> Iterator[NameServer]:
    """One that knows no name yet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("127.0.0.1", 0))
        made = NameServer(link.getsockname()[1])

        def serve() -> None:
            while (packet := link.recvfrom(512))[0] != b"":
                link.sendto(made.answer(packet[0]), packet[1])

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield made
        finally:
            link.sendto(b"", link.getsockname())
            thread.join()

"""A certificate of our own for servers on loopback."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

OPENSSL = shutil.which("openssl")
NAMES = "DNS:localhost,IP:127.0.0.1,DNS:hooks.example.com,DNS:mail.example.com"
"""Whom it is for."""


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate that signs itself, and a server's context with it; skips where openssl is not installed."""
    if OPENSSL is None:
        pytest.skip("openssl is not installed")
    file, key = folder / "certificate.pem", folder / "key.pem"
    command = [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=loopback", "-addext", f"subjectAltName={NAMES}", "-out", str(file), "-keyout", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context

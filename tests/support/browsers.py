"""Chromium for the tests that look at pages, and a server on loopback that says nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@contextmanager
def running() -> Iterator[Any]:
    """A headless Chromium; a test that wants one skips where it, or Playwright, is not installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `browser`)")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it, not even when: pages here have clocks of their own."""

    date: str | None = None
    """What the header `Date` says."""

    def send_response(self, code: int, message: str | None = None) -> None:
        """The status, without the headers of Python's."""
        self.send_response_only(code, message)
        if self.date:
            self.send_header("Date", self.date)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that it has there
        """Say nothing."""

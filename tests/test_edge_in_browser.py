"""A web application with its programs on another host: what scripts in a real browser learn of a closed product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.browsers import hosting, needs_chromium
from support.edges import KINDS, Edge, served

pytestmark = needs_chromium

FETCH = """\
async ([address, options]) => {
  try {
    const answer = await fetch(address, options);
    return [answer.status, answer.headers.get("Retry-After"), answer.headers.get("X-Maintenance-Mode")];
  } catch (error) {
    return error.name;
  }
}
"""
CLOSED = [503, "600", "true"]
JSON = {"Content-Type": "application/json", "Authorization": "Bearer a", "X-Request-Id": "1"}
ASKED: dict[str, tuple[dict[str, Any], Any]] = {
    "GET": ({}, CLOSED),
    "GET with cookies": ({"credentials": "include"}, CLOSED),
    "a form with cookies": ({"method": "POST", "body": "a=1", "credentials": "include"}, CLOSED),
    "JSON with a token": ({"method": "POST", "body": "{}", "headers": JSON}, CLOSED),
    "DELETE": ({"method": "DELETE"}, CLOSED),
    "a method of somebody's own": ({"method": "PURGE"}, CLOSED),
    "DELETE with cookies": ({"method": "DELETE", "credentials": "include"}, "TypeError"),
    "JSON with cookies": ({"method": "PUT", "body": "{}", "headers": JSON, "credentials": "include"}, "TypeError"),
}


@pytest.fixture(scope="module", params=KINDS)
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """Each of them, with maintenance on."""
    with served(request.param) as made:
        made.on()
        yield made


def test_a_script_of_another_origin_can_tell_maintenance_from_a_broken_network(
    edge: Edge, browser: Any, tmp_path: Path
) -> None:
    """It reads the status and when to come back; only requests with cookies are not let through a preflight."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Application</title>")
    found = {}
    with hosting(tmp_path) as address, browser.new_page() as page:
        page.goto(f"{address}/")
        for name, (options, _) in ASKED.items():
            found[name] = page.evaluate(FETCH, [f"http://127.0.0.1:{edge.port}/api", options])

    assert found == {name: told for name, (_, told) in ASKED.items()}

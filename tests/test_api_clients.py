"""Programs that people already use, run against a served site: they show what its page shows.

They are the PyPI package statuspage-prometheus-exporter ($SITEGEN_EXPORTER, or on the path), and the npm packages
statuspage.io and @statuspage/status-widget below $SITEGEN_NODE_TOOLS; the widget needs chromium and playwright.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.browsers import CHROMIUM, Quiet
from support.documents import STORY, UPGRADE, file
from support.places import NODE_TOOLS
from support.stories import SITE, snapshot

from sitegen.outputs import render_all
from sitegen.theme.edition import load_editions

LIBRARY = NODE_TOOLS / "node_modules/statuspage.io"
WIDGET = NODE_TOOLS / "node_modules/@statuspage/status-widget/dist/index.js"
EXPORTER = os.environ.get("SITEGEN_EXPORTER") or shutil.which("statuspage-prometheus-exporter")
NODE = shutil.which("node")

needs_exporter = pytest.mark.skipif(EXPORTER is None, reason="statuspage-prometheus-exporter is not installed")
needs_library = pytest.mark.skipif(
    NODE is None or not LIBRARY.is_dir(), reason="node or the npm package statuspage.io is not installed"
)
needs_widget = pytest.mark.skipif(
    CHROMIUM is None or not WIDGET.is_file(),
    reason="chromium or the npm package @statuspage/status-widget is not installed",
)
EVERYTHING = "{login: major_outage, orders: major_outage, mail: major_outage}"


@dataclass(frozen=True)
class State:
    """A site at a moment, and what anybody who looks must be told."""

    files: dict[str, str]
    now: str
    indicator: str
    description: str
    banner: str
    """The page's first words."""
    impacts: tuple[str, ...] = ()
    """Of its active incidents."""
    broken: tuple[str, ...] = ()
    """Names of components that are not operational."""
    windows: tuple[str, ...] = ()
    """Titles of maintenances that are open or planned."""


def _incident(components: str) -> dict[str, str]:
    return {"incidents/trouble.md": file("Trouble & <strife>", "2026-01-23 12:00", components=components)}


NOON = "2026-01-23 13:00"
WINDOW = {"maintenance/upgrade.md": UPGRADE}
STATES = {
    "quiet": State(STORY, "2026-03-01 00:00", "none", "All Systems Operational", "All systems operational"),
    "minor": State(
        _incident("{mail: degraded_performance}"),
        NOON,
        "minor",
        "Partially Degraded Service",
        "Minor incident",
        ("minor",),
        ("Mail",),
    ),
    "major": State(
        _incident("{login: major_outage, mail: partial_outage}"),
        NOON,
        "major",
        "Partial System Outage",
        "Major incident",
        ("major",),
        ("Login", "Mail"),
    ),
    "critical": State(
        _incident(EVERYTHING),
        NOON,
        "critical",
        "Major System Outage",
        "Critical incident",
        ("critical",),
        ("Login", "Orders", "Mail"),
    ),
    "planned": State(
        WINDOW,
        "2026-01-30 00:00",
        "none",
        "All Systems Operational",
        "All systems operational",
        windows=("Database upgrade",),
    ),
    "maintenance": State(
        WINDOW,
        "2026-02-01 03:00",
        "maintenance",
        "Service Under Maintenance",
        "Maintenance in progress",
        broken=("Orders",),
        windows=("Database upgrade",),
    ),
}


class Served(Quiet):
    """Serves files as `_headers` asks a host to, and says nothing about it."""

    def end_headers(self) -> None:
        """Anybody's page may read them."""
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "public, max-age=60")
        super().end_headers()


@dataclass(frozen=True)
class Site:
    """A served site."""

    address: str
    state: State
    page: str
    """Its index."""


@pytest.fixture(scope="module", params=STATES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each state, served at the root of a host and again below a path."""
    state = STATES[request.param]
    root = tmp_path_factory.mktemp("site")
    folder = tmp_path_factory.mktemp("served")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=folder)) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        for below in ("", "/status"):
            found = snapshot(root, state.files, state.now, SITE.replace("https://status.example.com", address + below))
            editions = load_editions(root, found.config)
            files = {one.path: one for one in render_all(found, root, editions)}
            for path, one in files.items():
                place = folder / below.lstrip("/") / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(one.render())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(address, state, (folder / "index.html").read_text())
        server.shutdown()


def test_the_page_itself_says_so(site: Site) -> None:
    """What the programs below are compared with."""
    words = " ".join(re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]*>", " ", site.page, flags=re.DOTALL).split())

    assert site.state.banner in words
    for title in site.state.windows:
        assert title in words


# ---- statuspage-prometheus-exporter


@dataclass(frozen=True)
class Metrics:
    """What the exporter measured."""

    status: float
    incidents: list[dict[str, str]]
    maintenances: list[dict[str, str]]
    components: dict[str, float]
    success: float


def _measure(address: str, folder: Path) -> Metrics:
    assert EXPORTER is not None
    services = {"local": {"url": f"{address}/api/v2/summary.json", "name": "Local"}}
    (folder / "services.json").write_text(json.dumps(services))
    variables = {
        "RUN_MODE": "once",
        "SERVICES_JSON_PATH": str(folder / "services.json"),
        "METRICS_TEXTFILE_PATH": str(folder / "out.prom"),
    }
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "SLACK_WEBHOOK_URL", "http_proxy", "HTTP_PROXY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    subprocess.run([EXPORTER], check=True, cwd=folder, env={**environment, **variables}, capture_output=True)
    samples: list[tuple[str, dict[str, str], float]] = []
    for line in (folder / "out.prom").read_text().splitlines():
        if found := re.fullmatch(r"(\w+)\{(.*)\} (\S+)", line):
            labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', found[2]))
            samples.append((found[1], labels, float(found[3])))

    def of(name: str) -> list[tuple[dict[str, str], float]]:
        return [(labels, value) for metric, labels, value in samples if metric == f"statuspage_{name}"]

    return Metrics(
        status=of("service_status")[0][1],
        incidents=[labels for labels, value in of("incident_info") if value == 1],
        maintenances=[labels for labels, value in of("maintenance_info") if value == 1],
        components={labels["component_name"]: value for labels, value in of("component_status")},
        success=of("probe_check")[0][1],
    )


@needs_exporter
@pytest.mark.parametrize("below", ["", "/status"])
def test_the_prometheus_exporter_measures_what_the_page_shows(site: Site, below: str, tmp_path: Path) -> None:
    """At the root of a host and below a path."""
    state = site.state
    found = _measure(site.address + below, tmp_path)

    assert found.success == 1
    assert found.status == (1 if not state.impacts and not state.broken else 0)
    assert [one["impact"] for one in found.incidents] == list(state.impacts)
    assert {name for name, value in found.components.items() if value == 0} == set(state.broken)
    assert found.components.keys() == {"Login", "Orders", "Mail"}
    assert [one["maintenance_name"] for one in found.maintenances] == list(state.windows)
    for one in found.incidents:
        assert one["incident_name"] == "Trouble & <strife>"
        assert one["shortlink"] == f"{site.address}{below}/incidents/trouble/"
        assert one["started_at"] == "2026-01-23T12:00:00Z"
        assert set(one["affected_components"].split(", ")) == set(state.broken)
    for one in found.maintenances:
        assert (one["scheduled_start"], one["scheduled_end"]) == ("2026-02-01T02:00:00Z", "2026-02-01T04:00:00Z")


# ---- statuspage.io

SCRIPT = """
const {Statuspage} = require(process.argv[1]);
const client = new Statuspage('example');
client.setApiUrl(process.argv[2]);
const {api} = client;
(async () => console.log(JSON.stringify({
  summary: await api.getSummary(),
  status: await api.getStatus(),
  components: await api.getComponents(),
  all: await api.incidents.getAll(),
  unresolved: await api.incidents.getUnresolved(),
  upcoming: await api.scheduledMaintenances.getUpcoming(),
})))();
"""


@needs_library
@pytest.mark.parametrize("below", ["", "/status"])
def test_the_npm_package_reads_what_the_page_shows(site: Site, below: str) -> None:
    """Every call that it has, but for the subscribers, whom no folder of files can take."""
    assert NODE is not None
    state = site.state
    command = [NODE, "-e", SCRIPT, str(LIBRARY), site.address + below]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(answer)

    assert found["status"]["status"] == {"indicator": state.indicator, "description": state.description}
    assert found["summary"]["status"] == found["status"]["status"]
    for name in ("summary", "components"):
        parts = found[name]["components"]
        assert [one["name"] for one in parts] == ["Login", "Orders", "Mail"]
        assert [one["name"] for one in parts if one["status"] != "operational"] == list(state.broken)
    for name in ("summary", "unresolved"):
        assert [one["impact"] for one in found[name]["incidents"]] == list(state.impacts)
    assert [one["name"] for one in found["summary"]["scheduled_maintenances"]] == list(state.windows)
    ahead = state.windows if state.indicator == "none" else ()
    assert [one["name"] for one in found["upcoming"]["scheduled_maintenances"]] == list(ahead)
    assert found["all"]["page"]["url"] == site.address + below


# ---- @statuspage/status-widget


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Somebody else's page: a browser takes another port for another site."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text("<!doctype html><title>Elsewhere</title><link rel=icon href=data:,>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@needs_widget
@pytest.mark.parametrize("appearance", ["basic", "badge"])
def test_the_widget_shows_what_the_page_shows(site: Site, appearance: str, browser: Any, elsewhere: str) -> None:
    """In another site's page, so it needs our leave; it always asks at the root of the host."""
    page = browser.new_page()
    page.goto(elsewhere)
    page.set_content(f'<statuspage-widget src="{site.address}" appearance="{appearance}"></statuspage-widget>')
    page.add_script_tag(path=str(WIDGET))

    shown = page.locator("statuspage-widget .status-indicator")
    shown.wait_for()
    assert site.state.indicator in shown.get_attribute("class").split()
    assert site.state.description in page.locator("statuspage-widget .status-container").text_content()
    assert page.locator("statuspage-widget a").get_attribute("href") == site.address
    page.close()

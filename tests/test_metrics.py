"""/metrics.txt, read back by Prometheus's own parsers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from support.stories import moment, read

from sitegen.build import render
from sitegen.derive.snapshot import derive
from sitegen.theme.edition import load_editions

FILES = {
    "incidents/login.md": """\
---
title: Sign-in fails
components: {login: major_outage}
---

## 2026-01-23 14:00 investigating

Words.
""",
    "maintenance/open.md": """\
---
title: Upgrade
start: 2026-01-23 14:00
end: 2026-01-23 16:00
components: [orders]
---

## 2026-01-20 10:00 scheduled

Words.
""",
    "maintenance/ahead.md": """\
---
title: Move
start: 2026-01-24 14:00
end: 2026-01-24 16:00
components: [mail]
---

## 2026-01-20 11:00 scheduled

Words.
""",
}


def metrics(root: Path, files: dict[str, str], now: str = "2026-01-23 14:30") -> bytes:
    """The document at a moment."""
    snapshot = derive(read(root, files), moment(now))
    made = {one.path: one for one in render(snapshot, root, load_editions(root, snapshot.config))}
    return made["metrics.txt"].render()


def values(document: bytes) -> dict[str, dict[str, float]]:
    """Every value by metric and label value, as Prometheus's client reads them."""
    return {
        family.name: {next(iter(sample.labels.values()), ""): sample.value for sample in family.samples}
        for family in text_string_to_metric_families(document.decode())
    }


def test_every_state_is_a_value(tmp_path: Path) -> None:
    """The level, each component, incidents by impact, windows, uptime and the moment."""
    found = values(metrics(tmp_path, FILES))

    assert found["sitegen_build_timestamp_seconds"] == {"": moment("2026-01-23 14:30").timestamp()}
    assert found["sitegen_level"] == {"": 4}
    assert found["sitegen_component_status"] == {"login": 4, "orders": 1, "mail": 0}
    assert found["sitegen_incidents_active"] == {"none": 0, "minor": 0, "major": 1, "critical": 0}
    assert found["sitegen_maintenance_open"] == {"open": 1, "ahead": 0}
    assert found["sitegen_maintenance_start_timestamp_seconds"]["ahead"] == moment("2026-01-24 14:00").timestamp()
    assert found["sitegen_maintenance_end_timestamp_seconds"]["open"] == moment("2026-01-23 16:00").timestamp()
    assert found["sitegen_component_uptime_ratio"]["mail"] == 1
    # It has no `since`, so that its record begins with the day on which it was first mentioned.
    assert found["sitegen_component_uptime_ratio"]["login"] == 0.9655


def test_a_series_goes_on_when_a_state_changes(tmp_path: Path) -> None:
    """No label holds what can change: an alert on a series is not lost when a component recovers."""
    before, after = (values(metrics(tmp_path, FILES, now)) for now in ("2026-01-23 13:00", "2026-01-23 14:30"))

    for name in ("sitegen_level", "sitegen_component_status", "sitegen_incidents_active", "sitegen_maintenance_open"):
        assert before[name].keys() == after[name].keys(), name


def test_a_quiet_site_has_every_metric(tmp_path: Path) -> None:
    """Without incidents and windows, nothing is missing that a rule may name."""
    document = metrics(tmp_path, {})

    assert document.count(b"# TYPE") == 8
    assert values(document)["sitegen_level"] == {"": 0}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_has_nothing_to_say(tmp_path: Path) -> None:
    """Neither of the form nor of the names."""
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=metrics(tmp_path, FILES), capture_output=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")

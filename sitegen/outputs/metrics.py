"""/metrics.txt: the state for Prometheus, in its text format 0.0.4.

What can change is a value and never a label, so that a series continues when it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sitegen import urls
from sitegen.derive.levels import Level
from sitegen.derive.snapshot import Snapshot
from sitegen.model import ComponentStatus, File, Impact


class Gauge(NamedTuple):
    """A metric with its samples; a sample has at most one label."""

    name: str
    about: str
    samples: tuple[tuple[str, float], ...]
    """Label value and sample value; the former is empty where the metric has no label."""
    label: str = ""


def files(snapshot: Snapshot) -> Iterator[File]:
    """The document."""
    yield File(urls.METRICS, render_metrics, (tuple(_gauges(snapshot)),))


def render_metrics(gauges: tuple[Gauge, ...]) -> bytes:
    """The document."""
    return "".join(line for gauge in gauges for line in _lines(gauge)).encode()


def _gauges(snapshot: Snapshot) -> Iterator[Gauge]:
    state, now = snapshot.state, snapshot.now.timestamp()
    yield Gauge("sitegen_build_timestamp_seconds", "When these figures were true, in Unix time.", (("", now),))
    windows = (*state.windows, *state.upcoming)
    active = [view.impact for view in state.incidents]
    levels = ", ".join(f"{level.rank} {level}" for level in Level)
    yield Gauge("sitegen_level", f"What the banner says: {levels}.", (("", state.level.rank),))
    statuses = ", ".join(f"{status.rank} {status}" for status in ComponentStatus)
    yield Gauge(
        "sitegen_component_status",
        f"What a component is in: {statuses}.",
        tuple((one.component.id, one.status.rank) for one in state.components),
        "component",
    )
    yield Gauge(
        "sitegen_component_uptime_ratio",
        "The share of the last ninety days in which a component worked.",
        tuple((one.component.id, one.record.uptime / 100) for one in state.components if one.record.uptime is not None),
        "component",
    )
    yield Gauge(
        "sitegen_incidents_active",
        "Active incidents, by impact.",
        tuple((impact.value, active.count(impact)) for impact in Impact),
        "impact",
    )
    for edge in ("start", "end"):
        yield Gauge(
            f"sitegen_maintenance_{edge}_timestamp_seconds",
            f"The planned {edge} of a window that is open or announced, in Unix time.",
            tuple((view.slug, getattr(view, edge).timestamp()) for view in windows),
            "maintenance",
        )
    yield Gauge(
        "sitegen_maintenance_open",
        "1 while the work of a window is going on, 0 before.",
        tuple((view.slug, view.open) for view in windows),
        "maintenance",
    )


def _lines(gauge: Gauge) -> Iterator[str]:
    yield f"# HELP {gauge.name} {gauge.about}\n# TYPE {gauge.name} gauge\n"
    for label, value in gauge.samples:
        # Ids, slugs and impacts need no escapes.
        labels = f'{{{gauge.label}="{label}"}}' if gauge.label else ""
        yield f"{gauge.name}{labels} {value:.15g}\n"

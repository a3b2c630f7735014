"""Updates for the rules about wording: each alone in an entry of a small site, and what `review` finds in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sitegen.derive.snapshot import derive
from sitegen.problems import Problem
from sitegen.read.reader import Reader
from sitegen.wording.review import review
from support.sites import Folder

NOW = datetime(2026, 12, 1, tzinfo=UTC)
STARTED = "2026-01-23 14:00"
AT = "2026-01-23 14:50"
NEUTRAL = {
    "en": "Parrots in the shop do not talk. We are looking for the cause until 16:00, and we are sorry.",
    "zh-CN": "商店里的鹦鹉不说话，非常抱歉，我们正在查找原因，16:00 再更新。",
}
"""What the updates before the one in question say."""


def findings(folder: Path, samples: Sequence[Mapping[str, Any]], lang: str, wording: str = "") -> list[list[Problem]]:
    """What is found in each of *samples*, in its own update or in the front matter; *wording* is a part of site.yml."""
    found: list[list[Problem]] = [[] for _ in samples]
    for support in (True, False):
        chosen = {i: one for i, one in enumerate(samples) if one.get("support", True) is support}
        site = Folder(folder / f"support-{support}")
        support_line = "support: {email: help@shop.example}\n" if support else ""
        config = f"name: X\nurl: https://x.example\ntimezone: UTC\nlocales: [{lang}]\ncomponents: []\n"
        site.write("site.yml", config + support_line + wording)
        lines = {}
        for folder_name in ("incidents", "maintenance"):
            (site.root / "content" / folder_name).mkdir(parents=True, exist_ok=True)
        for index, sample in chosen.items():
            path, text = entry(sample, index, lang)
            heading = text.rindex("\n## ")
            lines[path] = index, text.split("\n").index("---", 1) + 1, text[:heading].count("\n") + 2
            site.write(path, text)
        for problem in problems(site):
            index, front, heading = lines[problem.path]
            if problem.line <= front or problem.line >= heading:
                found[index].append(problem)
    return found


def problems(site: Folder) -> list[Problem]:
    """Everything that is found in a site without other problems."""
    read, others = site.read()
    assert others == []
    assert read is not None
    reader = Reader(site.root, read.config, None)
    return [one.problem for one in review(read, derive(read, NOW), reader)]


def entry(sample: Mapping[str, Any], index: int, lang: str) -> tuple[str, str]:
    """The path and the text of a content file whose last update is *sample*."""
    if sample.get("entry") == "maintenance":
        front = ["start: 2026-01-23 14:00", "end: 2026-01-23 23:00", "components: []"]
        updates = list(_maintenance(sample, lang))
    elif sample.get("kind") == "notice":
        front = ["kind: notice", "until: 2027-12-01 00:00", "components: []"]
        updates = [(sample.get("at", AT), "update", sample)]
    else:
        started, impact = sample.get("started", STARTED), sample.get("impact", "minor")
        front = [f"kind: {sample.get('kind', 'outage')}", f"impact: {impact}", "components: []", f"started: {started}"]
        updates = list(_incident(sample, lang))
    front = [f"title: {'Parrots' if lang == 'en' else '鹦鹉'}", *front, *_yaml(sample.get("front", {}))]
    text = "\n".join(("---", *front, "---", ""))
    for at, status, one in updates:
        fields = [f"- {line}" if line[0] != " " else f"  {line}" for line in _yaml(_dated(one.get("fields", {}), at))]
        text += "\n".join(("", f"## {at} {status}", "", *fields, *([""] if fields else []), one["text"], ""))
    name = "maintenance" if sample.get("entry") == "maintenance" else "incidents"
    return f"content/{name}/e-{index:03d}.md", text


def _dated(fields: Mapping[str, Any], at: str) -> Mapping[str, Any]:
    """The fields of an update at *at*; a time for the next one that has passed that day has the day after with it."""
    clock = fields.get("next update")
    if not clock or len(clock) != len("15:00") or clock > at[-5:]:
        return fields
    return {**fields, "next update": f"{date.fromisoformat(at[:10]) + timedelta(days=1)} {clock}"}


def _incident(sample: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    before = {"text": NEUTRAL[lang]}
    stage, at, started = sample["stage"], sample.get("at", AT), sample.get("started", STARTED)
    if stage == "first":
        yield at, "investigating", sample
        return
    yield started, "investigating", before
    if stage == "explained":
        yield sample.get("fields", {}).get("ended", started), "resolved", before
    yield at, {"progress": "identified", "resolved": "resolved", "explained": "update"}[stage], sample


def _maintenance(sample: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    before, announced, stage = {"text": NEUTRAL[lang]}, "2026-01-20 09:00", sample["stage"]
    if stage == "announced":
        yield announced, "scheduled", sample
        return
    yield announced, "scheduled", before
    if stage in ("progress", "completed"):
        yield "2026-01-23 14:00", "in_progress", before
    at, status = {
        "started": ("2026-01-23 14:00", "in_progress"),
        "progress": ("2026-01-23 14:50", "update"),
        "completed": ("2026-01-23 16:50", "completed"),
        "cancelled": ("2026-01-21 14:00", "cancelled"),
    }[stage]
    yield at, status, sample


def _yaml(facts: Mapping[str, Any]) -> Iterator[str]:
    """Facts as lines of YAML."""
    for name, value in facts.items():
        if isinstance(value, list) and value:
            yield f"{name}:"
            for item in value:
                if isinstance(item, Mapping):
                    stated = {key: json.dumps(one, ensure_ascii=False) for key, one in item.items() if one}
                    first, *others = (f"{key}: {one}" for key, one in stated.items())
                    yield f"    - {first}"
                    yield from (f"      {line}" for line in others)
                else:
                    yield f"    - {json.dumps(item, ensure_ascii=False)}"
        elif isinstance(value, Mapping):
            yield f"{name}:"
            yield from (f"    {key}: {json.dumps(one, ensure_ascii=False)}" for key, one in value.items())
        else:
            yield f"{name}: {value or ''}".rstrip()

"""The story that documents for programs are tried with, and the schemas that they keep to."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from sitegen import urls
from support.places import DOCS
from support.stories import SITE

SCHEMAS = DOCS / "schemas"

GROUPED = (
    SITE.partition("components:")[0]
    + """\
locales: [en, zh-CN]
components:
  - {id: site, name: Website, description: The pages, since: 2025-03-01}
  - group: {en: Accounts, zh-CN: 账号}
    components:
      - {id: login, name: {en: Sign-in, zh-CN: 登录}}
      - {id: orders, name: Orders, api_id: ord3rs0rd3rs}
  - {id: ftp, name: FTP, retired: 2026-01-01}
  - {id: mail, name: Mail}
"""
)
OUTAGE = """
---
title: Sign-in is failing
started: 2026-01-23 14:32
components: {login: major_outage, orders: partial_outage}
---

## 2026-01-23 14:35 investigating

We are looking into it.

## 2026-01-23 14:50 identified

- components: {orders: operational}

We have found the cause.

## 2026-01-23 15:00 monitoring

It is repaired.

## 2026-01-23 15:10 resolved

- ended: 15:00

It works again.

## 2026-01-23 16:00 update

Thank you.
"""
POSTMORTEM = """
---
published: 2026-01-26 10:00
---

## Summary

A setting in <https://example.com/a> was wrong, and `<b>` stood in it.
"""
UPGRADE = """
---
title: Database upgrade
start: 2026-02-01 02:00
end: 2026-02-01 04:00
components: [orders]
---

## 2026-01-28 10:00 scheduled

We upgrade.
"""
STORY = {"incidents/login.md": OUTAGE, "incidents/login.postmortem.md": POSTMORTEM, "maintenance/upgrade.md": UPGRADE}
MOMENTS = [
    "2026-01-23 14:34",
    "2026-01-23 14:35",
    "2026-01-23 14:50",
    "2026-01-23 15:00",
    "2026-01-23 15:10",
    "2026-01-23 16:00",
    "2026-01-26 10:00",
    "2026-01-28 10:00",
    "2026-02-01 02:00",
    "2026-02-01 04:00",
    "2026-03-01 00:00",
]


def file(title: str, at: str, rest: str = "", components: str = "[login]") -> str:
    """An incident that begins at a moment."""
    return f"---\ntitle: {title}\ncomponents: {components}\n---\n\n## {at} investigating\n\nWords.\n{rest}"


API_SCHEMAS = {
    urls.API_SUMMARY: "summary.json",
    urls.API_STATUS: "status.json",
    urls.API_COMPONENTS: "components.json",
    urls.API_INCIDENTS: "incidents.json",
    urls.API_UNRESOLVED: "incidents-unresolved.json",
    urls.API_MAINTENANCES: "scheduled-maintenances.json",
    urls.API_UPCOMING: "scheduled-maintenances-upcoming.json",
    urls.API_ACTIVE: "scheduled-maintenances-active.json",
}


def schema_of(path: str) -> str:
    """The schema of a document."""
    return API_SCHEMAS.get(path) or ("incident.json" if "/incidents/" in path else "scheduled-maintenance.json")


def faults(document: object, schema: str) -> list[str]:
    """What a schema of docs/schemas finds wrong with a document."""
    return [f"{error.json_path}: {error.message[:200]}" for error in _validator(schema).iter_errors(document)]


@cache
def _validator(schema: str) -> Draft202012Validator:
    every = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(contents)) for name, contents in every.items()
    )
    return Draft202012Validator(every[schema], registry=registry, format_checker=FormatChecker())

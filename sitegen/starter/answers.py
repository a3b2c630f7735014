"""What is asked of whoever makes a new site, and the site.yml that follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sitegen.authoring.compose import Value, words_for_slug, yaml_lines
from sitegen.problems import quoted

SECTIONS: Mapping[str, Sequence[str]] = {
    "en": ("Summary", "Impact", "Cause", "Resolution", "Prevention", "Compensation", "Commitments"),
    "zh-CN": ("概述", "影响范围", "问题原因", "处理过程", "预防措施", "用户补偿", "我们的承诺"),
    "zh-TW": ("概述", "影響範圍", "問題原因", "處理過程", "預防措施", "使用者補償", "我們的承諾"),
    "ja": ("概要", "影響", "原因", "対応", "再発防止策", "補償", "お約束"),
    "ko": ("요약", "영향", "원인", "해결 과정", "재발 방지", "보상", "약속"),
    "de": ("Zusammenfassung", "Auswirkungen", "Ursache", "Behebung", "Vorbeugung", "Entschädigung", "Zusagen"),
    "fr": ("Résumé", "Impact", "Cause", "Résolution", "Prévention", "Compensation", "Engagements"),
    "es": ("Resumen", "Impacto", "Causa", "Resolución", "Prevención", "Compensación", "Compromisos"),
    "pt-BR": ("Resumo", "Impacto", "Causa", "Resolução", "Prevenção", "Compensação", "Compromissos"),
    "ar": ("ملخص", "التأثير", "السبب", "المعالجة", "الوقاية", "التعويض", "التزاماتنا"),
}
"""The languages in which sitegen has words, and the sections of a postmortem in each."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, as typed; whether they are right is for the reader of site.yml to say."""

    since: date
    """The first day of every component's history, in the site's zone."""
    name: str = "Status"
    url: str = "https://status.example.com"
    timezone: str = "UTC"
    repository: str = ""
    language: tuple[str, ...] = ("en",)
    component: tuple[str, ...] = ("Website",)
    """`Sign-in`, or with an id, `login=Sign-in`."""
    contact: tuple[str, ...] = ()
    """An e-mail address, a web address, a phone number."""


def site_yml(answers: Answers) -> str:
    """The text of site.yml, with a comment on what is likely to be changed next."""
    blocks = [
        "# The site: its name and address, what it reports on, and what you hold yourselves to.",
        "# An unknown key is an error, except one that begins with x-.",
        *yaml_lines({"name": answers.name, "url": answers.url, "timezone": answers.timezone}),
        "# The first language is served at /, the others below their own name, such as /zh-CN/.",
        *yaml_lines({"locales": answers.language}),
    ]
    if answers.repository:
        blocks += yaml_lines({"repository": answers.repository})
    if answers.contact:
        blocks += ["", "# Whom readers can ask.", *yaml_lines({"support": dict(map(_contact, answers.contact))})]
    blocks += [
        "",
        "# What readers know by name. An id stands in content files and in addresses, so it stays; names may change.",
        "# Several under one heading: {group: Accounts, components: […]}. Each may have a `description`;",
        "# `third_party: true` is run by another company, `retired: 2030-01-01` is gone.",
        *yaml_lines({"components": [_component(text, answers.since) for text in answers.component]}),
        "",
        "# What you hold yourselves to: `sitegen due` says what is late, and the scorecard of a postmortem counts it.",
        _PROMISES,
    ]
    sections = {locale: SECTIONS[locale] for locale in answers.language if locale in SECTIONS}
    if sections:
        blocks += ["", "# The sections that every postmortem has; one that is missing is a warning."]
        blocks += yaml_lines({"postmortem": {"sections": sections}})
    return "\n".join(blocks) + "\n"


_PROMISES = """\
promises:
  # From the beginning of an incident to the first words about it.
  first_notice: 5m
  # The longest silence while something is wrong, or while a window is open.
  update_every: {critical: 15m, major: 30m, minor: 60m, maintenance: 60m}
  # From the announcement of a maintenance to its start.
  maintenance_notice: 48h
  # After the resolution of a bad outage: a plain explanation, then the postmortem.
  explanation_due: 2h
  postmortem_due: 3d"""


def _component(text: str, since: date) -> Mapping[str, Value]:
    code, sign, name = (part.strip() for part in text.partition("="))
    return {"id": code if sign else words_for_slug(text), "name": name if sign else text, "since": since.isoformat()}


def _contact(text: str) -> tuple[str, str]:
    """The key that an address belongs to, and the address."""
    if text.startswith(("http:", "https:")):
        return "url", text
    return "email" if "@" in text else "phone", text


def doubts(answers: Answers) -> Iterator[tuple[str, str]]:
    """What is wrong with the answers and is not seen in the site.yml that they make: a key of it, and the fault."""
    for text in answers.component:
        if "=" not in text and not words_for_slug(text):
            fault = f"expected an id before a name without Latin letters, as in login={text}, found {quoted(text)}"
            yield "components", fault
    keys = [key for key, _ in map(_contact, answers.contact)]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"support.{key}", f"expected one of a kind, found {keys.count(key)}"

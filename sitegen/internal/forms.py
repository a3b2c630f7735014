"""The keys of a brief: in its front matter, in its notes, in their translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sitegen.read import fields
from sitegen.read.forms import IncidentForm, IncidentUpdateForm, MaintenanceForm
from sitegen.read.validation import Form

_SAME = "It comes from the original; a translation has only texts."
_PUBLIC = "It is for everybody, so it goes in the content file of the incident or the maintenance."
_OTHER_NAMES = {
    "severity": "sev level priority 级别 故障级别 严重程度 等级",
    "commander": "ic incident_commander lead 指挥官 事件指挥官 负责人",
    "on_call": "oncall on_duty engineers 值班 值班人员 待命",
    "channel": "slack room war_room chat 频道 应急频道 群",
    "meeting": "call zoom bridge video 会议 会议室 会议链接",
    "business_impact": "business revenue 业务影响",
    "customers_affected": "customers affected users affected_users 影响用户 受影响用户 受影响客户",
    "tickets": "ticket jira 工单",
    "support_team": "support staffing 客服",
}
_OTHER_NAMES_IN_NOTES = {
    "done": "completed finished 已完成 完成",
    "doing": "in_progress ongoing actions 进行中 正在进行 当前行动",
    "next": "next_steps next_step todo 下一步 后续步骤",
    "owner": "responsible reporter 负责人 报告人",
    "verified": "verification figures metrics 验证 验证结果",
    "follow_ups": "follow_up followups actions_after 后续行动 后续",
    "needs": "need decisions asks 需要 需要决策 是否需要",
}


def _renamed(*tables: Mapping[str, str]) -> dict[str, str]:
    return {other: f"Use `{name}`." for table in tables for name, others in table.items() for other in others.split()}


class TranslatedBriefForm(Form):
    """The texts of a brief: what a translation may have in its front matter."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys((*IncidentForm.model_fields, *MaintenanceForm.model_fields), _PUBLIC),
        **dict.fromkeys(("status", "description", "message"), _PUBLIC),
        **_renamed(_OTHER_NAMES),
        **dict.fromkeys(_OTHER_NAMES_IN_NOTES, "It is a field of a note, below a heading such as ## 2026-01-23 14:50"),
        "lang": "The language is that of the file's name.",
        "meeting": _SAME,
    }

    severity: fields.ListItem | None = None
    commander: fields.ListItem | None = None
    on_call: fields.Listed[fields.ListItem] | None = None
    channel: fields.ListItem | None = None
    business_impact: fields.LineList | None = None
    customers_affected: fields.OneLine | None = None
    tickets: fields.LineOrList | None = None
    support_team: fields.OneLine | None = None


class BriefForm(TranslatedBriefForm):
    """The front matter of a brief: what was known at first."""

    meeting: fields.Url | None = None
    lang: fields.Locale | None = None


class TranslatedNoteForm(TranslatedBriefForm):
    """The texts of a note."""

    hints: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys((*IncidentUpdateForm.model_fields, *IncidentForm.model_fields), _PUBLIC),
        **dict.fromkeys(("status", "description", "message"), _PUBLIC),
        **_renamed(_OTHER_NAMES, _OTHER_NAMES_IN_NOTES),
        "lang": "It goes in the front matter.",
        "meeting": _SAME,
    }

    done: fields.LineList | None = None
    doing: fields.LineList | None = None
    next: fields.LineList | None = None
    owner: fields.ListItem | None = None
    verified: fields.LineList | None = None
    follow_ups: fields.LineList | None = None
    needs: fields.LineList | None = None


class NoteForm(TranslatedNoteForm):
    """The fields of a note: what holds from then on."""

    meeting: fields.Url | None = None


BRIEF_FORMS = (BriefForm, NoteForm, TranslatedBriefForm, TranslatedNoteForm)
"""All of them."""

"""What the team and management are told: everything that people write by hand today, and nothing empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support.briefs import read_briefs
from support.places import BRIEFS, SAMPLE
from support.tables import rows

from sitegen import build as building
from sitegen.build import AsOf, Checked
from sitegen.cli import insiders, run
from sitegen.cli.options import read_now
from sitegen.derive.stages import Occasion
from sitegen.internal.brief import Brief
from sitegen.internal.forms import NoteForm
from sitegen.internal.outbox import InternalOutbox
from sitegen.messages.draft import Draft, Message
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import MessageWriter
from sitegen.model import PUBLIC_AUDIENCES, Audience, Channel

NOW = "2026-12-01T00:00:00Z"
INCIDENT, MAINTENANCE, NOTICE = (
    "2026-01-23-login-outage",
    "2026-02-01-database-upgrade",
    "2026-09-21-holiday-support-hours",
)
INTERNAL = (Audience.TEAM, Audience.MANAGEMENT)
LOCALES = ("en", "zh-CN")


@cache
def checked() -> Checked:
    """The sample."""
    return building.check(SAMPLE, AsOf(read_now(NOW), given=True))


@cache
def writers() -> dict[str, MessageWriter]:
    """The writers of the sample, by language."""
    return {edition.locale: MessageWriter(edition) for edition in checked().editions}


@cache
def outbox(*, internal: bool = True) -> Outbox:
    """The outbox of the sample, with its briefs or without them."""
    slugs, as_of = (INCIDENT, MAINTENANCE), AsOf(read_now(NOW), given=True)
    return insiders.open_outbox(BRIEFS if internal else None, slugs, SAMPLE, checked(), as_of, writers())[0]


def occasions(slug: str) -> tuple[Occasion, ...]:
    """Those of an entry of the sample."""
    return outbox().occasions(next(one for one in checked().snapshot.entries if one.slug == slug))


def told(slug: str, stage: str, audience: Audience, locale: str, box: Outbox | None = None) -> str:
    """The newest message of that stage, as text."""
    occasion = [one for one in occasions(slug) if one.stage == stage][-1]
    return (box or outbox()).message(occasion, audience, locale, Channel.TEXT).text


# --- the facts of the seeds' own texts


FACTS = {
    ("first", Audience.TEAM, "en"): [
        "🚨 [P0] ",
        "Time: January 23, 2026, 14:35 UTC+8",
        "Investigating",
        "Affected: Sign-in and Orders",
        "- Incident response is running",
        "Commander: Zhang San",
        "On call: Li Si and Wang Wu",
        "Next update: 14:50 UTC+8",
        "Channel: #incident-2026-0123",
        "Call: https://meet.example.com/incident-2026-0123",
    ],
    ("first", Audience.TEAM, "zh-CN"): [
        "🚨 [P0] ",
        "时间：2026年1月23日 14:35 UTC+8",
        "调查中",
        "受影响服务：登录和订单",
        "- 已启动应急响应",
        "事件指挥官：张三",
        "值班：李四和王五",
        "下次更新：14:50 UTC+8",
        "沟通频道：#incident-2026-0123",
        "会议室：https://meet.example.com/incident-2026-0123",
    ],
    ("progress", Audience.TEAM, "en"): [
        "[P0] Update #2: ",
        "Elapsed: 23 minutes (since 14:32 UTC+8)",
        "✅ Done so far\n- Root cause found",
        "🔄 Doing now\n- Rollback (70% done)",
        "⏭️ Next\n- 15:00 rollback done\n- 15:05 verify every service",
        "Progress: 70%",
        "Expected recovery: 15:00 UTC+8",
        "Next update: 15:00 UTC+8",
    ],
    ("progress", Audience.TEAM, "zh-CN"): [
        "[P0] 进度更新 #2：",
        "持续时长：23分钟（14:32 UTC+8起）",
        "✅ 已完成\n- 已定位根因：数据库连接池配置错误",
        "🔄 进行中\n- 执行回滚（已完成 70%）",
        "⏭️ 下一步\n- 15:00 完成回滚\n- 15:05 验证所有服务",
        "当前进度：70%",
        "预计恢复时间：15:00 UTC+8",
    ],
    ("resolved", Audience.TEAM, "en"): [
        "✅ [P0] Outage resolved: ",
        "Duration: 38 minutes (January 23, 2026, 14:32 – 15:10 UTC+8)",
        "Users affected: about 100,000 (all)",
        "What solved it\n- Rolled back to v2.3.1\n- Corrected",
        "Verified\n- Success rate of sign-in: 99.8%\n- Response time: < 200 ms\n- Error rate: < 0.1%",
        "Follow-up\n- Postmortem meeting today at 18:00",
        "7 days of VIP membership",
        "Thank you, everyone who helped.",
    ],
    ("resolved", Audience.TEAM, "zh-CN"): [
        "✅ [P0] ",
        "持续时长：38分钟（2026年1月23日 14:32至15:10 UTC+8）",
        "影响用户：约 10 万（全部）",
        "解决方案\n- 回滚到 v2.3.1\n- 修正数据库连接池配置\n- 清理异常连接",
        "验证结果\n- 登录成功率：99.8%\n- 响应时间：< 200 ms\n- 错误率：< 0.1%",
        "后续行动\n- 今天 18:00 复盘会",
        "7 天 VIP 会员",
        "感谢每一位参与处理的同事！",
    ],
    ("progress", Audience.MANAGEMENT, "en"): [
        "🚨 [P0] Escalation: ",
        "Time: January 23, 2026, 14:55 UTC+8",
        "Elapsed: 23 minutes",
        "Business impact\n- Sign-in is down completely\n- Orders lost so far, by estimate 200 (about ¥50,000)",
        "- Support tickets: 126 received so far",
        "Weibo",
        "- Root cause found",
        "- Rollback (70% done)",
        "Expected recovery: 15:00 UTC+8",
        "Commander: Zhang San (head of backend)",
        "On call: Li Si and Wang Wu",
        "Support: three more people answer tickets",
        "Decisions needed\n- ☐ Public statement\n- ☐ Compensation for those affected\n- ☐ Answers for the media",
        "Channel: #incident-2026-0123",
        "Status page: https://status.example.com/incidents/2026-01-23-login-outage/",
        "Reported by Zhang San",
    ],
    ("progress", Audience.MANAGEMENT, "zh-CN"): [
        "🚨 [P0] 故障升级：全部用户无法登录",
        "业务影响\n- 登录完全不可用\n- 预计订单损失约 200 笔（约 5 万元）\n- 微博相关话题热度上升\n",
        "- 客服工单：已收到 126 条",
        "- 已定位根因",
        "- 执行回滚（已完成 70%）",
        "预计恢复时间：15:00 UTC+8",
        "事件指挥官：张三（后端负责人）",
        "客服：已增派 3 人处理工单",
        "需要决策\n- ☐ 对外公关声明\n- ☐ 用户补偿方案\n- ☐ 媒体应对",
        "报告人：张三（后端负责人）",
    ],
}


@rows(("stage", "audience", "locale"), FACTS)
def test_the_sample_says_what_people_write_by_hand(stage: str, audience: Audience, locale: str) -> None:
    """Every fact of the seeds' internal texts has its place, in both languages."""
    text = re.sub("\n+", "\n", told(INCIDENT, stage, audience, locale))

    assert [fact for fact in FACTS[stage, audience, locale] if fact not in text] == []


WINDOW = {
    "announced": [
        "February 1, 2026, 01:00 – 03:00",
        "- Go or no-go",
        "In charge: Zhao Liu",
        "Channel: #change-2026-0201",
    ],
    "moved": ["February 1, 2026, 02:00 – 04:00", "Previously: February 1, 2026, 01:00 – 03:00"],
    "reminder": ["- Full backup restored", "- 02:00 stop writes"],
    "started": ["- Writes of the order service stopped", "Next update: 03:00"],
    "progress": [
        "Elapsed: 1 hour 8 minutes (since 02:00 UTC+8)",
        "Progress: 90%",
        "Affected: Orders",
        "Owner: Qian Qi",
    ],
    "completed": [
        "✅ ",
        "Took: 1 hour 40 minutes",
        "What was done",
        "Verified",
        "Follow-up",
        "- Ledger differences: 0",
    ],
}


@rows("stage", WINDOW)
def test_a_maintenance_has_its_own_words(stage: str) -> None:
    """Stage by stage, from the announcement on."""
    text = told(MAINTENANCE, stage, Audience.TEAM, "en")

    assert [fact for fact in WINDOW[stage] if fact not in text] == []
    assert "Commander" not in text


# --- nothing empty, nothing twice


def faults(draft: Draft, message: Message) -> Iterator[str]:
    """What a careful person would not send."""
    lines = [line for line in [message.title, *message.text.split("\n\n", 1)[1].split("\n")] if line]
    for line in lines:
        if re.search(r"^.{0,40}[:：(（]\s*$|^-\s*$|[\\{}]|\bNone\b|\(\)|（）|  ", line):
            yield f"an odd line: {line!r}"
        if lines.count(line) > 1:
            yield f"twice: {line!r}"
    for part in draft.parts:
        if re.fullmatch(r"\*\*[^*\n]+\*\*", part.markdown) and part.name != "notes":
            yield f"a heading without content: {part.markdown!r}"


def every_draft(box: Outbox) -> Iterator[tuple[Draft, Message]]:
    """Every message to insiders of the whole sample."""
    for entry in checked().snapshot.entries:
        for occasion in box.occasions(entry):
            for audience in INTERNAL:
                for locale in LOCALES:
                    draft = box.draft(occasion, audience, locale)
                    yield draft, box.message(occasion, audience, locale, Channel.TEXT)


@rows("internal", [True, False])
def test_no_label_is_empty_and_no_heading_alone(internal: bool) -> None:
    """With a brief or without one, of each entry of the sample, at each stage, in both languages."""
    seen = 0
    for draft, message in every_draft(outbox(internal=internal)):
        seen += 1
        assert [*faults(draft, message)] == [], message.text

    assert seen > 100


def alone(folder: Path, field: str, value: str, at: str = "14:35") -> Brief:
    """A brief that says one thing."""
    text = f"---\n---\n\n## 2026-01-23 {at}\n\n- {field}: {value}\n"
    [brief], said = read_briefs(folder, {f"{INCIDENT}.md": text}, (INCIDENT,))
    assert said == ""
    return brief


@rows("field", NoteForm.model_fields)
def test_a_brief_may_say_one_thing_alone(field: str, tmp_path: Path) -> None:
    """Whatever it leaves out has no label."""
    value = "https://meet.example.com/x" if field == "meeting" else "Words"
    lists = "tuple" in str(NoteForm.model_fields[field].annotation)
    brief = alone(tmp_path, field, f"\n    - {value}" if lists else value)

    for slug in (INCIDENT, MAINTENANCE, NOTICE):
        box = InternalOutbox(checked().site, checked().snapshot, writers(), {slug: brief}.get)
        texts = []
        for occasion in occasions(slug):
            for audience in INTERNAL:
                draft, message = (
                    box.draft(occasion, audience, "en"),
                    box.message(occasion, audience, "en", Channel.TEXT),
                )
                assert [*faults(draft, message)] == [], message.text
                texts.append(message.text)
        assert any(value in text for text in texts) or slug == NOTICE


@rows("stage", ["first", "progress", "resolved", "explained"])
def test_without_a_brief_only_what_is_public_is_said(stage: str) -> None:
    """The team reads the words of the notice in full, and where to look."""
    for audience in INTERNAL:
        text = told(INCIDENT, stage, audience, "en", outbox(internal=False))

        assert "Status page: https://status.example.com/" in text
        assert not re.search("P0|Commander|Zhang|Channel|Decisions|Follow-up|Reported", text)


@rows(
    ("stage", "title"),
    [
        ("first", "🚨 [P0] Outage: Sign-in is failing for all users"),
        ("progress", "🚨 [P0] Escalation: Sign-in is failing for all users"),
        ("resolved", "✅ [P0] Outage resolved: Sign-in is failing for all users"),
    ],
)
def test_management_is_asked_while_there_is_something_to_decide(stage: str, title: str) -> None:
    """Before and after that, it is told what the team is told."""
    assert told(INCIDENT, stage, Audience.MANAGEMENT, "en").partition("\n")[0] == title


def test_a_note_makes_the_message_newer(tmp_path: Path) -> None:
    """Time and elapsed time are those of the newest note, not of the public update before it."""
    [first, *_] = occasions(INCIDENT)
    for at, elapsed in (("14:34:00", "3 minutes"), ("14:35:59", "3 minutes"), ("14:36:00", "4 minutes")):
        brief = alone(tmp_path, "owner", "Li Si", at)
        box = InternalOutbox(checked().site, checked().snapshot, writers(), {INCIDENT: brief}.get)

        assert f"Elapsed: {elapsed} (since 14:32 UTC+8)" in box.message(first, Audience.TEAM, "en", Channel.TEXT).text


def test_no_time_at_all_is_no_duration() -> None:
    """What has just begun has not lasted yet."""
    text = told(MAINTENANCE, "started", Audience.TEAM, "en", outbox(internal=False))

    assert "In progress" in text
    assert "Elapsed" not in text


HOSTILE = "**x** _y_ `z` [a](https://evil.example) <!channel> <at id=all> @all # 1. ~~b~~ | c \\ & &lt; ![p](q.png)"


def test_words_of_a_brief_are_text(tmp_path: Path) -> None:
    """Markdown in a field has no meaning; what a channel does with signs of its own is tested with that."""
    brief = alone(tmp_path, "owner", json.dumps(HOSTILE))
    box = InternalOutbox(checked().site, checked().snapshot, writers(), {INCIDENT: brief}.get)

    assert f"Owner: {HOSTILE}" in box.message(occasions(INCIDENT)[0], Audience.TEAM, "en", Channel.TEXT).text


# --- the command


@pytest.mark.parametrize("internal", [False, True])
def test_without_a_choice_the_public_is_told_and_with_a_folder_all(
    internal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--internal` is asked for by whoever wants to see what insiders are told."""
    asked: list[Audience] = []
    [shown, *_] = [outbox().message(occasions(INCIDENT)[0], Audience.TEAM, "en", Channel.TEXT)]

    def note(_: Outbox, occasion: Occasion, audience: Audience, locale: str, channel: Channel) -> Message:
        asked.append(audience)
        return shown

    monkeypatch.setattr(Outbox, "message", note)
    monkeypatch.setattr(InternalOutbox, "message", note)
    folder = ["--internal", str(BRIEFS)] if internal else []

    assert run(["message", INCIDENT, "--site", str(SAMPLE), "--now", NOW, "--locale", "en", *folder]) == 0

    assert asked == [*(Audience if internal else PUBLIC_AUDIENCES)]
    capsys.readouterr()


def test_the_command_tells_insiders_what_the_brief_says(capsys: pytest.CaptureFixture[str]) -> None:
    """As text and as JSON."""
    command = ["message", INCIDENT, "--site", str(SAMPLE), "--now", "2026-01-23T14:56:00+08:00", "--locale", "zh-CN"]
    command += ["--audience", "management", "--internal", str(BRIEFS)]

    assert run(command) == 0
    assert "- ☐ 对外公关声明" in capsys.readouterr().out
    assert run([*command, "--format", "json"]) == 0
    [document] = json.loads(capsys.readouterr().out)
    assert document["title"] == "🚨 [P0] 故障升级：全部用户无法登录"


@rows(("now", "said"), [("14:54:59", False), ("14:55:00", True), ("14:55:01", True)])
def test_as_of_a_moment_later_notes_are_unknown(now: str, said: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """A report of 14:55 cannot be read before."""
    command = ["message", INCIDENT, "--site", str(SAMPLE), "--now", f"2026-01-23T{now}+08:00", "--locale", "en"]
    assert run([*command, "--audience", "management", "--internal", str(BRIEFS)]) == 0

    assert ("Decisions needed" in capsys.readouterr().out) == said


def test_an_entry_without_a_brief_is_told_and_its_messages_are_made(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever names the folder expects one."""
    command = ["message", NOTICE, "--site", str(SAMPLE), "--now", NOW, "--audience", "team", "--internal", str(BRIEFS)]

    assert run(command) == 0
    shown = capsys.readouterr()
    assert f"internal/{NOTICE}.md: warning: expected the brief of this entry, found none" in shown.err
    assert "Support hours" in shown.out


def test_a_brief_with_a_fault_is_told_with_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rather than a message that says less than it should."""
    (tmp_path / f"{INCIDENT}.md").write_text("---\ncomander: Zhang San\n---\n")

    command = ["message", INCIDENT, "--site", str(SAMPLE), "--audience", "team", "--internal", str(tmp_path)]
    assert run(command) == 1
    assert run(["check", "--site", str(SAMPLE), "--internal", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("Did you mean 'commander'?") == 2


def test_check_counts_the_briefs(capsys: pytest.CaptureFixture[str]) -> None:
    """So that a folder of nothing is seen."""
    assert run(["check", "--site", str(SAMPLE), "--now", NOW, "--internal", str(BRIEFS)]) == 0

    assert capsys.readouterr().out.endswith("7 incidents, 1 maintenance, 2 briefs: no problem.\n")

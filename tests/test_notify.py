"""`sitegen notify`: what it sends, what it prints, and what it does not, run as people run it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.notifying import (
    EXPLAINED,
    IDENTIFIED,
    OUTAGE,
    RESOLVED,
    SECRET,
    TEAM,
    USERS,
    Hours,
    Vendor,
    at,
    installed,
    lines,
    states,
)
from support.repositories import Repository, bare, cloned, ledger_files, pushed
from support.sites import Folder
from support.tables import rows

from sitegen.cli import notification, run
from sitegen.cli.ledgers import Invocation
from sitegen.delivery.outcome import Outcome, Verdict
from sitegen.delivery.senders import SETTINGS, Envelope
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.messages.channels.form import ChannelForm, Composed
from sitegen.model import Channel

FIRST_KEY = "outage/20260123T060000Z/first/users/webhook-USERS/en"
RESOLVED_KEY = "outage/20260123T064000Z/resolved/users/webhook-USERS/en"

CANARY = '{% call part("title") %}CANARY{% endcall %}{% call part("words") %}CANARY{% endcall %}'


class Desk:
    """A site with routes, a vendor, and the command."""

    def __init__(self, site: Folder, vendor: Vendor, capsys: pytest.CaptureFixture[str]) -> None:
        self.site = site
        self.vendor = vendor
        self.ledger = site.root.parent / "ledger.jsonl"
        self._capsys = capsys
        self.out = self.err = ""

    def outage(self, *more: str) -> None:
        """The content: an outage, and what follows it."""
        self.site.write("content/incidents/outage.md", OUTAGE + "".join(more))

    def routes(self, *routes: str, top: str = "") -> None:
        """messages.yml."""
        self.site.write("messages.yml", f"{top}routes:\n{''.join(routes)}")

    def notify(self, *options: str, now: str = "14:05", ledger: bool = True) -> int:
        """Run it; what it prints is in `out` and `err`."""
        where = ("--ledger", str(self.ledger)) if ledger else ()
        moment = now if "T" in now else at(now)
        code = run(["notify", "--site", str(self.site.root), "--now", moment, *where, *options])
        self.out, self.err = self._capsys.readouterr()
        return code

    def document(self, *options: str, **given: Any) -> Any:
        """What it prints for programs."""
        self.notify("--format", "json", *options, **given)
        return json.loads(self.out)

    def command(self, *arguments: str) -> str:
        """What somebody would paste to run it on this site and ledger, as it is printed."""
        return shlex.join(
            ["sitegen", "notify", "--site", str(self.site.root), "--ledger", str(self.ledger), *arguments]
        )

    @property
    def shown(self) -> str:
        """What it has printed, with `CMD` for the command on this site and ledger."""
        return self.out.replace(self.command(), "CMD")

    def said(self) -> dict[str, list[str]]:
        """What the ledger says of each message."""
        return states(lines(self.ledger))


@pytest.fixture
def desk(site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """An outage that began at 14:00, and a route to users."""
    return made_desk(site, monkeypatch, capsys)


def made_desk(site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Desk:
    """The desk for a row of a table."""
    vendor = Vendor()
    installed(monkeypatch, vendor)
    watch = Hours()
    monkeypatch.setattr(notification, "RealTime", lambda: watch)
    monkeypatch.setenv("USERS", SECRET)
    monkeypatch.setenv("TEAM", f"{SECRET}/team")
    monkeypatch.delenv("SITEGEN_LEDGER_KEY", raising=False)
    made = Desk(site, vendor, capsys)
    made.outage()
    made.routes(USERS)
    return made


def own_theme(desk: Desk, template: str, audience: str = "users") -> None:
    """The site writes to an audience by a template of its own."""
    desk.site.write(f"themes/own/messages/{audience}.md", template)
    desk.site.write("site.yml", (desk.site.root / "site.yml").read_text() + "theme: own\n")


# --- sending


def test_a_message_goes_out_once(desk: Desk) -> None:
    """Once, whatever runs again."""
    assert [desk.notify(), desk.notify(), desk.notify(now="14:30")] == [0, 0, 0]

    assert [envelope.key for envelope in desk.vendor.got] == [FIRST_KEY]
    assert desk.said() == {FIRST_KEY: ["claimed", "delivered"]}
    assert desk.out == "Nothing to send.\n"


def test_each_message_has_a_line(desk: Desk) -> None:
    """For the log of a workflow, without a terminal."""
    desk.notify()

    assert desk.out == f"delivered  {FIRST_KEY}: ok\n"
    assert desk.err == ""


def test_what_is_sent_is_what_message_prints(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """One text, by whatever way."""
    desk.notify()
    run(["message", "outage", "--site", str(desk.site.root), "--now", at("14:05"), "--audience", "users",
         "--channel", "text", "--locale", "en", "--format", "json"])  # fmt: skip

    printed = json.loads(capsys.readouterr().out)[0]
    assert desk.vendor.got[0].message.text == printed["text"]


def test_a_new_update_is_a_new_message(desk: Desk) -> None:
    """And another wording is not."""
    desk.notify()
    desk.outage(RESOLVED)
    desk.notify(now="14:41")
    desk.outage(RESOLVED.replace("It works again.", "Everything works again."))
    desk.notify(now="14:42")

    assert desk.vendor.stages == ["first", "resolved"]


def test_an_envelope_says_which_thread_it_belongs_to(desk: Desk) -> None:
    """So that mail readers show the messages of an incident together."""
    desk.notify()
    desk.outage(RESOLVED)
    desk.notify(now="14:41")

    assert [(one.thread, one.first) for one in desk.vendor.got] == [
        ("outage/users/webhook-USERS/en", True),
        ("outage/users/webhook-USERS/en", False),
    ]


def test_who_has_not_been_told_is_told_what_fails(desk: Desk) -> None:
    """The update that supersedes the first notice says what that would have said."""
    desk.outage(IDENTIFIED)
    desk.notify(now="14:21")
    both = desk.vendor.got[0].message
    desk.ledger.unlink()
    desk.outage()
    desk.notify()
    desk.outage(IDENTIFIED)
    desk.notify(now="14:21")
    later = desk.vendor.got[2].message

    assert both.stage == later.stage == "progress"
    assert "Signing in" in both.text
    assert "Signing in" not in later.text


def test_a_message_that_superseded_another_does_not_differ_from_itself(desk: Desk) -> None:
    """It is compared with how it was written then."""
    desk.outage(IDENTIFIED)
    desk.notify(now="14:21")
    desk.notify(now="14:22")

    assert desk.out == "Nothing to send.\n"


def test_each_language_is_a_route(desk: Desk) -> None:
    """In the site's first, where the route names none."""
    desk.routes(USERS, USERS.replace("}", ", locale: zh-CN}"))
    desk.notify()

    assert [one.message.locale for one in desk.vendor.got] == ["en", "zh-CN"]


def test_a_reminder_goes_out_before_the_window(desk: Desk) -> None:
    """For as long before as messages.yml says, and only where it says so."""
    desk.site.write(
        "content/maintenance/work.md",
        "---\ntitle: Work\ncomponents: [login]\nstart: 2026-01-23 18:00\nend: 2026-01-23 19:00\n---\n\n"
        "## 2026-01-23 14:00 scheduled\n\nWe work.\n",
    )
    desk.notify()
    desk.notify(now="17:05")
    assert desk.vendor.stages == ["first", "announced"]
    desk.routes(USERS, top="reminder: 1h\n")
    desk.notify(now="16:59")
    desk.notify(now="17:05")

    assert desk.vendor.stages == ["first", "announced", "reminder"]


# --- what did not arrive


@rows(
    ("verdict", "word", "hint"),
    [
        (
            Verdict.REJECTED,
            "rejected",
            f"When the cause is gone: CMD --retry {FIRST_KEY}. To leave it: CMD --settle {FIRST_KEY}",
        ),
        (Verdict.UNKNOWN, "unknown", f"If it has arrived: CMD --settle {FIRST_KEY}. If not: CMD --retry {FIRST_KEY}"),
        (Verdict.REFUSED, "not sent", "The next run tries again."),
    ],
)
def test_what_did_not_arrive_is_told(
    verdict: Verdict, word: str, hint: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """With the vendor's words, what to do, and exit code 1."""
    desk = made_desk(site, monkeypatch, capsys)
    desk.vendor.answers = [Outcome(verdict, "its words")] * 9

    assert desk.notify() == 1
    assert desk.shown == f"{word:<10} {FIRST_KEY}: its words\n           {hint}\n"


@pytest.mark.parametrize(("verdict", "word"), [(Verdict.REJECTED, "rejected"), (Verdict.UNKNOWN, "unknown")])
def test_later_runs_tell_it_again_and_do_not_send_it(verdict: Verdict, word: str, desk: Desk) -> None:
    """Until somebody has decided."""
    desk.vendor.answers = [Outcome(verdict, "its words")]
    desk.notify()

    assert desk.notify(now="14:30") == 1
    assert desk.out.startswith(f"{word:<10} {FIRST_KEY}: ")
    assert len(desk.vendor.attempts) == 1


def test_a_refusal_is_tried_again_within_a_run(desk: Desk) -> None:
    """And within the patience that --patience gives it."""
    desk.vendor.answers = [Outcome(Verdict.REFUSED, "busy", timedelta(seconds=100))]
    assert desk.notify("--patience", "99s") == 1
    desk.vendor.answers = [Outcome(Verdict.REFUSED, "busy", timedelta(seconds=100))]
    assert desk.notify("--patience", "1m") == 1
    desk.vendor.answers = [Outcome(Verdict.REFUSED, "busy", timedelta(seconds=100))]
    assert desk.notify("--patience", "5m") == 0

    assert desk.vendor.stages == ["first"]


def test_a_rejection_is_not_told_once_there_is_newer(desk: Desk) -> None:
    """People have been told what matters."""
    desk.vendor.answers = [Outcome(Verdict.REJECTED, "no")]
    desk.notify()
    desk.outage(RESOLVED)

    assert desk.notify(now="14:41") == 0
    assert desk.notify(now="14:42") == 0


@rows(
    ("invocation", "expected"),
    [
        (Invocation(Path()), "sitegen notify --retry KEY"),
        (Invocation(Path("my site")), "sitegen notify --site 'my site' --retry KEY"),
        (Invocation(Path(), remote="backup"), "sitegen notify --remote backup --retry KEY"),
        (Invocation(Path(), None, Path("a;b.jsonl")), "sitegen notify --ledger 'a;b.jsonl' --retry KEY"),
        (
            Invocation(Path(), None, Path("l"), Path("briefs"), Path("$i")),
            "sitegen notify --ledger l --internal briefs --internal-ledger '$i' --retry KEY",
        ),
    ],
)
def test_a_printed_command_acts_on_the_same_ledgers(invocation: Invocation, expected: str) -> None:
    """With the options that were given, as a shell takes them."""
    assert invocation.command("--retry", "KEY") == expected


# --- what people decide


def test_a_message_that_may_have_arrived_is_sent_again_only_when_asked_for(desk: Desk) -> None:
    """By its key, as it was told."""
    desk.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    desk.notify()

    assert desk.notify("--retry", FIRST_KEY, now="18:00") == 0
    assert [one.key for one in desk.vendor.got] == [FIRST_KEY]
    assert "Possibly repeated" not in desk.vendor.got[0].message.text
    assert desk.notify(now="18:01") == 0


def test_a_message_that_has_arrived_after_all_is_settled(desk: Desk) -> None:
    """Nobody is told of it any more, and it is not sent."""
    desk.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    desk.notify()

    assert desk.notify("--settle", FIRST_KEY) == 0
    assert desk.out == f"settled    {FIRST_KEY}\n"
    assert desk.notify(now="14:30") == 0
    assert desk.vendor.got == []
    assert desk.said()[FIRST_KEY] == ["claimed", "unknown", "settled"]


def test_a_correction_is_sent_again_and_says_so(desk: Desk) -> None:
    """Otherwise an edited wording is told to whoever runs the command, and to nobody else."""
    desk.notify()
    desk.site.write("content/incidents/outage.md", OUTAGE.replace("looking into it", "at work on it"))

    assert desk.notify(now="14:10") == 0
    assert desk.shown == (
        f"differs    {FIRST_KEY}: its words are not those that were sent\n"
        f"           To send it again: CMD --correct {FIRST_KEY}\n"
    )
    assert desk.notify("--correct", FIRST_KEY, now="14:11") == 0
    assert [one.message.text.count("Corrected: ") for one in desk.vendor.got] == [0, 1]
    assert desk.notify(now="14:12") == 0


def test_a_correction_in_chinese_says_so_in_chinese(desk: Desk) -> None:
    """In the language of the message."""
    desk.routes(USERS.replace("}", ", locale: zh-CN}"))
    desk.notify()
    desk.notify("--correct", FIRST_KEY.replace("/en", "/zh-CN"))

    assert "更正" in desk.vendor.got[1].message.text


@rows(
    ("options", "told"),
    [
        (("--retry", FIRST_KEY), "delivered"),
        (("--settle", FIRST_KEY), "delivered"),
    ],
)
def test_what_has_arrived_is_not_sent_by_mistake(
    options: tuple[str, ...], told: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """To send it once more one has to call it a correction."""
    desk = made_desk(site, monkeypatch, capsys)
    desk.notify()
    desk.notify(*options)

    assert len(desk.vendor.attempts) == 1
    assert told in desk.out


@rows(
    ("options", "expected"),
    [
        (("--retry", "outage/20260123T060000Z/first/users/webhook-USERS/ne"), f"Did you mean '{FIRST_KEY}'?"),
        (("--settle", "outage"), "expected the key of a message, found 'outage'"),
        (("--correct", "a/b/c/d/e/f"), " --dry-run."),
        (("--retry", FIRST_KEY, "--baseline"), "expected only one of"),
        (("--late", "--baseline"), "found --baseline and --late"),
        (("--patience", "soon"), "expected a duration such as 15m"),
        (("--patience", "-3s"), "expected a duration such as 15m"),
        (("--remote", "origin"), "--remote and --ledger: expected one of them, found both"),
    ],
)
def test_a_slip_on_the_command_line_is_wrong_usage(
    options: tuple[str, ...], expected: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """Exit code 2, and nothing is sent."""
    desk = made_desk(site, monkeypatch, capsys)

    assert desk.notify(*options) == 2
    assert expected in desk.err
    assert desk.vendor.attempts == []


def test_insiders_may_get_what_may_have_arrived_again(desk: Desk) -> None:
    """With a line before everything else that says so, and in the ledger under the same key."""
    desk.routes(TEAM.replace("}", ", retry_unknown: true}"))
    desk.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    inside = ("--internal-ledger", str(desk.ledger))
    desk.notify(*inside)
    desk.notify(*inside, now="14:10")

    text = desk.vendor.got[0].message.text.split("\n\n")
    assert text[1] == "Possible duplicate: you may already have received this message."
    assert desk.notify(*inside, now="14:20") == 0


# --- late words, and the first use


def test_late_words_are_told_and_not_sent(desk: Desk) -> None:
    """With their age, and what to do."""
    assert desk.notify(now="17:00") == 1
    assert desk.shown == (
        f"late       {FIRST_KEY}: not sent, of 2026-01-23 14:00 +08:00, 3 hours ago\n"
        f"           To send it: CMD --late. To leave it: CMD --settle {FIRST_KEY}\n"
    )
    assert desk.vendor.attempts == []
    assert not desk.ledger.exists()


def test_late_words_are_sent_when_asked_for(desk: Desk) -> None:
    """The newest of each entry, with what it does not tell."""
    desk.outage(IDENTIFIED, RESOLVED, EXPLAINED)

    assert desk.notify("--late", now="20:00") == 0
    assert desk.vendor.stages == ["resolved", "explained"]


def test_a_late_message_can_be_left(desk: Desk) -> None:
    """Settled, nobody is told of it any more."""
    desk.notify("--settle", FIRST_KEY, now="17:00")

    assert desk.notify(now="17:01") == 0
    assert desk.vendor.attempts == []


def old_incidents(desk: Desk, count: int) -> None:
    """Incidents of the days before."""
    for number in range(count):
        text = OUTAGE.replace("2026-01-23", f"2026-01-{22 - number % 20:02d}").replace("14:00", f"10:{number:02d}")
        desk.site.write(f"content/incidents/old-{number}.md", text)


def test_the_first_use_asks_for_a_baseline(desk: Desk) -> None:
    """In one line, and not with a list of everything that ever happened; what is new is sent."""
    old_incidents(desk, 12)

    assert desk.notify() == 1
    assert desk.vendor.stages == ["first"]
    assert desk.err.count("\n") == 1
    assert desk.err.startswith("sitegen: 12 messages older than 2 hours were never sent")
    assert f"{desk.command('--baseline')} marks them as known" in desk.err
    assert f"{desk.command('--late')} sends the newest" in desk.err
    assert desk.out.count("\n") == 1


def test_a_baseline_makes_everything_known(desk: Desk) -> None:
    """One line for all that is older than two hours, and one for each message that is not."""
    old_incidents(desk, 12)

    assert desk.notify("--baseline", "--dry-run") == 0
    assert desk.out == f"All public messages up to 2026-01-23 14:05 +08:00 would be marked as known, in {desk.ledger}\n"
    assert desk.notify("--baseline") == 0
    assert desk.out == f"All public messages up to 2026-01-23 14:05 +08:00 are marked as known, in {desk.ledger}\n"
    assert desk.vendor.attempts == []
    assert [line["state"] for line in lines(desk.ledger)] == ["known", "baseline"]
    assert [desk.notify(), desk.notify(now="20:00")] == [0, 0]
    desk.outage(RESOLVED)
    desk.notify(now="14:41")
    assert desk.vendor.stages == ["resolved"]


def test_a_baseline_leaves_what_may_have_arrived_unknown(desk: Desk) -> None:
    """That is not a matter of the past."""
    desk.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    desk.notify()
    desk.notify("--baseline", now="14:30")

    assert desk.notify(now="20:00") == 1
    assert desk.out.startswith("unknown")


def test_a_baseline_of_a_clock_that_was_ahead_is_told_and_put_right(desk: Desk) -> None:
    """It would hide late words until then; what is new is sent all the same."""
    desk.notify("--baseline", now="2027-01-23T14:00:00+08:00")
    desk.outage(RESOLVED)

    assert desk.notify(now="14:41") == 1
    assert "its baseline is of 2027-01-23 14:00 +08:00, in 365 days" in desk.err
    assert desk.vendor.stages == ["resolved"]
    desk.notify("--baseline", now="15:02")
    assert desk.notify(now="15:03") == 0


def test_a_clock_that_has_gone_back_repeats_nothing(desk: Desk) -> None:
    """Whether a message has gone out is not a matter of time."""
    desk.outage(RESOLVED)
    desk.notify(now="14:41")
    for now in ("14:31", "14:40", "14:41", "20:00", "14:42"):
        desk.notify(now=now)

    assert desk.vendor.stages == ["resolved"]


# --- a dry run


def test_a_dry_run_sends_and_writes_nothing(desk: Desk) -> None:
    """It prints who would be told what, how much of the limit it takes, and how it begins."""
    desk.outage(IDENTIFIED)

    assert desk.notify("--dry-run", now="14:21") == 0
    assert desk.vendor.attempts == []
    assert not desk.ledger.exists()
    assert re.sub(r"\d+ char", "N char", desk.out) == (
        f"superseded {FIRST_KEY}\n"
        "           to users by webhook-USERS (webhook)\n"
        "           by progress (20260123T062000Z)\n"
        "would send outage/20260123T062000Z/progress/users/webhook-USERS/en\n"
        "           to users by webhook-USERS (webhook), N characters\n"
        "           Update: Sign-in is failing\n"
    )


def test_a_dry_run_says_what_was_sent_already(desk: Desk) -> None:
    """So that one sees that it is not sent again."""
    desk.notify()
    desk.notify("--dry-run", now="14:10")

    assert desk.out.startswith(f"already delivered {FIRST_KEY}\n")


def test_a_dry_run_needs_no_secret(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which variable is missing, and what could not be sent without."""
    monkeypatch.delenv("USERS")

    assert desk.notify("--dry-run") == 1
    assert desk.out.startswith(f"cannot send {FIRST_KEY}")
    assert "messages.yml:2: to: expected the environment variable USERS to be set, found nothing" in desk.err


def test_programs_get_an_object(desk: Desk) -> None:
    """With the same in it."""
    document = desk.document("--dry-run")

    assert document["as_of"] == "2026-01-23T06:05:00Z"
    assert document["dry_run"] is True
    assert (document["troubles"], document["problems"]) == ([], [])
    [message] = document["messages"]
    length = message.pop("length")
    assert length > 100
    assert message == {
        "key": FIRST_KEY,
        "state": "would send",
        "slug": "outage",
        "update": "20260123T060000Z",
        "stage": "first",
        "at": "2026-01-23T06:00:00Z",
        "audience": "users",
        "channel": "webhook",
        "route": "webhook-USERS",
        "locale": "en",
        "title": "Service disruption: Sign-in is failing",
        "limit": None,
        "unit": "characters",
        "left_out": [],
        "detail": "",
        "hint": "",
    }
    assert desk.document()["messages"][0]["state"] == "delivered"


# --- settings


def test_a_missing_variable_stops_its_route_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told which, with its line; the others go."""
    desk.routes(USERS, USERS.replace("USERS", "OTHERS"))
    monkeypatch.setenv("USERS", "  ")
    monkeypatch.setenv("OTHERS", "x")

    assert desk.notify() == 1
    assert [one.key.split("/")[4] for one in desk.vendor.got] == ["webhook-OTHERS"]
    assert desk.err == (
        "messages.yml:2: to: expected the environment variable USERS to be set, found nothing\n"
        "    It holds the webhook address of the route webhook-USERS, for users.\n"
        "1 problem in 1 file.\n"
    )


@rows(
    ("channel", "to", "environment", "expected"),
    [
        ("email", "a@example.com", {"SITEGEN_MAIL_FROM": "s@example.com"}, "SITEGEN_SMTP: expected smtps://"),
        ("email", "a@example.com", {"SITEGEN_SMTP": "smtps://example.com"}, "SITEGEN_MAIL_FROM: expected one address"),
        ("slack", "hooks.example.com/CANARY", {}, "expected an address that begins with https://"),
        ("wecom", "https://example.com/#CANARY", {}, "WeCom knows no secret"),
        ("apprise", "nonsense://CANARY", {}, "apprise knows no such address"),
    ],
)
def test_a_wrong_setting_burns_no_message(
    channel: str,
    to: str,
    environment: dict[str, str],
    expected: str,
    site: Folder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Any,
) -> None:
    """It is told before anything is claimed, also by a dry run, and the message waits; other routes are not held up."""
    desk = made_desk(site, monkeypatch, capsys)
    for name in ("SITEGEN_SMTP", "SITEGEN_MAIL_FROM", "SITEGEN_MAIL_REPLY_TO"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**environment, "OTHER": to}.items():
        monkeypatch.setenv(name, value)
    desk.routes(USERS, f"  - audience: users\n    channel: {channel}\n    to: $OTHER\n")
    waiting = FIRST_KEY.replace("webhook-USERS", f"{channel}-OTHER")

    assert desk.notify("--dry-run") == 1
    assert f"cannot send {waiting}\n" in desk.out
    assert desk.notify() == 1
    assert f"not sent   {waiting}: its route has a problem, see messages.yml:5\n" in desk.out
    assert desk.err.startswith(f"messages.yml:5: to: {expected}")
    assert f"    The messages of the route {channel}-OTHER, for users, wait until that is put right.\n" in desk.err
    assert "CANARY" not in desk.out + desk.err
    assert desk.said() == {FIRST_KEY: ["claimed", "delivered"]}


def test_what_waited_for_a_setting_goes_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was written of its route, not even that an older message is superseded."""
    desk.outage(IDENTIFIED)
    monkeypatch.setitem(SETTINGS, Channel.WEBHOOK, lambda to: "a fault")
    assert desk.notify(now="14:21") == 1
    assert not desk.ledger.exists()
    monkeypatch.setitem(SETTINGS, Channel.WEBHOOK, lambda to: "")

    assert desk.notify(now="14:22") == 0
    assert desk.vendor.stages == ["progress"]


def test_a_wrong_setting_is_told_while_there_is_nothing_to_send(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Better now than during the next incident."""
    desk.notify()
    monkeypatch.setitem(SETTINGS, Channel.WEBHOOK, lambda to: "a fault")

    assert desk.notify(now="14:10") == 1
    assert desk.out == ""
    assert "messages.yml:2: to: a fault" in desk.err


@rows(
    ("asked", "word"),
    [(("--retry",), "not sent"), (("--retry", "--dry-run"), "cannot send")],
)
def test_what_is_asked_for_waits_as_well(
    asked: tuple[str, ...], word: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """What the ledger says of it stays as it is."""
    desk = made_desk(site, monkeypatch, capsys)
    desk.vendor.answers = [Outcome(Verdict.REJECTED, "no")]
    desk.notify()
    monkeypatch.setitem(SETTINGS, Channel.WEBHOOK, lambda to: "a fault")

    option, *more = asked
    assert desk.notify(*more, option, FIRST_KEY) == 1
    assert desk.out.startswith(f"{word:<10} {FIRST_KEY}")
    assert desk.out.count(FIRST_KEY) == 1
    assert desk.said() == {FIRST_KEY: ["claimed", "rejected"]}


# --- what is not committed


@pytest.mark.parametrize("below", ["", "sites/one"])
@rows(
    ("change", "warned"),
    [
        ("none", False),
        ("edited", True),
        ("staged", True),
        ("untracked", True),
        ("another file", False),
    ],
)
def test_what_is_not_committed_is_warned_of(
    change: str, warned: bool, below: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Path
) -> None:
    """The message goes all the same; its link may lead to a page without it."""
    desk = made_desk(site, monkeypatch, capsys)
    _, clone = pushed(tmp_path / "git")
    folder = clone.folder / below
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(site.root, folder, dirs_exist_ok=True)
    desk.site = Folder(folder)
    path = "content/incidents/outage.md"
    if change == "untracked":
        (folder / path).rename(tmp_path / "away")
        clone.commit()
        desk.outage()
    else:
        clone.commit()
    if change in ("edited", "staged"):
        desk.site.write(path, OUTAGE.replace("looking into", "at work on"))
    if change == "staged":
        clone.git("add", "--all")
    if change == "another file":
        desk.site.write("content/incidents/old.md", OUTAGE.replace("2026-01-23", "2025-01-23"))
    index = clone.git("ls-files", "--stage")

    assert desk.notify() == 0
    told = f"{path}: warning: is not committed: the page that the message links to may not have it.\n1 warning.\n"
    assert desk.err == (told if warned else "")
    assert desk.vendor.stages == ["first"]
    assert clone.git("ls-files", "--stage") == index
    desk.notify(now="14:06")
    assert desk.err == ""


# --- secrets


def raising(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
    """A sender with a fault, whose words have the address."""
    raise ValueError(f"cannot reach {to}")


@rows(
    ("options", "now"),
    [
        ((), "14:05"),
        (("--dry-run",), "14:05"),
        (("--format", "json"), "14:05"),
        ((), "20:00"),
        (("--baseline",), "14:05"),
        (("--settle", FIRST_KEY), "14:05"),
        (("--late",), "20:00"),
    ],
)
@pytest.mark.parametrize("sender", [Vendor(), raising], ids=["delivers", "raises"])
def test_a_secret_is_never_printed(
    sender: Any, options: tuple[str, ...], now: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """Neither by what goes well nor by a fault of ours, nor is it in the ledger."""
    desk = made_desk(site, monkeypatch, capsys)
    installed(monkeypatch, sender)
    desk.notify(*options, now=now)
    desk.notify(*options, now=now)

    written = desk.ledger.read_text() if desk.ledger.exists() else ""
    assert desk.out + desk.err
    for part in (SECRET, "T0SECRET", "B0SECRET", "hooks.example.com"):
        assert part not in desk.out + desk.err + written


def test_a_ledger_has_no_words(desk: Desk) -> None:
    """No title, no text, nothing of the author's."""
    desk.outage(IDENTIFIED, RESOLVED, EXPLAINED)
    desk.notify(now="15:01")

    for words in ("Sign-in", "looking", "switch", "Signing"):
        assert words not in desk.ledger.read_text()


# --- insiders


def test_a_problem_of_a_route_has_the_line_of_its_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of `to`, and that of `audience`, in whatever order they stand."""
    monkeypatch.delenv("TEAM")
    desk.routes("  - channel: webhook\n    to: $TEAM\n    audience: team\n")
    desk.notify()

    assert "messages.yml:3: to: expected the environment variable TEAM" in desk.err
    assert "messages.yml:4: audience: expected a ledger that the public cannot read" in desk.err


@pytest.fixture
def inside(desk: Desk) -> Desk:
    """A route to users, and one to the team."""
    desk.routes(USERS, TEAM)
    return desk


def test_insiders_are_told_nothing_by_a_public_ledger(inside: Desk) -> None:
    """What to do is told with the line of the route; the public is told."""
    assert inside.notify() == 1
    assert [one.message.audience for one in inside.vendor.got] == ["users"]
    assert inside.err.startswith(
        "messages.yml:3: audience: expected a ledger that the public cannot read, for messages to team, found none\n"
        "    Set SITEGEN_LEDGER_KEY to a long random secret"
    )


def test_a_secret_that_is_too_short_is_none(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the ledger could find it by trying."""
    monkeypatch.setenv("SITEGEN_LEDGER_KEY", "short")

    assert inside.notify() == 1
    assert "found SITEGEN_LEDGER_KEY with fewer than 16 characters" in inside.err
    assert "short" not in inside.err.replace("shorter", "")


def test_insiders_are_told_by_hashed_keys(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The public ledger then has a line of which nobody can tell what it is about."""
    monkeypatch.setenv("SITEGEN_LEDGER_KEY", "0123456789abcdef0123")

    assert [inside.notify(), inside.notify()] == [0, 0]
    assert [one.message.audience for one in inside.vendor.got] == ["users", "team"]
    [hashed] = [key for key in inside.said() if key.startswith("keyed:")]
    assert "team" not in inside.ledger.read_text()
    assert "0123456789abcdef0123" not in inside.out + inside.err + inside.ledger.read_text()
    assert inside.said()[hashed] == ["claimed", "delivered"]


def test_an_unknown_message_to_insiders_is_told_by_its_key(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashed in the ledger, and readable for whoever has the secret; settled by it."""
    monkeypatch.setenv("SITEGEN_LEDGER_KEY", "0123456789abcdef0123")
    inside.routes(TEAM)
    inside.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    key = FIRST_KEY.replace("users/webhook-USERS", "team/webhook-TEAM")
    inside.notify()

    assert inside.notify(now="14:10") == 1
    assert inside.out.startswith(f"unknown    {key}: it may have arrived")
    assert inside.notify("--settle", key) == 0
    assert inside.notify(now="14:11") == 0


def test_insiders_have_a_ledger_of_their_own(inside: Desk) -> None:
    """In a file, with readable keys."""
    own = inside.site.root.parent / "internal.jsonl"

    assert [inside.notify("--internal-ledger", str(own)) for _ in range(2)] == [0, 0]
    assert len(inside.vendor.got) == 2
    assert list(states(lines(own))) == [FIRST_KEY.replace("users/webhook-USERS", "team/webhook-TEAM")]
    assert list(inside.said()) == [FIRST_KEY]


def test_briefs_in_a_repository_of_their_own_have_the_ledger(inside: Desk, tmp_path: Path) -> None:
    """The private repository has the branch; one that is the site's own is not private."""
    remote, clone = pushed(tmp_path / "private")
    briefs = clone.folder / "briefs"
    briefs.mkdir()

    assert inside.notify("--internal", str(briefs)) == 0
    assert len(inside.vendor.got) == 2
    assert list(ledger_files(remote)) == ["briefs%2F2026-01.jsonl"]
    (inside.site.root / "internal").mkdir()
    assert inside.notify("--internal", str(inside.site.root / "internal")) == 1


def test_no_words_to_insiders_are_printed(inside: Desk) -> None:
    """Neither their title nor their beginning: logs of a public repository are public."""
    own_theme(inside, CANARY, "team")
    inside.routes(TEAM)
    printed = ""
    for options in (("--dry-run",), ("--dry-run", "--format", "json"), ("--format", "json")):
        inside.notify(*options, "--internal-ledger", str(inside.site.root.parent / "internal.jsonl"))
        printed += inside.out + inside.err

    assert "team/webhook-TEAM" in printed
    assert "CANARY" in inside.vendor.got[0].message.text
    assert "CANARY" not in printed


@rows(
    ("answer", "expected"),
    [
        ("errcode 45009: api freq out of limit", "errcode 45009: api freq out of limit"),
        (
            "cannot post 'We are looking into it.'",
            "the channel's answer repeats words of the message, so it is not shown",
        ),
        ("rejected: WEARELOOKING", "the channel's answer repeats words of the message, so it is not shown"),
        ("", ""),
    ],
)
def test_no_answer_brings_the_words_to_insiders_into_a_log(
    answer: str, expected: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """A channel may quote what it refuses."""
    desk = made_desk(site, monkeypatch, capsys)
    desk.routes(TEAM)
    desk.vendor.answers = [Outcome(Verdict.REJECTED, answer)]
    document = desk.document("--internal-ledger", str(desk.ledger))

    assert document["messages"][0]["detail"] == expected


def test_a_hashed_key_is_settled_as_it_stands(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """`due` has no secret, and tells it so."""
    monkeypatch.setenv("SITEGEN_LEDGER_KEY", "0123456789abcdef0123")
    inside.routes(TEAM)
    inside.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    inside.notify()
    assert due(inside, "--ledger", str(inside.ledger), now="14:10") == 1
    [hashed] = inside.said()
    assert hashed in inside.out

    assert inside.notify("--settle", hashed) == 0
    assert due(inside, "--ledger", str(inside.ledger), now="14:10") == 0


# --- what stops it


def test_without_routes_there_is_nothing_to_do(desk: Desk) -> None:
    """A site without messages.yml is told what is missing."""
    (desk.site.root / "messages.yml").unlink()

    assert desk.notify() == 1
    assert desk.err == (
        "messages.yml: expected this file beside site.yml, found none\n"
        "    It says who is told, and how: see docs/messages.md.\n"
        "1 problem in 1 file. Nothing was sent.\n"
    )


@rows(
    ("path", "text", "expected"),
    [
        ("messages.yml", "routes:\n  - {audience: user, channel: webhook, to: $USERS}\n", "Did you mean 'users'?"),
        ("content/incidents/outage.md", OUTAGE.replace("14:00", "24:00"), "heading: expected a time"),
    ],
)
def test_with_a_problem_nothing_is_sent(
    path: str, text: str, expected: str, site: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """In the routes or in the content: it is told with its line."""
    desk = made_desk(site, monkeypatch, capsys)
    desk.site.write(path, text)

    assert desk.notify() == 1
    assert expected in desk.err
    assert "Nothing was sent." in desk.err
    assert desk.vendor.attempts == []


def test_no_build_reads_the_routes(desk: Desk) -> None:
    """A slip in them stops no publication; `check` tells it."""
    desk.routes("  - nonsense\n")
    output = desk.site.root.parent / "dist"

    assert run(["build", "--site", str(desk.site.root), "--output", str(output), "--now", at("14:05")]) == 0
    assert run(["check", "--site", str(desk.site.root), "--now", at("14:05")]) == 1
    assert run(["status", "--site", str(desk.site.root), "--now", at("14:05")]) == 0


def test_a_message_that_does_not_fit_is_not_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the numbers; the others go."""
    narrow = ChannelForm(lambda draft, parts: Composed(draft.title, "x" * 50, 50), "bytes", limit=40)
    monkeypatch.setitem(CHANNEL_FORMS, Channel.SLACK, narrow)
    desk.routes(USERS.replace("webhook", "slack"), USERS)

    assert desk.notify() == 1
    assert "too long   outage/20260123T060000Z/first/users/slack-USERS/en: 50 of 40 bytes" in desk.out
    assert desk.vendor.stages == ["first"]
    assert list(desk.said()) == [FIRST_KEY]


def test_a_fault_in_a_template_stops_its_messages_alone(desk: Desk) -> None:
    """It is told with the line of the template."""
    own_theme(desk, CANARY + '{% if locale == "zh-CN" %}{{ nonsense }}{% endif %}')
    desk.routes(USERS.replace("}", ", locale: zh-CN}"), USERS)

    assert desk.notify() == 1
    assert "themes/own/messages/users.md:1" in desk.err
    assert "impossible outage/20260123T060000Z/first/users/webhook-USERS/zh-CN: its template has a fault" in desk.out
    assert [one.message.locale for one in desk.vendor.got] == ["en"]


def test_an_unreachable_ledger_stops_everything(desk: Desk, tmp_path: Path) -> None:
    """Without it nobody knows what was sent: nothing is."""
    remote, clone = pushed(tmp_path / "git")
    (clone.folder / "messages.yml").write_bytes((desk.site.root / "messages.yml").read_bytes())
    (clone.folder / "site.yml").write_bytes((desk.site.root / "site.yml").read_bytes())
    (clone.folder / "content/incidents").mkdir(parents=True)
    (clone.folder / "content/incidents/outage.md").write_text(OUTAGE)
    desk.site = Folder(clone.folder)
    (tmp_path / "git/remote.git").rename(tmp_path / "git/away.git")

    assert desk.notify(ledger=False) == 1
    assert "does not appear to be a git repository. Nothing was sent." in desk.err
    assert desk.vendor.attempts == []
    (tmp_path / "git/away.git").rename(tmp_path / "git/remote.git")
    assert desk.notify(ledger=False) == 0
    assert desk.vendor.stages == ["first"]
    assert list(ledger_files(remote)) == ["2026-01.jsonl"]


def test_a_ledger_that_cannot_be_understood_stops_everything(desk: Desk) -> None:
    """Somebody has edited it, or a newer sitegen has written it."""
    desk.ledger.write_text('{"state":"flown"}\n')

    assert desk.notify() == 1
    assert "line 1: expected a line of this version of sitegen" in desk.err
    assert desk.vendor.attempts == []


# --- an end from outside


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_whoever_ends_the_run_is_told_what_is_known(
    number: signal.Signals, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message under way is unknown, and written down as such; a second signal does not disturb that."""
    desk.routes(USERS, USERS.replace("}", ", name: other}"))

    def ended(envelope: Envelope, to: str, *, deadline: float) -> Outcome:
        os.kill(os.getpid(), number)
        raise AssertionError("the signal comes first")

    installed(monkeypatch, ended)
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)]

    assert desk.notify() == 130
    assert desk.said() == {FIRST_KEY: ["claimed", "unknown"]}
    assert desk.out.startswith(f"unknown    {FIRST_KEY}: interrupted while it was sent")
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)] == before


# --- due


def due(desk: Desk, *options: str, now: str = "14:05") -> int:
    """Run it."""
    code = run(["due", "--site", str(desk.site.root), "--now", at(now), *options])
    desk.out, desk.err = desk._capsys.readouterr()
    return code


def test_due_tells_what_may_have_arrived(desk: Desk) -> None:
    """Where a ledger is named; without one it reads none."""
    desk.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    desk.notify()

    assert due(desk) == 0
    assert due(desk, "--ledger", str(desk.ledger), now="14:10") == 1
    assert desk.shown.endswith(
        "Messages that may have arrived\n"
        f"  {FIRST_KEY}: tried 2026-01-23 14:05 +08:00, 5 minutes ago\n"
        f"      If it has arrived: CMD --settle {FIRST_KEY}. If not: CMD --retry {FIRST_KEY}\n"
    )
    assert due(desk, "--ledger", str(desk.ledger), "--format", "json") == 1
    assert json.loads(desk.out)["unknown"] == [{"key": FIRST_KEY, "at": "2026-01-23T06:05:00Z"}]
    assert due(desk, "--ledger", str(desk.ledger), "--format", "github") == 1
    assert f"a message may have arrived, or not: {FIRST_KEY}" in desk.out


def test_due_says_when_it_cannot_read_the_ledger(desk: Desk) -> None:
    """It does not say that nothing is unknown."""
    desk.ledger.write_text("nonsense\n")

    assert due(desk, "--ledger", str(desk.ledger)) == 1
    assert "expected a line of this version of sitegen" in desk.err
    assert due(desk, "--remote", "origin") == 1
    assert "not a git repository" in desk.err


def test_due_reads_the_ledger_of_a_remote(desk: Desk, tmp_path: Path) -> None:
    """From any clone."""
    remote, _ = pushed(tmp_path / "git")
    clone = cloned(remote, tmp_path / "git/other")
    assert bare(tmp_path / "unused.git").git("branch") == ""
    desk.site.root.rename(clone.folder / "site")
    desk.site = Folder(clone.folder / "site")
    desk.vendor.answers = [Outcome(Verdict.UNKNOWN, "cut off")]
    desk.notify("--remote", "origin", ledger=False)

    assert due(desk, "--remote", "origin", now="14:10") == 1
    assert FIRST_KEY in desk.out


def test_somebody_elses_fault_stops_no_message(desk: Desk) -> None:
    """What is right is sent, what is wrong is named, and the exit code says that something is."""
    desk.site.write("content/incidents/mail.md", OUTAGE.replace("Sign-in is failing", "Mail is late"))
    repository = Repository(desk.site.root)
    repository.git("init", "--quiet")
    repository.commit()
    (desk.site.root / "content/incidents/mail.md").write_text("no front matter")

    assert desk.notify() == 1
    assert desk.vendor.got == []
    assert desk.notify("--last-good") == 4

    titles = [envelope.message.title for envelope in desk.vendor.got]
    assert any("Sign-in is failing" in title for title in titles)
    assert "content/incidents/mail.md: published as it was in" in desk.err

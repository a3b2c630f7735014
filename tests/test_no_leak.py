"""Nothing of a brief gets out: a secret in each of its fields, and everything public searched for it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.places import SAMPLE, THEME
from support.slips import SECRET, SLIPS
from support.tables import rows

from sitegen import build as building
from sitegen.build import AsOf, Checked
from sitegen.cli import insiders, run
from sitegen.cli.server import Preview
from sitegen.derive.snapshot import Snapshot
from sitegen.internal.forms import BriefForm, NoteForm, TranslatedBriefForm, TranslatedNoteForm
from sitegen.messages.channels import CHANNEL_FORMS
from sitegen.messages.draft import Message
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import MessageWriter
from sitegen.model import PUBLIC_AUDIENCES, Audience, Channel, SourceEntry
from sitegen.read.validation import Form

NOW = "2026-12-01T00:00:00Z"
AS_OF = AsOf(datetime(2026, 12, 1, tzinfo=UTC), given=True)
MARK = "zqx"
"""Every secret begins with it, and nothing else has it."""
LISTS = {name for name, info in NoteForm.model_fields.items() if "tuple" in str(info.annotation)}


def secrets(form: type[Form], locale: str, indent: str = "", bullet: str = "") -> Iterator[str]:
    """Every field of a form as YAML, each with secrets that name it and the language."""
    for name in form.model_fields:
        word = f"{MARK}{name.replace('_', '')}{locale[:2]}"
        if name == "meeting":
            yield f"{bullet}{name}: https://{word}.example/{word}"
        elif name in LISTS:
            yield f"{bullet}{name}:\n{indent}  - {word}one\n{indent}  - {word}two"
        elif name != "lang":
            yield f"{bullet}{name}: {word}"


def brief(moments: list[datetime], forms: tuple[type[Form], type[Form]], locale: str) -> str:
    """A brief that says everything it can, at first and in a note of each of *moments*."""
    text = "\n".join(["---", *secrets(forms[0], locale), "---", ""])
    for at in moments:
        title, body = f"{MARK}title{locale[:2]}", f"{MARK}body{locale[:2]} **{MARK}strong{locale[:2]}**"
        fields = "\n".join(secrets(forms[1], locale, "  ", "- "))
        text += f"\n## {at:%Y-%m-%d %H:%M:%S}Z: {title}\n\n{fields}\n\n{body}\n"
    return text


def moments(entry: SourceEntry) -> list[datetime]:
    """A second before the first update of an entry, and the moment of each."""
    first = entry.updates[0].at
    return [first.replace(second=0, minute=0), *(update.at for update in entry.updates)]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site with a brief of each entry in the folder that git ignores."""
    folder = tmp_path_factory.mktemp("leak") / "site"
    shutil.copytree(SAMPLE, folder)
    (folder / "internal").mkdir()
    for entry in building.check(folder, AS_OF).site.entries:
        (folder / f"internal/{entry.slug}.md").write_text(brief(moments(entry), (BriefForm, NoteForm), "en"))
        translated = brief(moments(entry), (TranslatedBriefForm, TranslatedNoteForm), "zh")
        (folder / f"internal/{entry.slug}.zh-CN.md").write_text(translated)
    return folder


@pytest.fixture(scope="module")
def checked(root: Path) -> Checked:
    """That site, checked."""
    return building.check(root, AS_OF)


def outbox(root: Path, checked: Checked, *, internal: bool) -> Outbox:
    """The outbox of the site, with its briefs or without them."""
    slugs = [entry.slug for entry in checked.site.entries]
    writers = {edition.locale: MessageWriter(edition) for edition in checked.editions}
    folder = root / "internal" if internal else None
    made, warnings = insiders.open_outbox(folder, slugs, root, checked, AS_OF, writers)
    assert warnings == ()
    return made


def messages(
    box: Outbox, snapshot: Snapshot, audiences: tuple[Audience, ...], channels: Iterable[Channel] = (Channel.TEXT,)
) -> Iterator[Message]:
    """Every message of the site to some audiences, on some channels: each occasion in each language."""
    for entry in snapshot.entries:
        for occasion in box.occasions(entry):
            for audience in audiences:
                for locale in ("en", "zh-CN"):
                    for channel in channels:
                        yield box.message(occasion, audience, locale, channel)


def everything(message: Message) -> str:
    """All that a message holds, as text."""
    return f"{message!r}{json.dumps(message.payload, ensure_ascii=False)}"


INTERNAL = (Audience.TEAM, Audience.MANAGEMENT)
PUBLIC = tuple(audience for audience in PUBLIC_AUDIENCES if (THEME / f"messages/{audience}.md").exists())


def test_public_messages_have_nothing_of_a_brief(root: Path, checked: Checked) -> None:
    """Every public audience, stage, language and channel, written by an outbox that has the briefs."""
    box = outbox(root, checked, internal=True)
    for message in messages(box, checked.snapshot, PUBLIC, CHANNEL_FORMS):
        assert MARK not in everything(message).lower()

    plain = outbox(root, checked, internal=False)
    assert [*messages(box, checked.snapshot, PUBLIC)] == [*messages(plain, checked.snapshot, PUBLIC)]


def test_without_its_folder_not_even_insiders_are_told(root: Path, checked: Checked) -> None:
    """The briefs lie beside the content, and nobody has named the folder."""
    for message in messages(outbox(root, checked, internal=False), checked.snapshot, INTERNAL):
        assert MARK not in everything(message).lower()


def test_insiders_are_told_everything(root: Path, checked: Checked) -> None:
    """Each field of a brief is in some message, in the language of its readers; so the search above means something."""
    told: dict[str, str] = {"en": "", "zh-CN": ""}
    for message in messages(outbox(root, checked, internal=True), checked.snapshot, INTERNAL):
        told[message.locale] += f"{message.title}\n{message.text}\n"

    for locale, text in told.items():
        found = set(re.findall(rf"{MARK}[a-z]+", text))
        wanted = {f"{MARK}{name.replace('_', '')}" for name in (*BriefForm.model_fields, *NoteForm.model_fields)}
        wanted = {word + locale[:2] for word in wanted} | {f"{MARK}{word}{locale[:2]}" for word in ("title", "body")}
        listed = {f"{word}{part}" for word in wanted for part in ("one", "two")}
        seen = {word for word in wanted if {word, f"{word}one", f"{word}two"} & found}
        assert wanted - seen == {f"{MARK}lang{locale[:2]}"} | (set() if locale == "en" else {f"{MARK}meetingzh"})
        assert found <= wanted | listed | {f"{MARK}strong{locale[:2]}", f"{MARK}meetingen"}


def test_a_built_site_has_nothing_of_a_brief(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder lies inside the site's, where git ignores it."""
    assert run(["build", "--site", str(root), "--output", str(tmp_path / "dist"), "--now", NOW]) == 0
    Preview(root, tmp_path / "preview", AS_OF.now).rebuild()

    published = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(published) > 200
    for path in published:
        assert MARK.encode() not in path.read_bytes().lower(), path
        assert MARK not in path.name
    shown = capsys.readouterr()
    assert MARK not in (shown.out + shown.err).lower()


COMMANDS = [
    *(["check", "--format", form] for form in ("text", "json", "github")),
    *(["check", "--format", form, "--internal", "INTERNAL"] for form in ("text", "json", "github")),
    *([command, "--format", form] for command in ("status", "due") for form in ("text", "json")),
    ["due", "--format", "github"],
    *(["message", "2026-01-23-login-outage", "--format", form] for form in ("text", "json")),
    *(
        ["message", "2026-01-23-login-outage", "--format", form, "--audience", "users", "--internal", "INTERNAL"]
        for form in ("text", "json")
    ),
    ["message", "2026-01-23-login-outage", "--audience", "team"],
    ["message", "2026-01-23-login-outge", "--internal", "INTERNAL"],
    ["message", "2026-01-23-login-outage", "--stage", "moved", "--internal", "INTERNAL"],
    ["message", "2026-01-23-login-outage", "--locale", "fr", "--internal", "INTERNAL"],
    ["message", "--internal", "INTERNAL"],
]


@rows("command", COMMANDS, ids=[" ".join(command) for command in COMMANDS])
def test_no_command_prints_a_word_of_a_brief(
    root: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """But `message` to insiders, with the folder named; annotations, problems and usage included."""
    arguments = [str(root / "internal") if one == "INTERNAL" else one for one in command]

    run([*arguments, "--site", str(root), "--now", NOW])

    shown = capsys.readouterr()
    assert MARK not in (shown.out + shown.err).lower()


def test_no_command_prints_a_word_of_a_brief_with_a_slip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with it is told by line."""
    (tmp_path / "internal").mkdir()
    (tmp_path / "content/incidents").mkdir(parents=True)
    shutil.copy(SAMPLE / "site.yml", tmp_path)
    incident = "---\ntitle: x\ncomponents: [login]\n---\n\n## 2026-01-23 14:35 investigating\n"
    for number, (text, _) in enumerate(SLIPS.values()):
        (tmp_path / f"content/incidents/slip-{number}.md").write_text(incident)
        (tmp_path / f"internal/slip-{number}.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    site = ["--site", str(tmp_path), "--internal", str(tmp_path / "internal")]

    for form in ("text", "json", "github"):
        assert run(["check", "--format", form, *site]) == 1
        shown = capsys.readouterr()
        # One is ahead of the clock of those tests alone.
        assert shown.out.count("expected ") + shown.err.count("expected ") >= len(SLIPS) - 1
        assert SECRET.lower() not in (shown.out + shown.err).lower()
    for number in range(0, len(SLIPS), 10):
        assert run(["message", f"slip-{number}", *site]) == 1
        shown = capsys.readouterr()
        assert "expected " in shown.err
        assert SECRET.lower() not in (shown.out + shown.err).lower()


TEMPLATES = {
    "a name that is not there": "{{ {}[brief.commander.original] }}",
    "a filter that refuses": "{{ brief.commander.original|window }}",
    "a misspelt field": "{{ brief.comander }}",
    "an error in Python": "{{ brief.commander.original.index('?') }}",
    "no template": "{{ brief",
}


@rows("case", TEMPLATES)
def test_a_wrong_template_does_not_quote_a_brief(
    case: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A site may write its own; what Python says about a value is not shown."""
    site = tmp_path / "site"
    shutil.copytree(root, site)
    (site / "themes/default/messages").mkdir(parents=True)
    (site / "themes/default/messages/team.md").write_text(TEMPLATES[case])

    command = ["message", "2026-01-23-login-outage", "--audience", "team", "--site", str(site), "--now", NOW]
    code = run([*command, "--internal", str(site / "internal")])

    shown = capsys.readouterr()
    assert code in (1, 3)
    assert "team.md" in shown.err
    assert MARK not in (shown.out + shown.err).lower()


def test_a_public_template_sees_no_brief(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even one of the site's own that asks for it."""
    site = tmp_path / "site"
    shutil.copytree(root, site)
    (site / "themes/default/messages").mkdir(parents=True)
    own = '{% call part("words") %}{{ brief }} {{ brief is none }}{% endcall %}'
    (site / "themes/default/messages/users.md").write_text(own)

    command = ["message", "2026-01-23-login-outage", "--audience", "users", "--site", str(site), "--now", NOW]
    assert run([*command, "--internal", str(site / "internal")]) == 0

    assert "None True" in capsys.readouterr().out


def test_a_bug_of_ours_does_not_quote_a_brief(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The traceback says where it happened."""

    def fail(*arguments: object, **values: object) -> None:
        raise ValueError(f"{arguments} {values}")

    monkeypatch.setattr(MessageWriter, "drafted", fail)
    command = ["message", "2026-01-23-login-outage", "--audience", "team", "--site", str(root), "--now", NOW]

    assert run([*command, "--internal", str(root / "internal")]) == 3

    shown = capsys.readouterr()
    assert "ValueError, on a brief" in shown.err
    assert "in fail" in shown.err
    assert MARK not in (shown.out + shown.err).lower()


@rows("place", ["notes.fill_form", "notes.split_updates", "echoes._pieces"])
def test_a_bug_in_reading_does_not_quote_a_brief(
    place: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor in comparing it with what is public."""

    def fail(*arguments: object, **values: object) -> None:
        raise ValueError(f"{MARK} {arguments} {values}")

    monkeypatch.setattr(f"sitegen.internal.{place}", fail)

    assert run(["check", "--site", str(root), "--now", NOW, "--internal", str(root / "internal")]) == 3

    shown = capsys.readouterr()
    assert "ValueError, on a brief" in shown.err
    assert MARK not in (shown.out + shown.err).lower()
    monkeypatch.undo()


WATCH = """
import sys
opened = []
seen = ("open", "os.scandir", "os.listdir")
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event in seen else None)
from sitegen.cli import run
run(sys.argv[1:])
loaded = sorted(name for name in sys.modules if name.startswith("sitegen.internal"))
print("OPENED", [path for path in opened if "site/internal" in path], loaded)
"""


@pytest.mark.parametrize("command", ["build", "check", "status", "due", "message"])
def test_without_its_folder_no_command_can_open_a_brief(command: str, root: Path, tmp_path: Path) -> None:
    """It opens no file of that folder, and does not even load the modules that could."""
    more = {"build": ["--output", str(tmp_path / "dist")], "message": ["2026-01-23-login-outage", "--audience", "team"]}
    arguments = [command, *more.get(command, []), "--site", str(root), "--now", NOW]
    done = subprocess.run([sys.executable, "-c", WATCH, *arguments], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "OPENED [] []"

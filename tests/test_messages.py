"""Messages: what each audience is told at each stage, in both languages, with nothing empty and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support import golden
from support.places import GOLDEN, SAMPLE, TESTS
from support.stories import moment, read
from support.tables import rows

from sitegen.build import AsOf, Checked, check
from sitegen.cli import run
from sitegen.cli.insiders import open_outbox
from sitegen.derive.entries import Entry
from sitegen.derive.snapshot import derive
from sitegen.markdown import sentences
from sitegen.messages.channels import message as in_channel
from sitegen.messages.draft import Draft
from sitegen.messages.outbox import Outbox
from sitegen.messages.writer import MessageWriter
from sitegen.model import Audience, Channel, Stage
from sitegen.problems import ContentError
from sitegen.theme.edition import load_editions
from sitegen.times import read_moment, read_zone

NOW = AsOf(read_moment("2026-11-29 12:00", read_zone("Asia/Shanghai")), given=True)
ENTRIES = {
    "2026-01-23-login-outage": "an outage with a postmortem",
    "2026-02-01-database-upgrade": "a maintenance that was moved",
    "2026-09-08-email-delivery-delays": "a provider's disruption",
    "2026-09-21-holiday-support-hours": "an announcement",
}


@cache
def sample(briefs: bool = True) -> tuple[Checked, Outbox]:
    """The sample site and its messages, with the briefs of the tests."""
    checked = check(SAMPLE, NOW)
    writers = {edition.locale: MessageWriter(edition) for edition in checked.editions}
    internal = TESTS / "internal" if briefs else None
    return checked, open_outbox(internal, list(ENTRIES), SAMPLE, checked, NOW, writers)[0]


def entry(slug: str) -> Entry:
    """An entry of the sample."""
    return next(one for one in sample()[0].snapshot.entries if one.slug == slug)


@pytest.mark.parametrize("slug", ENTRIES)
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_the_messages_of_the_sample_are_what_their_golden_files_say(
    slug: str, locale: str, update_golden: bool
) -> None:
    """Whoever changes a template reads in the diff what people would be told."""
    _, outbox = sample()
    blocks = []
    for occasion in outbox.occasions(entry(slug)):
        for audience in Audience:
            said = outbox.message(occasion, audience, locale, Channel.TEXT).text
            blocks.append(f"===== {occasion.stage} ({occasion.key}) to {audience}\n\n{said}\n")

    golden.hold(GOLDEN / f"messages/{slug}.{locale}.txt", "\n".join(blocks), update=update_golden)


def drafts() -> Iterator[tuple[str, Draft]]:
    """Every message of the sample before a channel takes it, with a name; without and with briefs."""
    for briefs in (False, True):
        checked, outbox = sample(briefs)
        for view in checked.snapshot.entries if not briefs else map(entry, ENTRIES):
            for occasion in outbox.occasions(view):
                for audience in Audience:
                    for locale in checked.site.config.locales:
                        draft = outbox.draft(occasion, audience, locale)
                        yield f"{view.slug} {occasion.stage} {occasion.key} {audience} {locale} {briefs}", draft


def test_no_part_of_a_message_is_empty() -> None:
    """No heading without words, no label without a value, no name that a template has left in place."""
    for name, draft in drafts():
        assert draft.title, name
        assert draft.parts, name
        for part in draft.parts:
            if part.name in ("greeting", "words", "report"):  # A salutation, and words of authors.
                continue
            assert not re.search(
                r"[:：]\s*(\n\n(?![-|])|$)|\*\*\s*\*\*|\{\w+\}|None|\bFalse\b|[\ue001\ue002]", part.headed.markdown
            ), f"{name}: {part.name}: {part.headed.markdown}"


def test_no_sentence_of_a_message_is_said_twice() -> None:
    """What the author says is not said again around it; macros of support are messages of their own."""
    for name, draft in drafts():
        groups: dict[str, list[str]] = {}
        for part in draft.parts:
            group = part.name if draft.audience is Audience.SUPPORT else ""
            groups.setdefault(group, []).append(part.markdown)
        for texts in groups.values():
            found = [one for text in texts for line in text.split("\n") for one in sentences(line) if len(one) > 12]
            repeated = {one for one in found if found.count(one) > 1 and not one.startswith(("- ", "**"))}
            assert repeated == set(), name


# ---- what is said


FRONT = "---\ntitle: Sign-in is failing\ncomponents: {login: major_outage}\n%s---\n"
YML = """\
name: {en: Example, zh-CN: 示例}
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
support: {email: help@example.com, phone: "+86 400 000 0000"}
components: [{id: login, name: {en: Sign-in, zh-CN: 登录}}]
"""


def said(
    root: Path,
    body: str,
    audience: Audience = Audience.USERS,
    *,
    front: str = "",
    locale: str = "en",
    stage: Stage | None = None,
    **files: str,
) -> Draft:
    """The newest message of an incident with that body, or that of a stage."""
    site = read(root, {"incidents/a.md": FRONT % front + body, **files}, YML)
    state = derive(site, moment("2026-06-01 00:00", site.config))
    writers = {edition.locale: MessageWriter(edition) for edition in load_editions(root, site.config)}
    outbox = Outbox(site, state, writers)
    (view,) = state.entries
    found = [one for one in outbox.occasions(view) if stage in (None, one.stage)]
    return outbox.draft(found[-1], audience, locale)


def names(draft: Draft) -> list[str]:
    """The names of its parts."""
    return [part.name for part in draft.parts]


def part(draft: Draft, name: str) -> str:
    """One of its parts."""
    return next(one.markdown for one in draft.parts if one.name == name)


FIRST = "\n## 2026-01-23 14:35 investigating\n\n%s\n"


@rows(
    ("words", "expected"),
    [
        pytest.param("It fails.", True, id="not said"),
        pytest.param("It fails. We are sorry.", False, id="said"),
        pytest.param("We apologise: it fails.", False, id="said otherwise"),
    ],
)
def test_an_apology_is_made_once(words: str, expected: bool, tmp_path: Path) -> None:
    """By the author, else by the message."""
    assert ("regret" in names(said(tmp_path, FIRST % words))) is expected


def test_nobody_apologises_for_what_has_no_effect(tmp_path: Path) -> None:
    """An incident without impact is told as it is."""
    draft = said(tmp_path, FIRST % "We look into a noise.", front="impact: none\n")

    assert "regret" not in names(draft)
    assert draft.title == "For your information: Sign-in is failing"


def test_whom_to_ask_is_said_once(tmp_path: Path) -> None:
    """Not again where the author names the address."""
    assert "help@example.com" in part(said(tmp_path, FIRST % "It fails."), "contact")
    assert "contact" not in names(said(tmp_path, FIRST % "It fails. Write to help@example.com."))


def test_an_update_without_words_is_told_by_its_facts(tmp_path: Path) -> None:
    """And by how things stand."""
    body = FIRST % "It fails." + "\n## 2026-01-23 14:50 identified\n\n- impact: minor\n- progress: 40\n- eta: 15:30\n"
    draft = said(tmp_path, body)

    assert part(draft, "situation") == "We have found the cause and are working on a fix."
    assert part(draft, "stated") == "- Impact: Minor"
    assert part(draft, "expected") == "Progress: about 40%\\\nExpected recovery: 15:30 UTC+8"


def test_what_fails_is_repeated_only_when_it_has_changed(tmp_path: Path) -> None:
    """The first message says it, and one that changes it."""
    lists = "not_working:\n  - Signing in\nstill_working:\n  - Browsing\n"
    quiet = "\n## 2026-01-23 14:50 identified\n\nWe know why.\n"
    changed = "\n## 2026-01-23 14:55 update\n\n- not_working:\n    - Signing in with a code\n\nOnly codes fail.\n"

    assert "not_working" in names(said(tmp_path, FIRST % "It fails.", front=lists))
    assert "not_working" not in names(said(tmp_path, FIRST % "It fails." + quiet, front=lists))
    assert "codes" not in part(said(tmp_path, FIRST % "It fails." + quiet + changed, front=lists), "not_working")


def test_a_component_is_named_once(tmp_path: Path) -> None:
    """Where nobody has written lists, it is all that is known of what fails."""
    for audience in (Audience.USERS, Audience.CUSTOMERS, Audience.PARTNERS, Audience.TEAM, Audience.MANAGEMENT):
        draft = said(tmp_path, FIRST % "It fails.", audience)
        assert sum(one.markdown.count("Affected: Sign-in") for one in draft.parts) == 1, audience


COMPENSATION = """
## 2026-01-23 15:10 resolved

- compensation:
    - for: everyone who tried to sign in
      what: 7 days of VIP
    - for: API partners
      what: 20% more calls

It works.
"""


@rows(
    ("audience", "expected"),
    [
        (Audience.USERS, "7 days"),
        (Audience.CUSTOMERS, "7 days"),
        (Audience.PARTNERS, "20%"),
        (Audience.TEAM, "7 days 20%"),
    ],
)
def test_each_is_told_of_the_compensation_that_is_theirs(audience: Audience, expected: str, tmp_path: Path) -> None:
    """Partners of what names them, the others of the rest, insiders of all."""
    text = part(said(tmp_path, FIRST % "It fails." + COMPENSATION, audience), "compensation")

    assert " ".join(word for word in ("7 days", "20%") if word in text) == expected


def test_partners_are_told_which_calls_fail(tmp_path: Path) -> None:
    """As code, and nobody else is."""
    front = "endpoints:\n  - POST /api/v1/auth/login\n"

    assert part(said(tmp_path, FIRST % "It fails.", Audience.PARTNERS, front=front), "endpoints") == (
        "- `POST /api/v1/auth/login`"
    )
    assert "endpoints" not in names(said(tmp_path, FIRST % "It fails.", Audience.USERS, front=front))


def test_support_is_told_what_not_to_promise(tmp_path: Path) -> None:
    """A time only where one is stated."""
    promised = "\n## 2026-01-23 14:50 identified\n\n- eta: 15:00\n\nWe know why.\n"

    assert "none has been announced yet" in part(said(tmp_path, FIRST % "It fails.", Audience.SUPPORT), "avoid")
    avoid = part(said(tmp_path, FIRST % "It fails." + promised, Audience.SUPPORT), "avoid")
    assert "any time other than 15:00 UTC+8" in avoid


def test_a_duration_of_nothing_is_not_told(tmp_path: Path) -> None:
    """What was reported once it was over seems to have lasted no time."""
    draft = said(tmp_path, "\n## 2026-01-23 15:10 resolved\n\nIt was down, and works.\n", Audience.SOCIAL)

    assert part(draft, "situation") == "Service is back to normal."


def test_words_that_are_not_translated_are_marked(tmp_path: Path) -> None:
    """The facts are told in the reader's language all the same."""
    draft = said(tmp_path, FIRST % "It fails.", locale="zh-CN")

    assert "英语" in part(draft, "language")
    assert part(draft, "words") == "It fails."
    assert draft.title == "【服务提醒】Sign-in is failing"


def test_a_message_says_only_what_was_known_then(tmp_path: Path) -> None:
    """Asked for again after the end, the first notice is what it was."""
    first = said(tmp_path, FIRST % "It fails.")
    later = said(tmp_path, FIRST % "It fails." + COMPENSATION, stage=Stage.FIRST)

    assert first == later


HOSTILE = "x_y *b* `c` [d](e) <b> & | # ~~f~~ !(g) $h$ 100% \\\\i"


def test_what_a_title_holds_means_nothing_in_markdown(tmp_path: Path) -> None:
    """It reads as it was written."""
    text = (FRONT % "").replace("Sign-in is failing", f"'{HOSTILE}'")
    site = read(tmp_path, {"incidents/a.md": text + FIRST % "It fails."}, YML)
    state = derive(site, moment("2026-06-01 00:00", site.config))
    outbox = Outbox(site, state, {"en": MessageWriter(load_editions(tmp_path, site.config)[0])})
    (view,) = state.entries
    for audience in Audience:
        message = outbox.message(outbox.occasions(view)[0], audience, "en", Channel.TEXT)
        assert HOSTILE in message.title, audience


ADDRESS = "https://example.com/sign_in/?next=a_b&lang=en_US#/x*y!z"


def test_an_address_in_a_field_stays_as_it_is(tmp_path: Path) -> None:
    """Whatever signs it has, and without the mark that ends the sentence."""
    front = f"not_working:\n  - See {ADDRESS}.\nworkaround: 请看 {ADDRESS}，谢谢。\n"
    draft = said(tmp_path, FIRST % "It fails.", front=front)
    for channel in (Channel.TEXT, Channel.EMAIL, Channel.SLACK, Channel.WECOM, Channel.DINGTALK):
        text = in_channel(draft, channel).text
        shown = ADDRESS.replace("&", "&amp;") if channel is Channel.SLACK else ADDRESS
        assert len(re.findall(rf"{re.escape(shown)}(?=[.，)>\]|])", text)) >= 2, (channel, text)


def test_an_end_put_off_is_no_other_date(tmp_path: Path) -> None:
    """What only takes longer is not told as moved."""
    text = (
        "---\ntitle: Upgrade\nstart: 2026-02-01 02:00\nend: 2026-02-01 04:00\nauto: false\ncomponents: [login]\n---\n"
        "\n## 2026-01-26 11:00 scheduled\n\nWe upgrade.\n\n## 2026-02-01 02:00 in_progress\n\nIt has begun.\n"
        "\n## 2026-02-01 03:50 update\n\n- end: 2026-02-01 05:00\n"
    )
    site = read(tmp_path, {"maintenance/a.md": text}, YML)
    state = derive(site, moment("2026-02-01 04:30", site.config))
    outbox = Outbox(site, state, {"en": MessageWriter(load_editions(tmp_path, site.config)[0])})
    draft = outbox.draft(outbox.occasions(state.entries[0])[-1], Audience.USERS, "en")

    assert draft.title == "Maintenance extended: Upgrade"
    assert "February 1, 2026, 05:00 UTC+8" in part(draft, "situation")
    assert "stated" not in names(draft)


# ---- a site's own templates


def test_a_site_has_templates_of_its_own(tmp_path: Path) -> None:
    """For all languages, or for one."""
    folder = tmp_path / "themes/default/messages"
    folder.mkdir(parents=True)
    (folder / "users.md").write_text('{% call part("words") %}All: {{ headline }}{% endcall %}\n')
    (folder / "users.zh-CN.md").write_text('{% call part("words") %}一种：{{ headline }}{% endcall %}\n')

    assert part(said(tmp_path, FIRST % "It fails."), "words") == "All: Service disruption: Sign-in is failing"
    assert part(said(tmp_path, FIRST % "It fails.", locale="zh-CN"), "words").startswith("一种：")


@rows(
    ("name", "text", "problem"),
    [
        ("user.md", "", r"messages/user\.md: expected a file that the default theme has, found 'messages/user\.md'"),
        (
            "users.md",
            "{% call part('a') %}{{ oops }}{% endcall %}",
            r"messages/users\.md:1: this template is wrong: .*oops",
        ),
        ("users.md", "\n{% if %}", r"messages/users\.md:2: this template is wrong"),
    ],
)
def test_a_fault_in_a_template_is_told_with_its_place(name: str, text: str, problem: str, tmp_path: Path) -> None:
    """A name that nothing reads, a name that does not exist, a slip."""
    folder = tmp_path / "themes/default/messages"
    folder.mkdir(parents=True)
    (folder / name).write_text(text)

    with pytest.raises(ContentError, match=problem):
        said(tmp_path, FIRST % "It fails.")


def test_templates_of_messages_change_no_page(tmp_path: Path) -> None:
    """A build after one has changed renders nothing again."""
    site = read(tmp_path, {"incidents/a.md": FRONT % "" + FIRST % "It fails."}, YML)
    before = [repr(edition) for edition in load_editions(tmp_path, site.config)]
    folder = tmp_path / "themes/default/messages"
    folder.mkdir(parents=True)
    (folder / "users.md").write_text('{% call part("words") %}Ours{% endcall %}\n')

    assert [repr(edition) for edition in load_editions(tmp_path, site.config)] == before


@rows(
    ("text", "problem"),
    [
        (
            "{% call part('a') %}{{ oops }}{% endcall %}",
            "themes/default/messages/social.md:1: this template is wrong: 'oops'",
        ),
        ("\n\n{% if %}", "themes/default/messages/social.md:3: this template is wrong"),
        (
            "{% call part('a') %}{{ told.wrds }}{% endcall %}",
            "themes/default/messages/social.md:1: this template is wrong",
        ),
    ],
)
def test_check_tries_a_template_before_the_night(
    text: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else its fault would be met when something is to be sent; told once, whatever it breaks."""
    read(tmp_path, {"incidents/a.md": FRONT % "" + FIRST % "It fails." + COMPENSATION}, YML)
    folder = tmp_path / "themes/default/messages"
    folder.mkdir(parents=True)
    (folder / "social.md").write_text(text)

    assert run(["check", "--site", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count(problem) == 1

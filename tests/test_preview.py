"""`sitegen preview`: what readers and subscribers would get of a change, with real git."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from support import golden
from support.documents import faults
from support.places import TESTS
from support.published import SITE, Changes, change, published, repository
from support.sites import Folder

from sitegen.cli import run
from sitegen.preview.report import MAX_LINES
from sitegen.preview.visible import LineChange, changed_lines_of, visible_lines

NOW = "2026-01-23T15:15:00+08:00"
ROUTES = """\
routes:
  - {audience: users, channel: slack, to: $SLACK_USERS}
  - {audience: users, channel: email, to: $MAIL_USERS}
  - {audience: users, channel: wecom, to: $WECOM_USERS, locale: zh-CN}
  - {audience: team, channel: slack, to: $SLACK_TEAM}
"""
INCIDENT = """\
---
title: Nobody can sign in
components: {login: major_outage}
---

## 2026-01-23 14:35 investigating

Nobody can sign in. Browsing works.
"""
RESOLVED = """
## 2026-01-23 15:10 resolved

Sign-in works again. We are sorry.
"""
CHINESE = """\
---
title: 无法登录
---

## 2026-01-23 14:35

无法登录，浏览正常。
"""
OLD = """\
---
title: The API was slow
components: {api: degraded_performance}
---

## 2026-01-10 10:00 investigating

The API is slow.

## 2026-01-10 11:00 resolved

It is fast again.
"""
WINDOW = """\
---
title: The database moves
components: [api]
start: 2026-02-01 02:00
end: 2026-02-01 04:00
---

## 2026-01-23 15:00 scheduled

We move the database.
"""
PATH = "content/incidents/orders.md"
TRANSLATION = "content/incidents/orders.zh-CN.md"
FILES = {
    "site.yml": SITE,
    "messages.yml": ROUTES,
    PATH: INCIDENT,
    TRANSLATION: CHINESE,
    "content/incidents/slow.md": OLD,
}


@pytest.fixture
def site(tmp_path: Path) -> Folder:
    """The same, published."""
    return published(tmp_path, FILES)


def preview(site: Folder, capsys: pytest.CaptureFixture[str], *more: str, now: str = NOW) -> tuple[int, str]:
    """The exit code, and what is printed."""
    code = run(["preview", "--site", str(site.root), "--now", now, *more])
    printed = capsys.readouterr()
    return code, printed.out if not code else printed.out + printed.err


def found(site: Folder, capsys: pytest.CaptureFixture[str], *more: str, now: str = NOW) -> Any:
    """What programs are told, which is as the schema says."""
    code, printed = preview(site, capsys, "--format", "json", *more, now=now)
    assert code == 0
    document = json.loads(printed)
    assert faults(document, "preview.json") == []
    return document


def fates(document: Any, what: str) -> list[str]:
    """Each feed item or page as `FATE TITLE` or `FATE ADDRESS`."""
    return [f"{one['fate']} {one['address' if what == 'pages' else 'title']}" for one in document[what]]


# --- what is told --------------------------------------------------------------------------------------------

STORIES: Mapping[str, Changes] = {
    "resolved": {PATH: INCIDENT + RESOLVED},
    "new": {"content/maintenance/move.md": WINDOW},
    "moved": {PATH: INCIDENT.replace("14:35", "14:36"), TRANSLATION: CHINESE.replace("14:35", "14:36")},
    "settings": {"site.yml": SITE.replace("help@", "support@").replace("name: Login", "name: Sign-in")},
    "gone": {"content/incidents/slow.md": None},
}


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("story", STORIES)
def test_a_change_is_told_as_its_golden_file_says(
    story: str, form: str, site: Folder, capsys: pytest.CaptureFixture[str], update_golden: bool
) -> None:
    """Short, the most important first, each thing once for all languages."""
    change(site, STORIES[story])

    code, printed = preview(site, capsys, "--format", form)

    told = re.sub(r"\([0-9a-f]{10}\)", "(COMMIT)", printed)
    ending = "md" if form == "markdown" else "txt"
    assert code == 0
    golden.hold(TESTS / f"golden/preview/{story}.{ending}", told, update=update_golden)


def test_a_line_that_has_moved_has_not_changed() -> None:
    """Each as often as it stands on both sides; what came or went besides is told."""
    was = "<p>newest</p><h2>Facts</h2><p>same</p><p>same</p><p>went</p>"
    now = "<p>newer</p><h2>Facts</h2><p>same</p><h2>Earlier</h2><p>newest</p><p>same</p>"

    assert set(changed_lines_of(was, now)) == {
        LineChange(None, "newer"),
        LineChange(None, "Earlier"),
        LineChange("went", None),
    }


@pytest.mark.parametrize("now", [NOW, "2026-01-31T23:59:59Z", "2027-01-01T00:00:00Z"])
def test_time_alone_changes_nothing(now: str, site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Both sides are as of one moment."""
    code, printed = preview(site, capsys, now=now)

    assert (code, printed.splitlines()[-1]) == (0, "Nothing changes for readers and subscribers.")


def test_without_now_both_sides_are_as_of_one_moment(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The clock is read once."""
    assert run(["preview", "--site", str(site.root)]) == 0

    assert "Nothing changes for readers and subscribers." in capsys.readouterr().out


def test_a_comment_changes_nothing(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not published is not told."""
    change(site, {PATH: INCIDENT.replace("Nobody can sign in. B", "Nobody can sign in. <!-- why? -->\nB")})

    document = found(site, capsys)

    assert (document["feed_items"], document["messages"]) == ([], [])
    assert [page["lines"] for page in document["pages"] if page["lines"]] == []


def test_what_others_have_published_since_is_not_this_change(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The branch is compared with where it left its base."""
    git = repository(site)
    git.git("checkout", "--quiet", "-b", "topic")
    change(site, {PATH: INCIDENT + RESOLVED})
    git.commit()
    git.git("checkout", "--quiet", "main")
    change(site, {PATH: INCIDENT, "content/incidents/mail.md": OLD.replace("The API was slow", "Mail is late")})
    git.commit()
    git.git("checkout", "--quiet", "topic")

    assert "Mail is late" not in preview(site, capsys, "--base", "main")[1]
    (fate,) = fates(found(site, capsys, "--base", "main"), "feed_items")
    assert fate == "new Major · Resolved: Nobody can sign in – Login"
    assert fates(found(site, capsys), "feed_items") == []


# --- feeds ---------------------------------------------------------------------------------------------------


def test_an_item_that_is_new_is_told_once_with_its_feeds(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """In both languages it is one item; its id is the one that the feed gives it."""
    change(site, {PATH: INCIDENT + RESOLVED})

    (item,) = found(site, capsys)["feed_items"]

    assert item == {
        "fate": "new",
        "title": "Major · Resolved: Nobody can sign in – Login",
        "id": "https://status.example.com/incidents/orders/#update-20260123T071000Z",
        "feeds": ["updates", "components/login", "impact/major", "impact/minor"],
        "locales": ["en", "zh-CN"],
    }


FEED_CASES: Mapping[str, tuple[Changes, list[str]]] = {
    "a new entry is new in the history feeds too": (
        {"content/maintenance/move.md": WINDOW},
        ["new Scheduled: The database moves – API", "new The database moves"],
    ),
    "another time without `was` comes again": (
        {PATH: INCIDENT.replace("14:35", "14:36")},
        ["again Major · Investigating: Nobody can sign in – Login"],
    ),
    "another time with `was` does not": (
        {
            PATH: INCIDENT.replace("14:35 investigating\n", "14:36 investigating\n\n- was: 2026-01-23 14:35\n"),
            TRANSLATION: CHINESE.replace("14:35", "14:36"),
        },
        [],
    ),
    "a renamed entry comes again": (
        {PATH: None, TRANSLATION: None, "content/incidents/login.md": INCIDENT},
        ["again Major · Investigating: Nobody can sign in – Login", "new Nobody can sign in"],
    ),
    "a renamed entry with its old address does not": (
        {
            PATH: None,
            TRANSLATION: None,
            "content/incidents/login.md": INCIDENT.replace("---\n\n##", "aliases: [/incidents/orders/]\n---\n\n##"),
            "content/incidents/login.zh-CN.md": CHINESE,
        },
        [],
    ),
    "another id comes again in the history feeds": (
        {PATH: INCIDENT.replace("title:", "id: abcdefghijkl\ntitle:")},
        ["again Nobody can sign in"],
    ),
    "an update that is gone": (
        {"content/incidents/slow.md": OLD.partition("\n## 2026-01-10 11:00")[0]},
        ["gone Minor · Resolved: The API was slow – API"],
    ),
    "other words are a change": (
        {PATH: INCIDENT.replace("Browsing works.", "Browsing is slow.")},
        ["changed Major · Investigating: Nobody can sign in – Login"],
    ),
    "a component more brings it to another feed": (
        {PATH: INCIDENT.replace("{login: major_outage}", "{login: major_outage, api: partial_outage}")},
        [
            "added Major · Investigating: Nobody can sign in – Login, API",
            "changed Major · Investigating: Nobody can sign in – Login, API",
        ],
    ),
    "another address of the site brings everything again": (
        {"site.yml": SITE.replace("status.example.com", "status.example.org")},
        [
            "again Major · Investigating: Nobody can sign in – Login",
            "again Minor · Resolved: The API was slow – API",
            "again Minor · Investigating: The API was slow – API",
            "again Nobody can sign in",
            "again The API was slow",
        ],
    ),
}


@pytest.mark.parametrize("case", FEED_CASES)
def test_feed_items_are_told_by_what_becomes_of_them(
    case: str, site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """New, again, gone, in further feeds, or with other words."""
    changes, expected = FEED_CASES[case]
    change(site, changes)

    assert fates(found(site, capsys), "feed_items") == expected


def test_a_translation_alone_changes_its_own_feed(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """And its own pages."""
    change(site, {TRANSLATION: CHINESE.replace("浏览正常", "浏览很慢")})

    document = found(site, capsys)

    (item,) = document["feed_items"]
    assert (item["fate"], item["locales"]) == ("changed", ["zh-CN"])
    entry = next(page for page in document["pages"] if page["kind"] == "entry")
    assert (entry["locales"], entry["lines"]) == (
        ["zh-CN"],
        [{"was": "无法登录，浏览正常。", "now": "无法登录，浏览很慢。"}],
    )
    assert "(only in zh-CN)" in preview(site, capsys)[1]


# --- messages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "late"), [("2026-01-23T17:10:00+08:00", False), ("2026-01-23T17:10:01+08:00", True)])
def test_messages_are_those_that_notify_would_send(
    now: str, late: bool, site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """To the public, by each channel; words of more than two hours ago do not go out by themselves."""
    change(site, {PATH: INCIDENT + RESOLVED})

    messages = found(site, capsys, now=now)["messages"]

    assert [(one["stage"], one["audience"], one["locale"], one["channels"], one["late"]) for one in messages] == [
        ("resolved", "users", "en", ["slack", "email"], late),
        ("resolved", "users", "zh-CN", ["wecom"], late),
    ]
    assert "Sign-in works again." in messages[0]["text"]
    assert messages[0]["routes"] == ["slack-SLACK_USERS", "email-MAIL_USERS"]


def test_a_message_that_a_newer_one_tells_is_not_sent(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two new updates the second goes out."""
    change(site, {PATH: f"{INCIDENT}\n## 2026-01-23 15:00 identified\n\nA disk is full.\n{RESOLVED}"})

    assert {one["update"] for one in found(site, capsys)["messages"]} == {"20260123T071000Z"}


def test_a_corrected_time_sends_nothing_again(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """With `was` it is the message that has been sent."""
    change(site, {PATH: INCIDENT.replace("14:35 investigating\n", "14:36 investigating\n\n- was: 2026-01-23 14:35\n")})

    assert found(site, capsys)["messages"] == []


def test_without_routes_nobody_is_told(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is said where there would be something to tell."""
    change(site, {PATH: INCIDENT + RESOLVED, "messages.yml": None})

    assert found(site, capsys)["messages"] is None
    assert "no messages.yml says who is told" in preview(site, capsys)[1]


def test_routes_with_problems_are_remarked(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The site can be published all the same."""
    change(site, {PATH: INCIDENT + RESOLVED, "messages.yml": "routes: 1\n"})

    document = found(site, capsys)

    assert document["messages"] is None
    assert document["remarks"] == ["messages.yml has problems, so that no messages are shown: see sitegen check."]


# --- pages ---------------------------------------------------------------------------------------------------


def test_pages_come_with_the_lines_that_change(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry's own; those that list it are named."""
    change(site, {PATH: INCIDENT + RESOLVED})

    document = found(site, capsys)

    assert fates(document, "pages") == [
        "changed /",
        "changed /incidents/orders/",
        "changed /503.html",
        "changed /components/login/",
        "changed /history/2026-01/",
    ]
    entry = document["pages"][1]
    assert (entry["kind"], entry["title"], entry["locales"]) == ("entry", "Nobody can sign in", ["en", "zh-CN"])
    assert {"was": None, "now": "Sign-in works again. We are sorry."} in entry["lines"]
    assert {"was": "Investigating Impact: Critical", "now": "Resolved Impact: Critical"} not in entry["lines"]
    assert {"was": "Investigating Impact: Major", "now": "Resolved Impact: Major"} in entry["lines"]


def test_a_change_of_looks_is_told_as_one(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Every page has another style sheet, and no other word."""
    change(site, {"site.yml": f"{SITE}theme: mine\n", "themes/mine/brand.css": ":root { --link: #7a1fa2 }\n"})

    code, printed = preview(site, capsys)

    pages = printed.partition("Pages:")[2]
    assert code == 0
    assert re.search(r"\n  \d+ pages changed in looks or links, in no word\n", pages)
    assert "was '" not in printed


def test_what_changes_everywhere_is_told_once(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A line of the footer is on every page."""
    change(site, {"site.yml": SITE.replace("help@", "support@")})

    printed = preview(site, capsys)[1]

    assert printed.count("support@example.com") == 2  # The 503 page has a footer of its own.
    assert re.search(
        r"on \d+ pages: was 'Need help\? help@example.com', now 'Need help\? support@example.com'", printed
    )


def test_much_is_told_in_few_lines(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """With how much more there is."""
    change(site, {f"content/incidents/slow-{number}.md": OLD for number in range(60)})

    code, printed = preview(site, capsys)

    sections = printed.split("\n\n")[1:]
    assert code == 0
    assert [section.partition("\n")[0] for section in sections] == [
        "Messages: 0 would go out, 180 too old to be sent by themselves",
        "Feed items: 97 new",
        "Pages: 60 new, 5 changed",
    ]
    assert all(len(section.splitlines()) <= MAX_LINES * 3 + 3 for section in sections)
    assert len(re.findall(r"^  and \d+ more$", printed, re.MULTILINE)) == 3


def test_nothing_is_changed_by_looking(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the work tree nor what git keeps of it."""
    change(site, {PATH: INCIDENT + RESOLVED})
    before = repository(site).state()

    found(site, capsys, "--base", "main")

    assert repository(site).state() == before


# --- nothing to compare with ---------------------------------------------------------------------------------


def test_a_base_without_a_site_makes_everything_new(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is said first."""
    git = repository(site)
    git.git("checkout", "--quiet", "--orphan", "empty")
    git.git("rm", "-r", "--quiet", "--cached", ".")
    git.git("commit", "--quiet", "--allow-empty", "--message", "empty")

    document = found(site, capsys, "--base", "empty")

    assert document["remarks"] == [
        "There is no site at empty to compare with (there was no status/site.yml): all of this one would be new."
    ]
    assert {page["fate"] for page in document["pages"]} == {"new"}
    assert {item["fate"] for item in document["feed_items"]} == {"new"}
    assert document["banner"] == {"was": None, "now": "Major incident: Nobody can sign in"}


def test_before_the_first_commit_everything_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A repository may be that young."""
    site = Folder(tmp_path / "site")
    change(site, FILES)
    repository(site).git("init", "--quiet")

    document = found(site, capsys)

    assert (document["revision"], document["compared"]) == (None, True)
    assert "there is no commit yet" in document["remarks"][0]


def test_an_entry_that_had_problems_is_not_told_as_new(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """What readers have of it is not known; the rest is compared."""
    change(site, {"content/incidents/slow.md": OLD.replace("title:", "titel:")})
    repository(site).commit("broken")
    change(site, {"content/incidents/slow.md": OLD, PATH: INCIDENT + RESOLVED})

    document = found(site, capsys)

    assert document["remarks"] == ["Not compared, since they had problems at HEAD: incidents/slow."]
    assert fates(document, "feed_items") == ["new Major · Resolved: Nobody can sign in – Login"]
    assert "/incidents/slow/" not in {page["address"] for page in document["pages"]}


def test_a_fault_that_stands_there_too_holds_up_no_preview(
    site: Folder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its entry is left out and named; the change is told, and the site to look at is built."""
    change(site, {"content/incidents/slow.md": OLD.replace("resolved", "resolvd")})
    repository(site).commit("somebody else's fault")
    change(site, {PATH: INCIDENT + RESOLVED})

    code, printed = preview(site, capsys, "--output", str(tmp_path / "preview"))

    assert code == 0
    assert "incidents/slow" in printed
    assert "Sign-in works again." in printed
    assert (tmp_path / "preview/incidents/orders/index.html").is_file()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_site_that_had_problems_as_a_whole_is_not_compared(
    form: str, site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said why, and what the banner says; nothing is called new that may not be."""
    change(site, {"site.yml": SITE.replace("timezone", "time_zone")})
    repository(site).commit("broken")
    change(site, {"site.yml": SITE})

    code, printed = preview(site, capsys, "--format", form)

    assert code == 0
    assert "The site at HEAD cannot be compared with, since it had problems, the first of them site.yml:" in printed
    assert "Major incident: Nobody can sign in" in printed
    assert "Pages:" not in printed
    if form == "json":
        document = json.loads(printed)
        assert faults(document, "preview.json") == []
        assert "pages" not in document


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_site_with_problems_is_told_as_by_build(form: str, site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing else, and exit code 1."""
    change(site, {PATH: INCIDENT.replace("investigating", "resolvd")})

    code, printed = preview(site, capsys, "--format", form, "--output", str(site.root / "out"))

    assert code == 1
    assert "expected" in printed
    assert "The site as it is here" not in printed
    assert not (site.root / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base", "mian"], "Did you mean 'main'?"),
        (["--base", "--output=x"], "expected a revision that git knows here"),
        (["--url", "https://example.com"], "expected --output beside --url"),
        (["--output", "out", "--url", "example.com"], "expected an address such as"),
        (["--output", "out", "--url", "https://example.com/?a"], "expected an address such as"),
        (["--output", "dist"], "expected a folder of its own, found dist/"),
        (["--format", "github"], "'github' is not one of"),
    ],
)
def test_wrong_usage_says_what_is_right(
    arguments: list[str], said: str, site: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With exit code 2, before anything is written."""
    monkeypatch.chdir(site.root)

    assert run(["preview", "--now", NOW, *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not (site.root / "out").exists()


def test_a_folder_without_git_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which is wrong usage."""
    change(Folder(tmp_path), FILES)

    code, printed = preview(Folder(tmp_path), capsys)

    assert code == 2
    assert "expected a site in a git repository, found none" in printed


# --- Markdown ------------------------------------------------------------------------------------------------

HOSTILE = [
    "# A heading",
    "`code` and ``more`` and `",
    "[a link](https://evil.example)",
    "![a picture](https://evil.example/a.png)",
    "<img src=x onerror=alert(1)> <!-- a comment",
    "@octocat #123 GH-1 octo/cat#1 https://evil.example www.evil.example a@evil.example",
    "- a list",
    "| a | table |",
    "**bold** _it_ ~~gone~~ :tada:",
    "\\`backslash\\`",
]
MARKS = {"strong", "em", "link", "image", "html_inline", "html_block", "heading", "fence", "code_block", "table", "s"}


def outside_code(printed: str) -> tuple[str, set[str]]:
    """What of Markdown is not code, and the kinds of its marks."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(printed)
    inline = [child for token in tokens for child in token.children or ()]
    words = "".join(child.content for child in inline if child.type == "text")
    kinds = {token.type.removesuffix("_open") for token in [*tokens, *inline] if not token.type.endswith("_close")}
    return words, kinds & MARKS


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_of_a_preview_have_a_meaning_in_markdown(
    words: str, site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Titles, texts and messages stand as code, in which GitHub finds nothing."""
    title = json.dumps(words)
    change(site, {PATH: INCIDENT.replace("Nobody can sign in\n", f"{title}\n") + RESOLVED, TRANSLATION: None})
    change(site, {"content/maintenance/move.md": WINDOW.replace("The database moves", title)})

    code, printed = preview(site, capsys, "--format", "markdown")
    outside, kinds = outside_code(printed)

    assert code == 0
    assert kinds == {"heading", "strong"}
    assert printed.count("\n#") + printed.startswith("#") == 1
    assert not any(one in outside for one in ("@", "#", "://", "www.", "evil", "octo", "GH-", ":tada:", "heading", "<"))


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_of_a_problem_have_a_meaning_in_markdown(
    words: str, site: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message, the hint and the place are code."""
    change(site, {PATH: INCIDENT.replace("title:", f"{json.dumps(words)}: 1\ntitle:").replace("investigating", "x")})
    site.write("content/incidents/@octocat #1.md", INCIDENT)

    code = run(["check", "--site", str(site.root), "--now", NOW, "--format", "markdown"])
    printed = capsys.readouterr().out
    outside, kinds = outside_code(printed)

    assert code == 1
    assert kinds == {"strong"}
    assert not any(one in outside for one in ("@", "#", "://", "www.", "evil", "octo", "GH-", ":tada:", "heading", "<"))


def test_check_writes_problems_as_markdown(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors first, each with its place, its message and what to do."""
    change(
        site,
        {PATH: INCIDENT.replace("investigating", "resolvd"), "site.yml": SITE.replace("Asia/Shanghai", "Etc/GMT-8")},
    )

    code = run(["check", "--site", str(site.root), "--now", NOW, "--format", "markdown"])

    assert code == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "**1 problem in 1 file, 1 warning**"
    assert lines[2].startswith(f"- error in `{PATH}:6`: `status: expected investigating")
    assert lines[3].startswith("  - `Did you mean ")
    assert lines[4].startswith("- warning in `")


def test_check_without_a_problem_says_so_in_markdown(site: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A summary is never empty."""
    code = run(["check", "--site", str(site.root), "--now", NOW, "--format", "markdown", "--base", "main"])

    assert (code, capsys.readouterr().out) == (0, "2 incidents, 0 maintenances: no problem.\n")


# --- visible lines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<title>T</title><body><h1>A <b>b</b></h1>\n<p>c\n  d</p>", ["A b", "c d"]),
        ("<p>a<br>b</p>c", ["a", "b", "c"]),
        ("<p hidden>a<b>c</b></p><p>b</p>", ["b"]),
        ("<template><p>a</p></template>b<script>c</script><style>d</style>", ["b"]),
        ('<svg class="i"><path d="M0"/><svg></svg></svg> ok', ["ok"]),
        ("<a>one</a><a>two</a>, <a>three</a>", ["one two, three"]),
        ("&lt;b&gt; &amp; &#169;", ["<b> & ©"]),
        ("", []),
    ],
)
def test_visible_lines_are_what_a_reader_sees(page: str, lines: list[str]) -> None:
    """No element that hides, and a line where a block begins."""
    assert visible_lines(page) == lines


@pytest.mark.parametrize(
    ("was", "now", "changed"),
    [
        ("<p>a</p>", "<p class=x>a</p>", []),
        ("<p>a</p>", "<p>a</p><p>b</p>", [(None, "b")]),
        ("<p>a</p><p>b</p>", "<p>b</p>", [("a", None)]),
        ("<p>since nine</p>", "<p>since ten</p>", [("since nine", "since ten")]),
        ("<p>apples</p>", "<p>12:30 UTC</p>", [("apples", None), (None, "12:30 UTC")]),
        ("<p>since nine</p>", "<p>new</p><p>since ten</p>", [(None, "new"), ("since nine", "since ten")]),
    ],
)
def test_lines_that_are_alike_are_one_that_has_changed(
    was: str, now: str, changed: list[tuple[str | None, str | None]]
) -> None:
    """Others are gone and new."""
    assert changed_lines_of(was, now) == [LineChange(*one) for one in changed]

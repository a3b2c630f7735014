"""The message desk in a real browser, from a folder, without a network, and by hand of people of all kinds.

They need Chromium, Playwright (the `browser` extra) and axe-core; `.ci/run` installs them.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.desks import NOW, SECRET, SLUG, checked, desk_of, hostile_site, standing_in
from support.places import NODE_TOOLS, SAMPLE

from sitegen.cli.server import DESKS, Preview, _Server
from sitegen.messages.desk.cards import exact_text
from sitegen.model import Audience, Channel

AXE = NODE_TOOLS / "node_modules/axe-core/axe.min.js"
FIRST = "first.20260123T063500Z.en.html"
FIRST_CHINESE = "first.20260123T063500Z.zh-CN.html"


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Desks in folders: of the hostile story with either language first, and of the sample with the real channels."""
    found = {}
    for first in ("en", "zh-CN"):
        site = checked(hostile_site(tmp_path_factory.mktemp("hostile") / "site", first))
        with standing_in():
            found[first] = written(
                desk_of(site, audiences=tuple(Audience)).everything(), tmp_path_factory.mktemp(first)
            )
    sample = desk_of(checked(SAMPLE, NOW), "2026-01-23-login-outage")
    found["sample"] = written(sample.everything(), tmp_path_factory.mktemp("sample"))
    return found


def written(files: dict[str, bytes], folder: Path) -> Path:
    """The folder, with the files in it."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a file in the browser; the page keeps what it asked for and what went wrong."""
    contexts = []

    def open_(file: Path | str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.faults, page.asked, page.failed = [], [], []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: page.faults.append(message.text))
        context.on("request", lambda request: page.asked.append(request.url))
        context.on("requestfailed", lambda request: page.failed.append((request.url, request.failure)))
        page.goto(file if isinstance(file, str) else file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


def unfold(page: Any) -> None:
    """Open everything that is folded."""
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")


# --- it asks for nothing, and runs nothing but its own script


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_asks_for_anything_or_breaks_its_policy(
    look: Callable[..., Any], desks: dict[str, Path], scheme: str
) -> None:
    """Whatever an author wrote and whatever the mails bring: not one request, not one line in the console."""
    for folder in desks.values():
        page = look(folder / "index.html", color_scheme=scheme)
        for file in sorted(folder.glob("*.html")):
            page.asked.clear()
            page.goto(file.as_uri())
            unfold(page)
            page.wait_for_function("[...document.querySelectorAll('iframe')].every(one => one.contentDocument.body)")
            assert page.asked == [file.as_uri()]
            assert page.faults == []


def test_a_mail_has_its_own_styles(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """A policy that forbade them would show the mail as nobody gets it."""
    page = look(desks["en"] / FIRST)
    frame = page.frame_locator("#users-email iframe")

    assert frame.locator("h1").evaluate("one => getComputedStyle(one).fontSize") == "20px"
    assert frame.locator("p").first.evaluate("one => getComputedStyle(one).color") == "rgb(17, 17, 17)"


def test_a_mail_cannot_leave_its_frame(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """A script in a mail does not run, and what it names is not loaded."""
    page = look(desks["en"] / FIRST)
    what = "parent.document.title = 1"
    mail = f"<script>{what}</script><img src='https://evil.example/' onerror='{what}'>"

    page.evaluate("mail => { document.querySelector('iframe').srcdoc = mail }", mail)
    page.frame_locator("iframe").first.locator("img").wait_for(state="attached")

    assert page.title().startswith("Messages: ")
    assert page.failed == [("https://evil.example/", "csp")]


# --- copying


def copies(page: Any) -> list[tuple[str, str]]:
    """Press every button; gives what each one is for, and what it put into the clipboard."""
    found = []
    for button in page.locator("button[data-copy]").all():
        button.click()
        page.wait_for_function("one => one.classList.contains('done')", arg=button.element_handle())
        found.append((button.get_attribute("data-copy"), page.evaluate("navigator.clipboard.readText()")))
        page.evaluate("navigator.clipboard.writeText('nothing')")
    return found


@pytest.mark.parametrize("name", ["en", "sample"])
def test_copying_yields_exactly_what_is_sent(look: Callable[..., Any], desks: dict[str, Path], name: str) -> None:
    """To the character: line ends at the beginning, tabs, carriage returns, markup."""
    page = look(desks[name] / FIRST, permissions=["clipboard-read", "clipboard-write"])
    unfold(page)
    sent = {
        f"{one['audience']}-{one['channel']}": one
        for one in json.loads((desks[name] / "messages.json").read_text())
        if (one["stage"], one["locale"]) == ("first", "en")
    }

    copied = copies(page)

    assert len(copied) >= len(sent)
    for ident, text in copied:
        card, _, what = ident.rpartition("-")
        if card.endswith("macros") and what != "text":
            assert text in sent[card]["text"]
        elif what == "digest":
            assert text == sent[card]["payload"]["digest"]
        elif card.endswith("webhook"):
            assert json.loads(text) == sent[card]["payload"]
        else:
            assert text == sent[card][what], ident


@pytest.mark.parametrize(
    "text", ["\n\na", "a\r\nb\rc", "  a\t b  \n", "", "</pre><script>", "&amp;&#13;", "\u2028\u00a0登录 🎉"]
)
def test_an_exact_text_survives_the_browser(look: Callable[..., Any], tmp_path: Path, text: str) -> None:
    """What its parser would drop or change is written so that it does not."""
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><pre>{exact_text(text)}</pre>", newline="")

    assert look(file).evaluate("document.querySelector('pre').textContent") == text


def test_copying_is_said_to_those_who_cannot_see_it(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """In a live region, with what was copied; the button keeps a mark."""
    page = look(desks["en"] / FIRST, permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy=users-text-text]")
    assert page.text_content("[role=status]") == ""

    button.click()

    page.wait_for_selector("[data-copy=users-text-text].done")
    assert page.text_content("[role=status]") == "Copied: Copy text, Users, Plain text"


def test_where_the_clipboard_is_closed_the_text_is_selected(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """Unfolded, so that it is seen, and said."""
    page = look(desks["en"] / FIRST)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')) }")
    page.evaluate("() => { document.execCommand = () => false }")
    page.locator("#users > details > summary").click()

    page.locator("[data-copy=users-slack-text]").click()

    page.wait_for_function("document.querySelector('[role=status]').textContent")
    assert page.text_content("[role=status]").startswith("Selected. Press Ctrl+C")
    assert page.evaluate("getSelection().toString().trim()") == page.text_content("#users-slack-text").strip()
    assert page.locator("#users-slack-text").is_visible()
    assert page.locator("button.done").count() == 0


def test_where_the_clipboard_is_closed_the_old_way_is_tried(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """As browsers had it before."""
    page = look(desks["en"] / FIRST)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')) }")
    page.evaluate("() => { document.execCommand = what => (window.said = what, true) }")

    page.locator("[data-copy=users-text-text]").click()

    page.wait_for_selector("[data-copy=users-text-text].done")
    assert page.evaluate("window.said") == "copy"


# --- choosing


def test_a_channel_can_be_chosen_for_all_audiences(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """Only its messages are shown then, folded ones too; and all again afterwards."""
    page = look(desks["en"] / FIRST)
    shown = "[...document.querySelectorAll('.card')].filter(one => one.checkVisibility()).map(one => one.id)"
    before = page.evaluate(shown)

    page.get_by_role("radio", name="Slack").check()
    assert page.evaluate(shown) == [f"{audience}-slack" for audience in Audience]

    page.get_by_role("radio", name="All").check()
    assert page.evaluate(shown) == before


def test_a_chosen_channel_stays_chosen_on_the_next_page(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """And when the page is loaded again, as the local server does on every change."""
    page = look(desks["en"] / FIRST)
    page.get_by_role("radio", name="WeCom").check()
    page.reload()
    assert page.get_by_role("radio", name="WeCom").is_checked()

    page.get_by_role("link", name="Resolved").click()
    page.wait_for_url(re.compile("index.html#only-wecom$"))

    assert page.get_by_role("radio", name="WeCom").is_checked()
    assert page.locator("#users-email").is_hidden()
    page.get_by_role("radio", name="All").check()
    assert "#" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_is_shown_in_light_and_in_dark(look: Callable[..., Any], desks: dict[str, Path], scheme: str) -> None:
    """At first as the machine prefers, then as it is chosen."""
    page = look(desks["en"] / FIRST, color_scheme=scheme)
    card = page.locator("#users-email")
    words = page.frame_locator("#users-email iframe").locator("p").first
    color = "one => getComputedStyle(one).color"

    assert words.evaluate(color) == ("rgb(17, 17, 17)" if scheme == "light" else "rgb(238, 238, 238)")
    card.get_by_label("Dark").check()
    assert words.evaluate(color) == "rgb(238, 238, 238)"
    card.get_by_label("Light").check()
    assert words.evaluate(color) == "rgb(17, 17, 17)"


@pytest.mark.parametrize("width", [360, 1200])
def test_a_mail_is_seen_whole(look: Callable[..., Any], desks: dict[str, Path], width: int) -> None:
    """Its frame is as high as it is, also when it was folded at first, or when the window changes."""
    page = look(desks["en"] / FIRST, viewport={"width": width, "height": 800})
    fits = """one => {
      const mail = one.contentDocument.documentElement, words = one.contentDocument.body.getBoundingClientRect().height;
      return mail.clientHeight >= mail.scrollHeight && mail.clientHeight < words + 60;
    }"""
    page.locator("#support > details > summary").click()
    for ident in ("users-email", "support-email"):
        frame = page.locator(f"#{ident} iframe").element_handle()
        page.wait_for_function(fits, arg=frame)
        page.set_viewport_size({"width": width - 40, "height": 700})
        page.wait_for_function(fits, arg=frame)


# --- for everybody


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
@pytest.mark.parametrize(
    ("name", "file", "scheme"),
    [
        ("en", FIRST, "light"),
        ("en", FIRST, "dark"),
        ("zh-CN", FIRST_CHINESE, "light"),
        ("sample", FIRST, "light"),
        ("sample", FIRST_CHINESE, "dark"),
    ],
)
def test_axe_finds_nothing_at_the_desk(
    look: Callable[..., Any], desks: dict[str, Path], name: str, file: str, scheme: str
) -> None:
    """With everything unfolded; the contrast of dark colours included."""
    page = look(desks[name] / file, color_scheme=scheme, bypass_csp=True)
    unfold(page)
    page.add_script_tag(path=str(AXE))

    # The mails are documents of their own: what is ours is the page around them.
    result = page.evaluate("axe.run(document, {iframes: false})")

    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in result["violations"]] == []
    assert len(result["passes"]) > 20


CONTROLS = "a[href], button, input, summary, iframe, [tabindex='0']"


def test_every_control_is_reached_by_the_keyboard(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """In the order in which they stand, each with an outline where it is; of several radios, one."""
    page = look(desks["sample"] / FIRST)
    page.evaluate(
        """css => {
          window.wanted = [...document.querySelectorAll(css)].filter(one =>
            one.checkVisibility() && one.tagName !== "IFRAME" && (one.type !== "radio" || one.checked));
          window.reached = [];
          addEventListener("focusin", ({target}) => target.tagName !== "IFRAME" && reached.push(target));
        }""",
        CONTROLS,
    )
    number = page.evaluate("wanted.length")
    inside = page.evaluate(
        "[...document.querySelectorAll('iframe')].filter(one => one.checkVisibility())"
        ".reduce((all, one) => all + one.contentDocument.querySelectorAll('a').length + 1, 0)"
    )
    for _ in range(number + inside + 1):
        page.keyboard.press("Tab")
        if page.evaluate("reached.length") >= number:
            break

    assert page.evaluate("wanted.map((one, place) => one === reached[place]).indexOf(false)") == -1
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert number > 15


def test_a_fold_and_a_channel_are_chosen_by_the_keyboard(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """As native controls are: Enter, and the arrows."""
    page = look(desks["en"] / FIRST)
    page.locator("#users > details > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#users-slack").is_visible()

    page.get_by_role("radio", name="All").focus()
    page.keyboard.press("ArrowDown")

    assert page.get_by_role("radio", name="Email").is_checked()
    assert page.locator("#users-slack").is_hidden()


def test_the_skip_link_leads_to_the_messages(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """It is the first stop, and seen there."""
    page = look(desks["en"] / FIRST)
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["width"] > 50
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_headings_are_an_outline_and_every_message_is_named(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """What a screen reader lists: no level is skipped, and each article says for whom and where."""
    page = look(desks["en"] / FIRST)
    unfold(page)
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => +one.tagName[1])")
    names = page.get_by_role("article").evaluate_all(
        "all => all.map(one => document.getElementById(one.getAttribute('aria-labelledby')).textContent)"
    )

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert len(set(names)) == len(names) == len(Audience) * len(Channel)
    assert names[0] == "Email, Users"


@pytest.mark.parametrize("width", [320, 360, 1200])
def test_no_desk_scrolls_sideways(look: Callable[..., Any], desks: dict[str, Path], width: int) -> None:
    """With everything unfolded: long Chinese lines wrap, and so do addresses and code."""
    wide = []
    for folder in desks.values():
        page = look("about:blank", viewport={"width": width, "height": 800})
        for file in sorted(folder.glob("first.*.html")):
            page.goto(file.as_uri())
            unfold(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(file.name)

    assert wide == []


@pytest.mark.parametrize("size", ["130%", "200%"])
def test_no_desk_scrolls_sideways_with_larger_text(look: Callable[..., Any], desks: dict[str, Path], size: str) -> None:
    """On a small phone."""
    page = look(desks["en"] / FIRST, viewport={"width": 360, "height": 800})
    unfold(page)
    page.evaluate("size => document.documentElement.style.fontSize = size", size)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_all_is_there(look: Callable[..., Any], desks: dict[str, Path]) -> None:
    """Every message can be read, what is folded unfolds, mails are light or dark; and no button does nothing."""
    page = look(desks["en"] / FIRST, java_script_enabled=False)
    for summary in page.locator("main details.others > summary").all():
        summary.click()
    for summary in page.locator("main details.exact > summary").all():
        summary.click()

    sent = [one for one in json.loads((desks["en"] / "messages.json").read_text()) if one["update"] in FIRST]
    words = " ".join(page.inner_text("main").split())
    for one in sent:
        if (one["locale"], one["channel"]) == ("en", "sms"):
            assert " ".join(one["text"].split()) in words
    assert SECRET in words
    assert page.locator("button:visible, #only:visible").count() == 0
    page.locator("#users-email").get_by_label("Dark").check()
    assert page.locator("#users-email iframe").is_visible()


# --- the local server


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Preview, str]]:
    """The hostile story on the local server; gives the address of its messages."""
    preview = Preview(hostile_site(tmp_path / "site"), tmp_path / "out", NOW)
    preview.rebuild()
    server = _Server(("127.0.0.1", 0), preview)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield preview, f"http://127.0.0.1:{server.server_port}{DESKS}"
    server.shutdown()
    server.server_close()


def test_the_served_desk_reloads_under_its_policy(look: Callable[..., Any], served: tuple[Preview, str]) -> None:
    """It asks its own server whether the site has changed, and nobody else anything."""
    preview, address = served
    page = look(address)
    page.get_by_role("link", name="</title>").click()
    page.wait_for_selector("#users-text")
    file = preview.root / f"content/incidents/{SLUG}.md"
    file.write_text(file.read_text().replace("It works again.", "It works again for good."))

    preview.rebuild()

    page.locator("#users-text", has_text="It works again for good.").wait_for()
    assert page.faults == []
    assert {re.sub(r"^(http://[^/]+)/.*", r"\1", url) for url in page.asked} == {address.removesuffix(DESKS)}


def test_the_served_desk_has_the_same_pages_and_files(look: Callable[..., Any], served: tuple[Preview, str]) -> None:
    """Each link of a page leads somewhere."""
    _, address = served
    page = look(f"{address}{SLUG}")
    assert page.url == f"{address}{SLUG}/"
    links = page.eval_on_selector_all("#users .files a, nav a:not([href^='#'])", "all => all.map(one => one.href)")

    answers = {page.request.get(link).status for link in links}

    assert answers == {200}
    assert page.request.get(f"{address}{SLUG}/nothing.html").status == 404
    assert page.request.get(f"{address}nothing/").status == 404

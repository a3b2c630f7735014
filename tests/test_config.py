"""site.yml → Config: what each key means, and what is checked beyond single keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.places import EXAMPLES
from support.sites import Folder
from support.tables import rows

from sitegen.model import DEFAULT_WEIGHTS, Component, ComponentStatus, Config, Link, Promises, Support, Text
from sitegen.problems import ContentError, Problems
from sitegen.read.config import parse_config, read_config

MINIMAL = "name: X\nurl: https://status.example.com\ntimezone: UTC\n"


def read(site: Folder, text: str) -> Config:
    """What that site.yml says."""
    site.write("site.yml", text)
    return read_config(site.root)


def test_only_three_keys_are_required(site: Folder) -> None:
    """The rest has defaults: English, the default theme, no components, nothing promised."""
    config = read(site, MINIMAL)

    assert config == Config(
        name=Text("X", "en"),
        url="https://status.example.com",
        timezone="UTC",
        zone=UTC,
        locales=("en",),
        components=(),
        theme="default",
        repository=None,
        support=Support(),
        links=(),
        weights=DEFAULT_WEIGHTS,
        promises=Promises(),
        sections=(),
        hub=None,
        api_id=None,
    )


def test_every_key_has_its_value(site: Folder) -> None:
    """Each key is typed as docs/content.md says, whatever its form."""
    config = read(site, (EXAMPLES / "good/site/complete.yml").read_text())

    assert config.name == Text("Example", "en", (("zh-CN", "示例"),))
    assert config.url == "https://example.com/status"
    assert config.repository == "https://github.com/example/status"
    assert str(config.zone) == config.timezone == "Europe/Berlin"
    assert config.locales == ("en", "zh-CN")
    assert config.support == Support("a+b@example.co.uk", "110", "https://example.com/help/")
    assert config.links == (Link(Text("Help", "en"), "https://example.com/help?a=b#c"),)
    assert config.components == (
        Component(
            id="login",
            name=Text("Login", "en", (("zh-CN", "登录"),)),
            description=Text("Sign-in: and sessions", "en"),
            group=Text("Accounts", "en", (("zh-CN", "账号"),)),
            group_api_id="gtd0nyr3pf0k",
            since=date(2024, 5, 1),
            api_id="8l4ygp009s5s",
        ),
        Component(id="mail", name=Text("Mail", "en"), third_party=True),
        Component(id="404", name=Text("404", "en"), retired=date(2025, 1, 1)),
    )
    assert dict(config.weights) == {
        ComponentStatus.MAJOR_OUTAGE: 1,
        ComponentStatus.PARTIAL_OUTAGE: 0.5,
        ComponentStatus.DEGRADED_PERFORMANCE: 0,
    }
    assert config.promises.first_notice == timedelta(minutes=5)
    assert config.promises.interval("minor") == timedelta(hours=1)
    assert config.promises.interval("maintenance") == timedelta(minutes=60)
    assert config.promises.maintenance_notice == timedelta(hours=48)
    assert config.promises.postmortem_due == timedelta(days=3)
    assert config.sections == (("en", ("Summary", "Cause")), ("zh-CN", ("概述", "原因")))
    assert config.hub == "https://hub.example.com"
    assert config.api_id == "kctbh9vrtdwd"


def test_the_example_of_the_design_is_read(site: Folder) -> None:
    """With its comments behind values, and its one list of sections, which is that of the first language."""
    config = read(site, (EXAMPLES / "good/site/design.yml").read_text())

    assert config.name == Text("Example Cloud", "en")
    assert [(one.id, one.group and one.group.original) for one in config.components] == [
        ("website", None),
        ("login", "Accounts"),
        ("mail", "Accounts"),
        ("ftp", None),
    ]
    assert config.by_id["login"].since == date(2024, 5, 1)
    assert config.by_id["ftp"].retired == date(2025, 1, 1)
    assert [(locale, len(names)) for locale, names in config.sections] == [("en", 7)]
    assert config.support.phone == "+86 400 000 0000"
    assert config.promises.update_every[0] == ("critical", timedelta(minutes=15))


def test_weights_that_are_not_stated_keep_their_default(site: Folder) -> None:
    """One may be changed alone."""
    config = read(site, MINIMAL + "uptime: {weights: {partial_outage: 0.5}}\n")

    assert dict(config.weights) == {ComponentStatus.MAJOR_OUTAGE: 1, ComponentStatus.PARTIAL_OUTAGE: 0.5}


@pytest.mark.parametrize("address", ["status.git", "status.git/", "status"])
def test_a_repository_is_known_by_its_address_to_clone_from(site: Folder, address: str) -> None:
    """Links to edit a page lead to its pages."""
    config = read(site, MINIMAL + f"repository: https://github.com/example/{address}\n")

    assert config.repository == "https://github.com/example/status"


def test_addresses_that_people_follow_are_kept_as_they_are(site: Folder) -> None:
    """A slash at the end belongs to the address of somebody else's page, and not to ours."""
    config = read(
        site,
        "name: X\nurl: https://example.com/status///\ntimezone: UTC\n"
        "support: {url: https://example.com/help/}\nrepository: https://github.com/example/status/\n",
    )

    assert config.url == "https://example.com/status"
    assert config.support.url == "https://example.com/help/"
    assert config.repository == "https://github.com/example/status"


@rows(
    "comment",
    ["name: X  # ours\n", "---\nname: X\n", "# first\nname: X\n", "name: X      # a\n# b\n", "x-a: 1  # c\nname: X\n"],
)
def test_comments_may_stand_behind_values(site: Folder, comment: str) -> None:
    """Where two spaces and `# ` set them off; and a document may begin with its dashes."""
    assert read(site, f"{comment}url: https://example.com\ntimezone: UTC\n").name == Text("X", "en")


@pytest.mark.parametrize("name", ["X # 1", "X #1", "Team  #1", "'X'#1"])
def test_no_text_is_lost_to_a_comment(site: Folder, name: str) -> None:
    """What may have been meant as part of the value is asked about."""
    site.write("site.yml", f"name: {name}\nurl: https://example.com\ntimezone: UTC\n")

    assert "site.yml:1: name: expected text that is kept, found '#" in site.problems()


def test_the_zone_is_that_of_the_pinned_database(site: Folder) -> None:
    """Its summer time is known."""
    config = read(site, MINIMAL.replace("UTC", "Australia/Lord_Howe"))

    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(config.zone).utcoffset() == timedelta(hours=11)
    assert datetime(2026, 7, 1, tzinfo=UTC).astimezone(config.zone).utcoffset() == timedelta(hours=10.5)


def test_every_problem_is_told_in_one_run(site: Folder) -> None:
    """Each at its own line."""
    site.write(
        "site.yml",
        "name: {en: X, de: Y}\nurl: example.com\ntimezone: CST\nlocales: [en]\ncolour: red\n"
        "promises: {first_notice: soon}\ncomponents:\n  - id: A\n    name: A\n",
    )

    with pytest.raises(ContentError) as error:
        read_config(site.root)
    assert [(one.line, one.field) for one in error.value.problems] == [
        (1, "name.de"),
        (2, "url"),
        (3, "timezone"),
        (5, "colour"),
        (6, "promises.first_notice"),
        (8, "components[1].id"),
    ]


def test_content_is_not_judged_by_a_broken_site_yml(site: Folder) -> None:
    """Its problems are told alone, since content is checked against it."""
    site.write("content/incidents/a.md", "nothing\n")
    site.write("site.yml", MINIMAL + "colour: red\n")

    assert site.problems().count("expected") == 1


@given(text=st.text(st.sampled_from("abcilnoud: -[]{}#'\"\n"), max_size=80))
def test_no_text_breaks_the_reader_of_site_yml(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any text gives a Config or a problem."""
    root = tmp_path_factory.getbasetemp() / "any-site"
    root.mkdir(exist_ok=True)
    for prefix in ("", MINIMAL, MINIMAL + "components:\n"):
        (root / "site.yml").write_text(prefix + text)
        problems = Problems()
        assert (parse_config(root, problems) is None) == bool(problems.errors)

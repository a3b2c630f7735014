"""The feeds in JSON Feed 1.1, read back by somebody else's reader."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import jsonfeed
import pytest
from support.places import SAMPLE
from support.stories import moment, read

from sitegen.build import render
from sitegen.derive.snapshot import derive
from sitegen.problems import Problems
from sitegen.read.config import read_config
from sitegen.read.content import read_content
from sitegen.theme.edition import load_editions

NOW = "2026-01-23T14:52:00+08:00"


@pytest.fixture(scope="module")
def feeds() -> dict[str, bytes]:
    """Every feed of the sample, in each of its forms, by path."""
    config = read_config(SAMPLE)
    snapshot = derive(read_content(SAMPLE, config, Problems()), moment("2026-01-23 14:52", config))
    files = render(snapshot, SAMPLE, load_editions(SAMPLE, config))
    return {one.path: one.render() for one in files if one.make.__name__ == "render_updates"}


def test_there_is_one_for_each_feed_of_updates(feeds: dict[str, bytes]) -> None:
    """In every language, for all updates, for each component and for each impact."""
    rss = {path.removesuffix(".rss") for path in feeds if path.endswith(".rss")}

    assert {path.removesuffix(".json") for path in feeds if path.endswith(".json")} == rss
    assert {"updates", "zh-CN/updates", "components/login", "impact/major"} <= rss


def test_it_holds_the_items_of_the_other_forms(feeds: dict[str, bytes]) -> None:
    """The same ids, titles, words and moments, in the same order, whichever form a reader takes."""
    different = []
    for path, data in feeds.items():
        if not path.endswith(".json"):
            continue
        atom = feedparser.parse(feeds[path.replace(".json", ".atom")])
        feed = jsonfeed.Feed.parse_string(data.decode())
        ours = [(one.id, one.url, one.title, one.date_published[:19]) for one in feed.items]
        theirs = [(one.id, one.link, one.title, one.published[:19]) for one in atom.entries]
        if ours != theirs or feed.title != atom.feed.title or len(feed.items) != len(atom.entries):
            different.append(path)

    assert different == []


def test_it_says_what_it_is_and_where_it_lies(feeds: dict[str, bytes]) -> None:
    """By the keys that the format asks for, and in its own language."""
    document = json.loads(feeds["zh-CN/components/login.json"])

    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == "https://status.example.com/zh-CN/components/login.json"
    assert document["home_page_url"] == "https://status.example.com/zh-CN/components/login/"
    assert document["language"] == "zh-CN"
    assert all(item["tags"] for item in document["items"])


def test_it_names_the_hub(tmp_path: Path) -> None:
    """For readers that are told of news instead of asking."""
    yml = "name: X\nurl: https://x.org\ntimezone: UTC\nhub: https://hub.x.org/\n"
    snapshot = derive(read(tmp_path, {}, yml), moment("2026-01-23 14:52"))
    files = {one.path: one for one in render(snapshot, tmp_path, load_editions(tmp_path, snapshot.config))}

    feed = jsonfeed.Feed.parse_string(files["updates.json"].render().decode())

    assert [(hub.type, hub.url) for hub in feed.hubs] == [("WebSub", "https://hub.x.org/")]
    assert feed.items == []

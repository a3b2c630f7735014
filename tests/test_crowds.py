"""A site of many components, many of them in trouble: the worst come first, and no sentence becomes a wall."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.pages import LOGIN, Pages, crowded, words

NOW = "2026-01-23 14:36"
STATUSES = ("degraded_performance", "partial_outage", "major_outage")
NAMES = ["login", "orders", *(f"part{number}" for number in range(38))]
TROUBLED = dict(zip(NAMES[10:35], STATUSES * 9, strict=False))


def network(affected: dict[str, str]) -> str:
    """An incident of so many components, the first of which is the least affected."""
    stated = "\n".join(f"  {name}: {status}" for name, status in affected.items())
    return LOGIN.replace("components: {login: major_outage, orders: partial_outage}", f"components:\n{stated}").replace(
        "- components: {orders: operational}\n", ""
    )


@pytest.fixture
def crowd(tmp_path: Path) -> Pages:
    """Forty components in six groups, 25 of them affected."""
    sizes = {"A": 7, "B": 6, "C": 7, "D": 6, "E": 8, "F": 6}
    return Pages(tmp_path, {"incidents/login.md": network(TROUBLED)}, crowded(sizes))


def test_what_is_not_operational_stands_above_all_components_the_worst_first(crowd: Pages) -> None:
    """Each by its name, as a link, in a line for each status; groups stay in the order of their author."""
    page = crowd.page(NOW)
    lines = page.select("#affected li")

    assert [words(line).partition(":")[0] for line in lines] == [
        "Major outage",
        "Partial outage",
        "Degraded performance",
    ]
    assert [one.get_text() for line in lines for one in line.select("a")] == [
        name.title() for status in reversed(STATUSES) for name, its in TROUBLED.items() if its == status
    ]
    assert [words(group) for group in page.select("details h3")] == list("ABCDEF")


def test_where_all_is_well_nothing_stands_above_the_components(crowd: Pages) -> None:
    """The place is there for when the clock changes that."""
    assert crowd.page("2026-01-23 14:34").select_one("#affected").has_attr("hidden")


def test_few_components_are_seen_without_a_list_of_the_affected(tmp_path: Path) -> None:
    """Below ten they are all in sight."""
    few = Pages(tmp_path, {"incidents/login.md": LOGIN}, crowded({"A": 9}))
    assert few.page(NOW).select_one("#affected") is None


def test_a_card_names_a_few_of_many_components_and_counts_the_others(crowd: Pages) -> None:
    """Its incident's page names them all."""
    card, facts = crowd.page(NOW).select_one("#incidents"), crowd.page(NOW, "incidents/login/").select_one("#facts")

    assert [words(line) for line in card.select(".states li")] == [
        "Major outage: Part10, Part13, Part16, Part19, Part22, and 3 more",
        "Partial outage: Part9, Part12, Part15, Part18, Part21, and 3 more",
        "Degraded performance: Part8, Part11, Part14, Part17, Part20, and 4 more",
    ]
    assert len(facts.select(".states a")) == len(TROUBLED)


def test_a_line_of_a_list_counts_what_it_does_not_name(crowd: Pages) -> None:
    """The worst are named."""
    assert "Part10, Part13, Part16, Part19, Part22, and 20 more" in crowd.says(NOW, "history/2026-01/")


@pytest.mark.parametrize(("number", "shown"), [(6, "Login"), (7, "and 2 more")])
def test_as_many_as_a_sentence_holds_are_named_in_full(tmp_path: Path, number: int, shown: str) -> None:
    """Six are; of seven, five and the count of the others."""
    affected = dict.fromkeys(NAMES[:number], "partial_outage")
    pages = Pages(tmp_path, {"incidents/login.md": network(affected)}, crowded({"A": 9}))
    said = pages.says(NOW, "history/2026-01/")

    assert shown in said
    assert ("more" in said) is (number == 7)
    assert ("Part3" in said) is (number == 6)

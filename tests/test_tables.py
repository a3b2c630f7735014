"""The tables of the tests themselves: a row that fails is seen, wherever it stands, and named."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import Folder
from support.tables import rows


def test_every_row_is_tried_and_each_that_fails_is_named() -> None:
    """Also after another has failed, whatever it raises; with its own words."""

    @rows(("given", "square"), [(1, 1), (2, 5), (3, 9), ("4", 16), (5, 26)])
    def test(given: int, square: int) -> None:
        assert given * given == square

    with pytest.raises(ExceptionGroup) as caught:
        test()

    assert caught.value.message == "3 of 5 rows: 2, 5 | '4', 16 | 5, 26"
    assert [type(error) for error in caught.value.exceptions] == [AssertionError, TypeError, AssertionError]
    assert "(2 * 2) == 5" in str(caught.value.exceptions[0])


def test_what_was_expected_to_be_raised_and_was_not_is_a_failure() -> None:
    """Failures of pytest are exceptions of another kind."""

    @rows("text", ["1", "x"], ids=["digit", "letter"])
    def test(text: str) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            int(text)

    with pytest.raises(BaseExceptionGroup, match="1 of 2 rows: digit"):
        test()


@rows("number", [1, 2, 3])
def test_a_row_has_a_folder_and_a_site_of_its_own(number: int, site: Folder, tmp_path: Path) -> None:
    """What one writes, the next does not find."""
    assert list(tmp_path.iterdir()) == [site.root]
    assert list((site.root / "content").iterdir()) == []

    site.write("content/incidents/a.md", "")


def test_a_table_without_rows_is_a_mistake() -> None:
    """A claim about nothing would always hold."""
    with pytest.raises(AssertionError, match="a table has rows"):
        rows("x", [])(lambda x: None)

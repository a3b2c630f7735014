"""Bodies that are made of whatever could confuse a reader of Markdown: marks of all kinds, at all depths."""

from __future__ import annotations

from hypothesis import strategies as st

INDENTATIONS = ("", "", "", " ", "  ", "   ", "    ", "      ", "\t")
LISTS = ("- ", "* ", "1. ", "10) ", "-     ", "> ", ">")
NOTE = "[^1]: "
FENCES = ("```", "````", "~~~", "~~~~", "``` x", "```x`", "~~~ `")
RULES = ("---", "===", "-", "=", "***", "|---|---|", ":-")
UPDATES = ("## 2026-01-23 14:50 resolved", "## 2026-01-23 14:51 update: a|")
HEADINGS = ("# a", "## b", "### c #", "#", "##", "####", "#a", *UPDATES)
LINKS = ("[^1]", "[a]: /b", "[a]:", "[a]", "'t", "t'")
WORDS = ("", "", "words", "字", "| a | b |", "a|", "`", "``", "`x`", "\\", "  ", *LINKS)
COMMENTS = ("<!--", "-->", "<!-- x -->", "<!-- `", "<!-->", "\\<!--")
NEARLY = (
    "eta: 15:00",
    "status: resolved",
    "login: operational",
    "下次更新：15:10",
    "2026-01-23 14:50 resolved",
    "<!— x",
    "＜!-- x",
    "https://a.b/",
    "[x](",
    "![z](y z.png)",
    "![z] (z.png)",
    "<<<<<<< x",
    ">>>>>>> x",
)
"""What the reader takes for a slip, or for something else than words."""


def hostile_lines(starts: st.SearchStrategy[str], middles: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Up to a dozen lines, each of them one of *starts* and a few of *middles*; half of the texts of few kinds."""
    few = st.lists(st.sampled_from(middles), min_size=2, max_size=6, unique=True)
    kinds = st.just(list(middles)) | few
    return kinds.flatmap(
        lambda kind: st.lists(
            st.tuples(starts, st.lists(st.sampled_from(kind), min_size=1, max_size=3).map("".join)).map("".join),
            max_size=12,
        )
    )


def starts(*marks: str) -> st.SearchStrategy[str]:
    """What a line begins with: a few of *marks*, and indentation."""
    return st.lists(st.sampled_from([*INDENTATIONS, *marks]), max_size=3).map("".join)

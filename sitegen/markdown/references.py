"""The targets of links and images in a Markdown text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from sitegen.markdown.parser import target_reader
from sitegen.markdown.simple import FENCE, PIECE, simple_parts


def references(source: str) -> list[tuple[int, str, str]]:
    """The links and images of a Markdown text: line (from 1), `link` or `image`, and the target as written.

    Bare URLs are left out: their scheme is always http, https or mailto.
    """
    if "](" not in source and "]:" not in source and "<" not in source:
        return []
    if simple_parts(source) is not None:
        words = FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), f"\n{source}\n")
        links = [one for one in PIECE.finditer(words) if one["url"]]
        return sorted((words.count("\n", 0, one.start()), "link", one["url"]) for one in links)
    environment: dict[str, Any] = {}
    tokens = target_reader().parse(source, environment)
    found = list(_targets(tokens))
    used = {target for _, _, target in found}
    defined = environment.get("references", {}).values()
    unused = [(one["map"][0] + 1, "link", one["href"]) for one in defined if one["href"] not in used]
    return sorted([*found, *unused])


def _targets(tokens: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    line = 1
    for token in tokens:
        if token.map is not None:
            line = token.map[0] + 1
        if token.type != "inline":
            continue
        within = line
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                within += 1
            elif child.type == "link_open":
                yield within, "link", str(child.attrGet("href"))
            elif child.type == "image":
                yield within, "image", str(child.attrGet("src"))

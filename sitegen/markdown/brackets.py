"""The end of the words of a link, looked for once: a text may have thousands of brackets that nothing closes."""

from __future__ import annotations

from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline


def look_once_for_brackets(parser: MarkdownIt) -> None:
    """Let *parser*, whose links and pictures stay as they are, remember which brackets nothing closes."""
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkLabel=_label_end,
        parseLinkDestination=helpers.parseLinkDestination,
        parseLinkTitle=helpers.parseLinkTitle,
    )


def _label_end(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803, the parser's name
    """The index of the bracket that closes the one at *start*, or -1; with *disableNested* there is no link between."""
    end, closed, depth, before = state.posMax, -1, 1, state.pos
    unclosed: set[tuple[int, int]] = vars(state).setdefault("unclosed", set())
    if (start, end) in unclosed:
        return closed
    state.pos = start + 1
    while state.pos < end:
        place, sign = state.pos, state.src[state.pos]
        if sign == "]":
            depth -= 1
            if not depth:
                closed = place
                break
        state.md.inline.skipToken(state)
        if sign == "[":
            if state.pos == place + 1:
                depth += 1
                # Whatever closes this one would have to close that one first.
                if (place, end) in unclosed:
                    unclosed.add((start, end))
                    break
            elif disableNested:
                break
    else:
        unclosed.add((start, end))
    state.pos = before
    return closed

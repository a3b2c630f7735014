"""The words that stand in our templates until somebody writes their own: no reader may see one.

What `sitegen new` writes as examples takes them from here, and a test holds the READMEs that `sitegen init` writes
beside the content to them. Each is such that nobody would say it of a real incident, so that finding it is no guess.
"""

from __future__ import annotations

WHAT_FAILS = "What people cannot do"
WHAT_WILL_FAIL = "What people cannot do meanwhile"
WHAT_WORKS = "What they can still do"
WHAT_HELPS = "What helps in the meantime, if anything does."
HOW_MANY = "How many people, about"
WHY_IT_IS_DONE = "Why it is done, in a sentence that readers understand."
WHO_WROTE_IT = "The team that wrote it"
WHAT_HAPPENED = "What happened and was not announced at the time"
WHAT_CHANGES = "What changes so that it does not happen again"
WHICH_TEAM = "The team that does it"

_FIELDS = (
    "What readers notice, in a few words",
    "What is done, in a few words",
    WHAT_FAILS,
    WHAT_WILL_FAIL,
    WHAT_WORKS,
    WHAT_HELPS,
    HOW_MANY,
    WHY_IT_IS_DONE,
    WHO_WROTE_IT,
    WHAT_HAPPENED,
    WHAT_CHANGES,
    WHICH_TEAM,
)
_WORDS = (
    "What you know, what you are doing, and that you are sorry.",
    "Leave out what you do not know.",
    "What you have found, and what readers can expect.",
    "What was wrong, in plain words, and what you do about it.",
    "What readers will notice, and what they should do before.",
)
_ELLIPSIS = "…"
"""What stands for the words in the commands that we propose."""
SLUG_PLACEHOLDER = "a-few-words"
"""What stands for the words in the name of a new file."""
OWN_WORDS = "Write what readers should know, or delete it."


def _plain(text: str) -> str:
    return text.casefold().rstrip(" .")


_KNOWN = frozenset(map(_plain, (*_FIELDS, _ELLIPSIS)))


def is_placeholder(text: str) -> bool:
    """Whether the text of a field is that of a template, whatever its case and its full stop."""
    return _plain(text) in _KNOWN


def placeholder_in(body: str) -> tuple[int, str] | None:
    """The first words of a template in the *body* of an update, with their line, counted from 1; None without any."""
    if body.strip() == _ELLIPSIS:
        return 1, _ELLIPSIS
    found = min(((at, words) for words in _WORDS if (at := body.find(words)) >= 0), default=None)
    return None if found is None else (body.count("\n", 0, found[0]) + 1, found[1])

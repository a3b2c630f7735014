"""What may be said of a fault in a brief: where it is and what was expected, but nothing that stands there.

Logs and annotations may be public where the brief is not. The readers of content quote what they found, and some
hints repeat it, so a problem is let through sentence by sentence: only the ones below, which hold no word of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sitegen.internal.forms import BRIEF_FORMS
from sitegen.problems import ContentError, Problem
from sitegen.read.vocabulary import normal_key

_KEYS = frozenset(name for form in BRIEF_FORMS for name in form.model_fields)
_PLACES = frozenset(("heading", "title", "link", "image"))
"""What a problem names in the place of a key."""

_EXPECTED = """\
'## YYYY-MM-DD HH:MM'
'## YYYY-MM-DD HH:MM', or ### inside an update
'---' as the first line
'---' to end the front matter
--> to close this comment
<!-- to open a comment
UTF-8
UTF-8 without a byte order mark
Z, UTC or an offset as the zone
``` to close this code block
~~~ to close this code block
`key: value`
`key: value` as in the lines above
`key: value` lines
a blank line after the fields
a closing bracket for the one that opens here
a closing quote for the one that opens here
a day that exists
a field
a field in each item, `- key: value`
a file
a file of this site
a file that can be read
a key that is known here
a language tag such as en or zh-CN
a link as [words](address)
a list
a note of the original
a note's heading before any words
a picture as ![words](name.png)
a port from 1 to 65535
a text
a text of one line
a text without ': ' or in quotes
a time from 00:00 to 23:59
a time up to now
a translation into another language
a word as the key
a year from 1970 to 2999
all items of a list in one column
an address that begins with https://
an escape that YAML knows
an offset from -12:00 to +14:00
another indentation
at most {n} bytes
at most {n} characters
at most {n} faults
at most {n} levels of nesting
at most {n} lists, or {n} quotes, nested
at most {n} updates
each field once in an update
each key once
fields only directly under the heading
front matter of `key: value` lines
half-width punctuation
lines that end in LF
no code among the fields
no comment in the title of a link
no text, as in the original
no title, as in the original
no underlined heading
none, as in the original
{n} items as in the original
{n} item as in the original
nothing after a closing quote
nothing between the time and a colon
one YAML document
one item a line
one text
plain keys
plain spaces
plain values
quotes around a text that begins with this sign
spaces
text
text that is kept
the comment with less indentation
two hexadecimal digits after each % of an address
updates in order of time
"""
"""What a message says after `expected`, one a line, with {n} for a number."""

_FOUND = """\
{n}
CR
UTF-16
a YAML anchor or alias (& or *)
a YAML merge
a YAML tag (!)
a list
a list in brackets
a mapping
a symbolic link that leads nowhere
a symbolic link that leads out of it
a tab
a text
an empty file
an empty line
another <!-- in line {n}
it again
it again; first in line {n}
more
none
none of this time
nothing
one
one into that of the original
several lines
the start of another
"""
"""What a message says after `found`; whatever else was found is `something else`."""

_HINTS = """\
A comma would cut an item in two.
A file is either oldest first or newest first.
A note begins with a line such as: ## 2026-01-23 14:35
A note has no status.
A text that begins with [ or { must be put in quotes.
A text that begins with this sign must be put in quotes.
A text that contains ': ', or begins with [ or {, must be put in quotes.
A title follows behind a colon.
Align keys or items of the same level.
An item of a list begins with '- '.
Are the year and the month right?
Begin a list of prose with another bullet, * for -.
Begin each field with '- '.
Begin the line with '## '.
Begin the line with '- '.
Begin the line with exactly '## '.
Close it in this line.
Close it with ``` on a line of its own, not indented.
Close it with ~~~ on a line of its own, not indented.
Delete it, or retype the line.
Delete the invisible characters before ##.
Delete the invisible characters.
Delete this line.
Fix these first; the others are reported next time.
Front matter goes at the top of the file, between two lines of ---.
Hours are 00 to 23, without am and pm.
In single quotes a backslash is a backslash.
Indent or quote its lines and its end as its beginning.
Keep the correct side, and delete git's markers.
Leave a blank line below it: the next line makes it the head of a table.
Leave the value out, or put it in quotes if you mean the word.
Midnight is 00:00 of the next day.
Put a blank line before the text, and do not indent it.
Put a blank line before the text.
Put a comment between <!-- and -->.
Put a space after ##.
Put a space after the colon.
Put nothing between ] and (.
Put the whole value in quotes of the kind that it does not contain.
Put the whole value in quotes, or the comment on a separate line.
Put the whole value in quotes.
Readers do not see deeper levels.
Readers do not see text in a comment.
Retype it with the space bar.
Save the file as UTF-8, not “with BOM”.
Save the file as UTF-8.
Set your editor to LF; with `* text=auto eol=lf` in .gitattributes, git does it for you.
The day is missing.
The language of an original is the site's first, or `lang` in its front matter.
The time of day is missing.
Type # half-width.
Type ( and ) half-width.
Type <, ! and the dashes half-width, or readers see the comment.
Type a half-width colon and a space after the key.
Type digits and punctuation half-width: 2026-01-23 14:35.
Type plain spaces.
Type two plain dashes after <!, or readers see the comment.
Under one key there are either keys or items, not both.
Until this is fixed, the original is shown.
Use ### for a heading, <!-- --> for a comment.
Use ### for a heading, or leave a blank line above a rule.
Write a text on one line, or indent the lines that continue it by {n} spaces.
Write an offset, for example +08:00 or -06:00.
Write month and day with two digits.
Write one item a line, each after '- '.
Write seconds as :SS or :SS.mmm.
Write the address and the title on one line.
Write the day as YYYY-MM-DD.
Write the hour with two digits, 00 to 23.
Write the time as HH:MM.
Write the time without brackets.
Write the year with four digits.
Write the zone as Z, UTC or an offset such as +08:00.
YAML does not allow tabs here.
YAML knows only , : [ ] { and }.
YAML would add it to the text of the line above.
"""
"""The sentences of hints, beside those of the forms."""


def _patterns(lines: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(line).replace(r"\{n\}", r"[\d,]+") for line in lines))


_CLOCKS = r"a time that (?:comes once|exists) in [A-Za-z0-9_/+-]+"
_KNOWN_KEYS = r"Known keys are [a-z_ ,]+; keys that begin with x- are ignored\."
_ZONE = r"Times without a zone are in [A-Za-z0-9_/+-]+\."
_EXPECTED_PATTERN = re.compile(f"{_patterns(_EXPECTED.splitlines()).pattern}|{_CLOCKS}")
_FOUND_PATTERN = _patterns(_FOUND.splitlines())
_FORM_HINTS = frozenset(hint for form in BRIEF_FORMS for hint in form.hints.values())
_HINT_PATTERN = re.compile(f"{_patterns(_HINTS.splitlines()).pattern}|{_KNOWN_KEYS}|{_ZONE}")
_FIELD = re.compile("'- (.*): …' for a field")
_SIGN = re.compile(r"(?<=quotes around a text that begins with ).")
"""It is the first of the text."""


def discreet(problem: Problem) -> Problem:
    """A problem of a brief without anything that may be a word of it."""
    said = _SIGN.sub("this sign", problem.message.removeprefix("expected "))
    expected, _, found = said.replace(", found: ", ", found ", 1).partition(", found ")
    message = "expected another form, found this one"
    named = _FIELD.fullmatch(expected)
    if _EXPECTED_PATTERN.fullmatch(expected) or (named and normal_key(named[1]) in _KEYS):
        expected = expected.replace("updates", "notes").replace("an update", "a note")
        message = f"expected {expected}, found {found if _FOUND_PATTERN.fullmatch(found) else 'something else'}"
    hints = [hint for hint in _sentences(problem.hint) if _may_be_said(hint)]
    return replace(problem, field=_key(problem.field), message=message, hint=" ".join(hints))


def _sentences(hint: str) -> list[str]:
    return [hint] if hint in _FORM_HINTS else re.split(r"(?<=[.?])\s+", hint)


def _may_be_said(hint: str) -> bool:
    meant = re.fullmatch("Did you mean '(.*)'\\?", hint)
    if meant:
        return normal_key(meant[1]) in _KEYS
    return hint in _FORM_HINTS or _HINT_PATTERN.fullmatch(hint) is not None


def _key(shown: str) -> str:
    """The key that a problem names, where it is one of ours, with the number of the item."""
    key = re.sub(r"\[\d+\]", "", shown)
    return shown if normal_key(key) in _KEYS or key in _PLACES else ""


@contextmanager
def without_words() -> Iterator[None]:
    """Whatever is raised inside is raised with its place, but without its message, which may quote a brief."""
    try:
        yield
    except ContentError as error:
        hint = "What it says is not shown, since it may quote a brief. Try it without --internal."
        raise ContentError(
            replace(one, message="this template is wrong", hint=hint) for one in error.problems
        ) from None
    except Exception as error:
        bare = RuntimeError(f"{type(error).__name__}, on a brief, whose words are not shown")
        raise bare.with_traceback(error.__traceback__) from None

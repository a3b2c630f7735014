"""No slip of one key makes silent prose of a heading or a field; and prose that is near to one is let be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st
from support.tables import rows

from sitegen.authoring.compose import update_block
from sitegen.importers.escaping import escape_prose, guard_body
from sitegen.model import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Status
from sitegen.problems import Problems
from sitegen.read.body import UpdateBlock, split_updates
from sitegen.read.field_lists import FIELDS
from sitegen.read.lines import body_lines
from sitegen.read.slips import Slip, slip_of

KEYS = "#*-_.:;, \t\n\u00a0\u3000aE1０Ｔ：；／＃｜、。—’/>~\\`|=+'[({%"
"""Signs of keys, also with Shift and by a Chinese input method, Tab and Enter among them."""
AT = datetime(2026, 1, 23, 6, 35, tzinfo=UTC)
NOTICE: Sequence[Status] = (Status.UPDATE,)


WITH_SHIFT = (
    str.maketrans("1234567890-;=,./'", '!@#$%^&*()_:+<>?"'),
    str.maketrans("#1234567890-.,+", "'!\"§$%&/()=_:;*"),
)
"""What Shift makes of a key, on an American and on a German keyboard."""
WITHOUT_SHIFT = tuple({sign: key for key, sign in keys.items()} for keys in WITH_SHIFT)


def slips(text: str) -> Iterator[str]:
    """What one key makes of *text*: one too many, another, one too few, one held, or two near each other swapped."""
    for place in range(len(text) + 1):
        before, rest = text[:place], text[place:]
        for key in KEYS:
            yield before + key + rest
            yield before + key + rest[1:]
        yield before + rest[1:]
        yield before + rest[:1] * 12 + rest[1:]
        yield before + rest[1:2] + rest[:1] + rest[2:]


def slips_of_a_hand(text: str) -> Iterator[str]:
    """What a hand makes of *text*: Shift held too long or too short, or signs swapped that are not neighbours."""
    for place in range(len(text)):
        for keys in (*WITH_SHIFT, *WITHOUT_SHIFT):
            for end in range(place + 1, min(place + 4, len(text)) + 1):
                yield text[:place] + text[place:end].translate(keys) + text[end:]
        for other in range(place + 2, min(place + 6, len(text))):
            between = text[place + 1 : other]
            yield text[:place] + text[other] + between + text[place] + text[other + 1 :]


def split(text: str, statuses: Sequence[Status], *, translation: bool = False) -> tuple[list[UpdateBlock], Problems]:
    """The updates in *text*, and what is said about it."""
    problems = Problems()
    lines = body_lines(text, 1, "a.md", problems)
    return split_updates(lines, "a.md", statuses, problems, translation=translation), problems


# --- headings ------------------------------------------------------------------------------------------------


@rows(
    ("heading", "statuses", "translation"),
    [
        ("## 2026-01-23 15:10 resolved", INCIDENT_STATUSES, False),
        ("## 2026-01-23 15:10 update: It is back", INCIDENT_STATUSES, False),
        ("## 2026-01-23T15:10Z monitoring", INCIDENT_STATUSES, False),
        ("## 2026-01-23 15:10 +08:00 identified", INCIDENT_STATUSES, False),
        ("## 2026-01-23 15:10:05.125 UTC update：再次出现", INCIDENT_STATUSES, False),
        ("## 2026-01-23 15:10 in-progress", MAINTENANCE_STATUSES, False),
        ("##  2026-01-23  15:10  completed ##", MAINTENANCE_STATUSES, False),
        ("## 2026-01-23 15:10", INCIDENT_STATUSES, True),
        ("## 2026-01-23 15:10 -0330：再次出现", INCIDENT_STATUSES, True),
        ("## 2026-01-23 15:10", NOTICE, True),
        ("## 2026-01-23 15:10: What we did", (), True),
    ],
)
def test_no_slip_of_one_key_makes_prose_of_a_heading(
    heading: str, statuses: Sequence[Status], translation: bool
) -> None:
    """It is a heading still, or a problem, wherever the slip is."""
    first = " ".join(["## 2026-01-22 14:35", *statuses[:1]])
    silent = set()
    for line in (*slips(heading), *slips_of_a_hand(heading)):
        blocks, problems = split(f"{first}\n\nWe look.\n\n{line}\n\nIt works.\n", statuses, translation=translation)
        if len(blocks) < 2 and not problems.found:
            silent.add(line)

    assert silent == set()


@rows(
    "heading",
    [
        "2026-01-23 15:10 resolved:",
        "**2026-01-23 15:10 resolved**:",
        "33 2026-01-23 15:10 resolved:",
        "+# 2026-01-23 15:10 resolved:",
        "|## 2026-01-23 15:10 resolved: a | b",
    ],
)
def test_what_follows_on_a_long_line_does_not_matter_for_its_beginning(heading: str) -> None:
    """A title may have been joined with all that is below it."""
    _, problems = split(f"## 2026-01-22 14:35 investigating\n\n{heading}{' We look.' * 500}\n", INCIDENT_STATUSES)

    assert [problem.line for problem in problems.found] == [3]


@rows(
    "above",
    ["| a | b |", "We look.\\", "We look.", "- We look.", "> We look.", "We `look`.", f"{'We look. ' * 500}And so on."],
)
def test_a_heading_that_has_come_behind_the_words_above_is_a_problem(above: str) -> None:
    """The line end between them is a key like any other."""
    _, problems = split(
        f"## 2026-01-22 14:35 investigating\n\n{above}## 2026-01-23 15:10 resolved\n", INCIDENT_STATUSES
    )

    assert [problem.line for problem in problems.found] == [3]


# --- fields --------------------------------------------------------------------------------------------------

TEXTS = ("workaround", "not working", "scope")
"""The fields among those below whose value is prose."""


@rows(
    ("field", "statuses"),
    [
        ("- next update: 14:50", INCIDENT_STATUSES),
        ("- next_update: +15m", INCIDENT_STATUSES),
        ("- Next update：14:50", INCIDENT_STATUSES),
        ("* eta: 15:00", INCIDENT_STATUSES),
        ("- ended: 2026-02-01 05:00", INCIDENT_STATUSES),
        ("- end: 2026-02-01 05:00", MAINTENANCE_STATUSES),
        ("- start: 2026-02-01 02:00", MAINTENANCE_STATUSES),
        ("- progress: 70%", INCIDENT_STATUSES),
        ("- impact: minor", INCIDENT_STATUSES),
        ("- notify: no", INCIDENT_STATUSES),
        ("- was: 14:53", INCIDENT_STATUSES),
        ("- id: n1zlm2bc6q4n", INCIDENT_STATUSES),
        ("- components: {orders: operational}", INCIDENT_STATUSES),
        ("- workaround: Stay signed in.", INCIDENT_STATUSES),
        ("- not working:\n    - Signing in", INCIDENT_STATUSES),
        ("- scope:\n    users: all", INCIDENT_STATUSES),
    ],
)
def test_no_slip_of_one_key_makes_prose_of_a_field(field: str, statuses: Sequence[Status]) -> None:
    """Be it the only field of an update: what says that it is prose is a backslash before its colon alone.

    Before the name of a field in words `A`, a number and `>` are prose too, as are a comma behind it, and brackets.
    """
    first = f"## 2026-01-22 14:35 {statuses[0]}\n\nWe look.\n\n## 2026-01-23 15:10 update\n\n"
    prose = {field.replace(sign, f"\\{sign}", 1) for sign in ":："}
    if any(field.startswith(f"- {name}") for name in TEXTS):
        prose |= {f"{sign}{field[1:]}" for sign in "a1>"}
        prose |= {field.replace(":", sign, 1) for sign in ",、"}
    silent = set()
    for line in (*slips(field), *slips_of_a_hand(field)):
        blocks, problems = split(f"{first}{line}\n\nMore words.\n", statuses)
        if not problems.found and blocks[1].fields is None:
            silent.add(line)

    assert silent <= prose


@rows(
    "words",
    [
        "A workaround: stay signed in.",
        "- Workaround, if any: stay signed in",
        "- End users see an error",
        "- scope of the failure: all of Europe",
        "- impact on users is small",
        "- AWS: [its status](https://status.example.com)",
        "- X posts: paused",
        "- X (Twitter): we post there",
        "- x-ray scanners: broken",
        "- e-mail: late",
        "- *audience*: everybody",
        "2 endpoints: the old one and the new one",
        "⚠ Impact: all users",
        "> Impact: all users",
        "- `eta: 15:00` is a field",
        "(workaround: stay signed in)",
        "- Impact of it: none",
        "#1 of 2026-01-23 is what we follow.",
        "See `## 2026-01-23 15:10 resolved`, or\n\n|## 2026-01-23 15:10 resolved | a heading |",
        "- 2026-01-23 15:10 we restarted it",
        "-- 2026-01-23 15:10 Jane",
        "- Workarounds we tried: none",
        "- X-ray rooms are closed: until noon",
        "- Xbox: 30%",
        "- EU-West: 30%",
        ":tada: It works",
    ],
)
def test_prose_that_is_near_to_a_field_or_a_heading_is_prose(words: str) -> None:
    """A false alarm at three in the morning is a fault, too."""
    [block], problems = split(f"## 2026-01-23 14:35 investigating\n\n{words}\n", INCIDENT_STATUSES)

    assert [str(problem) for problem in problems.found] == []
    assert block.body == words


@rows("line", ["- x-ticketm OPS-1", "* X-Ticket1 OPS-1", "- xx-ticket: OPS-1", "- X-TICKET½ 12"])
def test_a_slip_in_a_field_that_is_free_is_a_problem(line: str) -> None:
    """Its value is meant for a program, and no reader should see it."""
    _, problems = split(f"## 2026-01-23 14:35 investigating\n\n{line}\n\nMore words.\n", INCIDENT_STATUSES)

    assert [problem.line for problem in problems.found] == [3]


@example("\\## 2026-01-23 15:10 resolved")
@example("Words.## 2026-01-23 15:10 resolved")
@example("= ended: 15:00")
@example("- progress 10%")
@example("- next\nupdate: 15:00")
@example("what: 7 days")
@given(
    st.one_of(
        st.sampled_from([*slips("## 2026-01-23 15:10 resolved")]),
        st.sampled_from([f"Words.\n\n{line}" for line in slips("## 2026-01-23 15:10 resolved")]),
        st.sampled_from([line for name in FIELDS for line in slips(f"- {name}: 15:00")]),
    )
)
def test_what_is_imported_is_prose_whatever_it_is_near_to(text: str) -> None:
    """An importer escapes what would be taken for a slip."""
    for body in (escape_prose(text), guard_body(text)):
        for fields in ({}, {"scope": {"users": "all"}}):
            update = update_block(AT, "investigating", fields=fields, body=body)
            blocks, problems = split(update, INCIDENT_STATUSES)

            assert [str(problem) for problem in problems.found] == []
            assert len(blocks) == 1


# --- one key -------------------------------------------------------------------------------------------------


@rows(
    ("text", "slip"),
    [
        ("- eta: x", Slip(6, 6)),
        ("-eta: x", Slip(1, 5)),
        ("- eeta: x", Slip(3, 7)),
        ("- xta: x", Slip(2, 6)),
        ("-e ta: x", Slip(1, 6)),
        ("- eta x", Slip(5, 6)),
        ("- eta;: x", Slip(5, 7)),
        ("- eta", Slip(5, 5)),
        ("-- beta: x", None),
        ("eta: x", None),
        ("", None),
    ],
)
def test_a_slip_is_where_the_text_begins_to_differ(text: str, slip: Slip | None) -> None:
    """It has the place of the first difference, and the end of what stands for the beginning that was meant."""
    assert slip_of(text, "- eta:") == slip


@given(st.text("ab-: ", max_size=8), st.data())
def test_every_slip_of_one_key_is_found(meant: str, data: st.DataObject) -> None:
    """Whatever was meant, what one key makes of it is at most one key away."""
    slipped = data.draw(st.sampled_from([*slips(meant)]))

    assert slip_of(slipped, meant) is not None

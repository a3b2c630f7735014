"""One module a rule; `RULES` is the list of them, in the order of docs/wording.md."""

from sitegen.wording.hits import Rule
from sitegen.wording.rules import (
    blame,
    contradiction,
    cover,
    empty,
    jargon,
    leak,
    no_apology,
    no_contact,
    no_when,
    no_working,
    overpromise,
    soon,
    undated,
    vague,
)

RULES: tuple[Rule, ...] = (
    vague.RULE,
    cover.RULE,
    jargon.RULE,
    blame.RULE,
    overpromise.RULE,
    soon.RULE,
    empty.RULE,
    leak.RULE,
    no_when.RULE,
    no_working.RULE,
    no_apology.RULE,
    no_contact.RULE,
    undated.RULE,
    contradiction.RULE,
)

"""Every kind of slip in a brief, each with a word that nobody may see, and exactly what is said of it."""

from __future__ import annotations

SECRET = "Xyzzyx"
"""It stands wherever a slip has a value, a name or a word."""

SLIPS: dict[str, tuple[str | bytes, str]] = {
    "an unknown key": (
        "---\ncomander: Xyzzyx\n---\n",
        ":2: expected a key that is known here, found something else\n    Did you mean 'commander'?",
    ),
    "a key of content": (
        "---\ntitle: Xyzzyx\n---\n",
        ":2: title: expected a key that is known here, found something else\n"
        "    It is for everybody, so it goes in the content file of the incident or the maintenance.",
    ),
    "a key in Chinese": (
        "---\n指挥官: Xyzzyx\n---\n",
        ":2: expected a key that is known here, found something else\n    Use `commander`.",
    ),
    "a field of a note": (
        "---\ndone: [Xyzzyx]\n---\n",
        ":2: done: expected a key that is known here, found something else\n"
        "    It is a field of a note, below a heading such as ## 2026-01-23 14:50",
    ),
    "a text for a list": (
        "---\non_call: Xyzzyx\n---\n",
        ":2: on_call: expected a list, found something else\n    Write one item a line, each after '- '.",
    ),
    "a list for a text": (
        "---\ncommander: [Xyzzyx, Xyzzyx]\n---\n",
        ":2: commander: expected a text, found a list\n"
        "    A text that contains ': ', or begins with [ or {, must be put in quotes.",
    ),
    "a list in brackets": (
        "---\nbusiness_impact: [Xyzzyx, Xyzzyx]\n---\n",
        ":2: business_impact: expected one item a line, found a list in brackets\n"
        "    A comma would cut an item in two.",
    ),
    "a lost channel": (
        "---\nchannel: #Xyzzyx\n---\n",
        ":2: channel: expected text that is kept, found something else\n"
        "    Put the whole value in quotes, or the comment on a separate line.",
    ),
    "an address without a scheme": (
        "---\nmeeting: meet.Xyzzyx.example\n---\n",
        ":2: meeting: expected an address that begins with https://, found something else",
    ),
    "a wrong port": (
        "---\nmeeting: https://Xyzzyx.example:99999/x\n---\n",
        ":2: meeting: expected a port from 1 to 65535, found something else",
    ),
    "half an escape": (
        "---\nmeeting: https://Xyzzyx.example/%4\n---\n",
        ":2: meeting: expected two hexadecimal digits after each % of an address, found something else",
    ),
    "a text too long": (
        f"---\nseverity: {SECRET * 30}\n---\n",
        ":2: severity: expected at most 120 characters, found 180",
    ),
    "several lines": (
        "---\nseverity: |\n  Xyzzyx\n  Xyzzyx\n---\n",
        ":2: severity: expected a text of one line, found several lines",
    ),
    "a word that YAML reads as nothing": (
        "---\nseverity: null\n---\n",
        ":2: severity: expected a text, found something else\n"
        "    Leave the value out, or put it in quotes if you mean the word.",
    ),
    "a colon in a text": (
        "---\ncommander: Xyzzyx: Xyzzyx\n---\n",
        ":2: commander: expected a text without ': ' or in quotes, found something else\n"
        "    Put the whole value in quotes.",
    ),
    "no space after a colon": (
        "---\ncommander:Xyzzyx\n---\n",
        ":2: expected front matter of `key: value` lines, found a text",
    ),
    "an open quote": (
        '---\ncommander: "Xyzzyx\n---\n',
        ":2: commander: expected a closing quote for the one that opens here, found none\n    Close it in this line.",
    ),
    "an open bracket": (
        "---\non_call: [Xyzzyx\n---\n",
        ":2: on_call: expected a closing bracket for the one that opens here, found none\n    Close it in this line.",
    ),
    "a mention": (
        "---\ncommander: @Xyzzyx\n---\n",
        ":2: commander: expected quotes around a text that begins with this sign, found something else",
    ),
    "an anchor": (
        "---\ncommander: &Xyzzyx x\n---\n",
        ":2: commander: expected plain values, found a YAML anchor or alias (& or *)\n"
        "    A text that begins with this sign must be put in quotes.",
    ),
    "a tag": (
        "---\ncommander: !Xyzzyx x\n---\n",
        ":2: commander: expected plain values, found a YAML tag (!)\n"
        "    A text that begins with this sign must be put in quotes.",
    ),
    "a merge": (
        "---\n<<: Xyzzyx\n---\n",
        ":2: expected plain keys, found a YAML merge",
    ),
    "a key twice": (
        "---\ncommander: x\ncommander: Xyzzyx\n---\n",
        ":3: commander: expected each key once, found it again; first in line 2",
    ),
    "a tab": (
        "---\non_call:\n\t- Xyzzyx\n---\n",
        ":3: expected spaces, found a tab\n    YAML does not allow tabs here.",
    ),
    "no front matter": (
        "Xyzzyx\n",
        ":1: expected '---' as the first line, found something else\n"
        "    Front matter goes at the top of the file, between two lines of ---.",
    ),
    "an open front matter": (
        "---\ncommander: Xyzzyx\n## 2026-01-23 14:35\n",
        ":3: expected '---' to end the front matter, found something else\n"
        "    Front matter goes at the top of the file, between two lines of ---.",
    ),
    "front matter that is a list": (
        "---\n- Xyzzyx\n---\n",
        ":2: expected front matter of `key: value` lines, found a list",
    ),
    "words before a note": (
        "---\nseverity: P0\n---\n\nXyzzyx\n",
        ":5: expected a note's heading before any words, found something else\n"
        "    A note begins with a line such as: ## 2026-01-23 14:35",
    ),
    "a status": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35 Xyzzyx\n",
        ":5: expected nothing between the time and a colon, found something else\n"
        "    A note has no status. A title follows behind a colon.",
    ),
    "a day in another form": (
        "---\nseverity: P0\n---\n\n## 23.01.2026 14:35 Xyzzyx\n",
        ":5: heading: expected '## YYYY-MM-DD HH:MM', found something else\n    Write the day as YYYY-MM-DD.",
    ),
    "a time with one digit": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 9:35\n\nXyzzyx\n",
        ":5: heading: expected '## YYYY-MM-DD HH:MM', found something else\n"
        "    Write the hour with two digits, 00 to 23.",
    ),
    "a day that does not exist": (
        "---\nseverity: P0\n---\n\n## 2026-02-30 14:35\n\nXyzzyx\n",
        ":5: heading: expected a day that exists, found something else",
    ),
    "a time that does not exist": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 25:35\n\nXyzzyx\n",
        ":5: heading: expected a time from 00:00 to 23:59, found something else",
    ),
    "a zone with several meanings": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35 CST: Xyzzyx\n",
        ":5: heading: expected Z, UTC or an offset as the zone, found something else\n"
        "    Write an offset, for example +08:00 or -06:00.",
    ),
    "a time without marks": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\nXyzzyx\n\n2026-01-23 14:50\n",
        ":9: heading: expected '## YYYY-MM-DD HH:MM', found something else\n    Begin the line with '## '.",
    ),
    "a heading of another level": (
        "---\nseverity: P0\n---\n\n# Xyzzyx\n",
        ":5: heading: expected '## YYYY-MM-DD HH:MM', or ### inside a note, found something else\n"
        "    Use ### for a heading, <!-- --> for a comment.",
    ),
    "a time ahead of the clock": (
        "---\nseverity: P0\n---\n\n## 2026-01-24 14:35: Xyzzyx\n",
        ":5: heading: expected a time up to now, found something else\n    Times without a zone are in Asia/Shanghai.",
    ),
    "notes out of order": (
        "---\n---\n\n## 2026-01-23 14:35: x\n\n## 2026-01-23 14:50: x\n\n## 2026-01-23 14:40: Xyzzyx\n",
        ":8: heading: expected notes in order of time, found something else\n"
        "    A file is either oldest first or newest first.",
    ),
    "an unknown field": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- doign: [Xyzzyx]\n",
        ":7: expected a key that is known here, found something else\n    Did you mean 'doing'?",
    ),
    "a field in Chinese": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- 下一步：Xyzzyx\n",
        ":7: expected a key that is known here, found something else\n    Use `next`.",
    ),
    "a public field": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- eta: Xyzzyx\n",
        ":7: expected a key that is known here, found something else\n"
        "    It is for everybody, so it goes in the content file of the incident or the maintenance.",
    ),
    "a field twice": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- owner: x\n- owner: Xyzzyx\n",
        ":8: owner: expected each field once in a note, found it again",
    ),
    "a field below the text": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\nXyzzyx\n\n- done:\n    - Xyzzyx\n",
        ":9: done: expected fields only directly under the heading, found something else",
    ),
    "a field without a dash": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n1. owner: 2026\n\nXyzzyx\n",
        ":7: owner: expected '- owner: …' for a field, found something else",
    ),
    "several fields in one": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- owner: Xyzzyx\n  done: Xyzzyx\n",
        ":7: expected a field in each item, `- key: value`, found something else\n    Begin each field with '- '.",
    ),
    "no field": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- owner: x\n- Xyzzyx\n",
        ":8: expected a field in each item, `- key: value`, found something else\n"
        "    Begin a list of prose with another bullet, * for -.",
    ),
    "no blank line": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- owner: x\nXyzzyx\n",
        ":8: expected a blank line after the fields, found something else\n    Put a blank line before the text.",
    ),
    "code among the fields": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- done:\n    ```\n    Xyzzyx\n    ```\n",
        ":8: expected no code among the fields, found something else\n"
        "    Put a blank line before the text, and do not indent it.",
    ),
    "an open fence": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n```\nXyzzyx\n",
        ":7: expected ``` to close this code block, found none\n"
        "    Close it with ``` on a line of its own, not indented.",
    ),
    "an open comment": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n<!-- Xyzzyx\n",
        ":7: expected --> to close this comment, found none\n    Readers do not see text in a comment.",
    ),
    "a comment with other dashes": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n<!— Xyzzyx —>\n",
        ":7: expected <!-- to open a comment, found something else\n"
        "    Type two plain dashes after <!, or readers see the comment.",
    ),
    "a link with wide brackets": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n[Xyzzyx]（https://Xyzzyx.example）\n",
        ":7: link: expected a link as [words](address), found something else\n    Type ( and ) half-width.",
    ),
    "an underlined heading": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\nXyzzyx\n===\n",
        ":7: heading: expected no underlined heading, found something else\n"
        "    Use ### for a heading, or leave a blank line above a rule.",
    ),
    "a merge conflict": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n<<<<<<< Xyzzyx\n",
        ":7: expected one text, found something else\n    Keep the correct side, and delete git's markers.",
    ),
    "an invisible character": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\nXyzzyx\u202e\n",
        ":7: expected text, found something else\n    Delete it, or retype the line.",
    ),
    "a mapping for a text": (
        "---\nseverity: {a: Xyzzyx}\n---\n",
        ":2: severity: expected a text, found a mapping\n"
        "    A text that contains ': ', or begins with [ or {, must be put in quotes.",
    ),
    "a field that begins as a quote": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n> - owner: Xyzzyx\n",
        ":7: owner: expected '- owner: …' for a field, found something else",
    ),
    "a field with another bullet": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n•owner: Xyzzyx\n",
        ":7: owner: expected '- owner: …' for a field, found something else",
    ),
    "a comment among the fields": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n- owner: x\n  #Xyzzyx\n",
        ":8: expected a field, found something else\n    Put a comment between <!-- and -->.",
    ),
    "a heading without a day": (
        "---\nseverity: P0\n---\n\n## Xyzzyx 14:3\n",
        ":5: heading: expected '## YYYY-MM-DD HH:MM', or ### inside a note, found something else\n"
        "    Use ### for a heading, <!-- --> for a comment.",
    ),
    "half a day": (
        "---\nseverity: P0\n---\n\n## Xyzzyx 2026-1\n",
        ":5: heading: expected '## YYYY-MM-DD HH:MM', found something else\n"
        "    A note begins with a line such as: ## 2026-01-23 14:35",
    ),
    "a field without a space": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n-owner: Xyzzyx\n",
        ":7: owner: expected '- owner: …' for a field, found something else\n    Begin the line with '- '.",
    ),
    "a fence of tildes": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n~~~\nXyzzyx\n",
        ":7: expected ~~~ to close this code block, found none\n"
        "    Close it with ~~~ on a line of its own, not indented.",
    ),
    "a time that the clocks skip": (
        "---\nseverity: P0\n---\n\n## 1990-04-15 02:30: Xyzzyx\n",
        ":5: heading: expected a time that exists in Asia/Shanghai, found something else",
    ),
    "a time that comes twice": (
        "---\nseverity: P0\n---\n\n## 1990-09-16 01:30: Xyzzyx\n",
        ":5: heading: expected a time that comes once in Asia/Shanghai, found something else",
    ),
    "another encoding": (
        b"---\nseverity: Xyzzyx\xe9\n---\n",
        ":2: expected UTF-8, found something else\n    Save the file as UTF-8.",
    ),
    "sixteen bits": (
        "---\nseverity: Xyzzyx\n---\n".encode("utf-16"),
        ":1: expected UTF-8, found UTF-16\n    Save the file as UTF-8.",
    ),
    "a byte order mark": (
        b"\xef\xbb\xbf---\nseverity: Xyzzyx\n---\n",
        ":1: expected UTF-8 without a byte order mark, found one\n    Save the file as UTF-8, not “with BOM”.",
    ),
    "the ends of lines of Windows": (
        b"---\r\nseverity: Xyzzyx\r\n---\r\n",
        ":1: expected lines that end in LF, found CR\n"
        "    Set your editor to LF; with `* text=auto eol=lf` in .gitattributes, git does it for you.",
    ),
    "a file too large": (
        SECRET * 50_000,
        ": expected at most 250,000 bytes, found 300,000",
    ),
    "a title too long": (
        f"---\nseverity: P0\n---\n\n## 2026-01-23 14:35: {SECRET * 40}\n",
        ":5: title: expected at most 200 characters, found 240",
    ),
    "an empty file": (
        "",
        ":1: expected '---' as the first line, found an empty file\n"
        "    Front matter goes at the top of the file, between two lines of ---.",
    ),
    "a language as others write it": (
        "---\nlang: Xyzzyx_zh\n---\n",
        ":2: lang: expected a language tag such as en or zh-CN, found something else",
    ),
    "a sign after a closing quote": (
        '---\nseverity: "Xyzzyx" Xyzzyx\n---\n',
        ":2: severity: expected nothing after a closing quote, found something else\n"
        "    Put the whole value in quotes of the kind that it does not contain.",
    ),
    "an unknown escape": (
        '---\nseverity: "\\Xyzzyx"\n---\n',
        ":2: severity: expected an escape that YAML knows, found something else\n"
        "    In single quotes a backslash is a backslash.",
    ),
    "a wide colon": (
        "---\ncommander：Xyzzyx\n---\n",
        ":2: expected front matter of `key: value` lines, found a text",
    ),
    "wide brackets": (
        "---\non_call: ［Xyzzyx］\n---\n",
        ":2: on_call: expected a list, found something else\n    Write one item a line, each after '- '.",
    ),
    "items and keys under one key": (
        "---\non_call:\n  a: Xyzzyx\n  - Xyzzyx\n---\n",
        ":4: expected `key: value` as in the lines above, found something else\n"
        "    Under one key there are either keys or items, not both.",
    ),
    "an item too deep": (
        "---\non_call:\n  - x\n    - Xyzzyx\n---\n",
        ":4: expected all items of a list in one column, found something else\n"
        "    YAML would add it to the text of the line above.",
    ),
    "a text that goes on": (
        "---\ncommander: x\nXyzzyx\n---\n",
        ":3: expected `key: value`, found something else\n"
        "    Write a text on one line, or indent the lines that continue it by 2 spaces.",
    ),
    "two documents": (
        "---\n--- Xyzzyx\n---\n",
        ":2: expected front matter of `key: value` lines, found a text",
    ),
    "a picture": (
        "---\nseverity: P0\n---\n\n## 2026-01-23 14:35\n\n![Xyzzyx] (Xyzzyx.png)\n",
        ":7: image: expected a picture as ![words](name.png), found something else\n    Put nothing between ] and (.",
    ),
    "a heading copied from a chat": (
        "---\nseverity: P0\n---\n\n\u200b## 2026-01-23 14:35: Xyzzyx\n",
        ":5: heading: expected '## YYYY-MM-DD HH:MM', found something else\n"
        "    Delete the invisible characters before ##.",
    ),
}
"""By what it is: the file, and what is said, without the name of the file before its line."""

"""How long it takes to check what nobody writes: a file as large as one may be, made of what costs a parser most."""

from __future__ import annotations

import multiprocessing
import resource
import time
from multiprocessing.connection import Connection
from pathlib import Path

from click.testing import CliRunner
from support.sites import Folder

from sitegen.cli import sitegen

SIZE = 200_000
"""Bytes of a body."""
SECONDS = 6
"""CPU time for one file, which takes a quarter of that at most; what looks at a text again and again takes minutes."""
HEAD = """---
title: Sign-in is failing
components: []
---

## 2026-01-23 14:35 investigating

"""
REPEATED = (
    *"[<*_~`|>#-+\\!&(\"'=^: \n中",
    *("[<", "[*", "<*", "![", "`a``b", "*a_ ", "**a** ", "中**文", "a[^1] ", "[a](b) ", "&#", "\\`", "~~a "),
    *("- a\n", "- a\n* a\n", "> a\n\n", "|a|b|\n|-|-|\n", "a\n=\n", "```\na\n```\n"),
    *("- " * 9 + "a\n", "> " * 18 + "a\n", "- etaa: 15:00\n", "- eta: 15:00\n"),
    *("<!--", "<!-- a -->\n", "- <!-- a -->\n", "`<!-- ", "<a x ", "<span ", "mso-", "mailto:a@b.c "),
    *("https://a.example ", "2026-01-23 14:35" + " " * 980 + "x\n", "## 2026-01-23 14:35 " + "a " * 480 + "!\n\n"),
    *("- 下次更新" + " " * 950 + "x\n", " ABC-123 ", "We hope to fix it soon. "),
    *("\\``", "[a" + "!a" * 17, "> #\na\n", "> - -\n<a]\n"),
    "The database pods crashed because of John Smith. ",
)
"""What a body repeats."""
WHOLE = {
    "footnotes": "".join(f"a[^{number}]\n\n[^{number}]: b\n\n" for number in range(9_000)),
    "rows without cells": "|" + "a|" * 900 + "\n|" + "-|" * 900 + "\n" + "a\n" * 98_000,
    "tables without cells": ("|" + "a|" * 99 + "\n|" + "-|" * 99 + "\n" + "a\n" * 500 + "\n") * 140,
    "lists in lists": "".join("  " * (number % 9) + "- a\n" for number in range(15_000)),
    "ticks of all lengths": "".join("`" * number + "a" for number in range(1, 630)),
    "escaped ticks in a long line": "\\``" * 9_000 + "a" * 170_000 + "<!-- -->",
    "brackets that nothing closes": ("[a" + "!a" * 17) * 4_900,
    "quotes below quotes": ("> - -\n<a]\n" * 2_400) + "a\n\n" * 50,
}


def test_no_file_takes_long_to_check(tmp_path: Path) -> None:
    """Whatever it repeats; a process that takes long is ended, and leaves the file that it was at."""
    bodies = {**{repr(unit): unit * (SIZE // len(unit.encode())) for unit in REPEATED}, **WHOLE}
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_check_each, args=(tmp_path, bodies, theirs))
    child.start()
    theirs.close()
    begun = []
    try:
        while True:
            begun.append(ours.recv())
    except EOFError:
        child.join()

    assert begun[-1] == "all"


def _check_each(root: Path, bodies: dict[str, str], told: Connection) -> None:
    site = Folder(root)
    site.write("site.yml", "name: X\nurl: https://x.example\ntimezone: UTC\nlocales: [en]\ncomponents: []\n")
    for name, text in bodies.items():
        site.write("content/incidents/a.md", HEAD + text.encode()[:SIZE].decode(errors="ignore") + "\n")
        (root / "content/maintenance").mkdir(exist_ok=True)
        told.send(name)
        until = int(time.process_time()) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        checked = CliRunner().invoke(sitegen, ["check", "--site", str(root)])
        assert checked.exit_code in (0, 1), checked.output
    told.send("all")

"""Check the links and pictures in the Markdown of a file, and what was pasted into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sitegen import markdown
from sitegen.model import Image
from sitegen.problems import Problems, quoted
from sitegen.read.pasted import check_pasted
from sitegen.read.pictures import PICTURES, read_picture

MAX_PICTURES, MAX_LINKS, MAX_LINK_CHARACTERS = 100, 500, 200_000
"""In one text; the characters are those of all link targets, each counted as often as it is used.

With ten thousand nested pictures, or as many uses of one long address, a build would take minutes.
"""
PICTURE_FIELD = "image"
"""The field of every problem with a picture."""


class LinkChecker:
    """Checks the texts of one page and collects their pictures."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._images: dict[str, Image] = {}

    @property
    def images(self) -> tuple[Image, ...]:
        """Each picture once, in order of first use."""
        return tuple(self._images.values())

    def check(self, body: str, line_of: Callable[[int], int], path: str, problems: Problems) -> None:
        """Report what is not shown as it was meant; *line_of* maps a line of *body* to one of the file."""
        check_pasted(body, line_of, path, problems)
        addresses = body.count("://") + body.count("mailto:")
        for what, named, most, count in (
            (PICTURE_FIELD, "pictures", MAX_PICTURES, body.count("![")),
            ("link", "addresses", MAX_LINKS, addresses),
        ):
            if count > most:
                message = f"expected at most {most} {named} in one text, found {count:,}"
                problems.error(path, line_of(1), what, message, "Use fewer, or split the text.")
                return
        found = markdown.references(body)
        length = sum(len(target) for _, _, target in found)
        if length > MAX_LINK_CHARACTERS:
            message = f"expected links to at most {MAX_LINK_CHARACTERS:,} characters in all, found {length:,}"
            problems.error(path, line_of(1), "link", message, "Link to it once.")
            return
        for index, what, target in found:
            line = line_of(index)
            if what == "image":
                self._image(target, path, line, problems)
            elif not re.match(r"(?:https?://|mailto:)[^\s/]", target, re.IGNORECASE):
                message = f"expected a link to http, https or mailto, found {quoted(target)}"
                problems.error(path, line, "link", message, "Write the full address.")

    def _image(self, name: str, path: str, line: int, problems: Problems) -> None:
        if name in self._images:
            return
        plain = name.removeprefix("./")
        if "/" in plain or "\\" in plain or "%" in plain or not plain.lower().endswith(PICTURES):
            message = f"expected the name of a picture beside the file, found {quoted(name)}"
            hint = "Put a PNG, JPEG, GIF or WebP beside the file and write its name."
            problems.error(path, line, PICTURE_FIELD, message, hint)
            return
        beside = (PurePosixPath(path).parent / plain).as_posix()
        try:
            picture = read_picture(self._root / beside, beside, self._root)
        except OSError as error:
            picture = f"one that cannot be read ({error.strerror})"
        if isinstance(picture, str):
            message = f"expected a picture named {quoted(plain)} beside the file, found {picture}"
            problems.error(path, line, PICTURE_FIELD, message)
            return
        self._images[name] = replace(picture, name=name)

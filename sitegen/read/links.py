"""The prose of a file: its links lead somewhere safe, its pictures lie beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sitegen import markdown
from sitegen.model import Image
from sitegen.problems import Problems, quoted
from sitegen.read.pictures import PICTURES, read_picture

MOST_PICTURES, MOST_ADDRESSES, LONGEST_ADDRESSES = 100, 500, 200_000
"""In one text: pictures, addresses, and characters of all that links lead to, as often as they do.

With ten thousand pictures in one another, or a long address that is used as often, a build would take minutes.
"""


class LinkChecker:
    """Checks texts that are shown on one page, and keeps the pictures that they show."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._images: dict[str, Image] = {}

    @property
    def images(self) -> tuple[Image, ...]:
        """Every picture once, in the order in which the texts show them."""
        return tuple(self._images.values())

    def check(self, body: str, line_of: Callable[[int], int], path: str, problems: Problems) -> None:
        """Tell of links and pictures that cannot be shown; *line_of* gives the file's line for one of *body*."""
        pictures = body.count("![")
        if pictures > MOST_PICTURES:
            message = f"expected at most {MOST_PICTURES} pictures in one text, found {pictures:,}"
            problems.error(path, line_of(1), "image", message, "Tell it in several texts.")
            return
        addresses = body.count("://") + body.count("mailto:")
        if addresses > MOST_ADDRESSES:
            message = f"expected at most {MOST_ADDRESSES} addresses in one text, found {addresses:,}"
            problems.error(path, line_of(1), "link", message, "Tell it in several texts.")
            return
        found = markdown.references(body)
        length = sum(len(target) for _, _, target in found)
        if length > LONGEST_ADDRESSES:
            message = f"expected links to at most {LONGEST_ADDRESSES:,} characters in all, found {length:,}"
            problems.error(path, line_of(1), "link", message, "Link to it once.")
            return
        for index, what, target in found:
            line = line_of(index)
            if what == "image":
                self._image(target, path, line, problems)
            elif not re.match(r"(?:https?://|mailto:)[^\s/]", target, re.IGNORECASE):
                message = f"expected a link to http, https or mailto, found {quoted(target)}"
                problems.error(path, line, "link", message, "Write the whole address.")

    def _image(self, name: str, path: str, line: int, problems: Problems) -> None:
        if name in self._images:
            return
        plain = name.removeprefix("./")
        if "/" in plain or "\\" in plain or "%" in plain or not plain.lower().endswith(PICTURES):
            message = f"expected a picture that lies beside the file, found {quoted(name)}"
            problems.error(path, line, "image", message, "A PNG, JPEG, GIF or WebP in the same folder.")
            return
        beside = (PurePosixPath(path).parent / plain).as_posix()
        try:
            picture = read_picture(self._root / beside, beside, self._root)
        except OSError as error:
            picture = f"one that cannot be read ({error.strerror})"
        if isinstance(picture, str):
            message = f"expected a picture named {quoted(plain)} beside the file, found {picture}"
            problems.error(path, line, "image", message)
            return
        self._images[name] = replace(picture, name=name)

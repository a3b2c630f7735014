"""Edits of a site by chance: of its content, its pictures, its theme, its settings and the clock."""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from support.places import SAMPLE

BEGIN = datetime.fromisoformat("2026-11-10T14:40:00+08:00")
_STATUSES = ("investigating", "identified", "monitoring", "resolved", "update")
_WORDS = (
    *("sign-in", "slow", "errors", "payments", "**again**", "`timeouts`", "people", "see", "images"),
    *("登录", "恢复", "[more](https://example.com)"),
)


def picture(width: int, height: int) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x55" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class EditedSite:
    """A site in *root* that is edited by chance, and the moment that it is built as of."""

    def __init__(self, root: Path, chance: Random) -> None:
        self.root = root
        self.now = BEGIN
        self._chance = chance
        self._made = 0
        shutil.copytree(SAMPLE, root)
        for _ in range(6):
            self._add_incident()
        self._add_window()

    def edit(self) -> str:
        """Edit something; returns what."""
        kinds: list[Callable[[], object]] = [
            self._add_incident,
            self._add_update,
            self._add_update,
            self._add_window,
            self._change_words,
            self._change_words,
            self._rename,
            self._remove,
            self._translate,
            self._explain,
            self._picture,
            self._settings,
            self._theme,
            self._wait,
            self._wait,
            self._go_back,
            self._touch,
        ]
        kind = self._chance.choice(kinds)
        kind()
        return kind.__name__

    def write_style(self, text: str) -> None:
        """Give the pages another style."""
        self._write("themes/default/brand.css", text)

    def _files(self, pattern: str = "content/*/*.md") -> list[Path]:
        return sorted(self.root.glob(pattern))

    def _words(self) -> str:
        return " ".join(self._chance.choices(_WORDS, k=self._chance.randint(2, 12)))

    def _at(self, moment: datetime) -> str:
        return f"{moment:%Y-%m-%d %H:%M}"

    def _add_incident(self) -> None:
        self._made += 1
        first = self.now - timedelta(minutes=self._chance.choice([5, 300, 3000, 30_000, 150_000, 600_000]))
        updates = [f"## {self._at(first)} investigating\n\n{self._words()}.\n"]
        if self._chance.random() < 0.8:
            over = min(first + timedelta(minutes=self._chance.randint(4, 4000)), self.now + timedelta(minutes=3))
            updates.append(f"## {self._at(over)} resolved\n\n{self._words()}.\n")
        status = self._chance.choice(["degraded_performance", "partial_outage", "major_outage"])
        component = self._chance.choice(self._components())
        head = f"---\ntitle: Number {self._made} {self._words()}\ncomponents: {{{component}: {status}}}\n---\n\n"
        self._write(f"content/incidents/{first:%Y-%m-%d}-number-{self._made}.md", head + "\n".join(updates))

    def _components(self) -> list[str]:
        return re.findall(r"^ +- id: (\S+)", (self.root / "site.yml").read_text("utf-8"), re.MULTILINE)

    def _add_window(self) -> None:
        self._made += 1
        start = self.now + timedelta(minutes=self._chance.choice([-90_000, -3000, -20, 20, 3000]))
        head = (
            f"---\ntitle: Window {self._made}\ncomponents: [{self._chance.choice(self._components())}]\n"
            f"start: {self._at(start)}\nend: {self._at(start + timedelta(hours=1))}\n---\n\n"
        )
        text = f"{head}## {self._at(min(start, self.now) - timedelta(days=3))} scheduled\n\n{self._words()}.\n"
        self._write(f"content/maintenance/{start:%Y-%m-%d}-window-{self._made}.md", text)

    def _write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def _add_update(self) -> None:
        file = self._chance.choice(self._files("content/incidents/*number*.md"))
        if "." not in file.stem:
            at = self.now + timedelta(minutes=self._chance.choice([0, 0, 4]))
            text = f"\n## {self._at(at)} {self._chance.choice(_STATUSES)}\n\n{self._words()}.\n"
            file.write_text(file.read_text("utf-8") + text, "utf-8")

    def _change_words(self) -> None:
        file = self._chance.choice(self._files())
        words = file.read_text("utf-8").split("\n")
        places = [index for index, line in enumerate(words) if line and line[0].isalpha() and line.endswith(".")]
        if places:
            words[self._chance.choice(places)] = f"{self._words()}."
            file.write_text("\n".join(words), "utf-8")

    def _rename(self) -> None:
        file = self._chance.choice(self._files("content/incidents/*number*.md"))
        self._made += 1
        for part in self._files(f"content/incidents/{file.name.split('.')[0]}.*"):
            rest = part.name.partition(".")[2]
            part.rename(part.with_name(f"{part.name.split('.')[0]}-{self._made}.{rest}"))

    def _remove(self) -> None:
        file = self._chance.choice(self._files())
        for part in self._files(f"content/*/{file.name.split('.')[0]}.*md"):
            part.unlink()

    def _translate(self) -> None:
        for file in self._files("content/incidents/*number*.md"):
            other = file.with_suffix(".zh-CN.md")
            if "." not in file.stem and not other.exists():
                heading = re.search(r"^## \S+ \S+", file.read_text("utf-8"), re.MULTILINE)
                if heading:
                    other.write_text(f"---\ntitle: 标题\n---\n\n{heading[0]}\n\n恢复。\n", "utf-8")
                return

    def _explain(self) -> None:
        for file in reversed(self._files("content/incidents/*number*.md")):
            other = file.with_suffix(".postmortem.md")
            if "." not in file.stem and not other.exists() and " resolved" in file.read_text("utf-8"):
                at = self._at(self.now + timedelta(minutes=self._chance.choice([-1, 30])))
                done = f"{self.now + timedelta(days=self._chance.choice([-2, 2])):%Y-%m-%d}"
                action = f"actions:\n  - {{what: Alert earlier, done: {done}}}\n"
                other.write_text(f"---\npublished: {at}\n{action}---\n\n## Summary\n\n{self._words()}.\n", "utf-8")
                return

    def _picture(self) -> None:
        self._write("content/incidents/error.png", picture(self._chance.randint(1, 9), self._chance.randint(1, 9)))
        file = self._chance.choice([one for one in self._files("content/incidents/*.md") if "." not in one.stem])
        if "error.png" not in file.read_text("utf-8"):
            file.write_text(file.read_text("utf-8") + "\n![The error](error.png)\n", "utf-8")

    def _settings(self) -> None:
        file = self.root / "site.yml"
        text = re.sub(r"^#.*\n", "", file.read_text("utf-8"))
        what = self._chance.choice(["comment", "name", "promise"])
        if what == "comment":
            text = f"# {self._words()}\n{text}"
        elif what == "name":
            text = re.sub(r"(?m)^name:.*(?:\n .*)*", f"name: Site {self._chance.randint(1, 99)}", text)
        elif "promises:" in text:
            text = re.sub(r"maintenance_notice: \w+", f"maintenance_notice: {self._chance.randint(1, 9)}d", text)
        file.write_text(text, "utf-8")

    def _theme(self) -> None:
        self.write_style(f":root{{--x:{self._chance.randint(1, 99)}px}}\n")

    def _wait(self) -> None:
        self.now += timedelta(minutes=self._chance.choice([1, 7, 61, 1500, 50_000, 530_000]))

    def _go_back(self) -> None:
        self.now -= timedelta(minutes=self._chance.choice([1, 61, 1500, 50_000]))

    def _touch(self) -> None:
        for file in self._files():
            file.touch()

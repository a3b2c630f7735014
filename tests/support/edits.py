"""Edits of a site by chance: of its content, its pictures, its theme, its settings and the clock."""

from __future__ import annotations

import os
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from support.places import SAMPLE, THEME

BEGIN = datetime.fromisoformat("2026-11-10T14:40:00+08:00")
_STATUSES = ("investigating", "identified", "monitoring", "resolved", "update")
_WORDS = (
    *("sign-in", "slow", "errors", "payments", "**again**", "`timeouts`", "people", "see", "images"),
    *("登录", "恢复", "[more](https://example.com)", "[way](https://example.com/ä|b)", "2 < 3", "https://example.org"),
)
_SITE = """\
name: Example
url: https://status.example.com
timezone: Asia/Shanghai
locales: [en, zh-CN]
repository: https://github.com/example/status
components:
  - id: website
    name: {en: Website, zh-CN: 官网}
  - group: {en: Accounts, zh-CN: 账号}
    components:
      - id: login
        name: Sign-in
        since: 2024-05-01
      - id: orders
        name: Orders
        retired: 2027-01-01
  - id: api
    name: API
    since: 2025-06-18
promises:
  first_notice: 5m
  update_every: {major: 30m, maintenance: 60m}
  maintenance_notice: 48h
  postmortem_due: 3d
"""
_KEPT = ("slow-pages", "api-errors", "login-outage", "holiday-support-hours", "database-upgrade")
"""What of the sample's content is about these components."""
_TEMPLATES = ("parts/line.html", "incident.html", "incident/facts.html", "parts/timeline.html", "base.html")


def picture(width: int, height: int) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x55" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class EditedSite:
    """A site in *root* that is edited by chance, and the moment that it is built as of."""

    def __init__(self, root: Path, chance: Random, now: datetime = BEGIN) -> None:
        """A small one is made where *root* is not there."""
        self.root = root
        self.now = now
        self._chance = chance
        self._made = 0
        if not root.exists():
            self._write("site.yml", _SITE)
            for file in SAMPLE.glob("content/*/*"):
                if any(name in file.name for name in _KEPT):
                    self._write(file.relative_to(SAMPLE).as_posix(), file.read_bytes())
            for _ in range(6):
                self._add_incident()
            self._add_window()

    def edit(self) -> str:
        """Edit something; returns what."""
        kinds: list[Callable[[], object]] = [
            *(self._add_incident, self._add_update, self._add_update, self._add_window, self._add_notice),
            *(self._change_words, self._change_words, self._change_in_place, self._state_a_fact),
            *(
                self._move_window,
                self._withdraw,
                self._rename,
                self._remove,
                self._move_to_folder,
                self._replace_by_link,
            ),
            *(self._translate, self._explain, self._explain_elsewhere, self._add_picture, self._change_picture),
            *(self._lose_picture, self._name_no_picture, self._draft),
            *(self._settings, self._settings, self._style, self._template, self._catalog, self._icon),
            *(self._wait, self._wait, self._wait, self._go_back, self._touch, self._undo),
        ]
        kind = self._chance.choice(kinds)
        kind()
        return kind.__name__

    def copy_to(self, folder: Path) -> None:
        """Copy the site, with its links and times."""
        shutil.copytree(self.root, folder, symlinks=True)

    def write_style(self, text: str) -> None:
        """Give the pages another style."""
        self._write("themes/default/brand.css", text)

    # --- the files of entries

    def _files(self, pattern: str = "*/**/*.md") -> list[Path]:
        return sorted((self.root / "content").glob(pattern))

    def _originals(self, folder: str = "incidents", having: str = "") -> list[Path]:
        """The originals of entries that any edit may change, in an order of chance."""
        found = [
            one
            for one in self._files(f"{folder}/**/*.md")
            if "." not in one.stem and having in one.read_text("utf-8") and "holiday" not in one.name
        ]
        self._chance.shuffle(found)
        return found

    def _words(self, most: int = 12) -> str:
        return " ".join(self._chance.choices(_WORDS, k=self._chance.randint(2, most)))

    def _at(self, moment: datetime) -> str:
        return f"{moment:%Y-%m-%d %H:%M}"

    def _write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def _append(self, file: Path, text: str) -> None:
        file.write_text(file.read_text("utf-8") + text, "utf-8")

    def _component(self) -> str:
        found: list[str] = re.findall(r"^ +- id: (\S+)", (self.root / "site.yml").read_text("utf-8"), re.MULTILINE)
        return self._chance.choice(found)

    def _add_incident(self) -> None:
        self._made += 1
        first = self.now - timedelta(minutes=self._chance.choice([5, 300, 3000, 30_000, 150_000, 600_000]))
        updates = [f"## {self._at(first)} investigating\n\n{self._words()}.\n"]
        if self._chance.random() < 0.8:
            over = min(first + timedelta(minutes=self._chance.randint(4, 4000)), self.now + timedelta(minutes=3))
            updates.append(f"## {self._at(over)} resolved\n\n{self._words()}.\n")
        status = self._chance.choice(["degraded_performance", "partial_outage", "major_outage"])
        head = (
            f"---\ntitle: Number {self._made} {self._words(4)}\ncomponents: {{{self._component()}: {status}}}\n---\n\n"
        )
        self._write(f"content/incidents/{first:%Y-%m-%d}-number-{self._made}.md", head + "\n".join(updates))

    def _add_window(self) -> None:
        self._made += 1
        start = self.now + timedelta(minutes=self._chance.choice([-90_000, -3000, -20, 20, 3000]))
        auto = self._chance.choice(["", "", "auto: false\n"])
        head = (
            f"---\ntitle: Window {self._made}\ncomponents: [{self._component()}]\n{auto}"
            f"start: {self._at(start)}\nend: {self._at(start + timedelta(hours=1))}\n---\n\n"
        )
        text = f"{head}## {self._at(min(start, self.now) - timedelta(days=3))} scheduled\n\n{self._words()}.\n"
        self._write(f"content/maintenance/{start:%Y-%m-%d}-window-{self._made}.md", text)

    def _add_notice(self) -> None:
        self._made += 1
        first = self.now - timedelta(minutes=self._chance.choice([5, 3000, 90_000]))
        until = first + timedelta(minutes=self._chance.choice([30, 4000, 100_000]))
        head = f"---\ntitle: Notice {self._made}\nkind: notice\ncomponents: []\nuntil: {self._at(until)}\n---\n\n"
        text = f"{head}## {self._at(first)} update\n\n{self._words()}.\n"
        self._write(f"content/incidents/{first:%Y-%m-%d}-notice-{self._made}.md", text)

    def _add_update(self) -> None:
        for file in self._originals("incidents")[:1]:
            at = self.now + timedelta(minutes=self._chance.choice([0, 0, 4]))
            status = "update" if "notice" in file.name else self._chance.choice(_STATUSES)
            self._append(file, f"\n## {self._at(at)} {status}\n\n{self._words()}.\n")

    def _state_a_fact(self) -> None:
        for file in self._originals("incidents", " investigating")[:1]:
            at = self.now + timedelta(minutes=self._chance.choice([0, 2]))
            later = self._at(self.now + timedelta(minutes=self._chance.choice([10, 50, 1000])))
            was = f"was: {self._at(at + timedelta(minutes=self._chance.choice([-9, 50])))}"
            fact = self._chance.choice([f"next update: {later}", f"eta: {later}", "impact: major", was, "progress: 5%"])
            self._append(file, f"\n## {self._at(at)} update\n\n- {fact}\n\n{self._words()}.\n")

    def _move_window(self) -> None:
        for file in self._originals("maintenance")[:1]:
            start = self.now + timedelta(minutes=self._chance.choice([2, 15, 900]))
            moved = f"- start: {self._at(start)}\n- end: {self._at(start + timedelta(minutes=20))}\n\n"
            status = self._chance.choice(["scheduled", "in_progress", "verifying", "completed", "cancelled"])
            fields = moved if status == "scheduled" else ""
            self._append(file, f"\n## {self._at(self.now)} {status}\n\n{fields}{self._words()}.\n")

    def _change_words(self) -> None:
        file = self._chance.choice(self._files())
        words = file.read_text("utf-8").split("\n")
        places = [index for index, line in enumerate(words) if line and line[0].isalpha() and line.endswith(".")]
        if places:
            words[self._chance.choice(places)] = f"{self._words()}."
            file.write_text("\n".join(words), "utf-8")

    def _change_in_place(self) -> None:
        """Change words so that neither the size nor the time of the file tells of it."""
        file = self._chance.choice(self._files())
        before = file.stat()
        data = file.read_bytes()
        places = [match.start() for match in re.finditer(rb"(?<=\n)[a-z](?=[a-z `*].*\.\n)", data)]
        if places:
            place = self._chance.choice(places)
            file.write_bytes(data[:place] + self._chance.choice([b"x", b"y", b"z"]) + data[place + 1 :])
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    def _withdraw(self) -> None:
        for file in self._originals("incidents", " resolved")[:1]:
            text = file.read_text("utf-8")
            if "withdrawn:" not in text:
                file.write_text(text.replace("\n---\n", "\nwithdrawn: true\n---\n", 1), "utf-8")

    def _draft(self) -> None:
        for file in self._originals(self._chance.choice(["incidents", "maintenance"]))[:1]:
            text, mark = file.read_text("utf-8"), "draft: true\n"
            changed = text.replace(mark, "") if mark in text else text.replace("\n---\n", f"\n{mark}---\n", 1)
            file.write_text(changed, "utf-8")

    def _rename(self) -> None:
        """With or without its old address."""
        for file in self._originals(self._chance.choice(["incidents", "incidents", "maintenance"]))[:1]:
            self._made += 1
            slug, other = file.stem, f"{file.stem.rpartition('-renamed')[0] or file.stem}-renamed-{self._made}"
            if self._chance.random() < 0.6 and "aliases:" not in file.read_text("utf-8"):
                alias = f"aliases: [/{file.relative_to(self.root / 'content').parts[0]}/{slug}/]"
                file.write_text(file.read_text("utf-8").replace("---\n", f"---\n{alias}\n", 1), "utf-8")
            for part in self._parts(file):
                part.rename(part.with_name(f"{other}.{part.name.partition('.')[2]}"))

    def _parts(self, original: Path) -> list[Path]:
        """The files of the entry, wherever they lie."""
        return [one for one in self._files() if one.name.partition(".")[0] == original.stem]

    def _remove(self) -> None:
        for file in self._originals(self._chance.choice(["incidents", "maintenance"]))[:1]:
            for part in self._parts(file):
                part.unlink()

    def _move_to_folder(self) -> None:
        for file in self._originals()[:1]:
            if file.parent.name == "incidents" and "![" not in "".join(one.read_text() for one in self._parts(file)):
                folder = file.parent / str(self._chance.choice([2024, 2025]))
                folder.mkdir(exist_ok=True)
                for part in self._parts(file):
                    part.rename(folder / part.name)

    def _replace_by_link(self) -> None:
        """The words of an entry lie elsewhere in the site, and change there."""
        for file in self._originals()[:1]:
            target = self.root / "kept.txt"
            text = file.read_text("utf-8")
            if file.is_symlink():
                return
            target.unlink(missing_ok=True)
            target.write_text(text, "utf-8")
            for other in self._files():
                if other.is_symlink():
                    other.unlink()
            file.unlink()
            file.symlink_to(os.path.relpath(target, file.parent))

    # --- what belongs to entries

    def _translate(self) -> None:
        for file in self._originals():
            other = file.with_suffix(".zh-CN.md")
            heading = re.search(r"^## \S+ \S+", file.read_text("utf-8"), re.MULTILINE)
            if not other.exists() and heading:
                other.write_text(f"---\ntitle: 标题\n---\n\n{heading[0]}\n\n{self._words()}。\n", "utf-8")
                return

    def _explain(self) -> None:
        for file in self._originals("incidents", " resolved"):
            other = file.with_suffix(".postmortem.md")
            if not other.exists():
                at = self._at(self.now + timedelta(minutes=self._chance.choice([-1, 8, 30])))
                done = f"{self.now + timedelta(days=self._chance.choice([-2, 2])):%Y-%m-%d}"
                action = f"actions:\n  - {{what: Alert earlier, done: {done}}}\n"
                other.write_text(f"---\npublished: {at}\n{action}---\n\n## Summary\n\n{self._words()}.\n", "utf-8")
                return

    def _explain_elsewhere(self) -> None:
        """A translation of a postmortem."""
        for file in self._files("incidents/**/*.postmortem.md"):
            other = file.with_suffix(".zh-CN.md")
            if not other.exists():
                missing = self._chance.choice(["", "\n![错误](error.png)\n"])
                other.write_text(f"---\ntitle: 复盘\n---\n\n## 概述\n\n{self._words()}。\n{missing}", "utf-8")
                return

    def _add_picture(self) -> None:
        """Beside one entry or several, in the original, the translation or the postmortem."""
        self._change_picture()
        file = self._chance.choice(self._files("incidents/*.md"))
        if "error.png" not in file.read_text("utf-8"):
            self._append(file, "\n![The error](error.png)\n")

    def _change_picture(self) -> None:
        self._write("content/incidents/error.png", picture(self._chance.randint(1, 9), self._chance.randint(1, 9)))

    def _lose_picture(self) -> None:
        (self.root / "content/incidents/error.png").unlink(missing_ok=True)

    def _name_no_picture(self) -> None:
        """A picture that only translations show may be missing."""
        for file in self._files("incidents/*.zh-CN.md"):
            if "![" not in file.read_text("utf-8"):
                self._append(file, "\n![错误](error.png)\n")
                return

    # --- settings and theme

    def _settings(self) -> None:
        file = self.root / "site.yml"
        text = re.sub(r"^#.*\n", "", file.read_text("utf-8"))
        number = self._chance.randint(1, 99)
        edits: list[tuple[str, str]] = [
            (r"^", f"# {number}\n"),
            (r"(?m)^name: .*", f"name: Site {number}"),
            (r"maintenance_notice: \w+", f"maintenance_notice: {number}h"),
            (
                r"(?m)^timezone: .*",
                f"timezone: {self._chance.choice(['Asia/Shanghai', 'Asia/Tokyo', 'Europe/Berlin'])}",
            ),
            (r"(?m)^    name: .*", f"    name: Part {number}"),
            (r"since: \S+", f"since: 2025-06-{number % 28 + 1:02}"),
            (r"retired: \S+", f"retired: 2026-1{number % 3}-{number % 28 + 1:02}"),
            (r"(?m)^url: .*", f"url: https://status{number}.example.com"),
            (r"(?m)^locales: .*", f"locales: {self._chance.choice(['[en, zh-CN]', '[zh-CN, en]', '[en, zh-CN, de]'])}"),
            (r"(?m)^  first_notice: .*", f"  first_notice: {number}m"),
            (r"(?ms)^postmortem:.*|\Z", f"postmortem: {{sections: {{en: [Summary, Part {number}]}}}}\n"),
            (r"(?m)^  - id: api$", f"  - id: api\n    api_id: a{number}" if "api_id" not in text else "  - id: api"),
        ]
        pattern, changed = self._chance.choice(edits)
        file.write_text(re.sub(pattern, changed, text, count=1), "utf-8")

    def _style(self) -> None:
        self.write_style(f":root{{--x:{self._chance.randint(1, 99)}px}}\n")

    def _template(self) -> None:
        """A template or a script of the site's own, or again that of the default theme."""
        name = self._chance.choice([*_TEMPLATES, "times.js", "503.css"])
        if not (THEME / name).is_file():
            name = "incident.html"
        if self._chance.random() < 0.3:
            (self.root / "themes/default" / name).unlink(missing_ok=True)
            return
        comments = {"html": "<!-- {} -->\n", "js": "// {}\nlet x{};\n", "css": ".x{}{{color:red}}\n"}
        number = self._chance.randint(1, 99)
        added = comments[name.rpartition(".")[2]].format(number, number)
        text = (THEME / name).read_text("utf-8")
        self._write(f"themes/default/{name}", text + (added if self._chance.random() < 0.8 else ""))

    def _catalog(self) -> None:
        text = (THEME / "locale/zh-CN/messages.po").read_text("utf-8")
        changed = re.sub(r'(?m)^msgid "Resolved"\nmsgstr ".*"', f'msgid "Resolved"\nmsgstr "好{self._made}"', text)
        self._write("themes/default/locale/zh-CN/messages.po", changed)

    def _icon(self) -> None:
        name = self._chance.choice(sorted(one.name for one in (THEME / "icons").glob("*.svg")))
        self._write(f"themes/default/icons/{name}", f'<circle cx="8" cy="8" r="{self._chance.randint(1, 7)}"/>\n')

    # --- time

    def _wait(self) -> None:
        self.now += timedelta(minutes=self._chance.choice([1, 7, 31, 61, 1500, 50_000, 530_000]))

    def _go_back(self) -> None:
        self.now -= timedelta(minutes=self._chance.choice([1, 61, 1500, 50_000, 300_000]))

    def _touch(self) -> None:
        """All files are new, or as old as a checkout makes them, or of a time to come."""
        at = self._chance.choice([None, (0, 0), (4e9, 4e9)])
        for file in self._files():
            os.utime(file, at)

    def _undo(self) -> None:
        """Something is as it was before: what is known of it must not be that of the meantime."""
        kept = self.root.parent / "kept"
        now = self.now
        if kept.exists():
            shutil.rmtree(self.root)
            shutil.copytree(kept, self.root, symlinks=True)
            shutil.rmtree(kept)
        else:
            self.copy_to(kept)
        self.now = now

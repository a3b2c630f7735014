"""The messages of sitegen, as its sources ask for them, and as a file of which a catalog begins as a copy."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from support.places import PACKAGE, THEME

ALL_MESSAGES = THEME / "locale/messages.pot"
CATALOGS = sorted(path.parent.name for path in THEME.glob("locale/*/messages.po"))
"""The languages, beside English, that sitegen brings."""

_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "say", "N_")),
    **dict.fromkeys(("ngettext", "many"), (1, 2)),
    "pgettext": ((1, "c"), 2),
}
_FOLDERS = ("present", "theme", "outputs", "messages", "preview")
_HEAD = """\
# Every message of the default theme, without a translation: a catalog begins as a copy of this file.
# Its place is themes/mine/locale/LANGUAGE/messages.po, see docs/theme.md. What stays empty is shown in English.
# Names in braces, such as {time}, stay as they are. Plural forms are those of the language, with their rule in the
# head: "Plural-Forms: nplurals=2; plural=(n != 1);\\n".
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


class Asked(NamedTuple):
    """A message that a source asks for."""

    file: str
    context: str | None
    ids: str | tuple[str, str]

    @property
    def key(self) -> tuple[str | None, str]:
        """As catalogs know it."""
        return self.context, self.ids if isinstance(self.ids, str) else self.ids[0]


@cache
def asked() -> tuple[Asked, ...]:
    """Every message that templates and code ask for."""
    return tuple(_asked())


def _asked() -> Iterator[Asked]:
    templates = [("**.html", "jinja2.ext:babel_extract"), ("messages/**.md", "jinja2.ext:babel_extract")]
    places = [
        ("themes/default", THEME, templates),
        *((f"sitegen/{one}", PACKAGE / one, [("**.py", "python")]) for one in _FOLDERS),
    ]
    for name, folder, methods in places:
        for file, _, ids, _, context in extract_from_dir(folder, methods, keywords=_KEYWORDS):
            yield Asked(f"{name}/{file}", context, ids)


def template() -> str:
    """The text of the file with every message and no translation."""
    catalog = Catalog()
    for one in asked():
        catalog.add(one.ids, locations=[(one.file, 0)], context=one.context)
    written = io.BytesIO()
    write_po(written, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return _HEAD + written.getvalue().decode()

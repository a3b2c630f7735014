"""What others say about a message becomes one line for the log, without what must not be in a log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

MAX_LINE = 240
"""Characters."""
MAX_READ = 4_000
"""Characters of an answer that are looked at."""
MIN_PIECE = 4
"""Characters of a part of a secret that is hidden alone."""
MIN_FRAGMENT = 8
"""Characters of a part of a token that is hidden where somebody quotes the token cut off."""
HIDDEN = "[hidden]"

_DELIMITERS = re.compile(r"[/?&=#:@,;<>\s]+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,40}://\S*|(?<![^\s<>])[^\s<>]+@[^\s<>]+", re.IGNORECASE)
_PUBLIC = {"http", "https", "smtp", "smtps", "localhost", "send", "direct"}
_PUBLIC |= {"webhook", "webhooks", "hook", "hooks", "services", "cgi-bin", "robot", "open-apis", "access_token"}
_PUBLIC |= {"workflows", "triggers", "manual", "paths", "invoke", "api-version", "powerautomate", "automations"}
"""Parts of addresses that every address of a vendor has, and that answers use as words."""


class Redaction:
    """Hides secrets, the parts of addresses, and everything that looks like an address."""

    def __init__(self, secrets: Iterable[str], addresses: Iterable[str]) -> None:
        wholes, pieces = {secret.lower() for secret in secrets}, set()
        for address in addresses:
            for form in (address.strip().lower(), unquote(address.strip()).lower()):
                wholes.add(form)
                pieces |= set(_DELIMITERS.split(form)) - _PUBLIC
        hidden = {piece for piece in wholes | pieces if len(piece) >= MIN_PIECE}
        self._hidden = sorted(hidden, key=len, reverse=True)
        self._tokens = [piece for piece in pieces if any(character.isdigit() for character in piece)]

    def line(self, words: str) -> str:
        """The words on one line, printable, not too long."""
        text = "".join(one if one.isprintable() else " " for one in words[:MAX_READ])
        text = _ADDRESS.sub(HIDDEN, " ".join(text.split()))
        for piece in self._hidden:
            # A word that a part of an address only begins, as `redir` does *redirect*, is nobody's secret.
            edges = (r"(?<![^\W_])", r"(?![^\W_])") if piece.isalpha() else ("", "")
            text = re.sub(f"{edges[0]}{re.escape(piece)}{edges[1]}", HIDDEN, text, flags=re.IGNORECASE)
        text = self._without_fragments(text)
        return text if len(text) <= MAX_LINE else f"{text[: MAX_LINE - 1]}…"

    def _without_fragments(self, text: str) -> str:
        """Hides what is left of tokens that were quoted in part."""
        made, at = [], 0
        low = text.lower() if len(text.lower()) == len(text) else text
        while at < len(text):
            end = at + MIN_FRAGMENT
            if end <= len(text) and self._in_a_token(low[at:end]):
                while end < len(text) and self._in_a_token(low[at : end + 1]):
                    end += 1
                made.append(HIDDEN)
                at = end
            else:
                made.append(text[at])
                at += 1
        return "".join(made)

    def _in_a_token(self, part: str) -> bool:
        return any(part in token for token in self._tokens)

"""The Content-Security-Policy of each page: only what it uses is allowed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from mimetypes import guess_type

from sitegen.theme.files import STATIC, Theme


def page_policy(theme: Theme, *, inline: bool, pictures: bool) -> str:
    """The policy of a page; *inline*: its style and script are in it."""
    style, script = _inline_sources(theme) if inline else ("'self'", "'self'")
    return _policy(theme, style, script, pictures=pictures)


def site_policy(theme: Theme, *, pictures: bool) -> str:
    """The policy that allows what any page uses, for a header sent with all."""
    own = zip(_inline_sources(theme), _unavailable_sources(theme), strict=True)
    style, script = (f"'self' {page} {unavailable}" for page, unavailable in own)
    return f"{_policy(theme, style, script, pictures=pictures)}; frame-ancestors 'none'"


def unavailable_policy(theme: Theme, ask: str | None) -> str:
    """The policy of the 503 page, which may *ask* one address of another host."""
    style, script = _unavailable_sources(theme)
    asked = "'self'" if ask is None else f"'self' {_address(ask)}"
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; connect-src {asked}; "
        "base-uri 'none'; form-action 'none'"
    )


def desk_policy(style: str, scripts: Iterable[str], framed: Iterable[str], *, ask: bool) -> str:
    """The policy of a page of the message desk, with one *style*; one that may *ask* asks its own server alone.

    *framed* are the styles of the mails in its frames, which inherit it: sheets, and values of `style` attributes.
    """
    mails = sorted(set(map(_source, framed)))
    allowed = " ".join([_source(style), *(["'unsafe-hashes'", *mails] if mails else [])])
    asked = "; connect-src 'self'" if ask else ""
    return (
        f"default-src 'none'; style-src {allowed}; script-src {' '.join(map(_source, scripts))}; img-src data:{asked}; "
        "base-uri 'none'; form-action 'none'"
    )


def _policy(theme: Theme, style: str, script: str, *, pictures: bool) -> str:
    served = {(guess_type(name)[0] or "").partition("/")[0] for name in theme.names(STATIC)}
    own = "'self' " if pictures or "image" in served else ""
    font = "; font-src 'self'" if "font" in served else ""
    # Also where a page asks for nothing: tools that read robots.txt from within the page are held to its policy.
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src {own}data:{font}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def _inline_sources(theme: Theme) -> tuple[str, str]:
    return _source(theme.inline_style), _source(theme.inline_script)


def _unavailable_sources(theme: Theme) -> tuple[str, str]:
    return _source(theme.unavailable_style), _source(theme.unavailable_script)


def _address(url: str) -> str:
    """An address as a source: a semicolon would end the directive, a comma the policy. Browsers compare it decoded."""
    return url.replace(";", "%3B").replace(",", "%2C")


@cache
def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

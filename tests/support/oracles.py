"""Programs of others that count what we count."""

from __future__ import annotations

import sys
import warnings
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import Any
from unittest.mock import patch


@cache
def _twitter_text() -> Any:
    """It reads a file of its own with the help of setuptools, which it does not ask for and Python no longer brings."""
    helper = ModuleType("pkg_resources")
    helper.resource_string = (  # type: ignore[attr-defined]
        lambda module, name: files(module.rpartition(".")[0]).joinpath(name).read_bytes()
    )
    with patch.dict(sys.modules, {"pkg_resources": helper}), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import twitter_text
        from twitter_text.regexp.emoji import emoji_list
    return twitter_text, emoji_list


def counted_by_twitter(text: str) -> int:
    """The weight of a post."""
    return int(_twitter_text()[0].parse_tweet(text).weightedLength)


def emoji_of_twitter() -> list[str]:
    """Every emoji that it knows, in every form."""
    return ["".join(chr(int(code, 16)) for code in one.codepoint.split()) for one in _twitter_text()[1]]


def counted_by_smsutil(text: str) -> int:
    """The segments of a text message."""
    import smsutil

    return len(smsutil.split(text).parts)

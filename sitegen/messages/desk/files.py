"""The files of a message beside the pages of the desk."""

from __future__ import annotations

import json

from sitegen.messages.draft import Message
from sitegen.model import Stage


def message_files(one: Message) -> dict[str, bytes]:
    """A message as files, by path: `progress.20260123T065000Z/users.en.slack.txt` and its like.

    Its text as .txt, what readers of HTML get as .html, and what is posted as .json.
    """
    place = f"{occasion_folder(one.stage, one.update)}{one.audience}.{one.locale}.{one.channel}"
    found = {f"{place}.txt": one.text.encode()}
    if one.html is not None:
        found[f"{place}.html"] = one.html.encode()
    if one.payload is not None:
        found[f"{place}.json"] = json_file(one.payload)
    return found


def occasion_folder(stage: Stage, key: str) -> str:
    """Where the messages of an occasion are, with a slash at the end."""
    return f"{stage}.{key}/"


def json_file(value: object) -> bytes:
    """A JSON document as a file."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()

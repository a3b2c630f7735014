"""Whether an answer repeats words of a message: what insiders are told must not come back into a public log."""

from __future__ import annotations

from sitegen.messages.draft import Message

WINDOW = 10
"""Letters and digits in a row that are no coincidence."""


def repeats(answer: str, message: Message) -> bool:
    """Whether an answer has as many letters and digits of the message in a row, or the whole of a short title."""
    words, said = _letters(answer), _letters(f"{message.title} {message.text}")
    title = _letters(message.title)
    windows = {said[at : at + WINDOW] for at in range(max(1, len(said) - WINDOW + 1))}
    found = any(words[at : at + WINDOW] in windows for at in range(max(1, len(words) - WINDOW + 1)))
    return (bool(words) and found) or (bool(title) and title in words)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())

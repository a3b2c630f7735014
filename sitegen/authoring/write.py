"""Text → a content file on disk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def write_source(file: Path, text: str) -> None:
    """Write a content file wholly or not at all, with the rights that it had; raises OSError and leaves nothing."""
    draft = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(text.encode())
        if file.exists():
            draft.chmod(file.stat().st_mode & 0o777)
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise

"""Content files on disk: locked against another sitegen, looked at again before they are replaced, and written whole.

An editor takes no lock. So whoever writes says what the files held when the change was made, and a file that holds
something else by then stays as it is.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sitegen.read.files import Drafts

UNWRITTEN = "Nothing was written."
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""How file systems without hard links answer."""


class NotWritten(Exception):
    """Content files were not written, or not all of them; says which, why, and what to do."""


class Changed(NotWritten):
    """A file holds something else than the change was made from; nothing was written."""


@contextmanager
def writing_lock(root: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """The right to write into the content of the site in *root*, of which there is one; raises NotWritten.

    Calls *waiting* where another process has it, and waits. It ends with the process that has it, however that ends.
    """
    # The folder itself: a lock file would stay behind, and be committed.
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        os.close(descriptor)
        raise NotWritten(
            f"{root} cannot be locked against another writer: {error.strerror}. {UNWRITTEN} "
            "Use a copy of the repository on a local disk, or edit the file by hand."
        ) from error
    except BaseException:
        os.close(descriptor)
        raise
    try:
        yield
    finally:
        os.close(descriptor)


def replace_files(root: Path, texts: Drafts, before: Drafts) -> None:
    """Write *texts* to the files in *root* that are their keys, and remove those without one; all of them or none.

    *before* is what these files held when *texts* were made, None for one that there was not. Raises Changed where one
    holds something else now, and NotWritten where one cannot be written.
    """
    staged: dict[str, Path] = {}
    done: list[str] = []
    try:
        for path, text in texts.items():
            _refuse_links(root, path)
            if text is not None:
                staged[path] = _stage(root / path, text)
        for path in texts:
            _look_again(root, path, before)
        for path in texts:
            _look_again(root, path, before)
            _place(staged.get(path), root / path, new=before.get(path) is None)
            done.append(path)
        for folder in {(root / path).parent for path in texts}:
            _sync(folder)
    except OSError as error:
        raise NotWritten(f"{_reason(error, root, [*texts][len(done) :][:1])} {_outcome(done)}") from error
    except Changed as changed:
        raise (NotWritten if done else Changed)(f"{changed} {_outcome(done)}") from None
    finally:
        for draft in staged.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def create_file(file: Path, text: str) -> None:
    """Write a content file that there is not; raises OSError, then there is none, or it is somebody else's."""
    draft = _stage(file, text, synced=False)
    try:
        _place(draft, file, new=True)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _refuse_links(root: Path, path: str) -> None:
    """Refuse a file that is, or lies behind, a symbolic link: git would publish the link, and not what it leads to."""
    for place in (path, *map(str, Path(path).parents)):
        if (root / place).is_symlink():
            target = os.path.realpath(root / place)
            what = f"{place} is a symbolic link to {target}"
            raise NotWritten(f"{what}. {UNWRITTEN} Change what it leads to, or put a file in its place.")


def _stage(file: Path, text: str, *, synced: bool = True) -> Path:
    """Write a draft beside *file*, with its permissions; *synced* down to the disk; returns its path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)  # Of a process that was killed.
    try:
        with open(draft, "xb") as opened:  # noqa: PTH123  # An "x" follows no link.
            opened.write(text.encode())
            opened.flush()
            with suppress(FileNotFoundError):
                os.fchmod(opened.fileno(), file.stat().st_mode & 0o777)
            if synced:
                os.fsync(opened.fileno())
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    return draft


def _look_again(root: Path, path: str, before: Drafts) -> None:
    """Raise Changed where a file does not hold what it did."""
    try:
        held: bytes | None = (root / path).read_bytes()
    except FileNotFoundError:
        held = None
    text = before.get(path)
    if held != (None if text is None else text.encode()):
        what = "is there now" if text is None else "was removed" if held is None else "was changed"
        raise Changed(f"{path} {what}, by somebody else or an editor, while this was at work.")


def _place(draft: Path | None, file: Path, *, new: bool) -> None:
    """Put a draft in the place of *file*, which exists unless it is *new*; without one remove the file."""
    if draft is None:
        file.unlink()
    elif not new:
        draft.replace(file)
    else:
        try:
            os.link(draft, file)  # Unlike a rename it fails where a file has come meanwhile.
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
            draft.replace(file)


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _outcome(done: Sequence[str]) -> str:
    """What was written although not all was, and what to do."""
    if not done:
        return f"{UNWRITTEN} Run the command again."
    return f"Written before that: {', '.join(done)}. See `git diff`, and run the command again."


def _reason(error: OSError, root: Path, paths: Sequence[str]) -> str:
    """Why the next of *paths* cannot be written."""
    [path] = paths or [str(root)]
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{path} cannot be written, since the disk is full: {error.strerror}."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{path} cannot be written, since its folder cannot: {error.strerror}."
    return f"{path} cannot be written: {error.strerror}."

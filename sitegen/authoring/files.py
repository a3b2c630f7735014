"""Content files on disk: locked against another sitegen, looked at again before they are replaced, and written whole.

An editor takes no lock. So whoever writes says what the files held when the change was made, and a file that holds
something else by then stays as it is.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sitegen.authoring.problem import NotWritten
from sitegen.read.files import Drafts

UNWRITTEN = "Nothing was written."
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""How file systems without hard links answer."""
_NO_SWAP = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
"""How systems answer that cannot let two files change places, or do not let us."""
_SAVED = "was changed"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
"""Of renameat2(2)."""


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
    holds something else, and NotWritten where one cannot be written.
    """
    changes = [_Change(root, path, text, before.get(path)) for path, text in texts.items()]
    made: list[_Change] = []
    current = root
    try:
        try:
            for change in changes:
                current = change.file
                _refuse_links(root, change.path)
                change.stage()
            for change in changes:
                change.look_again()
            for change in changes:
                current = change.file
                change.look_again()
                change.make()
                made.append(change)
            for folder in {change.file.parent for change in changes}:
                _sync(folder)
            for change in changes:
                change.look_back()
        except (OSError, Changed):
            made = [change for change in made if not change.undo()]
            raise
    except OSError as error:
        raise NotWritten(f"{_reason(error, current.relative_to(root))} {_outcome(made)}") from error
    except Changed as changed:
        raise (NotWritten if made else Changed)(f"{changed} {_outcome(made)}") from None
    finally:
        for change in changes:
            change.clean()


class _Change:
    """A file that gets another text, None: it is removed; *before* is what it held, None: there was none.

    Its draft lies beside it. The two change places, so that what an editor saved in that very instant is there to be
    looked at and put back; where the system cannot do that, a draft replaces its file.
    """

    def __init__(self, root: Path, path: str, text: str | None, before: str | None) -> None:
        self.path = path
        self.file = root / path
        self._draft = _draft_of(self.file)
        self._text = None if text is None else text.encode()
        self._before = None if before is None else before.encode()

    def stage(self) -> None:
        """Write the draft; raises OSError."""
        if self._text is not None:
            _stage(self.file, self._text)

    def look_again(self) -> None:
        """Raise Changed where the file does not hold what it did."""
        try:
            held: bytes | None = self.file.read_bytes()
        except FileNotFoundError:
            held = None
        if held != self._before:
            raise self._changed("is there now" if self._before is None else "was removed" if held is None else _SAVED)

    def make(self) -> None:
        """Make it; raises OSError, or Changed where the file has gone or come in this instant."""
        try:
            if self._before is None:
                _place_new(self._draft, self.file)
            elif self._text is None:
                self.file.rename(self._draft)
            elif not _swap(self._draft, self.file):
                self._draft.replace(self.file)
        except FileExistsError:
            raise self._changed("is there now") from None
        except FileNotFoundError:
            raise self._changed("was removed") from None

    def look_back(self) -> None:
        """Raise Changed where the file held something else when it was replaced, or was written to since."""
        if self._before is None:
            return
        with suppress(FileNotFoundError), self._draft.open("rb") as held:  # The system may be unable to swap.
            if _has_writer(held.fileno()) or held.read() != self._before:
                raise self._changed(_SAVED)

    def undo(self) -> bool:
        """Put back what was there, or what an editor has saved since; whether that was possible."""
        try:
            if self._before is None:
                if self.file.read_bytes() == self._text:
                    self.file.unlink()
            elif self._text is None:
                with suppress(FileExistsError):  # Somebody has written it anew.
                    _place_new(self._draft, self.file)
            else:
                inside, newer = self._text, self._draft.read_bytes()
                while _swap(self._draft, self.file):
                    came = self._draft.read_bytes()
                    if came == inside:
                        return True
                    inside, newer = newer, came  # An editor was faster: this is the newest.
                return False
        except OSError:
            return False
        return True

    def clean(self) -> None:
        """Remove the draft."""
        with suppress(OSError):
            self._draft.unlink(missing_ok=True)

    def _changed(self, what: str) -> Changed:
        return Changed(f"{self.path} {what}, by somebody else or an editor, while this was at work.")


def create_file(file: Path, text: str) -> None:
    """Write a content file that there is not; raises OSError, then there is none, or it is somebody else's."""
    draft = _stage(file, text.encode(), synced=False)
    try:
        _place_new(draft, file)
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


def _draft_of(file: Path) -> Path:
    return file.with_name(f".{file.name}.new")


def _stage(file: Path, data: bytes, *, synced: bool = True) -> Path:
    """Write a draft beside *file*, with its permissions; *synced* down to the disk; returns its path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft_of(file)
    draft.unlink(missing_ok=True)  # Of a process that was killed.
    try:
        with open(draft, "xb") as opened:  # noqa: PTH123  # An "x" follows no link.
            opened.write(data)
            opened.flush()
            with suppress(FileNotFoundError):
                os.fchmod(opened.fileno(), file.stat().st_mode & 0o777)
            if synced:
                os.fsync(opened.fileno())
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    return draft


def _place_new(draft: Path, file: Path) -> None:
    """Put a draft in the place of *file*; raises FileExistsError where there is one, also one that has just come."""
    try:
        os.link(draft, file)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
        try:
            draft.replace(file)
        except OSError:
            file.unlink()
            raise


def _swap(one: Path, other: Path) -> bool:
    """Let two files change places, at one instant; whether the system can (Linux). Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in _NO_SWAP:
        return False
    raise OSError(fault, os.strerror(fault), str(other))


def _has_writer(descriptor: int) -> bool:
    """Whether some process has this file open for writing, where the system tells (Linux)."""
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)  # The kernel refuses this lease where one has.
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except (AttributeError, OSError):
        return False
    return False


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _outcome(made: Sequence[_Change]) -> str:
    """What was written although not all was, and could not be taken back; and what to do."""
    if not made:
        return f"{UNWRITTEN} Run the command again."
    paths = ", ".join(change.path for change in made)
    return f"Written before that: {paths}. See `git diff`, and run the command again."


def _reason(error: OSError, path: Path) -> str:
    """Why the file at *path* cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{path} cannot be written, since the disk is full: {error.strerror}."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{path} cannot be written, since its folder cannot: {error.strerror}."
    return f"{path} cannot be written: {error.strerror}."

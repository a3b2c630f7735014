"""File systems of a test's own, in a mount namespace that only a child sees and that ends with it."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support.children import start

CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18


def with_mounts(function: Callable[[], object]) -> Any:
    """Run a function where it may mount; skips the test where nobody lets us."""
    reason = _forbidden()
    if reason:
        pytest.skip(f"no file system can be mounted here: {reason}")

    def alone() -> object:
        _leave()
        return function()

    return start(alone).result()


def mount(kind: str, target: Path, options: str = "", *, flags: int = 0, source: str = "none") -> None:
    """Mount a file system, for a process in a namespace of its own (mount(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (os.fsencode(source), os.fsencode(target), kind.encode(), flags, options.encode())
    if libc.mount(arguments[0], arguments[1], arguments[2], ctypes.c_ulong(flags), arguments[4]):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(target))


def bind(source: Path, target: Path) -> None:
    """Show a folder at another place too."""
    mount("", target, flags=MS_BIND, source=str(source))


@cache
def _forbidden() -> str:
    def attempt() -> str:
        try:
            _leave()
            mount("tmpfs", Path("/tmp"), "size=64k")
        except (OSError, AttributeError) as error:
            return str(error) or "no reason is given"
        return ""

    return str(start(attempt).result())


def _leave() -> None:
    """Leave the namespace in which everybody else would see what is mounted."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS if user == 0 else CLONE_NEWNS | CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    mount("", Path("/"), flags=MS_REC | MS_PRIVATE)

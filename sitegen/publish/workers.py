"""Map a function over many items, in one process per processor."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple, TypeVar

from sitegen import is_short_of_memory
from sitegen.problems import ContentError
from sitegen.publish.problem import WorkerFailed, WorkerKilled

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

MIN_ITEMS = 300
"""Number of items below which starting processes costs more than it gains."""
ITEMS_PER_WORKER = 100
"""Number of items that are worth one more process."""
BATCH_SIZE = 50
"""Number of items in a batch, unless there would be more than MAX_BATCHES."""
MAX_BATCHES = 1000
"""Number of tickets that fit into the smallest pipe of any system, 4,096 bytes."""
_TICKET = 4
"""Bytes of the number of a batch. All are written at once, so reads are never partial."""


class _Worker(NamedTuple):
    process: BaseProcess
    receiver: Connection


class _Work(NamedTuple):
    """Batches of items; a worker that is done with one takes the next."""

    function: Callable[[Any], Any]
    items: Sequence[Any]
    size: int
    batches: int
    tickets: int
    """The pipe from which each batch number can be read once."""

    def batch(self, number: int) -> Sequence[Any]:
        return self.items[number * self.size : (number + 1) * self.size]


def fork_map(function: Callable[[_Item], _Result], items: Sequence[_Item]) -> Generator[_Result, None, None]:
    """The results of *function* in the order of *items*.

    Reraises what *function* raises: a ContentError, an OSError of the system, a MemoryError, all else as WorkerFailed.
    Workers are forked, so that *function* and *items* need not be picklable, only results. They end with this
    iterator, so close it when leaving it early; a worker whose parent is gone stops at its next item.
    """
    workers = min(_processors(), len(items) // ITEMS_PER_WORKER)
    if len(items) < MIN_ITEMS or workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(function, items)
        return
    size = max(1, min(BATCH_SIZE, len(items) // (4 * workers)), -(-len(items) // MAX_BATCHES))
    crew: list[_Worker] = []
    try:
        batches = -(-len(items) // size)
        with _tickets(batches) as tickets:
            work = _Work(function, items, size, batches, tickets)
            yield from _collect(crew, work) if _start_workers(crew, workers, work) else map(function, items)
    finally:
        _stop_workers(crew)


@contextmanager
def _tickets(batches: int) -> Iterator[int]:
    """A pipe with the number of every batch in it."""
    reader, writer = os.pipe()
    try:
        try:
            os.write(writer, b"".join(number.to_bytes(_TICKET, "big") for number in range(batches)))
        finally:
            os.close(writer)
        yield reader
    finally:
        os.close(reader)


def _start_workers(crew: list[_Worker], workers: int, work: _Work) -> bool:
    """Start all workers, or none where the system does not allow so many processes."""
    with _ready_to_fork():
        try:
            for _ in range(workers):
                crew.append(_start(work, [worker.receiver for worker in crew]))
        except OSError:
            _stop_workers(crew)
            crew.clear()
    return bool(crew)


def _start(work: _Work, readers: Sequence[Connection]) -> _Worker:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    arguments = (work, sender, [*readers, receiver], os.getpid())
    process = context.Process(target=_worker_main, args=arguments, daemon=True)
    try:
        with sender:
            process.start()
    except OSError:
        receiver.close()
        raise
    return _Worker(process, receiver)


@contextmanager
def _ready_to_fork() -> Iterator[None]:
    """Block SIGINT for workers, and silence the warning about forking beside threads."""
    # Ctrl-C reaches the whole group; only the parent handles it, and ends the workers silently.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with warnings.catch_warnings():
            # From Python 3.12 on, forking beside threads warns. Ours take no lock that another thread may hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop_workers(crew: Sequence[_Worker]) -> None:
    """Kill all workers and wait until they have ended."""
    for worker in crew:
        # Not SIGTERM, whose handler they share with a parent that may have set one.
        worker.process.kill()
    for worker in crew:
        worker.receiver.close()
        worker.process.join()
        worker.process.close()


def _collect(crew: Sequence[_Worker], work: _Work) -> Iterator[Any]:
    """Yield results in order as they arrive."""
    busy = {worker.receiver: worker.process for worker in crew}
    arrived: dict[int, list[Any]] = {}
    for awaited in range(work.batches):
        while awaited not in arrived:
            for receiver in wait(list(busy)):
                assert isinstance(receiver, Connection)
                message = _receive(receiver, busy[receiver])
                if message is None:
                    del busy[receiver]
                else:
                    number, results = message
                    arrived[number] = results
        yield from arrived.pop(awaited)


def _receive(receiver: Connection, process: BaseProcess) -> tuple[int, list[Any]] | None:
    """The number of a batch and its results, None at a worker's end; reraises what the worker raised."""
    try:
        kind, number, value = receiver.recv()
    except (EOFError, OSError) as error:
        process.join(1)
        raise WorkerKilled(_exit_message(process.exitcode)) from error
    if kind == "content":
        raise ContentError(value)
    if kind == "system":
        raise OSError(*value)
    if kind == "memory":
        raise MemoryError
    if kind == "bug":
        raise WorkerFailed(value)
    return None if kind == "end" else (number, value)


def _exit_message(code: int | None) -> str:
    if code is None or code >= 0:
        return f"A worker process ended before its work was done, with exit code {code}."
    name = signal.Signals(-code).name if -code in signal.valid_signals() else f"signal {-code}"
    perhaps = " Most often that means that memory ran out." if -code == signal.SIGKILL else ""
    return f"A worker process was killed ({name}).{perhaps}"


def _worker_main(work: _Work, sender: Connection, readers: Sequence[Connection], parent: int) -> None:
    """Run in a worker: process batches until none is left or one fails."""
    for reader in readers:
        # With a sibling holding the other end of a pipe, writing to it would not fail when the parent is gone.
        reader.close()
    try:
        while ticket := os.read(work.tickets, _TICKET):
            batch = int.from_bytes(ticket, "big")
            kind, value = _attempt(work, batch, parent)
            _send(sender, kind, batch, value)
            if kind != "results":
                return
        _send(sender, "end", -1, None)
    except BrokenPipeError:
        return  # The parent is gone, or reads no further.


def _attempt(work: _Work, batch: int, parent: int) -> tuple[str, object]:
    try:
        return "results", [_unless_orphaned(work.function, item, parent) for item in work.batch(batch)]
    except ContentError as error:
        return "content", error.problems
    except OSError as error:
        if error.errno is None:
            return "bug", traceback.format_exc()  # Not the system's: Jinja2's TemplateNotFound is an OSError too.
        return "system", (error.errno, error.strerror, error.filename, None, error.filename2)
    except Exception as error:
        return ("memory", None) if is_short_of_memory(error) else ("bug", traceback.format_exc())


def _unless_orphaned(function: Callable[[Any], Any], item: object, parent: int) -> object:
    if os.getppid() != parent:
        os._exit(1)
    return function(item)


def _send(sender: Connection, kind: str, batch: int, value: object) -> None:
    try:
        sender.send((kind, batch, value))
    except BrokenPipeError:
        raise
    except Exception:
        # Pickling fails before anything is sent.
        sender.send(("bug", batch, traceback.format_exc()))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

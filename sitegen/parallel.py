"""The same function over many items, in as many processes as there are processors."""

from __future__ import annotations

import gc
import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 300
"""Items for which starting processes costs more than it gains."""
BATCH = 50
"""Results that travel together."""


class WorkerFailed(RuntimeError):
    """A worker died, or its function raised something that is a bug; carries the worker's traceback."""


def fork_map(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """The results of *function* in the order of *items*; an OSError that it raises is raised here.

    Workers are forked, so that *function* and *items* need not be picklable, only results. A worker whose
    parent is gone stops at its next item.
    """
    workers = min(_processors(), len(items))
    if len(items) < FEW or workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(function, items)
        return
    gc.freeze()  # Forked collectors would touch, and so copy, every page that is shared.
    context = multiprocessing.get_context("fork")
    running = []
    for number in range(workers):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(
            target=_work, args=(function, items, number, workers, sender, os.getpid()), daemon=True
        )
        process.start()
        sender.close()
        running.append((process, receiver))
    try:
        yield from _collect([receiver for _, receiver in running], len(items), workers)
    finally:
        for process, receiver in running:
            receiver.close()
            process.join(0.5)
            if process.is_alive():
                process.terminate()
            process.join()
        gc.unfreeze()


def _collect(receivers: Sequence[Connection], count: int, workers: int) -> Iterator[Any]:
    """Results as they come, given out in order."""
    numbers = {receiver: number for number, receiver in enumerate(receivers)}
    arrived: list[list[Any]] = [[] for _ in receivers]
    given = 0
    open_ = list(receivers)
    while open_:
        for receiver in wait(open_):
            assert isinstance(receiver, Connection)
            try:
                kind, value = receiver.recv()
            except EOFError:
                open_.remove(receiver)
                continue
            if kind == "os":
                raise value
            if kind == "bug":
                raise WorkerFailed(value)
            arrived[numbers[receiver]].extend(value)
        while given < count and len(arrived[given % workers]) > given // workers:
            row = arrived[given % workers]
            yield row[given // workers]
            row[given // workers] = None
            given += 1
    if given < count:
        raise WorkerFailed("a worker process was killed")


def _work(
    function: Callable[[Any], Any], items: Sequence[Any], number: int, workers: int, sender: Connection, parent: int
) -> None:
    gc.disable()
    batch: list[Any] = []
    try:
        for index in range(number, len(items), workers):
            if os.getppid() != parent:
                return
            batch.append(function(items[index]))
            if len(batch) == BATCH:
                sender.send(("results", batch))
                batch = []
        sender.send(("results", batch))
    except BrokenPipeError:
        return
    except OSError as error:
        sender.send(("os", error))
    except KeyboardInterrupt:
        return
    except Exception:
        sender.send(("bug", traceback.format_exc()))
    finally:
        sender.close()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

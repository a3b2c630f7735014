"""One function over many items, in several real processes: what comes back, what is raised, who is left."""

from __future__ import annotations

import errno
import multiprocessing.connection
import os
import signal
import sys
import threading
from contextlib import closing
from functools import partial
from multiprocessing.connection import Connection

import pytest
from support.children import Gate, eventually, gate, has_ended, start, state

from sitegen.problems import ContentError, Problem
from sitegen.publish import workers
from sitegen.publish.problem import WorkerFailed, WorkerKilled
from sitegen.publish.workers import MIN_ITEMS, fork_map

MANY = range(MIN_ITEMS * 3)
HERE = os.getpid


@pytest.fixture(autouse=True)
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four, also on a machine that has one."""
    monkeypatch.setattr(workers, "_processors", lambda: 4)


def square(number: int) -> tuple[int, int]:
    """A result, and who made it."""
    return number * number, os.getpid()


# --- results


def test_results_come_in_the_order_of_the_items() -> None:
    """However the work is dealt out."""
    assert [result for result, _ in fork_map(square, MANY)] == [number * number for number in MANY]


@pytest.mark.parametrize("count", [MIN_ITEMS, MIN_ITEMS + 1, 3 * MIN_ITEMS - 1, 1009])
def test_no_item_is_lost_at_the_edges_of_batches(count: int) -> None:
    """Counts that do not divide evenly."""
    assert [result for result, _ in fork_map(square, range(count))] == [number * number for number in range(count)]


def test_many_items_are_shared_among_processes() -> None:
    """That is the point; and none of them is this one."""
    with gate() as closed:

        def function(number: int) -> None:
            if number % workers.BATCH_SIZE == 0 and number < 4 * workers.BATCH_SIZE:
                closed.pass_through()  # So that nobody takes two of them.

        results = fork_map(function, MANY)
        first = threading.Thread(target=lambda: list(results))
        first.start()
        makers = {closed.arrived() for _ in range(4)}
        closed.open()
        first.join()

    assert len(makers) == 4
    assert HERE() not in makers


def test_a_worker_without_memory_is_no_bug() -> None:
    """Its parent says the same as if it had had none itself."""

    def function(number: int) -> int:
        if number == 1:
            raise MemoryError
        return number

    with pytest.raises(MemoryError):
        list(fork_map(function, MANY))


def test_a_batch_that_takes_long_holds_up_no_other() -> None:
    """Whoever is done takes the next one."""
    with gate() as closed:

        def function(number: int) -> int:
            if number == 4 * workers.BATCH_SIZE:  # Were batches dealt out in turn, this would come to the same worker.
                closed.arrive()
            if number == 0:
                closed.arrived()  # Fails when that does not come.
            return number

        assert list(fork_map(function, MANY)) == list(MANY)


def test_the_numbers_of_all_batches_fit_into_the_smallest_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many items there are, writing them never waits for a reader."""
    monkeypatch.setattr(workers, "BATCH_SIZE", 1)
    count, write, written = workers.MAX_BATCHES * 4 + 1, os.write, []

    def spy(descriptor: int, data: bytes) -> int:
        written.append(len(data))
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", spy)

    assert len(list(fork_map(square, range(count)))) == count
    assert written
    assert written[0] <= 4096


def test_few_items_are_done_in_this_process() -> None:
    """Starting others would cost more than it gains."""
    assert {maker for _, maker in fork_map(square, range(MIN_ITEMS - 1))} == {HERE()}


def test_one_processor_needs_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small container has nothing to share."""
    monkeypatch.setattr(workers, "_processors", lambda: 1)

    assert {maker for _, maker in fork_map(square, MANY)} == {HERE()}


def test_results_may_be_larger_than_a_pipe() -> None:
    """A pipe holds 64 KiB; a batch here is megabytes."""
    results = list(fork_map(lambda number: bytes([number % 256]) * 100_000, MANY))

    assert results == [bytes([number % 256]) * 100_000 for number in MANY]


def test_neither_function_nor_items_need_be_picklable() -> None:
    """They are inherited, not sent."""
    items = [(lambda number=number: number) for number in MANY]

    assert list(fork_map(lambda item: item(), items)) == list(MANY)


def test_threads_beside_it_do_no_harm() -> None:
    """`sitegen serve` builds beside the threads that answer requests; from Python 3.12 on that gives a warning."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert len(list(fork_map(square, MANY))) == len(MANY)
    finally:
        stop.set()
        thread.join()


def test_a_system_that_allows_no_more_processes_gets_the_work_done_in_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`ulimit -u`: whoever was started before is ended first, so that nothing is done twice at a time."""
    fork, started = os.fork, []

    def fork_once() -> int:
        if started:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        started.append(fork())
        return started[0]

    monkeypatch.setattr(os, "fork", fork_once)

    assert {maker for _, maker in fork_map(square, MANY)} == {HERE()}
    assert has_ended(started[0])


# --- faults


def raise_at(item: int, error: BaseException, number: int) -> int:
    """A function with a fault at one item."""
    if number == item:
        raise error
    return number


def test_an_error_of_the_system_is_raised_as_it_was() -> None:
    """The caller can tell a full disk from a missing file, and which file it was."""
    fault = OSError(errno.ENOSPC, "No space left on device", "/some/file")

    with pytest.raises(OSError, match="No space") as caught:
        list(fork_map(partial(raise_at, 500, fault), MANY))

    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "/some/file")


def test_an_error_of_the_system_keeps_its_class() -> None:
    """FileNotFoundError is caught as such."""
    with pytest.raises(FileNotFoundError):
        list(fork_map(lambda number: open(f"/nowhere/{number}"), MANY))  # noqa: SIM115, PTH123


def test_a_problem_of_the_content_is_raised_whole() -> None:
    """A template that is wrong is somebody's mistake, not our bug, in every process."""
    problem = Problem("themes/mine/index.html", 3, "", "this template is wrong: unexpected '}'", "A hint.")

    with pytest.raises(ContentError) as caught:
        list(fork_map(partial(raise_at, 500, ContentError([problem])), MANY))

    assert caught.value.problems == (problem,)


def test_any_other_exception_carries_the_workers_traceback() -> None:
    """Whoever reads the report sees where it happened."""
    with pytest.raises(WorkerFailed, match=r"(?s)in raise_at.*ZeroDivisionError: by zero"):
        list(fork_map(partial(raise_at, 500, ZeroDivisionError("by zero")), MANY))


def test_an_oserror_that_is_not_the_systems_is_a_bug() -> None:
    """Jinja2's TemplateNotFound is an OSError too, without a number."""
    with pytest.raises(WorkerFailed, match=r"(?s)Traceback.*no such template"):
        list(fork_map(partial(raise_at, 500, OSError("no such template")), MANY))


def test_a_broken_pipe_of_the_function_is_not_taken_for_the_workers_own() -> None:
    """It is an error of the system like any other."""
    with pytest.raises(BrokenPipeError):
        list(fork_map(partial(raise_at, 500, BrokenPipeError(errno.EPIPE, "Broken pipe")), MANY))


def test_a_result_that_cannot_be_sent_is_a_bug() -> None:
    """It is told with its traceback, and nobody waits for it."""
    with pytest.raises(WorkerFailed, match=r"(?s)Traceback.*local object"):
        list(fork_map(lambda number: lambda: number, MANY))


def test_results_before_a_fault_are_given_out() -> None:
    """Nothing that was made in order is lost."""
    given: list[int] = []
    with pytest.raises(WorkerFailed):
        given.extend(fork_map(partial(raise_at, 899, ZeroDivisionError()), MANY))

    assert given == list(range(len(given)))
    assert given


def die_at(item: int, number: int) -> int:
    """What happens to a worker when memory runs out."""
    if number == item:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_killed_worker_is_told_and_not_waited_for() -> None:
    """The others may have work for minutes."""
    with gate() as closed:

        def function(number: int) -> int:
            if number >= 800:
                closed.pass_through()  # For ever.
            return die_at(300, number)

        with pytest.raises(WorkerKilled, match=r"killed \(SIGKILL\).*memory"):
            list(fork_map(function, MANY))


def test_a_worker_killed_in_the_middle_of_a_message_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a batch is not a batch, and not an error of the system's either."""

    def die_halfway(self: Connection, data: bytes) -> None:
        os.write(self.fileno(), data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(multiprocessing.connection.Connection, "_send", die_halfway)

    with pytest.raises(WorkerKilled):
        list(fork_map(lambda number: b"x" * 1000, MANY))


def test_a_worker_that_leaves_is_told_with_its_exit_code() -> None:
    """`sys.exit` somewhere in a theme's depths."""
    with pytest.raises(WorkerKilled, match="exit code 3"):
        list(fork_map(partial(raise_at, 300, SystemExit(3)), MANY))


# --- the end of workers


def workers_at(closed: Gate, count: int = 4) -> set[int]:
    """The workers that have come to a gate."""
    return {closed.arrived() for _ in range(count)}


def waiting(closed: Gate, number: int) -> int:
    """A function that goes on only when the gate is open."""
    closed.pass_through()
    return number


def test_leaving_early_ends_the_workers() -> None:
    """Whatever they are doing, none is left when the iterator is closed."""
    with gate() as closed:

        def function(number: int) -> int:
            return number if number < 200 else waiting(closed, number)

        with closing(fork_map(function, MANY)) as results:
            assert next(results) == 0
            workers = workers_at(closed)

        assert all(map(has_ended, workers))


def test_a_fault_ends_the_other_workers() -> None:
    """They would write files that nobody wants."""
    with gate() as closed:
        workers: list[int] = []

        def function(number: int) -> int:
            if number == 0:
                workers_seen = workers_at(closed, 3)
                raise ZeroDivisionError(" ".join(map(str, workers_seen)))
            return waiting(closed, number)

        with pytest.raises(WorkerFailed) as caught:
            list(fork_map(function, MANY))

        workers = [int(pid) for pid in str(caught.value).strip().rpartition(": ")[2].split()]
        assert len(workers) == 3
        assert all(map(has_ended, workers))


def interrupted(closed: Gate) -> tuple[str, str]:
    """A child's report: what was raised, and what was written to the terminal."""
    reader, writer = os.pipe()
    sys.stderr = os.fdopen(writer, "w")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    raised = ""
    try:
        list(fork_map(partial(waiting, closed), MANY))
    except KeyboardInterrupt:
        raised = "KeyboardInterrupt"
    sys.stderr.close()
    with os.fdopen(reader) as terminal:
        return raised, terminal.read()


def test_an_interrupt_ends_everything_quietly() -> None:
    """Ctrl-C reaches the whole group: one KeyboardInterrupt, no traceback from workers, nobody left."""
    with gate() as closed:
        child = start(partial(interrupted, closed))
        workers = workers_at(closed)

        os.killpg(child.pid, signal.SIGINT)

        assert child.result() == ("KeyboardInterrupt", "")
        assert all(map(has_ended, workers))


def test_workers_of_a_killed_parent_end_at_their_next_item() -> None:
    """An OOM killer takes one process only; the others must not go on for it."""
    with gate() as closed:
        child = start(lambda: list(fork_map(partial(waiting, closed), MANY)))
        workers = workers_at(closed)

        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        closed.open()

        assert eventually(lambda: all(map(has_ended, workers)))
        closed.arrive()
        assert closed.arrived() == HERE()  # And nobody else.


def test_a_worker_of_a_killed_parent_does_not_wait_for_a_reader() -> None:
    """Its pipe is full; siblings that hang must not seem to be at the other end of it."""
    with gate() as closed, gate() as full:

        def function(number: int) -> bytes:
            if number >= workers.BATCH_SIZE:
                closed.pass_through()
            elif number == 0:
                full.pass_through()
            elif number == workers.BATCH_SIZE - 1:
                full.arrive()
            return b"x" * 100_000

        child = start(lambda: list(fork_map(function, MANY)))
        first, others = full.arrived(), workers_at(closed, 3)
        os.kill(child.pid, signal.SIGSTOP)  # It reads no more.
        full.open()
        assert full.arrived() == first  # With its last item; then it writes.
        assert eventually(lambda: state(first) == "S")

        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL

        assert eventually(lambda: has_ended(first))
        assert not any(map(has_ended, others))


def test_nothing_is_left_open() -> None:
    """A thousand builds of `sitegen serve` need no more descriptors than one."""
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208

    for _ in range(3):
        list(fork_map(square, MANY))

    assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208

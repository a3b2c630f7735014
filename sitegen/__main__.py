"""The program: `sitegen`, or `python -m sitegen`."""

import _signal  # type: ignore[import-not-found]  # The part of `signal` that is built in: until it is asked, Ctrl-C ends in a traceback.


def main() -> None:
    """Load the command line, and run it."""
    interruptible = _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
    if interruptible:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    import atexit
    import gc
    import sys

    from sitegen import is_short_of_memory

    # Most objects live until the end: looking for garbage as often as Python does by default would take a tenth of
    # the time to start, and a twentieth of a build; at the end there is none worth looking for.
    gc.set_threshold(1_000_000)
    atexit.register(gc.freeze)
    try:
        from sitegen.cli import run_and_exit
    except Exception as error:
        if is_short_of_memory(error):
            sys.exit("sitegen: there is too little memory to start.")
        raise
    if interruptible:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    run_and_exit()


if __name__ == "__main__":
    main()

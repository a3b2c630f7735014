"""The program: `sitegen`, or `python -m sitegen`."""

import atexit
import gc
from typing import NoReturn


def main() -> NoReturn:
    """Load the command line, and run it."""
    # Most objects live until the end: looking for garbage as often as Python does by default would take a tenth of
    # the time to start, and a twentieth of a build; at the end there is none worth looking for.
    gc.set_threshold(1_000_000)
    atexit.register(gc.freeze)
    from sitegen.cli import run_and_exit

    run_and_exit()


if __name__ == "__main__":
    main()

"""The program: `sitegen`, or `python -m sitegen`."""

import atexit
import gc
from typing import NoReturn


def main() -> NoReturn:
    """Load the command line, and run it."""
    # Most objects live until the end: collecting garbage as often as Python does by default would take a tenth of
    # the time to start, and a twentieth of a build.
    gc.set_threshold(100_000)
    # Nor is there garbage to look for at the end, which would be a twelfth of a build that changes little.
    atexit.register(gc.freeze)
    from sitegen.cli import run_and_exit

    run_and_exit()


if __name__ == "__main__":
    main()

"""The program: `sitegen`, or `python -m sitegen`."""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Load the command line, and run it."""
    # What is loaded stays until the end: looking for garbage among it would be a twentieth of the time to start.
    gc.disable()
    from sitegen.cli import run_and_exit as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()

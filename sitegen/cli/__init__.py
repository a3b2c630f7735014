"""The command line: reads options and the clock, calls the rest, prints, chooses the exit code."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from sitegen import __version__, is_short_of_memory
from sitegen.authoring.problem import NotWritten
from sitegen.cli.commands import INTERRUPTED, Commands, Unloaded
from sitegen.cli.printing import print_problems, print_refusal, say
from sitegen.problems import ContentError
from sitegen.publish.problem import PublishProblem, WorkerKilled

REFUSED, OUR_BUG, OUTPUT_CLOSED = 1, 3, 141
"""Exit codes; the last is what shells report for a program ended by SIGPIPE."""
_COMPLETING = "_SITEGEN_COMPLETE"
"""The variable with which a shell asks for completions."""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def sitegen() -> None:
    """A static status site from Markdown in git.

    \b
    Something is broken:   sitegen new incident
    There is more to say:  sitegen update
    Something was wrong:   sitegen amend
    It is over:            sitegen resolve

    Each asks for what it needs, writes one file, and says how to publish it. Until then nobody sees anything.
    `sitegen check` says whether all is well, `sitegen serve` shows the site in a browser, and every command has a
    --help. All work on the site in the current folder, or in --site DIR.

    \b
    Example: sitegen new incident 'Sign-in is failing' --component login=major_outage
             sitegen update --status identified --message 'We have found the cause.' --next-update +15m
             sitegen resolve --message 'Sign-in works again. We are sorry.'
    """


for command in (
    Unloaded("init", "sitegen.cli.init:init_command", "Make a new site in a folder of its own."),
    Unloaded("build", "sitegen.cli.build:build_command", "Publish the site into dist/: all of it, or none."),
    Unloaded("check", "sitegen.cli.check:check_command", "Say what is wrong, or would hurt readers; change nothing."),
    Unloaded("serve", "sitegen.cli.serve:serve_command", "Show the site in a browser while you write."),
    Unloaded(
        "preview", "sitegen.cli.preview:preview_command", "Show what readers and subscribers will get of a change."
    ),
    Unloaded("status", "sitegen.cli.status:status_command", "Say what the page shows now."),
    Unloaded("due", "sitegen.cli.due:due_command", "Say what is overdue, and when the site next changes by itself."),
    Unloaded("message", "sitegen.cli.message:message_command", "Show the messages that go out beside the page."),
    Unloaded(
        "notify", "sitegen.cli.notify:notify_command", "Send the messages that are due, by the routes of messages.yml."
    ),
    Unloaded("new", "sitegen.cli.new:new_group", "Open an incident; announce a maintenance; begin a postmortem."),
    Unloaded("update", "sitegen.cli.update:update_command", "Say more about an incident or a maintenance."),
    Unloaded("resolve", "sitegen.cli.update:resolve_command", "End an incident, or a maintenance, with a last update."),
    Unloaded("amend", "sitegen.cli.amend:amend_command", "Correct what is published: a time, words; or take it back."),
    Unloaded("import", "sitegen.cli.importing:import_group", "Import a history from another system."),
    Unloaded(
        "edge", "sitegen.cli.edge:edge_group", "Configure nginx, a CDN, … to show the 503 page while you are down."
    ),
    Unloaded("schema", "sitegen.cli.schema:schema_command", "Print a JSON Schema, for your editor."),
):
    sitegen.add_command(command)


def run_and_exit() -> NoReturn:
    """Run the command line and exit.

    0: done. 1: refused by the content or the system. 2: wrong usage. 3: a bug of ours. 4: published by
    `build --last-good`, with older versions of what is wrong.
    """
    # A stream that the caller has closed is None.
    sys.stdin = sys.stdin or Path(os.devnull).open()  # noqa: SIM115
    sys.stdout, sys.stderr = (stream or Path(os.devnull).open("w") for stream in (sys.stdout, sys.stderr))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character must not stop a publication.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    code = run()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # All is said and done: Ctrl-C ends it, without a traceback.
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # The reader has gone, or the disk is full, which `run` has reported: Python's flush at exit must not
            # report it again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        result = sitegen.main(arguments, prog_name="sitegen", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except ContentError as error:
        print_problems(error.problems, outcome="Nothing was written.")
        return REFUSED
    except (PublishProblem, NotWritten) as error:
        say(f"sitegen: {error}", err=True)
        return REFUSED
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:  # Wrong usage has the exit code 2.
        print_refusal(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted. The published site is unchanged.", err=True)
        return INTERRUPTED
    except SystemExit as error:
        # Click exits so when a shell has asked for completions, and with 1 when nobody reads the output.
        return OUTPUT_CLOSED if error.code else 0
    except WorkerKilled as error:
        say(f"sitegen: {error} Nothing was written.", err=True)
        return REFUSED
    except OSError as error:
        if error.errno is None or error.errno == errno.ENOMEM:
            return _unexpected(error)  # The first is not the system's: Jinja2's TemplateNotFound is an OSError too.
        # Without a file's name there is either no folder for temporary files, or it is what was written or printed.
        unnamed = "TMPDIR" if error.errno == errno.ENOENT else "what was written or printed last"
        place = error.filename2 or error.filename or unnamed
        say(f"sitegen: {place}: {error.strerror}.", err=True)
        return REFUSED
    except Exception as error:
        if _COMPLETING in os.environ:
            return REFUSED  # Somebody is typing, and the variables are not as a shell sets them.
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    """Report an exception that is being handled: there is no memory, or it is our bug; returns the exit code."""
    if is_short_of_memory(error):
        say("sitegen: there is too little memory. Give it more: see `ulimit -v` and the limits of the job.", err=True)
        return REFUSED
    say(
        f"This is a bug in sitegen {__version__}, not in your content. Please report it with what follows, "
        "and with the file that it happened on if you can.\n\n" + traceback.format_exc(),
        err=True,
    )
    return OUR_BUG

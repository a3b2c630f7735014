"""`sitegen init`."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click

from sitegen import __version__
from sitegen.build import AsOf
from sitegen.cli.asking import ask, can_ask
from sitegen.cli.options import ReadValue, build_moment, now_option
from sitegen.cli.printing import count, hand_over, say
from sitegen.cli.writing import WritingCommand, ignore_interrupts
from sitegen.guard.git import git_answer
from sitegen.problems import ContentError, one_of, quoted
from sitegen.read.config import SITE_FILE, read_config
from sitegen.read.fields import nearest_locale
from sitegen.starter.answers import SECTIONS, Answers
from sitegen.starter.files import changes
from sitegen.starter.plan import in_the_way, plan_site, write_new
from sitegen.starter.requirement import default_requirement, documentation, origin, read_requirement
from sitegen.times import TimeProblem, read_zone

SEPARATORS = re.compile("[,，、;；]")
"""What stands between the values of an answer that may have several."""

NONE = "none"
"""The answer that there is none."""

MAX_NAMES_SHOWN = 5
"""Files in the way that the message names."""

_Answer = str | tuple[str, ...]


class Question(NamedTuple):
    """A question of `init`, which is an option too."""

    key: str
    """The field of `Answers`."""
    option: str
    asked: str
    several: bool = False
    may_lack: bool = False

    def read(self, typed: str) -> _Answer:
        """The value in what was typed."""
        text = "" if self.may_lack and typed.strip() in (NONE, "-") else typed.strip()
        if not self.several:
            return text
        return tuple(part.strip() for part in SEPARATORS.split(text) if part.strip())


QUESTIONS = (
    Question("name", "--name", "Your name, as readers know it"),
    Question("repository", "--repository", "Address of the repository that it will be in", may_lack=True),
    Question("url", "--url", "Address at which readers will see it"),
    Question("timezone", "--timezone", "Time zone"),
    Question("language", "--lang", f"Languages ({', '.join(SECTIONS)}), the site's own first", several=True),
    Question("component", "--component", "What you report on, such as Website, Sign-in, API", several=True),
    Question("contact", "--contact", "Whom readers ask: mail, web address, phone", several=True, may_lack=True),
)


@click.command(cls=WritingCommand, short_help="Make a new site in a folder of its own.")
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--name", help="The company's or the service's name. Default: the folder's.")
@click.option("--repository", metavar="URL", help="The repository that it will be in. Default: git's origin, if any.")
@click.option("--url", help="Where readers see the site. Default: GitHub Pages of the repository.")
@click.option("--timezone", metavar="ZONE", help="The zone of times without one. Default: this machine's.")
@click.option(
    "--lang",
    "language",
    multiple=True,
    metavar="LOCALE",
    help=f"{one_of(SECTIONS)}; may be repeated. Default: en.",
)
@click.option(
    "--component",
    multiple=True,
    metavar="[ID=]NAME",
    help="A part of the service that readers know by name; may be repeated. Default: Website.",
)
@click.option("--contact", multiple=True, help="A mail address, a web address, a phone number; may be repeated.")
@click.option(
    "--requirement",
    type=ReadValue("requirement", read_requirement),
    help="What the workflows install: sitegen==1.2.3, or git+https://HOST/PATH@COMMIT. Default: this sitegen.",
)
@click.option("--docs", metavar="LINK", help="Where the docs/ of sitegen are, to link to them.")
@click.option("--diff", is_flag=True, help="Write nothing; print what this sitegen would change in the site in DIR.")
@now_option
def init_command(
    folder: Path, requirement: str | None, docs: str | None, diff: bool, now: datetime | None, **given: Any
) -> None:
    """Make a new site in DIR, apart from the generator: site.yml, content/, and workflows that check and publish it.

    On a terminal it asks for what is not given. All is checked before anything is written, and DIR must be new or
    empty, but for what git and a new repository on GitHub bring.

    With --diff, prints what this sitegen would change in the workflows, the versions and the pages for people of a
    site that an older one made, as a patch that `git apply` takes.

    \b
    Example: sitegen init status
             sitegen init status --name Example --url https://status.example.com --component Website </dev/null
             sitegen init --diff | git apply
    """
    if diff:
        hand_over("".join(changes(folder, read_config(folder), __version__, docs)))
        return
    _refuse_if_used(folder)
    pinned = requirement or default_requirement(__version__)
    docs = documentation(pinned) if docs is None else docs
    as_of = build_moment(now)
    answers = _answers(folder, as_of, given)
    files, problems = plan_site(answers, pinned, docs, as_of)
    if problems:
        raise ContentError(problems)
    readme = next((path.name for path in _entries(folder) if path.stem.lower() == "readme"), None)
    if readme:
        files["HOWTO.md"] = files.pop("README.md")
    ignore_interrupts()
    write_new(folder, files)
    say(f"{count(len(files), 'file')} written to {folder}/.")
    if readme:
        say(f"{readme} stays as it was; how people work with the site is told in HOWTO.md.")
    for line in _next_steps(folder, answers, pinned):
        say(line)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def _refuse_if_used(folder: Path) -> None:
    """Raise UsageError if *folder* has what a new site must not be mixed with."""
    found = in_the_way(folder)
    if not found:
        return
    more = f" and {len(found) - MAX_NAMES_SHOWN} more" if len(found) > MAX_NAMES_SHOWN else ""
    message = f"expected a new or an empty folder, found in {folder}/: {', '.join(found[:MAX_NAMES_SHOWN])}{more}."
    hint = ""
    if "sitegen" in found:
        hint = "A fork is made yours by: make mine."
    elif SITE_FILE in found:
        hint = "To see what this sitegen would change in the site there, say --diff."
    raise click.UsageError(f"{message} Name a new folder, as in: sitegen init status. {hint}".rstrip())


def _answers(folder: Path, as_of: AsOf, given: Mapping[str, Any]) -> Answers:
    """What is given, each checked, and all told at once; then what is asked for, or follows from the rest."""
    known: dict[str, _Answer] = {}
    faults = []
    for question in QUESTIONS:
        value = given[question.key]
        if value not in (None, ()):
            known[question.key] = question.read(value if isinstance(value, str) else ",".join(value))
            faults += [f"{question.option}: {fault}" for fault in _faults(question, known[question.key], as_of)]
    if faults:
        raise click.UsageError("\n".join(faults))
    if can_ask() and len(known) < len(QUESTIONS):
        say("All of it can be changed later, in site.yml.\n", err=True)
    for question in QUESTIONS:
        if question.key not in known:
            default = _default(question, known, folder)
            known[question.key] = _asked(question, default, as_of) if can_ask() else _taken(question, default, as_of)
    answers = Answers(since=as_of.now.date())
    answers = replace(answers, **known)  # type: ignore[arg-type]
    return replace(answers, since=as_of.now.astimezone(read_zone(answers.timezone)).date())


def _faults(question: Question, answer: _Answer, as_of: AsOf) -> list[str]:
    """What is wrong with one answer: what is said of a site in which all else is right."""
    if not answer:
        return [] if question.may_lack else [f"expected an answer, found {'none' if question.several else 'nothing'}"]
    if question.key == "language" and (unknown := [one for one in answer if one not in SECTIONS]):
        hint = nearest_locale(unknown[0], tuple(SECTIONS)) or "For another, see docs/theme.md."
        return [f"expected {one_of(SECTIONS)}, found {quoted(unknown[0])}. {hint}"]
    tried = replace(Answers(since=as_of.now.date()), **{question.key: answer})  # type: ignore[arg-type]
    _, problems = plan_site(tried, "", "", as_of)
    return [
        f"{f'{problem.field}: ' if question.several else ''}{problem.message}. {problem.hint}".rstrip()
        for problem in problems
    ]


def _asked(question: Question, default: str, as_of: AsOf) -> _Answer:
    """The answer from the terminal, asked for until it is right."""

    def read(typed: str) -> _Answer:
        answer = question.read(typed or default)
        if faults := _faults(question, answer, as_of):
            raise click.UsageError("\n".join(faults))
        return answer

    may_be_empty = question.may_lack or bool(default)
    return ask(question.asked, read, empty=may_be_empty, shown=f"Enter: {default or NONE}" if may_be_empty else "")


def _taken(question: Question, default: str, as_of: AsOf) -> _Answer:
    """The default, where nobody can be asked; raises UsageError where there is none that is right."""
    answer = question.read(default)
    if faults := _faults(question, answer, as_of):
        found = f"found {quoted(default)}: {faults[0]}" if default else "found none"
        raise click.UsageError(f"{question.option}: expected it, since without a terminal nobody can be asked, {found}")
    return answer


def _default(question: Question, known: Mapping[str, _Answer], folder: Path) -> str:
    """What is probably meant; empty where nobody can know."""
    if question.key == "name":
        # A name on the disk may be no text, and a link may lead in a circle.
        name = Path(os.path.realpath(folder)).name.encode(errors="ignore").decode()
        words = re.sub(r"[-_\s]+", " ", name).strip()
        return words[:1].upper() + words[1:]
    if question.key == "repository":
        return origin(folder) if (folder / ".git").exists() else ""
    if question.key == "url":
        return _pages_address(str(known["repository"]))
    if question.key == "timezone":
        return _machine_zone()
    return {"language": "en", "component": "Website"}.get(question.key, "")


def _pages_address(repository: str) -> str:
    """Where GitHub publishes the pages of a repository, if it is one of GitHub's."""
    found = re.fullmatch(r"https://github\.com/([\w-]+)/([\w.-]+?)/?", repository)
    if not found:
        return ""
    host = f"{found[1].lower()}.github.io"
    return f"https://{host}" if found[2].lower() == host else f"https://{host}/{found[2]}"


def _machine_zone() -> str:
    """The zone that this machine is set to, if it has a name; else UTC."""
    linked = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    for name in (os.environ.get("TZ", "").removeprefix(":"), linked):
        try:
            read_zone(name)
        except TimeProblem:
            continue
        return "UTC" if name.startswith("Etc/") else name
    return "UTC"


def _next_steps(folder: Path, answers: Answers, requirement: str) -> Iterator[str]:
    """What to type next, and what to set where."""
    place = shlex.quote(str(folder))
    elsewhere = str(folder) != "."
    yield "\nSee it:"
    yield f"    {_program()} serve" + (f" --site {place}" if elsewhere else "")
    host = urlsplit(answers.url).hostname or ""
    domain = "" if host.endswith(".github.io") else f", and Custom domain: {host}"
    repository = answers.repository.rstrip("/")
    yield "\nPublish it with GitHub Pages; other hosts are in docs/hosting.md of sitegen."
    yield f"  First, in its repository: Settings → Pages → Source: GitHub Actions{domain}"
    if repository.startswith("https://github.com/"):
        yield f"    {repository}/settings/pages"
    yield "  Then:"
    if elsewhere:
        yield f"    cd {place}"
    cloned = (folder / ".git").exists()
    if not cloned:
        yield "    git init --initial-branch main"
    elif git_answer(folder, "symbolic-ref", "--short", "HEAD") != ["main"]:
        yield "    git branch --move main"
    yield "    git add . && git commit -m 'A status site'"
    if not (cloned and git_answer(folder, "remote", "get-url", "origin")):
        yield f"    git remote add origin {shlex.quote(f'{repository}.git') if repository else 'ADDRESS'}"
    yield "    git push --set-upstream origin main"
    yield f"\nThe workflows install {requirement}, see requirements.txt."
    if "==" in requirement:
        yield "Make sure that the index which they ask has it: a public one may have another program by that name."
        yield "--requirement names a commit in git, or a wheel."


def _program() -> str:
    """How this program was called, where the shell would not find it by its name."""
    called = Path(sys.argv[0])
    found = shutil.which("sitegen")
    if called.name != "sitegen" or (found and called.exists() and called.samefile(found)):
        return "sitegen"
    return shlex.quote(sys.argv[0])

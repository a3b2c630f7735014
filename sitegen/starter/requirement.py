"""Which sitegen the workflows of a new site install: a pinned one, where possible the one that makes the site."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from sitegen.guard.git import git_answer

_PINNED = re.compile(
    r"sitegen\s*(\[[\w, -]+\])?\s*"
    r"(==\s*[\w.!+-]+|@\s*git\+[a-z]+://\S+@[^@\s/]+|@\s*[a-z]+://\S+\.whl)|\./\S+\.whl"
)


def read_requirement(text: str) -> str:
    """*text* as a line of requirements.txt; raises ValueError unless it names one sitegen and no other.

    A bare address in git is given sitegen's name.
    """
    line = text.strip()
    if line.startswith("git+"):
        line = f"sitegen @ {line}"
    if not _PINNED.fullmatch(line):
        forms = "sitegen==1.2.3, git+https://HOST/PATH@COMMIT or ./sitegen-1.2.3-py3-none-any.whl"
        raise ValueError(f"expected one version of sitegen, such as {forms}, found {text!r}")
    return line


_CHECKOUT = Path(__file__).resolve().parent.parent.parent
"""Where the package lies in a checkout of its repository; of an installed one some other folder."""


def default_requirement(version: str, checkout: Path = _CHECKOUT) -> str:
    """The commit that sitegen was installed from, or that its *checkout* is at; else *version*.

    A commit that no remote of the checkout has is none that a workflow could install.
    """
    try:
        told = json.loads(distribution("sitegen").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        told = {}
    if "vcs_info" in told and told["url"].startswith(("https:", "ssh:")):
        return f"sitegen @ git+{told['url']}@{told['vcs_info']['commit_id']}"
    if (checkout / ".git").exists():
        head = git_answer(checkout, "rev-parse", "HEAD")
        address = origin(checkout)
        if head and address and git_answer(checkout, "branch", "--remotes", "--contains", head[0]):
            return f"sitegen @ git+{address}@{head[0]}"
    return f"sitegen=={version}"


def documentation(requirement: str) -> str:
    """Where people read the documentation of what a requirement names, or a file of them; empty where nobody knows."""
    found = re.search(r"git\+(https://github\.com/[^/]+/[^/@]+?)(?:\.git)?@(\w+)$", requirement, re.MULTILINE)
    return f"{found[1]}/blob/{found[2]}/docs" if found else ""


def origin(checkout: Path) -> str:
    """The https address of the repository that a checkout came from; empty where there is none."""
    address = next(iter(git_answer(checkout, "remote", "get-url", "origin")), "")
    address = re.sub(r"^(?:ssh://)?git@([\w.-]+)[:/]", r"https://\1/", address)
    return address.removesuffix(".git") if re.match(r"https://[^@\s]+$", address) else ""

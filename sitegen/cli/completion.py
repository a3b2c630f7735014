"""What the shell offers after a tab: the site's entries and components. The README says how to turn it on."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.options import Decorator
from sitegen.model import Config
from sitegen.problems import Problems
from sitegen.read.config import parse_config
from sitegen.read.files import find_groups


def complete_slug(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The slugs that begin like that, newest first."""
    root, config = _site(ctx)
    groups = find_groups(root, config, Problems()) if config else []
    return sorted({group.slug for group in groups if group.slug.startswith(incomplete)}, reverse=True)


def complete_component(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The components that begin like that, without the retired ones."""
    _, config = _site(ctx)
    known = config.components if config else ()
    return [one.id for one in known if one.retired is None and one.id.startswith(incomplete)]


def _site(ctx: click.Context) -> tuple[Path, Config | None]:
    """The site's folder, and its settings if they can be read."""
    root = Path(ctx.params.get("root") or ".")
    return root, parse_config(root, Problems()) if root.is_dir() else None


def component_option(metavar: str, about: str) -> Decorator:
    """`--component`, which may be repeated."""
    more = f"{about}; may be repeated."
    return click.option("--component", multiple=True, metavar=metavar, help=more, shell_complete=complete_component)


slug_argument = click.argument("slug", required=False, shell_complete=complete_slug)

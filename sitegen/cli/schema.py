"""`sitegen schema`."""

from __future__ import annotations

import click

from sitegen.cli.printing import print_json
from sitegen.read.forms import (
    IncidentForm,
    MaintenanceForm,
    MessagesForm,
    PostmortemForm,
    PostmortemTranslationForm,
    SiteForm,
    TranslationForm,
)
from sitegen.read.validation import Form, json_schema

FORMS: dict[str, tuple[type[Form], str]] = {
    "site": (SiteForm, "site.yml"),
    "incident": (IncidentForm, "Front matter of an incident"),
    "maintenance": (MaintenanceForm, "Front matter of a maintenance"),
    "postmortem": (PostmortemForm, "Front matter of a postmortem"),
    "translation": (TranslationForm, "Front matter of a translation"),
    "postmortem-translation": (PostmortemTranslationForm, "Front matter of a postmortem's translation"),
    "messages": (MessagesForm, "messages.yml"),
}


@click.command(short_help="Print a JSON Schema, for your editor.")
@click.argument("what", type=click.Choice(tuple(FORMS)))
def schema_command(what: str) -> None:
    """Print the JSON Schema with which an editor completes and checks site.yml, messages.yml or front matter.

    \b
    Example: sitegen schema site > site.schema.json
             then, as the first line of site.yml: # yaml-language-server: $schema=site.schema.json
    """
    form, title = FORMS[what]
    print_json(json_schema(form, title))

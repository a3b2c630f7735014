"""The site as it would be, to be looked at: every page says that it is a preview, and nothing takes it for the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sitegen.build import Checked
from sitegen.derive.snapshot import derive
from sitegen.model import Config, File, Text
from sitegen.outputs import render_all
from sitegen.present.labels import N_
from sitegen.theme.edition import Edition, load_editions

_NAME = N_("Preview: {name}")


def marked_files(root: Path, checked: Checked, url: str) -> list[File]:
    """Every file of the *checked* site in *root* as a preview that is served at *url*; raises ContentError.

    It has the name of a preview, which feeds, calendars, badges and the API show too, and ids of its own.
    """
    config = _marked(checked.site.config, checked.editions, url)
    site = replace(checked.site, config=config)
    return render_all(derive(site, checked.snapshot.now), root, load_editions(root, config))


def _marked(config: Config, editions: Sequence[Edition], url: str) -> Config:
    names = [_name(edition) for edition in editions]
    return replace(
        config,
        name=Text(names[0], config.locales[0], tuple(zip(config.locales, names, strict=True))),
        url=url,
        preview_of=config.url,
        # What would take the preview for the site: a hub that tells subscribers, an editor of what is published,
        # and programs that know the page by an id.
        hub=None,
        repository=None,
        api_id=None,
    )


def _name(edition: Edition) -> str:
    return edition.text.messages.gettext(_NAME, name=edition.text.words(edition.config.name))

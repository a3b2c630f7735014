"""Files named with the hash of their content: styles, scripts, and the pictures of the content."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sitegen.derive.snapshot import Snapshot
from sitegen.model import File, Image
from sitegen.problems import ContentError, Problem
from sitegen.theme.edition import Edition, image_address


class SiteFolder:
    """The site's folder, to read pictures from; its location is not part of a file's fingerprint."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        return "<folder>"

    def read(self, path: str) -> bytes:
        """The bytes of a file, by its path below the folder."""
        return (self._root / path).read_bytes()


def files(snapshot: Snapshot, edition: Edition, root: Path) -> Iterator[File]:
    """The theme's files, then each picture once."""
    for name, asset in edition.theme.assets.items():
        yield File(asset.address, render_static, (edition, name))
    folder = SiteFolder(root)
    for address, image in _images(snapshot).items():
        yield File(address, render_picture, (folder, image.path, image.digest))


def render_static(edition: Edition, name: str) -> bytes:
    """A file of the theme."""
    return edition.theme.assets[name].data


def render_picture(folder: SiteFolder, path: str, digest: str) -> bytes:
    """A picture of the content, as it is; raises ContentError for one that is not that of the digest any more."""
    data = folder.read(path)
    if not sha256(data).hexdigest().startswith(digest):
        message = "expected the picture as it was a moment ago, found another"
        raise ContentError([Problem(path, 0, "", message, "Build again.")])
    return data


def _images(snapshot: Snapshot) -> dict[str, Image]:
    """Each picture of the content once, by its address."""
    return {image_address(image): image for one in snapshot.outlines.values() for image in one.pictures}

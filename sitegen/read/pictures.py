"""A picture beside a content file → an Image with its size and digest. The home of imagesize."""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path

import imagesize

from sitegen.model import Image

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
MAX_PICTURE_BYTES = 5_000_000
MAX_PIXELS = 40_000_000
"""The area of a picture: a browser unpacks it to four bytes for each pixel, however few the file has."""
_MAX_GIF_BLOCKS = 20_000
"""How many blocks are passed over in search of a GIF's first frame: as many as the largest file fills, filled well."""


def read_picture(file: Path, path: str, root: Path) -> Image | str:
    """The picture in *file*, or, for a message, what was found instead; raises OSError."""
    if not file.is_file():
        return "none"
    if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
        return "a symbolic link that leads out of the site"
    size = file.stat().st_size
    if size > MAX_PICTURE_BYTES:
        return f"{size:,} bytes, more than {MAX_PICTURE_BYTES:,}"
    data = file.read_bytes()
    magic = {b"\x89PNG": (".png",), b"\xff\xd8\xff": (".jpg", ".jpeg"), b"GIF8": (".gif",), b"RIFF": (".webp",)}
    suffixes = next((names for start, names in magic.items() if data.startswith(start)), ())
    if file.suffix.lower() not in suffixes:
        return "a file of another format"
    if ".png" in suffixes and (data[12:16] != b"IHDR" or len(data) < 24):
        return "a damaged picture"  # Its size would be read from elsewhere, as in files older than the format.
    try:
        width, height = imagesize.get(file)
        if ".gif" in suffixes and width > 0 and height > 0:
            width, height = _with_first_frame(data, width, height)
    except (ValueError, LookupError, struct.error):
        width = height = 0
    if width <= 0 or height <= 0:
        return "a damaged picture"
    if width * height > MAX_PIXELS:
        return f"{width:,} by {height:,} pixels, more than {MAX_PIXELS:,} in all"
    return Image(file.name, path, hashlib.sha256(data).hexdigest()[:16], width, height)


def _with_first_frame(gif: bytes, width: int, height: int) -> tuple[int, int]:
    """The size in which a GIF of that size is shown: browsers enlarge it where its first frame is larger.

    Raises ValueError where that frame is too far back to be looked for.
    """
    try:
        place = 13 + (3 * 2 ** ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0)
        left = _MAX_GIF_BLOCKS
        while gif[place] == 0x21:  # An extension: its label, and blocks with their lengths.
            place += 2
            while length := gif[place]:
                place += 1 + length
                left -= 1
                if not left:
                    raise ValueError("no frame is found")
            place += 1
        if gif[place] == 0x2C:
            x, y, wide, high = struct.unpack_from("<4H", gif, place + 1)
            return max(width, x + wide), max(height, y + high)
    except (IndexError, struct.error):
        pass  # It is cut off before its first frame, of which nothing is shown then.
    return width, height

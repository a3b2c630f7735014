"""The pictures beside links, `posters/TONE.png` of the default theme: drawn once, from its icons and colours."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from support.places import THEME

WIDTH, HEIGHT = 1200, 630
"""What Facebook, Slack, Teams and others ask for, in pixels."""

DRAWING = """<!doctype html><style>{style}</style><style>body {{ background: var(--c) }}</style><body class="{tone}">
<svg viewBox="0 0 1200 630" style="position: absolute; inset: 0" fill="#fff">
<circle cx="600" cy="315" r="250" opacity=".12"/>
<svg x="450" y="165" width="300" height="300" viewBox="0 0 16 16">{icon}</svg></svg>"""

DIFFERENCE = """async pair => {
  const pixels = await Promise.all(pair.map(async picture => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
    const paper = new OffscreenCanvas(image.width, image.height).getContext("2d");
    paper.drawImage(image, 0, 0);
    return paper.getImageData(0, 0, image.width, image.height);
  }));
  const [one, other] = pixels.map(({ data }) => data);
  const sizes = pixels.map(({ width, height }) => [width, height]);
  return [sizes, one.reduce((sum, value, place) => sum + Math.abs(value - other[place]), 0) / one.length];
}"""
"""The sizes of two pictures, and how far they differ on average, of 255."""

TONES = sorted(path.stem for path in THEME.glob("icons/*.svg"))


@pytest.mark.parametrize("tone", TONES)
def test_a_poster_is_the_icon_of_its_tone_on_its_colour(browser: Any, tone: str, update_golden: bool) -> None:
    """Without words, so that it is right in every language; `--update-golden` draws it again."""
    icon, style = (THEME / f"icons/{tone}.svg").read_text(), (THEME / "style.css").read_text()
    poster = THEME / f"posters/{tone}.png"
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    page.set_content(DRAWING.format(style=style, tone=tone, icon=icon))
    drawn = page.screenshot()
    if update_golden:
        poster.write_bytes(drawn)

    sizes, difference = page.evaluate(
        DIFFERENCE, [base64.b64encode(one).decode() for one in (drawn, poster.read_bytes())]
    )
    page.close()

    assert sizes == [[WIDTH, HEIGHT]] * 2
    assert difference < 1

"""A drawing as a page of PDF or PNG, set by Typst from its SVG.

Names and titles reach Typst as data, never as part of its source, and the SVG has them escaped.
"""

from __future__ import annotations

import math
from typing import Literal

from cnnstat.drawing.formats import svg
from cnnstat.drawing.scene import Scene
from cnnstat.text.printable import printable
from cnnstat.typesetting import compiling
from cnnstat.typesetting.fonts import KOREAN, LATIN

EXTRA = compiling.EXTRA
DOTS = 144
"""To an inch of PNG: two to a point."""
MOST_PIXELS = 25_000_000
"""Of an image: 100 MB in memory, and more than any screen has."""
SOURCE = """\
#set document(title: sys.inputs.title, date: none)
#set text(lang: sys.inputs.language)
#set page(width: float(sys.inputs.width) * 1pt, height: float(sys.inputs.height) * 1pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%, height: 100%, alt: sys.inputs.about)
"""


def check_installed() -> None:
    """Refuse, before any work, to typeset without Typst, by :class:`UsageError`."""
    compiling.check_installed("a drawing as PDF or PNG")


def dots(scene: Scene) -> float:
    """Dots to an inch of an image: as many as usual, fewer on a poster, whose image would not fit into memory."""
    return min(DOTS, 72 * math.sqrt(MOST_PIXELS / (scene.width * scene.height)))


def typeset(scene: Scene, kind: Literal["pdf", "png"]) -> bytes:
    """A scene as a file of one page; equal scenes are equal bytes.

    Args:
        scene: what is drawn.
        kind: ``pdf`` or ``png``.

    Raises:
        UsageError: Typst is not installed, or no font has a text.
    """
    check_installed()
    inputs = {
        "drawing": svg.written(scene, f"'{LATIN}', '{KOREAN}'"),
        "title": printable(scene.title),
        "about": printable(scene.about),
        "language": scene.language,
        "width": svg.number(scene.width),
        "height": svg.number(scene.height),
    }
    if kind == "pdf":
        return compiling.pdf(SOURCE, inputs=inputs, standards=["ua-1"])
    (page,) = compiling.images(SOURCE, inputs=inputs, dots=dots(scene))
    return page

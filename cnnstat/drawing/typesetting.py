"""A drawing as a page of PDF or PNG, set by Typst from its SVG; needs the ``pdf`` extra, imported only where asked for.

Names and titles reach Typst as data, never as part of its source, and the SVG has them escaped. Nothing is read besides
the fonts of the system: the source imports nothing, and Typst sees a folder in which it stands alone. Where the system
has none of the fonts that drawings name (Helvetica, Arial, Liberation Sans, Nimbus Sans), Typst takes another one, at
the least Libertinus Serif, which it brings along; texts keep the widths that they were measured for. A character that
no font of the system has, as Hangul on many servers, is an empty box.
"""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from cnnstat.drawing.formats import svg
from cnnstat.drawing.scene import Scene
from cnnstat.errors import UsageError
from cnnstat.text.printable import printable

EXTRA = "pdf"
INSTALL = "pip install 'cnnstat[pdf]'"
DOTS = 144
"""To an inch of PNG: two to a point."""
MOST_PIXELS = 25_000_000
"""Of an image: 100 MB in memory, and more than any screen has."""
SOURCE = """\
#set document(title: sys.inputs.title, date: none)
#set page(width: float(sys.inputs.width) * 1pt, height: float(sys.inputs.height) * 1pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%, height: 100%, alt: sys.inputs.about)
"""


def check_installed() -> None:
    """Refuse, before any work, to typeset without Typst.

    Raises:
        UsageError: says what to install.
    """
    try:
        import typst  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(f"a drawing as PDF or PNG needs typst, which is not installed: {INSTALL}") from error


def dots(scene: Scene) -> float:
    """Dots to an inch of an image: as many as usual, fewer on a poster, whose image would not fit into memory."""
    return min(DOTS, 72 * math.sqrt(MOST_PIXELS / (scene.width * scene.height)))


def typeset(scene: Scene, kind: Literal["pdf", "png"]) -> bytes:
    """A scene as a file of one page; on one machine equal scenes are equal bytes.

    Args:
        scene: what is drawn.
        kind: ``pdf`` or ``png``.

    Raises:
        UsageError: Typst is not installed.
    """
    check_installed()
    import typst

    inputs = {
        "drawing": svg.written(scene),
        "title": printable(scene.title),
        "about": printable(scene.about),
        "width": svg.number(scene.width),
        "height": svg.number(scene.height),
    }
    with TemporaryDirectory() as folder:
        source = Path(folder, "page.typ")
        source.write_text(SOURCE, encoding="utf-8")
        page: bytes = typst.compile(source, root=Path(folder), format=kind, ppi=dots(scene), sys_inputs=inputs)
    return page

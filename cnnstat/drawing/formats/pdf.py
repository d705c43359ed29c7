"""PDF, whose texts are text, with the fonts that it uses."""

from __future__ import annotations

from cnnstat.drawing import typesetting
from cnnstat.drawing.scene import Scene

ENDINGS = (".pdf",)
EXTRA = typesetting.EXTRA
check = typesetting.check_installed


def written(scene: Scene) -> bytes:
    """The scene as one page."""
    return typesetting.typeset(scene, "pdf")

"""PNG, of two dots to a point."""

from __future__ import annotations

from cnnstat.drawing import typesetting
from cnnstat.drawing.scene import Scene

ENDINGS = (".png",)
EXTRA = typesetting.EXTRA
check = typesetting.check_installed


def written(scene: Scene) -> bytes:
    """The scene as one picture."""
    return typesetting.typeset(scene, "png")

"""A drawing that somebody holds."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from cnnstat.analysis import Analysis
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.formats import medium, svg
from cnnstat.drawing.scene import Scene
from cnnstat.drawing.ways import PLAIN, Wish
from cnnstat.errors import shown
from cnnstat.saving import write_file


class Drawing:
    """A network's drawing on one page."""

    def __init__(self, analysis: Analysis, wish: Wish = PLAIN) -> None:
        self._analysis, self._wish = analysis, wish

    @cached_property
    def scene(self) -> Scene:
        """Boxes, lines and texts with their places in points.

        Raises:
            UsageError: it does not fit the page as it is asked for.
        """
        return scene_of(self._analysis, self._wish)

    def __repr__(self) -> str:
        return f"<Drawing {shown(self.scene.title)}: {self.scene.width:g}×{self.scene.height:g} points>"

    @property
    def about(self) -> str:
        """What it shows, in words: a text for those who do not see it."""
        return self.scene.about

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG."""
        return svg.written(self.scene)

    def save(self, path: Path) -> Path:
        """Write it into a file, in the format of the file's ending, whole or not at all.

        Raises:
            UsageError: the ending names no format, or needs an extra that is not installed; or the file cannot be
                written.
        """
        chosen = medium(path)
        if hasattr(chosen, "sketched"):  # a language that lays out the graph itself, on no page
            from cnnstat.drawing.sketch import sketch_of

            write_file(path, chosen.sketched(sketch_of(self._analysis, self._wish)))
        else:
            write_file(path, chosen.written(self.scene))
        return path

    def _repr_html_(self) -> str:
        return self.svg

"""A handout that somebody holds."""

from __future__ import annotations

import os
from functools import cached_property
from html import escape
from pathlib import Path

from cnnstat.effort import Tell, silent
from cnnstat.errors import shown
from cnnstat.handouts.fitting import fitted
from cnnstat.handouts.make import Made, Maker, Wanted, usual
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.publishing.content import Document
from cnnstat.publishing.formats import html, medium, pdf, save
from cnnstat.typesetting import compiling


class Handout:
    """Pages about one network or several.

    Attributes:
        topic: the networks.
        wanted: how it is to be made.
    """

    def __init__(self, topic: Topic | Topics, wanted: Wanted, tell: Tell = silent) -> None:
        self.topic, self.wanted = topic, wanted
        self._tell = tell

    def __repr__(self) -> str:
        return f"<Handout {shown(self.document.title)}>"

    @cached_property
    def made(self) -> Made:
        """Its pages and what they lack: as much as fits, or the usual amounts where Typst is not there to measure.

        Raises:
            UsageError: not even the least fits the pages.
        """
        if not compiling.installed():
            return usual(self.topic, self.wanted)
        return fitted(self.topic, self.wanted, pdf.taken, self._tell)

    @property
    def document(self) -> Document:
        """Its pages."""
        return self.made.document

    @property
    def left_out(self) -> list[str]:
        """The parts that had no room."""
        return list(self.made.left_out)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it into a file, in the format of the file's ending, whole or not at all.

        Raises:
            UsageError: the ending names no format, or needs an extra that is not installed; not even the least fits
                the pages; or the file cannot be written.
        """
        target = Path(path)
        medium(target)
        save(self.document, target)
        return target

    @cached_property
    def key(self) -> Document:
        """The answers to its exercises.

        Raises:
            UsageError: it has none.
        """
        return Maker(self.topic, self.wanted).key(self.made.amount)

    @property
    def exercises(self) -> int:
        """How many it has."""
        return len(Maker(self.topic, self.wanted).questions(self.made.amount))

    def save_key(self, path: str | os.PathLike[str]) -> Path:
        """Write the answers to its exercises into a file.

        Raises:
            UsageError: as :meth:`save`; or it has no exercises.
        """
        target = Path(path)
        medium(target)
        save(self.key, target)
        return target

    def _repr_html_(self) -> str:
        """The pages in a frame of their own, as their style is not the notebook's."""
        page = escape(html.Page(self.document).written())
        return f'<iframe srcdoc="{page}" style="width: 100%; height: 60rem; border: 0"></iframe>'

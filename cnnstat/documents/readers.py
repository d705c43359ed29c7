"""Finding the figures and blocks of documents that read a spec."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from cnnstat.documents.judging.verify import Verifier, spec_file
from cnnstat.documents.marks.blocks import words_of
from cnnstat.errors import UsageError
from cnnstat.project import beside, split

SPEC_FILE = re.compile(rb"\.ya?ml|\\u00", re.IGNORECASE)
"""What a document holds somewhere that names the file of a spec; JSON may escape it."""

Reads = Literal["", "linked", "asked"]
"""Whether something reads a spec that was asked for (``asked``), names another spec's file (``linked``), or neither."""


class Readers:
    """Tells which figures and blocks read a spec that was asked for, or name the file of any spec."""

    def __init__(self, verifier: Verifier, asked: frozenset[str] = frozenset(), linked: bool = False) -> None:
        """
        Args:
            verifier: knows which specs queries read.
            asked: the real paths of the specs that were asked for.
            linked: whether naming the file of any other spec counts too, whether that file exists or not.
        """
        self.verifier, self.asked, self.linked = verifier, asked, linked

    def among(self, data: bytes) -> bool:
        """Whether a document with this content could read one; networks of the catalog are not named by their files."""
        return bool(self.asked or SPEC_FILE.search(data))

    def query(self, asks: str, folder: Path) -> Reads:
        """Whether a query in a document in ``folder`` reads a spec."""
        if self.asked and self.asked & self.verifier.files(asks, folder):
            return "asked"
        return "linked" if self.linked and self.verifier.names_file(asks) else ""

    def command(self, command: str, folder: Path) -> Reads:
        """Whether the command of a block reads a spec."""
        if not (self.asked or self.linked):
            return ""
        try:
            words = words_of(command)
        except UsageError:
            return ""
        files = {os.path.realpath(beside(folder, str(file))) for word in words if (file := spec_file(word)) is not None}
        found = {self.query(word, folder) for word in words}
        if "asked" in found or self.asked & files:
            return "asked"
        named = self.linked and any(split(word)[0] for word in words)
        return "linked" if named or "linked" in found else ""

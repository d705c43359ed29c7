"""Which figures and blocks of documents read a spec."""

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
"""Whether something reads a spec that was asked for, or else names the file of one; or neither."""


class Readers:
    """Tells what reads a spec that was asked for, or any file of one."""

    def __init__(self, verifier: Verifier, asked: frozenset[str] = frozenset(), linked: bool = False) -> None:
        """
        Args:
            verifier: knows what queries read.
            asked: real paths of specs.
            linked: whether what names the file of any spec counts, be there such a file or not.
        """
        self.verifier, self.asked, self.linked = verifier, asked, linked

    def among(self, data: bytes) -> bool:
        """Whether any could be among what a document holds; a network of the catalog is not named by its file."""
        return bool(self.asked or SPEC_FILE.search(data))

    def query(self, asks: str, folder: Path) -> Reads:
        """What a query in a document of this folder reads."""
        if self.asked and self.asked & self.verifier.files(asks, folder):
            return "asked"
        return "linked" if self.linked and self.verifier.names_file(asks) else ""

    def command(self, command: str, folder: Path) -> Reads:
        """What the command of a block reads."""
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

"""The outcome of a check of documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cnnstat.documents.document import Document
from cnnstat.findings.finding import Checked, Edit, Finding


@dataclass
class Outcome:
    """The outcome of a check.

    Attributes:
        findings: the findings, in the order of files and lines.
        documents: the number of files that were read.
        checked: the figures and blocks that were checked.
        edited: the documents with edits, by their paths.
        anchored: the documents that sidecar files speak of.
        crashed: documents that could not be checked to the end because of an error in this program.
    """

    findings: list[Finding] = field(default_factory=list)
    documents: int = 0
    checked: list[Checked] = field(default_factory=list)
    edited: dict[Path, tuple[Document, list[Edit]]] = field(default_factory=dict)
    anchored: list[Document] = field(default_factory=list)
    crashed: list[tuple[Path, Exception]] = field(default_factory=list)

    def take(self, other: Outcome) -> None:
        """Add what was found and checked in other documents, which are not edited."""
        first = self.claims
        self.findings += [
            each if each.concerns is None else each._replace(concerns=first + each.concerns) for each in other.findings
        ]
        self.documents += other.documents
        self.checked += other.checked

    @property
    def claims(self) -> int:
        """How many figures and blocks were checked."""
        return len(self.checked)

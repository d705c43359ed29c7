"""What a check of documents came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cnnstat.documents.document import Document
from cnnstat.findings.finding import Cited, Edit, Finding


@dataclass
class Outcome:
    """What a check came to.

    Attributes:
        findings: in the order of files and lines.
        documents: files that were looked at.
        claims: figures and blocks that were checked.
        cited: those that read the spec that was asked for.
        edited: the documents with edits, by their paths.
        crashed: documents that could not be checked to the end because of an error in this program.
    """

    findings: list[Finding] = field(default_factory=list)
    documents: int = 0
    claims: int = 0
    cited: list[Cited] = field(default_factory=list)
    edited: dict[Path, tuple[Document, list[Edit]]] = field(default_factory=dict)
    crashed: list[tuple[Path, Exception]] = field(default_factory=list)

"""Sidecar files: anchors for a document that may not be touched.

::

    document: notes.txt
    claims:
      - "{alexnet.neurons} neurons"
      - "in total {alexnet.params} parameters"
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.collect import left_out
from cnnstat.documents.marks.anchor import Anchor, read_anchor
from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.project import Project
from cnnstat.spec.source import Form, Scalar, read_file
from cnnstat.spec.value import as_list, as_mapping, as_text, check_keys

KEYS = {"document": True, "about": False, "claims": True}
FORM = Form("sidecar file", ("document", "claims"))


class Sidecar(NamedTuple):
    """What a sidecar file says.

    Attributes:
        document: the file that it is about.
        position: where it names it.
        anchors: the words, and where they stand.
    """

    document: Path
    position: Position
    anchors: tuple[tuple[Anchor, Position], ...]


def read_sidecar(path: Path, project: Project, named: bool) -> Sidecar:
    """A sidecar file; its document lies in the project too, and in no hidden folder such as ``.git``.

    Unless a person has ``named`` it, the document is none that git leaves out.

    Raises:
        SpecError: it is not what is expected; says where.
        UsageError: it cannot be read.
    """
    top = as_mapping(read_file(path, FORM), "sidecar file")
    check_keys(top, KEYS, "")
    node = top.entries["document"]
    name = as_text(node, "document")
    try:
        document = project.document(name, path.parent)
        why = "" if named else left_out(document, project, project.root_of(path.parent))
    except UsageError as error:
        raise SpecError(f"document: {error}", node.position) from error
    except OSError as error:  # a name that is too long
        raise SpecError(f"document: cannot read {shown(name)}: {error.strerror}", node.position) from error
    if why:
        raise SpecError(f"document: {shown(name)} {why}; name it to check it", node.position)
    anchors = []
    for each in as_list(top.entries["claims"], "claims"):
        if not isinstance(each, Scalar):
            problem = 'expected a quoted text with a query in braces, as "{alexnet.neurons} neurons"'
            raise SpecError(f"claims: {problem}", each.position)
        try:
            anchors.append((read_anchor(as_text(each, "claim")), each.position))
        except UsageError as error:
            raise SpecError(f"claims: {error}", each.position) from error
    return Sidecar(document, node.position, tuple(anchors))

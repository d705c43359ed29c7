"""A network of another program's file, as the text of a spec."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cnnstat import importing
from cnnstat.errors import Position, UsageError, shown
from cnnstat.files import name_of
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.source import node_of
from cnnstat.spec.write import write_data


class Imported(NamedTuple):
    """A spec made of a file.

    Attributes:
        text: of the spec.
        told: sentences on what the file has and the spec has not.
    """

    text: str
    told: Sequence[str]


def imported(path: Path) -> Imported:
    """The spec of the network in a file.

    Raises:
        UsageError: the file's ending is none that is read, it cannot be opened, or is not what its ending promises.
        SpecError: it has what a spec cannot say.
    """
    if path.suffix.lower() not in importing.ENDINGS:
        known = ", ".join(importing.ENDINGS)
        raise UsageError(f"import: expected a file ending in {known}, got {shown(name_of(path))}")
    name = name_of(path)
    model = importing.read_model(path)
    data = importing.sections_of(model, name)
    expand(Spec(node_of(data, Position(name, 1, 1)), str(path)))  # no spec is written that would be refused
    return Imported(f"# From {name} ({model.origin}), by cnnstat import.\n{write_data(data)}", model.told)

"""A network of another program's file, or of Python code, as the text of a spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat import importing
from cnnstat.errors import Position, UsageError, shown
from cnnstat.files import name_of
from cnnstat.layers.shape import read_size
from cnnstat.spec import code
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.source import node_of
from cnnstat.spec.write import write_data
from cnnstat.views.code import Tell, announced


class Imported(NamedTuple):
    """A spec made of a file, or of code.

    Attributes:
        text: of the spec.
        told: sentences on what the source has and the spec has not.
    """

    text: str
    told: Sequence[str]


def asked(model: str, size: str | None, arguments: str, tell: Tell, partial: bool = False) -> Imported:
    """The spec of the network in a file, or of one that code makes.

    Args:
        model: the path of a file, or a name as :mod:`cnnstat.spec.code` has them.
        size: of the input, for code.
        arguments: what the code is called with.
        tell: takes the remark that code is about to run.
        partial: whether what a spec cannot say becomes layers that are ``unavailable``, and is not refused.

    Raises:
        UsageError: the file's ending is none that is read, it cannot be opened, or is not what its ending promises.
        SpecError: it has what a spec cannot say.
    """
    if Path(model).suffix.lower() not in importing.ENDINGS and code.is_code(model):
        return lifted(model, size, arguments, tell, partial)
    if size is not None or arguments:
        raise UsageError(f"{'--args' if arguments else '--input'}: goes with a network in code, as module:callable")
    return imported(Path(model), partial)


def lifted(name: str, size: str | None, arguments: str, tell: Tell, partial: bool) -> Imported:
    """The spec of a network that code makes."""
    from cnnstat.pytorch.lift import ORIGIN, lifted_name
    from cnnstat.pytorch.lift.build import read_arguments

    given = read_arguments(arguments)
    sides = read_size(size, "--input")
    announced(name, tell)
    found = lifted_name(name, sides, given, partial)
    return Imported(written(name, ORIGIN, found.data), [each.text for each in found.remarks])


def imported(path: Path, partial: bool = False) -> Imported:
    """The spec of the network in a file.

    Raises:
        UsageError, SpecError: as :func:`asked`.
    """
    if path.suffix.lower() not in importing.ENDINGS:
        known = ", ".join(importing.ENDINGS)
        problem = f"expected a file ending in {known}, or module:callable, got {shown(name_of(path))}"
        raise UsageError(f"import: {problem}")
    name = name_of(path)
    model = importing.read_model(path, partial)
    data = importing.sections_of(model, name)
    expand(Spec(node_of(data, Position(name, 1, 1)), str(path)))  # no spec is written that would be refused
    return Imported(written(name, model.origin, data), model.told)


def written(name: str, origin: str, data: Mapping[str, Any]) -> str:
    """The text of a spec, and where it comes from."""
    return f"# From {name} ({origin}), by cnnstat import.\n{write_data(data)}"

"""Networks in the files of other programs, read as specs: Caffe's prototxt, darknet's cfg, Keras' JSON, ONNX.

Reading a file never runs code. What the spec language cannot say is refused by its name and place; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from cnnstat.errors import CnnstatError, SpecError, UsageError
from cnnstat.files import is_elsewhere, quoted

if TYPE_CHECKING:
    from cnnstat.importing.lifted import Model
    from cnnstat.importing.lines import Placed

FORMATS = {"caffe": (".prototxt",), "darknet": (".cfg",), "keras": (".json", ".keras"), "onnx": (".onnx",)}
"""The modules in :mod:`cnnstat.importing.formats`, each with the endings of the files that it reads."""
ENDINGS = tuple(ending for endings in FORMATS.values() for ending in endings)

ENDING = rf"(?:ya?ml|{'|'.join(each.removeprefix('.') for each in ENDINGS)})"
"""What the name of a file that holds a network ends in, as a pattern: that of a spec, or of another program's file."""


def read_model(path: Path, partial: bool = False) -> Model:
    """The network in another program's file, whose ending is one of :data:`ENDINGS`.

    Args:
        path: of the file.
        partial: whether what a spec cannot say becomes layers that are ``unavailable``, and is not refused.

    Raises:
        UsageError: it cannot be opened, or is none of the files that its ending promises; or whatever is wrong where
            a link leads to it, as the message must not quote a file that somebody else's link chose.
        SpecError: it holds something that the spec language cannot say; the position is that in the file.
    """
    from cnnstat.importing.lifted import Unsayable

    name = next(name for name, endings in FORMATS.items() if path.suffix.lower() in endings)
    read: Callable[[Path, bool], Model] = import_module(f"{__name__}.formats.{name}").read
    try:
        try:
            return read(path, partial)
        except Unsayable as error:
            if partial or not in_part(lambda: read(path, True)):
                raise
            raise goes_on(error) from error
    except CnnstatError as error:
        if not is_elsewhere(path):
            raise
        problem = "a link leads to it, and no network can be read from it; the name of the file itself tells more"
        raise UsageError(f"{quoted(str(path))}: {problem}") from error


def in_part(read: Callable[[], object]) -> bool:
    """Whether a network can be read in part."""
    try:
        read()
    except CnnstatError:
        return False
    return True


def goes_on(refusal: SpecError) -> SpecError:
    """A refusal that says that an import in part would not end there."""
    hint = "; `cnnstat import --partial` marks it and goes on"
    return type(refusal)(f"{refusal.problem}{hint}", refusal.position, refusal.layer)


def sections_of(model: Model, file: str) -> Placed:
    """The sections of a spec that describes a network; ``file`` is the name of the file that it came from."""
    from cnnstat.importing.spec import data_of_spec

    return data_of_spec(model, file)

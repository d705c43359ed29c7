"""``cnnstat import``: a network of another program's file as a spec."""  # noqa: N999

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.remarks import tell
from cnnstat.cli.settings import OUTPUT_HELP, write

PLACE = 12  # in the help
MODEL_HELP = "A file of another program: Caffe (.prototxt), darknet (.cfg), Keras (.json, .keras)."


def import_(
    model: Annotated[Path, typer.Argument(help=MODEL_HELP, show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> None:
    """Print the network in another program's file as a spec.

    Reading the file runs none of its code.
    """
    from cnnstat.views.imports import imported

    found = imported(model)
    write(found.text, output)
    for told in found.told:
        tell(f"{model}: {told}")

"""``cnnstat import``: a network of another program's file, or of Python code, as a spec."""  # noqa: N999

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.remarks import tell
from cnnstat.cli.settings import INPUT_HELP, OUTPUT_HELP, write

PLACE = 12  # in the help
MODEL_HELP = (
    "A file of another program: Caffe (.prototxt), darknet (.cfg), Keras (.json, .keras), ONNX (.onnx); or a network "
    "of PyTorch: torchvision.models:resnet50, path/to/own.py:Net, timm:resnet50."
)
PARTIAL_HELP = "Mark what a spec cannot say as unavailable, and go on: figures that it touches say 'at least'."
ARGS_HELP = "What the PyTorch network is called with, as Python writes it: num_classes=10."


def import_(
    model: Annotated[str, typer.Argument(help=MODEL_HELP, show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    args: Annotated[str, typer.Option("--args", help=ARGS_HELP, metavar="VALUES", show_default=False)] = "",
    partial: Annotated[bool, typer.Option("--partial", help=PARTIAL_HELP)] = False,
) -> None:
    """Print another program's network, or PyTorch's, as a spec.

    Reading a file runs none of its code; a network of PyTorch is made by running its code.
    """
    from cnnstat.views.imports import asked

    found = asked(model, input, args, tell, partial)
    write(found.text, output)
    for told in found.told:
        tell(f"{model}: {told}")

"""``cnnstat export``: a network as a PyTorch source file, or as an ONNX file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.settings import INPUT_HELP, NETWORK_HELP, OUTPUT_HELP, Params, complete_network, write
from cnnstat.errors import UsageError
from cnnstat.saving import write_file
from cnnstat.views.request import read_network

PLACE = 12  # in the help

LOGITS_HELP = "Leave the last softmax out: scores, as a loss takes them."
ONNX_HELP = "Write ONNX instead of Python, with untrained weights; needs --output."


def export(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network, show_default=False)],
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    logits: Annotated[bool, typer.Option("--logits", help=LOGITS_HELP)] = False,
    onnx: Annotated[bool, typer.Option("--onnx", help=ONNX_HELP)] = False,
) -> None:
    """Print a network as a PyTorch file, or write it as ONNX.

    The file needs nothing but torch.
    """
    if onnx and (output is None or str(output) == "-"):
        raise UsageError("--onnx writes a binary file: add --output")
    loaded = read_network(network, input, settings or ())
    if onnx and output is not None:
        from cnnstat.pytorch.export.onnx import check_installed, export_onnx

        check_installed()
        # What cannot be written is told before the work.
        return write_file(output, lambda file: file.write(export_onnx(loaded, logits)))
    from cnnstat.pytorch.export import export_source

    return write(export_source(loaded, logits), output)

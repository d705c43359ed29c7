"""``cnnstat export``: a network as a PyTorch source file, or as an ONNX file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.settings import INPUT_HELP, NETWORK_HELP, OUTPUT_HELP, Params, complete_network, write
from cnnstat.cli.sources import refuse_own_source
from cnnstat.errors import UsageError
from cnnstat.files import followed, replace
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
        return write_binary(lambda: export_onnx(loaded, logits), output)
    from cnnstat.pytorch.export import export_source

    return write(export_source(loaded, logits), output)


def write_binary(make: Callable[[], bytes], output: Path) -> None:
    """Write the bytes that ``make`` gives, whole or not at all, after a check that the file can be written."""
    refuse_own_source(output)
    try:
        target = followed(output)
    except OSError as error:
        raise UsageError(f"{output}: cannot write: {error.strerror}") from error
    if target.exists() and not target.is_file():
        problem = "Is a directory" if target.is_dir() else "it is no ordinary file"
        raise UsageError(f"{output}: cannot write: {problem}")
    if target.exists() and not os.access(target, os.W_OK):
        raise UsageError(f"{output}: cannot write: the file is read-only")
    try:
        replace(target, lambda file: file.write(make()))
    except OSError as error:
        raise UsageError(f"{output}: cannot write: {error.strerror or error}") from error

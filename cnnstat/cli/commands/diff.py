"""``cnnstat diff A B``: what differs between two networks, layer by layer."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.ending import expect
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import (
    OUTPUT_HELP,
    Batch,
    Dtype,
    Flops,
    Mode,
    Optimizer,
    choices,
    complete_network,
    write,
)
from cnnstat.render import FORMATS
from cnnstat.views.diff import view

PLACE = 3  # in the help

ONE_HELP = "A network, also with settings, as alexnet@input=224; or a file of an earlier commit, own.yaml@HEAD~1."
TWO_HELP = "What it is held against; settings alone, @input=224, are those of the first network."


def diff(
    one: Annotated[str, typer.Argument(help=ONE_HELP, autocompletion=complete_network, metavar="NETWORK")],
    two: Annotated[str, typer.Argument(help=TWO_HELP, autocompletion=complete_network, metavar="NETWORK")],
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit code 1 where they differ, as in git.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "Output format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    mode: Mode = "infer",
    flops: Flops = DEFAULT.flops,
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    optimizer: Optimizer = DEFAULT.optimizer,
) -> int:  # fmt: skip
    """Show what differs between two networks, layer by layer.

    Or between two revisions of a file.
    """
    chosen = named_format(format, output)
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    found = view(one, two, **asked)
    code = expect(1 if exit_code and found.report.differs else 0)
    if chosen == "json":
        write(import_module("cnnstat.render.formats.json").diff(found.report), output)
    else:
        emit(found, chosen, output)
    return code

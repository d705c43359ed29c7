"""Shared by several commands: kinds of options, shell completion of names, and writing files."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import CONVENTIONS, DTYPES, MODES, OPTIMIZERS
from cnnstat.errors import CnnstatError
from cnnstat.keys.kinds import LARGEST, Kind, Whole
from cnnstat.language import CODES
from cnnstat.saving import write_file
from cnnstat.spec import catalog
from cnnstat.text.printable import no_command, printable
from cnnstat.views.request import read_number

NETWORK_HELP = "A network of the catalog, or a file (own.yaml, own.yaml:variant, net.onnx, net.prototxt, net.json)."
INPUT_HELP = "Side of the image, or HEIGHTxWIDTH."
SET_HELP = "Set a param of the spec, such as width=0.5; may be repeated."
FORMAT_HELP = "Output format; default: by OUTPUT's ending."
OUTPUT_HELP = "Write to this file instead, whole or not at all."

MODE_HELP = "'train' includes the auxiliary heads."
FLOPS_HELP = "'all' counts elementwise work too."
BATCH_HELP = "Images in memory at once."
DTYPE_HELP = "Type of every number in memory."
OPTIMIZER_HELP = "The optimizer whose state training keeps."
LANG_HELP = "Language of the words."
JOBS_HELP = "Processes that may work where it takes long; 0 is one on each core."


def choices(known: Iterable[str], meaning: str) -> dict[str, Any]:
    """Typer's settings for an option that takes one of a few words.

    Commands check the value with ``check_choice``, whose message suggests the nearest word.
    """
    words = list(known)
    return {
        "help": meaning,
        "metavar": f"[{'|'.join(words)}]",
        "autocompletion": lambda incomplete: [word for word in words if word.startswith(incomplete)],
    }


def whole(*names: str, meaning: str, minimum: int, maximum: int = LARGEST) -> Any:
    """An option that takes a whole number."""
    return numeric(*names, meaning=meaning, kind=Whole(minimum, maximum), metavar="N")


def numeric(*names: str, meaning: str, kind: Kind, metavar: str = "NUMBER") -> Any:
    """An option that takes a number; error messages are this program's, not Typer's."""

    return typer.Option(*names, parser=lambda text: read_number(names[0], text, kind), metavar=metavar, help=meaning)


Jobs = Annotated[int, whole("--jobs", "-j", meaning=JOBS_HELP, minimum=0, maximum=1024)]
Mode = Annotated[str, typer.Option("--mode", **choices(MODES, MODE_HELP))]
Flops = Annotated[str, typer.Option("--flops", **choices(CONVENTIONS, FLOPS_HELP))]
Batch = Annotated[str, typer.Option("--batch", "-b", help=BATCH_HELP, metavar="N")]
Dtype = Annotated[str, typer.Option("--dtype", **choices(DTYPES, DTYPE_HELP))]
Optimizer = Annotated[str, typer.Option("--optimizer", **choices(OPTIMIZERS, OPTIMIZER_HELP))]
"""Options for what figures depend on besides the network; read by :func:`cnnstat.analysis.setting.read_setting`."""

Lang = Annotated[str, typer.Option("--lang", **choices(CODES, LANG_HELP))]


def behind(incomplete: str, names: Iterable[str]) -> list[str]:
    """Names for the shell where several may be typed, with commas: each behind those that stand there already."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in names if name.startswith(last)]


def complete_network(incomplete: str) -> list[str]:
    """Names of the catalog, for shell completion."""
    try:
        return catalog.continued(incomplete, catalog.networks())
    except CnnstatError:
        return []


def complete_param(ctx: typer.Context, incomplete: str) -> list[str]:
    """Params of the network named before, and after ``NAME=`` the words that one takes, for shell completion."""
    # The parser stops at an option without a value, and leaves the arguments in ctx.args.
    name = ctx.params.get("network") or next(iter(ctx.args), "")
    try:
        params = catalog.find(str(name))[0].params
    except CnnstatError:
        return []
    known = [f"{name}={value}" for name, param in params.items() for value in param.words] if "=" in incomplete else []
    return [each for each in known or [f"{name}=" for name in params] if each.startswith(incomplete)]


Params = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", help=SET_HELP, metavar="NAME=VALUE", autocompletion=complete_param),
]


def write(text: str, output: Path | None, verbatim: bool = False, commands: bool = False) -> None:
    """Write data, always as UTF-8, to standard output or to a file.

    Text that could act on a terminal or in a CI log is escaped, unless ``verbatim`` (every byte of a patch counts).
    With ``commands``, lines that are commands of a CI log are intended and stay.
    """
    text = text if verbatim else printable(text)
    if output is not None and str(output) != "-":
        return write_file(output, text)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return to_standard_output(text if verbatim or commands else no_command(text))


def write_text(text: str, output: Path | None = None) -> None:
    """Write text for people to standard output, in the console's own encoding, or to a file, in UTF-8."""
    text = printable(text)
    if output is not None and str(output) != "-":
        return write_file(output, text)
    return to_standard_output(no_command(text))


def to_standard_output(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()

"""What several commands share: kinds of options, names that the shell completes, and writing files."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import CONVENTIONS, DTYPES, MODES, OPTIMIZER_STATES
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.files import followed, replace
from cnnstat.keys.kinds import LARGEST, Kind, Whole
from cnnstat.spec import catalog
from cnnstat.text.printable import no_command, printable
from cnnstat.views.request import read_number

NETWORK_HELP = "A network of the catalog, or a YAML file (own.yaml, own.yaml:variant)."
INPUT_HELP = "Side of the image, or HEIGHTxWIDTH."
SET_HELP = "Set a param of the spec, as width=0.5; may be repeated."
OUTPUT_HELP = "Write to this file instead, whole or not at all."

MODE_HELP = "With 'train' the auxiliary heads count."
FLOPS_HELP = "'all' counts elementwise work too."
BATCH_HELP = "Images in memory at once."
DTYPE_HELP = "Type of every number in memory."
OPTIMIZER_HELP = "Whose state training keeps."


def choices(known: Iterable[str], meaning: str) -> dict[str, Any]:
    """Typer's settings of an option that takes one of a few words. Checked by ``check_choice``, whose message names the
    nearest word."""
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
    """An option that takes a number; what it does not take is refused in this program's words, not in Typer's."""

    return typer.Option(*names, parser=lambda text: read_number(names[0], text, kind), metavar=metavar, help=meaning)


Mode = Annotated[str, typer.Option("--mode", **choices(MODES, MODE_HELP))]
Flops = Annotated[str, typer.Option("--flops", **choices(CONVENTIONS, FLOPS_HELP))]
Batch = Annotated[str, typer.Option("--batch", "-b", help=BATCH_HELP, metavar="N")]
Dtype = Annotated[str, typer.Option("--dtype", **choices(DTYPES, DTYPE_HELP))]
Optimizer = Annotated[str, typer.Option("--optimizer", **choices(OPTIMIZER_STATES, OPTIMIZER_HELP))]
"""Options of what figures depend on besides the network; read by :func:`cnnstat.analysis.setting.read_setting`."""


def complete_network(incomplete: str) -> list[str]:
    """Names of the catalog for the shell."""
    try:
        return catalog.continued(incomplete, catalog.networks())
    except CnnstatError:
        return []


def complete_param(ctx: typer.Context, incomplete: str) -> list[str]:
    """Params of the network named before, and behind ``NAME=`` the words that one takes, for the shell."""
    # The parser breaks off at an option without its value, and leaves the arguments where it found them.
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
    """Write data, which is UTF-8 wherever it goes, to standard output or to a file.

    What could act on a terminal or in a CI log is escaped, unless ``verbatim``: of a patch every byte counts. Lines
    that are ``commands`` of a CI log by intent stay.
    """
    text = text if verbatim else printable(text)
    if output is not None and str(output) != "-":
        return write_file(text, output)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return to_standard_output(text if verbatim or commands else no_command(text))


def write_text(text: str, output: Path | None = None) -> None:
    """Write text for people to standard output, in the console's own encoding, or to a file, in UTF-8."""
    text = printable(text)
    if output is not None and str(output) != "-":
        return write_file(text, output)
    return to_standard_output(no_command(text))


def to_standard_output(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def write_file(text: str, output: Path) -> None:
    """Write a file in one step, so that no reader sees half of it."""
    try:
        target = followed(output)
        if target.exists() and not target.is_file():
            # A device or a pipe cannot be replaced; a folder says so itself.
            target.write_text(text, encoding="utf-8")
        elif target.exists() and not os.access(target, os.W_OK):
            raise UsageError(f"{output}: cannot write: the file is read-only")
        else:
            replace(target, lambda file: file.write(text.encode("utf-8")))
    except OSError as error:
        raise UsageError(f"{output}: cannot write: {error.strerror or error}") from error

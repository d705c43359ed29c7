"""What ``sweep`` and ``search`` share: their formats, and writing what was found."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import OUTPUT_HELP, behind, choices, complete_param, write
from cnnstat.errors import UsageError
from cnnstat.render import FORMATS as TABLES
from cnnstat.render import View
from cnnstat.saving import together
from cnnstat.views.sweep import Chosen

PARQUET = "parquet"
FORMATS = {**TABLES, PARQUET: (".parquet",)}

AXES_HELP = "Values of a param: input=96:320:32 (first:last:step), unit=plain,bottleneck; may be repeated."
COLUMNS_HELP = "Figures, as params,macs,peak_bytes,training_bytes,rf."
FRONT_HELP = "Only settings that no other beats in all of these: macs,+rf (few MACs, large field)."
UNDER_HELP = "Only settings whose figures are at most so large: macs=300M,params=3M."
OVER_HELP = "Only settings whose figures are at least so large: rf=224."
FORMAT_HELP = "Output format; else by OUTPUT."
PICTURE_HELP = "Draw the first two figures against each other into a png, svg or pdf."


def complete_figures(incomplete: str, begin: str = "", end: str = "") -> list[str]:
    """Figures of a sweep for the shell, behind those already typed."""
    from cnnstat.sweeping.swept import FIGURES

    return behind(incomplete, [f"{begin}{name}{end}" for name in FIGURES])


def complete_columns(incomplete: str) -> list[str]:
    """Figures to be shown."""
    return complete_figures(incomplete)


def complete_aims(incomplete: str) -> list[str]:
    """Figures that should be small, or behind a plus large."""
    return complete_figures(incomplete, "+" if incomplete.rpartition(",")[2].startswith("+") else "")


def complete_bounds(incomplete: str) -> list[str]:
    """Figures with a bound, which a person knows."""
    return complete_figures(incomplete, end="=")


Axes = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", help=AXES_HELP, metavar="NAME=VALUES", autocompletion=complete_param),
]
Columns = Annotated[str, typer.Option("--columns", "-c", help=COLUMNS_HELP, autocompletion=complete_columns)]
Front = Annotated[str, typer.Option("--front", help=FRONT_HELP, autocompletion=complete_aims)]
Under = Annotated[str, typer.Option("--under", "-u", help=UNDER_HELP, autocompletion=complete_bounds)]
Over = Annotated[str, typer.Option("--over", help=OVER_HELP, autocompletion=complete_bounds)]
Format = Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))]
Output = Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)]
Picture = Annotated[Path | None, typer.Option("--picture", "-p", help=PICTURE_HELP)]


def wanted(asked: str, output: Path | None, picture: Path | None) -> str:
    """The format that is asked for, after a check, before any work is done, that all can be written.

    Raises:
        UsageError: it is no format, an extra is missing, or a Parquet file has no name.
    """
    chosen = named_format(asked, output, FORMATS)
    if chosen == PARQUET:
        from cnnstat.sweeping.files import check_parquet

        if output is None or str(output) == "-":
            raise UsageError("--format parquet: expected a file, --output NAME.parquet")
        check_parquet()
    if picture is not None:
        from cnnstat.picture import check_picture

        check_picture(picture)
    return chosen


def show(found: Chosen, chosen: str, output: Path | None, picture: Path | None) -> None:
    """Write the settings, and draw them if a picture is asked for: both files, or none."""
    with together():
        if picture is not None:
            from cnnstat.picture.sweep import draw_settings

            across, up = [*found.swept.columns, *found.swept.columns][:2]
            draw_settings(found.swept, found.places, across, up, picture)
        if chosen == PARQUET:
            from cnnstat.sweeping.files import write_parquet

            assert output is not None  # checked before
            write_parquet(found.swept, found.places, output)
        elif chosen == "json":
            from cnnstat.sweeping.files import data_of

            document = import_module("cnnstat.render.envelope").document
            write(document(data_of(found.swept, found.places, found.facts), ascii_only=True), output)
        else:
            emit(View("table", found.table), chosen, output)

"""What ``sweep`` and ``search`` share: their formats, and writing what was found."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import write
from cnnstat.cli.sources import refuse_own_source
from cnnstat.errors import UsageError
from cnnstat.render import FORMATS as TABLES
from cnnstat.render import View
from cnnstat.views.sweep import Chosen

PARQUET = "parquet"
FORMATS = {**TABLES, PARQUET: (".parquet",)}


def wanted(asked: str, output: Path | None) -> str:
    """The format that is asked for."""
    return named_format(asked, output, FORMATS)


def check_written(chosen: str, output: Path | None, picture: Path | None) -> None:
    """Check, before any work is done, that what is asked for can be written.

    Raises:
        UsageError: an extra is missing, or a Parquet file has no name.
    """
    if chosen == PARQUET:
        from cnnstat.sweeping.files import check_parquet

        if output is None or str(output) == "-":
            raise UsageError("--format parquet: expected a file, --output NAME.parquet")
        check_parquet()
    if picture is not None:
        from cnnstat.picture import check_picture

        check_picture(picture)


def show(found: Chosen, chosen: str, output: Path | None, picture: Path | None) -> None:
    """Write the settings, and draw them if a picture is asked for."""
    if picture is not None:
        from cnnstat.picture.sweep import draw_settings

        across, up = [*found.swept.columns, *found.swept.columns][:2]
        draw_settings(found.swept, found.places, across, up, picture)
    if chosen == PARQUET:
        from cnnstat.sweeping.files import write_parquet

        assert output is not None  # checked before
        refuse_own_source(output)
        write_parquet(found.swept, found.places, output)
    elif chosen == "json":
        from cnnstat.sweeping.files import data_of

        document = import_module("cnnstat.render.envelope").document
        write(document(data_of(found.swept, found.places, found.facts), ascii_only=True), output)
    else:
        emit(View("table", found.table), chosen, output)

"""``cnnstat schema``: the spec language as JSON Schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.settings import OUTPUT_HELP, write

PLACE = 13  # in the help


def schema(output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None) -> None:
    """Print a JSON Schema of the spec language, for editors.

    It follows draft 2020-12.
    """
    import json

    from cnnstat.spec.schema import spec_schema

    write(json.dumps(spec_schema(), indent=1) + "\n", output)

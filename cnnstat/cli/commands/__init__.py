"""The commands as Typer makes them, each imported only when it is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.main import get_command

FUNCTIONS = {"list": "list_networks"}
"""The function of a command's module, where it is not called as the command."""
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@cache
def command(name: str) -> Any:
    """A command as Typer makes it of its function's signature: its arguments, options, help and completion."""
    function: Callable[..., Any] = getattr(import_module(f"cnnstat.cli.{name}"), FUNCTIONS.get(name, name))
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
    alone.command(name)(function)
    return get_command(alone)

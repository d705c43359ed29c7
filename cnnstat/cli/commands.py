"""The commands, each imported only when it is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.main import get_command

COMMANDS = {
    "show": "show",
    "get": "get",
    "explain": "explain",
    "audit": "audit",
    "reconcile": "reconcile",
    "check": "check",
    "sizes": "sizes",
    "lint": "lint",
    "rule": "rule",
    "list": "list_networks",
    "expand": "expand",
    "export": "export",
    "schema": "schema",
    "crosscheck": "crosscheck",
    "train": "train",
    "guide": "guide",
}
"""The commands in the order of the help, each with the function of the module ``cnnstat.cli.NAME`` that carries it
out."""

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@cache
def command(name: str) -> Any:
    """A command as Typer makes it of its function's signature: its arguments, options, help and completion."""
    function: Callable[..., Any] = getattr(import_module(f"cnnstat.cli.{name}"), COMMANDS[name])
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
    alone.command(name)(function)
    return get_command(alone)

"""The commands, one module each, imported only when called.

A command is the function with its module's name, followed by an underscore if Python already uses that name. ``PLACE``
is its place in the help; a command without it comes last.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.main import get_command

from cnnstat.commands import COMMANDS

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def module(name: str) -> ModuleType:
    """The module of a command."""
    return import_module(f"cnnstat.cli.commands.{name}")


@cache
def command(name: str) -> Any:
    """A command as Typer makes it from its function's signature, with arguments, options, help and completion."""
    own = module(name)
    function: Callable[..., Any] = getattr(own, f"{name}_" if hasattr(own, f"{name}_") else name)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
    alone.command(name)(function)
    return get_command(alone)


def in_order() -> list[str]:
    """The commands in the order of the help."""
    return sorted(COMMANDS, key=lambda name: (getattr(module(name), "PLACE", len(COMMANDS) + 1), name))

"""What a generated block in a document may say, and what it shows.

A document comes from anybody, so a block gets a command of its own, made of the command's definition: the arguments
and options listed here and no others. What writes, draws, prints help or reads other files is unknown to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cache
from importlib import import_module
from typing import Any

from cnnstat.cli.commands import COMMANDS, command
from cnnstat.cli.usage import usage_message
from cnnstat.documents.marks.blocks import Text
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.render import DERIVATIONS, FORMATS, TERMINAL, rendered
from cnnstat.views.request import Locate

SETTINGS = ("input", "settings", "mode", "flops", "batch", "dtype", "optimizer")
ALLOWED = {
    "show": ("network", "layer", "table", "columns", "depth", *SETTINGS),
    "explain": ("network", "layer", "quantities", "compare", *SETTINGS),
    "sizes": ("network", "at", "settings"),
    "audit": ("networks", "only"),
    "reconcile": ("query", "printed", "all"),
}
"""The commands that a block may have, and of each the arguments and options, by the names of the function's
parameters. Besides, ``--format``: the document's own, or that of terminals."""


@cache
def limited(name: str) -> Any:
    """A command with the allowed arguments and options only, and without help."""
    found = copy(command(name))
    found.params = [each for each in found.params if each.name in (*ALLOWED[name], "format")]
    found.add_help_option = False
    return found


def parsed(words: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The command that a block has, and its arguments by name.

    Raises:
        UsageError: it is none that a block may have.
    """
    name = words[0] if words[0] in COMMANDS else "show"
    if name not in ALLOWED:
        raise UsageError(f"a block shows figures ({', '.join(ALLOWED)}); it does not {name}")
    own = list(words[1:] if words[0] == name else words)
    try:
        return name, limited(name).make_context(name, own).params
    except Exception as error:
        option = getattr(error, "option_name", "")
        if option:
            known = [flag for each in limited(name).params for flag in each.opts if flag.startswith("--")]
            raise UsageError(f"a block takes no {option}; it takes {', '.join(sorted(known))}") from error
        if hasattr(error, "format_message"):  # a usage error of Typer's, whose classes depend on its version
            raise UsageError(usage_message(error)) from error
        raise


def generate(words: Sequence[str], own: str, locate: Locate) -> Text:
    """What a block shows.

    Args:
        words: its command.
        own: the format of its document; "" where there is none of its own.
        locate: what a name of a network means in this document.

    Raises:
        UsageError: a block may not say that, or it does not fit together.
        SpecError: a spec that it names cannot be read.
    """
    spend(1000)
    name, values = parsed(words)
    module = import_module(f"cnnstat.views.{name}")
    asked = values.pop("format")
    formats = DERIVATIONS if name == "explain" else FORMATS
    plain = next(iter(formats))
    known = [plain, *([own] if own in formats else [])]
    if asked and asked not in (*known, *TERMINAL):
        raise UsageError(f"--format {asked}: this document takes {' or '.join(reversed(known))}")
    chosen = plain if asked in TERMINAL else known[-1]
    if not values.get("network", "network"):
        raise UsageError(f"command {shown(' '.join(words))}: expected the name of a network")
    return Text(rendered(module.view(**values, locate=locate), chosen), chosen == plain)
